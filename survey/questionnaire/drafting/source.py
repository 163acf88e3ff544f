"""A data file as columns of texts, whatever program it is from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from survey.errors import DataError
from survey.files.column_values import replaced, written
from survey.files.data_reader import read_data_table
from survey.files.data_table import Stored
from survey.files.numerals import parse_numbers
from survey.language.messages import fail, quoted
from survey.questionnaire.drafting.scale_words import non_answer

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from survey.files.csv_layout import DecimalMark
    from survey.files.data_table import AnswerSet, DataColumn, DataTable
    from survey.findings import Finding

_COMMA = re.compile(r"-?\d+,\d+")
_GROUPED = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
_PADDED = re.compile(r"-?0\d")


@dataclass(frozen=True, eq=False, repr=False)
class Column:
    """A column as the file has it.

    Attributes
    ----------
    name, label : str
        As they are written in the file; the label is empty if there is none.
    values : tuple of str
        The different texts in it, those that are numbers written in one way: ``1``, ``2.5``.
    index : ndarray of intp, shape (n,)
        Which of the values stands in each row; −1 for none.
    meanings : mapping of str to str
        What values mean, where the file says so; also of values that don't occur.
    declared : frozenset of str
        Values that the file declares to be missing.
    measure : str
        ``nominal``, ``ordinal``, ``scale`` or ``unknown``.
    is_date : bool
        Whether the file says that it holds dates.
    """

    name: str
    label: str
    values: tuple[str, ...]
    index: NDArray[np.intp]
    meanings: Mapping[str, str] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()
    measure: str = "unknown"
    is_date: bool = False

    def __repr__(self) -> str:
        return f"Column({self.name}: {len(self.values)} different values)"

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many rows have each value."""
        filled = self.index[self.index >= 0]
        return tuple(np.bincount(filled, minlength=len(self.values)).tolist())

    @property
    def filled(self) -> int:
        """How many rows have something in them."""
        return sum(self.counts)

    @cached_property
    def numbers(self) -> tuple[float, ...] | None:
        """The values that say something as numbers; None if one isn't, or there are none."""
        telling = (value for value in self.values if value not in self.letters)
        found = [number_of(value) for value in telling if non_answer(value) is None]
        known = tuple(each for each in found if each is not None)
        return known if known and len(known) == len(found) else None

    @property
    def letters(self) -> frozenset[str]:
        """Values that stand for kinds of missing numbers: ``.a``."""
        return frozenset(value for value in self.declared if value.startswith("."))

    @property
    def is_whole(self) -> bool:
        """Whether it holds whole numbers only."""
        return self.numbers is not None and all(each == int(each) for each in self.numbers)

    def meaning(self, value: str) -> str:
        """What a value means; the value itself where the file doesn't say."""
        return self.meanings.get(value, value)

    def share(self, values: Sequence[str] | frozenset[str]) -> float:
        """Which share of the filled rows have one of these values."""
        own = sum(n for value, n in zip(self.values, self.counts, strict=True) if value in values)
        return own / self.filled if self.filled else 0.0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Source:
    """A data file.

    Attributes
    ----------
    path : Path
    columns : tuple of Column
    rows : int
    sets : tuple of AnswerSet
        Questions with several answers that the file declares.
    title : str
        What the file says it is; empty if it doesn't.
    notes : tuple of Finding
        How the file was understood.
    """

    path: Path
    columns: tuple[Column, ...]
    rows: int
    sets: tuple[AnswerSet, ...] = ()
    title: str = ""
    notes: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return f"Source({self.path.name}: {self.rows} rows, {len(self.columns)} columns)"

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)


def read_source(path: str | os.PathLike[str], *, sheet: str | None = None) -> Source:
    """Read a data file: .sav, .zsav, .dta, .xlsx, .csv or .parquet.

    Parameters
    ----------
    path : str or path
    sheet : str, optional
        The sheet of a workbook; needed where several of them hold something.

    Raises
    ------
    WrongUseError
        If the name has another ending, or the sheet isn't there or isn't clear.
    FileError, DataError
        If it can't be read, or holds no rows.
    """
    table = read_data_table(path, sheet=sheet)
    columns = tuple(_column(table, name) for name in table.columns)
    return Source(table.path, columns, table.rows, table.sets, table.title, table.notes)


def number_of(text: str) -> float | None:
    """A value as a number, or None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if np.isfinite(number) and not text.lower().startswith(("n", "i")) else None


def _column(table: DataTable, name: str) -> Column:
    found = table.columns[name]
    column = Column(
        found.name,
        found.label,
        found.values,
        found.index,
        found.meanings,
        found.declared,
        found.measure,
        is_date=found.stored is Stored.DATE and not table.sheet,
    )
    if table.lines is None:
        return column
    texts = [_with_point(text) for text in found.values] if table.sheet else found.values
    decimal = "." if table.sheet else found.decimal
    column = _merged(replace(column, values=tuple(_canonical(texts, decimal))))
    if table.sheet and column.numbers is not None:
        _refuse_unclear(table, found)
    return column


def _with_point(text: str) -> str:
    return text.replace(",", ".") if _COMMA.fullmatch(text) else text


def _refuse_unclear(table: DataTable, column: DataColumn) -> None:
    """Numbers that a sheet keeps as texts are read, if it is clear how."""
    for position, text in enumerate(column.values):
        if text in column.texts and _GROUPED.fullmatch(text):
            row = int(np.flatnonzero(column.index == position)[0])
            where = table.place(row, column.name)
            raise fail(DataError, "drafting.decimal_unclear", where=where, cell=quoted(text))


def _canonical(texts: Sequence[str], decimal: DecimalMark | None) -> Sequence[str]:
    """Numbers in one way of writing, if all answers are numbers without zeros before them."""
    telling = [text for text in texts if non_answer(text) is None]
    parsed = parse_numbers(telling, decimal)
    if len(parsed.failed) or any(_PADDED.match(text) for text in telling):
        return texts
    numbers = dict(zip(telling, map(written, parsed.values.tolist()), strict=True))
    return [numbers.get(text, text) for text in texts]


def _merged(column: Column) -> Column:
    """A column in which two ways of writing the same number have become one."""
    if len(set(column.values)) == len(column.values):
        return column
    values, index = replaced(column.values, column.index)
    return replace(column, values=values, index=index)
