"""A document as a workbook: a sheet for each table, its numbers as numbers."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter

from survey.documents.blocks import Figure, Heading, Table
from survey.documents.cleaning import printable
from survey.documents.figure_sheet import write_figure
from survey.documents.house_style import DEFAULT_STYLE, tint
from survey.documents.sheet import Look, Sheet
from survey.documents.sheet_names import SheetNames, short_title
from survey.documents.table_sheet import write_table
from survey.documents.titles import split_title
from survey.language.catalogue import text

if TYPE_CHECKING:
    from survey.documents.blocks import Block, Document
    from survey.documents.house_style import HouseStyle

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_CHAPTER, _CHAPTER_HEIGHT = 2, 26.0
_LONGEST_ID = 100
_NOT_IN_ID = re.compile(r"[^a-z0-9_]+")
_TABS = {False: 1.0, True: 0.45}  # how strong the accent is: of tables, of figures
_CONTENTS_WIDTHS = (14.0, 90.0)
_ABOUT_WIDTHS = (28.0, 90.0)
_SIGNS = {
    "▲": "higher",
    "▼": "lower",
    "↑": "risen",
    "↓": "fallen",
    "*": "few",
    "†": "confidential",
    "..": "unavailable",
    "–": "none",
    "·": "never",
}


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A sheet to be: its name, and the table or figure that it holds."""

    name: str
    block: Table | Figure

    @property
    def data(self) -> Table:
        """The table on the sheet; that of a figure has the words of the figure around it."""
        if isinstance(self.block, Table):
            return self.block
        data, figure = self.block.data, self.block
        if data is None:
            raise ValueError(f"the figure {figure.id!r} has no numbers")
        notes = (*data.notes, *_of_the_picture(figure, data))
        subtitle = figure.subtitle or data.subtitle
        return replace(data, title=figure.title, subtitle=subtitle, notes=notes)


def write_workbook(document: Document, *, style: HouseStyle = DEFAULT_STYLE) -> bytes:
    """Write the tables of a document, and the numbers of its figures, as a workbook.

    The first sheet lists them by chapter with links to their sheets; the last one says where the
    numbers came from and what their signs mean. Numbers are the released values themselves, not
    their printed form; no text ever becomes a formula or a link. A figure's sheet has a chart that
    the spreadsheet program draws itself, from the cells below it. The cells of each table have a
    name, ``svy_t_`` and its id, by which other workbooks can point at them. The same document gives
    the same bytes.

    Parameters
    ----------
    document : Document
    style : HouseStyle

    Returns
    -------
    bytes
        An xlsx file.
    """
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        book.set_properties({"title": printable(document.title)[:255], "created": _CREATED})
        book.set_custom_property("Language", document.language)
        _fill(Look(book, style), document)
    return stream.getvalue()


def _fill(look: Look, document: Document) -> None:
    names = SheetNames()
    first = names.take(text("documents.workbook.contents", lang=document.language))
    last = names.take(text("documents.workbook.about", lang=document.language))
    lines = [_line_of(block, names) for block in document.blocks]
    _write_contents(look.sheet(first, document.stamps), document, lines, last)
    back = (first, text("documents.workbook.back", lang=document.language))
    leaves = [line for line in lines if isinstance(line, _Leaf)]
    taken: set[str] = set()
    for leaf in leaves:
        sheet = look.sheet(leaf.name, document.stamps)
        if isinstance(leaf.block, Figure):
            placed = write_figure(sheet, leaf.block, leaf.data, back)
        else:
            placed = write_table(sheet, leaf.data, back)
        sheet.colour_tab(tint(look.accent, _TABS[type(leaf.block) is Figure]))
        if placed.width:
            look.name_area(_area_name(leaf.block, taken), leaf.name, placed.area)
    _write_about(look.sheet(last, document.stamps), document, leaves, back)


def _of_the_picture(figure: Figure, data: Table) -> tuple[str, ...]:
    """What is said of the drawn figure, e.g. of its dots, as said of that and not of the chart."""
    rest = " ".join(note for note in figure.notes if note not in data.notes)
    language = data.language
    return (text("documents.workbook.picture", lang=language, notes=rest),) if rest else ()


def _area_name(block: Table | Figure, taken: set[str]) -> str:
    """The name of a table's cells, made of its id and different from all others."""
    kind = "f" if isinstance(block, Figure) else "t"
    plain = _NOT_IN_ID.sub("_", block.id.lower()).strip("_")[:_LONGEST_ID] or kind
    wished = f"svy_{kind}_{plain.removeprefix(f'{kind}_')}"
    name, count = wished, 1
    while name in taken:
        count += 1
        name = f"{wished}_{count}"
    taken.add(name)
    return name


def _line_of(block: Block, names: SheetNames) -> _Leaf | Heading | None:
    """What the contents say of a block: its sheet, or the chapter that begins with it."""
    if isinstance(block, Heading):
        return block if block.level <= _CHAPTER else None
    if isinstance(block, Table):
        return _Leaf(names.take(short_title(block.title, block.id)), block)
    if isinstance(block, Figure) and block.data is not None:
        title = split_title(block.title)  # with its word, so that it isn't taken for a table
        return _Leaf(names.take(f"{title.label} {title.words}".strip() or block.id), block)
    return None


def _write_contents(
    sheet: Sheet, document: Document, lines: list[_Leaf | Heading | None], about: str
) -> None:
    sheet.widths(_CONTENTS_WIDTHS)
    row = sheet.opening(document.title, document.subtitle, span=2)
    sheet.keep_above(row)
    row += 1
    chapter: Heading | None = None
    for line in lines:
        if isinstance(line, Heading):
            chapter = line
        elif line is not None:
            if chapter is not None:
                row = _write_chapter(sheet, row, chapter)
                chapter = None
            title = split_title(line.block.title)
            row = _write_line(sheet, row, line.name, title.label, title.words or line.name)
    _write_line(sheet, row + 1, about, "", about)


def _write_chapter(sheet: Sheet, row: int, chapter: Heading) -> int:
    sheet.text(row, 0, chapter.text, "chapter")
    sheet.height(row, _CHAPTER_HEIGHT)
    return row + 1


def _write_line(sheet: Sheet, row: int, target: str, label: str, words: str) -> int:
    sheet.text(row, 0, label, "label")
    sheet.link(row, 1, target, words)
    sheet.height(row, sheet.height_of(words, 1))
    return row + 1


def _write_about(
    sheet: Sheet, document: Document, leaves: list[_Leaf], back: tuple[str, str]
) -> None:
    sheet.widths(_ABOUT_WIDTHS)
    title = text("documents.about", lang=document.language)
    row = sheet.opening(title, "", span=2, back=back) + 1
    lines = [*document.about, *_signs(document.language, leaves)]
    for label, value in lines:
        sheet.text(row, 0, label, "label")
        sheet.text(row, 1, value, "wrapped")
        sheet.height(row, max(sheet.height_of(label, 0), sheet.height_of(value, 1)))
        row += 1


def _signs(language: str, leaves: list[_Leaf]) -> list[tuple[str, str]]:
    """The signs in the tables, and what they mean."""
    cells = [cell.text for leaf in leaves for row in leaf.data.rows for cell in row.cells[1:]]
    return [
        (sign, text(f"documents.sign.{name}", lang=language))
        for sign, name in _SIGNS.items()
        if any(cell == sign or cell.endswith(sign) for cell in cells)
    ]
