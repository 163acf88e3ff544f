"""One sheet of the workbook of findings: heads, rows to fill in or to read, and their looks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter

from survey.documents.blocks import Align, RowKind
from survey.documents.cleaning import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from survey.documents.blocks import Table

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_LINE, _MOST_LINES, _A4 = 15, 12, 9
_MOST_LISTED = 255
_LONGEST_CELL = 32_000
_TITLE_ROWS = 3
_GREY, _YELLOW, _BORDER, _MUTED = "#E7E6E6", "#FFFFE5", "#BFBFBF", "#595959"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet.

    Attributes
    ----------
    head : str
    width : float
    entry : bool
        Whether it is to be filled in.
    hidden : bool
    """

    head: str
    width: float
    entry: bool = False
    hidden: bool = False


@dataclass(slots=True)
class CheckBook:
    """The workbook while it is written."""

    book: Any
    looks: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": _BORDER}
        looks = {
            "title": {"bold": True, "font_size": 14},
            "lead": {"text_wrap": True, "valign": "top", "font_color": _MUTED},
            "head": {**cell, "bold": True, "bg_color": _GREY},
            "group": {**cell, "bold": True, "bg_color": "#F5F5F5"},
            "text": cell,
            "entry": {**cell, "bg_color": _YELLOW, "num_format": "@"},
            "#,##0": {**cell, "num_format": "#,##0"},
            "0.0": {**cell, "num_format": "0.0"},
        }
        self.looks = {name: self.book.add_format(look) for name, look in looks.items()}

    def sheet(
        self,
        name: str,
        lead: str,
        columns: Sequence[SheetColumn],
        *,
        filled_in: bool = False,
    ) -> Any:  # noqa: ANN401 - of xlsxwriter
        """A sheet with its title, what to do, and the heads of its columns."""
        page = self.book.add_worksheet(name)
        page.hide_gridlines(2)
        seen = [place for place, column in enumerate(columns) if not column.hidden]
        page.write_string(0, 0, name, self.looks["title"])
        last = max(seen)
        if last:
            page.merge_range(1, 0, 1, last, "", self.looks["lead"])
        page.write_string(1, 0, printable(lead), self.looks["lead"])
        width = sum(columns[place].width for place in seen)
        page.set_row(1, _LINE * _lines(lead, width))
        for place, column in enumerate(columns):
            page.set_column(place, place, column.width, None, {"hidden": column.hidden})
            page.write_string(_TITLE_ROWS - 1, place, column.head, self.looks["head"])
        heads = max(_lines(column.head, column.width) for column in columns)
        page.set_row(_TITLE_ROWS - 1, _LINE * heads)
        page.freeze_panes(_TITLE_ROWS, 1)
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.repeat_rows(_TITLE_ROWS - 1)
        if filled_in:
            page.set_tab_color("#FFC000")
        return page

    def rows(
        self,
        page: Any,  # noqa: ANN401 - of xlsxwriter
        columns: Sequence[SheetColumn],
        rows: Sequence[Sequence[object]],
        *,
        filters: bool = True,
    ) -> None:
        """Rows below the heads; texts stay texts."""
        for number, values in enumerate(rows, _TITLE_ROWS):
            lines = 1
            for place, (column, value) in enumerate(zip(columns, values, strict=True)):
                look = self.looks["entry" if column.entry else "text"]
                if isinstance(value, str):
                    words = printable(value)[:_LONGEST_CELL]
                    page.write_string(number, place, words, look)
                    if not column.hidden:
                        lines = max(lines, _lines(words, column.width))
                elif isinstance(value, int | float):
                    form = "#,##0" if isinstance(value, int) else "0.0"
                    page.write_number(number, place, value, self.looks[form])
                else:
                    page.write_blank(number, place, None, look)
            page.set_row(number, _LINE * min(lines, _MOST_LINES))
        if filters:
            last = max(len(rows), 1) + _TITLE_ROWS - 1
            page.autofilter(_TITLE_ROWS - 1, 0, last, len(columns) - 1)

    def table(self, name: str, lead: str, table: Table, widths: Sequence[float]) -> None:
        """A finished table on a sheet of its own."""
        columns = [
            SheetColumn(column.head, width)
            for column, width in zip(table.columns, widths, strict=True)
        ]
        page = self.sheet(name, lead, columns)
        for number, row in enumerate(table.rows, _TITLE_ROWS):
            heading = row.kind is RowKind.HEADING
            lines = 1
            for place, column in enumerate(table.columns):
                cell = row.cells[place] if place < len(row.cells) else None
                value = cell.values[0] if cell and cell.values else cell and cell.text
                look = self.looks["group" if heading else "text"]
                if isinstance(value, int | float):
                    form = cell.formats[0] if cell and cell.formats else "0.0"
                    page.write_number(number, place, value, self.looks[form])
                else:
                    words = printable(value or "")
                    page.write_string(number, place, words, look)
                    left = column.align is Align.LEFT and not heading
                    lines = max(lines, _lines(words, widths[place]) if left else 1)
            page.set_row(number, _LINE * min(lines, _MOST_LINES))
        if not any(row.kind is RowKind.HEADING for row in table.rows):
            last = max(len(table.rows), 1) + _TITLE_ROWS - 1
            page.autofilter(_TITLE_ROWS - 1, 0, last, len(columns) - 1)

    def choices(
        self,
        page: Any,  # noqa: ANN401 - of xlsxwriter
        row: int,
        place: int,
        words: Sequence[str],
        *,
        others: bool,
        last: int | None = None,
    ) -> None:
        """What a cell is filled in with, as a list to choose from, where Excel can hold it."""
        short = len(",".join(words)) <= _MOST_LISTED and not any("," in word for word in words)
        if words and short:
            options: dict[str, Any] = {"validate": "list", "source": list(words)}
            if others:
                options["show_error"] = False  # something else may be written too
            first, end = row + _TITLE_ROWS, (row if last is None else last) + _TITLE_ROWS
            page.data_validation(first, place, end, place, options)


def book_bytes(write: Callable[[CheckBook], None]) -> bytes:
    """A workbook; the same bytes each time."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        book.set_properties({"created": _CREATED})
        write(CheckBook(book))
    return stream.getvalue()


def _lines(words: str, width: float) -> int:
    """How many lines a text takes in a column so wide, a little too many rather than too few."""
    room = max(int(width) - 1, 1)
    return sum(-(-len(line) // room) or 1 for line in words.split("\n"))
