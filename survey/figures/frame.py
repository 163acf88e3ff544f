"""The frame of a chart: rows with the labels of areas, and an axis of percentages below them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from survey.figures.style import (
    DEFAULT_LOOK,
    INK,
    NARROW,
    QUIET,
    RULE,
    WIDE,
    text_width,
    wrapped,
)
from survey.language.catalogue import text
from survey.language.numbers import NO_BREAK, format_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.figures.style import Look

LABEL, SMALL = 9.5, 8.0
MARGIN = 12.0
_WIDEST_LABEL, _WIDEST_OF_MANY, _PART_OF_LABELS = 220.0, 320.0, 0.54
_MOST_LINES = 3
_LINE = 14.5
_BELOW = 30.0
_GAP, _GAP_OF_MANY = 10.0, 4.0
_TICK_STEPS = (0.1, 0.2, 0.25, 0.5, 1.0)
_LEAST_REACH = 0.24
_SOME, _STEP_OF_SOME, _MANY, _STEP_OF_MANY = 6, 28.0, 14, 24.0
_LEAST_APART = {True: 44.0, False: 56.0}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a chart.

    Attributes
    ----------
    label : str
        Over as many lines as it takes.
    strong : bool
    top, middle : float
        Pixels from the first row's top: where it begins, and where its marks are drawn.
    """

    label: str
    strong: bool
    top: float
    middle: float


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things lie in a chart, in CSS pixels.

    Attributes
    ----------
    rows : tuple of Row
    length : float
        Of all rows together.
    above, left, right : float
        Room beside the axes; the labels of a wide chart stand to the left.
    narrow : bool
        For a telephone: labels stand above the marks.
    look : Look
    """

    rows: tuple[Row, ...]
    length: float
    above: float
    left: float
    right: float
    narrow: bool
    look: Look = DEFAULT_LOOK

    @property
    def width(self) -> float:
        """Of the whole chart."""
        return NARROW if self.narrow else WIDE

    @property
    def height(self) -> float:
        """Of the whole chart."""
        return self.above + self.length + _BELOW

    @property
    def inner(self) -> float:
        """Width of the axes."""
        return self.width - self.left - self.right

    def axes(self, figure: Figure, low: float, high: float) -> Axes:
        """Axes from one share to another; downwards they count in pixels."""
        return self.axes_at(figure, self.left, self.inner, low, high)

    def axes_at(self, figure: Figure, left: float, inner: float, low: float, high: float) -> Axes:
        """Further axes beside these, of the same rows."""
        width, height = self.width, self.height
        inside = (inner / width, self.length / height)
        axes = figure.add_axes((left / width, _BELOW / height, *inside))
        axes.set_xlim(low, high)
        axes.set_ylim(self.length, 0)
        return axes


def frame_of(
    labels: Sequence[tuple[str, bool]],
    *,
    narrow: bool,
    step: float,
    above: float,
    right: float,
    look: Look = DEFAULT_LOOK,
) -> Frame:
    """Lay out a chart.

    Parameters
    ----------
    labels : sequence of (str, bool)
        The label of each row, and whether it is strong.
    narrow : bool
    step : float
        Height of a row whose label takes one line.
    above, right : float
        Room above the rows and to the right of them.
    look : Look
    """
    many = len(labels) > _MANY
    widest = NARROW - 2 * MARGIN if narrow else _widest_label(right, many=many)
    gap = _GAP_OF_MANY if many else _GAP
    rows: list[Row] = []
    top = 0.0
    for label, strong in labels:
        lines = wrapped(label, LABEL, widest, most=_MOST_LINES, bold=strong, font=look.font)
        count = lines.count("\n") + 1
        if narrow:
            height = step + (count - 1) * _LINE
            middle = top + height - (step - _LINE) / 2 - 2
        else:
            height = max(step, count * _LINE + gap)
            middle = top + height / 2
        rows.append(Row(lines, strong, top, middle))
        top += height
    widths = [text_width(row.label, LABEL, bold=row.strong, font=look.font) for row in rows]
    left = MARGIN if narrow else MARGIN + max(widths, default=0.0) + _GAP + 4
    return Frame(tuple(rows), top, above, left, right, narrow, look)


def _widest_label(right: float, *, many: bool) -> float:
    """Room for labels; of many rows more, so that they take fewer lines and fit on a page."""
    if not many:
        return _WIDEST_LABEL
    return min(max((WIDE - right) * _PART_OF_LABELS, _WIDEST_LABEL), _WIDEST_OF_MANY)


def frame_beside(
    labels: Sequence[str],
    beside: Sequence[str],
    *,
    narrow: bool,
    look: Look = DEFAULT_LOOK,
    above: float = 14.0,
    higher: float = 0.0,
    least: float = 0.0,
) -> Frame:
    """Lay out a chart whose rows have words to their right; on narrow ones, after the label.

    Parameters
    ----------
    labels, beside : sequence of str
        Of each row.
    narrow : bool
    look : Look
    above : float
        Room above the rows.
    higher, least : float
        By how much a row is higher than usual, and how high it is at least.
    """
    rows = [
        (f"{label}: {words}" if narrow else label, False)
        for label, words in zip(labels, beside, strict=True)
    ]
    widest = max((text_width(words, LABEL, font=look.font) for words in beside), default=0.0)
    return frame_of(
        rows,
        narrow=narrow,
        step=max(step_of(len(rows), narrow=narrow) + higher, least),
        above=above,
        right=28.0 if narrow else 26.0 + widest,
        look=look,
    )


def step_of(count: int, *, narrow: bool) -> float:
    """Height of a row whose label takes one line: less where there are many, to fit on a page."""
    if narrow:
        return 46.0
    if count > _MANY:
        return _STEP_OF_MANY
    return _STEP_OF_SOME if count > _SOME else 36.0


def reach(ends: Sequence[float], *, zero: bool = False) -> tuple[float, float]:
    """From which share to which an axis goes; a few points at least.

    Parameters
    ----------
    ends : sequence of float
        All that is drawn; no NaN.
    zero : bool
        Whether it begins at 0.
    """
    found = list(ends) or [0.0, 1.0]
    margin = max(0.05, (max(found) - min(found)) * 0.15)
    low, high = max(0.0, min(found) - margin), min(1.0, max(found) + margin)
    if zero:
        return 0.0, max(high, _LEAST_REACH) + 0.01
    missing = max(0.0, _LEAST_REACH - (high - low))
    low = max(0.0, low - missing / 2)
    high = min(1.0, max(high, low + _LEAST_REACH))
    return min(low, high - _LEAST_REACH) - 0.01, high + 0.01


def paint_label(axes: Axes, row: Row, *, narrow: bool) -> None:
    """Write the label of a row: before it, or on a telephone above it, on a strip of white."""
    edge = axes.get_xlim()[0]
    weight = "bold" if row.strong else "normal"
    if narrow:
        paint_strip(axes, row)
        axes.text(
            edge, row.top + 2, row.label, ha="left", va="top", color=INK, weight=weight, size=9,
            linespacing=1.15, zorder=4,
        )  # fmt: skip
    else:
        axes.annotate(
            row.label, (edge, row.middle), (-_GAP, 0), textcoords="offset points", ha="right",
            va="center", color=INK, weight=weight, size=LABEL, linespacing=1.15,
            annotation_clip=False,
        )  # fmt: skip


def paint_strip(axes: Axes, row: Row) -> None:
    """A strip of white where the label of a row stands above its marks."""
    edge, end = axes.get_xlim()
    height = _LINE * (row.label.count("\n") + 1) + 4
    strip = Rectangle((edge, row.top), end - edge, height, fc="white", ec="none", zorder=1.5)
    axes.add_artist(strip)


def paint_axis(
    axes: Axes,
    frame: Frame,
    language: str,
    *,
    scales: Sequence[tuple[float, float, float]] = (),
) -> None:
    """Draw the axis of percentages: no box, quiet rules, the unit at the end of its first scale.

    Parameters
    ----------
    axes : Axes
    frame : Frame
    language : str
    scales : sequence of (float, float, float)
        Several scales on one axis: where the zero of each is, and from which share to which it
        goes.
    """
    bare_axes(axes)
    low, high = axes.get_xlim()
    step = tick_step(low, high, most=frame.inner / _LEAST_APART[frame.narrow])
    places: list[float] = []
    labels: list[str] = []
    for zero, least, most in scales or ((0.0, low, high),):
        found = ticks(least, most, step)
        written = [format_share(abs(place), language) for place in found]
        labels += written if places else with_unit(written, language)
        places += [zero + place for place in found]
    paint_ticks(axes, places, labels)


def bare_axes(axes: Axes) -> None:
    """Take away the box and the ticks of axes."""
    for side in ("top", "left", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.tick_params(axis="x", length=0, labelcolor=QUIET, labelsize=SMALL)


def paint_ticks(axes: Axes, places: Sequence[float], labels: Sequence[str]) -> None:
    """Labels below the axis and quiet rules above them."""
    axes.set_xticks(list(places), list(labels))
    for place in places:
        axes.axvline(place, color=RULE, lw=0.5, zorder=-1)


def tick_step(low: float, high: float, *, most: float) -> float:
    """A round distance between ticks.

    Parameters
    ----------
    low, high : float
        Shares between which there are ticks.
    most : float
        How many there is room for, were they to fill the whole length.
    """
    fits = (step for step in _TICK_STEPS if (high - low) / step <= most)
    return next(fits, _TICK_STEPS[-1])


def ticks(low: float, high: float, step: float) -> list[float]:
    """Round shares between two.

    Examples
    --------
    >>> ticks(-0.52, 0.33, 0.2)
    [-0.4, -0.2, 0.0, 0.2]
    """
    places = range(math.ceil(low / step), math.floor(high / step) + 1)
    return [round(place * step, 2) for place in places]


def with_unit(labels: list[str], language: str) -> list[str]:
    """Labels of an axis of percentages, the last one with its unit."""
    unit = text("chart.percent", lang=language)
    space = NO_BREAK if language == "da" else ""
    return [*labels[:-1], *(f"{last}{space}{unit}" for last in labels[-1:])]
