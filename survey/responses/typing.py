"""Texts of a column as codes, numbers, dates or words, each different text looked at once."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.codebook import Kind, MissingKind
from survey.files.data_table import EMPTY
from survey.files.numerals import parse_integers, parse_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from survey.codebook import Variable
    from survey.files.data_table import DataColumn
    from survey.questionnaire.questions import Question

MISSING = tuple(int(kind) for kind in MissingKind)
NO_ANSWER, INVALID = int(MissingKind.NO_ANSWER), int(MissingKind.INVALID)
_WRITTEN_MISSING = frozenset(map(str, MISSING))
_NOUGHTS = re.compile(r"(-?[0-9]+)[.,]0{1,2}")
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_CLOCK = r"[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
_MOMENT = re.compile(rf"(\d{{4}}-\d\d-\d\d){_CLOCK}", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})([-.])(\d{1,2})\2(\d{4})", re.ASCII)
_LENGTHS = {"day": 10, "month": 7, "year": 4}


@dataclass(frozen=True, slots=True, eq=False)
class Wrong:
    """Cells of a column that can't be, all for the same reason.

    Attributes
    ----------
    kind : str
        The reason, as a key of the catalogue.
    rows : ndarray of intp
    out_of_range : bool
        Whether they are of the right form but beyond the limits.
    """

    kind: str
    rows: NDArray[np.intp]
    out_of_range: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """The values of a column; where something is wrong, the code for that.

    Attributes
    ----------
    values : ndarray
        Of int64 (codes), float64 (numbers) or object (dates and words).
    wrong : tuple of Wrong
    empty : ndarray of bool
        Where nothing stands in the file.
    """

    values: NDArray[Any]
    wrong: tuple[Wrong, ...]
    empty: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer of the right form must keep to.

    Attributes
    ----------
    low, high : float or None
    decimals : int or None
        How many digits may follow the decimal sign; None for any number of them.
    earliest, latest : str
        ISO dates, or empty.
    precision : str
        Of dates: ``day``, ``month`` or ``year``.
    most : int or None
        How many characters words may have.
    """

    low: float | None = None
    high: float | None = None
    decimals: int | None = None
    earliest: str = ""
    latest: str = ""
    precision: str = "day"

    @classmethod
    def of(cls, question: Question | None) -> Limits:
        """Those of a question."""
        own = {name: getattr(question, name) for name in cls.__slots__ if hasattr(question, name)}
        return cls(**own)


def typed(column: DataColumn, variable: Variable, limits: Limits) -> Typed:
    """The values of a column as its variable wants them.

    Parameters
    ----------
    column : DataColumn
    variable : Variable
    limits : Limits

    Returns
    -------
    Typed
        Empty cells are the code for no answer. What can't be is the code for an invalid answer,
        and told by row.
    """
    reading = _READINGS.get(variable.kind, _codes)(column.values, column, variable, limits)
    empty = column.index == EMPTY
    return Typed(reading.values[column.index], tuple(_told(reading, column)), empty)


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """What each different text becomes, that of an empty cell last, and what is wrong with it."""

    values: NDArray[Any]
    wrong: dict[str, NDArray[np.bool_]]


def _told(reading: _Reading, column: DataColumn) -> list[Wrong]:
    told = []
    for kind, which in reading.wrong.items():
        if which.any():
            rows = np.flatnonzero(np.append(which, False)[column.index])
            told.append(Wrong(kind, rows, out_of_range=kind in OUT_OF_RANGE))
    return told


OUT_OF_RANGE = frozenset({"too_low", "too_high", "too_early", "too_late"})


def plain_whole(texts: Sequence[str]) -> list[str]:
    """Texts in which whole numbers with noughts behind the decimal sign have lost them.

    Examples
    --------
    >>> plain_whole(["3,0", "4.00", "4.5"])
    ['3', '4', '4.5']
    """
    return [found[1] if (found := _NOUGHTS.fullmatch(each)) else each for each in texts]


def _codes(
    texts: Sequence[str], _column: DataColumn, variable: Variable, _limits: Limits
) -> _Reading:
    parsed = parse_integers(plain_whole(texts)).values
    wrong = ~np.isin(parsed, [*(code.value for code in variable.codes), *MISSING])
    values = np.append(np.where(wrong, INVALID, parsed), NO_ANSWER)
    return _Reading(values.astype(np.int64), {"unknown_code": wrong})


def _numbers(
    texts: Sequence[str], column: DataColumn, _variable: Variable, limits: Limits
) -> _Reading:
    parsed = parse_numbers(texts, column.decimal)
    values = parsed.values
    is_missing = np.isin(values, MISSING)
    no_number = np.zeros(len(values), dtype=bool)
    no_number[parsed.failed] = True
    negative = (values < 0) & ~is_missing
    told = no_number | negative | is_missing
    digits = None if limits.decimals is None else np.round(values, limits.decimals)
    finer = np.zeros(len(values), dtype=bool) if digits is None else (digits != values) & ~told
    told |= finer
    wrong = {
        "no_number": no_number,
        "negative_answer": negative,
        "too_fine": finer,
        "too_low": _beyond(limits.low, lambda low: values < low) & ~told,
        "too_high": _beyond(limits.high, lambda high: values > high) & ~told,
    }
    invalid = np.logical_or.reduce(list(wrong.values()))
    return _Reading(np.append(np.where(invalid, INVALID, values), NO_ANSWER), wrong)


def _beyond(limit: float | None, test: Callable[[float], Any]) -> Any:  # noqa: ANN401
    return np.False_ if limit is None else test(limit)


def _words(
    texts: Sequence[str], _column: DataColumn, _variable: Variable, _limits: Limits
) -> _Reading:
    return _Reading(np.array([*texts, str(NO_ANSWER)], dtype=object), {})


def _dates(
    texts: Sequence[str], _column: DataColumn, _variable: Variable, limits: Limits
) -> _Reading:
    length = _LENGTHS[limits.precision]
    found = [each if each in _WRITTEN_MISSING else iso_day(each) for each in texts]
    no_date = np.array([each is None for each in found], dtype=bool)
    days = ["" if each in _WRITTEN_MISSING else each or "" for each in found]
    early = np.array([len(day) > 0 and _before(day, limits.earliest) for day in days], dtype=bool)
    late = np.array([len(day) > 0 and _before(limits.latest, day) for day in days], dtype=bool)
    wrong = {"no_date": no_date, "too_early": early & ~no_date, "too_late": late & ~no_date}
    kept = [
        str(INVALID) if bad else (each or "")[:length]
        for each, bad in zip(found, no_date | early | late, strict=True)
    ]
    return _Reading(np.array([*kept, str(NO_ANSWER)], dtype=object), wrong)


def _before(one: str, other: str) -> bool:
    """Whether a date, which may be no more than a year, lies wholly before another."""
    length = min(len(one), len(other))
    return bool(length) and one[:length] < other[:length]


def iso_day(written: str) -> str | None:
    """A date, a month or a year in the ISO form; None if it is none.

    A day may be written first with hyphens or points, as in Denmark; a time of day is left out.

    Examples
    --------
    >>> iso_day("31-05-2026"), iso_day("2026-05"), iso_day("31.2.2026"), iso_day("5/6/2026")
    ('2026-05-31', '2026-05', None, None)
    """
    moment, day_first = _MOMENT.fullmatch(written), _DAY_FIRST.fullmatch(written)
    if day_first:
        written = f"{day_first[4]}-{int(day_first[3]):02d}-{int(day_first[1]):02d}"
    found = _ISO.fullmatch(moment[1] if moment else written)
    if found is None:
        return None
    try:
        dt.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
    return found[0]


_READINGS: dict[Kind, Callable[[Sequence[str], DataColumn, Variable, Limits], _Reading]] = {
    Kind.NUMBER: _numbers,
    Kind.TEXT: _words,
    Kind.DATE: _dates,
}
