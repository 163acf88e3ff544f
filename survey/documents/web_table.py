"""How a table stands on a web page: heads above groups of columns, keys to sort its rows by."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from survey.documents.blocks import RowKind
from survey.documents.cleaning import printable
from survey.documents.grid import groups, mark_slots
from survey.language.words import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from survey.documents.blocks import Cell, Column, Row, Table

Rank = int | None
_DIGITS = re.compile(r"\d+")
_NAUGHT = frozenset("–-−")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column, or of several that stand below it.

    Attributes
    ----------
    text : str
    place : int
        Of the first column that it heads.
    width : int
        How many columns it heads.
    is_group : bool
        Whether there are heads below it.
    """

    text: str
    place: int
    width: int
    is_group: bool


@dataclass(frozen=True, slots=True)
class WebRow:
    """A row with what each of its cells is sorted by; None for what always comes last."""

    row: Row
    ranks: tuple[Rank, ...]


@dataclass(frozen=True, slots=True)
class WebGroup:
    """Rows that are sorted among themselves, under their heading if they have one."""

    heading: Row | None
    rows: tuple[WebRow, ...]


@dataclass(frozen=True, slots=True)
class WebTable:
    """A table made ready for a page.

    Attributes
    ----------
    top : tuple of Head
        The upper row of heads; empty if no columns stand in groups.
    groups : tuple of WebGroup
    slots : tuple of int
        Room for marks after the numbers of each column.
    sortable : tuple of str
        Of each column ``numbers``, ``words``, or nothing where there is nothing to sort.
    """

    top: tuple[Head, ...]
    groups: tuple[WebGroup, ...]
    slots: tuple[int, ...]
    sortable: tuple[str, ...]


def web_table(table: Table) -> WebTable:
    """Make a table ready for a page.

    Rows are sorted by ranks, not by values: a rank says no more of a number than its place.
    Only plain rows have ranks; the contrast and the row for all stay where they are.
    """
    parts = groups(table)
    sorted_rows = [row for part in parts for row in part.rows if row.kind is RowKind.BODY]
    count = len(table.columns)
    columns = [_ranks([row.cells[k] for row in sorted_rows], table.language) for k in range(count)]
    by_row = iter(list(zip(*columns, strict=True)))
    unranked = (None,) * count
    return WebTable(
        top=_top(table.columns),
        groups=tuple(
            WebGroup(
                part.heading,
                tuple(
                    WebRow(row, next(by_row) if row.kind is RowKind.BODY else unranked)
                    for row in part.rows
                ),
            )
            for part in parts
        ),
        slots=mark_slots(table),
        sortable=tuple(
            _sorted_as([row.cells[k] for row in sorted_rows], ranks)
            for k, ranks in enumerate(columns)
        ),
    )


def reading_key(word: str, language: str) -> tuple[str, str]:
    """Key for sorting as readers do: letters by their language, and 9 before 10."""
    padded = _DIGITS.sub(lambda digits: digits[0].zfill(12), printable(word))
    return sort_key(padded, language)


def areas_of(tables: Iterable[Table]) -> frozenset[str]:
    """Codes of the areas that rows of the tables are about, but for contrasts."""
    kinds = {RowKind.CONTRAST, RowKind.ALL, RowKind.HEADING}
    return frozenset(
        row.area for table in tables for row in table.rows if row.area and row.kind not in kinds
    )


def _top(columns: Sequence[Column]) -> tuple[Head, ...]:
    if not any(column.group for column in columns):
        return ()
    heads: list[Head] = []
    # a column without a group stands alone, also beside another one without
    runs = groupby(enumerate(columns), lambda pair: pair[1].group or pair[0])
    for _, run in runs:
        first, *more = run
        place, column = first
        heads.append(
            Head(column.group or column.head, place, 1 + len(more), is_group=bool(column.group))
        )
    return tuple(heads)


def _ranks(cells: Sequence[Cell], language: str) -> list[Rank]:
    """The place of each cell among all of its column; equal ones share a place."""
    numbers = [_number(cell) for cell in cells]
    if any(number is not None for number in numbers):
        order = {value: rank for rank, value in enumerate(sorted({*_there(numbers)}))}
        return [None if value is None else order[value] for value in numbers]
    words = [_words(cell) for cell in cells]
    known = sorted({*filter(None, words)}, key=lambda word: reading_key(word, language))
    places = {word: rank for rank, word in enumerate(known)}
    return [places.get(word) for word in words]


def _there(numbers: Iterable[float | None]) -> list[float]:
    return [number for number in numbers if number is not None]


def _number(cell: Cell) -> float | None:
    """The first value of a cell that shows it; a sign in its place says that it is hidden."""
    value = cell.values[0] if cell.values else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    shown = cell.text.strip()
    return float(value) if shown in _NAUGHT or any(c.isdigit() for c in shown) else None


def _words(cell: Cell) -> str:
    return cell.text if any(c.isalnum() for c in cell.text) else ""


def _sorted_as(cells: Sequence[Cell], ranks: Sequence[Rank]) -> str:
    if len({rank for rank in ranks if rank is not None}) < 2:
        return ""
    return "numbers" if any(_number(cell) is not None for cell in cells) else "words"
