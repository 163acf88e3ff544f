"""The dirty example is what its script makes, and its key tells the truth."""

from __future__ import annotations

import csv
import io
import runpy
from functools import cache
from pathlib import Path

import pytest

import survey as sv
from survey.files.xlsx_reader import read_xlsx

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "dirty-answers"
WEB, PAPER, FACIT = "svar-web.csv", "svar-papir.xlsx", "facit.csv"
ROW = {"afbrudt"}  # about a row, and not about what stands in a cell


@cache
def made() -> dict[str, bytes]:
    files: dict[str, bytes] = runpy.run_path(str(EXAMPLE / "make_answers.py"))["made_files"]()
    return files


def rows_of(name: str, encoding: str) -> list[dict[str, str]]:
    text = (EXAMPLE / name).read_bytes().decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize("name", [WEB, FACIT])
def test_the_files_are_what_the_script_makes(name: str) -> None:
    assert (EXAMPLE / name).read_bytes() == made()[name], "run make_answers.py in the folder"


def test_the_workbook_says_what_the_script_makes(tmp_path: Path) -> None:
    """Writers of other versions pack it differently, so cells are compared."""
    (tmp_path / PAPER).write_bytes(made()[PAPER])
    here, there = read_xlsx(EXAMPLE / PAPER), read_xlsx(tmp_path / PAPER)
    assert dict(here.names) == dict(there.names)
    assert dict(here.properties) == dict(there.properties), "run make_answers.py in the folder"
    assert list(here.sheets) == list(there.sheets)
    for name, sheet in here.sheets.items():
        assert sheet.rows == there.sheets[name].rows


def test_the_web_file_is_as_a_danish_excel_saves_it() -> None:
    data = (EXAMPLE / WEB).read_bytes()
    assert data.count(b"\r\n") == 244
    assert "Æblehaven".encode("cp1252") in data
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    ids = [row["svarnr"] for row in rows_of(WEB, "cp1252")]
    assert (len(ids), len(set(ids))) == (243, 240)
    assert ids[0] == "0001"


def test_what_the_key_says_stands_there() -> None:
    by_id = {row["svarnr"]: row for row in rows_of(WEB, "cp1252")}  # the last one of each
    sins = [sin for sin in rows_of(FACIT, "utf-8-sig") if sin["fil"] == WEB]
    told = [sin for sin in sins if sin["kolonne"] in by_id["0001"] and sin["synd"] not in ROW]
    told = [sin for sin in told if sin["kolonne"] != "svarnr"]
    assert len(told) > 90
    assert [sin for sin in told if by_id[sin["id"]][sin["kolonne"]] != sin["står"]] == []


def test_the_paper_forms_are_read_and_their_keyings_compared() -> None:
    questionnaire = sv.read_questionnaire(EXAMPLE / "questionnaire.yaml")
    keying = sv.read_keying(EXAMPLE / PAPER, questionnaire)
    assert (keying.first.rows, len(keying.twice)) == (120, 24)
    found = sv.compare_keyings(keying, questionnaire)
    planted = {
        (sin["id"], sin["kolonne"])
        for sin in rows_of(FACIT, "utf-8-sig")
        if sin["synd"] == "tastet forskelligt"
    }
    assert {(each.respondent, each.variable) for each in found} == planted


def test_the_short_form_has_the_questions_of_the_shipped_one() -> None:
    ours = {each.id for each in sv.read_questionnaire(EXAMPLE / "questionnaire.yaml").questions}
    shipped = {each.id for each in sv.read_questionnaire("kort-form").questions}
    assert ours - shipped == {"unsafe_places", "change_first"}
    assert shipped <= ours


def test_it_is_said_that_the_answers_are_invented() -> None:
    told = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    assert "Alle svar er opdigtede" in told
    assert "All answers are invented" in told
