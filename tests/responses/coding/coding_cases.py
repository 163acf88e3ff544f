"""A small questionnaire with open answers, and coders who fill in what they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd

from survey.codebook import Code, Kind, MissingKind, Variable
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questions import OpenText, Section, Single
from survey.questionnaire.texts import Languages
from survey.responses.responses import Responses

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

LABELS = {
    1: {"da": "Naboer", "en": "Neighbours"},
    2: {"da": "Grønne områder", "en": "Green areas"},
    3: {"da": "Belysning", "en": "Lighting"},
    90: {"da": "Andet", "en": "Other"},
}
BEST = OpenText(
    id="best",
    label={"da": "Det bedste ved området", "en": "The best thing about the area"},
    text={"da": "Hvad er det bedste?", "en": "What is best?"},
    codes=(
        *(Code(value, label) for value, label in LABELS.items()),
        Code(97, {"da": "Intet", "en": "Nothing"}, exclusive=True),
    ),
)
WISH = OpenText(id="wish", label={"da": "Ønske", "en": "Wish"}, text={"da": "Hvad ønsker du?"})
AGE = Single(
    id="age_group",
    label={"da": "Alder", "en": "Age"},
    codes=(Code(1, {"da": "Under 50", "en": "Under 50"}), Code(2, {"da": "50+", "en": "50+"})),
)
SKEMA = Questionnaire(
    "skema", {"da": "Skema"}, Languages(("da", "en")), (Section("", (BEST, WISH, AGE)),)
)
AREA = Variable(
    "area",
    Kind.GROUP,
    {"da": "Område", "en": "Area"},
    codes=(
        Code("vang", {"da": "Vangdalen", "en": "Vang Valley"}),
        Code("soe", {"da": "Søparken", "en": "Lake Park"}),
    ),
)
ANSWERS = (
    "Naboerne er søde",
    "De grønne områder og naboerne",
    "Lyset på stien",
    "ved ikke",
    "Ved ikke.",
    "Ro og orden",
    "Ring til mig på 20 30 40 50",
    "=1+1",
    "Intet",
    "-1",
    "-3",
    "",
)


def responses(
    answers: Sequence[str] = ANSWERS,
    *,
    areas: Sequence[str] | None = None,
    ages: Sequence[int] | None = None,
    ids: Sequence[str] | None = None,
) -> Responses:
    """Residents who gave these answers to »best«."""
    rows = len(answers)
    data = pd.DataFrame(
        {
            "respondent": pd.Series(ids or [f"r{n:03d}" for n in range(rows)], dtype=object),
            "area": pd.Series(areas or [("vang", "soe")[n % 2] for n in range(rows)], dtype=object),
            "best": pd.Series(list(answers), dtype=object),
            "wish": pd.Series([str(int(MissingKind.NO_ANSWER))] * rows, dtype=object),
            "age_group": list(ages or [1 + n % 2 for n in range(rows)]),
        }
    )
    asked = pd.DataFrame({"best": [each != "-3" for each in answers]})
    return Responses(data, SKEMA.codebook().with_variables([AREA]), SKEMA, asked=asked)


def head_row(sheet: Any, head: str) -> int:
    """The row of a sheet in which a head stands."""
    return next(c.row for row in sheet.iter_rows() for c in row if c.value == head)


def fill(
    source: Path,
    target: Path,
    codes: Mapping[str, Sequence[object]] | Callable[[str], Sequence[object]],
    *,
    coder: str = "",
    notes: Mapping[str, str] | None = None,
    new: Mapping[str, str] | None = None,
    answer: str = "Svar",
    code: str = "Kode",
) -> Path:
    """Fill in a coding sheet as a person would: codes by what the answer says."""
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    top = head_row(sheet, answer)
    heads = [sheet.cell(top, column).value for column in range(1, sheet.max_column + 1)]
    columns = [place for place, head in enumerate(heads, 1) if str(head).startswith(f"{code} ")]
    for row in range(top + 1, sheet.max_row + 1):
        words = sheet.cell(row, heads.index(answer) + 1).value
        given = codes(words) if callable(codes) else codes.get(words, ())
        for column, value in zip(columns, given, strict=False):
            sheet.cell(row, column).value = value
        for which, head in ((notes, "Note"), (new, "Ny kode?")):
            if which and words in which:
                sheet.cell(row, heads.index(head) + 1).value = which[words]
    if coder:
        sheet.cell(3, 4).value = coder
    book.save(target)
    return target


def cells(path: Path, sheet: int = 0) -> list[list[object]]:
    """What stands on a sheet."""
    book = openpyxl.load_workbook(path)
    return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]
