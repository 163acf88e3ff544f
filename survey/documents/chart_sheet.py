"""A figure on a worksheet: its numbers as a table, and a chart that Excel draws of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.documents.blocks import PlotKind, RowKind
from survey.documents.cleaning import printable
from survey.documents.house_style import tint
from survey.documents.table_sheet import write_table
from survey.language.catalogue import text

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

    from survey.documents.blocks import Cell, Figure, Plot, Row, Table
    from survey.documents.sheet import Sheet

    Range = list[Any]

_TYPES = {
    PlotKind.BARS: ("bar", ""),
    PlotKind.STACKED: ("bar", "percent_stacked"),
    PlotKind.COLUMNS: ("column", ""),
    PlotKind.LINES: ("line", ""),
}
_WIDTH, _ROW_HEIGHT, _HEIGHT, _HIGHEST = 720, 26, 170, 1400
_MARKERS = ("circle", "square", "diamond", "triangle", "x", "star")
_DASHES = ("solid", "dash", "square_dot", "long_dash", "dash_dot", "round_dot")
# Told apart by the colour-blind (Okabe & Ito 2008).
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
_INK = "#1C2529"
_LONGEST_ALT = 2000


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Where the numbers stand that a chart is drawn of: a label and a number a column each row."""

    sheet: str
    first: int
    last: int
    columns: dict[tuple[str, int], int]

    def cells(self, column: int) -> Range:
        return [self.sheet, self.first, column, self.last, column]

    def head(self, column: int) -> Range:
        return [self.sheet, self.first - 1, column]


def write_figure(sheet: Sheet, figure: Figure, data: Table, back: tuple[str, str]) -> None:
    """Fill a sheet with the numbers of a figure and, where Excel can draw it, a chart of them.

    The chart is drawn of cells of its own below the table, which hold numbers and nothing else: a
    sign such as ``†`` would be drawn as 0.

    Parameters
    ----------
    sheet : Sheet
    figure : Figure
    data : Table
        Its numbers.
    back : tuple of str
        Name of the sheet to link back to, and the words of the link.
    """
    placed = write_table(sheet, data, back)
    rows = [row for row in data.rows if row.kind is not RowKind.HEADING]
    if figure.plot is None or not rows:
        return
    drawn = _write_numbers(sheet, placed.below + 1, data, rows, figure.plot)
    chart = _chart(sheet, figure.plot, drawn, len(rows))
    sheet.place_chart(1, placed.width + 1, chart, printable(figure.alt)[:_LONGEST_ALT])


def _write_numbers(sheet: Sheet, top: int, data: Table, rows: list[Row], plot: Plot) -> _Drawn:
    """Write the numbers of the chart: the label of each row, its series, its limits."""
    sheet.text(top, 0, text("documents.workbook.drawn", lang=data.language), "drawn")
    places = {column.key: place for place, column in enumerate(data.columns)}
    columns: dict[tuple[str, int], int] = {}
    for key in plot.series:
        columns[key, 0] = len(columns) + 1
        sheet.text(top + 1, columns[key, 0], data.columns[places[key]].head, "drawn")
    for key in plot.limits:
        for part, head in enumerate(("-", "+")):
            columns[key, 1 + part] = len(columns) + 1
            sheet.text(top + 1, columns[key, 1 + part], head, "drawn")
    first = top + 2
    for line, row in enumerate(rows, start=first):
        sheet.text(line, 0, row.cells[0].text, "drawn")
        for place, value in _numbers(row, plot, places, columns):
            if value is not None:
                sheet.number(line, place, value, "drawn", "0.0")
    return _Drawn(sheet.name, first, first + len(rows) - 1, columns)


def _numbers(
    row: Row, plot: Plot, places: dict[str, int], columns: dict[tuple[str, int], int]
) -> list[tuple[int, float | None]]:
    """The numbers of a row, each with its column; limits as lengths from the number."""
    found = [(columns[key, 0], _number(row.cells[places[key]], 0)) for key in plot.series]
    for series, key in zip(plot.series, plot.limits, strict=False):
        middle = _number(row.cells[places[series]], 0)
        for part, sign in enumerate((-1.0, 1.0)):
            end = _number(row.cells[places[key]], part)
            known = middle is not None and end is not None
            length = max(sign * ((end or 0.0) - (middle or 0.0)), 0.0) if known else None
            shown = None if length is None else float(f"{length:.12g}")
            found.append((columns[key, 1 + part], shown))
    return found


def _number(cell: Cell, part: int) -> float | None:
    value = cell.values[part] if part < len(cell.values) else None
    if value is None or isinstance(value, str) or not math.isfinite(value):
        return None
    return float(value)


def _chart(sheet: Sheet, plot: Plot, drawn: _Drawn, rows: int) -> Chart:
    chart = sheet.look.chart(*_TYPES[plot.kind])
    for number, key in enumerate(plot.series):
        chart.add_series(_series(sheet, plot, drawn, number, key, rows))
    chart.set_title({"name": [sheet.name, 0, 0], "name_font": {"size": 12, "color": _INK}})
    _set_axes(chart, plot, drawn)
    if len(plot.series) == 1:
        chart.set_legend({"none": True})
    else:
        chart.set_legend({"position": "bottom"})
    chart.show_blanks_as("gap")
    lying = plot.kind in (PlotKind.BARS, PlotKind.STACKED)
    height = min(_HEIGHT + rows * _ROW_HEIGHT, _HIGHEST) if lying else 400
    chart.set_size({"width": _WIDTH, "height": height})
    return chart


def _series(
    sheet: Sheet, plot: Plot, drawn: _Drawn, number: int, key: str, rows: int
) -> dict[str, Any]:
    column = drawn.columns[key, 0]
    colours = plot.colours or (sheet.look.accent, *_COLOURS)
    colour = colours[number % len(colours)]
    series: dict[str, Any] = {
        "name": drawn.head(column),
        "categories": drawn.cells(0),
        "values": drawn.cells(column),
    }
    if plot.kind is PlotKind.LINES:
        return series | _line(number, colour) | _error_bars(plot, drawn, number)
    series |= {"fill": {"color": colour}, "border": {"color": "#FFFFFF"}, "gap": 45}
    if plot.kind is PlotKind.STACKED:
        series["overlap"] = 100
    if plot.kind is PlotKind.STACKED or not plot.limits:
        font = {"color": _ink_on(colour)} if plot.kind is PlotKind.STACKED else {}
        series["data_labels"] = {"value": True, "num_format": "0", "font": {"size": 9} | font}
    if plot.strong:
        strong = plot.strong_colour or sheet.look.accent
        series["points"] = [_strong(strong) if row in plot.strong else None for row in range(rows)]
    return series | _error_bars(plot, drawn, number)


def _line(number: int, colour: str) -> dict[str, Any]:
    """A line that is told from the others by its marker and its dashes too."""
    marker = {
        "type": _MARKERS[number % len(_MARKERS)],
        "size": 7,
        "fill": {"color": colour},
        "border": {"color": colour},
    }
    dash = _DASHES[number % len(_DASHES)]
    return {"line": {"color": colour, "width": 2, "dash_type": dash}, "marker": marker}


def _strong(colour: str) -> dict[str, Any]:
    """The bar of the contrast: hatched, so that it is told apart in grey too."""
    pattern = {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": tint(colour, 0.4)}
    return {"pattern": pattern, "border": {"color": colour}}


def _error_bars(plot: Plot, drawn: _Drawn, number: int) -> dict[str, Any]:
    if number >= len(plot.limits):
        return {}
    minus, plus = (drawn.columns[plot.limits[number], part] for part in (1, 2))
    bars = {
        "type": "custom",
        "minus_values": _formula(drawn.cells(minus)),
        "plus_values": _formula(drawn.cells(plus)),
        "line": {"color": _INK, "width": 1},
    }
    return {"y_error_bars": bars}


def _formula(cells: Range) -> str:
    sheet, first, column, last, _ = cells
    letter = _letters(column)
    quoted = str(sheet).replace("'", "''")
    return f"='{quoted}'!${letter}${first + 1}:${letter}${last + 1}"


def _letters(column: int) -> str:
    before, letter = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + letter)


def _set_axes(chart: Chart, plot: Plot, drawn: _Drawn) -> None:
    quiet = {"color": "#4F5E66", "size": 9}
    numbers: dict[str, Any] = {
        "major_gridlines": {"visible": True, "line": {"color": "#D3DBDE", "width": 0.5}},
        "num_font": quiet,
        "num_format": "0%" if plot.kind is PlotKind.STACKED else "0",
        "line": {"none": True},
    }
    if len(plot.series) == 1:
        column = drawn.columns[plot.series[0], 0]
        numbers |= {"name": drawn.head(column), "name_font": quiet | {"bold": False}}
    labels: dict[str, Any] = {"num_font": {"color": _INK, "size": 9}, "label_position": "low"}
    if plot.kind in (PlotKind.BARS, PlotKind.STACKED):
        chart.set_y_axis(labels | {"reverse": True})
        chart.set_x_axis(numbers | {"label_position": "high"})  # the order is turned around
    else:
        chart.set_x_axis(labels)
        chart.set_y_axis(numbers)


def _ink_on(colour: str) -> str:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#FFFFFF" if 1.05 / (light + 0.05) > (light + 0.05) / 0.068 else "#222222"
