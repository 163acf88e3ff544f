"""A family of comparisons with one contrast: differences, intervals, p-values and marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from survey.kernels import adjust as adjustments
from survey.kernels.difference import guarded_variance, touching_quantile, wilson_difference
from survey.kernels.intervals import t_quantile, wald
from survey.kernels.many_to_one import (
    against_contrast,
    against_pool,
    any_form,
    critical_values,
    p_values,
)

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints
    from survey.kernels.many_to_one import LargestNormal

MEASURES = ("ratio", "odds_ratio")
_INDEPENDENT = 1e-9


@dataclass(frozen=True, slots=True)
class Pool:
    """All areas taken together, for independent areas compared with all or with the rest.

    Attributes
    ----------
    share : (k,) float
        The part of each area in the pool.
    extra : float
        Variance of the pool that is none of theirs.
    """

    share: Floats
    extra: float


@dataclass(frozen=True, slots=True)
class Family:
    """Estimates of k areas, each with what it is compared with.

    Attributes
    ----------
    estimate, n_eff : (k,) float
    contrast, contrast_n_eff : (k,) float
        The same k times where there is one contrast.
    covariance : (2 k, 2 k) float
        Joint covariance of the areas and, after them, of their contrasts.
    df : (k,) float
        Degrees of freedom of each pair.
    shared : bool
        Whether there is one contrast, no area among it.
    pool : Pool or None
    """

    estimate: Floats
    contrast: Floats
    n_eff: Floats
    contrast_n_eff: Floats
    covariance: Floats
    df: Floats
    shared: bool
    pool: Pool | None = None

    @property
    def size(self) -> int:
        """Number of areas, k."""
        return len(self.estimate)

    @property
    def difference(self) -> Floats:
        """Area minus contrast, (k,)."""
        return self.estimate - self.contrast

    @property
    def variance(self) -> Floats:
        """Variances of the areas, (k,)."""
        return np.asarray(np.diag(self.covariance)[: self.size], dtype=float)

    @property
    def contrast_variance(self) -> Floats:
        """Variances of the contrasts, (k,)."""
        return np.asarray(np.diag(self.covariance)[self.size :], dtype=float)

    @property
    def common(self) -> Floats:
        """Covariance of each area's estimate with its contrast's, (k,)."""
        return np.asarray(np.diag(self.covariance[: self.size, self.size :]), dtype=float)

    @property
    def std_error(self) -> Floats:
        """Linearised standard errors of the differences, (k,)."""
        squared = self.variance + self.contrast_variance - 2 * self.common
        return np.asarray(np.sqrt(np.maximum(squared, 0)), dtype=float)

    @property
    def rho(self) -> Floats:
        """Correlation of each area's estimate with the contrast's, (k,)."""
        with np.errstate(invalid="ignore", divide="ignore"):
            scale = np.sqrt(self.variance * self.contrast_variance)
            return np.where(scale > 0, np.clip(self.common / scale, -1, 1), 0.0)

    def joint(self, places: Ints) -> Floats:
        """Covariances of some of the differences."""
        k = self.size
        mine, theirs = places, k + places
        v = self.covariance
        cross = v[np.ix_(mine, theirs)]
        return v[np.ix_(mine, mine)] + v[np.ix_(theirs, theirs)] - cross - cross.T

    def independent(self, places: Ints) -> bool:
        """Whether some of the areas and their one contrast vary independently of each other."""
        if not self.shared:
            return False
        places = np.append(places, self.size)
        covariance = self.covariance[np.ix_(places, places)]
        variance = np.diag(covariance)
        scale = np.sqrt(np.outer(variance, variance))
        apart = np.abs(covariance - np.diag(variance)) <= _INDEPENDENT * scale
        return bool(apart.all() or not (variance > 0).all())


def pool_of(covariance: Floats, n: Floats) -> Pool | None:
    """What areas make of their pool; None if they vary together.

    If an area does not differ from the others, its difference from the rest is that from all times
    a constant, so that one pool serves both.

    Parameters
    ----------
    covariance : (k + 1, k + 1) float
        Of the areas, and of all together last.
    n : (k,) float
        Answers, for the part of an area whose estimate has no variance.
    """
    areas, with_all = covariance[:-1, :-1], covariance[:-1, -1]
    v = np.diag(areas)
    scale = np.sqrt(np.outer(v, v))
    if (
        not np.isfinite(covariance).all()
        or (np.abs(areas - np.diag(v)) > _INDEPENDENT * scale).any()
    ):
        return None
    share = np.divide(with_all, v, out=np.nan_to_num(n / n.sum()), where=v > 0)
    extra = max(float(covariance[-1, -1] - (share**2) @ v), 0.0)
    return Pool(share, extra)


def marks_of_shares(family: Family, *, adjust: str, level: float) -> dict[str, Floats]:
    """Differences of shares: MOVER intervals, and marks where they exclude 0 after adjustment."""
    arguments = (family.estimate, family.n_eff, family.contrast, family.contrast_n_eff, family.rho)
    p1, n1, p0, n0, rho = (np.asarray(a, dtype=float) for a in arguments)
    touching = touching_quantile(p1, n1, p0, n0, rho)
    t = t_quantile(family.df, level)
    low, high = wilson_difference(p1, n1, p0, n0, rho, t)
    spread = guarded_variance(p1, n1), guarded_variance(p0, n0)
    p, adjusted, critical = _judged(family, spread, touching, t, adjust, level)
    wide = wilson_difference(p1, n1, p0, n0, rho, critical)
    return _columns(family, (low, high), wide, p, adjusted, level)


def marks_of_means(family: Family, *, adjust: str, level: float) -> dict[str, Floats]:
    """Differences of means, ratios or totals: t intervals and marks."""
    d, se = family.difference, family.std_error
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = np.where(se > 0, np.abs(d) / se, np.where(d == 0, 0.0, np.inf))
    statistic = np.where(np.isfinite(d), statistic, np.nan)
    t = t_quantile(family.df, level)
    spread = family.variance, family.contrast_variance
    p, adjusted, critical = _judged(family, spread, statistic, t, adjust, level)
    return _columns(family, wald(d, se, t), wald(d, se, critical), p, adjusted, level)


def ratios_of(family: Family, *, measure: str, level: float) -> dict[str, Floats]:
    """Ratios of estimates or of odds, with t intervals on the scale of logarithms.

    The variance of the logarithm is v/g² with g = p for a ratio and p(1 − p) for odds (Korn &
    Graubard 1999, *Analysis of Health Surveys*, sec. 3.3).
    """
    p1, p0 = family.estimate, family.contrast
    with np.errstate(invalid="ignore", divide="ignore"):
        if measure == "ratio":
            log, g1, g0 = np.log(p1 / p0), p1, p0
        else:
            g1, g0 = p1 * (1 - p1), p0 * (1 - p0)
            log = np.log(p1 / (1 - p1)) - np.log(p0 / (1 - p0))
        squared = family.variance / g1**2 + family.contrast_variance / g0**2
        squared = squared - 2 * family.common / (g1 * g0)
        exists = np.isfinite(log) & np.isfinite(squared)
        se = np.sqrt(np.maximum(squared, 0))
        limits = wald(log, se, t_quantile(family.df, level))
        found = [np.where(exists, np.exp(value), np.nan) for value in (log, *limits)]
    return dict(zip((measure, f"{measure}_low", f"{measure}_high"), found, strict=True))


def _judged(
    family: Family,
    spread: tuple[Floats, Floats],
    statistic: Floats,
    t: Floats,
    adjust: str,
    level: float,
) -> tuple[Floats, Floats, Floats]:
    """p-values, adjusted p-values, and the quantile of the simultaneous intervals.

    `spread` holds variances of areas and contrasts, for their correlations if independent.
    """
    with np.errstate(invalid="ignore"):
        p = np.where(np.isinf(statistic), 0.0, 2 * special.stdtr(family.df, -statistic))
    p = np.where(family.df > 0, p, np.nan)
    if adjust == "none":
        return p, p, t
    if adjust == "holm":
        return p, adjustments.holm(p), np.full(len(p), np.nan)
    if adjust == "bh":
        return p, adjustments.benjamini_hochberg(p), np.full(len(p), np.nan)
    known = np.isfinite(p)
    adjusted, critical = np.full(len(p), np.nan), np.full(len(p), np.nan)
    if known.any():
        largest = _largest(family, spread, np.flatnonzero(known))
        adjusted[known] = p_values(largest, statistic[known], family.df[known])
        critical[known] = critical_values(largest, family.df[known], level)
    return p, np.maximum(adjusted, p), critical


def _largest(family: Family, spread: tuple[Floats, Floats], known: Ints) -> LargestNormal:
    """Distribution behind Dunnett's test, from the comparisons that can be made."""
    if family.independent(known):
        v, v0 = (variance[known] for variance in spread)
        return against_contrast(v, v0)
    if family.pool is not None and (spread[0][known] > 0).all():
        return against_pool(spread[0][known], family.pool.share[known], family.pool.extra)
    joint = family.joint(known)
    scale = np.sqrt(np.maximum(np.diag(joint), 1e-300))
    return any_form(joint / np.outer(scale, scale))


def _columns(
    family: Family,
    limits: tuple[Floats, Floats],
    simultaneous: tuple[Floats, Floats],
    p: Floats,
    adjusted: Floats,
    level: float,
) -> dict[str, Floats]:
    with np.errstate(invalid="ignore"):
        mark = np.where(adjusted < 1 - level, np.sign(family.difference), 0)
    return {
        "difference": family.difference,
        "std_error": family.std_error,
        "conf_low": limits[0],
        "conf_high": limits[1],
        "simultaneous_low": simultaneous[0],
        "simultaneous_high": simultaneous[1],
        "df": family.df,
        "p_value": p,
        "p_adjusted": adjusted,
        "mark": np.nan_to_num(mark),
    }
