"""Variances and covariances of linear forms, from sparse scores of primary sampling units.

For scores z_g of the PSUs g of stratum h (Wolter 2007, eq. 1.4.6; Särndal, Swensson & Wretman
1992, result 3.7.3), the estimated covariance of two totals is

    Σ_h (1 − f_h) n_h/(n_h − 1) Σ_{g∈h} (z_g − z̄_h)(y_g − ȳ_h).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints, PsuLayout

_ALWAYS_DENSE = 1_000_000
_QUICKLY_DENSE = 50_000


def variances(layout: PsuLayout, scores: sparse.csr_array) -> Floats:
    """Variance of each column of scores, in two passes so that nothing cancels.

    Parameters
    ----------
    scores : (G, E) sparse

    Returns
    -------
    (E,) float, never negative
    """
    entries = scores.tocoo()
    columns = scores.shape[1]
    stratum = layout.psu_stratum[entries.row]
    column = entries.col.astype(np.int64)
    keys, slots, slot_keys = _slots(stratum, column, layout.strata, columns)
    size = layout.mass[entries.row]
    slot_stratum = slot_keys // columns
    total = np.bincount(keys, size * entries.data, minlength=slots).astype(float)
    mean = total * layout.pull[slot_stratum]
    present = np.bincount(keys, size, minlength=slots)
    squares = np.bincount(keys, size * (entries.data - mean[keys]) ** 2, minlength=slots)
    absent = layout.stratum_mass[slot_stratum] - present
    within = (squares + absent * mean**2) * layout.stratum_scale[slot_stratum]
    summed = np.bincount(slot_keys % columns, within, minlength=columns).astype(float)
    return layout.inflation * summed


def covariances(layout: PsuLayout, these: sparse.csr_array, others: sparse.csr_array) -> Floats:
    """Covariances of the columns of two score matrices under one stage of selection.

    Parameters
    ----------
    these : (G, A) sparse
    others : (G, B) sparse

    Returns
    -------
    (A, B) float
    """
    if these.shape[0] * (these.shape[1] + others.shape[1]) <= _QUICKLY_DENSE:
        return _in_two_passes(layout, these.toarray(), others.toarray())
    weight = layout.mass * layout.stratum_scale[layout.psu_stratum]
    raw = these.T @ (sparse.diags_array(weight) @ others)
    pull = layout.stratum_scale * layout.pull
    sums_these, sums_others = (_stratum_sums(layout, scores) for scores in (these, others))
    centre = sums_these.T @ (sparse.diags_array(pull) @ sums_others)
    return layout.inflation * np.asarray((raw - centre).toarray(), dtype=float)


def _in_two_passes(layout: PsuLayout, these: Floats, others: Floats) -> Floats:
    """The same of dense scores, where nothing cancels."""
    weight = layout.mass * layout.stratum_scale[layout.psu_stratum]
    absent = layout.stratum_mass - np.bincount(layout.psu_stratum, layout.mass, layout.strata)
    scale = absent * layout.stratum_scale
    (y, mean_y), (z, mean_z) = (_centred(layout, scores) for scores in (these, others))
    within = y.T @ (weight[:, None] * z) + mean_y.T @ (scale[:, None] * mean_z)
    return np.asarray(layout.inflation * within, dtype=float)


def _stratum_sums(layout: PsuLayout, scores: sparse.csr_array) -> sparse.csr_array:
    entries = (layout.mass, (layout.psu_stratum, np.arange(layout.psus)))
    members = sparse.coo_array(entries, shape=(layout.strata, layout.psus)).tocsr()
    return sparse.csr_array(members @ scores)


def _centred(layout: PsuLayout, scores: Floats) -> tuple[Floats, Floats]:
    """Scores less the means of their strata, and these, (strata, E)."""
    columns = scores.shape[1]
    slots = layout.psu_stratum[:, None] * np.int64(columns) + np.arange(columns)
    counted = (layout.mass[:, None] * scores).ravel()
    sums = np.bincount(slots.ravel(), counted, minlength=layout.strata * columns)
    means = layout.pull[:, None] * sums.reshape(layout.strata, columns)
    return scores - means[layout.psu_stratum], means


def _slots(stratum: Ints, column: Ints, strata: int, columns: int) -> tuple[Ints, int, Ints]:
    """Number the pairs of stratum and column: all of them if few, else those that occur."""
    keys = stratum * np.int64(columns) + column
    if strata * columns <= max(_ALWAYS_DENSE, 4 * len(column)):
        return keys, strata * columns, np.arange(strata * columns, dtype=np.int64)
    slot_keys, inverse = np.unique(keys, return_inverse=True)
    return inverse, len(slot_keys), slot_keys
