"""The sheets of the keying workbook: forms, forms again, where they differ, codes, guide."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_range_abs, xl_rowcol_to_cell

from survey.documents.cleaning import printable
from survey.documents.house_style import tint
from survey.documents.sheet import INK, MUTED, RULE, text_height
from survey.questionnaire.forms.keying_columns import AREA, FORM, HEAD_ROWS, ITEM
from survey.questionnaire.forms.keying_formulas import holds_formula
from survey.questionnaire.forms.keying_rules import (
    Speech,
    key_rule,
    message_of,
    number_format,
    rule_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from survey.documents.house_style import HouseStyle
    from survey.questionnaire.forms.keying_columns import KeyedColumn, KeyedTable
    from survey.questionnaire.model import Questionnaire

_FONT = "Calibri"
_GREY, _RED, _RED_INK = "#D9D9D9", "#F8D0CC", "#8A1C10"
_LABEL_HEIGHT, _LINE = 50.0, 15.0
_NARROW, _WIDE, _WORDS = 9.0, 14.0, 32.0
_LONGEST_LABEL, _LONGEST_NOTE = 70, 2000
_FIXED = {FORM: "form_number", AREA: "area", ITEM: "item"}
_CODES_WIDTHS = (26.0, 8.0, 44.0, 8.0, 44.0)
_GUIDE_WIDTH = 100.0


@dataclass(slots=True)
class Sheets:
    """A keying workbook while it is written.

    Attributes
    ----------
    book : Workbook
    questionnaire : Questionnaire
    speech : Speech
    style : HouseStyle
    leftwards : bool
        Whether the questions are read from right to left.
    area_names : mapping of str to str
        The areas that may be keyed; empty for any.
    code_ranges : dict of str to str
        Where the codes of each column will stand.
    """

    book: Workbook
    questionnaire: Questionnaire
    speech: Speech
    style: HouseStyle
    leftwards: bool = False
    area_names: Mapping[str, str] = field(default_factory=dict)
    code_ranges: dict[str, str] = field(default_factory=dict)
    _formats: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    def format(self, **wanted: object) -> Format:
        """A format, each made once."""
        key = tuple(sorted({"font_name": _FONT, "font_color": INK, **wanted}.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(dict(key))
        return self._formats[key]

    def keyed(self, name: str, table: KeyedTable, *, again: bool) -> None:
        """A sheet to key in, empty but for its heads and rules."""
        page = self._page(name, table)
        for place, column in enumerate(table.columns):
            look = self.format(num_format=number_format(column), align=_side(column))
            page.set_column(place, place, _width(column), look)
        self._heads(page, table, notes=not again)
        last = HEAD_ROWS + table.rows - 1
        for place, column in enumerate(table.columns):
            rule = self._rule(table, column, place)
            if rule:
                page.data_validation(HEAD_ROWS, place, last, place, rule)
            self._grey(page, table, column, place)

    def _page(self, name: str, table: KeyedTable) -> Worksheet:
        page = self.book.add_worksheet(name)
        page.freeze_panes(HEAD_ROWS, 2)
        page.set_landscape()
        page.set_paper(9)
        page.repeat_rows(0, HEAD_ROWS - 1)
        page.repeat_columns(0, table.keys - 1)
        page.set_footer("&L&A&R&P / &N")
        if self.leftwards:
            page.right_to_left()
        page.set_tab_color(tint(self.style.accent, 0.45 if table.roster else 1.0))
        return page

    # Heads

    def _heads(self, page: Worksheet, table: KeyedTable, *, notes: bool, first: int = 0) -> None:
        page.set_row(0, _LINE + 3)
        page.set_row(1, _LABEL_HEIGHT)
        page.set_row(2, _LINE + 3)
        shaded, before = False, ""
        for place, column in enumerate(table.columns, start=first):
            shaded = shaded if column.number == before else not shaded
            before = column.number
            self._head(page, place, column, shaded=shaded)
            if notes and column.variable is not None:
                self._note(page, place, column)

    def _head(self, page: Worksheet, place: int, column: KeyedColumn, *, shaded: bool) -> None:
        ground: dict[str, Any] = {
            "bg_color": tint(self.style.accent, 0.12 if shaded else 0.05),
            "align": "right" if self.leftwards else "left",
        }
        number = self.speech.text("keying.question", number=column.number) if column.number else ""
        label = self.label(column)
        bold = self.format(bold=True, font_color=self.style.accent, **ground)
        page.write_string(0, place, _fitting(number), bold)
        wrapped = self.format(text_wrap=True, valign="top", font_size=9, **ground)
        page.write_string(1, place, _fitting(_short(label)), wrapped)
        name = self.format(font_size=9, font_color=MUTED, bottom=2, bottom_color=INK, **ground)
        page.write_string(HEAD_ROWS - 1, place, column.name, name)

    def label(self, column: KeyedColumn) -> str:
        """What a column is called."""
        if column.variable is None:
            return self.speech.text(f"keying.{_FIXED[column.name]}")
        return column.label or column.name

    def _note(self, page: Worksheet, place: int, column: KeyedColumn) -> None:
        words = _fitting(f"{self.label(column)}\n{message_of(column, self.speech)}")
        lines = words.count("\n") + 1 + len(words) // 40
        page.write_comment(HEAD_ROWS - 1, place, words[:_LONGEST_NOTE], {
            "author": "", "x_scale": 2.0, "height": min(16 * lines + 12, 400), "color": "#FFFFFF",
        })  # fmt: skip

    # Rules

    def _rule(self, table: KeyedTable, column: KeyedColumn, place: int) -> dict[str, Any] | None:
        if place == table.keys - 1:
            return key_rule(table, self.speech)
        if column.variable is not None:
            return rule_of(column, place, self.speech, self.code_ranges)
        if column.name == AREA and self.area_names and len(",".join(self.area_names)) <= 255:
            return {"validate": "list", "source": list(self.area_names)}
        return None

    def _grey(self, page: Worksheet, table: KeyedTable, column: KeyedColumn, place: int) -> None:
        """Grey where a cell should be empty, and red where it isn't."""
        if column.condition is None:
            return
        holds = holds_formula(column.condition, table, self.questionnaire)
        if holds is None:
            return
        last = HEAD_ROWS + table.rows - 1
        form = xl_rowcol_to_cell(HEAD_ROWS, 0, col_abs=True)
        cell = xl_rowcol_to_cell(HEAD_ROWS, place)
        unmet = f'{form}<>"",NOT({holds})'
        looks = (
            (f'=AND({unmet},{cell}<>"")', self._look(bg_color=_RED, font_color=_RED_INK)),
            (f"=AND({unmet})", self._look(bg_color=_GREY)),
        )
        for criteria, look in looks:
            page.conditional_format(HEAD_ROWS, place, last, place, {
                "type": "formula", "criteria": criteria, "format": look, "stop_if_true": True,
            })  # fmt: skip

    def _look(self, **wanted: object) -> Format:
        """What a rule changes of a cell, and nothing else."""
        key = tuple(sorted({"rule": True, **wanted}.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(wanted)
        return self._formats[key]

    # Where two keyings differ

    def differences(self, name: str, table: KeyedTable, first: str, again: str) -> None:
        """A sheet of formulas that shows where two sheets differ, form by form.

        After the columns of the key come how many differences there are, and hidden the row of the
        same form in the other sheet.
        """
        page, keys, own = self._page(name, table), table.keys, table.keys + 2
        compared = table.columns[keys:]
        page.freeze_panes(HEAD_ROWS, own)
        page.set_column(0, keys - 1, _WIDE)
        page.set_column(keys, keys, _WIDE + 4)
        page.set_column(keys + 1, keys + 1, _NARROW, None, {"hidden": True})
        page.set_column(own, own + len(compared) - 1, _WIDE)
        self._heads(page, _only(table, table.columns[:keys]), notes=False)
        self._heads(page, _only(table, compared), notes=False, first=own)
        counted = xl_range_abs(HEAD_ROWS, keys, HEAD_ROWS + table.rows - 1, keys)
        strong = self.format(bold=True, text_wrap=True, valign="top")
        page.write_formula(0, keys, f"=SUM({counted})", strong, 0)
        page.write_string(1, keys, self.speech.text("keying.differences"), strong)
        compare = _Compared(table, quote_sheetname(first), quote_sheetname(again),
                            self.speech.text("keying.missing_form"))  # fmt: skip
        for row in range(HEAD_ROWS, HEAD_ROWS + table.rows):
            for place, formula in enumerate(compare.formulas(row)):
                page.write_formula(row, place, formula, None, "")
        self._mark_differences(page, table, own + len(compared) - 1)

    def _mark_differences(self, page: Worksheet, table: KeyedTable, last_column: int) -> None:
        last, keys = HEAD_ROWS + table.rows - 1, table.keys
        marked = self._look(bg_color=_RED, font_color=_RED_INK)
        cell = xl_rowcol_to_cell(HEAD_ROWS, keys + 2)
        page.conditional_format(HEAD_ROWS, keys + 2, last, last_column, {
            "type": "formula", "criteria": f'={cell}<>""', "format": marked,
        })  # fmt: skip
        count = xl_rowcol_to_cell(HEAD_ROWS, keys, col_abs=True)
        page.conditional_format(HEAD_ROWS, keys, last, keys, {
            "type": "formula", "format": marked,
            "criteria": f'=AND({count}<>"",{count}<>0)',
        })  # fmt: skip

    # Codes and guide

    def _words_page(self, name: str) -> Worksheet:
        """A sheet to read, which prints as wide as the paper."""
        page = self.book.add_worksheet(name)
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        return page

    def place_codes(self, name: str, tables: Sequence[KeyedTable]) -> None:
        """Reckon where the codes of each column will stand on their sheet."""
        row = 1
        for table in tables:
            for column in table.columns:
                count = len(self.speech.codes(column))
                if count:
                    cells = xl_range_abs(row, 3, row + count - 1, 3)
                    self.code_ranges[column.name] = f"{quote_sheetname(name)}!{cells}"
                    row += count

    def codes(self, name: str, tables: Sequence[KeyedTable]) -> None:
        """The sheet of all codes, with filters."""
        page = self._words_page(name)
        page.repeat_rows(0)
        for place, width in enumerate(_CODES_WIDTHS):
            page.set_column(place, place, width)
        head = self.format(bold=True, bottom=2, bottom_color=INK)
        for place, key in enumerate(("column", "number", "label", "code", "words")):
            page.write_string(0, place, self.speech.text(f"keying.head.{key}"), head)
        row = 1
        plain = self.format(valign="top", text_wrap=True, bottom=1, bottom_color=RULE)
        for table in tables:
            for column in table.columns:
                for value, words in self.speech.codes(column):
                    texts = (column.name, column.number, _short(self.label(column)))
                    for place, said in enumerate(texts):
                        page.write_string(row, place, _fitting(said), plain)
                    page.write(row, 3, value, plain)
                    page.write_string(row, 4, _fitting(words), plain)
                    row += 1
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(row - 1, 1), 4)
        page.ignore_errors({"number_stored_as_text": "A1:E1048576"})

    def guide(self, name: str, title: str, lines: Sequence[str]) -> None:
        """The sheet that says how forms are keyed."""
        page = self._words_page(name)
        page.hide_gridlines(2)
        page.set_column(0, 0, 4)
        page.set_column(1, 1, _GUIDE_WIDTH)
        page.write_string(0, 0, _fitting(title), self.format(bold=True, font_size=14))
        page.set_row(0, 24)
        wrapped = self.format(text_wrap=True, valign="top")
        for number, words in enumerate(lines, start=1):
            page.write_number(number + 1, 0, number, self.format(valign="top", font_color=MUTED))
            page.write_string(number + 1, 1, _fitting(words), wrapped)
            page.set_row(number + 1, text_height(words, _GUIDE_WIDTH) + 4)


def _side(column: KeyedColumn) -> str:
    """Codes and numbers stand in the middle, apart from the words beside them."""
    return "left" if column.variable is None or number_format(column) == "@" else "center"


def _only(table: KeyedTable, columns: Sequence[KeyedColumn]) -> KeyedTable:
    return type(table)(table.roster, table.label, table.keys, tuple(columns), table.rows)


class _Compared:
    """The formulas of a sheet that compares two others."""

    def __init__(self, table: KeyedTable, first: str, again: str, missing: str) -> None:
        self._keys, self._missing = table.keys, missing
        self._rows = table.rows
        self._letters = [xl_col_to_name(place) for place in range(len(table.columns) + 2)]
        own = self._letters[: len(table.columns)]
        self._first = [f"{first}!{letter}" for letter in own]
        self._again = [f"{again}!{letter}:{letter}" for letter in own]
        self._other = again

    def formulas(self, row: int) -> Iterator[str]:
        """The formulas of a row, from the left."""
        line, keys, letters = row + 1, self._keys, self._letters
        form, match = f"$A{line}", f"${letters[keys + 1]}{line}"
        for cell in self._first[:keys]:
            yield f'=IF({cell}{line}="","",{cell}{line})'
        answers = letters[keys + 2 :]  # none where nothing is asked
        differing = f'COUNTIF({answers[0]}{line}:{answers[-1]}{line},"?*")' if answers else "0"
        yield f'=IF({form}="","",IF({match}=0,"{self._missing}",{differing}))'
        yield f'=IF({form}="",0,IFERROR({self._match(line)},0))'
        for cell, column in zip(self._first[keys:], self._again[keys:], strict=True):
            other = f"INDEX({column},{match})"
            yield (
                f'=IF({match}=0,"",IF(EXACT({cell}{line},{other}),"",{cell}{line}&" ≠ "&{other}))'
            )

    def _match(self, line: int) -> str:
        """The row of a form, or of a person of it, in the other sheet."""
        if self._keys == 1:
            return f"MATCH($A{line},{self._again[0]},0)"
        last = HEAD_ROWS + self._rows - 1
        same = "*".join(
            f"({self._other}!{xl_range_abs(HEAD_ROWS, k, last, k)}=${self._letters[k]}{line})"
            for k in range(self._keys)
        )
        return f"MATCH(1,INDEX({same},0),0)+{HEAD_ROWS}"


def _width(column: KeyedColumn) -> float:
    if column.variable is None:
        return _WIDE
    if number_format(column) == "@" and not hasattr(column.question, "precision"):
        return _WORDS
    return max(_NARROW, min(len(column.name) + 2.0, _WIDE + 4))


def _short(label: str) -> str:
    label = " ".join(label.split())
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1].rstrip()}…"


def _fitting(words: str) -> str:
    return printable(words)[:32_767]
