"""Parquet files, read in a process of their own that may crash without harm."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.errors import DataError, FileError
from survey.files.child_process import read_in_child, unpacked
from survey.files.clean import clean_text
from survey.files.column_values import cleaned, decimal_of_texts, written
from survey.files.data_notes import cut_texts, long_numbers
from survey.files.data_table import DataColumn, DataTable, Stored
from survey.files.guards import regular_file, shown
from survey.findings import Place, Severity
from survey.language.messages import culprits, fail, finding, quoted

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from survey.files.child_process import Answer
    from survey.findings import Finding

MOST_BYTES = 500_000_000
PARQUET_ENDINGS = (".parquet", ".pq")

_CHILD = Path(__file__).with_name("parquet_child.py")
_MARK, _SECRET = b"PAR1", b"PARE"
_NOT_AS_AGREED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_STORED = {"text": Stored.TEXT, "number": Stored.NUMBER, "date": Stored.DATE}


def read_parquet(path: str | os.PathLike[str]) -> DataTable:
    """Read the values of a Parquet file; there is no agreed way in which it could hold labels.

    Parameters
    ----------
    path : str or path

    Raises
    ------
    FileError
        If the file isn't there, is of another kind, encrypted, cut off or damaged, or takes too
        much time or memory.
    DataError
        If columns have the same name or none, or hold anything but texts, numbers, truth values,
        dates and times.
    """
    checked = regular_file(path, most_bytes=MOST_BYTES)
    _check_marks(checked)
    answer = read_in_child(_CHILD, checked, "parquet")
    try:
        return _table(checked, answer)
    except _NOT_AS_AGREED as error:
        if isinstance(error, DataError):
            raise
        raise fail(FileError, "labelled.damaged", where=shown(path)) from error


def _check_marks(path: Path) -> None:
    """A Parquet file begins and ends with the same mark."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        first = stream.read(4)
        stream.seek(max(size - 4, 0))
        last = stream.read(4)
    if not size:
        raise fail(FileError, "labelled.empty", where=shown(path))
    if _SECRET in {first, last}:
        raise fail(FileError, "labelled.parquet_encrypted", where=shown(path))
    if first != _MARK:
        raise fail(FileError, "labelled.other_parquet", where=shown(path))
    if last != _MARK:
        raise fail(FileError, "labelled.truncated", where=shown(path))


def _table(path: Path, answer: Answer) -> DataTable:
    columns: dict[str, DataColumn] = {}
    cut: dict[str, NDArray[np.intp]] = {}
    start, rows = 0, answer.head["rows"]
    for each in answer.head["columns"]:
        name = clean_text(each["name"])
        _check_name(name, columns, path)
        values, index = unpacked(each, answer.rest[start : start + each["bytes"]])
        start += each["bytes"]
        if len(index) != rows:
            raise fail(FileError, "labelled.truncated", where=shown(path))
        if any(value in {np.inf, -np.inf} for value in values):
            raise fail(DataError, "labelled.infinite", where=shown(path), name=quoted(name))
        columns[name], cut[name] = _column(name, each["kind"], values, index)
    table = DataTable(path, columns, rows)
    floats = [
        columns[clean_text(each["name"])] for each in answer.head["columns"] if each["floats"]
    ]
    zones = _zones(path, answer.head["columns"])
    notes = (*zones, *cut_texts(table, cut), *long_numbers(table, floats))
    return replace(table, notes=notes)


def _check_name(name: str, known: Mapping[str, DataColumn], path: Path) -> None:
    if not name:
        where = shown(path)
        raise fail(DataError, "data_files.nameless", where=where, got=len(known) + 1)
    if name in known:
        raise fail(DataError, "data_files.repeated", where=shown(path), names=culprits([name]))


def _column(
    name: str, kind: str, values: list[str | float], index: NDArray[np.intp]
) -> tuple[DataColumn, NDArray[np.intp]]:
    stored = _STORED[kind]
    texts, places, cut = cleaned(map(_written, values), index)
    decimal = decimal_of_texts(texts) if stored is Stored.TEXT else None
    if stored is Stored.NUMBER and any("." in text for text in texts):
        decimal = "."
    return DataColumn(name, texts, places, stored, decimal), cut


def _written(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return "" if np.isnan(value) else written(value)


def _zones(path: Path, described: Iterable[dict[str, Any]]) -> Iterator[Finding]:
    for each in described:
        if each["zone"]:
            place = Place(shown(path), cell=clean_text(each["name"]))
            zone = clean_text(each["zone"], most=100)
            yield finding("data_files.zone", severity=Severity.NOTE, place=place, zone=zone)
