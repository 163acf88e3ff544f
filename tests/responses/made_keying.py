"""Keying workbooks that are filled in as people do it, and a small questionnaire for them."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from openpyxl import load_workbook

from survey.codebook import Code, Kind, MissingKind
from survey.questionnaire.forms.keying_columns import HEAD_ROWS
from survey.questionnaire.forms.keying_workbook import keying_bytes
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questions import (
    Date,
    Multiple,
    Number,
    OpenText,
    Ranking,
    Roster,
    Section,
    Single,
)
from survey.questionnaire.texts import Languages
from survey.responses.responses import RESPONDENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from openpyxl import Workbook

    from survey.responses.responses import Responses

FIRST, AGAIN, DIFFERENCES = "Indtastning", "Dobbeltindtastning", "Forskelle"
DONT_KNOW, REFUSED = MissingKind.DONT_KNOW, MissingKind.REFUSED
Cells = dict[str, Any]


def say(da: str, en: str) -> dict[str, str]:
    return {"da": da, "en": en}


SATISFIED = tuple(
    Code(value, words)
    for value, words in (
        (5, say("Meget tilfreds", "Very satisfied")),
        (4, say("Tilfreds", "Satisfied")),
        (3, say("Hverken tilfreds eller utilfreds", "Neither satisfied nor dissatisfied")),
        (2, say("Utilfreds", "Dissatisfied")),
        (1, say("Meget utilfreds", "Very dissatisfied")),
    )
)


def short_form(*, name: str = "short", more: tuple[Any, ...] = ()) -> Questionnaire:
    """Eight questions, one of each type, and the people of a household."""
    places = (
        Code(1, say("På stierne", "On the paths")),
        Code(2, say("I kælderen", "In the basement")),
        Code(9, say("Ingen steder", "Nowhere"), exclusive=True),
    )
    questions: tuple[Any, ...] = (
        Single(id="happy", text=say("Hvor tilfreds er du?", "How satisfied are you?"),
               label=say("Tilfredshed", "Satisfaction"), codes=SATISFIED,
               missing=(DONT_KNOW, REFUSED)),
        Multiple(id="places", text=say("Hvor er du utryg?", "Where are you unsafe?"),
                 label=say("Utrygge steder", "Unsafe places"), codes=places),
        Ranking(id="wishes", text=say("Hvad er vigtigst?", "What matters most?"),
                label=say("Ønsker", "Wishes"), codes=places[:2]),
        Number(id="age", text=say("Hvor gammel er du?", "How old are you?"),
               label=say("Alder", "Age"), low=18, high=105, unit=say("år", "years"),
               missing=(REFUSED,)),
        Number(id="rent", text=say("Hvad er din husleje?", "What is your rent?"),
               label=say("Husleje", "Rent"), decimals=2, high=99999),
        Date(id="moved", text=say("Hvornår flyttede du ind?", "When did you move in?"),
             label=say("Indflyttet", "Moved in"), precision="month"),
        OpenText(id="best", text=say("Hvad er bedst?", "What is best?"),
                 label=say("Det bedste", "The best thing")),
        Roster(id="people", text=say("Hvem bor der ellers?", "Who else lives here?"),
               label=say("Husstanden", "The household"), most=4, questions=(
                   Number(id="person_age", text=say("Alder", "Age"), label=say("Alder", "Age")),
                   Single(id="person_job", text=say("I arbejde?", "In work?"),
                          label=say("I arbejde", "In work"),
                          codes=(Code(1, say("Ja", "Yes")), Code(0, say("Nej", "No")))))),
        *more,
    )  # fmt: skip
    title = say("Kort skema", "Short form")
    return Questionnaire(name, title, Languages(("da", "en")), (Section("", questions),))


@cache
def _empty(questionnaire_id: str, rows: int) -> bytes:
    assert questionnaire_id == "short"
    return keying_bytes(short_form(), rows=rows)


def empty_book(questionnaire: Questionnaire | None = None, rows: int = 12) -> Workbook:
    """A keying workbook as openpyxl has it; by default that of the short form."""
    data = _empty("short", rows) if questionnaire is None else keying_bytes(questionnaire,
                                                                           rows=rows)  # fmt: skip
    return load_workbook(BytesIO(data))


def key(book: Workbook, sheet: str, rows: Sequence[Cells], *, first_row: int = HEAD_ROWS + 1
        ) -> None:  # fmt: skip
    """Key forms below each other."""
    page = book[sheet]
    names = [cell.value for cell in page[HEAD_ROWS]]
    for number, cells in enumerate(rows, first_row):
        for name, value in cells.items():
            page.cell(number, names.index(name) + 1, value)


def keyed_book(first: Sequence[Cells], again: Sequence[Cells] = (), people: Sequence[Cells] = (),
               people_again: Sequence[Cells] = ()) -> Workbook:  # fmt: skip
    """The keying workbook of the short form, filled in."""
    book = empty_book()
    for sheet, rows in ((FIRST, first), (AGAIN, again), ("Husstanden", people),
                        ("Husstanden 2", people_again)):  # fmt: skip
        key(book, sheet, rows)
    return book


def saved(book: Workbook, path: Path) -> Path:
    book.save(path)
    return path


def keyed_rows(responses: Responses) -> list[Cells]:
    """What a careful typist keys of some answers: nothing where nothing was answered."""
    questionnaire, computed = responses.questionnaire, _computed(responses)
    rows = []
    for record in responses.data.to_dict("records"):
        cells: Cells = {"form_no": record[RESPONDENT], "area": record["area"]}
        for variable in questionnaire.variables():
            if variable.name not in computed:
                value = _keyed(record[variable.name], variable.kind)
                if value is not None:
                    cells[variable.name] = value
        rows.append(cells)
    return rows


def _computed(responses: Responses) -> set[str]:
    names = {variable.name for variable in responses.questionnaire.variables()}
    return names - set(responses.answered.columns)


def _keyed(value: Any, kind: Kind) -> Any:
    if kind in {Kind.TEXT, Kind.DATE}:
        return None if value in {"-1", "-3"} else value
    number = value.item() if isinstance(value, np.generic) else value
    return None if number in {-1, -3} or (kind is Kind.OPTION and number == 0) else number


def cells_of(table: Any) -> list[dict[str, str]]:
    """The filled cells of each row of a table."""
    columns = {name: column.cells() for name, column in table.columns.items()}
    return [
        {name: cells[row] for name, cells in columns.items() if cells[row]}
        for row in range(table.rows)
    ]


def as_texts(rows: Sequence[Cells]) -> list[dict[str, str]]:
    """What was keyed, as a table has it."""
    return [
        {("respondent" if name == "form_no" else name): _text(value) for name, value in row.items()}
        for row in rows
    ]


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


def without(cells: Mapping[str, Any], *names: str) -> Cells:
    return {name: value for name, value in cells.items() if name not in names}
