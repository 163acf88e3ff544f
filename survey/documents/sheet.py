"""A worksheet as our writers see it: text that stays text, named styles, measured rows."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import quote_sheetname, xl_range, xl_rowcol_to_cell

from survey.documents.cleaning import printable
from survey.documents.house_style import DEFAULT_STYLE, tint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from survey.documents.house_style import HouseStyle

INK, MUTED, RULE, _ALL = "#1C2529", "#4F5E66", "#D3DBDE", "#F3F6F7"
_ACCENT, _CONTRAST = "accent", "contrast"  # of the house style
_STAMP_INK, _STAMP_PAPER = "#4A3300", "#FDF2D8"
_LINE, _LEADING, _HIGHEST = 15.0, 3.0, 409.0
_ROOM = {"title": 0.75, "head": 0.87, "head_above": 0.87, "note": 1.15}
_A4 = 9
_LONGEST_TEXT = 32_767
_LONGEST_HEADER = 250
_LONGEST_ALT, _LONGEST_NAME, _LONGEST_FONT = 1000, 60, 31
_PIXELS_A_LETTER = 7.0
_WIDEST_PAGE, _WIDER_THAN_CHART = 240.0, 1.2
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = "ltr", "rtl"
_MIRRORED = {"left": "right", "right": "left", "": "right"}

_THIN, _MEDIUM = 1, 2
_FONT = "Calibri"
_PLAIN: dict[str, Any] = {
    "font_size": 11,
    "font_color": INK,
    "valign": "top",
}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "text_wrap": True},
    "subtitle": {"font_color": MUTED, "text_wrap": True},
    "stamp": {
        "bold": True,
        "font_color": _STAMP_INK,
        "bg_color": _STAMP_PAPER,
        "text_wrap": True,
        "valign": "vcenter",
    },
    "link": {"font_color": _ACCENT, "underline": 1, "text_wrap": True},
    "label": {"font_color": MUTED, "text_wrap": True},
    "wrapped": {"text_wrap": True},
    "note": {"font_color": MUTED, "font_size": 10, "text_wrap": True},
    "head": {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": _MEDIUM},
    "head_above": {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": _THIN},
    "body": {"valign": "vcenter", "bottom": _THIN, "bottom_color": RULE},
    "heading": {
        "bold": True,
        "font_color": _ACCENT,
        "valign": "bottom",
        "bottom": _THIN,
        "bottom_color": RULE,
    },
    "contrast": {
        "bold": True,
        "valign": "vcenter",
        "bg_color": _CONTRAST,
        "top": _THIN,
        "top_color": _ACCENT,
        "bottom": _THIN,
        "bottom_color": _ACCENT,
    },
    "all": {
        "bold": True,
        "valign": "vcenter",
        "bg_color": _ALL,
        "top": _THIN,
        "bottom": _THIN,
    },
    "net": {"bold": True, "valign": "vcenter", "bottom": _THIN, "bottom_color": RULE},
    "base": {
        "italic": True,
        "font_color": MUTED,
        "valign": "vcenter",
        "bottom": _THIN,
        "bottom_color": RULE,
    },
    "chapter": {"bold": True, "font_color": _ACCENT, "font_size": 12, "valign": "bottom"},
    "link_back": {"font_color": _ACCENT, "underline": 1},
    "quiet": {"font_color": MUTED, "valign": "vcenter"},
    "head_quiet": {"font_color": MUTED, "text_wrap": True, "valign": "bottom", "bottom": _THIN},
}
_STYLES |= {
    f"{kind}_tall": _STYLES[kind] | {"valign": "top"}
    for kind in ("body", "contrast", "all", "net", "base")
}


class Look:
    """The styles of one workbook, each made once.

    Parameters
    ----------
    book : Workbook
    style : HouseStyle
    """

    def __init__(self, book: Workbook, style: HouseStyle = DEFAULT_STYLE) -> None:
        self._book = book
        self.accent = style.accent
        self._named = {_ACCENT: style.accent, _CONTRAST: tint(style.accent, 0.1)}
        self.font = _FONT if style.font is None else _fitting(style.font.name)[:_LONGEST_FONT]
        self._formats: dict[tuple[str, str, str, str], Format] = {}

    def sheet(self, name: str, stamps: tuple[str, ...]) -> Sheet:
        """A new sheet, ready to be printed, with the stamps on every page of it."""
        return Sheet(self._book.add_worksheet(name), self, stamps)

    def style(
        self, name: str, *, number: str = "", align: str = "", reading: str = _LEFT_TO_RIGHT
    ) -> Format:
        """A style by its name, with a number format, an alignment and a reading direction."""
        key = (name, number, align, reading)
        if key not in self._formats:
            self._formats[key] = self._book.add_format(self._style(*key))
        return self._formats[key]

    def _style(self, name: str, number: str, align: str, reading: str) -> dict[str, Any]:
        wanted = {"font_name": self.font} | _PLAIN | _STYLES[name]
        wanted |= {"text_wrap": True} if align == "left" else {}
        if reading == _RIGHT_TO_LEFT:
            align = _MIRRORED.get(align, align)
            wanted |= {"reading_order": 2}
        wanted |= {
            word: value for word, value in (("num_format", number), ("align", align)) if value
        }
        return {word: self._named.get(value, value) for word, value in wanted.items()}

    def chart(self, kind: str, subtype: str, name: str) -> Chart:
        """A new native chart, to be placed on a sheet; its name stands in the list of objects."""
        options = {"type": kind, "subtype": subtype, "name": _fitting(name)[:_LONGEST_NAME]}
        return self._book.add_chart({word: value for word, value in options.items() if value})

    def name_area(self, name: str, sheet: str, area: tuple[int, int, int, int]) -> None:
        """Give cells a name by which formulas and other documents can point at them."""
        self._book.define_name(name, reference(sheet, area))


class Sheet:
    """One worksheet; rows and columns count from nought."""

    def __init__(self, worksheet: Worksheet, look: Look, stamps: tuple[str, ...]) -> None:
        self._worksheet = worksheet
        self._look = look
        self._stamps = stamps
        self._reading = _LEFT_TO_RIGHT
        self._widths: tuple[float, ...] = ()
        self._prepare_print()

    def _prepare_print(self) -> None:
        page = self._worksheet
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.7)
        page.set_header(_header(self._stamps))
        page.set_footer("&R&P / &N")

    @property
    def name(self) -> str:
        """The name that formulas and links know it by."""
        return str(self._worksheet.get_name())

    @property
    def look(self) -> Look:
        """The styles of its workbook."""
        return self._look

    def right_to_left(self) -> None:
        """Let the first column stand at the right, and all that is written from here on."""
        self._reading = _RIGHT_TO_LEFT
        self._worksheet.right_to_left()

    def place_chart(self, row: int, chart: Chart, alt: str) -> None:
        """Put a native chart on the sheet, with its text alternative."""
        words = _fitting(alt)
        said = words if len(words) <= _LONGEST_ALT else f"{words[: _LONGEST_ALT - 1].rstrip()}…"
        options = {"description": said, "object_position": 2, "x_offset": 2, "y_offset": 2}
        self._worksheet.insert_chart(row, 0, chart, options)

    def print_upright(self, pixels: int) -> None:
        """Print a chart so many pixels wide on a page that stands, if its table isn't wider."""
        if sum(self._widths) * _PIXELS_A_LETTER <= pixels * _WIDER_THAN_CHART:
            self._worksheet.set_portrait()

    def print_abreast(self) -> None:
        """Print a table on as many pages abreast as it takes to be read."""
        pages = max(round(sum(self._widths) / _WIDEST_PAGE), 1)
        if pages > 1:
            self._worksheet.fit_to_pages(pages, 0)
            self._worksheet.repeat_columns(0, 0)

    def colour_tab(self, colour: str) -> None:
        """Colour what the sheet is chosen by."""
        self._worksheet.set_tab_color(colour)

    def keep_above(self, row: int) -> None:
        """Keep the rows above one in view."""
        self._worksheet.freeze_panes(row, 0)

    def widths(self, widths: Sequence[float]) -> None:
        """Set the widths of the columns, in characters."""
        self._widths = tuple(widths)
        for column, width in enumerate(widths):
            self._worksheet.set_column(column, column, width)

    def height(self, row: int, points: float) -> None:
        """Set the height of a row."""
        self._worksheet.set_row(row, points)

    def text(
        self, row: int, column: int, words: str, style: str, *, align: str = "", number: str = ""
    ) -> None:
        """Write text; it never becomes a number, a formula or a link."""
        look = self._style(style, align=align, number=number)
        if words:
            self._worksheet.write_string(row, column, _fitting(words), look)
        else:
            self._worksheet.write_blank(row, column, None, look)

    def number(self, row: int, column: int, value: float, style: str, number_format: str) -> None:
        """Write a number."""
        look = self._style(style, number=number_format, align="right")
        self._worksheet.write_number(row, column, value, look)

    def wide_text(self, row: int, words: str, style: str, span: int) -> None:
        """Write text across several columns, in a row high enough for all its lines."""
        self.joined((row, 0, row, span - 1), words, style)
        self.height(row, self.height_of(words, 0, span, style=style))

    def height_of(self, words: str, column: int, span: int = 1, *, style: str = "") -> float:
        """Points that a text needs in one or several columns."""
        room = sum(self._width(place) for place in range(column, column + span))
        return text_height(words, room * _ROOM.get(style, 1.0))

    def joined(
        self, area: tuple[int, int, int, int], words: str, style: str, align: str = ""
    ) -> None:
        """Write text into an area (first row and column, last row and column) made one cell."""
        if area[:2] != area[2:]:
            self._worksheet.merge_range(*area, "", self._style(style, align=align))
        self.text(area[0], area[1], words, style, align=align)

    def link(self, row: int, column: int, target: str, words: str, *, style: str = "link") -> None:
        """Write a link to the top of another sheet."""
        look = self._style(style)
        self._worksheet.write_url(
            row, column, f"internal:'{target}'!A1", look, string=_fitting(words)
        )

    def opening(
        self, title: str, subtitle: str, *, span: int, back: tuple[str, str] | None = None
    ) -> int:
        """Write title, subtitle, stamps and the link back; return the next row."""
        lines = [(title, "title"), *([(subtitle, "subtitle")] if subtitle else [])]
        lines += [(stamp, "stamp") for stamp in self._stamps]
        for row, (words, style) in enumerate(lines):
            self.wide_text(row, words, style, span)
        if back:
            self.link(len(lines), 0, *back, style="link_back")
        return len(lines) + bool(back)

    def hold_head(self, body: int) -> None:
        """Keep all above the first row of a body in view, and the first column."""
        self._worksheet.freeze_panes(body, 1)

    def filter_rows(self, head: int, last: int, last_column: int) -> None:
        """Let the reader pick rows by what stands below each head."""
        self._worksheet.autofilter(head, 0, last, last_column)

    def repeat(self, first: int, last: int) -> None:
        """Print rows again on every page."""
        self._worksheet.repeat_rows(first, last)

    def text_is_meant(self, last_row: int, last_column: int) -> None:
        """Say that digits stored as text are no mistake."""
        area = xl_range(0, 0, last_row, last_column)
        self._worksheet.ignore_errors({"number_stored_as_text": area})

    def _style(self, name: str, *, number: str = "", align: str = "") -> Format:
        return self._look.style(name, number=number, align=align, reading=self._reading)

    def _width(self, column: int) -> float:
        return self._widths[column] if column < len(self._widths) else 8.43


def reference(sheet: str, area: tuple[int, int, int, int]) -> str:
    """Cells as a formula names them: first row and column, last row and column."""
    first = xl_rowcol_to_cell(area[0], area[1], row_abs=True, col_abs=True)
    last = xl_rowcol_to_cell(area[2], area[3], row_abs=True, col_abs=True)
    return f"={quote_sheetname(sheet)}!{first}:{last}"


def text_height(words: str, width: float) -> float:
    """Points that a text needs when it is wrapped into a column of so many characters."""
    room = max(int(width), 1)
    lines = [line for part in words.split("\n") for line in textwrap.wrap(part, room) or [""]]
    return min(_LINE * len(lines) + _LEADING, _HIGHEST)


def _fitting(words: str) -> str:
    return printable(words)[:_LONGEST_TEXT]


def _header(stamps: tuple[str, ...]) -> str:
    """The stamps as a page header; an ampersand is doubled, else it would be an order."""
    words = " · ".join(_fitting(stamp) for stamp in stamps).replace("&", "&&")
    return f"&C{words[:_LONGEST_HEADER].rstrip('&')}" if words else ""
