"""Frames of counts: how many dwellings, empty ones and adults each area or department has."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from survey.files.column_values import replaced
from survey.files.data_reader import read_data_table
from survey.files.data_table import EMPTY as NOTHING
from survey.files.numerals import parse_integers
from survey.language.catalogue import current_language
from survey.language.messages import quoted
from survey.language.numbers import format_number
from survey.sampling.areas import area_variable, listed_areas
from survey.sampling.fingerprint import fingerprint
from survey.sampling.frame import ADULTS, AREA, DEPARTMENT, EMPTY, Frame
from survey.sampling.frame_areas import placed, tell_missing
from survey.sampling.frame_columns import UNKNOWN, got, rows_with, tell_faults
from survey.sampling.headings import (
    COUNT_HEADINGS,
    TOTALS,
    UNITS,
    closed,
    expected_headings,
    found_columns,
    named_by_user,
    refuse_absent,
)
from survey.sampling.told import Told

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from survey.files.data_table import DataColumn, DataTable
    from survey.sampling.areas import Areas
    from survey.sampling.frame_areas import Placed

_TOTALS = frozenset(map(closed, TOTALS))
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.  ]\d{3})+")
_COUNTED = (UNITS, EMPTY, ADULTS)
_HIDDEN = re.compile(r"\.{1,3}|…|-|–|−|\*+|†|x|<\s*\d+|n/?a|:|fortroligt?|hidden",
                     re.IGNORECASE)  # fmt: skip


def counted_frame(
    path: str | os.PathLike[str],
    unit: Literal["dwelling", "person"],
    areas: Areas | None,
    columns: Mapping[str, str | None] | None,
    sheet: str | None,
) -> Frame:
    """A frame that knows only how many units each area has.

    A row for all areas together is no area: it must be the sum of the others. Rows of departments
    are put together by area.

    Raises
    ------
    FindingsError
        With each number that isn't there, is hidden or can't be, and its place.
    """
    headings = COUNT_HEADINGS[unit]
    expected = (*named_by_user(columns), *expected_headings(headings))
    table = read_data_table(path, sheet=sheet, columns=expected)
    found = found_columns(table, headings, columns)
    refuse_absent(table, found, headings, (AREA, UNITS))
    total = _total_rows(table, found)
    rest = _only_rows(table, np.setdiff1d(np.arange(table.rows), total))
    told = Told(rest, notes=list(table.notes))
    taken = {name: rest.columns[column] for name, column in found.items()}
    where = placed(taken, None if areas is None else listed_areas(areas), told)
    _tell_repeated(taken, where, told)
    numbers = {name: _numbers(taken[name], told) for name in _COUNTED if name in taken}
    _tell_more_empty(numbers, taken, told)
    told.refuse()
    _check_totals(_only_rows(table, total), found, numbers, told)
    tell_missing(where, told)
    counts = _by_area(where, numbers, unit)
    return Frame(
        unit,
        None,
        counts,
        area_variable(where.areas, areas),
        fingerprint(f"{unit} counts", {str(name): counts[name].to_numpy() for name in counts}),
        tuple(told.notes),
    )


# The row of all together


def _total_rows(table: DataTable, found: Mapping[str, str]) -> NDArray[np.intp]:
    """The rows whose first text says that they are all areas together."""
    is_total = np.zeros(table.rows, dtype=bool)
    for name in (AREA, DEPARTMENT):
        if name in found:
            column = table.columns[found[name]]
            which = np.array([closed(each) in _TOTALS for each in column.values], dtype=bool)
            is_total |= np.append(which, False)[column.index]
    return np.flatnonzero(is_total)


def _only_rows(table: DataTable, rows: NDArray[np.intp]) -> DataTable:
    """Some rows of a table, which still know where they stand in the file."""
    lines = np.arange(1, table.rows + 1) if table.lines is None else table.lines
    columns = {name: _only_cells(column, rows) for name, column in table.columns.items()}
    return replace(table, columns=columns, rows=len(rows), lines=lines[rows])


def _only_cells(column: DataColumn, rows: NDArray[np.intp]) -> DataColumn:
    values, index = replaced(column.values, column.index[rows])
    there = np.unique(index[index != NOTHING])
    place = np.full(len(values) + 1, NOTHING, dtype=np.intp)
    place[there] = np.arange(len(there))
    new_row = {int(row): at for at, row in enumerate(rows)}
    faults = {new_row[row]: fault for row, fault in column.faults.items() if row in new_row}
    return replace(
        column, values=tuple(values[at] for at in there), index=place[index], faults=faults
    )


def _check_totals(
    total: DataTable, found: Mapping[str, str], numbers: Mapping[str, NDArray[np.int64]], told: Told
) -> None:
    """Refuse a row of all together that isn't the sum of the rows."""
    ours, told.table = told.table, total
    language = current_language()
    for name, each in numbers.items():
        column = total.columns[found[name]]
        stated = _numbers(column, told)
        counted = int(each.sum()) if np.all(each >= 0) else UNKNOWN
        for row in np.flatnonzero((stated >= 0) & (stated != counted)).tolist():
            if counted < 0:
                continue
            said = {
                "name": quoted(column.name),
                "total": format_number(int(stated[row]), language),
                "sum": format_number(counted, language),
                "difference": format_number(int(stated[row]) - counted, language, sign=True),
            }
            told.wrong("frame.total", [row], column, lambda _, said=said: said)  # type: ignore[misc]
    told.refuse()
    told.table = ours


# Numbers


def _numbers(column: DataColumn, told: Told) -> NDArray[np.int64]:
    """How many; −1 where it isn't filled in. Signs of hidden numbers are told as what they are."""
    tell_faults(column, told)
    parsed = parse_integers(column.values)
    codes = [_fault(each, value) for each, value in zip(column.values, parsed.values, strict=True)]
    for code in dict.fromkeys(filter(None, codes)):
        which = np.array([each == code for each in codes], dtype=bool)
        told.wrong(f"frame.{code}", map(int, rows_with(column, which)), column, got(column))
    known = np.nan_to_num(np.append(parsed.values, UNKNOWN), nan=UNKNOWN).astype(np.int64)
    found: NDArray[np.int64] = known[column.index]
    return found


def _fault(written: str, value: float) -> str:
    if not np.isnan(value):
        return "count_below" if value < 0 else ""
    if _HIDDEN.fullmatch(written):
        return "count_hidden"
    return "count_grouped" if _GROUPED.fullmatch(written) else "count_whole"


def _tell_repeated(taken: Mapping[str, DataColumn], where: Placed, told: Told) -> None:
    """Each area, or each department of it, has one row."""
    column = taken.get(DEPARTMENT, taken.get(AREA))
    assert column is not None  # noqa: S101 - one of them is there
    kind = column.index if DEPARTMENT in taken else np.zeros(len(where.index), dtype=np.intp)
    first: dict[tuple[int, int], int] = {}
    again: dict[int, int] = {}
    for row, key in enumerate(zip(where.index.tolist(), kind.tolist(), strict=True)):
        if first.setdefault(key, row) != row:
            again[row] = first[key]

    def fields(row: int) -> Mapping[str, object]:
        return {**got(column)(row), "first": told.table.place(again[row], column.name)}

    code = "frame.department_row_twice" if DEPARTMENT in taken else "frame.area_row_twice"
    told.wrong(code, again, column, fields)


def _tell_more_empty(
    numbers: Mapping[str, NDArray[np.int64]], taken: Mapping[str, DataColumn], told: Told
) -> None:
    """Tell of rows without a number of units, and of those with more empty units than units."""
    blank = np.flatnonzero(~taken[UNITS].filled())
    told.wrong("frame.count_absent", map(int, blank), taken[UNITS], got(taken[UNITS]))
    if EMPTY in numbers:
        more = np.flatnonzero((numbers[EMPTY] > numbers[UNITS]) & (numbers[UNITS] >= 0))
        told.wrong("frame.more_empty", map(int, more), taken[EMPTY], got(taken[EMPTY]))


def _by_area(where: Placed, numbers: Mapping[str, NDArray[np.int64]], unit: str) -> pd.DataFrame:
    def summed(name: str) -> NDArray[np.int64]:
        if name not in numbers:
            return np.zeros(len(where.areas), dtype=np.int64)
        n = np.maximum(numbers[name], 0)
        return np.bincount(where.index, weights=n, minlength=len(where.areas)).astype(np.int64)

    everyone, empty = summed(UNITS), summed(EMPTY)
    adults = np.full(len(where.areas), UNKNOWN, dtype=np.int64)
    if unit == "person":
        adults = everyone
    elif ADULTS in numbers:
        unknown = np.bincount(where.index[numbers[ADULTS] < 0], minlength=len(where.areas))
        adults = np.where(unknown > 0, UNKNOWN, summed(ADULTS))
    codes = pd.Series([each.code.value for each in where.areas], dtype=object)
    return pd.DataFrame(
        {
            "area": codes,
            "units": everyone,
            "empty": empty,
            "eligible": everyone - empty,
            "adults": adults,
        }
    )
