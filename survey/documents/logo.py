"""Logos: real pictures of a known kind, that run nothing and fetch nothing."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from survey.files.clean import clean_text
from survey.findings import Place
from survey.language.messages import finding, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.findings import Finding

_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_PIXELS = 8000
_MOST_FINDINGS = 20
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_XML, _XHTML = "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/1999/xhtml"
# What stands still; scripts, animations, foreign content, links and sounds are not among them.
_STILL = re.compile(
    r"(?:circle|clipPath|defs|desc|ellipse|filter|g|image|line|linearGradient|marker|mask|metadata|"
    r"path|pattern|polygon|polyline|radialGradient|rect|stop|style|svg|switch|symbol|text|textPath|"
    r"title|tspan|use|view|fe(?!Image)[A-Z][A-Za-z]+)\Z"
)
_HERE = re.compile(r"\s*(?:#|data:(?:image/(?:png|jpeg|gif|webp)|font/|application/font))", re.I)
_URL = re.compile(r"url\(\s*[\"']?([^)\"']*)[\"']?\s*\)?", re.I)
_RISKY_STYLE = re.compile(r"@import|//|image-set|expression|javascript:", re.I)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(?:px|pt|pc|mm|cm|in|em|ex)?\s*")


class _Name(NamedTuple):
    """Name of an element or an attribute."""

    space: str
    local: str
    prefix: str

    @property
    def stands_still(self) -> bool:
        """Whether an element runs, moves and fetches nothing; those of drawing programs do not."""
        if self.space == _SVG:
            return _STILL.match(self.local) is not None
        return self.space != _XHTML and bool(self.prefix)


class _UnreadableError(Exception):
    """Stops the parser where reading on is of no use."""


def kind_of(data: bytes) -> str | None:
    """``"png"`` or ``"svg"`` by what a file begins with; None for anything else."""
    if data.startswith(_PNG):
        return "png"
    return "svg" if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") else None


def logo_findings(data: bytes, kind: str, place: Place) -> list[Finding]:
    """What is wrong with a logo.

    Parameters
    ----------
    data : bytes
    kind : {"png", "svg"}
    place : Place
        Of an SVG the file itself, as findings name their lines in it; of a PNG where it is named.
    """
    if kind == "png":
        return [] if _is_whole_png(data) else [finding("style.png_broken", place=place)]
    reading = _Reading(place.file)
    reading.read(data)
    return reading.findings[:_MOST_FINDINGS]


def _is_whole_png(data: bytes) -> bool:
    """Whether every chunk of a PNG is whole, from its size to its end."""
    kinds: list[bytes] = []
    for kind, body, whole in _chunks(data):
        if not whole or (not kinds and not _is_header(kind, body)):
            return False
        kinds.append(kind)
    return b"IDAT" in kinds and kinds[-1] == b"IEND"


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bool]]:
    at = len(_PNG)
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        check = data[at + 8 + size : at + 12 + size]
        yield kind, body, check == zlib.crc32(kind + body).to_bytes(4, "big")
        at += 12 + size


def _is_header(kind: bytes, body: bytes) -> bool:
    sides = (int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big"))
    return kind == b"IHDR" and all(1 <= side <= _MOST_PIXELS for side in sides)


@dataclass(slots=True)
class _Reading:
    """Goes through an SVG and keeps what must not be in it."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    _parser: expat.XMLParserType = field(init=False)
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _is_root: bool = True
    _style_words: list[str] | None = None

    def read(self, data: bytes) -> None:
        """Read it all, or as far as it can be read."""
        parser = self._parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.namespace_prefixes = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        parser.XmlDeclHandler = self._declaration
        parser.StartElementHandler = self._element
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(data, True)
        except _UnreadableError:
            return
        except expat.ExpatError:
            self._say("svg_broken")

    def _say(self, code: str, name: str = "") -> None:
        if (code, name) not in self._seen:
            self._seen.add((code, name))
            place = Place(self.file, self._parser.CurrentLineNumber)
            self.findings.append(finding(f"style.{code}", place=place, name=quoted(name)))

    def _doctype(self, *_: object) -> None:
        self._say("svg_doctype")
        raise _UnreadableError

    def _declaration(self, _version: str, encoding: str | None, _alone: int) -> None:
        if encoding and encoding.lower() not in {"utf-8", "utf8", "us-ascii", "ascii"}:
            self._say("svg_encoding", encoding)
            raise _UnreadableError

    def _instruction(self, target: str, _content: str) -> None:
        if target == "xml-stylesheet":
            self._say("svg_external", f"<?{target}")

    def _element(self, written: str, attributes: Mapping[str, str]) -> None:
        name = _name(written)
        if self._is_root:
            self._is_root = False
            self._root(name, attributes)
        if not name.stands_still or self._style_words is not None:
            self._say("svg_element", name.local)
        if name.space == _SVG and name.local == "style":
            self._style_words = []
        for each, value in attributes.items():
            self._attribute(name, _name(each), value)

    def _root(self, name: _Name, attributes: Mapping[str, str]) -> None:
        if (name.space, name.local) != (_SVG, "svg"):
            self._say("svg_root")
            raise _UnreadableError
        box = attributes.get("viewBox", "").replace(",", " ").split()
        sides = [attributes.get(side, "") for side in ("width", "height")]
        if not (all(map(_is_length, sides)) or (len(box) == 4 and all(map(_is_length, box[2:])))):
            self._say("svg_size")

    def _attribute(self, element: _Name, name: _Name, value: str) -> None:
        if name.local.lower().startswith("on") and not name.space:
            self._say("svg_handler", name.local)
        elif element.space != _SVG:
            return
        elif name.local in {"href", "src"} and name.space in {"", _XLINK}:
            self._external(value if not _HERE.match(value) else "")
        elif name.local == "base" and name.space == _XML:
            self._external(value)
        elif not name.space:
            self._style(value, whole=name.local == "style")

    def _end(self, _: str) -> None:
        if self._style_words is not None:
            self._style("".join(self._style_words), whole=True)
            self._style_words = None

    def _characters(self, words: str) -> None:
        if self._style_words is not None:
            self._style_words.append(words)

    def _style(self, written: str, *, whole: bool) -> None:
        """Look for what a style, or an attribute such as ``fill``, would fetch."""
        for target in _URL.findall(written):
            self._external(target if not _HERE.match(target) else "")
        risky = _RISKY_STYLE.search(_URL.sub("", written)) if whole else None
        if "\\" in written or risky:
            self._external(risky[0] if risky else "\\")

    def _external(self, target: str) -> None:
        if target:
            self._say("svg_external", clean_text(target, most=60))


def _name(written: str) -> _Name:
    """A name as the parser gives it: its namespace, itself and its prefix, those there are."""
    space, local, prefix = [*written.split(" "), "", ""][:3]
    return _Name(space, local, prefix) if local else _Name("", space, "")


def _is_length(written: str) -> bool:
    found = _LENGTH.fullmatch(written)
    return found is not None and float(found[1]) > 0
