"""Corrections come back from the workbook that was filled in and from the log, or are told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from made_questionnaires import asked, codes, questionnaire, single
from made_responses import made_responses
from openpyxl import load_workbook

from survey.codebook import Code, Kind, MissingKind, Variable
from survey.errors import DataError, WrongUseError
from survey.findings import FindingsError, Place
from survey.language.catalogue import LANGUAGES, language_in_force, text
from survey.questionnaire.expressions.parser import parse_expression
from survey.questionnaire.questions import Computed, Date, Multiple, Number, OpenText
from survey.responses.checking.check import check_responses
from survey.responses.checking.page_file import write_checks
from survey.responses.cleaning.read import read_corrections
from survey.responses.corrections import StepKind
from survey.responses.problems import Problem, ProblemKind

if TYPE_CHECKING:
    from pathlib import Path

    from survey.responses.checking.checks import ResponseChecks
    from survey.responses.cleaning.log import CleaningLog

DAY = "2026-11-26"
SAFE = (
    Code(1, {"da": "Utryg", "en": "Unsafe"}),
    Code(2, {"da": "Tryg", "en": "Safe", "ar": "آمن"}),
    Code(3, {"da": "Ja, meget tryg", "en": "Yes, very safe"}),
)
FORM = questionnaire(
    single("safe", codes=SAFE, missing=(MissingKind.DONT_KNOW,)),
    asked(Multiple, "used", codes=codes(1, 2)),
    asked(Number, "age", low=15, high=110, decimals=1),
    asked(Date, "moved", earliest="1990-01-01", latest="2012-12-31"),
    asked(Date, "since", precision="month"),
    asked(OpenText, "wish"),
    asked(Computed, "old", value=parse_expression("age * 2")),
    missing={MissingKind.REFUSED: {"da": "Det siger jeg ikke", "en": "None of your business"}},
)
AREA = Variable("area", Kind.GROUP, {}, codes=(Code("vang", {"da": "Vangdalen"}),))


def log_file(tmp_path: Path, *rows: str, heads: str = "respondent;variable;from;to;why") -> Path:
    path = tmp_path / "log.csv"
    path.write_text("\n".join([heads, *rows, ""]), encoding="utf-8")
    return path


def after(tmp_path: Path, variable: str, words: str) -> str:
    path = log_file(tmp_path, f"0001;{variable};9;{words};seen")
    (step,) = read_corrections(path, FORM, when=DAY, groups=[AREA])
    return step.after


# What can be written in place of an answer


@pytest.mark.parametrize(
    ("variable", "words", "value"),
    [
        ("safe", "2", "2"),
        ("safe", "2,0", "2"),
        ("safe", "Tryg", "2"),
        ("safe", "  SAFE ", "2"),
        ("safe", "آمن", "2"),
        ("safe", "2 Tryg", "2"),
        ("safe", "2 = Safe", "2"),
        ("safe", "3 Ja, meget tryg", "3"),
        ("safe", "ved ikke", "-8"),
        ("safe", "don’t know", "-8"),
        ("safe", "-8", "-8"),
        ("safe", "Det siger jeg ikke", "-9"),
        ("safe", "Prefer not to say", "-9"),
        ("safe", "flere kryds", "-2"),
        ("safe", "slettes", "-1"),
        ("safe", "Delete", "-1"),
        ("used_1", "x", "1"),
        ("used_1", "nej", "0"),
        ("used_1", "Chosen", "1"),
        ("age", "41,5", "41.5"),
        ("age", "41.50", "41.50"),
        ("age", "41", "41"),
        ("age", "slettes", "-1"),
        ("moved", "2001-02-03", "2001-02-03"),
        ("moved", "3-2-2001", "2001-02-03"),
        ("since", "2001-02", "2001-02"),
        ("since", "03.02.2001", "2001-02"),
        ("wish", "Mere lys, tak", "Mere lys, tak"),
        ("wish", "slettes", "-1"),
        ("area", "vang", "vang"),
        ("area", "Vangdalen", "vang"),
    ],
)
def test_a_new_answer_is_understood(tmp_path: Path, variable: str, words: str, value: str) -> None:
    assert after(tmp_path, variable, words) == value


@pytest.mark.parametrize(
    ("variable", "words", "code"),
    [
        ("safe", "7", "UNKNOWN-CODE"),
        ("safe", "Trygg", "UNKNOWN-CODE"),
        ("safe", "2 Utryg", "UNKNOWN-CODE"),
        ("safe", "-3", "UNKNOWN-CODE"),
        ("safe", "1e0", "UNKNOWN-CODE"),
        ("used_1", "3", "UNKNOWN-CODE"),
        ("age", "gammel", "UNKNOWN-VALUE"),
        ("age", "1962", "UNKNOWN-VALUE"),
        ("age", "-4", "UNKNOWN-VALUE"),
        ("moved", "2013-01-01", "UNKNOWN-VALUE"),
        ("moved", "31-02-2001", "UNKNOWN-VALUE"),
        ("moved", "1889-02-01", "UNKNOWN-VALUE"),
        ("since", "2001-13", "UNKNOWN-VALUE"),
        ("nowhere", "2", "NO-VARIABLE"),
        ("old", "2", "NO-VARIABLE"),
        ("area", "soe", "UNKNOWN-GROUP"),
        ("area", "delete", "UNKNOWN-GROUP"),
    ],
)
def test_an_answer_that_can_not_be_is_told(
    tmp_path: Path, variable: str, words: str, code: str
) -> None:
    """Cases 21 and 23: what is out of range doesn't come in by a correction either."""
    with pytest.raises(FindingsError) as raised:
        after(tmp_path, variable, words)
    (found,) = raised.value.findings
    assert found.code == f"CLEANING-{code}"
    assert found.place is not None
    assert found.place.line == 2


def test_all_wrong_steps_are_told_at_once(tmp_path: Path) -> None:
    path = log_file(tmp_path, "0001;safe;9;7;x", "0002;nowhere;1;2;x", "0003;age;9;x;x")
    with pytest.raises(FindingsError) as raised:
        read_corrections(path, FORM, when=DAY)
    assert len(raised.value.findings) == 3


def test_two_different_corrections_of_one_answer_are_told(tmp_path: Path) -> None:
    path = log_file(tmp_path, "0001;safe;9;1;x", "0001;safe;9;2;x")
    with pytest.raises(FindingsError, match="two different corrections"):
        read_corrections(path, FORM, when=DAY)


def test_steps_that_follow_on_each_other_are_no_contradiction(tmp_path: Path) -> None:
    path = log_file(tmp_path, "0001;safe;9;1;x", "0001;safe;1;2;x", "0001;safe;1;2;x")
    log = read_corrections(path, FORM, when=DAY)
    assert [(step.before, step.after) for step in log] == [("9", "1"), ("1", "2")]


def test_a_missing_reason_is_a_note(tmp_path: Path) -> None:
    log = read_corrections(log_file(tmp_path, "0001;safe;9;1;"), FORM, when=DAY)
    assert [each.code for each in log.notes] == ["CLEANING-NO-REASON"]
    assert len(log) == 1


def test_a_change_without_a_column_is_told(tmp_path: Path) -> None:
    with pytest.raises(FindingsError, match="which column"):
        read_corrections(log_file(tmp_path, "0001;;9;1;x"), FORM, when=DAY)


# The day


def test_the_day_is_given_or_stands_there(tmp_path: Path) -> None:
    heads = "respondent;variable;from;to;why;when"
    path = log_file(tmp_path, "0001;safe;9;1;x;24-12-2025", "0002;safe;9;1;x;", heads=heads)
    log = read_corrections(path, FORM, when=dt.date(2026, 11, 26))
    assert [step.when for step in log] == ["2025-12-24", DAY]
    with pytest.raises(WrongUseError, match="must have a date"):
        read_corrections(path, FORM)
    with pytest.raises(WrongUseError, match="when must be a date"):
        read_corrections(path, FORM, when="today")


# The workbook


def checks() -> ResponseChecks:
    responses = made_responses(FORM, 40)
    data = responses.data.copy()
    data.loc[4, "wish"] = "ring til mette@nabo.dk"
    data["respondent"] = ["0002", *data["respondent"][1:]]
    place = Place("svar.csv", 4, "safe")
    problems = (
        Problem(ProblemKind.INVALID, "0003", "safe", "9", place, "1, 2, 3"),
        Problem(ProblemKind.OUT_OF_RANGE, "0004", "age", "199", replace(place, line=5)),
    )
    return check_responses(replace(responses, data=data, problems=problems))


def filled_in(tmp_path: Path, language: str, sheet: str, *rows: dict[str, Any]) -> Path:
    """The workbook with cells written by somebody: each row by the respondent and the heads."""
    path = tmp_path / "checks.xlsx"
    write_checks(checks(), path, language=language)
    book = load_workbook(path)
    page = book[text(f"corrections.sheet.{sheet}", lang=language)]
    heads = {page.cell(3, place).value: place for place in range(1, page.max_column + 1)}
    for cells in rows:
        wanted = cells.pop("respondent")
        row = next(r for r in range(4, page.max_row + 1) if page.cell(r, 1).value == wanted)
        for key, value in cells.items():
            head = text(f"corrections.head.{key}", lang=language)
            page.cell(row, heads[head]).value = value
    book.save(path)
    return path


def steps_of(log: CleaningLog) -> list[tuple[str, ...]]:
    return [(step.respondent, step.variable, step.before, step.after) for step in log]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("spoken", LANGUAGES)
def test_answers_that_were_corrected_come_back(tmp_path: Path, language: str, spoken: str) -> None:
    path = filled_in(
        tmp_path,
        language,
        "answers",
        {"respondent": "0003", "correction": "2 Tryg", "reason": "kan læses", "who": "MH"},
        {"respondent": "0004", "correction": 41, "reason": "x", "when": dt.datetime(2026, 11, 25)},  # noqa: DTZ001
        {"respondent": "0005", "correction": "Ring til en nabo", "reason": "person"},
    )
    with language_in_force(spoken):
        log = read_corrections(path, FORM, when=DAY)
    assert steps_of(log) == [
        ("0003", "safe", "9", "2"),
        ("0004", "age", "199", "41"),
        ("0005", "wish", "*", "Ring til en nabo"),
    ]
    assert [(step.who, step.when) for step in log][:2] == [("MH", DAY), ("", "2026-11-25")]
    assert log.notes == ()


def test_a_reason_alone_says_that_the_answer_stays(tmp_path: Path) -> None:
    path = filled_in(
        tmp_path,
        "da",
        "answers",
        {"respondent": "0003", "reason": "står sådan"},
        {"respondent": "0005", "reason": "egen adresse"},
    )
    assert steps_of(read_corrections(path, FORM, when=DAY)) == [
        ("0003", "safe", "9", "9"),
        ("0005", "wish", "*", "*"),
    ]


LEFT_OUT, STAYS = StepKind.REMOVE, StepKind.CHANGE


@pytest.mark.parametrize(
    ("said", "kind"), [("Ja", LEFT_OUT), ("nej", STAYS), ("x", LEFT_OUT), ("No", STAYS)]
)
def test_respondents_who_are_left_out_or_stay_come_back(
    tmp_path: Path, said: str, kind: StepKind
) -> None:
    row = {"respondent": "0002", "leave_out": said, "reason": "to gange"}
    (step,) = read_corrections(filled_in(tmp_path, "da", "people", row), FORM, when=DAY)
    assert (step.respondent, step.variable, step.kind) == ("0002", "", kind)
    assert step.why == "to gange"


@pytest.mark.parametrize(
    ("sheet", "cells", "code"),
    [
        ("answers", {"respondent": "0003", "correction": "=1+1", "reason": "x"}, "FORMULA"),
        ("answers", {"respondent": "0003", "correction": "7", "reason": "x"}, "UNKNOWN-CODE"),
        ("answers", {"respondent": "0003", "correction": "2", "when": "i går"}, "DATE"),
        ("people", {"respondent": "0002", "leave_out": "måske"}, "YES-OR-NO"),
    ],
)
def test_what_was_filled_in_wrongly_is_told_with_its_cell(
    tmp_path: Path, sheet: str, cells: dict[str, Any], code: str
) -> None:
    with pytest.raises(FindingsError) as raised:
        read_corrections(filled_in(tmp_path, "da", sheet, dict(cells)), FORM, when=DAY)
    found = [each for each in raised.value.findings if each.code == f"CLEANING-{code}"]
    assert len(found) == 1
    assert found[0].place is not None
    assert "!" in str(found[0].place.cell)


def test_rows_can_be_sorted_and_deleted(tmp_path: Path) -> None:
    path = filled_in(
        tmp_path, "en", "answers", {"respondent": "0004", "correction": 41, "reason": "x"}
    )
    book = load_workbook(path)
    book["Answers to correct"].delete_rows(4)
    book.save(path)
    assert steps_of(read_corrections(path, FORM, when=DAY)) == [("0004", "age", "199", "41")]


def test_a_workbook_in_which_nothing_was_filled_in_gives_an_empty_log(tmp_path: Path) -> None:
    path = tmp_path / "checks.xlsx"
    write_checks(checks(), path, language="da")
    assert len(read_corrections(path, FORM)) == 0


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    from openpyxl import Workbook

    path = tmp_path / "other.xlsx"
    book = Workbook()
    book.active.append(["Navn", "Alder"])
    book.save(path)
    with pytest.raises(DataError, match="neither"):
        read_corrections(path, FORM, when=DAY)


def test_the_log_as_a_workbook_is_read_too(tmp_path: Path) -> None:
    log = read_corrections(log_file(tmp_path, "0001;safe;9;Tryg;x"), FORM, when=DAY)
    path = log.write(tmp_path / "log.xlsx")
    assert read_corrections(path, FORM) == log


def test_a_questionnaire_is_needed(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="questionnaire"):
        read_corrections(log_file(tmp_path), "nordby-2012", when=DAY)  # type: ignore[arg-type]


def test_a_label_that_two_codes_share_is_not_guessed(tmp_path: Path) -> None:
    """Case 39."""
    both = (Code(1, {"en": "Other"}), Code(2, {"en": "Other"}), Code(3, {"en": ""}))
    form = questionnaire(single("safe", codes=both))
    with pytest.raises(FindingsError, match="no answer to"):
        read_corrections(log_file(tmp_path, "1;safe;9;Other;x"), form, when=DAY)
    (step,) = read_corrections(log_file(tmp_path, "1;safe;9;2 Other;x"), form, when=DAY)
    assert step.after == "2"
