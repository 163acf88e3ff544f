"""A table on a worksheet: real numbers, in columns that can be reckoned with."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from survey.documents.blocks import Align, RowKind
from survey.documents.direction import direction
from survey.documents.grid import check_rows, count_marks, mark_slots, split_mark
from survey.documents.sheet import text_height
from survey.language.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.documents.blocks import Cell, Column, Row, Table, Value
    from survey.documents.sheet import Sheet

    _Head = tuple[tuple[int, int, int, int], str, str, str]
    _Corner = tuple[int, int]

_TEXT, _ANY_NUMBER = "@", "General"
_NARROWEST, _WIDEST_NUMBERS, _WIDEST_TEXT = 9.0, 20.0, 44.0
_HEAD_LINES, _SHORT_HEAD = 3, 12
_TITLE_WIDTH = 90.0
_OTHER_WIDTH = 8.43
_GAP, _HEADING_HEIGHT = 6.0, 26.0


@dataclass(frozen=True, slots=True)
class _Field:
    """A column of the sheet: a column of the table, or one part of it.

    `slot` is how many marks there must be room for after its numbers; a `quiet` one stands back.
    """

    place: int
    part: int
    column: Column
    head: str
    number_format: str
    slot: int
    quiet: bool = False

    @property
    def align(self) -> str:
        return self.column.align.value

    def style(self, name: str) -> str:
        """The style of its head."""
        return "head_quiet" if self.quiet else name


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """Where a table stands on its sheet; rows and columns count from nought.

    Attributes
    ----------
    sheet : str
        Name of the sheet.
    room : int
        First row of the room above its head.
    body, last : int
        Its first row below the head, and its last one.
    columns : mapping of (str, int) to int
        The column of each part of each column of the table.
    heads : mapping of str
        By key of a column of the table: the cells of its heads from above to below, those of its
        group and its first part among them.
    width : int
        How many columns it takes.
    """

    sheet: str
    room: int
    body: int
    last: int
    columns: Mapping[tuple[str, int], int]
    heads: Mapping[str, tuple[_Corner, ...]]
    width: int

    @property
    def area(self) -> tuple[int, int, int, int]:
        """The last row of the head and all below it: first row and column, last row and column."""
        return (self.body - 1, 0, max(self.last, self.body), max(self.width, 1) - 1)


def write_table(
    sheet: Sheet, table: Table, back: tuple[str, str], *, room: int = 0, quiet: int = 0
) -> PlacedTable:
    """Fill a sheet with a table.

    Parameters
    ----------
    sheet : Sheet
    table : Table
    back : tuple of str
        Name of the sheet to link back to, and the words of the link.
    room : int
        How many rows stay free above the head; the head isn't kept in view then.
    quiet : int
        How many of the last columns of the table stand back.

    Returns
    -------
    PlacedTable
    """
    check_rows(table)
    fields = _fields(table, quiet)
    widths = [_width(table, field) for field in fields]
    span = _span(widths)
    if direction(table.language) == "rtl":
        sheet.right_to_left()
    sheet.widths(widths)
    gap = sheet.opening(table.title, table.subtitle, span=span, back=back)
    sheet.height(gap, _GAP)
    rows = _head_rows(gap + 1 + room, fields)
    body = _write_head(sheet, rows, fields)
    if fields and not room:
        sheet.hold_head(body)
    sheet.print_abreast()
    below = _write_body(sheet, body, table, fields)
    for row, note in enumerate(table.notes, start=below + 1):
        sheet.wide_text(row, note, "note", span)
    sheet.text_is_meant(below, max(len(fields), 1) - 1)
    return PlacedTable(
        sheet=sheet.name,
        room=gap + 1,
        body=body,
        last=body + len(table.rows) - 1,
        columns={(field.column.key, field.part): place for place, field in enumerate(fields)},
        heads=_head_cells(rows, fields),
        width=len(fields),
    )


# The columns of the sheet


def _fields(table: Table, quiet: int) -> list[_Field]:
    slots, loud = mark_slots(table), len(table.columns) - quiet
    return [
        replace(field, quiet=place >= loud)
        for place, column in enumerate(table.columns)
        for field in _fields_of(place, column, slots[place])
    ]


def _fields_of(place: int, column: Column, slot: int) -> Iterator[_Field]:
    heads = column.parts or ("",)
    for part, head in enumerate(heads):
        shown = column.formats[part] if part < len(column.formats) else _TEXT
        marked = part == len(heads) - 1 and (shown != _TEXT or not column.parts)
        yield _Field(place, part, column, head, shown, slot if marked else 0)


def _width(table: Table, field: _Field) -> float:
    cells = [row.cells[field.place] for row in table.rows if row.kind is not RowKind.HEADING]
    texts = [cell.text for cell in cells] if not field.column.parts else []
    longest = max((len(line) for words in texts for line in words.split("\n")), default=0)
    widest = _WIDEST_TEXT if field.column.align is Align.LEFT else _WIDEST_NUMBERS
    wished = max(longest, _head_width(field)) + 3.0
    return min(max(wished, _NARROWEST), widest)


def _head_width(field: _Field) -> int:
    """Room for the head on one short line or a few longer ones."""
    parts = max(len(field.column.parts), 1)
    shared = math.ceil(_folded_width(field.column.head) / parts)
    return max(shared, _folded_width(field.head))


def _folded_width(head: str) -> int:
    words = [len(word) for word in head.split()]
    folded = max([*words, math.ceil(len(head) / _HEAD_LINES)], default=0)
    return len(head) if len(head) <= _SHORT_HEAD else folded


def _span(widths: Sequence[float]) -> int:
    """Over how many columns a title or a note may run."""
    count, room = 0, 0.0
    while room < _TITLE_WIDTH:
        room += widths[count] if count < len(widths) else _OTHER_WIDTH
        count += 1
    return count


# The head


class _HeadRows(NamedTuple):
    """The rows of a head: of groups, heads and parts; the same row where there are none."""

    top: int
    middle: int
    last: int

    def top_of(self, field: _Field) -> int:
        """Where a column's own head begins; it takes what stands empty above it."""
        return self.middle if field.column.group else self.top


def _head_rows(row: int, fields: list[_Field]) -> _HeadRows:
    middle = row + any(field.column.group for field in fields)
    return _HeadRows(row, middle, middle + any(field.column.parts for field in fields))


def _write_head(sheet: Sheet, rows: _HeadRows, fields: list[_Field]) -> int:
    """Write the head, a row more for groups and one for parts; return the row below it."""
    if not fields:
        return rows.top
    heights = dict.fromkeys(range(rows.top, rows.last + 1), 0.0)
    for area, words, style, align in _heads(rows, fields):
        sheet.joined(area, words, style, align=align)
        first, left, bottom, right = area
        needed = sheet.height_of(words, left, right - left + 1, style="head")
        above = sum(heights[place] for place in range(first, bottom))
        heights[bottom] = max(heights[bottom], needed - above)
    for place, height in heights.items():
        sheet.height(place, max(height, text_height("", 1)))
    sheet.repeat(rows.top, rows.last)
    return rows.last + 1


def _heads(rows: _HeadRows, fields: list[_Field]) -> Iterator[_Head]:
    """All cells of the head, from the top downwards: their areas, words, styles and alignments."""
    if rows.middle > rows.top:
        yield from _group_heads(rows.top, fields)
    for column, field in enumerate(fields):
        parts = len(field.column.parts)
        top = rows.top_of(field)
        if parts and field.part == 0:
            area = (top, column, rows.middle, column + parts - 1)
            yield area, field.column.head, field.style("head_above"), "center"
        elif not parts:
            area = (top, column, rows.last, column)
            yield area, field.column.head, field.style("head"), field.align
    for column, field in enumerate(fields):
        if field.column.parts:
            area = (rows.last, column, rows.last, column)
            yield area, field.head, field.style("head"), field.align


def _head_cells(rows: _HeadRows, fields: list[_Field]) -> dict[str, tuple[_Corner, ...]]:
    """The cells above each column of the table that have words in them."""
    groups = {
        column: (rows.top, area[1])
        for area, *_ in _group_heads(rows.top, fields)
        for column in range(area[1], area[3] + 1)
    }
    cells: dict[str, tuple[_Corner, ...]] = {}
    for column, field in enumerate(fields):
        if field.part == 0:
            above = [groups[column]] if column in groups else []
            below = [(rows.last, column)] if field.column.parts else []
            cells[field.column.key] = (*above, (rows.top_of(field), column), *below)
    return cells


def _group_heads(row: int, fields: list[_Field]) -> Iterator[_Head]:
    at = 0
    for group, run in groupby(fields, key=lambda field: field.column.group):
        width = len(list(run))
        if group:
            yield (row, at, row, at + width - 1), group, "head_above", "center"
        at += width


# The body


def _write_body(sheet: Sheet, row: int, table: Table, fields: list[_Field]) -> int:
    """Write the rows; return the first row below them."""
    if not table.rows:
        sheet.text(row, 0, text("documents.no_rows", lang=table.language), "note")
        return row + 1
    for below, line in enumerate(table.rows, start=row):
        if line.kind is RowKind.HEADING:
            _write_heading(sheet, below, line, fields)
        else:
            _write_row(sheet, below, line, fields)
    return row + len(table.rows)


def _write_heading(sheet: Sheet, row: int, line: Row, fields: list[_Field]) -> None:
    words = line.cells[0].text if line.cells else ""
    sheet.height(row, _HEADING_HEIGHT)
    for column in range(len(fields)):
        sheet.text(row, column, words if column == 0 else "", "heading")


def _write_row(sheet: Sheet, row: int, line: Row, fields: list[_Field]) -> None:
    left = [(f.place, c) for c, f in enumerate(fields) if f.column.align is Align.LEFT]
    heights = [sheet.height_of(line.cells[place].text, column) for place, column in left]
    height = max(heights, default=0.0)
    one_line = text_height("", 1)
    sheet.height(row, max(height, one_line))
    style = line.kind.value if height <= one_line else f"{line.kind.value}_tall"
    for column, field in enumerate(fields):
        own = "quiet" if field.quiet else style
        _write_cell(sheet, (row, column), own, line.cells[field.place], field)


def _write_cell(
    sheet: Sheet, where: tuple[int, int], style: str, cell: Cell, field: _Field
) -> None:
    value = _values(cell, field.column)[field.part]
    if isinstance(value, str):
        room = _room(field.slot - count_marks(value))
        sheet.text(*where, value, style, align=field.align, number=f"@{room}" if room else "")
    else:
        sheet.number(*where, value, style, _marked_format(field, cell))


def _values(cell: Cell, column: Column) -> list[float | str]:
    """What stands in each part of a cell: a number, or text where there is none.

    A sign such as ``†`` stands in every part that has no number; other text in the first.
    """
    count = max(len(column.parts), 1)
    if len(cell.values) > count:
        message = f"a cell of the column {column.key!r} must have at most {count} values"
        raise ValueError(message)
    given = [*map(_known, cell.values), *[None] * (count - len(cell.values))]
    sign = "" if any(letter.isalnum() for letter in cell.text) else cell.text
    first = cell.text if all(value is None for value in given) else sign
    return [
        (sign if part else first) if value is None else value for part, value in enumerate(given)
    ]


def _known(value: Value) -> float | str | None:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _marked_format(field: _Field, cell: Cell) -> str:
    """The number format with the marks of the printed cell, so that they aren't lost."""
    wanted = cell.formats[field.part] if field.part < len(cell.formats) else field.number_format
    shown = _ANY_NUMBER if wanted == _TEXT else wanted
    if not field.slot:
        return shown
    mark = split_mark(cell.text)[1].strip()
    ending = f'" {mark}"{_room(field.slot - count_marks(cell.text), gap=False)}' if mark else ""
    ending = ending or _room(field.slot)
    return ";".join(section + ending for section in shown.split(";"))


def _room(marks: int, *, gap: bool = True) -> str:
    """Empty room as wide as so many marks, as a number format says it."""
    return ("_ " if gap and marks > 0 else "") + "_▼" * max(marks, 0)
