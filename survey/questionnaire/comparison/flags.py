"""What else differs around a question that is asked in both waves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.questionnaire.comparison.verdicts import Flag
from survey.questionnaire.locking.order import moved_among
from survey.questionnaire.questions import Computed, Note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.questionnaire.comparison.pairs import Pair
    from survey.questionnaire.comparison.verdicts import Version
    from survey.questionnaire.model import Questionnaire

_BY_FACET = {"random": Flag.RANDOM, "limits": Flag.LIMITS, "required": Flag.REQUIRED,
             "mode": Flag.MODE, "fallback": Flag.FALLBACK, "count": Flag.LIMITS}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of both versions as a whole.

    Attributes
    ----------
    moved : set of str
        Questions that stand elsewhere among those that both have.
    before : pair of mapping of str to str
        The question that comes before each, in the earlier and in the newer version.
    new_languages, dropped_languages : set of str
    replaced : mapping of str to str
        What is asked instead of earlier questions.
    """

    moved: frozenset[str]
    before: tuple[Mapping[str, str], Mapping[str, str]]
    new_languages: frozenset[str]
    dropped_languages: frozenset[str]
    replaced: Mapping[str, str]

    def flags_of(self, pair: Pair) -> Iterator[Flag]:
        """What is to be known of a question, headline apart."""
        name = pair.new.id
        if name in self.moved:
            yield Flag.ORDER
        then, now = (side.get(name, "") for side in self.before)
        if self.replaced.get(then, then) != now:
            yield Flag.BEFORE
        if _reordered(pair):
            yield Flag.ANSWER_ORDER
        if pair.differs("grid"):
            yield Flag.ROWS
        yield from dict.fromkeys(flag for facet, flag in _BY_FACET.items() if pair.differs(facet))
        if _only_typography(pair):
            yield Flag.TYPOGRAPHY
        if any(f"wording.{each}" in pair.since for each in self.new_languages):
            yield Flag.NEW_LANGUAGE
        if any(f"wording.{each}" in pair.then for each in self.dropped_languages):
            yield Flag.DROPPED_LANGUAGE


def surroundings_of(old: Version, new: Version, replaced: Mapping[str, str]) -> Surroundings:
    """What is known of both versions as a whole."""
    orders = [
        [each.id for each in version.questionnaire.everything() if not isinstance(each, Computed)]
        for version in (old, new)
    ]
    then, now = (set(v.questionnaire.languages.offered) for v in (old, new))
    return Surroundings(
        moved=frozenset(moved_among(*orders)),
        before=(_before(old.questionnaire), _before(new.questionnaire)),
        new_languages=frozenset(now - then),
        dropped_languages=frozenset(then - now),
        replaced=replaced,
    )


def _before(questionnaire: Questionnaire) -> dict[str, str]:
    asked = [
        each.id for each in questionnaire.everything() if not isinstance(each, Computed | Note)
    ]
    return dict(zip(asked, ["", *asked], strict=False))


def _reordered(pair: Pair) -> bool:
    orders = [[each.value for each in side] for side in (pair.old_codes, pair.new_codes)]
    return bool(moved_among(*orders))


def _only_typography(pair: Pair) -> bool:
    return any(
        pair.differs(f"wording.{each}") and not pair.differs(f"loose.{each}")
        for each in pair.languages
    )
