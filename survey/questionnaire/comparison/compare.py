"""Comparing two versions of a questionnaire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.errors import WrongUseError
from survey.findings import Severity
from survey.language.messages import culprits, fail, finding, quoted
from survey.questionnaire.changes import Change
from survey.questionnaire.comparison.flags import surroundings_of
from survey.questionnaire.comparison.indices import index_verdicts
from survey.questionnaire.comparison.judge import Judge
from survey.questionnaire.comparison.verdicts import Verdicts, Version
from survey.questionnaire.locking.lock import Lock, lock_questionnaire
from survey.questionnaire.model import Questionnaire

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.findings import Finding
    from survey.questionnaire.changes import Declared


def compare_questionnaires(old: Lock | Questionnaire, new: Lock | Questionnaire) -> Verdicts:
    """Say of each question of an earlier wave whether it is still the same.

    Parameters
    ----------
    old, new : Lock or Questionnaire
        The earlier and the newer one. What became of the earlier questions is declared in the
        newer one under ``since``, by the earlier wave or by the id of its questionnaire.

    Returns
    -------
    Verdicts
        By question: same, label-only, recoded, broken or undecided, each with its reason.

    Raises
    ------
    WrongUseError
        If one of them is neither, or is only a module.

    Examples
    --------
    >>> import survey as sv
    >>> q = sv.read_questionnaire("copenhagen-1968")
    >>> verdicts = sv.compare_questionnaires(q, sv.lock_questionnaire(q, wave="1968"))
    >>> verdicts["satisfaction"].verdict.value, verdicts.exit_code
    ('same', 0)
    """
    before, after = _version(old, "old"), _version(new, "new")
    declared = _declared(before, after)
    replaced = {
        name: each.by
        for name, each in declared.items()
        if each.change is Change.REPLACED and each.by
    }
    judge = Judge(before, after, declared, surroundings_of(before, after, replaced))
    verdicts = judge.judged()
    verdicts |= index_verdicts(before, after, verdicts)
    findings = tuple(_findings(before, after, verdicts))
    return Verdicts(before, after, verdicts, tuple(judge.added()), findings)


def _version(given: object, name: str) -> Version:
    """A version whose texts are in the form in which they are compared."""
    if isinstance(given, Lock):
        return Version(given.questionnaire, given.wave)
    if isinstance(given, Questionnaire):
        return Version(lock_questionnaire(given, wave=given.id).questionnaire)
    raise fail(WrongUseError, "lock.version", name=quoted(name), got=type(given).__name__)


def _declared(old: Version, new: Version) -> Mapping[str, Declared]:
    since = new.questionnaire.since
    return since.get(old.wave) or since.get(old.id) or {}


def _findings(old: Version, new: Version, verdicts: Mapping[str, object]) -> Iterator[Finding]:
    """What is odd in the record of changes."""
    since = new.questionnaire.since
    if since and old.wave not in since and old.id not in since:
        yield finding(
            "lock.since_other",
            severity=Severity.WARNING,
            place=new.questionnaire.place("since"),
            known=culprits(since),
            wave=quoted(old.name),
        )
    for name in _declared(old, new):
        if name not in verdicts:
            yield finding(
                "lock.since_unknown",
                severity=Severity.WARNING,
                place=new.questionnaire.place("since"),
                name=quoted(name),
                wave=quoted(old.name),
            )
