"""A labelled file of SPSS or Stata that was read, as a data file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.files.column_values import decimal_of_texts, written
from survey.files.data_notes import cut_texts, long_numbers
from survey.files.data_table import DataColumn, DataTable, Stored
from survey.findings import Severity
from survey.language.catalogue import current_language
from survey.language.messages import finding
from survey.language.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from survey.files.csv_layout import DecimalMark
    from survey.files.labelled_reader import LabelledColumn, LabelledFile, Span
    from survey.findings import Finding


def table_of_labelled(path: Path, file: LabelledFile) -> DataTable:
    """The columns of a labelled file, whose declared missing values stay among the others.

    Parameters
    ----------
    path : path
    file : LabelledFile
    """
    columns = {name: _column(file, name) for name in file.columns}
    table = DataTable(path, columns, file.rows, sets=file.multiple_sets, title=file.file_label)
    cut = {name: column.cut for name, column in file.columns.items()}
    numbers = [column for column in columns.values() if column.stored is Stored.NUMBER]
    notes = (*_unsaid(table, file), *cut_texts(table, cut), *long_numbers(table, numbers))
    return replace(table, notes=notes)


def _unsaid(table: DataTable, file: LabelledFile) -> Iterator[Finding]:
    if not file.counted:
        place, rows = table.place(), format_number(file.rows, current_language())
        yield finding("data_files.rows_unsaid", severity=Severity.NOTE, place=place, rows=rows)


def _column(file: LabelledFile, name: str) -> DataColumn:
    found = file.columns[name]
    stored = _stored(file.formats[name], is_number=not isinstance(found.values, tuple))
    is_text = stored is Stored.TEXT
    values, index = _texts(found)
    meanings = {
        _key(value, is_text=is_text): label for value, label in file.value_labels[name].items()
    }
    return DataColumn(
        name,
        values,
        index,
        stored,
        _decimal(values, stored),
        label=file.labels[name],
        meanings=meanings,
        declared=_declared({*values, *meanings}, file.missing[name], is_text=is_text),
        measure=file.measures[name],
    )


def _stored(form: str, *, is_number: bool) -> Stored:
    if is_number:
        return Stored.NUMBER
    return Stored.TEXT if form.upper().startswith("A") or form.endswith("s") else Stored.DATE


def _texts(found: LabelledColumn) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    if isinstance(found.values, tuple):
        values = found.values
    else:
        values = tuple(map(written, found.values.tolist()))
    index = found.index.copy()
    for letter, rows in found.letters.items():
        index[rows] = len(values)
        values = (*values, f".{letter}")
    return values, index


def _decimal(values: tuple[str, ...], stored: Stored) -> DecimalMark | None:
    if stored is Stored.NUMBER:
        return "." if any("." in value[1:] for value in values) else None
    return decimal_of_texts(values) if stored is Stored.TEXT else None


def _declared(known: set[str], spans: tuple[Span, ...], *, is_text: bool) -> frozenset[str]:
    """Those of the values that the file declares to be missing."""
    within = {value for value in known if any(_lies_in(value, span) for span in spans)}
    letters = set() if is_text else {value for value in known if value.startswith(".")}
    return frozenset(within | letters)


def _lies_in(value: str, span: tuple[Any, Any]) -> bool:
    low, high = span
    if isinstance(low, str):
        return value == low
    try:
        return bool(low <= float(value) <= high)
    except ValueError:
        return False


def _key(value: float | str, *, is_text: bool) -> str:
    """A value of a labelled file as it stands among the values of a column."""
    if isinstance(value, str):
        return value if is_text else f".{value}"
    return written(value) if np.isfinite(value) else str(value)
