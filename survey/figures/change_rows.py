"""What a chart of change shows: two waves of every area, and the change between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.disclosure.policy import Status
from survey.disclosure.results.wave_notes import break_notes, contrast_notes, footnotes
from survey.disclosure.signs import BROKEN, NEVER, SIGNS, with_sign
from survey.documents.blocks import Cell, Column, Plot, PlotKind, Row, RowKind
from survey.errors import WrongUseError
from survey.figures.chart import notes_on
from survey.figures.numbers_table import (
    POINTS,
    area_column,
    interval_column,
    numbers_table,
    percentage,
    points_cell,
    share_cell,
    share_column,
)
from survey.figures.style import QUIET
from survey.figures.waves import Point, change_between
from survey.language.catalogue import text
from survey.language.messages import fail, quoted
from survey.language.numbers import NO_BREAK, format_points, format_range, format_share

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released
    from survey.disclosure.results.waves import WaveCourse
    from survey.documents.blocks import Table
    from survey.figures.style import Look
    from survey.figures.waves import Course, Since, Waves

RISEN, FALLEN = "↑", "↓"


@dataclass(frozen=True, slots=True)
class Change:
    """A change in shares; NaN where it is hidden.

    Attributes
    ----------
    low, high : float
        Ends of its interval: that of all changes together where there is one.
    mark : int
        −1, 0 or 1: whether it is statistically significant.
    broken : bool
        Whether the two waves can't be compared.
    absent : bool
        Whether one of them has no number.
    """

    difference: float = math.nan
    low: float = math.nan
    high: float = math.nan
    mark: int = 0
    status: Status = Status.UNAVAILABLE
    broken: bool = False
    absent: bool = False

    @property
    def shown(self) -> bool:
        """Whether it is there to be read."""
        return not (self.status.hidden or self.broken or self.absent)

    @property
    def instead(self) -> str:
        """What stands where it can't be read."""
        return BROKEN if self.broken else NEVER if self.absent else SIGNS[self.status]

    @property
    def sign(self) -> str:
        """↑ or ↓ where it is statistically significant."""
        return RISEN if self.mark > 0 else FALLEN if self.mark < 0 else ""

    def ends(self) -> list[float]:
        """The numbers of it that are drawn."""
        return [each for each in (self.difference, self.low, self.high) if not math.isnan(each)]


@dataclass(frozen=True, slots=True)
class Changed:
    """An area in two waves."""

    area: str
    label: str
    kind: RowKind
    before: Point
    after: Point
    change: Change

    @property
    def strong(self) -> bool:
        """Whether it is set apart: the contrast, and all areas together."""
        return self.kind is not RowKind.BODY

    def points(self) -> list[Point]:
        """What of the two waves is shown."""
        return [point for point in (self.before, self.after) if point.shown]


@dataclass(frozen=True, slots=True)
class Spec:
    """A chart of change before it is drawn.

    Attributes
    ----------
    rows : tuple of Changed
        From the greatest rise to the greatest fall, hidden changes after them; then the contrast
        and all areas.
    earlier, later : str
        What the waves are called.
    since : Since
        How marks were made.
    compared : WaveCourse or None
        Where the numbers are from, if waves were compared.
    """

    rows: tuple[Changed, ...]
    earlier: str
    later: str
    over: str
    level: float
    since: Since
    language: str
    compared: WaveCourse | None = None

    def statuses(self) -> set[Status]:
        """Statuses of all numbers in the chart, those that weren't measured apart."""
        points = (point for row in self.rows for point in (row.before, row.after, row.change))
        return {each.status for each in points if not each.absent}


def read_changes(
    released: Released,
    variable: str,
    waves: Waves,
    *,
    earlier: object,
    later: object,
    language: str,
) -> Spec:
    """Read two waves and the change between them.

    Raises
    ------
    WrongUseError
        If no comparison of these waves was released.
    """
    start = None if earlier is None else waves.values[waves.place(earlier)]
    found = change_between(released, variable, waves, start)
    if found is None:
        over, wave = quoted(waves.wave), quoted(waves.values[0] if start is None else start)
        name = quoted(variable)
        raise fail(WrongUseError, "chart.no_change", name=name, over=over, wave=wave)
    since, records = found
    first = waves.values.index(since.wave)
    last = _last(waves, first, {wave for _, wave in records}, later)
    rows = [
        _changed(course, first, last, records.get((course.key, waves.values[last])))
        for course in waves.courses
    ]
    rows.sort(key=_rank)
    return Spec(
        tuple(rows),
        waves.labels[first],
        waves.labels[last],
        waves.over,
        since.level,
        since,
        language,
        waves.compared,
    )


def _last(waves: Waves, first: int, compared: set[Any], later: object) -> int:
    """The place of the later wave: the one asked for, else the last one compared."""
    places = range(first + 1, len(waves.values))
    known = [place for place in places if waves.values[place] in compared]
    wished = known[-1:] if later is None else [waves.place(later)]
    if not wished or wished[0] not in known:
        raise fail(WrongUseError, "chart.no_later", wave=quoted(waves.labels[first]))
    return wished[0]


def _rank(row: Changed) -> tuple[int, float]:
    kinds = {RowKind.CONTRAST: 2, RowKind.ALL: 3}
    rank = kinds.get(row.kind, int(not row.change.shown))
    return rank, 0.0 if rank else -row.change.difference


def _changed(course: Course, first: int, last: int, record: Any) -> Changed:  # noqa: ANN401
    before, after = course.points[first], course.points[last]
    return Changed(course.area, course.label, course.kind, before, after, _change(record))


def _change(record: Any) -> Change:  # noqa: ANN401 - a row of a frame
    if record is None:
        return Change()
    together = not math.isnan(record["simultaneous_low"])
    kind = "simultaneous" if together else "conf"
    return Change(
        float(record["difference"]),
        float(record[f"{kind}_low"]),
        float(record[f"{kind}_high"]),
        int(record["mark"]),
        Status(record["status"]),
        bool(record.get("broken", False)),
        bool(record.get("absent", False)),
    )


def change_in_words(change: Change, language: str) -> str:
    """A change with its interval and its sign: +12 (4–20) ↑."""
    if not change.shown:
        return change.instead
    words = with_sign(format_points(change.difference, language), change.status)
    if not math.isnan(change.low):
        words += f"{NO_BREAK}({_limits(change, language)})"
    return f"{words}{NO_BREAK}{change.sign}" if change.sign else words


def _limits(change: Change, language: str) -> str:
    low, high = (format_points(end, language, sign=False) for end in (change.low, change.high))
    return format_range(low, high)


def point_in_words(point: Point, language: str) -> str:
    """A share as a bare number, or the sign that stands for it."""
    if not point.shown:
        return point.sign
    return with_sign(format_share(point.estimate, language), point.status)


def change_numbers(spec: Spec, released: Released, name: str, title: str, subtitle: str) -> Table:
    """Both waves, the change, its interval and whether it is statistically significant."""
    language = spec.language
    columns = (
        area_column(released, spec.over, language),
        share_column(language, key="before", head=_share_head(spec.earlier, language)),
        share_column(language, key="after", head=_share_head(spec.later, language)),
        Column("change", text("chart.change.head", lang=language), formats=(POINTS,)),
        interval_column(spec.level, language),
        Column("mark", text("chart.change.sure", lang=language)),
    )
    notes = [*wave_notes(spec), *sign_notes(spec), *notes_on(spec.statuses(), language)]
    return numbers_table(
        name,
        title,
        columns,
        [_row(row, language) for row in spec.rows],
        language=language,
        subtitle=subtitle,
        notes=notes,
    )


def _share_head(wave: str, language: str) -> str:
    return text("chart.share_in_wave", lang=language, wave=wave)


def wave_notes(spec: Spec) -> list[str]:
    """What is to be said of waves that were compared: breaks, the contrast, what was recoded."""
    course, language = spec.compared, spec.language
    if course is None:
        return []
    areas = course.areas()
    pair = spec.earlier, spec.later
    notes = break_notes(course, areas, BROKEN, language, pair=pair)
    notes += contrast_notes(course, language, in_place=False, pair=pair)
    notes += footnotes(course, areas, language, pair)
    absent = any(p.absent for row in spec.rows for p in (row.before, row.after))
    return notes + ([text("table.note.never", lang=language)] if absent else [])


def sign_notes(spec: Spec) -> list[str]:
    """What the arrows mean, if there are any."""
    signs = {row.change.sign for row in spec.rows} - {""}
    if not signs:
        return []
    key = "both" if len(signs) == 2 else "risen" if RISEN in signs else "fallen"
    language = spec.language
    how = spec.since.how(language)
    return [text(f"chart.change.{key}", lang=language, wave=spec.earlier, how=how)]


def _row(row: Changed, language: str) -> Row:
    change = row.change
    interval = Cell(change.instead)
    if change.shown:
        ends = (percentage(change.low), percentage(change.high))
        known = not math.isnan(change.low)
        interval = Cell(_limits(change, language), ends) if known else Cell("..")
    cells = (
        Cell(row.label),
        *(_share_cell(point, language) for point in (row.before, row.after)),
        points_cell(change.difference, change.status, language) if change.shown else interval,
        interval,
        Cell(change.sign),
    )
    return Row(cells, row.kind, row.area)


def _share_cell(point: Point, language: str) -> Cell:
    if point.absent:
        return Cell(point.sign)
    return share_cell(point.estimate, point.status, language)


def change_plot(look: Look) -> Plot:
    """A bar for each of the two waves."""
    return Plot(PlotKind.BARS, ("before", "after"), colours=(QUIET, look.accent))
