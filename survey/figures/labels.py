"""Where labels stand so that none lies on another: in a column, above lines, or near points."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_DISTANCES = (0.0, 7.0, 16.0, 28.0, 42.0, 60.0, 84.0, 112.0)
_SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
_SCAN = 6.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; `top` is above `bottom`, so it is the smaller number."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> Box:
        """The box of a size whose middle is at a point."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def overlaps(self, other: Box, gap: float = 0.0) -> bool:
        """Whether two boxes lie on each other, or nearer to each other than a gap."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def holds(self, other: Box) -> bool:
        """Whether the other box lies inside this one."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """The point of the box that is nearest to a point."""
        return min(max(x, self.left), self.right), min(max(y, self.top), self.bottom)


def height_needed(heights: Sequence[float], gap: float = 0.0) -> float:
    """How much room a column of labels takes."""
    return sum(heights) + gap * max(len(heights) - 1, 0)


def spread(
    wanted: Sequence[float],
    heights: Sequence[float],
    low: float,
    high: float,
    *,
    gap: float = 0.0,
) -> list[float]:
    """Middles of labels in a column that don't touch, as near as can be to where they belong.

    The sum of the squared distances is the least there can be (pooling of adjacent violators).

    Parameters
    ----------
    wanted : sequence of float
        Where each label belongs; their order is kept.
    heights : sequence of float
    low, high : float
        Ends of the column.
    gap : float
        Least room between two labels.

    Returns
    -------
    list of float
        In the order given.

    Raises
    ------
    ValueError
        If the column is too short for the labels (a defect of whoever laid it out).

    Examples
    --------
    >>> spread([10, 12, 50], [10, 10, 10], 0, 100)
    [6.0, 16.0, 50.0]
    """
    if not wanted:
        return []
    order = sorted(range(len(wanted)), key=lambda k: (wanted[k], k))
    offsets = [0.0]
    for one, other in pairwise(order):
        offsets.append(offsets[-1] + (heights[one] + heights[other]) / 2 + gap)
    first = low + heights[order[0]] / 2
    last = high - heights[order[-1]] / 2 - offsets[-1]
    if last < first - 1e-6:
        message = f"a column from {low} to {high} must have room for all its labels"
        raise ValueError(message)
    free = _rising([wanted[k] - offset for k, offset in zip(order, offsets, strict=True)])
    middles = [0.0] * len(wanted)
    for k, offset, place in zip(order, offsets, free, strict=True):
        middles[k] = max(min(place, last), first) + offset
    return middles


def _rising(values: Sequence[float]) -> list[float]:
    """The never falling sequence that is nearest to the given one."""
    pools: list[tuple[float, int]] = []
    for value in values:
        mean, count = float(value), 1
        while pools and pools[-1][0] > mean:
            earlier, size = pools.pop()
            mean, count = (earlier * size + mean * count) / (size + count), size + count
        pools.append((mean, count))
    return [mean for mean, count in pools for _ in range(count)]


def tiers(starts: Sequence[float], widths: Sequence[float], *, gap: float = 0.0) -> list[int]:
    """Tiers of flags, each of which begins at its pole and goes to the right.

    Parameters
    ----------
    starts : sequence of float
        Where the poles stand, from left to right.
    widths : sequence of float
    gap : float

    Returns
    -------
    list of int
        From 0, the lowest. A flag that would reach the next pole flies above the flag there, so
        that no pole cuts through a flag.

    Examples
    --------
    >>> tiers([0, 20, 90], [50, 50, 50])
    [1, 0, 0]
    """
    found: list[int] = []
    for k in reversed(range(len(starts))):
        reach = starts[k] + widths[k] + gap
        under = [
            tier for start, tier in zip(starts[k + 1 :], reversed(found), strict=True)
            if start < reach
        ]  # fmt: skip
        found.append(max(under, default=-1) + 1)
    return found[::-1]


@dataclass(slots=True)
class _Taken:
    """What there is already: boxes, and lines from points to their labels."""

    boxes: list[Box]
    gap: float
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)

    def allows(self, box: Box, line: tuple[float, float, float, float]) -> bool:
        """Whether a label may stand in a box and be tied to its point by a line.

        The line may leave a box that its point lies in.
        """
        for other in self.boxes:
            begins_there = other.nearest(*line[:2]) == line[:2]
            if box.overlaps(other, self.gap) or (not begins_there and _cuts(line, other)):
                return False
        return not any(_cuts(each, box) for each in self.lines)


def place_near(
    points: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    room: Box,
    *,
    marks: Iterable[Box] = (),
    reach: float = 6.0,
    gap: float = 1.0,
) -> list[Box | None]:
    """Boxes for labels near their points, clear of each other and of all marks.

    Parameters
    ----------
    points : sequence of (float, float)
        The labels of the first are placed first.
    sizes : sequence of (float, float)
        Width and height of each label.
    room : Box
        What no label may leave.
    marks : iterable of Box
        What no label may cover.
    reach : float
        Half the size of the mark of a point.
    gap : float
        Least room between two boxes.

    Returns
    -------
    list of Box or None
        None where there is no room at all.
    """
    taken = _Taken([*marks], gap)
    found: list[Box | None] = []
    for point, size in zip(points, sizes, strict=True):
        box = next(
            (
                each
                for each in _candidates(point, size, room, reach + gap)
                if room.holds(each) and taken.allows(each, _line(point, each))
            ),
            None,
        )
        found.append(box)
        if box is not None:
            taken.boxes.append(box)
            taken.lines.append(_line(point, box))
    return found


def _line(point: tuple[float, float], box: Box) -> tuple[float, float, float, float]:
    return (*point, *box.nearest(*point))


def _candidates(
    point: tuple[float, float], size: tuple[float, float], room: Box, reach: float
) -> Iterator[Box]:
    """Beside the point first, then farther and farther away, then anywhere in the room."""
    (x, y), (width, height) = point, size
    for distance, (across, down) in product(_DISTANCES, _SIDES):
        away = (reach + distance) * (0.75 if across and down else 1.0)
        yield Box.around(
            x + across * (away + width / 2), y + down * (away + height / 2), width, height
        )
    yield from sorted(_anywhere(size, room), key=lambda box: math.dist(point, box.middle))


def _anywhere(size: tuple[float, float], room: Box) -> Iterator[Box]:
    width, height = size
    columns = max(int((room.right - room.left - width) / _SCAN) + 1, 0)
    rows = max(int((room.bottom - room.top - height) / _SCAN) + 1, 0)
    for column, row in product(range(columns), range(rows)):
        left, top = room.left + column * _SCAN, room.top + row * _SCAN
        yield Box(left, top, left + width, top + height)


def _cuts(line: tuple[float, float, float, float], box: Box) -> bool:
    """Whether a line goes through the inside of a box (Liang and Barsky 1984)."""
    x, y, end_x, end_y = line
    enters, leaves = 0.0, 1.0
    for start, way, low, high in (
        (x, end_x - x, box.left, box.right),
        (y, end_y - y, box.top, box.bottom),
    ):
        if way == 0:
            if not low < start < high:
                return False
            continue
        first, last = sorted(((low - start) / way, (high - start) / way))
        enters, leaves = max(enters, first), min(leaves, last)
    return leaves - enters > 1e-9
