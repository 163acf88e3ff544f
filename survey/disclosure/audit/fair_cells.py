"""Groups of residents that fair comparisons and decompositions could give away.

Whoever knows how many answers of each kind an area has can read published numbers as equations in
how many of each gave the answer. A group that could not be shown by itself is safe if that number
may still lie anywhere in a range that is wide enough, by linear programming over all that is
released of the same groups. Numbers of a model are shown only if each category that its parameters
rest on could be shown by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from survey.comparison.fair.known_cells import CONTRAST_ROW, RAW_ROW
from survey.kernels.feasible import feasible_range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.comparison.fair.known_cells import KnownCells
    from survey.disclosure.policy import ReleasePolicy
    from survey.kernels.layout import Bools, Floats

_ROUNDING = 1e-6


@dataclass(slots=True, eq=False)
class Told:
    """A result on its way out.

    Attributes
    ----------
    known : KnownCells
    areas : list
        The area of each row.
    hidden : list of bool
        Whether a row shows nothing that goes with the composition.
    """

    known: KnownCells
    areas: list[Any]
    hidden: list[bool]

    def shows(self, row: int) -> bool:
        """Whether a reader has the equation of a row."""
        if row == RAW_ROW:
            return True
        return not all(self.hidden) if row == CONTRAST_ROW else not self.hidden[row]


def hide_what_tells(results: list[Told], rules: ReleasePolicy) -> None:
    """Hide rows until no group is given away that could not be shown by itself."""
    if rules.internal:
        return
    for each in results:
        if each.known.whole:
            _hide_models(each, rules)
    for together in _of_the_same_groups([each for each in results if not each.known.whole]):
        system = _System(together, rules)
        for cell in system.unfit:
            while system.pins(cell):
                system.hide_one(cell)


def _hide_models(each: Told, rules: ReleasePolicy) -> None:
    known = each.known
    unfit = {known.areas[cell] for cell in np.flatnonzero(_unfit(known.n, known.count, rules))}
    everywhere = any(area not in each.areas for area in unfit)  # of all areas, or the contrast
    for place, area in enumerate(each.areas):
        each.hidden[place] = each.hidden[place] or everywhere or area in unfit


def _unfit(n: Floats, count: Floats, rules: ReleasePolicy) -> Bools:
    """Groups that could not be shown by themselves."""
    with np.errstate(invalid="ignore"):
        small = ((count >= 1) & (count <= rules.small_cell)) | (
            (n - count >= 1) & (n - count <= rules.small_cell)
        )
    return np.asarray((n > 0) & (small | (n < rules.minimum_base)))


def _of_the_same_groups(results: list[Told]) -> Iterator[list[Told]]:
    """Results whose groups are the same people as far as they are the same groups."""
    parts: list[tuple[dict[Any, tuple[float, str]], list[Told]]] = []
    for each in results:
        known = each.known
        numbers = zip(known.n, map(str, known.count), strict=True)
        own = dict(zip(known.keys, numbers, strict=True))
        for groups, members in parts:
            if groups.keys() & own and all(groups.get(k, own[k]) == own[k] for k in own):
                groups.update(own)
                members.append(each)
                break
        else:
            parts.append((own, [each]))
    yield from (members for _, members in parts)


class _System:
    """All equations that results give in the numbers of the same groups."""

    def __init__(self, results: list[Told], rules: ReleasePolicy) -> None:
        self._results, self._rules = results, rules
        keys = list(dict.fromkeys(key for each in results for key in each.known.keys))
        self._column = {key: place for place, key in enumerate(keys)}
        self._area = [key[0] for key in keys]
        self._n, self._count = np.zeros(len(keys)), np.zeros(len(keys))
        parts = []
        for each in results:
            places = [self._column[key] for key in each.known.keys]
            self._n[places], self._count[places] = each.known.n, each.known.count
            part = np.zeros((len(each.known.row), len(keys)))
            part[:, places] = each.known.equations
            parts.append(part)
        self._equations = np.vstack(parts)
        self._owner = [(each, int(row)) for each in results for row in each.known.row]
        self.unfit = np.flatnonzero(_unfit(self._n, self._count, rules)).tolist()

    def pins(self, cell: int) -> bool:
        """Whether the number of a group is known too well, and not from raw numbers alone."""
        told = np.array([each.shows(row) for each, row in self._owner], dtype=bool)
        raw = np.array([row == RAW_ROW for _, row in self._owner], dtype=bool)
        if (told == raw).all():
            return False
        if np.isnan(self._count).all():
            return self._is_determined(cell, told) and not self._is_determined(cell, raw)
        wanted = min(self._rules.small_cell + 1.0, float(self._n[cell]))
        width = self._width(cell, told)
        return width < wanted - _ROUNDING and width < self._width(cell, raw) - _ROUNDING

    def hide_one(self, cell: int) -> None:
        """Hide the rows of a group's own area, or else one more that tells of it."""
        own = [
            (each, place)
            for each in self._results
            for place, area in enumerate(each.areas)
            if area == self._area[cell] and not each.hidden[place]
        ]
        for each, place in own or self._telling(cell)[-1:]:
            each.hidden[place] = True

    def _telling(self, cell: int) -> list[tuple[Told, int]]:
        """Rows that are shown, those that have an equation with the group last."""
        shown = [
            (each, place)
            for each in self._results
            for place, hidden in enumerate(each.hidden)
            if not hidden
        ]
        with_it = {
            (id(each), row)
            for (each, row), coefficient in zip(self._owner, self._equations[:, cell], strict=True)
            if coefficient and row != RAW_ROW
        }
        return sorted(shown, key=lambda pair: (id(pair[0]), pair[1]) in with_it)

    def _near(self, cell: int, told: Bools) -> tuple[Bools, Floats]:
        """The groups that equations link with one, and these equations."""
        equations = self._equations[told]
        near = np.zeros(equations.shape[1], dtype=bool)
        near[cell] = True
        while True:
            touched = (equations[:, near] != 0).any(axis=1)
            wider = near | (equations[touched] != 0).any(axis=0)
            if (wider == near).all():
                return near, equations[touched][:, near]
            near = wider

    def _width(self, cell: int, told: Bools) -> float:
        """How wide the range is in which the number of a group must lie."""
        near, equations = self._near(cell, told)
        n, count = self._n[near], self._count[near]
        size = len(n)
        both = sparse.hstack([sparse.eye_array(size), sparse.eye_array(size)])
        first = sparse.hstack([sparse.csr_array(equations), sparse.csr_array(equations.shape)])
        target = np.zeros(2 * size)
        target[int(near[:cell].sum())] = 1.0
        values = np.concatenate([equations @ count, n])
        low, high = feasible_range(target, sparse.csr_array(sparse.vstack([first, both])), values)
        return high - low

    def _is_determined(self, cell: int, told: Bools) -> bool:
        """Whether equations have one solution for a group's mean."""
        near, equations = self._near(cell, told)
        if not len(equations):
            return False
        target = np.zeros(equations.shape[1])
        target[int(near[:cell].sum())] = 1.0
        scale = np.abs(equations).max(axis=1, keepdims=True)
        scaled = equations / np.where(scale > 0, scale, 1.0)
        found: Any = np.linalg.lstsq(scaled.T, target, rcond=None)[0]
        return bool(np.abs(scaled.T @ found - target).max() < _ROUNDING)
