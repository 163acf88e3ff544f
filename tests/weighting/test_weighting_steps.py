"""Each step of a recipe against numbers worked out by hand, and what it keeps for any data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_fieldwork import dispositions_of
from made_weighting import answers_of, drawn_sample, table_of, targets_of

import survey as sv
from survey.codebook import Codebook
from survey.kernels.kish import kish_chances

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.fieldwork.dispositions import Dispositions

A100: dict[str, Any] = {"base": {"population": {"A": 100}}}


def fieldwork(rows: Sequence[tuple[str, str, str]], more: Mapping[str, Any]) -> Dispositions:
    """Units as (unit, area, outcome), with columns known of all."""
    areas = dict.fromkeys(area for _, area, _ in rows)
    outcomes = dispositions_of({area: {"complete": 1} for area in areas})
    units = outcomes.units
    assert units is not None
    frame = units.iloc[[0] * len(rows)].reset_index(drop=True)
    for place, name in enumerate(("unit", "area", "outcome")):
        frame[name] = [row[place] for row in rows]
    return replace(outcomes, units=frame.assign(**more), counts=outcomes.counts)


def of_those_who_answered(rows: Sequence[tuple[str, str, str]], **more: Any) -> Any:
    kept = [(unit, area) for unit, area, outcome in rows if outcome == "complete"]
    return answers_of({"respondent": [u for u, _ in kept], "area": [a for _, a in kept], **more})


def test_units_that_may_be_empty_give_their_weight_to_the_known() -> None:
    rows = [("1", "A", "complete"), ("2", "A", "complete"), ("3", "A", "refusal"),
            ("4", "A", "not_eligible"), ("5", "A", "unknown_household")]  # fmt: skip
    weights = sv.weight(
        of_those_who_answered(rows),
        dispositions=fieldwork(rows, {}),
        recipe=["base", "unknown_eligibility", "nonresponse"],
    )
    # 5/4 each after the first; 3 × 5/4 of the eligible shared by 2
    assert weights.values == pytest.approx([1.875, 1.875])
    assert weights.steps[1].after.tolist() == [1.25, 1.25, 1.25, 1.25, 0.0]
    assert weights.steps[2].after.sum() == pytest.approx(3.75)


def test_nonresponse_is_made_up_for_within_classes() -> None:
    rows = [("1", "A", "complete"), ("2", "A", "complete"), ("3", "A", "complete"),
            ("4", "A", "refusal"), ("5", "A", "non_contact")]  # fmt: skip
    known = {"block": ["x", "x", "y", "y", "y"]}
    weights = sv.weight(
        of_those_who_answered(rows),
        dispositions=fieldwork(rows, known),
        recipe=["base", {"nonresponse": {"classes": ["area", "block"], "least": 1,
                                         "most_factor": 9}}],
    )  # fmt: skip
    assert weights.values == pytest.approx([1, 1, 3])
    assert weights.steps[1].classes["factor"].tolist() == pytest.approx([1, 3])


def test_counts_by_area_are_enough_for_classes_of_areas() -> None:
    became = {"A": {"complete": 3, "refusal": 2, "not_eligible": 1},
              "B": {"complete": 1, "non_contact": 3}}  # fmt: skip
    outcomes = dispositions_of(became, only_counts=True)
    answers = answers_of({"area": ["B", "A", "A"]})
    weights = sv.weight(answers, dispositions=outcomes, recipe=["base", "nonresponse"])
    assert weights.values == pytest.approx([4, 2.5, 2.5])


def test_small_classes_are_joined_with_their_neighbour_in_order() -> None:
    """The oldest join the next, though the response rate of the youngest is that of the oldest."""
    ages = [70] * 2 + [50] * 4 + [20] * 4
    outcome = (
        "complete refusal complete complete complete refusal complete complete refusal refusal"
    )
    rows = [(str(k), "A", each) for k, each in enumerate(outcome.split())]
    weights = sv.weight(
        of_those_who_answered(rows),
        dispositions=fieldwork(rows, {"age": ages}),
        recipe=["base", {"nonresponse": {"classes": ["area", "age"], "least": 2}}],
    )
    assert weights.steps[1].classes["joined"].tolist() == [("A, 20",), ("A, 50", "A, 70")]
    assert weights.values == pytest.approx([1.5, 1.5, 1.5, 1.5, 2, 2])
    assert any("joined into one" in each.message for each in weights.notes)


@settings(max_examples=12)
@given(st.data())
def test_joined_classes_never_mix_areas_and_keep_the_sum(data: st.DataObject) -> None:
    n = data.draw(st.integers(4, 40))
    pick = lambda values: data.draw(st.lists(st.sampled_from(values), min_size=n, max_size=n))  # noqa: E731
    areas, blocks, outcomes = pick("AB"), pick("wxyz"), pick(["complete", "refusal", "refusal"])
    for area in "AB":
        place = areas.index(area) if area in areas else None
        if place is not None:
            outcomes[place] = "complete"
    rows = [(f"{k:02}", *each) for k, each in enumerate(zip(areas, outcomes, strict=True))]
    weights = sv.weight(
        of_those_who_answered(rows),
        dispositions=fieldwork(rows, {"block": blocks}),
        recipe=["base", {"nonresponse": {"classes": ["area", "block"], "least": 4}}],
    )
    for members in weights.steps[1].classes["joined"]:
        assert len({each.split(",")[0] for each in members}) == 1
    frame = weights.to_frame()
    for area in set(areas):
        total = frame.loc[frame["area"] == area, "weight"].sum()
        assert total == pytest.approx(areas.count(area))


def test_a_propensity_of_one_category_is_its_response_rate() -> None:
    rows = [(f"{k:02}", "A", "complete" if k % 3 else "refusal") for k in range(30)]
    weights = sv.weight(
        of_those_who_answered(rows),
        dispositions=fieldwork(rows, {"block": ["x", "y"] * 15}),
        recipe=["base", {"propensity": {"covariates": "block"}}],
    )
    assert weights.values == pytest.approx(np.full(20, 1.5))
    grouped = sv.weight(
        of_those_who_answered(rows),
        dispositions=fieldwork(rows, {"block": ["x", "y"] * 15}),
        recipe=["base", {"propensity": {"covariates": "block", "groups": 2}}],
    )
    assert grouped.values.sum() == pytest.approx(30)


def test_a_category_in_which_nobody_answered_is_told() -> None:
    rows = [(f"{k:02}", "A", "refusal" if k < 5 else "complete") for k in range(30)]
    known = {"block": ["x"] * 5 + ["y", "z"] * 12 + ["y"]}
    weights = sv.weight(
        of_those_who_answered(rows),
        dispositions=fieldwork(rows, known),
        recipe=["base", {"propensity": {"covariates": ["block"]}}],
    )
    assert any("5 fitted chances" in each.message for each in weights.notes)
    assert weights.values == pytest.approx(np.ones(25))


def test_the_adult_found_by_kish_counts_by_her_own_chance() -> None:
    sample = drawn_sample({"A": 60}, 60, persons="kish")
    drawn = sample.drawn
    answers = answers_of({"respondent": drawn["unit"].tolist(), "area": ["A"] * 60,
                          "adults": [5] * 60})  # fmt: skip
    weights = sv.weight(answers, sample=sample, recipe=["base", "within_dwelling"])
    expected = 1 / sample.person_probabilities(dict.fromkeys(drawn["unit"], 5)).to_numpy()
    assert weights.values == pytest.approx(expected)
    assert set(np.round(weights.values, 6)) <= set(np.round(1 / kish_chances()[4][:5], 6))
    capped = sv.weight(answers, sample=sample, recipe=["base", {"within_dwelling": {"most": 4}}])
    assert capped.values == pytest.approx(np.full(60, 4.0))


def test_raking_meets_tables_within_areas_and_across_them() -> None:
    answers = answers_of({"area": ["A", "A", "A", "B", "B", "B"], "sex": [1, 1, 2, 1, 2, 2],
                          "age_group": [1, 2, 2, 1, 2, 1]})  # fmt: skip
    sexes = table_of("sex", {("A", 1): 50, ("A", 2): 50, ("B", 1): 80, ("B", 2): 120})
    ages = table_of("age_group", {1: 150, 2: 150}, by_area=False)
    base = {"base": {"population": {"A": 100, "B": 200}}}
    for step in ("rake", "calibrate"):
        recipe = [base, {step: {"within": "sex", "across": "age_group"}}]
        weights = sv.weight(answers, targets=targets_of(sexes, ages), recipe=recipe)
        met = weights.steps[1].met
        assert met["after"].to_numpy() == pytest.approx(met["target"].to_numpy(), rel=1e-9)
        assert met["area"].tolist() == ["A", "A", "B", "B", None, None]


def test_a_table_is_summed_from_one_that_has_more_variables() -> None:
    crossed = {("A", s, a): 10.0 * s + a for s in (1, 2) for a in (1, 2, 3)}
    targets = targets_of(table_of("sex*age_group", crossed))
    answers = answers_of({"area": ["A"] * 6, "sex": [1, 1, 1, 2, 2, 2],
                          "age_group": [1, 2, 3, 1, 2, 3]})  # fmt: skip
    recipe = [A100, {"rake": {"within": ["age_group*sex", "sex"]}}]
    weights = sv.weight(answers, recipe=recipe, targets=targets)
    assert weights.values == pytest.approx([11, 12, 13, 21, 22, 23])
    area = sv.weight(answers, recipe=[A100, {"poststratify": {"by": "area"}}], targets=targets)
    assert area.values == pytest.approx(np.full(6, 17.0))


def test_a_total_of_a_number_is_met_beside_a_table() -> None:
    answers = answers_of({"area": ["A"] * 4, "sex": [1, 1, 2, 2], "rooms": [1, 3, 2, 4]})
    tables = (table_of("sex", {("A", 1): 60, ("A", 2): 40}),
              table_of("rooms", {"A": 250.0}, numeric=True))  # fmt: skip
    weights = sv.weight(answers, targets=targets_of(*tables),
                        recipe=[A100, {"calibrate": {"within": ["sex", "rooms"]}}])  # fmt: skip
    assert weights.values @ [1, 3, 2, 4] == pytest.approx(250)
    assert weights.values[:2].sum() == pytest.approx(60)


def test_pooled_respondents_count_with_the_category() -> None:
    answers = answers_of({"area": ["A"] * 3, "sex": [1, 2, -9]})
    targets = targets_of(table_of("sex", {("A", 1): 60, ("A", 2): 40}))
    rule = {"poststratify": {"by": ["area", "sex"], "missing": {"sex": {"pool": 2}}}}
    weights = sv.weight(answers, recipe=[A100, rule], targets=targets)
    assert weights.values == pytest.approx([60, 20, 20])


def test_drawn_categories_depend_on_seed_and_id_alone() -> None:
    sexes = [1, 2] * 10 + [-1] * 40
    ids = [f"r{k}" for k in range(60)]
    targets = targets_of(table_of("sex", {("A", 1): 60, ("A", 2): 40}))

    def values(seed: int, order: Sequence[int]) -> Any:
        answers = answers_of({"respondent": [ids[k] for k in order], "area": ["A"] * 60,
                              "sex": [sexes[k] for k in order]})  # fmt: skip
        rule = {"poststratify": {"by": ["area", "sex"], "missing": {"sex": {"impute": seed}}}}
        return sv.weight(answers, recipe=[A100, rule], targets=targets).of(ids)

    there, back = range(60), range(59, -1, -1)
    assert values(1, there) == pytest.approx(values(1, back))
    assert not np.allclose(values(1, there), values(2, there))


def test_trimming_keeps_the_sum_of_each_area() -> None:
    panel = [1.0, 1.0, 2.0, 8.0, 3.0, 3.0, 3.0]
    answers = answers_of({"area": ["A"] * 4 + ["B"] * 3, "then": panel})
    start = {"panel": {"weight": "then"}}
    weights = sv.weight(answers, recipe=[start, {"trim": {"upper": 4}}])
    assert weights.values == pytest.approx([1.5, 1.5, 3.0, 6.0, 3.0, 3.0, 3.0])
    limit = sv.weight(answers, recipe=[start, {"trim": {"upper": 5, "of": "weight"}}])
    assert limit.values[:4].sum() == pytest.approx(12)
    assert limit.values.max() == pytest.approx(5)


def test_a_case_that_counts_twice_has_twice_the_limit() -> None:
    answers = answers_of({"area": ["A"] * 4, "then": [1.0, 1.0, 2.0, 8.0]})
    weights = sv.weight(answers, recipe=[{"panel": {"weight": "then"}}, {"trim": {"upper": 4}}])
    trim = weights.running[1]
    before = np.array([[1.0], [1.0], [2.0], [16.0]])
    times = np.array([[1.0], [1.0], [1.0], [2.0]])
    assert trim.weigh(before, times)[3, 0] == pytest.approx(12.0)
    assert trim.weigh(before)[3, 0] == pytest.approx(6.0)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ({"rescale": {}}, [0.5, 1.0, 1.5]),
        ({"rescale": {"to": 30}}, [5, 10, 15]),
        ({"rescale": {"to": "population"}}, [20, 40, 60]),
        ({"rescale": {"to": "respondents", "within": "area"}}, [2 / 3, 4 / 3, 1]),
        ({"rescale": {"to": "population", "within": "area"}}, [20 / 3, 40 / 3, 100]),
    ],
)
def test_weights_are_scaled_to_a_sum(step: dict[str, Any], expected: list[float]) -> None:
    answers = answers_of({"area": ["A", "A", "B"], "then": [1.0, 2.0, 3.0]})
    targets = targets_of(sizes={"adults": {"A": 20, "B": 100}})
    weights = sv.weight(answers, recipe=[{"panel": {"weight": "then"}}, step], targets=targets)
    assert weights.values == pytest.approx(expected)


def test_households_with_two_answers_count_once() -> None:
    answers = answers_of({"respondent": ["a", "b", "c"], "area": ["A"] * 3, "door": [1, 1, 2]})
    recipe = sv.read_recipe({"universe": "households", "steps": [A100]})
    weights = sv.weight(answers, recipe=recipe, unit="door")
    assert weights.values.tolist() == [25.0, 25.0, 50.0]


def test_a_step_that_is_met_already_changes_nothing() -> None:
    answers = answers_of({"area": ["A"] * 5, "sex": [1, 1, 2, 2, 2]})
    targets = targets_of(table_of("sex", {("A", 1): 60, ("A", 2): 40}))
    once: list[Any] = [A100, {"poststratify": {"by": ["area", "sex"]}}]
    one = sv.weight(answers, recipe=once, targets=targets)
    for step in (
        {"rake": {"within": "sex"}},
        {"calibrate": {"within": "sex"}},
        {"trim": {"upper": 50}},
    ):
        other = sv.weight(answers, recipe=[*once, step], targets=targets)
        assert other.values == pytest.approx(one.values, rel=1e-10)


def test_replicates_with_own_categories_meet_their_own_targets() -> None:
    answers = answers_of(
        {"area": ["A"] * 6, "sex": [1, 1, 2, 2, -1, -1], "age_group": [1, 2, 1, 2, 1, 2]}
    )
    tables = (table_of("sex", {("A", 1): 60, ("A", 2): 40}),
              table_of("age_group", {("A", 1): 50, ("A", 2): 50}))  # fmt: skip
    rule = {"within": ["sex", "age_group"], "missing": {"sex": "own_category"}}
    for step in ("rake", "calibrate"):
        weights = sv.weight(answers, targets=targets_of(*tables), recipe=[A100, {step: rule}])
        times = np.array([[1.0, 2.0], [1, 1], [1, 0], [1, 1], [1, 2], [1, 1]])
        columns = times
        for each in weights.running:
            columns = each.weigh(columns, times)
        assert columns[:, 0] == pytest.approx(weights.values, rel=1e-9)
        assert columns.sum(axis=0) == pytest.approx([100, 100])
        base = np.array([2, 1, 0, 1, 2, 1]) * 100 / 6
        assert columns[4:, 1].sum() == pytest.approx(100 * base[4:].sum() / base.sum())


def test_areas_where_everyone_answered_are_told() -> None:
    answers = answers_of({"area": ["A", "A", "B"]})
    recipe = {"universe": "households", "steps": [{"base": {"population": {"A": 2, "B": 2}}}]}
    told = [each.message for each in sv.weight(answers, recipe=recipe).notes]
    assert 'Everyone answered in "Area A": nothing was left to chance there.' in told


def test_what_was_done_is_told_in_both_languages() -> None:
    answers = answers_of({"area": ["A"] * 3, "sex": [1, 2, 2]})
    targets = targets_of(
        table_of("sex", {("A", 1): 60, ("A", 2): 40}), sizes={"adults": {"A": 100}}
    )
    weights = sv.weight(answers, recipe=[A100, {"poststratify": {"by": ["area", "sex"]}}],
                        targets=targets)  # fmt: skip
    danish, english = weights.in_words("da"), weights.in_words("en")
    assert len(danish) == len(english) == 4
    assert "tilfældig stikprøve" in danish[-1]
    assert "random sample" in english[-1]
    assert "<table" in weights._repr_html_()
    assert "respondent" not in weights._repr_html_()
    assert isinstance(weights.codebook, Codebook)
