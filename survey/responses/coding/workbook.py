"""Workbooks that people fill in: one look, texts as texts, the same bytes each time."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import xlsxwriter

from survey.documents.cleaning import printable
from survey.language.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from io import BytesIO

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
LONGEST_CELL = 32_000
_A4 = 9
_LINE, _TALLEST = 15.0, 405.0  # points; Excel's own limit is 409
_GREY, _ENTRY, _WARNING = "#E7E6E6", "#FFFFE5", "#FCE4D6"
_CELL = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "valign": "top"},
    "how": {"text_wrap": True, "valign": "top"},
    "label": {"bold": True, "valign": "top"},
    "head": {**_CELL, "bold": True, "bg_color": _GREY},
    "cell": _CELL,
    "quiet": {**_CELL, "font_color": "#595959"},
    "number": {**_CELL, "align": "center"},
    "warning": {**_CELL, "bg_color": _WARNING, "bold": True},
    "entry": {**_CELL, "bg_color": _ENTRY, "num_format": "@"},
    "choice": {**_CELL, "bg_color": _ENTRY, "num_format": "@", "text_wrap": False},
    "wrong": {"bg_color": "#F8B4B4"},
    "asked": {"font_color": "#595959", "valign": "top"},
}


@dataclass(slots=True)
class Filled:
    """A workbook in the making."""

    book: Any
    language: str
    looks: dict[str, Any] = field(default_factory=dict)

    def say(self, key: str, **fields: object) -> str:
        """A sentence of the catalogue's chapter ``coding``."""
        return text(f"coding.{key}", lang=self.language, **fields)

    def sheet(self, name: str) -> Any:  # noqa: ANN401 - of xlsxwriter
        """A new sheet that prints on A4 across, with its name and page at the foot."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R" + self.say("workbook.page", page="&P", pages="&N"))
        return sheet

    def write(self, sheet: Any, row: int, column: int, words: str, look: str = "cell") -> None:  # noqa: ANN401
        """A text, never a formula, cut where a cell can't hold more."""
        plain = printable(words)
        if not plain:
            sheet.write_blank(row, column, None, self.looks[look])
            return
        if len(plain) > LONGEST_CELL:
            plain = plain[:LONGEST_CELL] + "…"
        sheet.write_string(row, column, plain, self.looks[look])


@contextmanager
def workbook(stream: BytesIO, language: str, title: str) -> Iterator[Filled]:
    """A workbook that is written to a stream when the block ends."""
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        book.set_properties({"title": printable(title)[:255], "created": _CREATED})
        looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
        yield Filled(book, language, looks)


def height_of(texts: Sequence[tuple[str, float]]) -> float:
    """How high a row must be for texts in columns so wide; a little too high, if anything."""
    lines = max((_lines(words, width) for words, width in texts), default=1)
    return min(_LINE * lines + 3, _TALLEST)


def _lines(words: str, width: float) -> int:
    room = max(int(width) - 1, 1)
    return sum(max(-(-len(line) // room), 1) for line in words.split("\n"))


def write_heads(filled: Filled, sheet: Any, row: int, heads: Sequence[tuple[str, float]]) -> None:  # noqa: ANN401
    """A row of heads after a hidden column, with the widths of their columns."""
    for place, (words, width) in enumerate(heads, 1):
        sheet.set_column(place, place, width)
        filled.write(sheet, row, place, words, "head")
    sheet.set_row(row, height_of([(words, width * 0.75) for words, width in heads]))


def write_guide(filled: Filled, name: str, title: str, paragraphs: Sequence[str]) -> None:
    """A sheet that says how the workbook is filled in."""
    sheet = filled.sheet(name)
    sheet.set_column(0, 0, 110)
    filled.write(sheet, 0, 0, title, "title")
    sheet.set_row(0, 24)
    for row, words in enumerate(paragraphs, 2):
        filled.write(sheet, row, 0, words, "how")
        sheet.set_row(row, height_of([(words, 110)]) + 4)
    sheet.hide_gridlines(2)
