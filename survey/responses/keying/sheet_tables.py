"""A sheet of keyed forms as a table of texts in the questionnaire's writing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from survey.codebook import Kind
from survey.files.data_table import DataColumn, DataTable, Stored
from survey.findings import Severity
from survey.language.cells import culprit_ids, quoted_cell, quoted_heading
from survey.language.messages import culprits, finding, quoted
from survey.questionnaire.forms.keying_columns import AREA, FORM, ITEM
from survey.responses.keying.joined_table import column_of
from survey.responses.keying.keyed_cells import form_shown, plain_text
from survey.responses.keying.keying import RESPONDENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.files.xlsx_reader import CellValue, SheetCell, Workbook
    from survey.findings import Finding, Place
    from survey.responses.keying.keyed_cells import Writing, Written
    from survey.responses.keying.keyed_sheets import KeyedSheet

_TEXTS = (Kind.TEXT, Kind.DATE)


@dataclass(slots=True)
class _Reading:
    """A sheet while it is read."""

    workbook: Workbook
    keyed: KeyedSheet
    findings: list[Finding] = field(default_factory=list)

    def place(self, cell: SheetCell | None = None) -> Place:
        return self.workbook.place(self.keyed.sheet.name, None if cell is None else cell.address)

    def tell(self, code: str, /, place: Place, severity: Severity = Severity.ERROR, **fields: object
             ) -> None:  # fmt: skip
        self.findings.append(
            finding(f"double_keying.{code}", severity=severity, place=place, **fields)
        )


def sheet_table(
    workbook: Workbook,
    keyed: KeyedSheet,
    writings: Mapping[str, Writing],
    sha256: str,
    *,
    same_version: bool,
) -> tuple[DataTable, list[Finding]]:
    """The rows of a sheet that hold answers, and what is to be said of them.

    Parameters
    ----------
    workbook : Workbook
    keyed : KeyedSheet
    writings : mapping of str to Writing
        How the cells of each column are written.
    sha256 : str
        Of the file.
    same_version : bool
        Whether the sheet must have all columns, since it was made for the same questionnaire.
    """
    reading = _Reading(workbook, keyed)
    places = _columns(reading, same_version=same_version)
    rows = _kept(reading, places)
    columns = {}
    for column in keyed.table.columns:
        name = RESPONDENT if column.name == FORM else column.name
        if column.name in places:
            cells = [row[places[column.name]] for _, row in rows]
            columns[name] = _column(reading, name, cells, writings.get(column.name))
        else:
            columns[name] = column_of(name, [""] * len(rows), Stored.TEXT)
    lines = np.array([number for number, _ in rows], dtype=np.int64)
    table = DataTable(workbook.path, columns, len(rows), lines, keyed.sheet.name, sha256=sha256)
    return table, reading.findings


def _columns(reading: _Reading, *, same_version: bool) -> dict[str, int]:
    """Where each column stands."""
    names, known = reading.keyed.names, [c.name for c in reading.keyed.table.columns]
    counted = Counter(name for name in names if name)
    head = reading.keyed.sheet.rows[reading.keyed.head]
    for place, name in enumerate(names):
        if name in known and name in names[:place]:
            reading.tell("column_twice", reading.place(head[place]), name=quoted(name))
    absent = [name for name in known if name not in counted]
    if absent:
        severity = Severity.ERROR if same_version else Severity.WARNING
        reading.tell("column_absent" if same_version else "column_absent_then", reading.place(),
                     severity, count=len(absent), names=culprits(absent))  # fmt: skip
    others = [name for name in counted if name not in known]
    if others:
        reading.tell("column_unknown", reading.place(), Severity.NOTE, count=len(others),
                     names=culprits(others, quote=quoted_heading))  # fmt: skip
    return {name: names.index(name) for name in known if name in counted}


# Rows


def _kept(reading: _Reading, places: Mapping[str, int]) -> list[tuple[int, Sequence[SheetCell]]]:
    """The rows that hold an answer, with their numbers."""
    keys = [places[name] for name in (FORM, ITEM) if name in places]
    answers = [place for name, place in places.items() if name not in {FORM, ITEM, AREA}]
    kept: list[tuple[int, Sequence[SheetCell]]] = []
    bare, hidden = [], set(reading.keyed.sheet.hidden_rows)
    for number, cells in reading.keyed.rows:
        if any(cells[place] for place in answers):
            if all(cells[place] for place in keys):
                kept.append((number, cells))
            else:
                empty = next(cells[place] for place in keys if not cells[place])
                reading.tell("no_item" if cells[keys[0]] else "no_form", reading.place(empty))
        elif cells[keys[0]]:
            bare.append(form_shown(cells[keys[0]].value))
    if bare:
        reading.tell("bare_rows", reading.place(), Severity.NOTE, count=len(bare),
                     forms=culprit_ids(bare))  # fmt: skip
    unseen = sum(number in hidden for number, _ in kept)
    if unseen:
        reading.tell("hidden_rows", reading.place(), Severity.NOTE, count=unseen)
    return kept


# Cells


def _column(
    reading: _Reading, name: str, cells: Sequence[SheetCell], writing: Writing | None
) -> DataColumn:
    _tell_faults(reading, cells)
    if writing is None:  # the number of a form, an area, the number of a person
        texts = [form_shown(cell.value) for cell in cells]
        return column_of(name, texts, Stored.TEXT, _letter(cells))
    known: dict[tuple[type, CellValue], Written] = {}
    first: dict[tuple[type, CellValue], list[SheetCell]] = {}
    for cell in cells:
        key = (type(cell.value), cell.value)
        if key not in known:
            known[key] = writing.of(cell.value)
        if known[key].by_label or known[key].doubtful:
            first.setdefault(key, []).append(cell)
    for key, found in first.items():
        _tell_words(reading, known[key], found)
    texts = [known[type(cell.value), cell.value].text for cell in cells]
    return column_of(name, texts, _stored(writing, texts), _letter(cells))


def _tell_words(reading: _Reading, written: Written, found: Sequence[SheetCell]) -> None:
    keyed = quoted_cell(plain_text(found[0].value))
    if written.doubtful:
        for cell in found:
            reading.tell("doubtful_number", reading.place(cell), got=keyed)
        return
    code = written.text.replace("-", "−")
    reading.tell("label_read", reading.place(found[0]), Severity.NOTE, got=keyed, code=code,
                 count=len(found))  # fmt: skip


def _tell_faults(reading: _Reading, cells: Sequence[SheetCell]) -> None:
    for cell in cells:
        if cell.error or cell.formula:
            reading.tell("error_cell" if cell.error else "formula_cell", reading.place(cell))


def _stored(writing: Writing, texts: Sequence[str]) -> Stored:
    if writing.column.kind in _TEXTS:
        return Stored.TEXT
    numbers = {_is_number(each) for each in set(texts) if each}
    if len(numbers) == 2:
        return Stored.MIXED
    return Stored.TEXT if numbers == {False} else Stored.NUMBER


def _is_number(words: str) -> bool:
    digits = words.lstrip("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()


def _letter(cells: Sequence[SheetCell]) -> str:
    return next(iter(cells)).address.rstrip("0123456789") if cells else ""
