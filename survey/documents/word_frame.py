"""What stands around the blocks of a Word file: front, contents, margins, origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.direction import direction
from survey.documents.outline import Entry
from survey.documents.word_marks import PREFIX, short_hash
from survey.documents.word_styles import OWN
from survey.documents.word_text import Ink, field_run, paragraph, text_run
from survey.documents.word_xml import twips, w
from survey.language.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.documents.blocks import Document
    from survey.documents.word_text import Writing
    from survey.documents.word_xml import Element

_PAGE = (11906, 16838)  # A4
_MARGINS = {"top": 68.0, "bottom": 62.0, "left": 62.6, "right": 62.6}
_NO_INK = Ink()
ABOUT = f"{PREFIX}a_about"
ABOUT_LINK = {"survey-about": "_Toc_about"}


def front(document: Document, writing: Writing) -> Iterator[Element]:
    """Title, subtitle and what must be known of the numbers."""
    leftwards = direction(document.language) == "rtl"
    here = writing.marks.around(f"{PREFIX}d_{document.language}", text_run(document.title, _NO_INK))
    yield paragraph("Title", *here, leftwards=leftwards)
    if document.subtitle:
        run = text_run(document.subtitle, _NO_INK)
        yield paragraph("Subtitle", run, leftwards=leftwards)
    for stamp in document.stamps:
        if stamp.strip():
            content = writing.marks.around(stamp_name(stamp), text_run(stamp, _NO_INK))
            yield paragraph(OWN["stamp"], *content, leftwards=leftwards)


def stamp_name(stamp: str) -> str:
    """The bookmark of a stamp at the top."""
    return f"{PREFIX}p_{short_hash(stamp)}"


def contents_list(entries: Sequence[Entry], names: dict[str, str], writing: Writing) -> Element:
    """The contents as a field that is filled in already.

    Parameters
    ----------
    entries : sequence of Entry
    names : dict of str to str
        Bookmark of each heading, by its anchor.
    writing : Writing
    """
    leftwards = direction(writing.language) == "rtl"
    title = text_run(text("documents.contents", lang=writing.language), _NO_INK)
    lines = [
        paragraph(f"TOC{level}", _link(names[entry.anchor], entry.text), leftwards=leftwards)
        for level, entry in _flat(entries)
    ]
    deepest = max((level for level, _ in _flat(entries)), default=1)
    begin, order, middle, end = _field_ends(f'TOC \\o "1-{deepest}" \\h \\z')
    lines[0][1:1] = [begin, order, middle]
    lines[-1].append(end)
    gallery = w("docPartObj", w("docPartGallery", val="Table of Contents"), w("docPartUnique"))
    content = [paragraph(OWN["contents"], title, leftwards=leftwards), *lines]
    return w("sdt", w("sdtPr", gallery), w("sdtContent", *content))


def about_entry(document: Document) -> tuple[Entry, ...]:
    """The line of the contents for where the document came from, if it says so."""
    if not any((label + value).strip() for label, value in document.about):
        return ()
    return (Entry("survey-about", text("documents.about", lang=document.language)),)


def about_list(document: Document, writing: Writing) -> list[Element]:
    """Where the document came from, under a heading."""
    lines = [(label, value) for label, value in document.about if (label + value).strip()]
    if not lines:
        return []
    leftwards = direction(document.language) == "rtl"
    title = text("documents.about", lang=writing.language)
    heading = paragraph(
        "Heading1",
        *writing.marks.around(ABOUT_LINK["survey-about"], text_run(title, _NO_INK)),
        leftwards=leftwards,
    )
    start, end = writing.marks.ends(ABOUT)
    writing.marks.written[ABOUT] = ",".join(
        short_hash(f"{label} {value}") for label, value in lines
    )
    paragraphs = [
        paragraph(
            OWN["about"],
            text_run(label, Ink(strong=True)),
            text_run(f"\t{value}", _NO_INK),
            leftwards=leftwards,
        )
        for label, value in lines
    ]
    paragraphs[0].insert(1, start)
    paragraphs[-1].append(end)
    return [heading, *paragraphs]


def header_paragraphs(document: Document) -> list[Element]:
    """What stands at the top of every page."""
    leftwards = direction(document.language) == "rtl"
    stamps = [stamp for stamp in document.stamps if stamp.strip()]
    runs = [text_run(" · ".join(stamps), Ink(strong=True))] if stamps else []
    return [paragraph("Header", *runs, leftwards=leftwards)]


def footer_paragraphs(document: Document) -> list[Element]:
    """The title and the number of the page, at the bottom of every page."""
    leftwards = direction(document.language) == "rtl"
    title = document.title if len(document.title) <= 70 else f"{document.title[:69].rstrip()}…"
    words = text("word.page", lang=document.language)
    number = field_run("PAGE", "1", _NO_INK)
    content = [text_run(f"{' '.join(title.split())}\t{words}\xa0", _NO_INK), *number]
    return [paragraph("Footer", *content, leftwards=leftwards)]


def section(relations: Sequence[Element], *, leftwards: bool = False) -> Element:
    """The page: A4 with its margins, header and footer; read from the right if it is so."""
    width, height = _PAGE
    margins = {side: twips(points) for side, points in _MARGINS.items()}
    return w(
        "sectPr",
        *relations,
        w("pgSz", w=width, h=height),
        w("pgMar", header=twips(30), footer=twips(28), gutter=0, **margins),
        w("cols", space=708),
        w("bidi") if leftwards else None,
    )


def _flat(entries: Sequence[Entry], level: int = 1) -> Iterator[tuple[int, Entry]]:
    for entry in entries:
        yield level, entry
        yield from _flat(entry.entries, level + 1)


def _link(name: str, words: str) -> Element:
    return w("hyperlink", text_run(words, _NO_INK), anchor=name, history=1)


def _field_ends(order: str) -> tuple[Element, Element, Element, Element]:
    begin, instruction, middle, _, end = field_run(order, "", _NO_INK)
    return begin, instruction, middle, end
