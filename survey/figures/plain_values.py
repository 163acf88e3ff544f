"""Plain values handed to a chart, checked before anything is drawn."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.codebook import Codebook
from survey.errors import DataError, UnknownNameError, WrongUseError
from survey.estimation.arguments import must_be
from survey.files.nearest import did_you_mean
from survey.language.catalogue import LANGUAGES, current_language
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_SPAN = 1100


def language_of(language: str | None) -> str:
    """The language asked for, or the one in force.

    Raises
    ------
    WrongUseError
        If it is neither Danish nor English.
    """
    chosen = language or current_language()
    if chosen not in LANGUAGES:
        raise fail(WrongUseError, "plain.language", got=quoted(str(language)))
    return chosen


def known_codebook(codebook: Codebook | None) -> Codebook:
    """The codebook given, or an empty one."""
    must_be(codebook, (Codebook, type(None)), "codebook", "Codebook")
    return codebook if codebook is not None else Codebook()


def checked_frame(frame: object, name: str, columns: Iterable[str | None]) -> pd.DataFrame:
    """A frame that has the columns; those that are None are not looked for.

    Raises
    ------
    WrongUseError
        If it isn't a frame, or a column's name stands twice.
    UnknownNameError
        If a column is missing.
    """
    must_be(frame, pd.DataFrame, name, "pandas.DataFrame")
    table: Any = frame
    for column in columns:
        if column is None:
            continue
        found = [each for each in table.columns if each == column]
        if len(found) > 1:
            raise fail(WrongUseError, "plain.column_twice", name=quoted(column), frame=name)
        if not found:
            raise unknown(column, table.columns, "plain.no_column", frame=name)
    return table  # type: ignore[no-any-return]


def unknown(name: object, known: Iterable[object], code: str, **fields: str) -> UnknownNameError:
    """An error about a name that isn't there, with the one that was probably meant."""
    names = [str(each) for each in known]
    near = did_you_mean(str(name), names)
    likely = [near] if near is not None else names
    shown: dict[str, Any] = {"name": quoted(name), "known": culprits(likely), **fields}
    return fail(UnknownNameError, code, **shown)


def rows_of(wrong: Iterable[int]) -> str:
    """Rows as a user counts them, from 1."""
    return culprits(place + 1 for place in wrong)


def is_blank(value: object) -> bool:
    """Whether nothing stands in a cell."""
    if value is None or value is pd.NaT or value is pd.NA:
        return True
    return isinstance(value, Real) and math.isnan(float(value))


def day_from(value: object) -> dt.date | None:
    """A date, a time or a date written as 2026-11-23; None for whatever is no date."""
    if isinstance(value, dt.datetime):  # the timestamps of pandas too
        return None if pd.isna(value) else value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value.strip())
        except ValueError:
            return None
    return None


def days_of(values: Iterable[object], column: str) -> list[dt.date]:
    """The dates of a column.

    Raises
    ------
    DataError
        If something is no date, or two of them are more than three years apart.
    """
    given = list(values)
    days = [day_from(value) for value in given]
    wrong = [place for place, day in enumerate(days) if day is None]
    if wrong:
        first = given[wrong[0]]
        got = "" if is_blank(first) else quoted(first) if isinstance(first, str) else str(first)
        code = "plain.day" if got else "plain.no_day"
        raise fail(DataError, code, column=quoted(column), got=got, rows=rows_of(wrong))
    found = [day for day in days if day is not None]
    refuse_long_span(found)
    return found


def refuse_long_span(days: Sequence[dt.date]) -> None:
    """Refuse dates that can't be of one fieldwork, since one of them is probably mistyped.

    Raises
    ------
    DataError
    """
    if days and (max(days) - min(days)).days > _LONGEST_SPAN:
        raise fail(DataError, "plain.span", first=min(days), last=max(days))


def counts_of(values: Iterable[object], column: str) -> list[int]:
    """The whole numbers from 0 upwards in a column.

    Raises
    ------
    DataError
        If there is anything else.
    """
    given = list(values)
    counts = [_count(value) for value in given]
    wrong = [place for place, count in enumerate(counts) if count is None]
    if wrong:
        got = given[wrong[0]]
        shown = quoted(got) if isinstance(got, str) else str(got)
        raise fail(DataError, "plain.count", column=quoted(column), got=shown, rows=rows_of(wrong))
    return [count for count in counts if count is not None]


def _count(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, Real):
        return None
    number = float(value)
    return int(number) if math.isfinite(number) and number >= 0 and number == int(number) else None


def numbers_of(values: Iterable[object], column: str) -> list[float]:
    """The finite numbers from 0 upwards in a column.

    Raises
    ------
    DataError
        If there is anything else.
    """
    given = list(values)
    wrong = [place for place, value in enumerate(given) if not _is_amount(value)]
    if wrong:
        got = given[wrong[0]]
        shown = quoted(got) if isinstance(got, str) else str(got)
        raise fail(DataError, "plain.number", column=quoted(column), got=shown, rows=rows_of(wrong))
    return [float(value) for value in given]  # type: ignore[arg-type]


def _is_amount(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    return math.isfinite(float(value)) and float(value) >= 0


def sizes_of(sampled: object, name: str) -> dict[Any, int]:
    """How many were asked in each area, or in all under the key None.

    Raises
    ------
    WrongUseError
        If it is neither a whole number above 0 nor a mapping of such numbers.
    """
    given: Mapping[Any, object] = sampled if isinstance(sampled, Mapping) else {None: sampled}
    wrong = {
        key: size
        for key, size in given.items()
        if isinstance(size, bool) or not isinstance(size, Integral) or int(size) <= 0
    }
    if wrong or not given:
        got = culprits(wrong.values()) if wrong else "{}"
        raise fail(WrongUseError, "plain.sizes", name=name, got=got)
    return {key: int(size) for key, size in given.items()}  # type: ignore[call-overload]
