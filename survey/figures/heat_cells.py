"""What a heat chart shows: indicators across, areas down, each beside the contrast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import said
from survey.disclosure.policy import Status
from survey.disclosure.signs import SIGNS, sign_of_mark
from survey.documents.blocks import Cell, Column, Row, RowKind
from survey.errors import WrongUseError
from survey.figures.areas import (
    area_label,
    contrast_in_text,
    ordered_areas,
    row_area,
    row_kind,
)
from survey.figures.numbers_table import area_column, mark_notes, numbers_table, percentage
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import NO_BREAK, format_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Table

SMALL_DIFFERENCE, LARGE_DIFFERENCE = 0.05, 0.15
_SIDES = {"high": 1, "low": -1, "neither": 0}


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A share beside the contrast's.

    Attributes
    ----------
    share : float
        NaN if it is hidden.
    status : Status
    difference : float or None
        From the contrast; None where there is none to be seen.
    mark : int
        −1, 0 or 1: whether the difference is statistically significant.
    side : int
        1 if a high share is good, −1 if a low one is, 0 if neither is.
    """

    share: float
    status: Status
    difference: float | None
    mark: int
    side: int

    @property
    def level(self) -> int:
        """From −2, much worse than the contrast, over 0, about the same, to 2, much better."""
        if self.difference is None or not self.side:
            return 0
        size = abs(self.difference)
        steps = (size >= SMALL_DIFFERENCE) + (size >= LARGE_DIFFERENCE)
        return steps if (self.difference > 0) == (self.side > 0) else -steps

    @property
    def judged(self) -> int:
        """1 if it is surely better than the contrast, −1 if it is surely worse, else 0."""
        return self.mark * self.side

    def words(self, language: str, *, between: str = NO_BREAK) -> str:
        """The number with its signs, or the sign alone where it is hidden."""
        if self.status.hidden:
            return SIGNS[self.status]
        number = f"{format_share(self.share, language)}{SIGNS[self.status]}"
        sign = sign_of_mark(self.mark)
        return f"{number}{between}{sign}" if sign else number


@dataclass(frozen=True, slots=True)
class HeatRow:
    """An area and its cells."""

    area: str
    label: str
    kind: RowKind
    cells: tuple[HeatCell, ...]

    @property
    def strong(self) -> bool:
        """Whether it is set apart: the contrast, and all areas together."""
        return self.kind is not RowKind.BODY


@dataclass(frozen=True, slots=True)
class Spec:
    """A heat chart before it is drawn.

    Attributes
    ----------
    heads : tuple of str
        What the indicators are called.
    sides : tuple of int
        As `HeatCell.side`.
    rows : tuple of HeatRow
    in_text : str
        What areas are compared with, inside a sentence.
    """

    heads: tuple[str, ...]
    sides: tuple[int, ...]
    rows: tuple[HeatRow, ...]
    in_text: str
    over: str
    adjust: str
    language: str

    def cells(self) -> list[HeatCell]:
        """All cells."""
        return [cell for row in self.rows for cell in row.cells]


@dataclass(frozen=True, slots=True)
class _Indicator:
    """A headline by area, and its differences from the contrast."""

    name: str
    shares: dict[Any, Any]
    differences: dict[Any, Any]
    contrast: object
    adjust: str
    side: int


def read_heat(released: Released, names: Sequence[str], over: str, language: str) -> Spec:
    """Read several headlines by area.

    Raises
    ------
    WrongUseError
        If one was released without a comparison, or they were compared with different things.
    """
    found = [_indicator(released, name, over) for name in names]
    contrasts = list(dict.fromkeys(each.contrast for each in found))
    if len(contrasts) > 1:
        raise fail(WrongUseError, "chart.contrasts", got=culprits(contrasts))
    contrast = contrasts[0]
    areas = ordered_areas([area for each in found for area in each.shares], contrast)
    rows = tuple(
        HeatRow(
            row_area(area),
            area_label(released, over, area, contrast, language),
            row_kind(area, contrast),
            tuple(_cell(each, area) for each in found),
        )
        for area in areas
    )
    adjust = "none" if any(each.adjust == "none" for each in found) else found[0].adjust
    heads = _heads(released, names, language)
    in_text = contrast_in_text(released, over, contrast, language)
    sides = tuple(each.side for each in found)
    return Spec(heads, sides, rows, in_text, over, adjust, language)


def _indicator(released: Released, name: str, over: str) -> _Indicator:
    _, rows = released.estimates_of(name, (over,), headline=True)
    found = released.comparison_of(name, (over,), headline=True)
    if found is None:
        raise fail(WrongUseError, "chart.no_comparison", name=quoted(name))
    comparison, differences = found
    headline = released.codebook.variable_or_bare(name).headline
    return _Indicator(
        name,
        {record[over]: record for record in rows.to_dict("records")},
        {record[over]: record for record in differences.to_dict("records")},
        comparison.contrast,
        comparison.adjust,
        _SIDES[headline.good if headline else "neither"],
    )


def _cell(indicator: _Indicator, area: object) -> HeatCell:
    record, other = indicator.shares.get(area), indicator.differences.get(area)
    if record is None:
        return HeatCell(float("nan"), Status.UNAVAILABLE, None, 0, indicator.side)
    share, status = float(record["estimate"]), Status(record["status"])
    if other is None or Status(other["status"]).hidden:
        return HeatCell(share, status, None, 0, indicator.side)
    difference, mark = float(other["difference"]), int(other["mark"])
    return HeatCell(share, status, difference, mark, indicator.side)


def _heads(released: Released, names: Sequence[str], language: str) -> tuple[str, ...]:
    """What each column is of; the question stands first where several have the same headline."""
    heads = [_head(released, name, language) for name in names]
    questions = [released.codebook.label(name, language) for name in names]
    return tuple(
        f"{question}: {head}" if heads.count(head) > 1 and not head.startswith(question) else head
        for question, head in zip(questions, heads, strict=True)
    )


def _head(released: Released, name: str, language: str) -> str:
    variable = released.codebook.variable_or_bare(name)
    label = variable.headline.label if variable.headline else variable.label
    return said(label, language, default=name)


def heat_numbers(spec: Spec, released: Released, name: str, title: str, subtitle: str,
                 notes: Sequence[str]) -> Table:  # fmt: skip
    """The shares and the marks of their differences."""
    language = spec.language
    parts = (text("table.head.share", lang=language), text("table.part.mark", lang=language))
    columns = [
        area_column(released, spec.over, language),
        *(
            Column(f"indicator_{place}", head, parts=parts, formats=("0", "@"))
            for place, head in enumerate(spec.heads, start=1)
        ),
    ]
    rows = [
        Row(
            (Cell(row.label), *(_printed(cell, language) for cell in row.cells)), row.kind, row.area
        )
        for row in spec.rows
    ]
    return numbers_table(
        name, title, columns, rows, language=language, subtitle=subtitle, notes=notes
    )


def _printed(cell: HeatCell, language: str) -> Cell:
    words = cell.words(language)
    if cell.status.hidden:
        return Cell(words)
    return Cell(words, (percentage(cell.share), sign_of_mark(cell.mark)))


def heat_marks(spec: Spec) -> list[str]:
    """What ▲ and ▼ mean, as far as they occur."""
    marks = [cell.mark for cell in spec.cells() if not cell.status.hidden]
    return mark_notes(marks, spec.in_text, spec.adjust, spec.language)
