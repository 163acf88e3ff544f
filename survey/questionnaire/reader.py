"""Reading a questionnaire: by its shipped name or from a file, with all findings at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.files.validation import findings_error
from survey.files.yaml_reader import read_yaml
from survey.findings import Severity
from survey.questionnaire.build import build
from survey.questionnaire.checks.check import cheap_checks
from survey.questionnaire.location import locate_questionnaire
from survey.questionnaire.modules import expand

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    from survey.files.validation import Written
    from survey.findings import Finding, Place
    from survey.questionnaire.build import Built
    from survey.questionnaire.model import Questionnaire


def read_questionnaire(source: str | os.PathLike[str]) -> Questionnaire:
    """Read a questionnaire.

    Parameters
    ----------
    source : str or path
        A shipped name, or the path of a YAML file.

    Returns
    -------
    Questionnaire

    Raises
    ------
    FindingsError
        With everything that must be mended in the file, each with its line. What should be looked
        at but needn't be mended is told by `check_questionnaire`.
    UnknownNameError
        If a bare name is no shipped questionnaire.
    FileError
        If the file can't be read.
    """
    document = expand(read_yaml(locate_questionnaire(source)))
    return checked_questionnaire(document, document.findings)


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
    built = build(document)
    errors = [*found, *built.findings, *_errors(built)]
    if errors or built.questionnaire is None:
        raise findings_error(_in_order(errors), document, what="questionnaire")
    return built.questionnaire


def _errors(built: Built) -> Iterator[Finding]:
    """What the checks find in what could be made, without what only follows from the rest."""
    questionnaire = built.questionnaire
    if questionnaire is None:
        return
    found = (each for each in cheap_checks(questionnaire) if each.severity is Severity.ERROR)
    if not built.findings:
        yield from found
        return
    unsure = set(_places_that_name(questionnaire, built.broken))
    yield from (each for each in found if each.place not in unsure)


def _places_that_name(questionnaire: Questionnaire, broken: frozenset[str]) -> Iterator[Place]:
    """Where questions are named that could not be made."""
    for path, expression in questionnaire.expressions():
        if any(name.startswith(each) for name in expression.names for each in broken):
            place = questionnaire.place(*path)
            if place is not None:
                yield place


def _in_order(findings: list[Finding]) -> list[Finding]:
    """Findings by file and line, each once."""

    def order(found: Finding) -> tuple[str, int]:
        return (found.place.file, found.place.line or 0) if found.place else ("", 0)

    return sorted(dict.fromkeys(findings), key=order)
