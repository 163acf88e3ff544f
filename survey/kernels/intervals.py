"""Confidence intervals for shares, from an effective number of answers and a quantile.

All functions broadcast. Where the base is empty or the degrees of freedom are not positive, the
limits are NaN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

Limits = tuple["Floats", "Floats"]


def t_quantile(df: Floats, level: float) -> Floats:
    """Two-sided quantile of Student's t; normal where df is infinite, NaN where it is not positive.

    Parameters
    ----------
    df : float array
    level : float in (0, 1)
        Confidence level, e.g. 0.95.
    """
    upper = 0.5 + level / 2
    df = np.asarray(df, dtype=float)
    with np.errstate(invalid="ignore"):
        student = special.stdtrit(np.where(df > 0, df, np.nan), upper)
    return np.where(np.isinf(df) & (df > 0), special.ndtri(upper), student)


def wilson(p: Floats, n_eff: Floats, t: Floats) -> Limits:
    """Score interval (Wilson 1927) on the effective number of answers, with a t quantile.

    Parameters
    ----------
    p : float array in [0, 1]
    n_eff : float array > 0
        May be infinite, when nothing was left to chance.
    t : float array
        Quantile.

    Returns
    -------
    low, high : float arrays in [0, 1]
    """
    q = t**2 / n_eff
    centre = (p + q / 2) / (1 + q)
    half = np.sqrt(q * p * (1 - p) + q**2 / 4) / (1 + q)
    low = np.where(p <= 0, 0.0, np.maximum(centre - half, 0.0))
    high = np.where(p >= 1, 1.0, np.minimum(centre + half, 1.0))
    unknown = ~np.isfinite(p) | ~np.isfinite(q)
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def clopper_pearson(p: Floats, n: Floats, level: float) -> Limits:
    """Exact binomial interval (Clopper & Pearson 1934) for p·n of n, n need not be whole.

    Returns
    -------
    low, high : float arrays in [0, 1]
    """
    p, n = np.broadcast_arrays(np.asarray(p, dtype=float), np.asarray(n, dtype=float))
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore"):
        x = p * n  # 0 · ∞ is settled below
        low = special.betaincinv(np.where(x > 0, x, np.nan), n - x + 1, tail)
        high = special.betaincinv(x + 1, np.where(x < n, n - x, np.nan), 1 - tail)
    low, high = np.where(x <= 0, 0.0, low), np.where(x >= n, 1.0, high)
    known = np.isfinite(p) & np.isfinite(n)
    settled = np.isinf(n) & np.isfinite(p)
    low, high = np.where(known, low, np.nan), np.where(known, high, np.nan)
    return np.where(settled, p, low), np.where(settled, p, high)


def korn_graubard(p: Floats, n_eff: Floats, n: Floats, df: Floats, level: float) -> Limits:
    """Clopper–Pearson on a degrees-of-freedom adjusted size (Korn & Graubard 1998).

    Parameters
    ----------
    p : float array
    n_eff : float array
        Effective number of answers, p(1 − p)/v.
    n : float array
        Number of answers.
    df : float array
        Degrees of freedom of the variance.
    """
    return clopper_pearson(p, korn_graubard_size(n_eff, n, df, level), level)


def korn_graubard_size(n_eff: Floats, n: Floats, df: Floats, level: float) -> Floats:
    """Effective size times (t_{n−1}/t_df)²."""
    with np.errstate(invalid="ignore"):
        return n_eff * (t_quantile(np.asarray(n) - 1.0, level) / t_quantile(df, level)) ** 2


def logit(p: Floats, std_error: Floats, t: Floats) -> Limits:
    """Wald interval on the log-odds scale, NaN at 0 and 1 where log-odds do not exist."""
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.log(p / (1 - p))
        half = t * std_error / (p * (1 - p))
        low, high = special.expit(odds - half), special.expit(odds + half)
    inside = (p > 0) & (p < 1)
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def arcsine(p: Floats, std_error: Floats, t: Floats) -> Limits:
    """Wald interval on the scale of arcsin √p, NaN at 0 and 1 where the error has no such scale."""
    inside = (p > 0) & (p < 1)
    p = np.where(inside, p, np.nan)
    angle, half = np.arcsin(np.sqrt(p)), t * std_error / (2 * np.sqrt(p * (1 - p)))
    return np.sin(angle - half) ** 2, np.sin(angle + half) ** 2


def fisher(r: Floats, std_error: Floats, t: Floats) -> Limits:
    """Wald interval of a correlation on the scale of artanh r (Fisher 1921).

    Without an error it is the correlation itself.
    """
    inside = np.where(np.abs(r) < 1, r, np.nan)
    z, half = np.arctanh(inside), t * std_error / (1 - inside**2)
    certain = std_error == 0
    return np.where(certain, r, np.tanh(z - half)), np.where(certain, r, np.tanh(z + half))


def log_complement(value: Floats, std_error: Floats, t: Floats) -> Limits:
    """Wald interval on the scale of log(1 − value), for values below 1 without a lower bound.

    Without an error it is the value itself.

    Bonett 2002 (J. Educ. Behav. Stat. 27:335) takes Cronbach's alpha to this scale.
    """
    rest = np.where(value < 1, 1 - value, np.nan)
    half = t * std_error / rest
    low, high = 1 - rest * np.exp(half), 1 - rest * np.exp(-half)
    certain = std_error == 0
    return np.where(certain, value, low), np.where(certain, value, high)


def wald(estimate: Floats, std_error: Floats, t: Floats) -> Limits:
    """Estimate ± t · standard error; not cut at 0 and 1."""
    return estimate - t * std_error, estimate + t * std_error


def effective_size(p: Floats, variance: Floats, limit: Floats) -> Floats:
    """Effective number of answers of a share.

    Parameters
    ----------
    p : float array
    variance : float array
        Linearised variance.
    limit : float array
        The number used where the variance can't tell: at shares of 0 or 1, or where no PSU differs
        from another (`extreme_share_size`).

    Returns
    -------
    float array
        p(1 − p)/v, else the limit; NaN where p is.
    """
    spread = p * (1 - p)
    blind = (spread <= 0) | (variance <= spread * 1e-14)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where(blind, limit, spread / variance)
    return np.where(np.isfinite(p), size, np.nan)


def extreme_share_size(
    n: Floats, psus: Floats, weights: Floats, squared_weights: Floats, sampling_rate: Floats
) -> Floats:
    """Effective number of answers where a share is 0 or 1.

    min(n, PSUs, (Σw)²/Σw²) / (1 − f); infinite where every unit answered (f = 1).

    Parameters
    ----------
    n, psus : float array
        Answers and PSUs in the base.
    weights, squared_weights : float array
        Σw and Σw² over the base.
    sampling_rate : float array in [0, 1]
        f = n/Σw in the estimated unit, 0 without a finite population correction.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        kish = weights**2 / squared_weights
        size = np.minimum(np.minimum(n, psus), kish) / (1 - sampling_rate)
    return np.where(n > 0, size, np.nan)
