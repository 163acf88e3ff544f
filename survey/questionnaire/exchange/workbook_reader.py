"""A questionnaire from its workbook, or all that is wrong in it with the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.files.xlsx_reader import read_xlsx
from survey.findings import FindingsError
from survey.language.catalogue import text
from survey.questionnaire.build import questionnaire_from
from survey.questionnaire.exchange.workbook_assembly import Assembly
from survey.questionnaire.exchange.workbook_data import assemble, filled_mapping
from survey.questionnaire.exchange.workbook_tables import NEEDED_SHEETS, read_sheets
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
    reading = read_sheets(read_xlsx(path))
    _stop_if(reading, only_if=not all(sheet in reading.pages for sheet in NEEDED_SHEETS))
    translations = translations_in(reading)
    reference = _reference(reading)
    assembly = Assembly(reading, translations, reference)
    data = filled_mapping(assemble(assembly))
    record = read_record(reading.book)
    refuse_languages(translations, data.get("languages", []))
    refuse_orphans(translations)
    if record is not None:
        refuse_stale(translations, record, assembly.said, reference)
    if base is not None:
        refuse_other_version(reading, record, base)
    _stop_if(reading)
    return questionnaire_from(data, places=assembly)


def _reference(reading: Reading) -> str:
    lines = reading.lines.get("languages", [])
    return str(lines[0].get("language", "")) if lines else ""


def _stop_if(reading: Reading, *, only_if: bool = True) -> None:
    if reading.findings and only_if:
        problem = text(
            "findings.file_has_findings",
            what=text("findings.what.questionnaire"),
            file=reading.book.path.name,
            count=len(reading.findings),
        )
        raise FindingsError(problem, reading.findings)
