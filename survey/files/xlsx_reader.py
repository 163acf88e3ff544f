"""Excel workbooks as plain cells with their addresses; formulas and errors are told, not used."""

from __future__ import annotations

import datetime as dt
import math
import re
import warnings
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain, pairwise
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from survey.errors import DataError
from survey.files.clean import clean_text
from survey.files.guards import read_guarded, shown
from survey.files.xlsx_guards import refuse_dangerous
from survey.findings import Place
from survey.language.catalogue import current_language
from survey.language.messages import fail
from survey.language.numbers import format_number

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping

CellValue = str | int | float | bool | dt.date | dt.time | dt.timedelta | None

MOST_BYTES = 50_000_000
MOST_ROWS = 300_000
MOST_COLUMNS = 4_000
MOST_CELLS = 3_000_000
MOST_SHEETS = 200

_LONGEST_TEXT = 32_767  # of a cell
# How Excel writes a carriage return; openpyxl leaves it as it is.
_RETURN = "_x000D_"
_MARKS = re.compile(rb"<(?:[\w.-]+:)?(row|col|mergeCell)\b([^<>]*)>")
_ROW, _COLUMN, _MERGED = b"row", b"col", b"mergeCell"
_MOST_DIGITS = 9
_ATTRIBUTES = re.compile(rb"""\b(r|ref|min|max|hidden)\s*=\s*["']([^"']*)["']""")


class _ParserError(Exception):
    """Carries an error out of the parser, apart from any error of ours."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell as it is stored.

    Attributes
    ----------
    value : str, int, float, bool, date, time, timedelta or None
        Texts are cleaned, and an empty one is None; a date at midnight is a date without time.
        Of a formula it is the formula's own text: what it once gave is not to be relied on.
    address : str
        ``F12``.
    formula : bool
        Whether the cell is worked out instead of written.
    error : bool
        Whether Excel shows an error there; the value is then its sign, such as ``#N/A``.
    """

    value: CellValue
    address: str
    formula: bool = False
    error: bool = False

    def __bool__(self) -> bool:
        """Whether anything stands there."""
        return self.value is not None


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One sheet of a workbook.

    Attributes
    ----------
    name : str
    rows : tuple of tuple of SheetCell
        From the first row and column of the sheet to the last ones that hold anything; all rows
        are equally long.
    hidden : bool
        Whether the sheet can't be seen in Excel.
    hidden_rows : tuple of int
        Numbers of rows, from 1, that can't be seen, because they are hidden or filtered away.
    hidden_columns : tuple of str
        Letters of columns that can't be seen.
    merged : tuple of str
        Areas that were made one cell: ``B2:C4``.
    """

    name: str
    rows: tuple[tuple[SheetCell, ...], ...]
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Workbook:
    """What an Excel workbook holds.

    Attributes
    ----------
    path : Path
    sheets : mapping of str to Sheet
        By name, in the order of the workbook.
    names : mapping of str to str
        What areas of cells are named, and the cells: ``Keying!$A$3:$F$90``.
    properties : mapping of str to str
        What the file's own properties say, beside those that every file has.
    """

    path: Path
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("sheets", "names", "properties"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def place(self, sheet: str, address: str | None = None) -> Place:
        """Where a cell stands, or a whole sheet."""
        return Place(shown(self.path), cell=f"{sheet}!{address}" if address else sheet)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the sheet's own page says of its rows and columns, beside their cells."""

    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()


def read_xlsx(path: str | os.PathLike[str]) -> Workbook:
    """Read an Excel workbook, or say why it can't be read.

    Nothing in it is run or worked out: macros, links to other files and pictures are passed over.

    Parameters
    ----------
    path : str or path

    Raises
    ------
    FileError
        If it can't be opened, is larger than 50 MB, is no Excel workbook or one that is encrypted,
        or is packed so that opening it could exhaust the machine.
    DataError
        If it is damaged or has too many sheets, rows, columns or cells.
    """
    file = shown(path)
    data = read_guarded(path, most_bytes=MOST_BYTES)
    refuse_dangerous(data, file)
    try:
        book = _opened(data)
        sheets = _sheets(book, data, file)
    except _ParserError:
        raise fail(DataError, "files.xlsx_damaged", where=file) from None
    names = {name: _short(each.attr_text) for name, each in book.defined_names.items()}
    properties = {_short(each.name): _short(each.value) for each in book.custom_doc_props.props}
    return Workbook(Path(path), {sheet.name: sheet for sheet in sheets}, names, properties)


def _short(found: object) -> str:
    return clean_text(str(found or ""), most=300)


def _sheets(book: Any, data: bytes, file: str) -> list[Sheet]:  # noqa: ANN401
    if not book.worksheets:
        raise _ParserError  # its pages are gone
    if len(book.worksheets) > MOST_SHEETS:
        raise _too_many("files.xlsx_too_many_sheets", file, MOST_SHEETS)
    room = MOST_CELLS
    sheets = []
    for page in book.worksheets:
        rows = _rows(page, file, room)
        room -= sum(map(len, rows))
        seen = _seen(data, page)
        hidden = page.sheet_state != "visible"
        name = clean_text(page.title, most=100)
        sheets.append(Sheet(name, rows, hidden, seen.hidden_rows, seen.hidden_columns, seen.merged))
    return sheets


def _opened(data: bytes) -> Any:  # noqa: ANN401 - openpyxl has no types
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that openpyxl passes over
            return load_workbook(BytesIO(data), read_only=True, keep_links=False)
    except Exception as error:
        raise _ParserError from error


def _rows(page: Any, file: str, room: int) -> tuple[tuple[SheetCell, ...], ...]:  # noqa: ANN401
    """All cells from A1 to the last row and column that hold anything."""
    filled: dict[int, list[SheetCell]] = {}
    width = 0
    for number, cells in _filled_rows(page):
        filled[number] = cells
        last = len(cells)
        width = max(width, last)
        where = Place(file, cell=f"{page.title}!{cells[-1].address}")
        if number > MOST_ROWS:
            raise _too_many("files.xlsx_too_many_rows", where, MOST_ROWS)
        if last > MOST_COLUMNS:
            raise _too_many("files.xlsx_too_many_columns", where, MOST_COLUMNS)
        if number * width > room:
            raise _too_many("files.xlsx_too_many_cells", where, MOST_CELLS)
    letters = [get_column_letter(column) for column in range(1, width + 1)]
    return tuple(
        tuple(_padded(filled.get(number, []), number, letters))
        for number in range(1, max(filled, default=0) + 1)
    )


def _padded(cells: list[SheetCell], number: int, letters: list[str]) -> Iterator[SheetCell]:
    empty = (SheetCell(None, f"{letter}{number}") for letter in letters[len(cells) :])
    return chain(cells, empty)


def _filled_rows(page: Any) -> Iterator[tuple[int, list[SheetCell]]]:  # noqa: ANN401
    """The rows that hold anything, each up to its last cell that does, with their numbers."""
    for number, row in enumerate(_parsed_rows(page), start=1):
        cells = [_cell(found, number, column) for column, found in enumerate(row, start=1)]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def _parsed_rows(page: Any) -> Iterator[Any]:  # noqa: ANN401
    try:
        page.reset_dimensions()  # a file may say that it is larger than it is
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield from page.iter_rows()
    except GeneratorExit:
        raise
    except Exception as error:
        raise _ParserError from error


def _cell(found: Any, row: int, column: int) -> SheetCell:  # noqa: ANN401
    address = f"{get_column_letter(column)}{row}"
    if found.value is None:
        return SheetCell(None, address)
    if (found.row, found.column) != (row, column):
        raise _ParserError
    value = getattr(found.value, "text", found.value)  # of an array formula
    return SheetCell(
        _plain(value), address, formula=found.data_type == "f", error=found.data_type == "e"
    )


def _plain(value: Any) -> CellValue:  # noqa: ANN401
    if isinstance(value, str):
        return clean_text(value.replace(_RETURN, ""), most=_LONGEST_TEXT) or None
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    if isinstance(value, float) and not math.isfinite(value):
        raise _ParserError
    if isinstance(value, bool | int | float | dt.date | dt.time | dt.timedelta):
        return value
    raise _ParserError


def _seen(data: bytes, page: Any) -> _Seen:  # noqa: ANN401
    """What openpyxl doesn't tell while it reads row by row."""
    marks = list(_marks(data, page._worksheet_path))
    _refuse_disorder([_number(each[b"r"]) for kind, each in marks if kind == _ROW and b"r" in each])
    hidden = [(kind, each) for kind, each in marks if each.get(b"hidden") in {b"1", b"true"}]
    columns = [each for kind, each in hidden if kind == _COLUMN]
    areas = [each.get(b"ref", b"") for kind, each in marks if kind == _MERGED]
    return _Seen(
        tuple(_number(each[b"r"]) for kind, each in hidden if kind == _ROW and b"r" in each),
        tuple(chain.from_iterable(map(_letters, columns))),
        tuple(clean_text(area.decode("ascii", "replace"), most=20) for area in areas),
    )


def _marks(data: bytes, part: str) -> Iterator[tuple[bytes, Mapping[bytes, bytes]]]:
    with ZipFile(BytesIO(data)) as archive:
        page = archive.read(part)
    for match in _MARKS.finditer(page):
        yield match[1], dict(_ATTRIBUTES.findall(match[2]))


def _refuse_disorder(numbers: list[int]) -> None:
    """A row that stands twice or too late would be passed over in silence."""
    if any(second <= first for first, second in pairwise(numbers)):
        raise _ParserError


def _letters(column: Mapping[bytes, bytes]) -> Iterable[str]:
    first, last = (min(_number(column.get(end, b"")), MOST_COLUMNS) for end in (b"min", b"max"))
    return map(get_column_letter, range(first, last + 1))


def _number(digits: bytes) -> int:
    if not digits.isdigit() or len(digits) > _MOST_DIGITS or int(digits) == 0:
        raise _ParserError
    return int(digits)


def _too_many(code: str, where: Place | str, most: int) -> DataError:
    return fail(DataError, code, where=where, most=format_number(most, current_language()))
