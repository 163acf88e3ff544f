"""From dispositions to how far a fieldwork is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Domain
from survey.errors import DataError, UnknownNameError, WrongUseError
from survey.fieldwork.areas import UNKNOWN, area_names, likely_area, places_of
from survey.fieldwork.course import (
    ANSWERED,
    NEVER,
    Course,
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
from survey.fieldwork.fieldwork_progress import (
    FEW_ATTEMPTS,
    PACE_DAYS,
    FieldEvent,
    FieldworkProgress,
)
from survey.fieldwork.final import OUTCOMES
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.targets import wanted_answers
from survey.findings import Severity
from survey.language.messages import culprits, fail, finding, quoted
from survey.questionnaire.arguments import refuse_unless

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from survey.codebook import Variable
    from survey.fieldwork.targets import Target
    from survey.findings import Finding
    from survey.kernels.layout import Bools, Floats, Ints

_LONGEST = 1100
_OPEN = (
    *(Outcome.PENDING, Outcome.NON_CONTACT, Outcome.OTHER),
    *(Outcome.UNKNOWN_HOUSEHOLD, Outcome.UNKNOWN_OTHER),
)
_LANGUAGES = ("language", "sprog")
_DAYS_OF_WEEK, _THURSDAY = 7, 3  # 1 January 1970 was one


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """Everyone sampled on a day.

    Attributes
    ----------
    area, outcome : (units,) int
    answered_on : (units,) int
        Days since 1970, `NEVER` for who hasn't answered, −1 where the day isn't known.
    """

    area: Ints
    outcome: Ints
    answered_on: Ints
    course: Course
    areas: int

    @property
    def answered(self) -> Bools:
        return np.isin(self.outcome, places_in(ANSWERED))

    @property
    def eligible(self) -> Bools:
        return np.asarray(self.outcome != OUTCOMES.index(Outcome.NOT_ELIGIBLE))

    def by_area(self, which: Bools) -> Ints:
        """How many units in each area, and last in all."""
        counts = np.bincount(self.area[which], minlength=self.areas)
        return np.append(counts, counts.sum()).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Period:
    """The days of a fieldwork, as days since 1970."""

    start: int
    until: int
    end: int | None

    @property
    def days(self) -> Ints:
        return np.arange(self.start, self.until + 1)

    @property
    def left(self) -> int | None:
        return None if self.end is None else max(self.end - self.until, 0)

    def part(self, day: Any) -> Any:  # noqa: ANN401 - a day or several
        """How much of the fieldwork is over at the end of a day."""
        if self.end is None:
            return np.nan * np.asarray(day, dtype=float)
        return np.minimum((day - self.start + 1) / (self.end - self.start + 1), 1.0)


def fieldwork_progress(
    dispositions: Dispositions,
    *,
    target: Target | None = None,
    start: dt.date | str | None = None,
    end: dt.date | str | None = None,
    until: dt.date | str | None = None,
    events: Iterable[FieldEvent | tuple[Any, ...]] = (),
) -> FieldworkProgress:
    """How far a fieldwork is, by area and day, and what the attempts have brought.

    Parameters
    ----------
    dispositions : Dispositions
        Read with ``closed=False`` as long as fieldwork goes on. With a log everything is known;
        with final outcomes only what they say; with counts only how many there are.
    target : mapping of area to number, SamplePlan or number, optional
        Answers that are wanted at the close. A whole number is one of answers, a share such as 0.45
        a rate of those eligible; a plan has what it expects.
    start, end : date or str, optional
        The first and last day of fieldwork. The first attempt if left out; without an end there
        are no line and no forecast.
    until : date or str, optional
        The day that the numbers are of, at its end; that of the last attempt if left out. What
        came afterwards is left out, and outcomes are what they were then.
    events : list of FieldEvent or tuple, optional
        What happened, with its date and perhaps its area: ``("2026-09-14", "Unrest", "vangdalen")``.

    Returns
    -------
    FieldworkProgress

    Raises
    ------
    DataError
        If an attempt lies before `start`, or years lie between the days.
    UnknownNameError
        If an area of the target or of an event is none.
    WrongUseError
        If an argument is nothing that it can be.

    Notes
    -----
    The rate is that of complete and partial answers among all that were not found to be outside,
    AAPOR's RR2. The line is straight from the start to the close, though answers often come fast at
    first. The forecast adds the mean of the last seven days for each day that is left: it is an
    extrapolation and no estimate, and knows nothing of reminders to come.

    Answers that came in by themselves, such as one on the web after a letter, belong to the last
    attempt before them and are no attempts.

    Examples
    --------
    >>> import survey as sv
    >>> progress = sv.fieldwork_progress(dispositions, target=0.45, end="2026-09-30")  # doctest: +SKIP
    >>> progress.areas[["area", "answers", "forecast", "lags"]]  # doctest: +SKIP
    """  # noqa: E501
    refuse_unless(dispositions, Dispositions, "dispositions", "Dispositions")
    given = [
        day_given(name, each) for name, each in (("start", start), ("end", end), ("until", until))
    ]
    happened = tuple(_event(each, dispositions.area) for each in events)
    if dispositions.units is None:
        return _of_counts(dispositions, target, happened, *given)
    course = course_of(dispositions)
    period = _period(dispositions, course, *given)
    state = _state(dispositions, course, period)
    eligible = state.by_area(state.eligible)
    wanted = _with_sum(wanted_answers(target, dispositions.area, eligible[:-1]))
    undated = int((state.answered_on == -1).sum())
    known = period is not None
    return FieldworkProgress(
        areas=_areas(dispositions.area, state, period, wanted),
        days=_days(dispositions.area, state, period, wanted, eligible),
        outcomes=_outcomes(dispositions.area, state),
        interviewers=_interviewers(state),
        attempt_numbers=_attempt_numbers(state),
        modes=_modes(state),
        languages=_languages(dispositions.units, state),
        events=happened,
        area=dispositions.area,
        unit=dispositions.unit,
        start=date_of(period.start) if known and period else None,
        until=date_of(period.until) if known and period else given[2],
        end=given[1],
        has_log=len(course.unit) > 0,
        notes=_notes(undated, has_log=len(course.unit) > 0),
    )


def _of_counts(
    dispositions: Dispositions,
    target: Target | None,
    events: tuple[FieldEvent, ...],
    start: dt.date | None,
    end: dt.date | None,
    until: dt.date | None,
) -> FieldworkProgress:
    """What can be said where only counts by area are known: each counted unit becomes a row."""
    codes = {code.value: place for place, code in enumerate(dispositions.area.codes)}
    counts = dispositions.counts
    n = counts["n"].to_numpy(dtype=np.int64)
    area = np.repeat([codes[each] for each in counts["area"]], n)
    outcome = np.repeat([OUTCOMES.index(Outcome(each)) for each in counts["outcome"]], n)
    nothing = np.zeros(0, dtype=np.int64)
    course = Course(*(nothing,) * 5, (), (), nothing.astype(bool), nothing)
    answered = np.isin(outcome, places_in(ANSWERED))
    state = _State(area, outcome, np.where(answered, -1, NEVER), course, len(codes))
    period = None
    if until is not None and start is not None:
        period = _checked(start, until, end)
    eligible = state.by_area(state.eligible)
    wanted = _with_sum(wanted_answers(target, dispositions.area, eligible[:-1]))
    nobody = pd.DataFrame()
    return FieldworkProgress(
        areas=_areas(dispositions.area, state, period, wanted, dated=False),
        days=_days(dispositions.area, state, None, wanted, eligible),
        outcomes=_outcomes(dispositions.area, state),
        interviewers=_interviewers(state),
        attempt_numbers=_attempt_numbers(state),
        modes=_modes(state),
        languages=_languages(nobody, state),
        events=events,
        area=dispositions.area,
        unit=dispositions.unit,
        start=start,
        until=until,
        end=end,
        has_log=False,
        notes=(finding("progress.only_counts", severity=Severity.NOTE),),
    )


# What is given


def _event(given: object, area: Variable) -> FieldEvent:
    if isinstance(given, FieldEvent):
        day, words, name = given.date, given.text, given.area
    elif isinstance(given, tuple | list) and 2 <= len(given) <= 3:
        day, words, name = given[0], given[1], given[2] if len(given) == 3 else ""
    else:
        raise fail(WrongUseError, "progress.event", got=type(given).__name__)
    found = day_given("events", day)
    if found is None or not isinstance(words, str) or not words.strip():
        raise fail(WrongUseError, "progress.event", got=str(given))
    if not name:
        return FieldEvent(found, words.strip())
    place = int(places_of(area, [str(name)])[0])
    if place == UNKNOWN:
        near = likely_area(area, str(name))
        known = culprits([near] if near else area_names(area))
        raise fail(UnknownNameError, "progress.no_area", name=quoted(str(name)), known=known)
    return FieldEvent(found, words.strip(), str(area.codes[place].value))


def _period(
    dispositions: Dispositions,
    course: Course,
    start: dt.date | None,
    end: dt.date | None,
    until: dt.date | None,
) -> _Period | None:
    """The days of the fieldwork; None where there is no date at all."""
    units: Any = dispositions.units
    firsts, lasts = (
        course.day if len(course.day) else days_of(units[name])
        for name in ("first_attempt", "last_attempt")
    )
    firsts, lasts = firsts[firsts < NEVER], lasts[lasts < NEVER]
    if not len(firsts) and (start is None or until is None):
        return None
    first = date_of(int(firsts.min())) if len(firsts) else start
    last = date_of(int(lasts.max())) if len(lasts) else until
    begun = start or first
    if begun is None or (first is not None and begun > first):
        raise fail(DataError, "progress.before_start", start=begun, first=first)
    if until is not None and until < begun:
        raise fail(WrongUseError, "progress.until", until=until, start=begun)
    return _checked(begun, until or last or begun, end)


def _checked(start: dt.date, until: dt.date, end: dt.date | None) -> _Period:
    if until < start:
        raise fail(WrongUseError, "progress.until", until=until, start=start)
    if end is not None and end < start:
        raise fail(WrongUseError, "progress.end", end=end, start=start)
    for other in (until, end or until):
        if (other - start).days > _LONGEST:
            raise fail(DataError, "progress.span", first=start, last=other)
    return _Period(day_number(start), day_number(until), None if end is None else day_number(end))


def _state(dispositions: Dispositions, course: Course, period: _Period | None) -> _State:
    """What everyone sampled had come to at the end of the day."""
    units: Any = dispositions.units
    codes = {code.value: place for place, code in enumerate(dispositions.area.codes)}
    areas, found = pd.factorize(units["area"].astype(object))
    area = np.array([codes[each] for each in found], dtype=np.int64)[areas]
    outcome = outcomes_now(dispositions)
    if period is not None and len(course.day) and int(course.day.max()) > period.until:
        course = course.until(period.until)
        outcome = outcomes_until(dispositions, course, len(units))
    answered = np.isin(outcome, places_in(ANSWERED))
    if len(course.day):
        row = course.first_answer(len(units))
        when = np.where(row >= 0, course.day[np.maximum(row, 0)], NEVER)
    else:
        when = days_of(units["last_attempt"])
    when = np.where(answered, np.where(when == NEVER, -1, when), NEVER)
    return _State(area, outcome, when, course, len(codes))


# The frames


def _named(area: Variable) -> list[Any]:
    return [*(code.value for code in area.codes), Domain.ALL]


def _with_sum(wanted: Floats) -> Floats:
    """Answers wanted by area and, where each area has them, in all."""
    return np.append(wanted, wanted.sum())


def _areas(
    area: Variable, state: _State, period: _Period | None, wanted: Floats, *, dated: bool = True
) -> pd.DataFrame:
    sampled = state.by_area(np.ones(len(state.area), dtype=bool))
    eligible, answers = state.by_area(state.eligible), state.by_area(state.answered)
    still = state.by_area(np.isin(state.outcome, places_in(_OPEN)))
    now = wanted * period.part(period.until) if period else np.full(len(wanted), np.nan)
    pace = _pace(state, period) if period and dated else np.full(len(wanted), np.nan)
    forecast = _forecast(answers, still, pace, period)
    expected = np.where(np.isnan(forecast), answers, forecast)
    line = np.where(np.isnan(now), wanted, now)
    rounded = np.ceil(np.nan_to_num(line) - 1e-9)
    behind = np.where(np.isnan(line), 0, np.maximum(rounded - answers, 0)).astype(np.int64)
    frame = pd.DataFrame(
        {
            "area": pd.Series(_named(area), dtype=object),
            "sampled": sampled,
            "eligible": eligible,
            "attempts": _attempts_by_area(state),
            "answers": answers,
            "rate": _share(answers, eligible),
            "open": still,
            "wanted": wanted,
            "wanted_now": now,
            "behind": behind,
            "pace": pace,
            "forecast": forecast,
        }
    )
    frame["lags"] = (behind > 0) & (expected < wanted)
    return frame


def _attempts_by_area(state: _State) -> Ints:
    made = state.area[state.course.unit[~state.course.returned]]
    counts = np.bincount(made, minlength=state.areas)
    return np.append(counts, counts.sum()).astype(np.int64)


def _pace(state: _State, period: _Period) -> Floats:
    """Answers a day in the last seven days, or as many as there were."""
    length = min(PACE_DAYS, period.until - period.start + 1)
    recent = (state.answered_on > period.until - length) & (state.answered_on <= period.until)
    return np.asarray(state.by_area(recent) / length, dtype=float)


def _forecast(answers: Ints, still: Ints, pace: Floats, period: _Period | None) -> Floats:
    if period is None or period.left is None:
        return np.full(len(answers), np.nan)
    return np.asarray(np.minimum(answers + pace * period.left, answers + still), dtype=float)


def _share(part: Any, whole: Any) -> Floats:  # noqa: ANN401 - arrays of numbers
    part, whole = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    share = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return np.asarray(share, dtype=float)


def _days(
    area: Variable, state: _State, period: _Period | None, wanted: Floats, eligible: Ints
) -> pd.DataFrame:
    columns = ("area", "date", "attempts", "answers", "cumulative", "rate", "wanted")
    if period is None:
        return pd.DataFrame(columns=list(columns))
    days = period.days
    made = ~state.course.returned
    attempts = _daily(state.area[state.course.unit[made]], state.course.day[made], state, period)
    dated = (state.answered_on >= 0) & (state.answered_on < NEVER)
    answers = _daily(state.area[dated], state.answered_on[dated], state, period)
    cumulative = np.cumsum(answers, axis=1)
    dates = np.array([date_of(int(day)) for day in days], dtype=object)
    names = _named(area)
    rate = cumulative / np.where(eligible > 0, eligible, np.nan)[:, None]
    return pd.DataFrame(
        {
            "area": pd.Series([each for each in names for _ in days], dtype=object),
            "date": pd.Series(np.tile(dates, len(names)), dtype=object),
            "attempts": attempts.ravel(),
            "answers": answers.ravel(),
            "cumulative": cumulative.ravel(),
            "rate": rate.ravel(),
            "wanted": (wanted[:, None] * period.part(days)[None, :]).ravel(),
        }
    )


def _daily(area: Ints, day: Ints, state: _State, period: _Period) -> Ints:
    """Counts by area (all last) and day; what lies after the period is left out."""
    length = period.until - period.start + 1
    inside = day <= period.until
    key = area[inside] * length + np.maximum(day[inside] - period.start, 0)
    counts = np.bincount(key, minlength=state.areas * length).reshape(state.areas, length)
    return np.vstack([counts, counts.sum(axis=0)]).astype(np.int64)


def _outcomes(area: Variable, state: _State) -> pd.DataFrame:
    size = len(OUTCOMES)
    counts = np.bincount(state.area * size + state.outcome, minlength=state.areas * size)
    table = counts.reshape(state.areas, size)
    table = np.vstack([table, table.sum(axis=0)])
    names = _named(area)
    return pd.DataFrame(
        {
            "area": pd.Series([each for each in names for _ in OUTCOMES], dtype=object),
            "outcome": pd.Series([each.value for each in OUTCOMES] * len(names), dtype=object),
            "n": table.ravel().astype(np.int64),
        }
    )


def _effort(key: Ints, course: Course, state: _State) -> dict[str, Any]:
    """Attempts, contacts and answers of the rows of each key; first answers only.

    What came in by itself is an answer of the attempt before it, and no attempt or contact.
    """
    made = ~course.returned
    first = state.course.first_answer(len(state.area))
    is_first = np.zeros(len(course.unit), dtype=bool)
    is_first[first[(first >= 0) & state.answered]] = True
    size = int(key.max(initial=-1)) + 1
    attempts = np.bincount(key[made], minlength=size)
    answers = np.bincount(key[is_first], minlength=size)
    share = _share(answers, attempts)
    return {
        "attempts": attempts,
        "contacts": np.bincount(key[made & course.contacts], minlength=size),
        "answers": answers,
        "per_attempt": share,
        "few": attempts < FEW_ATTEMPTS,
    }


def _interviewers(state: _State) -> pd.DataFrame:
    course = state.course
    heads = ["interviewer", "week", "attempts", "contacts", "answers", "per_attempt", "few"]
    by = np.array([bool(each) for each in course.interviewers], dtype=bool)
    if not by.any():
        return pd.DataFrame(columns=heads)
    known = by[course.interviewer] & ~course.returned
    week = (course.day + _THURSDAY) // _DAYS_OF_WEEK
    base = int(week.min())
    size = int(week.max()) - base + 1
    key = np.where(known, course.interviewer * size + week - base, len(course.interviewers) * size)
    effort = _effort(key, course, state)
    frame = pd.DataFrame(effort).iloc[: len(course.interviewers) * size]
    places = np.arange(len(frame))
    frame.insert(0, "interviewer", np.array(course.interviewers, dtype=object)[places // size])
    mondays = (places % size + base) * _DAYS_OF_WEEK - _THURSDAY
    frame.insert(1, "week", pd.Series([date_of(int(day)) for day in mondays], dtype=object))
    frame = frame[frame["attempts"] > 0]
    return frame.sort_values(["interviewer", "week"], kind="stable").reset_index(drop=True)


def _attempt_numbers(state: _State) -> pd.DataFrame:
    frame = pd.DataFrame(_effort(state.course.number, state.course, state))
    frame.insert(0, "number", np.arange(len(frame)))
    return frame[frame["number"] > 0].reset_index(drop=True)


def _modes(state: _State) -> pd.DataFrame:
    course = state.course
    frame = pd.DataFrame(_effort(course.mode, course, state))
    frame = frame.drop(columns=["per_attempt", "few"])
    names = [str(each) for each in course.modes][: len(frame)]
    frame.insert(0, "mode", pd.Series(names, dtype=object))
    return frame.sort_values("attempts", ascending=False, kind="stable").reset_index(drop=True)


def _languages(units: pd.DataFrame, state: _State) -> pd.DataFrame:
    name = next((each for each in _LANGUAGES if each in units), None)
    if name is None:
        return pd.DataFrame(columns=["language", "eligible", "answers", "rate"])
    codes, found = pd.factorize(units[name].fillna("").astype(object))
    eligible = np.bincount(codes[state.eligible], minlength=len(found))
    answers = np.bincount(codes[state.answered], minlength=len(found))
    languages = pd.Series([str(each) for each in found], dtype=object)
    columns = {"language": languages, "eligible": eligible, "answers": answers}
    return pd.DataFrame(columns | {"rate": _share(answers, eligible)})


def _notes(undated: int, *, has_log: bool) -> tuple[Finding, ...]:
    notes = []
    if not has_log:
        notes.append(finding("progress.no_log", severity=Severity.NOTE))
    if undated:
        notes.append(finding("progress.undated", severity=Severity.WARNING, count=undated))
    return tuple(notes)
