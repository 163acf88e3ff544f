"""The cleaning log as a table in a file: CSV with semicolons, or a workbook."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import xlsxwriter

from survey.errors import DataError
from survey.files.clean import clean_text
from survey.files.csv_reader import read_csv
from survey.files.guards import shown
from survey.files.xlsx_reader import read_xlsx
from survey.findings import Place, Severity
from survey.language.catalogue import LANGUAGES, text
from survey.language.cells import quoted_cell, quoted_id
from survey.language.messages import culprits, fail, finding, quoted
from survey.responses.cleaning.same import same
from survey.responses.corrections import Correction, StepKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from survey.files.xlsx_reader import CellValue, Sheet, Workbook
    from survey.findings import Finding

COLUMNS = ("respondent", "variable", "from", "to", "why", "who", "when", "kind", "file", "row")
"""The columns of the log, by the names that are accepted in every language."""
NEEDED = ("respondent", "to")
_WIDTHS = (14, 24, 14, 14, 50, 16, 12, 12, 24, 8)
_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_FORMULA = re.compile(r"'*[=+\-@\t]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_KEEP = "keep"  # a change to what stands there
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(slots=True)
class ReadSteps:
    """Steps that were read, each with its place, and what is wrong with others.

    Those of a log are in order; those of a workbook that was filled in can be sorted in any way.
    """

    steps: list[tuple[Correction, Place]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    in_order: bool = True


# Writing


def log_csv(steps: Sequence[Correction]) -> str:
    """The log as CSV, with heads in the language in force.

    A text that a spreadsheet program would take for a formula begins with an apostrophe, which is
    taken away on reading.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(_heads())
    for step in steps:
        writer.writerow([_guarded(words) for words in _texts(step)])
    return _BOM + stream.getvalue()


def log_xlsx(steps: Sequence[Correction]) -> bytes:
    """The log as a workbook, with heads in the language in force; the same bytes each time."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet(text("cleaning.sheet"))
        head = book.add_format({"bold": True, "bg_color": "#E7E6E6", "border": 1})
        cell = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for place, (words, width) in enumerate(zip(_heads(), _WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, words, head)
        for row, step in enumerate(steps, 1):
            for place, words in enumerate(_texts(step)):
                sheet.write_string(row, place, words, cell)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(steps), 1), len(COLUMNS) - 1)
    return stream.getvalue()


def _heads() -> list[str]:
    return [text(f"cleaning.head.{name}") for name in COLUMNS]


def _texts(step: Correction) -> tuple[str, ...]:
    stays = step.kind is StepKind.CHANGE and same(step.before, step.after)
    kind = text(f"cleaning.kind.{_KEEP if stays else step.kind}")
    row = "" if step.row is None else str(step.row)
    front = (step.respondent, step.variable, step.before, step.after)
    return (*front, step.why, step.who, step.when, kind, step.source, row)


def _guarded(words: str) -> str:
    needs = _FORMULA.match(words) and not _PLAIN_NUMBER.fullmatch(words)
    return f"'{words}" if needs else words


def _unguarded(words: str) -> str:
    return words[1:] if words.startswith("'") and _FORMULA.match(words[1:]) else words


# Reading


def read_log(path: Path) -> ReadSteps:
    """The steps of a log in a CSV file.

    Raises
    ------
    DataError
        If it has no columns of a log.
    FileError
    """
    try:
        table = read_csv(path, columns=[*COLUMNS, *_heads()])
    except DataError as error:
        if error.code == "files.csv_no_rows":
            return ReadSteps()
        raise
    heads = head_keys([str(name) for name in table.frame.columns], "cleaning.head", COLUMNS)
    _check_heads(heads, path)
    read = ReadSteps()
    columns = {key: table.frame.iloc[:, place].tolist() for place, key in heads.items()}
    for row in range(len(table.frame)):
        cells = {key: _unguarded(texts[row]) for key, texts in columns.items()}
        _take(cells, lambda key, at=row: table.place(at, key), read)  # type: ignore[misc]
    return read


def log_heads(workbook: Workbook) -> tuple[Sheet, int, dict[int, str]] | None:
    """The sheet of a log, the place of its head row, and its columns; None if there is none."""
    for sheet in workbook.sheets.values():
        for place, cells in enumerate(sheet.rows[:10]):
            heads = head_keys([said_in(cell.value) for cell in cells], "cleaning.head", COLUMNS)
            if {"respondent", "variable", "from", "to"} <= set(heads.values()):
                return sheet, place, heads
    return None


def read_log_sheet(workbook: Workbook, found: tuple[Sheet, int, dict[int, str]]) -> ReadSteps:
    """The steps of a log in a workbook."""
    sheet, first, heads = found
    read = ReadSteps()
    for cells in sheet.rows[first + 1 :]:
        if any(cells):
            by_key = {key: said_in(cells[place].value) for place, key in heads.items()}
            addresses = {key: cells[place].address for place, key in heads.items()}
            _take(by_key, lambda key, at=addresses: workbook.place(sheet.name, at.get(key)), read)  # type: ignore[misc]
    return read


def head_keys(heads: Sequence[str], chapter: str, keys: Sequence[str]) -> dict[int, str]:
    """Which columns are what, by their heads in any language or by their keys."""
    known = {key.casefold(): key for key in keys}
    for language in LANGUAGES:
        known |= {text(f"{chapter}.{key}", lang=language).casefold(): key for key in keys}
    found = {place: known.get(head.casefold()) for place, head in enumerate(heads)}
    return {place: key for place, key in found.items() if key is not None}


def said_in(value: CellValue) -> str:
    """What stands in a cell of a workbook, as a text."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return clean_text(str(value), most=32_767)


def _check_heads(heads: Mapping[int, str], path: Path) -> None:
    missing = [name for name in NEEDED if name not in heads.values()]
    if missing:
        words = [text(f"cleaning.head.{name}") for name in missing]
        raise fail(DataError, "cleaning.no_log", where=shown(path), names=culprits(words))


def _take(cells: Mapping[str, str], place_of: Callable[[str], Place], read: ReadSteps) -> None:
    """One row of the log as a step, or what is wrong with it."""
    wrong = list(_wrong(cells, place_of))
    if wrong:
        read.findings += wrong
        return
    kind = _kind(cells.get("kind", ""))
    row = cells.get("row", "")
    step = Correction(
        cells["respondent"],
        cells.get("variable", ""),
        cells.get("from", ""),
        cells.get("to", ""),
        cells.get("why", ""),
        cells.get("who", ""),
        iso_date(cells.get("when", "")) or "",
        kind or StepKind.CHANGE,
        cells.get("file", ""),
        int(row) if row else None,
    )
    read.steps.append((step, place_of("to")))
    read.findings += reason_missing(step, place_of("why"))


def _wrong(cells: Mapping[str, str], place_of: Callable[[str], Place]) -> Iterator[Finding]:
    if not cells["respondent"]:
        yield finding("cleaning.no_respondent", place=place_of("respondent"))
    kind, when, row = (cells.get(name, "") for name in ("kind", "when", "row"))
    if _kind(kind) is None:
        known = ", ".join(quoted(text(f"cleaning.kind.{each}")) for each in StepKind)
        yield finding("cleaning.kind", place=place_of("kind"), got=quoted_cell(kind), known=known)
    if iso_date(when) is None:
        yield finding("cleaning.date", place=place_of("when"), got=quoted_cell(when))
    if row and not (row.isdigit() and 0 < int(row) < 10**9):
        yield finding("cleaning.row", place=place_of("row"), got=quoted_cell(row))


def reason_missing(step: Correction, place: Place) -> list[Finding]:
    """That a step has no reason, if it has none."""
    if step.why:
        return []
    who = quoted_id(step.respondent)
    return [finding("cleaning.no_reason", severity=Severity.WARNING, place=place, respondent=who)]


def _kind(words: str) -> StepKind | None:
    if not words:
        return StepKind.CHANGE
    known = {each.value: each for each in StepKind} | {_KEEP: StepKind.CHANGE}
    for language in LANGUAGES:
        known |= {
            text(f"cleaning.kind.{each}", lang=language).casefold(): each for each in StepKind
        }
        known[text(f"cleaning.kind.{_KEEP}", lang=language).casefold()] = StepKind.CHANGE
    return known.get(words.casefold())


def iso_date(words: str) -> str | None:
    """A date in the ISO form, "" for none; None if it is no date."""
    day = _DAY_FIRST.fullmatch(words)
    iso = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else words
    if not iso:
        return ""
    try:
        return dt.date.fromisoformat(iso).isoformat() if _ISO.fullmatch(iso) else None
    except ValueError:
        return None


def read_steps_of(path: Path) -> ReadSteps:
    """The steps of a log in a file of either format.

    Raises
    ------
    DataError
        If it holds no log.
    FileError
    """
    if path.suffix.lower() != ".xlsx":
        return read_log(path)
    workbook = read_xlsx(path)
    found = log_heads(workbook)
    if found is None:
        names = culprits(_heads()[:4])
        raise fail(DataError, "cleaning.no_log", where=shown(path), names=names)
    return read_log_sheet(workbook, found)
