"""Workbooks that are filled in or merged into letters: texts stay texts, choices can be picked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_range, xl_range_abs

from survey.documents.cleaning import printable
from survey.documents.house_style import DEFAULT_STYLE
from survey.documents.sheet import INK, MUTED, RULE, text_height
from survey.documents.sheet_names import SheetNames

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.documents.house_style import HouseStyle

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_A4 = 9
_LONGEST_CELL, _LONGEST_TITLE, _LONGEST_MESSAGE, _LONGEST_HEADER = 32_000, 32, 250, 240
_WIDEST_PAGE, _HEAD_HEIGHT = 240.0, 15.0
_HEAD_PAPER, _ENTRY_PAPER = "#E9EEF0", "#FFFDE8"
_BOX = {"text_wrap": True, "valign": "top", "border": 1, "border_color": RULE, "font_color": INK}
_LOOKS: dict[str, dict[str, Any]] = {
    "head": {**_BOX, "bold": True, "valign": "bottom", "bg_color": _HEAD_PAPER},
    "head_narrow": {
        **_BOX, "bold": True, "valign": "bottom", "bg_color": _HEAD_PAPER, "align": "center",
    },
    "cell": {**_BOX, "num_format": "@"},
    "narrow": {**_BOX, "num_format": "@", "align": "center"},
    "code": {**_BOX, "num_format": "@", "bold": True, "font_name": "Consolas"},
    "example": {**_BOX, "num_format": "@", "italic": True, "font_color": MUTED},
    "entry": {**_BOX, "num_format": "@", "bg_color": _ENTRY_PAPER},
    "day": {**_BOX, "num_format": "dd-mm-yyyy", "bg_color": _ENTRY_PAPER, "align": "left"},
    "box": {**_BOX, "num_format": "@", "border_color": MUTED},
    "title": {"bold": True, "font_size": 14, "font_color": INK},
    "words": {"text_wrap": True, "valign": "top", "font_color": INK},
}  # fmt: skip
_GUIDE_WIDTH = 100.0
_NOTE_WIDTH, _NOTE_LETTERS = 330, 46


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """A column of a sheet.

    Attributes
    ----------
    head : str
    width : float
        In characters.
    look : {"cell", "code", "narrow", "entry", "day", "box", "example"}
        Whether it is shown, filled in on the screen, or filled in by hand on paper.
    choices : tuple of str
        What can be picked in it.
    refused : str
        What is said if something else is written; empty if that may be.
    note : str
        What is told of it when one points at its head.
    picked_from : (str, str) or None
        The sheet and the head of a column whose cells can be picked, in place of `choices`.
    """

    head: str
    width: float
    look: str = "cell"
    choices: tuple[str, ...] = ()
    refused: str = ""
    note: str = ""
    picked_from: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """A sheet with its heads in the first row, or in the second if some stand under another one.

    Attributes
    ----------
    name : str
    columns : sequence of EntryColumn
    rows : sequence of sequence of str
    above : sequence of (int, int, str)
        Heads above others: the first and last column, from 0, and its words.
    spare : int
        How many empty rows there are to fill in.
    least_height : float
        Of a row, in points.
    held : int
        How many columns stay in view.
    over : str
        What stands over each printed page; as much of it as a header can hold.
    """

    name: str
    columns: Sequence[EntryColumn]
    rows: Sequence[Sequence[str]] = ()
    above: Sequence[tuple[int, int, str]] = ()
    spare: int = 0
    least_height: float = 0.0
    held: int = 1
    over: str = ""


@dataclass(frozen=True, slots=True)
class GuideSheet:
    """A sheet of words.

    Attributes
    ----------
    name, title : str
    paragraphs : sequence of str
    """

    name: str
    title: str
    paragraphs: Sequence[str]


def write_entries(
    title: str,
    sheets: Sequence[EntrySheet | GuideSheet],
    *,
    lists: str,
    page: str,
    language: str,
    style: HouseStyle = DEFAULT_STYLE,
    properties: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook of sheets to fill in, to print or to merge; the same sheets give the same bytes.

    No text ever becomes a number, a formula or a link.

    Parameters
    ----------
    title : str
    sheets : sequence of EntrySheet and GuideSheet
    lists : str
        The name of the sheet that holds what can be picked.
    page : str
        What stands at the foot of each page, with ``&P`` for its number and ``&N`` for how many.
    language : {"da", "en"}
    style : HouseStyle
        Its accent colours the tabs.
    properties : mapping of str to str, optional
        What the file is to say of itself beside its language.

    Returns
    -------
    bytes
        An xlsx file.
    """
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        book.set_properties({"title": printable(title)[:255], "created": _CREATED})
        for name, value in {"Language": language, **(properties or {})}.items():
            book.set_custom_property(name, value)
        made = _Book(book, page, style)
        made.write(sheets, lists)
    return stream.getvalue()


class _Book:
    """A workbook in the making."""

    def __init__(self, book: Any, page: str, style: HouseStyle) -> None:  # noqa: ANN401
        self.book, self.page, self.accent = book, page, style.accent
        self.names = SheetNames()
        self.looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
        self.lists: dict[tuple[str, ...], str] = {}
        self.cells: dict[tuple[str, str], str] = {}

    def write(self, sheets: Sequence[EntrySheet | GuideSheet], lists: str) -> None:
        made = [(self._sheet(each), each) for each in sheets]
        picked = [
            column.choices
            for each in sheets
            if isinstance(each, EntrySheet)
            for column in each.columns
            if column.choices
        ]
        for page, each in made:
            if isinstance(each, EntrySheet):
                self.cells |= _cells_of(page.get_name(), each)
        self._write_lists(list(dict.fromkeys(picked)), lists)
        for page, each in made:
            if isinstance(each, GuideSheet):
                self._guide(page, each)
            else:
                self._entries(page, each)

    def _sheet(self, sheet: EntrySheet | GuideSheet) -> Any:  # noqa: ANN401
        page = self.book.add_worksheet(self.names.take(sheet.name))
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.set_footer("&L&A&R" + self.page)
        page.hide_gridlines(2)
        page.set_landscape()
        if isinstance(sheet, EntrySheet):
            page.set_tab_color(self.accent)
            page.fit_to_pages(_pages_abreast(sheet.columns), 0)
            if sheet.over:
                page.set_margins(left=0.4, right=0.4, top=0.85, bottom=0.6)
                page.set_header(f"&L{_header(sheet.over)}")
        return page

    def _write_lists(self, lists: list[tuple[str, ...]], name: str) -> None:
        if not lists:
            return
        name = self.names.take(name)
        page = self.book.add_worksheet(name)
        page.hide()
        for column, choices in enumerate(lists):
            for row, each in enumerate(choices):
                page.write_string(row, column, _fitting(each))
            cells = xl_range_abs(0, column, len(choices) - 1, column)
            self.lists[choices] = f"={quote_sheetname(name)}!{cells}"

    def _guide(self, page: Any, guide: GuideSheet) -> None:  # noqa: ANN401
        page.set_column(0, 0, _GUIDE_WIDTH)
        page.write_string(0, 0, _fitting(guide.title), self.looks["title"])
        page.set_row(0, 24)
        for row, words in enumerate(guide.paragraphs, 2):
            page.write_string(row, 0, _fitting(words), self.looks["words"])
            page.set_row(row, text_height(words, _GUIDE_WIDTH) + 5)

    def _entries(self, page: Any, sheet: EntrySheet) -> None:  # noqa: ANN401
        head = 1 if sheet.above else 0
        self._heads(page, sheet, head)
        for row, cells in enumerate(sheet.rows, head + 1):
            for place, (column, words) in enumerate(zip(sheet.columns, cells, strict=True)):
                self._cell(page, row, place, words, column.look)
            page.set_row(row, max(_height(sheet.columns, cells), sheet.least_height))
        first = head + 1 + len(sheet.rows)
        for row in range(first, first + sheet.spare):
            for place, column in enumerate(sheet.columns):
                look = "entry" if column.look == "example" else column.look
                page.write_blank(row, place, None, self.looks[look])
        last = first + sheet.spare - 1
        self._rules(page, sheet, head, max(last, head + 1))
        page.freeze_panes(head + 1, sheet.held)
        page.repeat_rows(0, head)
        page.repeat_columns(0, sheet.held - 1)
        texts = xl_range(0, 0, max(last, 1), len(sheet.columns) - 1)
        page.ignore_errors({"number_stored_as_text": texts})

    def _heads(self, page: Any, sheet: EntrySheet, head: int) -> None:  # noqa: ANN401
        for first, last, words in sheet.above:
            room = sum(column.width for column in sheet.columns[first : last + 1])
            page.set_row(0, max(text_height(words, room * 0.85), _HEAD_HEIGHT) + 2)
            page.merge_range(0, first, 0, last, _fitting(words), self.looks["head_narrow"])
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width)
            look = "head_narrow" if column.look == "narrow" else "head"
            page.write_string(head, place, _fitting(column.head), self.looks[look])
            if column.note:
                page.write_comment(head, place, _fitting(column.note), _note_size(column.note))
        heights = [text_height(each.head, each.width * 0.85) for each in sheet.columns]
        page.set_row(head, max(heights) + 2)

    def _cell(self, page: Any, row: int, place: int, words: str, look: str) -> None:  # noqa: ANN401
        if words:
            page.write_string(row, place, _fitting(words), self.looks[look])
        else:
            page.write_blank(row, place, None, self.looks[look])

    def _rules(self, page: Any, sheet: EntrySheet, head: int, last: int) -> None:  # noqa: ANN401
        for place, column in enumerate(sheet.columns):
            source = self._source(column)
            if source:
                rule = {"validate": "list", "source": source}
                rule |= {"error_title": _fitting(column.head)[:_LONGEST_TITLE]}
                message = _fitting(column.refused)[:_LONGEST_MESSAGE]
                rule |= {"error_message": message} if message else {"show_error": False}  # type: ignore[dict-item]
                page.data_validation(head + 1, place, last, place, rule)

    def _source(self, column: EntryColumn) -> str:
        """Where the cells are that can be picked; empty for none."""
        if column.picked_from is not None:
            return self.cells.get(column.picked_from, "")
        return self.lists[column.choices] if column.choices else ""


def _cells_of(page: str, sheet: EntrySheet) -> dict[tuple[str, str], str]:
    """The cells below each head of a sheet, for a formula on another one."""
    first = 2 if sheet.above else 1
    last = first + max(len(sheet.rows) + sheet.spare, 1) - 1
    return {
        (sheet.name, column.head): f"={quote_sheetname(page)}!"
        f"{xl_range_abs(first, place, last, place)}"
        for place, column in enumerate(sheet.columns)
    }


def _note_size(words: str) -> dict[str, Any]:
    lines = sum(-(-max(len(part), 1) // _NOTE_LETTERS) for part in words.split("\n"))
    return {"author": "", "font_size": 9, "width": _NOTE_WIDTH, "height": 17 * (lines + 1)}


def _pages_abreast(columns: Sequence[EntryColumn]) -> int:
    """On how many pages abreast the columns can be read."""
    return max(round(sum(each.width for each in columns) / _WIDEST_PAGE), 1)


def _header(words: str) -> str:
    """Words over a page; an ampersand is doubled, else it would be an order."""
    fitting = _fitting(words).replace("&", "&&")
    cut = fitting[:_LONGEST_HEADER]
    return cut.rstrip("&") if len(fitting) > len(cut) else cut


def _height(columns: Sequence[EntryColumn], cells: Sequence[str]) -> float:
    wide = zip(columns, cells, strict=True)
    return max((text_height(words, column.width) for column, words in wide if words), default=15.0)


def _fitting(words: str) -> str:
    return printable(words)[:_LONGEST_CELL]
