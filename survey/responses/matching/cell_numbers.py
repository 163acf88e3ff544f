"""Numbers in the cells of a column, with the decimal mark that each of them has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.files.numerals import parse_numbers

if TYPE_CHECKING:
    from survey.files.csv_layout import DecimalMark
    from survey.files.data_table import DataColumn


def number_in(value: str, column: DataColumn, decimal: DecimalMark) -> float:
    """The number that a value is; NaN if it is none.

    Cells that a sheet keeps as numbers have a decimal point, whatever its texts have.

    Parameters
    ----------
    value : str
    column : DataColumn
    decimal : {",", "."}
        Of numbers that are kept as texts.
    """
    is_number = bool(column.letter) and value not in column.texts
    return float(parse_numbers([value], "." if is_number else decimal).values[0])
