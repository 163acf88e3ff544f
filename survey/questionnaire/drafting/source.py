"""A data file as columns of texts, whatever program it is from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import DataError, WrongUseError
from survey.files.clean import clean_text
from survey.files.csv_reader import read_csv
from survey.files.guards import path_of, shown
from survey.files.labelled_reader import LABELLED_FORMS, read_labelled
from survey.files.numerals import parse_numbers
from survey.files.xlsx_reader import read_xlsx
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.drafting.scale_words import non_answer

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from survey.files.csv_reader import CsvTable
    from survey.files.labelled_reader import AnswerSet, LabelledFile
    from survey.files.xlsx_reader import Sheet, SheetCell, Workbook

_TEXT_TABLES = (".csv", ".tsv", ".txt")
_WORKBOOKS = (".xlsx", ".xlsm")
ENDINGS = (*LABELLED_FORMS, *_WORKBOOKS, *_TEXT_TABLES)
MOST_COLUMNS = 4000
_BLANK = -1
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
    """

    path: Path
    columns: tuple[Column, ...]
    rows: int
    sets: tuple[AnswerSet, ...] = ()
    title: str = ""

    def __repr__(self) -> str:
        return f"Source({self.path.name}: {self.rows} rows, {len(self.columns)} columns)"

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)


def read_source(path: str | os.PathLike[str], *, sheet: str | None = None) -> Source:
    """Read a data file: .sav, .zsav, .dta, .xlsx or .csv.

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
    suffix = path_of(path).suffix.lower()
    if suffix in LABELLED_FORMS:
        source = _of_labelled(Path(path), read_labelled(path))
    elif suffix in _WORKBOOKS:
        source = _of_workbook(Path(path), read_xlsx(path), sheet)
    elif suffix in _TEXT_TABLES:
        source = _of_text_table(Path(path), read_csv(path))
    else:
        known = ", ".join(ENDINGS)
        raise fail(WrongUseError, "drafting.ending", got=quoted(shown(path)), known=known)
    if not source.rows:
        raise fail(DataError, "drafting.no_rows", where=shown(path))
    if len(source.columns) > MOST_COLUMNS:
        got = len(source.columns)
        raise fail(DataError, "drafting.too_wide", where=shown(path), got=got, most=MOST_COLUMNS)
    return source


def number_of(text: str) -> float | None:
    """A value as a number, or None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if np.isfinite(number) and not text.lower().startswith(("n", "i")) else None


def written(number: float) -> str:
    """A number as it is written in the one way that values have.

    Examples
    --------
    >>> written(1.0), written(2.5), written(-9.0)
    ('1', '2.5', '-9')
    """
    return str(int(number)) if number == int(number) else repr(float(number))


def column_of_texts(name: str, label: str, cells: Sequence[str], decimal: str | None) -> Column:
    """A column of a table that knows texts only; all of them numbers, or all left as they are."""
    codes, found = pd.factorize(np.array(["", *cells], dtype=object))
    values = _canonical([str(each) for each in found[1:]], decimal)
    return _merged(Column(name, label, tuple(values), (codes[1:] - 1).astype(np.intp)))


def _canonical(texts: list[str], decimal: str | None) -> list[str]:
    """Numbers in one way of writing, if all answers are numbers without zeros before them."""
    telling = [text for text in texts if non_answer(text) is None]
    parsed = parse_numbers(telling, decimal)  # type: ignore[arg-type]
    if len(parsed.failed) or any(_PADDED.match(text) for text in telling):
        return texts
    numbers = dict(zip(telling, map(written, parsed.values.tolist()), strict=True))
    return [numbers.get(text, text) for text in texts]


def _merged(column: Column) -> Column:
    """A column in which two ways of writing the same number have become one."""
    if len(set(column.values)) == len(column.values):
        return column
    codes, found = pd.factorize(np.array(column.values, dtype=object))
    places = np.append(codes, _BLANK).astype(np.intp)
    return Column(column.name, column.label, tuple(map(str, found)), places[column.index])


def _of_text_table(path: Path, table: CsvTable) -> Source:
    frame = table.frame
    columns = tuple(
        column_of_texts(name, "", frame[name].tolist(), table.decimal) for name in frame.columns
    )
    return Source(path, columns, len(frame))


def _of_workbook(path: Path, workbook: Workbook, wanted: str | None) -> Source:
    sheet = _chosen(path, workbook, wanted)
    rows = [row for row in sheet.rows if any(row)]
    if not rows:
        raise fail(DataError, "drafting.no_rows", where=workbook.place(sheet.name))
    heads = [_cell_text(cell.value) for cell in rows[0]]
    used = [place for place, head in enumerate(heads) if head or any(row[place] for row in rows)]
    names = [heads[place] for place in used]
    _check_heads(workbook, sheet, rows[0], names)
    columns = tuple(
        _workbook_column(workbook, sheet, heads[place], [row[place] for row in rows[1:]])
        for place in used
    )
    return Source(path, columns, len(rows) - 1)


def _workbook_column(
    workbook: Workbook, sheet: Sheet, name: str, cells: Sequence[SheetCell]
) -> Column:
    """A column of a sheet; numbers that are kept as texts are read, if it is clear how."""
    column = column_of_texts(name, "", [_cell_text(cell.value) for cell in cells], ".")
    if column.numbers is not None:
        for cell in cells:
            if isinstance(cell.value, str) and _GROUPED.fullmatch(cell.value):
                where = workbook.place(sheet.name, cell.address)
                raise fail(
                    DataError, "drafting.decimal_unclear", where=where, cell=quoted(cell.value)
                )
    return column


def _chosen(path: Path, workbook: Workbook, wanted: str | None) -> Sheet:
    filled = [sheet for sheet in workbook.sheets.values() if sheet.rows and not sheet.hidden]
    if wanted is not None:
        found = workbook.sheets.get(wanted)
        if found is None:
            known = culprits(workbook.sheets)
            raise fail(
                WrongUseError, "drafting.no_sheet", where=shown(path), got=quoted(wanted),
                known=known,
            )  # fmt: skip
        return found
    if len(filled) > 1:
        known = culprits(sheet.name for sheet in filled)
        raise fail(WrongUseError, "drafting.which_sheet", where=shown(path), known=known)
    if not filled:
        raise fail(DataError, "drafting.no_rows", where=shown(path))
    return filled[0]


def _check_heads(workbook: Workbook, sheet: Sheet, cells: Any, names: list[str]) -> None:  # noqa: ANN401
    if "" in names:
        where = workbook.place(sheet.name, cells[0].address)
        raise fail(DataError, "drafting.nameless", where=where, got=names.count(""))
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    if twice:
        where = workbook.place(sheet.name, cells[0].address)
        raise fail(DataError, "files.csv_repeated", where=where, names=culprits(twice))


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        return written(float(value)) if np.isfinite(value) else ""
    isoformat = getattr(value, "isoformat", None)
    if isoformat is not None:
        return str(isoformat())
    words = clean_text(str(value))
    return words.replace(",", ".") if _COMMA.fullmatch(words) else words


def _of_labelled(path: Path, file: LabelledFile) -> Source:
    columns = tuple(_labelled_column(file, str(name)) for name in file.frame.columns)
    return Source(path, columns, file.rows, file.multiple_sets, file.file_label)


def _labelled_column(file: LabelledFile, name: str) -> Column:
    series = file.frame[name]
    is_text = series.dtype == object
    values, index = _texts(series) if is_text else _numbers(series, file.letters[name])
    meanings = {_key(value): label for value, label in file.value_labels[name].items()}
    spans = file.missing[name]
    declared = {
        value
        for value in {*values, *meanings}
        if any(_lies_in(value, span) for span in spans) or (value.startswith(".") and not is_text)
    }
    return Column(
        name,
        file.labels[name],
        values,
        index,
        MappingProxyType(meanings),
        frozenset(declared),
        file.measures[name],
        is_date=is_text and _is_moment(file.formats[name]),
    )


def _is_moment(form: str) -> bool:
    return not form.upper().startswith("A") and not form.endswith("s")


def _texts(series: pd.Series[Any]) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    codes, found = pd.factorize(np.array(["", *series.tolist()], dtype=object))
    return tuple(map(str, found[1:])), (codes[1:] - 1).astype(np.intp)


def _numbers(
    series: pd.Series[Any], letters: Mapping[str, NDArray[np.intp]]
) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    floats = series.to_numpy(dtype=float, na_value=np.nan)
    codes, found = pd.factorize(floats)
    values = [written(float(each)) for each in found]
    index = codes.astype(np.intp)
    for letter, rows in letters.items():
        index[rows] = len(values)
        values.append(f".{letter}")
    return tuple(values), index


def _key(value: float | str) -> str:
    """A value of a labelled file as it stands among the values of a column."""
    if isinstance(value, str):
        return f".{value}" if len(value) == 1 and value.islower() else value
    return written(value) if np.isfinite(value) else str(value)


def _lies_in(value: str, span: tuple[Any, Any]) -> bool:
    low, high = span
    if isinstance(low, str):
        return value == low
    number = number_of(value)
    return number is not None and low <= number <= high
