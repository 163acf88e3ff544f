"""Logos: what is a picture passes, and nothing that runs, moves, fetches or is broken does."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.documents.logo import kind_of, logo_findings
from survey.findings import Place
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
SIZE = 'viewBox="0 0 10 5"'
PLACE = Place("logo.svg")


def svg(inside: str, attributes: str = SIZE) -> bytes:
    return f"{HEAD}{attributes}>{inside}</svg>".encode()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 2, height: int = 1) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" + b"\xff\0\0" * 2))
    return b"\x89PNG\r\n\x1a\n" + header + body + chunk(b"IEND", b"")


HARMLESS = {
    "plain": svg('<rect width="10" height="5" fill="#7a1a1a"/>'),
    "size in millimetres": svg("<g/>", 'width="40mm" height=".5in"'),
    "declaration and comment": b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>\n<!-- a -->'
    + svg("<title>Øst</title>"),
    "gradient and use": svg(
        '<defs><linearGradient id="a"/><path id="b"/></defs><use xlink:href="#b"/>'
        '<rect fill="url(#a)" style="fill: url(\'#a\')"/><style>.a{fill:url(#a);}</style>'
    ),
    "embedded picture": svg('<image href="data:image/png;base64,iVBORw0KGgo//8="/>'),
    "embedded font": svg("<style>@font-face{src:url(data:font/woff2;base64,d09//8)}</style>"),
    "shadow": svg('<filter id="f"><feGaussianBlur stdDeviation="1"/></filter>'),
    "drawing program": svg(
        '<sodipodi:namedview xmlns:sodipodi="http://sodipodi.example" sodipodi:base="http://x"/>'
        '<metadata><?xpacket begin="x"?><rdf:RDF xmlns:rdf="http://rdf.example" '
        'rdf:about="http://x"/></metadata>'
    ),
}
HARMFUL = {
    "script": svg("<script>alert(1)</script>"),
    "script in a prefix": svg('<s:script xmlns:s="http://www.w3.org/2000/svg"/>'),
    "script of html": svg('<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>'),
    "script of nothing": svg('<script xmlns="http://example.org"/>'),
    "script in no namespace": svg('<script xmlns=""/>'),
    "handler": svg('<rect onclick="a()"/>'),
    "handler of the root": svg("", f'{SIZE} ONLOAD="a()"'),
    "handler elsewhere": svg('<a:b xmlns:a="http://example.org" onload="x()"/>'),
    "foreign content": svg("<foreignObject><p/></foreignObject>"),
    "animation": svg('<rect><set attributeName="href" to="javascript:a()"/></rect>'),
    "link": svg('<a href="https://example.org"><rect/></a>'),
    "picture elsewhere": svg('<image href="https://example.org/a.png"/>'),
    "picture in a file": svg('<image xlink:href="file:///etc/passwd"/>'),
    "picture of a picture": svg('<image href="data:image/svg+xml,x"/>'),
    "page in a picture": svg('<image href=" data:text/html,x"/>'),
    "filter picture": svg('<filter id="f"><feImage href="#a"/></filter>'),
    "fill elsewhere": svg('<rect fill="url(https://example.org/a#b)"/>'),
    "fill with escapes": svg('<rect fill="u\\72l(https://example.org/a#b)"/>'),
    "style elsewhere": svg('<rect style="fill:URL( &quot;//example.org/a&quot; )"/>'),
    "style behind a good one": svg("<style>a{fill:url(#a)} @import 'a.css';</style>"),
    "style in pieces": svg("<style>a{fill:ur<!-- x -->l(http://example.org)}</style>"),
    "style in pieces of data": svg("<style>a{fill:ur<![CDATA[l(http://example.org)}]]></style>"),
    "style with an element": svg("<style>a{fill:ur<g/>l(http://example.org)}</style>"),
    "base elsewhere": svg('<use href="#a"/>', f'{SIZE} xml:base="https://example.org/"'),
    "style sheet": b'<?xml-stylesheet href="https://example.org/a.css"?>' + svg(""),
    "doctype": b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/a.dtd">'
    + svg(""),
    "entities": b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + svg("&b;"),
    "file as entity": b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg("&a;"),
    "page": b"<html><body/></html>",
    "svg without its namespace": b'<svg viewBox="0 0 1 1"/>',
    "not well-formed": svg("<g>"),
    "empty": b"<",
    "letters broken": svg("") + b"\xff",
    "other letters": b'<?xml version="1.0" encoding="ISO-8859-1"?>' + svg(""),
    "no size": svg("<rect/>", 'width="100%" height="100%"'),
    "size zero": svg("<rect/>", 'width="0" height="10"'),
    "box of nothing": svg("<rect/>", 'viewBox="0 0 0 0"'),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_picture_that_stands_still_passes(name: str) -> None:
    assert kind_of(HARMLESS[name]) == "svg"
    assert logo_findings(HARMLESS[name], "svg", PLACE) == []


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("name", HARMFUL)
def test_what_is_wrong_in_a_picture_is_said(
    name: str, language: str, snapshot: SnapshotAssertion
) -> None:
    assert kind_of(HARMFUL[name]) == "svg"
    with language_in_force(language):
        found = logo_findings(HARMFUL[name], "svg", PLACE)
    assert found
    assert [str(each) for each in found] == snapshot


def test_findings_have_their_lines_are_told_once_and_do_not_flood() -> None:
    lines = '\n<rect onclick="a()"/>' * 50 + '\n<image href="http://example.org"/>'
    found = logo_findings(svg(lines), "svg", PLACE)
    assert [each.place and each.place.line for each in found] == [2, 52]
    many = "".join(f'<image href="http://example.org/{k}"/>' for k in range(500))
    assert len(logo_findings(svg(many), "svg", PLACE)) == 20


def test_a_whole_png_passes() -> None:
    assert kind_of(png()) == "png"
    assert logo_findings(png(), "png", PLACE) == []


@pytest.mark.parametrize(
    "data",
    [
        png()[:-1],
        png()[:-20],
        png()[:8],
        png(0),
        png(9000),
        png().replace(b"IDAT", b"IDAX"),
        png() + b"<script>",
        png()[:8] + png()[33:],
    ],
    ids=range(8),
)
def test_a_png_that_is_not_whole_is_refused(data: bytes) -> None:
    (found,) = logo_findings(data, "png", PLACE)
    assert found.code == "STYLE-PNG-BROKEN"


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff", b"PK\x03\x04", b"%PDF", b"\0"])
def test_anything_else_is_of_no_known_kind(data: bytes) -> None:
    assert kind_of(data) is None


@given(st.binary(max_size=60), st.integers(0, 400))
def test_rubbish_never_gives_a_traceback(rubbish: bytes, at: int) -> None:
    for data, kind in ((HARMLESS["gradient and use"], "svg"), (png(), "png")):
        logo_findings(data[:at] + rubbish + data[at:], kind, PLACE)
        logo_findings(rubbish, kind, PLACE)
