"""How many units two waves have in common, and degrees of freedom of a change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from survey.kernels.sums import psus_and_strata

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, PsuLayout
    from survey.kernels.wave_covariance import Overlap


@dataclass(frozen=True, slots=True)
class PairSizes:
    """Sizes of pairs of an earlier and a later base, each (P,) float.

    Attributes
    ----------
    common : units with a case in both
    df : degrees of freedom
    """

    common: Floats
    df: Floats


def pair_sizes(
    layouts: tuple[PsuLayout, ...],
    common: Overlap | None,
    earlier: sparse.csc_array,
    later: sparse.csc_array,
    *,
    one_design: bool = False,
) -> PairSizes:
    """Common units and degrees of freedom.

    Parameters
    ----------
    layouts : pair of PsuLayout
    common : Overlap or None
        None if the samples are independent, or lie in one design.
    earlier, later : sparse, (G1, P) and (G2, P)
        Non-zero where a unit has a case.
    one_design : bool
        Whether both have the same units.

    Notes
    -----
    Units with a case in either wave, those in both once, minus strata; strata of both waves that
    share a unit count once. So it is n − 1 for a panel in one stratum, as in a paired t test, and
    n1 + n2 − 2 for samples with nobody in common.
    """
    if one_design:
        either = sparse.csr_array(abs(earlier) + abs(later))
        psus, strata = psus_and_strata(layouts[0], either)
        return PairSizes(_counted(_both(earlier.tocsr(), later.tocsr())), psus - strata)
    sizes = [
        psus_and_strata(layout, sparse.csr_array(each))
        for layout, each in zip(layouts, (earlier, later), strict=True)
    ]
    (psus1, strata1), (psus2, strata2) = sizes
    shared, joined = np.zeros(earlier.shape[1]), np.zeros(earlier.shape[1])
    if common is not None and len(common.first):
        both = _both(earlier.tocsr()[common.first], later.tocsr()[common.second])
        shared = _counted(both)
        cells = sparse.coo_array(
            (np.ones(len(common.cell)), (common.cell, np.arange(len(common.cell)))),
            shape=(common.cells, len(common.cell)),
        ).tocsr()
        joined = _counted(sparse.csr_array(cells @ both))
    strata = np.maximum(strata1 + strata2 - joined, np.maximum(strata1, strata2))
    return PairSizes(shared, psus1 + psus2 - shared - strata)


def _both(earlier: sparse.csr_array, later: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(_present(earlier).multiply(_present(later)))


def _present(values: sparse.csr_array) -> sparse.csr_array:
    found = values.copy()
    found.eliminate_zeros()
    found.data = np.ones(found.nnz)
    return found


def _counted(values: sparse.csr_array) -> Floats:
    """Entries that aren't 0, by column."""
    return np.asarray(_present(values).sum(axis=0), dtype=float).ravel()
