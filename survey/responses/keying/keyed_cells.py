"""What was keyed in a cell, as the questionnaire writes it, and when two cells say the same."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from survey.codebook import Kind, MissingKind
from survey.language.catalogue import LANGUAGES, text
from survey.questionnaire.questions import Date, Number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from survey.codebook import Code
    from survey.files.xlsx_reader import CellValue
    from survey.questionnaire.forms.keying_columns import KeyedColumn

NO_ANSWER, INVALID = str(int(MissingKind.NO_ANSWER)), str(int(MissingKind.INVALID))

_LENGTHS = {"day": 10, "month": 7, "year": 4}
_NUMBER = re.compile(r"([-−]?)0*(\d{1,15})(?:[.,](\d*))?")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_CODE_AND_LABEL = re.compile(r"([-−]?\d{1,15})\s*[-–—:.=)]*\s*(.+)", re.S)
_WHOLE = re.compile(r"-?\d+")
_FORM = re.compile(r"0*(\d+)(?:[.,]0*)?")
_POINT_LEFT = re.compile(r"(?<=\d)[.,]0*$")
_TICKED, _UNTICKED = ("x", "✓", "✔", "☒", "true", "sand"), ("false", "falsk")
_TICKS = (Kind.OPTION, Kind.RANK)


class Written(NamedTuple):
    """What a cell says.

    Attributes
    ----------
    text : str
        In the questionnaire's writing, as far as it is understood; else as it was keyed.
    by_label : bool
        Whether words were keyed that stand for the code.
    doubtful : bool
        Whether it is a number that can be read in two ways.
    """

    text: str
    by_label: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Writing:
    """How the cells of a column are written.

    Attributes
    ----------
    column : KeyedColumn
    labels : mapping of str to str
        Which code words stand for, where they stand for one only; the words are folded.
    """

    column: KeyedColumn
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def codes(self) -> frozenset[str]:
        """What may stand in a cell of a column with codes."""
        variable = self.column.variable
        valid = variable.codes if variable is not None else ()
        return frozenset(map(str, [*(code.value for code in valid), *self.column.missing]))

    def of(self, value: CellValue) -> Written:
        """What a cell says that holds a value."""
        if self.column.kind is Kind.TEXT or value is None:
            return Written(plain_text(value))
        if isinstance(value, bool) and self.column.kind is not Kind.OPTION:
            return Written(str(value))
        if isinstance(value, dt.date) and isinstance(self.column.question, Date):
            return Written(value.isoformat()[: _LENGTHS[self.column.question.precision]])
        words = plain_text(value)
        if isinstance(value, str) and self.column.kind is Kind.NUMBER and _is_grouped(words):
            return self._grouped(words)
        return self._in_words(words)

    def _in_words(self, words: str) -> Written:
        number = _number(words)
        if number is not None:
            whole = self.column.kind is Kind.NUMBER or _WHOLE.fullmatch(number)
            return Written(number if whole else words)
        code = self.labels.get(folded(words)) or self._code_with_label(words)
        return Written(words) if code is None else Written(code, by_label=True)

    def _code_with_label(self, words: str) -> str | None:
        """The code of ``4 – Satisfied`` if both say the same, and the number of ``34 years``."""
        match = _CODE_AND_LABEL.fullmatch(words)
        if match is None:
            return None
        number, label = _number(match[1]), folded(match[2])
        if isinstance(self.column.question, Number) and label in _units(self.column.question):
            return number
        return number if number and self.labels.get(label) == number else None

    def _grouped(self, words: str) -> Written:
        """A number whose point or comma may part thousands or decimals."""
        question = self.column.question
        if isinstance(question, Number) and question.decimals == 0:
            return Written(str(int(re.sub(r"[.,]", "", words))))
        return Written(words, doubtful=True)

    def same(self, words: str) -> str:
        """What is compared of a cell that was understood: equal for cells that say the same.

        Nothing and *no answer* are the same, and in the columns of ticks and ranks so is 0. In own
        words neither capitals nor the number of blanks and line ends make a difference; nor do they
        in what was not understood.
        """
        if words == NO_ANSWER or (words == "0" and self.column.kind in _TICKS):
            return ""
        return " ".join(words.split()).casefold()


def writing_of(column: KeyedColumn) -> Writing:
    """How the cells of a column are written."""
    if column.variable is None or column.kind is Kind.TEXT:
        return Writing(column)
    kept = [code for code in column.variable.missing if code.value in column.missing]
    found: defaultdict[str, set[str]] = defaultdict(set)
    for words, code in _labels([*column.variable.codes, *kept]):
        found[words].add(code)
    if column.kind is Kind.OPTION:
        for words, code in _ticks():
            found[words].add(code)
    unequivocal = {words: next(iter(codes)) for words, codes in found.items() if len(codes) == 1}
    return Writing(column, unequivocal)


def plain_text(value: CellValue) -> str:
    """A cell as a text: numbers in one way, dates in the ISO form, truth values as 1 and 0."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool | int):
        return str(int(value))
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    return str(value)


def folded(words: str) -> str:
    """Words as they are compared with labels."""
    return " ".join(words.split()).casefold().strip(" .:…")


def form_shown(value: CellValue) -> str:
    """The number of a form as it is shown: without a point that was left behind it."""
    words = " ".join(plain_text(value).split())
    return _POINT_LEFT.sub("", words) if _FORM.fullmatch(words) else words


def form_key(shown: str) -> str:
    """The same for numbers of forms that are the same: 7, 007 and ``7.``.

    Examples
    --------
    >>> form_key("007"), form_key("A 7")
    ('7', 'a 7')
    """
    match = _FORM.fullmatch(shown)
    return match[1] if match else shown.casefold()


def _is_grouped(words: str) -> bool:
    return _THOUSANDS.fullmatch(words) is not None


def _number(words: str) -> str | None:
    """A number in the one way in which it is written; None if it is none."""
    match = _NUMBER.fullmatch(words.strip())
    if match is None:
        return None
    digits, decimals = match[2], (match[3] or "").rstrip("0")
    number = f"{digits}.{decimals}" if decimals else digits
    return number if not match[1] or number == "0" else f"-{number}"


def _units(question: Number) -> set[str]:
    return {folded(words) for words in question.unit.values()}


def _labels(codes: Iterable[Code]) -> Iterable[tuple[str, str]]:
    for code in codes:
        for words in code.label.values():
            yield folded(words), str(code.value)


def _ticks() -> Iterable[tuple[str, str]]:
    """What is put in a column of ticks by those who don't key 1 and 0."""
    yield from ((words, "1") for words in _TICKED)
    yield from ((words, "0") for words in _UNTICKED)
    for language in LANGUAGES:
        yield folded(text("double_keying.yes", lang=language)), "1"
        yield folded(text("double_keying.no", lang=language)), "0"
