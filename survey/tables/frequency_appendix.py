"""The table appendix: one table a question, with all its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.language.catalogue import text
from survey.language.words import capitalised
from survey.tables.answer_rows import Shown, check_last
from survey.tables.answer_table import (
    answer_table,
    check_released_for,
    is_released_for,
    question_of,
    released_names,
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


def frequency_appendix(
    released: Released,
    variables: str | Sequence[str] | None = None,
    *,
    over: str | None = None,
    at: Mapping[str, Any] | None = None,
    nets: bool = True,
    counts: bool = True,
    effective_n: bool = False,
    weighted_base: bool = False,
    last: Sequence[Any] = (),
    language: str | None = None,
    decimals: int | None = None,
    subtitle: str = "",
) -> tuple[ReleasedTable, ...]:
    """One table for each question: all its answers, their shares, and the answers they rest on.

    Parameters
    ----------
    released : Released
    variables : str or sequence of str, optional
        All that were released if left out, in the order of the codebook.
    over : str, optional
        A breakdown, usually the areas, whose values are set beside all respondents; intervals are
        then left out.
    at : mapping of column to value, optional
        A wave or other part that all numbers are of.
    nets, counts, effective_n, weighted_base, last
        As in `topline`.
    language : {"da", "en"}, optional
        The language in force if left out.
    decimals : int, optional
        None for shares unless asked for.
    subtitle : str
        Of every table.

    Returns
    -------
    tuple of ReleasedTable
        How many gave each answer is not released, nor how many gave none; the number of answers
        that the shares are of is.

    Raises
    ------
    UnknownNameError
        If a variable, or the breakdown, was not released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"safe": [1, 2] * 20, "quiet": [1, 1, 1, 2] * 10})
    >>> released = sv.release(sv.proportion(sv.SurveyDesign(rows), ["safe", "quiet"]))
    >>> [table.title for table in sv.frequency_appendix(released, language="en")]
    ['safe', 'quiet']
    """
    style = style_of(language, decimals)
    fixed = held(released, at)
    place = place_of(**fixed)
    names = released_names(released, place, over) if variables is None else names_given(variables)
    check_last([Results(released, name) for name in names], last)
    shown = Shown(
        nets=bool(nets),
        counts=Counts(bool(counts), bool(effective_n), bool(weighted_base)),
        interval=over is None,
        last=tuple(last),
    )
    return tuple(_table(released, name, over, fixed, shown, style, subtitle) for name in names)


def _table(
    released: Released,
    name: str,
    over: str | None,
    at: Mapping[str, Any],
    shown: Shown,
    style: Style,
    subtitle: str,
) -> ReleasedTable:
    results, place, language = Results(released, name), place_of(**at), style.language
    words = held_in_words(released.codebook, at, language)
    title = question_of(results, style).label
    panes = []
    if over is None:
        check_released_for([results], place, words)
    if over is None or is_released_for(results, place):
        panes.append(everyone_pane(language, place))
    if over is not None:
        unit = released.codebook.label(over, language)
        panes += panes_of([results], over, language, at, group=capitalised(unit))
        title = text("table.title", lang=language, what=title, unit=unit)
    heading = Heading(
        table_id("frequencies", name, over or "", *at.values()),
        with_held(title, words, language),
        subtitle,
    )
    return answer_table([results], panes, shown, style, heading)
