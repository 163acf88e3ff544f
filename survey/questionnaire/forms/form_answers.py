"""Where the answer to a question is given: boxes to tick, boxes for digits, lines to write on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.fitting import text_points
from survey.documents.word_xml import w
from survey.language.numbers import format_number
from survey.questionnaire.forms.conditions import numbers_of
from survey.questionnaire.forms.form_boxes import Digits, digit_boxes
from survey.questionnaire.forms.form_grids import grid_tables, ranking_table, two_columns
from survey.questionnaire.forms.form_pen import BOX_SIZE
from survey.questionnaire.forms.form_styles import NUMBER, OWN
from survey.questionnaire.questions import (
    Date,
    Grid,
    Multiple,
    Number,
    OpenText,
    Ranking,
    Roster,
    Single,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.codebook import Code
    from survey.documents.word_xml import Element
    from survey.questionnaire.forms.form import Form
    from survey.questionnaire.questions import Question

MOST_PLACES = 5
"""Up to so many places of a ranking are columns of boxes; of more, the number is written."""
_TO_WRITE = 19.0  # points of a box for a number
_MANY, _SHORT, _LETTERS = 10, 180.0, 9.5
_LINE = 480  # twentieths of a point, for handwriting
_USUAL_DIGITS, _MOST_DIGITS = 4, 9
_DATE = {"day": 2, "month": 2, "year": 4}


def answer_groups(form: Form, question: Question) -> list[list[Element]]:
    """Where the answer is given, in groups that each stay on one page."""
    match question:
        case Grid():
            groups = [[table] for table in grid_tables(form, question)]
        case Ranking():
            groups = [_ranking(form, question)]
        case Single() | Multiple():
            groups = [_choices(form, question)]
        case Number():
            groups = [[number_boxes(form, question)]]
        case Date():
            groups = [[digit_boxes(form.pen, digits_of_date(form, question))]]
        case OpenText():
            groups = [lines(form, question.lines)]
        case _:
            groups = [[]]
    if not isinstance(question, Grid):  # which has columns for them
        groups[-1] += [_apart(form, question, place) for place in range(len(question.missing))]
    return groups


def instruction(form: Form, question: Question) -> Element | None:
    """How a question is answered, as a run; None for one that needs no telling."""
    match question:
        case Single():
            return form.word("tick_one")
        case Multiple(most=None):
            return form.word("tick_several")
        case Multiple(most=most):
            return form.word("tick_one") if most == 1 else form.word("tick_most", most=most)
        case Grid():
            return form.word("tick_one_each_row")
        case Ranking():
            key = "rank_ticks" if _in_columns(question) else "rank_numbers"
            return form.word(key, most=places_of(question))
    return _other_instruction(form, question)


def _other_instruction(form: Form, question: Question) -> Element | None:
    match question:
        case Number():
            return form.word("write_number")
        case Date():
            return form.word("write_date")
        case OpenText():
            return form.word("write_answer")
        case Roster():
            return form.word("fill_table")
    return None


def places_of(question: Ranking) -> int:
    """How many answers are put in order."""
    return min(question.most or len(question.codes), len(question.codes))


def _choices(form: Form, question: Single | Multiple) -> list[Element]:
    """The answers to tick; many short ones stand in two columns, those on a line below them."""
    plain = [code for code in question.codes if _is_short(form, question, code)]
    written = [choice(form, question, code) for code in question.codes]
    short = len(plain)
    if short < _MANY or list(question.codes[:short]) != plain:
        return written
    half = (short + 1) // 2
    return [two_columns(form.pen, written[:half], written[half:short]), *written[short:]]


def _is_short(form: Form, question: Single | Multiple, code: Code) -> bool:
    words, _ = form.shown(code.label)
    leads_on = (question.id, code.value) in form.walks.arrows
    return text_points(words, _LETTERS) <= _SHORT and not code.opens_text and not leads_on


def choice(form: Form, question: Single | Multiple, code: Code) -> Element:
    """An answer to tick, with a line for words if it asks for them."""
    pen = form.pen
    words, spoken = form.shown(code.label)
    content = [
        *_beginning(form, code.value),
        pen.run(words or str(code.value), spoken),
        *form.arrow(question.id, code.value),
    ]
    return _with_line(form, OWN["answer"], content, opens_text=code.opens_text)


def _beginning(form: Form, code: object, size: float = BOX_SIZE) -> list[Element]:
    """The code at the edge and the box."""
    return [_tab(), form.pen.code(code), _tab(), form.pen.box(size), _tab()]


def _with_line(form: Form, style: str, content: list[Element], *, opens_text: bool) -> Element:
    if not opens_text:
        return form.pen.paragraph(style, *content)
    stops, line = form.pen.leader()
    return form.pen.paragraph(style, *content, form.pen.run("\xa0"), line, settings=(stops,))


def _apart(form: Form, question: Question, place: int) -> Element:
    """A non-answer that is offered, set apart from the answers."""
    kind = question.missing[place]
    closer = (w("spacing", before=0, after=40),) if place else ()
    content = [*_beginning(form, int(kind)), form.missing(kind), *form.arrow(question.id, kind)]
    return form.pen.paragraph(OWN["apart"], *content, settings=closer)


def number_boxes(form: Form, question: Number) -> Element:
    """A box for each digit that the number may have, and what is counted."""
    unit, _ = form.shown(question.unit)
    return digit_boxes(form.pen, digits_of(form, question), tail=unit)


def digits_of(form: Form, question: Number) -> list[Digits]:
    """The digits that a number may have."""
    count = _USUAL_DIGITS if question.high is None else len(str(int(abs(question.high))))
    comma = format_number(0.5, numbers_of(form.words.language))[1]
    whole = Digits(min(count, _MOST_DIGITS), after=comma)
    return [whole, Digits(question.decimals)] if question.decimals else [whole]


def digits_of_date(form: Form, question: Date) -> list[Digits]:
    """The digits of a date, as far as it is asked for."""
    asked = list(_DATE)[list(_DATE).index(question.precision) :]
    return [Digits(_DATE[part], caption=form.words.said(part)) for part in asked]


def lines(form: Form, count: int) -> list[Element]:
    """Lines to write on: one paragraph, so that they stay together in every program."""
    stops, first = form.pen.leader(start=NUMBER)
    runs = [first]
    for _ in range(max(count, 1) - 1):
        runs += [w("r", w("br")), form.pen.leader(start=NUMBER)[1]]
    apart = w("spacing", before=0, after=80, line=_LINE, lineRule="exact")
    return [form.pen.paragraph(OWN["line"], *runs, settings=(stops, apart))]


def _ranking(form: Form, question: Ranking) -> list[Element]:
    if _in_columns(question):
        return [ranking_table(form, question, places_of(question)), *_other_lines(form, question)]
    return [_ranked_by_number(form, question, code) for code in question.codes]


def _ranked_by_number(form: Form, question: Ranking, code: Code) -> Element:
    del question
    words, spoken = form.shown(code.label)
    content = [*_beginning(form, code.value, _TO_WRITE),
               form.pen.run(words or str(code.value), spoken)]  # fmt: skip
    return _with_line(form, OWN["answer"], content, opens_text=code.opens_text)


def _other_lines(form: Form, question: Ranking) -> Iterator[Element]:
    """A line for the words of each answer that asks for them, below the table."""
    for code in question.codes:
        if code.opens_text:
            stops, line = form.pen.leader(start=NUMBER)
            words, spoken = form.shown(code.label)
            run = form.pen.run(f"{words}\xa0", spoken)
            yield form.pen.paragraph(OWN["line"], run, line, settings=(stops,))


def _in_columns(question: Grid | Ranking) -> bool:
    return isinstance(question, Grid) or places_of(question) <= MOST_PLACES


def _tab() -> Element:
    return w("r", w("tab"))
