"""Every question with its answers, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.language.catalogue import text
from survey.language.words import capitalised
from survey.tables.answer_rows import Shown, check_last
from survey.tables.answer_table import (
    answer_table,
    check_released_for,
    question_of,
    released_names,
    several_questions,
)
from survey.tables.area_rows import Counts, held_in_words, table_id, with_held
from survey.tables.options import names_given, style_of
from survey.tables.panes import everyone_pane, panes_of
from survey.tables.results import Results, held, place_of
from survey.tables.table import Heading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.disclosure.results.released import Released
    from survey.tables.options import Style
    from survey.tables.table import ReleasedTable


def topline(
    released: Released,
    variables: str | Sequence[str] | None = None,
    *,
    by: str | None = None,
    at: Mapping[str, Any] | None = None,
    nets: bool = True,
    counts: bool = True,
    effective_n: bool = False,
    weighted_base: bool = False,
    interval: bool = True,
    last: Sequence[Any] = (),
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """Every question with its answers: shares, nets, means, and the answers they rest on.

    Parameters
    ----------
    released : Released
        With estimates of all respondents: without a breakdown, or with ``all_row=True``.
    variables : str or sequence of str, optional
        Questions, numbers and indices in the order wanted; all that were released if left out.
    by : str, optional
        A breakdown whose values are set beside all respondents.
    at : mapping of column to value, optional
        One area, wave or other part instead of all respondents, e.g. ``{"area": "A"}``.
    nets : bool
        Whether headlines and nets are shown below the answers.
    counts, effective_n, weighted_base : bool
        Whether numbers of answers are shown, effective ones, and sums of weights.
    interval : bool
        Whether the interval stands beside each number; only without `by`.
    last : sequence of str
        Options of questions with several answers that stay last, such as "Something else"; the
        others are ranked.
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
        If a variable, or the breakdown, was not released.
    WrongUseError
        If `released` has not been released, or an option can't be meant.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"safe": ["yes"] * 30 + ["no"] * 20})
    >>> released = sv.release(sv.proportion(sv.SurveyDesign(rows), "safe"))
    >>> table = sv.topline(released, language="en")
    >>> [[cell.text for cell in row.cells] for row in table.rows]
    [['no', '40', '27–54'], ['yes', '60', '46–73'], ['Number of answers', '50', '']]
    """
    style = style_of(language, decimals)
    fixed = held(released, at)
    place = place_of(**fixed)
    names = released_names(released, place) if variables is None else names_given(variables)
    results = [Results(released, name) for name in names]
    words = held_in_words(released.codebook, fixed, style.language)
    check_released_for(results, place, words)
    panes = [everyone_pane(style.language, place, words)]
    if by is not None:
        unit = capitalised(released.codebook.label(by, style.language))
        panes += panes_of(results, by, style.language, fixed, group=unit)
    check_last(results, last)
    shown = Shown(
        nets=bool(nets),
        counts=Counts(bool(counts), bool(effective_n), bool(weighted_base)),
        interval=bool(interval) and by is None,
        last=tuple(last),
    )
    parts = names if len(names) == 1 else []
    heading = Heading(
        table_id("topline", *parts, by or "", *fixed.values()),
        title or with_held(_title(results, style, variables), words, style.language),
        subtitle,
    )
    return answer_table(results, panes, shown, style, heading)


def _title(results: Sequence[Results], style: Style, variables: object) -> str:
    if len(results) == 1:
        return question_of(results[0], style).label
    if variables is None:
        return text("table.topline.title", lang=style.language)
    return several_questions(results, style)
