"""A figure on a worksheet: a chart of the spreadsheet program's own above the numbers it draws."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from survey.documents.blocks import Cell, Column, PlotKind, RowKind
from survey.documents.native_chart import CHART_WIDTH, chart_height, draw_chart
from survey.documents.plot_numbers import column_of, numbers_of
from survey.documents.table_sheet import write_table
from survey.language.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.documents.blocks import Figure, Plot, Table
    from survey.documents.sheet import Sheet
    from survey.documents.table_sheet import PlacedTable

_ROW_PIXELS = 20


def write_figure(sheet: Sheet, figure: Figure, data: Table, back: tuple[str, str]) -> PlacedTable:
    """Fill a sheet with the numbers of a figure and, where it can be drawn, a chart of them.

    The chart reads the cells below it, so that it follows when they are changed. A hidden number is
    a gap with its sign.

    Parameters
    ----------
    sheet : Sheet
    figure : Figure
    data : Table
        Its numbers, under its own title and with its notes.
    back : tuple of str
        Name of the sheet to link back to, and the words of the link.

    Raises
    ------
    ValueError
        If the plot names a column that isn't there (a defect of whoever made the figure).
    """
    if figure.plot is None or not data.rows:
        return write_table(sheet, data, back)
    _check_keys(figure, data, figure.plot)
    table, plot = _with_gaps(*_with_lengths(data, figure.plot))
    height = chart_height(data, plot)
    placed = write_table(
        sheet,
        table,
        back,
        room=math.ceil(height / _ROW_PIXELS) + 1,
        quiet=len(table.columns) - len(data.columns),
    )
    whole = replace(figure, data=table, plot=plot)
    draw_chart(sheet, placed, whole, figure.plot.series, height)
    sheet.print_upright(CHART_WIDTH)
    return placed


def _check_keys(figure: Figure, table: Table, plot: Plot) -> None:
    known = {column.key for column in table.columns}
    absent = [key for key in (*plot.series, *plot.limits) if key not in known]
    if absent or not plot.series:
        message = f"the plot of the figure {figure.id!r} must draw its columns, not {absent}"
        raise ValueError(message)


def _with_lengths(table: Table, plot: Plot) -> tuple[Table, Plot]:
    """The table with the lengths of its error bars, which spreadsheet programs ask for.

    The plot then names these columns in place of those with the ends of the intervals.
    """
    pairs = list(zip(plot.series, plot.limits, strict=False))
    added = [(_length_column(table, ends), list(_lengths(table, key, ends))) for key, ends in pairs]
    limits = tuple(column.key for column, _ in added)
    return _joined(table, added), replace(plot, limits=limits)


def _length_column(table: Table, ends: str) -> Column:
    language = table.language
    head = column_of(table, ends).head
    ways = ("down", "up")
    return Column(
        f"{ends} length",
        text("documents.workbook.length", lang=language, head=head),
        parts=tuple(text(f"documents.workbook.length_{way}", lang=language) for way in ways),
        formats=("0.0", "0.0"),
    )


def _lengths(table: Table, key: str, ends: str) -> Iterator[Cell]:
    """How far each interval reaches to either side; nothing where a number is hidden."""
    columns = (numbers_of(table, key), numbers_of(table, ends), numbers_of(table, ends, 1))
    for middle, low, high in zip(*columns, strict=True):
        if middle is None or low is None or high is None:
            yield Cell("")
        else:
            yield Cell("", (_short(max(middle - low, 0.0)), _short(max(high - middle, 0.0))))


def _with_gaps(table: Table, plot: Plot) -> tuple[Table, Plot]:
    """For lines, numbers without the signs, at which they would fall to nought."""
    if plot.kind is not PlotKind.LINES:
        return table, plot
    numbers = {key: numbers_of(table, key) for key in plot.series}
    holed = [key for key in plot.series if None in numbers[key]]
    added = [
        (
            _drawn_column(table, key),
            [Cell("", () if number is None else (number,)) for number in numbers[key]],
        )
        for key in holed
    ]
    series = tuple(f"{key} drawn" if key in holed else key for key in plot.series)
    return _joined(table, added), replace(plot, series=series)


def _drawn_column(table: Table, key: str) -> Column:
    column = column_of(table, key)
    head = text("documents.workbook.drawn", lang=table.language, head=column.head)
    return Column(f"{key} drawn", head, formats=column.formats[:1])


def _joined(table: Table, added: list[tuple[Column, list[Cell]]]) -> Table:
    """A table with more columns."""
    rows = tuple(
        row
        if row.kind is RowKind.HEADING
        else replace(row, cells=(*row.cells, *(cells[place] for _, cells in added)))
        for place, row in enumerate(table.rows)
    )
    return replace(table, columns=(*table.columns, *(column for column, _ in added)), rows=rows)


def _short(value: float) -> float:
    return float(f"{value:.12g}")
