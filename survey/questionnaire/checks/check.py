"""All checks of a questionnaire, those that take no time and those that simulate respondents."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from survey.findings import Severity, errors_among
from survey.language.messages import finding, quoted
from survey.questionnaire.checks import (
    answers,
    changes,
    headlines,
    indices,
    languages,
    names,
    references,
    routes,
    scales,
    scenarios,
    texts,
)
from survey.questionnaire.paths import simulate_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from survey.findings import Finding
    from survey.questionnaire.model import Questionnaire

_CHECKS = (
    languages, names, texts, scales, headlines, answers, indices, references, routes, scenarios,
    changes,
)  # fmt: skip
_OF_NAMES = ("NAME-UNKNOWN", "PIPE-UNKNOWN", "COUNT-UNKNOWN", "MEMBER-UNKNOWN")
_OF_NUMBERS = ("SCALE-UNUSED", "SECTION-EMPTY", "ROSTER-EMPTY", "INDEX-SMALL", "INDEX-MINIMUM")


def cheap_checks(
    questionnaire: Questionnaire, *, unread: frozenset[str] | None = None
) -> tuple[Finding, ...]:
    """All that is wrong or unwise and can be seen without simulating respondents.

    Parameters
    ----------
    questionnaire : Questionnaire
    unread : set of str, optional
        Where parts of its file could not be read: the names of questions that are not in it for
        that reason. What only follows from that is left out, and its tests aren't run.

    Returns
    -------
    tuple of Finding
        In the order of the file, each once.
    """
    found = list(chain.from_iterable(each.check(questionnaire) for each in _CHECKS))
    if unread is not None:
        return in_order(each for each in found if not _follows(each, unread))
    if not errors_among(found):
        found.extend(scenarios.check_outcomes(questionnaire))
    return in_order(found)


def checks_of(
    questionnaire: Questionnaire, *, walks: int = 1000, seed: int = 0
) -> tuple[Finding, ...]:
    """All that is wrong or unwise.

    Parameters
    ----------
    questionnaire : Questionnaire
    walks : int
        How many respondents are simulated to see whether every question is asked; 0 for none. Where
        there are errors none are.
    seed : int
        Of the simulation.

    Returns
    -------
    tuple of Finding
        In the order of the file, each once.
    """
    found = cheap_checks(questionnaire)
    if walks == 0 or errors_among(found) or questionnaire.module:
        return found
    return in_order([*found, *_never_seen(questionnaire, walks, seed)])


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of the file, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=_where))


def _where(found: Finding) -> tuple[str, int]:
    place = found.place
    return (place.file, place.line or 0) if place is not None else ("", 0)


def _follows(found: Finding, unread: frozenset[str]) -> bool:
    """Whether a finding can come of questions that could not be read."""
    if any(each in found.code for each in _OF_NUMBERS):
        return bool(unread)
    names_one = any(quoted(name)[:-1] in found.message for name in unread)
    return names_one and any(each in found.code for each in _OF_NAMES)


def _never_seen(questionnaire: Questionnaire, walks: int, seed: int) -> Iterator[Finding]:
    for name, *row in simulate_paths(questionnaire, n=walks, seed=seed).never_seen:
        path = (name, "rows", *row) if row else (name, "ask_if")
        yield finding(
            "questionnaire.never_seen",
            severity=Severity.WARNING,
            place=questionnaire.place(*path),
            name=quoted("_".join((name, *row))),
            walks=walks,
        )
