"""Propensities and their spread, against statsmodels, identities and slow counting."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from survey.kernels.response_propensity import (
    Cells,
    Spread,
    between_groups,
    fit_propensities,
    group_means,
    precision,
    sampling_variance,
    spread_limits,
    whole_spread,
    within_groups,
)


def cells_of(x: Any, units: Any, answered: Any, weight: float = 1.0, stratum: Any = None) -> Cells:
    n = np.asarray(units, float)
    strata = np.zeros(len(n), dtype=np.int64) if stratum is None else np.asarray(stratum)
    return Cells(
        np.asarray(x, float), n, weight * n, weight**2 * n, weight * np.asarray(answered, float),
        strata,
    )  # fmt: skip


def by_groups(units: Any, answered: Any, **more: Any) -> Cells:
    """One covariate whose categories are the cells."""
    x = np.eye(len(units))
    x[:, 0] = 1
    return cells_of(x, units, answered, **more)


def random_cells(seed: int) -> tuple[Cells, np.ndarray, np.ndarray]:
    """Two covariates of three and two categories, and their codes."""
    random = np.random.default_rng(seed)
    first, second = (each.ravel() for each in np.meshgrid(np.arange(3), np.arange(2)))
    x = np.column_stack([np.ones(6), first == 1, first == 2, second == 1])
    units = random.integers(20, 90, 6)
    return cells_of(x, units, random.binomial(units, 0.2 + 0.6 * random.random(6))), first, second


def test_propensities_of_one_covariate_are_its_rates() -> None:
    cells = by_groups([40, 50, 10], [10, 30, 9])
    fit = fit_propensities(cells)
    assert fit.propensity == pytest.approx([0.25, 0.6, 0.9], abs=1e-9)
    whole = whole_spread(cells, fit)
    away = np.array([0.25, 0.6, 0.9]) - 0.49
    assert whole.raw == pytest.approx((np.array([0.4, 0.5, 0.1]) * away**2).sum() * 100 / 99)


@pytest.mark.parametrize("seed", range(5))
def test_propensities_and_their_covariance_are_those_of_statsmodels(seed: int) -> None:
    cells, _, _ = random_cells(seed)
    y = np.column_stack([cells.answered, cells.units - cells.answered])
    fitted = sm.GLM(y, cells.x, family=sm.families.Binomial()).fit()
    fit = fit_propensities(cells)
    assert fit.propensity == pytest.approx(np.asarray(fitted.fittedvalues), abs=1e-8)
    assert fit.covariance == pytest.approx(np.asarray(fitted.cov_params()), rel=0.1, abs=2e-3)


def test_the_scatter_of_rates_is_that_of_independent_shares() -> None:
    """Σ n_g/n · p_g(1 − p_g)/(n_g − 1), without that of the mean."""
    units, answered = np.array([40.0, 60.0, 25.0]), np.array([10.0, 33.0, 20.0])
    cells = by_groups(units, answered)
    rates, shares = answered / units, units / units.sum()
    scatter = rates * (1 - rates) / (units - 1)
    expected = (shares * scatter).sum() - (shares**2 * scatter).sum()
    assert whole_spread(cells, fit_propensities(cells)).bias == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_what_lies_between_and_within_groups_adds_up(seed: int) -> None:
    cells, first, second = random_cells(seed)
    fit = fit_propensities(cells)
    whole = whole_spread(cells, fit)
    for group in (first, second):
        parts = (between_groups(cells, fit, group), within_groups(cells, fit, group))
        assert sum(each.raw for each in parts) == pytest.approx(whole.raw, rel=1e-9)
        assert sum(each.bias for each in parts) == pytest.approx(whole.bias, rel=1e-9)
        inside = [within_groups(cells, fit, second, group == k).raw for k in range(group.max() + 1)]
        assert sum(inside) == pytest.approx(within_groups(cells, fit, second).raw, rel=1e-9)


def test_mean_propensities_of_a_covariate_in_the_model_are_its_rates() -> None:
    cells, first, _ = random_cells(11)
    found = group_means(cells, fit_propensities(cells).propensity, first)
    rates = np.bincount(first, cells.answered) / np.bincount(first, cells.units)
    assert found == pytest.approx(rates, abs=1e-9)


def test_weights_that_are_all_alike_change_only_what_the_sampling_adds() -> None:
    plain, heavy = (by_groups([400, 500], [150, 300], weight=w) for w in (1.0, 3.0))
    fits = [fit_propensities(each) for each in (plain, heavy)]
    spreads = [whole_spread(each, fit) for each, fit in zip((plain, heavy), fits, strict=True)]
    assert spreads[0].raw == pytest.approx(spreads[1].raw)
    assert spreads[0].bias == pytest.approx(spreads[1].bias)
    values = np.array([1.0, 4.0])
    assert sampling_variance(plain, values) == 0
    each = np.repeat(3 * values, [400, 500])  # n of N = 3n, drawn without replacement
    assert sampling_variance(heavy, values) == pytest.approx((1 - 1 / 3) * 900 * each.var(ddof=1))


def test_the_sampling_is_that_of_each_stratum() -> None:
    cells = by_groups([30, 40], [10, 30], weight=2.0, stratum=[0, 1])
    assert sampling_variance(cells, np.array([1.0, 5.0])) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        ([0, 20], [0, 0.4]),
        ([50, 20], [1, 0.4]),
        ([0, 50], [0, 1]),
        ([0, 0], [0, 0]),
        ([50, 50], [1, 1]),
    ],
)
def test_groups_that_nobody_or_everybody_answered_in_have_their_rates(
    answered: list[int], expected: list[float]
) -> None:
    cells = by_groups([50, 50], answered)
    fit = fit_propensities(cells)
    assert fit.propensity == pytest.approx(expected, abs=1e-6)
    assert fit.edge.tolist() == [each in {0, 1} for each in expected]
    assert np.isfinite(fit.covariance).all()
    whole = whole_spread(cells, fit)
    low, high = spread_limits(whole, precision(cells, fit, whole).unit, 0.95)
    assert 0 <= low <= np.sqrt(whole.raw) <= high


def test_combined_separation_is_followed_to_its_end() -> None:
    """Each category has answers, but one cell of two covariates has none and pulls both along."""
    x = np.array([[1, 0, 0], [1, 1, 0], [1, 0, 1]])
    fit = fit_propensities(cells_of(x, [20, 30, 25], [0, 12, 25]))
    assert fit.propensity == pytest.approx([0, 0.4, 1], abs=1e-6)


def test_limits_pass_smoothly_from_the_exact_to_the_normal_form() -> None:
    for seen in (9_990.0, 10_010.0):
        low, high = spread_limits(Spread(seen * 1e-6, 7e-6), 1e-6, 0.95)
        root = np.sqrt((seen - 6) * 1e-6)
        assert low == pytest.approx(root - 1.96e-3, abs=4e-6)
        assert high == pytest.approx(root + 1.96e-3, abs=4e-6)


def test_limits_hold_zero_where_the_scatter_explains_all() -> None:
    low, high = spread_limits(Spread(4e-4, 5e-4), 1e-4, 0.95)
    assert low == 0
    assert high > 0
    assert spread_limits(Spread(0.0, 5e-4), 1e-4, 0.95)[1] > 0
    assert spread_limits(Spread(0.04, 0.0), 0.0, 0.95) == (0.2, 0.2)
