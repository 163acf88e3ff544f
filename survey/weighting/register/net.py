"""The numbers of a register as a net of sums: departments make areas, categories make totals."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from survey.kernels.known_sums import Ranges, Sums, narrowed
from survey.weighting.register.places import WHOLE, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from survey.findings import Place
    from survey.kernels.layout import Bools, Floats
    from survey.weighting.targets import Universe

Code = int | str
Level = tuple[str, object]
"""A category: ``("code", 2)`` of the survey, ``("label", (2, "25-29"))`` of the register within it,
``("out", "0-6")`` outside of whom the survey is about."""
GROWN: Level = ("grown", None)
"""All ages of adults together."""
_NOISE = 1e-6


class Node(NamedTuple):
    """A number: how many of a universe are in a place and in some categories.

    Attributes
    ----------
    universe : Universe
    numeric : str
        The variable whose values are summed; empty for counts.
    where : Where or int
        A place; a number for all rows of the table with that number.
    levels : tuple of (str, Level)
        By variable, sorted.
    """

    universe: Universe
    numeric: str
    where: Where | int
    levels: tuple[tuple[str, Level], ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that its categories are of."""
        return tuple(name for name, _ in self.levels)


class Statement(NamedTuple):
    """What a register says of a number.

    Attributes
    ----------
    low, high : float
    place : Place or None
        None for one that the user told.
    block : int
        Number of the table.
    rounded : bool
        Whether it comes from a share.
    """

    low: float
    high: float
    place: Place | None
    block: int
    rounded: bool = False


class Sum(NamedTuple):
    """A number that is the sum of others."""

    whole: int
    parts: tuple[int, ...]
    kind: str


class Clash(NamedTuple):
    """A sum that its parts don't add to.

    Attributes
    ----------
    sum : int
    low, high : float
        What the parts can add to.
    other_low, other_high : float
        What the whole is by what is stated of it, or by another sum.
    """

    sum: int
    low: float
    high: float
    other_low: float
    other_high: float

    @property
    def gap(self) -> float:
        """How far the parts are above the whole; below it, if negative."""
        if self.low > self.other_high:
            return self.low - self.other_high
        return self.high - self.other_low


@dataclass(slots=True)
class Net:
    """Numbers and their sums, in the making.

    Attributes
    ----------
    nodes : dict of Node to int
    said : dict of int to list of Statement
        What is stated of nodes, in the order of the files.
    sums : list of Sum
        The finest first.
    """

    nodes: dict[Node, int] = field(default_factory=dict)
    said: dict[int, list[Statement]] = field(default_factory=lambda: defaultdict(list))
    sums: list[Sum] = field(default_factory=list)
    _made: set[tuple[int, tuple[int, ...]]] = field(default_factory=set)
    source: dict[int, int] = field(default_factory=dict)

    def number(self, node: Node) -> int:
        """The number of a node, which is new if it wasn't there."""
        return self.nodes.setdefault(node, len(self.nodes))

    def state(self, node: Node, statement: Statement) -> None:
        """Take what is said of a number."""
        self.said[self.number(node)].append(statement)

    def add(self, whole: Node, parts: Iterable[Node], kind: str) -> None:
        """Let a number be the sum of others, once."""
        at, those = self.number(whole), tuple(map(self.number, parts))
        key = at, tuple(sorted(those))
        if those != (at,) and key not in self._made:
            self._made.add(key)
            self.sums.append(Sum(at, those, kind))

    def __len__(self) -> int:
        return len(self.nodes)

    def put_in_order(self) -> None:
        """Sort the sums so that each stands after those of its parts."""
        known = list(self.nodes)
        self.sums.sort(key=lambda each: _order(known[each.whole], each.kind))

    # Ranges

    def stated(self) -> tuple[Floats, Floats]:
        """The ranges that the first statements of each number give."""
        low, high = np.zeros(len(self)), np.full(len(self), np.inf)
        for at, statements in self.said.items():
            low[at], high[at] = statements[0].low, statements[0].high
            for each in statements[1:]:
                if each.low <= high[at] and low[at] <= each.high:
                    low[at], high[at] = max(low[at], each.low), min(high[at], each.high)
        return low, high

    def whole_numbers(self) -> Bools:
        """Nodes that are counts for sure: none that come from shares."""
        found = np.array([not node.numeric for node in self.nodes])
        for at, statements in self.said.items():
            found[at] &= not all(each.rounded for each in statements)
        for each in self.sums:
            if each.whole not in self.said:
                found[each.whole] &= bool(np.all(found[list(each.parts)]))
        return found

    def gathered(self, told: Iterable[int] = ()) -> tuple[Floats, Floats, list[Clash]]:
        """Ranges after all sums were taken upwards once, and those that can't be.

        A clash isn't told again of sums that hold the clashing number, nor of numbers of which it
        was already told that they are stated differently.
        """
        low, high = self.stated()
        clashes: list[Clash] = []
        spoiled: set[int] = set(told)
        for number, each in enumerate(self.sums):
            parts = list(each.parts)
            lows, highs = float(low[parts].sum()), float(high[parts].sum())
            at = each.whole
            apart = lows > high[at] + _room(high[at]) or highs < low[at] - _room(low[at])
            if at in spoiled or spoiled.intersection(parts):
                spoiled.add(at)
            elif apart:
                clashes.append(Clash(number, lows, highs, float(low[at]), float(high[at])))
                spoiled.add(at)
            else:
                if low[at] < lows or highs < high[at]:
                    self.source.setdefault(at, number)
                low[at], high[at] = max(low[at], lows), min(high[at], highs)
        return low, high, clashes

    def matrix(self, kept: Sequence[int]) -> Sums:
        """Some of the sums, for the kernels."""
        sums = [self.sums[each] for each in kept]
        return Sums(
            np.array([each.whole for each in sums], dtype=np.int64),
            np.repeat(np.arange(len(sums)), [len(each.parts) for each in sums]).astype(np.int64),
            np.array([part for each in sums for part in each.parts], dtype=np.int64),
        )

    def narrowed(self, kept: Sequence[int]) -> Ranges:
        """The narrowest ranges that some of the sums allow, one at a time."""
        low, high = self.stated()
        return narrowed(low, high, self.matrix(kept), self.whole_numbers())


def _room(value: float) -> float:
    return _NOISE * max(1.0, abs(value)) if np.isfinite(value) else 0.0


_DEPTHS = {"label": 2, "code": 1, "out": 1}


def _order(whole: Node, kind: str) -> tuple[int, bool, int, bool]:
    """Departments before areas before all of them; sums of places before those of categories."""
    where = whole.where
    is_area = isinstance(where, Where) and where != WHOLE
    rank = (0 if where.department else 1) if isinstance(where, Where) and is_area else 2
    depth = sum(_DEPTHS[level[0]] for _, level in whole.levels)
    return rank, kind != "places", -depth, whole.universe == "persons"
