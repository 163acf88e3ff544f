"""The workbook in which a person codes answers: the answers, the codes, and how it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell

from survey.codebook import said
from survey.documents.sheet_names import SheetNames
from survey.responses.coding.workbook import Filled, height_of, workbook, write_guide, write_heads

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.responses.coding.answers import Answer
    from survey.responses.coding.frame import CodeFrame

MARK = "survey-coding"
_BEFORE_HEADS = 4
_WIDTHS = {
    "number": 6,
    "respondent": 12,
    "answer": 64,
    "times": 9,
    "look_out": 18,
    "code": 21,
    "note": 18,
    "new_code": 18,
}
_SHOWN_WIDTH = 18
_ENTRIES = frozenset({"code", "note", "new_code"})
_LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True, eq=False)
class CodingSheet:
    """What stands on one sheet of answers.

    Attributes
    ----------
    frame : CodeFrame
    answers : sequence of Answer
        In the order of the rows.
    kind : str
        ``coding`` or ``decisions``.
    most : int
        How many codes an answer may get.
    filled : mapping of str to tuple of int
        Codes that stand there already, by the key of the row.
    warnings : mapping of str to str
        What the coder should look out for, by the key of the row.
    shown : mapping of str to mapping
        Further columns that are shown: by their head, a text by the key of the row.
    coder : str
    """

    frame: CodeFrame
    answers: Sequence[Answer]
    kind: str = "coding"
    most: int = 3
    filled: Mapping[str, Sequence[int]] = field(default_factory=dict)
    warnings: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    coder: str = ""

    @property
    def mark(self) -> str:
        """By which the sheet is found again."""
        return f"{MARK}|{self.kind}|{self.frame.question}"

    def columns(self) -> list[str]:
        """The columns from left to right, after the hidden one; a shown one by its head."""
        several = any(len(each.respondents) > 1 for each in self.answers)
        return [
            "number",
            "respondent",
            "answer",
            *(["times"] if several else []),
            *(["look_out"] if any(self.warnings.values()) else []),
            *self.shown,
            *["code"] * self.most,
            "note",
            "new_code",
        ]


def coding_xlsx(sheets: Sequence[CodingSheet], language: str) -> bytes:
    """A workbook with the answers and the codes of each question; the same bytes each time."""
    stream = BytesIO()
    title = " · ".join(each.frame.titled(language) for each in sheets)
    with workbook(stream, language, title) as filled:
        names = SheetNames()
        placed = [
            (
                each,
                names.take(each.frame.question),
                names.take(filled.say("sheet.codes", name=each.frame.question[:20])),
            )
            for each in sheets
        ]
        for each, name, codes in placed:
            _Page(filled, each, codes).write(filled.sheet(name))
            _write_codes(filled, filled.sheet(codes), each.frame)
        guide = names.take(filled.say("sheet.guide"))
        kind = sheets[0].kind
        write_guide(filled, guide, filled.say(f"guide.{kind}_title"), _guide(filled, sheets))
    return stream.getvalue()


def _guide(filled: Filled, sheets: Sequence[CodingSheet]) -> list[str]:
    most = max(each.most for each in sheets)
    several = any("times" in each.columns() for each in sheets)
    warned = any("look_out" in each.columns() for each in sheets)
    alone = any(code.alone for each in sheets for code in each.frame.codes)
    parts = [
        f"{sheets[0].kind}_what",
        "codes",
        *(["times"] if several else []),
        *(["alone"] if alone else []),
        "new_code",
        *(["look_out"] if warned else []),
        "order",
        "back",
    ]
    return [filled.say(f"guide.{part}", count=most) for part in parts]


class _Page:
    """A sheet of answers in the making."""

    def __init__(self, filled: Filled, coding: CodingSheet, codes: str) -> None:
        self.filled, self.coding, self.codes = filled, coding, codes
        self.columns = coding.columns()
        self.last = _BEFORE_HEADS + len(coding.answers)

    def write(self, sheet: Any) -> None:  # noqa: ANN401 - of xlsxwriter
        self._front(sheet)
        heads = [
            (self._head(column, place), float(_WIDTHS.get(column, _SHOWN_WIDTH)))
            for place, column in enumerate(self.columns)
        ]
        write_heads(self.filled, sheet, _BEFORE_HEADS, heads)
        for number, answer in enumerate(self.coding.answers, 1):
            self._row(sheet, _BEFORE_HEADS + number, number, answer)
        if self.coding.answers:
            self._rules(sheet)
        sheet.freeze_panes(_BEFORE_HEADS + 1, 3)
        sheet.repeat_rows(_BEFORE_HEADS)
        sheet.autofilter(_BEFORE_HEADS, 1, max(self.last, _BEFORE_HEADS + 1), len(self.columns))

    def _front(self, sheet: Any) -> None:  # noqa: ANN401
        filled, frame, language = self.filled, self.coding.frame, self.filled.language
        sheet.set_column(0, 0, 4, None, {"hidden": True})
        filled.write(sheet, 0, 0, self.coding.mark, "asked")
        filled.write(sheet, 0, 1, frame.titled(language), "title")
        sheet.set_row(0, 22)
        filled.write(sheet, 1, 1, said(frame.text, language), "asked")
        filled.write(sheet, 2, 1, filled.say("head.coder"), "label")
        filled.write(sheet, 2, 3, self.coding.coder, "entry")

    def _head(self, column: str, place: int) -> str:
        if column in self.coding.shown:
            return column
        head = self.filled.say(f"head.{column}")
        if column == "code" and self.coding.most > 1:
            return f"{head} {place - self.columns.index('code') + 1}"
        return head

    def _row(self, sheet: Any, row: int, number: int, answer: Answer) -> None:  # noqa: ANN401
        filled, coding, key = self.filled, self.coding, answer.key
        given = [self._called(code) for code in coding.filled.get(key, ())]
        codes = iter(given)
        sheet.write_string(row, 0, key)
        texts: list[tuple[str, float]] = []
        for place, column in enumerate(self.columns, 1):
            if column == "number":
                sheet.write_number(row, place, number, filled.looks["number"])
                continue
            if column == "times":
                sheet.write_number(row, place, len(answer.respondents), filled.looks["number"])
                continue
            words = next(codes, "") if column == "code" else self._words(column, answer)
            filled.write(sheet, row, place, words, self._look(column, words))
            if column != "code":
                texts.append((words, _WIDTHS.get(column, _SHOWN_WIDTH)))
        sheet.set_row(row, height_of(texts))

    def _words(self, column: str, answer: Answer) -> str:
        if column == "respondent":
            one = len(answer.respondents) == 1
            return answer.respondents[0] if one else self.filled.say("word.several")
        if column == "answer":
            return answer.words
        if column == "look_out":
            return self.coding.warnings.get(answer.key, "")
        return self.coding.shown.get(column, {}).get(answer.key, "")

    def _look(self, column: str, words: str) -> str:
        if column in _ENTRIES:
            return "choice" if column == "code" else "entry"
        if column == "look_out" and words:
            return "warning"
        return "cell" if column == "answer" else "quiet"

    def _called(self, value: int) -> str:
        code = self.coding.frame.get(value)
        return str(value) if code is None else _called(code.called(self.filled.language))

    def _rules(self, sheet: Any) -> None:  # noqa: ANN401
        """Lists to choose from; what is no code turns red, but can be typed by its number."""
        first = self.columns.index("code") + 1
        area = (_BEFORE_HEADS + 1, first, self.last, first + self.coding.most - 1)
        count, name = len(self.coding.frame.codes), quote_sheetname(self.codes)
        called = f"{name}!{xl_range_abs(1, 0, count, 0)}"
        numbers = f"{name}!{xl_range_abs(1, 1, count, 1)}"
        sheet.data_validation(
            *area, {"validate": "list", "source": f"={called}", "show_error": False}
        )
        cell = xl_rowcol_to_cell(_BEFORE_HEADS + 1, first)
        sheet.conditional_format(
            *area,
            {
                "type": "formula",
                "criteria": f"=AND(LEN({cell})>0,ISNA(MATCH({cell},{called},0)),"
                f'ISNA(MATCH({cell}&"",{numbers},0)))',
                "format": self.filled.looks["wrong"],
            },
        )


def _called(words: str) -> str:
    return words if len(words) <= _LONGEST_LABEL else words[:_LONGEST_LABEL].rstrip() + "…"


def _write_codes(filled: Filled, sheet: Any, frame: CodeFrame) -> None:  # noqa: ANN401
    language = filled.language
    parts = ["description", "examples"]
    told = [part for part in parts if any(getattr(code, part) for code in frame.codes)]
    columns = [("code", 34), ("code_number", 8), *((part, 52) for part in told)]
    if frame.nets:
        columns.append(("net", 24))
    if any(code.alone for code in frame.codes):
        columns.append(("alone", 30))
    for place, (part, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        filled.write(sheet, 0, place, filled.say(f"head.{part}"), "head")
    for row, code in enumerate(frame.codes, 1):
        alone = filled.say("word.no_answer" if code.no_answer else "word.alone")
        words = {
            "code": _called(code.called(language)),
            "code_number": str(code.value),
            "description": said(code.description, language),
            "examples": said(code.examples, language),
            "net": frame.net_label(code.net, language),
            "alone": alone if code.alone else "",
        }
        for place, (part, _) in enumerate(columns):
            filled.write(sheet, row, place, words[part], "cell")
        sheet.set_row(row, height_of([(words[part], width) for part, width in columns]))
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
