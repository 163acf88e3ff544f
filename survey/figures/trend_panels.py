"""Small multiples: a panel for each area, all with the same axes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from survey.disclosure.policy import Status
from survey.disclosure.signs import SIGNS
from survey.figures.canvas import canvas
from survey.figures.frame import LABEL, MARGIN, SMALL, reach, tick_step, ticks, with_unit
from survey.figures.style import INK, NARROW, QUIET, RULE, WIDE, halo, text_width, wrapped
from survey.language.numbers import format_share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.disclosure.results.waves import WaveCourse
    from survey.figures.style import Look
    from survey.figures.waves import Course

_SCALE, _BETWEEN, _END = 50.0, 14.0, 40.0
_LINE, _WAVE_LINE = 14.5, 12.0
_START = 8.0
_MANY = 12
_DASHES = (0, (4, 2.5))


@dataclass(frozen=True, slots=True)
class Spec:
    """A chart of trends before it is drawn.

    Attributes
    ----------
    courses : tuple of Course
        Those with a number to show.
    listed : tuple of Course
        Those with none.
    contrast : Course or None
        Drawn in every panel.
    labels : tuple of str
        What the waves are called.
    breaks : frozenset of int
        Places of waves that can't be compared with those before them.
    signs : tuple of str
        ↑, ↓ or nothing beside the last number of each course.
    how : str
        How these were made, as part of a sentence.
    compared : WaveCourse or None
        Where the numbers are from, if waves were compared.
    """

    courses: tuple[Course, ...]
    listed: tuple[Course, ...]
    contrast: Course | None
    labels: tuple[str, ...]
    breaks: frozenset[int]
    signs: tuple[str, ...]
    how: str
    language: str
    compared: WaveCourse | None = None

    def stretches(self, course: Course) -> Iterator[list[int]]:
        """Places of waves that a line may join: shown, and none of them after a break."""
        found: list[int] = []
        breaks = self.breaks | course.breaks
        for place, point in enumerate(course.points):
            if found and (place in breaks or not point.shown):
                yield found
                found = []
            if point.shown:
                found.append(place)
        if found:
            yield found


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where panels lie, in pixels.

    Attributes
    ----------
    tops : tuple of float
        Of the panel of each course: where its lines begin, below its title.
    lefts : tuple of float
    titles : tuple of str
    across : tuple of float
        Where each wave is, from the left of a panel.
    low, high : float
        Ends of the axis of shares.
    listed : tuple of (float, str)
    """

    titles: tuple[str, ...]
    tops: tuple[float, ...]
    lefts: tuple[float, ...]
    panel: float
    tall: float
    across: tuple[float, ...]
    low: float
    high: float
    width: float
    height: float
    listed: tuple[tuple[float, str], ...]
    look: Look

    def y(self, top: float, share: float) -> float:
        """Where a share is in a panel."""
        return top + self.tall * (self.high - share) / (self.high - self.low)


def panels(
    spec: Spec, look: Look, *, narrow: bool
) -> tuple[Callable[[Figure], None], float, float]:
    """How to draw them, and how wide and high they are."""
    grid = _grid(spec, look, narrow=narrow)
    return partial(_paint, spec, grid), grid.width, grid.height


def _grid(spec: Spec, look: Look, *, narrow: bool) -> _Grid:
    width, count = NARROW if narrow else WIDE, len(spec.courses)
    columns = 2 if narrow or count < 3 else 3 if count <= 9 else 4
    panel = (width - 2 * MARGIN - _SCALE - _BETWEEN * (columns - 1)) / columns
    tall = 72.0 if count > _MANY else 96.0
    titles = [
        wrapped(
            course.label, LABEL - 0.5, panel, most=6 if narrow else 4, bold=True, font=look.font
        )
        for course in spec.courses
    ]
    across = _across(spec.labels, panel - _START - _END)
    waves_tall = _WAVE_LINE * (1 + max(
        (words.count("\n") for _, words, _ in _wave_labels(spec.labels, across, panel, look)),
        default=0,
    ))  # fmt: skip
    tops, lefts, at = [], [], 8.0
    for first in range(0, count, columns):
        row = titles[first : first + columns]
        at += _LINE * (1 + max(title.count("\n") for title in row)) + 8
        tops += [at] * len(row)
        lefts += [MARGIN + _SCALE + place * (panel + _BETWEEN) for place in range(len(row))]
        at += tall + waves_tall + 14
    listed, at = _listed(spec, look, at, width)
    ends = [end for course in spec.courses for point in course.points for end in point.ends()]
    low, high = reach(ends)
    return _Grid(
        tuple(titles), tuple(tops), tuple(lefts), panel, tall, across, low, high, width, at + 4,
        listed, look,
    )  # fmt: skip


def _listed(
    spec: Spec, look: Look, at: float, width: float
) -> tuple[tuple[tuple[float, str], ...], float]:
    """Areas without a number, below the panels, and where the next line would be."""
    found = []
    for course in spec.listed:
        sign = course.points[-1].sign
        words = wrapped(
            f"{course.label}: {sign}", LABEL, width - 2 * MARGIN, most=3, font=look.font
        )
        found.append((at, words))
        at += _LINE * (words.count("\n") + 1) + 4
    return tuple(found), at


def _across(labels: Sequence[str], width: float) -> tuple[float, ...]:
    """Where waves are: as far apart as their years if they are years, else evenly."""
    places = [float(label) if _is_year(label) else math.nan for label in labels]
    if any(math.isnan(place) for place in places) or places != sorted(set(places)):
        places = [float(place) for place in range(len(labels))]
    length = (places[-1] - places[0]) or 1.0
    return tuple(_START + width * (place - places[0]) / length for place in places)


def _is_year(label: str) -> bool:
    return label.isascii() and label.isdigit() and len(label) == 4


def _wave_labels(
    labels: Sequence[str], across: Sequence[float], panel: float, look: Look
) -> list[tuple[float, str, str]]:
    """Labels of waves below a panel with their place and side: all that fit, else the ends."""
    widths = [text_width(label, SMALL, font=look.font) for label in labels]
    middles = range(1, len(labels))
    fits = all(across[k] - across[k - 1] >= (widths[k] + widths[k - 1]) / 2 + 5 for k in middles)
    if fits and widths[0] / 2 <= _START + _BETWEEN / 2 and widths[-1] / 2 <= _END:
        return [(x, label, "center") for x, label in zip(across, labels, strict=True)]
    room = panel / 2 - 6
    first, last = (wrapped(each, SMALL, room, most=6, font=look.font)
                   for each in (labels[0], labels[-1]))  # fmt: skip
    halves = [text_width(each, SMALL, font=look.font) / 2 for each in (first, last)]
    start = (across[0], first, "center") if halves[0] <= _START + 7 else (0.0, first, "left")
    apart = across[-1] - halves[1] - (start[0] + halves[0] * (2 if start[2] == "left" else 1))
    central = halves[1] <= _END and apart >= 5
    return [start, (across[-1], last, "center") if central else (panel, last, "right")]


def _paint(spec: Spec, grid: _Grid, figure: Figure) -> None:
    axes = canvas(figure, grid.width, grid.height)
    for place, course in enumerate(spec.courses):
        left, top = grid.lefts[place], grid.tops[place]
        axes.text(
            left, top - 8, grid.titles[place], ha="left", va="bottom", color=INK, size=LABEL - 0.5,
            weight="bold", linespacing=1.15,
        )  # fmt: skip
        _paint_scales(axes, spec, grid, course, left, top)
        if spec.contrast is not None and course is not spec.contrast:
            _paint_quietly(axes, spec, grid, spec.contrast, left, top)
        _paint_course(axes, spec, grid, course, left, top)
        _paint_last(axes, grid, course, spec.signs[place], left, top, spec.language)
    for y, words in grid.listed:
        axes.text(MARGIN, y, words, ha="left", va="top", color=INK, size=LABEL, linespacing=1.15)


def _paint_scales(
    axes: Axes, spec: Spec, grid: _Grid, course: Course, left: float, top: float
) -> None:
    """Rules with their percentages, the names of waves, and where the wording changed."""
    step = tick_step(grid.low, grid.high, most=grid.tall / 24)
    places = ticks(grid.low, grid.high, step)
    labels = with_unit([format_share(place, spec.language) for place in places], spec.language)
    for place, label in zip(places, labels, strict=True):
        y = grid.y(top, place)
        axes.plot([left, left + grid.panel - _END + 6], [y, y], color=RULE, lw=0.5, zorder=0)
        if left == grid.lefts[0]:
            axes.text(left - 6, y, label, ha="right", va="center", color=QUIET, size=SMALL)
    below = top + grid.tall + 6
    for x, label, side in _wave_labels(spec.labels, grid.across, grid.panel, grid.look):
        axes.text(
            left + x, below, label, ha=side, va="top", color=QUIET, size=SMALL, linespacing=1.1
        )  # fmt: skip
    for place in sorted(spec.breaks | course.breaks):
        x = left + (grid.across[place] + grid.across[place - 1]) / 2
        axes.plot([x, x], [top - 2, top + grid.tall], color=INK, lw=1, ls=":", zorder=1)


def _paint_quietly(
    axes: Axes, spec: Spec, grid: _Grid, course: Course, left: float, top: float
) -> None:
    """The contrast behind an area: a dashed line, a small cross where a wave stands alone."""
    for stretch in spec.stretches(course):
        x = [left + grid.across[k] for k in stretch]
        y = [grid.y(top, course.points[k].estimate) for k in stretch]
        marker = "x" if len(stretch) == 1 else ""
        axes.plot(x, y, color=QUIET, lw=1.2, ls=_DASHES, marker=marker, markersize=5, zorder=2)


def _paint_course(
    axes: Axes, spec: Spec, grid: _Grid, course: Course, left: float, top: float
) -> None:
    colour = grid.look.accent
    for stretch in spec.stretches(course):
        places = [left + grid.across[k] for k in stretch]
        shares = [grid.y(top, course.points[k].estimate) for k in stretch]
        axes.plot(places, shares, color=colour, lw=1.8, zorder=4)
    for across, point in zip(grid.across, course.points, strict=True):
        x = left + across
        if not point.shown:
            axes.text(
                x, top + grid.tall - 2, point.sign, ha="center", va="bottom", color=INK,
                size=SMALL, path_effects=halo(), zorder=6,
            )  # fmt: skip
            continue
        few = point.status is Status.FEW
        ends = [grid.y(top, end) for end in (point.low, point.high)]
        axes.plot([x, x], ends, color=colour, lw=1, zorder=3)
        axes.plot(
            [x], [grid.y(top, point.estimate)], marker="s" if few else "o", markersize=5,
            color=colour, markerfacecolor="white" if few else colour, zorder=5,
        )  # fmt: skip


def _paint_last(
    axes: Axes, grid: _Grid, course: Course, sign: str, left: float, top: float, language: str
) -> None:
    """The number of the last wave that has one."""
    shown = [place for place, point in enumerate(course.points) if point.shown]
    point = course.points[shown[-1]]
    words = f"{format_share(point.estimate, language)}{SIGNS[point.status]}{sign}"
    axes.text(
        left + grid.across[shown[-1]] + 7, grid.y(top, point.estimate), words, ha="left",
        va="center", color=INK, size=SMALL + 0.5, weight="bold", path_effects=halo(), zorder=7,
    )  # fmt: skip
