"""A document as one web page that needs nothing but itself.

It holds its style, its pictures and one small script of ours; its policy forbids all else. Without
the script the page is whole: the script adds ways to look at the numbers and takes nothing away.
"""

from __future__ import annotations

import base64
import math
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from survey.documents.cleaning import printable
from survey.documents.direction import direction
from survey.documents.grid import split_mark
from survey.documents.house_style import DEFAULT_STYLE
from survey.documents.outline import Entry, Part, contents, outline
from survey.documents.page_style import TEMPLATES, hash_of, logo_uri, style_sheet
from survey.documents.pictures import narrow_picture, wide_picture
from survey.documents.tiles import abreast, split_unit
from survey.documents.titles import split_title
from survey.documents.web_table import areas_of, reading_key, web_table
from survey.documents.wholes import wholes
from survey.language.catalogue import text

if TYPE_CHECKING:
    from survey.documents.blocks import Document, Figure, Picture, Table
    from survey.documents.house_style import HouseStyle

_OWN_ANCHORS = (
    "content",
    "about",
    "survey-area-tool",
    "survey-view-tool",
    "survey-words",
)
_SHEETS = ("page.css", "table.css", "figure.css", "tools.css", "print.css")
_FEW_COLUMNS = 3
_MANY_COLUMNS = 10
_MANY_ROWS = 25


def write_html(document: Document, *, style: HouseStyle = DEFAULT_STYLE) -> bytes:
    """Write a document as one self-contained page.

    The page holds its own style, pictures and script and forbids everything else, so that it can
    be mailed, printed and read without a network. A reader can pick out an area, sort a table and
    look at the numbers of a figure; what a reader does is kept nowhere but in the address of the
    page. The same document gives the same bytes.

    Parameters
    ----------
    document : Document
    style : HouseStyle
        Accent, font (by its name) and logo; an accent too pale to be read is made darker.

    Returns
    -------
    bytes
        UTF-8.

    Raises
    ------
    WrongUseError
        If a colour or the logo of the house style is of a kind that no page can hold.
    """
    parts = outline(document, reserved=_OWN_ANCHORS)
    sheet = style_sheet(*_SHEETS, style=style)
    script = _script()
    page = _environment().get_template("page.html.jinja")
    return page.render(
        document=document,
        parts=parts,
        entries=_entries(document, parts),
        areas=_areas(document),
        logo=style.logo,
        style=sheet,
        style_hash=hash_of(sheet),
        script=script,
        script_hash=hash_of(script),
    ).encode("utf-8")


def table_html(table: Table, *, style: HouseStyle = DEFAULT_STYLE) -> str:
    """A table alone, with its style, for a notebook or another page.

    Parameters
    ----------
    table : Table
    style : HouseStyle

    Returns
    -------
    str
        A ``div`` that can be set into any page; its style reaches nothing outside it.
    """
    return _fragment(table, style_sheet("table.css", style=style), table.language)


def figure_html(figure: Figure, *, language: str = "en", style: HouseStyle = DEFAULT_STYLE) -> str:
    """A figure alone, with its style, for a notebook or another page.

    Parameters
    ----------
    figure : Figure
    language : str
        Language of the figure's texts, where it doesn't say so itself.
    style : HouseStyle

    Returns
    -------
    str
        A ``div`` that can be set into any page; its style reaches nothing outside it.
    """
    sheets = ("figure.css",) if figure.data is None else ("table.css", "figure.css")
    language = figure.language or language
    return _fragment(figure, style_sheet(*sheets, style=style), language)


def _fragment(block: Table | Figure, style: Markup, language: str) -> str:
    template = _environment().get_template("fragment.html.jinja")
    return template.render(part=Part(block, "", 0), style=style, language=language)


def _areas(document: Document) -> tuple[tuple[str, str], ...]:
    """The areas that a reader can pick, in the order of the alphabet; those without rows aren't."""
    drawn = (figure.data for figure in document.figures() if figure.data is not None)
    there = areas_of((*document.tables(), *drawn))
    areas = [(code, label) for code, label in document.areas if code in there]
    return tuple(sorted(areas, key=lambda area: reading_key(area[1], document.language)))


def _entries(document: Document, parts: tuple[Part, ...]) -> tuple[Entry, ...]:
    chapters = contents(parts)
    if not (chapters and document.about):
        return chapters
    return (*chapters, Entry("about", text("documents.about", lang=document.language)))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finished,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "data_uri": _data_uri,
        "notes_beside": _notes_beside,
        "pixels": math.ceil,
        "split_mark": split_mark,
        "split_title": split_title,
        "split_unit": split_unit,
        "wholes": wholes,
    }
    environment.globals |= {
        "abreast": abreast,
        "direction": direction,
        "few_columns": _FEW_COLUMNS,
        "logo_uri": logo_uri,
        "many_columns": _MANY_COLUMNS,
        "many_rows": _MANY_ROWS,
        "narrow_picture": narrow_picture,
        "text": text,
        "web_table": web_table,
        "wide_picture": wide_picture,
        "word": _word,
    }
    return environment


def _finished(value: object) -> object:
    """What every text goes through on its way into the page; it is escaped afterwards."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _script() -> Markup:
    """Our own script; nothing of a document ever goes into it."""
    script = (TEMPLATES / "page.js").read_text(encoding="utf-8").strip()
    return Markup("\n" + script + "\n")  # noqa: S704 - a file of this package


def _word(name: str, language: str) -> str:
    """What the script says; it fills in the names of areas and columns itself."""
    return text(f"web.{name}", lang=language, area="{area}", column="{column}")


def _notes_beside(data: Table, figure: Figure) -> tuple[str, ...]:
    """The notes of a figure's numbers that don't stand below the figure already."""
    return tuple(note for note in data.notes if note not in figure.notes)


def _data_uri(picture: Picture) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(picture.svg).decode("ascii")
