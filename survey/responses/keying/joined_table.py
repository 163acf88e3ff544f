"""Tables of several sheets or workbooks joined to one, each row of which knows its own place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from survey.files.data_table import EMPTY, DataColumn, DataTable, Stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from survey.files.csv_layout import DecimalMark
    from survey.findings import Place

_DECIMALS = re.compile(r"-?\d+\.\d+")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class JoinedTable(DataTable):
    """Rows of one or several tables.

    Attributes
    ----------
    parts : tuple of DataTable
        Where the rows are from.
    part, part_row : ndarray of intp, shape (n,)
        Which of the parts each row is from, and its row there.
    """

    parts: tuple[DataTable, ...] = ()
    part: NDArray[np.intp] | None = None
    part_row: NDArray[np.intp] | None = None

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        """Where a row (from 0), and perhaps a column by its name, stands in its own file."""
        if row is None or self.part is None or self.part_row is None:
            return DataTable.place(self, row, column)
        return self.parts[int(self.part[row])].place(int(self.part_row[row]), column)

    def source(self, row: int) -> DataTable:
        """The table that a row is from."""
        return self if self.part is None else self.parts[int(self.part[row])]


def joined(tables: Sequence[DataTable]) -> JoinedTable:
    """All rows of some tables, in order; a column that one of them lacks is empty there."""
    first = tables[0]
    names = dict.fromkeys(name for table in tables for name in table.columns)
    return JoinedTable(
        first.path,
        {name: _joined_column(name, tables) for name in names},
        sum(table.rows for table in tables),
        np.concatenate([_lines(table) for table in tables]),
        first.sheet,
        title=first.title,
        sha256=first.sha256,
        parts=tuple(tables),
        part=np.repeat(np.arange(len(tables)), [table.rows for table in tables]),
        part_row=np.concatenate([np.arange(table.rows) for table in tables]),
    )


def taken(table: JoinedTable, rows: NDArray[np.intp]) -> JoinedTable:
    """Some rows of a table, in the order in which they are named."""
    return replace(
        table,
        columns={
            name: replace(column, index=column.index[rows])
            for name, column in table.columns.items()
        },
        rows=len(rows),
        lines=None if table.lines is None else table.lines[rows],
        part=None if table.part is None else table.part[rows],
        part_row=None if table.part_row is None else table.part_row[rows],
    )


def column_of(name: str, cells: Sequence[str], stored: Stored, letter: str = "") -> DataColumn:
    """A column that holds some texts; an empty one is an empty cell."""
    values: dict[str, int] = {}
    index = [values.setdefault(cell, len(values)) if cell else EMPTY for cell in cells]
    return DataColumn(name, tuple(values), np.array(index, dtype=np.intp), stored,
                      _decimal(values, stored), letter=letter)  # fmt: skip


def with_cells(table: JoinedTable, cells: Mapping[str, Mapping[int, str]]) -> JoinedTable:
    """A table in which some cells hold something else, by column and row."""
    columns = dict(table.columns)
    for name, changes in cells.items():
        texts = columns[name].cells()
        for row, words in changes.items():
            texts[row] = words
        columns[name] = column_of(name, texts, columns[name].stored, columns[name].letter)
    return replace(table, columns=columns)


def with_values(table: JoinedTable, spelt: Mapping[str, Mapping[str, str]]) -> JoinedTable:
    """A table whose values are spelt in another way, by column and value."""
    columns = dict(table.columns)
    for name, words in spelt.items():
        column = columns[name]
        values: dict[str, int] = {}
        places = [values.setdefault(words[each], len(values)) for each in column.values]
        index = np.array([*places, EMPTY], dtype=np.intp)[column.index]
        columns[name] = replace(column, values=tuple(values), index=index)
    return replace(table, columns=columns)


def _joined_column(name: str, tables: Sequence[DataTable]) -> DataColumn:
    values: dict[str, int] = {}
    indices, kinds, letter = [], set(), ""
    for table in tables:
        column = table.columns.get(name)
        if column is None:
            indices.append(np.full(table.rows, EMPTY, dtype=np.intp))
            continue
        places = [values.setdefault(each, len(values)) for each in column.values]
        indices.append(np.array([*places, EMPTY], dtype=np.intp)[column.index])
        letter = letter or column.letter
        if column.values:
            kinds.add(column.stored)
    stored = kinds.pop() if len(kinds) == 1 else Stored.MIXED if kinds else Stored.TEXT
    return DataColumn(name, tuple(values), np.concatenate(indices), stored,
                      _decimal(values, stored), letter=letter)  # fmt: skip


def _decimal(values: Iterable[str], stored: Stored) -> DecimalMark | None:
    """The decimal mark of a column of numbers, which have been written in one way."""
    if stored is Stored.TEXT or not any(map(_DECIMALS.fullmatch, values)):
        return None
    return "."


def _lines(table: DataTable) -> NDArray[np.int64]:
    return np.arange(1, table.rows + 1) if table.lines is None else table.lines
