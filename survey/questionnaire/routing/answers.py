"""Columns of answers as numbers, texts or days, with what is missing set apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from survey.codebook import MissingKind
from survey.questionnaire.routing.vocabulary import Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

Floats: TypeAlias = "NDArray[np.float64]"
Bools: TypeAlias = "NDArray[np.bool_]"
Column: TypeAlias = "pd.Series[Any] | NDArray[Any]"
Table: TypeAlias = "pd.DataFrame | Mapping[str, Any]"

_MISSING = {str(int(kind)): float(kind) for kind in MissingKind}
_EPOCH = date(1970, 1, 1).toordinal()
_FIRST_OF = {4: "-01-01", 7: "-01"}


class Values(Enum):
    """What the values of a column are compared as."""

    NUMBERS = auto()
    TEXTS = auto()
    DAYS = auto()


def values_of(form: Form) -> Values:
    """How a column of a form is read."""
    return {Form.TEXT: Values.TEXTS, Form.DATE: Values.DAYS}.get(form, Values.NUMBERS)


@dataclass(frozen=True, slots=True)
class Cells:
    """A column made ready.

    Attributes
    ----------
    values : array
        Numbers, or days counted from the year 1, NaN where missing; or texts, None where missing.
    codes : array of float
        The missing code where there is one, else NaN.
    """

    values: NDArray[Any]
    codes: Floats

    @property
    def known(self) -> Bools:
        """Where there is an answer."""
        return ~is_blank(self.values)

    def of_rows(self, rows: NDArray[np.intp]) -> Cells:
        """The cells of some rows, in their order."""
        return Cells(self.values[rows], self.codes[rows])

    def hidden(self, where: Bools, code: int) -> Cells:
        """The same, but missing for the reason given in some rows."""
        values, codes = self.values.copy(), self.codes.copy()
        values[where] = None if values.dtype == object else np.nan
        codes[where] = code
        return Cells(values, codes)


def is_blank(values: NDArray[Any]) -> Bools:
    """Where a column made ready, or a constant, has no value."""
    if values.dtype == object:
        return np.asarray(pd.isna(values), dtype=bool)
    return np.asarray(np.isnan(values))


class Answers:
    """The columns of a table, each made ready once.

    Parameters
    ----------
    data : DataFrame or mapping of str to array
    area, wave : str or array, optional
        Where and when the respondents are asked; columns ``area`` and ``wave`` of the data if left
        out.
    today : date, ISO text or array of them, optional
        The day that `years_since` counts to.
    parents : tuple of Answers and array of int, optional
        Of a roster: the respondents' answers, and the row there of each person.
    """

    def __init__(
        self,
        data: Table,
        *,
        area: object = None,
        wave: object = None,
        today: object = None,
        parents: tuple[Answers, NDArray[np.intp]] | None = None,
    ) -> None:
        self._data = data
        self._given = {"area": area, "wave": wave, "today": today}
        self._parents = parents
        self._ready: dict[tuple[str, Values], Cells] = {}
        self._put: set[str] = set()
        self.size = _size(data, self._given.values())

    def __contains__(self, column: str) -> bool:
        if column in self._put or self._given.get(column) is not None or column in self._data:
            return True
        return self._parents is not None and column in self._parents[0]

    def put(self, column: str, cells: Cells, values: Values = Values.NUMBERS) -> None:
        """Let a column be this from here on."""
        self._put.add(column)
        self._ready[column, values] = cells

    def hide(self, column: str, values: Values, where: Bools, code: int) -> None:
        """Let a column be missing in some rows from here on."""
        self._ready[column, values] = self.cells(column, values).hidden(where, code)

    def cells(self, column: str, values: Values) -> Cells:
        """A column made ready; all of it is blank if it is absent."""
        key = (column, values)
        if key not in self._ready:
            self._ready[key] = self._read(column, values)
        return self._ready[key]

    def today(self) -> Floats | None:
        """The day that is counted to, in each row; None if nobody said."""
        owner = self if self._parents is None else self._parents[0]
        given = owner._given["today"] is not None
        return self.cells("today", Values.DAYS).values if given else None

    def _read(self, column: str, values: Values) -> Cells:
        raw = self._raw(column)
        if raw is not None:
            return _READ[values](raw)
        if self._parents is None:
            return _blank(self.size, values)
        respondents, rows = self._parents
        return respondents.cells(column, values).of_rows(rows)

    def _raw(self, column: str) -> Column | None:
        given = self._given.get(column)
        if given is None and (column == "today" or column not in self._data):
            return None
        return _column(self._data[column] if given is None else given, self.size)


def _size(data: Table, given: object) -> int:
    if isinstance(data, pd.DataFrame):
        return len(data)
    every = [*data.values(), *given]  # type: ignore[misc]
    return next((len(each) for each in every if _is_column(each)), 1)


def _is_column(value: object) -> bool:
    return isinstance(value, np.ndarray | pd.Series | Sequence) and not isinstance(value, str)


def _column(given: Any, size: int) -> Column:  # noqa: ANN401 - whatever a table may hold
    if isinstance(given, np.ndarray) and given.dtype.kind in "iuf":
        return given
    if isinstance(given, pd.Series):
        return given.reset_index(drop=True)
    return pd.Series(given) if _is_column(given) else pd.Series([given] * size, dtype=object)


def _blank(size: int, values: Values) -> Cells:
    nothing = np.full(size, np.nan)
    texts = np.full(size, None, dtype=object)
    return Cells(texts if values is Values.TEXTS else nothing, nothing)


def _numbers(raw: Column) -> Cells:
    if isinstance(raw, np.ndarray):
        given = raw.astype(float)
    else:
        numeric = pd.api.types.is_numeric_dtype(raw)
        plain = raw if numeric else pd.to_numeric(raw.astype(object), errors="coerce")
        given = plain.to_numpy(dtype=float, na_value=np.nan)
    given = np.where(np.isfinite(given), given, np.nan)
    missing = given < 0
    return Cells(np.where(missing, np.nan, given), np.where(missing, given, np.nan))


def _texts(raw: Column) -> Cells:
    return _by_distinct(pd.Series(raw), _as_text, object)


def _days(raw: Column) -> Cells:
    if isinstance(raw, np.ndarray):
        raw = pd.Series(raw)
    if pd.api.types.is_datetime64_any_dtype(raw):
        stamps = pd.DatetimeIndex(raw).tz_localize(None).to_numpy()
        days = stamps.astype("datetime64[D]").astype(float) + _EPOCH
        return Cells(np.where(np.isnat(stamps), np.nan, days), np.full(len(days), np.nan))
    return _by_distinct(raw, _as_day, float)


def _by_distinct(raw: pd.Series[Any], read: Callable[[Any], Any], dtype: type) -> Cells:
    """Each distinct value is read once."""
    numbered, distinct = pd.factorize(raw.astype(object))
    codes = np.array([*map(_as_missing, distinct), np.nan], dtype=float)
    nothing = None if dtype is object else np.nan
    values: NDArray[Any] = np.full(len(codes), nothing, dtype=dtype)
    for place, value in enumerate(distinct):
        if np.isnan(codes[place]):
            values[place] = read(value)
    return Cells(values[numbered], codes[numbered])


def _as_missing(value: object) -> float:
    """The missing code that stands in a column of texts or dates, else NaN."""
    if isinstance(value, str):
        return _MISSING.get(value.strip(), np.nan)
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    return float(value) if number and value < 0 else np.nan  # type: ignore[arg-type, operator]


def _as_text(value: object) -> str | None:
    words = str(value).strip()
    return words or None


def _as_day(value: object) -> float:
    if isinstance(value, int | float | np.number) and float(value).is_integer():
        value = str(int(value))
    day = value.date() if isinstance(value, datetime) else value
    if isinstance(day, date):
        return float(day.toordinal())
    return day_of(value) if isinstance(value, str) else np.nan


def day_of(written: str) -> float:
    """A day counted from the year 1; the first one of a month or a year; NaN if it is none.

    Examples
    --------
    >>> day_of("2015-03") == day_of("2015-03-01")
    True
    """
    plain = written.strip()
    try:
        return float(date.fromisoformat(plain + _FIRST_OF.get(len(plain), "")).toordinal())
    except ValueError:
        return np.nan


_READ = {Values.NUMBERS: _numbers, Values.TEXTS: _texts, Values.DAYS: _days}
