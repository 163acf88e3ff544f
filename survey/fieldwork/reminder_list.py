"""The list of reminders as a workbook to work from, which is again a log of attempts."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter

from survey.errors import SurveyError, WrongUseError
from survey.fieldwork.modes import mode_label
from survey.fieldwork.reminders_due import RemindersDue
from survey.files.atomic import write_bytes
from survey.files.guards import path_of
from survey.files.xlsx_reader import read_xlsx
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.messages import fail, quoted
from survey.questionnaire.arguments import refuse_unless

if TYPE_CHECKING:
    import os
    from pathlib import Path

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_COLUMNS = ("unit", "area", "reminder", "last", "mode", "date", "result", "interviewer")
_WIDTHS = (16, 26, 14, 15, 16, 13, 20, 20)
_TO_FILL_IN = ("date", "result", "interviewer")
_GREY, _YELLOW, _BORDER = "#E7E6E6", "#FFFFE5", "#BFBFBF"
_LONGEST_INPUT = 255
_A4 = 9


def write_reminders(
    due: RemindersDue, path: str | os.PathLike[str], *, language: str | None = None
) -> Path:
    """Write the list of those that are due, to be worked from and filled in.

    Its columns are those of a log: unit, date, mode, result, interviewer. Rows that are filled in
    can be copied to the log, or the file be read by `read_dispositions` as it is. There are no
    names and no addresses in it.

    Parameters
    ----------
    due : RemindersDue
    path : str or path
        Ends with ``.xlsx``; an existing file is replaced.
    language : {"da", "en"}, optional
        The language in force if left out.

    Returns
    -------
    Path

    Raises
    ------
    WrongUseError
        If it is no list, or the language or the ending is another one.
    FileError
        If the file can't be written.
    """
    refuse_unless(due, RemindersDue, "due", "reminders_due(...)")
    target = path_of(path)
    if target.suffix.lower() != ".xlsx":
        raise fail(WrongUseError, "progress.list_ending", got=quoted(target.suffix))
    write_bytes(target, reminders_xlsx(due, checked_language(language)))
    return target


def checked_language(language: str | None) -> str:
    """The language asked for, or the one in force.

    Raises
    ------
    WrongUseError
        If it is neither Danish nor English.
    """
    chosen = current_language() if language is None else language
    if chosen not in LANGUAGES:
        raise fail(WrongUseError, "progress.language", got=quoted(str(language)))
    return chosen


def reminders_xlsx(due: RemindersDue, language: str) -> bytes:
    """The list as the bytes of a workbook; the same list gives the same bytes."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        book.set_properties({"title": due.title(language)[:255], "created": _CREATED})
        book.set_custom_property("Language", language)
        sheet: Any = book.add_worksheet(text("progress.list.sheet", lang=language))
        looks = _looks(book)
        _write_heads(sheet, looks, due.unit, language)
        records: Any = due.units.to_dict("records")
        for row, each in enumerate(records, start=1):
            _write_row(sheet, row, _cells(due, each, language), looks)
        _finish(sheet, len(records), language)
    return stream.getvalue()


def _looks(book: Any) -> dict[str, Any]:  # noqa: ANN401 - of xlsxwriter
    cell = {"border": 1, "border_color": _BORDER, "valign": "top"}
    entry = {**cell, "bg_color": _YELLOW}
    looks = {
        "head": {**cell, "bold": True, "bg_color": _GREY, "text_wrap": True},
        "text": {**cell, "num_format": "@"},
        "number": {**cell, "num_format": "0", "align": "left"},
        "day": {**cell, "num_format": "dd-mm-yyyy", "align": "left"},
        "entry": {**entry, "num_format": "@"},
        "entry_day": {**entry, "num_format": "dd-mm-yyyy", "align": "left"},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def _write_heads(sheet: Any, looks: dict[str, Any], unit: str, language: str) -> None:  # noqa: ANN401
    for place, (name, width) in enumerate(zip(_COLUMNS, _WIDTHS, strict=True)):
        key = f"letters.head.{unit}" if name == "unit" else f"progress.list.{name}"
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, text(key, lang=language), looks["head"])


def _cells(due: RemindersDue, row: dict[str, Any], language: str) -> dict[str, Any]:
    return {
        "unit": row["unit"],
        "area": due.area_label(row["area"], language),
        "reminder": int(row["reminder"]) or text("progress.list.first", lang=language),
        "last": row["last_attempt"] or "",
        "mode": mode_label(row["mode"], language),
        "date": "",
        "result": "",
        "interviewer": "",
    }


def _write_row(sheet: Any, row: int, cells: dict[str, Any], looks: dict[str, Any]) -> None:  # noqa: ANN401
    for place, name in enumerate(_COLUMNS):
        value = cells[name]
        if isinstance(value, dt.date):
            sheet.write_datetime(row, place, value, looks["day"])
        elif isinstance(value, int):
            sheet.write_number(row, place, value, looks["number"])
        elif name in _TO_FILL_IN:
            sheet.write_blank(row, place, None, looks["entry_day" if name == "date" else "entry"])
        else:
            sheet.write_string(row, place, str(value), looks["text"])


def _finish(sheet: Any, rows: int, language: str) -> None:  # noqa: ANN401 - of xlsxwriter
    """Heads in view, filters, and what the cells to fill in accept."""
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(rows, 1), len(_COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if not rows:
        return
    how = text("progress.list.how", lang=language)[:_LONGEST_INPUT]
    results = text("progress.list.results", lang=language).split("; ")
    date, result = _COLUMNS.index("date"), _COLUMNS.index("result")
    sheet.data_validation(
        1, date, rows, date,
        {"validate": "date", "criteria": ">=", "value": dt.date(2000, 1, 1), "input_message": how},
    )  # fmt: skip
    sheet.data_validation(
        1, result, rows, result,
        {"validate": "list", "source": results, "error_type": "warning", "input_message": how},
    )  # fmt: skip
    sheet.ignore_errors({"number_stored_as_text": f"A2:A{rows + 1}"})


def is_filled_in(path: str | os.PathLike[str]) -> bool:
    """Whether somebody wrote something into a list of reminders.

    Parameters
    ----------
    path : str or path
        A file that can't be read as a list counts as filled in, so that it is left alone.
    """
    heads = {
        text(f"progress.list.{name}", lang=language)
        for name in _TO_FILL_IN
        for language in LANGUAGES
    }
    try:
        sheets = read_xlsx(path_of(path)).sheets.values()
    except SurveyError:
        return True
    for sheet in sheets:
        first = next((row for row in sheet.rows if any(row)), ())
        places = [place for place, cell in enumerate(first) if str(cell.value) in heads]
        if len(places) < len(_TO_FILL_IN):
            return True
        below = (row[place] for row in sheet.rows[1:] for place in places if place < len(row))
        if any(cell.value not in {None, ""} for cell in below):
            return True
    return False
