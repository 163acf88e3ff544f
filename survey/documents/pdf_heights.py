"""About how high a table or a figure is on a page, so that few must be laid out to be measured."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from survey.documents.blocks import RowKind
from survey.documents.fitting import text_points
from survey.documents.pdf_words import BOLD_EM, clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.documents.blocks import Figure, Row, Table

_GENEROUS = 1.08
_RAGGED = 1.1  # lines are not full to their ends
_FIRST_LINE, _LINE, _LOOSE_LINE = 0.75, 1.2, 1.35  # em
_CELL, _GROUP = 7.8, 9.0
_CAPTION, _NOTE = 20.0, 3.5


def grid_height(table: Table, widths: Sequence[float], size: float) -> float:
    """Points of a table's grid, a little generously."""
    heads = _cell_height(_lines([column.head for column in table.columns], widths, size), size)
    spanners = heads if any(column.group for column in table.columns) else 0.0
    rows = sum(_row_height(row, widths, size) for row in table.rows)
    return (heads + spanners + rows) * _GENEROUS


def frame_height(block: Table | Figure, room: float, sizes: tuple[float, float]) -> float:
    """Points of the title above and the notes below, in text of these sizes (title, notes)."""
    title, small = sizes
    above = _lines_of(block.title, room, title) + _lines_of(block.subtitle, room, title)
    notes = " ".join(block.notes)
    below = _lines_of(notes, room, small) * small * _LOOSE_LINE + _NOTE if notes else 0.0
    return _CAPTION + above * title * _LOOSE_LINE + below


def _row_height(row: Row, widths: Sequence[float], size: float) -> float:
    if row.kind is RowKind.HEADING:
        words = row.cells[0].text if row.cells else ""
        return _cell_height(_lines_of(words, sum(widths), size), size) + _GROUP
    return _cell_height(_lines([cell.text for cell in row.cells], widths, size), size)


def _cell_height(lines: int, size: float) -> float:
    return _CELL + size * (_FIRST_LINE + _LINE * (lines - 1))


def _lines(texts: Sequence[str], widths: Sequence[float], size: float) -> int:
    """Lines of the cell that needs the most."""
    pairs = zip(texts, widths, strict=True)
    return max((_lines_of(words, width - _CELL, size) for words, width in pairs), default=1)


def _lines_of(words: str, room: float, size: float) -> int:
    """Lines of a text; what fits on one line is on one."""
    lines = (
        text_points(line, size * BOLD_EM) / max(room, size) for line in clean(words).split("\n")
    )
    return sum(1 if part <= 1 else math.ceil(part * _RAGGED) for part in lines)
