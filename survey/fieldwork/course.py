"""The course of a fieldwork: each attempt with its day, and when each answer came."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import WrongUseError
from survey.fieldwork.final import OUTCOMES, RESULTS, Attempts, final_outcomes
from survey.fieldwork.modes import PERSONAL, mode_of
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.results import ANSWERS, CONTACTS, Result
from survey.files.headings import heading_key
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from survey.fieldwork.dispositions import Dispositions
    from survey.kernels.layout import Bools, Ints

NEVER = np.iinfo(np.int64).max
"""The day of what hasn't happened."""
ANSWERED = (Outcome.COMPLETE, Outcome.PARTIAL)
_EPOCH = dt.date(1970, 1, 1)
_WRITTEN = len("2026-05-31")
_STILL_OPEN = (Result.PENDING, Result.NON_CONTACT, Result.APPOINTMENT)


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Rows of a log, sorted by unit and day.

    Attributes
    ----------
    unit : (n,) int
        Place of the unit.
    day : (n,) int
        Days since 1970.
    result : (n,) int
        Place in `RESULTS`.
    mode, interviewer : (n,) int
        Places in `modes` and `interviewers`.
    modes : tuple of str
        Those of ours as `Mode`, others as they are written.
    interviewers : tuple of str
        ``""`` where there was none.
    returned : (n,) bool
        Rows that are no attempt: what came in by itself after one, such as an answer on the web.
    number : (n,) int
        The how many-th attempt at the unit it is, or belongs to, from 1.
    """

    unit: Ints
    day: Ints
    result: Ints
    mode: Ints
    interviewer: Ints
    modes: tuple[str, ...]
    interviewers: tuple[str, ...]
    returned: Bools
    number: Ints

    def among(self, results: Iterable[Result]) -> Bools:
        """Rows with one of these results."""
        return np.isin(self.result, [RESULTS.index(each) for each in results])

    @property
    def answers(self) -> Bools:
        """Rows with an answer."""
        return self.among(ANSWERS)

    @property
    def contacts(self) -> Bools:
        """Rows where somebody was reached."""
        return self.among(CONTACTS)

    def first_answer(self, units: int) -> Ints:
        """The place of the row of each unit's first answer; −1 for none."""
        places = np.full(units, -1, dtype=np.int64)
        rows = np.flatnonzero(self.answers)[::-1]
        places[self.unit[rows]] = rows  # earlier ones overwrite
        return places

    def last(self, units: int, which: Bools | None = None) -> Ints:
        """The place of the last row of each unit, perhaps among some rows; −1 for none."""
        places = np.full(units, -1, dtype=np.int64)
        rows = np.arange(len(self.unit)) if which is None else np.flatnonzero(which)
        places[self.unit[rows]] = rows
        return places

    def until(self, day: int) -> Course:
        """The rows up to a day."""
        kept = self.day <= day
        return Course(
            self.unit[kept], self.day[kept], self.result[kept], self.mode[kept],
            self.interviewer[kept], self.modes, self.interviewers, self.returned[kept],
            self.number[kept],
        )  # fmt: skip


def course_of(dispositions: Dispositions) -> Course:
    """The course of a fieldwork; without a row where there is no log.

    Parameters
    ----------
    dispositions : Dispositions
        With a row for each unit.
    """
    log, units = dispositions.attempts, dispositions.units
    if log is None or units is None or not len(log):
        nothing = np.zeros(0, dtype=np.int64)
        return Course(*(nothing,) * 5, (), (), nothing.astype(bool), nothing)
    unit = pd.Index(units["unit"]).get_indexer(pd.Index(log["unit"])).astype(np.int64)
    day = days_of(log["date"])
    order = np.lexsort((np.arange(len(unit)), day, unit))
    mode, modes = _texts(log["mode"], mode_of)
    interviewer, interviewers = _texts(log["interviewer"], str.strip)
    result = _results(log["result"])
    unit, day, mode, interviewer, result = (
        each[order] for each in (unit, day, mode, interviewer, result)
    )
    returned = _returned(unit, result, mode, modes, interviewer, interviewers)
    return Course(
        unit, day, result, mode, interviewer, modes, interviewers, returned,
        _numbers(unit, returned),
    )  # fmt: skip


def days_of(dates: pd.Series[Any]) -> Ints:
    """Days since 1970 of ISO dates; `NEVER` where there is none."""
    codes, found = pd.factorize(dates)
    numbers = [_number_of(str(each)) for each in found]
    return np.array([*numbers, NEVER], dtype=np.int64)[codes]


def _number_of(written: str) -> int:
    try:
        return day_number(dt.date.fromisoformat(written[:_WRITTEN]))
    except ValueError:
        return int(NEVER)


def day_number(day: dt.date) -> int:
    """Days since 1970."""
    return (day - _EPOCH).days


def date_of(number: int) -> dt.date:
    """The date of a number of days since 1970."""
    return _EPOCH + dt.timedelta(int(number))


def day_given(name: str, given: object) -> dt.date | None:
    """A date that was given as an argument.

    Raises
    ------
    WrongUseError
        If it is none.
    """
    if given is None:
        return None
    if isinstance(given, dt.datetime):
        return given.date()
    if isinstance(given, dt.date):
        return given
    try:
        return dt.date.fromisoformat(str(given).strip())
    except ValueError:
        raise fail(WrongUseError, "dispositions.day", name=name, got=quoted(str(given))) from None


def outcomes_until(dispositions: Dispositions, course: Course, units: int) -> NDArray[np.intp]:
    """Places in `OUTCOMES` that follow from a part of the log, by the rule of the dispositions."""
    rule = dispositions.rule
    trusted = {mode_of(each) for each in rule.trusted_modes}
    by_mode = np.array([not trusted or each in trusted for each in course.modes], dtype=bool)
    attempts = Attempts(course.unit, course.result, by_mode[course.mode])
    return final_outcomes(attempts, units, rule)


def outcomes_now(dispositions: Dispositions) -> NDArray[np.intp]:
    """Places in `OUTCOMES` of the units."""
    units = dispositions.units
    if units is None:
        return np.zeros(0, dtype=np.intp)
    codes, found = pd.factorize(units["outcome"].astype(object))
    places = np.array([OUTCOMES.index(Outcome(each)) for each in found], dtype=np.intp)
    return places[codes]


def places_in(outcomes: Iterable[Outcome]) -> list[int]:
    """Places in `OUTCOMES`."""
    return [OUTCOMES.index(each) for each in outcomes]


def _results(results: pd.Series[Any]) -> Ints:
    codes, found = pd.factorize(results.astype(object))
    return np.array([RESULTS.index(Result(each)) for each in found], dtype=np.int64)[codes]


def _texts(column: pd.Series[Any], as_ours: Any) -> tuple[Ints, tuple[str, ...]]:  # noqa: ANN401
    """Different texts, each as ours, and which one each row has."""
    codes, found = pd.factorize(column.fillna("").astype(object))
    known: dict[str, int] = {}
    keys: dict[str, str] = {}
    places = []
    for each in found:
        ours = as_ours(str(each))
        ours = keys.setdefault(heading_key(ours), ours)
        places.append(known.setdefault(ours, len(known)))
    return np.array(places, dtype=np.int64)[codes], tuple(known)


def _returned(
    unit: Ints,
    result: Ints,
    mode: Ints,
    modes: tuple[str, ...],
    interviewer: Ints,
    interviewers: tuple[str, ...],
) -> Bools:
    """Rows of what came in by itself.

    It has no interviewer and another result than that nobody was reached, and it came after an
    attempt, on the web, in an unknown way, or in one by which something was sent out before.
    """
    rows = np.arange(len(unit))
    later = np.append(False, unit[1:] == unit[:-1])
    alone = np.array([not each for each in interviewers])[interviewer]
    still_open = np.isin(result, [RESULTS.index(each) for each in _STILL_OPEN])
    key = unit * len(modes) + mode
    sent = np.full(int(key.max()) + 1, NEVER)
    pending = np.flatnonzero(result == RESULTS.index(Result.PENDING))[::-1]
    sent[key[pending]] = pending  # earlier ones overwrite
    answered_to = sent[key] < rows
    by_itself = np.array([each in {"", "web"} for each in modes])[mode]
    personal = np.array([each in PERSONAL for each in modes])[mode]
    return np.asarray(
        later & alone & ~still_open & ~personal & (by_itself | answered_to), dtype=bool
    )


def _numbers(unit: Ints, returned: Bools) -> Ints:
    """How many attempts there were at the unit up to each row."""
    running = np.cumsum(~returned)
    first = np.append(True, unit[1:] != unit[:-1])
    before = np.maximum.accumulate(np.where(first, running - 1, 0))
    return np.asarray(np.maximum(running - before, 1), dtype=np.int64)
