"""The differences as a workbook: one row a cell, in which the right answer is chosen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_range_abs

from survey.documents.cleaning import printable
from survey.documents.house_style import DEFAULT_STYLE, tint
from survey.documents.sheet import INK, MUTED, RULE, text_height
from survey.documents.sheet_names import SheetNames
from survey.errors import WrongUseError
from survey.files.atomic import write_bytes
from survey.files.targets import target_ending_in
from survey.language.catalogue import current_language, text
from survey.language.messages import fail
from survey.language.numbers import format_number, format_percent, format_range
from survey.responses.keying.answers_shown import Shown
from survey.responses.keying.differences import KeyingDifferences, RateOf

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from survey.documents.house_style import HouseStyle
    from survey.responses.keying.differences import KeyingDifference, KeyingRate

HEADS = ("number", "form", "area", "person", "question", "label", "first", "again", "right", "who",
         "when", "note", "key")  # fmt: skip
_WIDTHS = {"number": 6, "form": 10, "area": 16, "person": 11, "question": 8, "label": 34,
           "first": 28, "again": 28, "right": 28, "who": 12, "when": 12, "note": 30,
           "key": 18}  # fmt: skip
_ENTRY = frozenset({"right", "who", "when", "note"})
_HEAD_ROW, _FIRST_ROW = 2, 3
_RATE_HEADS = ("rate_of", "compared", "differing", "share", "interval")
_RATE_WIDTHS = (64.0, 16.0, 14.0, 12.0, 20.0)
_GUIDE_WIDTH = 100.0
_A4, _FONT = 9, "Calibri"
_MOST_LINES_HEIGHT = 150.0
_LONGEST_TEXT = 32_767
_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False,
            "strings_to_urls": False}  # fmt: skip


@dataclass(slots=True)
class _Book:
    """The workbook while it is written."""

    book: Workbook
    differences: KeyingDifferences
    style: HouseStyle
    shown: dict[str, Shown]
    lists: dict[str, str] = field(default_factory=dict)
    _looks: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    def look(self, **wanted: object) -> Format:
        """A format, each made once."""
        key = tuple(sorted({"font_name": _FONT, "font_color": INK, "valign": "top",
                            **wanted}.items()))  # fmt: skip
        if key not in self._looks:
            self._looks[key] = self.book.add_format(dict(key))
        return self._looks[key]

    def head(self, align: str = "left") -> Format:
        """How heads look."""
        return self.look(bold=True, text_wrap=True, valign="bottom", bottom=2, bottom_color=INK,
                         align=align, bg_color=tint(self.style.accent, 0.12))  # fmt: skip


def write_keying_differences(
    differences: KeyingDifferences,
    path: str | os.PathLike[str],
    *,
    style: HouseStyle = DEFAULT_STYLE,
) -> Path:
    """Write the differences to a workbook in which the right answers are filled in.

    Each row shows a cell that was keyed in two ways. The right answer is chosen from a list: as the
    first or the second keying has it, another code, or nothing. `read_keying_decisions` reads it.

    Parameters
    ----------
    differences : KeyingDifferences
    path : str or path
        Of the xlsx file. An existing file is replaced.
    style : HouseStyle
        Its accent is used.

    Returns
    -------
    Path

    Raises
    ------
    FileError
        If the file can't be written.
    """
    if not isinstance(differences, KeyingDifferences):
        raise fail(WrongUseError, "argument.kind", name="differences",
                   got=type(differences).__name__, expected="compare_keyings(...)")  # fmt: skip
    target = target_ending_in(path, ".xlsx")
    write_bytes(target, differences_xlsx(differences, style=style))
    return target


def differences_xlsx(differences: KeyingDifferences, *, style: HouseStyle = DEFAULT_STYLE) -> bytes:
    """The workbook as an xlsx file, in the language in force; the same bytes each time."""
    stream = BytesIO()
    languages = differences.questionnaire.languages
    columns = differences.columns(current_language())
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        title = text("double_keying.title", title=differences.questionnaire.titled(
            current_language()))  # fmt: skip
        book.set_properties({"title": printable(title)[:255], "created": _CREATED})
        shown = {name: Shown(column, languages) for name, column in columns.items()}
        names = SheetNames()
        pages = {name: book.add_worksheet(names.take(text(f"double_keying.sheet.{name}")))
                 for name in ("differences", "rates", "once", "answers", "guide")}  # fmt: skip
        whole = _Book(book, differences, style, shown)
        _write_answers(whole, pages["answers"])
        _write_differences(whole, pages["differences"], title)
        _write_rates(whole, pages["rates"])
        _write_once(whole, pages["once"])
        _write_guide(whole, pages["guide"], title)
    return stream.getvalue()


# Differences


def _heads(differences: KeyingDifferences) -> list[str]:
    """The columns; that of the person only where there are rosters."""
    persons = any(each.table for each in differences)
    return [name for name in HEADS if name != "person" or persons]


def _write_differences(whole: _Book, page: Worksheet, title: str) -> None:
    heads = _heads(whole.differences)
    page.write_string(0, 0, _fitting(title), whole.look(bold=True, font_size=14))
    page.write_string(1, 0, text("double_keying.how"), whole.look(font_color=MUTED))
    page.set_row(0, 24)
    page.set_row(1, 22)
    for place, name in enumerate(heads):
        options = {"hidden": True} if name == "key" else {}
        page.set_column(place, place, _WIDTHS[name], None, options)
        page.write_string(_HEAD_ROW, place, text(f"double_keying.head.{name}"), whole.head())
    page.set_row(_HEAD_ROW, 32)
    for row, each in enumerate(whole.differences, _FIRST_ROW):
        _write_difference(whole, page, row, each, heads)
    last = max(len(whole.differences), 1) + _FIRST_ROW - 1
    if not len(whole.differences):
        page.write_string(_FIRST_ROW, 0, text("double_keying.none"), whole.look())
    page.autofilter(_HEAD_ROW, 0, last, heads.index("note"))
    page.freeze_panes(_FIRST_ROW, 2)
    _print_wide(page, repeat=_HEAD_ROW)
    page.ignore_errors({"number_stored_as_text": "A1:Z1048576"})
    page.set_tab_color(whole.style.accent)
    page.activate()


def _write_difference(
    whole: _Book,
    page: Worksheet,
    row: int,
    each: KeyingDifference,
    heads: Sequence[str],
) -> None:
    cells = _cells(whole, each, row - _FIRST_ROW + 1)
    border = {"border": 1, "border_color": RULE, "text_wrap": True}
    for place, name in enumerate(heads):
        if name == "number":
            muted = whole.look(**border, align="center", font_color=MUTED)
            page.write_number(row, place, row - _FIRST_ROW + 1, muted)
        elif name in _ENTRY:
            page.write_blank(row, place, None, whole.look(**border, bg_color="#FFFBE6",
                                                          num_format="@"))  # fmt: skip
        else:
            page.write_string(row, place, _fitting(cells[name]), whole.look(**border))
    heights = (text_height(cells[name], _WIDTHS[name] - 2) for name in ("label", "first", "again"))
    page.set_row(row, min(max(heights), _MOST_LINES_HEIGHT))
    right = heads.index("right")
    page.data_validation(row, right, row, right, _rule(whole, each))


def _cells(whole: _Book, each: KeyingDifference, number: int) -> dict[str, str]:
    shown = whole.shown[each.variable]
    column = shown.column
    asked = column.label or (text("double_keying.head.area") if column.variable is None
                             else column.name)  # fmt: skip
    return {
        "number": str(number),
        "form": each.respondent,
        "area": each.area,
        "person": each.item,
        "question": column.number,
        "label": asked,
        "first": shown.answer(each.first),
        "again": shown.answer(each.again),
        "key": each.id,
    }


def _rule(whole: _Book, each: KeyingDifference) -> dict[str, Any]:
    shown = whole.shown[each.variable]
    return {
        "validate": "list",
        "source": f"={whole.lists[each.variable]}",
        "show_error": shown.coded,
        "error_title": text("double_keying.wrong_title"),
        "error_message": text("double_keying.wrong"),
        "ignore_blank": True,
    }


def _write_answers(whole: _Book, page: Worksheet) -> None:
    """All that can be chosen in the columns that differ, from which the lists are taken."""
    page.set_column(0, 0, 40)
    page.set_column(1, 1, 48)
    for place, name in enumerate(("label", "right")):
        page.write_string(0, place, text(f"double_keying.head.{name}"), whole.head())
    row = 1
    for name in dict.fromkeys(each.variable for each in whole.differences):
        shown = whole.shown[name]
        choices = shown.choices()
        for offset, words in enumerate(choices):
            label = shown.column.label or text("double_keying.head.area")
            page.write_string(row + offset, 0, _fitting(label), whole.look(font_color=MUTED))
            page.write_string(row + offset, 1, _fitting(words), whole.look())
        cells = xl_range_abs(row, 1, row + len(choices) - 1, 1)
        whole.lists[name] = f"{quote_sheetname(page.get_name())}!{cells}"
        row += len(choices)
    page.freeze_panes(1, 0)
    _print_wide(page, landscape=False)


# Rates


def _write_rates(whole: _Book, page: Worksheet) -> None:
    differences = whole.differences
    for place, (name, width) in enumerate(zip(_RATE_HEADS, _RATE_WIDTHS, strict=True)):
        page.set_column(place, place, width)
        head = whole.head(align="right" if place else "left")
        page.write_string(0, place, text(f"double_keying.head.{name}"), head)
    rows = [rate for rate in differences.rates if rate.of is not RateOf.VARIABLE]
    by_share = sorted((rate for rate in differences.rates if rate.of is RateOf.VARIABLE
                       and rate.differing), key=lambda rate: -rate.share)  # fmt: skip
    row = 1
    for rate in [*rows, *by_share]:
        _write_rate(whole, page, row, rate)
        row += 1
    for words in _said_of_rates(differences):
        row += 1
        page.merge_range(row, 0, row, len(_RATE_HEADS) - 1, words, whole.look(text_wrap=True))
        page.set_row(row, text_height(words, sum(_RATE_WIDTHS)))
    page.freeze_panes(1, 1)
    _print_wide(page, landscape=False)


def _write_rate(whole: _Book, page: Worksheet, row: int, rate: KeyingRate) -> None:
    language = current_language()
    bold = {"bold": True} if rate.of is RateOf.ALL else {}
    look = whole.look(bottom=1, bottom_color=RULE, text_wrap=True, **bold)
    right = whole.look(bottom=1, bottom_color=RULE, align="right", **bold)
    label = _rate_label(whole, rate)
    page.write_string(row, 0, _fitting(label), look)
    page.set_row(row, text_height(label, _RATE_WIDTHS[0] - 2))
    counted = whole.look(bottom=1, bottom_color=RULE, align="right", num_format="#,##0", **bold)
    page.write_number(row, 1, rate.compared, counted)
    page.write_number(row, 2, rate.differing, counted)
    if rate.compared:
        percent = whole.look(bottom=1, bottom_color=RULE, align="right", num_format="0.0%", **bold)
        page.write_number(row, 3, rate.share, percent)
        low, high = (format_number(end * 100, language, decimals=1)
                     for end in (rate.low, rate.high))  # fmt: skip
        percents = text("double_keying.percents", range=format_range(low, high))
        page.write_string(row, 4, percents, right)


def _rate_label(whole: _Book, rate: KeyingRate) -> str:
    if rate.of is RateOf.VARIABLE:
        column = whole.shown[rate.name].column
        label = column.label or text("double_keying.head.area")
        number = text("keying.question", number=column.number) if column.number else ""
        return f"{number} {label}".strip()
    return text(f"double_keying.rate.{rate.of.value}", name=rate.name)


def _said_of_rates(differences: KeyingDifferences) -> Iterator[str]:
    language = current_language()
    overall = differences.overall
    if not overall.compared:
        yield text("double_keying.nothing_compared")
        return
    yield text("double_keying.rates.what")
    yield text(
        "double_keying.rates.error_rate",
        share=format_percent(overall.share, language, decimals=2),
        rate=format_percent(differences.error_rate, language, decimals=2),
    )
    yield text(
        "double_keying.rates.left",
        left=format_number(differences.errors_left, language, decimals=1),
        rate=format_percent(differences.error_rate, language, decimals=2),
        once=format_number(differences.cells_once, language),
        twice=format_number(overall.compared, language),
    )
    yield text("double_keying.rates.interval")


# Forms that were keyed once, and the guide


def _write_once(whole: _Book, page: Worksheet) -> None:
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 40)
    for place, name in enumerate(("form", "keyed_in")):
        page.write_string(0, place, text(f"double_keying.head.{name}"), whole.head())
    rows = [(form, "only_first") for form in whole.differences.once]
    rows += [(form, "only_again") for form in whole.differences.only_again]
    for row, (form, which) in enumerate(rows, 1):
        page.write_string(row, 0, _fitting(form), whole.look())
        page.write_string(row, 1, text(f"double_keying.{which}"), whole.look())
    if not rows:
        page.write_string(1, 0, text("double_keying.all_twice"), whole.look())
    page.freeze_panes(1, 0)
    page.ignore_errors({"number_stored_as_text": "A1:A1048576"})
    _print_wide(page, landscape=False)


def _write_guide(whole: _Book, page: Worksheet, title: str) -> None:
    page.hide_gridlines(2)
    page.set_column(0, 0, 4)
    page.set_column(1, 1, _GUIDE_WIDTH)
    page.write_string(0, 0, _fitting(title), whole.look(bold=True, font_size=14))
    page.set_row(0, 24)
    names = ("look", "choose", "other", "unreadable", "who", "order", "back")
    for number, name in enumerate(names, 1):
        words = text(f"double_keying.help.{name}")
        page.write_number(number + 1, 0, number, whole.look(font_color=MUTED))
        page.write_string(number + 1, 1, words, whole.look(text_wrap=True))
        page.set_row(number + 1, text_height(words, _GUIDE_WIDTH) + 4)
    _print_wide(page, landscape=False)


def _print_wide(page: Worksheet, *, landscape: bool = True, repeat: int = 0) -> None:
    page.set_paper(_A4)
    if landscape:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(repeat)
    page.set_footer("&L&A&R&P / &N")


def _fitting(words: str) -> str:
    return printable(words)[:_LONGEST_TEXT]
