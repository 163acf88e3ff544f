"""What stands in a cell is an answer that can be, a reason, or told; nothing ends in a crash."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import xlsxwriter
from made_skema import HEAD, NAMES, skema

import survey as sv
from survey.codebook import Kind, MissingKind
from survey.errors import SurveyError
from survey.responses.reading import read_responses

if TYPE_CHECKING:
    from pathlib import Path

    from survey.responses.responses import Responses

HOSTILE = (
    *("1", "2", "3", "9", "99", "-1", "-2", "-3", "-4", "-5", "-7", "-8", "-9", "0", "44", ""),
    *("NA", "nan", "NaN", "inf", "-inf", "1e5", "1e400", "0x10", "1_000", "1-2", "+3", "--3"),
    *("3,0", "3.0", "1,5", "1.5", "1.500", "1.500,00", "999999999999999", "9" * 400, "0" * 50),
    *("TRUE", "False", "ja", "x", " ", "\t", "''", "'", '"', ";", "\\", "=1+1", "@x", "+45 1234"),
    *("31-05-2026", "2026-05-31", "31/05/2026", "45000", "2026-05-31T25:00", "٣", "３", "Ⅲ", "½"),
    *(
        "😀",
        "\u202e3",
        "\u200b3",
        "3\u00a0",
        "e\u0301",
        "\ufeff3",
        "\x00",
        "\x1b[0m",
        "𝟛",
        "a" * 10_000,
    ),
    *("#N/A", "#REF!", "<script>", "${x}", "{0}", "%s", "../../x", "\ud83d\ude00", "Zażółć"),
)
SEEDS = [*range(12), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(12, 150))]
REASONS = frozenset(map(int, MissingKind))


def rows(random: np.random.Generator) -> list[list[str]]:
    good = [["", "Vest", "3", "", "1", "", "", "44", "3", "Mere lys"] for _ in range(12)]
    for number, row in enumerate(good):
        row[0] = f"{number:03d}"
        for place in random.choice(len(row), random.integers(0, 4), replace=False):
            row[place] = HOSTILE[random.integers(0, len(HOSTILE))]
    return good


def check_sound(answers: Responses) -> None:
    assert answers.data["respondent"].is_unique
    for name, variable in answers.codebook.variables.items():
        cells = answers.data[name].tolist()
        if variable.kind in {Kind.SINGLE, Kind.OPTION}:
            assert set(cells) <= {code.value for code in variable.codes} | REASONS, name
        elif variable.kind is Kind.NUMBER:
            assert all(cell in REASONS or (0 <= cell <= 10**15) for cell in cells), name
        elif variable.kind is Kind.TEXT:
            assert all(isinstance(cell, str) and cell for cell in cells), name
    lost = answers.data["age"].isin([-5]).sum()
    assert (
        lost
        <= sum(each.variable == "age" for each in answers.problems)
        + (answers.answered["age"] == -5).sum()
    )
    design = sv.SurveyDesign(answers.data, codebook=answers.codebook)
    for name in ("safe", "group"):
        shares = sv.proportion(design, name).to_frame()
        valid = answers.data[name].ge(0).sum()
        assert set(shares["n"]) == {valid}
    sv.check_responses(answers)


def written(folder: Path, table: list[list[str]], ending: str) -> Path:
    path = folder / f"svar{ending}"
    heads = ["skemanr", "område", *NAMES]
    if ending == ".csv":
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows([heads, *table])
        path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
    else:
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate([heads, *table]):
                for place, cell in enumerate(row):
                    plain = cell.encode("utf-8", "ignore").decode()
                    if re.fullmatch(r"-?[0-9]{1,8}", plain):
                        sheet.write_number(number, place, int(plain))
                    elif plain == "=1+1":
                        sheet.write_formula(number, place, plain)
                    elif plain in {"TRUE", "False"}:
                        sheet.write_boolean(number, place, plain == "TRUE")
                    elif plain:
                        sheet.write_string(number, place, plain)
    return path


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("seed", SEEDS)
def test_any_cells_are_read_as_what_can_be_or_told(tmp_path: Path, ending: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    path = written(tmp_path, rows(random), ending)
    before = path.read_bytes()
    ways: list[dict[str, Any]] = [
        {},
        {"invalid": "count", "duplicates": "latest_complete"},
        {
            "invalid": "count",
            "duplicates": "first",
            "contradictions": "keep",
        },
        {"invalid": "count", "groups": ["area"], "duplicates": "first"},
    ]
    for how in ways:
        try:
            answers = read_responses(path, skema(), **how)
        except SurveyError as refused:
            told = str(refused)
        else:
            check_sound(answers)
            told = " ".join(map(str, answers.notes))
        assert len(told) < 12_000
    assert path.read_bytes() == before
    assert HEAD.startswith("skemanr")
