"""Many estimates against one: Dunnett's data and tables, and integration by other means."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from scipy.special import ndtr

from survey.kernels.many_to_one import (
    against_pool,
    any_form,
    critical_values,
    p_values,
    product_form,
)

# Dunnett 1955 (JASA 50:1096), blood counts
CONTROL = np.array([7.40, 8.50, 7.20, 8.24, 9.84, 8.32])
TREATED = (
    np.array([9.76, 8.80, 7.68, 9.36]),
    np.array([12.80, 9.68, 12.16, 9.20, 10.55]),
)
LATTICE = 5e-4
"""How far the lattice rule may lie from the quadrature."""


def p_of(family: Any, t: float, df: float) -> float:
    return float(p_values(family, np.array([t]), np.array([df]))[0])


def critical_of(family: Any, df: float, level: float = 0.95) -> float:
    return float(critical_values(family, np.array([df]), level)[0])


def blood_counts() -> tuple[Any, Any, int]:
    groups = (CONTROL, *TREATED)
    df = sum(len(group) - 1 for group in groups)
    pooled = sum(((group - group.mean()) ** 2).sum() for group in groups) / df
    inverse = np.array([1 / len(group) for group in TREATED])
    spread = np.sqrt(pooled * (inverse + 1 / len(CONTROL)))
    t = np.array([group.mean() - CONTROL.mean() for group in TREATED]) / spread
    lam = np.sqrt(1 / len(CONTROL) / (1 / len(CONTROL) + inverse))
    return t, lam, df


def exceeds(t: float, lam: Any, df: float) -> float:
    """P(max|T_i| > t) by adaptive quadrature over the shared factor and over s."""
    lam = np.asarray(lam, dtype=float)
    rest = np.sqrt(1 - lam**2)

    def normal(limit: float) -> float:
        def density(z: float) -> float:
            beyond = ndtr((lam * z - limit) / rest) + ndtr((-limit - lam * z) / rest)
            none = float(np.prod(1 - np.minimum(beyond, 1)))
            return (1 - none) * math.exp(-(z**2) / 2)

        found = integrate.quad(density, 0, 12, epsabs=1e-11, epsrel=1e-10, limit=400)
        return 2 * found[0] / math.sqrt(2 * math.pi)

    if math.isinf(df):
        return normal(t)
    constant = math.log(2) + df / 2 * math.log(df / 2) - math.lgamma(df / 2)

    def over_s(s: float) -> float:
        return normal(t * s) * math.exp(constant + (df - 1) * math.log(s) - df * s**2 / 2)

    ends = np.sqrt(stats.chi2.ppf(1e-14, df) / df), np.sqrt(stats.chi2.isf(1e-14, df) / df)
    return float(integrate.quad(over_s, *ends, epsabs=1e-10, epsrel=1e-9, limit=200)[0])


def test_the_blood_counts_of_dunnett_have_his_statistics() -> None:
    t, lam, df = blood_counts()
    assert df == 12
    assert t == pytest.approx([0.8570, 3.6938], abs=5e-5)
    assert lam[0] * lam[1] == pytest.approx(0.4264014, abs=5e-8)


def test_the_blood_counts_of_dunnett_have_the_exact_p_values() -> None:
    t, lam, df = blood_counts()
    p = p_values(product_form(lam), t, np.full(2, float(df)))
    assert p == pytest.approx([0.62010198, 0.005825361], abs=2e-8)


def test_the_blood_counts_of_dunnett_have_the_exact_critical_value() -> None:
    _, lam, df = blood_counts()
    assert critical_of(product_form(lam), df) == pytest.approx(2.513482862, abs=1e-6)


# Dunnett 1964 (Biometrics 20:482), two-sided, 5 %, equal groups
@pytest.mark.parametrize(
    ("k", "df", "table"), [(2, 12, 2.50), (3, 20, 2.54), (4, 60, 2.51), (5, 10, 2.99)]
)
def test_critical_values_round_to_the_table_of_dunnett(k: int, df: int, table: float) -> None:
    assert round(critical_of(product_form(np.full(k, np.sqrt(0.5))), df), 2) == table


def test_the_critical_value_of_five_areas_leaves_five_per_cent() -> None:
    variances = np.array([1.9, 2.8, 3.1, 3.6, 4.4]) ** 2
    lam = np.sqrt(1.48**2 / (1.48**2 + variances))
    critical = critical_of(product_form(lam), 60)
    assert exceeds(critical, lam, 60) == pytest.approx(0.05, abs=1e-8)
    assert stats.t.isf(0.025, 60) < critical < stats.t.isf(0.005, 60)


@pytest.mark.parametrize("df", [1, 2, 3, 7, 30, 500, np.inf])
@pytest.mark.parametrize("lam", [0.0, 0.7, 0.99])
def test_one_comparison_is_a_t_test(lam: float, df: float) -> None:
    t = np.array([0.0, 0.3, 1.0, 1.96, 3.5, 6.0])
    family = product_form(np.array([lam]))
    expected = 2 * (stats.norm.sf(t) if np.isinf(df) else stats.t.sf(t, df))
    found = p_values(family, t, np.full(len(t), float(df)))
    assert found == pytest.approx(expected, rel=2e-7, abs=1e-9)
    quantile = stats.norm.isf(0.025) if np.isinf(df) else stats.t.isf(0.025, df)
    assert critical_of(family, df) == pytest.approx(quantile, rel=1e-6)


FAMILIES = [
    [0.5, 0.5],
    [0.2, 0.6, 0.9],
    [0.71, 0.71, 0.71, 0.71],
    [0.0, 0.3, 0.97, 0.97, 0.6],
]


@pytest.mark.parametrize("lam", FAMILIES, ids=str)
@pytest.mark.parametrize(("t", "df"), [(1.0, 4), (2.4, 10), (3.1, 58), (2.2, np.inf), (5.0, 200)])
def test_the_product_form_equals_direct_integration(lam: Any, t: float, df: float) -> None:
    assert p_of(product_form(np.array(lam)), t, df) == pytest.approx(exceeds(t, lam, df), abs=1e-8)


@pytest.mark.parametrize("lam", FAMILIES, ids=str)
def test_any_form_equals_the_product_form(lam: Any) -> None:
    correlation = np.outer(lam, lam)
    np.fill_diagonal(correlation, 1)
    t = np.linspace(0.2, 5, 25)
    exact, lattice = product_form(np.array(lam)), any_form(correlation)
    for df in (5.0, 60.0, np.inf):
        expected = p_values(exact, t, np.full(len(t), df))
        assert p_values(lattice, t, np.full(len(t), df)) == pytest.approx(expected, abs=LATTICE)


def test_any_form_takes_negative_correlations() -> None:
    correlation = np.array([[1, -0.6], [-0.6, 1]])
    # |T_1| and |T_2| are distributed as with the correlation +0.6
    mirrored, negative = product_form(np.sqrt([0.6, 0.6])), any_form(correlation)
    for t in (0.5, 1.5, 2.5):
        assert p_of(negative, t, 20) == pytest.approx(p_of(mirrored, t, 20), abs=LATTICE)


def test_any_form_takes_a_singular_correlation() -> None:
    alone = product_form(np.zeros(1))
    for correlation in (np.ones((3, 3)), np.array([[1.0, -1.0], [-1.0, 1.0]])):
        found = p_of(any_form(correlation), 2.0, 15)
        assert found == pytest.approx(p_of(alone, 2.0, 15), abs=LATTICE)


def test_any_form_takes_estimates_that_add_up_to_nothing() -> None:
    # three differences of three areas: the third is the first minus the second
    combination = np.array([[1.0, -1, 0], [1, 0, -1], [0, 1, -1]])
    correlation = combination @ combination.T / 2
    found = critical_of(any_form(correlation), np.inf)
    tukey = stats.studentized_range.ppf(0.95, 3, 1e6) / np.sqrt(2)
    assert found == pytest.approx(tukey, abs=3e-3)


def test_any_form_is_the_same_each_time() -> None:
    correlation = np.array([[1, 0.3, 0.1], [0.3, 1, -0.2], [0.1, -0.2, 1]])
    assert np.array_equal(any_form(correlation).log_tail, any_form(correlation).log_tail)


@cache
def family_of(*lam: float) -> Any:
    return product_form(np.array(lam))


@settings(max_examples=12)
@given(
    st.lists(st.sampled_from([0.0, 0.3, 0.6, 0.9, 0.999]), min_size=1, max_size=6),
    st.floats(0, 6),
    st.sampled_from([1.0, 4.0, 30.0, np.inf]),
)
def test_the_joint_p_value_lies_between_the_single_one_and_bonferroni(
    lam: list[float], t: float, df: float
) -> None:
    single = 2 * float(stats.norm.sf(t) if np.isinf(df) else stats.t.sf(t, df))
    joint = p_of(family_of(*sorted(lam)), t, df)
    assert joint >= single * (1 - 1e-6) - 1e-12
    assert joint <= len(lam) * single * (1 + 1e-6) + 1e-12


def test_p_values_fall_and_critical_values_rise_monotonically() -> None:
    family = product_form(np.array([0.3, 0.6, 0.8]))
    t = np.linspace(0, 8, 400)
    for df in (2.0, 20.0, np.inf):
        assert (np.diff(p_values(family, t, np.full(400, df))) < 0).all()
    critical = [critical_of(family, 20, level) for level in (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)]
    assert (np.diff(critical) > 0).all()
    by_df = critical_values(family, np.array([1.0, 2, 5, 20, 100, np.inf]), 0.95)
    assert (np.diff(by_df) < 0).all()


def test_more_comparisons_cost_more() -> None:
    critical = [critical_of(product_form(np.full(k, 0.7)), 30) for k in (1, 2, 5, 20, 80)]
    assert (np.diff(critical) > 0).all()


def test_without_a_shared_part_the_comparisons_are_independent() -> None:
    for k in (2, 5):
        for t in (1.0, 2.5):
            independent = 1 - (1 - 2 * stats.norm.sf(t)) ** k
            assert p_of(product_form(np.zeros(k)), t, np.inf) == pytest.approx(
                independent, rel=1e-7
            )


def test_a_contrast_with_all_the_variance_leaves_nearly_one_comparison() -> None:
    together = product_form(np.ones(4))
    for t in (1.0, 2.0, 3.0):
        single = 2 * float(stats.t.sf(t, 25))
        assert single <= p_of(together, t, 25) <= single * 1.1


def test_197_areas_against_one_are_worked_out() -> None:
    lam = np.sqrt(0.02 / (0.02 + np.linspace(0.5, 4, 197)))
    family = product_form(lam)
    critical = critical_of(family, 300)
    p = p_values(family, np.linspace(0, 6, 197), np.full(197, 300.0))
    assert exceeds(critical, lam, 300) == pytest.approx(0.05, abs=1e-7)
    assert critical < stats.t.isf(0.025 / 197, 300)
    assert p[0] == pytest.approx(1, abs=1e-9)
    assert (np.diff(p) <= 1e-9).all()


def test_no_statistic_or_no_degrees_of_freedom_gives_no_p_value() -> None:
    family = product_form(np.array([0.5, 0.5]))
    t = np.array([np.nan, 2.0, 2.0, 2.0, np.inf, 0.0])
    df = np.array([10.0, 0.0, -1.0, np.nan, 10.0, 10.0])
    p = p_values(family, t, df)
    assert np.isnan(p[:4]).all()
    assert p[4] == 0
    assert p[5] == pytest.approx(1, abs=1e-9)
    critical = critical_values(family, np.array([0.0, np.nan, 10.0]), 0.95)
    assert np.isnan(critical[:2]).all()
    assert critical[2] == pytest.approx(critical_of(family, 10))
    assert np.isnan(critical_values(family, np.array([0.0]), 0.95)).all()


def test_each_statistic_has_its_own_degrees_of_freedom() -> None:
    family = product_form(np.array([0.5, 0.7]))
    together = p_values(family, np.array([2.0, 2.0]), np.array([3.0, 300.0]))
    assert together.tolist() == [p_of(family, 2.0, 3), p_of(family, 2.0, 300)]


def test_a_chance_that_is_very_small_keeps_its_size() -> None:
    family = product_form(np.array([0.5, 0.5, 0.5]))
    p = p_of(family, 7.5, np.inf)
    single = 2 * stats.norm.sf(7.5)
    assert 2.9 * single < p <= 3 * single * (1 + 1e-6)


# Independent estimates against a pool of them all


def pooled_correlation(variance: Any, share: Any, extra: float) -> Any:
    v, w = np.asarray(variance), np.asarray(share)
    pool = (w**2 * v).sum() + extra
    joint = np.diag(v) - np.add.outer(w * v, w * v) + pool
    spread = np.sqrt(np.diag(joint))
    return joint / np.outer(spread, spread)


@pytest.mark.parametrize(("areas", "extra"), [(3, 0.05), (5, 0.05), (8, 0.05), (12, 0.05)])
def test_a_pool_has_the_distribution_of_its_correlations(areas: int, extra: float) -> None:
    generator = np.random.default_rng(areas)
    variance = generator.uniform(0.5, 2, areas)
    share = generator.uniform(0.5, 1.5, areas)
    share /= share.sum()
    ours = against_pool(variance, share, extra)
    lattice = any_form(pooled_correlation(variance, share, extra))
    x = np.array([0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.4, 4.6, 6.0])
    assert ours.tail(x) == pytest.approx(lattice.tail(x), abs=LATTICE)


def test_two_halves_of_a_pool_are_one_comparison() -> None:
    ours = against_pool(np.ones(2), np.full(2, 0.5), 0.0)
    x = np.array([0.3, 1.0, 1.96, 3.0])
    assert ours.tail(x) == pytest.approx(2 * stats.norm.sf(x), abs=2e-4)


@pytest.mark.parametrize("areas", [30, 198])
def test_many_areas_in_a_pool_are_nearly_independent(areas: int) -> None:
    ours = against_pool(np.ones(areas), np.full(areas, 1 / areas), 0.0)
    for x in (2.0, 2.5, 3.0, 3.5):
        single = 2 * stats.norm.sf(x)
        independent = 1 - (1 - single) ** areas
        found = float(ours.tail(np.array(x)))
        assert found == pytest.approx(independent, abs=0.02)
        assert found <= min(1, areas * single)


@pytest.mark.parametrize("areas", [4, 5, 7, 12])
def test_the_pool_is_simulated_right(areas: int) -> None:
    generator = np.random.default_rng(areas)
    variance, share = generator.uniform(0.5, 2, areas), np.full(areas, 1 / areas)
    draws = generator.normal(size=(400_000, areas)) * np.sqrt(variance)
    apart = draws - (draws @ share)[:, None]
    pool = (share**2 * variance).sum()
    spread = np.sqrt(variance - 2 * share * variance + pool)
    largest = (np.abs(apart) / spread).max(axis=1)
    ours = against_pool(variance, share, 0.0)
    for x in (1.5, 2.0, 2.5, 3.0):
        assert float(ours.tail(np.array(x))) == pytest.approx((largest > x).mean(), abs=0.003)
