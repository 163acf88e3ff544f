"""Checking a questionnaire, or the file of one: all findings, those that can wait among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.files.yaml_reader import read_yaml
from survey.findings import FindingsError, errors_among
from survey.questionnaire.build import build
from survey.questionnaire.checks.check import checks_of, in_order
from survey.questionnaire.exchange.workbook_reader import questionnaire_from_workbook
from survey.questionnaire.location import locate_questionnaire
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.modules import expand
from survey.questionnaire.reader import found_in, is_workbook

if TYPE_CHECKING:
    import os

    from survey.findings import Finding


def check_questionnaire(
    questionnaire: Questionnaire | str | os.PathLike[str], *, walks: int = 1000, seed: int = 0
) -> tuple[Finding, ...]:
    """Find all that is wrong or unwise in a questionnaire.

    Parameters
    ----------
    questionnaire : Questionnaire, str or path
        A questionnaire, the shipped name of one, or a YAML file or workbook.
    walks : int
        How many respondents are simulated to see whether every question is asked; 0 for none. Where
        something must be mended, none are.
    seed : int
        Of the simulation.

    Returns
    -------
    tuple of Finding
        In the order of the file, each once: what must be mended (`Severity.ERROR`), what should be
        looked at (`Severity.WARNING`), and what is good to know (`Severity.NOTE`).

    Raises
    ------
    UnknownNameError, FileError
        If there is no such questionnaire, or the file can't be read at all.

    Examples
    --------
    >>> import survey as sv
    >>> sv.check_questionnaire("copenhagen-1968")
    ()
    """
    if isinstance(questionnaire, Questionnaire):
        return checks_of(questionnaire, walks=walks, seed=seed)
    path = locate_questionnaire(questionnaire)
    try:
        if is_workbook(path):
            return checks_of(questionnaire_from_workbook(path), walks=walks, seed=seed)
        document = expand(read_yaml(path))
    except FindingsError as error:
        return in_order(error.findings)
    built = build(document, partly=bool(document.findings))
    found = in_order([*document.findings, *found_in(built)])
    if built.questionnaire is None or errors_among(found):
        return found
    return checks_of(built.questionnaire, walks=walks, seed=seed)
