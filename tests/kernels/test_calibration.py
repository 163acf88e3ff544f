"""Credit for calibration: residuals, and the derivative of running the whole chain again."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from layouts import make_layout
from scipy import sparse

from survey.kernels.calibration import calibration, coefficients, cross_sums
from survey.kernels.forms import Forms, form_covariances, form_variances
from survey.kernels.selection import Stages
from survey.kernels.sums import psu_sums

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

STEP = 1e-5


def calibrated(weights: Floats, auxiliary: Floats, totals: Floats) -> Floats:
    """One linear step: weights times 1 + x′λ that meet the totals."""
    products = (auxiliary * weights[:, None]).T @ auxiliary
    return weights * (1 + auxiliary @ np.linalg.solve(products, totals - weights @ auxiliary))


def chain(weights: Floats, steps: Any) -> list[Floats]:
    """Weights before the first step, and after each."""
    result = [weights]
    for auxiliary, totals in steps:
        result.append(calibrated(result[-1], auxiliary, totals))
    return result


def derivative(weights: Floats, steps: Any, y: Floats) -> Floats:
    """Change of the calibrated total of y when a unit counts a little more, times its weight."""
    slopes = []
    for unit in range(len(weights)):
        step = STEP * np.eye(len(weights))[unit]
        up, down = (chain(weights * (1 + sign * step), steps)[-1] for sign in (1, -1))
        slopes.append((up @ y - down @ y) / (2 * STEP))
    return np.array(slopes)


def residual_scores(weights: list[Floats], steps: Any, y: Floats) -> Floats:
    """Scores of the units by the kernel: w y − Σ d_s x_s′B_s."""
    layout = make_layout(np.arange(len(y)), np.zeros(len(y)), [0.0])
    auxiliary = [x for x, _ in steps]
    found = calibration(layout, weights[-1], auxiliary, weights[:-1])
    cross = cross_sums(found, np.zeros(len(y), dtype=np.int64), y, 1)
    b = coefficients(found, cross)
    return np.asarray(weights[-1] * y - (found.psu_sums @ b)[:, 0])


@st.composite
def chains(draw: Any, steps: int) -> tuple[Floats, Any, Floats]:
    """Starting weights, steps with totals within reach, and a variable."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(12, 30))
    weights = generator.uniform(1, 4, n)
    found = []
    for _ in range(steps):
        group = generator.permutation(np.arange(n) % 2)
        auxiliary = np.column_stack([np.ones(n), group, generator.normal(size=n)])
        found.append((auxiliary, weights @ auxiliary * generator.uniform(0.9, 1.1, 3)))
    ends = chain(weights, found)
    assume(all((after > 0.05 * before).all() for before, after in pairwise(ends)))
    return weights, found, generator.normal(2, 1, n)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_scores_are_the_derivatives_of_running_the_chain_again(steps: int) -> None:
    @settings(max_examples=12)
    @given(chains(steps))
    def check(drawn: Any) -> None:
        weights, given_steps, y = drawn
        scores = residual_scores(chain(weights, given_steps), given_steps, y)
        expected = derivative(weights, given_steps, y)
        assert scores == pytest.approx(expected, abs=1e-6 * np.abs(expected).max())

    check()


@settings(max_examples=20)
@given(chains(1))
def test_a_single_step_takes_residuals_with_the_weights_before_it(drawn: Any) -> None:
    weights, steps, y = drawn
    ((auxiliary, totals),) = steps
    after = calibrated(weights, auxiliary, totals)
    root = np.sqrt(weights)[:, None]
    slope = np.linalg.lstsq(auxiliary * root, y * root[:, 0], rcond=None)[0]
    expected = after * (y - auxiliary @ slope)
    assert residual_scores([weights, after], steps, y) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=20)
@given(chains(2))
def test_the_last_step_has_no_residual_left(drawn: Any) -> None:
    weights, steps, _ = drawn
    found = chain(weights, steps)
    for column in steps[-1][0].T:
        scores = residual_scores(found, steps, column)
        assert scores == pytest.approx(np.zeros(len(column)), abs=1e-8)


@settings(max_examples=20)
@given(chains(1))
def test_a_step_taken_again_changes_nothing(drawn: Any) -> None:
    weights, steps, y = drawn
    once = chain(weights, steps)
    twice = chain(weights, steps * 2)
    assert twice[2] == pytest.approx(twice[1])
    repeated = residual_scores(twice, steps * 2, y)
    assert repeated == pytest.approx(residual_scores(once, steps, y), abs=1e-8)


def test_columns_that_say_the_same_are_no_harm() -> None:
    generator = np.random.default_rng(5)
    weights, group = generator.uniform(1, 2, 20), np.repeat([0.0, 1.0], 10)
    y = generator.normal(size=20)
    full = np.column_stack([np.ones(20), group])
    doubled = np.column_stack([np.ones(20), group, 1 - group])
    scores = [residual_scores([weights, weights], [(x, None)], y) for x in (full, doubled)]
    assert scores[0] == pytest.approx(scores[1], abs=1e-10)


@settings(max_examples=20)
@given(chains(2))
def test_variances_and_covariances_are_those_of_the_residuals(drawn: Any) -> None:
    weights, steps, y = drawn
    n = len(y)
    found = chain(weights, steps)
    layout = make_layout(np.arange(n) // 2, np.arange((n + 1) // 2) % 2, [0.1, 0.3])
    credit = calibration(layout, found[-1], [x for x, _ in steps], found[:-1])
    cell = np.arange(n) % 3
    forms = Forms(
        psu_sums(layout, cell, found[-1] * y, 3),
        sparse.csc_array(np.eye(3)),
        cross_sums(credit, cell, y, 3),
    )
    units = np.zeros((layout.psus, 3))
    for column in range(3):
        scores = residual_scores(found, steps, y * (cell == column))
        np.add.at(units[:, column], layout.row_psu, scores)
    expected = np.zeros((3, 3))
    for stratum in range(2):
        here = units[layout.psu_stratum == stratum]
        expected += layout.stratum_scale[stratum] * (len(here) - 1) * np.cov(here.T)
    everything = np.arange(3)
    selection = Stages((layout,))
    both = form_covariances(selection, (forms, everything), (forms, everything), credit)
    assert both == pytest.approx(expected, abs=1e-9 * np.trace(expected))
    assert form_variances(selection, forms, credit) == pytest.approx(np.diag(expected), rel=1e-7)


def test_identical_units_may_stand_as_one_row_with_their_number() -> None:
    generator = np.random.default_rng(8)
    x = np.column_stack([np.ones(6), generator.normal(size=6)])
    y, before, counts = generator.normal(size=6), generator.uniform(1, 2, 6), [1, 2, 3, 1, 4, 2]
    after = before * generator.uniform(0.8, 1.2, 6)
    rows = np.repeat(np.arange(6), counts)
    tabulated = make_layout(np.arange(6), np.zeros(6), [0.0], size=counts)
    expanded = make_layout(np.arange(len(rows)), np.zeros(len(rows)), [0.0])
    found = []
    for layout, at, values in ((tabulated, np.arange(6), counts), (expanded, rows, np.ones(13))):
        credit = calibration(layout, after[at], [x[at]], [before[at]])
        cell = np.zeros(len(at), dtype=np.int64)
        found.append(coefficients(credit, cross_sums(credit, cell, y[at] * np.array(values), 1)))
    assert found[0] == pytest.approx(found[1], rel=1e-12)


def test_forms_of_a_calibrated_design_must_carry_cross_sums() -> None:
    layout = make_layout([0, 1], [0, 0], [0.0])
    ones = np.ones(2)
    credit = calibration(layout, ones, [ones[:, None]], [ones])
    one = sparse.csc_array(np.ones((1, 1)))
    forms = Forms(sparse.csr_array(np.ones((2, 1))), one)
    with pytest.raises(ValueError, match="cross sums"):
        forms.coefficients(credit)
