"""Every area's difference from the contrast twice: as areas are, and made equal."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from survey.disclosure.policy import Status
from survey.disclosure.results.fair_rows import (
    category_label,
    characteristics_in_words,
    fair_of,
    fair_rows,
)
from survey.disclosure.signs import SIGNS, sign_of_mark, with_sign
from survey.documents.blocks import Cell, Column, Plot, PlotKind, Row, RowKind
from survey.figures.areas import contrast_in_text, row_area
from survey.figures.chart import Chart, fitting, notes_on, shortened
from survey.figures.difference_axis import DifferenceScale
from survey.figures.frame import LABEL, MARGIN, SMALL, frame_beside, paint_label
from survey.figures.marks import paint_beside, paint_key
from survey.figures.numbers_table import (
    area_column,
    interval_column,
    mark_cell,
    mark_column,
    mark_notes,
    numbers_table,
)
from survey.figures.plain_values import language_of
from survey.figures.style import QUIET, picture, wrapped
from survey.language.catalogue import text
from survey.language.numbers import NO_BREAK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.disclosure.results.fair import ReleasedFair
    from survey.disclosure.results.fair_rows import FairRow, FairSide
    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Picture, Table
    from survey.figures.frame import Frame
    from survey.figures.style import Look

_APART, _MORE = 6.0, 8.0
_KEY_LINE = 17.0


@dataclass(frozen=True, slots=True)
class _Line:
    """An area in the chart."""

    label: str
    row: FairRow


@dataclass(frozen=True, slots=True)
class _Spec:
    """A chart before it is drawn."""

    lines: tuple[_Line, ...]
    part: ReleasedFair
    contrast: str
    what: str
    scale: DifferenceScale
    language: str

    def sides(self) -> list[FairSide]:
        """All numbers in the chart."""
        return [side for line in self.lines for side in (line.row.raw, line.row.equal)]

    @property
    def adjust(self) -> str:
        """How marks account for several areas."""
        return self.part.adjust if len(self.lines) > 1 else "none"


def fair_chart(
    released: Released,
    variable: str,
    *,
    over: str | None = None,
    method: str | None = None,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """Differences from the contrast, as areas are and when they are made equal.

    Parameters
    ----------
    released : Released
        With a fair comparison of the variable.
    variable : str
    over : str, optional
        The column of areas, where there are several.
    method : {"standardised", "regression"}, optional
        Where both were released; the first if left out.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        Areas from the greatest difference to the least when equal; a small grey ring for the area
        as it is, below it a dot for the area made equal, filled where the difference is
        statistically significant. Areas with a hidden number are listed with its sign.

    Raises
    ------
    UnknownNameError
        If no fair comparison of the variable was released.
    WrongUseError
        If `released` has not been released.
    """
    language = language_of(language)
    part = fair_of(released, variable, over, method)
    spec = _read(released, part, variable, language)
    what = category_label(part, variable, released.codebook, language)
    fields = {"what": what, "contrast": spec.contrast}
    title = title or text("fair.chart.title", lang=language, **fields)
    name = f"{variable}_fair"
    return Chart(
        id=name,
        title=title,
        alt=_alt(spec, what),
        language=language,
        draw=partial(_draw, spec),
        data=_numbers(spec, released, name, title, subtitle),
        plot_under=_plot,
        subtitle=subtitle,
        notes=(*released.stamps(language), *_notes(spec)),
        is_empty=not any(side.shown for side in spec.sides()),
    )


def _read(released: Released, part: ReleasedFair, variable: str, language: str) -> _Spec:
    book = released.codebook
    lines = [
        _Line(book.value_label(part.over, row.area, language), row)
        for row in fair_rows(part, variable)
    ]
    lines.sort(key=lambda line: -line.row.equal.difference if line.row.equal.shown else 1e9)
    return _Spec(
        tuple(lines),
        part,
        contrast_in_text(released, part.over, part.contrast, language),
        characteristics_in_words(part.characteristics, book, language),
        DifferenceScale(part.statistic == "share", language),
        language,
    )


# In words


def _written(side: FairSide, scale: DifferenceScale) -> str:
    return with_sign(scale.written(side.difference) if side.shown else "", side.status)


def _beside(row: FairRow, scale: DifferenceScale) -> str:
    """+25 → +24 (15–32) ▲: as it is, when equal, its interval and its mark."""
    words = f"{_written(row.raw, scale)} → {_written(row.equal, scale)}"
    if not row.equal.shown:
        return words
    words += f"{NO_BREAK}({scale.interval(row.equal.low, row.equal.high)})"
    mark = sign_of_mark(row.equal.mark)
    return f"{words}{NO_BREAK}{mark}" if mark else words


def _notes(spec: _Spec) -> list[str]:
    language = spec.language
    notes = [text("fair.chart.marks", lang=language, what=spec.what)]
    marks = [side.mark for side in spec.sides() if side.shown]
    if 0 in marks:
        notes.append(text("fair.chart.hollow", lang=language))
    notes += mark_notes(marks, spec.contrast, spec.adjust, language)
    notes.append(text("fair.note.why", lang=language))
    return notes + notes_on({side.status for side in spec.sides()}, language)


def _alt(spec: _Spec, what: str) -> str:
    language = spec.language
    shown = [line for line in spec.lines if line.row.raw.shown and line.row.equal.shown]
    fields = {"what": shortened(what, 90), "contrast": spec.contrast}
    parts = [text("fair.chart.alt", lang=language, **fields)]
    for line in dict.fromkeys((*shown[:1], *shown[-1:])):
        raw, equal = (
            spec.scale.written(side.difference) for side in (line.row.raw, line.row.equal)
        )
        area = shortened(line.label, 45)
        parts.append(text("fair.chart.alt_area", lang=language, area=area, raw=raw, equal=equal))
    if shown:
        raw, equal = (sum(abs(s.mark) for s in sides) for sides in zip(
            *((line.row.raw, line.row.equal) for line in shown), strict=True))  # fmt: skip
        numbers = {"raw": raw, "equal": equal, "count": len(shown)}
        parts.append(text("fair.chart.alt_marks", lang=language, **numbers))
    hidden = len(spec.lines) - len(shown)
    if hidden:
        parts.append(text("chart.contrast.hidden", lang=language, count=hidden))
    return fitting(parts)


# Numbers


def _numbers(spec: _Spec, released: Released, name: str, title: str, subtitle: str) -> Table:
    language, scale = spec.language, spec.scale
    head = text(f"fair.table.{'difference_points' if scale.is_share else 'difference'}",
                lang=language)  # fmt: skip
    columns = [area_column(released, spec.part.over, language)]
    for key in ("raw", "equal"):
        group = text(f"fair.table.{key}", lang=language)
        columns.append(Column(key, head, formats=(scale.number_format,), group=group))
    columns += [interval_column(spec.part.level, language), mark_column(language)]
    rows = [_row(line, scale) for line in spec.lines]
    notes = _notes(spec)
    return numbers_table(
        name, title, columns, rows, language=language, subtitle=subtitle, notes=notes
    )


def _row(line: _Line, scale: DifferenceScale) -> Row:
    raw, equal = line.row.raw, line.row.equal
    interval = Cell(SIGNS[equal.status])
    if equal.shown:
        ends = (scale.value(equal.low), scale.value(equal.high))
        interval = Cell(scale.interval(equal.low, equal.high), ends)
    cells = [
        Cell(_written(side, scale), (scale.value(side.difference),))
        if side.shown
        else Cell(SIGNS[side.status])
        for side in (raw, equal)
    ]
    mark = mark_cell(equal.mark if equal.shown else None)
    return Row((Cell(line.label), *cells, interval, mark), RowKind.BODY, row_area(line.row.area))


def _plot(look: Look) -> Plot:
    return Plot(PlotKind.BARS, ("raw", "equal"), colours=(QUIET, look.accent))


# The picture


def _draw(spec: _Spec, look: Look, narrow: bool) -> Picture:
    written = [_beside(line.row, spec.scale) for line in spec.lines]
    keys = _keys(spec, look, narrow=narrow)
    labels = [line.label for line in spec.lines]
    above = 20.0 + _KEY_LINE * sum(key.count("\n") + 1 for key in keys)
    frame = frame_beside(labels, written, narrow=narrow, look=look, above=above, higher=_MORE)
    paint = partial(_paint, spec, frame, keys)
    return picture(paint, width=frame.width, height=frame.height, narrow=narrow, look=look)


def _keys(spec: _Spec, look: Look, *, narrow: bool) -> list[str]:
    """What the two marks stand for."""
    room = (300.0 if narrow else 560.0) - 2 * MARGIN
    words = [
        text("fair.chart.key_raw", lang=spec.language),
        text("fair.chart.key_equal", lang=spec.language, what=spec.what),
    ]
    return [wrapped(each, SMALL, room, most=3, font=look.font) for each in words]


def _paint(spec: _Spec, frame: Frame, keys: list[str], figure: Figure) -> None:
    ends = [end for side in spec.sides() if side.shown for end in side.ends()]
    axes = frame.axes(figure, *spec.scale.reach(ends))
    for row, line in zip(frame.rows, spec.lines, strict=True):
        paint_label(axes, row, narrow=frame.narrow)
        if not frame.narrow:
            words = _beside(line.row, spec.scale)
            paint_beside(axes, 10, row.middle, words, size=LABEL)
        _paint_side(axes, row.middle - _APART, line.row.raw, frame.look, equal=False)
        _paint_side(axes, row.middle + _APART, line.row.equal, frame.look, equal=True)
    spec.scale.paint(axes, frame)
    y = 14.0
    for words, size in zip(keys, ("raw", "equal"), strict=True):
        colour = QUIET if size == "raw" else frame.look.accent
        fill = "white" if size == "raw" else colour
        paint_key(figure, frame, MARGIN + 6, y, "o", colour, fill, words)
        y += _KEY_LINE * (words.count("\n") + 1)


def _paint_side(axes: Axes, y: float, side: FairSide, look: Look, *, equal: bool) -> None:
    """A ring for the area as it is, a larger dot for the area made equal."""
    if not side.shown:
        return
    colour = look.accent if equal else QUIET
    fill = colour if equal and side.mark else "white"
    marker = "s" if side.status is Status.FEW else "o"
    axes.plot([side.low, side.high], [y, y], color=colour, lw=1.6 if equal else 1.0, zorder=2)
    axes.plot(
        [side.difference], [y], marker=marker, markersize=7.5 if equal else 5.5, color=colour,
        markerfacecolor=fill, markeredgewidth=1.6 if equal else 1.2, zorder=3,
    )  # fmt: skip
