"""Text tables (CSV) as Danish Excel opens them, or as other programs read them."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.files.column_values import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED_FORMULA = re.compile(r"'+[=+\-@\t\r]")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a text table is written.

    Attributes
    ----------
    delimiter, decimal, line_end : str
    mark : str
        What the file begins with: the mark by which Excel knows UTF-8.
    safe : bool
        Whether texts that a spreadsheet would take for formulas get an apostrophe before them.
    """

    delimiter: str
    decimal: str
    line_end: str
    mark: str
    safe: bool


CSV_FORMS = {
    "excel": CsvForm(";", ",", "\r\n", _MARK, safe=True),
    "machine": CsvForm(",", ".", "\n", "", safe=False),
}


def csv_bytes(names: Sequence[str], columns: Iterable[NDArray[Any]], form: CsvForm) -> bytes:
    """Columns as a text table.

    Numbers are written in full (``2,5``, ``-9``), nothing as an empty cell. What an apostrophe was
    put before is told by `without_apostrophe`, in either form.

    Parameters
    ----------
    names : sequence of str
    columns : iterable of ndarray
        Numbers, or texts (object).
    form : CsvForm
    """
    stream = io.StringIO(newline="")
    stream.write(form.mark)
    writer = csv.writer(stream, delimiter=form.delimiter, lineterminator=form.line_end)
    writer.writerow([_safe(name, form) for name in names])
    writer.writerows(zip(*(_cells(column, form) for column in columns), strict=True))
    return stream.getvalue().encode("utf-8", "replace")


def without_apostrophe(cell: str) -> str:
    """A text without the apostrophe that was put before it to keep it from being a formula.

    Examples
    --------
    >>> without_apostrophe("'=1+1"), without_apostrophe("'citat'")
    ('=1+1', "'citat'")
    """
    return cell[1:] if _QUOTED_FORMULA.match(cell) else cell


def _cells(column: NDArray[Any], form: CsvForm) -> list[str]:
    """The cells of a column, each different one made once."""
    codes, different = pd.factorize(column)
    if column.dtype == object:
        texts = [_safe(str(each), form) for each in different]
    else:
        texts = [written(each).replace(".", form.decimal) for each in different.tolist()]
    return np.array([*texts, ""], dtype=object)[codes].tolist()  # type: ignore[no-any-return]


def _safe(cell: str, form: CsvForm) -> str:
    unclear = _FORMULA if form.safe else _QUOTED_FORMULA
    return f"'{cell}" if unclear.match(cell) and not _NUMBER.fullmatch(cell) else cell
