"""A question as it was and as it is, and what differs between the two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.questionnaire.changes import Change
from survey.questionnaire.locking.canonical import loose_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.codebook import Code
    from survey.questionnaire.changes import Declared
    from survey.questionnaire.columns import Asked
    from survey.questionnaire.locking.facets import Values
    from survey.questionnaire.questions import Question


@dataclass(frozen=True, slots=True)
class Pair:
    """A question that is asked in both waves.

    Attributes
    ----------
    was, now : Asked
    then, since : dict
        The values of its facets.
    languages : tuple of str
        Those that both waves offer; the one that is compared first stands first.
    declared : Declared or None
    """

    was: Asked
    now: Asked
    then: Values
    since: Values
    languages: tuple[str, ...]
    declared: Declared | None = None

    @property
    def old(self) -> Question:
        """The question as it was."""
        return self.was.question

    @property
    def new(self) -> Question:
        """The question as it is."""
        return self.now.question

    @property
    def editorial(self) -> bool:
        """Whether its author says that the meaning is the same."""
        return self.declared is not None and self.declared.change is Change.EDITORIAL

    @property
    def old_codes(self) -> tuple[Code, ...]:
        """The codes as they were."""
        return getattr(self.old, "codes", ())

    @property
    def new_codes(self) -> tuple[Code, ...]:
        """The codes as they are."""
        return getattr(self.new, "codes", ())

    def differs(self, facet: str) -> bool:
        """Whether a facet differs."""
        return bool(self.then.get(facet) != self.since.get(facet))

    def facets(self) -> tuple[str, ...]:
        """The facets that differ."""
        return tuple(facets_that_differ(self.then, self.since))

    def anchor(self, facet: str = "wording") -> str | None:
        """The language that a text is compared in: the first that it has in both waves."""
        return anchor_of(facet, self.then, self.since, self.languages)

    def reworded(self, facet: str) -> bool:
        """Whether a text says something else in the language that it is compared in.

        One that isn't there in both waves is compared in the first language.
        """
        return reworded(facet, self.then, self.since, self.languages)


def anchor_of(facet: str, then: Values, since: Values, languages: tuple[str, ...]) -> str | None:
    """The first language that a text has in both waves."""
    have = (each for each in languages if f"{facet}.{each}" in then and f"{facet}.{each}" in since)
    return next(have, None)


def reworded(facet: str, then: Values, since: Values, languages: tuple[str, ...]) -> bool:
    """Whether a text says something else, typography apart."""
    anchor = anchor_of(facet, then, since, languages)
    if anchor is None:
        return _has(facet, then) != _has(facet, since)
    return says_else(then[f"{facet}.{anchor}"], since[f"{facet}.{anchor}"])


def _has(facet: str, values: Values) -> bool:
    return any(name.startswith(f"{facet}.") for name in values)


def says_else(old: Any, new: Any) -> bool:  # noqa: ANN401 - texts, or texts by code
    """Whether words differ in more than typography."""
    if isinstance(old, dict) and isinstance(new, dict):
        return any(says_else(old[key], new[key]) for key in set(old) & set(new))
    if old == new:
        return False
    return old is None or new is None or loose_text(old) != loose_text(new)


def facets_that_differ(then: Values, since: Values) -> Iterator[str]:
    """The facets whose values differ, in the order in which they are told."""
    for name in dict.fromkeys((*since, *then)):
        if then.get(name) != since.get(name):
            yield name
