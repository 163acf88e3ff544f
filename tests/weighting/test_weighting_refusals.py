"""What can't be weighted is refused, with the area, the category and the numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from made_fieldwork import area_variable, dispositions_of
from made_weighting import answered_by, answers_of, drawn_sample, table_of, targets_of

import survey as sv
from survey.errors import DataError, SurveyError, UnknownNameError, WeightingError, WrongUseError

TEN: dict[str, Any] = {"base": {"population": {"A": 100}}}
BY_SEX: dict[str, Any] = {"poststratify": {"by": ["area", "sex"]}}
SEX = table_of("sex", {("A", 1): 60, ("A", 2): 40})


def refused(kind: type[SurveyError], *parts: str, **given: Any) -> SurveyError:
    """The error of a weighting, whose text has all these parts."""
    with pytest.raises(kind) as caught:
        sv.weight(given.pop("answers"), **given)
    for part in parts:
        assert part in str(caught.value), str(caught.value)
    return caught.value


def test_respondents_without_the_variable_are_named() -> None:
    answers = answers_of({"respondent": [f"r{k}" for k in range(8)], "area": ["A"] * 8,
                          "sex": [1, 2, -1, -9, -1, -1, -8, -1]})  # fmt: skip
    error = refused(
        WeightingError, "6 without", '"r2", "r3", "r4", "r5", "r6" and 1 more', "own_category",
        answers=answers, recipe=[TEN, BY_SEX], targets=targets_of(SEX),
    )  # fmt: skip
    assert error.code == "weighting.lacking"


def test_a_code_that_the_register_does_not_have_is_told() -> None:
    answers = answers_of({"area": ["A"] * 3, "sex": [1, 2, 3]})
    refused(
        WeightingError, "the register knows", "1 without", '(some with "3")',
        answers=answers, recipe=[TEN, BY_SEX], targets=targets_of(SEX),
    )  # fmt: skip


def test_an_empty_cell_is_told_with_area_category_and_number() -> None:
    answers = answers_of({"area": ["A"] * 3, "sex": [1, 1, 1]})
    refused(
        WeightingError, '"Woman"', '"Area A"', '"sex"', "no answers, and 40 in the register",
        answers=answers, recipe=[TEN, BY_SEX], targets=targets_of(SEX),
    )  # fmt: skip


def test_answers_where_the_register_has_nobody_are_told() -> None:
    answers = answers_of({"area": ["A"] * 3, "sex": [1, 1, 2]})
    nobody = targets_of(table_of("sex", {("A", 1): 100, ("A", 2): 0}))
    refused(
        WeightingError, '"Woman"', '"Area A"', '1 answers: "3"',
        answers=answers, recipe=[TEN, {"rake": {"within": "sex"}}], targets=nobody,
    )  # fmt: skip


def test_tables_with_different_totals_are_told_with_both_numbers() -> None:
    answers = answers_of({"area": ["A"] * 4, "sex": [1, 1, 2, 2], "age_group": [1, 2, 1, 2]})
    ages = table_of("age_group", {("A", 1): 50, ("A", 2): 45})
    refused(
        WeightingError, '"sex" and "age_group"', '"Area A"', "100 and 95, 5 apart",
        answers=answers, recipe=[TEN, {"rake": {"within": ["sex", "age_group"]}}],
        targets=targets_of(SEX, ages),
    )  # fmt: skip


def test_contradicting_tables_are_told_as_few_as_contradict_each_other() -> None:
    answers = answers_of({"area": ["A"] * 3, "sex": [1, 2, 2], "age_group": [1, 2, 2]})
    ages = table_of("age_group", {("A", 1): 30, ("A", 2): 70})
    for step in ({"rake": {"within": ["sex", "age_group"]}},
                 {"calibrate": {"within": ["sex", "age_group"]}}):  # fmt: skip
        refused(
            WeightingError, "contradict each other", '"Man"', "60",
            answers=answers, recipe=[TEN, step], targets=targets_of(SEX, ages),
        )  # fmt: skip


def test_bounds_that_are_too_tight_are_told() -> None:
    answers = answers_of({"area": ["A"] * 4, "sex": [1, 1, 1, 2]})
    step = {"calibrate": {"within": ["sex"], "distance": "logit", "bounds": [0.9, 1.2]}}
    refused(
        WeightingError, "from 0.9 to 1.2", '"Area A"',
        answers=answers, recipe=[TEN, step], targets=targets_of(SEX),
    )  # fmt: skip


def test_negative_weights_are_told_with_the_way_out() -> None:
    answers = answers_of({"area": ["A"] * 5, "sex": [1, 1, 1, 2, 2], "income": [1, 1, 1, 1, 100.0]})
    low = table_of("income", {"A": 20.0}, numeric=True)
    step = {"calibrate": {"within": ["sex", "income"], "distance": "linear"}}
    refused(
        WeightingError, "can't be negative", '"5"', "bounds",
        answers=answers, recipe=[TEN, step], targets=targets_of(SEX, low),
    )  # fmt: skip


def test_more_answers_than_dwellings_are_told_with_both_numbers() -> None:
    answers = answers_of({"area": ["A"] * 12})
    base = {"base": {"population": {"A": 10}}}
    refused(WeightingError, '"A"', "12 answering units", "at most 10", answers=answers,
            recipe=[base])  # fmt: skip


def test_an_area_without_a_known_size_is_told() -> None:
    answers = answers_of({"area": ["A", "B"]})
    refused(WeightingError, 'nothing for "B"', answers=answers, recipe=[TEN])


def test_another_universe_is_told_in_both_words() -> None:
    answers = answers_of({"area": ["A"], "sex": [1]})
    households = targets_of(SEX, universe="households")
    refused(
        WeightingError, "targets about households, a recipe about adults",
        answers=answers, recipe=[TEN, BY_SEX], targets=households,
    )  # fmt: skip


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_first_weights_that_are_no_weights_are_refused(weight: float) -> None:
    answers = answers_of({"respondent": ["a", "b"], "area": ["A", "A"], "then": [1.0, weight]})
    refused(DataError, '"b"', answers=answers, recipe=[{"panel": {"weight": "then"}}])


def test_weights_of_0_are_counted_and_told() -> None:
    answers = answers_of({"respondent": ["a", "b"], "area": ["A", "A"], "then": [1.0, 0.0]})
    weights = sv.weight(answers, recipe=[{"panel": {"weight": "then"}}])
    assert weights.values.tolist() == [1.0, 0.0]
    assert any('"b" has the weight 0' in each.message for each in weights.notes)


def test_answers_of_those_not_sampled_are_refused() -> None:
    sample = drawn_sample({"A": 50}, 10)
    answers = answers_of({"respondent": ["nobody"], "area": ["A"]})
    refused(UnknownNameError, '"nobody"', answers=answers, recipe=["base"], sample=sample)


def test_ids_that_lost_their_zeros_are_told_so() -> None:
    outcomes = replace(dispositions_of({"A": {"complete": 2}}))
    units = outcomes.units
    assert units is not None
    units = units.assign(unit=["007", "008"])
    answers = answers_of({"respondent": ["7"], "area": ["A"]})
    refused(UnknownNameError, "lost zeros", answers=answers, recipe=["base"],
            dispositions=replace(outcomes, units=units))  # fmt: skip


def test_an_area_that_contradicts_the_sample_is_refused() -> None:
    sample = drawn_sample({"A": 50, "B": 50}, 10)
    answers = answered_by(sample)
    data = answers.data.assign(area="A")
    refused(DataError, "sampled units", '"A" for', 'expected: "B"', recipe=["base"],
            answers=replace(answers, data=data), sample=sample)  # fmt: skip


def test_two_answers_where_one_person_was_asked_are_refused() -> None:
    sample = drawn_sample({"A": 50}, 10, persons="birthday")
    unit = sample.drawn["unit"].iloc[0]
    answers = answers_of({"respondent": ["a", "b"], "area": ["A", "A"], "door": [unit, unit]})
    refused(DataError, unit, '"a", "b"', answers=answers, recipe=["base"], sample=sample,
            unit="door")  # fmt: skip


def test_an_answer_from_an_empty_dwelling_is_refused() -> None:
    outcomes = dispositions_of({"A": {"complete": 1, "not_eligible": 1}})
    answers = answers_of({"respondent": ["A-not_eligible-0"], "area": ["A"]})
    refused(DataError, "not eligible", answers=answers, recipe=["base"], dispositions=outcomes)


def test_more_answers_than_were_counted_are_refused() -> None:
    outcomes = dispositions_of({"A": {"complete": 1, "refusal": 1}}, only_counts=True)
    answers = answers_of({"area": ["A"] * 3})
    refused(DataError, '"A"', "3 answers", "at most 2", answers=answers, recipe=["base"],
            dispositions=outcomes)  # fmt: skip


def test_an_unknown_number_of_adults_is_refused_unless_a_rule_is_given() -> None:
    answers = answers_of({"area": ["A"] * 3, "adults": [1, -1, 2]})
    refused(DataError, 'not known of "2"', "missing: 2", answers=answers,
            recipe=[TEN, "within_dwelling"])  # fmt: skip
    weights = sv.weight(answers, recipe=[TEN, {"within_dwelling": {"missing": 2}}])
    assert weights.values / weights.values[0] == pytest.approx([1, 2, 2])


def test_what_only_respondents_told_can_not_be_a_class() -> None:
    sample = drawn_sample({"A": 50}, 10)
    refused(
        UnknownNameError, "isn't known of everyone sampled",
        answers=answered_by(sample), sample=sample,
        recipe=["base", {"nonresponse": {"classes": ["area", "sex"]}}],
    )  # fmt: skip


def test_adults_of_silent_dwellings_are_needed_before_the_nonresponse_only() -> None:
    outcomes = dispositions_of({"A": {"complete": 2, "refusal": 2}})
    answers = answers_of({"respondent": ["A-complete-0", "A-complete-1"], "area": ["A", "A"],
                          "adults": [1, 3]})  # fmt: skip
    given: dict[str, Any] = {"answers": answers, "dispositions": outcomes}
    refused(WeightingError, "after nonresponse", recipe=["base", "within_dwelling", "nonresponse"],
            **given)  # fmt: skip
    weights = sv.weight(recipe=["base", "nonresponse", "within_dwelling"], **given)
    assert weights.values.tolist() == [2.0, 6.0]


def test_trimming_that_leaves_nobody_to_take_over_is_refused() -> None:
    answers = answers_of({"area": ["A"] * 2})
    refused(WeightingError, '"Area A"', answers=answers,
            recipe=[TEN, {"trim": {"upper": 40, "of": "weight"}}])  # fmt: skip


def test_arguments_of_the_wrong_kind_are_refused() -> None:
    refused(WrongUseError, "answers", answers=[1], recipe=["base"])
    answers = answers_of({"area": ["A"]})
    refused(WrongUseError, "sample", answers=answers, recipe=[TEN], sample=area_variable({}))


def test_a_table_that_is_not_there_is_told_with_the_near_one() -> None:
    answers = answers_of({"area": ["A"], "sex": [1]})
    refused(UnknownNameError, 'did you mean "sex"', answers=answers, targets=targets_of(SEX),
            recipe=[TEN, {"rake": {"within": ["sexx"]}}])  # fmt: skip
