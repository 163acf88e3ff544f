"""The blocks of a document as elements of a Word file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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
    Tone,
)
from survey.documents.direction import direction
from survey.documents.grid import check_rows
from survey.documents.tiles import abreast
from survey.documents.titles import split_title
from survey.documents.word_figure import drawing_run
from survey.documents.word_grid import fingerprint
from survey.documents.word_marks import mark_name, short_hash
from survey.documents.word_styles import DEEPEST_HEADING, MUTED, OWN
from survey.documents.word_table import (
    cell_element,
    fitted_tables,
    mark_first_cell,
    table_element,
    table_settings,
)
from survey.documents.word_text import Ink, field_run, paragraph, text_run, written_runs
from survey.documents.word_xml import properties, twips, w
from survey.language.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from survey.documents.blocks import KeyFigure
    from survey.documents.outline import Part
    from survey.documents.word_figure import Placed
    from survey.documents.word_text import Writing
    from survey.documents.word_xml import Element

ROOM = 470.0  # points between the margins
_TONES = {Tone.BODY: "Normal", Tone.LEAD: OWN["lead"], Tone.NOTE: OWN["note"]}


@dataclass(frozen=True, slots=True)
class Named:
    """A block with the name that its bookmarks have in common.

    Attributes
    ----------
    part : Part
    name : str
    counted : bool
        Whether the number of its title is one that the word processor can count itself.
    """

    part: Part
    name: str
    counted: bool = False


@dataclass(slots=True)
class Blocks:
    """A writer of blocks.

    Attributes
    ----------
    writing : Writing
    placed : mapping of str to Placed
        The picture of each figure, by its name.
    headings : mapping of str to str
        The bookmark of each heading, by its anchor.
    pictures : int
        How many pictures stand in the document so far.
    """

    writing: Writing
    placed: Mapping[str, Placed] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    pictures: int = 0

    def elements(self, named: Named) -> list[Element]:
        """The elements of a block."""
        match named.part.block:
            case Table() as block:
                return self.table(block, named)
            case Figure() as block:
                return self.figure(block, named)
            case KeyFigures() as block:
                return self.key_figures(block, named.name)
            case block:
                return self.words(block, named)

    # Text

    def words(
        self, block: Heading | Paragraph | BulletList | Box | PageBreak, named: Named
    ) -> list[Element]:
        """Blocks of words."""
        match block:
            case Heading():
                return [self._heading(block, named)]
            case Paragraph():
                return [self._paragraph(block, _TONES[block.tone])]
            case BulletList():
                items = block.items
                return [self._paragraph(i, "ListBullet", language=block.language) for i in items]
            case Box():
                return self._box(block, named.part.level)
            case PageBreak():
                return [paragraph("Normal", w("r", w("br", type="page")))]

    def _leftwards(self, language: str) -> bool:
        return direction(language or self.writing.language) == "rtl"

    def _paragraph(
        self, block: Paragraph, style: str, *, language: str = "", settings: Sequence[Element] = ()
    ) -> Element:
        runs = written_runs(block, self.writing, language)
        leftwards = self._leftwards(block.language or language)
        return paragraph(style, *runs, leftwards=leftwards, settings=settings)

    def _heading(self, block: Heading, named: Named) -> Element:
        level = min(named.part.level - 1, DEEPEST_HEADING)
        run = text_run(block.text, self.writing.ink(block.language))
        content = self.writing.marks.around(self.headings[named.part.anchor], run)
        return paragraph(f"Heading{level}", *content, leftwards=self._leftwards(block.language))

    def _box(self, block: Box, level: int) -> list[Element]:
        leftwards = self._leftwards(block.language)
        ink = self.writing.ink(block.language)
        outline = w("outlineLvl", val=min(level - 1, 9) - 1)
        title = paragraph(
            OWN["box_title"], text_run(block.title, ink), leftwards=leftwards, settings=(outline,)
        )
        texts = [
            self._paragraph(
                each,
                OWN["box"],
                language=block.language,
                settings=() if place == len(block.paragraphs) else (w("keepNext"),),
            )
            for place, each in enumerate(block.paragraphs, start=1)
        ]
        return [title, *texts, paragraph(OWN["gap"])]

    # Tables, figures, large numbers

    def table(self, block: Table, named: Named) -> list[Element]:
        """A table with its title and notes, within its bookmark."""
        start, end = self.writing.marks.ends(mark_name("t", named.name))
        fitted = fitted_tables(block, ROOM, self.writing.style) if block.columns else ()
        check_rows(block)
        elements = [self._caption(block, named, block.language)]
        for part in fitted:
            if part.part > 1:
                elements.append(self._continued(block, named, part.part, part.parts))
            elements.append(table_element(part, self.writing, named.name))
            name = mark_name("g", named.name, part.part)
            self.writing.marks.written[name] = fingerprint(elements[-1])
        notes = list(self._notes(block, named, block.language))
        return _enclosed(start, [*elements, *notes, paragraph(OWN["gap"])], end)

    def figure(self, block: Figure, named: Named) -> list[Element]:
        """A figure with its title and notes, within its bookmark."""
        start, end = self.writing.marks.ends(mark_name("f", named.name))
        elements = [self._caption(block, named, block.language)]
        elements.append(self._picture(block, named))
        notes = list(self._notes(block, named, block.language))
        self.writing.marks.written[mark_name("f", named.name)] = short_hash(block.alt)
        return _enclosed(start, [*elements, *notes, paragraph(OWN["gap"])], end)

    def _picture(self, block: Figure, named: Named) -> Element:
        placed = self.placed.get(named.name)
        ink = self.writing.ink(block.language)
        if placed is None:
            return paragraph(OWN["figure"], text_run(block.alt or block.title, ink))
        self.pictures += 1
        run = drawing_run(
            placed,
            name=mark_name("f", named.name),
            title=block.title,
            alt=block.alt or block.title,
            number=self.pictures,
        )
        return paragraph(OWN["figure"], run)

    def _caption(self, block: Table | Figure, named: Named, language: str) -> Element:
        leftwards = self._leftwards(language)
        ink, marks = self.writing.ink(language), self.writing.marks
        content = self._number(block.title, named, ink)
        words = split_title(block.title).words
        name = mark_name("c" if isinstance(block, Table) else "d", named.name)
        content += marks.around(name, text_run(words, ink), words=words)
        if block.subtitle.strip():
            name = mark_name("u" if isinstance(block, Table) else "v", named.name)
            run = text_run(block.subtitle, replace(ink, style=OWN["subtitle"]))
            content.append(w("r", w("br")))
            content += marks.around(name, run, words=block.subtitle)
        return paragraph("Caption", *content, leftwards=leftwards)

    def _number(self, title: str, named: Named, ink: Ink) -> list[Element]:
        """The label of a title; where numbers are counted, the word processor counts them."""
        parted = split_title(title)
        if not parted.label:
            return []
        coloured = Ink(colour=self.writing.style.accent, foreign=ink.foreign)
        word = parted.label.removesuffix(parted.number)
        if not named.counted:
            return [text_run(f"{parted.label}. ", coloured)]
        order = f"SEQ {word.strip()} \\* ARABIC"
        counted = field_run(order, parted.number, coloured)
        return [text_run(word, coloured), *counted, text_run(". ", coloured)]

    def _continued(self, block: Table, named: Named, part: int, parts: int) -> Element:
        language = block.language if block.language in {"da", "en"} else self.writing.language
        label = split_title(block.title).label or block.title
        words = text("word.continued", lang=language, label=label, part=part, parts=parts)
        ink = replace(self.writing.ink(language), style=OWN["subtitle"])
        name = mark_name("m", named.name, part)
        content = self.writing.marks.around(name, text_run(words, ink), words=words)
        return paragraph("Caption", *content, leftwards=self._leftwards(language))

    def _notes(self, block: Table | Figure, named: Named, language: str) -> Iterator[Element]:
        ink, leftwards = self.writing.ink(language), self._leftwards(language)
        kind = "e" if isinstance(block, Table) else "h"
        for number, note in enumerate(block.notes, start=1):
            name = mark_name(kind, named.name, number)
            content = self.writing.marks.around(name, text_run(note, ink), words=note)
            held = (w("keepNext"),) if number < len(block.notes) else ()
            yield paragraph(OWN["note"], *content, leftwards=leftwards, settings=held)

    def key_figures(self, block: KeyFigures, name: str) -> list[Element]:
        """Large numbers side by side, as a table without lines."""
        if not block.items:
            return []
        columns = abreast(len(block.items))
        width = ROOM / columns
        rows = [
            self._tiles(block.items[at : at + columns], columns, width)
            for at in range(0, len(block.items), columns)
        ]
        title = text("word.key_figures", lang=self.writing.language)
        leftwards = self._leftwards("")
        settings = table_settings(ROOM, description=(title, ""), leftwards=leftwards, borders=None)
        grid = w("tblGrid", *(w("gridCol", w=twips(width)) for _ in range(columns)))
        element = w("tbl", settings, grid, *rows)
        mark_first_cell(element, self.writing, mark_name("k", name))
        labels = ",".join(short_hash(item.label) for item in block.items)
        self.writing.marks.written[mark_name("k", name)] = labels
        return [element, paragraph(OWN["gap"])]

    def _tiles(self, items: Sequence[KeyFigure], columns: int, width: float) -> Element:
        cells = [cell_element(width, *self._tile(item)) for item in items]
        empty = columns - len(items)
        cells += [cell_element(width, paragraph(OWN["label"])) for _ in range(empty)]
        return w("tr", properties("trPr", w("cantSplit")), *cells)

    def _tile(self, item: KeyFigure) -> Iterator[Element]:
        accent = self.writing.style.accent
        leftwards = self._leftwards("")
        ink = Ink(colour=accent) if item.highlighted else Ink()
        ruled = w("top", val="single", sz=18 if item.highlighted else 6, space=6,
                  color=(accent if item.highlighted else MUTED).lstrip("#"))  # fmt: skip
        yield paragraph(OWN["value"], text_run(item.value, ink), leftwards=leftwards,
                        settings=(w("pBdr", ruled),))  # fmt: skip
        label = text_run(item.label, Ink(strong=item.highlighted))
        yield paragraph(OWN["label"], label, leftwards=leftwards)
        beside = [text_run(item.comparison, Ink())] if item.comparison else []
        yield paragraph(OWN["beside"], *beside, leftwards=leftwards)


def _enclosed(start: Element, elements: list[Element], end: Element) -> list[Element]:
    """Elements from the first paragraph to the last, within the ends of a bookmark."""
    elements[0].insert(1, start)  # after its properties
    elements[-1].append(end)
    return elements


def counted_titles(titles: Iterable[str]) -> bool:
    """Whether titles are numbered 1, 2, 3, … after the same word."""
    parted = [split_title(title) for title in titles]
    words = {each.label.removesuffix(each.number) for each in parted}
    numbers = [each.number for each in parted]
    return len(words) == 1 and numbers == [str(n) for n in range(1, len(numbers) + 1)]
