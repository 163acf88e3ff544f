"""Differences taken apart as bars: who lives there, and what people of the same kind answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from survey.comparison.fair.decomposition import Part
from survey.disclosure.results.fair_rows import (
    MAIN_PARTS,
    PartRow,
    category_label,
    characteristics_in_words,
    decomposition_of,
    part_rows,
)
from survey.disclosure.signs import SIGNS, with_sign
from survey.documents.blocks import Cell, Column, Plot, PlotKind, Row, RowKind
from survey.figures.areas import contrast_in_text, row_area
from survey.figures.chart import Chart, fitting, notes_on, shortened
from survey.figures.difference_axis import DifferenceScale
from survey.figures.frame import LABEL, MARGIN, SMALL, frame_beside, paint_label
from survey.figures.marks import paint_beside, paint_key
from survey.figures.numbers_table import area_column, interval_column, numbers_table
from survey.figures.plain_values import language_of
from survey.figures.style import INK, QUIET, picture, wrapped
from survey.language.catalogue import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.disclosure.results.fair import ReleasedDecomposition
    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Picture, Table
    from survey.figures.frame import Frame
    from survey.figures.style import Look

_BAR, _GAP = 9.0, 2.0
_KEY_LINE = 17.0
_PLACES = {Part.COMPOSITION: 6, Part.RATES: 1}


@dataclass(frozen=True, slots=True)
class _Line:
    """An area in the chart: its difference, and the parts of it."""

    label: str
    area: Any
    gap: PartRow
    parts: tuple[PartRow, ...]

    @property
    def shown(self) -> bool:
        """Whether all of it is there to be read."""
        return self.gap.shown and all(part.shown for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Spec:
    """A chart before it is drawn."""

    lines: tuple[_Line, ...]
    part: ReleasedDecomposition
    kinds: tuple[Part, ...]
    what: str
    scale: DifferenceScale
    language: str


def decomposition_chart(
    released: Released,
    variable: str,
    *,
    over: str | None = None,
    method: str | None = None,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """How much of each difference goes with who lives there, and how much with their answers.

    Parameters
    ----------
    released : Released
        With a decomposition of the variable.
    variable : str
    over : str, optional
        The column of areas, where there are several.
    method : {"kitagawa", "twofold", "threefold"}, optional
        Where several were released; the first if left out.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        A bar for each part with its uncertainty, and a diamond for the whole difference; areas from
        the greatest difference to the least. Areas with a hidden number are listed with its sign.

    Raises
    ------
    UnknownNameError
        If no decomposition of the variable was released.
    WrongUseError
        If `released` has not been released.
    """
    language = language_of(language)
    part = decomposition_of(released, variable, over, method)
    spec = _read(released, part, variable, language)
    what = category_label(part, variable, released.codebook, language)
    against = contrast_in_text(released, part.over, part.contrast, language)
    key = "change" if part.waves else "gap"
    fields = {"what": what, "against": part.waves[0] if part.waves else against}
    title = title or text(f"fair.parts.title_{key}", lang=language, **fields)
    name = f"{variable}_parts"
    return Chart(
        id=name,
        title=title,
        alt=_alt(spec, title),
        language=language,
        draw=partial(_draw, spec),
        data=_numbers(spec, released, name, title, subtitle),
        plot_under=partial(_plot, spec),
        subtitle=subtitle,
        notes=(*released.stamps(language), *_notes(spec)),
        is_empty=not any(line.shown for line in spec.lines),
    )


def _read(released: Released, part: ReleasedDecomposition, variable: str, language: str) -> _Spec:
    book = released.codebook
    rows = [row for row in part_rows(part, variable) if not row.characteristic]
    kinds = [kind for kind in MAIN_PARTS[1:] if any(row.part is kind for row in rows)]
    lines = []
    for area in dict.fromkeys(row.area for row in rows):
        own = {row.part: row for row in rows if row.area == area}
        label = book.value_label(part.over, area, language)
        lines.append(_Line(label, area, own[Part.GAP], tuple(own[kind] for kind in kinds)))
    lines.sort(key=lambda line: -line.gap.estimate if line.gap.shown else 1e9)
    return _Spec(
        tuple(lines),
        part,
        tuple(kinds),
        characteristics_in_words(part.characteristics, book, language),
        DifferenceScale(part.statistic == "share", language),
        language,
    )


def _written(row: PartRow, scale: DifferenceScale) -> str:
    return with_sign(scale.written(row.estimate) if row.shown else "", row.status)


def _beside(line: _Line, scale: DifferenceScale) -> str:
    """+25: +1, +24: the whole, then its parts."""
    parts = ", ".join(_written(part, scale) for part in line.parts)
    if len({(part.status, part.shown) for part in line.parts}) == 1 and not line.parts[0].shown:
        parts = SIGNS[line.parts[0].status]
    return f"{_written(line.gap, scale)}: {parts}"


def _notes(spec: _Spec) -> list[str]:
    language = spec.language
    notes = [
        text("fair.chart.diamond", lang=language),
        text("fair.parts.note_composition", lang=language, what=spec.what),
        text(f"fair.note.{'why_changed' if spec.part.waves else 'why'}", lang=language),
    ]
    statuses = {row.status for line in spec.lines for row in (line.gap, *line.parts)}
    return notes + notes_on(statuses, language)


def _alt(spec: _Spec, title: str) -> str:
    language, scale = spec.language, spec.scale
    shown = [line for line in spec.lines if line.shown]
    parts = [text("fair.chart.alt_parts", lang=language, title=shortened(title, 120))]
    for line in dict.fromkeys((*shown[:1], *shown[-1:])):
        fields = {
            "area": shortened(line.label, 45),
            "gap": scale.written(line.gap.estimate),
            "composition": scale.written(line.parts[0].estimate),
            "rates": scale.written(line.parts[1].estimate),
        }
        parts.append(text("fair.chart.alt_part", lang=language, **fields))
    hidden = len(spec.lines) - len(shown)
    if hidden:
        parts.append(text("chart.contrast.hidden", lang=language, count=hidden))
    return fitting(parts)


def _numbers(spec: _Spec, released: Released, name: str, title: str, subtitle: str) -> Table:
    language, scale = spec.language, spec.scale
    points = text(f"fair.parts.{'points' if scale.is_share else 'number'}", lang=language)
    columns = [area_column(released, spec.part.over, language)]
    for kind in (Part.GAP, *spec.kinds):
        group = text(f"fair.part.{kind.value}", lang=language)
        columns.append(Column(kind.value, points, formats=(scale.number_format,), group=group))
        interval = interval_column(
            spec.part.level, language, key=f"interval_{kind.value}", group=group
        )
        columns.append(interval)
    rows = []
    for line in spec.lines:
        cells = [Cell(line.label)]
        for part in (line.gap, *line.parts):
            cells += _number_cells(part, scale)
        rows.append(Row(tuple(cells), RowKind.BODY, row_area(line.area)))
    notes = _notes(spec)[1:]
    return numbers_table(
        name, title, columns, rows, language=language, subtitle=subtitle, notes=notes
    )


def _number_cells(part: PartRow, scale: DifferenceScale) -> list[Cell]:
    if not part.shown:
        return [Cell(SIGNS[part.status]), Cell(SIGNS[part.status])]
    ends = (scale.value(part.low), scale.value(part.high))
    return [
        Cell(_written(part, scale), (scale.value(part.estimate),)),
        Cell(scale.interval(part.low, part.high), ends),
    ]


def _plot(spec: _Spec, look: Look) -> Plot:
    colours = tuple(_colour(kind, look) for kind in spec.kinds)
    return Plot(PlotKind.BARS, tuple(kind.value for kind in spec.kinds), colours=colours)


def _colour(kind: Part, look: Look) -> str:
    return look.scale[_PLACES[kind]] if kind in _PLACES else QUIET


def _draw(spec: _Spec, look: Look, narrow: bool) -> Picture:
    written = [_beside(line, spec.scale) for line in spec.lines]
    keys = _keys(spec, look, narrow=narrow)
    room = len(spec.kinds) * (_BAR + _GAP) + 10
    labels = [line.label for line in spec.lines]
    above = 20.0 + _KEY_LINE * sum(key.count("\n") + 1 for key in keys)
    frame = frame_beside(
        labels,
        written,
        narrow=narrow,
        look=look,
        above=above,
        higher=8.0 if narrow else 0.0,
        least=room,
    )
    paint = partial(_paint, spec, frame, keys)
    return picture(paint, width=frame.width, height=frame.height, narrow=narrow, look=look)


def _keys(spec: _Spec, look: Look, *, narrow: bool) -> list[str]:
    """What the diamond and the bars stand for."""
    room = (300.0 if narrow else 560.0) - 2 * MARGIN
    kinds = (Part.GAP, *spec.kinds)
    words = [text(f"fair.part.{kind.value}", lang=spec.language) for kind in kinds]
    return [wrapped(each, SMALL, room, most=2, font=look.font) for each in words]


def _paint(spec: _Spec, frame: Frame, keys: list[str], figure: Figure) -> None:
    shown = [row for line in spec.lines for row in (line.gap, *line.parts) if row.shown]
    ends = [end for row in shown for end in (row.estimate, row.low, row.high)]
    axes = frame.axes(figure, *spec.scale.reach(ends))
    for row, line in zip(frame.rows, spec.lines, strict=True):
        paint_label(axes, row, narrow=frame.narrow)
        if not frame.narrow:
            paint_beside(axes, 10, row.middle, _beside(line, spec.scale), size=LABEL)
        _paint_line(axes, row.middle, line, frame.look)
    spec.scale.paint(axes, frame)
    y = 14.0
    for words, kind in zip(keys, (Part.GAP, *spec.kinds), strict=True):
        gap = kind is Part.GAP
        colour = INK if gap else _colour(kind, frame.look)
        marker = "D" if gap else "s"
        paint_key(figure, frame, MARGIN + 6, y, marker, colour, colour, words)
        y += _KEY_LINE * (words.count("\n") + 1)


def _paint_line(axes: Axes, middle: float, line: _Line, look: Look) -> None:
    first = middle - (len(line.parts) - 1) * (_BAR + _GAP) / 2
    for place, part in enumerate(line.parts):
        y = first + place * (_BAR + _GAP)
        if part.shown:
            colour = _colour(part.part, look)
            axes.barh([y], [part.estimate], height=_BAR, color=colour, zorder=1.2)
            axes.plot([part.low, part.high], [y, y], color=INK, lw=0.9, zorder=2)
    if line.gap.shown:
        axes.plot([line.gap.estimate], [middle], "D", ms=6.5, color=INK, mec="white", zorder=3)
