"""Tables of answers: a row for each answer, net and base, columns for everyone and breakdowns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.codebook import Category
from survey.disclosure.signs import sign_of_mark
from survey.documents.blocks import Align, Cell, Column, Row, RowKind
from survey.errors import WrongUseError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail
from survey.tables.area_rows import Counts
from survey.tables.cells import EMPTY, Form, form_of
from survey.tables.measures import interval_column
from survey.tables.notes import mark_notes, sign_notes, signs_in
from survey.tables.panes import check_letters, letters_below
from survey.tables.questions import Question, answers_in_order, nets_in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.tables.options import Style
    from survey.tables.panes import Pane
    from survey.tables.results import Results

_NUMBERS = ("mean", "quantile", "total")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a table of answers shows.

    Attributes
    ----------
    nets : bool
    counts : Counts
    interval : bool
        Beside each number.
    letters : bool
        Of the columns that a number is surely higher than, beside it, instead of marks.
    shares : bool
        Whether there are shares among the numbers.
    last : tuple
        Options of a question with several answers that stay last, such as "Something else".
    """

    nets: bool = True
    counts: Counts = field(default_factory=Counts)
    interval: bool = False
    letters: bool = False
    shares: bool = True
    last: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A number of a question that makes a row."""

    statistic: str
    category: Any
    label: str
    kind: RowKind


def answer_columns(panes: Sequence[Pane], shown: Shown, style: Style, level: float) -> list[Column]:
    """The columns: the answers' labels, and a number for each pane."""
    language = style.language
    form = Form("share", language, style.decimals or 0)
    several = len(panes) > 1
    percent = text("table.head.share", lang=language) if shown.shares else ""
    corner = percent if several else text("table.head.answer", lang=language)
    columns = [Column("answer", corner, Align.LEFT)]
    for pane in panes:
        head = pane.label if several else percent
        columns.append(Column(pane.key, head, formats=(form.number_format,), group=pane.group))
        if shown.interval:
            columns.append(interval_column(form, level, f"{pane.key}_interval", pane.group))
        if shown.letters and pane.letter:
            head = text("table.head.letters", lang=language)
            columns.append(Column(f"{pane.key}_letters", head, Align.LEFT, group=pane.group))
    return columns


def answer_rows(results: Results, panes: Sequence[Pane], shown: Shown, style: Style) -> list[Row]:
    """The rows of a question: its answers, nets, mean and the numbers of answers behind them."""
    question = Question(results.codebook, results.name, style.language)
    lines = _lines(results, question, panes[0], shown)
    if shown.letters:
        check_letters(results, panes, [(line.statistic, line.category) for line in lines])
    forms = {line.statistic: _form(results, line, panes, style) for line in lines}
    rows = [_row(results, line, forms[line.statistic], panes, shown) for line in lines]
    return [*rows, *_base_rows(results, lines, panes, shown, style)]


def heading_row(label: str) -> Row:
    """A row that says what the rows below are about."""
    return Row((Cell(label),), RowKind.HEADING)


def level_of(results: Sequence[Results]) -> float:
    """The level of the intervals."""
    parts = (part for each in results for part in each.released.estimates)
    return next(part.level for part in parts)


def sign_and_mark_notes(
    rows: Sequence[Row], results: Sequence[Results], panes: Sequence[Pane], language: str
) -> list[str]:
    """What the signs and marks in some rows mean."""
    signs = signs_in(rows)
    notes: list[str] = []
    for pane in panes:
        if pane.areas is not None:
            adjust = _adjustment(results, pane)
            if adjust:
                notes += mark_notes(signs, pane.areas, adjust=adjust, language=language)
    return [*dict.fromkeys(notes), *sign_notes(signs, language)]


def sum_notes(results: Sequence[Results], rows: Sequence[Row], style: Style) -> list[str]:
    """Why shares needn't add up to 100, if any are shown."""
    if not any(cell.values for row in rows for cell in row.cells[1:]):
        return []
    notes = []
    for each in results:
        if each.is_multiple and _is_of_people(each):
            note = text("table.note.several", lang=style.language)
            label = Question(each.codebook, each.name, style.language).label
            about = text("table.note.about", lang=style.language, label=label, note=note)
            notes.append(about if len(results) > 1 else note)
    single = [each for each in results if not each.is_multiple and "share" in each.statistics]
    if not style.decimals and any(len(answers_in_order(each)) > 1 for each in single):
        notes.append(text("table.note.sums", lang=style.language))
    return notes


def base_notes(results: Sequence[Results], language: str, *, nets: bool = True) -> list[str]:
    """Who shares are of, where that isn't all who gave an answer; with the question's name."""
    notes: list[str] = []
    for each in results:
        question = Question(each.codebook, each.name, language)
        answers = answers_in_order(each)
        bases = [part.base for category in answers[:1] for part in each.parts("share", category)]
        own = question.base_note(bases[0]) if bases else []
        declared = nets and Category.HEADLINE in nets_in_order(each)
        if declared:
            label = question.headline_label()
            own += [
                text("table.note.about", lang=language, label=label, note=note)
                for note in question.headline_base_note()
            ]
        notes += own
    return list(dict.fromkeys(notes))


def _lines(results: Results, question: Question, first: Pane, shown: Shown) -> list[_Line]:
    answers = answers_in_order(results)
    if results.is_multiple:
        answers = ranked(results, answers, first, shown.last)
    lines = [_line(question, "share", each, RowKind.BODY) for each in answers]
    if shown.nets:
        lines += [_line(question, "share", net, RowKind.NET) for net in nets_in_order(results)]
    for statistic in _NUMBERS:
        for category in results.categories(statistic):
            lines.append(_line(question, statistic, category, RowKind.BODY))
    return lines


def ranked(
    results: Results, options: Sequence[Any], pane: Pane, last: Sequence[Any] = ()
) -> list[Any]:
    """Options by their share in a pane, the highest first; hidden ones after them."""

    def key(place: int) -> tuple[bool, bool, float, int]:
        option = options[place]
        row = results.row("share", option, pane.place)
        shown = float("nan") if row is None else float(row["estimate"])
        hidden = shown != shown  # noqa: PLR0124 - NaN
        return (option in last, hidden, 0.0 if hidden else -shown, place)

    return [options[place] for place in sorted(range(len(options)), key=key)]


def _line(question: Question, statistic: str, category: Any, kind: RowKind) -> _Line:  # noqa: ANN401
    language = question.language
    if statistic == "share":
        label = question.category_label(category)
    elif statistic == "quantile":
        label = question.category_label(category, statistic)
    elif statistic == "mean" and question.is_index:
        label = text("table.head.index", lang=language)
    else:
        label = text(f"table.head.{statistic}", lang=language)
    return _Line(statistic, category, label, kind)


def _form(results: Results, line: _Line, panes: Sequence[Pane], style: Style) -> Form:
    rows = [results.row(line.statistic, line.category, pane.place) for pane in panes]
    return form_of(line.statistic, rows, style.language, style.decimals)


def _row(results: Results, line: _Line, form: Form, panes: Sequence[Pane], shown: Shown) -> Row:
    cells = [Cell(line.label)]
    for pane in panes:
        record = results.row(line.statistic, line.category, pane.place)
        number = (line.statistic, line.category)
        mark = "" if shown.letters else sign_of_mark(pane.mark(results, *number))
        cells.append(form.estimate(record, mark))
        if shown.interval:
            cells.append(form.interval(record))
        if shown.letters and pane.letter:
            cells.append(Cell(letters_below(results, *number, pane, panes)))
    return Row(tuple(cells), line.kind)


def _base_rows(
    results: Results, lines: Sequence[_Line], panes: Sequence[Pane], shown: Shown, style: Style
) -> Iterator[Row]:
    form = Form("share", style.language, 0)
    for name in shown.counts.names():
        cells = [Cell(text(f"table.head.{name}", lang=style.language))]
        for pane in panes:
            cells.append(form.counted(name, _base_record(results, lines, pane)))
            cells += [EMPTY] * (shown.interval + bool(shown.letters and pane.letter))
        yield Row(tuple(cells), RowKind.BASE)


def _base_record(results: Results, lines: Sequence[_Line], pane: Pane) -> Any:  # noqa: ANN401
    """A row with the number of answers that all of a question rest on; its first answer's."""
    rows = (results.row(line.statistic, line.category, pane.place) for line in lines)
    found = [row for row in rows if row is not None]
    if not found:
        return None
    shown = [row for row in found if not row["status"].hidden] or found[:1]
    least = min(
        (row["n_eff"] for row in shown if row["n_eff"] == row["n_eff"]), default=float("nan")
    )
    return {**shown[0], "n": found[0]["n"], "n_eff": least}


def _adjustment(results: Sequence[Results], pane: Pane) -> str:
    """How the marks of a pane account for several comparisons; empty without any."""
    for each in results:
        for statistic in each.statistics:
            for category in (Category.HEADLINE, *each.categories(statistic)):
                adjust = pane.adjust(each, statistic, category)
                if adjust:
                    return adjust
    return ""


def _is_of_people(results: Results) -> bool:
    options = results.categories("share")
    return any(part.base != "answers" for o in options[:1] for part in results.parts("share", o))


def check_last(results: Sequence[Results], last: object) -> None:
    """Refuse options to stay last that no question with several answers has.

    Raises
    ------
    WrongUseError
    """
    several = [each for each in results if each.is_multiple]
    options = [option for each in several for option in each.categories("share")]
    given = list(last) if isinstance(last, list | tuple) else None
    unknown = [each for each in given or () if each not in options]
    if given is None or unknown:
        got = repr(last) if given is None else culprits(unknown)
        raise fail(WrongUseError, "table.last", got=got, known=culprits(options))
