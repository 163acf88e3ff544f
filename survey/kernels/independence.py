"""Two-way tables of weighted shares: how far from independence, and what chance alone would do.

Shares p_ij of a table of R rows and C columns are taken row by row. Pearson's statistic is
X² = n Σ (p_ij − p_i. p_.j)²/(p_i. p_.j), with n the number of answers. Under independence it is
distributed as Σ λ_m χ²_1, with λ the generalised design effects (Rao & Scott 1984, Ann. Statist.
12:46).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from survey.kernels.mixtures import ratio_tail
from survey.kernels.wald import Judged, chi_squared_test, f_test

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

_SINGULAR = 1e-12
_BLIND = 1e-10  # a sum of design effects that is only rounding


def expected_shares(shares: Floats) -> Floats:
    """Shares under independence, p_i. p_.j, (R, C)."""
    return np.outer(shares.sum(axis=1), shares.sum(axis=0))


def pearson(shares: Floats, n: float) -> float:
    """Pearson's X².

    Parameters
    ----------
    shares : (R, C) float
        Without an empty row or column.
    n : float
        Answers.
    """
    expected = expected_shares(shares)
    return float(n * np.sum((shares - expected) ** 2 / expected))


def cramers_v(shares: Floats) -> float:
    """Cramér's V in [0, 1], √(X²/n/(min(R, C) − 1)); NaN for a single row or column."""
    least = min(shares.shape) - 1
    return float(np.sqrt(pearson(shares, 1.0) / least)) if least > 0 else float("nan")


def design_effects(shares: Floats, covariance: Floats, n: float) -> Floats:
    """Generalised design effects of a table, largest first.

    The eigenvalues of (C′ D⁻¹ C/n)⁻¹ C′ D⁻¹ V D⁻¹ C, with D = diag(p) and C any basis of the
    contrasts that sum to 0 along rows and along columns. An empty cell counts as 0 in D⁻¹; where so
    many are empty that nothing can be inverted, D holds the shares under independence.

    Parameters
    ----------
    shares : (R, C) float
        Without an empty row or column.
    covariance : (R·C, R·C) float
        V, of the shares row by row.
    n : float
        Answers.

    Returns
    -------
    (R−1)(C−1) float
        NaN where there is no covariance.

    Notes
    -----
    R's ``survey::svychisq``.
    """
    rows, columns = shares.shape
    count = (rows - 1) * (columns - 1)
    if not count or not np.isfinite(covariance).all():
        return np.full(count, np.nan)
    contrasts: Floats = np.asarray(np.kron(_differences(rows), _differences(columns)), float)
    observed = shares.ravel()
    inverse = np.divide(1.0, observed, out=np.zeros_like(observed), where=observed > 0)
    whitening = _whitening(contrasts, inverse / n)
    if whitening is None:
        inverse = 1 / expected_shares(shares).ravel()
        whitening = _whitening(contrasts, inverse / n)
    if whitening is None:
        return np.full(count, np.nan)
    seen = (inverse[:, None] * contrasts) @ whitening
    return np.asarray(np.linalg.eigvalsh(seen.T @ covariance @ seen)[::-1], dtype=float)


def first_order(square: float, effects: Floats) -> Judged:
    """Rao and Scott's first correction: X² over the mean design effect, on chi-squared.

    Parameters
    ----------
    square : float
        Pearson's X².
    effects : (k,) float
    """
    total = _total(effects)
    return chi_squared_test(square * len(effects) / total, float(len(effects)))


def second_order(square: float, effects: Floats, df: float) -> Judged:
    """Rao and Scott's second correction as F (Thomas & Rao 1987, JASA 82:630).

    F = X²/Σλ on d and d·df degrees of freedom, d = (Σλ)²/Σλ².

    Parameters
    ----------
    square : float
        Pearson's X².
    effects : (k,) float
    df : float
        Degrees of freedom of the covariance.
    """
    total = _total(effects)
    numerator = total**2 / float(np.sum(effects**2)) if total > 0 else float("nan")
    return f_test(square / total, numerator, numerator * df)


def linear_combination(square: float, effects: Floats, df: float) -> Judged:
    """X² on the distribution that it has, Σ λ_m χ²_1, with λ known up to d·df degrees of freedom.

    Parameters
    ----------
    square : float
        Pearson's X².
    effects : (k,) float
    df : float
        Degrees of freedom of the covariance; d as in `second_order`.
    """
    spread = second_order(square, effects, df).denominator
    # a design effect below 0 is rounding, or a variance below 0: then there is none to rely on
    weights = np.where(np.abs(effects) <= _SINGULAR * np.max(effects, initial=0), 0.0, effects)
    p = ratio_tail(square, weights, spread)
    found = square if np.isfinite(p) else float("nan")
    return Judged(found, float(len(effects)), spread, p)


def excess(totals: Floats) -> Floats:
    """Totals above those under independence, N_ij − N_i. N_.j/N, but for the first row and column.

    Parameters
    ----------
    totals : (R, C) float

    Returns
    -------
    ((R−1)(C−1),) float
    """
    whole = totals.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = np.outer(totals.sum(axis=1), totals.sum(axis=0)) / whole
    return np.asarray((totals - expected)[1:, 1:].ravel())


def excess_slopes(totals: Floats) -> Floats:
    """Derivatives of the excess by the total of each cell.

    Parameters
    ----------
    totals : (R, C) float

    Returns
    -------
    (R·C, (R−1)(C−1)) float
        [a = i][b = j] − [a = i] N_.j/N − [b = j] N_i./N + N_i. N_.j/N² for cell (a, b).
    """
    rows, columns = totals.shape
    whole = totals.sum()
    in_row, in_column = np.eye(rows), np.eye(columns)
    row_share, column_share = totals.sum(axis=1) / whole, totals.sum(axis=0) / whole
    above_row, above_column = in_row - row_share, in_column - column_share
    slopes = np.einsum("ai,bj->abij", above_row, above_column)
    return np.asarray(slopes[:, :, 1:, 1:].reshape(rows * columns, -1), dtype=float)


def _total(effects: Floats) -> float:
    """Σλ; NaN where it is nothing but rounding."""
    total = float(np.sum(effects))
    return total if total > _BLIND else float("nan")


def _differences(count: int) -> Floats:
    """A basis of the contrasts between `count` things, (count, count − 1)."""
    return np.vstack([np.full((1, count - 1), -1.0), np.eye(count - 1)])


def _whitening(contrasts: Floats, inverse: Floats) -> Floats | None:
    """A matrix that makes C′ diag(inverse) C the identity; None where that is singular."""
    values, vectors = np.linalg.eigh((contrasts.T * inverse) @ contrasts)
    if values[0] <= _SINGULAR * values[-1]:
        return None
    return np.asarray(vectors / np.sqrt(values))
