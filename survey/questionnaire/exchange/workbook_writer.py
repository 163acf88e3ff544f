"""A questionnaire as a workbook, for those who write and translate it in a spreadsheet."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import xlsxwriter

from survey.documents.cleaning import printable
from survey.documents.house_style import DEFAULT_STYLE
from survey.documents.zipped import zipped
from survey.errors import WrongUseError
from survey.files.atomic import write_bytes
from survey.files.targets import target_ending_in
from survey.language.catalogue import LANGUAGES, current_language, language_in_force
from survey.language.messages import fail, quoted
from survey.language.numbers import format_number
from survey.questionnaire.arguments import questionnaire_given
from survey.questionnaire.checks.check import cheap_checks
from survey.questionnaire.exchange.workbook_front import write_advice, write_findings
from survey.questionnaire.exchange.workbook_help import help_of
from survey.questionnaire.exchange.workbook_layout import (
    NOT_ALWAYS,
    SHEETS,
    USED_BY,
    Form,
    sheet_name,
    word,
)
from survey.questionnaire.exchange.workbook_lines import languages_in, lines_of, texts_in
from survey.questionnaire.exchange.workbook_page import Page, Paint, notes_of
from survey.questionnaire.exchange.workbook_shown import FROM_THE_RIGHT, shown
from survey.questionnaire.exchange.workbook_translation_sheet import write_translations
from survey.questionnaire.exchange.workbook_translations import record_of, record_rows
from survey.questionnaire.writer import to_data

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from survey.findings import Finding
    from survey.questionnaire.exchange.workbook_lines import Line, Lines
    from survey.questionnaire.model import Questionnaire

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_LONGEST_TEXT, _LONGEST_TITLE = 32_767, 255
_LONGEST_LIST = 255
_HELD = {"questions": 4, "scales": 4, "questionnaire": 1, "words": 1}
_SHEETS, _FIXED_HEIGHT = "xl/worksheets/sheet", re.compile(rb'(<row [^>]*) customHeight="1"')
_MARKED = ("questionnaire", "languages", "sections", "questions", "scales")
_PARTED_BY = {
    "questions": ("section",),
    "scales": ("scale", "question"),
    "computed": ("question",),
    "indices": ("id",),
    "tests": ("order", "name"),
    "crosswalks": ("wave", "question", "side"),
}
_TRANSLATION_COLOUR = "#B35806"
_TRANSLATIONS = "translations"


def write_questionnaire_workbook(
    questionnaire: Questionnaire,
    path: str | os.PathLike[str],
    *,
    language: str = "da",
    findings: Sequence[Finding] | None = None,
) -> None:
    """Write a questionnaire as an Excel workbook, from which it can be read again.

    Each text stands in one place: in the first language of the questionnaire beside what it
    belongs to, in the other languages on the sheet of translations. What stands in grey columns
    is explained there and never read. The same questionnaire gives the same bytes.

    Parameters
    ----------
    questionnaire : Questionnaire
    path : str or path
    language : {"da", "en"}
        Of headings and explanations.
    findings : sequence of Finding, optional
        What a check found, for the last sheet; what can be seen without simulating respondents if
        left out.

    Raises
    ------
    WrongUseError
        If the workbook can't be in the language, or a text is longer than a cell can hold.
    FileError
        If it can't be written.
    """
    questionnaire_given(questionnaire)
    if language not in LANGUAGES:
        raise fail(WrongUseError, "exchange.language", got=quoted(language))
    target = target_ending_in(path, ".xlsx")
    write_bytes(target, workbook_bytes(questionnaire, language=language, findings=findings))


def workbook_bytes(
    questionnaire: Questionnaire, *, language: str, findings: Sequence[Finding] | None = None
) -> bytes:
    """The workbook of a questionnaire."""
    if findings is None:
        with language_in_force(language):
            findings = cheap_checks(questionnaire)
    lines = lines_of(to_data(questionnaire))
    _refuse_long(lines)
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        title = printable(questionnaire.titled(language))
        book.set_properties({"title": title[:_LONGEST_TITLE], "created": _CREATED})
        paint = Paint(book, DEFAULT_STYLE.accent, language)
        _fill(book, paint, questionnaire, lines, findings)
    return _fitting_when_edited(stream.getvalue())


def _fitting_when_edited(data: bytes) -> bytes:
    """The workbook with heights of lines that follow when their texts are changed."""
    with ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(
        {
            name: _FIXED_HEIGHT.sub(rb"\1", part) if name.startswith(_SHEETS) else part
            for name, part in parts.items()
        }
    )


def _refuse_long(lines: Lines) -> None:
    for key, line, column in texts_in(lines):
        for language, words in (line.get(column) or {}).items():
            if len(words) > _LONGEST_TEXT:
                raise fail(
                    WrongUseError,
                    "exchange.text_too_long",
                    name=quoted(key),
                    language=language,
                    most=format_number(_LONGEST_TEXT, current_language()),
                )


def _fill(
    book: Workbook,
    paint: Paint,
    questionnaire: Questionnaire,
    lines: Lines,
    findings: Sequence[Finding],
) -> None:
    def added(name: str) -> Worksheet:
        return book.add_worksheet(sheet_name(name, paint.language))

    languages = questionnaire.languages
    spoken = languages_in(lines, languages.offered)
    translated = len(spoken) > 1
    sheets = [name for name in SHEETS if name not in NOT_ALWAYS or lines.get(name)]
    about = [*sheets, *([_TRANSLATIONS] if translated else []), "findings"]
    write_advice(added("readme"), paint, questionnaire.titled(paint.language), about)
    help_ = help_of(questionnaire, paint.language)
    pages = {
        name: _write_page(
            Page(added(name), name, SHEETS[name], paint), lines[name], help_, languages.reference
        )
        for name in sheets
    }
    if translated:
        sheet = added(_TRANSLATIONS)
        sheet.set_tab_color(_TRANSLATION_COLOUR)
        write_translations(sheet, paint, languages, lines, pages)
    write_findings(added("findings"), paint, findings)
    record = record_rows(record_of(questionnaire), spoken)
    _write_record(added("record"), paint, record)
    _shade_idle(pages["questions"], len(lines["questions"]))
    for name, columns in _PARTED_BY.items():
        if name not in pages:
            continue
        pages[name].part_by(columns, len(lines[name]))
    _offer_names(pages, lines, list(questionnaire.scales))


def _write_page(
    page: Page, lines: Sequence[Line], help_: Mapping[tuple[str, str, str], str], reference: str
) -> Page:
    if reference in FROM_THE_RIGHT:
        page.right_to_left = frozenset(each.name for each in page.columns if each.form is Form.TEXT)
    if page.name in _MARKED:
        page.sheet.set_tab_color(page.paint.accent)
    page.begin(notes_of(page.name, page.paint.language), held=_HELD.get(page.name, 2))
    for row, line in enumerate(lines, start=1):
        named = str(line.get("field") or line.get("language") or line.get("word") or line.get("id"))
        for each in page.columns:
            value = line.get(each.name)
            if each.form is Form.ORDER:
                value = line.get("order", row)
            elif each.form is Form.HELP:
                value = help_.get((page.name, each.name, named))
            words = shown(each, value, line, reference=reference, language=page.paint.language)
            page.write(row, each.name, words)
        page.fit(row)
    page.end(len(lines))
    return page


def _shade_idle(page: Page, count: int) -> None:
    """Shade cells that mean nothing for the type of their question."""
    type_ = page.letter("type")
    for each in page.columns:
        using = [name for name, used in USED_BY.items() if each.name in used]
        if using and len(using) < len(USED_BY):
            named = (word("type", name, page.paint.language) for name in using)
            others = ",".join(f'${type_}2<>"{name}"' for name in named)
            page.shade(each.name, f'=AND(${type_}2<>"",{others})', last=count)


def _write_record(sheet: Worksheet, paint: Paint, rows: Sequence[Sequence[str]]) -> None:
    """What the reader needs to see which texts were changed."""
    sheet.very_hidden()
    plain = paint.format(num_format="@")
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            sheet.write_string(row, column, value, plain)


def _offer_names(pages: Mapping[str, Page], lines: Lines, scales: list[str]) -> None:
    """Offer the names of sections, scales and questions where others refer to them."""
    sections = pages["sections"].area("id", len(lines["sections"]))
    questions = pages["questions"].area("id", len(lines["questions"]))
    pages["questions"].choose_from("section", f"={sections}")
    for sheet in ("scales", "computed", "checks"):
        pages[sheet].choose_from("question", f"={questions}")
    if scales and len(",".join(scales)) <= _LONGEST_LIST:
        pages["questions"].choose_from("scale", scales)
