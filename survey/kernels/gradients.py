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
    members : (A, D) sparse
        Which cells each reported domain pools, with −1 for one that is taken out.
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
    estimates, size = _shares(members.T @ totals, counted, base)
    slope = np.divide(1.0, size, out=np.zeros_like(size), where=size > 0)
    # derivative by the total of code k in an elementary domain of d: base_k (counted_kj − p_dj)/N_d
    part = base[None, :, None] * (counted[None] - np.nan_to_num(estimates)[:, None, :])
    part = part * slope[:, None, None]
    return Linearised(estimates.ravel(), _spread(members, part, domains, nets))


def share_replicates(
    totals: Floats, members: sparse.coo_array, counted: Floats, base: Floats
) -> Floats:
    """The estimates of `shares` for many sets of totals at once.

    Parameters
    ----------
    totals : (A, K, R) float
    members, counted, base
        As in `shares`.

    Returns
    -------
    (R, D · J) float
    """
    cells, codes, replicates = totals.shape
    pooled = members.T @ totals.reshape(cells, codes * replicates)
    pooled = np.asarray(pooled).reshape(-1, codes, replicates).transpose(2, 0, 1)
    estimates, _ = _shares(pooled, counted, base)
    return estimates.reshape(replicates, -1)


def _shares(pooled: Floats, counted: Floats, base: Floats) -> tuple[Floats, Floats]:
    """Shares by domain and net, (…, D, J), and the weighted size of the bases, (…, D)."""
    size = pooled @ base
    with np.errstate(invalid="ignore", divide="ignore"):
        return (pooled @ (counted * base[:, None])) / size[..., None], size


def ratios(numerators: Floats, denominator: Floats, members: sparse.coo_array) -> Linearised:
    """Ratios of totals in pooled domains; a mean is a ratio to the sum of weights.

    Parameters
    ----------
    numerators : (A, J) float
    denominator : (A,) float
        Totals by cell.
    members : (A, D) sparse
        As in `shares`.

    Returns
    -------
    Linearised
        E = D · J estimates; C = A (J + 1) cells: the numerators and the denominator of each cell in
        turn.
    """
    estimates, x = _ratios(numerators, denominator, members)
    domains, count = estimates.shape
    slope = np.divide(1.0, x, out=np.zeros_like(x), where=x != 0)
    part = np.zeros((domains, count + 1, count))
    part[:, np.arange(count), np.arange(count)] = slope[:, None]
    part[:, count] = -np.nan_to_num(estimates) * slope[:, None]
    return Linearised(estimates.ravel(), _spread(members, part, domains, count))


def ratio_replicates(numerators: Floats, denominator: Floats, members: sparse.coo_array) -> Floats:
    """The estimates of `ratios` for many sets of totals at once.

    Parameters
    ----------
    numerators : (A, J, R) float
    denominator : (A, R) float

    Returns
    -------
    (R, D · J) float
    """
    cells, count, replicates = numerators.shape
    y = np.asarray(members.T @ numerators.reshape(cells, -1)).reshape(-1, count, replicates)
    x = np.asarray(members.T @ denominator)[:, None, :]
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.where(x != 0, y / x, np.nan)
    return found.reshape(-1, replicates).T


def _ratios(
    numerators: Floats, denominator: Floats, members: sparse.coo_array
) -> tuple[Floats, Floats]:
    y = np.column_stack([pooled(members, column) for column in numerators.T])
    x = pooled(members, denominator)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(x[:, None] != 0, y / x[:, None], np.nan), x


def totals_of(cells: Floats, members: sparse.coo_array) -> Linearised:
    """Totals of pooled domains, (D,); C = A cells."""
    domains = members.shape[1]
    return Linearised(
        pooled(members, cells), _spread(members, np.ones((domains, 1, 1)), domains, 1)
    )


def pooled(members: sparse.coo_array, cells: Floats) -> Floats:
    """Totals of pooled domains, (D,), from those of the elementary ones, (A,)."""
    # members.T @ cells would be a bare number, no array, for a single domain
    values = members.data * cells[members.row]
    return np.bincount(members.col, values, minlength=members.shape[1]).astype(float)


def _spread(
    members: sparse.coo_array, part: Floats, domains: int, estimates: int
) -> sparse.csc_array:
    """Give each elementary domain of a reported domain the derivative of that domain.

    `part` is (D, K, J): for each reported domain the derivatives of its J estimates by K cells.
    """
    cells = part.shape[1]
    values = part[members.col] * members.data[:, None, None]
    rows = members.row[:, None, None] * cells + np.arange(cells)[None, :, None]
    columns = members.col[:, None, None] * estimates + np.arange(estimates)[None, None, :]
    rows, columns = np.broadcast_arrays(rows, columns)
    shape = (members.shape[0] * cells, domains * estimates)
    matrix = sparse.coo_array((values.ravel(), (rows.ravel(), columns.ravel())), shape=shape)
    result = matrix.tocsc()
    result.eliminate_zeros()
    return result
