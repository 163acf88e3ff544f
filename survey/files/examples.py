"""The example in a workbook that is filled in, which must not be taken for real."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.errors import DataError
from survey.language.messages import fail

if TYPE_CHECKING:
    from survey.files.data_table import DataTable

EXAMPLE_IDS = frozenset({"eksempel-1", "example-1"})
"""What stands in the column of ids, in Danish and English."""
_FIRST = 5


def refuse_example(table: DataTable, column: str) -> None:
    """Refuse a table whose first rows still hold the example of its template.

    Parameters
    ----------
    table : DataTable
    column : str
        The column of ids.

    Raises
    ------
    DataError
        With the cell.
    """
    for row, cell in enumerate(table.columns[column].cells()[:_FIRST]):
        if cell.strip().casefold() in EXAMPLE_IDS:
            raise fail(DataError, "data_files.example", where=table.place(row, column))
