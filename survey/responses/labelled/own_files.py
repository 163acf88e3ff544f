"""Files of answers that we wrote, taken in again: ids, reasons and full texts as they were."""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from survey.errors import SurveyError
from survey.files.csv_reader import read_csv
from survey.files.csv_writer import without_apostrophe
from survey.files.data_table import DataColumn, DataTable, Stored
from survey.files.spss_dictionary import stamp_of as stamp_of_spss
from survey.files.stata_writer import LETTERS
from survey.files.stata_writer import stamp_of as stamp_of_stata
from survey.responses.labelled.stamp import Stamp, stamp_from
from survey.responses.responses import RESPONDENT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_MOST_BYTES = 20_000_000  # of a file's beginning, in which its stamp stands
_READERS: dict[str, Callable[[bytes], str | None]] = {
    ".sav": stamp_of_spss,
    ".zsav": stamp_of_spss,
    ".dta": stamp_of_stata,
}
_CODES = {f".{letter}": str(code) for code, letter in LETTERS.items()}
_WORDS = ("row", "column", "words")


def own_stamp(path: Path) -> Stamp | None:
    """The stamp of a file of SPSS or Stata that we wrote; None for every other file.

    Parameters
    ----------
    path : path
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        return None
    with path.open("rb") as stream:
        beginning = stream.read(_MOST_BYTES)
    try:
        return stamp_from(reader(beginning))
    except (struct.error, ValueError, IndexError, StopIteration):
        return None


def own_table(table: DataTable) -> DataTable:
    """A table with what we changed in it for the program that it was written for changed back.

    In a file of SPSS or Stata that carries our stamp, columns get their own names, numbers of
    areas become their ids, letters of Stata the codes of missing answers, and texts that were cut
    are whole again, if the file of the full texts stands beside it. In every text table a text
    loses the apostrophe that keeps spreadsheets from taking it for a formula. All other tables
    stay as they are.

    Parameters
    ----------
    table : DataTable
        As it was read.
    """
    if table.path.suffix.lower() == ".csv":
        return _changed(table, lambda column: _renewed(column, without_apostrophe))
    stamp = own_stamp(table.path)
    if stamp is None:
        return table
    named = _named(table, stamp.names)
    if table.path.suffix.lower() == ".dta":
        named = _changed(named, _with_codes)
    grouped = _changed(named, lambda column: _with_ids(column, stamp.groups.get(column.name)))
    return _with_full_words(grouped, stamp)


def _changed(table: DataTable, change: Callable[[DataColumn], DataColumn]) -> DataTable:
    columns = {name: change(column) for name, column in table.columns.items()}
    return replace(table, columns=columns)


def _named(table: DataTable, names: Mapping[str, str]) -> DataTable:
    """The table under its own names; `names` says what those in the file stand for."""
    renamed = {names.get(name, name): column for name, column in table.columns.items()}
    if len(renamed) < len(table.columns):
        return table
    columns = {name: replace(column, name=name) for name, column in renamed.items()}
    sets = tuple(
        each._replace(columns=tuple(names.get(name, name) for name in each.columns))
        for each in table.sets
    )
    return replace(table, columns=columns, sets=sets)


def _with_codes(column: DataColumn) -> DataColumn:
    """The column with codes of missing answers in place of letters; texts have none."""
    if column.stored is Stored.TEXT:
        return column
    return _renewed(column, lambda value: _CODES.get(value, value))


def _with_ids(column: DataColumn, ids: list[str] | None) -> DataColumn:
    """The column with texts in place of the numbers from 1 that stand for them."""
    if not ids:
        return column
    texts = {str(number): each for number, each in enumerate(ids, start=1)}
    return replace(_renewed(column, lambda value: texts.get(value, value)), stored=Stored.TEXT)


def _renewed(column: DataColumn, new: Callable[[str], str]) -> DataColumn:
    """The column with other values in place of its own; those that become equal are one."""
    renewed = [new(value) for value in column.values]
    if renewed == list(column.values) and all(new(each) == each for each in column.meanings):
        return column
    values = tuple(dict.fromkeys(renewed))
    places = {value: place for place, value in enumerate(values)}
    index = np.array([*(places[each] for each in renewed), -1], dtype=np.intp)[column.index]
    return replace(
        column,
        values=values,
        index=index,
        meanings={new(value): words for value, words in column.meanings.items()},
        declared=frozenset(map(new, column.declared)),
    )


# Full texts


def _with_full_words(table: DataTable, stamp: Stamp) -> DataTable:
    """The table with the texts that were cut, from the file that holds them in full."""
    path = table.path.with_name(stamp.words) if _is_name(stamp.words) else None
    if path is None or not path.is_file():
        return table
    try:
        frame = read_csv(path, columns=_WORDS, delimiter=";").frame
    except SurveyError:
        return table
    if not {RESPONDENT, *_WORDS}.issubset(frame.columns):
        return table
    key, rows = _places_of_rows(table)
    full: dict[str, dict[int, str]] = {}
    for each in frame.to_dict("records"):
        row = rows.get(each[key])
        if row is not None:
            full.setdefault(each["column"], {})[row] = without_apostrophe(each["words"])
    return _changed(table, lambda column: _with_texts(column, full.get(column.name, {})))


def _is_name(written: str) -> bool:
    """Whether it is the name of a file and not a path that leads elsewhere."""
    return bool(written) and not {"/", "\\", ":", "\0"}.intersection(written)


def _places_of_rows(table: DataTable) -> tuple[str, dict[str, int]]:
    """By what a row is known, its respondent if she has one row only, and where each stands."""
    ids = table.columns.get(RESPONDENT)
    if ids is not None and len(ids.values) == table.rows:
        return RESPONDENT, {one: row for row, one in enumerate(ids.cells())}
    return "row", {str(row + 1): row for row in range(table.rows)}


def _with_texts(column: DataColumn, full: Mapping[int, str]) -> DataColumn:
    """The column with full texts where what stands in it is their beginning."""
    cells = column.cells() if full else []
    known = {row: text for row, text in full.items() if cells[row] and text.startswith(cells[row])}
    if not known:
        return column
    for row, text in known.items():
        cells[row] = text
    values = tuple(dict.fromkeys(filter(None, cells)))
    places = {"": -1} | {value: place for place, value in enumerate(values)}
    return replace(column, values=values, index=np.array([places[c] for c in cells], np.intp))
