"""Weighted sums by cell, and the same sums kept apart by primary sampling unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints, PsuLayout


def cell_sums(cell: Ints, values: Floats, cells: int) -> Floats:
    """Sum values by cell; rows with a negative cell belong to none.

    Parameters
    ----------
    cell : (n,) int
        0 … cells−1, or −1.
    values : (n,) float

    Returns
    -------
    (cells,) float
    """
    inside = cell >= 0
    return np.bincount(cell[inside], values[inside], minlength=cells).astype(float)


def psu_sums(layout: PsuLayout, cell: Ints, values: Floats, cells: int) -> sparse.csr_array:
    """Sum values by PSU and cell.

    Parameters
    ----------
    layout : PsuLayout
    cell : (n,) int
        0 … cells−1, or −1 for rows outside.
    values : (n,) float
        Weighted values of one unit each.

    Returns
    -------
    (G, cells) sparse
    """
    inside = np.flatnonzero(cell >= 0)
    entries = (values[inside], (layout.row_psu[inside], cell[inside]))
    return sparse.coo_array(entries, shape=(layout.psus, cells)).tocsr()


def psus_and_strata(layout: PsuLayout, sums: sparse.csr_array) -> tuple[Floats, Floats]:
    """Count the PSUs with a case in each column, and the strata that hold one.

    Parameters
    ----------
    sums : (G, D) sparse
        Non-zero where a PSU has a case.

    Returns
    -------
    psus, strata : (D,) float
    """
    present = sums.tocoo()
    psus = np.bincount(present.col, layout.psu_size[present.row], minlength=sums.shape[1])
    keys = layout.psu_stratum[present.row] * np.int64(sums.shape[1]) + present.col
    strata = np.bincount(np.unique(keys) % sums.shape[1], minlength=sums.shape[1])
    return psus.astype(float), strata.astype(float)
