"""The numbers of a chart as a table: what it shows, and nothing else."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from survey.disclosure.signs import HIGHER, LOWER, SIGNS, sign_of_mark, with_sign
from survey.documents.blocks import Align, Cell, Column, Table
from survey.language.catalogue import text
from survey.language.numbers import (
    NO_BREAK,
    format_number,
    format_percent,
    format_points,
    format_range,
    format_share,
)
from survey.language.words import capitalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from survey.disclosure.policy import Status
    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Row

POINTS = '+0;"−"0;0'


def numbers_table(
    chart: str,
    title: str,
    columns: Iterable[Column],
    rows: Iterable[Row],
    *,
    language: str,
    subtitle: str = "",
    notes: Sequence[str] = (),
) -> Table:
    """The table of a chart, named after it."""
    return Table(
        f"{chart}_numbers", title, tuple(columns), tuple(rows), subtitle, tuple(notes), language
    )


def area_column(released: Released, over: str, language: str) -> Column:
    """The column that says which area a row is about."""
    return Column("area", capitalised(released.codebook.label(over, language)), Align.LEFT)


def share_column(
    language: str, *, key: str = "estimate", head: str = "", group: str = ""
) -> Column:
    """A column of percentages, by default »Pct.«."""
    head = head or text("table.head.share", lang=language)
    return Column(key, head, formats=("0",), group=group)


def interval_column(
    level: float, language: str, *, key: str = "interval", group: str = ""
) -> Column:
    """A column of intervals of percentages."""
    head = text("table.head.interval", lang=language, level=format_number(level * 100, language))
    return Column(key, head, parts=limit_heads(language), formats=("0", "0"), group=group)


def limit_heads(language: str) -> tuple[str, str]:
    """Heads of the ends of an interval in a workbook."""
    return text("table.part.from", lang=language), text("table.part.to", lang=language)


def mark_column(language: str) -> Column:
    """A column of marks of statistically significant differences."""
    return Column("mark", capitalised(text("table.part.mark", lang=language)))


def share_cell(share: float, status: Status, language: str) -> Cell:
    """A percentage, or the sign that stands for it."""
    if status.hidden:
        return Cell(SIGNS[status])
    return Cell(with_sign(format_share(share, language), status), (percentage(share),))


def interval_cell(low: float, high: float, status: Status, language: str) -> Cell:
    """An interval, or the sign that stands for it."""
    if status.hidden:
        return Cell(SIGNS[status])
    if math.isnan(low):
        return Cell("..")
    limits = format_range(format_share(low, language), format_share(high, language))
    return Cell(limits, (percentage(low), percentage(high)))


def points_cell(difference: float, status: Status, language: str) -> Cell:
    """A difference in percentage points, or the sign that stands for it."""
    if status.hidden:
        return Cell(SIGNS[status])
    return Cell(format_points(difference, language), (percentage(difference),))


def mark_cell(mark: int | None) -> Cell:
    """▲ or ▼ where a difference is statistically significant."""
    return Cell(sign_of_mark(mark or 0))


def percentage(share: float) -> float:
    """A share as a percentage for a workbook: 12 digits, so that platforms agree on it."""
    return float(f"{100 * share:.12g}")


def share_in_words(share: float, low: float, high: float, status: Status, language: str) -> str:
    """A share with its interval as it is written in a chart, or the sign that stands for it."""
    if status.hidden:
        return SIGNS[status]
    written = f"{format_percent(share, language)}{SIGNS[status]}"
    if math.isnan(low):
        return written
    limits = format_range(format_share(low, language), format_share(high, language))
    return f"{written}{NO_BREAK}({limits})"


def mark_notes(marks: Iterable[int | None], contrast: str, adjust: str, language: str) -> list[str]:
    """What ▲ and ▼ mean, as far as they occur."""
    signs = {sign_of_mark(mark or 0) for mark in marks}
    keys = [key for sign, key in ((HIGHER, "higher"), (LOWER, "lower")) if sign in signs]
    if not keys:
        return []
    key = "both" if len(keys) == 2 else keys[0]
    how = text(f"chart.mark.{'unadjusted' if adjust == 'none' else 'adjusted'}", lang=language)
    return [text(f"chart.mark.{key}", lang=language, contrast=contrast, how=how)]
