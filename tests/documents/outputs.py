"""What every writer of documents gives, opened up: all its text, and the rows of its tables."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from lxml import etree, html
from markdown_it import MarkdownIt
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.errors import PdfReadError
from pypdf.generic import DictionaryObject, StreamObject
from word_files import body_of, cells_of, find, paragraphs

from survey.documents.html import write_html
from survey.documents.markdown import write_markdown
from survey.documents.pdf import write_pdf
from survey.documents.plain_text import write_text
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


def _pdf_inside(data: bytes) -> str:
    """Everything that is text: pages, alternatives, metadata, and all streams unpacked."""
    reader = PdfReader(BytesIO(data))
    streams = (each.get_data() for each in objects_of(reader) if isinstance(each, StreamObject))
    opened = [stream.decode("latin-1") for stream in streams]
    return "\n".join([_pdf_seen(data), str(reader.metadata), *opened])


@cache
def _pdf_seen(data: bytes) -> str:
    """The text of the pages, then what screen readers are told of pictures."""
    alternatives = [
        str(each["/Alt"])
        for each in objects_of(PdfReader(BytesIO(data)))
        if isinstance(each, DictionaryObject) and "/Alt" in each
    ]
    return "\n".join([_pages(data), *alternatives])


def _pages(data: bytes) -> str:
    """The text in reading order; pypdf reads it too, but takes its time."""
    program = shutil.which("pdftotext")
    if program is None:
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    command = [program, "-raw", "-enc", "UTF-8", "-", "-"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()


def objects_of(reader: PdfReader) -> Iterator[Any]:
    """All objects of a PDF that can be read."""
    count = int(str(reader.trailer["/Size"]))
    for number in range(1, count):
        try:
            yield reader.get_object(number)
        except PdfReadError:
            continue


def _pdf_rows(data: bytes, language: str) -> Rows:
    del language
    return [[line] for line in _pdf_seen(data).splitlines()]


# Plain text and Markdown


def _decoded(data: bytes) -> str:
    return data.decode("utf-8")


def _text_rows(data: bytes, language: str) -> Rows:
    del language
    return [re.split(r"\s{2,}", line) for line in _decoded(data).splitlines()]


def rendered(data: bytes) -> str:
    """Markdown as a page, as programs show it that let markup through."""
    return str(MarkdownIt("commonmark").enable("table").render(_decoded(data)))


def _rendered(data: bytes) -> html.HtmlElement:
    return html.document_fromstring(f"<html>{rendered(data)}</html>")


def _markdown_rows(data: bytes, language: str) -> Rows:
    del language
    rows = _rendered(data).xpath("//tbody/tr")
    return [[cell.text_content() for cell in row.xpath("./td")] for row in rows]


def _markdown(document: Document) -> bytes:
    return write_markdown(document).encode("utf-8")


def _text(document: Document) -> bytes:
    return write_text(document, width=400).encode("utf-8")


def _markdown_seen(data: bytes) -> str:
    return str(_rendered(data).text_content())


OUTPUTS = (
    Output("html", write_html, _page_inside, _page_seen, _page_rows),
    Output("xlsx", write_workbook, _parts, _texts_of_parts, _sheet_rows, exact=True),
    Output("docx", write_docx, _parts, _word_seen, _word_rows),
    Output("pdf", write_pdf, _pdf_inside, _pdf_seen, _pdf_rows),
    Output("md", _markdown, _decoded, _markdown_seen, _markdown_rows),
    Output("txt", _text, _decoded, _decoded, _text_rows),
)


def after_label(row: list[str], label: str) -> str | None:
    """What a row holds after its label, or None if it is another row."""
    line, wanted = (" ".join(words.split()) for words in (" ".join(row), label))
    return line[len(wanted) :] if line == wanted or line.startswith(f"{wanted} ") else None


def numbers_in(words: str) -> Iterator[str]:
    """The numbers of a printed text, with their signs and marks."""
    return (match[0] for match in re.finditer(r"[−+]?\d[\d.,]*\d|[−+]?\d|[▲▼†*↑↓]|\.\.", words))
