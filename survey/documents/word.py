"""A document as a Word file that an analyst can go on with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.blocks import Figure, Heading
from survey.documents.house_style import DEFAULT_STYLE, HouseStyle
from survey.documents.outline import contents_of_a_page
from survey.documents.pictures import wide_picture
from survey.documents.raster import rasterised
from survey.documents.word_blocks import ROOM, Blocks, Named
from survey.documents.word_figure import printed_size
from survey.documents.word_frame import (
    ABOUT_LINK,
    about_entry,
    about_list,
    contents_list,
    footer_paragraphs,
    front,
    header_paragraphs,
    section,
)
from survey.documents.word_names import named_blocks
from survey.documents.word_parts import NewWordFile
from survey.documents.word_record import origin_of
from survey.documents.word_text import Writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.documents.blocks import Document
    from survey.documents.word_figure import Placed
    from survey.documents.word_xml import Element

_FEWEST_ENTRIES = 2


def write_docx(document: Document, *, style: HouseStyle = DEFAULT_STYLE) -> bytes:
    """Write a document as a Word file.

    Tables, figures and the numbers of sentences stand in bookmarks, so that `refresh_docx` can
    renew them in a file that was edited. The same document gives the same bytes.

    Parameters
    ----------
    document : Document
    style : HouseStyle

    Returns
    -------
    bytes
        A docx file.
    """
    file = NewWordFile()
    writing = Writing(document.language, style)
    blocks = named_blocks(document)
    placed = _placed(file, blocks)
    body = file.emptied_body()
    body.extend(file.logo(style.logo))
    body.extend(_content(document, writing, blocks, placed))
    _close(file, document, writing)
    return file.saved()


def _content(
    document: Document, writing: Writing, blocks: Sequence[Named], placed: Mapping[str, Placed]
) -> Iterator[Element]:
    yield from front(document, writing)
    toc = {
        named.part.anchor: f"_Toc{place:08d}"
        for place, named in enumerate(blocks, start=1)
        if isinstance(named.part.block, Heading)
    }
    entries = contents_of_a_page(tuple(named.part for named in blocks))
    if len(entries) >= _FEWEST_ENTRIES:
        yield contents_list((*entries, *about_entry(document)), toc | ABOUT_LINK, writing)
    writer = Blocks(writing, placed, toc)
    for named in blocks:
        yield from writer.elements(named)
    yield from about_list(document, writing)


def _close(file: NewWordFile, document: Document, writing: Writing) -> None:
    """What holds for the file as a whole."""
    relations = [
        file.margin("headerReference", header_paragraphs(document)),
        file.margin("footerReference", footer_paragraphs(document)),
    ]
    file.body.append(section(relations))
    file.dress(writing.style, document.language)
    file.describe(document.title, document.subtitle, document.language)
    file.remember(writing.marks.written | origin_of(document))


def _placed(file: NewWordFile, blocks: Sequence[Named]) -> dict[str, Placed]:
    """Put the pictures of all figures into the file."""
    figures = {
        named.name: picture
        for named in blocks
        if isinstance(named.part.block, Figure)
        and (picture := wide_picture(named.part.block)) is not None
    }
    sizes = [printed_size(picture, ROOM) for picture in figures.values()]
    drawn = rasterised(tuple(figures.values()), widths=[width for width, _ in sizes])
    return {
        name: file.place(png, size)
        for name, size, png in zip(figures, sizes, drawn, strict=True)
        if png
    }
