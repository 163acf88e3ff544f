"""Slopes: a line for every area from one wave to another, its name where it ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from survey.disclosure.policy import Status
from survey.disclosure.signs import BROKEN
from survey.figures.canvas import canvas
from survey.figures.change_rows import change_in_words, point_in_words
from survey.figures.frame import LABEL, MARGIN, SMALL
from survey.figures.labels import spread
from survey.figures.style import INK, NARROW, QUIET, RULE, WIDE, text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.figures.change_rows import Changed, Spec
    from survey.figures.style import Look

_LINE, _GAP = 14.5, 4.0
_NUMBER = 52.0
_LEAST_REACH = 0.2
_MOST_LINES = {True: 6, False: 3}
_LEAST_HEIGHT = 240.0
_LABELS = {True: 196.0, False: 330.0}
_LEADER = 20.0
_SHORT_HEAD = 22.0


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the chart: where it begins and ends, and its label there, in pixels."""

    row: Changed
    before: float
    after: float
    number: float
    label: float
    words: str


@dataclass(frozen=True, slots=True)
class _Layout:
    lines: tuple[_Line, ...]
    listed: tuple[tuple[float, str], ...]
    left: float
    right: float
    width: float
    height: float
    bottom: float
    heads: tuple[str, str]
    look: Look


def slopes(
    spec: Spec, look: Look, *, narrow: bool
) -> tuple[Callable[[Figure], None], float, float]:
    """How to draw them, and how wide and high they are."""
    layout = _layout(spec, look, narrow=narrow)
    return partial(_paint, layout), layout.width, layout.height


def _layout(spec: Spec, look: Look, *, narrow: bool) -> _Layout:
    width = NARROW if narrow else WIDE
    right = width - MARGIN - _LABELS[narrow] - _LEADER
    rooms = (right - MARGIN - 22, width - right - MARGIN)
    heads = [wrapped(wave, SMALL, room, most=4, bold=True, font=look.font)
             for wave, room in zip((spec.earlier, spec.later), rooms, strict=True)]  # fmt: skip
    top = 46.0 + 12.0 * max(head.count("\n") for head in heads)
    lines = _lines(spec, look, top, narrow=narrow)
    ends = [line.label + _height(line.words) / 2 for line in lines]
    bottom = max([top, *(max(line.before, line.after, line.number) + 8 for line in lines), *ends])
    at, listed = bottom + 12, []
    for row in spec.rows:
        if not _drawn(row):
            words = wrapped(_said_of(row, spec), LABEL, width - 2 * MARGIN, most=3, font=look.font)
            listed.append((at, words))
            at += _height(words)
    return _Layout(
        tuple(lines), tuple(listed), MARGIN + _NUMBER, right, width, at + 6, bottom,
        (heads[0], heads[1]), look,
    )  # fmt: skip


def _drawn(row: Changed) -> bool:
    return row.before.shown and row.after.shown and not row.change.broken


def _said_of(row: Changed, spec: Spec) -> str:
    """A row that has no line, in words."""
    if not row.points():
        return f"{row.label}: {point_in_words(row.after, spec.language)}"
    waves = ((spec.earlier, row.before), (spec.later, row.after))
    parts = (f"{wave} {point_in_words(point, spec.language)}" for wave, point in waves)
    words = f"{row.label}: {', '.join(parts)}"
    return f"{words} ({BROKEN})" if row.change.broken else words


def _lines(spec: Spec, look: Look, top: float, *, narrow: bool) -> list[_Line]:
    rows = [row for row in spec.rows if _drawn(row)]
    words = [_label(row, spec.language, look, narrow=narrow) for row in rows]
    heights = [_height(each) for each in words]
    low, high = _reach([point.estimate for row in rows for point in row.points()])
    length = max(_LEAST_HEIGHT, sum(heights))

    def place(share: float) -> float:
        return top + length * (high - share) / (high - low)

    before = [place(row.before.estimate) for row in rows]
    after = [place(row.after.estimate) for row in rows]
    labels = spread(after, heights, top, math.inf)
    numbers = _numbers_apart(rows, before, spec.language, top)
    fields = zip(rows, before, after, numbers, labels, words, strict=True)
    return [_Line(*each) for each in fields]


def _reach(shares: list[float]) -> tuple[float, float]:
    """The lowest and the highest share, somewhat apart at least."""
    low, high = min(shares, default=0.0), max(shares, default=1.0)
    missing = max(0.0, _LEAST_REACH - (high - low)) / 2
    return low - missing, high + missing


def _numbers_apart(
    rows: list[Changed], before: list[float], language: str, top: float
) -> list[float]:
    """Where the numbers of the earlier wave stand; equal ones stand on each other."""
    printed = [point_in_words(row.before, language) for row in rows]
    first = {word: place for place, word in reversed(list(enumerate(printed)))}
    kept = sorted(first.values())
    spots = spread([before[k] for k in kept], [_LINE - 1] * len(kept), top, math.inf)
    known = dict(zip(kept, spots, strict=True))
    return [known[first[word]] for word in printed]


def _label(row: Changed, language: str, look: Look, *, narrow: bool) -> str:
    share = point_in_words(row.after, language)
    words = f"{share}  {row.label}: {change_in_words(row.change, language)}"
    most = _MOST_LINES[narrow]
    return wrapped(words, LABEL, _LABELS[narrow], most=most, bold=row.strong, font=look.font)


def _height(words: str) -> float:
    return _LINE * (words.count("\n") + 1) + _GAP


def _paint(layout: _Layout, figure: Figure) -> None:
    axes = canvas(figure, layout.width, layout.height)
    top = 26.0 + 12.0 * max(head.count("\n") for head in layout.heads)
    for x, head in zip((layout.left, layout.right), layout.heads, strict=True):
        half = text_width(head, SMALL, bold=True, font=layout.look.font) / 2
        central = half <= _SHORT_HEAD
        begin = MARGIN if x == layout.left else x - _SHORT_HEAD / 2
        axes.plot([x, x], [top + 4, layout.bottom], color=RULE, lw=1, zorder=0)
        axes.text(
            x if central else begin, top, head, ha="center" if central else "left", va="bottom",
            color=INK, size=SMALL, weight="bold", linespacing=1.1,
        )  # fmt: skip
    numbers = {(round(line.number, 3), point_in_words(line.row.before, "en"))
               for line in layout.lines}  # fmt: skip
    for y, words in sorted(numbers):
        axes.text(layout.left - _LEADER, y, words, ha="right", va="center", color=INK, size=LABEL)
    for line in layout.lines:
        _paint_line(axes, layout, line)
    for y, words in layout.listed:
        axes.text(
            MARGIN, y, words, ha="left", va="top", color=INK, size=LABEL, linespacing=1.15
        )  # fmt: skip


def _paint_line(axes: Axes, layout: _Layout, line: _Line) -> None:
    """Thick in the colour of the house for a sure change, thin and grey else."""
    row, sure = line.row, bool(line.row.change.mark)
    colour = layout.look.accent if sure else QUIET
    across, down = (layout.left, layout.right), (line.before, line.after)
    axes.plot(across, down, color=colour, lw=2.4 if sure else 1.1, zorder=3 if sure else 2)
    for x, y, point, fill in zip(
        across, down, (row.before, row.after), ("white", colour), strict=True
    ):
        marker = "s" if point.status is Status.FEW else "o"
        axes.plot(
            [x], [y], marker=marker, markersize=6, color=colour, markerfacecolor=fill,
            markeredgewidth=1.4, zorder=4,
        )  # fmt: skip
    for x, way, y, label in (
        (layout.left, -1, line.before, line.number), (layout.right, 1, line.after, line.label),
    ):  # fmt: skip
        leader = (x + way * 5, x + way * (_LEADER - 3))
        axes.plot(leader, [y, label], color=QUIET, lw=0.5, zorder=1)
    axes.text(
        layout.right + _LEADER, line.label, line.words, ha="left", va="center", color=INK,
        size=LABEL, weight="bold" if row.strong else "normal", linespacing=1.15,
    )  # fmt: skip
