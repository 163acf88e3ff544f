"""What each cell of the keying workbook accepts, and what it tells the keyer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from survey.codebook import Kind
from survey.documents.cleaning import printable
from survey.language.catalogue import text
from survey.language.numbers import MINUS, format_number
from survey.questionnaire.forms.keying_columns import HEAD_ROWS, ITEM
from survey.questionnaire.questions import Date, Number, OpenText

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from survey.codebook import Text
    from survey.questionnaire.forms.keying_columns import KeyedColumn, KeyedTable

_LONGEST_TITLE, _LONGEST_MESSAGE, _LONGEST_LIST = 32, 255, 255
_LONGEST_CELL = 32_767
_OTHER_WORDS = 255
_LENGTHS = {"day": 10, "month": 7, "year": 4}
_TO_DATE = {"day": "{cell}", "month": '{cell}&"-01"', "year": '{cell}&"-01-01"'}


@dataclass(frozen=True, slots=True)
class Speech:
    """How a workbook speaks: the language of its own words, and that of the questions."""

    language: str
    say: Callable[[Text], str]

    def text(self, key: str, **fields: object) -> str:
        """Words of the workbook."""
        return text(key, lang=self.language, **fields)

    def codes(self, column: KeyedColumn) -> list[tuple[int | str, str]]:
        """The codes that may be keyed, with their words."""
        if column.variable is None:
            return []
        kept = [(code.value, self.say(code.label)) for code in column.variable.codes]
        missing = [(code.value, self.say(code.label)) for code in column.variable.missing
                   if code.value in column.missing]  # fmt: skip
        return [*kept, *missing] if column.kind is not Kind.TEXT else []

    def number(self, value: float) -> str:
        """A number as the language writes it."""
        return format_number(value, self.language)


def number_format(column: KeyedColumn) -> str:
    """How the cells of a column are formatted: words and dates stay as they are keyed."""
    if column.kind in {Kind.TEXT, Kind.DATE}:
        return "@"
    if isinstance(column.question, Number) and column.question.decimals:
        return "0." + "0" * column.question.decimals
    return "0" if column.variable is not None else "General"


def message_of(column: KeyedColumn, speech: Speech) -> str:
    """What a cell accepts, in words."""
    question = column.question
    parts = []
    if column.kind is Kind.OPTION:
        parts.append(speech.text("keying.ticks"))
    elif isinstance(question, Number):
        parts.append(_number_in_words(question, speech))
    elif isinstance(question, Date):
        parts.append(speech.text(f"keying.date_{question.precision}"))
    elif column.kind is Kind.TEXT:
        parts.append(speech.text("keying.words", count=speech.number(longest_words(column))))
    valid = column.kind not in {Kind.OPTION}
    codes = [(value, words) for value, words in speech.codes(column)
             if valid or value in column.missing]  # fmt: skip
    parts += [f"{_shown(value)} {words}" for value, words in codes]
    return printable("\n".join(parts))


def _number_in_words(question: Number, speech: Speech) -> str:
    low, high = (None if end is None else speech.number(end)
                 for end in (question.low, question.high))  # fmt: skip
    if low is not None and high is not None:
        return speech.text("keying.number_between", low=low, high=high)
    if low is not None:
        return speech.text("keying.number_from", low=low)
    if high is not None:
        return speech.text("keying.number_to", high=high)
    return speech.text("keying.number")


def longest_words(column: KeyedColumn) -> int:
    """How many characters a text may have."""
    question = column.question
    most = question.most if isinstance(question, OpenText) else _OTHER_WORDS
    return min(most, _LONGEST_CELL)


def _shown(value: int | str) -> str:
    return str(value).replace("-", MINUS)


def rule_of(
    column: KeyedColumn,
    place: int,
    speech: Speech,
    code_ranges: Mapping[str, str],
) -> dict[str, Any]:
    """The validation of a column, as the writer of workbooks wants it.

    Parameters
    ----------
    column : KeyedColumn
    place : int
        Of the column, counted from nought.
    speech : Speech
    code_ranges : mapping of str to str
        Where the codes of each column stand, for lists too long to be written out.
    """
    accepted = message_of(column, speech)
    wrong = speech.text("keying.wrong", accepted=accepted.replace("\n", " · "))
    return {
        **_accepted(column, place, code_ranges),
        "input_title": _cut(column.name, _LONGEST_TITLE),
        "input_message": _cut(accepted, _LONGEST_MESSAGE),
        "error_title": _cut(speech.text("keying.wrong_title"), _LONGEST_TITLE),
        "error_message": _cut(wrong, _LONGEST_MESSAGE),
        "ignore_blank": True,
    }


def _accepted(column: KeyedColumn, place: int, code_ranges: Mapping[str, str]) -> dict[str, Any]:
    cell = xl_rowcol_to_cell(HEAD_ROWS, place)
    match column.question:
        case Number() as question:
            return {"validate": "custom", "value": f"={_number_formula(question, column, cell)}"}
        case Date() as question:
            return {"validate": "custom", "value": f"={_date_formula(question, column, cell)}"}
    if column.kind is Kind.TEXT:
        most = longest_words(column)
        return {"validate": "length", "criteria": "<=", "value": most}
    values = [str(value) for value, _ in _all_codes(column)]
    if len(",".join(values)) <= _LONGEST_LIST:
        return {"validate": "list", "source": values}
    return {"validate": "list", "source": f"={code_ranges[column.name]}"}


def _all_codes(column: KeyedColumn) -> list[tuple[int | str, str]]:
    return Speech("en", lambda _: "").codes(column)


def _number_formula(question: Number, column: KeyedColumn, cell: str) -> str:
    """True for a number within the limits and with no more decimals, or a code for missing."""
    must = [f"ISNUMBER({cell})", f"{cell}>={max(question.low or 0, 0)!r}"]
    if question.high is not None:
        must.append(f"{cell}<={question.high!r}")
    must.append(f"ROUND({cell},{question.decimals})={cell}")
    missing = [f"{cell}={value}" for value in column.missing]
    return f"OR(AND({','.join(must)}){''.join(f',{each}' for each in missing)})"


def _date_formula(question: Date, column: KeyedColumn, cell: str) -> str:
    """True for a date that is written in full, or a code for missing."""
    day = f"DATEVALUE({_TO_DATE[question.precision].format(cell=cell)})"
    length = _LENGTHS[question.precision]
    must = [f"LEN({cell})={length}", f"ISNUMBER({day})"]
    missing = [f'{cell}&""="{value}"' for value in column.missing]
    found = f"IFERROR(AND({','.join(must)}),FALSE)"
    return f"OR({','.join([found, *missing])})"


def key_rule(table: KeyedTable, speech: Speech) -> dict[str, Any]:
    """The rule that no form, or no person of a form, is keyed in two rows."""
    last = HEAD_ROWS + table.rows - 1
    forms = xl_range_abs(HEAD_ROWS, 0, last, 0)
    first = xl_rowcol_to_cell(HEAD_ROWS, 0, col_abs=True)
    counted = f"{forms},{first}"
    if table.place(ITEM) is not None:
        items = xl_range_abs(HEAD_ROWS, 1, last, 1)
        counted += f",{items},{xl_rowcol_to_cell(HEAD_ROWS, 1, col_abs=True)}"
    return {
        "validate": "custom",
        "value": f"=COUNTIFS({counted})=1",
        "error_title": _cut(speech.text("keying.wrong_title"), _LONGEST_TITLE),
        "error_message": _cut(speech.text("keying.taken"), _LONGEST_MESSAGE),
    }


def _cut(words: str, longest: int) -> str:
    words = printable(words)
    return words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…"
