"""Several statements that were answered on one scale: a row for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.codebook import Category
from survey.errors import UnknownNameError, WrongUseError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.words import number_word, sort_key
from survey.tables.answer_rows import base_notes, sign_and_mark_notes, sum_notes
from survey.tables.answer_table import check_released_for, question_of
from survey.tables.area_rows import Counts, held_in_words, table_id, with_held
from survey.tables.areas import SORTS
from survey.tables.options import names_given, one_of, style_of
from survey.tables.panes import pane_at
from survey.tables.questions import answers_in_order, nets_in_order
from survey.tables.results import Results, held, place_of
from survey.tables.spread_rows import Answers, Spread, spread_columns, spread_rows
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.disclosure.results.released import Released
    from survey.tables.options import Style
    from survey.tables.results import Place


def grid_table(
    released: Released,
    questions: Sequence[str],
    *,
    at: Mapping[str, Any] | None = None,
    sort: str = "codebook",
    nets: bool = True,
    counts: bool = True,
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """Statements of one answer scale below each other, the answers side by side.

    Parameters
    ----------
    released : Released
        With the answers to all questions, of all respondents or by area; headlines and mean scores
        are shown if it holds them.
    questions : sequence of str
        Questions with the same codes and labels.
    at : mapping of column to value, optional
        One area, wave or other part instead of all respondents, e.g. ``{"area": "A"}``.
    sort : {"codebook", "estimate", "name"}
        As given, the highest headline first, or by name.
    nets : bool
        Whether the headline stands beside the answers.
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
        If a question was not released for everyone, or for the part.
    WrongUseError
        If the questions don't share their answers.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"day": [1, 2] * 40, "night": [1, 1, 1, 2] * 20})
    >>> released = sv.release(sv.proportion(sv.SurveyDesign(rows), ["day", "night"]))
    >>> table = sv.grid_table(released, ["day", "night"], language="en")
    >>> [[cell.text for cell in row.cells] for row in table.rows]
    [['day', '50', '50', '80'], ['night', '75', '25', '80']]
    """
    style = style_of(language, decimals)
    one_of("sort", sort, SORTS)
    fixed = held(released, at)
    place = place_of(**fixed)
    words = held_in_words(released.codebook, fixed, style.language)
    results = [Results(released, name) for name in names_given(questions)]
    check_released_for(results, place, words)
    answers = _answers(results, style, nets=bool(nets))
    results = _sorted(results, place, sort, style)
    pane = pane_at(released, fixed, style.language)
    spreads = [Spread(question_of(each, style).label, each, pane) for each in results]
    counted = Counts(bool(counts))
    rows = spread_rows(answers, spreads, counted, style)
    notes = base_notes(results, style.language, nets=bool(answers.net))
    notes += sign_and_mark_notes(rows, results, [pane], style.language)
    first = text("table.head.statement", lang=style.language)
    return ReleasedTable(
        id=table_id("grid", results[0].name, *fixed.values()),
        title=title or with_held(_title(results, style), words, style.language),
        subtitle=subtitle,
        columns=spread_columns(first, answers, spreads, counted, style),
        rows=rows,
        notes=(*released.stamps(style.language), *notes, *sum_notes(results, rows, style)),
        language=style.language,
    )


def _answers(results: Sequence[Results], style: Style, *, nets: bool) -> Answers:
    """The scale that all questions share.

    Raises
    ------
    UnknownNameError
        If the answers to one were not released.
    WrongUseError
        If they don't share it.
    """
    scales = [_scale(each, style) for each in results]
    without = [each.name for each, scale in zip(results, scales, strict=True) if not scale]
    if without:
        raise fail(UnknownNameError, "release.no_answers", name=culprits(without))
    for each, scale in zip(results, scales, strict=True):
        if scale != scales[0]:
            first, other = quoted(results[0].name), quoted(each.name)
            got = culprits(label for _, label in scale)
            known = culprits(label for _, label in scales[0])
            raise fail(
                WrongUseError, "table.one_scale", first=first, other=other, got=got, known=known
            )
    shown = nets and all(Category.HEADLINE in nets_in_order(each) for each in results)
    means = any("mean" in each.statistics for each in results)
    return Answers(
        scales[0],
        _net_head(results, style) if shown else "",
        text("table.head.mean", lang=style.language) if means else "",
    )


def _scale(results: Results, style: Style) -> tuple[tuple[Any, str], ...]:
    question = question_of(results, style)
    return tuple((code, question.category_label(code)) for code in answers_in_order(results))


def _net_head(results: Sequence[Results], style: Style) -> str:
    """What stands above the headlines: their answers, or a word for them where they differ."""
    variables = [each.codebook[each.name] for each in results]
    counted = {v.headline.codes for v in variables if v.headline is not None}
    if len(counted) == 1:
        labels = [variables[0].code_label(code, style.language) for code in counted.pop()]
        return " + ".join(labels)
    return text("table.head.headline", lang=style.language)


def _sorted(results: list[Results], place: Place, sort: str, style: Style) -> list[Results]:
    if sort == "codebook":
        return results
    if sort == "name":
        return sorted(
            results, key=lambda each: sort_key(question_of(each, style).label, style.language)
        )

    def key(each: Results) -> tuple[bool, float]:
        row = each.row("share", Category.HEADLINE, place)
        shown = float("nan") if row is None else float(row["estimate"])
        hidden = shown != shown  # noqa: PLR0124 - NaN
        return hidden, 0.0 if hidden else -shown

    return sorted(results, key=key)


def _title(results: Sequence[Results], style: Style) -> str:
    number = number_word(len(results), style.language)
    return text("table.grid.title", lang=style.language, count=len(results), number=number)
