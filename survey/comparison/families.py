"""A family of comparisons with one contrast: differences, intervals, p-values and marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from survey.kernels import adjust as adjustments
from survey.kernels.difference import touching_quantile, wilson_difference
from survey.kernels.intervals import t_quantile, wald
from survey.kernels.many_to_one import any_form, critical_values, p_values, product_form

if TYPE_CHECKING:
    from survey.kernels.layout import Floats
    from survey.kernels.many_to_one import LargestNormal

_INDEPENDENT = 1e-9


@dataclass(frozen=True, slots=True)
class Family:
    """Estimates of k areas and of their contrast.

    Attributes
    ----------
    estimate, n_eff : (k,) float
    contrast, contrast_n_eff : float
    covariance : (k + 1, k + 1) float
        Joint covariance, the contrast last.
    df : (k,) float
        Degrees of freedom of each pair.
    """

    estimate: Floats
    contrast: float
    n_eff: Floats
    contrast_n_eff: float
    covariance: Floats
    df: Floats

    @property
    def difference(self) -> Floats:
        """Area minus contrast, (k,)."""
        return self.estimate - self.contrast

    @property
    def std_error(self) -> Floats:
        """Linearised standard errors of the differences, (k,)."""
        variance = np.diag(self.covariance)
        squared = variance[:-1] + variance[-1] - 2 * self.covariance[:-1, -1]
        return np.asarray(np.sqrt(np.maximum(squared, 0)), dtype=float)

    @property
    def rho(self) -> Floats:
        """Correlation of each area's estimate with the contrast's, (k,)."""
        variance = np.diag(self.covariance)
        scale = np.sqrt(variance[:-1] * variance[-1])
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(scale > 0, np.clip(self.covariance[:-1, -1] / scale, -1, 1), 0.0)


def marks_of_shares(family: Family, *, adjust: str, level: float) -> dict[str, Floats]:
    """Differences of shares: MOVER intervals, and marks where they exclude 0 after adjustment."""
    arguments = (family.estimate, family.n_eff, family.contrast, family.contrast_n_eff, family.rho)
    p1, n1, p0, n0, rho = (np.asarray(a, dtype=float) for a in arguments)
    touching = touching_quantile(p1, n1, p0, n0, rho)
    t = t_quantile(family.df, level)
    low, high = wilson_difference(p1, n1, p0, n0, rho, t)
    spread = _guarded_variance(np.append(p1, p0), np.append(n1, n0))
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
    variance = np.diag(family.covariance)
    p, adjusted, critical = _judged(family, variance, statistic, t, adjust, level)
    return _columns(family, wald(d, se, t), wald(d, se, critical), p, adjusted, level)


def _judged(
    family: Family, variance: Floats, statistic: Floats, t: Floats, adjust: str, level: float
) -> tuple[Floats, Floats, Floats]:
    """p-values, adjusted p-values, and the quantile of the simultaneous intervals."""
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
        largest = _largest(family, variance, known)
        adjusted[known] = p_values(largest, statistic[known], family.df[known])
        critical[known] = critical_values(largest, family.df[known], level)
    return p, np.maximum(adjusted, p), critical


def _largest(family: Family, variance: Floats, known: Floats) -> LargestNormal:
    """Distribution behind Dunnett's test, from the comparisons that can be made."""
    places = np.append(np.flatnonzero(known), len(known))
    covariance = family.covariance[np.ix_(places, places)]
    scale = np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    apart = np.abs(covariance - np.diag(np.diag(covariance))) <= _INDEPENDENT * scale
    v, v0 = variance[places[:-1]], variance[-1]
    if apart.all() or not (np.diag(covariance) > 0).all():
        with np.errstate(invalid="ignore", divide="ignore"):
            lam = np.where(v0 + v > 0, np.sqrt(v0 / (v0 + v)), 0.0)
        return product_form(lam)
    contrasts = np.hstack([np.eye(len(v)), -np.ones((len(v), 1))])
    joint = contrasts @ covariance @ contrasts.T
    spread = np.sqrt(np.maximum(np.diag(joint), 1e-300))
    return any_form(joint / np.outer(spread, spread))


def _guarded_variance(p: Floats, n: Floats) -> Floats:
    """Variance of shares at (x + 2)/(n + 4): never 0 unless everyone answered."""
    with np.errstate(invalid="ignore"):
        centre = np.where(np.isinf(n), p, (p * n + 2) / (n + 4))
    return np.where(np.isinf(n), 0.0, centre * (1 - centre) / n)


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
