"""Which area each row of a file belongs to, by its area or its department."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.files.data_table import EMPTY as NOTHING
from survey.files.headings import heading_key
from survey.files.nearest import did_you_mean
from survey.findings import Severity
from survey.language.cells import quoted_cell
from survey.language.messages import culprits, quoted
from survey.sampling.areas import (
    ListedArea,
    area_finder,
    areas_of_texts,
    called,
    department_finder,
)
from survey.sampling.frame import AREA, DEPARTMENT
from survey.sampling.frame_columns import got, tell_faults

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from survey.files.data_table import DataColumn
    from survey.sampling.areas import Finder
    from survey.sampling.told import Told


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """The areas, and which of them each row belongs to.

    Attributes
    ----------
    areas : tuple of ListedArea
    index : ndarray of intp
        Place of the area; −1 where there is none, which was told.
    """

    areas: tuple[ListedArea, ...]
    index: NDArray[np.intp]


def placed(
    columns: Mapping[str, DataColumn], areas: Sequence[ListedArea] | None, told: Told
) -> Placed:
    """Find the area of each row; tell of those that have none.

    Parameters
    ----------
    columns : mapping of str to DataColumn
        With ``area``, ``department`` or both.
    areas : sequence of ListedArea or None
        Those of the study; None for those in the file.
    told : Told
    """
    for name in (AREA, DEPARTMENT):
        if name in columns:
            tell_faults(columns[name], told)
    if areas is None:
        return _of_file(columns, told)
    departments = department_finder(areas)
    if AREA not in columns:
        by = departments if departments else area_finder(areas)
        return Placed(tuple(areas), _found(columns[DEPARTMENT], by, "department", told))
    known = area_finder(areas)
    index = _places(columns[AREA], known)
    if departments and DEPARTMENT in columns:
        index = _with_departments(columns, index, departments, areas, told)
    _tell_unknown(columns[AREA], index, known, "area", told, tuple(map(called, areas)))
    return Placed(tuple(areas), index)


def _places(column: DataColumn, known: Finder) -> NDArray[np.intp]:
    found = [
        next(
            (at for each in (written, column.meanings.get(written, ""))
             if (at := known.place(each)) >= 0),
            NOTHING,
        )
        for written in column.values
    ]  # fmt: skip
    return np.array([*found, NOTHING], dtype=np.intp)[column.index]


def _found(column: DataColumn, known: Finder, what: str, told: Told) -> NDArray[np.intp]:
    index = _places(column, known)
    _tell_unknown(column, index, known, what, told)
    return index


def _tell_unknown(
    column: DataColumn,
    index: NDArray[np.intp],
    known: Finder,
    what: str,
    told: Told,
    shown: Sequence[str] = (),
) -> None:
    """Tell of rows without an area, and of areas that the study hasn't got: each of them once."""
    blank = np.flatnonzero((index == NOTHING) & (column.index == NOTHING))
    told.wrong(f"frame.{what}_empty", map(int, blank), column, got(column))
    lost = np.flatnonzero((index == NOTHING) & (column.index != NOTHING))
    _, first, times = np.unique(column.index[lost], return_index=True, return_counts=True)
    for at, count in sorted(zip(lost[first].tolist(), times.tolist(), strict=True)):
        written = column.meanings.get(column.values[column.index[at]], "")
        near = did_you_mean(written or column.values[column.index[at]], known.names)
        fields = {
            **got(column)(at),
            "count": count,
            **({"got": quoted(written or column.values[column.index[at]])} if near else {}),
            "near": quoted(near or ""),
            "known": culprits(shown or known.names),
        }
        code = f"frame.{what}_unknown_near" if near else f"frame.{what}_unknown"
        told.wrong(code, [at], column, lambda _, fields=fields: fields)  # type: ignore[misc]


def _with_departments(
    columns: Mapping[str, DataColumn],
    index: NDArray[np.intp],
    departments: Finder,
    areas: Sequence[ListedArea],
    told: Told,
) -> NDArray[np.intp]:
    """Fill areas in by their departments; tell of departments that stand under another area."""
    column = columns[DEPARTMENT]
    by_department = _places(column, departments)
    other = np.flatnonzero(
        (by_department != NOTHING) & (index != NOTHING) & (by_department != index)
    )

    def fields(row: int) -> Mapping[str, object]:
        one, two = (quoted(called(areas[each[row]])) for each in (index, by_department))
        return {**got(column)(row), "area": one, "other": two}

    told.wrong("frame.department_elsewhere", map(int, other), column, fields)
    unknown = np.flatnonzero((by_department == NOTHING) & column.filled())
    if len(unknown):
        those = np.unique(column.index[unknown]).tolist()
        names = culprits((column.values[at] for at in those), quote=quoted_cell)
        told.warn("frame.department_unlisted", map(int, unknown), column, names=names)
    blank = columns[AREA].index == NOTHING
    return np.where(blank, by_department, index)


# Areas that the file has


def _of_file(columns: Mapping[str, DataColumn], told: Told) -> Placed:
    column = columns.get(AREA, columns.get(DEPARTMENT))
    assert column is not None  # noqa: S101 - one of them is there
    what = "area" if AREA in columns else "department"
    told.wrong(
        f"frame.{what}_empty", map(int, np.flatnonzero(~column.filled())), column, got(column)
    )
    spelled = _spelled_one_way(column, told)
    areas = areas_of_texts(dict.fromkeys(spelled), column.meanings)
    place = {str(each.code.value): at for at, each in enumerate(areas)}
    index = np.array([*(place[each] for each in spelled), NOTHING], dtype=np.intp)[column.index]
    if AREA in columns and DEPARTMENT in columns:
        _warn_of_shared(columns[DEPARTMENT], index, areas, told)
    return Placed(areas, index)


def _spelled_one_way(column: DataColumn, told: Told) -> list[str]:
    """The texts of areas; those that differ in case and blanks only are taken for one, and told."""
    alike: dict[str, list[int]] = defaultdict(list)
    for at, written in enumerate(column.values):
        alike[heading_key(written) or written].append(at)
    spelled = list(column.values)
    times = np.bincount(column.index[column.filled()], minlength=len(spelled))
    for those in alike.values():
        if len(those) > 1:
            usual = min(those, key=lambda at: (-times[at], column.values[at]))
            rows = np.flatnonzero(np.isin(column.index, [at for at in those if at != usual]))
            told.warn(
                "frame.areas_alike",
                map(int, rows),
                column,
                names=culprits(sorted(column.values[at] for at in those), quote=quoted_cell),
                name=quoted_cell(column.values[usual]),
            )
            for at in those:
                spelled[at] = column.values[usual]
    return spelled


def _warn_of_shared(
    column: DataColumn, index: NDArray[np.intp], areas: Sequence[ListedArea], told: Told
) -> None:
    """Warn of departments that stand under several areas: two landlords may both have a 12."""
    both = np.flatnonzero(column.filled() & (index != NOTHING))
    pairs = np.unique(column.index[both] * np.intp(len(areas)) + index[both])
    departments, times = np.unique(pairs // len(areas), return_counts=True)
    shared = departments[times > 1]
    if len(shared):
        rows = np.flatnonzero(np.isin(column.index, shared))
        names = culprits((column.values[at] for at in shared.tolist()), quote=quoted_cell)
        told.warn("frame.departments_shared", map(int, rows), column, names=names)


def tell_missing(found: Placed, told: Told) -> None:
    """Warn of areas of the study that no row belongs to."""
    there = np.bincount(found.index[found.index >= 0], minlength=len(found.areas))
    absent = [called(each) for each, n in zip(found.areas, there, strict=True) if n == 0]
    if absent:
        told.note("frame.areas_absent", Severity.WARNING, count=len(absent), names=culprits(absent))
