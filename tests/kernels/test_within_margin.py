"""Two one-sided tests at a margin."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from survey.kernels.difference import wilson_difference
from survey.kernels.equivalence import numbers_within, shares_within
from survey.kernels.intervals import t_quantile

LONG = os.environ.get("SURVEY_TEST_LONG") == "1"
shares = st.floats(0, 1)
sizes = st.floats(5, 5000)


@given(shares, shares, sizes, sizes, st.floats(-0.5, 0.9), st.floats(0.01, 0.4), st.floats(3, 500))
def test_both_p_values_are_small_where_the_interval_lies_within(
    p1: float, p0: float, n1: float, n0: float, rho: float, margin: float, df: float
) -> None:
    arrays = [np.array([each]) for each in (p1, p0, n1, n0, rho, df, margin)]
    a, b, m, n, r, d, width = arrays
    found = shares_within((a, b), (m, n), r, d, width, 0.95)
    low, high = wilson_difference(a, m, b, n, r, t_quantile(d, 0.90))
    near = min(abs(low[0] + margin), abs(high[0] - margin)) < 1e-9
    assert near or (found.p_value[0] < 0.05) == bool(-margin < low[0] and high[0] < margin)
    assert 0 <= found.p_value[0] <= 1


@given(shares, shares, sizes, sizes)
def test_turned_round_above_becomes_below(p1: float, p0: float, n1: float, n0: float) -> None:
    a, b, m, n, r = (np.array([each]) for each in (p1, p0, n1, n0, 0.0))
    df, margin = np.array([50.0]), np.array([0.07])
    one = shares_within((a, b), (m, n), r, df, margin, 0.95)
    other = shares_within((b, a), (n, m), r, df, margin, 0.95)
    assert one.above == pytest.approx(other.below, abs=1e-9)
    assert one.low == pytest.approx(-other.high, abs=1e-12)


def test_numbers_are_tested_by_t() -> None:
    found = numbers_within(*(np.array([each]) for each in (0.5, 1.0, 12.0, 2.0)), 0.95)
    assert found.above[0] == pytest.approx(special.stdtr(12, -2.5))
    assert found.below[0] == pytest.approx(special.stdtr(12, -1.5))


def test_what_is_known_without_error_is_decided() -> None:
    d, df, margin = np.array([0.0, 0.3, -0.1]), np.full(3, 9.0), np.full(3, 0.1)
    found = numbers_within(d, np.zeros(3), df, margin, 0.95)
    assert found.p_value.tolist() == [0.0, 1.0, 0.5]
    sizes = (np.full(3, np.inf), np.full(3, np.inf))
    shares = (np.array([0.5, 0.8, 0.4]), np.full(3, 0.5))
    again = shares_within(shares, sizes, np.zeros(3), df, np.full(3, 0.1), 0.95)
    assert again.p_value[:2].tolist() == [0.0, 1.0]


def test_without_degrees_of_freedom_nothing_is_said() -> None:
    found = numbers_within(np.zeros(1), np.ones(1), np.zeros(1), np.ones(1), 0.95)
    assert np.isnan(found.p_value).all()
    one = np.array([0.5])
    again = shares_within((one, one), (one * 50, one * 50), one * 0, one * 0, one / 10, 0.95)
    assert np.isnan(again.p_value).all()


@pytest.mark.parametrize(("p0", "n"), [(0.3, 400), (0.9, 300)])
def test_a_difference_at_the_margin_is_called_equivalent_in_five_of_a_hundred(
    p0: float, n: int
) -> None:
    chance = np.random.default_rng(5)
    repeats, margin = (200_000 if LONG else 20_000), 0.08
    counts = chance.binomial(n, [[p0 - margin], [p0]], (2, repeats))
    a, b = counts / n
    size = np.full(repeats, float(n))
    df, width = np.full(repeats, 2.0 * n - 2), np.full(repeats, margin)
    found = shares_within((a, b), (size, size), np.zeros(repeats), df, width, 0.95)
    assert (found.p_value < 0.05).mean() == pytest.approx(0.05, abs=0.01)
