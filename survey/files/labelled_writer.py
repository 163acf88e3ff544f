"""Labelled files of SPSS: columns with labels, kinds of missing answers and sets of answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyreadstat

from survey.files.byte_limits import cut_to_bytes
from survey.files.spss_dictionary import with_records
from survey.files.writable_table import (
    HIGHEST_MISSING,
    LOWEST_MISSING,
    Cut,
    Shortened,
    WritableColumn,
    WritableTable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from survey.files.data_table import AnswerSet

MOST_BYTES_OF_TEXT = 255
MOST_BYTES_OF_SET_LABEL = 255
_TITLE, _LABEL, _VALUE_LABEL, _NOTE = 64, 256, 120, 80
_TEXT_WIDTHS = (8, 10, 16, 32, 64, 128, MOST_BYTES_OF_TEXT)
_SHOWN_TEXT, _SHOWN_NUMBER = 24, 8


@dataclass(slots=True)
class Cutting:
    """Texts made short enough, and a record of those that were cut."""

    done: list[Shortened] = field(default_factory=list)

    def bytes(self, text: str, most: int, what: Cut, name: str = "") -> str:
        """A text of at most so many bytes."""
        short = cut_to_bytes(text, most)
        if short != text:
            self.note(what, name)
        return short

    def note(self, what: Cut, name: str = "", count: int = 1) -> None:
        """Keep in mind that something was cut."""
        for place, one in enumerate(self.done):
            if (one.what, one.name) == (what, name):
                self.done[place] = replace(one, count=one.count + count)
                return
        self.done.append(Shortened(what, name, count))


def sav_bytes(table: WritableTable, *, packed: bool = False) -> tuple[bytes, tuple[Shortened, ...]]:
    """A table as a file of SPSS.

    Every column of numbers has one range of missing values, −9 to −1. Texts take at most 255
    bytes, so that all versions of SPSS show them in one column. The same table gives the same
    bytes.

    Parameters
    ----------
    table : WritableTable
        With at least one row.
    packed : bool
        Whether it is the smaller form, .zsav, that not every program reads.

    Returns
    -------
    bytes
    tuple of Shortened
        What was too long.
    """
    cutting = Cutting()
    columns = [_fitting(column, cutting) for column in table.columns]
    frame = pd.DataFrame({each.name: _cells(each, cutting) for each in columns}, copy=False)
    options = {
        "file_label": cutting.bytes(table.title, _TITLE, Cut.TITLE),
        "note": [cut_to_bytes(line, _NOTE) for line in table.notes],
        "compress": packed,
        "row_compress": not packed,
        **_described(columns),
    }
    sets = [_set(each, cutting) for each in table.sets]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.sav"
        pyreadstat.write_sav(frame, path, **options)
        data = path.read_bytes()
    questions = {each.name: each.question for each in columns}
    data = with_records(data, sets=sets, stamp=table.stamp, questions=questions)
    return data, tuple(cutting.done)


def _fitting(column: WritableColumn, cutting: Cutting) -> WritableColumn:
    """The column with labels that are short enough."""
    fits = len(column.long_label.encode()) <= _LABEL
    chosen = (fits and column.long_label) or column.label
    label = cutting.bytes(chosen, _LABEL, Cut.LABEL, column.name)
    meanings = {
        value: cutting.bytes(words, _VALUE_LABEL, Cut.VALUE_LABEL, column.name)
        for value, words in column.meanings.items()
        if words
    }
    return replace(column, label=label, meanings=meanings)


def _set(one: AnswerSet, cutting: Cutting) -> AnswerSet:
    label = " ".join(one.label.split())
    return one._replace(
        label=cutting.bytes(label, MOST_BYTES_OF_SET_LABEL, Cut.SET_LABEL, one.name)
    )


def _described(columns: Iterable[WritableColumn]) -> dict[str, Any]:
    """What pyreadstat is told of the columns."""
    columns = tuple(columns)
    span = [{"lo": LOWEST_MISSING, "hi": HIGHEST_MISSING}]
    return {
        "column_labels": {each.name: each.label for each in columns if each.label},
        "variable_value_labels": {
            each.name: dict(each.meanings) for each in columns if each.meanings
        },
        "missing_ranges": {each.name: span for each in columns if not each.is_text},
        "variable_measure": {each.name: each.measure for each in columns},
        "variable_format": {
            each.name: f"F{each.width}.{each.decimals}" for each in columns if not each.is_text
        },
        "variable_display_width": {each.name: _shown_width(each) for each in columns},
    }


def _shown_width(column: WritableColumn) -> int:
    if column.is_text:
        return min(_SHOWN_TEXT, column.width)
    return max(_SHOWN_NUMBER, column.width)


def _cells(column: WritableColumn, cutting: Cutting) -> NDArray[Any]:
    return _texts(column, cutting) if column.is_text else column.cells


def _texts(column: WritableColumn, cutting: Cutting) -> NDArray[Any]:
    """Texts of at most 255 bytes in a column that is as wide as one of a few widths.

    The width is that of the longest text; blanks at its end don't count as part of it.
    """
    codes, different = pd.factorize(column.cells)
    short = [cut_to_bytes(text, MOST_BYTES_OF_TEXT) for text in different]
    changed = np.array([a != b for a, b in zip(short, different, strict=True)], dtype=bool)
    if changed.any():
        cutting.note(Cut.WORDS, column.name, int(changed[codes].sum()))
    sizes = [len(text.encode()) for text in short]
    wanted = max(*sizes, column.width, 1)
    width = next(each for each in _TEXT_WIDTHS if each >= min(wanted, MOST_BYTES_OF_TEXT))
    short[0] += " " * (width - sizes[0])
    return np.array(short, dtype=object)[codes]
