"""The guesses as a workbook: one row a guess, to be confirmed or corrected, and read again."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter

from survey.errors import DataError
from survey.files.clean import clean_text
from survey.files.guards import shown
from survey.files.xlsx_reader import read_xlsx
from survey.findings import Finding, FindingsError
from survey.language.catalogue import LANGUAGES, text
from survey.language.messages import fail, finding, quoted
from survey.questionnaire.drafting.guess_checks import can_be, understood
from survey.questionnaire.drafting.ledger import NO, YES, Aspect, named, said_sureness, spoken

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from survey.files.xlsx_reader import Sheet, SheetCell, Workbook
    from survey.questionnaire.drafting.ledger import Guess, Guesses

_COLUMNS = ("number", "column", "guess", "grounds", "sureness", "correction", "confirmed", "id")
_WIDTHS = (6, 20, 52, 60, 12, 30, 11, 10)
_CORRECTION, _CONFIRMED, _ID = (_COLUMNS.index(each) for each in ("correction", "confirmed", "id"))
_FIRST_ROW = 2
_LINE, _MOST_LINES, _A4 = 15, 20, 9
_MOST_LISTED = 255
_LONGEST_CELL = 32_000
_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_COLOURS = {"certain": "#E2EFDA", "likely": "#FFF2CC", "unsure": "#F8D7C8"}


def guesses_xlsx(guesses: Guesses) -> bytes:
    """A workbook with the guesses, in the language in force; the same bytes each time."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet(text("drafting.sheet"))
        looks = _looks(book)
        _write_head(sheet, looks)
        for row, guess in enumerate(guesses, _FIRST_ROW):
            _write_guess(sheet, row, guess, looks)
        last = max(len(guesses), 1) + _FIRST_ROW - 1
        sheet.autofilter(_FIRST_ROW - 1, 0, last, _CONFIRMED)
        sheet.freeze_panes(_FIRST_ROW, 2)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_FIRST_ROW - 1)
    return stream.getvalue()


def _looks(book: Any) -> dict[str, Any]:  # noqa: ANN401 - of xlsxwriter
    cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
    entry = {**cell, "bg_color": "#FFFFE5", "num_format": "@"}
    looks = {
        "head": {**cell, "bold": True, "bg_color": "#E7E6E6"},
        "how": {"text_wrap": True, "valign": "top"},
        "cell": cell,
        "number": {**cell, "align": "center"},
        "entry": entry,
        **{name: {**cell, "bg_color": colour} for name, colour in _COLOURS.items()},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def _write_head(sheet: Any, looks: dict[str, Any]) -> None:  # noqa: ANN401
    sheet.merge_range(0, 0, 0, _CONFIRMED, text("drafting.how_to_confirm"), looks["how"])
    sheet.set_row(0, 3 * _LINE)
    for place, (name, width) in enumerate(zip(_COLUMNS, _WIDTHS, strict=True)):
        hidden = {"hidden": True} if place == _ID else {}
        sheet.set_column(place, place, width, None, hidden)
        sheet.write_string(_FIRST_ROW - 1, place, text(f"drafting.head.{name}"), looks["head"])


def _write_guess(sheet: Any, row: int, guess: Guess, looks: dict[str, Any]) -> None:  # noqa: ANN401
    sheet.write_number(row, 0, row - _FIRST_ROW + 1, looks["number"])
    texts = (named(guess.columns), guess.guess, guess.grounds)
    for place, words in enumerate(texts, 1):
        sheet.write_string(row, place, words[:_LONGEST_CELL], looks["cell"])
    sheet.write_string(row, 4, said_sureness(guess), looks[guess.sureness.value])
    corrected = spoken(guess.aspect, guess.value) if guess.corrected else ""
    sheet.write_string(row, _CORRECTION, corrected, looks["entry"])
    confirmed = text("drafting.yes") if guess.confirmed else ""
    sheet.write_string(row, _CONFIRMED, confirmed, looks["entry"])
    sheet.write_string(row, _ID, guess.id)
    lines = max(_lines(words, _WIDTHS[place]) for place, words in enumerate(texts, 1))
    sheet.set_row(row, _LINE * min(lines, _MOST_LINES))
    _add_lists(sheet, row, guess)


def _lines(words: str, width: int) -> int:
    """How many lines a text takes in a column so wide, a little too many rather than too few."""
    return sum(-(-len(line) // (width - 2)) or 1 for line in words.split("\n"))


def _add_lists(sheet: Any, row: int, guess: Guess) -> None:  # noqa: ANN401
    yes = {"validate": "list", "source": [text("drafting.yes")]}
    sheet.data_validation(row, _CONFIRMED, row, _CONFIRMED, yes)
    words = [spoken(guess.aspect, each) for each in guess.alternatives]
    if not words or len(",".join(words)) > _MOST_LISTED or any("," in word for word in words):
        return
    options: dict[str, Any] = {"validate": "list", "source": words}
    if guess.is_open:
        options["show_error"] = False  # something else may be written too
    sheet.data_validation(row, _CORRECTION, row, _CORRECTION, options)


def read_guesses(
    path: str | os.PathLike[str], guesses: Guesses
) -> tuple[dict[str, str], frozenset[str]]:
    """What was corrected, and what was confirmed, in a workbook of guesses.

    Raises
    ------
    DataError
        If it isn't the workbook of these guesses.
    FindingsError
        With each correction that can't be, and its cell.
    """
    workbook = read_xlsx(path)
    sheet = next(iter(workbook.sheets.values()), None)
    rows = [] if sheet is None else list(_rows(sheet))
    if sheet is None or not rows or {cells[_ID].value for cells in rows} - _ids(guesses):
        raise fail(DataError, "drafting.other_guesses", where=shown(path))
    corrections: dict[str, str] = {}
    approved: set[str] = set()
    findings: list[Finding] = []
    for cells in rows:
        guess = guesses.get(str(cells[_ID].value))
        if guess is not None:
            _read_row(workbook, sheet, cells, guess, corrections, approved, findings)
    if findings:
        problem = text(
            "findings.file_has_findings",
            what=text("drafting.workbook"),
            file=shown(path),
            count=len(findings),
        )
        raise FindingsError(problem, findings)
    return corrections, frozenset(approved)


def _ids(guesses: Guesses) -> set[object]:
    return {each.id for each in guesses}


def _rows(sheet: Sheet) -> Iterator[tuple[SheetCell, ...]]:
    """The rows of guesses: those below the heads that have an id."""
    heads = {text("drafting.head.id", lang=language) for language in LANGUAGES}
    below = False
    for cells in sheet.rows:
        if len(cells) > _ID and cells[_ID].value in heads:
            below = True
        elif below and len(cells) > _ID and cells[_ID]:
            yield cells


def _read_row(
    workbook: Workbook,
    sheet: Sheet,
    cells: tuple[SheetCell, ...],
    guess: Guess,
    corrections: dict[str, str],
    approved: set[str],
    findings: list[Finding],
) -> None:
    written, tick = _said(cells[_CORRECTION]), _said(cells[_CONFIRMED])
    if written:
        value = understood(guess, written)
        if not can_be(guess, value):
            place = workbook.place(sheet.name, cells[_CORRECTION].address)
            findings.append(_impossible(guess, written, place))
        elif value == guess.value and not guess.corrected:
            approved.add(guess.id)
        else:
            corrections[guess.id] = value
    elif tick and tick.casefold() in _yes():
        approved.add(guess.id)
    elif tick and tick.casefold() not in _no():
        place = workbook.place(sheet.name, cells[_CONFIRMED].address)
        yes = text("drafting.yes")
        findings.append(finding("drafting.tick", place=place, got=quoted(tick), yes=quoted(yes)))


def _said(cell: SheetCell) -> str:
    if cell.value is None:
        return ""
    value = cell.value
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return clean_text(str(value))


def _impossible(guess: Guess, written: str, place: Any) -> Finding:  # noqa: ANN401
    words = [spoken(guess.aspect, each) for each in (guess.value, *guess.alternatives)]
    code = f"drafting.correction_{guess.aspect.value}" if guess.is_open else "drafting.correction"
    known = ", ".join(map(quoted, words))
    return finding(code, place=place, got=quoted(written), known=known)


def _yes() -> set[str]:
    words = {text("drafting.yes", lang=language).casefold() for language in LANGUAGES}
    return words | {"x", "1", "true", "sand", YES, "j", "y"}


def _no() -> set[str]:
    return {spoken(Aspect.GRID, NO, lang=language).casefold() for language in LANGUAGES} | {"0", NO}
