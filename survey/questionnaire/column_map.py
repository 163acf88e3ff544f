"""How the columns of a file become those of a questionnaire: plain data that can be kept."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from survey.codebook import MissingKind
from survey.errors import DataError
from survey.language.messages import fail

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.files.csv_layout import DecimalMark

NO_ANSWER = int(MissingKind.NO_ANSWER)
_VERSION, _READABLE = 2, (1, 2)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d).*")
_PARTS = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4}).*")


class Target(StrEnum):
    """What a column becomes."""

    CODES = "codes"
    TICKS = "ticks"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    GROUP = "group"
    WEIGHT = "weight"
    COUNT = "count"
    JOINED = "joined"
    """All answers to a question with several of them, in one cell."""
    NON_ANSWER = "non_answer"
    """Whether somebody gave no answer to a question with several answers: "don't know"."""
    ID = "id"
    WORD = "word"
    """How somebody answered: on paper or on the web, in which language."""
    MOMENT = "moment"
    """When somebody began or ended."""


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of a file, and what it becomes.

    Attributes
    ----------
    source, target : str
        Its name in the file, and the one it gets; the question's where it becomes several columns.
    kind : Target
    codes : mapping of str to int or str
        By value of the file: its code, that of a kind of missing, or the area; of a column of
        ticks 1 or 0, of answers in one cell the code of the option.
    question : str
        The question that a column of ticks belongs to.
    blank : int or str
        What an empty cell becomes.
    months_first : bool
        Whether 3/4/2026 is in March.
    separator : str
        What stands between the answers in one cell.
    decimal : {".", ","}
        The decimal mark of its numbers.
    """

    source: str
    target: str
    kind: Target
    codes: Mapping[str, int | str] = field(default_factory=dict)
    question: str = ""
    blank: int | str = NO_ANSWER
    months_first: bool = False
    separator: str = ""
    decimal: DecimalMark = "."

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", MappingProxyType(dict(self.codes)))

    def to_data(self) -> dict[str, Any]:
        """As plain data, without what has its usual value."""
        data: dict[str, Any] = {
            "source": self.source,
            "target": self.target,
            "kind": self.kind.value,
        }
        if self.codes:
            data["codes"] = dict(self.codes)
        if self.question:
            data["question"] = self.question
        if self.blank != NO_ANSWER:
            data["blank"] = self.blank
        if self.months_first:
            data["months_first"] = True
        if self.separator:
            data["separator"] = self.separator
        if self.decimal != ".":
            data["decimal"] = self.decimal
        return data


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How a file becomes answers to a questionnaire.

    Attributes
    ----------
    columns : tuple of MappedColumn
        In the order of the questionnaire.
    left_out : tuple of str
        Columns of the file that are not used.
    """

    columns: tuple[MappedColumn, ...]
    left_out: tuple[str, ...] = ()

    def of(self, kind: Target) -> tuple[MappedColumn, ...]:
        """The columns that become one kind of thing."""
        return tuple(column for column in self.columns if column.kind is kind)

    @property
    def sources(self) -> tuple[str, ...]:
        """The columns of the file that are used."""
        return tuple(column.source for column in self.columns)

    def to_data(self) -> dict[str, Any]:
        """As plain data that can be written to a file and read again."""
        return {
            "version": _VERSION,
            "columns": [column.to_data() for column in self.columns],
            "left_out": list(self.left_out),
        }

    @classmethod
    def from_data(cls, data: Any) -> ColumnMap:  # noqa: ANN401 - what was read from a file
        """What `to_data` gave.

        Raises
        ------
        DataError
            If it is no such data.
        """
        try:
            known = dict.fromkeys(_READABLE, data)
            columns = tuple(_mapped(each) for each in known[data["version"]]["columns"])
            return cls(columns, tuple(str(name) for name in data["left_out"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise fail(DataError, "drafting.map_form") from error


def _mapped(data: Mapping[str, Any]) -> MappedColumn:
    codes = {str(value): _code(code) for value, code in data.get("codes", {}).items()}
    return MappedColumn(
        str(data["source"]),
        str(data["target"]),
        Target(data["kind"]),
        codes,
        str(data.get("question", "")),
        _code(data.get("blank", NO_ANSWER)),
        bool(data.get("months_first", False)),
        str(data.get("separator", "")),
        _decimal(data.get("decimal", ".")),
    )


def _decimal(written: object) -> DecimalMark:
    if written == ",":
        return ","
    if written == ".":
        return "."
    raise ValueError


def _code(written: object) -> int | str:
    if isinstance(written, bool) or not isinstance(written, int | str):
        raise TypeError
    return written


def iso_date(written: str, *, months_first: bool = False) -> str | None:
    """A date in the ISO form, or None.

    Examples
    --------
    >>> iso_date("1.5.2026"), iso_date("2026-05-01T12:00"), iso_date("31.2.2026")
    ('2026-05-01', '2026-05-01', None)
    """
    iso, parts = _ISO.fullmatch(written), _PARTS.fullmatch(written)
    if iso:
        year, month, day = (int(each) for each in iso.groups())
    elif parts:
        first, second, year = (int(each) for each in parts.groups())
        day, month = (second, first) if months_first else (first, second)
    else:
        return None
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def months_come_first(values: Sequence[str]) -> bool:
    """Whether dates such as 3/25/2026 show that the month comes first."""
    seconds = [int(found[2]) for value in values if (found := _PARTS.fullmatch(value))]
    firsts = [int(found[1]) for value in values if (found := _PARTS.fullmatch(value))]
    return max(seconds, default=0) > 12 >= max(firsts, default=0)
