"""What a question is about, by its words: which trait answers follow, and how delicate it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.kernels.keyed_random import stream_of
from survey.simulation.arguments import unknown_word
from survey.simulation.model import (
    BELONGING,
    SAFETY,
    SATISFACTION,
    TRAITS,
    TRUST,
    WELLBEING,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.questionnaire.questions import Question

_OF_TRAITS = (
    (SAFETY, ("safe", "tryg", "incident", "hændelse", "avoid", "vandal", "hærværk", "problem")),
    (WELLBEING, ("health", "helbred", "lonely", "ensom", "life", "livet")),
    (SATISFACTION, ("satisf", "tilfreds", "fair", "rimelig", "reputation", "omdømme", "image")),
    (TRUST, ("trust", "tillid", "influence", "indflydelse", "step in", "gribe", "fight")),
    (BELONGING, ("neighbour", "nabo", "hjemme", "at home", "together", "sammen", "respect", "talk",
                 "attach", "tilknyt")),
)  # fmt: skip
_DELICATE = (
    ("origin", ("origin", "herkomst", "birth", "fødeland", "parent_danish")),
    ("money", ("income", "indkomst", "money", "økonomi")),
    ("health", ("health", "helbred", "lonely", "ensom")),
    ("work", ("activity", "beskæftigelse", "job", "unemploy", "ledig")),
    ("incidents", ("incident", "hændelse", "victim")),
)


def trait_of(question: Question, given: Mapping[str, str], column: str = "") -> str:
    """The trait that the answers to a question follow.

    Parameters
    ----------
    question : Question
    given : mapping of str to str
        Traits by question or column, which go first.
    column : str
        The row of a grid, or an option.
    """
    for name in (column, question.id):
        if name in given:
            if given[name] not in TRAITS:
                raise unknown_word("traits", given[name], TRAITS)
            return given[name]
    found = _first(_OF_TRAITS, question)
    return found or TRAITS[int(stream_of(0, "trait", question.id)) % len(TRAITS)]


def delicate_topic(question: Question) -> str:
    """What makes it that some rather not answer a question; empty for nothing."""
    return _first(_DELICATE, question)


def _first(table: tuple[tuple[str, tuple[str, ...]], ...], question: Question) -> str:
    texts = (question.id.replace("_", " "), question.id, *_said(question))
    words = " ".join(texts).casefold()
    return next((name for name, marks in table if any(mark in words for mark in marks)), "")


def _said(question: Question) -> list[str]:
    """Its label and what is meant to be measured, in Danish and English."""
    parts = (question.label, question.concept)
    return [part[each] for part in parts for each in ("da", "en") if each in part]
