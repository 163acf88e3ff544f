"""What a reader meets in a page, a workbook or a picture."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from survey.documents.blocks import Box, BulletList, Figure, Heading, KeyFigures, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.documents.blocks import Document

_READ_OUT = ("alt", "aria-label", "title")


class _Reader(HTMLParser):
    """Collects the text of a page and what a screen reader says of its pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.tags: set[str] = set()
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._silent += tag in {"style", "script"}
        self.parts += [value for name, value in attrs if name in _READ_OUT and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"style", "script"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def visible_text(page: str) -> str:
    """The text of a page, with the text alternatives of its pictures."""
    reader = _Reader()
    reader.feed(page)
    return "\n".join(reader.parts)


def tags_of(page: str) -> set[str]:
    """The elements that a page consists of."""
    reader = _Reader()
    reader.feed(page)
    return reader.tags


def pictures_of(page: str) -> list[str]:
    """The pictures of a page as they are drawn; the words in them stand in comments."""
    found = re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", page)
    return [base64.b64decode(each).decode("utf-8") for each in found]


def texts_of(document: Document) -> Iterator[str]:
    """Every text of a document, piece by piece."""
    yield from (document.title, document.subtitle, *document.stamps)
    for block in document.blocks:
        match block:
            case Heading(text=text):
                yield text
            case Paragraph():
                yield block.plain
            case BulletList(items=items):
                yield from (item.plain for item in items)
            case Box(title=title, paragraphs=paragraphs):
                yield from (title, *(each.plain for each in paragraphs))
            case KeyFigures(items=tiles):
                for tile in tiles:
                    yield from (tile.value, tile.label, tile.comparison)
            case Table():
                yield from (block.title, block.subtitle, *block.notes)
                yield from (column.head for column in block.columns)
                yield from (part for column in block.columns for part in column.parts)
                yield from (cell.text for row in block.rows for cell in row.cells)
            case Figure():
                yield from (block.title, block.subtitle, block.alt, *block.notes)
