"""A document as a workbook: a sheet for each table, its numbers as numbers."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter

from survey.documents.cleaning import printable
from survey.documents.sheet import Look, Sheet
from survey.documents.sheet_names import SheetNames, short_title
from survey.documents.table_sheet import write_table
from survey.documents.titles import split_title
from survey.language.catalogue import text

if TYPE_CHECKING:
    from survey.documents.blocks import Document, Table

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_CONTENTS_WIDTHS = (14.0, 90.0)
_ABOUT_WIDTHS = (28.0, 90.0)


def write_workbook(document: Document) -> bytes:
    """Write the tables of a document as a workbook.

    The first sheet lists the tables with links to their sheets; the last one says where the
    numbers came from. Numbers are the released values themselves, not their printed form;
    no text ever becomes a formula or a link. The same document gives the same bytes.

    Parameters
    ----------
    document : Document

    Returns
    -------
    bytes
        An xlsx file.
    """
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        book.set_properties({"title": printable(document.title)[:255], "created": _CREATED})
        _fill(Look(book), document)
    return stream.getvalue()


def _fill(look: Look, document: Document) -> None:
    names = SheetNames()
    first = names.take(text("documents.workbook.contents", lang=document.language))
    last = names.take(text("documents.workbook.about", lang=document.language))
    tables = [(names.take(short_title(t.title, t.id)), t) for t in document.tables()]
    _write_contents(look.sheet(first, document.stamps), document, tables, last)
    back = text("documents.workbook.back", lang=document.language)
    for name, table in tables:
        write_table(look.sheet(name, document.stamps), table, (first, back))
    _write_about(look.sheet(last, document.stamps), document, (first, back))


def _write_contents(
    sheet: Sheet, document: Document, tables: list[tuple[str, Table]], about: str
) -> None:
    sheet.widths(_CONTENTS_WIDTHS)
    row = sheet.opening(document.title, document.subtitle, span=2) + 1
    for name, table in tables:
        title = split_title(table.title)
        row = _write_line(sheet, row, name, title.label, title.words or name)
    _write_line(sheet, row, about, "", about)


def _write_line(sheet: Sheet, row: int, target: str, label: str, words: str) -> int:
    sheet.text(row, 0, label, "label")
    sheet.link(row, 1, target, words)
    sheet.height(row, sheet.height_of(words, 1))
    return row + 1


def _write_about(sheet: Sheet, document: Document, back: tuple[str, str]) -> None:
    sheet.widths(_ABOUT_WIDTHS)
    title = text("documents.about", lang=document.language)
    row = sheet.opening(title, "", span=2, back=back) + 1
    for label, value in document.about:
        sheet.text(row, 0, label, "label")
        sheet.text(row, 1, value, "wrapped")
        sheet.height(row, max(sheet.height_of(label, 0), sheet.height_of(value, 1)))
        row += 1
