"""Data files of any format as one kind of table."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from survey.errors import DataError, FileError, WrongUseError
from survey.files.csv_reader import read_csv
from survey.files.data_table import DataTable
from survey.files.guards import path_of, shown
from survey.files.labelled_reader import LABELLED_FORMS, read_labelled
from survey.files.labelled_table import table_of_labelled
from survey.files.parquet_reader import PARQUET_ENDINGS, read_parquet
from survey.files.workbook_table import table_of_workbook
from survey.files.xlsx_reader import read_xlsx
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    import os
    from collections.abc import Collection
    from pathlib import Path

    from survey.files.csv_layout import DecimalMark

TEXT_TABLES = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")
DATA_ENDINGS = (*TEXT_TABLES, *WORKBOOKS, *LABELLED_FORMS, *PARQUET_ENDINGS)
MOST_COLUMNS = 4000


def read_data_table(
    path: str | os.PathLike[str],
    *,
    sheet: str | None = None,
    columns: Collection[str] = (),
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: DecimalMark | None = None,
) -> DataTable:
    """Read a data file: a text table, an Excel workbook, a file of SPSS or Stata, or Parquet.

    What the values look like, see `DataColumn`. What makes a cell unfit for use, a formula for
    one, is told of the column in which it stands and stops nothing.

    Parameters
    ----------
    path : str or path
        Its ending says of which kind it is: .csv, .tsv or .txt; .xlsx or .xlsm; .sav, .zsav or
        .dta; .parquet or .pq.
    sheet : str, optional
        The sheet of a workbook; needed where several of them hold something and `columns` don't
        tell which it is.
    columns : collection of str
        Names that are expected in the header. They help to find the delimiter of a text table, and
        the sheet and the header of a workbook; whether they are all there is for the caller to
        check.
    encoding, delimiter, decimal : str, optional
        Of a text table, see `read_csv`.

    Raises
    ------
    WrongUseError
        If the name has another ending, or the sheet isn't there or isn't clear.
    FileError, DataError
        If it can't be read, or holds no rows.
    """
    checked = path_of(path)
    if checked.is_dir():
        raise fail(FileError, "files.is_folder", where=shown(checked))
    suffix = checked.suffix.lower()
    if suffix in TEXT_TABLES:
        read = read_csv(
            checked, columns=columns, encoding=encoding, delimiter=delimiter, decimal=decimal
        )
        lines = read.line_numbers
        table = DataTable(checked, read.columns, len(lines), lines=lines, notes=read.notes)
    elif suffix in WORKBOOKS:
        table = table_of_workbook(read_xlsx(checked), sheet, columns)
    elif suffix in LABELLED_FORMS:
        table = table_of_labelled(checked, read_labelled(checked))
    elif suffix in PARQUET_ENDINGS:
        table = read_parquet(checked)
    else:
        known = ", ".join(DATA_ENDINGS)
        raise fail(WrongUseError, "data_files.ending", got=quoted(shown(path)), known=known)
    return replace(_checked(table), sha256=_sha256(checked))


def _checked(table: DataTable) -> DataTable:
    if not table.rows:
        raise fail(DataError, "data_files.no_rows", where=shown(table.path))
    if len(table.columns) > MOST_COLUMNS:
        got = len(table.columns)
        raise fail(
            DataError, "data_files.too_wide", where=shown(table.path), got=got, most=MOST_COLUMNS
        )
    return table


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
