"""How the rows of a table stand on a page: in groups, their digits under each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.documents.blocks import Align, RowKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.documents.blocks import Row, Table

_MARKED = re.compile(r"(?P<number>.*\d.*?)(?P<mark>\s*[▲▼△▽↑↓*†](?:\s?[▲▼△▽↑↓*†])*)", re.S)
WIDEST_SLOT = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together, under their heading row if they have one."""

    heading: Row | None
    rows: tuple[Row, ...]


def check_rows(table: Table) -> None:
    """Check that every row but a heading row has a cell for each column.

    Raises
    ------
    ValueError
        If a row has more or fewer cells (a defect of whoever made the table).
    """
    for place, row in enumerate(table.rows, start=1):
        if row.kind is not RowKind.HEADING and len(row.cells) != len(table.columns):
            message = (
                f"row {place} of the table {table.id!r} must have {len(table.columns)} cells, "
                f"not {len(row.cells)}"
            )
            raise ValueError(message)


def groups(table: Table) -> tuple[Group, ...]:
    """The rows of a table, parted at its heading rows; they are checked first."""
    check_rows(table)
    return tuple(_groups(table))


def split_mark(text: str) -> tuple[str, str]:
    """Part a printed number from the marks after it, so that its digits can be aligned.

    A sign that stands alone, e.g. ``†``, is no mark.

    Examples
    --------
    >>> split_mark("−11 ▼")
    ('−11', ' ▼')
    >>> split_mark("†")
    ('†', '')
    """
    match = _MARKED.fullmatch(text)
    return (match["number"], match["mark"]) if match else (text, "")


def count_marks(text: str) -> int:
    """How many marks stand after a printed number."""
    return len("".join(split_mark(text)[1].split()))


def mark_slots(table: Table) -> tuple[int, ...]:
    """How many marks there must be room for after the numbers of each column."""
    return tuple(
        _slot(table, place) if column.align is Align.RIGHT else 0
        for place, column in enumerate(table.columns)
    )


def _groups(table: Table) -> Iterator[Group]:
    heading: Row | None = None
    rows: list[Row] = []
    for row in table.rows:
        if row.kind is not RowKind.HEADING:
            rows.append(row)
            continue
        if heading or rows:
            yield Group(heading, tuple(rows))
        heading, rows = row, []
    if heading or rows:
        yield Group(heading, tuple(rows))


def _slot(table: Table, place: int) -> int:
    cells = (row.cells[place] for row in table.rows if row.kind is not RowKind.HEADING)
    return min(max((count_marks(cell.text) for cell in cells), default=0), WIDEST_SLOT)
