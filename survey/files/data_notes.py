"""What is to be told about how a data file was read, at the cell where it is first seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from survey.files.clean import MOST_CHARACTERS
from survey.findings import Severity
from survey.language.messages import finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from numpy.typing import NDArray

    from survey.files.data_table import DataColumn, DataTable
    from survey.findings import Finding

MOST_DIGITS = 15
"""So many digits of a number are kept for sure, by Excel as by any program with floats."""


def cut_texts(table: DataTable, cut: dict[str, NDArray[np.intp]]) -> Iterator[Finding]:
    """Warn of texts that were longer than a cell may be.

    Parameters
    ----------
    table : DataTable
    cut : dict of str to ndarray of intp
        The rows with such texts, by the names of columns.
    """
    for name, rows in cut.items():
        if len(rows):
            yield finding(
                "csv.cells_cut",
                severity=Severity.WARNING,
                place=table.place(int(rows[0]), name),
                count=len(rows),
                most=MOST_CHARACTERS,
            )


def long_numbers(table: DataTable, columns: Collection[DataColumn]) -> Iterator[Finding]:
    """Warn of numbers with so many digits that the file can't be sure to have kept them all.

    Parameters
    ----------
    table : DataTable
    columns : collection of DataColumn
        Those whose numbers are kept as floats.
    """
    for column in columns:
        long = [place for place, text in enumerate(column.values) if _is_long(text, column)]
        if not long:
            continue
        rows = np.flatnonzero(np.isin(column.index, long))
        yield finding(
            "data_files.long_numbers",
            severity=Severity.WARNING,
            place=table.place(int(rows[0]), column.name),
            count=len(rows),
            most=MOST_DIGITS,
        )


def _is_long(text: str, column: DataColumn) -> bool:
    whole = text.lstrip("-")
    return len(whole) > MOST_DIGITS and whole.isdecimal() and text not in column.texts
