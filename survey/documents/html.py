"""A document as one web page that needs nothing but itself: no scripts, no network."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from survey.documents.cleaning import printable
from survey.documents.direction import direction
from survey.documents.grid import groups, mark_slots, split_mark
from survey.documents.outline import Entry, Part, contents, outline
from survey.documents.titles import split_title
from survey.documents.wholes import wholes
from survey.language.catalogue import text

if TYPE_CHECKING:
    from survey.documents.blocks import Document, Figure, Picture, Table

_TEMPLATES = Path(__file__).parent / "templates"
_OWN_ANCHORS = ("content", "about")
_FEW_COLUMNS = 3
_MANY_COLUMNS = 10
_MANY_ROWS = 25
_MOST_TILES_ABREAST = 4
_NUMBER_AND_UNIT = re.compile(r"(?P<number>\D?\d(?:[\d.,–−-]*\d)?)\s+(?P<unit>\S.*)", re.S)


def write_html(document: Document) -> bytes:
    """Write a document as one self-contained page.

    The page holds its own style and pictures and forbids everything else, so that it can be
    mailed, printed and read without a network. The same document gives the same bytes.

    Parameters
    ----------
    document : Document

    Returns
    -------
    bytes
        UTF-8.
    """
    parts = outline(document, reserved=_OWN_ANCHORS)
    style = _style("page.css", "table.css", "figure.css", "print.css")
    page = _environment().get_template("page.html.jinja")
    return page.render(
        document=document,
        parts=parts,
        entries=_entries(document, parts),
        style=style,
        style_hash=_hash_of(style),
    ).encode("utf-8")


def table_html(table: Table) -> str:
    """A table alone, with its style, for a notebook or another page.

    Parameters
    ----------
    table : Table

    Returns
    -------
    str
        A ``div`` that can be set into any page; its style reaches nothing outside it.
    """
    return _fragment(table, _style("table.css"), table.language)


def figure_html(figure: Figure, *, language: str = "en") -> str:
    """A figure alone, with its style, for a notebook or another page.

    Parameters
    ----------
    figure : Figure
    language : str
        Language of the figure's texts.

    Returns
    -------
    str
        A ``div`` that can be set into any page; its style reaches nothing outside it.
    """
    return _fragment(figure, _style("figure.css"), language)


def _fragment(block: Table | Figure, style: Markup, language: str) -> str:
    template = _environment().get_template("fragment.html.jinja")
    return template.render(part=Part(block, "", 0), style=style, language=language)


def _entries(document: Document, parts: tuple[Part, ...]) -> tuple[Entry, ...]:
    chapters = contents(parts)
    if not (chapters and document.about):
        return chapters
    return (*chapters, Entry("about", text("documents.about", lang=document.language)))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finished,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "data_uri": _data_uri,
        "pixels": math.ceil,
        "split_mark": split_mark,
        "split_title": split_title,
        "split_unit": _split_unit,
        "wholes": wholes,
    }
    environment.globals |= {
        "abreast": _abreast,
        "direction": direction,
        "few_columns": _FEW_COLUMNS,
        "groups": groups,
        "many_columns": _MANY_COLUMNS,
        "many_rows": _MANY_ROWS,
        "mark_slots": mark_slots,
        "narrow_picture": _narrow_picture,
        "text": text,
        "wide_picture": _wide_picture,
    }
    return environment


def _finished(value: object) -> object:
    """What every text goes through on its way into the page; it is escaped afterwards."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _style(*names: str) -> Markup:
    """Our own style sheets, joined; nothing of a document ever goes into them."""
    sheets = [(_TEMPLATES / name).read_text(encoding="utf-8").strip() for name in names]
    return Markup("\n" + "\n\n".join(sheets) + "\n")  # noqa: S704 - files of this package


def _hash_of(style: str) -> str:
    digest = hashlib.sha256(style.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")


def _data_uri(picture: Picture) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(picture.svg).decode("ascii")


def _wide_picture(figure: Figure) -> Picture | None:
    return next((p for p in figure.pictures if not p.narrow), _narrow_picture(figure))


def _narrow_picture(figure: Figure) -> Picture | None:
    return next((p for p in figure.pictures if p.narrow), None)


def _split_unit(value: str) -> tuple[str, str]:
    match = _NUMBER_AND_UNIT.fullmatch(value)
    return (match["number"], match["unit"]) if match else (value, "")


def _abreast(count: int) -> int:
    """How many tiles stand side by side, so that no last one is left alone."""
    return min(range(1, _MOST_TILES_ABREAST + 1), key=lambda n: _rag(count, n))


def _rag(count: int, abreast: int) -> tuple[bool, int, int]:
    rows = math.ceil(count / abreast)
    left_over = rows * abreast - count
    return (rows > 1 and left_over > 1, rows, left_over)
