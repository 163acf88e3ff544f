"""Indices, area by area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.errors import WrongUseError
from survey.language.catalogue import text
from survey.language.messages import fail, quoted
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
from survey.tables.options import names_given, one_of, style_of
from survey.tables.results import Results, held
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.disclosure.results.released import Released
    from survey.tables.measures import Measure


def index_table(
    released: Released,
    variables: str | Sequence[str],
    *,
    over: str | None = None,
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
    """Indices from 0 to 100, or other means, area by area, each in a group of columns.

    Parameters
    ----------
    released : Released
        With means by area (`index`, `mean` or `score`), and the differences if it holds a
        comparison.
    variables : str or sequence of str
    over, at, contrast, sort, counts, effective_n, weighted_base
        As in `area_table`.
    language : {"da", "en"}, optional
        The language in force if left out.
    decimals : int, optional
        As many as the uncertainty leaves room for, if left out.
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable

    Raises
    ------
    UnknownNameError
        If a variable was not released by area.
    WrongUseError
        If there is no mean of it.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": ["A", "B"] * 40, "trust": [40, 60, 50, 80] * 20})
    >>> released = sv.release(sv.mean(sv.SurveyDesign(rows), "trust", by="area"))
    >>> table = sv.index_table(released, "trust", language="en")
    >>> [[cell.text for cell in row.cells] for row in table.rows]
    [['A', '45', '43–47', '40'], ['B', '70', '67–73', '40']]
    """
    style = style_of(language, decimals)
    one_of("sort", sort, SORTS)
    fixed = held(released, at)
    results = [Results(released, name) for name in names_given(variables)]
    for each in results:
        if "mean" not in each.statistics:
            raise fail(WrongUseError, "table.no_mean", name=quoted(each.name))
    over = breakdown_of(results[0], over, fixed)
    contrast = results[0].contrast_of(over, contrast)
    measures = [measure_of(each, "", over, fixed, style, contrast) for each in results]
    areas = areas_of(measures, released, over, style.language)
    groups = [m.question.label if len(measures) > 1 else "" for m in measures]
    body = area_rows(
        measures,
        areas,
        groups,
        sort=sort,
        counts=Counts(bool(counts), bool(effective_n), bool(weighted_base)),
    )
    words = held_in_words(released.codebook, fixed, style.language)
    names = [each.name for each in results] if len(results) == 1 else ["indices"]
    notes = measures[0].question.note() if len(measures) == 1 else []
    return ReleasedTable(
        id=table_id(*names, "by", over, *fixed.values()),
        title=title or with_held(_title(measures, over), words, style.language),
        subtitle=subtitle,
        columns=body.columns,
        rows=body.rows,
        notes=(*released.stamps(style.language), *notes, *body.notes),
        language=style.language,
    )


def _title(measures: Sequence[Measure], over: str) -> str:
    question = measures[0].question
    language = question.language
    what = question.label
    if len(measures) > 1:
        indices = all(m.question.is_index for m in measures)
        key = "indices" if indices else "means"
        what = text(f"table.index.{key}", lang=language)
    elif question.is_index:
        what = text("table.index.one", lang=language, label=question.label)
    return text(
        "table.title", lang=language, what=what, unit=question.codebook.label(over, language)
    )
