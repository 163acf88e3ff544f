"""The headlines of several questions in every area: a row an area, a column a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.codebook import Domain
from survey.disclosure.signs import sign_of_mark
from survey.documents.blocks import Cell, Column, Row, RowKind
from survey.language.catalogue import text
from survey.tables.area_rows import areas_of, table_id
from survey.tables.measures import area_column, measure_of
from survey.tables.notes import all_note, mark_notes, sign_notes, signs_in
from survey.tables.options import names_given, style_of
from survey.tables.results import Results
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.released import Released
    from survey.tables.areas import Areas
    from survey.tables.measures import Measure


def headline_table(
    released: Released,
    questions: Sequence[str],
    *,
    over: str,
    title: str,
    subtitle: str = "",
    language: str | None = None,
) -> ReleasedTable:
    """The headlines of several questions side by side in all areas, without their intervals.

    Parameters
    ----------
    released : Released
        With the headlines by area; marks against the contrast are shown if it holds a comparison.
    questions : sequence of str
    over : str
        The column of areas.
    title, subtitle : str
    language : {"da", "en"}, optional
        The language in force if left out.

    Returns
    -------
    ReleasedTable
        The contrast and all are the last areas; numbers of answers are those of all together.

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
    rows = tuple(_row(measures, areas, area) for area in order)
    return ReleasedTable(
        id=table_id("headlines", names[0], "by", over),
        title=title,
        subtitle=subtitle,
        columns=_columns(measures, areas),
        rows=(*rows, *_base(measures, style.language)),
        notes=(*released.stamps(style.language), *_notes(measures, areas, rows, order)),
        language=style.language,
    )


def _columns(measures: Sequence[Measure], areas: Areas) -> tuple[Column, ...]:
    group = text("table.head.share", lang=areas.language)
    shares = [
        Column(f"estimate_{place}", each.question.label, formats=("0",), group=group)
        for place, each in enumerate(measures, start=1)
    ]
    return (area_column(areas), *shares)


def _row(measures: Sequence[Measure], areas: Areas, area: object) -> Row:
    shares = [each.form.estimate(each.records.get(area), _mark(each, area)) for each in measures]
    return Row((Cell(areas.label(area)), *shares), areas.kind(area), areas.code(area))


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
