"""Paragraphs of a Word file: runs in their language, sentences with their numbers marked."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from survey.documents.cleaning import printable
from survey.documents.direction import direction, language_tag
from survey.documents.house_style import DEFAULT_STYLE, HouseStyle
from survey.documents.skeletons import sentences
from survey.documents.word_marks import PREFIX, Marks, short_hash
from survey.documents.word_xml import XML, properties, w

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.documents.blocks import Paragraph, Run
    from survey.documents.word_xml import Element

_PIECES = re.compile(r"([\n\t])")


@dataclass(frozen=True, slots=True)
class Writing:
    """What every part of a document needs while it is written.

    Attributes
    ----------
    language : str
        Of the document.
    style : HouseStyle
    marks : Marks
    """

    language: str
    style: HouseStyle = DEFAULT_STYLE
    marks: Marks = field(default_factory=Marks)

    def ink(self, language: str = "") -> Ink:
        """How plain text of a language is written in this document."""
        return Ink(foreign=language if language not in {"", self.language} else "")


@dataclass(frozen=True, slots=True)
class Ink:
    """How a stretch of text is written where it isn't as its style says.

    Attributes
    ----------
    foreign : str
        Its language, if that isn't the document's.
    style : str
        Id of a style of letters.
    """

    strong: bool = False
    emphasis: bool = False
    colour: str = ""
    size: float = 0.0
    foreign: str = ""
    style: str = ""

    @property
    def leftwards(self) -> bool:
        """Whether it is read from right to left."""
        return direction(self.foreign) == "rtl"

    def of(self, run: Run) -> Ink:
        """The same for a run with its emphasis."""
        return replace(
            self, strong=self.strong or run.strong, emphasis=self.emphasis or run.emphasis
        )

    def properties(self) -> Element | None:
        """The properties of a run."""
        half_points = round(self.size * 2) or None
        return properties(
            "rPr",
            w("rStyle", val=self.style) if self.style else None,
            *([w("b"), w("bCs")] if self.strong else ()),
            *([w("i"), w("iCs")] if self.emphasis else ()),
            w("color", val=self.colour.lstrip("#")) if self.colour else None,
            *([w("sz", val=half_points), w("szCs", val=half_points)] if half_points else ()),
            w("rtl") if self.leftwards else None,
            self._language(),
        )

    def _language(self) -> Element | None:
        if not self.foreign:
            return None
        tag = language_tag(self.foreign)
        return w("lang", bidi=tag) if self.leftwards else w("lang", val=tag)


def text_run(words: str, ink: Ink) -> Element:
    """A run; line ends and tabs are those of the word processor."""
    run = w("r", (ink if has_letters(words) else replace(ink, foreign="")).properties())
    for piece in _PIECES.split(printable(words)):
        if piece == "\n":
            run.append(w("br"))
        elif piece == "\t":
            run.append(w("tab"))
        elif piece:
            run.append(_text(piece))
    return run


def has_letters(words: str) -> bool:
    """Whether a text has letters; one without is written the same in every language."""
    return any(map(str.isalpha, words))


def paragraph(
    style: str, *content: Element, leftwards: bool = False, settings: Sequence[Element] = ()
) -> Element:
    """A paragraph of a style.

    Parameters
    ----------
    style : str
        The style's id.
    *content : elements
        Runs and bookmarks.
    leftwards : bool
        Whether it is read from right to left.
    settings : sequence of elements
        What differs from the style.
    """
    bidi = w("bidi") if leftwards else None
    return w("p", properties("pPr", w("pStyle", val=style), bidi, *settings), *content)


def field_run(instruction: str, shown: str, ink: Ink) -> list[Element]:
    """A field of the word processor with what it shows until it is updated."""
    begin, middle, end = (
        w("r", ink.properties(), w("fldChar", fldCharType=kind))
        for kind in ("begin", "separate", "end")
    )
    order = w("instrText")
    order.text = f" {instruction} "
    order.set(f"{{{XML}}}space", "preserve")
    return [begin, w("r", ink.properties(), order), middle, text_run(shown, ink), end]


def written_runs(block: Paragraph, writing: Writing, language: str = "") -> list[Element]:
    """The runs of a paragraph; if it has an id, its sentences and their numbers are marked."""
    ink = writing.ink(block.language or language)
    pieces = [(printable(run.text), ink.of(run)) for run in block.runs]
    if not block.id:
        return [text_run(words, own) for words, own in pieces if words]
    words = "".join(piece for piece, _ in pieces)
    return list(_marked(pieces, _ends(words, block.id, writing.marks)))


@dataclass(slots=True)
class _Ends:
    """Ends of bookmarks by their place in a paragraph."""

    starts: defaultdict[int, list[Element]] = field(default_factory=lambda: defaultdict(list))
    stops: defaultdict[int, list[Element]] = field(default_factory=lambda: defaultdict(list))

    def add(self, marks: Marks, name: str, span: tuple[int, int], words: str) -> None:
        start, stop = marks.around(name, words=words)
        self.starts[span[0]].append(start)
        self.stops[span[1]].insert(0, stop)

    def at(self, place: int) -> list[Element]:
        return [*self.stops.pop(place, ()), *self.starts.pop(place, ())]


def _ends(words: str, identity: str, marks: Marks) -> _Ends:
    ends, owner = _Ends(), short_hash(identity)
    for sentence in sentences(words):
        whole = (sentence.start, sentence.start + len(sentence.words))
        skeleton = sentence.skeleton
        ends.add(marks, f"{PREFIX}s_{owner}_{skeleton}", whole, sentence.words)
        for number, span in enumerate(sentence.spans(), start=1):
            name = f"{PREFIX}n_{owner}_{number}_{skeleton}"
            ends.add(marks, name, span, words[slice(*span)])
    return ends


def _marked(pieces: Sequence[tuple[str, Ink]], ends: _Ends) -> Iterator[Element]:
    cuts = sorted({*ends.starts, *ends.stops})
    begin = 0
    for words, ink in pieces:
        finish = begin + len(words)
        places = [begin, *(cut for cut in cuts if begin < cut < finish), finish]
        for start, stop in pairwise(places):
            yield from ends.at(start)
            if stop > start:
                yield text_run(words[start - begin : stop - begin], ink)
        begin = finish
    yield from ends.at(begin)


def _text(piece: str) -> Element:
    element = w("t")
    element.text = piece
    if piece != piece.strip():
        element.set(f"{{{XML}}}space", "preserve")
    return element
