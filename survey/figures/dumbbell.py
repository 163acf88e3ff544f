"""Dumbbells: two waves of every area, and beside them the change with its uncertainty."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from survey.disclosure.policy import Status
from survey.figures.change_rows import change_in_words, point_in_words
from survey.figures.frame import (
    LABEL,
    MARGIN,
    SMALL,
    bare_axes,
    frame_of,
    paint_axis,
    paint_label,
    paint_strip,
    paint_ticks,
    reach,
    step_of,
    tick_step,
    ticks,
)
from survey.figures.marks import paint_beside, paint_key
from survey.figures.style import INK, QUIET, halo, text_width, wrapped
from survey.language.catalogue import text
from survey.language.numbers import format_points

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.figures.change_rows import Change, Changed, Spec
    from survey.figures.frame import Frame
    from survey.figures.style import Look

_SIDE = {True: 112.0, False: 124.0}
_BETWEEN = 34.0
_NUMBER_ROOM = 26.0
_LEAST_CHANGE = 0.06
_NAME_LINE = 12.5


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things lie: the frame of the shares, the panel of the changes, and their heads.

    Keys are the places of the marks that stand for the waves, and the names of these.
    """

    frame: Frame
    side: float
    beside: float
    head: str
    keys: tuple[tuple[float, float, str], ...]


def dumbbells(
    spec: Spec, look: Look, *, narrow: bool
) -> tuple[Callable[[Figure], None], float, float]:
    """How to draw them, and how wide and high they are."""
    layout = _layout(spec, look, narrow=narrow)
    return partial(_paint, spec, layout), layout.frame.width, layout.frame.height


def _layout(spec: Spec, look: Look, *, narrow: bool) -> _Layout:
    language = spec.language
    words = [change_in_words(row.change, language) for row in spec.rows]
    widest = max((text_width(each, LABEL, font=look.font) for each in words), default=0.0)
    beside = 0.0 if narrow else widest + 18
    side = _SIDE[narrow]
    head = wrapped(
        text("chart.change.head", lang=language), SMALL, side + beside, bold=True, most=3,
        font=look.font,
    )  # fmt: skip
    labels = [
        (f"{row.label}: {each}" if narrow else row.label, row.strong)
        for row, each in zip(spec.rows, words, strict=True)
    ]
    bare = frame_of(
        labels,
        narrow=narrow,
        step=step_of(len(labels), narrow=narrow),
        above=0.0,
        right=_BETWEEN + side + beside + MARGIN,
        look=look,
    )
    room = bare.width - side - beside - _BETWEEN - 2 * MARGIN
    keys, end = _keys(spec, bare.left, MARGIN, room, look)
    above = max(20.0 + 12.0 * (head.count("\n") + 1), end + 8)
    return _Layout(replace(bare, above=above), side, beside, head, keys)


def _keys(
    spec: Spec, start: float, left: float, room: float, look: Look
) -> tuple[tuple[tuple[float, float, str], ...], float]:
    """The waves side by side above the rows, or one below the other; and where they end."""
    names = [wrapped(wave, SMALL, room - 20, most=2, font=look.font)
             for wave in (spec.earlier, spec.later)]  # fmt: skip
    widths = [text_width(name, SMALL, font=look.font) for name in names]
    y = 16.0
    if start + sum(widths) + 60 <= left + room:
        return ((start + 6, y, names[0]), (start + 36 + widths[0], y, names[1])), y + 6
    first = names[0].count("\n")
    below = y + 20 + _NAME_LINE * first
    end = below + 6 + _NAME_LINE * names[1].count("\n")
    return ((left + 6, y, names[0]), (left + 6, below, names[1])), end


def _paint(spec: Spec, layout: _Layout, figure: Figure) -> None:
    frame, language = layout.frame, spec.language
    ends = [end for row in spec.rows for point in row.points() for end in (point.estimate,)]
    low, high = reach(ends)
    room = _NUMBER_ROOM * (high - low) / (frame.inner - 2 * _NUMBER_ROOM)
    axes = frame.axes(figure, low - room, high + room)
    side = _side_axes(spec, layout, figure)
    for row, changed in zip(frame.rows, spec.rows, strict=True):
        paint_label(axes, row, narrow=frame.narrow)
        _paint_waves(axes, row.middle, changed, frame.look)
        change = changed.change
        if frame.narrow:
            paint_strip(side, row)
        else:
            paint_beside(side, 8, row.middle, change_in_words(change, language), size=LABEL)
        if change.shown:
            _paint_change(side, row.middle, change, frame.look)
    paint_axis(axes, frame, language, scales=[(0.0, max(low, 0.0), min(high, 1.0))])
    _paint_heads(figure, layout)


def _side_axes(spec: Spec, layout: _Layout, figure: Figure) -> Axes:
    """The panel of changes, behind the labels that may run over it on a telephone."""
    frame = layout.frame
    ends = [0.0, *(end for row in spec.rows for end in row.change.ends())]
    margin = max(_LEAST_CHANGE, (max(ends) - min(ends)) * 0.08)
    low, high = min(ends) - margin, max(ends) + margin
    axes = frame.axes_at(figure, _side_left(layout), layout.side, low, high)
    axes.set_zorder(-1)
    bare_axes(axes)
    step = tick_step(low, high, most=layout.side / 38)
    places = ticks(low, high, step)
    labels = [format_points(place, spec.language) for place in places]
    paint_ticks(axes, places, labels)
    axes.axvline(0, color=INK, lw=0.8, zorder=0.5)
    return axes


def _paint_change(axes: Axes, y: float, change: Change, look: Look) -> None:
    """A diamond with its interval, since hollow and filled already stand for the waves."""
    colour = look.accent if change.mark else QUIET
    axes.plot([change.low, change.high], [y, y], color=colour, lw=1.6, zorder=2)
    axes.plot([change.difference], [y], marker="D", markersize=6, color=colour, zorder=3)


def _side_left(layout: _Layout) -> float:
    frame = layout.frame
    return frame.left + frame.inner + _BETWEEN


def _paint_waves(axes: Axes, y: float, row: Changed, look: Look) -> None:
    """Hollow for the earlier wave, filled for the later one, a number outside each."""
    colour = look.accent if row.change.mark else QUIET
    if row.before.shown and row.after.shown and not row.change.broken:
        axes.plot([row.before.estimate, row.after.estimate], [y, y], color=colour, lw=2, zorder=2)
    for point, fill in ((row.before, "white"), (row.after, colour)):
        marker = "s" if point.status is Status.FEW else "o"
        if point.shown:
            axes.plot(
                [point.estimate], [y], marker=marker, markersize=7.5, color=colour,
                markerfacecolor=fill, markeredgewidth=1.6, zorder=3,
            )  # fmt: skip
    _paint_numbers(axes, y, row)


def _paint_numbers(axes: Axes, y: float, row: Changed) -> None:
    rises = not row.after.shown or not row.before.shown or row.after.estimate >= row.before.estimate
    for point, side in ((row.before, -1 if rises else 1), (row.after, 1 if rises else -1)):
        x = point.estimate
        if not point.shown:
            continue
        axes.annotate(
            point_in_words(point, "en"), (x, y), (7 * side, 0), textcoords="offset points",
            ha="left" if side > 0 else "right", va="center", color=INK, size=SMALL, zorder=4,
            path_effects=halo(),
        )  # fmt: skip


def _paint_heads(figure: Figure, layout: _Layout) -> None:
    """Which mark is which wave, and what the panel beside it shows."""
    frame = layout.frame
    for (x, y, wave), fill in zip(layout.keys, ("white", QUIET), strict=True):
        paint_key(figure, frame, x, y, "o", QUIET, fill, wave)
    figure.text(
        _side_left(layout) / frame.width, 1 - (frame.above - 9) / frame.height, layout.head,
        ha="left", va="bottom", color=INK, size=SMALL, weight="bold", linespacing=1.1,
    )  # fmt: skip
