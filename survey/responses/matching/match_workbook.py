"""The workbook of columns: what each column and value becomes, to be finished by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

import xlsxwriter

from survey.documents.cleaning import printable
from survey.documents.sheet import text_height
from survey.language.catalogue import text
from survey.questionnaire.column_map import NO_ANSWER, Target
from survey.responses.matching.entries import (
    DAYS,
    DECIMALS,
    SEPARATORS,
    code_text,
    code_texts,
    place_question,
    place_text,
    words_of,
)
from survey.responses.matching.proposals import Since, Sureness

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from survey.questionnaire.model import Questionnaire
    from survey.responses.matching.destinations import Destination
    from survey.responses.matching.proposals import ColumnProposal, ValueProposal

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_COLOURS = {
    Sureness.EXACT: "#E2EFDA",
    Sureness.LIKELY: "#FFF2CC",
    Sureness.GUESS: "#F8D7C8",
    Sureness.NONE: "#F8D7C8",
}
_RULE, _HEAD_PAPER, _ENTRY_PAPER, _INK = "#BFBFBF", "#2F5D62", "#FFFFE5", "#1C2529"
_LONGEST_CELL, _MOST_ROWS_FREE = 32_000, 200
_LETTERS_A_WIDTH = 1.05
_BETWEEN = "; "
_A4 = 9
COLUMN_HEADS = (
    "source", "about", "examples", "filled", "target", "suggestion", "kind", "sureness", "reason",
    "since", "separator", "decimal", "days", "blank",
)  # fmt: skip
ANSWER_HEADS = (
    "source", "target", "value", "meaning", "rows", "code", "suggestion", "sureness", "reason",
    "since",
)  # fmt: skip
_WIDTHS = {
    "source": 34, "about": 34, "examples": 30, "filled": 9, "target": 40, "kind": 15,
    "suggestion": 30, "sureness": 12, "reason": 38, "since": 11, "separator": 12, "decimal": 14,
    "days": 12, "blank": 22, "value": 30, "meaning": 26, "rows": 8, "code": 34, "name": 36,
    "question": 60, "codes": 60, "why": 40,
}  # fmt: skip
ENTRIES = frozenset({"target", "code", "separator", "decimal", "days", "blank", "kind"})


@dataclass(frozen=True, slots=True)
class ToWrite:
    """What the workbook shows.

    Attributes
    ----------
    file : str
        The name of the file.
    questionnaire : Questionnaire
    places : mapping of str to Destination
    columns : sequence of ColumnProposal
    missing, gone : sequence of str
    language : str
    """

    file: str
    questionnaire: Questionnaire
    places: Mapping[str, Destination]
    columns: Sequence[ColumnProposal]
    missing: Sequence[str]
    gone: Sequence[str]
    language: str


class _List(NamedTuple):
    """Where a list of what can be chosen stands."""

    first: int
    last: int


@dataclass(slots=True)
class _Book:
    """The workbook on its way."""

    book: Workbook
    what: ToWrite
    lists: Worksheet
    looks: dict[str, Format]
    _known: dict[tuple[str, ...], _List] = field(default_factory=dict)
    _next: int = 0

    def said(self, key: str, **fields: object) -> str:
        """A text of the catalogue in the workbook's language."""
        return text(f"matching.{key}", lang=self.what.language, **fields)

    def source_of(self, choices: Sequence[str]) -> str:
        """Where a list of choices stands, for a rule of cells; it is written once."""
        key = tuple(choices)
        if key not in self._known:
            for number, choice in enumerate(choices):
                self.lists.write_string(self._next + number, 0, _fitting(choice))
            self._known[key] = _List(self._next + 1, self._next + len(choices))
            self._next += len(choices)
        found = self._known[key]
        return f"='{self.lists.get_name()}'!$A${found.first}:$A${found.last}"


def match_xlsx(what: ToWrite) -> bytes:
    """The workbook; the same bytes each time.

    Parameters
    ----------
    what : ToWrite
    """
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": _CREATED})
        pages = {
            name: book.add_worksheet(text(f"matching.sheet.{name}", lang=what.language))
            for name in ("columns", "answers", "missing", "guide", "questionnaire", "lists")
        }
        made = _Book(book, what, pages["lists"], _looks(book))
        made.lists.hide()
        _write_columns(made, pages["columns"])
        _write_answers(made, pages["answers"])
        _write_missing(made, pages["missing"])
        _write_guide(made, pages["guide"])
        _write_questionnaire(made, pages["questionnaire"])
    return stream.getvalue()


def _looks(book: Workbook) -> dict[str, Format]:
    usual = {"font_name": "Calibri", "font_size": 11, "font_color": _INK, "valign": "top"}
    cell = {**usual, "text_wrap": True, "border": 1, "border_color": _RULE}
    looks: dict[str, dict[str, object]] = {
        "head": {**cell, "bold": True, "bg_color": _HEAD_PAPER, "font_color": "#FFFFFF",
                 "valign": "vcenter"},
        "cell": {**cell, "num_format": "@"},
        "number": {**cell, "align": "right", "indent": 1, "num_format": "#,##0"},
        "entry": {**cell, "bg_color": _ENTRY_PAPER, "num_format": "@"},
        "title": {**usual, "bold": True, "font_size": 14},
        "words": {**usual, "text_wrap": True},
        **{name.value: {**cell, "bg_color": colour} for name, colour in _COLOURS.items()},
    }  # fmt: skip
    return {name: book.add_format(look) for name, look in looks.items()}


def _begin(made: _Book, sheet: Worksheet, heads: Sequence[str], rows: int, held: int) -> None:
    """The headings, what is held in view, and how it is printed."""
    for place, name in enumerate(heads):
        sheet.set_column(place, place, _WIDTHS[name])
        sheet.write_string(0, place, made.said(f"head.{name}"), made.looks["head"])
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, held)
    sheet.autofilter(0, 0, max(rows, 1), len(heads) - 1)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&R&P / &N")


def _write_row(
    made: _Book,
    sheet: Worksheet,
    row: int,
    heads: Sequence[str],
    cells: Mapping[str, Any],
) -> None:
    """One line; a text never becomes a formula, a number or a link."""
    height = 16.0
    for place, name in enumerate(heads):
        value = cells.get(name, "")
        if isinstance(value, int):
            sheet.write_number(row, place, value, made.looks["number"])
            continue
        words = _fitting(str(value))
        look = _look_of(name, words, cells)
        if words:
            sheet.write_string(row, place, words, made.looks[look])
        else:
            sheet.write_blank(row, place, None, made.looks[look])
        height = max(height, text_height(words, _WIDTHS[name] * _LETTERS_A_WIDTH))
    sheet.set_row(row, height)


def _look_of(name: str, words: str, cells: Mapping[str, Any]) -> str:
    """The look of a cell: how sure it is, and whether something is to be written there."""
    to_choose = name in {"target", "code"} and not words and cells["open"]
    if name == "sureness" or to_choose:
        return str(cells["look"])
    is_entry = name in ENTRIES and not (
        (name == "kind" and not cells["kinds"]) or (name == "target" and "value" in cells)
    )
    return "entry" if is_entry else "cell"


def _fitting(words: str) -> str:
    return printable(words)[:_LONGEST_CELL]


# Columns


def _heads(made: _Book, heads: Sequence[str]) -> tuple[str, ...]:
    """The headings, without those below which nothing would stand."""
    columns = made.what.columns
    values = [value for each in columns for value in each.values]
    on_values = "value" in heads
    there = {
        "since": any(each.since is not Since.UNKNOWN for each in columns),
        "about": any(each.label for each in columns),
        "meaning": any(each.meaning for each in values),
        "suggestion": any(each.options for each in (values if on_values else columns)),
    }
    return tuple(each for each in heads if there.get(each, True))


def _write_columns(made: _Book, sheet: Worksheet) -> None:
    what = made.what
    heads = _heads(made, COLUMN_HEADS)
    _begin(made, sheet, heads, len(what.columns), 1)
    for row, each in enumerate(what.columns, 1):
        _write_row(made, sheet, row, heads, _column_cells(made, each))
    last = len(what.columns)
    entries = [place_text(each, what.questionnaire, what.language) for each in what.places.values()]
    _offer(made, sheet, heads, "target", last, [made.said("left_out"), *entries])
    kinds = (Target.JOINED, Target.NON_ANSWER)
    _offer(made, sheet, heads, "kind", last, list(_words(made, "kind", kinds).values()))
    for name, group in (("separator", SEPARATORS), ("decimal", DECIMALS), ("days", DAYS)):
        _offer(made, sheet, heads, name, last, list(_words(made, name, group).values()))


def _words(made: _Book, group: str, choices: Iterable[object]) -> dict[str, str]:
    return words_of(group, [str(each) for each in choices], made.what.language)


def _offer(
    made: _Book,
    sheet: Worksheet,
    heads: Sequence[str],
    name: str,
    last: int,
    choices: Sequence[str],
) -> None:
    """Offer choices in a column; something else is asked about, not refused."""
    place = heads.index(name)
    sheet.data_validation(1, place, max(last, 1), place, _rule(made, choices))


def _rule(made: _Book, choices: Sequence[str]) -> dict[str, object]:
    return {"validate": "list", "source": made.source_of(choices), "error_type": "warning"}


def _column_cells(made: _Book, each: ColumnProposal) -> dict[str, Any]:
    what = made.what
    target = made.said("left_out") if each.left_out else ""
    if each.target:
        target = place_text(what.places[each.target], what.questionnaire, what.language)
    reason = each.reason.said(what.language)
    if each.unlisted:
        reason = made.said("unlisted", reason=reason, count=each.unlisted)
    names = {value: name for name, value in SEPARATORS.items()}
    separator = names.get(each.separator)
    days_matter = each.months_first or each.reason.key == "days_unclear"
    return {
        "source": each.source,
        "about": each.label,
        "examples": each.examples,
        "filled": each.filled,
        "target": target,
        "open": not each.decided,
        "kinds": bool(each.target) and len(what.places[each.target].kinds) > 1,
        "kind": made.said(f"kind.{each.kind}") if each.kind else "",
        "suggestion": _BETWEEN.join(_suggested(made, name) for name in each.options),
        "sureness": made.said(f"sureness.{each.sureness}"),
        "look": each.sureness.value,
        "reason": reason,
        "since": _since(made, each.since),
        "separator": made.said(f"separator.{separator}") if separator else "",
        "decimal": made.said("decimal.comma") if each.decimal == "," else "",
        "days": made.said(f"days.{'month' if each.months_first else 'day'}") if days_matter else "",
        "blank": _blank(made, each),
    }


def _suggested(made: _Book, name: str) -> str:
    what = made.what
    return place_text(what.places[name], what.questionnaire, what.language)


def _since(made: _Book, since: Since) -> str:
    return "" if since is Since.UNKNOWN else made.said(f"since.{since}")


def _blank(made: _Book, each: ColumnProposal) -> str:
    if each.kind is None or each.blank == NO_ANSWER:
        return ""
    return code_text(each.blank, _known(made, each))


def _known(made: _Book, each: ColumnProposal) -> dict[str, str]:
    assert each.kind is not None  # noqa: S101 - it goes with the target
    what = made.what
    known = code_texts(what.places[each.target], what.questionnaire, each.kind, what.language)
    return dict.fromkeys(known, "") if each.kind is Target.GROUP else known


# Answers


def _write_answers(made: _Book, sheet: Worksheet) -> None:
    heads = _heads(made, ANSWER_HEADS)
    shown = [each for each in made.what.columns if each.target and each.values]
    shown.sort(key=lambda each: not each.open_values)
    _begin(made, sheet, heads, sum(len(each.values) for each in shown), 1)
    row = 1
    for each in shown:
        known = _known(made, each)
        for value in each.values:
            _write_row(made, sheet, row, heads, _answer_cells(made, each, value, known))
            row += 1
        choices = [code_text(code, known) for code in known]
        if choices:
            place = heads.index("code")
            first = row - len(each.values)
            rule = _rule(made, [*choices, made.said("later")])
            sheet.data_validation(first, place, row - 1, place, rule)


def _answer_cells(
    made: _Book, each: ColumnProposal, value: ValueProposal, known: Mapping[str, str]
) -> dict[str, Any]:
    language = made.what.language
    return {
        "source": each.source,
        "target": each.target,
        "value": value.value,
        "meaning": value.meaning,
        "rows": value.rows,
        "open": True,
        "code": "" if value.code is None else code_text(value.code, known),
        "suggestion": _BETWEEN.join(code_text(code, known) for code in value.options),
        "sureness": made.said(f"sureness.{value.sureness}"),
        "look": value.sureness.value,
        "reason": value.reason.said(language),
        "since": _since(made, value.since),
    }


# Missing, guide, questionnaire


def _write_missing(made: _Book, sheet: Worksheet) -> None:
    what = made.what
    heads = ("name", "question", "why")
    _begin(made, sheet, heads, len(what.missing) + len(what.gone), 1)
    waiting = {name for each in what.columns if not each.decided for name in each.options}
    row = 1
    for name in what.missing:
        why = "waiting" if name in waiting else "absent"
        place = what.places[name]
        cells = {
            "name": place_text(place, what.questionnaire, what.language),
            "question": place_question(place, what.questionnaire, what.language),
            "why": made.said(f"why.{why}"),
        }
        _write_row(made, sheet, row, heads, cells)
        row += 1
    for name in what.gone:
        _write_row(made, sheet, row, heads, {"name": name, "why": made.said("why.gone")})
        row += 1
    if row == 1:
        _write_row(made, sheet, row, heads, {"question": made.said("none_missing")})


_GUIDE = (
    "what", "colours", "columns", "answers", "again", "several", "blank", "missing", "personal",
    "next",
)  # fmt: skip


def _write_guide(made: _Book, sheet: Worksheet) -> None:
    what = made.what
    width = 100
    sheet.set_column(0, 0, width)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, made.said("guide.title"), made.looks["title"])
    sheet.set_row(0, 26)
    fields = {"file": what.file, "title": what.questionnaire.titled(what.language)}
    for row, name in enumerate(_GUIDE, 1):
        words = _fitting(made.said(f"guide.{name}", **fields))
        sheet.write_string(row, 0, words, made.looks["words"])
        sheet.set_row(row, text_height(words, width) + 6)


def _write_questionnaire(made: _Book, sheet: Worksheet) -> None:
    what = made.what
    heads = ("name", "question", "codes")
    _begin(made, sheet, heads, len(what.places), 1)
    for row, place in enumerate(what.places.values(), 1):
        own = place.variable.codes if place.variable else ()
        texts = {
            str(c.value): what.questionnaire.languages.said(c.label, what.language) for c in own
        }
        cells = {
            "name": place_text(place, what.questionnaire, what.language),
            "question": place_question(place, what.questionnaire, what.language),
            "codes": _BETWEEN.join(code_text(code, texts) for code in texts),
        }
        _write_row(made, sheet, row, heads, cells)
