"""The headlines of several questions in every area: a row an area, a column a question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from survey.codebook import Domain
from survey.disclosure.signs import sign_of_mark
from survey.documents.blocks import Cell, Column, Row, RowKind
from survey.language.catalogue import text
from survey.language.numbers import format_number
from survey.tables.area_rows import areas_of, table_id
from survey.tables.cells import COUNT_FORMAT
from survey.tables.measures import area_column, interval_column, measure_of
from survey.tables.notes import all_note, mark_notes, sign_notes, signs_in
from survey.tables.options import names_given, style_of
from survey.tables.results import Results
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.results.released import Released
    from survey.tables.areas import Areas
    from survey.tables.measures import Measure


def headline_table(
    released: Released,
    questions: Sequence[str],
    *,
    over: str,
    title: str,
    show: Literal["share", "interval", "n"] = "share",
    subtitle: str = "",
    language: str | None = None,
) -> ReleasedTable:
    """The headlines of several questions side by side in all areas.

    Parameters
    ----------
    released : Released
        With the headlines by area; marks against the contrast are shown if it holds a comparison.
    questions : sequence of str
    over : str
        The column of areas.
    title : str
    show : {"share", "interval", "n"}
        The shares themselves, with how many answers all together gave; their intervals; or how many
        answers they rest on.
    subtitle : str
    language : {"da", "en"}, optional
        The language in force if left out.

    Returns
    -------
    ReleasedTable
        The contrast and all are the last areas.

    Raises
    ------
    UnknownNameError
        If a headline was not released by area.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": ["A", "B"] * 40, "day": [1, 0] * 40, "night": [1] * 80})
    >>> yes = (sv.Code(0, {"en": "No"}), sv.Code(1, {"en": "Yes"}))
    >>> asked = [sv.Variable(name, "single", {"en": name}, codes=yes, headline=sv.Headline((1,)))
    ...     for name in ("day", "night")]
    >>> book = sv.Codebook({each.name: each for each in asked})
    >>> shares = sv.headline(sv.SurveyDesign(rows, codebook=book), ["day", "night"], by="area",
    ...     all_row=True)
    >>> table = headline_table(sv.release(shares), ["day", "night"], over="area", title="Safe",
    ...     language="en")
    >>> [[cell.text for cell in row.cells] for row in table.rows][2:]
    [['All', '50', '100'], ['Number of answers', '80', '80']]
    """
    style = style_of(language, None)
    names = names_given(questions)
    measures = [measure_of(Results(released, name), None, over, {}, style) for name in names]
    areas = areas_of(measures, released, over, style.language)
    order = areas.ordered(dict.fromkeys(area for each in measures for area in each.records))
    rows = tuple(_row(measures, areas, area, show) for area in order)
    base = _base(measures, style.language) if show == "share" else []
    return ReleasedTable(
        id=table_id("headlines", names[0], "by", over, "" if show == "share" else show),
        title=title,
        subtitle=subtitle,
        columns=_columns(measures, areas, show),
        rows=(*rows, *base),
        notes=(*released.stamps(style.language), *_notes(measures, areas, rows, order)),
        language=style.language,
    )


def _columns(measures: Sequence[Measure], areas: Areas, show: str) -> tuple[Column, ...]:
    level = format_number(measures[0].level * 100, areas.language)
    group = text(f"table.head.{show}", lang=areas.language, level=level)
    columns = [area_column(areas)]
    for place, each in enumerate(measures, start=1):
        head, key = each.question.label, f"{show}_{place}"
        if show == "interval":
            column = interval_column(each.form, each.level, key, group)
            columns.append(replace(column, head=head))
        else:
            number_format = "0" if show == "share" else COUNT_FORMAT
            columns.append(Column(key, head, formats=(number_format,), group=group))
    return tuple(columns)


def _row(measures: Sequence[Measure], areas: Areas, area: object, show: str) -> Row:
    cells = [_cell(each, area, show) for each in measures]
    return Row((Cell(areas.label(area)), *cells), areas.kind(area), areas.code(area))


def _cell(measure: Measure, area: object, show: str) -> Cell:
    record = measure.records.get(area)
    if show == "interval":
        return measure.form.interval(record)
    if show == "n":
        return measure.form.answers(record)
    return measure.form.estimate(record, _mark(measure, area))


def _base(measures: Sequence[Measure], language: str) -> list[Row]:
    """How many answers there are to each question, where all together are shown."""
    together = [each.records.get(Domain.ALL) for each in measures]
    if any(record is None for record in together):
        return []
    pairs = zip(measures, together, strict=True)
    counted = [measure.form.answers(record) for measure, record in pairs]
    head = Cell(text("table.head.n", lang=language))
    return [Row((head, *counted), RowKind.BASE)]


def _mark(measure: Measure, area: object) -> str:
    difference = measure.differences.get(area)
    if difference is None or difference["status"].hidden:
        return ""
    return sign_of_mark(difference["mark"])


def _notes(
    measures: Sequence[Measure], areas: Areas, rows: Sequence[Row], order: Sequence[object]
) -> list[str]:
    language, signs = areas.language, signs_in(rows)
    against = next((m.against for m in measures if m.against is not None), None)
    adjust = against.part.adjust if against is not None else ""
    notes = measures[0].question.note()
    notes += mark_notes(signs, areas, adjust=adjust, language=language)
    notes += sign_notes(signs, language)
    return notes + ([all_note(areas, language)] if Domain.ALL in order else [])
