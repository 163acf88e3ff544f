"""Replicates of weights, and whole recipes whose errors are those of running them again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from made_weighting import answered_by, answers_of, drawn_sample, population_table, targets_of

import survey as sv
from survey.errors import DesignError, WeightingError, WrongUseError

if TYPE_CHECKING:
    from survey.kernels.layout import Floats
    from survey.responses.responses import Responses
    from survey.sampling.sample import Sample

SIZES = {"A": 200, "B": 300, "C": 500}
ADULTS = {area: 2 * size for area, size in SIZES.items()}
OWN = {"sex": "own_category", "age_group": "own_category"}
STEPS: dict[str, list[Any]] = {
    "base": ["base"],
    "within": ["base", {"within_dwelling": {"most": 4, "missing": 1}}],
    "nonresponse": ["base", {"nonresponse": {"classes": ["area", "adults"], "least": 15}}],
    "propensity": [
        "base",
        {"propensity": {"covariates": ["area", "adults"]}},
        {"within_dwelling": {"missing": 1}},
    ],
    "all": [
        "base",
        {"nonresponse": {"classes": ["area", "adults"], "least": 15}},
        {"within_dwelling": {"most": 4, "missing": 1}},
        {"rake": {"within": ["sex", "age_group"], "missing": OWN}},
        {"trim": {"upper": 2.5}},
        {"calibrate": {"across": ["sex*age_group"], "distance": "logit", "bounds": [0.2, 6],
                       "missing": OWN}},
        "rescale",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> Sample:
    return drawn_sample(SIZES, 80, persons="birthday")


@pytest.fixture(scope="module")
def answers(sample: Sample) -> Responses:
    given = answered_by(sample, lacking=0.04)
    number = np.random.default_rng(3).normal(3, 1, len(given.data))
    data = given.data.assign(y=number + (given.data["sex"] == 1) + 0.3 * given.data["adults"])
    return replace(given, data=data)


@pytest.fixture(scope="module")
def register() -> sv.Targets:
    tables = {name: population_table(name, ADULTS) for name in ("sex*age_group",)}
    cells = tables["sex*age_group"].cells
    for name in ("sex", "age_group"):
        sums = cells.groupby(["area", name], as_index=False)["count"].sum()
        sums = sums.assign(low=sums["count"], high=sums["count"])
        crossed = tables["sex*age_group"]
        tables[name] = replace(crossed, name=name, variables=(name,), cells=sums)
    return targets_of(*tables.values(), sizes={"adults": ADULTS, "households": SIZES})


@pytest.fixture(scope="module")
def weighed(sample: Sample, answers: Responses, register: sv.Targets) -> dict[str, sv.Weights]:
    return {
        name: sv.weight(answers, sample=sample, targets=register, recipe=recipe, adults="adults")
        for name, recipe in STEPS.items()
    }


def errors(answers: Responses, weights: sv.Weights, **more: Any) -> Floats:
    """Standard errors of a total, of means by area and of shares."""
    design = sv.SurveyDesign.from_weights(answers, weights, **more)
    found = [
        sv.total(design, "y"), sv.mean(design, "y", by="area"), sv.proportion(design, "sex"),
    ]  # fmt: skip
    return np.concatenate([each.to_frame()["std_error"].to_numpy(float) for each in found])


def total_of(weights: sv.Weights, times: Floats, y: Floats) -> Floats:
    before = times
    for step in weights.running:
        before = step.weigh(before, times)
    return np.asarray(y @ before[: len(y)])


@pytest.mark.parametrize("name", ["nonresponse", "propensity", "all"])
def test_scores_are_the_derivatives_of_running_the_recipe_again(
    name: str, answers: Responses, weighed: dict[str, sv.Weights]
) -> None:
    weights, y = weighed[name], answers.data["y"].to_numpy()
    cases = len(weights.cases.frame)
    some = np.random.default_rng(1).choice(cases, 40, replace=False)
    moves = 1e-4 * np.eye(cases)[:, some]
    up, down = (total_of(weights, 1 + sign * moves, y) for sign in (1, -1))
    design = sv.SurveyDesign.from_weights(answers, weights)
    expected = np.zeros(design.layout.psus)
    at = {unit: place for place, unit in enumerate(design.psu_names)}
    units = weights.cases.frame["unit"].to_numpy()[some]
    here = [at[unit] for unit in units if unit in at]
    expected = ((up - down) / 2e-4)[[unit in at for unit in units]]
    found = _scores(design, y)[here]
    assert found == pytest.approx(expected, abs=2e-5 * np.abs(expected).max())


def _scores(design: sv.SurveyDesign, y: Floats) -> Floats:
    """Scores of the units in the total of y."""
    from survey.kernels.calibration import coefficients, cross_sums

    plain = np.bincount(design.layout.row_psu, design.weights * y, design.layout.psus)
    steps = design.calibration
    if steps is None:
        return plain
    b = coefficients(steps, cross_sums(steps, np.zeros(len(y), dtype=np.int64), y, 1))
    return np.asarray(plain - (steps.psu_sums @ b)[:, 0])


@pytest.mark.parametrize("name", ["base", "within"])
def test_without_other_steps_the_jackknife_gives_the_linearised_error_of_a_total(
    name: str, answers: Responses, weighed: dict[str, sv.Weights]
) -> None:
    weights = weighed[name]
    again = sv.replicate(weights, "jackknife")
    assert again.replicates is not None
    assert again.replicates.weights.shape == (len(answers.data), len(answers.data))
    assert errors(answers, again)[0] == pytest.approx(errors(answers, weights)[0], rel=1e-10)


@pytest.mark.parametrize("name", ["nonresponse", "all"])
def test_linearised_errors_are_those_of_a_jackknife_that_runs_the_recipe_again(
    name: str, answers: Responses, weighed: dict[str, sv.Weights]
) -> None:
    weights = weighed[name]
    nearly = sv.replicate(weights, "jackknife", least_factor=0.99)
    assert errors(answers, nearly) == pytest.approx(errors(answers, weights), rel=0.002)
    if name == "all":
        return
    by_half = sv.replicate(weights, "jackknife", least_factor=0.5)
    assert errors(answers, by_half) == pytest.approx(errors(answers, weights), rel=0.06)


def test_the_bootstrap_comes_near_the_linearised_errors(
    answers: Responses, weighed: dict[str, sv.Weights]
) -> None:
    weights = sv.replicate(weighed["all"], replicates=150, seed=5, least_factor=0.5)
    assert weights.replicates is not None
    assert weights.replicates.scale == 4 / 150
    found, expected = errors(answers, weights), errors(answers, weighed["all"])
    assert found == pytest.approx(expected, rel=0.25)


@pytest.mark.parametrize("name", ["base", "all"])
def test_factors_nearer_to_1_give_bootstrap_errors_of_shares_and_means_as_well(
    name: str, answers: Responses, weighed: dict[str, sv.Weights]
) -> None:
    near = errors(answers, sv.replicate(weighed[name], replicates=400, seed=5, least_factor=0.9))
    assert near == pytest.approx(errors(answers, weighed[name]), rel=0.12)


def test_seed_and_units_decide_alone(
    sample: Sample, answers: Responses, register: sv.Targets
) -> None:
    mixed = np.random.default_rng(4).permutation(len(answers.data))
    shuffled = replace(answers, data=answers.data.iloc[mixed].reset_index(drop=True))
    made = [
        sv.replicate(
            sv.weight(each, sample=sample, targets=register, recipe=STEPS["all"]),
            replicates=8, seed=seed,
        ).replicates
        for each, seed in ((answers, 1), (shuffled, 1), (answers, 2))
    ]  # fmt: skip
    one, other, third = made
    assert one is not None
    assert other is not None
    assert third is not None
    assert other.weights == pytest.approx(one.weights[mixed], rel=1e-8)
    assert abs(third.weights - one.weights).max() > 0.1


def test_many_units_are_left_out_in_groups() -> None:
    sizes = {"A": 900, "B": 700}
    drawn = drawn_sample(sizes, 600, persons="birthday")
    answers = answered_by(drawn, rate=0.95)
    answers = replace(answers, data=answers.data.assign(y=np.arange(len(answers.data)) % 7))
    weights = sv.weight(answers, sample=drawn, recipe=["base", "within_dwelling"])
    groups = sv.replicate(weights, "jackknife", replicates=60, seed=1)
    given = groups.replicates
    assert given is not None
    assert given.weights.shape[1] == 60
    assert given.method == "grouped_jackknife"
    assert given.df == 58
    assert errors(answers, groups)[0] == pytest.approx(errors(answers, weights)[0], rel=0.3)
    with pytest.raises(WrongUseError, match="seed"):
        sv.replicate(weights, "jackknife")


def test_draws_may_be_given(answers: Responses, weighed: dict[str, sv.Weights]) -> None:
    weights = weighed["base"]
    units = list(weights.cases.frame["unit"][: len(weights.values)])
    areas = weights.cases.frame["area"][: len(weights.values)].to_numpy()
    generator = np.random.default_rng(2)
    draws = np.zeros((len(units), 6))
    for area in SIZES:
        here = np.flatnonzero(areas == area)
        draws[here] = generator.multinomial(len(here) - 1, np.ones(len(here)) / len(here), 6).T
    given = pd.DataFrame(draws, index=units)
    found = sv.replicate(weights, draws=given.sample(frac=1, random_state=1), fpc=False).replicates
    assert found is not None
    n = pd.Series(areas).map(pd.Series(areas).value_counts()).to_numpy()
    expected = weights.values[:, None] * (n / (n - 1))[:, None] * draws
    assert found.weights == pytest.approx(expected)
    with pytest.raises(WrongUseError, match="row"):
        sv.replicate(weights, draws=given.iloc[1:])
    with pytest.raises(WrongUseError, match="whole"):
        sv.replicate(weights, draws=given + 0.5)
    with pytest.raises(WrongUseError, match="drawn"):
        sv.replicate(weights, draws=given * 0)
    with pytest.raises(WrongUseError, match="frame"):
        sv.replicate(weights, draws=draws)  # type: ignore[arg-type]


def test_a_cell_that_loses_its_only_member_is_told() -> None:
    people = answers_of({"area": ["A"] * 6, "sex": [1, 1, 1, 1, 1, 2]})
    targets = targets_of(population_table("sex", {"A": 100}))
    recipe = [{"base": {"population": {"A": 100}}}, {"poststratify": {"by": ["area", "sex"]}}]
    weights = sv.weight(people, recipe=recipe, targets=targets)
    with pytest.raises(WeightingError, match="least_factor"):
        sv.replicate(weights, "jackknife")
    kept = sv.replicate(weights, "jackknife", least_factor=0.5).replicates
    assert kept is not None
    assert kept.weights.shape == (6, 6)


def test_what_cannot_be_replicated_is_refused(
    answers: Responses, weighed: dict[str, sv.Weights]
) -> None:
    weights = weighed["base"]
    for problem, more in {
        "method": {"method": "brr"},
        "number of replicates": {"replicates": 1},
        "least_factor": {"least_factor": 1},
        "fpc": {"fpc": 1},
        "seed": {},
    }.items():
        with pytest.raises(WrongUseError, match=problem):
            sv.replicate(weights, **more)  # type: ignore[arg-type]
    with pytest.raises(WrongUseError, match="steps"):
        sv.replicate(replace(weights, running=()), seed=1)
    with pytest.raises(WrongUseError, match="weights"):
        sv.replicate(answers, seed=1)  # type: ignore[arg-type]
    alone = answers_of({"area": ["A", "A", "B"]})
    single = sv.weight(alone, recipe=[{"base": {"population": {"A": 4, "B": 5}}}])
    with pytest.raises(DesignError, match="one sampling unit"):
        sv.replicate(single, seed=1)
    everyone = sv.weight(alone, recipe=[{"base": {"population": {"A": 2, "B": 1}}}])
    for method in ("jackknife", "bootstrap"):
        with pytest.raises(WeightingError, match="chance"):
            sv.replicate(everyone, method, seed=1)  # type: ignore[arg-type]
