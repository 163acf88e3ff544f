"""The sheets of a questionnaire's workbook that are only looked at: advice and findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.cleaning import printable
from survey.documents.sheet import text_height
from survey.language.catalogue import text
from survey.questionnaire.exchange.workbook_layout import Column, Form, sheet_name
from survey.questionnaire.exchange.workbook_page import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from survey.findings import Finding
    from survey.questionnaire.exchange.workbook_page import Paint

_PARTS = ("purpose", "where", "colours", "write", "order", "routing", "translate", "back")
_A4, _WIDTHS, _BELOW = 9, (24, 92), 5.0
_FINDING_COLUMNS = (
    Column("severity", Form.HELP, 14),
    Column("where", Form.HELP, 40),
    Column("message", Form.HELP, 70),
    Column("hint", Form.HELP, 60),
    Column("code", Form.HELP, 40),
)


def write_advice(sheet: Worksheet, paint: Paint, title: str, sheets: Sequence[str]) -> None:
    """Write how the workbook is filled in, and what its sheets are for."""
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, printable(title), paint.format(bold=True, font_size=16))
    for row, part in enumerate(_PARTS, start=2):
        head, words = (
            text(f"exchange.readme.{part}.{half}", lang=paint.language)
            for half in ("head", "words")
        )
        _write_pair(sheet, paint, row, head, words)
    for row, name in enumerate(sheets, start=len(_PARTS) + 3):
        words = text(f"exchange.about.{name}", lang=paint.language)
        _write_pair(sheet, paint, row, sheet_name(name, paint.language), words)
    sheet.set_portrait()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _write_pair(sheet: Worksheet, paint: Paint, row: int, head: str, words: str) -> None:
    sheet.write_string(row, 0, head, paint.format(bold=True, text_wrap=True))
    sheet.write_string(row, 1, words, paint.format(text_wrap=True))
    sheet.set_row(row, text_height(words, _WIDTHS[1]) + _BELOW)


def write_findings(sheet: Worksheet, paint: Paint, findings: Sequence[Finding]) -> None:
    """Write what a check found."""
    page = Page(sheet, "findings", _FINDING_COLUMNS, paint)
    page.begin({}, held=0)
    for row, found in enumerate(findings, start=1):
        page.write(
            row, "severity", text(f"exchange.severity.{found.severity}", lang=paint.language)
        )
        page.write(row, "where", str(found.place or ""))
        page.write(row, "message", found.message)
        page.write(row, "hint", found.hint)
        page.write(row, "code", found.code)
        page.fit(row)
    if not findings:
        page.write(1, "message", text("exchange.no_findings", lang=paint.language))
    sheet.autofilter(0, 0, max(len(findings), 1), len(_FINDING_COLUMNS) - 1)
