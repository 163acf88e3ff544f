"""What is wrong with a condition is told with what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from drawn_conditions import CONDITIONS, RESPONDENTS, frame
from hypothesis import given
from hypothesis import strategies as st
from made_routing import questionnaire, when

from survey.findings import Severity
from survey.language.catalogue import LANGUAGES, language_in_force
from survey.questionnaire.routing.evaluate import evaluate
from survey.questionnaire.routing.problems import Wanted, problems_of
from survey.questionnaire.routing.solver import satisfiable
from survey.questionnaire.routing.vocabulary import vocabulary_of

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

NAMES = vocabulary_of(questionnaire())

# One source for each problem; the first one that is found counts.
PROBLEMS = {
    "name_unknown": "xyzzy == 1",
    "name_unknown_near": "saf == 1",
    "name_without_answer": "thanks == 1",
    "name_in_roster": "member_age > 1",
    "part_unknown": "places_7 == 1",
    "kind_alone": "dont_know == 1",
    "function_alone": "count > 1",
    "name_alone": "sex",
    "number_alone": "count(places)",
    "whole_compared": "places == 1",
    "condition_compared": "(age > 1) == True",
    "nothing_asked": "1 == 2",
    "same_twice": "age == age",
    "kinds_differ": "sex == age",
    "codes_differ": "sex == safe",
    "code_unknown": "safe in [1, 7, 8]",
    "code_below_zero": "safe == -8",
    "text_for_code": "safe == 'Tryg'",
    "number_with_text": "age == '18'",
    "text_with_number": "area == 1",
    "text_order": "area < 'x'",
    "date_form": "moved == 2015",
    "no_order": "sex < 2",
    "order_outside": "safe >= 4",
    "no_number": "why + 1 > 2",
    "condition_as_number": "(age > 1) + 1 > 1",
    "codes_reckoned": "sex + 1 > 2",
    "ticks_reckoned": "places * 2 > 1",
    "date_reckoned": "2015 - moved > 2",
    "arguments": "has(places)",
    "function_form": "has(age, 1)",
    "code_wanted": "has(places, sex)",
    "kind_unknown": "missing(age, unsure)",
    "kind_not_offered": "missing(age, dont_know)",
}
MORE = [
    "places", "setting", "places_1", "not sex", "age > 1 and sex", "setting == 1", "wishes == 1",
    "'x'", "5", "age + 1", "safe > -1", "wishes_1 <= 2", "count(places, 1)", "answered()",
    "answered(1)", "missing(area)", "any_of(places, 1)", "has(places, 7)", "has(places, 'x')",
    "has(wishes, -1)", "years_since(age) > 1", "moved > 'x'", "1 in [1]", "sex in ['x']",
    "count(places) == 'x'", "age > places", "age > answered(sex)", "True + 1 > 1",
    "area + 1 > 1", "household == 1", "each > 'x'", "why == 1",
]  # fmt: skip
WARNINGS = {"order_outside", "kind_not_offered"}


@pytest.mark.parametrize("code", PROBLEMS)
def test_a_problem_is_told_by_its_code(code: str) -> None:
    found = problems_of(when(PROBLEMS[code]), NAMES)[0]
    assert found.code == code
    assert found.severity is (Severity.WARNING if code in WARNINGS else Severity.ERROR)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_of_problems_read_well(language: str, snapshot: SnapshotAssertion) -> None:
    with language_in_force(language):
        told = {
            source: [str(problem.told()) for problem in problems_of(when(source), NAMES)]
            for source in (*PROBLEMS.values(), *MORE)
        }
    assert all(told.values())
    assert told == snapshot


@pytest.mark.parametrize(
    "source",
    ["age >= 18", "sex == 1", "safe <= 3", "safe in [1, 6]", "setting_light < setting_paths",
     "setting_light == setting_paths", "age_group >= 2", "wishes_1 in [1, 2]", "places_1 == 1",
     "count(places) in [1, 2]", "has(wishes, 3)", "any_of(setting, 1)", "answered(setting)",
     "missing(safe, dont_know)", "missing(age, no_answer)", "moved > '2015'", "why == 'x'",
     "years_since(moved) > 5", "area != 'x' and wave in ['a']", "income / people > each", "True",
     "not (sex == 1 or 2012 - age >= 18)", "missing(age_group)", "18 <= age < 30"],
)  # fmt: skip
def test_sound_conditions_are_let_through(source: str) -> None:
    assert problems_of(when(source), NAMES) == ()


def test_a_value_must_be_a_number() -> None:
    def codes(source: str) -> list[str]:
        return [each.code for each in problems_of(when(source), NAMES, wanted=Wanted.NUMBER)]

    assert codes("2012 - age") == codes("count(places)") == codes("income / people + 1") == []
    assert codes("age > 1") == ["condition_as_number"]
    assert codes("sex") == ["codes_reckoned"]
    assert codes("'x'") == ["no_number"]


def test_a_roster_sees_its_own_names_and_those_of_the_respondent() -> None:
    own = when("member_age < 18 and age >= 18 and school == 1")
    assert problems_of(own, NAMES, table="household") == ()
    assert {each.code for each in problems_of(own, NAMES)} == {"name_in_roster"}


def test_the_same_problem_is_told_once() -> None:
    assert len(problems_of(when("xyzzy == 1 or xyzzy == 2 or answered(xyzzy)"), NAMES)) == 1


def test_the_area_may_be_compared_with_another_text() -> None:
    assert [each.code for each in problems_of(when("area == why"), NAMES)] == []


@given(CONDITIONS, st.lists(RESPONDENTS, min_size=1, max_size=2))
def test_what_has_no_problem_can_be_evaluated_and_solved(
    source: str, respondents: list[dict[str, Any]]
) -> None:
    condition = when(source)
    assert not [p for p in problems_of(condition, NAMES) if p.severity is Severity.ERROR]
    evaluate(condition, frame(respondents), NAMES, today="2020-01-01")
    satisfiable([condition], NAMES, most=1000)


SPOILT = st.sampled_from([*PROBLEMS.values(), *MORE])


@given(SPOILT, SPOILT, st.sampled_from(["{} and ({})", "not ({}) or ({})"]))
def test_problems_of_parts_are_problems_of_the_whole(one: str, other: str, joined: str) -> None:
    whole = {each.code for each in problems_of(when(joined.format(one, other)), NAMES)}
    parts = {each.code for part in (one, other) for each in problems_of(when(part), NAMES)}
    assert parts <= whole | {"number_alone"}
