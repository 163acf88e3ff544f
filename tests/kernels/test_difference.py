"""Differences of two shares: Newcombe's example, MOVER, and the quantile that touches 0."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from survey.kernels.difference import mover, touching_quantile, wilson_difference
from survey.kernels.intervals import wilson

Z = stats.norm.ppf(0.975)

shares = st.floats(0, 1)
sizes = st.floats(2, 5000)
correlations = st.floats(-0.7, 0.7)


def limits(pair: Any) -> tuple[float, float]:
    low, high = pair
    return float(low), float(high)


def test_the_difference_of_56_of_70_and_48_of_80_has_the_limits_of_newcombe() -> None:
    found = limits(wilson_difference(56 / 70, 70, 48 / 80, 80, 0.0, Z))
    assert found == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_mover_without_correlation_adds_the_distances_in_squares() -> None:
    found = limits(mover(0.6, (0.5, 0.8), 0.3, (0.1, 0.4), 0.0))
    assert found == pytest.approx((0.3 - np.hypot(0.1, 0.1), 0.3 + np.hypot(0.2, 0.2)))


def test_mover_with_correlation_takes_off_twice_the_product() -> None:
    low, high = limits(mover(0.6, (0.5, 0.8), 0.3, (0.1, 0.4), 0.5))
    assert low == pytest.approx(0.3 - np.sqrt(0.01 + 0.01 - 0.01))
    assert high == pytest.approx(0.3 + np.sqrt(0.04 + 0.04 - 0.04))


def test_full_correlation_and_equal_distances_leave_one_point() -> None:
    assert limits(mover(0.6, (0.5, 0.7), 0.3, (0.2, 0.4), 1.0)) == pytest.approx((0.3, 0.3))


def test_correlation_is_ignored_at_shares_of_0_and_1() -> None:
    p1 = np.array([0.0, 1.0, 0.4, 0.4])
    p0 = np.array([0.4, 0.4, 0.0, 1.0])
    with_correlation = wilson_difference(p1, 20.0, p0, 30.0, 0.6, 2.0)
    without = wilson_difference(p1, 20.0, p0, 30.0, 0.0, 2.0)
    assert np.array_equal(with_correlation, without)


@settings(max_examples=60)
@given(shares, sizes, shares, sizes, correlations, st.floats(0.1, 10))
def test_the_interval_holds_the_difference_and_stays_between_minus_1_and_1(
    p1: float, n1: float, p0: float, n0: float, rho: float, t: float
) -> None:
    low, high = limits(wilson_difference(p1, n1, p0, n0, rho, t))
    assert -1 <= low <= p1 - p0 + 1e-12
    assert p1 - p0 - 1e-12 <= high <= 1


@settings(max_examples=60)
@given(shares, sizes, shares, sizes, correlations, st.floats(0.1, 10))
def test_swapping_the_shares_mirrors_the_interval(
    p1: float, n1: float, p0: float, n0: float, rho: float, t: float
) -> None:
    low, high = limits(wilson_difference(p1, n1, p0, n0, rho, t))
    swapped = limits(wilson_difference(p0, n0, p1, n1, rho, t))
    assert swapped == pytest.approx((-high, -low), abs=1e-12)


@settings(max_examples=60)
@given(shares, sizes, shares, sizes, correlations)
def test_the_interval_at_the_touching_quantile_touches_0(
    p1: float, n1: float, p0: float, n0: float, rho: float
) -> None:
    assume(abs(p1 - p0) > 1e-6)
    quantile = touching_quantile(p1, n1, p0, n0, rho)
    assert quantile > 0
    if np.isinf(quantile):  # two widths that go together may never reach over the distance
        assert rho > 0
        quantile = np.array(1e4)
        low, high = limits(wilson_difference(p1, n1, p0, n0, rho, quantile))
        assert low > 0 or high < 0
        return
    low, high = limits(wilson_difference(p1, n1, p0, n0, rho, quantile))
    assert (low if p1 > p0 else high) == pytest.approx(0, abs=1e-9)


def test_equal_shares_touch_0_at_once() -> None:
    p = np.array([0.0, 0.25, 1.0])
    assert touching_quantile(p, 10.0, p, 20.0, 0.0).tolist() == [0, 0, 0]


def test_different_shares_that_are_known_without_error_never_touch_0() -> None:
    found = touching_quantile(np.array([0.4, 0.4]), np.inf, np.array([0.5, 0.4]), np.inf, 0.0)
    assert found.tolist() == [np.inf, 0.0]


def test_the_touching_quantile_does_not_exist_without_a_share_or_a_size() -> None:
    p1, n1 = np.array([np.nan, 0.4]), np.array([10.0, np.nan])
    assert np.isnan(touching_quantile(p1, n1, 0.5, 10.0, 0.0)).all()


def test_the_touching_quantile_solves_the_equation_of_newcombe_by_hand() -> None:
    quantile = float(touching_quantile(56 / 70, 70.0, 48 / 80, 80.0, 0.0))
    (l1, _), (_, u0) = wilson(0.8, 70.0, quantile), wilson(0.6, 80.0, quantile)
    assert np.hypot(0.8 - l1, u0 - 0.6) == pytest.approx(0.2, abs=1e-12)
    assert Z < quantile < 3


def test_a_greater_distance_touches_later() -> None:
    p = np.linspace(0.5, 0.95, 10)
    quantile = touching_quantile(p, 50.0, 0.5, 50.0, 0.0)
    assert (np.diff(quantile) > 0).all()
