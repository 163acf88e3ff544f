"""The rule by which reminders are due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from survey.errors import WrongUseError
from survey.fieldwork.course import day_given
from survey.fieldwork.modes import mode_label, mode_of
from survey.fieldwork.outcomes import Outcome
from survey.language.catalogue import current_language, text
from survey.language.messages import fail, quoted
from survey.language.numbers import format_date
from survey.language.words import capitalised, join_words

_WEEK = 7
_MOST_QUIET = 400
Quiet = dt.date | str | tuple[dt.date | str, dt.date | str]
"""A day on which nobody is reminded, or the first and the last of several."""


@dataclass(frozen=True, slots=True)
class ReminderRule:
    """When who is reminded, and how.

    Parameters
    ----------
    days : int
        How many days after the last attempt the next one is due.
    most : int
        How many reminders there are at most after the first contact.
    sequence : tuple of str
        The mode of the first contact and of each reminder; the last one is used again if there are
        more reminders than modes.
    soft_days : int or None
        How many days after a refusal for now the next attempt is due, by another mode; None if
        such units are left alone as well.
    never : tuple of Outcome
        Outcomes that are never reminded, beside refusals for good.
    quiet : tuple of date or (date, date)
        Days on which nobody is reminded, such as holidays, and first and last of several.
    quiet_weekdays : tuple of int
        Days of the week on which nobody is: 0 is Monday, 6 is Sunday.
    first_contact : bool
        Whether units without any attempt are due one.

    Raises
    ------
    WrongUseError
        If one of them is nothing of the kind.

    Examples
    --------
    >>> ReminderRule(days=10, sequence=("letter", "letter", "phone")).in_words("en")
    'A reminder is due 10 days after the last attempt, at most 3 times: first letter, then letter, then telephone. After a refusal for now it is due after 14 days, by another mode. Complete answers, partial answers, those that are not eligible and refusals for good are never reminded.'
    """  # noqa: E501

    days: int = 7
    most: int = 3
    sequence: tuple[str, ...] = ("letter", "sms", "phone", "door")
    soft_days: int | None = 14
    never: tuple[Outcome, ...] = (Outcome.COMPLETE, Outcome.PARTIAL, Outcome.NOT_ELIGIBLE)
    quiet: tuple[Quiet, ...] = ()
    quiet_weekdays: tuple[int, ...] = ()
    first_contact: bool = True

    def __post_init__(self) -> None:
        for name in ("days", "most"):
            _check_whole(name, getattr(self, name))
        if self.soft_days is not None:
            _check_whole("soft_days", self.soft_days)
        object.__setattr__(self, "sequence", _modes(self.sequence))
        object.__setattr__(self, "never", _outcomes(self.never))
        object.__setattr__(self, "quiet", _quiet(self.quiet))
        weekdays = tuple(sorted({*_several(self.quiet_weekdays)}))
        if not set(weekdays) < set(range(_WEEK)):
            raise _wrong("quiet_weekdays", self.quiet_weekdays)
        object.__setattr__(self, "quiet_weekdays", weekdays)

    def is_quiet(self, day: dt.date) -> bool:
        """Whether nobody is reminded on a day."""
        if day.weekday() in self.quiet_weekdays:
            return True
        return any(first <= day <= last for first, last in self._periods())

    def next_loud(self, day: dt.date) -> dt.date:
        """The day itself, or the first one after it that isn't quiet."""
        for _ in range(_MOST_QUIET):
            if not self.is_quiet(day):
                return day
            day += dt.timedelta(1)
        return day

    def mode_at(self, number: int) -> str:
        """The mode of an attempt; 0 is the first contact, 1 the first reminder."""
        return self.sequence[min(number, len(self.sequence) - 1)]

    def other_mode(self, number: int, than: str) -> str:
        """The mode of an attempt after a refusal for now: the next that differs from its mode."""
        later = [self.mode_at(k) for k in range(number, max(number + 1, len(self.sequence)))]
        for mode in (*later, *self.sequence):
            if mode != than:
                return mode
        return ""

    def in_words(self, language: str | None = None) -> str:
        """The rule as sentences for a page.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        language = language or current_language()
        parts = [self._sequence_in_words(language)]
        if self.soft_days is not None:
            parts.append(text("progress.rule.soft", lang=language, count=self.soft_days))
        parts.append(self._never_in_words(language))
        if self.quiet_weekdays or self.quiet:
            days = join_words(self._quiet_in_words(language), language)
            parts.append(text("progress.rule.quiet", lang=language, days=days))
        return " ".join(parts)

    def _sequence_in_words(self, language: str) -> str:
        modes = [mode_label(each, language).lower() for each in self.sequence]
        then = text("progress.rule.then", lang=language)
        order = f", {then} ".join(modes)
        times = text("progress.rule.times", lang=language, count=self.most)
        days = text("progress.rule.days", lang=language, count=self.days)
        return text("progress.rule.due", lang=language, days=days, times=times, order=order)

    def _never_in_words(self, language: str) -> str:
        listed = [text(f"progress.rule.never_{each}", lang=language) for each in self.never]
        soft = "refusal" if self.soft_days is not None else "any_refusal"
        listed.append(text(f"progress.rule.never_{soft}", lang=language))
        return capitalised(
            text("progress.rule.never", lang=language, outcomes=join_words(listed, language))
        )

    def _quiet_in_words(self, language: str) -> list[str]:
        named = [text(f"progress.weekday.{day}", lang=language) for day in self.quiet_weekdays]
        for first, last in self._periods():
            start, end = (format_date(each, language) for each in (first, last))
            several = text("progress.rule.from_to", lang=language, first=start, last=end)
            named.append(start if first == last else several)
        return named

    def _periods(self) -> tuple[tuple[dt.date, dt.date], ...]:
        """The quiet days, each as the first and the last of a period."""
        periods: Any = self.quiet
        return tuple(periods)


def _check_whole(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST_QUIET:
        raise _wrong(name, value)


def _several(given: Any) -> tuple[Any, ...]:  # noqa: ANN401 - what a user gives
    return tuple(given) if isinstance(given, tuple | list | set | frozenset) else (given,)


def _modes(given: object) -> tuple[str, ...]:
    modes = tuple(mode_of(each) if isinstance(each, str) else "" for each in _several(given))
    if not modes or not all(modes):
        raise _wrong("sequence", given)
    return modes


def _outcomes(given: object) -> tuple[Outcome, ...]:
    try:
        return tuple(Outcome(each) for each in _several(given))
    except ValueError:
        raise _wrong("never", given) from None


def _quiet(given: object) -> tuple[tuple[dt.date, dt.date], ...]:
    found = []
    for each in _several(given):
        pair = tuple(each) if isinstance(each, tuple | list) else (each, each)
        days = [day_given("quiet", day) for day in pair]
        if len(days) != 2 or days[0] is None or days[1] is None or days[1] < days[0]:
            raise _wrong("quiet", each)
        found.append((days[0], days[1]))
    return tuple(sorted(found))


def _wrong(name: str, got: object) -> WrongUseError:
    expected = text(f"progress.rule_expected.{name}")
    return fail(WrongUseError, "progress.rule", name=name, got=quoted(str(got)), expected=expected)
