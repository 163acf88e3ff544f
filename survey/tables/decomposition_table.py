"""Differences from the contrast, or changes, taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.disclosure.results.fair_rows import (
    MAIN_PARTS,
    category_label,
    characteristics_in_words,
    decomposition_of,
    part_rows,
)
from survey.disclosure.signs import with_sign
from survey.documents.blocks import Align, Cell, Column, Row, RowKind
from survey.errors import UnknownNameError
from survey.estimation.regression import INTERCEPT
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.words import inside_sentence
from survey.tables.area_rows import table_id
from survey.tables.areas import Areas
from survey.tables.cells import EMPTY
from survey.tables.fair_table import difference_form
from survey.tables.measures import area_column, interval_column
from survey.tables.notes import sign_notes, signs_in
from survey.tables.options import style_of
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.results.fair import ReleasedDecomposition
    from survey.disclosure.results.fair_rows import PartRow
    from survey.disclosure.results.released import Released
    from survey.tables.cells import Form

_MOST_WITH_INTERVALS = 3


def decomposition_table(
    released: Released,
    variable: str,
    *,
    area: Any = None,  # noqa: ANN401
    over: str | None = None,
    method: str | None = None,
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """What of each difference goes with who lives there, and what with their answers.

    Parameters
    ----------
    released : Released
        With a decomposition of the variable.
    variable : str
    area : value of the column of areas, optional
        The parts of its difference by characteristic, one a row; if left out the main parts of all
        areas, one area a row.
    over : str, optional
        The column of areas, where there are several.
    method : {"kitagawa", "twofold", "threefold"}, optional
        Where several were released; the first if left out.
    language : {"da", "en"}, optional
    decimals : int, optional
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable

    Raises
    ------
    UnknownNameError
        If no decomposition of the variable was released, or it has no such area.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": list("AAAABBBB"), "age": ["young", "young", "old", "old"] * 2,
    ...                      "unsafe": [1, 0] * 4, "k": [60, 60, 8, 32, 16, 24, 12, 108]})
    >>> parts = sv.decompose(
    ...     sv.SurveyDesign(rows, counts="k"), "unsafe", "B", "area", "age", category=1)
    >>> table = sv.decomposition_table(sv.release(parts), "unsafe", language="en")
    >>> [cell.text for cell in table.rows[0].cells][:5]
    ['A', '+25', '15–34', '+15', '9–21']
    """
    style = style_of(language, decimals)
    part = decomposition_of(released, variable, over, method)
    rows = part_rows(part, variable)
    areas = Areas(released.codebook, part.over, part.contrast, style.language)
    form = difference_form(part.statistic, [_record(row) for row in rows], style)
    what = category_label(part, variable, released.codebook, style.language)
    if area is None:
        columns, body = _wide(rows, part, form, areas)
    else:
        rows = _of_area(rows, area)
        columns, body = _long(rows, part, form, areas)
    return ReleasedTable(
        id=table_id(f"{variable}_parts_by_{part.over}", "" if area is None else area),
        title=title or decomposition_title(part, what, areas, area),
        subtitle=subtitle,
        columns=columns,
        rows=tuple(body),
        notes=(*released.stamps(style.language), *_notes(part, areas, columns, body)),
        language=style.language,
    )


def decomposition_title(
    part: ReleasedDecomposition,
    what: str,
    areas: Areas,
    area: object,
) -> str:
    """What is taken apart."""
    language = areas.language
    against = part.waves[0] if part.waves else areas.contrast_in_text
    key = "change" if part.waves else "gap"
    fields = {"what": what, "against": against}
    if area is None:
        return text(f"fair.parts.title_{key}", lang=language, **fields)
    place = areas.codebook.value_in_text(part.over, area, language)
    return text(f"fair.parts.title_{key}_of", lang=language, area=place, **fields)


def _record(row: PartRow) -> dict[str, Any]:
    return {
        "estimate": row.estimate,
        "difference": row.estimate,
        "conf_low": row.low,
        "conf_high": row.high,
        "mark": 0,
        "status": row.status,
    }


def _cells(row: PartRow | None, form: Form, *, short: bool = False) -> list[Cell]:
    if row is None:
        return [EMPTY] if short else [EMPTY, EMPTY]
    record = _record(row)
    found = form.difference(record)
    words = with_sign(found.text, row.status) if found.values else found.text
    number = Cell(words, found.values[:1])
    return [number] if short else [number, form.interval(record)]


def _number_columns(
    part: ReleasedDecomposition, form: Form, suffix: str, group: str, *, short: bool = False
) -> list[Column]:
    head = text(f"fair.parts.{'points' if form.is_share else 'number'}", lang=form.language)
    number = Column(f"part{suffix}", head, formats=(form.difference_format,), group=group)
    if short:
        return [number]
    return [number, interval_column(form, part.level, f"interval{suffix}", group)]


def _wide(
    rows: Sequence[PartRow], part: ReleasedDecomposition, form: Form, areas: Areas
) -> tuple[tuple[Column, ...], list[Row]]:
    """A row an area, its main parts side by side; four of them without intervals, for the page."""
    there = {row.part for row in rows}
    main = [each for each in MAIN_PARTS if each in there]
    short = len(main) > _MOST_WITH_INTERVALS
    columns = [area_column(areas)]
    for each in main:
        group = text(f"fair.part.{each.value}", lang=form.language)
        columns += _number_columns(part, form, f"_{each.value}", group, short=short)
    found = {(row.area, row.part): row for row in rows if not row.characteristic}
    body = []
    for area in areas.ordered(dict.fromkeys(row.area for row in rows)):
        cells = [Cell(areas.plain_label(area))]
        for each in main:
            cells += _cells(found.get((area, each)), form, short=short)
        body.append(Row(tuple(cells), RowKind.BODY, areas.code(area)))
    return tuple(columns), body


def _long(
    rows: Sequence[PartRow], part: ReleasedDecomposition, form: Form, areas: Areas
) -> tuple[tuple[Column, ...], list[Row]]:
    """A row a part, the characteristics in it below."""
    head = text("fair.parts.part", lang=form.language)
    columns = (Column("part", head, Align.LEFT), *_number_columns(part, form, "", ""))
    body = []
    for row in rows:
        kind = RowKind.BODY if row.characteristic else RowKind.NET
        label = part_label(row, areas)
        body.append(Row((Cell(label), *_cells(row, form)), kind, areas.code(row.area)))
    return columns, body


def part_label(row: PartRow, areas: Areas) -> str:
    """What a part is called."""
    if not row.characteristic:
        return text(f"fair.part.{row.part.value}", lang=areas.language)
    if row.characteristic == INTERCEPT:
        return text("fair.parts.rest", lang=areas.language)
    label = areas.codebook.label(row.characteristic, areas.language)
    return text("fair.parts.of", lang=areas.language, what=inside_sentence(label))


def _of_area(rows: Sequence[PartRow], area: object) -> list[PartRow]:
    kept = [row for row in rows if row.area == area]
    if not kept:
        known = culprits(list(dict.fromkeys(row.area for row in rows)))
        raise fail(UnknownNameError, "fair.area", got=quoted(str(area)), known=known)
    return kept


def _notes(
    part: ReleasedDecomposition, areas: Areas, columns: Sequence[Column], rows: Sequence[Row]
) -> list[str]:
    language = areas.language
    what = characteristics_in_words(part.characteristics, areas.codebook, language)
    notes = [
        text("fair.parts.note_composition", lang=language, what=what),
        text(f"fair.parts.note_{part.method}", lang=language),
        text(f"fair.note.{'why_changed' if part.waves else 'why'}", lang=language),
    ]
    if part.left_out:
        notes.append(text("fair.note.left_out", lang=language))
    if any(column.key.startswith("interval") for column in columns):
        notes.append(text("fair.note.single", lang=language))
    notes.append(text("table.note.rounding", lang=language))
    return notes + sign_notes(signs_in(rows), language)
