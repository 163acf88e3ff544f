"""A document as a tagged PDF that people with and without sight can read (PDF/UA-1)."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from survey.documents.house_style import DEFAULT_STYLE, tint
from survey.documents.pdf_blocks import ROOM, DocumentData
from survey.documents.pdf_fonts import font_set
from survey.documents.pdf_row_heads import with_row_heads
from survey.errors import FileError
from survey.language.messages import fail

if TYPE_CHECKING:
    from survey.documents.blocks import Document
    from survey.documents.house_style import HouseStyle
    from survey.documents.pdf_fonts import FontSet
    from survey.documents.pdf_words import Data

_TEMPLATES = Path(__file__).parent / "templates"
_NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def write_pdf(document: Document, *, style: HouseStyle = DEFAULT_STYLE) -> bytes:
    """Write a document as a tagged PDF of A4 pages.

    Headings, lists, tables and their heads are tagged, figures carry their text alternative;
    the file says its title and language. Every text is set as it stands, none is ever taken
    for markup. Only fonts of the house style and of this package are used, so the same
    document gives the same bytes on every machine with the same versions.

    Parameters
    ----------
    document : Document
    style : HouseStyle
        Accent colour, font and logo.

    Returns
    -------
    bytes
        A PDF/UA-1 file.

    Raises
    ------
    FileError
        If a file of the style's font can't be used, or a picture or the logo can't be drawn.
    """
    fonts = font_set(style.font)
    made = DocumentData(document, style.logo)
    data = made.data | {"look": _look(style, fonts)}
    content = json.dumps(data, ensure_ascii=False).encode("utf-8")
    return _compiled(_templates() | made.pictures | {"document.json": content}, fonts)


def _look(style: HouseStyle, fonts: FontSet) -> Data:
    return {
        "accent": style.accent,
        "tint": tint(style.accent, 0.1),
        "room": ROOM,
        "regular": fonts.regular,
        "bold": fonts.bold,
    }


@cache
def _templates() -> dict[str, bytes]:
    """Our own templates; nothing of a document ever goes into them."""
    return {path.name: path.read_bytes() for path in sorted(_TEMPLATES.glob("*.typ"))}


def _compiled(files: dict[str, bytes], fonts: FontSet) -> bytes:
    try:
        pdf: bytes = typst.compile(  # type: ignore[call-overload] # files by name aren't in its stub
            files,
            root=_TEMPLATES,
            font_paths=fonts.files,
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=_NEVER,
        )
    except typst.TypstError as error:
        raise fail(FileError, "documents.pdf.failed", got=error.message) from None
    return with_row_heads(pdf)
