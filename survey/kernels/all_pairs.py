"""Every estimate compared with every other: which are surely higher, and which may be the highest.

The largest of the statistics T_ij = (θ̂_i − θ̂_j)/s_ij over any set of ordered pairs is, in its
direction, a number that depends on the direction of the errors alone times their length, which is
chi-distributed: P(max T > x) = E_u[P(χ_m > x/max_ij u_ij)]. The mean over directions u is taken on
a fixed lattice and their opposites (Deák 1980, Numerische Mathematik 35:249; Genz & Bretz 2009,
*Computation of Multivariate Normal and t Probabilities*, sec. 4.1). No random numbers are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from survey.kernels.many_to_one import critical_values, fitted_tail, lattice_points, p_values

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats
    from survey.kernels.many_to_one import LargestNormal

_POINTS, _FEWER_POINTS, _FEWEST_POINTS = 8_009, 4_001, 2_003
_MANY, _VERY_MANY = 40, 100
_STEPS, _FEWER_STEPS = 100, 3
_BINS = 512
_NORMAL = 1e6
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Errors:
    """Errors of k estimates in fixed directions.

    Attributes
    ----------
    at : (k, p) float
        Errors less that of the last estimate; each column is a direction, and its opposite is
        meant too.
    std_error : (k, k) float
        Of the differences.
    dimensions : int
        Of the sphere, k − 1.
    """

    at: Floats
    std_error: Floats
    dimensions: int


def errors_of(covariance: Floats) -> Errors:
    """Lay out the errors of correlated estimates.

    Parameters
    ----------
    covariance : (k, k) float
        k ≥ 2; a variance of 0 is that of an estimate known without error.
    """
    v = np.asarray(covariance, dtype=float)
    k = len(v)
    less = np.eye(k)[:-1] - np.eye(k)[-1]
    values, vectors = np.linalg.eigh(less @ v @ less.T)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    points = _POINTS if k <= _MANY else _FEWER_POINTS if k <= _VERY_MANY else _FEWEST_POINTS
    z = special.ndtri(lattice_points(k - 1, points))
    direction = z / np.sqrt((z**2).sum(axis=1, keepdims=True))
    at = np.vstack([root @ direction.T, np.zeros(points)])
    d = np.diag(v)
    squared = np.maximum(d[:, None] + d[None, :] - 2 * v, 0.0)
    squared[squared <= _NOTHING * np.add.outer(d, d)] = 0.0
    return Errors(at, np.sqrt(squared), k - 1)


def largest_of(errors: Errors, pairs: Bools) -> LargestNormal | None:
    """P(max T_ij > x) over some ordered pairs, for normal statistics.

    Parameters
    ----------
    errors : Errors
    pairs : (k, k) bool
        Row i, column j: whether T_ij is among them.

    Returns
    -------
    LargestNormal or None
        None if none of them has an error.
    """
    with_error = pairs & (errors.std_error > 0)
    if not with_error.any():
        return None
    weight, most = _binned(_largest_in_each(errors, with_error))

    def tail(x: float) -> float:
        with np.errstate(divide="ignore", over="ignore"):
            above = special.chdtrc(errors.dimensions, np.where(most > 0, x / most, np.inf) ** 2)
        return float(weight @ np.where(most > 0, above, 0.0))

    return fitted_tail(tail, int(with_error.sum()), sides=1)


def _largest_in_each(errors: Errors, pairs: Bools) -> Floats:
    """The largest of the pairs' statistics in each direction and in each opposite one, (2 p,)."""
    by_row = pairs.any(axis=1).sum() <= pairs.any(axis=0).sum()
    mine, scale = (pairs, errors.std_error) if by_row else (pairs.T, errors.std_error.T)
    most, least = np.zeros((2, errors.at.shape[1]))
    for one in np.flatnonzero(mine.any(axis=1)):
        others = np.flatnonzero(mine[one])
        found = errors.at[others]
        found -= errors.at[one]
        found /= scale[one, others, None]
        np.maximum(most, found.max(axis=0), out=most)
        np.minimum(least, found.min(axis=0), out=least)
    return np.concatenate([most, -least])


def surely_higher(statistic: Floats, df: Floats, errors: Errors, level: float) -> Bools:
    """Which estimates are surely higher than which, all pairs together.

    Parameters
    ----------
    statistic : (k, k) float
        T_ij, minus T_ji; NaN where a pair can't be compared.
    df : (k, k) float
    errors : Errors
    level : float
        The chance that nothing is said wrongly of any pair.

    Returns
    -------
    (k, k) bool
        Row i, column j: whether i is higher than j.

    Notes
    -----
    Stepdown (Romano & Wolf 2005, JASA 100:94) over all ordered pairs: those surely higher no longer
    count when the others are judged, while their reverse does, so that directions are right too.
    Of more than 40 estimates three steps are taken; to stop early is on the safe side. Degrees of
    freedom above 1,000 are rounded down to three digits.
    """
    left = ~np.isnan(statistic) & (df > 0) & ~np.eye(len(statistic), dtype=bool)
    found = np.zeros_like(left)
    for _ in range(_STEPS if len(left) <= _MANY else _FEWER_STEPS):
        rejected = left & (statistic > _critical(df, errors, left, level))
        if not rejected.any():
            break
        found |= rejected
        left &= ~rejected
    return found


def chance_of_being_highest(statistic: Floats, df: Floats, errors: Errors) -> Floats:
    """p-values of each estimate being the highest of all.

    Parameters
    ----------
    statistic, df, errors
        As in `surely_higher`.

    Returns
    -------
    (k,) float
        How often the others would exceed it by as much as they do if it were the highest; 1 for the
        highest itself. Those with p ≥ α are a set that holds the highest with chance 1 − α.

    Notes
    -----
    Hsu 1984 (Annals of Statistics 12:1136): each is compared with all others as Dunnett does with
    a control, one-sided. Only the true highest can be left out wrongly, so that nothing is
    corrected for there being k such comparisons.
    """
    size = len(statistic)
    result = np.ones(size)
    known = ~np.isnan(statistic) & (df > 0) & ~np.eye(size, dtype=bool)
    for control in range(size):
        against = np.zeros_like(known)
        against[:, control] = known[:, control]  # others above it
        if against.any():
            result[control] = float(np.nanmin(_adjusted(statistic, df, errors, against)))
    return result


def _critical(df: Floats, errors: Errors, pairs: Bools, level: float) -> Floats:
    """What a statistic of the pairs must exceed; 0 where none of them has an error."""
    result = np.zeros(df.shape)
    family = largest_of(errors, pairs)
    if family is not None:
        given = df[pairs]
        digit = 10.0 ** np.maximum(np.floor(np.log10(np.minimum(given, _NORMAL))) - 2, 0)
        result[pairs] = critical_values(family, np.floor(given / digit) * digit, level)
    return result


def _adjusted(statistic: Floats, df: Floats, errors: Errors, pairs: Bools) -> Floats:
    """P(max T > T_ij) over the pairs, each with its own degrees of freedom; 1 below 0."""
    result = np.full(statistic.shape, np.nan)
    t = np.asarray(statistic[pairs], dtype=float)
    family = largest_of(errors, pairs)
    p = np.where(np.isinf(t), 0.0, 1.0)
    if family is not None:
        p = np.where(t > 0, p_values(family, np.maximum(t, 0.0), df[pairs]), 1.0)
    result[pairs] = np.where(t > 0, p, 1.0)
    return result


def _binned(most: Floats) -> tuple[Floats, Floats]:
    """Weights and means of equally many of the values, in order: a few hundred stand for all."""
    ordered = np.sort(most)
    if len(ordered) <= _BINS:
        return np.full(len(ordered), 1 / len(ordered)), ordered
    part = np.arange(len(ordered)) * _BINS // len(ordered)
    count = np.bincount(part)
    return count / len(ordered), np.bincount(part, ordered) / count
