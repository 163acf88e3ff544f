"""Columns that share no row can be worked on apart: areas, each with its own targets.

Columns that cut across (targets over all areas together) are set aside as a border; what is left
falls apart into blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Ints

_MOST_MARKED = 5_000
_WIDER = (np.inf, 16.0, 4.0, 1.5)


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """How columns and rows fall apart.

    Attributes
    ----------
    columns : (p,) int
        The block of each column, 0 … B−1; −1 in the border.
    rows : (n,) int
        The block of each row; −1 for rows with nothing but the border, or nothing at all.
    count : int
        B.
    """

    columns: Ints
    rows: Ints
    count: int

    @property
    def border(self) -> Ints:
        """The columns of the border."""
        return np.flatnonzero(self.columns < 0)


def find_blocks(x: sparse.csr_array) -> Blocks:
    """Find blocks, and the border that makes the equations cheapest to solve.

    Parameters
    ----------
    x : (n, p) sparse
        Columns without an entry are blocks of their own.
    """
    first, second = _touching(x)
    p = x.shape[1]
    degree = np.bincount(first, minlength=p) + np.bincount(second, minlength=p)
    usual = float(np.median(degree)) if p else 0.0
    found = [_apart(first, second, degree > wider * usual) for wider in _WIDER]
    columns = min(found, key=_cost)
    if (columns < 0).all():
        columns = np.zeros_like(columns)
    return Blocks(columns, _row_blocks(x, columns), int(columns.max(initial=-1)) + 1)


def _touching(x: sparse.csr_array) -> tuple[Ints, Ints]:
    """Pairs of different columns that have a row in common."""
    n, p = x.shape
    each = x.nnz // n if n else 0
    if p > _MOST_MARKED or each * n != x.nnz or (np.diff(x.indptr) != each).any():
        ones = sparse.csr_array((np.ones(x.nnz, dtype=np.float32), x.indices, x.indptr), (n, p))
        both = sparse.coo_array(ones.T @ ones)
        above = both.coords[0] > both.coords[1]
        return both.coords[0][above].astype(np.int64), both.coords[1][above].astype(np.int64)
    marked = np.zeros(p * p, dtype=bool)
    slots = np.ascontiguousarray(x.indices.reshape(n, each).T).astype(np.int64)
    for first in range(each):
        begun = slots[first] * p
        for second in range(first):
            marked[begun + slots[second]] = True
    flat = np.flatnonzero(marked)
    return flat // p, flat % p


def _apart(first: Ints, second: Ints, border: Bools) -> Ints:
    """Block of each column when some are set aside."""
    inner = ~border[first] & ~border[second]
    p = len(border)
    pairs = (np.ones(int(inner.sum()), dtype=bool), (first[inner], second[inner]))
    found = csgraph.connected_components(sparse.coo_array(pairs, shape=(p, p)), directed=False)[1]
    columns = np.full(p, -1, dtype=np.int64)
    columns[~border] = np.unique(found[~border], return_inverse=True)[1]
    return columns


def _cost(columns: Ints) -> float:
    """Multiplications to solve the equations, up to a constant."""
    sizes = np.bincount(columns[columns >= 0]).astype(float)
    border = float((columns < 0).sum())
    return float((sizes * (sizes + border) ** 2).sum() + border**3)


def _row_blocks(x: sparse.csr_array, columns: Ints) -> Ints:
    entries = columns[x.indices]
    length = np.diff(x.indptr)
    result = np.full(x.shape[0], -1, dtype=np.int64)
    filled = length > 0
    if filled.any():
        result[filled] = np.maximum.reduceat(entries, x.indptr[:-1][filled])
    return result
