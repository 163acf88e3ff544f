"""Reading a questionnaire: by its shipped name or from a file, with all findings at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.files.guards import shown
from survey.files.validation import error_of_file, findings_error
from survey.files.yaml_reader import read_yaml
from survey.findings import errors_among
from survey.questionnaire.build import build
from survey.questionnaire.checks.check import cheap_checks, in_order
from survey.questionnaire.exchange.workbook_reader import questionnaire_from_workbook
from survey.questionnaire.location import locate_questionnaire
from survey.questionnaire.modules import expand

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from survey.files.validation import Written
    from survey.findings import Finding, Place
    from survey.questionnaire.build import Built
    from survey.questionnaire.model import Questionnaire


def read_questionnaire(source: str | os.PathLike[str]) -> Questionnaire:
    """Read a questionnaire.

    Parameters
    ----------
    source : str or path
        A shipped name, or the path of a YAML file or of an Excel workbook of a questionnaire.

    Returns
    -------
    Questionnaire

    Raises
    ------
    FindingsError
        With everything that must be mended in the file, each with its line or cell. What should be
        looked at but needn't be mended is told by `check_questionnaire`.
    UnknownNameError
        If a bare name is no shipped questionnaire.
    FileError
        If the file can't be read.
    """
    path = locate_questionnaire(source)
    if is_workbook(path):
        return _without_errors(questionnaire_from_workbook(path), path)
    document = expand(read_yaml(path))
    return checked_questionnaire(document, document.findings)


def is_workbook(path: Path) -> bool:
    """Whether a file is an Excel workbook by its name."""
    return path.suffix.lower() in {".xlsx", ".xlsm"}


def _without_errors(questionnaire: Questionnaire, path: Path) -> Questionnaire:
    """A questionnaire in which the checks find nothing that must be mended."""
    errors = errors_among(cheap_checks(questionnaire))
    if errors:
        raise error_of_file(errors, shown(path), what="questionnaire")
    return questionnaire


def checked_questionnaire(document: Written, found: Iterable[Finding] = ()) -> Questionnaire:
    """Make a questionnaire of plain data, and see that nothing in it must be mended.

    Parameters
    ----------
    document : Written
    found : iterable of Finding
        What was found before.

    Raises
    ------
    FindingsError
        With everything that must be mended.
    """
    found = tuple(found)
    built = build(document, partly=bool(found))
    errors = errors_among(in_order([*found, *found_in(built)]))
    if errors or built.questionnaire is None:
        raise findings_error(errors, document, what="questionnaire")
    return built.questionnaire


def found_in(built: Built) -> Iterator[Finding]:
    """What was found while a questionnaire was made, and what the checks find in it.

    What only follows from parts that could not be made is left out.
    """
    yield from built.findings
    questionnaire = built.questionnaire
    if questionnaire is not None:
        unsure = set(_places_that_name(questionnaire, built.broken))
        found = cheap_checks(questionnaire, unread=built.broken if built.findings else None)
        yield from (each for each in found if each.place not in unsure)


def _places_that_name(questionnaire: Questionnaire, broken: frozenset[str]) -> Iterator[Place]:
    """Where questions are named that could not be made."""
    for path, expression in questionnaire.expressions():
        if any(name.startswith(each) for name in expression.names for each in broken):
            place = questionnaire.place(*path)
            if place is not None:
                yield place
