"""Intervals for one share against published numbers, R and textbook identities."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from survey.kernels import intervals

Z = intervals.t_quantile(np.inf, 0.95)

# Newcombe 1998 (Stat Med 17:857), table I: x, n, Wilson, Clopper–Pearson
NEWCOMBE = [
    (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
    (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
    (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
    (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
]

shares = st.sampled_from([0.0, 1.0]) | st.floats(1e-12, 1 - 1e-12)
sizes = st.floats(0.5, 1e7)
quantiles = st.floats(0.1, 20)
levels = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99])


def limits(pair: Any) -> tuple[float, float]:
    low, high = pair
    return float(low), float(high)


@pytest.mark.parametrize(("x", "n", "wilson", "exact"), NEWCOMBE)
def test_wilson_and_clopper_pearson_give_the_limits_of_newcombe(
    x: int, n: int, wilson: tuple[float, float], exact: tuple[float, float]
) -> None:
    assert limits(intervals.wilson(x / n, n, Z)) == pytest.approx(wilson, abs=5.1e-5)
    assert limits(intervals.clopper_pearson(x / n, n, 0.95)) == pytest.approx(exact, abs=5.1e-5)


def test_korn_graubard_equals_r_where_the_design_effect_is_large() -> None:
    p, se = 0.021857923, 0.022622451  # apiclus1, ell == 0
    found = limits(intervals.korn_graubard(p, p * (1 - p) / se**2, 183, 14, 0.95))
    assert found == pytest.approx((0.00021615, 0.13750776), abs=5e-8)


def test_korn_graubard_equals_stata_and_svy() -> None:
    p, se, n, df = 0.507348258357226, 0.0167712595840644, 922, 56
    effective = p * (1 - p) / se**2
    assert float(intervals.korn_graubard_size(effective, n, df, 0.95)) == pytest.approx(
        852.88, abs=5e-3
    )
    found = limits(intervals.korn_graubard(p, effective, n, df, 0.95))
    assert found == pytest.approx((0.473233376535445, 0.541412207644769), rel=1e-9)


def test_korn_graubard_equals_stata_within_a_subpopulation() -> None:
    p, se, n, df = 0.471999767708621, 0.0348828290040279, 276, 56
    found = limits(intervals.korn_graubard(p, p * (1 - p) / se**2, n, df, 0.95))
    assert found == pytest.approx((0.400786658613709, 0.544064683764286), rel=1e-9)


def test_korn_graubard_equals_r_where_the_design_effect_is_under_one() -> None:
    p, se, n, df = 0.827948011415823, 0.0243447801130748, 200, 197  # apistrat, sch.wide
    effective = p * (1 - p) / se**2
    found = limits(intervals.korn_graubard(p, effective, n, df, 0.95))
    assert found == pytest.approx((0.77417133, 0.87343159), abs=5e-9)
    size = np.minimum(intervals.korn_graubard_size(effective, n, df, 0.95), n)
    capped = limits(intervals.clopper_pearson(p, size, 0.95))
    assert capped == pytest.approx((0.7684, 0.8775), abs=6e-5)


def test_korn_graubard_of_no_events_among_thirty_ends_at_the_published_limit() -> None:
    found = limits(intervals.korn_graubard(0.0, 30, 30, 29, 0.95))
    assert found == (0.0, pytest.approx(0.1157, abs=5e-5))


def test_the_logit_interval_equals_r() -> None:
    t = intervals.t_quantile(197, 0.95)
    found = limits(intervals.logit(0.827948011415823, 0.0243447801130748, t))
    assert found == pytest.approx((0.77453965, 0.87081485), abs=5e-9)


def test_the_logit_interval_does_not_exist_at_shares_of_0_and_1() -> None:
    low, high = intervals.logit(np.array([0.0, 1.0, np.nan]), np.array([0.0, 0.0, 0.1]), Z)
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_quantiles_are_those_of_student_and_of_the_normal_at_infinity() -> None:
    df = np.array([1.0, 2.0, 29.0, 1e5, np.inf])
    expected = [*stats.t.ppf(0.975, df[:-1]), stats.norm.ppf(0.975)]
    assert intervals.t_quantile(df, 0.95) == pytest.approx(expected, rel=1e-12)


def test_quantiles_do_not_exist_without_degrees_of_freedom() -> None:
    assert np.isnan(intervals.t_quantile(np.array([0.0, -1.0, -np.inf, np.nan]), 0.95)).all()


def test_the_wald_interval_is_not_cut_at_0_and_1() -> None:
    assert limits(intervals.wald(0.01, 0.1, 2.0)) == pytest.approx((-0.19, 0.21))


@settings(max_examples=60)
@given(shares, sizes, quantiles)
def test_wilson_holds_the_share_and_stays_between_0_and_1(p: float, n: float, t: float) -> None:
    low, high = limits(intervals.wilson(p, n, t))
    assert 0 <= low <= p + 1e-12
    assert p - 1e-12 <= high <= 1


@settings(max_examples=60)
@given(shares, sizes, levels)
def test_clopper_pearson_holds_the_share_and_stays_between_0_and_1(
    p: float, n: float, level: float
) -> None:
    low, high = limits(intervals.clopper_pearson(p, n, level))
    assert 0 <= low <= p + 1e-9
    assert p - 1e-9 <= high <= 1


@settings(max_examples=60)
@given(st.integers(0, 1000).map(lambda k: k / 1000), sizes, quantiles, levels)
def test_a_share_and_its_complement_have_mirrored_intervals(
    p: float, n: float, t: float, level: float
) -> None:
    pairs = [
        (intervals.wilson(p, n, t), intervals.wilson(1 - p, n, t)),
        (intervals.clopper_pearson(p, n, level), intervals.clopper_pearson(1 - p, n, level)),
    ]
    if 0 < p < 1:
        pairs.append((intervals.logit(p, 0.01, t), intervals.logit(1 - p, 0.01, t)))
    for (low, high), (mirrored_low, mirrored_high) in pairs:
        assert low == pytest.approx(1 - mirrored_high, abs=1e-8)
        assert high == pytest.approx(1 - mirrored_low, abs=1e-8)


@settings(max_examples=40)
@given(st.integers(0, 40), st.integers(1, 40), levels)
def test_clopper_pearson_gives_each_tail_half_of_what_is_left(
    x: int, more: int, level: float
) -> None:
    n, tail = x + more, (1 - level) / 2
    low, high = limits(intervals.clopper_pearson(x / n, n, level))
    assert stats.binom.cdf(x, n, high) == pytest.approx(tail, rel=1e-6)
    if x:
        assert stats.binom.sf(x - 1, n, low) == pytest.approx(tail, rel=1e-6)


@settings(max_examples=40)
@given(st.floats(0.001, 0.999), sizes, quantiles)
def test_the_limits_of_wilson_are_where_the_score_test_just_rejects(
    p: float, n: float, t: float
) -> None:
    for limit in limits(intervals.wilson(p, n, t)):
        spread = limit * (1 - limit)
        assert n * (p - limit) ** 2 == pytest.approx(t**2 * spread, rel=1e-6, abs=1e-9)


def test_a_share_known_without_error_has_an_interval_of_one_point() -> None:
    p = np.array([0.0, 0.3, 1.0])
    for low, high in (
        intervals.wilson(p, np.full(3, np.inf), np.full(3, 2.0)),
        intervals.clopper_pearson(p, np.full(3, np.inf), 0.95),
    ):
        assert low.tolist() == high.tolist() == p.tolist()


def test_an_interval_does_not_exist_without_a_share_a_size_or_a_quantile() -> None:
    p, n, t = np.array([np.nan, 0.5, 0.5]), np.array([9.0, np.nan, 9.0]), np.array([2, 2, np.nan])
    for low, high in (intervals.wilson(p, n, t), intervals.clopper_pearson(p[:2], n[:2], 0.95)):
        assert np.isnan(low).all()
        assert np.isnan(high).all()


def test_the_effective_number_of_answers_at_0_and_1_is_the_least_of_three_over_one_minus_f() -> (
    None
):
    n, units = np.array([30.0, 30.0, 30.0]), np.array([30.0, 12.0, 30.0])
    weights, squares = np.array([30.0, 30.0, 90.0]), np.array([30.0, 30.0, 810.0])
    no_correction = intervals.extreme_share_size(n, units, weights, squares, np.zeros(3))
    assert no_correction.tolist() == [30, 12, 10]
    quarter = intervals.extreme_share_size(n, units, weights, squares, np.full(3, 0.25))
    assert quarter == pytest.approx([40, 16, 40 / 3])


def test_the_effective_number_is_infinite_in_a_census_and_unknown_without_answers() -> None:
    n = np.array([8.0, 0.0])
    size = intervals.extreme_share_size(n, n, n, n, np.array([1.0, np.nan]))
    assert size[0] == np.inf
    assert np.isnan(size[1])


def test_the_effective_number_takes_the_limit_only_where_the_variance_is_blind() -> None:
    p = np.array([0.5, 0.0, 1.0, 0.5, np.nan])
    variance = np.array([0.0025, 0.0, 0.0, 0.0, 0.1])
    size = intervals.effective_size(p, variance, np.full(5, 7.0))
    assert size[:4].tolist() == [100, 7, 7, 7]
    assert np.isnan(size[4])


def test_the_interval_of_an_extreme_share_widens_as_the_effective_number_falls() -> None:
    n = np.array([5.0, 10.0, 40.0, np.inf])
    high = intervals.wilson(np.zeros(4), n, np.full(4, 2.0))[1]
    assert high == pytest.approx(4 / (n + 4))
    assert (np.diff(high) < 0).all()


def test_intervals_on_other_scales_by_hand() -> None:
    one = np.array(2.0)
    # arcsin √¼ = π/6, and the error there is half of 0.1/√(¼ · ¾)
    half = 0.1 / np.sqrt(0.25 * 0.75)
    expected = np.sin(np.pi / 6 + np.array([-half, half])) ** 2
    assert intervals.arcsine(np.array(0.25), np.array(0.1), one) == pytest.approx(expected)
    expected = np.tanh(np.arctanh(0.6) + np.array([-1, 1]) * 2 * 0.1 / 0.64)
    assert intervals.fisher(np.array(0.6), np.array(0.1), one) == pytest.approx(expected)
    expected = 1 - 0.2 * np.exp(np.array([1.0, -1.0]))
    assert intervals.log_complement(np.array(0.8), np.array(0.1), one) == pytest.approx(expected)


@pytest.mark.parametrize("kernel", ["arcsine", "fisher", "log_complement"])
def test_intervals_on_other_scales_have_no_limits_where_the_scale_ends(kernel: str) -> None:
    limits = getattr(intervals, kernel)(np.array([1.0, np.nan]), np.array(0.1), np.array(2.0))
    assert np.isnan(limits).all()


@pytest.mark.parametrize("kernel", ["arcsine", "fisher", "log_complement"])
def test_intervals_on_other_scales_are_points_without_an_error(kernel: str) -> None:
    limits = getattr(intervals, kernel)(np.array([0.3, 0.9]), np.array(0.0), np.array(2.0))
    assert limits[0] == pytest.approx([0.3, 0.9])
    assert limits[1] == pytest.approx([0.3, 0.9])
