"""How words, boxes, codes and arrows are written on a form, whichever way its language is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.documents.cleaning import printable
from survey.documents.direction import direction
from survey.documents.house_style import DEFAULT_STYLE, HouseStyle
from survey.documents.word_styles import MUTED
from survey.documents.word_text import Ink, has_letters, paragraph, text_run
from survey.documents.word_xml import is_named, properties, twips, w
from survey.language.numbers import MINUS
from survey.questionnaire.forms.form_styles import LABEL, ROOM, SMALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from survey.documents.word_xml import Element

BOX = "\N{BALLOT BOX}"
_SYMBOLS = "Segoe UI Symbol"
BOX_SIZE = 15.0
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}"
_ARROWS = {False: "\N{RIGHTWARDS ARROW}", True: "\N{LEFTWARDS ARROW}"}


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes in the language of a form.

    Attributes
    ----------
    language : str
    style : HouseStyle
    """

    language: str
    style: HouseStyle = DEFAULT_STYLE

    @property
    def leftwards(self) -> bool:
        """Whether the form is read from right to left."""
        return direction(self.language) == "rtl"

    def ink(self, spoken: str = "", *, strong: bool = False, colour: str = "", size: float = 0.0
            ) -> Ink:  # fmt: skip
        """How words of a language are written; each run of a form from the right says so."""
        own = spoken or self.language
        named = own if self.leftwards or own != self.language else ""
        return Ink(strong=strong, colour=colour, size=size, foreign=named)

    def run(self, words: str, spoken: str = "", *, strong: bool = False, colour: str = "",
            size: float = 0.0) -> Element:  # fmt: skip
        """Words in a language, that of the form if none is named.

        Where they are read the other way, their signs at both ends stay with them.
        """
        other = direction(spoken or self.language) != direction(self.language)
        if other and has_letters(words):
            mark = _RIGHT_TO_LEFT if not self.leftwards else _LEFT_TO_RIGHT
            words = f"{mark}{words}{mark}"
        return text_run(words, self.ink(spoken, strong=strong, colour=colour, size=size))

    def paragraph(self, style: str, *content: Element, settings: Sequence[Element] = ()) -> Element:
        """A paragraph that is read as the form is."""
        return paragraph(style, *content, leftwards=self.leftwards, settings=settings)

    def code(self, value: object, size: float = SMALL) -> Element:
        """A code in small print, its minus before its digits in every language."""
        shown = printable(str(value)).replace("-", MINUS)
        if self.leftwards:
            shown = f"{_LEFT_TO_RIGHT}{shown}{_LEFT_TO_RIGHT}"
        return text_run(shown, Ink(colour=MUTED, size=size))

    def box(self, size: float = BOX_SIZE) -> Element:
        """A box to tick."""
        half_points = round(size * 2)
        fonts = w("rFonts", ascii=_SYMBOLS, hAnsi=_SYMBOLS, eastAsia=_SYMBOLS, cs=_SYMBOLS)
        letters = properties(
            "rPr", fonts, w("sz", val=half_points), w("szCs", val=half_points)
        )  # fmt: skip
        words = w("t")
        words.text = BOX
        return w("r", letters, words)

    def arrow(self, words: str, spoken: str = "") -> list[Element]:
        """Where an answer leads, with an arrow that points on along the line."""
        shown = f"\N{EM SPACE}{_ARROWS[self.leftwards]}\N{NO-BREAK SPACE}{words}"
        return [self.run(shown, spoken, strong=True, colour=self.style.accent, size=9.5)]

    def leader(self, start: float = LABEL, end: float = ROOM) -> tuple[Element, Element]:
        """A line to write on up to the margin: the tab stops of its paragraph, and its run."""
        stop = w("tab", val="right", pos=twips(end), leader="underscore")
        stops = w("tabs", w("tab", val="left", pos=twips(start)), stop)
        return stops, w("r", Ink(colour=MUTED).properties(), w("tab"))


def held_together(elements: Iterable[Element], *, rows_apart: bool = False) -> list[Element]:
    """Elements that stand on one page: each paragraph but the last keeps with the next one.

    Parameters
    ----------
    elements : iterable of elements
    rows_apart : bool
        Whether the last of them is a table that may go on over pages, its first row held.
    """
    held = list(elements)
    for place, element in enumerate(held):
        rows = [element] if is_named(element, "p") else element.findall(w("tr").tag)
        last = place == len(held) - 1
        kept = rows if not last else rows[:1] if rows_apart else rows[:-1]
        for row in kept:
            for each in row.iter(w("p").tag):
                _keep(each)
    return held


def _keep(element: Element) -> None:
    settings = element[0]
    if not is_named(settings, "pPr"):
        settings = w("pPr")
        element.insert(0, settings)
    if not any(is_named(child, "keepNext") for child in settings):
        at = 1 if len(settings) and is_named(settings[0], "pStyle") else 0
        settings.insert(at, w("keepNext"))
