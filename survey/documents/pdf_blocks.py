"""A document as data for the template of a PDF, and the pictures that go with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey.documents.blocks import (
    Box,
    BulletList,
    Figure,
    Heading,
    KeyFigures,
    PageBreak,
    Paragraph,
    Table,
)
from survey.documents.fitting import text_points
from survey.documents.outline import contents_of_a_page, outline
from survey.documents.pdf_heights import frame_height
from survey.documents.pdf_table import table_parts
from survey.documents.pdf_words import (
    BOLD_EM,
    clean,
    one_line,
    paragraph,
    pieces,
    signs_first,
    tongue,
)
from survey.documents.pictures import wide_picture
from survey.documents.tiles import abreast, split_unit
from survey.documents.titles import split_title
from survey.language.catalogue import text

if TYPE_CHECKING:
    from survey.documents.blocks import Block, Document, KeyFigure
    from survey.documents.house_style import Logo
    from survey.documents.outline import Part
    from survey.documents.pdf_words import Data, Words

ROOM = 470.0  # A4 less its margins, in points
_HIGHEST_FIGURE, _LOWEST_PICTURE = 640.0, 240.0
_POINTS_OF_PIXEL = 0.75
_BODY, _SMALL, _CAPTION, _LEAD, _CHAPTER, _TITLE = 9.2, 7.5, 10.0, 11.0, 15.5, 22.0
_BOX_ROOM, _TILE_GAP = ROOM - 32.0, 16.0
_ABOUT_LABELS, _ABOUT_GAP = (90.0, 124.0), 8.0
_LONGEST_RUNNING_TITLE = 80
_FEWEST_CHAPTERS = 3


class DocumentData:
    """A document made ready: the data for the template, and its pictures as files.

    Parameters
    ----------
    document : Document
    logo : Logo or None
    """

    def __init__(self, document: Document, logo: Logo | None = None) -> None:
        self._document = _without_blank_headings(document)
        self._language = document.language
        self.pictures: dict[str, bytes] = {}
        self.data = self._frame() | {"logo": self._logo(logo), "blocks": self._blocks()}

    def _frame(self) -> Data:
        document = self._document
        name = _name_of(document)
        return {
            **tongue(self._language, "en"),
            "name": name,
            "running": _shortened(name),
            "title": pieces(document.title, ROOM, _TITLE),
            "subtitle": pieces(document.subtitle, ROOM, _LEAD),
            "stamps": [pieces(stamp, ROOM - 16, _SMALL) for stamp in _said(document.stamps)],
            "page": text("documents.pdf.page", lang=self._language, page="{page}", pages="{pages}"),
            "about": self._about(),
        }

    def _about(self) -> Data:
        about = self._document.about
        longest = max((text_points(label, _SMALL * BOLD_EM) for label, _ in about), default=0.0)
        width = min(max(longest, _ABOUT_LABELS[0]), _ABOUT_LABELS[1])
        room = ROOM - width - _ABOUT_GAP
        return {
            "title": text("documents.about", lang=self._language),
            "width": width,
            "gap": _ABOUT_GAP,
            "lines": [
                [pieces(label, width, _SMALL), pieces(value, room, _SMALL)]
                for label, value in about
            ],
        }

    def _blocks(self) -> Data:
        parts = outline(self._document)
        entries = contents_of_a_page(parts)
        has_contents = len(entries) >= _FEWEST_CHAPTERS
        listed = text("documents.contents", lang=self._language) if has_contents else ""
        return {
            "contents": listed,
            "depth": 2 if any(entry.entries for entry in entries) else 1,
            "parts": [self._part(part) for part in parts],
        }

    def _part(self, part: Part) -> Data:
        block = part.block
        given = "" if isinstance(block, KeyFigures | PageBreak) else block.language
        frame = {"kind": part.kind, **tongue(given or self._language, self._language)}
        data = self._of(block, part)
        return frame | (signs_first(data) if frame["rtl"] else data)

    def _of(self, block: Block, part: Part) -> Data:
        data: Data = {}
        match block:
            case Heading():
                data = {"level": part.level - 1, "words": pieces(block.text, ROOM, _CHAPTER)}
            case Paragraph():
                data = paragraph(block, ROOM, _LEAD)
            case BulletList():
                data = {"items": [paragraph(item, ROOM - 16, _BODY) for item in block.items]}
            case Box():
                data = self._box(block, part.level - 1)
            case KeyFigures():
                data = {"abreast": abreast(len(block.items)), "items": _tiles(block)}
            case Table():
                data = self._table(block)
            case Figure():
                data = self._figure(block)
        return data

    def _box(self, box: Box, level: int) -> Data:
        return {
            "level": level if box.title.strip() else 0,
            "words": pieces(box.title, _BOX_ROOM, _LEAD),
            "items": [paragraph(item, _BOX_ROOM, _BODY) for item in box.paragraphs],
        }

    def _table(self, table: Table) -> Data:
        rest = {"parts": table_parts(table, ROOM, self._language)} if table.columns else {}
        empty = text("documents.no_rows", lang=self._language)
        frame = frame_height(table, ROOM, (_CAPTION, _SMALL))
        return _titled(table) | {"parts": [], "empty": empty, "frame": frame} | rest

    def _figure(self, figure: Figure) -> Data:
        picture = wide_picture(figure)
        alt = one_line(figure.alt) or one_line(figure.title) or self._untitled()
        frame = frame_height(figure, ROOM, (_CAPTION, _SMALL))
        data = _titled(figure) | {"alt": alt, "file": "", "frame": frame}
        if picture is None:
            return data | {"words": pieces(alt, ROOM, _BODY)}
        width, height = _fitted(picture.width, picture.height, frame)
        return data | {"file": self._file(picture.svg, "svg"), "width": width, "height": height}

    def _logo(self, logo: Logo | None) -> Data | None:
        if logo is None:
            return None
        alt = one_line(logo.alt) or _name_of(self._document)
        return {"file": self._file(logo.data, logo.kind), "alt": alt}

    def _file(self, content: bytes, ending: str) -> str:
        name = f"picture-{len(self.pictures) + 1}.{ending}"
        self.pictures[name] = content
        return name

    def _untitled(self) -> str:
        return text("documents.pdf.untitled", lang=self._language)


def _without_blank_headings(document: Document) -> Document:
    """A heading without words would be a bookmark without words."""
    blocks = (b for b in document.blocks if not (isinstance(b, Heading) and not one_line(b.text)))
    return replace(document, blocks=tuple(blocks))


def _name_of(document: Document) -> str:
    """What a reader program shows as the title; a PDF must have one."""
    first = next((b.text for b in document.blocks if isinstance(b, Heading)), "")
    names = (document.title, document.subtitle, first)
    untitled = text("documents.pdf.untitled", lang=document.language)
    return next(filter(None, map(one_line, names)), untitled)


def _shortened(name: str) -> str:
    if len(name) <= _LONGEST_RUNNING_TITLE:
        return name
    return name[:_LONGEST_RUNNING_TITLE].rstrip() + "…"


def _said(stamps: tuple[str, ...]) -> list[str]:
    return [stamp for stamp in stamps if clean(stamp).strip()]


def _titled(block: Table | Figure) -> Data:
    title = split_title(clean(block.title))
    return {
        "label": pieces(title.label, ROOM, _BODY),
        "title": pieces(title.words, ROOM, _BODY),
        "subtitle": pieces(block.subtitle, ROOM, _BODY),
        "notes": [pieces(note, ROOM, _SMALL) for note in block.notes],
    }


def _tiles(block: KeyFigures) -> list[Data]:
    width = (ROOM + _TILE_GAP) / max(abreast(len(block.items)), 1) - _TILE_GAP
    return [_tile(item, width) for item in block.items]


def _tile(item: KeyFigure, width: float) -> Data:
    number, unit = split_unit(clean(item.value))
    return {
        "number": _big(number, width),
        "unit": _big(unit, width),
        "label": pieces(item.label, width, _BODY),
        "comparison": pieces(item.comparison, width, _SMALL),
        "highlighted": item.highlighted,
    }


def _big(words: str, width: float) -> Words:
    return pieces(words, width, _TITLE)


def _fitted(width: float, height: float, frame: float) -> tuple[float, float]:
    """Points of a picture: as it was drawn, smaller where the page or its frame asks for it."""
    wide, high = max(width, 1.0) * _POINTS_OF_PIXEL, max(height, 1.0) * _POINTS_OF_PIXEL
    room = max(_HIGHEST_FIGURE - frame, _LOWEST_PICTURE)
    scale = min(ROOM / wide, room / high, 1.0)
    return round(wide * scale, 2), round(high * scale, 2)
