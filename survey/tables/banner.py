"""Answers by several breakdowns side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.errors import UnknownNameError, WrongUseError
from survey.language.catalogue import text
from survey.language.messages import fail, quoted
from survey.language.words import capitalised, join_words
from survey.tables.answer_rows import Shown, check_last
from survey.tables.answer_table import (
    answer_table,
    is_released_for,
    question_of,
    several_questions,
)
from survey.tables.area_rows import Counts, held_in_words, table_id, with_held
from survey.tables.options import names_given, one_of, style_of
from survey.tables.panes import everyone_pane, panes_of
from survey.tables.results import Results, held, place_of
from survey.tables.row_shares import row_share_table
from survey.tables.table import Heading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.disclosure.results.released import Released
    from survey.tables.options import Style
    from survey.tables.panes import Pane
    from survey.tables.table import ReleasedTable

_SHOWS = ("column", "row")


def banner(
    released: Released,
    variables: str | Sequence[str],
    *,
    by: str | Sequence[str] | None = None,
    at: Mapping[str, Any] | None = None,
    show: str = "column",
    letters: bool = False,
    nets: bool = True,
    counts: bool = True,
    effective_n: bool = False,
    weighted_base: bool = False,
    last: Sequence[Any] = (),
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """The answers to one or more questions by several breakdowns side by side.

    Parameters
    ----------
    released : Released
        With estimates by each breakdown by itself.
    variables : str or sequence of str
    by : str or sequence of str, optional
        The breakdowns, in order; all single columns that the first variable was released by if left
        out.
    at : mapping of column to value, optional
        A wave or other part that all numbers are of.
    show : {"column", "row"}
        Shares of each column's answers, or how each answer spreads over a breakdown. The latter
        takes estimates of the breakdown by the question, e.g.
        ``sv.proportion(design, "area", by="safe")``. Numbers of answers in a category are not
        released, and can't be shown.
    letters : bool
        Whether columns have letters, and each number those of the columns that it is surely higher
        than, instead of marks against the contrast. Every column must have been compared with every
        other: ``sv.compare_areas(estimates, each)`` for each value of each breakdown.
    nets, counts, effective_n, weighted_base, last
        As in `topline`.
    language : {"da", "en"}, optional
        The language in force if left out.
    decimals : int, optional
        None for shares unless asked for.
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable
        All first, then a group of columns for each breakdown.

    Raises
    ------
    UnknownNameError
        If a variable was not released by a breakdown.
    WrongUseError
        If what an option needs was not released.

    Notes
    -----
    Marks and letters are read from released comparisons; nothing is tested here. Letters stand for
    comparisons that are each corrected for as many columns as were compared with that one, not for
    all pairs at once.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": ["A", "B"] * 80, "safe": [1, 0, 1, 1] * 40})
    >>> released = sv.release(sv.proportion(sv.SurveyDesign(rows), "safe", by="area"))
    >>> table = sv.banner(released, "safe", by="area", language="en")
    >>> [[cell.text for cell in row.cells] for row in table.rows]
    [['0', '–', '50'], ['1', '100', '50'], ['Number of answers', '80', '80']]
    """
    style = style_of(language, decimals)
    if show == "counts":
        raise fail(WrongUseError, "table.counts")
    one_of("show", show, _SHOWS)
    fixed = held(released, at)
    results = [Results(released, name) for name in names_given(variables)]
    columns = _breakdowns(results[0], by, fixed)
    counted = Counts(bool(counts), bool(effective_n), bool(weighted_base))
    words = held_in_words(released.codebook, fixed, style.language)
    heading = Heading(
        _name(results, columns, fixed),
        title or with_held(_title(results, columns, style), words, style.language),
        subtitle,
    )
    if show == "row":
        return row_share_table(results, columns, fixed, counted, style, heading)
    check_last(results, last)
    shown = Shown(bool(nets), counted, letters=bool(letters), last=tuple(last))
    panes = _panes(results, columns, fixed, style, letters=shown.letters)
    return answer_table(results, panes, shown, style, heading)


def _breakdowns(
    results: Results, by: str | Sequence[str] | None, at: Mapping[str, Any]
) -> list[str]:
    if by is not None:
        return names_given(by)
    others = [
        [c for c in each if c not in at] for each in results.breakdowns() if set(at) <= {*each}
    ]
    found = list(dict.fromkeys(columns[0] for columns in others if len(columns) == 1))
    if not found:
        raise fail(UnknownNameError, "table.no_breakdown", name=quoted(results.name))
    return found


def _panes(
    results: Sequence[Results],
    columns: Sequence[str],
    at: Mapping[str, Any],
    style: Style,
    *,
    letters: bool,
) -> list[Pane]:
    """All first, if they were released, then each breakdown."""
    place = place_of(**at)
    panes: list[Pane] = []
    if all(is_released_for(each, place) for each in results):
        panes.append(everyone_pane(style.language, place))
    for over in columns:
        unit = capitalised(results[0].codebook.label(over, style.language))
        panes += panes_of(results, over, style.language, at, group=unit, letters=letters)
    return panes


def _name(results: Sequence[Results], columns: Sequence[str], at: Mapping[str, Any]) -> str:
    names = [each.name for each in results] if len(results) == 1 else ["banner"]
    return table_id(*names, "by", *columns, *at.values())


def _title(results: Sequence[Results], columns: Sequence[str], style: Style) -> str:
    language = style.language
    units = [results[0].codebook.label(over, language) for over in columns]
    several = several_questions(results, style)
    what = question_of(results[0], style).label if len(results) == 1 else several
    return text("table.title", lang=language, what=what, unit=join_words(units, language))
