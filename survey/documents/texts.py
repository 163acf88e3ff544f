"""What stands in a file as text, piece by piece, so that it can be looked through."""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from survey.errors import FileError
from survey.language.messages import fail

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGES = frozenset({"docx", "xlsx", "zip"})
_MARKUP = frozenset({"html", "htm", "svg"})
_UNREAD = frozenset({"pdf", "png", "jpg", "jpeg", "ttf", "otf", "woff", "woff2"})
_OWN_RECORD = b"resident-survey:written"
"""What the record begins with that we keep in a Word file: signs of its parts, and no words."""
_MOST_BYTES = 600_000_000
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)
_SILENT = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_INLINE = re.compile(
    r"</?(?:b|i|em|strong|span|a|u|sup|sub|small|tspan|bdi|abbr|mark)\b[^<>]*>", re.IGNORECASE
)
_RUNS = re.compile(r"</?(?:[a-z0-9]+:)?(?:t|r|rPr|proofErr|ins|bookmarkStart|bookmarkEnd)\b[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")
_SAID = re.compile(r"\b(?:alt|title|descr|content|name|author|aria-label)=\"([^\"]*)\"")


def texts_in(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """The pieces of text of a file, each with where it stands.

    A piece is a line, a paragraph or a cell, so that numbers of two cells are never read as one.
    Pictures, fonts and PDF hold none that can be read.

    Parameters
    ----------
    name : str
        Its ending says how the file is read; all but the known ones are read as plain text.
    data : bytes

    Raises
    ------
    FileError
        If a package is damaged, or unpacks to too much.
    """
    kind = name.rpartition(".")[2].lower()
    if kind in _UNREAD:
        return
    if kind in _PACKAGES:
        yield from _in_package(name, data)
    elif kind in _MARKUP:
        yield from ((name, each) for each in _in_markup(_decoded(data), _INLINE))
    elif kind in {"xml", "rels"}:
        yield from ((name, each) for each in _in_markup(_decoded(data), _RUNS))
    else:
        for number, line in enumerate(_decoded(data).splitlines(), start=1):
            yield from ((f"{name}:{number}", each) for each in line.split("\t") if each.strip())


def _in_package(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            if sum(each.file_size for each in entries) > _MOST_BYTES:
                raise fail(FileError, "study_share.too_large", where=name)
            parts = {each.filename: archive.read(each) for each in entries}
    except _BROKEN as error:
        if isinstance(error, FileError) and error.code:
            raise
        raise fail(FileError, "study_share.damaged", where=name) from error
    for part, held in parts.items():
        if _OWN_RECORD in held:
            continue
        yield from ((f"{name} ({place})", text) for place, text in texts_in(part, held))


def _in_markup(written: str, within: re.Pattern[str]) -> Iterator[str]:
    """Texts between tags; tags that stand within a word take nothing apart."""
    loud = _SILENT.sub("\n", written)
    said = _SAID.findall(loud)
    for piece in (*_TAG.sub("\n", within.sub("", loud)).splitlines(), *said):
        plain = html.unescape(piece).strip()
        if plain:
            yield plain


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")
