"""The example of dirty answers: what was planted is found, corrected in the workbook, and gone."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from made_findings import named, who
from openpyxl import load_workbook

import survey as sv
from survey.responses.checking.check import check_responses
from survey.responses.checking.page_file import write_checks
from survey.responses.cleaning.read import read_corrections

if TYPE_CHECKING:
    from survey.responses.checking.checks import ResponseChecks
    from survey.responses.cleaning.log import CleaningLog

FOLDER = Path(__file__).resolve().parents[3] / "examples" / "dirty-answers"
QUESTIONNAIRE = sv.read_questionnaire(FOLDER / "questionnaire.yaml")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The answers from the web, with the one area that is missing filled in."""
    lines = (FOLDER / "svar-web.csv").read_text(encoding="cp1252").split("\n")
    place = lines[0].split(";").index("område")
    filled = [
        ";".join([*cells[:place], "Vestparken", *cells[place + 1 :]])
        if len(cells := line.split(";")) > place + 1 and not cells[place]
        else line
        for line in lines
    ]
    path = tmp_path_factory.mktemp("dirty") / "svar-web.csv"
    path.write_text("\n".join(filled), encoding="cp1252")
    return path


def checked(path: Path, log: CleaningLog | None = None) -> ResponseChecks:
    responses = sv.read_responses(
        path,
        QUESTIONNAIRE,
        groups=["område"],
        invalid="count",
        duplicates="latest_complete",
        corrections=log,
    )
    return check_responses(responses, names=["Karla Testesen"])


def planted(*kinds: str) -> set[str]:
    with (FOLDER / "facit.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    return {row[1] for row in rows if row[0] == "svar-web.csv" and row[3] in kinds}


def test_what_was_planted_is_found(answers: Path) -> None:
    checks = checked(answers)
    assert set(who(checks, "fast")) >= planted("for hurtig")
    assert set(who(checks, "same_run")) == planted("samme svar hele vejen")
    assert set(who(checks, "broke_off")) == planted("afbrudt")
    assert set(who(checks, "person")) >= planted(
        "cpr-nummer i åbent svar", "e-mail i åbent svar", "navn i åbent svar"
    )
    assert set(who(checks, "not_asked")) == planted("svar på et spørgsmål, der ikke skulle stilles")


def test_a_telephone_number_is_found_whatever_it_begins_with(answers: Path) -> None:
    assert planted("telefonnummer i åbent svar") <= set(who(checked(answers), "person"))


def test_corrected_answers_are_gone_the_next_time(answers: Path, tmp_path: Path) -> None:
    """Cases 17 and 23, all the way: found, corrected, logged, read again."""
    before = checked(answers)
    path = write_checks(before, tmp_path / "checks.xlsx", language="da")
    book = load_workbook(path)
    page = book["Svar at rette"]
    for row in range(4, page.max_row + 1):
        if page.cell(row, 11).value == "parent_danish":
            page.cell(row, 7).value = page.cell(row, 4).value  # »Ja« is read as its label
            page.cell(row, 8).value = "Webskemaet skrev svarets tekst"
    people = book["Svarpersoner"]
    left_out = str(people.cell(4, 1).value)
    people.cell(4, 5).value, people.cell(4, 6).value = "Ja", "Stoppede efter få svar"
    book.save(path)
    log = read_corrections(path, QUESTIONNAIRE, when="2026-11-26")
    after = checked(answers, log)
    left = {each.variable for each in named(after, "invalid")}
    assert "parent_danish" in {each.variable for each in named(before, "invalid")}
    assert "parent_danish" not in left
    assert left_out not in set(after.respondents["respondent"])
    taken = set(after.responses.steps)
    assert set(log.steps) - taken == set()
