"""A question with several answers: its options ranked, for all and area by area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.errors import WrongUseError
from survey.language.catalogue import text
from survey.language.messages import fail, quoted
from survey.language.words import capitalised
from survey.tables.answer_rows import (
    Shown,
    base_notes,
    check_last,
    ranked,
    sign_and_mark_notes,
    sum_notes,
)
from survey.tables.answer_table import (
    answer_table,
    check_released_for,
    is_released_for,
    question_of,
)
from survey.tables.area_rows import Counts, held_in_words, table_id, with_held
from survey.tables.notes import all_note
from survey.tables.options import one_of, style_of
from survey.tables.panes import Pane, everyone_pane, panes_of
from survey.tables.questions import answers_in_order
from survey.tables.results import Results, held, place_of
from survey.tables.spread_rows import Answers, Spread, spread_columns, spread_rows
from survey.tables.table import Heading, ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.disclosure.results.released import Released
    from survey.tables.options import Style

_AREAS = ("columns", "rows")


def multiple_response_table(
    released: Released,
    question: str,
    *,
    over: str | None = None,
    areas: str = "columns",
    at: Mapping[str, Any] | None = None,
    last: Sequence[str] = (),
    counts: bool = True,
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """The options of a question with several answers, ranked by their share among all.

    Parameters
    ----------
    released : Released
        With `multiple_response` of the question; marks against the contrast are shown if it holds
        a comparison.
    question : str
        Its name in the codebook.
    over : str, optional
        A breakdown, usually the areas, whose values are set beside all respondents; without it the
        interval of each share is shown.
    areas : {"columns", "rows"}
        Where the values of `over` stand.
    at : mapping of column to value, optional
        A wave or other part that all numbers are of.
    last : sequence of str
        Options that stay last, such as "Something else".
    counts : bool
        Whether numbers of answers are shown.
    language : {"da", "en"}, optional
        The language in force if left out.
    decimals : int, optional
        None for shares unless asked for.
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable

    Raises
    ------
    UnknownNameError
        If the question was not released, or not by the breakdown.
    WrongUseError
        If it has no options in the codebook, or an option of `last` is none of them.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"light": [1, 0] * 40, "play": [1, 1, 1, 0] * 20})
    >>> book = sv.Codebook({}, {"asks": sv.MultipleResponse("asks", ("light", "play"))})
    >>> wishes = sv.multiple_response(sv.SurveyDesign(rows, codebook=book), "asks")
    >>> table = sv.multiple_response_table(sv.release(wishes), "asks", language="en")
    >>> [[cell.text for cell in row.cells] for row in table.rows]
    [['play', '75', '64–83'], ['light', '50', '39–61'], ['Number of answers', '80', '']]
    """
    style = style_of(language, decimals)
    one_of("areas", areas, _AREAS)
    fixed = held(released, at)
    results = Results(released, question)
    _check_options(results, last)
    words = held_in_words(released.codebook, fixed, style.language)
    panes = _panes(results, over, fixed, style, words)
    name = question_of(results, style).label
    if over is not None:
        unit = released.codebook.label(over, style.language)
        name = text("table.title", lang=style.language, what=name, unit=unit)
    heading = Heading(
        table_id(question, *([f"by_{over}"] if over else []), *fixed.values()),
        title or with_held(name, words, style.language),
        subtitle,
    )
    counted = Counts(bool(counts))
    if over is not None and areas == "rows":
        return _areas_as_rows(results, panes, tuple(last), counted, style, heading)
    shown = Shown(nets=False, counts=counted, interval=over is None, last=tuple(last))
    return answer_table([results], panes, shown, style, heading)


def _check_options(results: Results, last: Sequence[str]) -> None:
    if not results.is_multiple:
        raise fail(WrongUseError, "table.not_multiple", name=quoted(results.name))
    check_last([results], last)


def _panes(
    results: Results, over: str | None, at: Mapping[str, Any], style: Style, words: str
) -> list[Pane]:
    place = place_of(**at)
    panes = []
    if over is None:
        check_released_for([results], place, words)
    if over is None or is_released_for(results, place):
        panes.append(everyone_pane(style.language, place))
    if over is not None:
        unit = capitalised(results.codebook.label(over, style.language))
        panes += panes_of([results], over, style.language, at, group=unit)
    return panes


def _areas_as_rows(
    results: Results,
    panes: Sequence[Pane],
    last: tuple[str, ...],
    counts: Counts,
    style: Style,
    heading: Heading,
) -> ReleasedTable:
    """The areas below each other, all of them last."""
    question = question_of(results, style)
    codes = ranked(results, answers_in_order(results), panes[0], last)
    answers = Answers(tuple((code, question.category_label(code)) for code in codes))
    together = [pane for pane in panes if pane.areas is None]
    areas = next(pane.areas for pane in panes if pane.areas is not None)
    spreads = [
        Spread(pane.label, results, pane, areas.kind(pane.value), areas.code(pane.value))
        for pane in panes
        if pane.areas is not None
    ]
    spreads += [Spread(p.label, results, p, areas.kind(Domain.ALL)) for p in together]
    rows = spread_rows(answers, spreads, counts, style)
    notes = question.note() + base_notes([results], style.language)
    notes += sign_and_mark_notes(rows, [results], panes, style.language)
    notes += [all_note(areas, style.language)] if together else []
    return ReleasedTable(
        id=heading.id,
        title=heading.title,
        subtitle=heading.subtitle,
        columns=spread_columns(areas.unit, answers, spreads, counts, style),
        rows=rows,
        notes=(
            *results.released.stamps(style.language),
            *notes,
            *sum_notes([results], rows, style),
        ),
        language=style.language,
    )
