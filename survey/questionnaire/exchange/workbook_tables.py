"""The sheets of a questionnaire's workbook read as lines, with all that is wrong in their cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from openpyxl.utils.cell import range_boundaries

from survey.files.guards import shown
from survey.files.nearest import did_you_mean
from survey.findings import Place
from survey.language.catalogue import LANGUAGES, current_language
from survey.language.messages import culprits, finding, quoted
from survey.questionnaire.exchange.workbook_cells import CellError, meaning
from survey.questionnaire.exchange.workbook_layout import (
    FIELD_FORMS,
    FILLED,
    KEYS,
    SHEETS,
    Column,
    Form,
    column,
    folded,
    heading,
    sheet_name,
    word,
)
from survey.questionnaire.exchange.workbook_lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from survey.files.xlsx_reader import Sheet, SheetCell, Workbook
    from survey.findings import Finding

NEEDED_SHEETS = ("questionnaire", "languages", "questions")
_UNREAD = ("readme", "findings", "record")
_BREAKING = ("sheet_missing", "no_headings", "heading_missing", "heading_twice", "merged", "order")
_ABSENT = ("unfilled", "section_missing")  # what is broken in another way is there after all
_ONE_LANGUAGE = 2  # columns of the record: the names of texts, and the language
_MOST_ABOVE = 10
_AFTER = re.compile(r"\s*\([^()]*\)\s*$")
_LANGUAGE = re.compile(r"(?:.*\()?([a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})\)?", re.DOTALL)
_STATUS = "status"


@dataclass(slots=True)
class Reading:
    """A workbook that is being read, and what was found wrong in it.

    Attributes
    ----------
    book : Workbook
    findings : list of Finding
    incomplete : bool
        Whether sheets or columns are missing or in disorder, so that what follows from that would
        only be noise.
    lines : dict
        By sheet.
    pages : dict
        The sheets of the workbook by what they are.
    told : set
        Cells that something is wrong with.
    """

    book: Workbook
    findings: list[Finding] = field(default_factory=list)
    incomplete: bool = False
    lines: dict[str, list[Line]] = field(default_factory=dict)
    pages: dict[str, Sheet] = field(default_factory=dict)
    told: set[tuple[Sheet | None, str | None]] = field(default_factory=set)

    @property
    def recorded(self) -> bool:
        """Whether the workbook was written by us, with all sheets and columns."""
        return "record" in self.pages

    @property
    def translated(self) -> bool:
        """Whether it had translations when it was written."""
        rows = self.pages["record"].rows
        return bool(rows) and len(rows[0]) > _ONE_LANGUAGE

    def complain(self, code: str, page: Sheet | None, cell: str | None, /, **fields: Any) -> None:  # noqa: ANN401
        """Note that something is wrong in a cell, or with a sheet."""
        if code in _ABSENT and (page, cell) in self.told:
            return
        self.told.add((page, cell))
        place = self.book.place(page.name, cell) if page else Place(shown(self.book.path))
        self.incomplete |= code in _BREAKING
        self.findings.append(finding(f"questionnaire.workbook_{code}", place=place, **fields))

    def complain_of(self, code: str, line: Line, column: str, /, **fields: Any) -> None:  # noqa: ANN401
        """Note that something is wrong in a column of a line."""
        self.complain(code, self.pages[line.sheet], line.cells.get(column), **fields)


def heading_of(sheet: str, name: str) -> str:
    """The heading of a column in the language of messages, in quotation marks."""
    return quoted(heading(sheet, name, current_language()))


def read_sheets(book: Workbook) -> Reading:
    """Read all sheets that a questionnaire is made of."""
    reading = Reading(book)
    _find_pages(reading)
    for sheet, page in reading.pages.items():
        if sheet in SHEETS:
            reading.lines[sheet] = _lines(reading, sheet, page)
    return reading


def _find_pages(reading: Reading) -> None:
    known = {
        folded(sheet_name(sheet, language)): sheet
        for sheet in (*SHEETS, *_UNREAD)
        for language in LANGUAGES
    }
    for name, page in reading.book.sheets.items():
        sheet = known.get(folded(name))
        near = did_you_mean(name, known)
        if sheet in reading.pages:
            reading.complain("sheet_twice", page, None, name=quoted(reading.pages[sheet].name))
        elif sheet is not None:
            reading.pages[sheet] = page
        elif near is not None:
            meant = sheet_name(known[near], current_language())
            reading.complain("sheet_unknown", page, None, near=quoted(meant))
    for sheet in _needed_sheets(reading):
        if sheet not in reading.pages:
            name = quoted(sheet_name(sheet, current_language()))
            reading.complain("sheet_missing", None, None, name=name)


def _needed_sheets(reading: Reading) -> tuple[str, ...]:
    """Of a workbook that we wrote, all that were there then: none may be lost in silence."""
    if not reading.recorded:
        return NEEDED_SHEETS
    had = {"translations": reading.translated, **_had_of_changes(reading)}
    return tuple(name for name in SHEETS if had.get(name, True))


def _had_of_changes(reading: Reading) -> dict[str, bool]:
    """Whether something was said of earlier waves when the workbook was written."""
    keys = [str(row[0].value) for row in reading.pages["record"].rows if row]
    said = [key for key in keys if key.startswith("since/")]
    return {
        "changes": bool(said),
        "crosswalks": any(not key.endswith("/reason") for key in said),
    }


def _lines(reading: Reading, sheet: str, page: Sheet) -> list[Line]:
    """The lines of a sheet, in order."""
    top = _heading_row(sheet, page)
    if top is None:
        reading.complain("no_headings", page, "A1", name=heading_of(sheet, _needed(sheet)[0].name))
        return []
    columns = _columns(reading, sheet, page, top)
    _refuse_merged(reading, page, columns, top)
    read = (_line(reading, sheet, columns, row) for row in page.rows[top + 1 :])
    lines = [line for line in read if line is not None]
    _refuse_disorder(reading, lines)
    _refuse_unfilled(reading, lines)
    _refuse_twins(reading, sheet, lines)
    return [_without_broken(line) for line in lines]


def _needed(sheet: str) -> list[Column]:
    return [each for each in SHEETS[sheet] if each.needed]


def _heading_row(sheet: str, page: Sheet) -> int | None:
    """The first row that has the heading of a column that must be there."""
    wanted = {
        folded(heading(sheet, each.name, language))
        for each in _needed(sheet)
        for language in LANGUAGES
    }
    for number, row in enumerate(page.rows[:_MOST_ABOVE]):
        if any(_plain(cell) in wanted for cell in row):
            return number
    return None


def _plain(cell: SheetCell) -> str:
    """A heading without what stands in parentheses after it."""
    return folded(_AFTER.sub("", str(cell.value))) if isinstance(cell.value, str) else ""


def _columns(reading: Reading, sheet: str, page: Sheet, top: int) -> dict[int, Column]:
    """The columns by their place, from 0."""
    known = {
        folded(heading(sheet, each.name, language)): each
        for each in SHEETS[sheet]
        for language in LANGUAGES
    }
    found: dict[int, Column] = {}
    for place, cell in enumerate(page.rows[top]):
        named = known.get(_plain(cell)) or _of_language(sheet, cell)
        if named is None:
            _refuse_heading(reading, sheet, page, (top, place))
        elif named in found.values():
            reading.complain("heading_twice", page, cell.address, name=quoted(str(cell.value)))
        else:
            found[place] = named
    for each in SHEETS[sheet]:
        needed = each.needed or (reading.recorded and each.form is not Form.HELP)
        if needed and each not in found.values():
            where = page.rows[top][0].address
            reading.complain("heading_missing", page, where, name=heading_of(sheet, each.name))
    return found


def _of_language(sheet: str, cell: SheetCell) -> Column | None:
    """A column of translations, or of what is to be said of them: ``en``, ``Status (en)``."""
    if sheet != "translations" or not isinstance(cell.value, str):
        return None
    found = _LANGUAGE.fullmatch(cell.value.strip())
    if found is None:
        return None
    of_status = _plain(cell) in {folded(heading(sheet, _STATUS, each)) for each in LANGUAGES}
    if of_status:
        return Column(f"{_STATUS}:{found[1]}", Form.CHOICE, choices="status")
    return Column(found[1], Form.TEXT)


def _refuse_heading(reading: Reading, sheet: str, page: Sheet, place: tuple[int, int]) -> None:
    top, number = place
    cell = page.rows[top][number]
    if cell.value is None:
        below = next((row[number] for row in page.rows[top + 1 :] if row[number]), None)
        if below is not None:
            reading.complain("heading_none", page, below.address)
        return
    headings = [heading(sheet, each.name, current_language()) for each in SHEETS[sheet]]
    near = did_you_mean(str(cell.value), headings)
    code = "heading_near" if near else "heading_unknown"
    code = f"{code}_language" if sheet == "translations" and not near else code
    reading.complain(
        code,
        page,
        cell.address,
        name=quoted(str(cell.value)),
        near=quoted(near or ""),
        known=culprits(headings),
    )


def _refuse_merged(reading: Reading, page: Sheet, columns: dict[int, Column], top: int) -> None:
    for area in page.merged:
        try:
            first, _, last, bottom = range_boundaries(area)
        except ValueError:
            continue
        if bottom > top and any(first - 1 <= place <= last - 1 for place in columns):
            reading.complain("merged", page, area)


def _line(
    reading: Reading, sheet: str, columns: Mapping[int, Column], row: Iterable[SheetCell]
) -> Line | None:
    """A line; None for one in which nothing stands that is read."""
    cells = {columns[place]: cell for place, cell in enumerate(row) if place in columns}
    if not any(cell for each, cell in cells.items() if each.form not in {Form.HELP, Form.ORDER}):
        return None
    values: dict[str, Any] = {}
    addresses = {each.name: cell.address for each, cell in cells.items()}
    for each, cell in cells.items():
        form = _form(each, values)
        try:
            value = meaning(cell, form, each.choices) if form is not Form.HELP else None
        except CellError as error:
            name = quoted(_called(sheet, each))
            reading.complain(
                error.code, reading.pages[sheet], cell.address, name=name, **error.fields
            )
            value = BROKEN
        if value is not None:
            values[each.name] = value
    return Line(sheet, values, addresses)


BROKEN = object()
"""Stands for what can't be read and has been complained of."""


def _form(each: Column, values: Mapping[str, Any]) -> Form:
    """What a cell holds; on the first sheet that depends on the line."""
    if each == column("questionnaire", "value"):
        return FIELD_FORMS.get(values.get("field", ""), Form.TEXT)
    return each.form


def _called(sheet: str, each: Column) -> str:
    language = current_language()
    if each in SHEETS[sheet]:
        return heading(sheet, each.name, language)
    name, _, of = each.name.partition(":")
    return f"{heading(sheet, _STATUS, language)} ({of})" if of else name


def _without_broken(line: Line) -> Line:
    readable = {name: value for name, value in line.values.items() if value is not BROKEN}
    return Line(line.sheet, readable, line.cells)


def _refuse_disorder(reading: Reading, lines: list[Line]) -> None:
    """Rows that were sorted by something else than their number, or moved without it."""
    numbered = [line for line in lines if isinstance(line.get("order"), int | float)]
    for before, after in pairwise(numbered):
        if after.get("order") < before.get("order"):
            reading.complain_of("order", after, "order", name=heading_of(after.sheet, "order"))
            return


def _refuse_unfilled(reading: Reading, lines: list[Line]) -> None:
    for line in lines:
        for name in FILLED.get(line.sheet, ()):
            if line.get(name) is None and name in line.cells:
                reading.complain_of("unfilled", line, name, name=heading_of(line.sheet, name))


def _refuse_twins(reading: Reading, sheet: str, lines: list[Line]) -> None:
    names = KEYS.get(sheet, ())
    first: dict[tuple[object, ...], Line] = {}
    for line in lines:
        key = tuple(line.get(name) for name in names)
        if not names or BROKEN in key or key[-1] is None:
            continue
        if key in first:
            twin = first[key].cells[names[-1]]
            reading.complain_of(
                "twice", line, names[-1], name=quoted(_key_shown(sheet, key)), first=twin
            )
        first.setdefault(key, line)


def _key_shown(sheet: str, key: tuple[object, ...]) -> str:
    if sheet == "questionnaire":
        return word("field", str(key[0]), current_language())
    return " ".join(str(part) for part in key if part is not None)
