"""Tables fitted to a page: how wide each column is, and where a wide table is parted in several."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from survey.documents.blocks import Align, RowKind
from survey.documents.grid import WIDEST_SLOT, check_rows, count_marks, split_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from survey.documents.blocks import Column, Row, Table

_BREAKS = re.compile(r"[ \t\n]+")  # not at a no-break space
_NARROW, _WIDE = frozenset("fijlrtI.,:;'|!()[]/·- \xa0"), frozenset("mwMWæÆ@%—▲▼…")
_EM_NARROW, _EM_PLAIN, _EM_CAPITAL, _EM_WIDE, _EM_OTHER_SCRIPT = 0.37, 0.61, 0.70, 0.93, 1.0
_PADDING, _TIGHT_PADDING, _MARK = 10.0, 7.0, " ▼"
_WIDEST_HEAD_WORD = 110.0
_FIRST_AT_MOST = 0.42
_STRETCHED_AT_MOST = 1.7


@dataclass(frozen=True, slots=True)
class FittedTable:
    """A table, or a part of it that is as wide as the page allows.

    Attributes
    ----------
    table : Table
        With the columns of this part; the first column is in every part.
    widths : tuple of float
        Points, one for each column.
    size : float
        Points of its text.
    part, parts : int
        Which part it is, from 1, and of how many.
    """

    table: Table
    widths: tuple[float, ...]
    size: float
    part: int = 1
    parts: int = 1


def fit_table(
    table: Table, room: float, *, size: float = 9.0, smallest: float = 7.5, em: float = 1.0
) -> tuple[FittedTable, ...]:
    """Fit a table to a page: as it is, in smaller text, or in parts one below the other.

    Parameters
    ----------
    table : Table
    room : float
        Width of the page between its margins, in points.
    size, smallest : float
        Wanted and smallest size of the text, in points.
    em : float
        How wide the font runs beside DejaVu Sans.

    Returns
    -------
    tuple of FittedTable
        One for each part; columns of a group stay together where a page holds them.

    Raises
    ------
    ValueError
        If a row has more or fewer cells than the table has columns.
    """
    check_rows(table)
    if not table.columns:
        return (FittedTable(table, (), size),)
    sizes = [size, (size + smallest) / 2, smallest]
    for chosen in sizes:
        least = [_least(table, place, chosen * em, room) for place in range(len(table.columns))]
        if sum(least) <= room:
            return (FittedTable(table, _widths(table, least, chosen * em, room), chosen),)
    tight = [_tightest(table, place, smallest * em, room) for place in range(len(table.columns))]
    if sum(tight) <= room:
        return (FittedTable(table, _widths(table, tight, smallest * em, room), smallest),)
    least = [_least(table, place, size * em, room) for place in range(len(table.columns))]
    chunks = column_parts(table.columns, least, room)
    parts = [_part(table, chunk) for chunk in chunks]
    return tuple(
        FittedTable(
            part,
            _widths(part, [least[place] for place in chunk], size * em, room),
            size,
            number,
            len(parts),
        )
        for number, (part, chunk) in enumerate(zip(parts, chunks, strict=True), start=1)
    )


def column_parts(columns: Sequence[Column], least: Sequence[float], room: float) -> list[list[int]]:
    """Which columns stand in which part of a table that is parted to fit a width.

    Parameters
    ----------
    columns : sequence of Column
        The first one stands in every part.
    least : sequence of float
        How wide each column is at least.
    room : float

    Returns
    -------
    list of list of int
        Places of columns; those of a group stay together where a part has room for them.
    """
    chunks: list[list[int]] = []
    now: list[int] = [0]
    for run in _runs(columns):
        wide = sum(least[place] for place in run)
        whole = least[0] + wide <= room
        if len(now) > 1 and sum(least[p] for p in now) + (wide if whole else 0) > room:
            chunks.append(now)
            now = [0]
        for place in run:
            if len(now) > 1 and sum(least[p] for p in now) + least[place] > room:
                chunks.append(now)
                now = [0]
            now.append(place)
    return [*chunks, now]


def text_points(words: str, size: float) -> float:
    """About how wide a text is on one line.

    Parameters
    ----------
    words : str
    size : float
        Points, times how wide the font runs.
    """
    return size * sum(_em(letter) for letter in words)


def _em(letter: str) -> float:
    if letter in _NARROW:
        return _EM_NARROW
    if letter in _WIDE:
        return _EM_WIDE
    if letter > "\u2fff":
        return _EM_OTHER_SCRIPT
    return _EM_CAPITAL if letter.isupper() else _EM_PLAIN


def _words(text: str) -> list[str]:
    return [word for word in _BREAKS.split(text) if word]


def _texts(table: Table, place: int) -> list[str]:
    """The texts of a column; numbers with the place that marks after any of them take up."""
    texts = [row.cells[place].text for row in table.rows if row.kind is not RowKind.HEADING]
    if table.columns[place].align is not Align.RIGHT:
        return texts
    slot = _MARK * min(max(map(count_marks, texts), default=0), WIDEST_SLOT)
    return [split_mark(text)[0] + slot for text in texts] if slot else texts


def _widest(texts: Iterable[str], size: float) -> float:
    return max((text_points(text, size) for text in texts), default=0.0)


def _least(table: Table, place: int, size: float, room: float) -> float:
    """The narrowest a column can be: no number is broken, and of text no usual word."""
    column = table.columns[place]
    head = min(_widest(_words(column.head), size), _WIDEST_HEAD_WORD)
    texts = _texts(table, place)
    if place and column.align is not Align.LEFT:
        return max(head, _widest(texts, size)) + _PADDING
    longest = _widest((word for text in texts for word in _words(text)), size)
    wish = max(longest, min(_widest(texts, size), room * _FIRST_AT_MOST * 0.6), head) + _PADDING
    return min(wish, room * _FIRST_AT_MOST)


def _tightest(table: Table, place: int, size: float, room: float) -> float:
    """Narrower still: row headings on as many lines as they need, less room around numbers."""
    column, texts = table.columns[place], _texts(table, place)
    head = min(_widest(_words(column.head), size), _WIDEST_HEAD_WORD) + _PADDING
    if place and column.align is not Align.LEFT:
        return max(head, _widest(texts, size) + _TIGHT_PADDING)
    if place:
        return _least(table, place, size, room)
    longest = _widest((word for text in texts for word in _words(text)), size)
    return min(max(longest + _TIGHT_PADDING, head), room * _FIRST_AT_MOST)


def _natural(table: Table, place: int, size: float) -> float:
    """As wide as a column would like to be: texts on one line, heads on two."""
    column = table.columns[place]
    head = max(_widest(_words(column.head), size), text_points(column.head, size) / 2)
    return max(head, _widest(_texts(table, place), size)) + _PADDING


def _widths(table: Table, least: Sequence[float], size: float, room: float) -> tuple[float, ...]:
    """From the narrowest towards the natural widths, and a little on, as far as the room goes."""
    wished = [_natural(table, place, size) for place in range(len(least))]
    wished = [max(low, wish) for low, wish in zip(least, wished, strict=True)]
    wished[0] = min(wished[0], max(least[0], room * _FIRST_AT_MOST))
    spare, more = room - sum(least), sum(wished) - sum(least)
    if spare < 0:  # one column is wider than the page; its text has to be broken after all
        return tuple(low * room / sum(least) for low in least)
    if more > spare:
        part = spare / more
        pairs = zip(least, wished, strict=True)
        return tuple(low + (wish - low) * part for low, wish in pairs)
    stretch = min(room / max(sum(wished), 1.0), _STRETCHED_AT_MOST)
    return tuple(wish * stretch for wish in wished)


def _runs(columns: Sequence[Column]) -> list[list[int]]:
    """Columns after the first in runs of the same group; a column without one is its own run."""
    runs: list[list[int]] = []
    for place, column in enumerate(columns[1:], start=1):
        if column.group and runs and columns[runs[-1][-1]].group == column.group:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _part(table: Table, places: Sequence[int]) -> Table:
    columns = tuple(table.columns[place] for place in places)
    return replace(table, columns=columns, rows=tuple(_cut(row, places) for row in table.rows))


def _cut(row: Row, places: Sequence[int]) -> Row:
    if row.kind is RowKind.HEADING:
        return row
    return replace(row, cells=tuple(row.cells[place] for place in places))
