"""Drawing a funnel: points, limits and the names of those outside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.disclosure.policy import Status
from survey.disclosure.signs import SIGNS
from survey.figures.canvas import (
    Scale,
    canvas,
    line_height,
    round_ticks,
    stroke,
    text_size,
    tie,
    write,
)
from survey.figures.frame import MARGIN, SMALL, tick_step, ticks
from survey.figures.labels import Box, place_near, spread
from survey.figures.legend import Key, Legend, legend_of, paint_legend
from survey.figures.sentence_picture import draw_sentence
from survey.figures.style import INK, NARROW, QUIET, WIDE, picture, text_width, wrapped
from survey.kernels.funnel import funnel_limits
from survey.language.catalogue import text
from survey.language.numbers import format_number, format_percent, format_share

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.documents.blocks import Picture
    from survey.figures.style import Look
    from survey.kernels.layout import Floats

LEVELS = (0.95, 0.998)
_DASHES: tuple[Any, ...] = ((0, (5, 2)), "-")
_TALL = {False: 330.0, True: 290.0}
_ROOM = {False: 150.0, True: 110.0}
_TITLE, _AXIS = 20.0, 42.0
_LEAST_REACH = 0.2
_TALLEST = 900.0
_POINT = 4.5


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One area; the numbers are NaN where they are hidden.

    Attributes
    ----------
    beyond : int
        How many pairs of limits it lies outside of: 0, 1 or 2; negative below them.
    """

    label: str
    area: str
    share: float
    n: float
    size: float
    status: Status
    is_contrast: bool
    beyond: int = 0

    @property
    def shown(self) -> bool:
        """Whether its share is there to be read."""
        return not self.status.hidden

    @property
    def named(self) -> bool:
        """Whether its name stands beside it."""
        return self.is_contrast or self.beyond != 0


@dataclass(frozen=True, slots=True)
class FunnelSpec:
    """What is drawn.

    Attributes
    ----------
    share : float
        Of all, NaN where it is hidden.
    effective : bool
        Whether sizes are effective numbers of answers.
    """

    points: tuple[FunnelPoint, ...]
    share: float
    whole: FunnelPoint
    effective: bool
    what: str
    unit: str
    language: str

    @property
    def drawn(self) -> list[FunnelPoint]:
        """The areas that are shown, if the share of all is."""
        return [] if np.isnan(self.share) else [point for point in self.points if point.shown]


@dataclass(frozen=True, slots=True)
class _Name:
    """The name of a point, and where it stands; None where there is no room for it."""

    point: FunnelPoint
    words: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the parts lie, in pixels."""

    spec: FunnelSpec
    look: Look
    narrow: bool
    legend: Legend
    across: Scale
    up: Scale
    height: float
    names: tuple[_Name, ...] = ()

    @property
    def width(self) -> float:
        return NARROW if self.narrow else WIDE

    def place(self, point: FunnelPoint) -> tuple[float, float]:
        """Where a point lies."""
        return self.across(point.size), self.up(point.share)


def draw_funnel(spec: FunnelSpec, look: Look, narrow: bool) -> Picture:
    """Draw a funnel under a look, wide or for a telephone."""
    if not spec.drawn:
        return draw_sentence(
            text("chart.funnel.alt_hidden", lang=spec.language), look, narrow=narrow
        )
    layout = _layout(spec, look, narrow=narrow)
    paint = partial(_paint, layout)
    return picture(paint, width=layout.width, height=layout.height, narrow=narrow, look=look)


def _layout(spec: FunnelSpec, look: Look, *, narrow: bool) -> _Layout:
    """As high as it takes for all names to find a place."""
    width = NARROW if narrow else WIDE
    legend = legend_of(_keys(spec, look), width, look)
    ends = [name for name, _, _ in _ends(spec, 1.0)]
    right = max(text_width(name, SMALL, bold=True, font=look.font) for name in ends) + 12
    most = max(point.size for point in spec.drawn)
    across = Scale(0, most * 1.12, 36.0 if narrow else 44.0, width - MARGIN - right)
    above = legend.height + _TITLE + 12
    tall = _TALL[narrow]
    while True:
        up = Scale(*_reach(spec), above + tall, above)
        bare = _Layout(spec, look, narrow, legend, across, up, above + tall + _AXIS)
        names = _names(bare)
        if tall >= _TALLEST or all(name.box is not None for name in names):
            return replace(bare, names=tuple(names))
        tall += 50.0


def _names(layout: _Layout) -> list[_Name]:
    """The names of the contrast and of all outside the limits, farthest out first."""
    spec, font = layout.spec, layout.look.font
    named = sorted(
        (point for point in spec.drawn if point.named),
        key=lambda point: (-abs(point.beyond), -abs(point.share - spec.share), point.label),
    )
    words = [_name(point, layout) for point in named]
    sizes = [
        text_size(each, SMALL, bold=point.is_contrast, font=font)
        for each, point in zip(words, named, strict=True)
    ]
    across, up = layout.across, layout.up
    room = Box(across.start + 2, up.end, across.end - 2, up.start - 2)
    marks = [Box.around(*layout.place(point), 2 * _POINT + 1, 2 * _POINT + 1)
             for point in spec.drawn]  # fmt: skip
    places = [layout.place(point) for point in named]
    boxes = place_near(places, sizes, room, marks=marks, reach=_POINT + 0.5)
    return [_Name(*each) for each in zip(named, words, boxes, strict=True)]


def _reach(spec: FunnelSpec) -> tuple[float, float]:
    """From which share to which: all points, and the wider limits at the fewest answers."""
    least = min(point.size for point in spec.drawn)
    limits = [float(each[0]) for each in funnel_limits(spec.share, np.array([least]), LEVELS[1])]
    values = [point.share for point in spec.drawn] + limits
    low, high = min(values), max(values)
    margin = max(0.03, (high - low) * 0.06, (_LEAST_REACH - (high - low)) / 2)
    return max(low - margin, -0.02), min(high + margin, 1.02)


def _keys(spec: FunnelSpec, look: Look) -> list[Key]:
    """The marks that occur, and no others."""
    first: dict[str, FunnelPoint] = {}
    for point in spec.drawn:
        first.setdefault(_kind(point), point)
    return [
        Key(text(f"chart.funnel.key_{kind}", lang=spec.language), "mark", *_mark(first[kind], look))
        for kind in ("inside", "outside", "few", "contrast")
        if kind in first
    ]


def _kind(point: FunnelPoint) -> str:
    if point.is_contrast:
        return "contrast"
    if point.status is Status.FEW:
        return "few"
    return "outside" if point.beyond else "inside"


def _mark(point: FunnelPoint, look: Look) -> tuple[str, str, bool]:
    """Colour, marker and whether it is filled."""
    colour = look.accent if point.is_contrast else INK if point.beyond else QUIET
    marker = "D" if point.is_contrast else "s" if point.status is Status.FEW else "o"
    return colour, marker, point.beyond != 0 and point.status is not Status.FEW


def _level(level: float, language: str) -> str:
    return format_percent(level, language, decimals=0 if level < 0.99 else 1)


def _ends(spec: FunnelSpec, size: float) -> list[tuple[str, float, str]]:
    """What is named at the right end: each limit there, and the share of all."""
    language = spec.language
    share = format_percent(spec.share, language)
    names = [(text("chart.funnel.all", lang=language, share=share), spec.share, INK)]
    for level in LEVELS:
        low, high = funnel_limits(spec.share, np.array([size]), level)
        for limit, edge in ((low, 0.0), (high, 1.0)):
            if abs(float(limit[0]) - edge) > 1e-9:
                names.append((_level(level, language), float(limit[0]), QUIET))
    return names


def _paint(layout: _Layout, figure: Figure) -> None:
    axes = canvas(figure, layout.width, layout.height)
    paint_legend(axes, layout.legend)
    _paint_shares(axes, layout)
    _paint_sizes(axes, layout)
    _paint_limits(axes, layout)
    for point in layout.spec.drawn:
        colour, marker, filled = _mark(point, layout.look)
        x, y = layout.place(point)
        axes.plot(
            [x], [y], marker=marker, markersize=7, color=colour, ls="none", zorder=4,
            markerfacecolor=colour if filled else "white", markeredgewidth=1.4,
        )  # fmt: skip
    _paint_names(axes, layout)


def _paint_shares(axes: Axes, layout: _Layout) -> None:
    up, across, language = layout.up, layout.across, layout.spec.language
    step = tick_step(up.low, up.high, most=(up.start - up.end) / 40)
    shares = ticks(up.low, up.high, step)
    for share in shares:
        y = up(share)
        stroke(axes, (across.start, across.end), (y, y), zorder=0)
        label = format_share(share, language)
        write(axes, across.start - 6, y, label, colour=QUIET, across="right")
    title = text("table.head.share", lang=language)
    write(axes, MARGIN, layout.legend.height + _TITLE - 4, title, colour=QUIET)


def _paint_sizes(axes: Axes, layout: _Layout) -> None:
    across, language = layout.across, layout.spec.language
    below = layout.up.start
    stroke(axes, (across.start, across.end), (below, below), color=QUIET, lw=0.8)
    for size in round_ticks(0, across.high, (across.end - across.start) / 60):
        x = across(size)
        stroke(axes, (x, x), (below, below + 4), color=QUIET)
        write(axes, x, below + 13, format_number(size, language), colour=QUIET, across="center")
    key = "chart.funnel.n_eff" if layout.spec.effective else "table.head.n"
    middle = (across.start + across.end) / 2
    write(axes, middle, below + 29, text(key, lang=language), colour=QUIET, across="center")


def _paint_limits(axes: Axes, layout: _Layout) -> None:
    """The share of all, and the limits around it, as far as the picture reaches."""
    spec, across, up = layout.spec, layout.across, layout.up
    y = up(spec.share)
    stroke(axes, (across.start, across.end), (y, y), color=INK, lw=1.2, zorder=1.5)
    sizes: Floats = np.linspace(max(across.high / 400, 0.5), across.high, 320)
    for level, dash in zip(LEVELS, _DASHES, strict=True):
        for limit in funnel_limits(spec.share, sizes, level):
            inside = (limit >= max(up.low, 0)) & (limit <= min(up.high, 1))
            inside &= (limit > 0) & (limit < 1)
            xs = [across(size) for size in sizes[inside]]
            ys = [up(share) for share in limit[inside]]
            stroke(axes, xs, ys, color=QUIET, lw=1.1, ls=dash, zorder=1.2)
    names = [end for end in _ends(spec, across.high) if up.low <= end[1] <= up.high]
    heights = [line_height(SMALL)] * len(names)
    wanted = [up(value) for _, value, _ in names]
    middles = spread(wanted, heights, up.end - 20, up.start + 20)
    for (name, _, colour), at, middle in zip(names, wanted, middles, strict=True):
        tie(axes, (across.end + 1, at), (across.end + 8, middle))
        write(axes, across.end + 10, middle, name, colour=colour, bold=colour == INK)


def _paint_names(axes: Axes, layout: _Layout) -> None:
    for name in layout.names:
        if name.box is None:
            continue
        point, box = name.point, name.box
        x, y = layout.place(point)
        end = box.nearest(x, y)
        if abs(end[0] - x) + abs(end[1] - y) > 2.5 * _POINT:
            tie(axes, (x, y), end)
        colour = layout.look.accent if point.is_contrast else INK
        write(
            axes, box.left, (box.top + box.bottom) / 2, name.words, colour=colour,
            bold=point.is_contrast, rimmed=True,
        )  # fmt: skip


def _name(point: FunnelPoint, layout: _Layout) -> str:
    share = format_percent(point.share, layout.spec.language)
    name = wrapped(
        f"{point.label}{SIGNS[point.status]}:", SMALL, _ROOM[layout.narrow], most=2,
        bold=point.is_contrast, font=layout.look.font,
    )  # fmt: skip
    longer = f"{name} {share}"
    last = longer.rpartition("\n")[2]
    width = text_width(last, SMALL, bold=point.is_contrast, font=layout.look.font)
    return longer if width <= _ROOM[layout.narrow] else f"{name}\n{share}"
