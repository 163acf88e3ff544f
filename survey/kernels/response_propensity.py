"""How much the chance of answering differs: propensities, their spread, and what that rests on.

Units that are alike in all covariates are one row, a cell. Propensities ρ come from a logistic
regression on the cells. With d the weights of the units, W their sum and z = ρ(1 − ρ)x the
derivative of ρ by the coefficients β, the spread is S² = n/(n − 1) Σ d(ρ − ρ̄)²/W (Schouten, Cobben
& Bethlehem 2009, Surv. Meth. 35:101), and R = 1 − 2S.

Estimated propensities scatter, which makes the spread too large by tr(ΣB) with Σ = Var(β̂) and B the
variance of z about its mean (Shlomo, Skinner & Schouten 2012, J. Stat. Plan. Inf. 142:201, who take
z about 0; that takes away the scatter of ρ̄ as well, of the order ρ̄(1 − ρ̄)/n, which isn't in the
spread). The variance of the spread is 4A′ΣA + 2 tr(BΣBΣ), A the covariance of ρ and z, and that of
the sampling (ibid.).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg, optimize, special

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints

_ROUNDS, _LARGEST_STEP, _FARTHEST, _NEAR = 100, 4.0, 25.0, 1e-10
_EDGE = 1e-6
_MOST_LEVERAGE = 0.5
_RIDGE = 1e-10
_EXACT_BELOW = 1e4


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Units that are alike in all covariates and of one stratum, as one row.

    Attributes
    ----------
    x : (m, p) float
        Columns of the model, the first of ones, none a combination of others.
    units : (m,) float
        How many units.
    weight, square : (m,) float
        Sums of their weights and of the squares of these.
    answered : (m,) float
        Sum of the weights of those that answered.
    stratum : (m,) int
        0 … H−1.
    """

    x: Floats
    units: Floats
    weight: Floats
    square: Floats
    answered: Floats
    stratum: Ints

    @property
    def total(self) -> float:
        """The sum of all weights."""
        return float(self.weight.sum())

    def mean(self, values: Floats) -> Floats:
        """The weighted mean of values of the cells, (m,) or (m, p)."""
        return np.asarray(self.weight @ values / self.total)


@dataclass(frozen=True, slots=True, eq=False)
class PropensityFit:
    """Propensities of the cells, and how they move with the coefficients.

    Attributes
    ----------
    propensity : (m,) float in [0, 1]
    slope : (m, p) float
        Derivatives z by the coefficients, about their mean.
    covariance : (p, p) float
        Of the coefficients, over who answers.
    edge : (m,) bool
        Cells whose propensity is 0 or 1, because nobody or everybody answered there.
    """

    propensity: Floats
    slope: Floats
    covariance: Floats
    edge: Bools


@dataclass(frozen=True, slots=True)
class Spread:
    """A variance of propensities.

    Attributes
    ----------
    raw : float
        As it is found.
    bias : float
        How much of it is scatter.
    """

    raw: float
    bias: float

    @property
    def variance(self) -> float:
        """Without the scatter; never below 0."""
        return max(self.raw - self.bias, 0.0)


def fit_propensities(cells: Cells) -> PropensityFit:
    """Logistic regression of who answered on the columns.

    A likelihood whose maximum lies at infinity, since nobody or everybody answered somewhere, is
    followed until the propensities stand still. Such cells then count as one group, with the
    variance of a share of a half among one more than there are.

    Parameters
    ----------
    cells : Cells

    Returns
    -------
    PropensityFit
    """
    rho = fitted_chances(cells.x, cells.weight, cells.answered)
    edge = (rho < _EDGE) | (rho > 1 - _EDGE)
    rho = np.where(rho < _EDGE, 0.0, np.where(rho > 1 - _EDGE, 1.0, rho))
    variance = _inside(rho, cells.units)
    variance *= 1 - variance
    inverse = _inverse(_squares(cells.x, cells.weight * variance))
    leverage = np.einsum("mp,pq,mq->m", cells.x, inverse, cells.x) * variance
    leverage *= cells.square / cells.weight
    scatter = variance / (1 - np.minimum(leverage, _MOST_LEVERAGE))
    covariance = inverse @ _squares(cells.x, cells.square * scatter) @ inverse
    slope = variance[:, None] * cells.x
    return PropensityFit(rho, slope - cells.mean(slope), covariance, edge)


def fitted_chances(x: Floats, weight: Floats, answered: Floats) -> Floats:
    """Propensities at which the likelihood is largest.

    Parameters
    ----------
    x : (m, p) float
        Columns of the model, none a combination of others.
    weight : (m,) float ≥ 0
        Of all units of a row.
    answered : (m,) float
        Of those that answered.

    Returns
    -------
    (m,) float
        Followed until they stand still where the maximum lies at infinity.
    """
    eta = np.zeros(len(x))
    beta = np.zeros(x.shape[1])
    for _ in range(_ROUNDS):
        rho = special.expit(eta)
        score = x.T @ (answered - weight * rho)
        step = _inverse(_squares(x, weight * rho * (1 - rho))) @ score
        moved = x @ step
        longest = float(np.abs(moved).max())
        if longest < _NEAR:
            break
        beta += step * min(1.0, _LARGEST_STEP / longest)
        eta = np.clip(x @ beta, -_FARTHEST, _FARTHEST)
        if float(np.abs(special.expit(eta) - rho).max()) < _NEAR:
            break
    return np.asarray(special.expit(eta), dtype=float)


def _inside(rho: Floats, units: Floats) -> Floats:
    """Propensities with those of 0 and 1 moved inwards."""
    inside = rho.copy()
    for end, sign in ((0.0, 1.0), (1.0, -1.0)):
        there = rho == end
        inside[there] = end + sign * 0.5 / (units[there].sum() + 1)
    return inside


def _squares(x: Floats, weight: Floats) -> Floats:
    return np.asarray((x * weight[:, None]).T @ x)


def _inverse(information: Floats) -> Floats:
    """The inverse of an information matrix, also where it is nearly singular."""
    size = np.sqrt(np.maximum(np.diag(information), 1e-300))
    scaled = information / np.outer(size, size)
    scaled[np.diag_indices_from(scaled)] += _RIDGE
    return np.asarray(linalg.inv(scaled) / np.outer(size, size), dtype=float)


# Spreads


def whole_spread(cells: Cells, fit: PropensityFit) -> Spread:
    """S² of all propensities."""
    return _spread(cells, fit.propensity - cells.mean(fit.propensity), fit.slope, fit)


def between_groups(cells: Cells, fit: PropensityFit, group: Ints) -> Spread:
    """The variance of the mean propensities of groups: the square of an unconditional indicator.

    Parameters
    ----------
    group : (m,) int
        The group of each cell, 0 … K−1 (Schouten, Shlomo & Skinner 2011, J. Off. Stat. 27:231).
    """
    means = group_means(cells, fit.propensity, group)[group]
    slopes = group_means(cells, fit.slope, group)[group]
    return _spread(cells, means - cells.mean(fit.propensity), slopes, fit)


def within_groups(
    cells: Cells, fit: PropensityFit, group: Ints, part: Bools | None = None
) -> Spread:
    """The variance of propensities within groups: the square of a conditional indicator (ibid.).

    Parameters
    ----------
    group : (m,) int
        Cells alike in all other covariates.
    part : (m,) bool, optional
        The cells whose part of the variance is wanted, those of a category.
    """
    away = fit.propensity - group_means(cells, fit.propensity, group)[group]
    slopes = fit.slope - group_means(cells, fit.slope, group)[group]
    if part is not None:
        away, slopes = away * part, slopes * part[:, None]
    return _spread(cells, away, slopes, fit)


def group_means(cells: Cells, values: Floats, group: Ints) -> Floats:
    """Weighted means of values by group, (K,) or (K, p)."""
    count = int(group.max()) + 1
    weight = np.bincount(group, cells.weight, count)
    columns = values.reshape(len(values), -1)
    sums = [np.bincount(group, cells.weight * column, count) for column in columns.T]
    means = np.column_stack(sums) / weight[:, None]
    return means[:, 0] if values.ndim == 1 else means


def _spread(cells: Cells, away: Floats, slopes: Floats, fit: PropensityFit) -> Spread:
    units = float(cells.units.sum())
    raw = float(cells.mean(away**2)) * units / (units - 1)
    return Spread(raw, float(np.einsum("pq,pq->", fit.covariance, _middle(cells, slopes))))


def _middle(cells: Cells, slopes: Floats) -> Floats:
    """B, the variance of the slopes."""
    return _squares(slopes, cells.weight / cells.total)


# What they rest on


def sampling_variance(cells: Cells, values: Floats) -> float:
    """Variance of Σ d·value over the drawing of the sample, with n of N drawn in each stratum.

    Parameters
    ----------
    cells : Cells
        N of a stratum is the sum of its weights, so that weights of 1 mean that all were asked.
    values : (m,) float
        Of each unit of a cell.
    """
    count = int(cells.stratum.max()) + 1

    def by_stratum(each: Floats) -> Floats:
        return np.bincount(cells.stratum, each, count).astype(float)

    units, total = by_stratum(cells.units), by_stratum(cells.weight)
    left = np.maximum(1 - units / total, 0.0)
    about = by_stratum(cells.weight * values) ** 2 / units
    squares = by_stratum(cells.square * values**2) - np.where(units > 1, about, 0.0)
    return float((left * units / np.maximum(units - 1, 1) * np.maximum(squares, 0.0)).sum())


@dataclass(frozen=True, slots=True)
class Precision:
    """How sure S² is.

    Attributes
    ----------
    variance : float
        Of S².
    unit : float
        λ, such that S² before the scatter is taken away is about λ times a noncentral χ² with
        bias/λ degrees of freedom and noncentrality S²/λ.
    """

    variance: float
    unit: float


def precision(cells: Cells, fit: PropensityFit, whole: Spread) -> Precision:
    """The variance of S², and the unit in which it is distributed.

    The plain A′ΣA is too large by tr(BΣBΣ), since A is estimated too.
    """
    away = fit.propensity - cells.mean(fit.propensity)
    a = (cells.weight * away) @ fit.slope / cells.total
    middle = fit.covariance @ _middle(cells, fit.slope)
    scatter, pull = float(np.einsum("pq,qp->", middle, middle)), float(a @ fit.covariance @ a)
    drawn = sampling_variance(cells, (away**2 - whole.raw) / cells.total)
    if whole.raw > 0:
        unit = pull / whole.raw + drawn / (4 * whole.raw)
    else:
        unit = scatter / whole.bias if whole.bias > 0 else 0.0
    return Precision(max(4 * (pull - scatter), 0.0) + 2 * scatter + drawn, unit)


def spread_limits(whole: Spread, unit: float, level: float) -> tuple[float, float]:
    """Limits of S, by the noncentral χ² of `Precision`.

    An interval by the standard error alone covers too seldom where S is near 0, for S can't be
    below it. Here 0 belongs to the interval whenever the scatter alone explains what was found;
    the upper limit is at least the one that the median of the scatter would give.

    Parameters
    ----------
    whole : Spread
    unit : float
    level : float in (0, 1)

    Returns
    -------
    low, high : float ≥ 0
    """
    if unit <= 0:
        return (float(np.sqrt(whole.variance)),) * 2
    df, seen = max(whole.bias / unit, 1e-3), whole.raw / unit
    tail = (1 - level) / 2
    low = _noncentrality(seen, df, 1 - tail)
    high = _noncentrality(max(seen, float(special.chdtri(df, 0.5))), df, tail)
    return float(np.sqrt(low * unit)), float(np.sqrt(high * unit))


def _noncentrality(seen: float, df: float, share: float) -> float:
    """The noncentrality at which a share of the distribution lies below what was seen."""
    if seen > _EXACT_BELOW:  # the root of a far noncentral χ² is normal
        return float(max(np.sqrt(max(seen - df + 1, 0.0)) - special.ndtri(share), 0.0) ** 2)

    def gap(noncentrality: float) -> float:
        return float(special.chndtr(seen, df, noncentrality)) - share

    if gap(0.0) <= 0:
        return 0.0
    return float(optimize.brentq(gap, 0.0, seen + 20 * np.sqrt(seen + df) + 100, xtol=1e-9))
