"""Tests of a questionnaire are run, and tell what came instead of what was expected."""

from __future__ import annotations

from typing import Any

import pytest
from made_questionnaires import asked, codes, grid, questionnaire, single

from survey.codebook import MissingKind
from survey.findings import Severity
from survey.language.catalogue import language_in_force
from survey.questionnaire.checks.check import cheap_checks
from survey.questionnaire.expressions.parser import parse_expression as when
from survey.questionnaire.questions import (
    Case,
    Computed,
    Date,
    Multiple,
    Note,
    Number,
    OpenText,
    Ranking,
    Roster,
    Scenario,
)

QUESTIONS = (
    asked(Number, "age", low=18.0, high=105.0, missing=(MissingKind.REFUSED,)),
    single("safe", ask_if=when("age >= 30")),
    asked(Multiple, "places", codes=codes(1, 2, 3), ask_if=when("safe == 1")),
    asked(OpenText, "why", ask_if=when("has(places, 2)")),
    asked(Ranking, "wishes", codes=codes(1, 2, 3), most=2),
    grid("setting", "one", "two"),
    single("local", ask_if=when('area == "nordby"')),
    asked(Date, "moved"),
    asked(Note, "thanks", ask_if=when("age >= 30")),
    asked(Computed, "born", value=when("2012 - age")),
    asked(
        Computed,
        "group",
        cases=(Case(when("age < 30"), 1),),
        otherwise=2,
        codes=codes(1, 2),
    ),
    asked(Roster, "people", questions=(asked(Number, "member_age"),)),
)


def findings(given: dict[str, Any], expect: dict[str, Any], *more: Any) -> list[Any]:
    tests = (Scenario("one", given, expect),)
    return list(cheap_checks(questionnaire(*QUESTIONS, *more, tests=tests)))


def found(given: dict[str, Any], expect: dict[str, Any]) -> list[str]:
    return [each.code.removeprefix("QUESTIONNAIRE-TEST-") for each in findings(given, expect)]


@pytest.mark.parametrize(
    ("given", "expect"),
    [
        ({"age": 40}, {"safe": "asked", "places": "not_asked", "thanks": "asked"}),
        ({"age": 20}, {"safe": "not_asked", "thanks": "not_asked"}),
        ({"age": "refused"}, {"safe": "not_asked", "born": "no_answer", "group": "no_answer"}),
        ({}, {"safe": "not_asked", "setting": "asked", "wishes": "asked", "people": "asked"}),
        ({"age": 40, "safe": 1, "places": [2, 3]}, {"why": "asked", "places_1": "asked"}),
        ({"age": 40, "safe": 1, "places": []}, {"why": "not_asked"}),
        ({"age": 40, "safe": 1, "places": "no_answer"}, {"why": "not_asked"}),
        ({"area": "nordby"}, {"local": "asked"}),
        ({"area": "sydby"}, {"local": "not_asked"}),
        ({"age": 40}, {"born": 1972, "group": 2}),
        ({"setting": {"one": 1}, "setting_two": 3, "wishes": [3, 1]}, {"setting_one": "asked"}),
        ({"moved": "2020-05-01", "wave": "2012"}, {"moved": "asked"}),
    ],
)
def test_what_comes_as_expected_is_not_told(given: Any, expect: Any) -> None:
    assert not found(given, expect)


@pytest.mark.parametrize(
    ("given", "expect", "said"),
    [
        ({"age": 20}, {"safe": "asked"}, '"safe" is asked, but it is not asked'),
        ({"age": 40}, {"safe": "not_asked"}, '"safe" is not asked, but it is asked'),
        ({"age": 20}, {"group": 2}, '"group" is 2, but it is 1'),
        ({"age": 40}, {"born": 1970}, '"born" is 1970, but it is 1972'),
        ({}, {"born": 1970}, '"born" is 1970, but it is "no_answer"'),
        ({"age": 20}, {"thanks": "asked"}, '"thanks" is asked, but it is not asked'),
    ],
)
def test_what_came_instead_is_told(given: Any, expect: Any, said: str) -> None:
    (failed,) = findings(given, expect)
    assert failed.code == "QUESTIONNAIRE-TEST-FAILED"
    assert failed.severity is Severity.ERROR
    assert said in failed.message


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({"age": 17}, "a number from 18 to 105"),
        ({"age": 18.5}, "a number from 18 to 105"),
        ({"age": "forty"}, "a number from 18 to 105"),
        ({"age": True}, "a number from 18 to 105"),
        ({"setting_one": 9}, "give one of 1, 2, 3"),
        ({"setting": {"three": 1}}, "give one of 1, 2, 3"),
        ({"setting": 9}, "give one of 1, 2, 3"),
        ({"wishes": [1, 1]}, "a list of codes such as [1, 2]"),
        ({"wishes": 1}, "a list of codes such as [1, 2]"),
        ({"moved": "soon"}, "a date such as 2026-01-31"),
        ({"area": 3}, "a name in quotation marks"),
        ({"today": "soon"}, "a date such as 2026-01-31"),
        ({"born": 1970}, "it is worked out"),
        ({"thanks": 1}, "nothing is asked there"),
        ({"setting_one": None}, "give one of 1, 2, 3"),
        ({"setting_one": [1]}, "give one of 1, 2, 3"),
    ],
)
def test_impossible_answers_are_told_what_is_possible(given: Any, hint: str) -> None:
    (wrong,) = findings(given, {"safe": "not_asked"})
    assert wrong.code == "QUESTIONNAIRE-TEST-VALUE"
    assert hint in (wrong.hint or "")
    with language_in_force("da"):
        (danish,) = findings(given, {"safe": "not_asked"})
    assert danish.hint != wrong.hint


@pytest.mark.parametrize(
    ("given", "expect", "code"),
    [
        ({"aeg": 20}, {"safe": "not_asked"}, "NAME-UNKNOWN-NEAR"),
        ({"zzzz": 20}, {"safe": "not_asked"}, "NAME-UNKNOWN"),
        ({}, {"saef": "not_asked"}, "NAME-UNKNOWN-NEAR"),
        ({}, {"area": "asked"}, "NAME-UNKNOWN"),
        ({"member_age": 3}, {"safe": "not_asked"}, "ROSTER"),
        ({}, {"member_age": "asked"}, "ROSTER"),
        ({}, {"safe": "maybe"}, "EXPECTATION"),
        ({}, {"safe": 3}, "EXPECTATION"),
        ({}, {"group": "young"}, "EXPECTATION"),
        ({"age": 20, "safe": 1}, {"safe": "not_asked"}, "NOT-ASKED"),
        ({"age": 20}, {}, "EMPTY"),
    ],
)
def test_tests_that_can_not_be_meant_are_found(given: Any, expect: Any, code: str) -> None:
    assert found(given, expect) == [code] or found(given, expect) == [f"{code}-NEAR"]


def test_two_tests_have_two_names() -> None:
    tests = (Scenario("one", {}, {"age": "asked"}), Scenario("one", {}, {"age": "asked"}))
    made = questionnaire(*QUESTIONS, tests=tests)
    assert [each.code for each in cheap_checks(made)] == ["QUESTIONNAIRE-TEST-TWICE"]
    unnamed = (Scenario("", {}, {"age": "asked"}), Scenario("", {}, {"safe": "asked"}))
    (failed,) = cheap_checks(questionnaire(*QUESTIONS, tests=unnamed))
    assert 'The test "2" expects' in failed.message


def test_years_since_a_day_are_counted_to_the_day_that_a_test_says() -> None:
    long_ago = single("old", ask_if=when("years_since(moved) >= 10"))
    given = {"moved": "2000-01-01"}
    (unknown,) = findings(given, {"old": "asked"}, long_ago)
    assert unknown.code == "QUESTIONNAIRE-TEST-TODAY"
    assert not findings({**given, "today": "2012-01-01"}, {"old": "asked"}, long_ago)
    assert findings({**given, "today": "2005-01-01"}, {"old": "asked"}, long_ago)


def test_tests_are_not_run_where_something_must_be_mended_first() -> None:
    broken = asked(Number, "broken", decimals=9)
    assert len(findings({"age": 20}, {"safe": "asked"}, broken)) == 1
