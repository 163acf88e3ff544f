"""Which sheets of a workbook hold keyed forms, whatever became of their names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.findings import Severity
from survey.language.catalogue import LANGUAGES, text
from survey.language.messages import finding, quoted
from survey.questionnaire.forms.keying_columns import AREA, FORM, ITEM

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.files.xlsx_reader import Sheet, SheetCell, Workbook
    from survey.findings import Finding
    from survey.questionnaire.forms.keying_columns import KeyedTable

_DEEPEST_HEAD = 30
_NAMED = re.compile(r"(?:'((?:[^']|'')+)'|([^!']+))!\$?[A-Z]+\$?(\d+)(?::.*)?")


@dataclass(frozen=True, slots=True, eq=False)
class KeyedSheet:
    """A sheet in which forms were keyed.

    Attributes
    ----------
    table : KeyedTable
        What the questionnaire has keyed there.
    sheet : Sheet
    head : int
        The row, counted from nought, that holds the names of the columns.
    again : bool
        Whether it is the one in which forms are keyed for the second time.
    """

    table: KeyedTable
    sheet: Sheet
    head: int
    again: bool

    @property
    def names(self) -> list[str]:
        """The names of its columns, from the left."""
        return list(map(_name, self.sheet.rows[self.head]))

    @property
    def rows(self) -> Iterator[tuple[int, tuple[SheetCell, ...]]]:
        """The rows below the names, with their numbers."""
        yield from enumerate(self.sheet.rows[self.head + 1 :], start=self.head + 2)


@dataclass(frozen=True, slots=True, eq=False)
class _Head:
    """A sheet that looks like one of keyed forms."""

    sheet: Sheet
    row: int


def keyed_sheets(
    workbook: Workbook, tables: Sequence[KeyedTable]
) -> tuple[list[KeyedSheet], list[Finding]]:
    """The sheets of keyed forms, and what is to be said of others that look like them.

    They are found by the names of their cells; where these are lost, by the row that holds the
    names of the columns: the first such sheet of a table is that of the first keying.

    Parameters
    ----------
    workbook : Workbook
    tables : sequence of KeyedTable
    """
    found: list[KeyedSheet] = []
    findings: list[Finding] = []
    for table in tables:
        found += _sheets_of(workbook, table, tables, findings)
    return found, findings


def _sheets_of(
    workbook: Workbook,
    table: KeyedTable,
    tables: Sequence[KeyedTable],
    findings: list[Finding],
) -> Iterator[KeyedSheet]:
    named = {again: _by_name(workbook, table, again=again) for again in (False, True)}
    taken = {head.sheet.name for head in named.values() if head is not None}
    heads = [each for each in _heads(workbook, table, tables) if each.sheet.name not in taken]
    wanted = [again for again, head in named.items()
              if head is None and not _is_gone(workbook, _name_of(table, again=again))]  # fmt: skip
    if len(heads) > len(wanted) and len(wanted) == 2:
        findings += [_unclear(workbook, head) for head in heads]
        return
    for again, chosen in _assigned(wanted, heads, table):
        named[again] = chosen
        heads.remove(chosen)
    findings += [_passed_over(workbook, head) for head in heads]
    for again, head in named.items():
        if head is not None:
            yield KeyedSheet(table, head.sheet, head.row, again)


def _assigned(
    wanted: list[bool], heads: Sequence[_Head], table: KeyedTable
) -> list[tuple[bool, _Head]]:
    """Which keying each sheet is that no name leads to."""
    if len(heads) == 1 and len(wanted) == 2:
        return [(_is_called_again(heads[0].sheet, table), heads[0])]
    return list(zip(wanted, heads, strict=False))


def _is_called_again(sheet: Sheet, table: KeyedTable) -> bool:
    """Whether a sheet still has the name that the second keying is given."""
    if table.roster:
        return sheet.name.endswith(" 2")
    names = {text("keying.sheet.again", lang=language) for language in LANGUAGES}
    return sheet.name.casefold() in {name.casefold() for name in names}


def _name_of(table: KeyedTable, *, again: bool) -> str:
    ending = f"_{table.roster}" if table.roster else ""
    return f"svy_keying{'_again' if again else ''}{ending}"


def _is_gone(workbook: Workbook, name: str) -> bool:
    """Whether the cells that had a name were deleted, and not only the name."""
    return "#REF!" in workbook.names.get(name, "")


def _by_name(workbook: Workbook, table: KeyedTable, *, again: bool) -> _Head | None:
    match = _NAMED.fullmatch(workbook.names.get(_name_of(table, again=again), ""))
    if match is None:
        return None
    sheet = workbook.sheets.get(match[1].replace("''", "'") if match[1] else match[2])
    row = None if sheet is None else _head_row(sheet, table, nearest=int(match[3]) - 1)
    return None if sheet is None or row is None else _Head(sheet, row)


def _heads(workbook: Workbook, table: KeyedTable, tables: Sequence[KeyedTable]) -> Iterator[_Head]:
    for sheet in workbook.sheets.values():
        row = _head_row(sheet, table)
        if row is not None and not _compares(sheet, row) and _is_best(sheet, row, table, tables):
            yield _Head(sheet, row)


def _head_row(sheet: Sheet, table: KeyedTable, *, nearest: int = 0) -> int | None:
    """The row with the names of the columns, which may have been moved."""
    known = {column.name for column in table.columns} - {FORM, AREA, ITEM}
    keys = {FORM, ITEM} if table.roster else {FORM}
    rows = range(min(len(sheet.rows), _DEEPEST_HEAD))
    for row in sorted(rows, key=lambda each: (each != nearest, each)):
        names = set(map(_name, sheet.rows[row]))
        if keys <= names and (names & known or not known):
            return row
    return None


def _is_best(sheet: Sheet, row: int, table: KeyedTable, tables: Sequence[KeyedTable]) -> bool:
    names = set(map(_name, sheet.rows[row]))
    return table is max(tables, key=lambda each: len(names & {c.name for c in each.columns}))


def _compares(sheet: Sheet, row: int) -> bool:
    """Whether it is the sheet that shows differences: its keys are formulas, a gap follows them."""
    names = list(map(_name, sheet.rows[row]))
    place = names.index(FORM)
    below = (cells[place] for cells in sheet.rows[row + 1 :] if cells[place])
    first = next(below, None)
    keys = place + (2 if ITEM in names else 1)
    gap = names[keys : keys + 2] == ["", ""] and any(names[keys + 2 :])
    return gap or (first is not None and first.formula)


def _name(cell: SheetCell) -> str:
    return cell.value.strip() if isinstance(cell.value, str) else ""


def _passed_over(workbook: Workbook, head: _Head) -> Finding:
    name = head.sheet.name
    return finding("double_keying.sheet_passed_over", severity=Severity.WARNING,
                   place=workbook.place(name), sheet=quoted(name))  # fmt: skip


def _unclear(workbook: Workbook, head: _Head) -> Finding:
    return finding("double_keying.sheet_unclear", place=workbook.place(head.sheet.name),
                   sheet=quoted(head.sheet.name))  # fmt: skip
