"""Everyone sampled, unit by unit: from the sample, from what became of them, or from counts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import DataError, UnknownNameError, WrongUseError
from survey.fieldwork.dispositions import CORE
from survey.fieldwork.outcomes import Outcome
from survey.findings import Severity
from survey.language.cells import culprit_ids, quoted_cell
from survey.language.messages import fail, finding
from survey.weighting.weights import AREA, BASE, STATUS, STRATUM, UNIT, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.codebook import Variable
    from survey.fieldwork.dispositions import Dispositions
    from survey.findings import Finding
    from survey.sampling.sample import Sample

_STATUS = {
    Outcome.UNKNOWN_HOUSEHOLD: Status.UNKNOWN,
    Outcome.UNKNOWN_OTHER: Status.UNKNOWN,
    Outcome.NOT_ELIGIBLE: Status.NOT_ELIGIBLE,
}
_ANSWERS = (Outcome.COMPLETE, Outcome.PARTIAL)
ORDER = "place_on_list"
SELECTION = ("person_rule", "kish_table", "person_number")
"""Columns of a sample that say how one adult of a dwelling was to be found."""
_NOT_KNOWN_BEFORE = frozenset({*CORE, "replicate", "inclusion_probability", "draw_number"})


@dataclass(frozen=True, slots=True, eq=False)
class AskedUnits:
    """Everyone sampled.

    Attributes
    ----------
    frame : DataFrame
        ``unit``, ``area``, ``stratum``, ``status`` (of those that answered it is set later),
        ``base_weight`` (NaN if it isn't known), ``place_on_list``, and what is known of all.
    area : Variable
    population : mapping of stratum to float
        Units of the frame; without those where it isn't known.
    unit : {"dwelling", "person"}
    variance, person_rule : str
    counted : bool
        Whether the units are made up from counts by area.
    assumptions : tuple of str
    notes : tuple of Finding
    variances : mapping of stratum to str
        The variance that the selection of each allows.
    """

    frame: pd.DataFrame
    area: Variable
    population: Mapping[object, float]
    unit: str
    variance: str = "srs_fpc"
    person_rule: str = ""
    counted: bool = False
    assumptions: tuple[str, ...] = ()
    notes: tuple[Finding, ...] = ()
    variances: Mapping[object, str] = field(default_factory=dict)


def asked_units(sample: Sample | None, dispositions: Dispositions | None) -> AskedUnits | None:
    """Everyone sampled; None if it isn't known.

    Raises
    ------
    UnknownNameError, WrongUseError
        If sample and dispositions aren't about the same units.
    """
    if sample is not None:
        return _of_sample(sample, dispositions)
    if dispositions is None:
        return None
    return _of_dispositions(dispositions)


def _of_sample(sample: Sample, dispositions: Dispositions | None) -> AskedUnits:
    drawn = sample.drawn
    more = [name for name in drawn if name not in _NOT_KNOWN_BEFORE and name != STRATUM]
    frame = drawn[[UNIT, AREA, STRATUM, BASE, *more]].copy()
    frame[ORDER] = drawn.groupby(STRATUM, sort=False).cumcount().to_numpy()
    frame[STATUS] = Status.SILENT
    assumptions = ["silent_eligible"]
    notes: list[Finding] = []
    if dispositions is not None:
        assumptions = []
        frame, notes = _with_outcomes(frame, _units_of(dispositions))
        notes += _still_out(dispositions)
    strata = sample.strata.to_dict("records")
    return AskedUnits(
        frame,
        sample.area,
        {row[STRATUM]: float(row["population"]) for row in strata},
        sample.unit,
        sample.variance,
        sample.person_rule,
        assumptions=tuple(assumptions),
        notes=tuple(notes),
        variances={row[STRATUM]: str(row["variance"]) for row in strata},
    )


def _units_of(dispositions: Dispositions) -> pd.DataFrame:
    if dispositions.units is None:
        raise fail(WrongUseError, "weighting.counts_and_sample")
    return dispositions.units


def _with_outcomes(frame: pd.DataFrame, units: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """The units of a sample with what became of them, and what else the fieldwork knows of all."""
    strange = ~units[UNIT].isin(frame[UNIT])
    if strange.any():
        raise fail(
            UnknownNameError,
            "weighting.outcome_of_nobody",
            count=int(strange.sum()),
            units=culprit_ids(units.loc[strange, UNIT]),
        )
    placed = units.set_index(UNIT).reindex(frame[UNIT])
    frame[STATUS] = _statuses(placed["outcome"].to_numpy(dtype=object))
    for name in units.columns.difference([*frame.columns, *CORE], sort=False):
        frame[name] = placed[name].to_numpy()
    absent = placed["outcome"].isna().to_numpy()
    if not absent.any():
        return frame, []
    told: Any = {
        "count": int(absent.sum()),
        "units": culprit_ids(frame.loc[absent, UNIT]),
    }
    return frame, [finding("weighting.no_outcome", severity=Severity.WARNING, **told)]


def _statuses(outcomes: Any) -> list[Status]:  # noqa: ANN401 - an array
    return [_STATUS.get(each, Status.SILENT) for each in outcomes]


def _still_out(dispositions: Dispositions) -> list[Finding]:
    if dispositions.closed:
        return []
    pending = dispositions.counts["outcome"] == Outcome.PENDING
    count = int(dispositions.counts.loc[pending, "n"].sum())
    if not count:
        return []
    return [finding("weighting.still_out", severity=Severity.WARNING, count=count)]


def _of_dispositions(dispositions: Dispositions) -> AskedUnits:
    if dispositions.units is None:
        frame = _made_up(dispositions)
    else:
        units = dispositions.units
        known = [name for name in units if name not in CORE]
        frame = units[[UNIT, AREA, *known]].reset_index(drop=True)
        frame[STATUS] = _statuses(units["outcome"].to_numpy(dtype=object))
        frame[BASE] = units[BASE].to_numpy(dtype=float)
    if STRATUM not in frame:
        frame[STRATUM] = frame[AREA]
    frame[ORDER] = 0
    population: Mapping[object, float] = {}
    if dispositions.has_weights:
        population = dict(frame.groupby(STRATUM, sort=False)[BASE].sum().round())
    else:
        frame[BASE] = np.nan
    return AskedUnits(
        frame,
        dispositions.area,
        population,
        dispositions.unit,
        counted=dispositions.units is None,
        notes=tuple(_still_out(dispositions)),
    )


def _made_up(dispositions: Dispositions) -> pd.DataFrame:
    """A unit for each one that was counted."""
    counts = dispositions.counts[dispositions.counts["n"] > 0]
    if dispositions.has_weights and counts["weighted"].isna().any():
        raise fail(DataError, "dispositions.uneven_weights")
    n = counts["n"].to_numpy(dtype=int)
    rows = np.repeat(np.arange(len(counts)), n)
    place = np.concatenate([np.arange(each) for each in n]) if len(n) else rows
    outcome = counts["outcome"].to_numpy(dtype=object)[rows]
    status = np.array(_statuses(outcome), dtype=object)
    frame = pd.DataFrame({AREA: pd.Series(counts[AREA].to_numpy(dtype=object)[rows], dtype=object)})
    names = zip(frame[AREA], outcome, place, strict=True)
    frame.insert(0, UNIT, pd.Series([f"{a}/{o}/{k + 1}" for a, o, k in names], dtype=object))
    frame[STATUS] = pd.Series(status, dtype=object)
    frame[BASE] = (counts["weighted"].to_numpy(dtype=float) / n)[rows]
    frame["was_answer"] = np.isin(outcome, _ANSWERS)
    return frame


def made_up_answers(asked: AskedUnits, areas: pd.Series[Any], keys: pd.Series[Any]) -> AskedUnits:
    """The counted units, of which so many as answered in each area are those that answered.

    Parameters
    ----------
    areas, keys : Series
        Area and name of each unit that answered.

    Raises
    ------
    DataError
        If more answered in an area than were asked.
    """
    frame = asked.frame.sort_values("was_answer", ascending=False, kind="stable", ignore_index=True)
    eligible = frame.index[(frame[STATUS] == Status.SILENT).to_numpy()]
    by_area = frame.loc[eligible].groupby(AREA, sort=False).groups
    for area, names in keys.groupby(areas.to_numpy(), sort=False):
        room = by_area.get(area, pd.Index([]))
        if len(room) < len(names):
            raise fail(
                DataError,
                "weighting.more_than_counted",
                area=quoted_cell(str(area)),
                got=len(names),
                most=len(room),
            )
        frame.loc[room[: len(names)], UNIT] = names.to_numpy()
    return replace(asked, frame=frame.drop(columns="was_answer"))
