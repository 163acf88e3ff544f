"""A text table that was read, as a data file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.files.column_values import different_texts
from survey.files.data_table import DataColumn, DataTable

if TYPE_CHECKING:
    from survey.files.csv_reader import CsvTable


def table_of_texts(table: CsvTable) -> DataTable:
    """The columns of a text table, whose cells stay as they stand in the file.

    Parameters
    ----------
    table : CsvTable
    """
    columns = {}
    for name in table.frame.columns:
        values, index = different_texts(table.frame[name])
        columns[name] = DataColumn(name, values, index, decimal=table.decimal)
    return DataTable(
        table.path, columns, len(table.frame), lines=table.line_numbers, notes=table.notes
    )
