"""Derivatives of weighting steps: what running the step again with other multiplicities gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import rerun_steps as again
from scipy import sparse

from survey.kernels import weight_steps as steps
from survey.kernels.calibration import chain_credit, coefficients, cross_sums

if TYPE_CHECKING:
    from rerun_steps import Rerun

    from survey.kernels.layout import Floats

N = 24
GENERATOR = np.random.default_rng(20)
START = GENERATOR.uniform(1, 4, N)
Y = GENERATOR.normal(2, 1, N)
CLASSES = np.arange(N) % 3
ANSWERED = np.arange(N) % 4 != 1
ELIGIBLE = np.arange(N) % 7 != 3
NUMBER = GENERATOR.normal(0, 1, N)
X = np.column_stack([np.ones(N), NUMBER])
MARGINS = np.column_stack([each == CLASSES for each in range(3)]).astype(float)
OTHERS = np.column_stack([np.arange(N) % 2 == each for each in range(2)]).astype(float)
BOTH = np.hstack([MARGINS, OTHERS])
TOTALS = np.append(START @ MARGINS * [1.1, 0.9, 1.0], 0)
TOTALS = np.concatenate([TOTALS[:3], TOTALS[:3].sum() * np.array([0.45, 0.55])])


def own_category() -> Rerun:
    """The last category keeps its weighted total, the others are scaled to the rest."""
    fixed = np.array([20.0, 30.0, 0.0])
    loads = np.where(CLASSES[:, None] == 2, [-0.4, -0.6, 1.0], 0.0)
    return again.calibrated(MARGINS, fixed, "raking", loads)


STEPS = {
    "adults": again.fixed(1.0 + np.arange(N) % 2),
    "nonresponse": again.by_class(~ANSWERED & ELIGIBLE, ANSWERED & ELIGIBLE, CLASSES),
    "some classes are left alone": again.by_class(
        ~ANSWERED, ANSWERED, np.where(CLASSES == 2, -1, CLASSES)
    ),
    "propensity": again.logistic(X, ANSWERED, 0.0, np.ones(N, dtype=bool)),
    "propensity of some with a least chance": again.logistic(X, ANSWERED, 0.7, ELIGIBLE),
    "post-strata": again.calibrated(MARGINS, TOTALS[:3], "linear"),
    "linear": again.calibrated(np.hstack([MARGINS, X[:, 1:]]), np.append(TOTALS[:3], 2), "linear"),
    "raking": again.calibrated(BOTH, TOTALS, "raking"),
    "logit": again.calibrated(BOTH, TOTALS, "logit"),
    "truncated": again.calibrated(BOTH, TOTALS, "truncated", bounds=(0.85, 1.12)),
    "own category": own_category(),
    "trim at a number": again.trimmed(CLASSES, 3.2, "weight"),
    "trim at a multiple of the mean": again.trimmed(CLASSES, 1.3, "mean"),
    "rescale to a number": again.scaled(CLASSES, 100.0),
    "rescale to the respondents": again.scaled(CLASSES % 2, None),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_moves_as_it_does_when_it_is_run_again(name: str) -> None:
    chain = [STEPS[name]]
    expected = again.derivatives(chain, START, Y)
    assert np.abs(expected).max() > 0
    found = again.scores(again.linearised(chain, START), Y)
    assert found == pytest.approx(expected, abs=1e-7 * np.abs(expected).max())


CHAINS = {
    "classes, raking, trim, raking": [
        "adults", "nonresponse", "raking", "trim at a multiple of the mean", "linear",
    ],
    "propensity, own category, rescale": [
        "propensity", "own category", "rescale to the respondents",
    ],
    "trim, logit, rescale": ["trim at a number", "logit", "rescale to a number"],
}  # fmt: skip


@pytest.mark.parametrize("names", CHAINS.values(), ids=CHAINS.keys())
def test_a_chain_moves_as_it_does_when_all_of_it_is_run_again(names: list[str]) -> None:
    chain = [STEPS[name] for name in names]
    expected = again.derivatives(chain, START, Y)
    found = again.scores(again.linearised(chain, START), Y)
    assert found == pytest.approx(expected, abs=1e-6 * np.abs(expected).max())


def test_a_median_moves_with_the_weights_before_it() -> None:
    group = np.zeros(9, dtype=np.int64)
    before = np.array([1.0, 1.1, 1.2, 1.3, 1.5, 1.6, 1.7, 2.9, 3.4])
    first = again.calibrated(np.eye(9)[:, :2] + np.ones((9, 1)), np.array([20.0, 18.5]), "linear")
    chain = [first, again.trimmed(group, 1.4, "median")]
    y = np.arange(9.0)
    expected = again.derivatives(chain, before, y)
    found = again.scores(again.linearised(chain, before), y)
    assert found == pytest.approx(expected, abs=1e-6 * np.abs(expected).max())


def test_a_step_that_changes_nothing_moves_nothing() -> None:
    nobody, everyone = np.zeros(N, dtype=bool), np.ones(N, dtype=bool)
    half = again.scores([steps.fixed_step(START, START)], Y)
    idle = {
        "classes": steps.class_step(START, START, nobody, everyone, CLASSES),
        "trim": steps.trim_step(START, START, nobody, CLASSES),
        "no classes": steps.class_step(START, START, nobody, everyone, np.full(N, -1)),
    }
    for step in idle.values():
        assert again.scores([step], Y) == pytest.approx(half, abs=1e-12)
        assert abs(step.equations).sum() == pytest.approx(0, abs=1e-12)


def test_units_that_left_the_chain_move_nothing() -> None:
    before = np.where(ANSWERED, START, 0.0)
    answered = before > 0
    chains: list[tuple[Rerun, Floats]] = [
        (again.calibrated(X, np.array([60.0, 3.0]), "linear"), before),
        (again.scaled(CLASSES, 50.0), before),
        (again.by_class(~answered, answered, CLASSES), before),
    ]
    for step, start in chains:
        (found,) = again.linearised([step], start)
        assert again.scores([found], Y)[~answered] == pytest.approx(0, abs=1e-12)
        for matrix in (found.moves, found.equations):
            assert abs(sparse.csr_array(matrix)[np.flatnonzero(~answered)]).sum() == 0


def test_the_factors_of_classes_may_be_worked_out_without_anyone_inside() -> None:
    nobody = np.zeros(N, dtype=bool)
    step = steps.class_step(START, np.zeros(N), nobody, nobody, CLASSES)
    assert (step.slope == 0).all()
    assert step.moves.nnz == 0


@pytest.mark.parametrize("names", CHAINS.values(), ids=CHAINS.keys())
def test_the_credit_of_a_chain_gives_the_scores_of_its_units(names: list[str]) -> None:
    chain = again.linearised([STEPS[name] for name in names], START)
    units = np.arange(N)
    rows = units[chain[-1].after > 0][::-1]
    credit = chain_credit(chain, units, N, rows=rows)
    (b,) = coefficients(credit, cross_sums(credit, np.zeros(len(rows), int), Y[rows], 1)).T
    found = chain[-1].after * Y - credit.psu_sums @ b
    expected = again.scores(chain, Y)
    assert found == pytest.approx(expected, abs=1e-10 * np.abs(expected).max())


def test_units_may_share_a_dwelling_or_add_nothing() -> None:
    chain = again.linearised([STEPS["nonresponse"]], START)
    dwelling = np.where(np.arange(N) < 20, np.arange(N) // 2, -1)
    credit = chain_credit(chain, dwelling, 10)
    sums = chain[0].equations.toarray()[:20].reshape(10, 2, -1).sum(axis=1)
    assert credit.psu_sums.toarray() == pytest.approx(sums)
