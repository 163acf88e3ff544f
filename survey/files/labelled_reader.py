"""Labelled files of SPSS and Stata, read in a process of their own that may crash without harm."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from survey.errors import FileError, WrongUseError
from survey.files.child_process import MEMORY, SECONDS, Answer, read_in_child, unpacked
from survey.files.clean import clean_text
from survey.files.column_values import cleaned, replaced
from survey.files.data_table import EMPTY, AnswerSet
from survey.files.guards import regular_file, shown
from survey.files.row_counts import spss_rows, stata_rows
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from numpy.typing import NDArray

MOST_BYTES = 500_000_000
LABELLED_FORMS = {".sav": "sav", ".zsav": "sav", ".dta": "dta"}

_CHILD = Path(__file__).with_name("labelled_child.py")
_MEMORY = MEMORY
_BEGINNINGS = {
    "sav": (b"$FL2", b"$FL3"),
    "dta": (b"<stata_dta>", *(bytes([version]) for version in range(102, 116))),
}
_SPSS_DAYS = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE")
_SPSS_MOMENTS = ("DATETIME", "YMDHMS")
_SPSS_BEGINNING = np.datetime64("1582-10-14", "s")
_STATA_BEGINNING = np.datetime64("1960-01-01", "s")
_DAY = 86_400.0
_LAST_MOMENT = 300_000_000_000.0  # seconds; what lies beyond is no date of anybody's
_EXACT = 2.0**53
# What comes of a damaged file that was read all the same.
_NOT_AS_AGREED = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    struct.error,
)


def _none() -> NDArray[np.intp]:
    return np.zeros(0, np.intp)


class Span(NamedTuple):
    """Values from one to another that are declared missing; most often a single one."""

    low: float
    high: float

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int | float) and self.low <= value <= self.high


@dataclass(frozen=True, slots=True, eq=False)
class LabelledColumn:
    """What stands in a column.

    Attributes
    ----------
    values : tuple of str, or ndarray of float64
        The different texts, dates as ISO texts, or the different numbers. Values that are declared
        missing stand as they do in the file.
    index : ndarray of intp, shape (n,)
        Which of them stands in each row; −1 for none.
    letters : mapping of str to ndarray of intp
        The rows of each kind of missing, where a file of Stata tells several apart.
    cut : ndarray of intp
        The rows whose texts were too long, and were cut.
    """

    values: tuple[str, ...] | NDArray[np.float64]
    index: NDArray[np.intp]
    letters: Mapping[str, NDArray[np.intp]] = field(default_factory=dict)
    cut: NDArray[np.intp] = field(default_factory=_none)

    def cells(self) -> pd.Series[Any]:
        """The cell of each row: texts, whole numbers where all are whole, or numbers."""
        if isinstance(self.values, tuple):
            return pd.Series(np.array([*self.values, ""], dtype=object)[self.index], dtype=object)
        numbers = np.append(self.values, np.nan)[self.index]
        if (self.values == np.trunc(self.values)).all() and (np.abs(self.values) < _EXACT).all():
            blank = self.index == EMPTY
            whole = np.where(blank, 0, numbers).astype(np.int64)
            return pd.Series(pd.arrays.IntegerArray(whole, blank))
        return pd.Series(numbers)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LabelledFile:
    """What a labelled file holds.

    Attributes
    ----------
    columns : mapping of str to LabelledColumn
        By name, in the order of the file.
    labels : mapping of str to str
        What each column is called; empty if it has no label.
    value_labels : mapping of str to mapping
        By column: what its values mean. The keys are numbers, or texts; letters where Stata has
        several kinds of missing.
    missing : mapping of str to tuple of Span
        Values that the file declares to be missing.
    multiple_sets : tuple of AnswerSet
    measures, formats : mapping of str to str
        ``nominal``, ``ordinal``, ``scale`` or ``unknown``; the format of the program it is from.
    file_label : str
    rows : int
    counted : bool
        Whether the file says how many rows it has, so that it was seen that none is missing.
    """

    columns: Mapping[str, LabelledColumn]
    labels: Mapping[str, str]
    value_labels: Mapping[str, Mapping[float | str, str]]
    missing: Mapping[str, tuple[Span, ...]]
    multiple_sets: tuple[AnswerSet, ...]
    measures: Mapping[str, str]
    formats: Mapping[str, str]
    file_label: str
    rows: int
    counted: bool = True

    def __repr__(self) -> str:
        return f"LabelledFile({self.rows} rows, {len(self.columns)} columns)"

    @property
    def frame(self) -> pd.DataFrame:
        """Texts as they are (``""`` for none), whole numbers as such, dates as ISO texts."""
        return pd.DataFrame({name: column.cells() for name, column in self.columns.items()})


def read_labelled(path: str | os.PathLike[str], *, seconds: float = SECONDS) -> LabelledFile:
    """Read a labelled file of SPSS (.sav, .zsav) or Stata (.dta).

    Damaged files of this kind are known to bring down the program that opens them. It is therefore
    done in another process, with a limit of time and, where the system has one, of memory.

    Parameters
    ----------
    path : str or path
    seconds : float
        How long it may take.

    Raises
    ------
    WrongUseError
        If the name has another ending.
    FileError
        If the file isn't there, is of another kind, is cut off or damaged, or takes too long.
    """
    checked = _of_known_form(path)
    form = LABELLED_FORMS[checked.suffix.lower()]
    _check_beginning(checked, form)
    answer = read_in_child(_CHILD, checked, form, seconds=seconds, memory=_MEMORY)
    try:
        return _labelled(answer, checked, form)
    except _NOT_AS_AGREED as error:
        raise fail(FileError, "labelled.damaged", where=shown(path)) from error


def _of_known_form(path: str | os.PathLike[str]) -> Path:
    suffix = Path(path).suffix.lower()
    if suffix not in LABELLED_FORMS:
        known = ", ".join(LABELLED_FORMS)
        raise fail(WrongUseError, "labelled.ending", got=quoted(shown(path)), known=known)
    return regular_file(path, most_bytes=MOST_BYTES)


def _check_beginning(path: Path, form: str) -> None:
    with path.open("rb") as stream:
        beginning = stream.read(16)
    if not beginning:
        raise fail(FileError, "labelled.empty", where=shown(path))
    if not beginning.startswith(_BEGINNINGS[form]):
        raise fail(FileError, f"labelled.other_{form}", where=shown(path))


def _labelled(answer: Answer, path: Path, form: str) -> LabelledFile:
    head, rest = answer
    described = head["columns"]
    if not described:
        raise fail(FileError, "labelled.empty", where=shown(path))
    _check_names(described, path)
    columns: dict[str, LabelledColumn] = {}
    start = 0
    for each in described:
        values, index = unpacked(each, rest[start : start + each["bytes"]])
        start += each["bytes"]
        columns[each["name"]] = _column(each, values, index, form)
    said = spss_rows(path) if form == "sav" else stata_rows(path) or head["rows"]
    rows = _checked_rows([each["length"] for each in described], said, path)
    return LabelledFile(
        columns=MappingProxyType(columns),
        labels=_by_name(described, lambda each: clean_text(each["label"])),
        value_labels=_by_name(described, _value_labels),
        missing=_by_name(described, lambda each: tuple(Span(*span) for span in each["ranges"])),
        multiple_sets=tuple(_answer_set(each) for each in head["sets"]),
        measures=_by_name(described, lambda each: str(each["measure"])),
        formats=_by_name(described, lambda each: str(each["format"])),
        file_label=clean_text(head["label"]),
        rows=rows,
        counted=said is not None,
    )


def _check_names(described: list[dict[str, Any]], path: Path) -> None:
    for each in described:
        each["name"] = clean_text(each["name"])
    names = [each["name"] for each in described]
    if "" in names or len(set(names)) < len(names):
        raise fail(FileError, "labelled.damaged", where=shown(path))


def _checked_rows(lengths: list[int], expected: int | None, path: Path) -> int:
    """How many rows were read, if it is as many as there should be."""
    rows = lengths[0]
    if any(length != rows for length in lengths) or expected not in {None, rows}:
        raise fail(FileError, "labelled.truncated", where=shown(path))
    return rows


def _by_name(described: list[dict[str, Any]], value: Any) -> Mapping[str, Any]:  # noqa: ANN401
    return MappingProxyType({each["name"]: value(each) for each in described})


def _value_labels(each: dict[str, Any]) -> Mapping[float | str, str]:
    labels = {
        value if isinstance(value, str) else float(value): clean_text(label)
        for value, label in each["values"]
    }
    return MappingProxyType(labels)


def _answer_set(each: dict[str, Any]) -> AnswerSet:
    counted = each["counted"]
    return AnswerSet(
        clean_text(each["name"]).lstrip("$"),
        clean_text(each["label"]),
        tuple(clean_text(name) for name in each["columns"]),
        bool(each["dichotomous"]),
        counted if counted is None or isinstance(counted, str) else float(counted),
    )


def _column(
    each: dict[str, Any], values: list[Any], index: NDArray[np.intp], form: str
) -> LabelledColumn:
    if each["kind"] == "text":
        texts, places, cut = cleaned(values, index)
        return LabelledColumn(texts, places, cut=cut)
    letters = {value: np.flatnonzero(index == place) for place, value in enumerate(values)
               if isinstance(value, str)}  # fmt: skip
    numbers = np.array([np.nan if value in letters else value for value in values], np.float64)
    if np.isinf(numbers).any():
        raise ValueError
    moments = _moments(numbers, each["format"], form)
    if moments is not None:
        return LabelledColumn(*replaced(moments, index), MappingProxyType(letters))
    known = ~np.isnan(numbers)
    places = np.append(np.where(known, np.cumsum(known) - 1, EMPTY), EMPTY)
    return LabelledColumn(numbers[known], places[index], MappingProxyType(letters))


def _moments(numbers: NDArray[np.float64], written: str, form: str) -> list[str] | None:
    """Dates as ISO texts, if the format says that a column holds dates."""
    seconds = _seconds(numbers, written, form)
    if seconds is None:
        return None
    known = np.isfinite(seconds) & (np.abs(seconds) < _LAST_MOMENT)
    beginning = _SPSS_BEGINNING if form == "sav" else _STATA_BEGINNING
    whole = np.where(known, np.trunc(seconds), 0).astype("timedelta64[s]")
    unit = "D" if not (np.where(known, seconds, 0) % _DAY).any() else "s"
    texts = np.datetime_as_string((beginning + whole).astype(f"datetime64[{unit}]"))
    return [str(one) if there else "" for one, there in zip(texts, known, strict=True)]


def _seconds(numbers: NDArray[np.float64], written: str, form: str) -> NDArray[np.float64] | None:
    name = written.rstrip("0123456789.").upper()
    if form == "sav":
        return numbers if name in {*_SPSS_DAYS, *_SPSS_MOMENTS} else None
    if written.startswith(("%td", "%d")):
        return numbers * _DAY
    return numbers / 1000 if written.startswith("%tc") else None
