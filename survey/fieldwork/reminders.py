"""From dispositions to who is due a reminder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Domain
from survey.errors import WrongUseError
from survey.fieldwork.course import (
    ANSWERED,
    NEVER,
    course_of,
    date_of,
    day_given,
    day_number,
    days_of,
    outcomes_now,
    outcomes_until,
    places_in,
)
from survey.fieldwork.dispositions import Dispositions
from survey.fieldwork.final import OUTCOMES
from survey.fieldwork.modes import mode_of
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.reminder_rule import ReminderRule
from survey.fieldwork.reminders_due import REASONS, RemindersDue
from survey.fieldwork.results import Result
from survey.language.messages import fail
from survey.questionnaire.arguments import refuse_unless

if TYPE_CHECKING:
    import datetime as dt

    from survey.codebook import Variable
    from survey.kernels.layout import Bools, Ints

_AHEAD = 14


@dataclass(frozen=True, slots=True, eq=False)
class _Standing:
    """Everyone sampled at the beginning of a day.

    Attributes
    ----------
    area, outcome : (units,) int
    attempts : (units,) int
    last : (units,) int
        Day of the last attempt, `NEVER` where there was none.
    mode : (units,) int
        That of the last attempt, a place in `modes`.
    soft, hard : (units,) bool
        Whether it refused for now, or for good.
    """

    area: Ints
    outcome: Ints
    attempts: Ints
    last: Ints
    mode: Ints
    modes: tuple[str, ...]
    soft: Bools
    hard: Bools


def reminders_due(
    dispositions: Dispositions,
    *,
    on: dt.date | str,
    rule: ReminderRule | None = None,
    end: dt.date | str | None = None,
) -> RemindersDue:
    """Who is due which reminder by which mode on a day.

    Parameters
    ----------
    dispositions : Dispositions
        With a row for each unit; a log tells refusals for now from those for good.
    on : date or str
        The day. What the log has of later days is left out; who was contacted on the day itself is
        not due on it.
    rule : ReminderRule, optional
    end : date or str, optional
        The last day of fieldwork, after which nobody is reminded.

    Returns
    -------
    RemindersDue

    Raises
    ------
    WrongUseError
        If only counts by area are known, or an argument is nothing that it can be.

    Notes
    -----
    A unit is due once, by one mode. A refusal is one for now if the log has such a result for the
    unit and none for good; without a log every refusal is one for good.

    Examples
    --------
    >>> import survey as sv
    >>> due = sv.reminders_due(dispositions, on="2026-09-15")  # doctest: +SKIP
    >>> sv.write_reminders(due, "rykkere.xlsx")  # doctest: +SKIP
    """
    refuse_unless(dispositions, Dispositions, "dispositions", "Dispositions")
    refuse_unless(rule, ReminderRule, "rule", "ReminderRule(...)")
    day, close = day_given("on", on), day_given("end", end)
    if day is None:
        raise fail(WrongUseError, "dispositions.day", name="on", got="None")
    if dispositions.units is None:
        raise fail(WrongUseError, "progress.units_needed")
    asked = rule or ReminderRule()
    standing = _standing(dispositions, day)
    coming = _next(standing, asked, day)
    reason = _reasons(standing, asked, day, coming)
    if close is not None and day > close:
        reason[reason == REASONS.index("due")] = REASONS.index("over")
    units = _unit_frame(dispositions, standing, reason, coming)
    return RemindersDue(
        units=units,
        counts=_counts(units, dispositions.area),
        reasons=_reason_frame(standing, reason, dispositions.area),
        coming=_coming(reason, coming, day, close),
        on=day,
        rule=asked,
        area=dispositions.area,
        unit=dispositions.unit,
    )


# Where everyone stands


def _standing(dispositions: Dispositions, day: dt.date) -> _Standing:
    units: Any = dispositions.units
    codes = {code.value: place for place, code in enumerate(dispositions.area.codes)}
    areas, found = pd.factorize(units["area"].astype(object))
    area = np.array([codes[each] for each in found], dtype=np.int64)[areas]
    course, outcome = course_of(dispositions), outcomes_now(dispositions)
    if not len(course.unit):
        return _without_log(units, area, outcome, day)
    if int(course.day.max()) > day_number(day):
        course = course.until(day_number(day))
        outcome = outcomes_until(dispositions, course, len(units))
    made = ~course.returned
    row = course.last(len(units), made)
    tried, at = row >= 0, np.maximum(row, 0)
    soft = course.last(len(units), course.among([Result.SOFT_REFUSAL])) >= 0
    hard = course.last(len(units), course.among([Result.REFUSAL, Result.BREAK_OFF])) >= 0
    refused = outcome == OUTCOMES.index(Outcome.REFUSAL)
    return _Standing(
        area,
        outcome,
        np.bincount(course.unit[made], minlength=len(units)),
        np.where(tried, course.day[at] if len(course.day) else NEVER, NEVER),
        np.where(tried, course.mode[at] if len(course.mode) else 0, -1),
        course.modes,
        soft & ~hard,
        hard | (refused & ~soft),
    )


def _without_log(units: Any, area: Ints, outcome: Ints, day: dt.date) -> _Standing:  # noqa: ANN401
    """Where everyone stands by the list of final outcomes alone."""
    last = days_of(units["last_attempt"])
    last = np.where(last > day_number(day), NEVER, last)
    attempts = units["attempts"].to_numpy(dtype=np.int64)
    attempts = np.where((attempts == 0) & (last < NEVER), 1, attempts)
    codes, found = pd.factorize(units["last_mode"].fillna("").astype(object))
    modes = tuple(mode_of(str(each)) for each in found)
    refused = outcome == OUTCOMES.index(Outcome.REFUSAL)
    nobody = np.zeros(len(area), dtype=bool)
    return _Standing(area, outcome, attempts, last, codes, modes, nobody, refused)


# What comes next


@dataclass(frozen=True, slots=True, eq=False)
class _Next:
    """The next attempt of each unit.

    Attributes
    ----------
    day : (units,) int
        From when it is due.
    number : (units,) int
        0 for the first contact.
    mode : (units,) int
        Place in `modes`; −1 where no mode is left.
    """

    day: Ints
    number: Ints
    mode: Ints
    modes: list[str]


def _next(standing: _Standing, rule: ReminderRule, day: dt.date) -> _Next:
    modes = list(dict.fromkeys(rule.sequence))
    number = standing.attempts
    plan = [modes.index(rule.mode_at(k)) for k in range(int(number.max(initial=0)) + 1)]
    mode = np.array(plan, dtype=np.int64)[number]
    refused = np.flatnonzero(standing.soft)
    for k, last in set(zip(number[refused].tolist(), standing.mode[refused].tolist(), strict=True)):
        other = rule.other_mode(k, standing.modes[last] if last >= 0 else "")
        these = standing.soft & (number == k) & (standing.mode == last)
        mode[these] = modes.index(other) if other else -1
    wait = np.where(standing.soft, rule.soft_days or 0, rule.days)
    tried = standing.last < NEVER
    due = np.where(tried, np.where(tried, standing.last, 0) + wait, day_number(day))
    return _Next(_loud(due, rule), number, mode, modes)


def _loud(due: Ints, rule: ReminderRule) -> Ints:
    """The days moved to the first that isn't quiet."""
    days, place = np.unique(due, return_inverse=True)
    moved = [day_number(rule.next_loud(date_of(int(day)))) for day in days]
    return np.array(moved, dtype=np.int64)[place.reshape(-1)]


def _reasons(standing: _Standing, rule: ReminderRule, day: dt.date, coming: _Next) -> Ints:
    """Places in `REASONS`; the first that holds counts."""
    outcome = standing.outcome
    never = np.isin(outcome, places_in(rule.never))
    answered = np.isin(outcome, places_in(ANSWERED))
    refused = standing.hard | (standing.soft & (rule.soft_days is None))
    conditions = {
        "not_eligible": never & (outcome == OUTCOMES.index(Outcome.NOT_ELIGIBLE)),
        "answered": never & answered,
        "refused": refused & ~answered,
        "never": never,
        "before_first": (standing.attempts == 0) & (not rule.first_contact),
        "enough": standing.attempts > rule.most,
        "no_mode": coming.mode < 0,
        "too_early": coming.day > day_number(day),
    }
    if rule.is_quiet(day):
        conditions["quiet"] = np.ones(len(outcome), dtype=bool)
    places = [REASONS.index(name) for name in conditions]
    return np.select(list(conditions.values()), places, REASONS.index("due"))


# The frames


def _unit_frame(
    dispositions: Dispositions, standing: _Standing, reason: Ints, coming: _Next
) -> pd.DataFrame:
    units: Any = dispositions.units
    rows = np.flatnonzero(reason == REASONS.index("due"))
    ids = units["unit"].to_numpy(dtype=object)[rows]
    order = np.lexsort((ids.astype(str), coming.mode[rows], standing.area[rows]))
    rows, ids = rows[order], ids[order]
    codes = [code.value for code in dispositions.area.codes]
    columns = {
        "unit": list(ids),
        "area": [codes[place] for place in standing.area[rows]],
        "reminder": coming.number[rows],
        "mode": [coming.modes[place] for place in coming.mode[rows]],
        "since": _dates(coming.day[rows]),
        "last_attempt": _dates(standing.last[rows]),
        "last_mode": [standing.modes[k] if k >= 0 else "" for k in standing.mode[rows]],
        "soft": standing.soft[rows],
    }
    return pd.DataFrame(
        {
            name: values if isinstance(values, np.ndarray) else pd.Series(values, dtype=object)
            for name, values in columns.items()
        }
    )


def _dates(numbers: Ints) -> list[dt.date | None]:
    known = {int(each): date_of(int(each)) for each in np.unique(numbers) if each < NEVER}
    return [known.get(int(each)) for each in numbers]


def _counts(units: pd.DataFrame, area: Variable) -> pd.DataFrame:
    """How many are due by area and mode, and in all."""
    modes = sorted(dict.fromkeys(units["mode"]))
    rows: list[tuple[Any, str, int]] = []
    for code in (*(each.value for each in area.codes), Domain.ALL):
        mine = units if code is Domain.ALL else units[units["area"] == code]
        found = mine["mode"].value_counts()
        rows += [(code, mode, int(found.get(mode, 0))) for mode in modes]
    return pd.DataFrame(
        {
            "area": pd.Series([row[0] for row in rows], dtype=object),
            "mode": pd.Series([row[1] for row in rows], dtype=object),
            "n": pd.Series([row[2] for row in rows], dtype=np.int64),
        }
    )


def _reason_frame(standing: _Standing, reason: Ints, area: Variable) -> pd.DataFrame:
    size, areas = len(REASONS), len(area.codes)
    table = np.bincount(standing.area * size + reason, minlength=areas * size)
    table = table.reshape(areas, size)
    table = np.vstack([table, table.sum(axis=0)])
    names = [*(code.value for code in area.codes), Domain.ALL]
    return pd.DataFrame(
        {
            "area": pd.Series([each for each in names for _ in REASONS], dtype=object),
            "reason": pd.Series([*REASONS] * len(names), dtype=object),
            "n": table.ravel().astype(np.int64),
        }
    )


def _coming(reason: Ints, coming: _Next, day: dt.date, close: dt.date | None) -> pd.DataFrame:
    """How many become due in the fortnight to come, by day and mode."""
    waiting = np.isin(reason, [REASONS.index(each) for each in ("too_early", "quiet")])
    last = day_number(day) + _AHEAD
    if close is not None:
        last = min(last, day_number(close))
    waiting &= (coming.day <= last) & (coming.day > day_number(day))
    key = coming.day[waiting] * len(coming.modes) + coming.mode[waiting]
    found, n = np.unique(key, return_counts=True)
    return pd.DataFrame(
        {
            "date": pd.Series(_dates(found // len(coming.modes)), dtype=object),
            "mode": pd.Series([coming.modes[k % len(coming.modes)] for k in found], dtype=object),
            "n": n.astype(np.int64),
        }
    )
