"""Areas beside the contrast, as they are and made equal in who lives there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from survey.disclosure.policy import Status
from survey.disclosure.results.fair_rows import (
    category_label,
    characteristics_in_words,
    fair_of,
    fair_rows,
)
from survey.disclosure.signs import SIGNS
from survey.documents.blocks import Cell, Column, Row, RowKind
from survey.language.catalogue import text
from survey.language.numbers import format_number, rounded
from survey.tables.area_rows import table_id
from survey.tables.areas import SORTS, Areas
from survey.tables.cells import COUNT_FORMAT, EMPTY, Form, form_of
from survey.tables.measures import area_column, count_column, difference_column, interval_column
from survey.tables.notes import mark_notes, sign_notes, signs_in
from survey.tables.options import one_of, style_of
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.results.fair import ReleasedFair
    from survey.disclosure.results.fair_rows import FairRow, FairSide
    from survey.disclosure.results.released import Released
    from survey.tables.options import Style

_GROUPS = ("raw", "equal")


def fair_table(
    released: Released,
    variable: str,
    *,
    over: str | None = None,
    method: str | None = None,
    sort: str = "codebook",
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """Every area's difference from the contrast, as areas are and when they are made equal.

    Parameters
    ----------
    released : Released
        With a fair comparison of the variable.
    variable : str
    over : str, optional
        The column of areas, where there are several.
    method : {"standardised", "regression"}, optional
        Where both were released; the first if left out.
    sort : {"codebook", "estimate", "name"}
        By estimates: the greatest difference of equal areas first. The contrast stays last.
    language : {"da", "en"}, optional
    decimals : int, optional
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable
        The number, its difference with a mark and the interval that makes it, twice.

    Raises
    ------
    UnknownNameError
        If no fair comparison of the variable was released.
    WrongUseError
        If `released` has not been released, or an option can't be meant.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": list("AAAABBBB"), "age": ["young", "young", "old", "old"] * 2,
    ...                      "unsafe": [1, 0] * 4, "k": [60, 60, 8, 32, 16, 24, 12, 108]})
    >>> design = sv.SurveyDesign(rows, counts="k")
    >>> fair = sv.compare_fairly(design, "unsafe", "B", "area", "age", category=1)
    >>> table = sv.fair_table(sv.release(fair), "unsafe", language="en")
    >>> [cell.text.split()[0].strip('+') for cell in table.rows[0].cells][:4]
    ['A', '43', '25', '15–34']
    """
    style = style_of(language, decimals)
    one_of("sort", sort, SORTS)
    part = fair_of(released, variable, over, method)
    rows = fair_rows(part, variable)
    areas = Areas(released.codebook, part.over, part.contrast, style.language)
    sides = [_record(side) for row in rows for side in (row.raw, row.equal)]
    form = difference_form(part.statistic, sides, style)
    by_area = {row.area: row for row in rows}

    def equal(area: object) -> float:
        return by_area[area].equal.difference

    order = areas.ordered(by_area, sort, equal)
    body = [_row(by_area[area], form, areas) for area in order]
    body.append(_contrast_row(rows, form, areas))
    what = category_label(part, variable, released.codebook, style.language)
    unit = released.codebook.label(part.over, style.language)
    return ReleasedTable(
        id=table_id(f"{variable}_fair_by_{part.over}"),
        title=title or text("fair.table.title", lang=style.language, what=what, unit=unit),
        subtitle=subtitle,
        columns=_columns(part, form, areas),
        rows=tuple(body),
        notes=(*released.stamps(style.language), *_notes(part, areas, body)),
        language=style.language,
    )


def difference_form(statistic: str, records: Sequence[Any], style: Style) -> Form:
    """How differences are written: those of means with a decimal at least, as in charts and text.

    Parameters
    ----------
    records : sequence of rows
    style : Style
    """
    form = form_of(statistic, records, style.language, style.decimals)
    least = 0 if form.is_share or style.decimals is not None else 1
    return replace(form, decimals=max(form.decimals, least))


def _record(side: FairSide) -> dict[str, Any]:
    """A side as a row of a released comparison, which the cells of tables are made from."""
    return {
        "estimate": side.estimate,
        "difference": side.difference,
        "conf_low": side.low,
        "conf_high": side.high,
        "mark": side.mark,
        "status": side.status,
    }


def _row(row: FairRow, form: Form, areas: Areas) -> Row:
    cells = [Cell(areas.label(row.area))]
    for side in (row.raw, row.equal):
        record = _record(side)
        cells += [form.estimate(record), form.difference(record), _interval(record, form)]
    return Row((*cells, _answers(row.n, form)), areas.kind(row.area), areas.code(row.area))


def _interval(record: dict[str, Any], form: Form) -> Cell:
    """The interval of a difference; finer where a sure one would seem to reach to nothing."""
    ends = [record[name] for name in ("conf_low", "conf_high")]
    touches = any(not rounded(end * form.scale, form.decimals) for end in ends if end == end)  # noqa: PLR0124
    finer = replace(form, decimals=form.decimals + 1) if record["mark"] and touches else form
    return finer.interval(record)


def _contrast_row(rows: Sequence[FairRow], form: Form, areas: Areas) -> Row:
    """The contrast's own numbers, from any row that shows them."""
    cells = [Cell(areas.label(areas.contrast))]
    for name in _GROUPS:
        sides: list[FairSide] = [getattr(row, name) for row in rows]
        shown = [side for side in sides if side.shown]
        if shown:
            status = Status.FEW if all(s.status is Status.FEW for s in shown) else Status.SHOWN
            record = _record(shown[0]) | {"estimate": shown[0].contrast, "status": status}
            cells.append(form.estimate(record))
        else:
            cells.append(Cell(SIGNS[sides[0].status]))
        cells += [EMPTY, EMPTY]
    known = [row.contrast_n for row in rows if row.contrast_n == row.contrast_n]
    cells.append(_answers(known[0] if known else float("nan"), form))
    return Row(tuple(cells), RowKind.CONTRAST, areas.code(areas.contrast))


def _answers(n: float, form: Form) -> Cell:
    if n != n:  # noqa: PLR0124 - NaN: hidden
        return Cell(SIGNS[Status.CONFIDENTIAL])
    return Cell(format_number(n, form.language, decimals=0), (int(n),), (COUNT_FORMAT,))


def _columns(part: ReleasedFair, form: Form, areas: Areas) -> tuple[Column, ...]:
    language = form.language
    points = "difference_points" if form.is_share else "difference"
    head = text(f"fair.table.{points}", lang=language)
    columns = [area_column(areas)]
    for name in _GROUPS:
        group = text(f"fair.table.{name}", lang=language)
        estimate = text(f"table.head.{part.statistic}", lang=language)
        columns += [
            Column(f"estimate_{name}", estimate, formats=(form.number_format,), group=group),
            difference_column(form, f"difference_{name}", head, group),
            interval_column(form, part.level, f"interval_{name}", group),
        ]
    return (*columns, count_column("n", language))


def _notes(part: ReleasedFair, areas: Areas, rows: Sequence[Row]) -> list[str]:
    language = areas.language
    signs = signs_in(rows)
    several = len(rows) > 2
    corrected = part.adjust if several else "none"
    together = part.adjust == "dunnett" and several
    notes = [*method_notes(part, areas), text("fair.note.why", lang=language)]
    notes.append(text(f"fair.note.{'together' if together else 'single'}", lang=language))
    notes += mark_notes(signs, areas, adjust=corrected, language=language)
    return notes + sign_notes(signs, language)


def method_notes(part: ReleasedFair, areas: Areas) -> list[str]:
    """What areas were made equal in, how, and whose composition they were given."""
    language, book = areas.language, areas.codebook
    what = characteristics_in_words(part.characteristics, book, language)
    if part.to == "area":
        area = book.value_in_text(part.over, part.standard_area, language)
        whose = text("fair.note.to_area", lang=language, area=area)
    else:
        whose = text(f"fair.note.to_{part.to}", lang=language)
    notes = [text(f"fair.note.{part.method}", lang=language, what=what, whose=whose)]
    if part.left_out:
        notes.append(text("fair.note.left_out", lang=language))
    return notes
