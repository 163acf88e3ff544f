"""What a cell of a study's workbook means, read strictly: nothing is guessed."""

from __future__ import annotations

import csv
import datetime as dt
import re
from io import StringIO
from typing import TYPE_CHECKING, Any

from survey.files.nearest import did_you_mean
from survey.files.yaml_reader import parse_yaml
from survey.findings import FindingsError
from survey.language.catalogue import current_language
from survey.language.cells import quoted_cell
from survey.language.messages import culprits, quoted
from survey.questionnaire.exchange.workbook_cells import CellError
from survey.study.excel.layout import Form, folded, meanings, values, word
from survey.study.study_file.plain_study import as_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.files.xlsx_reader import CellValue, SheetCell

_WHOLE = re.compile(r"\d{1,15}")
_SHARE = re.compile(r"(.+?)\s*:\s*(\d{1,9}(?:[.,]\d{1,30})?)\s*(%|pct\.?)?")
_KEY = "value"


def meaning(cell: SheetCell, form: Form, choices: str = "") -> Any:  # noqa: ANN401
    """What stands in a cell; None for an empty one.

    Raises
    ------
    CellError
        If it is a formula, an error, or nothing that the column can hold.
    """
    if cell.value is None:
        return None
    if cell.formula:
        raise CellError("formula")
    if cell.error:
        raise CellError("error", got=str(cell.value))
    if form is Form.CHOICE:
        return _chosen(_written(cell.value), choices)
    return _READERS[form](cell.value)


def _written(value: CellValue) -> str:
    """A text; whole numbers and days are taken for what they look like."""
    if isinstance(value, bool):
        raise CellError("truth")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, float):
        raise CellError("text_decimal", got=_decimal(value))
    raise CellError("moment")


def _decimal(value: float) -> str:
    shown = f"{value:g}"
    return shown.replace(".", ",") if current_language() == "da" else shown


def _chosen(written: str, group: str) -> str:
    known = meanings(group)
    if folded(written) in known:
        return known[folded(written)]
    offered = [word(group, each, current_language()) for each in values(group)]
    near = did_you_mean(written, offered)
    code = "choice_near" if near else "choice"
    raise CellError(
        code, got=quoted_cell(written, near=near), known=culprits(offered), near=quoted(near or "")
    )


def _whole(value: CellValue) -> int:
    written = _decimal(value) if isinstance(value, float) and value % 1 else _written(value)
    plain = written.replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", plain) and current_language() == "da":
        plain = plain.replace(".", "")
    if not _WHOLE.fullmatch(plain):
        raise CellError("whole", got=quoted_cell(written))
    return int(plain)


def _number_or_name(value: CellValue) -> int | str:
    found = as_number(_written(value))
    assert isinstance(found, int | str)  # noqa: S101 - of a text
    return found


def _names(value: CellValue) -> list[str]:
    rows = csv.reader(StringIO(_written(value)), delimiter=";", skipinitialspace=True)
    return [each.strip() for row in rows for each in row if each.strip()]


def _shares(value: CellValue) -> dict[str, float]:
    """Parts by wave: ``2012: 0,04; 2014: 10 %``."""
    found: dict[str, float] = {}
    for each in _written(value).replace("\n", ";").split(";"):
        part = _SHARE.fullmatch(each.strip())
        if each.strip() and (part is None or part[1] in found):
            raise CellError("shares", got=quoted_cell(each.strip()))
        if part is not None:
            number = float(part[2].replace(",", "."))
            found[part[1]] = number / 100 if part[3] else number
    return found


def _value(value: CellValue) -> Any:  # noqa: ANN401 - whatever study.yaml can say
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    written = _written(value)
    lines = written.split("\n")
    told = written if len(lines) == 1 else "".join(f"\n  {each}" for each in lines)
    try:
        data = parse_yaml(f"{_KEY}: {told}\n", "study.yaml").data
    except FindingsError as error:
        raise CellError("value", reason=error.findings[0].message) from None
    if not isinstance(data, dict) or set(data) != {_KEY} or data[_KEY] is None:
        raise CellError("value", reason="")
    return data[_KEY]


_READERS: dict[Form, Callable[[CellValue], Any]] = {
    Form.NAME: _written,
    Form.TEXT: _written,
    Form.NAMES: _names,
    Form.WHOLE: _whole,
    Form.NUMBER_OR_NAME: _number_or_name,
    Form.SHARES: _shares,
    Form.VALUE: _value,
}
