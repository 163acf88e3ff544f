"""One sheet of a questionnaire's workbook: headings with notes, lines, and what can be chosen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name

from survey.documents.cleaning import printable
from survey.documents.sheet import text_height
from survey.language.catalogue import has_text, text
from survey.questionnaire.exchange.workbook_layout import SHEETS, Form, heading, word, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from survey.questionnaire.exchange.workbook_layout import Column

MORE_LINES = 300
"""How many empty lines below the last one are prepared for writing in."""

_INK, _MUTED, _RULE = "#1C2529", "#5B6870", "#D3DBDE"
_HELP_PAPER, _IDLE_PAPER, _AMBER_PAPER = "#F0F2F3", "#E4E7E9", "#FDF2D8"
_BANDS = {"limits": "#4F6D75", "headline": "#7A4B12", "quiet": "#8A979D"}
_TEXT_FORMAT, _DAY_FORMAT = "@", {"da": "dd-mm-yyyy", "en": "yyyy-mm-dd"}
_NUMBERS = {Form.ORDER, Form.WHOLE, Form.NUMBER, Form.LIMIT, Form.ANSWER}
_CENTRED = {Form.ORDER, Form.WHOLE, Form.NUMBER, Form.LIMIT, Form.YES, Form.CODES}
_FIRST_DAY = dt.date(1900, 3, 1)  # Excel takes 1900 for a leap year
_LONGEST_TITLE, _LONGEST_LIST = 32, 255
_NOTE_WIDTH, _NOTE_LINE, _LETTERS_A_LINE = 330, 17, 46
_HEAD_HEIGHT = 34
_PAGE_WIDTH = 220.0
_LINE_HEIGHT, _LETTERS_A_WIDTH = 18.0, 1.05


@dataclass(slots=True)
class Paint:
    """The formats of a workbook, each made once."""

    book: Workbook
    accent: str
    language: str
    _made: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    def format(self, **wanted: object) -> Format:
        """A format with these properties on top of the usual ones."""
        usual = {"font_name": "Calibri", "font_size": 11, "font_color": _INK, "valign": "top"}
        full = {**usual, **wanted}
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(full)
        return self._made[key]

    def head(self, column: Column) -> Format:
        """The format of a heading."""
        help_ = column.form is Form.HELP
        colours = (
            {"bg_color": _HELP_PAPER, "font_color": _MUTED}
            if help_
            else {
                "bg_color": _BANDS.get(column.band, self.accent),
                "font_color": "#FFFFFF",
            }
        )
        return self.format(
            bold=True, text_wrap=True, valign="vcenter", border=1, border_color=_RULE, **colours
        )

    def body(self, form: Form, *, right_to_left: bool = False, day: bool = False) -> Format:
        """The format of the cells of a column."""
        wanted: dict[str, object] = {"text_wrap": True, "bottom": 1, "bottom_color": _RULE}
        if form is Form.HELP:
            wanted |= {"bg_color": _HELP_PAPER, "font_color": _MUTED, "italic": True}
        elif form not in _NUMBERS:
            wanted |= {"num_format": _TEXT_FORMAT}
        if form is Form.ORDER:
            wanted |= {"font_color": _MUTED}
        if form in _CENTRED:
            wanted |= {"align": "center"}
        if form is Form.ANSWER:
            wanted |= {"align": "left"}
        if day:
            wanted |= {"num_format": _DAY_FORMAT[self.language]}
        if right_to_left:
            wanted |= {"reading_order": 2, "align": "right", "indent": 1}
        return self.format(**wanted)


@dataclass(slots=True)
class Page:
    """A sheet with columns that are filled line by line; rows count from nought.

    Attributes
    ----------
    sheet : Worksheet
    name : str
        What the sheet is, as a key of the catalogue.
    columns : sequence of Column
    paint : Paint
    headings : mapping of str to str
        Headings of columns that the catalogue can't know.
    right_to_left : set of str
        Columns in a language that is written from the right.
    """

    sheet: Worksheet
    name: str
    columns: Sequence[Column]
    paint: Paint
    headings: dict[str, str] = field(default_factory=dict)
    right_to_left: frozenset[str] = frozenset()
    _heights: dict[int, float] = field(default_factory=dict)

    def begin(self, notes: dict[str, str], *, held: int) -> None:
        """Write the headings; keep them, and the first columns, in view."""
        self.sheet.set_row(0, _HEAD_HEIGHT)
        for place, each in enumerate(self.columns):
            body = self.paint.body(each.form, right_to_left=each.name in self.right_to_left)
            self.sheet.set_column(place, place, each.width, body)
            shown = self.headings.get(each.name) or heading(
                self.name, each.name, self.paint.language
            )
            self.sheet.write_string(0, place, printable(shown), self.paint.head(each))
            if each.name in notes:
                self._note(place, notes[each.name])
        self.sheet.freeze_panes(1, held)
        self.sheet.hide_gridlines(2)
        self._print(held)

    def _note(self, place: int, words_: str) -> None:
        lines = sum(-(-max(len(part), 1) // _LETTERS_A_LINE) for part in words_.split("\n"))
        size = {"width": _NOTE_WIDTH, "height": _NOTE_LINE * (lines + 1)}
        self.sheet.write_comment(0, place, words_, {"author": "", "font_size": 9, **size})

    def _print(self, held: int) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        pages = max(round(sum(each.width for each in self.columns) / _PAGE_WIDTH), 1)
        self.sheet.fit_to_pages(pages, 0)
        if pages > 1:
            self.sheet.repeat_columns(0, held - 1)
        self.sheet.repeat_rows(0)
        self.sheet.set_footer("&L&A&R&P / &N")

    def end(self, lines: int) -> None:
        """Let lines be filtered; offer what can be chosen, also below the last one."""
        self.sheet.autofilter(0, 0, max(lines, 1), len(self.columns) - 1)
        last = lines + MORE_LINES
        for place, each in enumerate(self.columns):
            rule = self._rule(each)
            if rule:
                self.sheet.data_validation(1, place, last, place, rule)

    def choose_from(self, name: str, source: str | list[str]) -> None:
        """Offer names, or those in an area of cells; others can be written too."""
        place = self.place(name)
        rule = {
            "validate": "list",
            "source": source,
            "error_type": "information",
            "error_title": self._short(name),
            "error_message": word("message", "name", self.paint.language),
        }
        self.sheet.data_validation(1, place, MORE_LINES * 10, place, rule)

    def hide(self, name: str) -> None:
        """Hide a column."""
        place = self.place(name)
        self.sheet.set_column(place, place, None, None, {"hidden": True})

    def place(self, name: str) -> int:
        """The place of a column, from 0."""
        return [each.name for each in self.columns].index(name)

    def area(self, name: str, lines: int) -> str:
        """The cells of a column for a formula on another sheet."""
        letter = xl_col_to_name(self.place(name))
        title = self.sheet.get_name().replace("'", "''")
        return f"'{title}'!${letter}$2:${letter}${lines + MORE_LINES}"

    def letter(self, name: str) -> str:
        """The letters of a column."""
        return str(xl_col_to_name(self.place(name)))

    def _short(self, name: str) -> str:
        shown = self.headings.get(name) or heading(self.name, name, self.paint.language)
        return shown[:_LONGEST_TITLE]

    def _rule(self, each: Column) -> dict[str, Any] | None:
        language = self.paint.language
        title = {"error_title": self._short(each.name)}
        if each.form is Form.HELP:
            message = word("message", "help", language)
            return {"validate": "custom", "value": "=FALSE", "error_message": message, **title}
        if each.form in {Form.ORDER, Form.WHOLE}:
            kind = "decimal" if each.form is Form.ORDER else "integer"
            message = word("message", each.form, language)
            limits = {"criteria": ">=", "value": 0}
            return {"validate": kind, **limits, "error_message": message, **title}
        group = "yes" if each.form is Form.YES else each.choices if each.form is Form.CHOICE else ""
        if not group:
            return None
        source = words(group, language)
        message = word("message", "choice", language)
        if len(",".join(source)) > _LONGEST_LIST:
            return None
        return {"validate": "list", "source": source, "error_message": message, **title}

    def write(self, row: int, name: str, value: Any) -> None:  # noqa: ANN401
        """Write a value into a line; a text never becomes a formula, a number or a link."""
        place = self.place(name)
        form = self.columns[place].form
        turned = name in self.right_to_left
        body = self.paint.body(form, right_to_left=turned)
        if isinstance(value, bool) and form is Form.ANSWER:
            self.sheet.write_boolean(row, place, value, body)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self.sheet.write_number(row, place, value, body)
        elif form is Form.LIMIT and (day := _day(value)) is not None:
            self.sheet.write_datetime(row, place, day, self.paint.body(form, day=True))
        elif value not in {None, ""}:
            self.sheet.write_string(row, place, printable(str(value)), body)
            self._measure(row, place, str(value))
        else:
            self.sheet.write_blank(row, place, None, body)

    def fit(self, row: int) -> None:
        """Make a line as high as its longest text."""
        self.sheet.set_row(row, self._heights.pop(row, _LINE_HEIGHT))

    def _measure(self, row: int, place: int, words_: str) -> None:
        height = text_height(words_, self.columns[place].width * _LETTERS_A_WIDTH)
        self._heights[row] = max(self._heights.get(row, _LINE_HEIGHT), height)

    def part_by(self, names: Sequence[str], last: int) -> None:
        """Draw a line where what stands in some columns is another thing than above."""
        above, here = ("&".join(f"${self.letter(name)}{row}" for name in names) for row in (1, 2))
        rule = {
            "type": "formula",
            "criteria": f"=AND({here}<>{above},ROW()>2)",
            "format": self.paint.book.add_format({"top": 1, "top_color": self.paint.accent}),
        }
        columns = len(self.columns) - 1
        self.sheet.conditional_format(1, 0, last + MORE_LINES, columns, rule)

    def write_live(self, row: int, name: str, formula: str, value: str) -> None:
        """Write what stands elsewhere in the workbook, kept up to date by the program."""
        place = self.place(name)
        body = self.paint.body(Form.HELP, right_to_left=name in self.right_to_left)
        self.sheet.write_formula(row, place, formula, body, value)
        self._measure(row, place, value)

    def shade(self, name: str, formula: str, *, warning: bool = False, last: int) -> None:
        """Shade the cells of a column where a formula holds."""
        place = self.place(name)
        look = {"bg_color": _AMBER_PAPER} if warning else {"bg_color": _IDLE_PAPER}
        rule = {"type": "formula", "criteria": formula, "format": self.paint.book.add_format(look)}
        self.sheet.conditional_format(1, place, last + MORE_LINES, place, rule)


def notes_of(sheet: str, language: str) -> dict[str, str]:
    """The notes on the headings of a sheet."""
    keys = {each.name: f"exchange.note.{sheet}.{each.name}" for each in SHEETS[sheet]}
    return {
        name: text(key, lang=language, open="{", close="}")
        for name, key in keys.items()
        if has_text(key, lang=language)
    }


def _day(value: object) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(str(value))
    except ValueError:
        return None
    return day if day >= _FIRST_DAY and day.isoformat() == value else None
