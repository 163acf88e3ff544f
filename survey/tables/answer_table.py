"""A whole table of answers: questions one after the other, whoever answered side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey.codebook import Category
from survey.errors import UnknownNameError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail
from survey.language.words import number_word
from survey.tables.answer_rows import (
    Shown,
    answer_columns,
    answer_rows,
    base_notes,
    heading_row,
    level_of,
    sign_and_mark_notes,
    sum_notes,
)
from survey.tables.notes import all_note
from survey.tables.questions import Question
from survey.tables.results import Results
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Row
    from survey.tables.options import Style
    from survey.tables.panes import Pane
    from survey.tables.results import Place
    from survey.tables.table import Heading


def answer_table(
    results: Sequence[Results],
    panes: Sequence[Pane],
    shown: Shown,
    style: Style,
    heading: Heading,
) -> ReleasedTable:
    """A table of the answers to some questions.

    Parameters
    ----------
    results : sequence of Results
        The questions; with a heading above each if there are several.
    panes : sequence of Pane
        The columns.
    shown : Shown
    style : Style
    heading : Heading
    """
    shown = replace(shown, shares=any("share" in each.statistics for each in results))
    rows = _question_rows(results, panes, shown, style)
    return ReleasedTable(
        id=heading.id,
        title=heading.title,
        subtitle=heading.subtitle,
        columns=tuple(answer_columns(panes, shown, style, level_of(results))),
        rows=tuple(rows),
        notes=(
            *results[0].released.stamps(style.language),
            *_notes(results, panes, rows, shown, style),
        ),
        language=style.language,
    )


def released_names(released: Released, place: Place, over: str | None = None) -> list[str]:
    """All variables that were released for a place, in the order of the codebook.

    Parameters
    ----------
    released : Released
    place : Place
    over : str, optional
        A breakdown of the place that will do instead.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    names = names_in_order(released)
    columns = (*([over] if over else []), *(column for column, _ in place))
    there = [
        name
        for name in names
        if is_released_for(each := Results(released, name), place)
        or (over is not None and each.values(columns, over))
    ]
    if not there:
        raise fail(UnknownNameError, "table.nobody", got=culprits(names))
    return there


def names_in_order(released: Released) -> list[str]:
    """All variables that were released, in the order of the codebook."""
    found = dict.fromkeys(name for part in released.estimates for name in part.frame["variable"])
    codebook = released.codebook
    order: dict[str, float] = {name: k for k, name in enumerate(codebook.variables)}
    for name, multiple in codebook.multiples.items():
        first = min((order.get(option, len(order)) for option in multiple.columns), default=0)
        order[name] = first - 0.5
    return sorted(found, key=lambda name: order.get(name, len(order)))


def is_released_for(results: Results, place: Place) -> bool:
    """Whether any number of a variable was released for a place, shown or hidden."""
    return any(
        results.row(statistic, category, place) is not None
        for statistic in results.statistics
        for category in (Category.HEADLINE, *results.categories(statistic))
    )


def check_released_for(results: Sequence[Results], place: Place, label: str) -> None:
    """Refuse variables that were not released for everyone, or for one place.

    Raises
    ------
    UnknownNameError
    """
    absent = culprits(each.name for each in results if not is_released_for(each, place))
    if absent and place:
        raise fail(UnknownNameError, "table.nobody_at", got=absent, at=label)
    if absent:
        raise fail(UnknownNameError, "table.nobody", got=absent)


def question_of(results: Results, style: Style) -> Question:
    """The words of a variable."""
    return Question(results.codebook, results.name, style.language)


def several_questions(results: Sequence[Results], style: Style) -> str:
    """A title for several questions."""
    number = number_word(len(results), style.language)
    return text("table.topline.some", lang=style.language, count=len(results), number=number)


def _question_rows(
    results: Sequence[Results], panes: Sequence[Pane], shown: Shown, style: Style
) -> list[Row]:
    rows: list[Row] = []
    for each in results:
        if len(results) > 1:
            rows.append(heading_row(question_of(each, style).label))
        rows += answer_rows(each, panes, shown, style)
    return rows


def _notes(
    results: Sequence[Results],
    panes: Sequence[Pane],
    rows: Sequence[Row],
    shown: Shown,
    style: Style,
) -> list[str]:
    language = style.language
    notes = question_of(results[0], style).note() if len(results) == 1 else []
    notes += base_notes(results, language, nets=shown.nets)
    notes += sign_and_mark_notes(rows, results, panes, language)
    if shown.letters:
        notes.append(text("table.note.letters", lang=language))
    if shown.counts.effective:
        notes.append(text("table.note.effective_least", lang=language))
    if shown.counts.weighted:
        notes.append(text("table.note.weighted", lang=language))
    breakdowns = [pane.areas for pane in panes if pane.areas is not None]
    if breakdowns and not panes[0].place:
        contrasted = next((a for a in breakdowns if a.has_contrast_area), breakdowns[0])
        notes.append(all_note(contrasted, language))
    return [*notes, *sum_notes(results, rows, style)]
