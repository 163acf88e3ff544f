"""Texts that have broken writers before are text in every format."""

from __future__ import annotations

import re
import zipfile
from functools import cache
from io import BytesIO

import pytest
from hostile import TEXTS, hostile_document
from lxml import html
from outputs import OUTPUTS, Output

from survey.documents.cleaning import printable
from survey.documents.html import write_html
from survey.documents.word import write_docx
from survey.documents.workbook import write_workbook

_BLANK = re.compile(r"[\s\u200b\u200c\u200d\u00ad]+")


@cache
def written(output: Output) -> bytes:
    return output.write(hostile_document())


@cache
def seen(output: Output) -> str:
    return _BLANK.sub("", output.seen(written(output)))


@pytest.mark.parametrize("output", OUTPUTS, ids=str)
@pytest.mark.parametrize("words", TEXTS, ids=range(len(TEXTS)))
def test_a_hostile_text_is_text(output: Output, words: str) -> None:
    wanted = _BLANK.sub("", printable(words))
    assert wanted in seen(output)


def test_nothing_in_the_page_runs_or_is_fetched() -> None:
    page = html.document_fromstring(write_html(hostile_document()).decode("utf-8"))
    plain = len(page.xpath("//script"))
    assert plain <= 1
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    outside = [
        v for v in page.xpath("//@src|//@href|//@srcset") if not v.startswith(("#", "data:"))
    ]
    assert outside == []


@pytest.mark.parametrize("write", [write_workbook, write_docx])
def test_nothing_in_an_office_file_is_a_formula_or_leads_out_of_it(write: object) -> None:
    data: bytes = write(hostile_document())  # type: ignore[operator]
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name, part in parts.items() if b'TargetMode="External"' in part]
    sheets = [part for name, part in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert not [part for part in sheets if re.search(rb"<f[ >]", part)]
    orders = re.findall(rb"<w:instrText[^>]*>\s*(\w+)", parts.get("word/document.xml", b""))
    assert set(orders) <= {b"TOC", b"PAGEREF", b"PAGE", b"NUMPAGES"}
