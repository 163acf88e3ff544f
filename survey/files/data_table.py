"""A data file as columns of texts, whatever program it is from, with the place of each cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from survey.files.guards import shown
from survey.findings import Place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from survey.files.csv_layout import DecimalMark
    from survey.findings import Finding

EMPTY = -1
"""The index of a cell in which nothing stands."""


class Stored(StrEnum):
    """What the file keeps in a column: texts, numbers, dates, or several of these."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MIXED = "mixed"


class Fault(StrEnum):
    """Why a cell can't be relied on."""

    FORMULA = "formula"
    ERROR = "error"


class AnswerSet(NamedTuple):
    """Columns that are the answers to one question with several of them."""

    name: str
    label: str
    columns: tuple[str, ...]
    dichotomous: bool
    counted: float | str | None


@dataclass(frozen=True, slots=True, eq=False)
class DataColumn:
    """A column as the file has it: its different texts, and which of them stands in each row.

    Attributes
    ----------
    name : str
        As it is written in the file, cleaned.
    values : tuple of str
        The different texts in it, in the order in which they first occur, never empty ones. Texts
        are as they stand in the file (``007``, ``NA``, ``1,5``), cleaned; cells that the file
        keeps as numbers are written in one way (``1``, ``2.5``, ``-9``), those it keeps as dates
        in the ISO form, truth values as ``1`` and ``0``. Kinds of missing that Stata tells apart
        are ``.a`` to ``.z``.
    index : ndarray of intp, shape (n,)
        Which of the values stands in each row; −1 (`EMPTY`) for none.
    stored : Stored
    decimal : {",", "."} or None
        The decimal mark of the numbers in it; None if none of them has decimals.
    label : str
        What the file says that it means; empty if it doesn't.
    meanings : mapping of str to str
        What values mean, where the file says so; also of values that don't occur.
    declared : frozenset of str
        Values that the file declares to be missing.
    measure : str
        ``nominal``, ``ordinal``, ``scale`` or ``unknown``.
    faults : mapping of int to Fault
        Rows (from 0) whose cell is a formula or shows an error.
    letter : str
        The column's letter on its sheet; empty for other files.
    texts : frozenset of str
        Of a sheet: those of the values that are kept as texts in some row.
    source : str
        What it is called in the file, where it got another name; empty if it didn't.
    """

    name: str
    values: tuple[str, ...]
    index: NDArray[np.intp]
    stored: Stored = Stored.TEXT
    decimal: DecimalMark | None = None
    label: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()
    measure: str = "unknown"
    faults: Mapping[int, Fault] = field(default_factory=dict)
    letter: str = ""
    texts: frozenset[str] = frozenset()
    source: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "meanings", MappingProxyType(dict(self.meanings)))
        object.__setattr__(self, "faults", MappingProxyType(dict(self.faults)))

    def __repr__(self) -> str:
        return f"DataColumn({self.name}: {len(self.values)} different values)"

    def cells(self) -> list[str]:
        """The text of each row, ``""`` where there is none."""
        table = np.array([*self.values, ""], dtype=object)
        return table[self.index].tolist()  # type: ignore[no-any-return]

    def filled(self) -> NDArray[np.bool_]:
        """Where something stands."""
        return np.asarray(self.index != EMPTY)


@dataclass(frozen=True, slots=True, eq=False)
class DataTable:
    """A data file.

    Attributes
    ----------
    path : Path
    columns : mapping of str to DataColumn
        By name, in the order of the file.
    rows : int
    lines : ndarray of int64, shape (n,) or None
        The line of a text table, or the row of a sheet, where each row stands; None for files
        whose rows have no such number.
    sheet : str
        The sheet of a workbook; empty for other files.
    sets : tuple of AnswerSet
        Questions with several answers that the file declares.
    title : str
        What the file says it is; empty if it doesn't.
    sha256 : str
        Of the file.
    notes : tuple of Finding
        How the file was understood.
    """

    path: Path
    columns: Mapping[str, DataColumn]
    rows: int
    lines: NDArray[np.int64] | None = None
    sheet: str = ""
    sets: tuple[AnswerSet, ...] = ()
    title: str = ""
    sha256: str = ""
    notes: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))

    def __repr__(self) -> str:
        return f"DataTable({self.path.name}: {self.rows} rows, {len(self.columns)} columns)"

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        """Where a row (from 0), and perhaps a column by its name, stands in the file."""
        file = shown(self.path)
        found = self.columns.get(column or "")
        if found is not None and found.source:
            column = found.source
        if row is None:
            return Place(file, cell=column)
        number = row + 1 if self.lines is None else int(self.lines[row])
        if self.sheet and found is not None and found.letter:
            return Place(file, cell=f"{self.sheet}!{found.letter}{number}")
        return Place(file, number, column)
