"""How each answer spreads over breakdowns: shares that add up along the row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.documents.blocks import Align, Cell, Column, Row, RowKind
from survey.errors import UnknownNameError
from survey.language.catalogue import text
from survey.language.messages import fail, quoted
from survey.language.words import capitalised
from survey.tables.answer_rows import heading_row
from survey.tables.answer_table import question_of
from survey.tables.cells import Form
from survey.tables.measures import count_column
from survey.tables.notes import sign_notes, signs_in
from survey.tables.questions import Question, answers_in_order
from survey.tables.results import Results, place_of
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.tables.area_rows import Counts
    from survey.tables.options import Style
    from survey.tables.table import Heading


def row_share_table(
    results: Sequence[Results],
    columns: Sequence[str],
    at: Mapping[str, Any],
    counts: Counts,
    style: Style,
    heading: Heading,
) -> ReleasedTable:
    """A table of released shares of a breakdown's values among those who gave each answer.

    Parameters
    ----------
    results : sequence of Results
        The questions.
    columns : sequence of str
        The breakdowns, each of which was released as a question by these.
    at : mapping of column to value
    counts : Counts
    style : Style
    heading : Heading

    Raises
    ------
    UnknownNameError
        If a breakdown was not released by a question.
    """
    form = Form("share", style.language, style.decimals or 0)
    spreads = [_spread(each, over, at) for over in columns for each in results[:1]]
    rows: list[Row] = []
    for each in results:
        for over in columns:
            _spread(each, over, at)
        if len(results) > 1:
            rows.append(heading_row(question_of(each, style).label))
        rows += _rows(each, spreads, at, counts, form)
    notes = question_of(results[0], style).note() if len(results) == 1 else []
    notes += sign_notes(signs_in(rows), style.language)
    notes.append(text("table.note.row_share", lang=style.language))
    return ReleasedTable(
        id=heading.id,
        title=heading.title,
        subtitle=heading.subtitle,
        columns=tuple(_columns(spreads, counts, form)),
        rows=tuple(rows),
        notes=(*results[0].released.stamps(style.language), *notes),
        language=style.language,
    )


def _spread(results: Results, over: str, at: Mapping[str, Any]) -> Results:
    """The breakdown as a question, released by the question."""
    try:
        found = Results(results.released, over)
    except UnknownNameError:
        found = None
    if found is None or not found.values((results.name, *at), results.name):
        raise fail(
            UnknownNameError,
            "table.row_share",
            name=quoted(results.name),
            over=quoted(over),
            column=over,
            question=results.name,
        )
    return found


def _columns(spreads: Sequence[Results], counts: Counts, form: Form) -> Iterator[Column]:
    language = form.language
    yield Column("answer", text("table.head.share", lang=language), Align.LEFT)
    for spread in spreads:
        question = Question(spread.codebook, spread.name, language)
        group = capitalised(question.label)
        for value in answers_in_order(spread):
            label = question.category_label(value)
            key = f"{spread.name}_{value}"
            yield Column(key, label, formats=(form.number_format,), group=group)
        for name in counts.names():
            yield count_column(name, language, f"{spread.name}_{name}", group)


def _rows(
    results: Results,
    spreads: Sequence[Results],
    at: Mapping[str, Any],
    counts: Counts,
    form: Form,
) -> Iterator[Row]:
    question = Question(results.codebook, results.name, form.language)
    variable = results.codebook.get(results.name)
    codes = [code.value for code in variable.codes] if variable is not None else []
    found = spreads[0].values((results.name, *at), results.name)
    answers = sorted(found, key=lambda a: codes.index(a) if a in codes else len(codes))
    for answer in (*answers, Domain.ALL):
        place = place_of(**{results.name: answer, **at})
        cells = [_cells(spread, place, counts, form) for spread in spreads]
        if answer is Domain.ALL and not any(cell.text != "·" for each in cells for cell in each):
            continue
        label = _label(question, answer)
        kind = RowKind.ALL if answer is Domain.ALL else RowKind.BODY
        yield Row((Cell(label), *(cell for each in cells for cell in each)), kind)


def _cells(spread: Results, place: Any, counts: Counts, form: Form) -> list[Cell]:  # noqa: ANN401
    records = [spread.row("share", value, place) for value in answers_in_order(spread)]
    shares = [form.estimate(record) for record in records]
    return shares + [form.counted(name, records[0]) for name in counts.names()]


def _label(question: Question, answer: Any) -> str:  # noqa: ANN401
    if answer is Domain.ALL:
        return text("table.all", lang=question.language)
    if answer is Domain.MISSING:
        return text("table.missing", lang=question.language)
    return question.category_label(answer)
