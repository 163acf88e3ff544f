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
    """The units with what a part of the log, sorted by unit and time, makes of them."""
    count = len(units)
    of_row = pd.Index(units["unit"]).get_indexer(pd.Index(log["unit"]))
    rows = np.arange(len(log))
    last, first = np.full(count, -1), np.full(count, -1)
    last[of_row] = rows
    first[of_row[::-1]] = rows[::-1]  # earlier ones overwrite
    hard = np.zeros(count, dtype=bool)
    hard[of_row[(log["result"] == Result.REFUSAL.value).to_numpy(dtype=bool)]] = True
    columns: dict[str, Any] = {
        "outcome": np.array([each.value for each in OUTCOMES], dtype=object)[final],
        "attempts": np.bincount(of_row, minlength=count),
        "last_mode": _at(log["mode"], last),
        "first_attempt": _at(log["date"], first),
        "last_attempt": _at(log["date"], last),
    }
    if "hard_refusal" in units:
        columns["hard_refusal"] = hard & (final == OUTCOMES.index(Outcome.REFUSAL))
    return units.assign(
        **{
            name: pd.Series(each, index=units.index, dtype=each.dtype)
            for name, each in columns.items()
        }
    )


def _at(column: pd.Series[Any], places: Any) -> Any:  # noqa: ANN401 - arrays
    """What stands in some rows; nothing where there is none."""
    found = np.full(len(places), "", dtype=object)
    there = places >= 0
    found[there] = column.to_numpy(dtype=object)[places[there]]
    return found
