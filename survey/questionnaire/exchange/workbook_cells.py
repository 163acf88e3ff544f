"""What a cell of a questionnaire's workbook means, read strictly: nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from survey.files.nearest import did_you_mean
from survey.language.catalogue import current_language
from survey.language.messages import culprits, quoted
from survey.questionnaire.exchange.workbook_layout import Form, folded, meanings, words
from survey.questionnaire.exchange.workbook_lines import OTHERWISE

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.files.xlsx_reader import CellValue, SheetCell

_BETWEEN = re.compile(r"[\s,;]+")
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,12})?")
_LIST = re.compile(r"\[\s*(-?[0-9]{1,9}(?:[\s,;]+-?[0-9]{1,9})*)\s*\]")
_ROW = r"\s*[a-z0-9_]{1,28}\s*:\s*(?:-?[0-9]{1,9}|[a-z_]{1,20})\s*"
_ROWS = re.compile(rf"\{{({_ROW}(?:[,;]{_ROW})*)\}}")
_TICK = "x"


class CellError(Exception):
    """A cell can't mean what it should.

    Attributes
    ----------
    code : str
        What is wrong; its sentence stands at ``findings.questionnaire.workbook_<code>``.
    fields : dict
        For the sentence.
    """

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields


def meaning(cell: SheetCell, form: Form, choices: str = "") -> Any:  # noqa: ANN401
    """What stands in a cell; None for an empty one.

    Raises
    ------
    CellError
        If it is a formula, an error, a date, or nothing that the column can hold.
    """
    if cell.value is None:
        return None
    if cell.formula:
        raise CellError("formula")
    if cell.error:
        raise CellError("error", got=str(cell.value))
    if form is Form.CHOICE:
        return chosen(cell.value, choices)
    return _READERS[form](cell.value)


def chosen(value: CellValue, group: str) -> str:
    """The word of the model that was chosen."""
    known = meanings(group)
    written = _written(value)
    if folded(written) in known:
        return known[folded(written)]
    offered = words(group, current_language())
    near = did_you_mean(written, offered)
    code = "choice_near" if near else "choice"
    raise CellError(code, got=quoted(written), known=culprits(offered), near=quoted(near or ""))


def _written(value: CellValue) -> str:
    """A text; whole numbers and dates are taken for what they look like."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool):
        raise CellError("truth")
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, float):
        raise CellError("text_decimal", got=_shown(value))
    raise CellError("date")


def _shown(value: float) -> str:
    shown = f"{value:g}"
    return shown.replace(".", ",") if current_language() == "da" else shown


def _condition(value: CellValue) -> Any:  # noqa: ANN401
    source = _written(value)
    if folded(source) in meanings("otherwise"):
        return OTHERWISE
    return source


def _yes(value: CellValue) -> bool:
    if isinstance(value, bool):
        return value
    if value in {0, 1}:
        return bool(value)
    return folded(str(value)) == _TICK or chosen(value, "yes") == "yes"


def _whole(value: CellValue) -> int:
    number = _number(value)
    if number != int(number):
        raise CellError("whole", got=_shown(number))
    return int(number)


def _number(value: CellValue) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise CellError("date" if isinstance(value, dt.date) else "number", got=str(value))
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value.replace("−", "-")):
            raise CellError("number", got=quoted(value))
        value = float(value.replace("−", "-").replace(",", "."))
    return int(value) if value == int(value) else value


def _limit(value: CellValue) -> float | str:
    """A number, or a date as it is in the model."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str) and not _NUMBER.fullmatch(value.replace("−", "-")):
        return value
    return _number(value)


def _codes(value: CellValue) -> list[int]:
    if isinstance(value, float) and not value.is_integer():
        raise CellError("decimal_codes", got=_shown(value))
    parts = [part for part in _BETWEEN.split(_written(value).strip("[]")) if part]
    wrong = [part for part in parts if not _WHOLE.fullmatch(part)]
    if wrong or not parts:
        raise CellError("codes", got=quoted(_written(value)))
    return [int(part) for part in parts]


def _base(value: CellValue) -> str | list[int]:
    known = meanings("base")
    word = folded(str(value))
    if word in known:
        return known[word]
    if isinstance(value, str) and not any(character.isdigit() for character in value):
        return chosen(value, "base")
    return _codes(value)


def _names(value: CellValue) -> list[str]:
    return [part for part in _BETWEEN.split(_written(value)) if part]


def _answer(value: CellValue) -> object:
    """An answer of an example: a number, a text, several codes, or a code for each row."""
    if isinstance(value, dt.date):
        return value.isoformat() if type(value) is dt.date else _written(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, str):
        return value
    rows = _ROWS.fullmatch(value)
    if rows:
        pairs = (part.split(":") for part in re.split("[,;]", rows[1]))
        return {row.strip(): _row_answer(answer.strip()) for row, answer in pairs}
    found = _LIST.fullmatch(value)
    return [int(part) for part in _BETWEEN.split(found[1]) if part] if found else value


def _row_answer(written: str) -> int | str:
    """A code, or the name of a kind of missing."""
    return int(written) if _WHOLE.fullmatch(written) else written


_READERS: dict[Form, Callable[[CellValue], Any]] = {
    Form.ORDER: _number,
    Form.NAME: _written,
    Form.NAMES: _names,
    Form.TEXT: _written,
    Form.CONDITION: _condition,
    Form.YES: _yes,
    Form.WHOLE: _whole,
    Form.NUMBER: _number,
    Form.LIMIT: _limit,
    Form.CODES: _codes,
    Form.BASE: _base,
    Form.ANSWER: _answer,
    Form.HELP: lambda _: None,
}
