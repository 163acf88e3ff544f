"""What every writer of documents gives, opened up: all its text, and the rows of its tables."""

from __future__ import annotations

import base64
import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from lxml import etree, html
from openpyxl import load_workbook
from word_files import body_of, cells_of, find, paragraphs

from survey.documents.html import write_html
from survey.documents.word import write_docx
from survey.documents.workbook import write_workbook
from survey.language.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from survey.documents.blocks import Document

Rows = list[list[str]]
_DATA = re.compile(r"data:([\w/+-]+);base64,([A-Za-z0-9+/=]+)")


@dataclass(frozen=True)
class Output:
    """A writer, with what a reader, a screen reader or a curious person finds in its files.

    `everything` is all the text of a file, markup and hidden corners with it; `seen` the text that
    is shown; `rows` the rows of all tables in order, as they are shown; `exact` whether the file
    holds numbers with all their digits.
    """

    name: str
    write: Callable[[Document], bytes]
    everything: Callable[[bytes], str]
    seen: Callable[[bytes], str]
    rows: Callable[[bytes, str], Rows]
    exact: bool = False

    def __str__(self) -> str:
        return self.name


# The web page


def _page_inside(data: bytes) -> str:
    """The page with its pictures opened; matplotlib keeps the words of a picture in comments."""
    page = data.decode("utf-8")
    pictures = (base64.b64decode(match[2]) for match in _DATA.finditer(page))
    return "\n".join([_DATA.sub("", page), *(p.decode("utf-8", "replace") for p in pictures)])


def _page_seen(data: bytes) -> str:
    page = html.document_fromstring(data.decode("utf-8"))
    for each in page.xpath("//style|//script"):
        each.drop_tree()
    described = [str(alt) for alt in page.xpath("//@alt|//@aria-label|//title/text()")]
    return "\n".join([*page.itertext(), *described])


def _page_rows(data: bytes, language: str) -> Rows:
    del language
    page = html.document_fromstring(data.decode("utf-8"))
    tables = page.xpath("//*[contains(@class, 'survey-table')][not(ancestor::figure)]//table")
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for table in tables
        for row in table.xpath("./tbody/tr")
    ]


# The workbook


def _parts(data: bytes) -> str:
    """All parts of a zip as text; pictures are left out."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if not name.endswith((".png", ".jpeg"))]
        return "\n".join(unquote_to_bytes(archive.read(name)).decode("utf-8") for name in names)


def _texts_of_parts(data: bytes) -> str:
    """The text nodes and descriptions of all XML parts."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        roots = [
            etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith(".xml")
        ]
    return "\n".join(
        str(text) for root in roots for text in root.xpath("//text()|//@descr|//@title")
    )


def _shown(cell: Any, language: str) -> str:
    """A cell as a spreadsheet program shows it in the language."""
    value, shown = cell.value, str(cell.number_format)
    if value is None or isinstance(value, str):
        return str(value or "")
    sections = shown.split(";")
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    mark = "".join(re.findall(r'"([^"]*)"', section.replace('"−"', "")))
    bare = re.sub(r'"[^"]*"|_.', "", section)
    decimals = len(bare.partition(".")[2])
    return f"{format_number(value, language, decimals=decimals, sign='+' in bare)}{mark}"


def _sheet_rows(data: bytes, language: str) -> Rows:
    book = load_workbook(BytesIO(data))
    sheets = [sheet for sheet in book.worksheets[1:-1] if not sheet._charts]
    return [[_shown(cell, language) for cell in row] for sheet in sheets for row in sheet.rows]


# Word


def _word_seen(data: bytes) -> str:
    body = body_of(data)
    return "\n".join([*paragraphs(body), *map(str, find(body, ".//*/@descr"))])


def _word_rows(data: bytes, language: str) -> Rows:
    del language
    return [row for table in find(body_of(data), "./w:tbl") for row in cells_of(table)]


# PDF


@cache
def _pdf_seen(data: bytes) -> str:
    """The text of the pages, then what screen readers are told of pictures."""
    reader = PdfReader(BytesIO(data))
    pages = [page.extract_text() for page in reader.pages]
    return "\n".join([*pages, *_alternatives(reader)])


def _alternatives(reader: PdfReader) -> Iterator[str]:
    objects = (reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1))
    for each in objects:
        if isinstance(each, dict) and "/Alt" in each:
            yield str(each["/Alt"])


OUTPUTS = (
    Output("html", write_html, _page_inside, _page_seen, _page_rows),
    Output("xlsx", write_workbook, _parts, _texts_of_parts, _sheet_rows, exact=True),
    Output("docx", write_docx, _parts, _word_seen, _word_rows),
)


def numbers_in(words: str) -> Iterator[str]:
    """The numbers of a printed text, with their signs and marks."""
    return (match[0] for match in re.finditer(r"[−+]?\d[\d.,]*\d|[−+]?\d|[▲▼†*↑↓]|\.\.", words))
