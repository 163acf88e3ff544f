"""Totals, shares and ratios of domains with their derivatives by the cells' totals.

Domains that are pooled from others (all areas) are columns of a membership matrix, so that one set
of sums serves them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from survey.kernels.layout import Floats


@dataclass(frozen=True, slots=True)
class Linearised:
    """Estimates and their derivatives.

    Attributes
    ----------
    estimates : (E,) float
        NaN where the base is empty.
    gradient : (C, E) sparse
        Zero where the base is empty.
    """

    estimates: Floats
    gradient: sparse.csc_array


def shares(totals: Floats, members: sparse.coo_array, counted: Floats, base: Floats) -> Linearised:
    """Shares of nets of codes in pooled domains.

    Parameters
    ----------
    totals : (A, K) float
        Weighted total of each code in each elementary domain.
    members : (A, D) sparse of 0 and 1
        Which elementary domains each reported domain pools.
    counted : (K, J) float of 0 and 1
        Which codes each share counts.
    base : (K,) float of 0 and 1
        Which codes are in the base.

    Returns
    -------
    Linearised
        E = D · J estimates, domain by domain; C = A · K cells, domain by domain.
    """
    domains, nets = members.shape[1], counted.shape[1]
    pooled = members.T @ totals
    size = pooled @ base
    with np.errstate(invalid="ignore", divide="ignore"):
        estimates = (pooled @ (counted * base[:, None])) / size[:, None]
        slope = np.where(size > 0, 1 / size, 0.0)
    # derivative by the total of code k in an elementary domain of d: base_k (counted_kj − p_dj)/N_d
    part = base[None, :, None] * (counted[None] - np.nan_to_num(estimates)[:, None, :])
    part = part * slope[:, None, None]
    return Linearised(estimates.ravel(), _spread(members, part, domains, nets))


def ratios(numerator: Floats, denominator: Floats, members: sparse.coo_array) -> Linearised:
    """Ratios of two totals in pooled domains; a mean is a ratio to the sum of weights.

    Parameters
    ----------
    numerator, denominator : (A,) float
        Totals of the elementary domains.
    members : (A, D) sparse

    Returns
    -------
    Linearised
        D estimates; C = 2 A cells: numerator and denominator of each elementary domain in turn.
    """
    y, x = pooled(members, numerator), pooled(members, denominator)
    with np.errstate(invalid="ignore", divide="ignore"):
        estimates = np.where(x != 0, y / x, np.nan)
        slope = np.where(x != 0, 1 / x, 0.0)
    part = np.stack([slope, -np.nan_to_num(estimates) * slope], axis=1)[:, :, None]
    return Linearised(estimates, _spread(members, part, len(x), 1))


def totals_of(cells: Floats, members: sparse.coo_array) -> Linearised:
    """Totals of pooled domains, (D,); C = A cells."""
    domains = members.shape[1]
    return Linearised(
        pooled(members, cells), _spread(members, np.ones((domains, 1, 1)), domains, 1)
    )


def pooled(members: sparse.coo_array, cells: Floats) -> Floats:
    """Totals of pooled domains, (D,), from those of the elementary ones, (A,)."""
    # members.T @ cells would be a bare number, no array, for a single domain
    return np.bincount(members.col, cells[members.row], minlength=members.shape[1]).astype(float)


def _spread(
    members: sparse.coo_array, part: Floats, domains: int, estimates: int
) -> sparse.csc_array:
    """Give each elementary domain of a reported domain the derivative of that domain.

    `part` is (D, K, J): for each reported domain the derivatives of its J estimates by K cells.
    """
    cells = part.shape[1]
    values = part[members.col]
    rows = members.row[:, None, None] * cells + np.arange(cells)[None, :, None]
    columns = members.col[:, None, None] * estimates + np.arange(estimates)[None, None, :]
    rows, columns = np.broadcast_arrays(rows, columns)
    shape = (members.shape[0] * cells, domains * estimates)
    matrix = sparse.coo_array((values.ravel(), (rows.ravel(), columns.ravel())), shape=shape)
    result = matrix.tocsc()
    result.eliminate_zeros()
    return result
