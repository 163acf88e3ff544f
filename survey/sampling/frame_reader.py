"""Reading a frame: a list of dwellings or persons, or a table of how many they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from survey.errors import RefusedError, WrongUseError
from survey.files.data_reader import read_data_table
from survey.files.guards import path_of
from survey.findings import Severity
from survey.language.catalogue import current_language, text
from survey.language.cells import quoted_heading
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number
from survey.language.words import join_words
from survey.sampling.areas import area_variable, listed_areas
from survey.sampling.fingerprint import fingerprint
from survey.sampling.frame import ADULTS, AREA, DEPARTMENT, EMPTY, SIZE, UNIT, Frame
from survey.sampling.frame_areas import placed, tell_missing
from survey.sampling.frame_columns import (
    UNKNOWN,
    adults,
    empties,
    kept,
    sizes,
    spread,
    tell_faults,
    units,
)
from survey.sampling.frame_counts import counted_frame
from survey.sampling.headings import (
    HEADINGS,
    expected_headings,
    found_columns,
    named_by_user,
    named_column,
    names_given,
    refuse_absent,
)
from survey.sampling.personal import (
    IDENTIFYING,
    kind_said,
    personal_column,
    personal_contents,
    personal_heading,
)
from survey.sampling.told import Told

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from survey.files.data_table import DataColumn, DataTable
    from survey.sampling.areas import Areas
    from survey.sampling.frame_areas import Placed

_OURS = (UNIT, AREA, DEPARTMENT, ADULTS, EMPTY, SIZE)


def read_frame(
    path: str | os.PathLike[str] | None = None,
    *,
    unit: Literal["dwelling", "person"] = "dwelling",
    areas: Areas | None = None,
    columns: Mapping[str, str | None] | None = None,
    sheet: str | None = None,
    counts: str | os.PathLike[str] | None = None,
    keep: Sequence[str] = (),
) -> Frame:
    """Read the dwellings or persons that can be drawn.

    Columns are found by their headings, Danish or English: ``bolig``, ``lejemålsnr`` or ``løbenr``;
    ``område`` or ``afdeling``; ``antal voksne``; ``tom``; ``størrelse``, ``m2`` or ``rum``. What
    tells who somebody is, names and addresses, never comes into a frame; `separate_contacts` puts
    it in a file of its own.

    Parameters
    ----------
    path : str or path, optional
        A list with a row for each unit: .csv, .xlsx, .parquet, .sav or .dta.
    unit : {"dwelling", "person"}
        What a row stands for.
    areas : optional
        The areas of the study: the variable of areas, `Code` one by one, (code, label, aliases,
        departments), or a mapping with these under ``areas``. Any of an area's names may stand in
        the file, in any case; departments are put under their area. Those in the file if left out.
    columns : mapping of str to str or None, optional
        The file's names by ours (``unit``, ``area``, ``department``, ``adults``, ``empty``,
        ``size``), where a heading isn't understood; None for a column that is to be left out.
    sheet : str, optional
        The sheet of a workbook.
    counts : str or path, optional
        In place of `path`: a table with a row for each area or department, and how many dwellings,
        empty ones and adults it has, for forms without numbers in every letter box.
    keep : sequence of str
        Further columns of the file, to stratify or sort by.

    Returns
    -------
    Frame
        Its notes say how the file was understood.

    Raises
    ------
    WrongUseError, UnknownNameError
        If an argument or a column that was named can't be.
    DataError
        If a column isn't there.
    RefusedError
        If a column that is asked for tells who somebody is.
    FindingsError
        With what must be mended, each with its place: ids that are absent, there twice or damaged,
        areas that the study hasn't got, numbers that can't be.
    FileError
        If the file can't be read.
    """
    if unit not in HEADINGS:
        known = culprits(HEADINGS)
        raise fail(WrongUseError, "frame.unit", got=quoted(str(unit)), known=known)
    if (path is None) == (counts is None):
        raise fail(WrongUseError, "frame.one_file")
    if counts is not None:
        if keep:
            raise fail(WrongUseError, "frame.keep_of_counts")
        return counted_frame(counts, unit, areas, columns, sheet)
    headings = HEADINGS[unit]
    keep = names_given(keep, "keep")
    expected = (*named_by_user(columns), *keep, *expected_headings(headings))
    table = read_data_table(path_of(path), sheet=sheet, columns=expected)
    found = found_columns(table, headings, columns)
    refuse_absent(table, found, headings, (UNIT, AREA))
    beside = _kept_names(table, keep, found)
    taken = {name: table.columns[column] for name, column in found.items()}
    _refuse_personal(taken, [table.columns[each] for each in beside], table)
    return _frame(table, unit, areas, taken, beside)


def _frame(
    table: DataTable,
    unit: Literal["dwelling", "person"],
    areas: Areas | None,
    taken: Mapping[str, DataColumn],
    beside: Sequence[str],
) -> Frame:
    told = Told(table, notes=list(table.notes))
    where = placed(taken, None if areas is None else listed_areas(areas), told)
    values = _columns(taken, where, told)
    for name in beside:
        tell_faults(table.columns[name], told)
        values[name] = kept(table.columns[name])
    told.refuse()
    tell_missing(where, told)
    _note_columns(table, taken, beside, told)
    return Frame(
        unit,
        pd.DataFrame({name: pd.Series(each, dtype=each.dtype) for name, each in values.items()}),
        _counts(where, values, unit),
        area_variable(where.areas, areas),
        fingerprint(unit, values),
        tuple(told.notes),
    )


def _columns(taken: Mapping[str, DataColumn], where: Placed, told: Told) -> dict[str, NDArray[Any]]:
    """What is known of each unit, in the order of our names."""
    for name in (UNIT, ADULTS, EMPTY, SIZE):
        if name in taken:
            tell_faults(taken[name], told)
    codes = np.empty(len(where.areas) + 1, dtype=object)
    codes[:] = [*(each.code.value for each in where.areas), ""]
    found: dict[str, NDArray[Any]] = {UNIT: units(taken[UNIT], told), AREA: codes[where.index]}
    if DEPARTMENT in taken:
        column = taken[DEPARTMENT]
        meant = [column.meanings.get(each, each) for each in column.values]
        found[DEPARTMENT] = spread(meant, column, "")
    if ADULTS in taken:
        found[ADULTS] = adults(taken[ADULTS], told)
    if EMPTY in taken:
        found[EMPTY] = empties(taken[EMPTY], told)
    if SIZE in taken:
        drawn = ~found[EMPTY] if EMPTY in found else np.ones(told.table.rows, dtype=bool)
        found[SIZE] = sizes(taken[SIZE], told, drawn)
    _warn_of_adults(found, taken, told)
    return found


def _warn_of_adults(
    found: Mapping[str, NDArray[Any]], taken: Mapping[str, DataColumn], told: Told
) -> None:
    """Tell of adults that aren't known, and of those where nobody lives."""
    if ADULTS not in found:
        return
    number, column = found[ADULTS], taken[ADULTS]
    empty = found.get(EMPTY, np.zeros(len(number), dtype=bool))
    told.warn("frame.no_adults", map(int, np.flatnonzero((number == 0) & ~empty)), column)
    told.warn("frame.adults_in_empty", map(int, np.flatnonzero((number > 0) & empty)), column)
    unknown = int(np.count_nonzero((number == UNKNOWN) & ~empty))
    if unknown:
        told.note("frame.adults_unknown", count=unknown)


def _counts(where: Placed, values: Mapping[str, NDArray[Any]], unit: str) -> pd.DataFrame:
    """One row an area: all units, empty ones, those that can be drawn, and their adults."""
    n = len(where.areas)
    everyone = np.bincount(where.index, minlength=n)
    empty = values.get(EMPTY, np.zeros(len(where.index), dtype=bool))
    vacant = np.bincount(where.index[empty], minlength=n)
    grown = np.full(n, UNKNOWN, dtype=np.int64)
    if unit == "person":
        grown = everyone - vacant
    elif ADULTS in values:
        number = values[ADULTS]
        known = np.bincount(where.index[(number == UNKNOWN) & ~empty], minlength=n) == 0
        drawn = ~empty & (number > 0)
        total = np.bincount(where.index[drawn], weights=number[drawn], minlength=n)
        grown = np.where(known, total, UNKNOWN).astype(np.int64)
    codes = pd.Series([each.code.value for each in where.areas], dtype=object)
    return pd.DataFrame(
        {
            "area": codes,
            "units": everyone.astype(np.int64),
            "empty": vacant.astype(np.int64),
            "eligible": (everyone - vacant).astype(np.int64),
            "adults": grown,
        }
    )


# Columns that are asked for, and those that aren't


def _kept_names(table: DataTable, keep: Sequence[str], found: Mapping[str, str]) -> tuple[str, ...]:
    """The columns that are kept beside ours."""
    names = dict.fromkeys(named_column(table, each) for each in keep)
    for name in names:
        if name in _OURS and found.get(name) != name:
            raise fail(WrongUseError, "frame.kept_as_ours", name=quoted(name))
    return tuple(each for each in names if found.get(each) != each)


def _refuse_personal(
    taken: Mapping[str, DataColumn], beside: Iterable[DataColumn], table: DataTable
) -> None:
    """Refuse columns that tell who somebody is; what stands in them is never told.

    Areas and departments may have any heading: a street can be an area.
    """
    places = [taken[each] for each in (AREA, DEPARTMENT) if each in taken]
    others = [each for name, each in taken.items() if name not in (AREA, DEPARTMENT)]
    kinds = {each.name: personal_contents(each) for each in places}
    kinds |= {each.name: personal_column(each) for each in (*others, *beside)}
    those = {name: kind for name, kind in kinds.items() if kind in IDENTIFYING}
    if those:
        names = dict.fromkeys(kind_said(kind) for kind in those.values() if kind is not None)
        raise fail(
            RefusedError,
            "frame.personal",
            where=table.place(),
            names=culprits(those, quote=quoted_heading),
            kinds=join_words(tuple(names), current_language()),
        )


def _note_columns(
    table: DataTable, taken: Mapping[str, DataColumn], beside: Sequence[str], told: Told
) -> None:
    """Say which column was taken for what, and which were left out."""
    pairs = "; ".join(
        f"{text(f'frame.column.{name}')}: {quoted(column.name)}" for name, column in taken.items()
    )
    used = {column.name for column in taken.values()} | set(beside)
    left = [each for each in table.columns if each not in used]
    personal = [each for each in left if personal_heading(each) in IDENTIFYING]
    rows = format_number(table.rows, current_language())
    told.note("frame.columns_taken", columns=pairs, rows=rows)
    if personal:
        told.note(
            "frame.personal_left_out",
            Severity.WARNING,
            names=culprits(personal, quote=quoted_heading),
        )
    other = [each for each in left if each not in personal]
    if other:
        told.note("frame.columns_left_out", names=culprits(other, quote=quoted_heading))
