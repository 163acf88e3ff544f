"""Headlines by area and wave: what charts of change and of trends are made of."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from survey.codebook import Category, Domain
from survey.disclosure.policy import Status
from survey.disclosure.results.released import must_be_one_name
from survey.disclosure.signs import NEVER, SIGNS
from survey.documents.blocks import RowKind
from survey.errors import UnknownNameError, WrongUseError
from survey.figures.areas import (
    area_label,
    contrast_area,
    known_area,
    label_of,
    ordered_areas,
    row_area,
    row_kind,
)
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.results.released import Released, ReleasedComparison
    from survey.disclosure.results.waves import ReleasedWaves, WaveChange, WaveCourse, WaveLevel


@dataclass(frozen=True, slots=True)
class Point:
    """A share with its interval; NaN where it is hidden, or absent as it wasn't measured."""

    estimate: float = math.nan
    low: float = math.nan
    high: float = math.nan
    status: Status = Status.UNAVAILABLE
    absent: bool = False

    @property
    def sign(self) -> str:
        """What stands where its number can't be read."""
        return NEVER if self.absent else SIGNS[self.status]

    @property
    def shown(self) -> bool:
        """Whether its numbers are there to be read."""
        return not self.status.hidden

    def ends(self) -> list[float]:
        """The numbers of it that are drawn."""
        return [each for each in (self.estimate, self.low, self.high) if not math.isnan(each)]


@dataclass(frozen=True, slots=True)
class Course:
    """An area over the waves, one point a wave; `breaks` are places where it became another."""

    key: Any
    area: str
    label: str
    kind: RowKind
    points: tuple[Point, ...]
    breaks: frozenset[int] = frozenset()

    @property
    def strong(self) -> bool:
        """Whether it is set apart: the contrast, and all areas together."""
        return self.kind is not RowKind.BODY


@dataclass(frozen=True, slots=True)
class Waves:
    """A headline by area and wave.

    Attributes
    ----------
    by : tuple of str
    over, wave : str
        The columns of areas and of waves.
    values : tuple
        Waves in order; `labels` are what they are called.
    courses : tuple of Course
        Areas, then the contrast, then all areas.
    compared : WaveCourse or None
        Where the numbers are from, if waves were compared.
    """

    by: tuple[str, ...]
    over: str
    wave: str
    values: tuple[Any, ...]
    labels: tuple[str, ...]
    courses: tuple[Course, ...]
    level: float
    compared: WaveCourse | None = None

    def place(self, value: object) -> int:
        """The place of a wave among the waves, by its value or its label.

        Raises
        ------
        WrongUseError
            If it is no wave.
        """
        for known in (self.values, self.labels, tuple(map(str, self.values))):
            if value in known:
                return known.index(value)
        raise fail(WrongUseError, "chart.wave", got=quoted(value), known=culprits(self.values))


@dataclass(frozen=True, slots=True)
class Since:
    """What changes are counted from, and how their marks were made.

    Attributes
    ----------
    wave : object
        The earlier wave.
    level : float
        Of their intervals.
    corrected : bool
        Whether marks account for several comparisons.
    of_areas : bool
        Whether these are those of all areas, and not of several waves of each area.
    """

    wave: Any
    level: float
    corrected: bool
    of_areas: bool

    def how(self, language: str) -> str:
        """How marks were made, as part of a sentence."""
        key = "corrected" if self.corrected else "alone"
        chapter = "wave_table" if self.of_areas else "chart.change"
        return text(f"{chapter}.{key}", lang=language)


def read_waves(
    released: Released,
    variable: str,
    *,
    over: str | None,
    wave: str,
    contrast: object,
    language: str,
) -> Waves:
    """Read a headline by area and wave.

    Raises
    ------
    UnknownNameError
        If it was not released so.
    WrongUseError
        If there are several columns of areas, or fewer than two waves.
    """
    must_be_one_name(variable)
    part = released.compared_waves(variable, over, Category.HEADLINE)
    if part is not None:
        return compared_courses(part, variable, contrast, language)
    by = _by(released, variable, over, wave)
    over = next(name for name in by if name != wave)
    part, rows = released.estimates_of(variable, by, headline=True)
    records: dict[Any, Any] = {(r[over], r[wave]): r for r in rows.to_dict("records")}
    values = _in_order(released, wave, [v for _, v in records if not isinstance(v, Domain)])
    if len(values) < 2:
        raise fail(WrongUseError, "chart.one_wave", name=quoted(variable), wave=quoted(wave))
    areas = [area for area, _ in records]
    standard = contrast_area(released, over, areas, contrast)
    courses = tuple(
        Course(
            area,
            row_area(area),
            area_label(released, over, area, standard, language),
            row_kind(area, standard),
            tuple(point_of(records.get((area, value))) for value in values),
        )
        for area in ordered_areas(areas, standard)
    )
    labels = tuple(released.codebook.value_label(wave, value, language) for value in values)
    return Waves(by, over, wave, tuple(values), labels, courses, part.level)


def compared_courses(part: ReleasedWaves, variable: str, contrast: object, language: str) -> Waves:
    """Read a headline of compared waves."""
    course, over = part.course_of(variable), part.over or ""
    areas = course.areas()
    standard = part.contrast if contrast is None else known_area(areas, contrast)
    book = part.codebook
    courses = tuple(
        Course(
            area,
            row_area(area),
            label_of(book, over, area, standard, language),
            row_kind(area, standard),
            tuple(_point(course.level(area, wave)) for wave in part.waves),
            _breaks_of(course, area),
        )
        for area in ordered_areas(areas, standard)
    )
    return Waves(part.by, over, "", part.waves, part.waves, courses, part.level, course)


def _point(level: WaveLevel) -> Point:
    ends = (level.estimate, level.conf_low, level.conf_high)
    return Point(*ends, level.status, absent=not level.measured)


def _breaks_of(course: WaveCourse, area: object) -> frozenset[int]:
    """Places of waves from which on an area can't be compared with before."""
    waves = course.waves.waves
    steps = pairwise(waves)
    return frozenset(
        place for place, pair in enumerate(steps, start=1)
        if (change := course.change(area, pair)).broken and change.measured
    )  # fmt: skip


def change_between(released: Released, variable: str, waves: Waves, earlier: object) -> Any:  # noqa: ANN401
    """The released comparison of waves within areas, or None.

    Parameters
    ----------
    released : Released
    variable : str
    waves : Waves
    earlier : wave or None
        The one that others are compared with; any if it is None.

    Returns
    -------
    (Since, dict) or None
        Its rows by area and wave.
    """
    if waves.compared is not None:
        return _since(waves.compared, earlier)
    for part in released.comparisons:
        if part.by != waves.by or part.over != waves.wave or part.contrast not in waves.values:
            continue
        found = _rows_of(part, variable, waves)
        if found and earlier in (None, part.contrast):
            corrected = len(waves.values) > 2 and part.adjust != "none"
            return Since(part.contrast, part.level, corrected, of_areas=False), found
    return None


def _since(course: WaveCourse, earlier: object) -> tuple[Since, dict[Any, Any]] | None:
    """Changes since a wave; if none is named, the first that can be compared with the last."""
    waves = course.waves.waves
    start = waves[0]
    if earlier is not None:
        start = str(earlier)
    elif len(waves) > 2:
        series = course.waves.series_of(course.variable, course.category)[-1]
        start = next((w for w in series if (w, waves[-1]) in course.pairs()), waves[-2])
    found = {
        (area, wave): _record(course.change(area, (start, wave)))
        for area in course.areas()
        for wave in waves
        if (start, wave) in course.pairs()
    }
    since = Since(start, course.waves.level, course.is_corrected, of_areas=True)
    return (since, found) if found else None


def _record(change: WaveChange) -> dict[str, Any]:
    return {
        "difference": change.difference,
        "conf_low": change.conf_low,
        "conf_high": change.conf_high,
        "simultaneous_low": math.nan,
        "simultaneous_high": math.nan,
        "mark": change.mark,
        "status": change.status,
        "broken": change.broken and change.measured,
        "absent": not change.measured,
    }


def _rows_of(part: ReleasedComparison, variable: str, waves: Waves) -> dict[Any, Any]:
    rows = part.frame[part.frame["variable"] == variable]
    rows = rows[rows["category"] == "(headline)"]
    return {(r[waves.over], r[waves.wave]): r for r in rows.to_dict("records")}


def _by(released: Released, variable: str, over: str | None, wave: str) -> tuple[str, ...]:
    found = {
        part.by
        for part in released.estimates
        if len(part.by) == 2
        and wave in part.by
        and (over is None or over in part.by)
        and _has_headline(part.frame, variable)
    }
    if not found:
        by = culprits([over, wave] if over else [wave])
        raise fail(UnknownNameError, "chart.no_waves", name=quoted(variable), by=by)
    columns = sorted(name for by in found for name in by if name != wave)
    if len(set(columns)) > 1:
        name, by = quoted(variable), culprits(columns)
        raise fail(WrongUseError, "release.over_needed", name=name, by=by)
    return min(found)


def _has_headline(frame: Any, variable: str) -> bool:  # noqa: ANN401 - a frame
    rows = frame[frame["variable"] == variable]
    return bool((rows["category"] == "(headline)").any())


def _in_order(released: Released, wave: str, values: Sequence[Any]) -> list[Any]:
    """Waves in the order of the codebook; those it doesn't hold as they come."""
    variable = released.codebook.get(wave)
    codes = [code.value for code in variable.codes] if variable else []
    found = list(dict.fromkeys(values))
    return [code for code in codes if code in found] + [v for v in found if v not in codes]


def point_of(record: Any) -> Point:  # noqa: ANN401 - a row of a frame
    """A released row as a point; where there is none it can't be had."""
    if record is None:
        return Point()
    status = Status(record["status"])
    estimate, low, high = (float(record[name]) for name in ("estimate", "conf_low", "conf_high"))
    return Point(estimate, low, high, status)
