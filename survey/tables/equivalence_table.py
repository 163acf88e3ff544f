"""Every area beside the contrast: about the same, surely different, or undecided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.comparison.equivalences import Outcome
from survey.disclosure.policy import Status
from survey.disclosure.results.ranks import ReleasedEquivalence, judged_rows
from survey.disclosure.results.released import must_be_one_name, must_be_released
from survey.disclosure.signs import SIGNS, sign_of_mark
from survey.documents.blocks import Align, Cell, Column, Row
from survey.language.catalogue import text
from survey.language.numbers import format_number, format_percent
from survey.tables.area_rows import table_id
from survey.tables.cells import EMPTY
from survey.tables.judged_rows import is_shown, judged_table
from survey.tables.measures import difference_column
from survey.tables.notes import mark_sentence
from survey.tables.options import style_of
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.disclosure.results.released import Released
    from survey.tables.judged_rows import JudgedTable


def equivalence_table(
    released: Released,
    variable: str,
    *,
    category: Any = None,  # noqa: ANN401 - a code
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """Whether every area is about like the contrast, surely different from it, or undecided.

    Parameters
    ----------
    released : Released
        With what `equivalence` returned.
    variable : str
    category : code, optional
        Needed only where several numbers of the variable were judged.
    language : {"da", "en"}, optional
    decimals : int, optional
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable
        The difference with its interval, beside a word for what it says.

    Raises
    ------
    UnknownNameError
        If nothing of the kind was released of the variable.
    WrongUseError
        If an option can't be meant, or `released` has not been released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": list("AABB"), "safe": [1, 0] * 2})
    >>> rows["k"] = [800, 200, 810, 190]
    >>> shares = sv.proportion(sv.SurveyDesign(rows, counts="k"), "safe", by="area")
    >>> released = sv.release(sv.equivalence(shares, 0.05, contrast="B"))
    >>> table = sv.equivalence_table(released, "safe", category=1, language="en")
    >>> [table.rows[0].cells[place].text for place in (1, 2, 4)]
    ['80', '−1', 'about the same']
    """
    must_be_released(released)
    must_be_one_name(variable)
    style = style_of(language, decimals)
    part, records = judged_rows(released.of(ReleasedEquivalence), "equivalence", variable, category)
    records = [r | {"conf_low": r["inner_low"], "conf_high": r["inner_high"]} for r in records]
    table = judged_table(released, part, records, part.contrast, style)
    rows = tuple(_rows(table, part, records))
    key = "equivalence.title_waves" if part.waves else "equivalence.title"
    contrast = "" if part.waves else table.areas.contrast_in_text
    return ReleasedTable(
        id=table_id(f"{variable}_equivalence", *([] if category is None else [category])),
        title=title or text(key, lang=table.language, contrast=contrast, what=table.what),
        subtitle=subtitle,
        columns=tuple(_columns(table, part)),
        rows=rows,
        notes=(*released.stamps(table.language), *_notes(table, part, records, rows)),
        language=table.language,
    )


def _columns(table: JudgedTable, part: ReleasedEquivalence) -> Iterator[Column]:
    language, form = table.language, table.form
    yield from table.first_columns(None)
    points = "_points" if form.is_share else ""
    head = text(f"equivalence.change{points}", lang=language)
    if not part.waves:
        contrast = table.areas.contrast_in_text
        head = text(f"table.head.difference{points}", lang=language, contrast=contrast)
    yield difference_column(form, "difference", head)
    level = format_number((2 * part.level - 1) * 100, language)
    parts = tuple(text(f"table.part.{each}", lang=language) for each in ("from", "to"))
    signed = form.difference_format
    head = text("equivalence.inner", lang=language, level=level)
    yield Column("inner", head, parts=parts, formats=(signed, signed))
    yield Column("outcome", text("equivalence.conclusion", lang=language), Align.LEFT)


def _rows(table: JudgedTable, part: ReleasedEquivalence, records: list[Any]) -> Iterator[Row]:
    areas, form = table.areas, table.form
    for record in records:
        area = record[areas.over]
        label = table.heading(area)
        if part.waves:
            pair = {name: record[f"{name}_wave"] for name in ("earlier", "later")}
            waves = text("equivalence.waves", lang=table.language, **pair)
            label = Cell(f"{label.text}, {waves}") if len(part.waves) > 2 else label
        cells = (
            label,
            form.estimate(record),
            form.difference(record, _no_sign if part.waves else sign_of_mark),
            form.interval(record),
            Cell(_outcome(record, table.language)),
        )
        yield Row(cells, areas.kind(area), areas.code(area))
    shown = next((record for record in records if is_shown(record)), None)
    is_area = areas.has_contrast_area and not part.waves
    if is_area and shown is not None and not isinstance(part.contrast, Domain):
        number = form.estimate(shown | {"estimate": shown["contrast_estimate"]})
        cells = (table.heading(part.contrast), number, EMPTY, EMPTY, EMPTY)
        yield Row(cells, areas.kind(part.contrast), areas.code(part.contrast))


def _no_sign(_: float) -> str:
    return ""


def _outcome(record: Any, language: str) -> str:  # noqa: ANN401 - a row of a frame
    status = Status(record["status"])
    if status.hidden:
        return SIGNS[status]
    key = str(record["outcome"])
    if record["outcome"] is Outcome.DIFFERENT:
        key = "higher" if record["mark"] > 0 else "lower"
    return text(f"equivalence.{key}", lang=language)


def _notes(
    table: JudgedTable, part: ReleasedEquivalence, records: list[Any], rows: tuple[Row, ...]
) -> Iterator[str]:
    language, form = table.language, table.form
    shown = [record for record in records if is_shown(record)]
    outcomes = {record["outcome"] for record in shown}
    margin = format_number(records[0]["margin"] * form.scale, language)
    level = format_percent(2 * part.level - 1, language)
    yield from table.question_notes()
    points = "_points" if form.is_share else ""
    yield text(f"equivalence.note_margin{points}", lang=language, margin=margin, level=level)
    yield from outcome_notes(outcomes, _inside_undecided(shown), margin, language)
    if not part.waves:
        marks = {int(record["mark"]) for record in shown}
        yield from mark_sentence(marks, part.marks_adjust, table.areas.contrast_noun, language)
    same = [record for record in shown if record["outcome"] is Outcome.EQUIVALENT]
    if any(record["mark"] for record in same):
        yield text("equivalence.note_small", lang=language, margin=margin)
    if any(leaves_out_zero(record) for record in shown):
        sure = format_percent(part.level, language)
        yield text("equivalence.note_sure", lang=language, level=sure)
    if form.is_share:
        yield text("table.note.rounding", lang=language)
    yield from table.sign_notes(rows)


def _inside_undecided(records: list[Any]) -> bool:
    """Whether an interval within the margin isn't called so, as several areas are judged."""
    return any(
        record["outcome"] is not Outcome.EQUIVALENT
        and max(-record["inner_low"], record["inner_high"]) < record["margin"]
        for record in records
    )


def leaves_out_zero(record: Any) -> bool:  # noqa: ANN401 - a row of a frame
    """Whether the interval of a difference that isn't sure leaves out 0."""
    low, high = record["inner_low"], record["inner_high"]
    return bool(not record["mark"] and (low > 0 or high < 0))


def outcome_notes(outcomes: set[Any], corrected: bool, margin: str, language: str) -> Iterator[str]:
    """What the words for outcomes mean, those that occur."""
    if Outcome.DIFFERENT in outcomes:
        yield text("equivalence.note_different", lang=language, margin=margin)
    if Outcome.UNDECIDED in outcomes:
        yield text("equivalence.note_undecided", lang=language)
    if corrected:
        yield text("equivalence.note_corrected", lang=language)
