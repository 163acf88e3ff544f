"""The workbook in which a person says which answers may be quoted, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from dataclasses import replace as changed
from io import BytesIO
from typing import TYPE_CHECKING, Any

from survey.documents.sheet_names import SheetNames
from survey.errors import DataError
from survey.files.atomic import write_bytes
from survey.files.guards import shown
from survey.files.targets import target_ending_in
from survey.files.validation import error_of_file
from survey.files.xlsx_reader import read_xlsx
from survey.findings import Severity, errors_among
from survey.language.cells import quoted_cell
from survey.language.identifying import identifying_kinds, kinds_said
from survey.language.messages import fail, finding, quoted
from survey.responses.coding.answers import digest_of
from survey.responses.coding.coding_file import check_language, refuse_existing
from survey.responses.coding.quotations import Quotation, Quotations, reasons
from survey.responses.coding.sheet_rows import (
    Headed,
    find_heads,
    folded,
    heads,
    words_of,
    yes_or_no,
)
from survey.responses.coding.workbook import Filled, height_of, workbook, write_guide, write_heads

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from pathlib import Path

    from survey.files.xlsx_reader import Sheet, SheetCell, Workbook
    from survey.findings import Finding

_MARK = "survey-quotations"
_HEADS = ("number", "answer", "may_be_shown", "shown_as", "blocked")
_BEFORE_HEADS = 4
_WIDTHS = {"number": 14, "answer": 62, "may_be_shown": 12, "shown_as": 48, "blocked": 40}
_GROUP_WIDTH = 20


def write_quotations(
    found: Quotations,
    path: str | os.PathLike[str],
    *,
    language: str | None = None,
    replace: bool = False,
) -> Path:
    """Write a workbook in which a person approves quotations.

    Each row is an answer with the groups that would stand with it; the person chooses yes or no,
    and can write how it is shown instead. Answers that can't be quoted stand last, with the reason.

    Parameters
    ----------
    found : Quotations
    path : str or path
        Of the xlsx file.
    language : {"da", "en"}, optional
        The language in force if left out.
    replace : bool
        Whether an existing file may be replaced: somebody may have filled it in.

    Raises
    ------
    FileError
        If the file exists, or can't be written.
    """
    target = target_ending_in(path, ".xlsx")
    language = check_language(language)
    refuse_existing(target, replace=replace)
    stream = BytesIO()
    label = found.codebook.label(found.question, language)
    with workbook(stream, language, label) as filled:
        names = SheetNames()
        _write(filled, filled.sheet(names.take(filled.say("sheet.quotations"))), found, label)
        guide = [filled.say(f"guide.quotations_{part}", least=found.least) for part in
                 ("what", "yes", "changed", "stopped", "back")]  # fmt: skip
        title = filled.say("guide.quotations_title")
        write_guide(filled, names.take(filled.say("sheet.guide")), title, guide)
    write_bytes(target, stream.getvalue())
    return target


def _write(filled: Filled, sheet: Any, found: Quotations, label: str) -> None:  # noqa: ANN401
    groups = [found.codebook.label(name, filled.language) for name in found.by]
    columns = ["number", "answer", *groups, "may_be_shown", "shown_as"]
    if found.blocked:
        columns.append("blocked")
    sheet.set_column(0, 0, 4, None, {"hidden": True})
    filled.write(sheet, 0, 0, f"{_MARK}|{found.question}", "asked")
    filled.write(sheet, 0, 1, label, "title")
    sheet.set_row(0, 22)
    filled.write(sheet, 2, 1, filled.say("head.approved_by"), "label")
    filled.write(sheet, 2, 2, found.approved_by, "entry")
    all_heads = [
        (c if c in groups else filled.say(f"head.{c}"), float(_WIDTHS.get(c, _GROUP_WIDTH)))
        for c in columns
    ]
    write_heads(filled, sheet, _BEFORE_HEADS, all_heads)
    for number, each in enumerate(found.candidates, 1):
        _write_row(filled, sheet, found, columns, number, each)
    last = max(len(found.candidates), 1) + _BEFORE_HEADS
    tick = columns.index("may_be_shown") + 1
    said = [filled.say("word.yes"), filled.say("word.no")]
    rule = {"validate": "list", "source": said}
    sheet.data_validation(_BEFORE_HEADS + 1, tick, last, tick, rule)
    sheet.freeze_panes(_BEFORE_HEADS + 1, 2)
    sheet.repeat_rows(_BEFORE_HEADS)
    sheet.autofilter(_BEFORE_HEADS, 1, last, len(columns))


def _write_row(
    filled: Filled,
    sheet: Any,  # noqa: ANN401
    found: Quotations,
    columns: Sequence[str],
    number: int,
    each: Quotation,
) -> None:
    row = _BEFORE_HEADS + number
    shown_groups = found.shown_groups(each, filled.language)
    sheet.write_string(row, 0, _key(found.question, each))
    sheet.write_number(row, 1, number, filled.looks["number"])
    entry = "entry" if each.can_be_shown else "quiet"
    approved = filled.say("word.yes") if each.words else ""
    cells = [
        (each.original, "cell" if each.can_be_shown else "quiet"),
        *((words, "quiet") for words in shown_groups),
        (approved, entry),
        (each.words if each.changed else "", entry),
        (reasons(each, found.least, filled.language), "warning" if each.blocks else "quiet"),
    ]
    texts = []
    for place, ((words, look), column) in enumerate(zip(cells, columns[1:], strict=False), 2):
        filled.write(sheet, row, place, words, look)
        texts.append((words, _WIDTHS.get(column, _GROUP_WIDTH)))
    sheet.set_row(row, height_of(texts))


def _key(question: str, each: Quotation) -> str:
    return f"{each.respondent}#{digest_of(question, each.original)}"


# Reading


def read_quotations(path: str | os.PathLike[str], found: Quotations) -> Quotations:
    """Read which quotations a person approved.

    Parameters
    ----------
    path : str or path
        A workbook of `write_quotations`.
    found : Quotations
        The same quotations, found anew from the answers as they are now.

    Returns
    -------
    Quotations
        With `approved` filled. What is shown instead of an answer was looked through again.

    Raises
    ------
    FileError, DataError
        If the file can't be read, or isn't of these quotations.
    FindingsError
        With each cell that must be mended: an answer is approved that can't be shown, or what is
        shown still looks as if it tells who somebody is.
    """
    book = read_xlsx(path)
    headed = _headed(book, found.question)
    if headed is None:
        name = quoted(found.question)
        raise fail(DataError, "coding.no_quotations", where=shown(book.path), name=name)
    reading = _Reading(headed, found, {_key(found.question, e): e for e in found.candidates})
    for cells in headed.rows():
        reading.row(cells)
    by = _approver(headed)
    if reading.words and not by:
        cell = book.place(headed.sheet.name, "C3")
        reading.findings.append(finding("coding.nobody_approved", place=cell))
    if errors_among(reading.findings):
        raise error_of_file(reading.findings, shown(book.path), what="quotations")
    candidates = tuple(
        changed(each, words=reading.words.get(_key(found.question, each), ""))
        for each in found.candidates
    )
    notes = tuple(reading.findings)
    return changed(found, candidates=candidates, approved_by=by, notes=notes)


def _headed(book: Workbook, question: str) -> Headed | None:
    for sheet in book.sheets.values():
        if _mark(sheet) == f"{_MARK}|{question}":
            return find_heads(book, sheet, _HEADS, "answer", "may_be_shown", "shown_as")
    return None


def _mark(sheet: Sheet) -> str:
    return words_of(sheet.rows[0][0]) if sheet.rows and sheet.rows[0] else ""


def _approver(headed: Headed) -> str:
    known = {folded(each) for each in heads("approved_by")}
    for cells in headed.sheet.rows[: headed.head]:
        told = [words_of(cell) for cell in cells if cell]
        if told and folded(told[0]) in known:
            return told[1] if len(told) > 1 else ""
    return ""


@dataclass(slots=True)
class _Reading:
    """A workbook that is being read."""

    headed: Headed
    found: Quotations
    known: dict[str, Quotation]
    words: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def row(self, cells: Sequence[SheetCell]) -> None:
        key, tick = words_of(cells[0]), self.headed.words(cells, "may_be_shown")
        instead = self.headed.words(cells, "shown_as")
        yes = yes_or_no(tick)
        if yes is None:
            self._say("yes_or_no", cells, "may_be_shown", got=quoted_cell(tick))
        if not yes:
            return
        each = self.known.get(key)
        if each is None:
            self._say("quotation_gone", cells, "answer", severity=Severity.WARNING)
        elif not each.can_be_shown:
            why = reasons(each, self.found.least, _language())
            self._say("cannot_be_shown", cells, "may_be_shown", why=why)
        elif self._safe(each, instead, cells):
            self.words[key] = instead or each.original

    def _safe(self, each: Quotation, instead: str, cells: Sequence[SheetCell]) -> bool:
        """Whether nothing in what is shown tells who somebody is, as far as can be seen."""
        shown_words = instead or each.original
        found = identifying_kinds(shown_words, names=self.found.names)
        left = tuple(kind for kind in found if kind not in self.found.allow)
        if not left:
            return True
        code = "still_identifying" if instead else "must_be_changed"
        column = "shown_as" if instead else "may_be_shown"
        self._say(code, cells, column, what=kinds_said(left, _language()))
        return False

    def _say(
        self,
        name: str,
        cells: Sequence[SheetCell],
        column: str,
        *,
        severity: Severity = Severity.ERROR,
        **fields: object,
    ) -> None:
        place = self.headed.place(self.headed.cell(cells, column))
        self.findings.append(finding(f"coding.{name}", severity=severity, place=place, **fields))


def _language() -> str:
    return check_language(None)
