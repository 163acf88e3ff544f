"""Coding sheets that came back: who got which codes, and what must be mended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import DataError, WrongUseError
from survey.files.guards import path_of, shown
from survey.files.nearest import did_you_mean
from survey.files.validation import error_of_file
from survey.files.xlsx_reader import read_xlsx
from survey.findings import Severity, errors_among
from survey.language.cells import quoted_cell
from survey.language.messages import culprits, fail, finding, quoted
from survey.responses.coding.answers import (
    MOST_SHORT,
    alike_digest,
    digest_of,
    folded_words,
    parts_of_key,
)
from survey.responses.coding.coding import CodedAnswer, Coding, Suggestion, gathered
from survey.responses.coding.coding_sheet import MARK
from survey.responses.coding.frame import CodeFrame, code_frame
from survey.responses.coding.sheet_rows import find_heads, folded, heads, words_of

if TYPE_CHECKING:
    import os

    from survey.files.xlsx_reader import Sheet, SheetCell, Workbook
    from survey.findings import Finding
    from survey.responses.coding.sheet_rows import Headed
    from survey.responses.responses import Responses

_HEADS = ("number", "respondent", "answer", "times", "look_out", "code", "note", "new_code")
_NUMBER = re.compile(r"(\d{1,6})(?:\s*[\N{EN DASH}\N{EM DASH}.:-].*)?", re.DOTALL)
_SEVERAL = re.compile(r"\d{1,6}(?:\s*[;,+/]\s*\d{1,6})+")


def read_coding(
    path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    responses: Responses,
    frame: CodeFrame | None = None,
    *,
    question: str | None = None,
) -> Coding:
    """Read the codes that a person gave the answers to an open question.

    Parameters
    ----------
    path : str, path or sequence of them
        Workbooks of `write_coding_sheet`; several are joined.
    responses : Responses
        The answers that were coded.
    frame : CodeFrame, optional
        That of the questionnaire if left out.
    question : str, optional
        Needed where a workbook has several questions and no frame is given.

    Returns
    -------
    Coding
        Its `notes` tell of answers that are left uncoded, that changed after they were coded, or
        whose respondent isn't there any more; its `suggestions` are new codes that were wished for.

    Raises
    ------
    FileError, DataError
        If a file can't be read, or has no sheet of the question.
    FindingsError
        With each cell that must be mended: unknown codes, codes that can't stand together.
    WrongUseError
        If it isn't clear which question is meant, or an answer was coded in two ways.
    """
    files = [path] if isinstance(path, str | Path) or not isinstance(path, Sequence) else path
    found = [read_xlsx(path_of(each)) for each in files]
    name = question or (frame.question if frame is not None else _only_question(found))
    chosen = frame if frame is not None else code_frame(responses, name)
    parts = [
        read_sheet(book, sheet, responses, chosen)
        for book in found
        for sheet in _sheets_of(book, name)
    ]
    return parts[0].joined(*parts[1:])


def mark_of(sheet: Sheet) -> tuple[str, str]:
    """The kind of a sheet and its question; both are empty if it is none of ours."""
    cell = sheet.rows[0][0] if sheet.rows and sheet.rows[0] else None
    mark, *rest = words_of(cell).split("|") if cell is not None else ("",)
    return (rest[0], rest[1]) if mark == MARK and len(rest) == 2 else ("", "")


def read_sheet(book: Workbook, sheet: Sheet, responses: Responses, frame: CodeFrame) -> Coding:
    """Read one sheet of answers.

    Raises
    ------
    DataError
        If the row of heads is gone.
    FindingsError
    """
    headed = find_heads(book, sheet, _HEADS, "answer", "code")
    if headed is None:
        raise fail(DataError, "coding.no_heads", where=str(book.place(sheet.name)))
    reading = _Reading(headed, responses, frame)
    reading.read()
    if errors_among(reading.findings):
        raise error_of_file(reading.findings, shown(book.path), what="coding")
    return reading.coding()


def _only_question(books: Sequence[Workbook]) -> str:
    names = dict.fromkeys(
        mark_of(sheet)[1] for book in books for sheet in book.sheets.values() if mark_of(sheet)[1]
    )
    if not names:
        raise fail(DataError, "coding.no_sheets", where=shown(books[0].path) if books else None)
    if len(names) > 1:
        raise fail(WrongUseError, "coding.which_question", known=culprits(names))
    return next(iter(names))


def _sheets_of(book: Workbook, question: str) -> list[Sheet]:
    found = [sheet for sheet in book.sheets.values() if mark_of(sheet)[1] == question]
    if not found:
        code = "coding.no_sheet_of"
        raise fail(DataError, code, where=shown(book.path), name=quoted(question))
    return found


@dataclass(slots=True)
class _Reading:
    """A sheet that is being read."""

    headed: Headed
    responses: Responses
    frame: CodeFrame
    findings: list[Finding] = field(default_factory=list)
    answers: dict[str, CodedAnswer] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    together: dict[str, list[str]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)

    def read(self) -> None:
        words = self.responses.words(self.frame.question)
        ids = self.responses.ids.loc[words.index].astype(str).tolist()
        self.texts = dict(zip(ids, (str(each) for each in words.tolist()), strict=True))
        short: dict[str, list[str]] = {}
        for respondent, text in self.texts.items():
            if len(text) <= MOST_SHORT:
                short.setdefault(folded_words(text), []).append(respondent)
        for who in short.values():
            self.together[alike_digest(self.frame.question, self.texts[who[0]])] = who
        for cells in self.headed.rows():
            self._row(cells)
        if self.left:
            place, count = self.headed.place(), len(self.left)
            self._say("left", Severity.NOTE, place=place, count=count)

    def coding(self) -> Coding:
        return Coding(
            self.frame,
            self.answers,
            self._coder(),
            tuple(self.left),
            gathered(self.suggestions),
            tuple(self.findings),
        )

    def _say(self, name: str, severity: Severity = Severity.ERROR, /, **fields: object) -> None:
        self.findings.append(finding(f"coding.{name}", severity=severity, **fields))  # type: ignore[arg-type]

    def _coder(self) -> str:
        """Who coded: what stands to the right of the word for it, above the heads."""
        known = {folded(each) for each in heads("coder")}
        for cells in self.headed.sheet.rows[: self.headed.head]:
            said = [words_of(cell) for cell in cells if cell]
            if said and folded(said[0]) in known:
                return said[1] if len(said) > 1 else ""
        return ""

    def _row(self, cells: Sequence[SheetCell]) -> None:
        key, codes = words_of(cells[0]), self._codes(cells)
        if not key:
            if codes:
                self._say("row_without_key", place=self.headed.place(self._first_code(cells)))
            return
        if key in self.seen:
            place = self.headed.place(self.headed.cell(cells, "answer"))
            self._say("row_twice", place=place, cell=self.seen[key])
            return
        self.seen[key] = cells[1].address if len(cells) > 1 else cells[0].address
        who = self._respondents(cells, key, coded=bool(codes))
        self._wish(cells, who)
        if not codes:
            self.left += who
        note = self.headed.words(cells, "note")
        for respondent in who if codes else ():
            alike = alike_digest(self.frame.question, self.texts[respondent])
            digest = parts_of_key(key)[1]
            self.answers[respondent] = CodedAnswer(respondent, codes, digest, key, alike, note)

    def _first_code(self, cells: Sequence[SheetCell]) -> SheetCell | None:
        return next((cells[c] for c in self.headed.columns["code"] if cells[c]), None)

    def _respondents(self, cells: Sequence[SheetCell], key: str, *, coded: bool) -> list[str]:
        """Whose answer a row holds, as long as it still says the same."""
        respondent, digest = parts_of_key(key)
        place = self.headed.place(self.headed.cell(cells, "answer"))
        if not respondent:
            found = self.together.get(digest, [])
            if not found and coded:
                self._say("nobody", Severity.WARNING, place=place)
            return list(found)
        words = self.texts.get(respondent)
        if words is None:
            if coded:
                self._say("unknown_respondent", Severity.WARNING, place=place, id=respondent)
            return []
        if digest_of(self.frame.question, words) != digest:
            if coded:
                self._say("changed", Severity.WARNING, place=place, id=respondent)
            return []
        return [respondent]

    def _wish(self, cells: Sequence[SheetCell], who: list[str]) -> None:
        label = self.headed.words(cells, "new_code")
        if label:
            self.suggestions.append(Suggestion(label, tuple(who)))
            place = self.headed.place(self.headed.cell(cells, "new_code"))
            self._say("new_code", Severity.NOTE, place=place, label=quoted_cell(label))

    def _codes(self, cells: Sequence[SheetCell]) -> tuple[int, ...]:
        """The codes of a row, each once."""
        found: dict[int, SheetCell] = {}
        for column in self.headed.columns["code"]:
            cell = cells[column]
            for value in self._code(cell) if cell else ():
                if value in found:
                    place, other = self.headed.place(cell), found[value].address
                    self._say("same_code", Severity.WARNING, place=place, code=value, cell=other)
                found.setdefault(value, cell)
        alone = [v for v in found if (code := self.frame.get(v)) is not None and code.alone]
        if alone and len(found) > 1:
            place = self.headed.place(found[alone[0]])
            self._say("not_alone", place=place, code=alone[0])
        return tuple(found)

    def _code(self, cell: SheetCell) -> list[int]:
        """The codes in one cell: a number, what the list offers, a label, or several numbers."""
        words, place = words_of(cell), self.headed.place(cell)
        if cell.formula or cell.error:
            self._say("formula", place=place)
            return []
        if isinstance(cell.value, float) and cell.value != int(cell.value):
            self._say("decimal", place=place, got=quoted_cell(words))
            return []
        if _SEVERAL.fullmatch(words):
            numbers = [int(each) for each in re.findall(r"\d+", words)]
        else:
            numbers = [self._number(words)]
        unknown = [each for each in numbers if self.frame.get(each) is None]
        if unknown:
            self._unknown(cell, words)
        return [each for each in numbers if each not in unknown]

    def _number(self, words: str) -> int:
        """The code that is meant; 0, which is none, if it can't be told."""
        low = words.casefold()
        for code in self.frame.codes:
            if low in {label.casefold() for label in code.label.values()}:
                return code.value
        found = _NUMBER.fullmatch(words)
        return int(found[1]) if found else 0

    def _unknown(self, cell: SheetCell, words: str) -> None:
        labels = [label for code in self.frame.codes for label in code.label.values()]
        near = did_you_mean(words, labels)
        self._say(
            "unknown_code_near" if near else "unknown_code",
            place=self.headed.place(cell),
            got=quoted_cell(words, near=near),
            near=quoted(near or ""),
            known=culprits(self.frame.values),
        )
