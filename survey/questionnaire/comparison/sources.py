"""Versions of a questionnaire by what a user calls them: a name, a file, a workbook, a lock."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from survey.questionnaire.exchange.workbook_reader import questionnaire_from_workbook
from survey.questionnaire.locking.lock_file import read_lock
from survey.questionnaire.reader import read_questionnaire

if TYPE_CHECKING:
    import os

    from survey.questionnaire.locking.lock import Lock
    from survey.questionnaire.model import Questionnaire

_WORKBOOKS = {".xlsx", ".xlsm"}


def read_version(source: str | os.PathLike[str]) -> Lock | Questionnaire:
    """Read a version of a questionnaire.

    Parameters
    ----------
    source : str or path
        A shipped name, a YAML file, a workbook (``.xlsx``) or a lock (``.json``).

    Raises
    ------
    SurveyError
        If it can't be read.
    """
    if Path(source).suffix.lower() == ".json":
        return read_lock(source)
    return read_asked(source)


def read_asked(source: str | os.PathLike[str]) -> Questionnaire:
    """Read a questionnaire: a shipped name, a YAML file or a workbook.

    Parameters
    ----------
    source : str or path
        A name of `questionnaires`, or the path of a ``.yaml`` or ``.xlsx`` file.

    Returns
    -------
    Questionnaire

    Raises
    ------
    FindingsError
        With everything that is wrong in it, each with its line or cell.
    FileError
        If it isn't there or can't be opened.
    """
    if Path(source).suffix.lower() in _WORKBOOKS:
        return questionnaire_from_workbook(source)
    return read_questionnaire(source)
