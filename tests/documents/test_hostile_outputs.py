"""Texts that have broken writers before are text in every format."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO
from xml.sax.saxutils import unescape

import pytest
from hostile import TEXTS, hostile_document, hostile_figures
from lxml import html
from openpyxl import load_workbook
from outputs import OUTPUTS, Output, objects_of, rendered
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from survey.documents.blocks import PlotKind
from survey.documents.cleaning import printable

_BLANK = re.compile(r"[\s\u200b\u200c\u200d\u00ad]+")


BY_NAME = {output.name: output for output in OUTPUTS}


@cache
def written(output: Output) -> bytes:
    document = hostile_document()
    return output.write(replace(document, blocks=(*document.blocks, *hostile_figures())))


@cache
def seen(output: Output) -> str:
    return _BLANK.sub("", output.seen(written(output)))


@pytest.mark.parametrize("output", OUTPUTS, ids=str)
@pytest.mark.parametrize("words", TEXTS, ids=range(len(TEXTS)))
def test_a_hostile_text_is_text(output: Output, words: str) -> None:
    wanted = _BLANK.sub("", printable(words))
    assert wanted in seen(output)


def test_nothing_in_the_page_runs_or_is_fetched() -> None:
    page = html.document_fromstring(written(BY_NAME["html"]).decode("utf-8"))
    plain = len(page.xpath("//script"))
    assert plain <= 1
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    outside = [
        v for v in page.xpath("//@src|//@href|//@srcset") if not v.startswith(("#", "data:"))
    ]
    assert outside == []


@pytest.mark.parametrize("name", ["xlsx", "docx"])
def test_nothing_in_an_office_file_is_a_formula_or_leads_out_of_it(name: str) -> None:
    with zipfile.ZipFile(BytesIO(written(BY_NAME[name]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name, part in parts.items() if b'TargetMode="External"' in part]
    assert not [name for name in parts if re.search(r"vba|external|embed|activeX|dde", name, re.I)]
    sheets = [part for name, part in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert not [part for part in sheets if re.search(rb"<f[ >]", part)]
    words = parts.get("word/document.xml", b"")
    orders = re.findall(rb"<w:instrText[^>]*>\s*(\w+)", words)
    assert set(orders) <= {b"TOC", b"PAGEREF", b"PAGE", b"NUMPAGES"}
    assert not re.findall(rb"<(?:w:fldSimple|m:oMath|w:altChunk|w:object|o:OLEObject)", words)


def test_names_and_charts_of_a_workbook_point_at_its_own_cells() -> None:
    data = written(BY_NAME["xlsx"])
    with zipfile.ZipFile(BytesIO(data)) as archive:
        charts = [archive.read(n).decode() for n in archive.namelist() if "charts/chart" in n]
    book = load_workbook(BytesIO(data))
    assert len(charts) == len(PlotKind)
    read = [f for chart in charts for f in re.findall(r"<c:f>([^<]*)</c:f>", chart)]
    named = [name.attr_text for name in book.defined_names.values()]
    sheets = set(book.sheetnames)
    for place in (*read, *named):
        sheet, _, cells = unescape(place).rpartition("!")
        assert sheet.strip("'") in sheets
        assert re.fullmatch(r"\$[A-Z]+\$\d+(?::\$[A-Z]+\$\d+)?", cells)
    assert all(name.startswith(("svy_t_", "svy_f_")) for name in book.defined_names)


def test_nothing_in_a_pdf_acts_or_leads_out_of_it() -> None:
    reader = PdfReader(BytesIO(written(BY_NAME["pdf"])))
    objects = [each for each in objects_of(reader) if isinstance(each, DictionaryObject)]
    assert objects
    acts = {str(each.get("/S")) for each in objects} & {
        "/JavaScript", "/Launch", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData",
    }  # fmt: skip
    assert acts == set()
    keys = {key for each in objects for key in each}
    assert not keys & {"/JS", "/AA", "/EmbeddedFiles", "/EmbeddedFile", "/XFA", "/RichMedia"}


def test_markdown_has_no_markup_but_ours() -> None:
    page = html.document_fromstring(f"<html>{rendered(written(BY_NAME['md']))}</html>")
    found = {each.tag for each in page.iter() if isinstance(each.tag, str)}
    assert found & {"script", "img", "a", "style", "iframe", "svg", "b"} == set()
    assert not page.xpath("//@*[starts-with(name(), 'on')]")


@pytest.mark.parametrize("name", ["txt", "md"])
def test_a_text_gives_a_terminal_no_orders(name: str) -> None:
    text = written(BY_NAME[name]).decode("utf-8")
    assert not re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
