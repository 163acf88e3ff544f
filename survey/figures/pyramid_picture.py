"""Drawing a pyramid: bars of respondents, outlines of the register."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Rectangle

from survey.documents.house_style import tint
from survey.figures.canvas import Scale, canvas, stroke, write
from survey.figures.frame import LABEL, MARGIN, SMALL
from survey.figures.legend import Key, Legend, legend_of, paint_legend
from survey.figures.style import INK, NARROW, QUIET, WIDE, picture, text_width, wrapped
from survey.language.catalogue import text
from survey.language.numbers import format_share

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.documents.blocks import Picture
    from survey.figures.style import Look

_BAR, _OUTLINE = 14.0, 20.0
_STEP = {False: 31.0, True: 46.0}
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
_WIDEST = 150.0
_SOFT = 0.42


@dataclass(frozen=True, slots=True)
class PyramidSide:
    """One gender in one age group, as shares of both genders together.

    NaN where the number is hidden, or there are no weights.
    """

    respondents: float
    register: float
    weighted: float

    @property
    def reach(self) -> float:
        """The greatest of the shares."""
        shares = [self.respondents, self.register, self.weighted]
        return max((share for share in shares if not np.isnan(share)), default=0.0)


@dataclass(frozen=True, slots=True)
class PyramidBand:
    """One age group, or several shown as one."""

    label: str
    sides: tuple[PyramidSide, PyramidSide]


@dataclass(frozen=True, slots=True)
class PyramidSpec:
    """What is drawn; the youngest first.

    Attributes
    ----------
    answered : int or None
        Respondents in the bands, None where they are hidden.
    merged : bool
        Whether age groups were merged.
    left_out : tuple of str
        Age groups that the register doesn't give.
    """

    bands: tuple[PyramidBand, ...]
    genders: tuple[str, str]
    answered: int | None
    registered: int
    merged: bool
    left_out: tuple[str, ...]
    others: bool
    has_weights: bool
    language: str


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the parts lie, in pixels; the scales go outwards from the middle."""

    spec: PyramidSpec
    look: Look
    narrow: bool
    legend: Legend
    labels: tuple[str, ...]
    top: float
    step: float
    left: Scale
    right: Scale
    height: float

    @property
    def width(self) -> float:
        return NARROW if self.narrow else WIDE

    @property
    def centre(self) -> float:
        return (self.left.start + self.right.start) / 2

    @property
    def bottom(self) -> float:
        return self.top + self.step * len(self.labels)

    def middle(self, place: int) -> float:
        """The middle of the bars of a band; the youngest lies lowest."""
        row = len(self.labels) - 1 - place
        down = self.step - 14 if self.narrow else self.step / 2
        return self.top + row * self.step + down


def draw_pyramid(spec: PyramidSpec, look: Look, narrow: bool) -> Picture:
    """Draw a pyramid under a look, wide or for a telephone."""
    layout = _layout(spec, look, narrow=narrow)
    paint = partial(_paint, layout)
    return picture(paint, width=layout.width, height=layout.height, narrow=narrow, look=look)


def _layout(spec: PyramidSpec, look: Look, *, narrow: bool) -> _Layout:
    width = NARROW if narrow else WIDE
    widest = width - 2 * MARGIN if narrow else _WIDEST
    labels = [wrapped(b.label, LABEL, widest, most=3, font=look.font) for b in spec.bands]
    lines = max((label.count("\n") for label in labels), default=0)
    gap = 6.0 if narrow else max((text_width(each, LABEL, font=look.font) for each in labels),
                                 default=0.0) + 24  # fmt: skip
    numbers = [_numbers(side, spec) for band in spec.bands for side in band.sides]
    outside = max((text_width(each, SMALL, font=look.font) for each in numbers), default=0.0) + 12
    high = _high(spec)
    inside, end = width / 2 - gap / 2, MARGIN + outside
    legend = legend_of(_keys(spec, look), width, look)
    top = legend.height + 34.0
    step = _STEP[narrow] + lines * 15.0
    return _Layout(
        spec, look, narrow, legend, tuple(labels), top, step,
        Scale(0, high, inside, end), Scale(0, high, width - inside, width - end),
        top + step * len(labels) + 42.0,
    )  # fmt: skip


def _high(spec: PyramidSpec) -> float:
    return max((side.reach for band in spec.bands for side in band.sides), default=0.1) or 0.1


def _keys(spec: PyramidSpec, look: Look) -> list[Key]:
    language = spec.language
    keys = [
        Key(text("chart.pyramid.respondents", lang=language), "box", tint(look.accent, _SOFT)),
        Key(text("chart.pyramid.key_register", lang=language), "outline", INK),
        Key(text("chart.pyramid.weighted", lang=language), "mark", INK, "D"),
    ]
    shown = [spec.answered is not None, True, spec.has_weights]
    return [key for key, is_shown in zip(keys, shown, strict=True) if is_shown]


def _numbers(side: PyramidSide, spec: PyramidSpec) -> str:
    register = format_share(side.register, spec.language)
    if spec.answered is None:
        return f"({register})"
    return f"{format_share(side.respondents, spec.language)} ({register})"


def _paint(layout: _Layout, figure: Figure) -> None:
    axes = canvas(figure, layout.width, layout.height)
    paint_legend(axes, layout.legend)
    _paint_axis(axes, layout)
    for place, band in enumerate(layout.spec.bands):
        y = layout.middle(place)
        name = y - 16 if layout.narrow else y
        down = "bottom" if layout.narrow else "middle"
        write(
            axes, layout.centre, name, layout.labels[place], size=LABEL, across="center",
            down=down, rimmed=True,
        )  # fmt: skip
        for side, scale in zip(band.sides, (layout.left, layout.right), strict=True):
            _paint_side(axes, layout, side, scale, y)


def _paint_axis(axes: Axes, layout: _Layout) -> None:
    spec = layout.spec
    high = layout.left.high
    step = next((s for s in _STEPS if high / s <= (3 if layout.narrow else 5)), _STEPS[-1])
    for scale, gender in zip((layout.left, layout.right), spec.genders, strict=True):
        room = abs(scale.end - scale.start)
        words = wrapped(gender, LABEL, room, most=1, bold=True, font=layout.look.font)
        is_left = scale.end < scale.start
        x = scale.end if layout.narrow else scale.start
        across = "right" if is_left != layout.narrow else "left"
        write(axes, x, layout.top - 12, words, size=LABEL, bold=True, across=across)
        for place in range(int(high / step + 1e-9) + 1):
            x = scale(place * step)
            stroke(axes, (x, x), (layout.top, layout.bottom + 2), zorder=0)
            if place or not layout.narrow or is_left:
                label = format_share(place * step, spec.language)
                write(axes, x, layout.bottom + 11, label, colour=QUIET, across="center")
    unit = text("chart.pyramid.unit", lang=spec.language)
    room = layout.width - 2 * MARGIN
    write(
        axes, layout.centre, layout.bottom + 28,
        wrapped(unit, SMALL, room, most=1, font=layout.look.font), colour=QUIET, across="center",
    )  # fmt: skip


def _paint_side(axes: Axes, layout: _Layout, side: PyramidSide, scale: Scale, y: float) -> None:
    """A bar of respondents, the outline of the register, and their numbers at the outer end."""
    start = scale.start
    if layout.spec.answered is not None:
        bar = scale(side.respondents) - start
        soft = tint(layout.look.accent, _SOFT)
        axes.add_artist(Rectangle((start, y - _BAR / 2), bar, _BAR, color=soft, lw=0, zorder=1))
    box = Rectangle(
        (start, y - _OUTLINE / 2), scale(side.register) - start, _OUTLINE, fill=False, ec=INK,
        lw=1.3, zorder=3,
    )  # fmt: skip
    axes.add_artist(box)
    if layout.spec.has_weights:
        axes.plot([scale(side.weighted)], [y], marker="D", markersize=5, color=INK, zorder=4)
    outwards = 1 if scale.end > start else -1
    end = max(_length(side.respondents, scale), _length(side.register, scale),
              _length(side.weighted, scale) + 5)  # fmt: skip
    write(
        axes, start + (end + 6) * outwards, y, _numbers(side, layout.spec),
        across="left" if outwards > 0 else "right", rimmed=True,
    )  # fmt: skip


def _length(share: float, scale: Scale) -> float:
    """Pixels of a share; none where it is hidden."""
    return 0.0 if np.isnan(share) else abs(scale(share) - scale.start)
