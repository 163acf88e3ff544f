"""Drawing how forms came in: lines with their names at the end, reminders as poles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from survey.figures.canvas import (
    Scale,
    canvas,
    line_height,
    stroke,
    text_size,
    write,
)
from survey.figures.day_axis import day_ticks
from survey.figures.frame import LABEL, MARGIN, SMALL
from survey.figures.labels import height_needed, spread, tiers
from survey.figures.sentence_picture import draw_sentence
from survey.figures.style import INK, NARROW, QUIET, RULE, WIDE, picture, text_width, wrapped
from survey.language.catalogue import text
from survey.language.days import short_day
from survey.language.numbers import format_percent, format_share

if TYPE_CHECKING:
    import datetime as dt

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.documents.blocks import Picture
    from survey.figures.style import Look

_DASHES: tuple[Any, ...] = (
    (0, (6, 2)), (0, (2, 1.6)), (0, (8, 2, 2, 2)), (0, (1, 1.2)), (0, (4, 1.5, 1, 1.5, 1, 1.5)),
    (0, (11, 3)),
)  # fmt: skip
_ROOM = {False: 168.0, True: 136.0}
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)
_MOST_STEPS = 6
_TALL = {False: 290.0, True: 250.0}
_TIE, _BETWEEN, _AXIS, _TITLE = 22.0, 3.0, 40.0, 18.0


@dataclass(frozen=True, slots=True)
class CurveLine:
    """One curve: the share returned at the end of each day.

    Attributes
    ----------
    kind : {"all", "contrast", "area", "grey"}
    style : int
        Which colour and dash an area is drawn in.
    """

    key: object
    label: str
    shares: tuple[float, ...]
    kind: str
    style: int = 0

    @property
    def last(self) -> float:
        """The share returned in the end."""
        return self.shares[-1]

    @property
    def named(self) -> bool:
        """Whether its name stands at its end."""
        return self.kind != "grey"


@dataclass(frozen=True, slots=True)
class CurveSpec:
    """What is drawn: a share of each line for every day."""

    days: tuple[dt.date, ...]
    lines: tuple[CurveLine, ...]
    reminders: tuple[dt.date, ...]
    returned: int
    sampled: int
    unplaced: int
    language: str


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the parts of the picture lie, in pixels."""

    spec: CurveSpec
    look: Look
    narrow: bool
    labels: tuple[str, ...]
    flags: tuple[str, ...]
    tiers: tuple[int, ...]
    across: Scale
    up: Scale
    height: float

    @property
    def width(self) -> float:
        return NARROW if self.narrow else WIDE

    @property
    def size(self) -> float:
        """Of the names of the lines, in points."""
        return 8.5 if self.narrow else LABEL

    def x(self, day: dt.date) -> float:
        """Where a day lies."""
        return self.across((day - self.spec.days[0]).days)

    def flag_y(self, tier: int) -> float:
        """The middle of a flag."""
        return self.up.end - 10 - (tier + 0.5) * (line_height(SMALL) + 1)


def draw_curve(spec: CurveSpec, look: Look, narrow: bool) -> Picture:
    """Draw how forms came in under a look, wide or for a telephone."""
    if not spec.days:
        return draw_sentence(text("chart.response.empty", lang=spec.language), look, narrow=narrow)
    layout = _layout(spec, look, narrow=narrow)
    paint = partial(_paint, layout)
    return picture(paint, width=layout.width, height=layout.height, narrow=narrow, look=look)


def _layout(spec: CurveSpec, look: Look, *, narrow: bool) -> _Layout:
    size = 8.5 if narrow else LABEL
    named = [line for line in spec.lines if line.named]
    labels = [_label(line, spec.language, size, look, narrow=narrow) for line in named]
    sizes = [
        text_size(label, size, bold=_is_bold(line), font=look.font)
        for label, line in zip(labels, named, strict=True)
    ]
    width = NARROW if narrow else WIDE
    left = 34.0 if narrow else 44.0
    right = width - MARGIN - max(across for across, _ in sizes) - _TIE
    length = (spec.days[-1] - spec.days[0]).days
    across = Scale(0 if length else -1, length, left, right)
    flags = _flags(spec)
    poles = [across((day - spec.days[0]).days) for day in spec.reminders]
    flown = tiers(poles, [text_size(flag, SMALL, font=look.font)[0] + 8 for flag in flags])
    above = _TITLE + 14.0 + (max(flown, default=-1) + 1) * (line_height(SMALL) + 1)
    tall = max(_TALL[narrow], height_needed([each for _, each in sizes], _BETWEEN))
    top = _top(spec)
    up = Scale(0, top, above + tall, above)
    return _Layout(
        spec, look, narrow, tuple(labels), tuple(flags), tuple(flown), across, up,
        above + tall + _AXIS,
    )  # fmt: skip


def _top(spec: CurveSpec) -> float:
    """The upper end of the axis: a round share above the highest line."""
    highest = max(line.last for line in spec.lines)
    step = _step(highest)
    return min(1.0, step * max(int(highest / step + 1e-9) + 1, 3))


def _step(highest: float) -> float:
    return next((step for step in _STEPS if highest / step <= _MOST_STEPS), _STEPS[-1])


def _label(line: CurveLine, language: str, size: float, look: Look, *, narrow: bool) -> str:
    """The name of a line and its share in the end, which is never cut off."""
    room, bold, font = _ROOM[narrow], _is_bold(line), look.font
    share = format_percent(line.last, language)
    name = wrapped(f"{line.label}:", size, room, most=3, bold=bold, font=font)
    longer = f"{name} {share}"
    fits = text_width(longer.rpartition("\n")[2], size, bold=bold, font=font) <= room
    return longer if fits else f"{name}\n{share}"


def _is_bold(line: CurveLine) -> bool:
    return line.kind in {"all", "contrast"}


def _flags(spec: CurveSpec) -> list[str]:
    language = spec.language
    days = [short_day(day, language) for day in spec.reminders]
    if len(days) == 1:
        return [text("chart.response.reminder", lang=language, day=days[0])]
    return [
        text("chart.response.reminder_of", lang=language, number=number, day=day)
        for number, day in enumerate(days, start=1)
    ]


def _paint(layout: _Layout, figure: Figure) -> None:
    axes = canvas(figure, layout.width, layout.height)
    _paint_shares(axes, layout)
    _paint_days(axes, layout)
    for day, flag, tier in zip(layout.spec.reminders, layout.flags, layout.tiers, strict=True):
        x, y = layout.x(day), layout.flag_y(tier)
        stroke(axes, (x, x), (layout.up.start, y - 5), color=QUIET, lw=0.9, ls=(0, (1, 2)))
        write(axes, x + 4, y, flag, colour=QUIET)
    named = [line for line in layout.spec.lines if line.named]
    for line in sorted(layout.spec.lines, key=lambda line: line.named):
        _paint_line(axes, layout, line)
    _paint_names(axes, layout, named)


def _paint_shares(axes: Axes, layout: _Layout) -> None:
    up, across, language = layout.up, layout.across, layout.spec.language
    step = _step(max(line.last for line in layout.spec.lines))
    for place in range(round(up.high / step) + 1):
        y = up(place * step)
        stroke(axes, (across.start, across.end), (y, y), zorder=0)
        label = format_share(place * step, language)
        write(axes, across.start - 6, y, label, colour=QUIET, across="right")
    write(axes, MARGIN, _TITLE / 2 + 4, text("chart.response.share", lang=language), colour=QUIET)


def _paint_days(axes: Axes, layout: _Layout) -> None:
    across, spec = layout.across, layout.spec
    most = (across.end - across.start) / (54 if layout.narrow else 62)
    below = layout.up.start
    year = 0
    for day in day_ticks(spec.days[0], spec.days[-1], most=most):
        x = layout.x(day)
        stroke(axes, (x, x), (below, below + 4), color=QUIET)
        write(axes, x, below + 13, short_day(day, spec.language), colour=QUIET, across="center")
        if day.year != year:
            write(axes, x, below + 26, str(day.year), colour=QUIET, across="center")
            year = day.year


def _paint_line(axes: Axes, layout: _Layout, line: CurveLine) -> None:
    """A step at the end of each day; the whole and the contrast thick, areas dashed."""
    days = layout.spec.days
    xs = [layout.x(day) for day in days]
    ys = [layout.up(share) for share in line.shares]
    colour, width, dash, above = _strokes(layout.look, line)
    if len(xs) == 1:
        axes.plot(xs, ys, marker="o", color=colour, markersize=5, clip_on=False)
    stroke(
        axes, xs, ys, color=colour, lw=width, ls=dash, zorder=above, drawstyle="steps-post",
    )  # fmt: skip


def _strokes(look: Look, line: CurveLine) -> tuple[str, float, Any, float]:
    if line.kind == "all":
        return INK, 2.4, "-", 4
    if line.kind == "contrast":
        return look.accent, 2.4, "-", 3.5
    if line.kind == "grey":
        return RULE, 1.0, "-", 1.5
    colours = (look.scale[0], look.scale[-1], QUIET, look.scale[1], look.scale[-2], INK)
    return colours[line.style % 6], 1.6, _DASHES[line.style % 6], 3


def _paint_names(axes: Axes, layout: _Layout, named: list[CurveLine]) -> None:
    """The name of each line at its end, moved apart where they are near each other."""
    up, end = layout.up, layout.across.end
    heights = [text_size(label, layout.size)[1] for label in layout.labels]
    wanted = [up(line.last) for line in named]
    room = (up.end, up.start)
    middles = spread(wanted, heights, *room, gap=_BETWEEN)
    for line, label, y, middle in zip(named, layout.labels, wanted, middles, strict=True):
        colour = layout.look.accent if line.kind == "contrast" else INK
        bent = ((end, end + 5, end + _TIE - 8, end + _TIE - 3), (y, y, middle, middle))
        stroke(axes, *bent, color=_strokes(layout.look, line)[0], lw=0.9, zorder=2)
        write(
            axes, end + _TIE, middle, label, size=layout.size, colour=colour, bold=_is_bold(line),
        )  # fmt: skip
