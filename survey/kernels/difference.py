"""Differences of two shares: intervals from the limits of each (MOVER), and when they touch 0.

Zou & Donner 2008 (Stat Med 27:1693), with the limits of Wilson on effective sizes; for independent
shares and z quantiles this is method 10 of Newcombe 1998 (Stat Med 17:873).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from survey.kernels.intervals import wilson
from survey.kernels.zeros import falling_zero

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.kernels.intervals import Limits
    from survey.kernels.layout import Bools, Floats

_LARGEST_QUANTILE = 1e4
_HALVINGS = 13


def mover(p1: Floats, limits1: Limits, p0: Floats, limits0: Limits, rho: Floats) -> Limits:
    """Interval of p1 − p0 from single intervals.

    Parameters
    ----------
    p1, p0 : float arrays in [0, 1]
    limits1, limits0 : (low, high) of each
    rho : float array in [−1, 1]
        Correlation of the two estimates; 0 if independent.

    Returns
    -------
    low, high : float arrays in [−1, 1]
    """
    low, high = mover_limits(p1, limits1, p0, limits0, rho)
    return np.maximum(low, -1.0), np.minimum(high, 1.0)


def mover_limits(p1: Floats, limits1: Limits, p0: Floats, limits0: Limits, rho: Floats) -> Limits:
    """The same of any two estimates, not cut at −1 and 1."""
    (l1, u1), (l0, u0) = limits1, limits0
    d = p1 - p0
    low = d - _root(p1 - l1, u0 - p0, rho)
    high = d + _root(u1 - p1, p0 - l0, rho)
    return low, high


def wilson_difference(
    p1: Floats, n1: Floats, p0: Floats, n0: Floats, rho: Floats, t: Floats
) -> Limits:
    """MOVER interval of p1 − p0 with Wilson limits at a quantile.

    Parameters
    ----------
    p1, p0 : float arrays in [0, 1]
    n1, n0 : float arrays > 0
        Effective numbers of answers.
    rho : float array
        Taken as 0 where a share is 0 or 1.
    t : float array
        Quantile, a critical value of Student's t or of a many-to-one comparison.
    """
    extreme = (p1 <= 0) | (p1 >= 1) | (p0 <= 0) | (p0 >= 1)
    rho = np.where(extreme, 0.0, rho)
    return mover(p1, wilson(p1, n1, t), p0, wilson(p0, n0, t), rho)


def touching_quantile(p1: Floats, n1: Floats, p0: Floats, n0: Floats, rho: Floats) -> Floats:
    """The quantile at which the interval of `wilson_difference` just touches 0.

    Returns
    -------
    float array ≥ 0
        0 for equal shares; infinite for different shares that are known without error.
    """
    p1, n1, p0, n0, rho = np.broadcast_arrays(
        *(np.asarray(a, float) for a in (p1, n1, p0, n0, rho))
    )
    known = np.isfinite(p1 - p0) & ~np.isnan(n1 + n0)
    return touching(p1 - p0, known, lambda t: wilson_difference(p1, n1, p0, n0, rho, t))


def touching(d: Floats, known: Bools, limits: Callable[[Floats], Limits]) -> Floats:
    """The quantile at which an interval around d just touches 0.

    Parameters
    ----------
    d : float array
    known : bool array
        Where there is an interval; NaN elsewhere.
    limits : callable
        ``limits(t) -> (low, high)``, wider for larger t.

    Returns
    -------
    float array ≥ 0
        0 where d is 0; infinite where no quantile reaches 0.
    """

    def beyond_zero(t: Floats) -> Floats:
        low, high = limits(t)
        return np.where(d > 0, low, -high)

    never = beyond_zero(np.full(d.shape, _LARGEST_QUANTILE)) > 0
    sought = known & (d != 0) & ~never

    def excess(t: Floats) -> Floats:
        # the others have a zero of their own, so that nobody waits for them
        return np.where(sought, beyond_zero(t.reshape(d.shape)), 1 - t.reshape(d.shape)).ravel()

    low, high = np.zeros(d.size), np.full(d.size, _LARGEST_QUANTILE)
    zero = falling_zero(excess, low, high, halvings=_HALVINGS).reshape(d.shape)
    result = np.where(never, np.inf, zero)
    return np.where(known, np.where(d == 0, 0.0, result), np.nan)


def guarded_variance(p: Floats, n: Floats) -> Floats:
    """Variance of shares at (x + 2)/(n + 4): never 0 unless everyone answered.

    Parameters
    ----------
    p : float array in [0, 1]
    n : float array > 0
        Effective numbers of answers; infinite where everyone answered.
    """
    with np.errstate(invalid="ignore"):
        centre = np.where(np.isinf(n), p, (p * n + 2) / (n + 4))
    return np.where(np.isinf(n), 0.0, centre * (1 - centre) / n)


def _root(first: Floats, second: Floats, rho: Floats) -> Floats:
    return np.sqrt(np.maximum(first**2 + second**2 - 2 * rho * first * second, 0.0))
