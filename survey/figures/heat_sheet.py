"""Drawing a heat chart: a sheet of tinted cells with their numbers, and its legend in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from survey.documents.blocks import RowKind
from survey.documents.colours import ink_on
from survey.documents.house_style import tint
from survey.figures.canvas import canvas
from survey.figures.frame import LABEL, MARGIN, SMALL
from survey.figures.heat_cells import LARGE_DIFFERENCE, SMALL_DIFFERENCE
from survey.figures.squares import legend, paint_square
from survey.figures.style import INK, NARROW, QUIET, RULE, WIDE, text_width, wrapped
from survey.language.catalogue import text
from survey.language.numbers import format_points

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.figures.heat_cells import HeatCell, Spec
    from survey.figures.squares import Key
    from survey.figures.style import Look

_WIDEST_LABEL, _WIDEST_CELL, _LEAST_CELL = 200.0, 104.0, 42.0
_LINE, _HEAD_LINE = 14.5, 12.5
_LEAST_UPRIGHT = 72.0
_TURNED = tuple(range(110, 310, 20))
_SLACK = 1.07
_STRENGTHS = {1: 0.24, 2: 0.56}
_RIMS = {-1: 0.8, -2: 2.0}
_LEVELS = (-2, -1, 0, 1, 2)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row: its label, where it begins, where its cells begin, and how high they are."""

    label: str
    top: float
    cells: float
    tall: float


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where things lie, in pixels."""

    heads: tuple[str, ...]
    turned: bool
    lines: tuple[_Line, ...]
    left: float
    cell: float
    above: float
    stacked: bool
    size: float
    keys: tuple[Key, ...]
    width: float
    height: float
    narrow: bool
    look: Look


def sheet(spec: Spec, look: Look, *, narrow: bool) -> tuple[Callable[[Figure], None], float, float]:
    """How to draw it, and how wide and high it is."""
    found = _sheet(spec, look, narrow=narrow)
    return partial(_paint, spec, found), found.width, found.height


def _sheet(spec: Spec, look: Look, *, narrow: bool) -> _Sheet:
    width, count = NARROW if narrow else WIDE, len(spec.heads)
    room = width - 2 * MARGIN
    widest = room if narrow else min(_WIDEST_LABEL, max(room - 12 - count * _LEAST_CELL, 110.0))
    labels = [
        wrapped(row.label, LABEL, widest, most=3 if narrow else 4, bold=row.strong, font=look.font)
        for row in spec.rows
    ]
    taken = 0.0 if narrow else 12 + max(
        text_width(label, LABEL, bold=row.strong, font=look.font)
        for label, row in zip(labels, spec.rows, strict=True)
    )  # fmt: skip
    left = MARGIN + taken
    cell = min(_WIDEST_CELL, (width - MARGIN - left) / count)
    size = SMALL if cell < 34 else LABEL
    turned = cell < _LEAST_UPRIGHT
    heads = _heads(spec, look, cell, turned=turned)
    above = 10.0 + _head_height(heads, look, turned=turned)
    stacked = cell < _widest_number(spec, look, size) + 6
    lines, end = _lines(labels, above + 8, stacked=stacked, narrow=narrow)
    keys = legend(
        _legend_words(spec), start=MARGIN, left=MARGIN, right=width - MARGIN, top=end + 22,
        font=look.font,
    )  # fmt: skip
    height = keys[-1].y + keys[-1].more + 16 if keys else end + 10
    return _Sheet(
        heads, turned, tuple(lines), left, cell, above, stacked, size, tuple(keys), width, height,
        narrow, look,
    )  # fmt: skip


def _heads(spec: Spec, look: Look, cell: float, *, turned: bool) -> tuple[str, ...]:
    """What stands above the columns, each with what is good; upright, or turned if too narrow."""
    words = [_head(*each, spec.language) for each in zip(spec.heads, spec.sides, strict=True)]
    if not turned:
        return tuple(wrapped(each, SMALL, cell - 8, most=8, font=look.font) for each in words)
    most = max(1, int((cell - 2) / _HEAD_LINE))
    found: list[str] = []
    for length in _TURNED:
        found = [wrapped(each, SMALL, length, most=most, font=look.font) for each in words]
        if not any(each.endswith("…") for each in found):
            break
    return tuple(found)


def _head(head: str, side: int, language: str) -> str:
    if not side:
        return head
    key = "high_is_best" if side > 0 else "low_is_best"
    return f"{head} ({text(f'chart.heat.{key}', lang=language)})"


def _head_height(heads: Sequence[str], look: Look, *, turned: bool) -> float:
    if turned:
        return _SLACK * max(text_width(head, SMALL, font=look.font) for head in heads)
    return _HEAD_LINE * max(head.count("\n") + 1 for head in heads)


def _widest_number(spec: Spec, look: Look, size: float) -> float:
    words = {cell.words(spec.language) for cell in spec.cells()}
    return max(text_width(each, size, bold=True, font=look.font) for each in words)


def _lines(
    labels: Sequence[str], top: float, *, stacked: bool, narrow: bool
) -> tuple[list[_Line], float]:
    """Where rows are, and where the last one ends."""
    lines, least = [], 32.0 if stacked else 24.0
    for label in labels:
        words = _LINE * (label.count("\n") + 1)
        above = words + 4 if narrow else 0.0
        tall = least if narrow else max(least, words + 6)
        lines.append(_Line(label, top, top + above, tall))
        top += above + tall + (4 if narrow else 0)
    return lines, top


def _legend_words(spec: Spec) -> list[str]:
    """The tints in words, if there are any."""
    if not any(cell.side and cell.difference is not None for cell in spec.cells()):
        return []
    names = {-2: "much_worse", -1: "worse", 0: "same", 1: "better", 2: "much_better"}
    steps = {
        "small": format_points(SMALL_DIFFERENCE, spec.language, sign=False),
        "large": format_points(LARGE_DIFFERENCE, spec.language, sign=False),
    }
    return [text(f"chart.heat.{names[level]}", lang=spec.language, **steps) for level in _LEVELS]


def _colour(level: int, look: Look) -> str:
    if not level:
        return "#ffffff"
    end = look.scale[0] if level < 0 else look.scale[-1]
    return tint(end, _STRENGTHS[abs(level)])


def _paint(spec: Spec, found: _Sheet, figure: Figure) -> None:
    axes = canvas(figure, found.width, found.height)
    for place, head in enumerate(found.heads):
        x = found.left + found.cell * (place + 0.5)
        axes.text(
            x, found.above, head, ha="center", va="bottom", color=INK, size=SMALL, linespacing=1.1,
            rotation=90 if found.turned else 0, multialignment="left" if found.turned else "center",
        )  # fmt: skip
    for row, line in zip(spec.rows, found.lines, strict=True):
        _paint_label(axes, found, line, strong=row.strong)
        for place, cell in enumerate(row.cells):
            _paint_cell(axes, spec, found, line, place, cell)
        if row.kind is not RowKind.BODY:
            end = found.left + found.cell * len(row.cells)
            for y in (line.cells, line.cells + line.tall):
                axes.plot([found.left, end], [y, y], color=QUIET, lw=1, zorder=2)
    rims = {level: _RIMS.get(level, 0.6 if level == 0 else 0.0) for level in _LEVELS}
    for level, key in zip(_LEVELS, found.keys, strict=False):
        colour = _colour(level, found.look)
        paint_square(
            figure, key, colour, width=found.width, height=found.height, rim=rims[level]
        )  # fmt: skip


def _paint_label(axes: Axes, found: _Sheet, line: _Line, *, strong: bool) -> None:
    weight = "bold" if strong else "normal"
    if found.narrow:
        axes.text(
            MARGIN, line.top + 2, line.label, ha="left", va="top", color=INK, size=LABEL - 0.5,
            weight=weight, linespacing=1.15,
        )  # fmt: skip
    else:
        axes.text(
            found.left - 10, line.cells + line.tall / 2, line.label, ha="right", va="center",
            color=INK, size=LABEL, weight=weight, linespacing=1.15,
        )  # fmt: skip


def _paint_cell(
    axes: Axes, spec: Spec, found: _Sheet, line: _Line, place: int, cell: HeatCell
) -> None:
    """A tinted cell with its number; worse ones have a rim too, so that grey print tells them."""
    x, colour = found.left + found.cell * place, _colour(cell.level, found.look)
    corner = (x + 0.5, line.cells + 0.5)
    wide, tall = found.cell - 1, line.tall - 1
    axes.add_artist(Rectangle(corner, wide, tall, fc=colour, ec=RULE, lw=0.4, zorder=0))
    rim = _RIMS.get(cell.level, 0.0)
    if rim:
        inset = rim / 2 + 0.5
        axes.add_artist(Rectangle(
            (x + 0.5 + inset, line.cells + 0.5 + inset), wide - 2 * inset, tall - 2 * inset,
            fc="none", ec=INK, lw=rim * 0.75, zorder=1,
        ))  # fmt: skip
    words = cell.words(spec.language, between="\n" if found.stacked else "\N{NO-BREAK SPACE}")
    axes.text(
        x + found.cell / 2, line.cells + line.tall / 2, words, ha="center", va="center",
        color=ink_on(colour), size=found.size, weight="bold" if cell.mark else "normal",
        linespacing=0.95, zorder=3,
    )  # fmt: skip
