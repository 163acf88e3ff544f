"""Whether a questionnaire still asks what was locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.findings import Severity
from survey.language.catalogue import text
from survey.language.messages import finding, quoted
from survey.questionnaire.locking.facets import facet_values
from survey.questionnaire.locking.lock import lock_questionnaire
from survey.questionnaire.locking.order import moved_among

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.findings import Finding, Place
    from survey.questionnaire.locking.facets import Values
    from survey.questionnaire.locking.lock import Lock
    from survey.questionnaire.model import Questionnaire

# What follows from another change, or is said once for the whole questionnaire.
_FOLLOWING = frozenset({"loose", "position", "neighbours", "fallback", "mode", "option", "marks"})
_PLACES = {
    "wording": "text",
    "labels": "codes",
    "order": "codes",
    "construct": "concept",
    "universe": "ask_if",
    "row": "text",
}


def verify_lock(lock: Lock, questionnaire: Questionnaire) -> tuple[Finding, ...]:
    """Find all that was changed in a questionnaire after it was locked.

    What is only said of it (`tests`, `note`, `since`) may change; so may typing that no reader
    sees, and the way a condition is written in.

    Parameters
    ----------
    lock : Lock
    questionnaire : Questionnaire
        As it is now.

    Returns
    -------
    tuple of Finding
        One for each facet that was changed, with its place in the file; none if it asks the same.
    """
    now = lock_questionnaire(questionnaire, wave=lock.wave).questionnaire
    if lock.questionnaire == now:
        return ()
    return tuple(_changes(lock.questionnaire, now, questionnaire))


def _changes(then: Questionnaire, now: Questionnaire, written: Questionnaire) -> Iterator[Finding]:
    old, new = facet_values(then), facet_values(now)
    if then.id != now.id:
        names = {"then": quoted(then.id), "now": quoted(now.id)}
        yield finding("lock.id", severity=Severity.ERROR, place=written.place(), **names)
    for name in old.questions:
        if name not in new.questions:
            yield finding("lock.removed", place=written.place(), name=quoted(name))
    for name in sorted(moved_among(list(old.questions), list(new.questions))):
        yield finding("lock.moved", place=written.place(name), name=quoted(name))
    for name, values in new.questions.items():
        if name in old.questions:
            yield from _moved(name, old.questions[name], values, written)
        else:
            yield finding("lock.added", place=written.place(name), name=quoted(name))
    for name, values in new.parts.items():
        if name in old.parts:
            yield from _moved(name, old.parts[name], values, written)
    yield from _moved("", old.form, new.form, written)


def _moved(name: str, old: Values, new: Values, written: Questionnaire) -> Iterator[Finding]:
    """The facets that differ; what only follows from another change is left out."""
    told = {facet for facet in {**old, **new} if old.get(facet) != new.get(facet)}
    for facet in sorted(told):
        kind, _, language = facet.partition(".")
        with_wording = kind == "label" and f"wording.{language}" in told
        if (not name or kind not in _FOLLOWING) and not with_wording:
            yield _finding(name, facet, written)


def _finding(name: str, facet: str, written: Questionnaire) -> Finding:
    what, language = facet_in_words(facet)
    fields = {"what": what, "name": quoted(name), "language": language}
    place = _place(name, facet, written)
    if not name:
        code = "lock.form_changed_in" if language else "lock.form_changed"
    else:
        code = "lock.changed_in" if language else "lock.changed"
    return finding(code, severity=Severity.ERROR, place=place, **fields)


def facet_in_words(facet: str, lang: str | None = None) -> tuple[str, str]:
    """What a facet is called, and the language that it is in; that is empty for most."""
    kind, _, language = facet.partition(".")
    kind, _, detail = kind.partition(":")
    return text(f"facet.{kind}", lang=lang, detail=detail), language


def _place(name: str, facet: str, written: Questionnaire) -> Place | None:
    kind, _, language = facet.partition(".")
    if not name:
        return written.place(kind, language)
    question = next((q.id for q in written.everything() if _holds(q.id, name)), name)
    return written.place(question, _PLACES.get(kind, kind), *([language] if language else []))


def _holds(question: str, name: str) -> bool:
    return name == question or name.startswith(f"{question}_")
