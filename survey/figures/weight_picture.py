"""Drawing how weights spread: bars, lines and boxes on one axis of weights."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle

from survey.disclosure.policy import Status
from survey.disclosure.signs import SIGNS
from survey.documents.house_style import tint
from survey.figures.canvas import (
    Scale,
    canvas,
    line_height,
    round_ticks,
    stroke,
    text_size,
    write,
)
from survey.figures.frame import LABEL, MARGIN, SMALL
from survey.figures.labels import spread
from survey.figures.sentence_picture import draw_sentence
from survey.figures.style import INK, NARROW, QUIET, WIDE, picture, text_width, wrapped
from survey.language.catalogue import text
from survey.language.numbers import NO_BREAK, format_number
from survey.language.words import capitalised

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.documents.blocks import Picture
    from survey.figures.style import Look
    from survey.figures.weight_bins import Bin, Spread

_TALL = {False: 190.0, True: 170.0}
_STEP = {False: 30.0, True: 42.0}
_HEAD = {False: 40.0, True: 34.0}
_TITLE, _AXIS, _BOX = 18.0, 40.0, 12.0
_WIDEST = 210.0
_SOFT = 0.5


@dataclass(frozen=True, slots=True)
class WeightStrip:
    """One area; `spread` is None where it has too few answers."""

    label: str
    spread: Spread | None
    strong: bool


@dataclass(frozen=True, slots=True)
class WeightLine:
    """A value that is marked by a line: the mean, or a limit of trimming."""

    key: str
    value: float


@dataclass(frozen=True, slots=True)
class WeightSpec:
    """What is drawn.

    Attributes
    ----------
    bins : tuple of Bin
        None where the weights are hidden.
    lines, beyond : tuple of WeightLine
        Values that are marked, and those that lie in an open end.
    strips : tuple of WeightStrip
    n : int
    deff : float
    unit : str
        What the areas are called.
    language : str
    """

    bins: tuple[Bin, ...]
    lines: tuple[WeightLine, ...]
    beyond: tuple[WeightLine, ...]
    strips: tuple[WeightStrip, ...]
    n: int
    deff: float
    unit: str
    language: str


def _number(value: float, language: str) -> str:
    """A weight: two decimals below 10, one below 100, none from there."""
    decimals = 2 if value < 10 else 1 if value < 100 else 0
    return format_number(value, language, decimals=decimals)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the parts lie, in pixels."""

    spec: WeightSpec
    look: Look
    narrow: bool
    across: Scale
    up: Scale
    flags: tuple[str, ...]
    flown: tuple[float, ...]
    labels: tuple[str, ...]
    tops: tuple[float, ...]
    height: float

    @property
    def width(self) -> float:
        return NARROW if self.narrow else WIDE

    def step(self, place: int) -> float:
        """Height of a row."""
        return _row_height(self.labels[place], narrow=self.narrow)

    def middle(self, place: int) -> float:
        """Where a box lies."""
        down = self.step(place) - 13 if self.narrow else self.step(place) / 2
        return self.tops[place] + down


def draw_weights(spec: WeightSpec, look: Look, narrow: bool) -> Picture:
    """Draw how weights spread under a look, wide or for a telephone."""
    if not spec.bins:
        return draw_sentence(
            text("chart.weights.alt_hidden", lang=spec.language), look, narrow=narrow
        )
    layout = _layout(spec, look, narrow=narrow)
    paint = partial(_paint, layout)
    return picture(paint, width=layout.width, height=layout.height, narrow=narrow, look=look)


def _layout(spec: WeightSpec, look: Look, *, narrow: bool) -> _Layout:
    width = NARROW if narrow else WIDE
    labels = [_label(strip, spec.language, look, narrow=narrow) for strip in spec.strips]
    beside = 0.0 if narrow else max(
        (text_width(each, LABEL, bold=strip.strong, font=look.font)
         for each, strip in zip(labels, spec.strips, strict=True)), default=0.0,
    )  # fmt: skip
    left = max(MARGIN + beside + (12 if beside else 0), MARGIN + _counts_width(spec, look))
    right = width - 30.0
    if spec.strips and not narrow:
        right = _numbers_at(spec, look)["n"] - _head_width("n", spec, look) - 14
    across = Scale(*_reach(spec), left, right)
    flags = [_flag(line, spec.language, narrow=narrow) for line in spec.lines]
    flown = spread(
        [across(line.value) for line in spec.lines],
        [text_width(flag, SMALL, font=look.font) for flag in flags],
        MARGIN, width - MARGIN, gap=8,
    )  # fmt: skip
    lines = max((flag.count("\n") + 1 for flag in flags), default=0)
    above = _TITLE + 25 + lines * line_height(SMALL)
    up = Scale(0, _most(spec), above + _TALL[narrow], above)
    tops: list[float] = []
    down = up.start + _AXIS + 12 + (_HEAD[narrow] if spec.strips else 0.0)
    for label in labels:
        tops.append(down)
        down += _row_height(label, narrow=narrow)
    return _Layout(
        spec, look, narrow, across, up, tuple(flags), tuple(flown), tuple(labels), tuple(tops),
        down + 8,
    )  # fmt: skip


def _row_height(label: str, *, narrow: bool) -> float:
    lines = label.count("\n")
    return _STEP[narrow] + lines * line_height(LABEL) * (1 if narrow else 0.75)


def _counts_width(spec: WeightSpec, look: Look) -> float:
    most = format_number(_most(spec), spec.language)
    return text_width(most, SMALL, font=look.font) + 8


def _most(spec: WeightSpec) -> float:
    """The upper end of the axis of persons."""
    most = max(each.count for each in spec.bins)
    ticks = round_ticks(0, most, 4)
    step = max(ticks[1] - ticks[0] if len(ticks) > 1 else most, 1.0)
    return math.ceil(most / step) * step


def _reach(spec: WeightSpec) -> tuple[float, float]:
    values = [line.value for line in spec.lines]
    low = min([spec.bins[0].low, *values])
    high = max([spec.bins[-1].high, *values])
    return low - 0.02 * (high - low), high + 0.02 * (high - low)


def _label(strip: WeightStrip, language: str, look: Look, *, narrow: bool) -> str:
    words = strip.label
    if strip.spread is None:
        words = f"{words}{NO_BREAK}{SIGNS[Status.CONFIDENTIAL]}"
    elif narrow:
        numbers = text("chart.weights.in_short", lang=language, **_short(strip.spread, language))
        words = f"{words}: {numbers}"
    room = NARROW - 2 * MARGIN if narrow else _WIDEST
    return wrapped(words, LABEL, room, most=5, bold=strip.strong, font=look.font)


def _short(spread: Spread, language: str) -> dict[str, str]:
    deff = format_number(spread.deff, language, decimals=2)
    return {"n": format_number(spread.n, language), "deff": deff}


def _flag(line: WeightLine, language: str, *, narrow: bool) -> str:
    """The name of a line above its value; on one line where there is room."""
    value = line_in_words(line, language)
    name = text(f"chart.weights.line_{line.key}", lang=language)
    return f"{name}\n{value}" if narrow else f"{name} {value}"


def line_in_words(line: WeightLine, language: str) -> str:
    """The value of a line; limits as they were given."""
    mean = line.key == "mean"
    return _number(line.value, language) if mean else format_number(line.value, language)


def _paint(layout: _Layout, figure: Figure) -> None:
    axes = canvas(figure, layout.width, layout.height)
    _paint_persons(axes, layout)
    _paint_bins(axes, layout)
    _paint_lines(axes, layout)
    _paint_weights(axes, layout)
    if layout.spec.strips:
        _paint_heads(axes, layout)
    for place, strip in enumerate(layout.spec.strips):
        _paint_strip(axes, layout, place, strip)


def _paint_persons(axes: Axes, layout: _Layout) -> None:
    up, across, language = layout.up, layout.across, layout.spec.language
    for count in round_ticks(0, up.high, 4):
        if count != int(count):
            continue
        y = up(count)
        stroke(axes, (across.start, across.end), (y, y), zorder=0)
        label = format_number(count, language)
        write(axes, across.start - 6, y, label, colour=QUIET, across="right")
    title = text("chart.weights.persons", lang=language)
    write(axes, MARGIN, _TITLE / 2 + 4, title, colour=QUIET)


def _paint_bins(axes: Axes, layout: _Layout) -> None:
    """A bar for each bin; open ends are hatched, so that they aren't read as a bin like others."""
    colour = tint(layout.look.accent, _SOFT)
    for each in layout.spec.bins:
        left, right = layout.across(each.low), layout.across(each.high)
        top = layout.up(each.count)
        look: dict[str, Any] = {"facecolor": colour, "edgecolor": "white", "lw": 0.8}
        if each.end:
            look |= {"hatch": "////", "edgecolor": layout.look.accent, "facecolor": "white"}
        box = Rectangle((left, top), right - left, layout.up.start - top, zorder=1.5, **look)
        axes.add_artist(box)


def _paint_lines(axes: Axes, layout: _Layout) -> None:
    """A line at the mean and at each limit, tied to its name above."""
    top, bottom = layout.up.end - 6, layout.up.start
    for line, flag, middle in zip(layout.spec.lines, layout.flags, layout.flown, strict=True):
        x = layout.across(line.value)
        dash: Any = "-" if line.key == "mean" else (0, (4, 2))
        stroke(axes, (x, x), (bottom, top), color=INK, lw=1.1, ls=dash, zorder=3)
        stroke(axes, (x, middle), (top, top - 8), color=INK, lw=0.7, zorder=3)
        write(axes, middle, top - 10, flag, across="center", down="bottom")


def _paint_weights(axes: Axes, layout: _Layout) -> None:
    """Round weights on the axis, and what an open end holds."""
    across, language, font = layout.across, layout.spec.language, layout.look.font
    below = layout.up.start
    taken: list[tuple[float, float]] = []
    for each in layout.spec.bins:
        if each.end:
            label = _open_label(each, language)
            half = text_width(label, SMALL, font=font) / 2
            middle = across((each.low + each.high) / 2)
            middle = min(max(middle, MARGIN + half), layout.width - MARGIN - half)
            write(axes, middle, below + 13, label, across="center")
            taken.append((middle - half - 6, middle + half + 6))
    stroke(axes, (across.start, across.end), (below, below), color=QUIET, lw=0.8)
    title = text("chart.weights.weight", lang=language)
    write(axes, (across.start + across.end) / 2, below + 29, title, colour=QUIET, across="center")
    closed = _closed(layout)
    for value in round_ticks(across.low, across.high, (across.end - across.start) / 50):
        label, x = format_number(value, language), across(value)
        half = text_width(label, SMALL, font=font) / 2
        outside = all(x + half < start or x - half > end for start, end in taken)
        if outside and closed[0] <= value <= closed[1]:
            stroke(axes, (x, x), (below, below + 4), color=QUIET)
            write(axes, x, below + 13, label, colour=QUIET, across="center")


def _closed(layout: _Layout) -> tuple[float, float]:
    """From which weight to which the axis can be read: not within open ends."""
    first, last = layout.spec.bins[0], layout.spec.bins[-1]
    low = first.high if first.end else layout.across.low
    high = last.low if last.end else layout.across.high
    return low, high


def _open_label(each: Bin, language: str) -> str:
    low, high = format_number(each.low, language), format_number(each.high, language)
    if each.end == "all":
        return text("chart.weights.bin_all", lang=language)
    return f"≥{NO_BREAK}{low}" if each.end == "over" else f"<{NO_BREAK}{high}"


def _paint_heads(axes: Axes, layout: _Layout) -> None:
    language = layout.spec.language
    y = layout.tops[0] - 8
    unit = capitalised(layout.spec.unit) or text("chart.weights.by_area", lang=language)
    write(axes, MARGIN, y, unit, colour=QUIET, down="bottom")
    if layout.narrow:
        return
    for key, x in _numbers_at(layout.spec, layout.look).items():
        head = text(f"chart.weights.head_{key}", lang=language)
        write(axes, x, y, head, colour=QUIET, across="right", down="bottom")


def _numbers_at(spec: WeightSpec, look: Look) -> dict[str, float]:
    """Right ends of the columns of numbers beside the boxes."""
    width = _head_width("deff", spec, look)
    return {"n": WIDE - MARGIN - width - 14, "deff": WIDE - MARGIN}


def _head_width(key: str, spec: WeightSpec, look: Look) -> float:
    head = text(f"chart.weights.head_{key}", lang=spec.language)
    return text_size(head, SMALL, font=look.font)[0]


def _paint_strip(axes: Axes, layout: _Layout, place: int, strip: WeightStrip) -> None:
    """An area: its label, a box over the middle half of its weights, and its numbers."""
    y, label = layout.middle(place), layout.labels[place]
    if layout.narrow:
        write(
            axes, MARGIN, layout.tops[place] + 2, label, size=LABEL, bold=strip.strong,
            down="top",
        )  # fmt: skip
    else:
        write(
            axes, layout.across.start - 12, y, label, size=LABEL, bold=strip.strong,
            across="right",
        )  # fmt: skip
    if strip.spread is None:
        return
    if not layout.narrow:
        numbers = _short(strip.spread, layout.spec.language)
        for key, x in _numbers_at(layout.spec, layout.look).items():
            write(axes, x, y, numbers[key], size=LABEL, across="right", bold=strip.strong)
    _paint_box(axes, layout, strip.spread, y, strong=strip.strong)


def _paint_box(axes: Axes, layout: _Layout, spread: Spread, y: float, *, strong: bool) -> None:
    across = layout.across
    colour = layout.look.accent if strong else QUIET
    if spread.tenths:
        low, high = (across(each) for each in spread.tenths)
        stroke(axes, (low, high), (y, y), color=colour, lw=1.3, zorder=2)
    if spread.quartiles:
        first, middle, third = (across(each) for each in spread.quartiles)
        soft = tint(layout.look.accent, 0.35) if strong else "white"
        box = Rectangle(
            (first, y - _BOX / 2), third - first, _BOX, facecolor=soft, edgecolor=colour, lw=1.2,
            zorder=3,
        )  # fmt: skip
        axes.add_artist(box)
        ends = (y - _BOX / 2, y + _BOX / 2)
        stroke(axes, (middle, middle), ends, color=colour, lw=2.6, zorder=4)
