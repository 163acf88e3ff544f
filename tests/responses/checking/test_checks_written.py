"""The checks as a page and as a workbook: in both languages, internal, without own words."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from made_findings import clean, planted
from made_questionnaires import codes, grid, questionnaire, said, single
from made_responses import made_responses
from openpyxl import load_workbook

from survey.codebook import Code
from survey.errors import WrongUseError
from survey.findings import Place
from survey.language.catalogue import LANGUAGES, language_in_force, text
from survey.responses.checking.check import check_responses
from survey.responses.checking.page import checks_document
from survey.responses.checking.page_file import write_checks
from survey.responses.problems import Problem, ProblemKind

if TYPE_CHECKING:
    from pathlib import Path

    from survey.responses.checking.checks import ResponseChecks

SECRETS = ("Mette", "22334455", "Holm", "nabo.dk")


@cache
def checks() -> ResponseChecks:
    responses = planted(clean(), "wish", "Mette Holm, ring 22334455 eller mette@nabo.dk", [3])
    responses = planted(responses, "mode", ["web", "paper", "fax"] * 20)
    responses = planted(responses, "minutes", [15.0] * 59 + [0.5])
    responses = planted(responses, "respondent", "0001", [1])
    place = Place("svar.csv", 4, "q04")
    problems = (
        Problem(ProblemKind.INVALID, "0003", "q04", "9", place, "1, 2, 3, 4, 5"),
        Problem(ProblemKind.NOT_ASKED, "0003", "why", "2", replace(place, cell="why")),
        Problem(ProblemKind.CHECK, "0005", "age", "99", place, "=HYPERLINK(1)"),
    )
    return check_responses(replace(responses, problems=problems), names=["Mette"])


def sheets(path: Path) -> dict[str, list[list[str]]]:
    return {
        page.title: [["" if c is None else str(c) for c in row] for row in page.values]
        for page in load_workbook(path)
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", ["html", "docx", "pdf", "xlsx", "md", "txt"])
def test_the_same_checks_give_the_same_bytes(tmp_path: Path, ending: str, language: str) -> None:
    one, two = tmp_path / f"one.{ending}", tmp_path / f"two.{ending}"
    write_checks(checks(), one, language=language)
    write_checks(checks(), two, language=language)
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_words_are_in_neither(tmp_path: Path, language: str) -> None:
    page = write_checks(checks(), tmp_path / "checks.html", language=language)
    book = write_checks(checks(), tmp_path / "checks.xlsx", language=language)
    told = page.read_text(encoding="utf-8") + str(sheets(book))
    assert not [each for each in SECRETS if each in told]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_says_that_it_is_internal(tmp_path: Path, language: str) -> None:
    internal = text("response_checks.internal", lang=language)
    assert internal in checks_document(checks(), language).stamps
    book = sheets(write_checks(checks(), tmp_path / "checks.xlsx", language=language))
    assert [name for name, rows in book.items() if not rows[1][0].startswith(internal)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_the_other_language_is_on_the_page(tmp_path: Path, language: str) -> None:
    page = write_checks(checks(), tmp_path / "checks.md", language=language).read_text()
    others = {"da": ["Respondents", "Asked only", " of the ", "minutes"],
              "en": ["Svarpersoner", "Stilles kun", " og ", "minutter"]}  # fmt: skip
    assert not [each for each in others[language] if each in page]


def test_an_answer_to_correct_has_all_that_is_needed(tmp_path: Path) -> None:
    with language_in_force("da"):
        rows = sheets(write_checks(checks(), tmp_path / "checks.xlsx"))["Svar at rette"]
    heads = rows[2]
    assert heads == [
        "Svarperson", "Sted i filen", "Spørgsmål", "Svar i filen", "Hvad er galt", "Mulige svar",
        "Rettes til", "Begrundelse", "Rettet af", "Dato", "Kolonne", "Værdi i filen",
        "Fil", "Række",
    ]  # fmt: skip
    invalid = dict(zip(heads, rows[3], strict=True))
    assert invalid["Svarperson"] == "0003"
    assert invalid["Sted i filen"] == "svar.csv, linje 4"
    assert invalid["Spørgsmål"] == "How (da)\nHow? (da)"
    assert invalid["Svar i filen"] == "9"
    assert invalid["Mulige svar"].split("\n")[0] == "1 Answer 1 (da)"
    assert (invalid["Kolonne"], invalid["Værdi i filen"]) == ("q04", "9")
    words = dict(zip(heads, rows[5], strict=True))
    assert (words["Svar i filen"], words["Værdi i filen"]) == ("(egne ord, vises ikke)", "*")


def test_an_answer_with_several_findings_has_one_row(tmp_path: Path) -> None:
    rows = sheets(write_checks(checks(), tmp_path / "checks.xlsx"))["Answers to correct"]
    cells = [(row[0], row[10]) for row in rows[3:]]
    assert len(cells) == len(set(cells)) == 4
    wrong = next(row[4] for row in rows if row[10] == "wish")
    assert wrong.count("The text seems to contain") >= 3


def test_what_the_program_needs_is_hidden_and_short_answers_are_offered(tmp_path: Path) -> None:
    page = load_workbook(write_checks(checks(), tmp_path / "checks.xlsx"))["Answers to correct"]
    hidden = {name for name, each in page.column_dimensions.items() if each.hidden}
    assert "K" in hidden
    offered = {str(each.sqref): each.formula1 for each in page.data_validations.dataValidation}
    assert offered["G4"].startswith('"1 Answer 1,2 Answer 2')
    assert offered["G4"].endswith('delete"')


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    book = load_workbook(write_checks(checks(), tmp_path / "checks.xlsx"))
    assert not [c.coordinate for page in book for row in page for c in row if c.data_type == "f"]


def test_a_respondent_to_look_at_has_one_row_with_all_reasons(tmp_path: Path) -> None:
    rows = sheets(write_checks(checks(), tmp_path / "checks.xlsx"))["Respondents"]
    assert rows[2][:5] == ["Respondent", "Why", "Minutes", "Answered, %", "Leave out"]
    people = [row[0] for row in rows[3:]]
    assert len(people) == len(set(people))
    assert people[0] == "0001"


def test_the_rules_say_what_to_do(tmp_path: Path) -> None:
    rows = sheets(write_checks(checks(), tmp_path / "checks.xlsx"))["Rules"]
    codes = {row[4] for row in rows[3:]}
    assert {"RESPONSES-INVALID", "RESPONSES-PERSON", "RESPONSES-SAME-ID"} <= codes
    assert all(row[2] and row[3] for row in rows[3:])


def test_long_lists_are_cut_on_the_page_and_say_so() -> None:
    problems = tuple(
        Problem(ProblemKind.CHECK, f"{row + 1:04d}", "", note="No") for row in range(60)
    )
    found = check_responses(replace(clean(), problems=problems))
    document = checks_document(found, "en")
    (table,) = [each for each in document.tables() if each.id == "check_people"]
    assert len(table.rows) == 30
    assert table.notes == ("There are 30 more rows; they stand in the workbook.",)


def test_clean_answers_give_a_page_and_a_workbook(tmp_path: Path) -> None:
    found = check_responses(clean())
    assert "Nothing to remark." in write_checks(found, tmp_path / "c.txt").read_text()
    book = sheets(write_checks(found, tmp_path / "c.xlsx"))
    assert len(book["Answers to correct"]) == 3


def test_every_id_on_the_page_is_its_own() -> None:
    document = checks_document(checks(), "da")
    ids = [block.id for block in document.blocks if hasattr(block, "id") and block.id]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9_]+", each) for each in ids)


@pytest.mark.parametrize(("name", "language"), [("checks.sav", "da"), ("checks.html", "sv")])
def test_unknown_endings_and_languages_are_refused(
    tmp_path: Path, name: str, language: str
) -> None:
    with pytest.raises(WrongUseError):
        write_checks(checks(), tmp_path / name, language=language)
    with pytest.raises(WrongUseError):
        checks_document(checks(), "sv")


def test_only_checks_are_written(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="check_responses"):
        write_checks(clean(), tmp_path / "checks.html")  # type: ignore[arg-type]


def test_huge_grids_many_codes_and_long_labels_are_written(tmp_path: Path) -> None:
    """Case 39: 500 rows, 10,000 answers, labels of 5,000 characters, empty and equal labels."""
    many = tuple(Code(value, {"en": "Same" if value % 2 else ""}) for value in range(1, 10_001))
    form = questionnaire(
        grid("big", *(f"r{row}" for row in range(500))),
        single("many", codes=many),
        single("long", label=said("x" * 5000), codes=codes(1, 2)),
    )
    responses = made_responses(form, 30)
    problems = tuple(
        Problem(ProblemKind.INVALID, "0003", name, "0") for name in ("many", "long", "big_r499")
    )
    found = check_responses(replace(responses, problems=problems))
    for ending in ("html", "xlsx", "docx"):
        write_checks(found, tmp_path / f"checks.{ending}")
    rows = sheets(tmp_path / "checks.xlsx")["Answers to correct"]
    assert [row[10] for row in rows[3:]] == ["big_r499", "many", "long"]
    assert rows[4][5].split("\n")[-1] == "…"
