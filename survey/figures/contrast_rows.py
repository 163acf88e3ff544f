"""What a contrast chart shows: every area, and what it is compared with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.disclosure.policy import Status
from survey.documents.blocks import Cell, Plot, PlotKind, Row, RowKind
from survey.errors import WrongUseError
from survey.figures.areas import contrast_in_text, row_area
from survey.figures.chart import notes_on
from survey.figures.numbers_table import (
    area_column,
    interval_cell,
    interval_column,
    mark_cell,
    mark_column,
    mark_notes,
    numbers_table,
    share_cell,
    share_column,
)
from survey.figures.style import QUIET
from survey.language.catalogue import text
from survey.language.messages import fail, quoted
from survey.language.words import capitalised

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from survey.disclosure.results.released import Released, ReleasedComparison
    from survey.documents.blocks import Column, Table
    from survey.figures.style import Look


@dataclass(frozen=True, slots=True)
class Dot:
    """One area, or what areas are compared with; the numbers are NaN where they are hidden.

    Attributes
    ----------
    area : str
        Its code; empty for all together.
    label : str
    estimate, low, high : float
    status : Status
    mark : int or None
        Whether it differs from the contrast; None where that is not to be seen.
    beside : float
        The share of all other areas, where it is them that it is compared with.
    compared : Status
        Of that comparison.
    """

    area: str
    label: str
    estimate: float
    low: float
    high: float
    status: Status
    mark: int | None = None
    beside: float = math.nan
    compared: Status = Status.UNAVAILABLE

    @property
    def shown(self) -> bool:
        """Whether its numbers are there to be read."""
        return not self.status.hidden

    def ends(self) -> list[float]:
        """The numbers of it that are drawn."""
        own = (self.estimate, self.low, self.high) if self.shown else ()
        return [each for each in (*own, self.beside) if not math.isnan(each)]


@dataclass(frozen=True, slots=True)
class Spec:
    """A contrast chart before it is drawn.

    Attributes
    ----------
    dots : tuple of Dot
        From the highest share to the lowest, hidden ones last.
    contrast : Dot or None
        None where each area is compared with all others, so that no line can stand for them.
    in_text : str
        What areas are compared with, inside a sentence.
    """

    dots: tuple[Dot, ...]
    contrast: Dot | None
    in_text: str
    over: str
    level: float
    adjust: str
    language: str
    is_area: bool

    @property
    def drawn(self) -> list[Dot]:
        """Areas whose numbers are shown."""
        return [dot for dot in self.dots if dot.shown]


def read_contrast(released: Released, variable: str, over: str, language: str) -> Spec:
    """Read what is compared with what.

    Raises
    ------
    WrongUseError
        If no comparison was released with the headline.
    """
    part, rows = released.estimates_of(variable, (over,), headline=True)
    found = released.comparison_of(variable, (over,), headline=True)
    if found is None:
        raise fail(WrongUseError, "chart.no_comparison", name=quoted(variable))
    comparison, differences = found
    records: dict[Any, Any] = {record[over]: record for record in rows.to_dict("records")}
    beside: dict[Any, Any] = {record[over]: record for record in differences.to_dict("records")}
    dots = [
        _dot(released, over, record, beside.get(area), comparison.contrast, language)
        for area, record in records.items()
        if not isinstance(area, Domain) and area != comparison.contrast
    ]
    dots.sort(key=lambda dot: (not dot.shown, -dot.estimate if dot.shown else 0))
    return Spec(
        tuple(dots),
        _contrast(released, over, records, differences, comparison, language),
        contrast_in_text(released, over, comparison.contrast, language),
        over,
        part.level,
        comparison.adjust,
        language,
        is_area=not isinstance(comparison.contrast, Domain),
    )


def _dot(
    released: Released,
    over: str,
    record: Any,  # noqa: ANN401 - a row of a frame
    difference: Any,  # noqa: ANN401
    contrast: object,
    language: str,
) -> Dot:
    area = record[over]
    compared = difference is not None and not Status(difference["status"]).hidden
    rest = compared and contrast is Domain.REST
    return Dot(
        row_area(area),
        released.codebook.value_label(over, area, language),
        float(record["estimate"]),
        float(record["conf_low"]),
        float(record["conf_high"]),
        Status(record["status"]),
        mark=int(difference["mark"]) if compared else None,
        beside=float(difference["contrast_estimate"]) if rest else math.nan,
        compared=Status.UNAVAILABLE if difference is None else Status(difference["status"]),
    )


def _contrast(
    released: Released,
    over: str,
    records: Mapping[Any, Any],
    differences: pd.DataFrame,
    comparison: ReleasedComparison,
    language: str,
) -> Dot | None:
    contrast = comparison.contrast
    if contrast is Domain.REST:
        return None
    if contrast in records:
        dot = _dot(released, over, records[contrast], None, contrast, language)
        if contrast is not Domain.ALL:
            return dot
        low, high, estimate, status = dot.low, dot.high, dot.estimate, dot.status
    else:
        known = differences[~differences["difference"].isna()]["contrast_estimate"]
        low = high = math.nan
        estimate = float(known.iloc[0]) if len(known) else math.nan
        status = Status.SHOWN if len(known) else Status.UNAVAILABLE
    label = capitalised(contrast_in_text(released, over, contrast, language))
    return Dot("", label, estimate, low, high, status)


def contrast_numbers(spec: Spec, released: Released, name: str, title: str, subtitle: str) -> Table:
    """The shares, their intervals and marks."""
    columns = [
        area_column(released, spec.over, spec.language),
        share_column(spec.language),
        interval_column(spec.level, spec.language),
        *_rest_column(spec),
        mark_column(spec.language),
    ]
    rows = [_row(spec, dot, RowKind.BODY) for dot in spec.dots]
    if spec.contrast is not None:
        kind = RowKind.CONTRAST if spec.is_area else RowKind.ALL
        rows.append(_row(spec, spec.contrast, kind))
    marks = [dot.mark for dot in spec.drawn]
    notes = mark_notes(marks, spec.in_text, spec.adjust, spec.language)
    signs = statuses_of(spec)
    signs |= {dot.compared for dot in spec.dots} if spec.contrast is None else set()
    notes += notes_on(signs, spec.language)
    return numbers_table(
        name, title, columns, rows, language=spec.language, subtitle=subtitle, notes=notes
    )


def _rest_column(spec: Spec) -> list[Column]:
    if spec.contrast is not None:
        return []
    return [share_column(spec.language, key="rest", head=capitalised(spec.in_text))]


def _row(spec: Spec, dot: Dot, kind: RowKind) -> Row:
    language, label = spec.language, dot.label
    if kind is RowKind.CONTRAST:
        label = text("table.contrast_row", lang=language, area=label)
    cells = [
        Cell(label),
        share_cell(dot.estimate, dot.status, language),
        interval_cell(dot.low, dot.high, dot.status, language),
    ]
    if spec.contrast is None:
        cells.append(share_cell(dot.beside, dot.compared, language))
    return Row((*cells, mark_cell(dot.mark)), kind, dot.area)


def statuses_of(spec: Spec) -> set[Status]:
    """Statuses of all numbers in the chart."""
    every = spec.dots if spec.contrast is None else (*spec.dots, spec.contrast)
    return {dot.status for dot in every}


def contrast_plot(spec: Spec, look: Look) -> Plot:
    """Bars with their intervals, the contrast among them in a colour of its own."""
    strong = () if spec.contrast is None else (len(spec.dots),)
    return Plot(
        PlotKind.BARS,
        ("estimate",),
        ("interval",),
        colours=(QUIET,),
        strong=strong,
        strong_colour=look.accent,
    )
