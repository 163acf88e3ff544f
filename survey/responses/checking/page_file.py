"""The checks as a file: a page to read, or a workbook to correct in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.formats import ENDINGS, document_bytes
from survey.documents.house_style import DEFAULT_STYLE
from survey.errors import WrongUseError
from survey.files.atomic import write_bytes
from survey.files.guards import path_of
from survey.language.catalogue import LANGUAGES, current_language
from survey.language.messages import culprits, fail, quoted
from survey.responses.checking.checks import ResponseChecks
from survey.responses.checking.page import checks_document
from survey.responses.checking.workbook import checks_xlsx

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from survey.documents.house_style import HouseStyle


def write_checks(
    checks: ResponseChecks,
    path: str | os.PathLike[str],
    *,
    language: str | None = None,
    style: HouseStyle = DEFAULT_STYLE,
) -> Path:
    """Write the checks as a page to read or as a workbook to correct in.

    The workbook has a row for each answer that something is wrong with, to write the right one
    into, and a row for each respondent to look at; `read_corrections` reads it back. No answer in
    own words is in either.

    Parameters
    ----------
    checks : ResponseChecks
    path : str or path
        Ends with ``.xlsx`` for the workbook, or with ``.html``, ``.docx``, ``.pdf``, ``.md`` or
        ``.txt`` for the page. An existing file is replaced.
    language : {"da", "en"}, optional
        The language in force if left out.
    style : HouseStyle

    Returns
    -------
    Path

    Raises
    ------
    WrongUseError
        If the language is another one, or the ending isn't known.
    FileError
        If the file can't be written.
    """
    _check_kind(checks)
    spoken = current_language() if language is None else language
    if spoken not in LANGUAGES:
        raise fail(WrongUseError, "response_checks.language", got=quoted(spoken))
    target = path_of(path)
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        known = culprits(ENDINGS)
        raise fail(WrongUseError, "response_checks.ending", got=quoted(ending), known=known)
    if ending == ".xlsx":
        data = checks_xlsx(checks, spoken)
    else:
        data = document_bytes(checks_document(checks, spoken), ending, style)
    write_bytes(target, data)
    return target


def _check_kind(checks: object) -> None:
    if not isinstance(checks, ResponseChecks):
        got, expected = type(checks).__name__, "check_responses(...)"
        raise fail(WrongUseError, "argument.kind", name="checks", got=got, expected=expected)
