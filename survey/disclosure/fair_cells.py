"""Groups of residents that fair comparisons and decompositions could give away.

Whoever knows how many answers of each kind an area has can read published numbers as equations in
how many of each gave the answer. A group that could not be shown by itself is safe if that number
may still lie anywhere in a range that is wide enough, by linear programming. Numbers of a model are
shown only if each category that its parameters rest on could be shown by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from survey.comparison.known_cells import CONTRAST_ROW, RAW_ROW
from survey.kernels.feasible import feasible_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.comparison.known_cells import KnownCells
    from survey.disclosure.policy import ReleasePolicy
    from survey.kernels.layout import Bools, Floats

_ROUNDING = 1e-6


def rows_to_hide(
    known: KnownCells, areas: Sequence[Any], shown: Sequence[bool], rules: ReleasePolicy
) -> list[bool]:
    """Which rows must not show what goes with the composition.

    Parameters
    ----------
    known : KnownCells
    areas : sequence
        The area of each row.
    shown : sequence of bool
        Whether its other numbers are shown at all.
    rules : ReleasePolicy

    Returns
    -------
    list of bool
        Rows that aren't shown anyway stay out of it.
    """
    hidden = [not each for each in shown]
    if rules.internal or not len(known.n):
        return hidden
    if known.whole:
        return _of_models(known, areas, hidden, rules)
    for cell in np.flatnonzero(_unfit(known, rules)):
        while not all(hidden) and _is_pinned(known, int(cell), hidden, rules):
            culprit = _culprit(known, int(cell), areas, hidden)
            hidden = [old or place in culprit for place, old in enumerate(hidden)]
    return hidden


def _of_models(
    known: KnownCells, areas: Sequence[Any], hidden: list[bool], rules: ReleasePolicy
) -> list[bool]:
    unfit = {known.areas[cell] for cell in np.flatnonzero(_unfit(known, rules))}
    everywhere = any(area not in areas for area in unfit)  # of all areas, or of the contrast
    return [old or everywhere or area in unfit for area, old in zip(areas, hidden, strict=True)]


def _unfit(known: KnownCells, rules: ReleasePolicy) -> Bools:
    """Groups that could not be shown by themselves."""
    n, count = known.n, known.count
    with np.errstate(invalid="ignore"):
        small = ((count >= 1) & (count <= rules.small_cell)) | (
            (n - count >= 1) & (n - count <= rules.small_cell)
        )
    return np.asarray((n > 0) & (small | (n < rules.minimum_base)))


def _published(known: KnownCells, hidden: list[bool]) -> Bools:
    """The equations that a reader has."""
    some = not all(hidden)
    shown = {RAW_ROW: True, CONTRAST_ROW: some} | {k: not h for k, h in enumerate(hidden)}
    return np.array([shown[int(row)] for row in known.row], dtype=bool)


def _is_pinned(known: KnownCells, cell: int, hidden: list[bool], rules: ReleasePolicy) -> bool:
    """Whether the number of a group is known too well, and not from raw numbers alone."""
    told, raw = _published(known, hidden), known.row == RAW_ROW
    if np.isnan(known.count).all():
        return _is_determined(known.equations[told], cell) and not _is_determined(
            known.equations[raw], cell
        )
    wanted = min(rules.small_cell + 1.0, float(known.n[cell]))
    width = _width(known, cell, told)
    return width < wanted - _ROUNDING and width < _width(known, cell, raw) - _ROUNDING


def _width(known: KnownCells, cell: int, told: Bools) -> float:
    """How wide the range is in which the number of a group must lie."""
    near = _linked(known.equations[told], cell)
    equations = known.equations[told][:, near]
    equations = equations[(equations != 0).any(axis=1)]
    n, count = known.n[near], known.count[near]
    size = len(n)
    both = sparse.hstack([sparse.eye_array(size), sparse.eye_array(size)])
    first = sparse.hstack([sparse.csr_array(equations), sparse.csr_array(equations.shape)])
    target = np.zeros(2 * size)
    target[np.flatnonzero(near).tolist().index(cell)] = 1.0
    values = np.concatenate([equations @ count, n])
    matrix = sparse.csr_array(sparse.vstack([first, both]))
    low, high = feasible_range(target, matrix, values)
    return high - low


def _linked(equations: Floats, cell: int) -> Bools:
    """The groups that equations link with one, itself among them."""
    near = np.zeros(equations.shape[1], dtype=bool)
    near[cell] = True
    while True:
        touched = (equations[:, near] != 0).any(axis=1)
        wider = near | (equations[touched] != 0).any(axis=0)
        if (wider == near).all():
            return near
        near = wider


def _is_determined(equations: Floats, cell: int) -> bool:
    """Whether equations have one solution for a group's mean."""
    if not len(equations):
        return False
    near = _linked(equations, cell)
    part = equations[:, near]
    target = np.zeros(int(near.sum()))
    target[np.flatnonzero(near).tolist().index(cell)] = 1.0
    scale = np.abs(part).max(axis=0)
    scaled = part / np.where(scale > 0, scale, 1.0)
    found: Any = np.linalg.lstsq(scaled.T, target, rcond=None)[0]
    return bool(np.abs(scaled.T @ found - target).max() < _ROUNDING)


def _culprit(known: KnownCells, cell: int, areas: Sequence[Any], hidden: list[bool]) -> set[int]:
    """The rows to hide next: that of the group's own area, else the last one that tells of it."""
    own = [k for k, area in enumerate(areas) if area == known.areas[cell] and not hidden[k]]
    if own:
        return set(own)
    told = _published(known, hidden)
    telling = known.row[told & (known.equations[:, cell] != 0)]
    rows = [int(row) for row in telling if row >= 0]
    if rows and CONTRAST_ROW not in telling:
        return {max(rows)}
    return set(range(len(areas)))
