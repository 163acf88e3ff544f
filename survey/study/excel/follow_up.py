"""What was decided on the results: a workbook in the study, read, and an empty one to fill in."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.documents.entry_workbook import EntryColumn, EntrySheet, write_entries
from survey.files.clean import clean_text
from survey.files.guards import shown
from survey.files.headings import heading_key
from survey.files.nearest import did_you_mean
from survey.files.validation import error_of_file
from survey.files.xlsx_reader import read_xlsx
from survey.language.catalogue import LANGUAGES, text
from survey.language.cells import quoted_cell
from survey.language.messages import culprits, finding, quoted
from survey.report.areas.follow_up import STATUSES, FollowUp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from survey.codebook import Variable
    from survey.documents.house_style import HouseStyle
    from survey.files.xlsx_reader import Sheet, SheetCell, Workbook
    from survey.findings import Finding
    from survey.study.study_file.plan import StudyPlan

COLUMNS = ("area", "problem", "decision", "responsible", "deadline", "status")
_NEEDED = ("area", "problem")
_ROWS = 200
_DAY = re.compile(r"(?P<day>\d{1,2})[-./ ]+(?P<month>\d{1,2})[-./ ]+(?P<year>\d{4})")
_WIDTHS = {"area": 24.0, "problem": 40.0, "decision": 40.0, "responsible": 24.0, "deadline": 14.0,
           "status": 14.0}  # fmt: skip


def follow_up_file(plan: StudyPlan) -> Path | None:
    """The workbook of decisions in the folder of a study, under its name in either language."""
    paths = (plan.folder / text("areas.follow_up.file", lang=each) for each in LANGUAGES)
    return next((path for path in paths if path.is_file()), None)


def read_follow_up(plan: StudyPlan, areas: Variable) -> tuple[FollowUp, ...]:
    """What was decided, in the order of the workbook; nothing if there is none.

    Parameters
    ----------
    plan : StudyPlan
    areas : Variable
        The areas of a wave; decisions on other areas of the study are left out.

    Raises
    ------
    FindingsError
        With each cell that can't be understood.
    """
    path = follow_up_file(plan)
    if path is None:
        return ()
    reading = _Reading(read_xlsx(path), plan.area_variable("area"))
    found = list(reading.rows())
    if reading.findings:
        raise error_of_file(reading.findings, shown(path), what="follow_up")
    measured = {str(code.value) for code in areas.codes}
    return tuple(each for each in found if not each.area or each.area in measured)


def follow_up_template(
    plan: StudyPlan, *, language: str, style: HouseStyle, rows: int = _ROWS
) -> bytes:
    """An empty workbook of decisions, with the areas and the statuses to pick from.

    Parameters
    ----------
    plan : StudyPlan
    language : {"da", "en"}
    style : HouseStyle
    rows : int
        How many there is room for.
    """

    def say(key: str) -> str:
        return text(f"areas.follow_up.{key}", lang=language)

    areas = [code.label.get(language) or str(code.value)
             for code in plan.area_variable("area").codes]  # fmt: skip
    picked = {
        "area": (*areas, say("everywhere")),
        "status": tuple(text(f"areas.status.{each}", lang=language) for each in STATUSES),
    }
    columns = [
        EntryColumn(
            say(name),
            _WIDTHS[name],
            "day" if name == "deadline" else "entry",
            choices=picked.get(name, ()),
            refused=say("refused") if name in picked else "",
            note=say(f"note.{name}"),
        )
        for name in COLUMNS
    ]
    return write_entries(
        say("title"),
        [EntrySheet(say("title"), columns, spare=rows)],
        lists=say("lists"),
        page=text("study_book.page", lang=language, page="&P", pages="&N"),
        language=language,
        style=style,
    )


@dataclass(slots=True)
class _Reading:
    """A workbook that is being read."""

    book: Workbook
    areas: Variable
    findings: list[Finding] = field(default_factory=list)

    def rows(self) -> Iterator[FollowUp]:
        """The decisions of the first sheet."""
        sheet = next(iter(self.book.sheets.values()), None)
        heads = None if sheet is None else _heads(sheet)
        if sheet is None or heads is None:
            needed = culprits(text(f"areas.follow_up.{name}") for name in _NEEDED)
            place = self.book.place(sheet.name) if sheet is not None else None
            self.findings.append(finding("follow_up.no_heads", place=place, names=needed))
            return
        first, columns = heads
        for row in sheet.rows[first + 1 :]:
            cells = {name: row[place] for name, place in columns.items() if place < len(row)}
            if any(_words(cell) for cell in cells.values()):
                yield self._follow_up(sheet, cells)

    def _follow_up(self, sheet: Sheet, cells: Mapping[str, SheetCell]) -> FollowUp:
        def words(name: str) -> str:
            return _words(cells[name]) if name in cells else ""

        if not words("problem"):
            self._tell("follow_up.no_problem", sheet, cells, "problem")
        return FollowUp(
            self._area(sheet, cells),
            words("problem"),
            words("decision"),
            words("responsible"),
            self._deadline(sheet, cells),
            self._status(sheet, cells),
        )

    def _area(self, sheet: Sheet, cells: Mapping[str, SheetCell]) -> str:
        said = heading_key(_words(cells["area"]))
        everywhere = {
            heading_key(text("areas.follow_up.everywhere", lang=each)) for each in LANGUAGES
        }
        if said in everywhere:
            return ""
        known = {heading_key(name): str(code.value)
                 for code in self.areas.codes for name in code.names}  # fmt: skip
        if said in known:
            return known[said]
        names = [str(name) for code in self.areas.codes for name in code.names]
        near = did_you_mean(_words(cells["area"]), names)
        got = quoted_cell(_words(cells["area"]), near=near)
        if near is None:
            self._tell("follow_up.area", sheet, cells, "area", got=got, known=culprits(names))
        else:
            self._tell("follow_up.area_near", sheet, cells, "area", got=got, near=quoted(near))
        return ""

    def _deadline(self, sheet: Sheet, cells: Mapping[str, SheetCell]) -> dt.date | None:
        cell = cells.get("deadline")
        if cell is None or not _words(cell):
            return None
        day = _day(cell)
        if day is None:
            self._tell("follow_up.deadline", sheet, cells, "deadline", got=quoted_cell(cell.value))
        return day

    def _status(self, sheet: Sheet, cells: Mapping[str, SheetCell]) -> str:
        cell = cells.get("status")
        if cell is None or not _words(cell):
            return ""
        names = {
            heading_key(text(f"areas.status.{each}", lang=spoken)): each
            for each in STATUSES
            for spoken in LANGUAGES
        }
        found = names.get(heading_key(_words(cell)))
        if found is None:
            known = culprits(text(f"areas.status.{each}") for each in STATUSES)
            self._tell(
                "follow_up.status", sheet, cells, "status", got=quoted_cell(cell.value), known=known
            )
        return found or ""

    def _tell(
        self, code: str, sheet: Sheet, cells: Mapping[str, SheetCell], name: str, **fields: str
    ) -> None:
        told: Any = fields
        place = self.book.place(sheet.name, cells[name].address)
        self.findings.append(finding(code, place=place, **told))


def _heads(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of headings, and the column of each; None if the needed ones aren't there."""
    known = {
        heading_key(name): column
        for column in COLUMNS
        for language in LANGUAGES
        for name in text(f"areas.follow_up.names.{column}", lang=language).split(";")
    }
    for number, row in enumerate(sheet.rows):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            column = known.get(heading_key(_words(cell)))
            if column is not None:
                columns.setdefault(column, place)
        if set(_NEEDED) <= set(columns):
            return number, columns
    return None


def _words(cell: SheetCell) -> str:
    return "" if cell.value is None else clean_text(str(cell.value)).strip()


def _day(cell: SheetCell) -> dt.date | None:
    """A date as Excel has it, or as it is written in Danish or in the ISO form."""
    if isinstance(cell.value, dt.datetime):
        return cell.value.date()
    if isinstance(cell.value, dt.date):
        return cell.value
    written = _words(cell)
    match = _DAY.fullmatch(written)
    try:
        if match is None:
            return dt.date.fromisoformat(written)
        return dt.date(*(int(match[part]) for part in ("year", "month", "day")))
    except ValueError:
        return None
