"""Questions that are asked about each person of a household: a table, or a block for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.word_styles import INK, RULE
from survey.documents.word_table import cell_element, line
from survey.documents.word_xml import properties, twips, w
from survey.questionnaire.forms.form_answers import (
    answer_groups,
    digits_of,
    digits_of_date,
    instruction,
)
from survey.questionnaire.forms.form_boxes import Digits, digit_boxes, width_of
from survey.questionnaire.forms.form_pen import held_together
from survey.questionnaire.forms.form_styles import OWN, ROOM
from survey.questionnaire.questions import Computed, Date, Multiple, Note, Number, OpenText, Single

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.codebook import Code
    from survey.documents.word_xml import Element
    from survey.questionnaire.forms.form import Form
    from survey.questionnaire.questions import Question, Roster

_MOST_COLUMNS, _MOST_ANSWERS = 5, 7
_FIRST, _AROUND, _NARROWEST, _TO_WRITE = 62.0, 10.0, 66.0, 90.0
_BOX_SIZE, _SIZE, _BOX_SIDE = 11.0, 8.0, 14.0


def roster_groups(form: Form, roster: Roster) -> list[list[Element]]:
    """Where the answers about each person are given, in groups that each stay on one page."""
    inner = _asked_of_each(roster)
    if is_table(form, roster):
        return [[_table(form, roster, inner)]]
    return list(_blocks(form, roster, inner))


def is_table(form: Form, roster: Roster) -> bool:
    """Whether the questions of a roster fit into the columns of a table."""
    return _fits(form, _asked_of_each(roster))


def _asked_of_each(roster: Roster) -> list[Question]:
    return [each for each in roster.questions if not isinstance(each, Computed | Note)]


def person(form: Form, roster: Roster, number: int) -> tuple[str, str]:
    """What one of them is called, and the language of that."""
    words, spoken = form.shown(roster.item, n=str(number))
    return (words, spoken) if words else (form.words.said("person", n=number), "")


def _fits(form: Form, inner: Sequence[Question]) -> bool:
    """Whether there is room for a column of each question."""
    if len(inner) > _MOST_COLUMNS or _FIRST + sum(_least_width(form, q) for q in inner) > ROOM:
        return False
    return all(
        isinstance(each, Number | Date | OpenText)
        or (isinstance(each, Single | Multiple) and len(each.codes) <= _MOST_ANSWERS)
        for each in inner
    )


# A table


def _table(form: Form, roster: Roster, inner: Sequence[Question]) -> Element:
    widths = _widths(form, inner)
    rows = [_heads(form, inner, widths)]
    rows += [_row(form, roster, number, widths, inner) for number in range(1, roster.most + 1)]
    margins = (("top", 2.0), ("left", 3.0), ("bottom", 2.0), ("right", 3.0))
    settings = w(
        "tblPr",
        w("bidiVisual") if form.pen.leftwards else None,
        w("tblW", w=twips(ROOM), type="dxa"),
        w("tblInd", w=0, type="dxa"),
        w("tblBorders", line("top", INK, 4), line("bottom", INK, 4), line("insideH", RULE, 8),
          line("insideV", RULE, 4)),
        w("tblLayout", type="fixed"),
        w("tblCellMar", *(w(side, w=twips(size), type="dxa") for side, size in margins)),
        w("tblLook", val="0420"),
    )  # fmt: skip
    return w("tbl", settings, w("tblGrid", *(w("gridCol", w=twips(x)) for x in widths)), *rows)


def _widths(form: Form, inner: Sequence[Question]) -> list[float]:
    needs = [_least_width(form, each) for each in inner]
    rest = ROOM - _FIRST - sum(needs)
    wide = [not isinstance(each, Number | Date) for each in inner]
    growing = sum(wide) or len(inner)
    shares = [rest / growing if each or not any(wide) else 0.0 for each in wide]
    return [_FIRST, *(need + share for need, share in zip(needs, shares, strict=True))]


def _least_width(form: Form, question: Question) -> float:
    match question:
        case Number():
            unit, _ = form.shown(question.unit)
            return width_of(digits_of(form, question), unit, _BOX_SIDE) + _AROUND
        case Date():
            return width_of(digits_of_date(form, question), "", _BOX_SIDE) + _AROUND
    return _TO_WRITE if isinstance(question, OpenText) else _NARROWEST


def _heads(form: Form, inner: Sequence[Question], widths: Sequence[float]) -> Element:
    bottom = w("vAlign", val="bottom")
    cells = [cell_element(widths[0], form.pen.paragraph(OWN["head"]), settings=(bottom,))]
    for question, width in zip(inner, widths[1:], strict=True):
        content = list(_head(form, question))
        cells.append(cell_element(width, *content, settings=(w("vAlign", val="bottom"),)))
    return w("tr", properties("trPr", w("cantSplit"), w("tblHeader")), *cells)


def _head(form: Form, question: Question) -> Iterator[Element]:
    pen = form.pen
    words, spoken = form.shown(question.text or question.label)
    number = form.items.numbers[question.id]
    yield pen.paragraph(OWN["head"], pen.run(f"{number}. ", strong=True),
                        pen.run(words, spoken, strong=True))  # fmt: skip
    yield from form.only_inside(question.ask_if)
    for each in form.runs(question.hint):
        yield pen.paragraph(OWN["small"], each)


def _row(
    form: Form, roster: Roster, number: int, widths: Sequence[float], inner: Sequence[Question]
) -> Element:
    words, spoken = person(form, roster, number)
    first = form.pen.paragraph(OWN["cell"], form.pen.run(words, spoken, strong=True))
    cells = [cell_element(widths[0], first)]
    for question, width in zip(inner, widths[1:], strict=True):
        cells.append(cell_element(width, *_cell(form, question, width)))
    return w("tr", properties("trPr", w("cantSplit")), *cells)


def _cell(form: Form, question: Question, width: float) -> list[Element]:
    match question:
        case Number():
            unit, _ = form.shown(question.unit)
            content = [_boxes(form, digits_of(form, question), width, unit)]
        case Date():
            content = [_boxes(form, digits_of_date(form, question), width)]
        case Single() | Multiple():
            content = [_choice(form, code, width) for code in question.codes]
        case _:
            content = [form.pen.paragraph(OWN["cell"]) for _ in range(2)]
    content += [
        _small_box(form, int(kind), form.missing(kind, size=_SIZE)) for kind in question.missing
    ]
    if content[-1].tag == w("tbl").tag:  # a cell ends with a paragraph
        content.append(form.pen.paragraph(OWN["gap"]))
    return content


def _boxes(form: Form, digits: Sequence[Digits], width: float, unit: str = "") -> Element:
    room = width - _AROUND
    return digit_boxes(form.pen, digits, tail=unit, indent=0, room=room, side=_BOX_SIDE)


def _choice(form: Form, code: Code, width: float) -> Element:
    words, spoken = form.shown(code.label)
    run = form.pen.run(words or str(code.value), spoken, size=_SIZE)
    return _small_box(form, code.value, run, line_to=width - 8.0 if code.opens_text else 0.0)


def _small_box(form: Form, code: object, run: Element, *, line_to: float = 0.0) -> Element:
    pen = form.pen
    hanging = w("ind", left=twips(14), hanging=twips(14))
    content = [pen.box(_BOX_SIZE), w("r", w("tab")), run, pen.run("\xa0"), pen.code(code, 6.0)]
    if not line_to:
        stops = w("tabs", w("tab", val="left", pos=twips(14)))
        return pen.paragraph(OWN["cell"], *content, settings=(stops, hanging))
    stops, leader = pen.leader(start=14, end=line_to)
    return pen.paragraph(OWN["cell"], *content, leader, settings=(stops, hanging))


# A block for each


def _blocks(form: Form, roster: Roster, inner: Sequence[Question]) -> Iterator[list[Element]]:
    pen = form.pen
    for number in range(1, roster.most + 1):
        words, spoken = person(form, roster, number)
        heading = pen.paragraph(OWN["only"], pen.run(words, spoken, strong=True))
        for place, question in enumerate(inner):
            above = [heading] if place == 0 else []
            for group in _asked(form, question):
                yield held_together([*above, *group])
                above = []


def _asked(form: Form, question: Question) -> Iterator[list[Element]]:
    pen = form.pen
    words, spoken = form.shown(question.text or question.label)
    number = f"{form.items.numbers[question.id]}."
    top = [
        pen.paragraph(OWN["question"], pen.run(number), w("r", w("tab")), pen.run(words, spoken))
    ]
    top += form.only_inside(question.ask_if)
    told = instruction(form, question)
    hints = [*form.runs(question.hint), *([told] if told is not None else [])]
    top += [pen.paragraph(OWN["hint"], each) for each in hints]
    for group in answer_groups(form, question):
        yield [*top, *group]
        top = []
