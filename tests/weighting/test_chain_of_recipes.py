"""The linear steps of a recipe are its derivative: how a total moves when a unit counts more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from made_weighting import answered_by, drawn_sample, table_of, targets_of

import survey as sv

if TYPE_CHECKING:
    from survey.weighting.weights import Weights

OWN = {"sex": "own_category", "age_group": {"impute": 4}}
AREAS = {"A": 60, "B": 90}
STEPS: dict[str, list[Any]] = {
    "classes": ["base", {"nonresponse": {"classes": ["area", "adults"], "least": 3}},
                {"within_dwelling": {"missing": 1}}],
    "propensity": ["base", {"propensity": {"covariates": ["area*adults"]}}, "within_dwelling",
                   {"rescale": {"to": "population", "within": "area"}}],
    "grouped": ["base", {"propensity": {"covariates": ["area", "adults"], "groups": 3}}],
    "cells": ["base", {"poststratify": {"by": ["area", "sex"],
                                        "missing": {"sex": "own_category"}}}],
    "raking": ["base", "nonresponse",
               {"rake": {"within": ["sex"], "across": ["age_group"], "missing": OWN}},
               {"trim": {"upper": 1.6}}, "rescale"],
    "bounded": ["base", {"calibrate": {"within": ["sex", "age_group"], "missing": OWN,
                                       "distance": "logit", "bounds": [0.1, 12]}}],
    "linear": ["base", {"calibrate": {"within": ["sex"], "across": ["age_group"], "missing": OWN,
                                      "distance": "linear"}}],
}  # fmt: skip


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    sample = drawn_sample(AREAS, 40, persons="birthday")
    register = targets_of(
        table_of("sex", {("A", 1): 55, ("A", 2): 65, ("B", 1): 100, ("B", 2): 80}),
        table_of("age_group", {("A", 1): 50, ("A", 2): 40, ("A", 3): 30,
                               ("B", 1): 50, ("B", 2): 60, ("B", 3): 70}),
        sizes={"adults": {"A": 120, "B": 180}},
    )  # fmt: skip
    answers = answered_by(sample, rate=0.6, lacking=0.1)
    return {"answers": answers, "sample": sample, "targets": register}


def scores(weights: Weights, values: Any) -> Any:
    """z, the derivative of Σ w y by how often each case counts, last step first."""
    pulled, taken = values, np.zeros(len(values))
    for step in reversed(weights.chain):
        gain = step.moves.T @ pulled
        slope = np.linalg.pinv(step.information.toarray(), rcond=1e-10).T @ gain
        taken += step.equations @ slope
        pulled = step.slope * pulled - step.pull @ slope
    return weights.chain[-1].after * values - taken


def moved(weights: Weights, values: Any, h: float = 1e-5) -> Any:
    """The same derivative, by counting each case a little more and a little less."""
    n = len(values)
    totals = []
    for sign in (1, -1):
        times = np.ones((n, n)) + sign * h * np.eye(n)
        columns = times
        for step in weights.running:
            columns = step.weigh(columns, times)
        totals.append(values @ columns)
    return (totals[0] - totals[1]) / (2 * h)


@pytest.mark.parametrize("name", list(STEPS))
def test_linear_steps_are_the_derivative_of_the_recipe(made: dict[str, Any], name: str) -> None:
    weights = sv.weight(recipe=STEPS[name], **made)
    values = np.random.default_rng(2).normal(size=len(weights.cases.frame))
    expected = moved(weights, values)
    assert scores(weights, values) == pytest.approx(expected, rel=1e-4, abs=1e-4)
    assert np.abs(expected).max() > 1
