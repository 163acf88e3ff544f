"""Covariance matrices of weighted answers, and functions of them with their influences.

A function f of the covariance matrix S with the symmetric gradient G, df = tr(G dS), changes by
(z′Gz − tr(GS))/N when a unit with the deviations z from the means is added to a total weight of N.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.kernels.layout import Floats


@dataclass(frozen=True, slots=True, eq=False)
class OfCovariance:
    """A function of a covariance matrix.

    Attributes
    ----------
    value : float
        NaN where it doesn't exist.
    gradient : (k, k) float
        Symmetric, so that the differential is tr(G dS).
    """

    value: float
    gradient: Floats


def nothing(size: int) -> OfCovariance:
    """What doesn't exist."""
    return OfCovariance(np.nan, np.full((size, size), np.nan))


def deviations_from_means(x: Floats, weights: Floats) -> Floats:
    """Deviations of columns from their weighted means; exactly 0 in a column of one value.

    Parameters
    ----------
    x : (m, k) float
    weights : (m,) float
        Not all 0; rows of weight 0 don't make a column vary.
    """
    inside = x[weights > 0]
    mean = weights @ x / weights.sum()
    return np.where(inside.max(axis=0) > inside.min(axis=0), x - mean, 0.0)


def covariance(deviations: Floats, weights: Floats) -> Floats:
    """Weighted mean products of deviations, (k, k)."""
    return np.asarray(deviations.T @ (weights[:, None] * deviations) / weights.sum())


def influences(deviations: Floats, weights: Floats, gradient: Floats, s: Floats) -> Floats:
    """Changes of a function of the covariance matrix with each unit of weight, (m,)."""
    along = np.einsum("mi,ij,mj->m", deviations, gradient, deviations)
    return np.asarray((along - np.sum(gradient * s)) / weights.sum())


def correlation(s: Floats) -> OfCovariance:
    """Pearson's correlation of two columns, exactly ±1 where nothing but rounding differs.

    Parameters
    ----------
    s : (2, 2) float
    """
    size = np.sqrt(s[0, 0] * s[1, 1])
    if not size > 0:
        return nothing(2)
    r = s[0, 1] / size
    if abs(r) > 1 - 1e-14:
        r = float(np.sign(r))
    gradient = np.array([[-r / s[0, 0], 1 / size], [1 / size, -r / s[1, 1]]]) / 2
    return OfCovariance(float(r), gradient)


def alpha(s: Floats) -> OfCovariance:
    """Cronbach's (1951, Psychometrika 16:297) alpha, k/(k − 1) (1 − Σ s_ii / Σ s_ij).

    Parameters
    ----------
    s : (k, k) float
        Covariances of the items.
    """
    size, whole, own = len(s), s.sum(), np.trace(s)
    if not whole > 1e-14 * own:
        return nothing(size)
    factor = size / (size - 1)
    gradient = factor * (own / whole**2 - np.eye(size) / whole)
    return OfCovariance(float(factor * (1 - own / whole)), gradient)


def standardised(s: Floats, function: Callable[[Floats], OfCovariance]) -> OfCovariance:
    """A function of the correlation matrix as a function of the covariance matrix.

    Parameters
    ----------
    s : (k, k) float
    function : callable
        ``function((k, k)) -> OfCovariance``
    """
    variances = np.diag(s)
    if not (variances > 0).all():
        return nothing(len(s))
    scale = 1 / np.sqrt(variances)
    r = s * np.outer(scale, scale)
    found = function(r)
    # R_ij = S_ij/√(S_ii S_jj) changes with S_ij, and with S_ii by −R_ij/(2 S_ii)
    own = np.sum(found.gradient * r, axis=1) / variances
    return OfCovariance(found.value, found.gradient * np.outer(scale, scale) - np.diag(own))
