"""The numbers that a plot draws, read from the table of a figure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from survey.documents.blocks import Column, Row, Table, Value


def place_of(table: Table, key: str) -> int:
    """The place of a column by its key, from nought."""
    return next(place for place, column in enumerate(table.columns) if column.key == key)


def column_of(table: Table, key: str) -> Column:
    """A column by its key."""
    return table.columns[place_of(table, key)]


def numbers_of(table: Table, key: str, part: int = 0) -> list[float | None]:
    """The numbers of a column, row by row; None where there is none."""
    place = place_of(table, key)
    return [_number_in(row, place, part) for row in table.rows]


def text_at(table: Table, key: str, row: int) -> str:
    """What is printed in a cell; empty in a heading row."""
    cells, place = table.rows[row].cells, place_of(table, key)
    return cells[place].text.strip() if place < len(cells) else ""


def is_sign(words: str) -> bool:
    """Whether a cell holds a sign such as † in place of a number."""
    return bool(words) and not any(letter.isalnum() for letter in words)


def _number_in(row: Row, place: int, part: int) -> float | None:
    values = row.cells[place].values if place < len(row.cells) else ()
    return _number(values[part]) if part < len(values) else None


def _number(value: Value) -> float | None:
    return value if isinstance(value, int | float) and math.isfinite(value) else None
