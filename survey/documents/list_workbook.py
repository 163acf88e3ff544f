"""Lists as a workbook to look things up in: a sheet each, heads in view, filters on."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter

from survey.documents.blocks import Align
from survey.documents.cleaning import printable
from survey.documents.house_style import DEFAULT_STYLE
from survey.documents.sheet import Look
from survey.documents.sheet_names import SheetNames

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.documents.blocks import Cell, Column, Table, Value
    from survey.documents.house_style import HouseStyle
    from survey.documents.sheet import Sheet

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_NARROWEST, _WIDEST, _AROUND, _ARROW = 7.0, 46.0, 2.0, 3.0
_ABOUT_WIDTHS = (28.0, 90.0)
_APART = "_m"  # a space as wide as that letter, before the text of the next column


def write_lists(
    title: str,
    lists: Sequence[Table],
    *,
    about: tuple[str, Sequence[tuple[str, str]]],
    language: str,
    style: HouseStyle = DEFAULT_STYLE,
) -> bytes:
    """Write lists as a workbook.

    Each sheet begins with its heads, so that a program reads it as it is; the last one says where
    the lists came from. No text ever becomes a formula or a link, and the same lists give the same
    bytes.

    Parameters
    ----------
    title : str
        Of the workbook.
    lists : sequence of Table
        A sheet each, named by its title.
    about : tuple of str and sequence of (str, str)
        Name of the last sheet, and its lines: label and value.
    language : {"da", "en"}
    style : HouseStyle

    Returns
    -------
    bytes
        An xlsx file.
    """
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        book.set_properties({"title": printable(title)[:255], "created": _CREATED})
        book.set_custom_property("Language", language)
        look, names = Look(book, style), SheetNames()
        for table in lists:
            _write_list(look.sheet(names.take(table.title), ()), table)
        _write_about(look.sheet(names.take(about[0]), ()), title, about[1])
    return stream.getvalue()


def _write_list(sheet: Sheet, table: Table) -> None:
    widths = [_width(column, place, table) for place, column in enumerate(table.columns)]
    sheet.widths(widths)
    for place, column in enumerate(table.columns):
        sheet.text(0, place, column.head, "head", align=column.align.value)
    for number, row in enumerate(table.rows, start=1):
        for place, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
            _write_cell(sheet, (number, place), column, cell)
        heights = [sheet.height_of(cell.text, place) for place, cell in enumerate(row.cells)]
        sheet.height(number, max(heights))
    sheet.hold_head(1)
    sheet.repeat(0, 0)
    sheet.print_abreast()
    if table.rows:
        sheet.filter_rows(0, len(table.rows), len(table.columns) - 1)
        sheet.text_is_meant(len(table.rows), len(table.columns) - 1)


def _write_cell(sheet: Sheet, at: tuple[int, int], column: Column, cell: Cell) -> None:
    value: Value = cell.values[0] if cell.values else cell.text
    if isinstance(value, int | float):
        number = f"{(cell.formats or column.formats)[0]}{_APART}"
        sheet.number(*at, value, "body_tall", number)
    else:
        sheet.text(*at, value or "", "body_tall", align=Align.LEFT.value)


def _width(column: Column, place: int, table: Table) -> float:
    """As wide as its texts are, within limits; longer ones are wrapped."""
    texts = [row.cells[place].text for row in table.rows]
    longest = max((len(line) for words in texts for line in words.split("\n")), default=0)
    wanted = max(longest + _AROUND, len(column.head) + _ARROW)
    return min(max(wanted, _NARROWEST), _WIDEST)


def _write_about(sheet: Sheet, title: str, lines: Sequence[tuple[str, str]]) -> None:
    sheet.widths(_ABOUT_WIDTHS)
    row = sheet.opening(title, "", span=2) + 1
    for label, value in lines:
        sheet.text(row, 0, label, "label")
        sheet.text(row, 1, value, "wrapped")
        sheet.height(row, max(sheet.height_of(label, 0), sheet.height_of(value, 1)))
        row += 1
