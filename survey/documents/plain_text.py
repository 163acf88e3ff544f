"""Documents, tables and figures as plain text, for a terminal, a mail or a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.documents.blocks import (
    Align,
    Box,
    BulletList,
    Figure,
    Heading,
    KeyFigures,
    Paragraph,
    RowKind,
    Table,
)
from survey.documents.fitting import column_parts
from survey.documents.grid import check_rows, split_mark
from survey.documents.text_lines import broken, display_width, one_line, padded
from survey.language.catalogue import LANGUAGES, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.documents.blocks import Block, Cell, Column, Document, Row

WIDTH = 100
_NARROWEST = 24
_GAP = 2
_FIRST_AT_MOST = 0.4
_WIDEST_WORD = 16
_WIDEST_TEXT = 32
_WIDER_FOR_HEAD = 12
_LINES_OF_HEAD = 3


@dataclass(frozen=True, slots=True)
class _Set:
    """How a column is set.

    Attributes
    ----------
    width : int
    marks : int
        Of that, room for marks after the numbers.
    right : bool
    """

    width: int
    marks: int
    right: bool


def write_text(document: Document, *, width: int | None = None) -> str:
    """Write a document as plain text.

    Parameters
    ----------
    document : Document
    width : int, optional
        Columns of the terminal; 100 if left out, 24 at least.

    Returns
    -------
    str
        Ends with a new line. Tables wider than that are parted, each part with the first column.
    """
    wide = _checked(width)
    parts = [[f"[{one_line(stamp)}]" for stamp in document.stamps]]
    parts.append([*_underlined(document.title, "=", wide), *_lines(document.subtitle, wide)])
    parts += [_block(block, wide, document.language) for block in document.blocks]
    about = [f"{one_line(label)}: {one_line(value)}" for label, value in document.about]
    if about:
        title = text("documents.about", lang=document.language)
        parts.append([*_underlined(title, "-", wide), *_all_lines(about, wide)])
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def table_text(table: Table, *, width: int | None = None) -> str:
    """Write a table as plain text.

    Parameters
    ----------
    table : Table
    width : int, optional
        Columns of the terminal; 100 if left out, 24 at least.

    Returns
    -------
    str
        Numbers stand under each other, their marks after them. A table that is wider is parted,
        each part with the first column.
    """
    return "\n".join(_table(table, _checked(width), table.language))


def figure_text(figure: Figure, *, width: int | None = None) -> str:
    """Write a figure as plain text: its title, what it shows in words, and its numbers.

    Parameters
    ----------
    figure : Figure
    width : int, optional
        Columns of the terminal; 100 if left out, 24 at least.
    """
    return "\n".join(_figure(figure, _checked(width), figure.language or "en"))


def _checked(width: int | None) -> int:
    return WIDTH if width is None else max(width, _NARROWEST)


def _block(block: Block, width: int, language: str) -> list[str]:
    lines: list[str] = []
    match block:
        case Heading():
            lines = _underlined(block.text, "-" if block.level <= 2 else "", width)
        case Paragraph():
            lines = _lines(block.plain, width)
        case BulletList(items=items):
            lines = [line for item in items for line in _hanging("– ", item.plain, width)]
        case Box():
            lines = [f"│ {line}".rstrip() for line in _boxed(block, width - 2)]
        case KeyFigures():
            lines = _key_figures(block, width)
        case Table():
            lines = _table(block, width, block.language or language)
        case Figure():
            lines = _figure(block, width, block.language or language)
    return lines


def _lines(words: str, width: int) -> list[str]:
    return broken(words, width) if one_line(words) else []


def _all_lines(texts: Sequence[str], width: int) -> list[str]:
    return [line for words in texts for line in _lines(words, width)]


def _underlined(title: str, sign: str, width: int) -> list[str]:
    lines = _lines(title, width)
    longest = max(map(display_width, lines), default=0)
    return [*lines, sign * longest] if sign and lines else lines


def _hanging(mark: str, words: str, width: int) -> list[str]:
    indent = display_width(mark)
    lines = broken(words, width - indent)
    return [(mark if place == 0 else " " * indent) + line for place, line in enumerate(lines)]


def _boxed(box: Box, width: int) -> Iterator[str]:
    yield from _lines(box.title, width)
    for paragraph in box.paragraphs:
        yield ""
        yield from _lines(paragraph.plain, width)


def _key_figures(figures: KeyFigures, width: int) -> list[str]:
    values = [one_line(item.value) for item in figures.items]
    widest = min(max(map(display_width, values), default=0), width // 2)
    lines: list[str] = []
    for item, value in zip(figures.items, values, strict=True):
        words = [one_line(item.label), one_line(item.comparison)]
        said = ". ".join(each for each in words if each)
        mark = padded(value, widest) + " " * _GAP
        if display_width(value) > widest:
            lines += broken(value, width)
            mark = " " * (widest + _GAP)
        lines += _hanging(mark, said, width)
    return [line.rstrip() for line in lines]


def _figure(figure: Figure, width: int, language: str) -> list[str]:
    lines = _all_lines([figure.title, figure.subtitle], width)
    if one_line(figure.alt):
        lines += ["", *_lines(figure.alt, width)]
    notes = list(figure.notes)
    if figure.data is not None:
        lines += ["", *_grid(figure.data, width, figure.data.language or language)]
        notes += [note for note in figure.data.notes if note not in figure.notes]
    return lines + _notes(notes, width)


def _notes(notes: Sequence[str], width: int) -> list[str]:
    lines = _all_lines(notes, width)
    return ["", *lines] if lines else []


def _table(table: Table, width: int, language: str) -> list[str]:
    lines = _all_lines([table.title, table.subtitle], width)
    return [*lines, *_grid(table, width, language), *_notes(table.notes, width)]


def _grid(table: Table, width: int, language: str) -> list[str]:
    check_rows(table)
    if not table.columns or not table.rows:
        spoken = language if language in LANGUAGES else "en"
        return [text("documents.no_rows", lang=spoken)]
    sets = [_set(table, place, width) for place in range(len(table.columns))]
    parts = column_parts(table.columns, [each.width + _GAP for each in sets], width + _GAP)
    blocks = [list(_part(table, places, sets)) for places in parts]
    return [line for k, block in enumerate(blocks) for line in (block if k == 0 else ["", *block])]


def _set(table: Table, place: int, width: int) -> _Set:
    column = table.columns[place]
    cells = [row.cells[place] for row in table.rows if row.kind is not RowKind.HEADING]
    texts = [one_line(cell.text) for cell in cells]
    widest = max(map(display_width, texts), default=0)
    word = min(max(map(display_width, one_line(column.head).split(" "))), _WIDEST_WORD)
    if place == 0:
        most = max(int(width * _FIRST_AT_MOST), 10)
        return _Set(min(max(widest, word), most), 0, right=False)
    most = max(width - sum((10, _GAP)), 8)
    if column.align is Align.LEFT:
        return _Set(min(max(min(widest, _WIDEST_TEXT), word), most), 0, right=False)
    marked = [split_mark(each) for each in texts]
    marks = max((display_width(mark) for _, mark in marked), default=0)
    digits = max((display_width(number) for number, _ in marked), default=0)
    return _Set(min(_for_head(column, max(digits + marks, word)), most), marks, right=True)


def _for_head(column: Column, least: int) -> int:
    """Wide enough for the head to stand on a few lines, where that takes no more than a little."""
    widths = range(least, least + _WIDER_FOR_HEAD)
    fits = (wide for wide in widths if len(broken(column.head, wide)) <= _LINES_OF_HEAD)
    return next(fits, least + _WIDER_FOR_HEAD)


def _part(table: Table, places: Sequence[int], sets: Sequence[_Set]) -> Iterator[str]:
    chosen = [sets[place] for place in places]
    columns = [table.columns[place] for place in places]
    total = sum(each.width for each in chosen) + _GAP * (len(chosen) - 1)
    rule = "─" * total
    yield from _group_heads(columns, chosen)
    yield from _heads(columns, chosen)
    yield rule
    for number, row in enumerate(table.rows):
        if row.kind is RowKind.HEADING:
            yield from ([""] if number else [])
            yield from _lines(row.cells[0].text if row.cells else "", total)
            continue
        if row.kind is RowKind.ALL and number:
            yield rule
        yield from _row(row, places, chosen)
    yield rule


def _group_heads(columns: Sequence[Column], sets: Sequence[_Set]) -> Iterator[str]:
    """The heads above groups of columns, with a rule over the columns they head."""
    if not any(column.group for column in columns):
        return
    runs: list[tuple[str, int]] = []
    for column, each in zip(columns, sets, strict=True):
        if column.group and runs and runs[-1][0] == column.group:
            runs[-1] = (column.group, runs[-1][1] + _GAP + each.width)
        else:
            runs.append((column.group, each.width))
    named = [broken(group, wide) for group, wide in runs]
    for line in range(max(map(len, named))):
        cells = (
            padded(lines[line] if line < len(lines) else "", wide)
            for lines, (_, wide) in zip(named, runs, strict=True)
        )
        yield (" " * _GAP).join(cells).rstrip()
    yield (" " * _GAP).join(("─" if group else " ") * wide for group, wide in runs).rstrip()


def _heads(columns: Sequence[Column], sets: Sequence[_Set]) -> Iterator[str]:
    heads = [broken(c.head, each.width) for c, each in zip(columns, sets, strict=True)]
    tallest = max(map(len, heads))
    for line in range(tallest):
        cells = []
        for head, each in zip(heads, sets, strict=True):
            above = line - (tallest - len(head))
            cells.append(padded(head[above] if above >= 0 else "", each.width, right=each.right))
        yield (" " * _GAP).join(cells).rstrip()


def _row(row: Row, places: Sequence[int], sets: Sequence[_Set]) -> Iterator[str]:
    cells = [_cell(row.cells[p], each) for p, each in zip(places, sets, strict=True)]
    for line in range(max(map(len, cells))):
        texts = (
            cell[line] if line < len(cell) else " " * each.width
            for cell, each in zip(cells, sets, strict=True)
        )
        yield (" " * _GAP).join(texts).rstrip()


def _cell(cell: Cell, column: _Set) -> list[str]:
    words = one_line(cell.text)
    if not column.right:
        return [padded(line, column.width) for line in broken(words, column.width)]
    number, mark = split_mark(words)
    room = column.width - column.marks
    if display_width(number) > room:
        return [padded(line, column.width, right=True) for line in broken(words, column.width)]
    return [padded(number, room, right=True) + padded(mark, column.marks)]
