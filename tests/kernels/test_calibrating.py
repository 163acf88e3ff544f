"""Calibration: totals are met by the nearest weights within the bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_margins import bootstrapped, made_margins
from scipy import linalg, optimize, sparse

from survey.kernels import normal_equations
from survey.kernels.blocks import find_blocks
from survey.kernels.calibrating import calibrate
from survey.kernels.distances import Distance
from survey.kernels.replicated import calibrate_many

if TYPE_CHECKING:
    from survey.kernels.distances import Kind
    from survey.kernels.layout import Floats

seeds = st.integers(0, 10_000)
KINDS: list[tuple[Kind, tuple[float, float] | None]] = [
    ("linear", None),
    ("raking", None),
    ("linear", (0.6, 1.6)),
    ("raking", (0.6, 1.6)),
    ("logit", (0.4, 2.0)),
]


def made(seed: int, n: int = 200) -> tuple[Floats, Floats, Floats]:
    """Weights, columns of which two say the same, and totals that factors of 0.7 to 1.5 meet."""
    random = np.random.default_rng(seed)
    group = random.integers(0, 3, n)
    number = random.normal(50, 10, n) + 5 * group
    x = np.column_stack(
        [np.ones(n), *(group == k for k in range(3)), number, random.normal(size=n)]
    )
    weights = random.uniform(1, 4, n)
    near = np.clip(1 + 0.02 * (number - 55) + random.normal(0, 0.1, n), 0.7, 1.5)
    return weights, x, x.T @ (weights * near)


@settings(max_examples=20)
@given(seeds, st.sampled_from(KINDS))
def test_totals_are_met_within_the_bounds(
    seed: int, kind: tuple[Kind, tuple[float, float] | None]
) -> None:
    weights, x, totals = made(seed)
    found = calibrate(weights, x, totals, *kind)
    assert found.converged
    size = np.abs(x).T @ found.weights
    np.testing.assert_allclose((x.T @ found.weights - totals) / size, 0, atol=1e-9)
    np.testing.assert_allclose(found.weights, weights * found.factors)
    if kind[1] is not None:
        assert found.factors.min() >= kind[1][0]
        assert found.factors.max() <= kind[1][1]


@settings(max_examples=10)
@given(seeds)
def test_linear_weights_are_those_of_the_regression(seed: int) -> None:
    weights, x, totals = made(seed)
    gap = linalg.lstsq((x * weights[:, None]).T @ x, totals - x.T @ weights)[0]
    found = calibrate(weights, x, totals, tolerance=1e-13)
    np.testing.assert_allclose(found.weights, weights * (1 + x @ gap), rtol=1e-9)
    assert (found.derivative == 1).all()


def test_bounded_linear_weights_are_the_nearest_there_are() -> None:
    """By a general solver of the same problem."""
    weights, x, totals = made(3, n=30)
    x = x[:, [0, 4]]
    bounds = (0.85, 1.2)
    totals = x.T @ (weights * np.clip(1 + 0.03 * (x[:, 1] - 55), *bounds))
    found = calibrate(weights, x, totals, "linear", bounds)
    assert ((found.factors == bounds[0]) | (found.factors == bounds[1])).sum() >= 3
    best = optimize.minimize(
        lambda g: weights @ (g - 1) ** 2 / 2,
        np.ones(30),
        jac=lambda g: weights * (g - 1),
        bounds=[bounds] * 30,
        constraints={
            "type": "eq",
            "fun": lambda g: x.T @ (weights * g) - totals,
            "jac": lambda _: (x * weights[:, None]).T,
        },
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    np.testing.assert_allclose(found.factors, best.x, atol=1e-6)


@pytest.mark.parametrize(("kind", "bounds"), KINDS)
def test_the_derivative_is_how_fast_factors_move(
    kind: Kind, bounds: tuple[float, float] | None
) -> None:
    distance = Distance(kind, *(bounds or (-np.inf, np.inf)))
    u = np.linspace(-2, 2, 402)
    change = (distance.factor(u + 1e-6) - distance.factor(u - 1e-6)) / 2e-6
    np.testing.assert_allclose(change, distance.slope(u), atol=1e-8)
    zero = np.zeros(1)
    assert distance.factor(zero) == pytest.approx(1)
    assert distance.slope(zero) == pytest.approx(1)


@settings(max_examples=10)
@given(seeds, st.sampled_from(KINDS[:2]))
def test_the_order_of_rows_and_the_scale_of_columns_do_not_matter(
    seed: int, kind: tuple[Kind, tuple[float, float] | None]
) -> None:
    weights, x, totals = made(seed)
    order = np.random.default_rng(seed).permutation(len(weights))
    scale = np.array([1, 1, 1, 1, 1e-3, 1e4])
    found = calibrate(weights, x, totals, *kind, tolerance=1e-12).weights
    turned = calibrate(weights[order], x[order] * scale, totals * scale, *kind, tolerance=1e-12)
    np.testing.assert_allclose(turned.weights, found[order], rtol=1e-8)


def test_weights_of_zero_stay_zero() -> None:
    weights, x, totals = made(2)
    weights[:10] = 0.0
    assert (calibrate(weights, x, totals, "raking").weights[:10] == 0).all()


def test_weights_far_below_the_totals_are_brought_up_to_them() -> None:
    weights, x, totals = made(2)
    found = calibrate(weights * 1e-4, x, totals, "raking")
    assert found.converged


def test_what_can_not_be_met_ends_soon_and_says_so() -> None:
    weights, x, totals = made(2)
    found = calibrate(weights, x, totals * 3, "linear", (0.5, 2.0), rounds=1000)
    assert not found.converged
    assert found.rounds < 100


def test_targets_within_areas_fall_apart_and_those_across_are_a_border() -> None:
    _, margins = made_margins(1, n=2000, areas=20, within=(2, 4), across=(3, 4))
    blocks = find_blocks(margins.indicators())
    assert blocks.count == 20
    assert blocks.border.tolist() == list(range(120, 127))
    assert margins.universe is not None
    np.testing.assert_array_equal(
        blocks.columns[margins.codes[:, 0]], blocks.rows, err_msg="rows with their columns"
    )


@pytest.mark.parametrize(("kind", "bounds"), [KINDS[0], KINDS[1], ("logit", (0.2, 40.0))])
def test_blocks_border_and_sparse_equations_give_the_same(
    monkeypatch: pytest.MonkeyPatch, kind: Kind, bounds: tuple[float, float] | None
) -> None:
    weights, margins = made_margins(2, n=2000, areas=20, within=(2, 4), across=(3, 4))
    weights, x = weights * 14, margins.indicators()
    by_blocks = calibrate(weights, x, margins.totals, kind, bounds, tolerance=1e-12)
    monkeypatch.setattr(normal_equations, "_MOST_COLUMNS", 2)
    sparsely = calibrate(weights, x, margins.totals, kind, bounds, tolerance=1e-12)
    assert by_blocks.converged
    assert sparsely.converged
    np.testing.assert_allclose(by_blocks.weights, sparsely.weights, rtol=1e-8)


@pytest.mark.parametrize(("kind", "bounds"), KINDS)
def test_many_sets_of_weights_are_calibrated_as_each_alone(
    kind: Kind, bounds: tuple[float, float] | None
) -> None:
    weights, x, totals = made(9, n=400)
    near = np.random.default_rng(1).uniform(0.95, 1.05, (400, 12)) * weights[:, None]
    many = near.copy()
    told = calibrate_many(many, x, totals, kind, bounds)
    assert (told.worst < 1e-8).all()
    for k in range(12):
        alone = calibrate(near[:, k], x, totals, kind, bounds, tolerance=1e-12)
        np.testing.assert_allclose(many[:, k], alone.weights, rtol=1e-7)


def test_many_sets_leave_aside_columns_that_nobody_adds_to() -> None:
    weights, x, totals = made(9)
    many = bootstrapped(weights, 5)
    x = np.column_stack([x, np.zeros(len(x))])
    told = calibrate_many(many, x, np.append(totals, 5.0), "linear")
    assert told.empty.tolist() == [1] * 5
    np.testing.assert_allclose(x[:, :5].T @ many, totals[:5, None] * np.ones(5), rtol=1e-8)


def test_large_problems_are_held_sparsely() -> None:
    """4,000 totals within areas and some across, without a dense matrix of all of them."""
    weights, margins = made_margins(3, n=20_000, areas=200, within=(2, 6, 4, 4, 4), across=(5,))
    x = margins.indicators()
    assert x.shape[1] == 4005
    found = calibrate(weights, x, margins.totals, "raking")
    assert found.converged
    assert isinstance(x, sparse.csr_array)
