"""What changed from wave to wave, after the mask."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from survey.codebook import Category, Domain
from survey.comparison.waves.comparison import series_of
from survey.disclosure.policy import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from survey.codebook import Codebook
    from survey.comparison.waves.comparison import Break, Footnote
    from survey.findings import Finding

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WaveLevel:
    """A number of an area in a wave; NaN where it is hidden or wasn't measured."""

    estimate: float = math.nan
    conf_low: float = math.nan
    conf_high: float = math.nan
    n: float = math.nan
    status: Status = Status.UNAVAILABLE
    measured: bool = False


@dataclass(frozen=True, slots=True)
class WaveChange:
    """A change of an area between two waves; NaN where it is hidden or can't be had.

    Attributes
    ----------
    difference, conf_low, conf_high : float
    mark : int
        −1, 0 or 1: whether it is statistically significant.
    status : Status
    broken : bool
        Whether a break forbids it.
    measured : bool
        Whether both waves have a number.
    """

    difference: float = math.nan
    conf_low: float = math.nan
    conf_high: float = math.nan
    mark: int = 0
    status: Status = Status.UNAVAILABLE
    broken: bool = False
    measured: bool = False

    @property
    def shown(self) -> bool:
        """Whether it is there to be read."""
        return not self.broken and not self.status.hidden


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReleasedWaves:
    """A comparison of waves after the mask; hidden numbers are NaN and unmarked.

    Attributes
    ----------
    statistic : str
    by : tuple of str
    over : str or None
    waves : tuple of str
        In order of time.
    contrast : object
    adjust : str
    level : float
    codebook : Codebook
    base : str or tuple
    nets : tuple of str
    breaks : tuple of Break
    footnotes : tuple of Footnote
    notes : tuple of Finding
    frame : DataFrame
        As `WaveComparison.to_frame` tells, without numbers of answers in categories, in both waves
        and of freedom; with limits of the levels ``earlier_low``, ``earlier_high``, ``low``,
        ``high``; statuses ``earlier_status`` and ``later_status`` of the levels, ``status`` of the
        change, ``extra_status`` of what is beyond the contrast, ``contrast_status``; and
        ``broken``, whether a break forbids the change.
    """

    statistic: str
    by: tuple[str, ...]
    over: str | None
    waves: tuple[str, ...]
    contrast: object
    adjust: str
    level: float
    codebook: Codebook
    base: str | tuple[Any, ...]
    nets: tuple[str, ...]
    breaks: tuple[Break, ...]
    footnotes: tuple[Footnote, ...]
    notes: tuple[Finding, ...]
    frame: pd.DataFrame = field(repr=False)

    def series_of(self, variable: str, category: object = None) -> tuple[tuple[str, ...], ...]:
        """The waves in stretches within which a question is the same."""
        return series_of(self.breaks, self.waves, variable, category)

    def variables(self) -> list[str]:
        """What was compared, in order."""
        return list(dict.fromkeys(self.frame["variable"]))

    def categories(self, variable: str) -> list[Any]:
        """The answers, nets or headline of a variable, in order."""
        rows = self.frame[self.frame["variable"] == variable]
        return list(dict.fromkeys(rows["category"]))

    def course_of(self, variable: str, category: object = Category.HEADLINE) -> WaveCourse:
        """One number in all waves and areas."""
        records: list[Any] = self.frame[self.frame["variable"] == variable].to_dict("records")
        mine = [r for r in records if r["category"] == category]
        return WaveCourse(self, variable, category, tuple(mine))


@dataclass(frozen=True, slots=True, eq=False)
class WaveCourse:
    """One released share, mean or other number in all waves and areas.

    Attributes
    ----------
    waves : ReleasedWaves
    variable : str
    category : object
    records : tuple of dict
        Its rows.
    """

    waves: ReleasedWaves
    variable: str
    category: object
    records: tuple[Mapping[str, Any], ...]

    def areas(self) -> list[Any]:
        """Areas in the order in which they were released; all together where there are none."""
        return list(dict.fromkeys(self._area(each) for each in self._latest_first()))

    @property
    def is_corrected(self) -> bool:
        """Whether arrows account for several areas whose change was tested."""
        pairs = self.pairs()
        tested = (sum(self.change(area, pair).measured for area in self.areas()) for pair in pairs)
        return self.waves.adjust != "none" and any(count > 1 for count in tested)

    def level(self, area: object, wave: str) -> WaveLevel:
        """The number of an area in a wave, as the latest comparison with that wave has it."""
        for record in self._latest_first():
            if self._area(record) != area:
                continue
            for side, name in (("later_wave", ""), ("earlier_wave", "earlier_")):
                if record[side] == wave and not _is_absent(record, name):
                    return _level(record, name)
        return WaveLevel()

    def change(self, area: object, pair: Pair) -> WaveChange:
        """The change of an area between two waves."""
        record = self._row(area, pair)
        if record is None:
            return WaveChange()
        names = ("change", "conf_low", "conf_high", "mark")
        return _change(record, names, record["status"], broken=bool(record["broken"]))

    def beyond(self, area: object, pair: Pair) -> WaveChange:
        """How much more an area changed than the contrast area between two waves."""
        record = self._row(area, pair)
        if record is None:
            return WaveChange()
        names = ("extra_change", "extra_low", "extra_high", "extra_mark")
        broken = bool(record["broken"]) or self._contrast_is_broken(pair)
        return _change(record, names, record["extra_status"], broken=broken)

    def pairs(self) -> list[Pair]:
        """The pairs of waves that were compared."""
        return list(dict.fromkeys((r["earlier_wave"], r["later_wave"]) for r in self.records))

    def contrast_level(self, wave: str) -> tuple[WaveLevel, str]:
        """The contrast area in a wave or, if it wasn't measured then, in the last wave it was.

        Returns
        -------
        WaveLevel
        str
            The wave; empty if it wasn't measured in any before that can be compared.
        """
        series = next(
            each for each in self.waves.series_of(self.variable, self.category) if wave in each
        )
        for each in reversed(series[: series.index(wave) + 1]):
            found = self.level(self.waves.contrast, each)
            if found.measured:
                return found, each
        return WaveLevel(), ""

    def breaks(self) -> list[Break]:
        """The breaks of this number, in order, the absence of a contrast among them."""
        return [
            each
            for each in self.waves.breaks
            if each.variable in ("", self.variable) and each.category in (None, self.category)
        ]

    def broken_steps(self) -> list[Pair]:
        """Waves in a row between which the question broke for all areas."""
        series = self.waves.series_of(self.variable, self.category)
        return [(one[-1], other[0]) for one, other in pairwise(series)]

    def was_asked(self, wave: str) -> bool:
        """Whether any area has a number in a wave, hidden or not."""
        return any(self.level(area, wave).measured for area in self.areas())

    def new_series(self) -> list[Pair]:
        """Steps to a wave whose numbers can't be compared with any before, of which there are."""
        waves = self.waves.waves
        return [
            (before, wave)
            for before, wave in self.broken_steps()
            if self.was_asked(wave) and any(map(self.was_asked, waves[: waves.index(wave)]))
        ]

    def _contrast_is_broken(self, pair: Pair) -> bool:
        record = self._row(self.waves.contrast, pair)
        return record is not None and bool(record["broken"])

    def _row(self, area: object, pair: Pair) -> Mapping[str, Any] | None:
        for record in self.records:
            if (record["earlier_wave"], record["later_wave"]) == pair and self._area(
                record
            ) == area:
                return record
        return None

    def _area(self, record: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a value
        return Domain.ALL if self.waves.over is None else record[self.waves.over]

    def _latest_first(self) -> Iterator[Mapping[str, Any]]:
        """Rows, those of the latest waves first, and among these those of waves in a row."""
        order = {wave: place for place, wave in enumerate(self.waves.waves)}
        yield from sorted(
            self.records, key=lambda r: (-order[r["later_wave"]], -order[r["earlier_wave"]])
        )


def _is_absent(record: Mapping[str, Any], name: str) -> bool:
    status = record["earlier_status" if name else "later_status"]
    return bool(status is Status.UNAVAILABLE)


def _level(record: Mapping[str, Any], name: str) -> WaveLevel:
    status = record["earlier_status" if name else "later_status"]
    estimate = record["earlier" if name else "estimate"]
    low, high = record[f"{name}low"], record[f"{name}high"]
    return WaveLevel(
        float(estimate), float(low), float(high), float(record[f"{name}n"]), status, measured=True
    )


def _change(
    record: Mapping[str, Any], names: tuple[str, ...], status: Status, *, broken: bool
) -> WaveChange:
    both = (record["earlier_status"], record["later_status"])
    difference, low, high, mark = (record[name] for name in names)
    return WaveChange(
        float(difference),
        float(low),
        float(high),
        int(mark),
        status,
        broken=broken,
        measured=Status.UNAVAILABLE not in both,
    )
