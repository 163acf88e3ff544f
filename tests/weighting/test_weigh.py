"""Weights by whole recipes: each step by hand, and what all of them keep."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from made_responses import made_responses
from made_weighting import (
    answered_by,
    answers_of,
    drawn_sample,
    population_table,
    table_of,
    targets_of,
)

import survey as sv
from survey.errors import WrongUseError

if TYPE_CHECKING:
    from pathlib import Path

    from survey.sampling.sample import Sample

SIZES = {"A": 350, "B": 600, "C": 900}
ADULTS = {area: 2 * size for area, size in SIZES.items()}
FULL = [
    "base",
    {"nonresponse": {"classes": ["area", "adults"], "least": 15}},
    {"within_dwelling": {"missing": 2, "most": 4}},
    {"rake": {"within": ["sex", "age_group"], "missing": {"sex": "own_category",
                                                          "age_group": "own_category"}}},
    {"trim": {"upper": 4}},
    "rescale",
]  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> Sample:
    return drawn_sample(SIZES, 120, persons="birthday")


@pytest.fixture(scope="module")
def register() -> sv.Targets:
    tables = [population_table(name, ADULTS) for name in ("sex", "age_group", "sex*age_group")]
    totals = tables[2].cells.groupby(["area", "sex"])["count"].sum()
    ages = tables[2].cells.groupby(["area", "age_group"])["count"].sum()
    return targets_of(
        table_of("sex", dict(totals)),
        table_of("age_group", dict(ages)),
        tables[2],
        sizes={"adults": ADULTS, "households": SIZES},
    )


def test_base_weights_without_a_sample_are_dwellings_over_answers() -> None:
    answers = answers_of({"area": ["A", "A", "B"]})
    recipe = sv.Recipe((sv.BaseWeights(population={"A": 10, "B": 7}),), "households")
    assert sv.weight(answers, recipe=recipe).values.tolist() == [5.0, 5.0, 7.0]


def test_one_adult_of_several_counts_for_all() -> None:
    answers = answers_of({"area": ["A", "A"], "adults": [1, 3]})
    recipe = [{"base": {"population": {"A": 10}}}, "within_dwelling"]
    weights = sv.weight(answers, recipe=recipe)
    assert weights.values.tolist() == [5.0, 15.0]
    assert weights.cases.adults is not None
    assert weights.cases.adults.tolist() == [1.0, 3.0]


def test_two_of_three_adults_share_their_dwelling() -> None:
    answers = answers_of({"respondent": ["a", "b", "c"], "area": ["A"] * 3, "adults": [3, 3, 1],
                          "door": ["1", "1", "2"]})  # fmt: skip
    recipe = [{"base": {"population": {"A": 10}}}, "within_dwelling"]
    weights = sv.weight(answers, recipe=recipe, unit="door")
    assert weights.values.tolist() == [7.5, 7.5, 5.0]
    assert weights.cases.psu.tolist() == [0, 0, 1]


def test_poststratification_meets_each_cell_by_hand() -> None:
    answers = answers_of({"area": ["A"] * 4, "sex": [1, 1, 1, 2]})
    targets = targets_of(table_of("sex", {("A", 1): 60, ("A", 2): 40}))
    recipe = [{"base": {"population": {"A": 100}}}, {"poststratify": {"by": ["area", "sex"]}}]
    weights = sv.weight(answers, recipe=recipe, targets=targets)
    assert weights.values == pytest.approx([20, 20, 20, 40], rel=1e-12)
    assert weights.steps[1].met["before"].tolist() == [75.0, 25.0]


def test_those_without_the_variable_keep_their_share_by_hand() -> None:
    answers = answers_of({"area": ["A"] * 4, "sex": [1, 1, 2, -1]})
    targets = targets_of(table_of("sex", {("A", 1): 60, ("A", 2): 40}))
    recipe = ["base", {"poststratify": {"by": ["area", "sex"], "missing": {"sex": "own_category"}}}]
    recipe[0] = {"base": {"population": {"A": 100}}}
    weights = sv.weight(answers, recipe=recipe, targets=targets)
    assert weights.values == pytest.approx([22.5, 22.5, 30, 25], rel=1e-12)


def test_a_whole_recipe_meets_its_targets(sample: Sample, register: sv.Targets) -> None:
    answers = answered_by(sample, lacking=0.05)
    weights = sv.weight(answers, sample=sample, targets=register, recipe=FULL[:4])
    met = weights.steps[3].met
    assert met["after"].to_numpy() == pytest.approx(met["target"].to_numpy(), rel=1e-8)
    assert weights.values.sum() == pytest.approx(sum(ADULTS.values()), rel=1e-8)
    assert len(weights.chain) == 4
    assert weights.values == pytest.approx(weights.chain[-1].after[: len(weights.values)])


def test_weights_go_along_into_files_for_other_programs(tmp_path: Path) -> None:
    answers = made_responses(sv.read_questionnaire("kort-form"), 20)
    population = dict.fromkeys(answers.data["area"], 100)
    weights = sv.weight(answers, recipe=[{"base": {"population": population}}])
    weighted = weights.added_to(answers)
    sv.write_responses(weighted, tmp_path / "answers.csv", csv="machine")
    frame = pd.read_csv(tmp_path / "answers.csv")
    assert frame["weight"].to_numpy() == pytest.approx(weights.values)
    with pytest.raises(WrongUseError, match="weight"):
        weights.added_to(weighted)


def test_the_order_of_rows_changes_nothing(sample: Sample, register: sv.Targets) -> None:
    answers = answered_by(sample, lacking=0.05)
    mixed = np.random.default_rng(4).permutation(len(answers.data))
    shuffled = replace(answers, data=answers.data.iloc[mixed].reset_index(drop=True))
    recipe = [*FULL[:3], {"rake": {"within": ["sex"], "missing": {"sex": {"impute": 7}}}}]
    one, other = (
        sv.weight(each, sample=sample, targets=register, recipe=recipe)
        for each in (answers, shuffled)
    )
    assert other.of(one.respondents) == pytest.approx(one.values, rel=1e-12)


def test_running_steps_give_the_weights_of_the_full_sample(
    sample: Sample, register: sv.Targets
) -> None:
    weights = sv.weight(answered_by(sample, lacking=0.05), sample=sample, targets=register,
                        recipe=FULL)  # fmt: skip
    columns = np.ones((len(weights.cases.frame), 2))
    for step in weights.running:
        columns = step.weigh(columns, np.ones_like(columns))
    assert columns[: len(weights.values), 1] == pytest.approx(weights.values, rel=1e-9)
