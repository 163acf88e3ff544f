"""The table that a resident survey turns on: every area beside the contrast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.codebook import Category
from survey.errors import WrongUseError
from survey.language.catalogue import text
from survey.language.messages import fail
from survey.tables.area_rows import (
    Counts,
    area_rows,
    areas_of,
    held_in_words,
    table_id,
    with_held,
)
from survey.tables.areas import SORTS
from survey.tables.measures import breakdown_of, measure_of
from survey.tables.options import one_of, style_of
from survey.tables.questions import Question, nets_in_order
from survey.tables.results import Results, held
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.disclosure.results.released import Released
    from survey.tables.measures import Measure


def area_table(
    released: Released,
    variable: str,
    *,
    over: str | None = None,
    category: Any = None,  # noqa: ANN401 - a code, or a list of them
    nets: bool = False,
    at: Mapping[str, Any] | None = None,
    contrast: Any = None,  # noqa: ANN401 - an area
    sort: str = "codebook",
    counts: bool = True,
    effective_n: bool = False,
    weighted_base: bool = False,
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """One number for every area: its uncertainty, its difference from the contrast, its answers.

    Parameters
    ----------
    released : Released
        With estimates by area; the differences too if it holds a comparison.
    variable : str
        A question, a number or an index.
    over : str, optional
        The column of areas; may be left out where the variable was released by one column only.
    category : code, or list of codes, optional
        An answer, a net by its name, or the share below a quantile; several become groups of
        columns. The headline if left out, or the mean, total or median.
    nets : bool
        Whether the headline and the nets that were released stand as groups after the categories.
    at : mapping of column to value, optional
        The other by-columns, where areas were crossed with more, e.g. ``{"wave": "2012"}``. The
        change since an earlier wave is shown if it was released.
    contrast : value of `over`, optional
        Which comparison, where several were released, also "rest" or "all"; the first if left out.
    sort : {"codebook", "estimate", "name"}
        Areas as in the codebook, the highest first, or by name; the contrast and all stay last.
    counts : bool
        Whether numbers of answers are shown.
    effective_n : bool
        Whether effective numbers of answers are shown too.
    weighted_base : bool
        Whether sums of weights are shown too; ``†`` unless every number of answers was released.
    language : {"da", "en"}, optional
        The language in force if left out.
    decimals : int, optional
        None for shares unless asked for, and never where answers are few; for other numbers as many
        as their uncertainty leaves room for.
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable
        Columns in a fixed order: number, interval, difference, change, numbers of answers.

    Raises
    ------
    UnknownNameError
        If the variable, or its headline, was not released by area.
    WrongUseError
        If `released` has not been released, or an option can't be meant.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": ["A"] * 80 + ["B"] * 80, "safe": [1, 0] * 50 + [1] * 60})
    >>> shares = sv.proportion(sv.SurveyDesign(rows), "safe", by="area")
    >>> released = sv.release([shares, sv.compare_areas(shares, "B")])
    >>> table = sv.area_table(released, "safe", category=1, language="en")
    >>> [cell.text for cell in table.rows[0].cells][:3]
    ['A', '50', '39–61']
    """
    style = style_of(language, decimals)
    one_of("sort", sort, SORTS)
    results = Results(released, variable)
    fixed = held(released, at)
    over = breakdown_of(results, over, fixed)
    contrast = results.contrast_of(over, contrast)
    wanted = _categories(results, category, nets=nets)
    measures = [measure_of(results, each, over, fixed, style, contrast) for each in wanted]
    areas = areas_of(measures, released, over, style.language)
    groups = [m.label if len(measures) > 1 else "" for m in measures]
    body = area_rows(
        measures,
        areas,
        groups,
        sort=sort,
        counts=Counts(bool(counts), bool(effective_n), bool(weighted_base)),
    )
    words = held_in_words(released.codebook, fixed, style.language)
    title = title or with_held(_title(measures, areas.over, style.language), words, style.language)
    return ReleasedTable(
        id=table_id(f"{variable}_by_{over}", *_id_parts(category), *fixed.values()),
        title=title,
        subtitle=subtitle,
        columns=body.columns,
        rows=body.rows,
        notes=(*released.stamps(style.language), *_question_notes(measures), *body.notes),
        language=style.language,
    )


def _categories(results: Results, category: Any, *, nets: bool) -> list[Any]:  # noqa: ANN401
    wanted = list(category) if isinstance(category, list | tuple) else [category]
    if not wanted:
        raise fail(WrongUseError, "table.no_category")
    if nets:
        found = [net for net in nets_in_order(results) if net not in wanted]
        wanted = [each for each in wanted if each is not None] + found
    return list(dict.fromkeys(wanted)) or [None]


def _id_parts(category: Any) -> list[Any]:  # noqa: ANN401
    if category is None:
        return []
    return list(category) if isinstance(category, list | tuple) else [category]


def _title(measures: Sequence[Measure], over: str, language: str) -> str:
    first = measures[0]
    unit = first.question.codebook.label(over, language)
    what = first.question.label
    if len(measures) == 1:
        what = first.question.full_label(first.category, first.form.statistic)
    return text("table.title", lang=language, what=what, unit=unit)


def _question_notes(measures: Sequence[Measure]) -> list[str]:
    question: Question = measures[0].question
    notes = question.note()
    for measure in measures:
        if measure.category == Category.HEADLINE:
            notes += question.headline_base_note()
        elif measure.form.is_share:
            notes += question.base_note(measure.base)
    return list(dict.fromkeys(notes))
