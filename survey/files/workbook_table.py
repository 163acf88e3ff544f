"""A sheet of a workbook as a data file: which sheet, which row has the names, and its cells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from survey.errors import DataError, WrongUseError
from survey.files.clean import MOST_CHARACTERS, clean_text
from survey.files.column_values import decimal_of_texts, different_texts, written
from survey.files.data_notes import cut_texts, long_numbers
from survey.files.data_table import DataColumn, DataTable, Fault, Stored
from survey.files.guards import shown
from survey.findings import Severity
from survey.language.cells import quoted_heading
from survey.language.messages import culprits, fail, finding, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from survey.files.csv_layout import DecimalMark
    from survey.files.xlsx_reader import CellValue, Sheet, SheetCell, Workbook
    from survey.findings import Finding, Place

_ROWS_ABOVE = 100  # among so many filled rows the names of the columns are looked for


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """A sheet, and its row that holds the names of the columns."""

    workbook: Workbook
    sheet: Sheet
    head: int  # its place among the rows, from 0
    names_found: int

    @property
    def heads(self) -> tuple[SheetCell, ...]:
        return self.sheet.rows[self.head]

    def filled_rows(self) -> list[int]:
        """The places of the rows below the head in which something stands."""
        rows = self.sheet.rows
        return [place for place in range(self.head + 1, len(rows)) if any(rows[place])]


def table_of_workbook(
    workbook: Workbook, wanted: str | None = None, expected: Collection[str] = ()
) -> DataTable:
    """The columns of the sheet that holds the answers.

    Parameters
    ----------
    workbook : Workbook
    wanted : str, optional
        The name of the sheet.
    expected : collection of str
        Names that are expected in the header. They tell the sheet, if it isn't named, and the row
        of the names, if lines stand above it.

    Raises
    ------
    WrongUseError
        If the sheet isn't there or isn't clear.
    DataError
        If nothing stands there, or columns are nameless or have the same name.
    """
    laid = _chosen(workbook, wanted, {clean_text(name) for name in expected})
    places = laid.filled_rows()
    used = _used_columns(laid, places)
    heads = [laid.heads[number] for number in used]
    cells = [[laid.sheet.rows[place][number] for place in places] for number in used]
    lines = np.array(places, dtype=np.int64) + 1
    lines.setflags(write=False)
    columns = [_column(head, those) for head, those in zip(heads, cells, strict=True)]
    table = DataTable(
        workbook.path,
        {column.name: column for column in columns},
        len(places),
        lines=lines,
        sheet=laid.sheet.name,
    )
    cut = {column.name: _cut(those) for column, those in zip(columns, cells, strict=True)}
    notes = (*_notes(laid, table), *cut_texts(table, cut), *long_numbers(table, columns))
    return replace(table, notes=notes)


def _chosen(workbook: Workbook, wanted: str | None, expected: set[str]) -> _Laid:
    if wanted is not None:
        return _laid(workbook, _named(workbook, wanted), expected)
    filled = [sheet for sheet in workbook.sheets.values() if sheet.rows and not sheet.hidden]
    if not filled:
        raise fail(DataError, "data_files.no_rows", where=shown(workbook.path))
    candidates = [_laid(workbook, sheet, expected) for sheet in filled]
    most = max(each.names_found for each in candidates)
    best = [each for each in candidates if each.names_found == most]
    if len(best) > 1:
        where = shown(workbook.path)
        known = culprits(sheet.name for sheet in filled)
        raise fail(WrongUseError, "data_files.which_sheet", where=where, known=known)
    return best[0]


def _named(workbook: Workbook, wanted: str) -> Sheet:
    found = workbook.sheets.get(wanted)
    if found is None:
        where, known = shown(workbook.path), culprits(workbook.sheets)
        raise fail(
            WrongUseError, "data_files.no_sheet", where=where, got=quoted(wanted), known=known
        )
    return found


def _laid(workbook: Workbook, sheet: Sheet, expected: set[str]) -> _Laid:
    """The row that has most of the expected names; the first filled one, if none has any."""
    filled = [place for place, row in enumerate(sheet.rows) if any(row)]
    if not filled:
        raise fail(DataError, "data_files.no_rows", where=workbook.place(sheet.name))
    hits = {
        place: len(expected.intersection(_text(cell) for cell in sheet.rows[place]))
        for place in filled[:_ROWS_ABOVE]
    }
    head = max(hits, key=lambda place: (hits[place], -place))
    return _Laid(workbook, sheet, head, hits[head])


def _used_columns(laid: _Laid, places: Sequence[int]) -> list[int]:
    """The numbers of the columns that have a name or hold anything."""
    rows, heads = laid.sheet.rows, laid.heads
    used = [
        number
        for number, head in enumerate(heads)
        if head or any(rows[place][number] for place in places)
    ]
    names = [_text(heads[number]) for number in used]
    nameless = [heads[number].address for number in used if not _text(heads[number])]
    if nameless:
        where = laid.workbook.place(laid.sheet.name, nameless[0])
        raise fail(DataError, "data_files.nameless", where=where, got=culprits(nameless))
    repeated = dict.fromkeys(name for name in names if names.count(name) > 1)
    if repeated:
        where = laid.workbook.place(
            laid.sheet.name, heads[names.index(next(iter(repeated)))].address
        )
        raise fail(
            DataError,
            "data_files.repeated",
            where=where,
            names=culprits(repeated, quote=quoted_heading),
        )
    return used


def _column(head: SheetCell, cells: Sequence[SheetCell]) -> DataColumn:
    found = [cell.value for cell in cells]
    values, index = different_texts(map(_Written().__getitem__, found))
    different = set(found) - {None}
    texts = frozenset(clean_text(value) for value in different if isinstance(value, str))
    faulty = [(row, cell) for row, cell in enumerate(cells) if cell.formula or cell.error]
    return DataColumn(
        _text(head),
        values,
        index,
        _stored({_kind(value) for value in different}),
        _decimal(different, texts.difference(_text(cell) for _, cell in faulty)),
        faults={row: _fault(cell) for row, cell in faulty},
        letter=head.address.rstrip("0123456789"),
        texts=texts,
    )


class _Written(dict["CellValue", str]):
    """The texts of cells, each kept once it was found; equal values have equal texts."""

    def __missing__(self, value: CellValue) -> str:
        self[value] = text = cell_text(value)
        return text


def cell_text(value: CellValue) -> str:
    """What a cell holds, as a column of a data file has it; ``""`` for nothing.

    Examples
    --------
    >>> cell_text(2.0), cell_text(True), cell_text(" 007 ")
    ('2', '1', '007')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool | int):
        return str(int(value))
    if isinstance(value, float):
        return written(value)
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return value.isoformat()


def _text(cell: SheetCell) -> str:
    return cell_text(cell.value)


def _kind(value: CellValue) -> Stored:
    if isinstance(value, dt.date):
        return Stored.DATE
    return Stored.NUMBER if isinstance(value, int | float) else Stored.TEXT


def _stored(kinds: set[Stored]) -> Stored:
    if not kinds:
        return Stored.TEXT
    return kinds.pop() if len(kinds) == 1 else Stored.MIXED


def _decimal(values: Iterable[CellValue], texts: Collection[str]) -> DecimalMark | None:
    if any(isinstance(value, float) and not value.is_integer() for value in values):
        return "."
    return decimal_of_texts(texts)


def _fault(cell: SheetCell) -> Fault:
    return Fault.FORMULA if cell.formula else Fault.ERROR


def _cut(cells: Sequence[SheetCell]) -> NDArray[np.intp]:
    long = (isinstance(cell.value, str) and len(cell.value) > MOST_CHARACTERS for cell in cells)
    return np.flatnonzero(np.fromiter(long, dtype=bool))


def _notes(laid: _Laid, table: DataTable) -> Iterator[Finding]:
    """Tell what isn't as simple as one sheet with its names in the first row."""
    workbook, sheet = laid.workbook, laid.sheet
    whole, head = workbook.place(sheet.name), workbook.place(sheet.name, laid.heads[0].address)
    if sum(bool(each.rows) and not each.hidden for each in workbook.sheets.values()) > 1:
        yield _note("sheet", whole, name=quoted(sheet.name))
    if any(map(any, sheet.rows[: laid.head])):
        yield _note("header_row", head, row=laid.head + 1)
    lines = set() if table.lines is None else set(table.lines.tolist())
    hidden = lines.intersection(sheet.hidden_rows)
    if hidden:
        yield _note("hidden_rows", whole, count=len(hidden))
    merged = [area for area in sheet.merged if _last_row(area) > laid.head]
    if merged:
        yield finding(
            "data_files.merged", severity=Severity.WARNING, place=whole, areas=culprits(merged)
        )


def _note(code: str, place: Place, **fields: object) -> Finding:
    return finding(f"data_files.{code}", severity=Severity.NOTE, place=place, **fields)


def _last_row(area: str) -> int:
    """The row, from 0, in which an area such as B2:C4 ends."""
    digits = "".join(filter(str.isdecimal, area.rpartition(":")[2]))
    return int(digits or 0) - 1
