"""The styles of a paper form: room to write in, and small print for those who key it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.direction import direction
from survey.documents.word_styles import INK, MUTED, TextStyle, replace_styles, tabs
from survey.documents.word_xml import twips, w
from survey.language.catalogue import LANGUAGES, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.documents.house_style import HouseStyle
    from survey.documents.word_xml import Element

ROOM = 470.0
"""Points between the margins."""
NUMBER, BOX, LABEL = 28.0, 28.0, 50.0
"""Where the text of a question begins, the boxes below it, and the answers beside them."""
CODE_END = 23.0
SMALL = 7.5

OWN = {
    key: f"SurveyForm{key.capitalize()}"
    for key in ("only", "question", "hint", "answer", "apart", "line", "cell", "head", "box",
                "small", "gap")
}  # fmt: skip


def fill_form_styles(styles: Element, style: HouseStyle, language: str) -> None:
    """Replace all styles of a Word file by those of a form."""
    replace_styles(styles, style, language, _styles(style.accent, language))


def _named(key: str, language: str) -> tuple[str, str]:
    spoken = language if language in LANGUAGES else "en"
    return OWN[key], text(f"form.style.{key}", lang=spoken)


def _styles(accent: str, language: str) -> Iterator[TextStyle]:
    yield TextStyle("Normal", "Normal", 10.5, based="", space=(0, 6), line=1.2)
    yield from _of_the_frame(accent)
    yield from _of_questions(accent, language)
    yield from _of_answers(language)
    yield from _of_tables(language)


def _of_the_frame(accent: str) -> Iterator[TextStyle]:
    still = w("suppressAutoHyphens")
    yield TextStyle("Title", "Title", 22, bold=True, colour=accent, space=(0, 8), line=1.1,
                    settings=(still,))  # fmt: skip
    held = (w("keepNext"), w("keepLines"), w("suppressAutoHyphens"), w("outlineLvl", val=0))
    yield TextStyle("Heading1", "heading 1", 15, bold=True, colour=accent, space=(22, 4),
                    line=1.15, settings=held)  # fmt: skip
    ends = tabs(("right", ROOM))
    yield TextStyle("Header", "header", 8, colour=MUTED, space=(0, 0), settings=(ends,))
    yield TextStyle("Footer", "footer", 8, colour=MUTED, space=(0, 0), settings=(ends,))


def _of_questions(accent: str, language: str) -> Iterator[TextStyle]:
    held = (w("keepNext"), w("keepLines"), w("suppressAutoHyphens"))
    numbered = (tabs(("left", NUMBER)), w("ind", left=twips(NUMBER), hanging=twips(NUMBER)))
    yield TextStyle(*_named("question", language), size=11, bold=True, space=(14, 2), line=1.15,
                    settings=(*held, *numbered))  # fmt: skip
    inside = w("ind", left=twips(NUMBER))
    leaning = direction(language) == "ltr"  # letters that are written from the right never lean
    yield TextStyle(*_named("only", language), size=9.5, italic=leaning, colour=accent,
                    space=(14, 0), line=1.15, settings=(*held, inside))  # fmt: skip
    yield TextStyle(*_named("hint", language), size=9.5, colour=MUTED, space=(0, 3), line=1.15,
                    settings=(*held, inside))  # fmt: skip


def _of_answers(language: str) -> Iterator[TextStyle]:
    places = tabs(("right", CODE_END), ("left", BOX), ("left", LABEL))
    hanging = w("ind", left=twips(LABEL), hanging=twips(LABEL))
    answer = (w("keepLines"), w("suppressAutoHyphens"), places, hanging)
    yield TextStyle(*_named("answer", language), size=10.5, space=(0, 2), line=1.0, settings=answer)
    yield TextStyle(*_named("apart", language), size=10.5, colour=MUTED, space=(5, 2), line=1.0,
                    settings=answer)  # fmt: skip
    line = (
        w("keepLines"),
        tabs(("left", NUMBER), ("right", ROOM)),
        w("ind", left=twips(NUMBER)),
    )
    yield TextStyle(*_named("line", language), size=10.5, space=(10, 2), line=1.0, colour=MUTED,
                    settings=line)  # fmt: skip


def _of_tables(language: str) -> Iterator[TextStyle]:
    still = (w("keepLines"), w("suppressAutoHyphens"))
    yield TextStyle(*_named("cell", language), size=9.5, space=(0, 0), line=1.05, settings=still)
    yield TextStyle(*_named("head", language), size=8, space=(0, 0), line=1.0, colour=INK,
                    settings=(w("keepNext"), w("keepLines")))  # fmt: skip
    yield TextStyle(*_named("box", language), size=9.5, space=(0, 0), line=1.0, settings=still)
    yield TextStyle(*_named("small", language), size=SMALL, colour=MUTED, space=(0, 0), line=1.0)
    yield TextStyle(*_named("gap", language), size=4, space=(0, 3), line=1.0, hidden=True)
