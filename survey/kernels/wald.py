"""t, F and Wald tests of estimates whose covariance is known up to its degrees of freedom.

Where there is nothing to test with (no degrees of freedom, no variance) everything is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

_SINGULAR = 1e-12  # smallest eigenvalue of a correlation matrix, relative to the largest


@dataclass(frozen=True, slots=True)
class Judged:
    """A statistic beside its distribution.

    Attributes
    ----------
    statistic : float
    numerator, denominator : float
        Degrees of freedom. For t the numerator is 1, for chi-squared the denominator is infinite.
    p_value : float
    """

    statistic: float
    numerator: float
    denominator: float
    p_value: float


def t_test(estimate: float, std_error: float, df: float) -> Judged:
    """Two-sided test that an estimate is 0.

    Parameters
    ----------
    estimate, std_error : float
    df : float
        Without any above 0 there is no test, nor with a standard error of 0.
    """
    if not (df > 0 and std_error > 0 and np.isfinite(estimate)):
        return Judged(np.nan, 1.0, df, np.nan)
    statistic = estimate / std_error
    return Judged(statistic, 1.0, df, float(2 * special.stdtr(df, -abs(statistic))))


def t_p_values(estimates: Floats, std_errors: Floats, df: Floats) -> Floats:
    """Two-sided p-values of estimates with degrees of freedom of their own; NaN without an error.

    Parameters
    ----------
    estimates, std_errors, df : (E,) float
    """
    known = (df > 0) & (std_errors > 0) & np.isfinite(estimates)
    safe = np.where(known, std_errors, 1.0)
    p = 2 * special.stdtr(np.where(known, df, 1.0), -np.abs(np.nan_to_num(estimates) / safe))
    return np.where(known, p, np.nan)


def f_test(statistic: float, numerator: float, denominator: float) -> Judged:
    """A statistic on the F distribution, or over its numerator on chi-squared if that is infinite.

    Parameters
    ----------
    statistic : float
        F.
    numerator, denominator : float
        Degrees of freedom.
    """
    if not (np.isfinite(statistic) and numerator > 0 and denominator > 0):
        return Judged(np.nan, numerator, denominator, np.nan)
    if np.isinf(denominator):
        p = special.chdtrc(numerator, statistic * numerator)
    else:
        p = special.fdtrc(numerator, denominator, statistic)
    return Judged(float(statistic), numerator, denominator, float(p))


def chi_squared_test(statistic: float, df: float) -> Judged:
    """A statistic on the chi-squared distribution."""
    judged = f_test(statistic / df if df > 0 else np.nan, df, np.inf)
    return Judged(judged.statistic * df, df, np.inf, judged.p_value)


def wald_square(estimates: Floats, covariance: Floats) -> float:
    """Wald's W = θ′ V⁻¹ θ; NaN where V has no inverse.

    Parameters
    ----------
    estimates : (q,) float
    covariance : (q, q) float
    """
    variances = np.diag(covariance)
    if not len(estimates) or not np.isfinite(covariance).all() or (variances <= 0).any():
        return float("nan")
    size = np.sqrt(variances)
    values, vectors = np.linalg.eigh(covariance / np.outer(size, size))
    if values[0] <= _SINGULAR * values[-1]:
        return float("nan")
    turned = vectors.T @ (estimates / size)
    return float(np.sum(turned**2 / values))


def wald_test(square: float, count: int, df: float, *, adjusted: bool = True) -> Judged:
    """F test from Wald's W.

    Adjusted for a covariance that is itself estimated (Korn & Graubard 1990, Amer. Statist.
    44:270): F = (df − q + 1)/(q df) W on q and df − q + 1; otherwise W/q on q and df.

    Parameters
    ----------
    square : float
    count : int
        How many estimates, q.
    df : float
        Degrees of freedom of the covariance.
    """
    rest = df - count + 1 if adjusted else df
    if count < 1 or rest <= 0:
        return Judged(np.nan, float(count), float(rest), np.nan)
    return f_test(square * rest / (count * df), float(count), float(rest))


def t_tests(estimates: Floats, std_error: Floats, df: float) -> tuple[Floats, Floats]:
    """Statistics of many estimates, each against 0, and their two-sided p-values.

    Parameters
    ----------
    estimates, std_error : (E,) float
    df : float
        Without any above 0 there are no p-values.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        t = estimates / std_error
    if df <= 0:
        return t, np.full(len(t), np.nan)
    return t, np.asarray(2 * special.stdtr(df, -np.abs(t)), dtype=float)
