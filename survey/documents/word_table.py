"""Tables of a Word file, each fitted to the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from survey.documents.blocks import Align, RowKind
from survey.documents.cleaning import printable
from survey.documents.direction import direction
from survey.documents.fitting import fit_table, text_points
from survey.documents.grid import mark_slots, split_mark
from survey.documents.word_marks import mark_name
from survey.documents.word_styles import (
    CELL_SIZE,
    DEFAULT_FONT,
    INK,
    MUTED,
    OWN,
    RULE,
    SMALLEST_CELL,
    TINT,
    contrast_tint,
    font_of,
)
from survey.documents.word_text import Ink, has_letters, paragraph, text_run
from survey.documents.word_xml import properties, twips, w
from survey.language.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.documents.blocks import Cell, Column, Row, Table
    from survey.documents.fitting import FittedTable
    from survey.documents.house_style import HouseStyle
    from survey.documents.word_text import Writing
    from survey.documents.word_xml import Element

_SIDE = 4.5
_FEW_ROWS = 14
_JC = {Align.LEFT: "left", Align.RIGHT: "right", Align.CENTER: "center"}
_EM_OF_DEFAULT = 0.95
_GAP_IN_SLOT = 2.0
_STRONG = frozenset({RowKind.CONTRAST, RowKind.ALL, RowKind.NET, RowKind.HEADING})


@dataclass(frozen=True, slots=True)
class _Grid:
    """A part of a table with what its cells share."""

    fitted: FittedTable
    slots: tuple[int, ...]
    ink: Ink
    accent: str

    @property
    def table(self) -> Table:
        return self.fitted.table

    @property
    def whole(self) -> float:
        return sum(self.fitted.widths)

    @property
    def leftwards(self) -> bool:
        return direction(self.table.language) == "rtl"


def fitted_tables(table: Table, room: float, style: HouseStyle) -> tuple[FittedTable, ...]:
    """The parts of a table that fit on the page, one below the other."""
    em = _EM_OF_DEFAULT if font_of(style) == DEFAULT_FONT else 1.0
    parts = fit_table(table, room, size=CELL_SIZE, smallest=SMALLEST_CELL, em=em)
    return parts if direction(table.language) == "ltr" else tuple(_filling(p, room) for p in parts)


def _filling(fitted: FittedTable, room: float) -> FittedTable:
    """As wide as the page, so that no program has to know on which side it begins."""
    scale = room / sum(fitted.widths)
    return replace(fitted, widths=tuple(width * scale for width in fitted.widths))


def table_element(fitted: FittedTable, writing: Writing, name: str) -> Element:
    """A part of a table as ``w:tbl``.

    Parameters
    ----------
    fitted : FittedTable
        With one column or more.
    writing : Writing
    name : str
        Of the table among the bookmarks; that of the part goes into its first cell.
    """
    table = fitted.table
    ink = writing.ink(table.language)
    grid = _Grid(fitted, mark_slots(table), ink, writing.style.accent)
    rows = [*_heads(grid), *_body(grid)]
    element = w("tbl", _settings(grid), _columns(grid), *rows)
    mark_first_cell(element, writing, mark_name("g", name, fitted.part))
    return element


def mark_first_cell(element: Element, writing: Writing, name: str) -> None:
    """Put a bookmark into the first cell, by which the table itself is found again."""
    first = next(element.iter(paragraph("x").tag))
    start, end = writing.marks.ends(name)
    at = 1 if len(first) and first[0].tag.endswith("}pPr") else 0
    first.insert(at, start)
    first.append(end)


def table_settings(
    whole: float, *, description: tuple[str, str], leftwards: bool, borders: Element | None
) -> Element:
    """What holds for a table as a whole; its title and description are for screen readers."""
    title, words = description
    return w(
        "tblPr",
        w("bidiVisual") if leftwards else None,
        w("tblW", w=twips(whole), type="dxa"),
        w("tblInd", w=0, type="dxa"),
        borders,
        w("tblLayout", type="fixed"),
        w(
            "tblCellMar",
            w("top", w=twips(2.5), type="dxa"),
            w("left", w=twips(_SIDE), type="dxa"),
            w("bottom", w=twips(2.5), type="dxa"),
            w("right", w=twips(_SIDE), type="dxa"),
        ),
        w("tblLook", val="04A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=0,
          noVBand=1),
        w("tblCaption", val=printable(title)) if title.strip() else None,
        w("tblDescription", val=printable(words)) if words.strip() else None,
    )  # fmt: skip


def cell_element(
    width: float,
    *content: Element,
    span: int = 1,
    settings: Sequence[Element | None] = (),
) -> Element:
    """A cell of a fixed width."""
    merged = w("gridSpan", val=span) if span > 1 else None
    own = properties("tcPr", w("tcW", w=twips(width), type="dxa"), merged, *settings)
    return w("tc", own, *content)


def line(side: str, colour: str, eighths: int) -> Element:
    """A border of a cell or of a table."""
    return w(side, val="single", sz=eighths, space=0, color=colour.lstrip("#"))


def _settings(grid: _Grid) -> Element:
    borders = w("tblBorders", line("bottom", INK, 8), line("insideH", RULE, 4))
    table = grid.table
    heads = "; ".join(column.head for column in table.columns if column.head.strip())
    words = text("word.table_description", lang=_said(table), heads=heads, count=len(table.rows))
    return table_settings(
        grid.whole, description=(table.title, words), leftwards=grid.leftwards, borders=borders
    )


def _said(table: Table) -> str:
    """The language of our own words beside a table."""
    return table.language if table.language in {"da", "en"} else "en"


def _columns(grid: _Grid) -> Element:
    return w("tblGrid", *(w("gridCol", w=twips(width)) for width in grid.fitted.widths))


# Heads


def _heads(grid: _Grid) -> Iterator[Element]:
    columns = grid.table.columns
    grouped = any(column.group for column in columns)
    if grouped:
        yield _row(_group_cells(grid), head=True)
    cells = [_head_cell(grid, place, below_group=grouped) for place in range(len(columns))]
    yield _row(cells, head=True)


def _group_cells(grid: _Grid) -> Iterator[Element]:
    columns, widths = grid.table.columns, grid.fitted.widths
    place = 0
    while place < len(columns):
        group = columns[place].group
        until = place + 1
        while group and until < len(columns) and columns[until].group == group:
            until += 1
        if group:
            ruled = w("tcBorders", line("bottom", MUTED, 4))
            content = _head_paragraph(grid, group, "center")
            yield cell_element(sum(widths[place:until]), content, span=until - place,
                               settings=(ruled, w("vAlign", val="bottom")))  # fmt: skip
        else:
            content = _head_paragraph(grid, columns[place].head, _head_side(grid, place))
            yield cell_element(widths[place], content, settings=_head_settings(merge="restart"))
        place = until


def _head_cell(grid: _Grid, place: int, *, below_group: bool) -> Element:
    column, width = grid.table.columns[place], grid.fitted.widths[place]
    if below_group and not column.group:
        empty = _head_paragraph(grid, "", "left")
        return cell_element(width, empty, settings=_head_settings(merge="continue"))
    content = _head_paragraph(grid, column.head, _head_side(grid, place))
    return cell_element(width, content, settings=_head_settings())


def _head_settings(merge: str = "") -> tuple[Element | None, ...]:
    return (
        w("vMerge", val=merge) if merge else None,
        w("tcBorders", line("bottom", INK, 8)),
        w("vAlign", val="bottom"),
    )


def _head_side(grid: _Grid, place: int) -> str:
    """Where a head stands; above numbers in a table from right to left that is where it begins."""
    align = grid.table.columns[place].align
    return "left" if grid.leftwards and align is Align.RIGHT else _JC[align]


def _head_paragraph(grid: _Grid, words: str, jc: str) -> Element:
    size = grid.fitted.size if grid.fitted.size != CELL_SIZE else 0.0
    runs = [text_run(words, replace(grid.ink, size=size))] if words.strip() else []
    return paragraph(OWN["head"], *runs, leftwards=grid.leftwards, settings=(w("jc", val=jc),))


# Rows


def _body(grid: _Grid) -> Iterator[Element]:
    rows = grid.table.rows
    if not rows:
        yield _row([_spanning(grid, text("documents.no_rows", lang=_said(grid.table)), Ink())])
    for place, row in enumerate(rows):
        held = _is_held(place, len(rows)) or row.kind is RowKind.HEADING
        if row.kind is RowKind.HEADING:
            words = row.cells[0].text if row.cells else ""
            ink = Ink(strong=True, colour=grid.accent, foreign=grid.ink.foreign)
            yield _row([_spanning(grid, words, ink, held=True, before=7)])
        else:
            yield _row(_cells(grid, row, held=held))


def _is_held(place: int, count: int) -> bool:
    """Whether a row stays on the page of the next: short tables do as a whole."""
    last = place == count - 1
    return not last and (count <= _FEW_ROWS or place < 2 or place >= count - 3)


def _row(cells: Sequence[Element] | Iterator[Element], *, head: bool = False) -> Element:
    own = properties("trPr", w("cantSplit"), w("tblHeader") if head else None)
    return w("tr", own, *cells)


def _spanning(
    grid: _Grid, words: str, ink: Ink, *, held: bool = False, before: float = 0.0
) -> Element:
    settings = [w("keepNext")] if held else []
    if before:
        settings.append(w("spacing", before=twips(before)))
    content = paragraph(
        OWN["cell"], text_run(words, ink), leftwards=grid.leftwards, settings=settings
    )
    return cell_element(grid.whole, content, span=len(grid.table.columns))


def _cells(grid: _Grid, row: Row, *, held: bool) -> Iterator[Element]:
    ink = _row_ink(grid, row.kind)
    for place, (cell, column) in enumerate(zip(row.cells, grid.table.columns, strict=True)):
        content = _cell_paragraph(grid, place, cell, column, ink, held=held)
        settings = _row_settings(grid, row.kind)
        yield cell_element(grid.fitted.widths[place], content, settings=settings)


def _row_ink(grid: _Grid, kind: RowKind) -> Ink:
    own_size = grid.fitted.size if grid.fitted.size != CELL_SIZE else 0.0
    return Ink(
        strong=kind in _STRONG,
        emphasis=kind is RowKind.BASE,
        colour=MUTED if kind is RowKind.BASE else "",
        size=own_size,
        foreign=grid.ink.foreign,
    )


def _row_settings(grid: _Grid, kind: RowKind) -> list[Element]:
    """Lines above and below, and the ground; the letters differ too, for those who see neither."""
    match kind:
        case RowKind.CONTRAST:
            lines = [line("top", grid.accent, 6), line("bottom", grid.accent, 6)]
            return [w("tcBorders", *lines), _ground(contrast_tint(grid.accent))]
        case RowKind.ALL:
            return [w("tcBorders", line("top", INK, 6)), _ground(TINT)]
        case RowKind.NET | RowKind.BASE:
            return [w("tcBorders", line("top", MUTED, 6))]
        case _:
            return []


def _ground(colour: str) -> Element:
    return w("shd", val="clear", color="auto", fill=colour.lstrip("#"))


def _cell_paragraph(
    grid: _Grid, place: int, cell: Cell, column: Column, ink: Ink, *, held: bool
) -> Element:
    settings = [w("keepNext")] if held else []
    slot = grid.slots[place]
    leftwards = grid.leftwards and (column.align is Align.LEFT or has_letters(cell.text))
    if slot:
        settings.append(_slot_tabs(grid, place, slot))
        runs = _beside_mark(grid, cell.text, ink)
    else:
        settings.append(w("jc", val=_JC[column.align]))
        runs = [text_run(cell.text, ink)] if cell.text.strip() else []
    return paragraph(OWN["cell"], *runs, leftwards=leftwards, settings=settings)


def _slot_tabs(grid: _Grid, place: int, slot: int) -> Element:
    """Two tabs: the digits end at the first, the marks begin at the second."""
    marks = text_points("▼ " * slot, grid.fitted.size) + _GAP_IN_SLOT
    end = grid.fitted.widths[place] - 2 * _SIDE - marks
    return w(
        "tabs",
        w("tab", val="right", pos=twips(end)),
        w("tab", val="left", pos=twips(end + _GAP_IN_SLOT)),
    )


def _beside_mark(grid: _Grid, words: str, ink: Ink) -> list[Element]:
    number, mark = split_mark(printable(words))
    runs = [text_run(f"\t{number}", ink)] if number.strip() else []
    if mark:
        coloured = replace(ink, colour=grid.accent)
        runs.append(text_run(f"\t{mark.strip()}", coloured))
    return runs
