"""A questionnaire as a Word file to print, which residents fill in by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.core import Locale, UnknownLocaleError

from survey.documents.house_style import DEFAULT_STYLE
from survey.documents.word_frame import section
from survey.documents.word_parts import NewWordFile
from survey.documents.word_text import field_run
from survey.documents.word_xml import w
from survey.errors import WrongUseError
from survey.files.atomic import write_bytes
from survey.files.targets import target_ending_in
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.arguments import questionnaire_given, refuse_unless
from survey.questionnaire.fingerprint import fingerprint
from survey.questionnaire.forms.conditions import Teller
from survey.questionnaire.forms.form import Form, pipes_of
from survey.questionnaire.forms.form_answers import answer_groups, instruction
from survey.questionnaire.forms.form_boxes import Digits, digit_boxes
from survey.questionnaire.forms.form_pen import Pen, held_together
from survey.questionnaire.forms.form_rosters import is_table, roster_groups
from survey.questionnaire.forms.form_styles import OWN, fill_form_styles
from survey.questionnaire.forms.items import areas_of, items_of
from survey.questionnaire.forms.walks import walks_of
from survey.questionnaire.forms.words import form_words
from survey.questionnaire.questions import Note, Roster

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from survey.codebook import Text
    from survey.documents.house_style import HouseStyle
    from survey.documents.word_xml import Element
    from survey.questionnaire.forms.items import Item
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Section

_CODE_DIGITS = 6
_INDENT_OF_CODE = 0.0
_PAGE, _PAGES = "\x01", "\x02"


def write_form(
    questionnaire: Questionnaire,
    path: str | os.PathLike[str],
    *,
    language: str = "da",
    area: str | None = None,
    area_names: Mapping[str, str] | None = None,
    code_field: bool = True,
    style: HouseStyle = DEFAULT_STYLE,
) -> Path:
    """Write a questionnaire as an A4 form for residents to fill in.

    Parameters
    ----------
    questionnaire : Questionnaire
    path : str or path
        Of the docx file. An existing file is replaced.
    language : str
        One of the questionnaire's languages; a text that it lacks is printed in the language that
        stands in for it.
    area : str, optional
        The area that the form is for. If left out, sections for single areas are all there, each
        with a sentence on whom it is for.
    area_names : mapping of str to str, optional
        What areas are called, by their codes; an area without questions of its own must be named
        here to have a form.
    code_field : bool
        Whether there is a field for the number of the form.
    style : HouseStyle
        Accent, font and logo.

    Returns
    -------
    Path

    Raises
    ------
    WrongUseError
        If the questionnaire isn't offered in the language, or has sections for single areas and
        none of them for the area.
    FileError
        If the file can't be written.
    """
    path = target_ending_in(path, ".docx")
    data = form_bytes(questionnaire, language=language, area=area, area_names=area_names,
                      code_field=code_field, style=style)  # fmt: skip
    write_bytes(path, data)
    return path


def form_bytes(
    questionnaire: Questionnaire,
    *,
    language: str = "da",
    area: str | None = None,
    area_names: Mapping[str, str] | None = None,
    code_field: bool = True,
    style: HouseStyle = DEFAULT_STYLE,
) -> bytes:
    """The form as a docx file; the same questionnaire gives the same bytes."""
    _check(questionnaire, language, area, area_names or {})
    form = _form(questionnaire, language, area, area_names or {}, Pen(language, style))
    file = NewWordFile()
    body = file.emptied_body()
    body.extend(file.logo(style.logo))
    body.extend(_content(form, code_field=code_field))
    footer = file.margin("footerReference", [_footer(form)])
    body.append(section([footer], leftwards=form.pen.leftwards))
    file.dress(style, language, fill_form_styles)
    file.describe(questionnaire.titled(language), _sign(form), language)
    return file.saved()


def _check(
    questionnaire: Questionnaire, language: str, area: str | None, area_names: Mapping[str, str]
) -> None:
    offered = questionnaire_given(questionnaire).languages.offered
    if language not in offered:
        raise fail(WrongUseError, "form.language", got=quoted(language), known=culprits(offered))
    refuse_unless(area, str, "area", "str")
    areas = areas_of(questionnaire)
    if area is not None and areas and area not in {*areas, *area_names}:
        raise fail(WrongUseError, "form.area", got=quoted(area), known=culprits(areas))


def _form(
    questionnaire: Questionnaire,
    language: str,
    area: str | None,
    area_names: Mapping[str, str],
    pen: Pen,
) -> Form:
    words, _ = form_words(questionnaire, language)
    items = items_of(questionnaire, area=area)
    teller = Teller(questionnaire, words, items.numbers, area_names)
    here = teller.area_name(area) if area is not None else ""
    pipes = pipes_of(questionnaire, words, items, here)
    return Form(questionnaire, words, items, walks_of(items), pen, teller, pipes)


# What stands on it


def _content(form: Form, *, code_field: bool) -> Iterator[Element]:
    questionnaire = form.questionnaire
    if code_field:
        yield digit_boxes(form.pen, [Digits(_CODE_DIGITS)],
                          lead=form.words.said("form_number"), indent=_INDENT_OF_CODE)  # fmt: skip
        yield form.pen.paragraph(OWN["gap"])
    yield form.pen.paragraph("Title", *form.runs(questionnaire.title))
    yield from _paragraphs(form, questionnaire.introduction)
    current: Section | None = None
    for item in form.items.items:
        if item.section is not current:
            current = item.section
            yield from _section(form, current)
        yield from _item(form, item)
    closing = list(_paragraphs(form, questionnaire.closing))
    if closing:
        yield form.pen.paragraph(OWN["gap"])
        yield from held_together(closing)


def _paragraphs(form: Form, text: Text) -> Iterator[Element]:
    words, spoken = form.shown(text)
    for part in words.split("\n\n"):
        if part.strip():
            yield form.pen.paragraph("Normal", form.pen.run(part.strip(), spoken))


def _section(form: Form, part: Section) -> list[Element]:
    title = form.runs(part.title)
    heading = [form.pen.paragraph("Heading1", *title)] if title else []
    only = form.only(f"section {part.id}", key="section_only_if")
    above = [*heading, *only, *_paragraphs(form, part.introduction)]
    return held_together([*above, w("p")])[:-1]


def _item(form: Form, item: Item) -> Iterator[Element]:
    groups = _groups(form, item)
    for place, group in enumerate(groups):
        if place:
            yield form.pen.paragraph(OWN["gap"])
        yield from held_together(group, rows_apart=isinstance(item.question, Roster))


def _groups(form: Form, item: Item) -> Sequence[list[Element]]:
    question = item.question
    only = form.only(question.id)
    if isinstance(question, Note):
        return [[*only, *_note(form, question)]]
    above = [*only, _asked(form, item, after_sentence=bool(only)), *_hints(form, item)]
    if isinstance(question, Roster):
        first, *others = roster_groups(form, question)
    else:
        first, *others = answer_groups(form, question)
    return [[*above, *first], *others]


def _note(form: Form, note: Note) -> Iterator[Element]:
    above = form.pen.paragraph(OWN["gap"], settings=(w("spacing", before=120, after=0),))
    yield from (above, *_paragraphs(form, note.text or note.label))


def _asked(form: Form, item: Item, *, after_sentence: bool) -> Element:
    words, spoken = form.shown(item.question.text or item.question.label)
    content = [form.pen.run(f"{item.number}."), w("r", w("tab")), form.pen.run(words, spoken)]
    closer = (w("spacing", before=20, after=40),) if after_sentence else ()
    return form.pen.paragraph(OWN["question"], *content, settings=closer)


def _hints(form: Form, item: Item) -> Iterator[Element]:
    question = item.question
    in_blocks = isinstance(question, Roster) and not is_table(form, question)
    told = None if in_blocks else instruction(form, question)
    for run in (*form.runs(question.hint), *([told] if told is not None else [])):
        yield form.pen.paragraph(OWN["hint"], run)


# Around it


def _footer(form: Form) -> Element:
    sign = form.pen.run(_sign(form))
    return form.pen.paragraph("Footer", sign, w("r", w("tab")), *_page_of(form))


def _page_of(form: Form) -> Iterator[Element]:
    """The number of the page, by fields of the word processor."""
    words = form.words.said("page", page=_PAGE, pages=_PAGES)
    spoken = form.words.languages["page"]
    before, _, rest = words.partition(_PAGE)
    between, _, after = rest.partition(_PAGES)
    ink = form.pen.ink(spoken)
    pieces = (before, "PAGE", between, "NUMPAGES", after)
    for place, piece in enumerate(pieces):
        if place % 2:
            yield from field_run(piece, "1", ink)
        elif piece:
            yield form.pen.run(piece, spoken)


def _sign(form: Form) -> str:
    """What the form is: questionnaire, fingerprint, language."""
    language = form.words.language
    sign = fingerprint(form.questionnaire)
    return f"{form.questionnaire.id} · {sign} · {_own_name(language)}"


def _own_name(language: str) -> str:
    try:
        return str(Locale.parse(language, sep="-").get_display_name(language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return language
