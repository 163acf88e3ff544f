"""Drawing how far a fieldwork is: a panel for all and for each area, with target and events."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from survey.figures.canvas import Scale, canvas, stroke, text_size, write
from survey.figures.frame import LABEL, MARGIN, SMALL, tick_step, ticks, with_unit
from survey.figures.sentence_picture import draw_sentence
from survey.figures.style import INK, NARROW, QUIET, WIDE, picture, wrapped
from survey.language.catalogue import text
from survey.language.days import short_day
from survey.language.numbers import NO_BREAK, format_number, format_percent, format_share

if TYPE_CHECKING:
    import datetime as dt

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.documents.blocks import Picture
    from survey.figures.style import Look

_SCALE, _BETWEEN, _ROWS = {False: 48.0, True: 30.0}, 18.0, 14.0
_LINE, _FLAGS, _AXIS = 14.5, 13.0, 18.0
_MANY = 12
_TALL = {False: 96.0, True: 72.0}
_FORECAST, _TARGET, _EVENT = (0, (1, 1.6)), (0, (4, 2.5)), (0, (1, 2))
_STEPS = (0.05, 0.1, 0.2)
_HINTED = 0.96  # small letters are drawn a little wider than they are measured
LAGS = "▼"


@dataclass(frozen=True, slots=True)
class ProgressPanel:
    """The course of one area, or of all.

    Attributes
    ----------
    rates : tuple of float
        At the end of each day so far.
    wanted, forecast : float
        Rates at the close; NaN where none is known.
    events : tuple of int
        Places in the events of the chart.
    """

    key: object
    label: str
    rates: tuple[float, ...]
    answers: int
    eligible: int
    wanted: float
    forecast: float
    lags: bool
    events: tuple[int, ...]
    whole: bool = False

    def highest(self) -> float:
        """The highest rate in the panel."""
        ends = (*self.rates, self.wanted, self.forecast)
        return max((each for each in ends if not math.isnan(each)), default=0.0)


@dataclass(frozen=True, slots=True)
class ProgressSpec:
    """What is drawn.

    Attributes
    ----------
    days : tuple of date
        From the first day to the close, or the last day that is known.
    panels : tuple of ProgressPanel
        That of all first.
    events : tuple of (date, str)
    """

    days: tuple[dt.date, ...]
    panels: tuple[ProgressPanel, ...]
    events: tuple[tuple[dt.date, str], ...]
    language: str

    @property
    def so_far(self) -> int:
        """How many days are known."""
        return len(self.panels[0].rates)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where panels lie, in pixels."""

    spec: ProgressSpec
    look: Look
    narrow: bool
    titles: tuple[str, ...]
    lines: tuple[str, ...]
    tops: tuple[float, ...]
    lefts: tuple[float, ...]
    panel: float
    tall: float
    high: float
    listed: tuple[tuple[float, str], ...]
    height: float

    @property
    def width(self) -> float:
        return NARROW if self.narrow else WIDE

    def across(self, place: int) -> Scale:
        """From days to pixels in a panel."""
        left, length = self.lefts[place], max(len(self.spec.days) - 1, 1)
        return Scale(0, length, left + 3, left + self.panel - 3)

    def up(self, place: int) -> Scale:
        """From rates to pixels in a panel."""
        return Scale(0, self.high, self.tops[place] + self.tall, self.tops[place])


def draw_progress(spec: ProgressSpec, look: Look, narrow: bool) -> Picture:
    """Draw how far a fieldwork is under a look, wide or for a telephone."""
    if not spec.so_far:
        return draw_sentence(text("chart.progress.empty", lang=spec.language), look, narrow=narrow)
    grid = _grid(spec, look, narrow=narrow)
    paint = partial(_paint, grid)
    return picture(paint, width=grid.width, height=grid.height, narrow=narrow, look=look)


def _grid(spec: ProgressSpec, look: Look, *, narrow: bool) -> _Grid:
    width, count = NARROW if narrow else WIDE, len(spec.panels)
    columns = 2 if narrow else 3 if count <= _MANY else 4
    scale = _SCALE[narrow]
    panel = (width - 2 * MARGIN - scale - _BETWEEN * (columns - 1)) / columns
    tall = _TALL[count > _MANY]
    titles = [_title(each, panel, look, narrow=narrow) for each in spec.panels]
    lines = [_numbers(each, spec.language, panel, look) for each in spec.panels]
    flags = _FLAGS if spec.events else 4.0
    tops: list[float] = []
    lefts: list[float] = []
    at = 6.0
    for first in range(0, count, columns):
        row = range(first, min(first + columns, count))
        at += max(
            _LINE * (1 + titles[k].count("\n")) + 12 * (1 + lines[k].count("\n")) for k in row
        )
        at += flags + 4
        tops += [at for _ in row]
        lefts += [MARGIN + scale + k * (panel + _BETWEEN) for k in range(len(row))]
        at += tall + _AXIS + _ROWS
    listed, at = _listed(spec, look, at - 4, width - 2 * MARGIN)
    high = _top(max(each.highest() for each in spec.panels))
    return _Grid(
        spec, look, narrow, tuple(titles), tuple(lines), tuple(tops), tuple(lefts), panel, tall,
        high, listed, at + 4,
    )  # fmt: skip


def _title(panel: ProgressPanel, room: float, look: Look, *, narrow: bool) -> str:
    label = f"{LAGS}{NO_BREAK}{panel.label}" if panel.lags else panel.label
    return wrapped(label, LABEL - 0.5, room, most=5 if narrow else 3, bold=True, font=look.font)


def _numbers(panel: ProgressPanel, language: str, room: float, look: Look) -> str:
    """The rate so far, and what it is of."""
    if not panel.eligible:
        return text("chart.progress.nobody", lang=language)
    words = text(
        "chart.progress.numbers",
        lang=language,
        rate=format_percent(panel.rates[-1], language),
        answers=format_number(panel.answers, language, decimals=0),
        eligible=format_number(panel.eligible, language, decimals=0),
    )
    words = words.replace(" ", NO_BREAK)
    if not math.isnan(panel.wanted):
        wanted = format_number(panel.wanted * panel.eligible, language, decimals=0)
        target = text("chart.progress.target", lang=language, wanted=wanted)
        words += ", " + target.replace(" ", NO_BREAK)
    return wrapped(words, SMALL, room, most=3, font=look.font)


def _top(highest: float) -> float:
    """The upper end of the axis: a round share above the highest rate."""
    step = next((each for each in _STEPS if highest / each <= 5), _STEPS[-1])
    return max(min(1.0, step * math.ceil(highest / step + 1e-9)), 2 * step)


def _listed(
    spec: ProgressSpec, look: Look, at: float, room: float
) -> tuple[tuple[tuple[float, str], ...], float]:
    """The events below the panels, and where the next line would be."""
    found = []
    for number, (day, words) in enumerate(spec.events, start=1):
        day_in_words = short_day(day, spec.language)
        line = wrapped(
            f"{number} = {day_in_words}: {words}", SMALL, room * _HINTED, most=4, font=look.font
        )
        found.append((at, line))
        at += text_size(line, SMALL)[1] + 2
    return tuple(found), at


def _paint(grid: _Grid, figure: Figure) -> None:
    axes = canvas(figure, grid.width, grid.height)
    for place, panel in enumerate(grid.spec.panels):
        _paint_heading(axes, grid, place)
        _paint_scales(axes, grid, place)
        _paint_events(axes, grid, place, panel)
        _paint_target(axes, grid, place, panel)
        _paint_course(axes, grid, place, panel)
    for y, words in grid.listed:
        write(axes, MARGIN, y, words, down="top")


def _paint_heading(axes: Axes, grid: _Grid, place: int) -> None:
    flags = _FLAGS if grid.spec.events else 4.0
    left, bottom = grid.lefts[place], grid.tops[place] - flags - 2
    numbers = grid.lines[place]
    write(axes, left, bottom, numbers, colour=QUIET, down="bottom")
    above = bottom - text_size(numbers, SMALL)[1]
    lags = grid.spec.panels[place].lags
    colour = grid.look.accent if lags else INK
    write(
        axes, left, above, grid.titles[place], size=LABEL - 0.5, bold=True, down="bottom",
        colour=colour,
    )  # fmt: skip


def _paint_scales(axes: Axes, grid: _Grid, place: int) -> None:
    """Rules with their percentages, and the first and the last day."""
    left, up, across = grid.lefts[place], grid.up(place), grid.across(place)
    step = tick_step(0, grid.high, most=grid.tall / 22)
    places = ticks(0, grid.high, step)
    language = grid.spec.language
    labels = with_unit([format_share(each, language) for each in places], language)
    for share, label in zip(places, labels, strict=True):
        stroke(axes, (left, left + grid.panel), (up(share), up(share)), lw=0.5, zorder=0)
        if left == grid.lefts[0]:
            plain = format_share(share, language) if grid.narrow else label
            write(axes, left - 5, up(share), plain, colour=QUIET, across="right")
    below = grid.tops[place] + grid.tall + 10
    days = grid.spec.days
    write(axes, across.start, below, short_day(days[0], language), colour=QUIET)
    if len(days) > 1:
        last = short_day(days[-1], language)
        write(axes, across.end, below, last, colour=QUIET, across="right")


def _paint_events(axes: Axes, grid: _Grid, place: int, panel: ProgressPanel) -> None:
    """A pole for each event with its number above it; those of one day share it."""
    across, top = grid.across(place), grid.tops[place]
    by_day: dict[int, list[int]] = {}
    for event in panel.events:
        day = (grid.spec.events[event][0] - grid.spec.days[0]).days
        by_day.setdefault(day, []).append(event + 1)
    reach = -math.inf
    for day, numbers in sorted(by_day.items()):
        x, words = across(day), ",".join(map(str, numbers))
        stroke(axes, (x, x), (top - 2, top + grid.tall), color=QUIET, lw=0.9, ls=_EVENT)
        half = text_size(words, SMALL)[0] / 2
        middle = max(x, reach + half + 2)
        write(axes, middle, top - 8, words, colour=INK, across="center")
        reach = middle + half


def _paint_target(axes: Axes, grid: _Grid, place: int, panel: ProgressPanel) -> None:
    if math.isnan(panel.wanted):
        return
    across, up, days = grid.across(place), grid.up(place), len(grid.spec.days)
    first = panel.wanted / days
    stroke(
        axes, (across(0), across(days - 1)), (up(first), up(panel.wanted)), color=QUIET, lw=1.2,
        ls=_TARGET, zorder=2,
    )  # fmt: skip


def _paint_course(axes: Axes, grid: _Grid, place: int, panel: ProgressPanel) -> None:
    """The rate day by day, and dotted to where the pace would lead."""
    if not panel.eligible:
        return
    across, up = grid.across(place), grid.up(place)
    xs = [across(day) for day in range(len(panel.rates))]
    ys = [up(rate) for rate in panel.rates]
    colour = INK if panel.whole else grid.look.accent
    if len(xs) == 1:
        axes.plot(xs, ys, marker="o", color=colour, markersize=4, clip_on=False)
    stroke(axes, xs, ys, color=colour, lw=2.0, zorder=4)
    last = len(grid.spec.days) - 1
    if not math.isnan(panel.forecast) and last > len(xs) - 1:
        end = (across(last), up(panel.forecast))
        stroke(
            axes, (xs[-1], end[0]), (ys[-1], end[1]), color=colour, lw=1.4, ls=_FORECAST, zorder=3
        )
        axes.plot(
            [end[0]], [end[1]], marker="o", markersize=4, color=colour, markerfacecolor="white",
            clip_on=False, zorder=4,
        )  # fmt: skip
