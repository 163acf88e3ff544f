"""The numbers of a table as a frame, to go on with in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.documents.blocks import RowKind
from survey.documents.grid import groups
from survey.documents.text_lines import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.documents.blocks import Cell, Column, Row, Table

_NAUGHT = frozenset("–-−")


def table_frame(table: Table) -> pd.DataFrame:
    """The numbers of a table as a frame.

    Parameters
    ----------
    table : Table

    Returns
    -------
    DataFrame
        ``kind`` (body, contrast, all, net or base), ``heading`` if the table has heading rows, then
        each column under its key. A column that becomes several in a workbook becomes ``key_1``,
        ``key_2`` here. Numbers are numbers; where a sign stands in place of one it is NaN.
    """
    parts = groups(table)
    rows = [(part.heading, row) for part in parts for row in part.rows]
    columns: dict[str, Any] = {"kind": [row.kind.value for _, row in rows]}
    if any(row.kind is RowKind.HEADING for row in table.rows):
        columns["heading"] = [_heading(heading) for heading, _ in rows]
    for place, column in enumerate(table.columns):
        cells = [row.cells[place] for _, row in rows]
        for name, number in _names(column, columns):
            columns[name] = _values(cells, number)
    return pd.DataFrame(
        {name: pd.Series(values, dtype=_kind(values)) for name, values in columns.items()}
    )


def _heading(row: Row | None) -> str:
    return one_line(row.cells[0].text) if row is not None and row.cells else ""


def _names(column: Column, taken: dict[str, Any]) -> list[tuple[str, int]]:
    """Names that a column gets in the frame, none of them twice, and the part each stands for."""
    count = max(len(column.parts), 1)
    names: list[tuple[str, int]] = []
    for part in range(count):
        name = column.key if count == 1 else f"{column.key}_{part + 1}"
        while name in taken or name in dict(names):
            name += "_"
        names.append((name, part))
    return names


def _values(cells: Sequence[Cell], part: int) -> list[Any]:
    values = [cell.values[part] if len(cell.values) > part else None for cell in cells]
    if not any(_is_number(value) for value in values):
        texts = part == 0 and not any(values)
        return [
            one_line(cell.text) if texts else "" if value is None else str(value)
            for cell, value in zip(cells, values, strict=True)
        ]
    return [
        value if _is_number(value) and _shows(cell) else float("nan")
        for cell, value in zip(cells, values, strict=True)
    ]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shows(cell: Cell) -> bool:
    """Whether a cell prints its number; a sign in its place says that it is hidden."""
    words = cell.text.strip()
    return words in _NAUGHT or any(letter.isdigit() for letter in words)


def _kind(values: Sequence[Any]) -> Any:  # noqa: ANN401 - a dtype
    if values and all(isinstance(value, int) for value in values):
        return "int64"
    numbers = bool(values) and all(_is_number(value) for value in values)
    return "float64" if numbers else object
