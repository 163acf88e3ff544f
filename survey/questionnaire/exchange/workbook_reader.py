"""A questionnaire from its workbook, or all that is wrong in it with the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.files.guards import path_of, shown
from survey.files.xlsx_reader import read_xlsx
from survey.findings import FindingsError
from survey.language.catalogue import LANGUAGES, text
from survey.questionnaire.arguments import questionnaire_given
from survey.questionnaire.build import questionnaire_from
from survey.questionnaire.exchange.workbook_assembly import Assembly
from survey.questionnaire.exchange.workbook_data import assemble, filled_mapping
from survey.questionnaire.exchange.workbook_layout import folded, sheet_name
from survey.questionnaire.exchange.workbook_tables import read_sheets
from survey.questionnaire.exchange.workbook_translations import (
    read_record,
    refuse_languages,
    refuse_orphans,
    refuse_other_version,
    refuse_stale,
    translations_in,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from survey.files.xlsx_reader import Workbook
    from survey.questionnaire.exchange.workbook_tables import Reading
    from survey.questionnaire.model import Questionnaire


def questionnaire_from_workbook(
    path: str | os.PathLike[str], *, base: Questionnaire | None = None
) -> Questionnaire:
    """Read a questionnaire from a workbook, as `write_questionnaire_workbook` makes it.

    Sheets and headings may be in Danish or English.

    Parameters
    ----------
    path : str or path
    base : Questionnaire, optional
        The questionnaire as it is now. If texts in it were changed since the workbook was made,
        the workbook is refused, because it would undo that.

    Raises
    ------
    FindingsError
        With all that is wrong, each with its cell.
    FileError, DataError
        If the file can't be read as a workbook.
    """
    if base is not None:
        questionnaire_given(base, "base")
    return questionnaire_of(read_xlsx(path_of(path)), base=base)


def questionnaire_of(book: Workbook, *, base: Questionnaire | None = None) -> Questionnaire:
    """The questionnaire that a workbook holds."""
    reading = read_sheets(book)
    if reading.incomplete:
        raise _error(reading)
    translations = translations_in(reading)
    assembly = Assembly(reading, translations, _reference(reading))
    data = filled_mapping(assemble(assembly))
    refuse_languages(translations, assembly.reference)
    if reading.findings:
        raise _error(reading)
    questionnaire = _built(data, assembly)
    _refuse_translations(assembly, base)
    if questionnaire is None or reading.findings:
        raise _error(reading)
    return questionnaire


def is_questionnaire_workbook(book: Workbook) -> bool:
    """Whether a workbook has a sheet of questions, and is no file of answers."""
    named = {folded(sheet_name("questions", language)) for language in LANGUAGES}
    return any(folded(name) in named for name in book.sheets)


def _built(data: Mapping[str, Any], assembly: Assembly) -> Questionnaire | None:
    """The questionnaire; None if there are findings that keep it from being made."""
    try:
        return questionnaire_from(data, places=assembly)
    except FindingsError as error:
        assembly.reading.findings += error.findings
    return None


def _refuse_translations(assembly: Assembly, base: Questionnaire | None) -> None:
    reading, translations = assembly.reading, assembly.translations
    record = read_record(reading.book)
    if not reading.findings:
        refuse_orphans(translations)
    if record is not None:
        refuse_stale(translations, record, assembly.said, assembly.reference)
    if base is not None:
        refuse_other_version(reading, record, base)


def _reference(reading: Reading) -> str:
    lines = reading.lines.get("languages", [])
    return str(lines[0].get("language", "")) if lines else ""


def _error(reading: Reading) -> FindingsError:
    problem = text(
        "findings.file_has_findings",
        what=text("findings.what.questionnaire"),
        file=shown(reading.book.path),
        count=len(reading.findings),
    )
    return FindingsError(problem, reading.findings)
