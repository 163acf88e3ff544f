"""Dispositions as they were at the end of a day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.fieldwork.course import course_of, day_given, day_number, outcomes_until
from survey.fieldwork.dispositions import Dispositions
from survey.fieldwork.final import OUTCOMES
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.results import Result
from survey.fieldwork.tallies import counts_frame, tally
from survey.questionnaire.arguments import refuse_unless

if TYPE_CHECKING:
    import datetime as dt

_WRITTEN = len("2026-05-31")


def dispositions_on(dispositions: Dispositions, day: dt.date | str) -> Dispositions:
    """Dispositions as they were at the end of a day, by their log and their rule.

    Parameters
    ----------
    dispositions : Dispositions
        Those without a log, or whose log has nothing of later days, come back as they are.
    day : date or str

    Returns
    -------
    Dispositions
        Still going on, where something was left out.

    Raises
    ------
    WrongUseError
        If an argument is nothing that it can be.
    """
    refuse_unless(dispositions, Dispositions, "dispositions", "Dispositions")
    last = day_given("day", day)
    log, units = dispositions.attempts, dispositions.units
    if last is None or log is None or units is None:
        return dispositions
    kept = (log["date"].str[:_WRITTEN] <= last.isoformat()).to_numpy(dtype=bool)
    if kept.all():
        return dispositions
    course = course_of(dispositions).until(day_number(last))
    final = outcomes_until(dispositions, course, len(units))
    then = _units_of(units, log[kept].reset_index(drop=True), final)
    codes = {code.value: place for place, code in enumerate(dispositions.area.codes)}
    place = np.array([codes[each] for each in units["area"]], dtype=np.intp)
    weight = units["base_weight"].to_numpy(dtype=float)
    counted = tally(place, final, weight, len(codes))
    return replace(
        dispositions,
        units=then,
        counts=counts_frame(dispositions.area, *counted),
        attempts=log[kept].reset_index(drop=True),
        closed=False,
    )


def _units_of(units: pd.DataFrame, log: pd.DataFrame, final: Any) -> pd.DataFrame:  # noqa: ANN401
    """The units with what a part of the log makes of them."""
    by_unit = log.groupby("unit", sort=False)
    ends: dict[str, Any] = {
        "last_mode": by_unit["mode"].last(),
        "first_attempt": by_unit["date"].first(),
        "last_attempt": by_unit["date"].last(),
    }
    columns: dict[str, Any] = {
        "outcome": pd.Series(np.array([each.value for each in OUTCOMES], dtype=object)[final]),
        "attempts": units["unit"].map(by_unit.size()).fillna(0).astype(np.int64),
    }
    for name, found in ends.items():
        columns[name] = units["unit"].map(found).fillna("").astype(object)
    if "hard_refusal" in units:
        hard = log.loc[log["result"].astype(str) == Result.REFUSAL.value, "unit"]
        refused = final == OUTCOMES.index(Outcome.REFUSAL)
        columns["hard_refusal"] = units["unit"].isin(hard) & refused
    return units.assign(**columns)
