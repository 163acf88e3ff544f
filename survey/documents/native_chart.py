"""Charts that a spreadsheet program draws itself, from the cells of a sheet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.documents.blocks import PlotKind, RowKind
from survey.documents.colours import WHITE, ink_on
from survey.documents.house_style import tint
from survey.documents.plot_numbers import column_of, is_sign, numbers_of, text_at
from survey.documents.sheet import INK, MUTED, RULE, reference
from survey.documents.titles import split_title
from survey.language.catalogue import text

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

    from survey.documents.blocks import Figure, Plot, Table
    from survey.documents.sheet import Sheet
    from survey.documents.table_sheet import PlacedTable

CHART_WIDTH = 820
_KINDS = {
    PlotKind.BARS: ("bar", ""),
    PlotKind.STACKED: ("bar", "stacked"),
    PlotKind.COLUMNS: ("column", ""),
    PlotKind.LINES: ("line", ""),
}
_LYING = frozenset({PlotKind.BARS, PlotKind.STACKED})
_COLOURS = ("#3b6ea5", "#d08a1d", "#5b6870", "#7a4fa3", "#2f8f7f", "#a33b4a", "#8a9a2b", "#222222")
_MARKERS = ("circle", "square", "diamond", "triangle", "x", "plus", "star", "long_dash")
_DASHES = ("solid", "dash", "square_dot", "long_dash", "dash_dot", "round_dot")
_PATTERN = "wide_upward_diagonal"
_BAR, _SECOND_BAR, _AROUND_BARS, _TALLEST = 26, 16, 140, 2400
_LABEL_LINE, _LETTERS_A_LINE = 15, 34
_STANDING_HEIGHT = 420
_TITLE_LETTERS, _LEGEND_LETTERS = 75, 100
_LEAST_SHARE, _LEAST_LONG = 6.0, 0.14
_MOST_LABELS = 40
_WHOLE, _ABOUT_WHOLE = 100.0, 1.0


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A chart about to be drawn: its numbers and where they stand.

    Attributes
    ----------
    names : tuple of str
        Keys of the columns by whose heads the series are called.
    first, last : int
        Rows of the table that are drawn, from nought.
    """

    names: tuple[str, ...]
    table: Table
    plot: Plot
    placed: PlacedTable
    sheet: Sheet
    first: int
    last: int

    def cells(self, column: int) -> list[Any]:
        """The drawn rows of a column, as charts name them."""
        top = self.placed.body
        return [self.placed.sheet, top + self.first, column, top + self.last, column]

    def values(self, key: str, part: int = 0) -> list[float | None]:
        """The numbers of the drawn rows of a column; None where there is none."""
        return numbers_of(self.table, key, part)[self.first : self.last + 1]

    def font(self, size: float, colour: str = INK, *, bold: bool = False) -> dict[str, Any]:
        """The font of the sheet in a size."""
        return {"name": self.sheet.look.font, "size": size, "color": colour, "bold": bold}

    @property
    def colours(self) -> list[str]:
        """A colour for each series, whether or not the plot gives one."""
        given = self.plot.colours
        accent = self.sheet.look.accent
        rest = [accent, *_COLOURS] if len(self.plot.series) > 1 else [tint(accent, 0.62)]
        return [
            given[place] if place < len(given) else rest[place % len(rest)]
            for place in range(len(self.plot.series))
        ]


def chart_height(table: Table, plot: Plot) -> int:
    """Pixels that a chart of a table needs, so that every row of it can be read."""
    more = _more_lines(table, plot) * _LABEL_LINE
    if plot.kind not in _LYING:
        return _STANDING_HEIGHT + more
    bars = 1 if plot.kind is PlotKind.STACKED else len(plot.series)
    each = _BAR + _SECOND_BAR * (bars - 1)
    rows = [row.cells[0].text if row.cells else "" for row in table.rows]
    lines = sum(max(each, _LABEL_LINE * (_lines(label, _LETTERS_A_LINE) + 0.4)) for label in rows)
    return min(_AROUND_BARS + math.ceil(lines) + more, _TALLEST)


def draw_chart(
    sheet: Sheet, placed: PlacedTable, figure: Figure, names: tuple[str, ...], height: int
) -> None:
    """Draw the chart of a figure into the room above its numbers.

    Parameters
    ----------
    sheet : Sheet
    placed : PlacedTable
    figure : Figure
        With its numbers and its plot.
    names : tuple of str
        Keys of the columns by whose heads the series are called.
    height : int
        Pixels.
    """
    if figure.data is None or figure.plot is None:
        return
    first, last = _drawn_rows(figure.data)
    drawing = _Drawing(names, figure.data, figure.plot, placed, sheet, first, last)
    kind, subtype = _KINDS[figure.plot.kind]
    name = split_title(figure.title).label or figure.title
    chart = sheet.look.chart(kind, subtype, name)
    for place in range(len(figure.plot.series)):
        chart.add_series(_series(drawing, place))
    _dress(drawing, chart)
    _set_axes(drawing, chart)
    chart.set_size({"width": CHART_WIDTH, "height": height})
    sheet.place_chart(placed.room, chart, figure.alt)


def _drawn_rows(table: Table) -> tuple[int, int]:
    """The first and the last row that is drawn: all but the numbers of answers below the rest."""
    last = len(table.rows) - 1
    while last > 0 and table.rows[last].kind is RowKind.BASE:
        last -= 1
    return 0, last


def _series(drawing: _Drawing, place: int) -> dict[str, Any]:
    plot, placed = drawing.plot, drawing.placed
    key, name = plot.series[place], drawing.names[place]
    head = placed.heads[name][1 if column_of(drawing.table, name).group else 0]
    series: dict[str, Any] = {
        "name": [placed.sheet, *head],
        "categories": drawing.cells(0),
        "values": drawing.cells(placed.columns[key, 0]),
        "values_data": drawing.values(key),
        "data_labels": _labels(drawing, place),
    }
    series |= _line(drawing, place) if plot.kind is PlotKind.LINES else _bar(drawing, place)
    if place < len(plot.limits):
        series |= _error_bars(drawing, plot.limits[place])
    return {name: value for name, value in series.items() if value is not None}


def _bar(drawing: _Drawing, place: int) -> dict[str, Any]:
    plot, colour = drawing.plot, drawing.colours[place]
    stacked = plot.kind is PlotKind.STACKED
    look: dict[str, Any] = {
        "fill": {"color": colour},
        "border": {"color": WHITE, "width": 0.75} if stacked else {"none": True},
        "gap": 35 if stacked else 45,
        "overlap": 100 if stacked else -5,
    }
    if plot.strong and not stacked:
        strong = _strong(plot.strong_colour or drawing.sheet.look.accent)
        rows = range(drawing.first, drawing.last + 1)
        look["points"] = [strong if row in plot.strong else None for row in rows]
    return look


def _strong(colour: str) -> dict[str, Any]:
    """A bar that is set apart by its hatching too, not by its colour alone."""
    return {
        "pattern": {"pattern": _PATTERN, "fg_color": colour, "bg_color": tint(colour, 0.45)},
        "border": {"color": colour, "width": 1.5},
    }


def _line(drawing: _Drawing, place: int) -> dict[str, Any]:
    """A line that is told from the others by its marker and its dashes too."""
    colour = drawing.colours[place]
    dash = _DASHES[place % len(_DASHES)]
    marker = {
        "type": _MARKERS[place % len(_MARKERS)],
        "size": 7,
        "fill": {"color": colour},
        "border": {"color": colour},
    }
    return {"line": {"color": colour, "width": 2, "dash_type": dash}, "marker": marker}


def _error_bars(drawing: _Drawing, key: str) -> dict[str, Any]:
    """Custom error bars that read the two columns of lengths."""
    minus, plus = (_reference(drawing, drawing.placed.columns[key, part]) for part in (0, 1))
    bars = {
        "type": "custom",
        "minus_values": minus,
        "plus_values": plus,
        "minus_data": drawing.values(key, 0),
        "plus_data": drawing.values(key, 1),
        "line": {"color": INK, "width": 1.25},
    }
    lying = drawing.plot.kind in _LYING
    return {"x_error_bars" if lying else "y_error_bars": bars}


def _reference(drawing: _Drawing, column: int) -> str:
    sheet, first, left, last, right = drawing.cells(column)
    return reference(sheet, (first, left, last, right))


# Numbers beside the marks


def _labels(drawing: _Drawing, place: int) -> dict[str, Any] | None:
    """Numbers where there is room for them, and the signs of those that are hidden."""
    plot = drawing.plot
    key = plot.series[place]
    values = drawing.values(key)
    if plot.kind is PlotKind.LINES or len(values) * len(plot.series) > _most_labels(plot):
        return None
    labels: dict[str, Any] = {
        "value": True,
        "num_format": _number_format(drawing, key),
        "font": drawing.font(9, _label_ink(drawing, place)),
        "custom": [_label(drawing, place, row, value) for row, value in enumerate(values)],
    }
    position = _position(plot)
    return labels | ({"position": position} if position else {})


def _most_labels(plot: Plot) -> int:
    return 1000 if plot.kind is PlotKind.STACKED else _MOST_LABELS


def _position(plot: Plot) -> str:
    if plot.kind is PlotKind.STACKED:
        return "center"
    return "inside_base" if plot.limits else "outside_end"


def _label_ink(drawing: _Drawing, place: int) -> str:
    colour = drawing.colours[place]
    inside = drawing.plot.kind is PlotKind.STACKED or drawing.plot.limits
    return ink_on(colour) if inside else INK


def _label(drawing: _Drawing, place: int, row: int, value: float | None) -> dict[str, Any] | None:
    """What is other than usual about a label: a sign in its place, or that there is none."""
    plot = drawing.plot
    if value is None:
        cell = text_at(drawing.table, plot.series[place], drawing.first + row)
        first = place == 0 or plot.kind is not PlotKind.STACKED
        shown = is_sign(cell) and first
        return {"value": cell, "font": drawing.font(10)} if shown else {"delete": True}
    if plot.kind is PlotKind.STACKED and value < _LEAST_SHARE:
        return {"delete": True}
    if plot.limits and value < _LEAST_LONG * _longest(drawing):
        return {"delete": True}
    if drawing.first + row in plot.strong and plot.limits:
        return {"font": drawing.font(9), "fill": {"color": WHITE}}
    return None


def _longest(drawing: _Drawing) -> float:
    known = [v for key in drawing.plot.series for v in drawing.values(key) if v is not None]
    return max(known, default=0.0)


# Title, legend and axes


def _dress(drawing: _Drawing, chart: Chart) -> None:
    plot = drawing.plot
    chart.set_title(
        {
            "name": [drawing.placed.sheet, 0, 0],
            "name_font": drawing.font(12, bold=True),
            "overlay": False,
        }
    )
    several = len(plot.series) > 1
    place = "right" if plot.kind is PlotKind.LINES else "top"
    chart.set_legend({"position": place, "font": drawing.font(9)} if several else {"none": True})
    chart.set_chartarea({"border": {"color": RULE}, "fill": {"color": WHITE}})
    chart.set_plotarea({"fill": {"none": True}})


def _set_axes(drawing: _Drawing, chart: Chart) -> None:
    lying = drawing.plot.kind in _LYING
    names: dict[str, Any] = {
        "num_font": drawing.font(9),
        "line": {"color": MUTED},
        "major_tick_mark": "none",
        "label_position": "low",
        "text_axis": True,
    }
    if lying:
        names |= {"reverse": True, "crossing": "max"}
    numbers: dict[str, Any] = {
        "num_font": drawing.font(9, MUTED),
        "num_format": _number_format(drawing, drawing.plot.series[0]),
        "name": _axis_name(drawing),
        "name_font": drawing.font(9, MUTED),
        "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
        "line": {"none": True},
    } | _ends(drawing)
    numbers = {name: value for name, value in numbers.items() if value is not None}
    chart.set_y_axis(names if lying else numbers)
    chart.set_x_axis(numbers if lying else names)


def _ends(drawing: _Drawing) -> dict[str, Any]:
    """Where the axis of numbers begins and ends: at nought, and at the whole of a stack."""
    every = [v for key in drawing.plot.series for v in drawing.values(key) if v is not None]
    ends: dict[str, Any] = {} if min(every, default=0.0) < 0 else {"min": 0}
    if drawing.plot.kind is PlotKind.STACKED and _is_whole(drawing):
        ends["max"] = int(_WHOLE)
    return ends


def _is_whole(drawing: _Drawing) -> bool:
    """Whether each bar that is drawn adds up to a hundred."""
    columns = [drawing.values(key) for key in drawing.plot.series]
    sums = [sum(v or 0.0 for v in row) for row in zip(*columns, strict=True) if None not in row]
    return bool(sums) and all(abs(each - _WHOLE) < _ABOUT_WHOLE for each in sums)


def _axis_name(drawing: _Drawing) -> object:
    """What the numbers are: the head they share, as the cell it stands in; else nothing."""
    table, placed, series = drawing.table, drawing.placed, drawing.names
    columns = [column_of(table, key) for key in series]
    cells = placed.heads[series[0]]
    if columns[0].group and len({column.group for column in columns}) == 1:
        return [placed.sheet, *cells[0]]
    if columns[0].parts and len({column.parts[:1] for column in columns}) == 1:
        return [placed.sheet, *cells[-1]]
    if len(columns) == 1:
        return [placed.sheet, *cells[0]]
    return text("documents.workbook.percent", lang=table.language) if _is_whole(drawing) else None


def _number_format(drawing: _Drawing, key: str) -> str:
    column = column_of(drawing.table, key)
    given = column.formats[0] if column.formats else "@"
    return "General" if given == "@" else given


def _more_lines(table: Table, plot: Plot) -> int:
    """Lines of title and legend beyond the usual."""
    heads = [c.head for c in table.columns if c.key in plot.series]
    legend = 0 if len(heads) < 2 or plot.kind is PlotKind.LINES else sum(len(h) + 6 for h in heads)
    return _lines(table.title, _TITLE_LETTERS) - 1 + math.ceil(legend / _LEGEND_LETTERS)


def _lines(words: str, letters: int) -> int:
    return max(math.ceil(len(words) / letters), 1)
