"""Means of areas made equal in composition: Σ_g W_g ȳ_ag, with the influence of every row.

W is the composition that all areas are given; where it is that of some of the rows, their part in
it counts too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Where rows lie, and which composition areas are given.

    Attributes
    ----------
    area, cell : (m,) int
        Area and cell of characteristics of each row.
    areas, cells : int
        Their numbers, A and G.
    y : (m,) float
    reference : (m,) bool or None
        Rows whose composition areas are given; None where the composition is fixed.
    fixed : (G,) float
        The composition itself if it is fixed, summing to 1.
    """

    area: Ints
    cell: Ints
    areas: int
    cells: int
    y: Floats
    reference: Bools | None
    fixed: Floats

    def totals(self, weights: Floats) -> tuple[Floats, Floats]:
        """Sizes and sums by area and cell, (A, G, R) for (m, R) weights."""
        entries = (np.ones(len(self.y)), (self.area * self.cells + self.cell, self._rows()))
        within = sparse.csr_array(entries, shape=(self.areas * self.cells, len(self.y)))
        shape = (self.areas, self.cells, weights.shape[1])
        sizes = np.asarray(within @ weights).reshape(shape)
        return sizes, np.asarray(within @ (self.y[:, None] * weights)).reshape(shape)

    def standard(self, weights: Floats) -> Floats:
        """The composition that areas are given, (G, R) for (m, R) weights."""
        if self.reference is None:
            return np.repeat(self.fixed[:, None], weights.shape[1], axis=1)
        rows = np.flatnonzero(self.reference)
        entries = (np.ones(len(rows)), (self.cell[rows], np.arange(len(rows))))
        within = sparse.csr_array(entries, shape=(self.cells, len(rows)))
        counted: Floats = np.asarray(within @ weights[rows])
        return np.asarray(counted / counted.sum(axis=0))

    def _rows(self) -> Ints:
        return np.arange(len(self.y))


def means_of(profile: Profile, weights: Floats) -> Floats:
    """Means of areas as they are, then with the standard composition, (2 A, R).

    Parameters
    ----------
    weights : (m, R) float
        NaN where a cell that the standard has is empty in an area.
    """
    sizes, sums = profile.totals(weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = sums / sizes
        raw = sums.sum(axis=1) / sizes.sum(axis=1)
    standard = profile.standard(weights)[None]
    adjusted = np.where(standard > 0, standard * rates, 0.0).sum(axis=1)
    return np.concatenate([raw, adjusted])


def influences_on(profile: Profile, weights: Floats) -> Floats:
    """Derivatives of the means by the weight of each row, (m, 2 A).

    Parameters
    ----------
    weights : (m,) float
    """
    sizes, sums = (each[:, :, 0] for each in profile.totals(weights[:, None]))
    standard = profile.standard(weights[:, None])[:, 0]
    rates = np.divide(sums, sizes, out=np.zeros_like(sums), where=sizes > 0)
    raw = sums.sum(axis=1) / sizes.sum(axis=1)
    area, cell, rows = profile.area, profile.cell, np.arange(len(profile.y))
    result = np.zeros((len(rows), 2 * profile.areas))
    result[rows, area] = (profile.y - raw[area]) / sizes.sum(axis=1)[area]
    own = standard[cell] * (profile.y - rates[area, cell]) / sizes[area, cell]
    result[rows, profile.areas + area] = own
    if profile.reference is not None:
        inside = np.flatnonzero(profile.reference)
        apart = (rates - (rates @ standard)[:, None])[:, cell[inside]].T
        result[inside, profile.areas :] += apart / weights[inside].sum()
    return result
