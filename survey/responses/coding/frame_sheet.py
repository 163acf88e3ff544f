"""A code frame as a sheet of Excel, written and read."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from survey.documents.sheet_names import SheetNames
from survey.errors import WrongUseError
from survey.files.guards import shown
from survey.files.validation import error_of_file
from survey.files.xlsx_reader import read_xlsx
from survey.findings import errors_among
from survey.language.catalogue import current_language
from survey.language.cells import quoted_cell
from survey.language.messages import culprits, fail, finding, quoted
from survey.responses.coding.frame import CodeFrame, FrameCode, Net, open_questions, with_words
from survey.responses.coding.frame_checks import frame_findings
from survey.responses.coding.frame_schema import MOST_CODE
from survey.responses.coding.sheet_rows import (
    Headed,
    find_heads,
    folded,
    heads,
    words_of,
    yes_or_no,
)
from survey.responses.coding.workbook import Filled, height_of, workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import Any

    from survey.codebook import Text
    from survey.files.xlsx_reader import Sheet, SheetCell, Workbook
    from survey.findings import Finding, Place
    from survey.questionnaire.model import Questionnaire

_TEXTS = ("label", "description", "examples")
_OTHERS = ("code", "net", "exclusive", "no_answer", "since")
_WIDTHS = {"code": 12, "label": 28, "description": 38, "examples": 34, "net": 14, "since": 12}
_IN = re.compile(r"(.*?)\s*\(([a-zA-Z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)")
_NET = re.compile(r"[a-z][a-z0-9_]{0,27}")


def frame_xlsx(frame: CodeFrame, language: str | None = None) -> bytes:
    """A frame as a workbook; the same bytes each time."""
    language = language or current_language()
    stream = BytesIO()
    with workbook(stream, language, frame.titled(language)) as filled:
        names = SheetNames()
        _write_codes(filled, names.take(frame.question), frame)
        if frame.nets:
            _write_nets(filled, names.take(filled.say("sheet.nets")), frame)
    return stream.getvalue()


def _write_codes(filled: Filled, name: str, frame: CodeFrame) -> None:
    sheet = filled.sheet(name)
    filled.write(sheet, 0, 0, filled.say("head.question"), "label")
    filled.write(sheet, 0, 1, frame.question, "how")
    languages = frame.languages or (filled.language,)
    columns = [
        ("code", ""),
        *((part, each) for part in _TEXTS for each in languages),
        *((part, "") for part in _OTHERS[1:]),
    ]
    for place, (part, each) in enumerate(columns):
        head = filled.say(f"head.{part}")
        filled.write(sheet, 2, place, f"{head} ({each})" if each else head, "head")
        sheet.set_column(place, place, _WIDTHS.get(part, 12))
    for row, code in enumerate(frame.codes, 3):
        cells = [_cell(filled, code, part, each) for part, each in columns]
        for place, words in enumerate(cells):
            filled.write(sheet, row, place, words, "entry")
        sheet.set_row(row, _height(columns, cells))
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(2)


def _height(columns: Sequence[tuple[str, str]], cells: Sequence[str]) -> float:
    pairs = zip(columns, cells, strict=True)
    return height_of([(words, _WIDTHS.get(part, 12)) for (part, _), words in pairs])


def _cell(filled: Filled, code: FrameCode, part: str, language: str) -> str:
    value: Any = code.value if part == "code" else getattr(code, part)
    if isinstance(value, bool):
        return filled.say("word.yes") if value else ""
    return str(value.get(language, "")) if language else str(value)


def _write_nets(filled: Filled, name: str, frame: CodeFrame) -> None:
    sheet = filled.sheet(name)
    languages = tuple(dict.fromkeys(each for net in frame.nets for each in net.label))
    all_heads = [filled.say("head.net")] + [f"{filled.say('head.label')} ({e})" for e in languages]
    for place, head in enumerate(all_heads):
        filled.write(sheet, 0, place, head, "head")
        sheet.set_column(place, place, 32 if place else 16)
    for row, net in enumerate(frame.nets, 1):
        for place, words in enumerate([net.id, *(net.label.get(e, "") for e in languages)]):
            filled.write(sheet, row, place, words, "entry")


# Reading


def read_frame_sheet(
    path: Path, questionnaire: Questionnaire, question: str | None = None
) -> CodeFrame:
    """Read the frame of a workbook."""
    book = read_xlsx(path)
    reading = _Reading(book, questionnaire)
    codes, name = reading.chosen(question)
    frame = CodeFrame(name, tuple(reading.codes(codes)), tuple(reading.nets()))
    frame = with_words(frame, questionnaire)
    reading.findings += frame_findings(frame, questionnaire, reading.where)
    if errors_among(reading.findings):
        raise error_of_file(reading.findings, shown(path), what="code_frame")
    return frame


class _Reading:
    """A workbook that is being read."""

    def __init__(self, book: Workbook, questionnaire: Questionnaire) -> None:
        self.book = book
        self.reference = questionnaire.languages.reference
        self.known = [each.name for each in open_questions(questionnaire.codebook())]
        self.findings: list[Finding] = []
        self.places: dict[tuple[int | None, str], Place] = {}
        self.sheet: Sheet | None = None

    def where(self, code: FrameCode | None, part: str) -> Place:
        """Where a part of a code stands."""
        value = None if code is None else code.value
        known = self.places.get((value, part)) or self.places.get((value, "code"))
        return known or self.book.place(self.sheet.name if self.sheet else "")

    def chosen(self, question: str | None) -> tuple[Headed, str]:
        """The sheet with the codes, and the question it is about."""
        found = [self._headed(sheet) for sheet in self.book.sheets.values()]
        named = [(each, self._question(each)) for each in found if each is not None]
        fitting = [pair for pair in named if question is None or pair[1] in {question, ""}]
        if len(fitting) != 1:
            names = culprits(self.book.sheets)
            code = "coding.frame_no_sheet" if not fitting else "coding.frame_several_sheets"
            raise fail(WrongUseError, code, where=shown(self.book.path), names=names)
        headed, name = fitting[0]
        self.sheet = headed.sheet
        if not (name or question):
            raise fail(WrongUseError, "coding.frame_which_question", where=shown(self.book.path))
        return headed, name or question or ""

    def _headed(self, sheet: Sheet) -> Headed | None:
        return find_heads(self.book, sheet, (*_OTHERS, *_TEXTS), "code", "label")

    def _question(self, headed: Headed) -> str:
        """What a sheet says above its heads, or what it is called."""
        above = [cells for cells in headed.sheet.rows[: headed.head] if len(cells) > 1]
        said = {folded(each) for each in heads("question")}
        for cells in above:
            if folded(words_of(cells[0])) in said:
                self.places[None, "question"] = headed.place(cells[1])
                return words_of(cells[1])
        return headed.sheet.name if headed.sheet.name in self.known else ""

    def codes(self, headed: Headed) -> Iterator[FrameCode]:
        """The codes, each number once."""
        languages = self._languages(headed)
        seen: dict[int, str] = {}
        for cells in headed.rows():
            value = self._number(headed, cells, seen)
            if value is not None:
                yield self._code(headed, cells, value, languages)

    def _number(
        self, headed: Headed, cells: Sequence[SheetCell], seen: dict[int, str]
    ) -> int | None:
        cell = headed.cell(cells, "code")
        if cell is None:
            return None
        words, place = words_of(cell), headed.place(cell)
        usable = words.isdecimal() and words.isascii() and not cell.formula
        if not usable or not 1 <= int(words[:9]) <= MOST_CODE or len(words) > 6:
            self.findings.append(finding("coding.code_form", place=place, got=quoted_cell(words)))
            return None
        value = int(words)
        if value in seen:
            other = seen[value]
            self.findings.append(finding("coding.code_twice", place=place, code=value, cell=other))
            return None
        seen[value] = cell.address
        self.places[value, "code"] = place
        return value

    def _languages(self, headed: Headed) -> dict[int, str]:
        """The language of each column of texts."""
        row = headed.sheet.rows[headed.head]
        columns = [place for part in _TEXTS for place in headed.columns.get(part, ())]
        return {place: _language(words_of(row[place])) or self.reference for place in columns}

    def _code(
        self, headed: Headed, cells: Sequence[SheetCell], value: int, languages: dict[int, str]
    ) -> FrameCode:
        texts: dict[str, Text] = {}
        for part in _TEXTS:
            said = {languages[c]: words_of(cells[c]) for c in headed.columns.get(part, ())}
            texts[part] = {language: words for language, words in said.items() if words}
            if part in headed:
                self.places[value, part] = headed.place(headed.cell(cells, part))
        ticks = {part: self._tick(headed, cells, part) for part in ("exclusive", "no_answer")}
        if "net" in headed:
            self.places[value, "net"] = headed.place(headed.cell(cells, "net"))
        more: dict[str, Any] = {**texts, **ticks}
        net, since = headed.words(cells, "net"), headed.words(cells, "since")
        return FrameCode(value, net=net, since=since, **more)

    def _tick(self, headed: Headed, cells: Sequence[SheetCell], part: str) -> bool:
        words = headed.words(cells, part)
        said = yes_or_no(words)
        if said is None:
            place = headed.place(headed.cell(cells, part))
            self.findings.append(finding("coding.yes_or_no", place=place, got=quoted_cell(words)))
        return bool(said)

    def nets(self) -> Iterator[Net]:
        """The nets of the sheet that holds them."""
        for sheet in self.book.sheets.values():
            headed = find_heads(self.book, sheet, ("net", "label"), "net", "label")
            if headed is None or sheet is self.sheet:
                continue
            languages = self._languages(headed)
            for cells in headed.rows():
                yield from self._net(headed, cells, languages)

    def _net(
        self, headed: Headed, cells: Sequence[SheetCell], languages: dict[int, str]
    ) -> Iterator[Net]:
        name, place = headed.words(cells, "net"), headed.place(headed.cell(cells, "net"))
        if not _NET.fullmatch(name):
            self.findings.append(finding("coding.net_form", place=place, got=quoted(name)))
            return
        self.places[None, name] = place
        said = {languages[column]: words_of(cells[column]) for column in headed.columns["label"]}
        yield Net(name, {language: words for language, words in said.items() if words})


def _language(head: str) -> str:
    """The language that a head says in brackets; empty for none."""
    found = _IN.fullmatch(head.strip())
    return found[2].lower() if found else ""
