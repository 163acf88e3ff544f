"""Functions of covariance matrices have the gradients of small changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from survey.kernels.covariances import (
    OfCovariance,
    alpha,
    correlation,
    covariance,
    deviations_from_means,
    influences,
    standardised,
)
from survey.kernels.one_factor import omega, one_factor

if TYPE_CHECKING:
    from collections.abc import Callable

FUNCTIONS: dict[str, Callable[[Any], OfCovariance]] = {
    "alpha": alpha,
    "omega": omega,
    "standardised alpha": lambda s: standardised(s, alpha),
    "standardised omega": lambda s: standardised(s, omega),
}
EXAMPLE = np.array([
    [2.0, 0.9, 0.7, 0.5], [0.9, 1.5, 0.6, 0.4], [0.7, 0.6, 3.0, 0.5], [0.5, 0.4, 0.5, 1.0],
])  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_gradients_are_those_of_small_changes(name: str) -> None:
    function, step = FUNCTIONS[name], 1e-5
    gradient = function(EXAMPLE).gradient
    assert gradient == pytest.approx(gradient.T, abs=1e-12)
    for i in range(4):
        for j in range(i + 1):
            change = np.zeros((4, 4))
            change[i, j] += step / 2
            change[j, i] += step / 2
            up, down = (function(EXAMPLE + side * change).value for side in (1, -1))
            assert gradient[i, j] == pytest.approx((up - down) / (2 * step), rel=1e-6), (i, j)


def test_the_gradient_of_a_correlation_is_that_of_small_changes() -> None:
    s = EXAMPLE[:2, :2]
    found, step = correlation(s), 1e-6
    for i, j in ((0, 0), (0, 1), (1, 1)):
        change = np.zeros((2, 2))
        change[i, j] += step / 2
        change[j, i] += step / 2
        up, down = (correlation(s + side * change).value for side in (1, -1))
        assert found.gradient[i, j] == pytest.approx((up - down) / (2 * step), rel=1e-6)


def test_one_factor_reproduces_a_matrix_that_has_one() -> None:
    loadings = np.array([0.8, 0.7, 0.6, 0.5, -0.4])
    r = np.outer(loadings, loadings)
    np.fill_diagonal(r, 1)
    fit = one_factor(r)
    assert fit is not None
    assert fit.loadings == pytest.approx(loadings, rel=1e-10)
    assert fit.unique == pytest.approx(1 - loadings**2, rel=1e-10)
    for scale in (1.0, 1e-4, 1e5):
        common, own = loadings.sum() ** 2, (1 - loadings**2).sum()
        assert omega(scale * r).value == pytest.approx(common / (common + own), rel=1e-10)


@pytest.mark.parametrize(
    "r",
    [np.ones((3, 3)), np.full((3, 3), np.nan), np.eye(4), np.eye(3) - 0.3 * (1 - np.eye(3))],
)
def test_one_factor_says_when_there_is_none(r: Any) -> None:
    fit = one_factor(r)
    assert fit is None or np.isfinite(fit.loadings).all()
    assert not np.isinf(omega(r).value)


def test_influences_of_all_units_add_up_to_nothing() -> None:
    generator = np.random.default_rng(1)
    x, w = generator.normal(size=(30, 3)), generator.uniform(0, 2, 30)
    z = deviations_from_means(x, w)
    s = covariance(z, w)
    assert s == pytest.approx(np.cov(x.T, aweights=w, ddof=0))
    assert w @ influences(z, w, alpha(s).gradient, s) == pytest.approx(0, abs=1e-12)


def test_a_column_of_one_value_has_no_variance_at_all() -> None:
    x = np.column_stack([np.full(7, 0.1), np.arange(7.0)])
    x[0, 0] = 9
    z = deviations_from_means(x, np.array([0, 1, 1, 3, 1, 1, 1.0]))
    assert covariance(z, np.array([0, 1, 1, 3, 1, 1, 1.0]))[0].tolist() == [0, 0]
