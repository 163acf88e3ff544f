"""The sheets of a study's workbook read as lines, with all that is wrong in their cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.files.guards import shown
from survey.files.nearest import did_you_mean
from survey.findings import Place
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.cells import quoted_heading
from survey.language.messages import culprits, finding, quoted
from survey.questionnaire.exchange.workbook_cells import CellError
from survey.study.excel.cells import meaning
from survey.study.excel.layout import SHEETS, Form, folded, heading, sheet_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from survey.files.xlsx_reader import Sheet, SheetCell, Workbook
    from survey.findings import Finding
    from survey.study.excel.layout import Column

NEEDED = ("words", "areas", "waves", "chapters", "settings")
_MOST_ABOVE = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet: what stands in it, and in which cells."""

    sheet: str
    values: Mapping[str, Any]
    cells: Mapping[str, str]

    def get(self, name: str) -> Any:  # noqa: ANN401
        """What stands in a column; None for nothing."""
        return self.values.get(name)


@dataclass(slots=True)
class Reading:
    """A workbook that is being read, and what was found wrong in it.

    Attributes
    ----------
    book : Workbook
    findings : list of Finding
    pages : dict
        The sheets of the workbook by what they are.
    lines : dict
        By sheet.
    """

    book: Workbook
    findings: list[Finding] = field(default_factory=list)
    pages: dict[str, Sheet] = field(default_factory=dict)
    lines: dict[str, list[Line]] = field(default_factory=dict)

    def place(self, sheet: str, cell: str | None = None) -> Place:
        """Where a cell stands, or a whole sheet."""
        if sheet not in self.pages:
            return Place(shown(self.book.path))
        return self.book.place(self.pages[sheet].name, cell)

    def complain(self, code: str, sheet: str, cell: str | None, /, **fields: Any) -> None:  # noqa: ANN401
        """Note that something is wrong in a cell, or with a sheet."""
        found = finding(f"study.workbook_{code}", place=self.place(sheet, cell), **fields)
        if found not in self.findings:
            self.findings.append(found)

    def complain_of(self, code: str, line: Line, column: str, /, **fields: Any) -> None:  # noqa: ANN401
        """Note that something is wrong in a column of a line."""
        self.complain(code, line.sheet, line.cells.get(column), **fields)


def read_sheets(book: Workbook) -> Reading:
    """Read all sheets that a study is made of."""
    reading = Reading(book)
    _find_pages(reading)
    for sheet, page in reading.pages.items():
        reading.lines[sheet] = _lines(reading, sheet, page)
    return reading


def _find_pages(reading: Reading) -> None:
    known = {folded(sheet_name(sheet, each)): sheet for sheet in SHEETS for each in LANGUAGES}
    unread = {folded(text(f"study_book.{name}", lang=each)) for name in ("guide_sheet", "lists")
              for each in LANGUAGES}  # fmt: skip
    strange = []
    for name, page in reading.book.sheets.items():
        sheet = known.get(folded(name))
        if sheet is not None and sheet in reading.pages:
            reading.complain("sheet_twice", sheet, None, name=quoted(name))
        elif sheet is not None:
            reading.pages[sheet] = page
        elif folded(name) not in unread:
            strange.append(name)
    for sheet in NEEDED:
        if sheet not in reading.pages:
            called = sheet_name(sheet, current_language())
            near = did_you_mean(called, strange)
            code = "sheet_missing_near" if near else "sheet_missing"
            reading.complain(code, sheet, None, name=quoted(called), near=quoted(near or ""))


def _lines(reading: Reading, sheet: str, page: Sheet) -> list[Line]:
    top = _heading_row(sheet, page)
    if top is None:
        name = quoted(heading(sheet, SHEETS[sheet][0].name, current_language()))
        reading.complain("no_headings", sheet, "A1", name=name)
        return []
    columns = _columns(reading, sheet, page.rows[top])
    read = (_line(reading, sheet, columns, row) for row in page.rows[top + 1 :])
    return [line for line in read if line is not None]


def _heading_row(sheet: str, page: Sheet) -> int | None:
    """The first row that has the heading of a column that must be there."""
    wanted = {
        folded(heading(sheet, each.name, language))
        for each in SHEETS[sheet]
        if each.needed
        for language in LANGUAGES
    }
    for number, row in enumerate(page.rows[:_MOST_ABOVE]):
        if any(isinstance(cell.value, str) and folded(cell.value) in wanted for cell in row):
            return number
    return None


def _columns(reading: Reading, sheet: str, row: Iterable[SheetCell]) -> dict[int, Column]:
    """The columns by their place, from 0."""
    known = {
        folded(heading(sheet, each.name, language)): each
        for each in SHEETS[sheet]
        for language in LANGUAGES
    }
    found: dict[int, Column] = {}
    for place, cell in enumerate(row):
        named = known.get(folded(str(cell.value)))
        if named is not None and named in found.values():
            reading.complain(
                "heading_twice", sheet, cell.address, name=quoted_heading(str(cell.value))
            )
        elif named is not None:
            found[place] = named
        elif cell:
            _refuse_heading(reading, sheet, cell)
    absent = [each for each in SHEETS[sheet] if each.needed and each not in found.values()]
    for each in absent:
        name = quoted(heading(sheet, each.name, current_language()))
        reading.complain("heading_missing", sheet, None, name=name)
    return found


def _refuse_heading(reading: Reading, sheet: str, cell: SheetCell) -> None:
    headings = [heading(sheet, each.name, current_language()) for each in SHEETS[sheet]]
    near = did_you_mean(str(cell.value), headings)
    code = "heading_near" if near else "heading_unknown"
    fields = {"near": quoted(near or ""), "known": culprits(headings)}
    reading.complain(code, sheet, cell.address, name=quoted_heading(str(cell.value)), **fields)


def _line(
    reading: Reading, sheet: str, columns: Mapping[int, Column], row: Iterable[SheetCell]
) -> Line | None:
    """A line; None for one in which nothing stands."""
    cells = {columns[place]: cell for place, cell in enumerate(row) if place in columns}
    if not any(cells.values()):
        return None
    line_values: dict[str, Any] = {}
    broken = set()
    for each, cell in cells.items():
        try:
            value = meaning(cell, each.form, each.choices)
        except CellError as error:
            name = quoted(heading(sheet, each.name, current_language()))
            reading.complain(error.code, sheet, cell.address, name=name, **error.fields)
            broken.add(each.name)
            continue
        if value is not None and (each.form is Form.VALUE or value not in ([], {})):
            line_values[each.name] = value
    line = Line(sheet, line_values, {each.name: cell.address for each, cell in cells.items()})
    for each in cells:
        if each.needed and each.name not in {*line_values, *broken}:
            name = quoted(heading(sheet, each.name, current_language()))
            reading.complain_of("unfilled", line, each.name, name=name)
    return line
