"""Sheets and text tables as they are laid out: every cell in its place, no row taken for a head.

For files in which titles stand above a table, a head has two lines, or several tables share a
sheet. A file with one head and rows below it is read with `read_data_table`.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from openpyxl.utils import get_column_letter

from survey.errors import DataError, FileError
from survey.files.clean import clean_text
from survey.files.csv_reader import EXCEL_LINE, text_of_csv
from survey.files.csv_rows import numbered_rows
from survey.files.data_reader import TEXT_TABLES, WORKBOOKS, read_data_table
from survey.files.data_table import Fault, Stored
from survey.files.decoding import line_at
from survey.files.guards import path_of, shown
from survey.files.workbook_table import cell_text
from survey.files.xlsx_reader import read_xlsx
from survey.findings import Place
from survey.language.messages import fail

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    from survey.files.data_table import DataTable
    from survey.files.xlsx_reader import Sheet, SheetCell

_DELIMITERS = ("\t", ";", ",")
_LINES_LOOKED_AT = 500
_MOST_COLUMNS = 4000


class GridCell(NamedTuple):
    """A cell.

    Attributes
    ----------
    text : str
        Cleaned; empty if nothing stands there.
    number : bool
        Whether the file keeps a number there, which is then written with a point.
    fault : Fault or None
    """

    text: str = ""
    number: bool = False
    fault: Fault | None = None

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A sheet, or a text table.

    Attributes
    ----------
    path : Path
    sheet : str
        Empty for a file without sheets.
    rows : tuple of tuple of GridCell
        All equally long.
    lines : tuple of int
        The line in the file, or the row of the sheet, of each row.
    fields : tuple of int
        How many fields a text table has in each row; empty for other files.
    hidden : bool
        Whether the sheet can't be seen in Excel.
    hidden_rows : int
        How many of its rows can't be.
    """

    path: Path
    sheet: str
    rows: tuple[tuple[GridCell, ...], ...]
    lines: tuple[int, ...]
    fields: tuple[int, ...] = ()
    hidden: bool = False
    hidden_rows: int = 0

    def __repr__(self) -> str:
        return f"Grid({self.path.name} {self.sheet}: {len(self.rows)} rows)"

    def place(self, row: int | None = None, column: int | None = None, head: str = "") -> Place:
        """Where a row and a column, both from 0, stand; a text table's column is called `head`."""
        file = shown(self.path)
        if row is None:
            return Place(file, cell=self.sheet or None)
        if self.sheet:
            letter = "" if column is None else get_column_letter(column + 1)
            return Place(file, cell=f"{self.sheet}!{letter}{self.lines[row]}")
        return Place(file, self.lines[row], head or None)


def read_grids(
    path: str | os.PathLike[str], *, encoding: str | None = None, delimiter: str | None = None
) -> tuple[Grid, ...]:
    """Read all sheets of a workbook, or the one table of another data file.

    Parameters
    ----------
    path : str or path
        With an ending that `read_data_table` knows.
    encoding, delimiter : str, optional
        Of a text table; found out if left out.

    Raises
    ------
    WrongUseError, FileError, DataError
        If it can't be read.
    """
    checked = path_of(path)
    if checked.is_dir():
        raise fail(FileError, "files.is_folder", where=shown(checked))
    suffix = checked.suffix.lower()
    if suffix in WORKBOOKS:
        return tuple(_of_sheet(checked, each) for each in read_xlsx(checked).sheets.values())
    if suffix in TEXT_TABLES:
        return (_of_text(checked, encoding, delimiter),)
    return (_of_table(read_data_table(checked)),)


def _of_sheet(path: Path, sheet: Sheet) -> Grid:
    rows = tuple(tuple(map(_of_cell, row)) for row in sheet.rows)
    return Grid(
        path,
        sheet.name,
        rows,
        tuple(range(1, len(rows) + 1)),
        hidden=sheet.hidden,
        hidden_rows=sum(each <= len(rows) for each in sheet.hidden_rows),
    )


def _of_cell(cell: SheetCell) -> GridCell:
    number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    fault = Fault.FORMULA if cell.formula else Fault.ERROR if cell.error else None
    return GridCell(cell_text(cell.value), number, fault)


def _of_text(path: Path, encoding: str | None, delimiter: str | None) -> Grid:
    text, file = text_of_csv(path, encoding).text, shown(path)
    excel = EXCEL_LINE.match(text)
    table = text[excel.end() :] if excel else text
    chosen = delimiter or (excel[1] if excel else _delimiter(table))
    before = line_at(text, excel.end()) - 1 if excel else 0
    numbered = list(numbered_rows(table, file, chosen, before))
    fields = tuple(len(row) for _, row in numbered)
    width = max(fields, default=0)
    if width > _MOST_COLUMNS:
        raise fail(DataError, "data_files.too_wide", where=file, got=width, most=_MOST_COLUMNS)
    rows = tuple(
        tuple(GridCell(clean_text(each)) for each in (*row, *[""] * (width - len(row))))
        for _, row in numbered
    )
    return Grid(path, "", rows, tuple(line for line, _ in numbered), fields)


def _delimiter(text: str) -> str:
    """The delimiter by which most lines have equally many fields, and more than one.

    Lines that split alike at a semicolon are taken so, though their decimal commas may split them
    alike too.
    """
    agreeing = {each: _agreeing(text, each) for each in _DELIMITERS}
    most = max(agreeing.values())
    return next(each for each in _DELIMITERS if agreeing[each] >= most / 2)


def _agreeing(text: str, delimiter: str) -> int:
    widths = Counter(map(len, _first_rows(text, delimiter)))
    return max((count for width, count in widths.items() if width > 1), default=0)


def _first_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for _, row in zip(range(_LINES_LOOKED_AT), reader, strict=False):
            yield row
    except csv.Error:
        return


def _of_table(table: DataTable) -> Grid:
    """A file with one head: its names are the first row."""
    head = tuple(GridCell(column.name) for column in table.columns.values())
    cells = [
        [
            GridCell(column.meanings.get(text, text), column.stored is Stored.NUMBER)
            for text in column.cells()
        ]
        for column in table.columns.values()
    ]
    lines = range(1, table.rows + 1) if table.lines is None else table.lines.tolist()
    rows = (head, *zip(*cells, strict=True))
    return Grid(table.path, table.sheet, rows, (0, *lines))
