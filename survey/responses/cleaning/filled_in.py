"""The workbook of findings, read back after somebody filled in what is to be corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.language.catalogue import LANGUAGES, text
from survey.language.cells import quoted_cell
from survey.language.messages import finding, quoted
from survey.responses.cleaning.log_table import (
    ReadSteps,
    head_keys,
    iso_date,
    reason_missing,
    said_in,
)
from survey.responses.corrections import Correction, StepKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.files.xlsx_reader import Sheet, SheetCell, Workbook
    from survey.findings import Finding, Place

ANSWER_COLUMNS = (
    "respondent", "place", "question", "answer", "wrong", "allowed",
    "correction", "reason", "who", "when", "variable", "raw", "file", "row",
)  # fmt: skip
"""Columns of the sheet of answers, by their names in the catalogue; the last four are hidden."""
PERSON_COLUMNS = ("respondent", "why", "minutes", "answered", "leave_out", "reason", "who", "when")
"""Columns of the sheet of respondents."""
HEADS = "corrections.head"
_ANSWERS_HAVE = {"respondent", "correction", "variable", "raw"}
_PEOPLE_HAVE = {"respondent", "leave_out"}
_NO_ID = "("  # what a row is called begins so, and no id does
_MOST_ABOVE = 10  # rows above the heads

_Heads = tuple["Sheet", int, dict[int, str]]
_Cells = dict[str, "SheetCell"]


def is_filled_in(workbook: Workbook) -> bool:
    """Whether a workbook is one of findings."""
    return _sheet(workbook, _ANSWERS_HAVE) is not None or _sheet(workbook, _PEOPLE_HAVE) is not None


def read_filled_in(workbook: Workbook) -> ReadSteps:
    """The steps that were filled in, and what is wrong with others."""
    read = ReadSteps(in_order=False)
    for name, needed, take in (
        ("answers", _ANSWERS_HAVE, _take_answer),
        ("people", _PEOPLE_HAVE, _take_person),
    ):
        found = _sheet(workbook, needed)
        if found is None:
            read.findings += _heads_gone(workbook, name)
            continue
        sheet, first, heads = found
        for cells in sheet.rows[first + 1 :]:
            by_key = {key: cells[place] for place, key in heads.items()}
            if any(by_key.values()):
                take(_Row(workbook, sheet, by_key), read)
    return read


def _sheet(workbook: Workbook, needed: set[str]) -> _Heads | None:
    keys = tuple(dict.fromkeys((*ANSWER_COLUMNS, *PERSON_COLUMNS)))
    for sheet in workbook.sheets.values():
        for place, cells in enumerate(sheet.rows[:_MOST_ABOVE]):
            heads = head_keys([said_in(cell.value) for cell in cells], HEADS, keys)
            if needed <= set(heads.values()):
                return sheet, place, heads
    return None


def _heads_gone(workbook: Workbook, name: str) -> Iterator[Finding]:
    """That a sheet is there but can't be read, so that what was filled in would be lost."""
    for language in LANGUAGES:
        called = text(f"corrections.sheet.{name}", lang=language)
        if called in workbook.sheets:
            yield finding("cleaning.heads_gone", place=workbook.place(called))


class _Row:
    """A row that was filled in, by the keys of its columns."""

    def __init__(self, workbook: Workbook, sheet: Sheet, cells: Mapping[str, SheetCell]) -> None:
        self.workbook = workbook
        self.sheet = sheet
        self.cells = cells

    def __getitem__(self, key: str) -> str:
        cell = self.cells.get(key)
        return said_in(cell.value) if cell is not None else ""

    def place(self, key: str) -> Place:
        cell = self.cells.get(key)
        return self.workbook.place(self.sheet.name, cell.address if cell is not None else None)

    def nobody(self) -> list[Finding]:
        """That the row is about nobody, or about a row of a file that has no ids."""
        who = self["respondent"]
        if who and not who.startswith(_NO_ID):
            return []
        code = "no_ids" if who else "no_respondent"
        return [finding(f"cleaning.{code}", place=self.place("respondent"))]

    def faults(self, filled: tuple[str, ...]) -> Iterator[Finding]:
        """Formulas, errors and impossible dates in cells that were filled in."""
        for key in filled:
            cell = self.cells.get(key)
            if cell is not None and (cell.formula or cell.error):
                yield finding("cleaning.formula", place=self.place(key))
        if iso_date(self["when"]) is None:
            yield finding("cleaning.date", place=self.place("when"), got=quoted_cell(self["when"]))


def _take_answer(row: _Row, read: ReadSteps) -> None:
    after, why = row["correction"], row["reason"]
    if not after and not why:
        return
    faults = list(row.faults(("correction", "reason", "who", "when")))
    faults += row.nobody()
    if faults:
        read.findings += faults
        return
    before = row["raw"]
    step = Correction(
        row["respondent"],
        row["variable"],
        before,
        after or before,
        why,
        row["who"],
        iso_date(row["when"]) or "",
        source=row["file"],
        row=int(row["row"]) if row["row"].isdigit() else None,
    )
    read.steps.append((step, row.place("correction")))
    read.findings += reason_missing(step, row.place("reason"))


def _take_person(row: _Row, read: ReadSteps) -> None:
    said = row["leave_out"].casefold()
    if not said and not row["reason"]:
        return
    faults = list(row.faults(("leave_out", "reason", "who", "when")))
    leaves_out = _yes_or_no(said)
    if leaves_out is None:
        yes, no = (quoted(text(f"corrections.{each}")) for each in ("yes", "no"))
        got = quoted_cell(row["leave_out"])
        code = "yes_or_no" if said else "leave_out_missing"
        faults.append(
            finding(f"cleaning.{code}", place=row.place("leave_out"), got=got, yes=yes, no=no)
        )
    faults += row.nobody()
    if faults:
        read.findings += faults
        return
    step = Correction(
        row["respondent"],
        why=row["reason"],
        who=row["who"],
        when=iso_date(row["when"]) or "",
        kind=StepKind.REMOVE if leaves_out else StepKind.CHANGE,
    )
    read.steps.append((step, row.place("leave_out")))
    read.findings += reason_missing(step, row.place("reason"))


def _yes_or_no(said: str) -> bool | None:
    yes = {text("corrections.yes", lang=each).casefold() for each in LANGUAGES} | {
        "x",
        "1",
        "j",
        "y",
    }
    no = {text("corrections.no", lang=each).casefold() for each in LANGUAGES} | {"0", "n"}
    return True if said in yes else False if said in no else None
