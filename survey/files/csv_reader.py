"""Text tables (CSV): every cell a text, every line counted, nothing guessed in silence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from survey.errors import DataError, WrongUseError
from survey.files.clean import MOST_CHARACTERS
from survey.files.column_values import cleaned
from survey.files.csv_layout import DecimalMark, decimal_marks, find_delimiter
from survey.files.csv_rows import Rows, column_names, read_rows
from survey.files.data_table import DataColumn
from survey.files.decoding import Decoded, decode, line_at
from survey.files.guards import read_guarded, shown
from survey.findings import Finding, Place, Severity
from survey.language.catalogue import text as catalogue_text
from survey.language.cells import quoted_cell
from survey.language.messages import fail, finding, quoted

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    _Column = tuple[tuple[str, ...], NDArray[np.intp]]
    _Cells = dict[str, _Column]

MOST_BYTES = 200_000_000

_DELIMITER_NAMES = {";": "semicolon", "\t": "tab", ",": "comma", "|": "bar"}
_DECIMAL_NAMES: dict[str | None, str] = {",": "comma", ".": "point", None: "none"}
EXCEL_LINE = re.compile(r"\s*sep=([;,\t|])(?:\r\n|\r|\n)", re.IGNORECASE)
"""A first line that says which delimiter the file has."""
_WORKBOOK = b"PK\x03\x04"


@dataclass(frozen=True, slots=True, eq=False)
class CsvTable:
    """A text table as it stands in the file.

    Attributes
    ----------
    columns : mapping of str to DataColumn
        Cleaned texts by the names of the columns.
    path : Path
    encoding : str
        The character set that it was read as.
    delimiter : str
    decimal : {",", "."} or None
        None if no number in it has decimals.
    line_numbers : ndarray of int64, shape (n,)
        The line in the file, from 1, where each row begins; read-only.
    notes : tuple of Finding
        How the file was understood, for the user to see.
    """

    columns: Mapping[str, DataColumn]
    path: Path
    encoding: str
    delimiter: str
    decimal: DecimalMark | None
    line_numbers: NDArray[np.int64]
    notes: tuple[Finding, ...]

    @property
    def frame(self) -> pd.DataFrame:
        """Cleaned texts (dtype object), with the rows numbered from 0; a missing cell is ``""``."""
        cells = {name: column.cells() for name, column in self.columns.items()}
        return pd.DataFrame(cells, dtype=object)

    def place(self, row: int, column: str | None = None) -> Place:
        """Where a row (from 0), and perhaps a column, stands in the file."""
        return Place(shown(self.path), int(self.line_numbers[row]), column)


def read_csv(
    path: str | os.PathLike[str],
    *,
    columns: Collection[str] = (),
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: DecimalMark | None = None,
) -> CsvTable:
    """Read a text table, or say what is wrong with it and on which line.

    Cells stay texts (``007``, ``NA``), trimmed and cleaned by `clean_text`. Empty lines are passed
    over. A first line ``sep=;``, as Excel writes it, is obeyed.

    Parameters
    ----------
    path : str or path
    columns : collection of str
        Names that are expected in the header. They help to find the delimiter; whether they are
        all there is for the caller to check.
    encoding : {"utf-8", "utf-16", "cp1252", "cp850"}, optional
        Found out if left out, but for ``"cp850"``.
    delimiter : {";", ",", tab, "|"}, optional
        Found out among the first three if left out.
    decimal : {",", "."}, optional
        Found out if left out.

    Raises
    ------
    FileError
        If the file can't be opened or is too large.
    DataError
        If it is empty, has a header only, mixes character sets, has lines with too few or too many
        fields, nameless or repeated columns, unpaired quotation marks or NUL bytes; or if its
        delimiter or decimal mark isn't clear and isn't given.
    WrongUseError
        If an argument isn't one of its choices.
    """
    _check_choices(delimiter, decimal)
    decoded = text_of_csv(path, encoding)
    rows, chosen = _rows_of(decoded.text, shown(path), columns, delimiter)
    cells, cut = _cleaned(rows, column_names(rows))
    mark = decimal or _decimal_of(cells, rows)
    return CsvTable(
        columns={
            name: DataColumn(name, values, index, decimal=mark)
            for name, (values, index) in cells.items()
        },
        path=Path(path),
        encoding=decoded.encoding,
        delimiter=chosen,
        decimal=mark,
        line_numbers=_read_only(rows.lines),
        notes=(_how_read(rows.file, decoded.encoding, chosen, mark), *cut),
    )


def _check_choices(delimiter: str | None, decimal: str | None) -> None:
    if delimiter is not None and delimiter not in _DELIMITER_NAMES:
        raise fail(WrongUseError, "files.csv_delimiter_choice", got=quoted(delimiter))
    if decimal not in _DECIMAL_NAMES:
        raise fail(WrongUseError, "files.csv_decimal_choice", got=quoted(decimal))


def text_of_csv(path: str | os.PathLike[str], encoding: str | None) -> Decoded:
    """The text of a file that is a text table and nothing else.

    Raises
    ------
    FileError, DataError
        As `read_csv`.
    """
    data = read_guarded(path, most_bytes=MOST_BYTES)
    file = shown(path)
    if data.startswith(_WORKBOOK):
        raise fail(DataError, "files.csv_workbook", where=file)
    decoded = decode(data, file=file, encoding=encoding)
    if "\0" in decoded.text:
        line = line_at(decoded.text, decoded.text.index("\0"))
        raise fail(DataError, "files.csv_nul", where=Place(file, line))
    if not decoded.text.strip():
        raise fail(DataError, "files.csv_empty", where=file)
    return decoded


def _rows_of(
    text: str, file: str, columns: Collection[str], delimiter: str | None
) -> tuple[Rows, str]:
    excel = EXCEL_LINE.match(text)
    table = text[excel.end() :] if excel else text
    chosen = delimiter or (excel[1] if excel else find_delimiter(table, columns))
    if chosen is None:
        raise fail(DataError, "files.csv_delimiter_unclear", where=file)
    before = line_at(text, excel.end()) - 1 if excel else 0
    return read_rows(table, file=file, delimiter=chosen, lines_before=before), chosen


def _cleaned(rows: Rows, names: list[str]) -> tuple[_Cells, list[Finding]]:
    """Give the cleaned cells of each column, and a warning for each where texts were cut."""
    cells: _Cells = {}
    cut: list[Finding] = []
    for name, column in zip(names, rows.columns, strict=True):
        values, index, long = cleaned(column.values, column.index())
        cells[name] = values, index
        if len(long):
            cut.append(_cut_cells(rows, name, long))
    return cells, cut


def _cut_cells(rows: Rows, name: str, long: NDArray[np.intp]) -> Finding:
    return finding(
        "csv.cells_cut",
        severity=Severity.WARNING,
        place=rows.place(int(long[0]), name),
        count=len(long),
        most=MOST_CHARACTERS,
    )


def _decimal_of(cells: _Cells, rows: Rows) -> DecimalMark | None:
    """Find the decimal mark that the columns of numbers agree on, if they have decimals."""
    firm: dict[str, str] = {}
    loose: dict[str, str] = {}
    for name, column in cells.items():
        marks, grouped = decimal_marks(column[0])
        if len(marks) == 2:
            raise _mixed_decimals(name, column, rows)
        for mark in marks:
            (loose if grouped else firm).setdefault(mark, name)
    if len(firm) == 2:
        raise _unlike_columns(firm, rows)
    if loose and not firm:
        raise _perhaps_thousands(next(iter(loose.values())), cells, rows)
    return cast("DecimalMark | None", next(iter(firm), None))


def _mixed_decimals(name: str, column: _Column, rows: Rows) -> DataError:
    (comma, comma_row), (point, point_row) = (_first_with(mark, column) for mark in ",.")
    return fail(
        DataError,
        "files.csv_decimal_mixed",
        where=rows.place(max(comma_row, point_row), name),
        one=quoted_cell(comma),
        one_line=rows.lines[comma_row],
        other=quoted_cell(point),
        other_line=rows.lines[point_row],
    )


def _unlike_columns(firm: dict[str, str], rows: Rows) -> DataError:
    return fail(
        DataError,
        "files.csv_decimal_columns",
        where=rows.file,
        comma=quoted_cell(firm[","]),
        point=quoted_cell(firm["."]),
    )


def _perhaps_thousands(name: str, cells: _Cells, rows: Rows) -> DataError:
    cell, row = _first_with(",.", cells[name])
    return fail(
        DataError, "files.csv_decimal_unclear", where=rows.place(row, name), cell=quoted_cell(cell)
    )


def _first_with(marks: str, column: _Column) -> tuple[str, int]:
    """The first cell that has one of the marks in it, and its row."""
    values, index = column
    place = next(i for i, value in enumerate(values) if any(mark in value for mark in marks))
    return values[place], int(np.flatnonzero(index == place)[0])


def _how_read(file: str, encoding: str, delimiter: str, decimal: DecimalMark | None) -> Finding:
    return finding(
        "csv.read_as",
        severity=Severity.NOTE,
        place=Place(file),
        encoding=encoding.upper(),
        delimiter=catalogue_text(f"files.delimiter.{_DELIMITER_NAMES[delimiter]}"),
        decimal=catalogue_text(f"files.decimal.{_DECIMAL_NAMES[decimal]}"),
    )


def _read_only(lines: list[int]) -> NDArray[np.int64]:
    numbers = np.array(lines, dtype=np.int64)
    numbers.setflags(write=False)
    return numbers
