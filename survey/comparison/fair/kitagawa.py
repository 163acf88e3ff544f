"""Differences of shares and means by rates in cells and by composition (Kitagawa 1955)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from survey.comparison.fair.decomposition import Part
from survey.comparison.fair.influenced import Influenced, replicate_weights
from survey.comparison.fair.known_cells import RAW_ROW, KnownCells, group_keys
from survey.comparison.fair.profiled import refuse_empty_cells
from survey.kernels.factor_effects import Crossing, composition_effects, kitagawa

if TYPE_CHECKING:
    from survey.comparison.fair.characteristics import Cells
    from survey.comparison.fair.profiled import Profiled
    from survey.kernels.layout import Floats, Ints

Keys = list[tuple[Part, str]]


def kitagawa_keys(names: tuple[str, ...]) -> Keys:
    """What the parts are: all of the composition, each characteristic in it, and the rates."""
    each = [(Part.COMPOSITION, name) for name in names] if len(names) > 1 else []
    return [(Part.COMPOSITION, ""), *each, (Part.RATES, "")]


def kitagawa_parts(of: Profiled, cells: Cells, area: int, contrast: int) -> Influenced:
    """Parts of the difference between two areas, in the order of `kitagawa_keys`."""
    counts, _ = of.counts(cells)
    used = np.flatnonzero(counts[area] + counts[contrast] > 0)
    totals = totals_of(of, cells, area, used).beside(totals_of(of, cells, contrast, used))
    return totals.through(partial(parts_of_totals, Crossing.of(cells.levels[used])))


def parts_of_totals(crossing: Crossing, totals: Floats) -> Floats:
    """The parts from the totals of cells of both sides."""
    rates, *composition = kitagawa(totals, crossing)
    several = composition if len(composition) > 1 else []
    return np.array([sum(composition), *several, rates])


def totals_of(of: Profiled, cells: Cells, area: int, used: Ints) -> Influenced:
    """Size and sum of some cells in an area, with the influences of its rows."""
    rows = np.flatnonzero(of.inside & (of.areas.code == area))
    place = np.full(cells.count, -1, dtype=np.int64)
    place[used] = np.arange(len(used))
    inside = (place[cells.cell[rows]][:, None] == np.arange(len(used))).astype(float)
    columns = np.hstack([inside, inside * of.measured.values[rows][:, None]])
    weights = (of.design.weights * of.design.counts)[rows]
    again = replicate_weights(of.design, rows)
    replicates = None if again is None else again.T @ columns
    return Influenced(of.design, rows, weights @ columns, columns, replicates)


def refuse_one_sided(of: Profiled, cells: Cells, areas: Ints, contrast: int) -> None:
    """Refuse cells that only one side of a difference has.

    Raises
    ------
    DataError
    """
    counts, _ = of.counts(cells)
    there = counts > 0
    wanted = np.zeros_like(there)
    wanted[areas] = there[areas] | there[contrast]
    wanted[contrast] = there[contrast] | there[areas].any(axis=0)
    refuse_empty_cells(of, cells, wanted)


def kitagawa_cells(of: Profiled, cells: Cells, areas: Ints, contrast: int) -> KnownCells:
    """Equations in the counts of cells that the parts give to a reader."""
    n, count = of.counts(cells)
    kept = np.append(areas, contrast)
    n, count = n[kept], count[kept]
    last = len(areas)
    pairs = [(place, last, place) for place in range(last)]
    row, equations = equations_of_pairs(n, cells.levels, pairs)
    if of.measured.share is None:
        equations = equations * n.ravel()
    keys = group_keys([of.areas.values[place] for place in kept], cells)
    return KnownCells(keys, n.ravel(), count.ravel(), row, equations)


def equations_of_pairs(
    n: Floats, levels: Ints, pairs: list[tuple[int, int, int]]
) -> tuple[Ints, Floats]:
    """What raw numbers and the parts of some differences say of the counts of cells.

    Parameters
    ----------
    n : (A, G) float
        Answers.
    levels : (G, P) int
    pairs : list of (area, contrast, row)
        Places of both sides, and the row that their parts are published in.

    Returns
    -------
    (K,) int, (K, A·G) float
    """
    raw = np.zeros((len(n), *n.shape))
    raw[np.arange(len(n)), np.arange(len(n))] = 1.0
    rows, equations = [RAW_ROW] * len(n), list(raw.reshape(len(n), -1))
    for area, contrast, published in pairs:
        used = n[area] + n[contrast] > 0
        crossing = Crossing.of(levels[used])
        for effect in composition_effects(n[area, used], n[contrast, used], crossing):
            row = np.zeros_like(n)
            row[area, used] = effect / n[area, used] / 2
            row[contrast, used] = effect / n[contrast, used] / 2
            rows.append(published)
            equations.append(row.ravel())
    return np.array(rows), np.array(equations)
