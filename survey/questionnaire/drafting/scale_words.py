"""Scales told from their words: which family, in which order, and which end is good."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from survey.codebook import MissingKind
from survey.questionnaire.drafting.lexicon import (
    BY_LAST_DIGIT,
    FAMILIES,
    INTENSITY,
    LADDERS,
    NEUTRAL,
    NON_ANSWERS,
    PLAIN,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.questionnaire.drafting.lexicon import Family, Ladder
    from survey.questionnaire.questions import Polarity

_BLANKS = re.compile(r"\s+")
_ENDS = ".,;:!?()[]\"'»«"
_PREFIX = re.compile(r"\(?(\d{1,3})\)?\s*(?:[.:)=–-]|\s)\s*(?=\D)(.+)")


class Known(NamedTuple):
    """A scale that was recognised.

    Attributes
    ----------
    family : str
    places : tuple of int
        Of each label, from the least or worst to the most or best.
    polarity : Polarity
        Which end of these places is good.
    """

    family: str
    places: tuple[int, ...]
    polarity: Polarity


def recognised(labels: Sequence[str]) -> Known | None:
    """The scale that labels are of, if all of them are of one, and all differ.

    Examples
    --------
    >>> recognised(["Meget tryg", "Utryg", "Tryg"]).places
    (4, -3, 3)
    >>> recognised(["Rød", "Blå"]) is None
    True
    """
    if len(labels) < 2:
        return None
    plain = [plain_words(label) for label in labels]
    ladders = (_on_ladder(plain, ladder) for ladder in LADDERS)
    families = (_in_family(plain, family) for family in FAMILIES)
    return next((found for found in (*families, *ladders) if found is not None), None)


def non_answer(label: str) -> MissingKind | None:
    """The kind of missing that a label says, if it says one."""
    plain = plain_words(label)
    for kind, words in NON_ANSWERS.items():
        if plain in words:
            return kind
    return None


def by_last_digit(number: float) -> MissingKind:
    """The kind of missing that a code such as 8, 98 or 998 usually means."""
    return BY_LAST_DIGIT.get(abs(int(number)) % 10, MissingKind.NO_ANSWER)


def prefixed(label: str) -> tuple[int, str] | None:
    """The number that a label begins with, and the rest of it.

    Examples
    --------
    >>> prefixed("1. Meget tryg"), prefixed("Meget tryg"), prefixed("18-24 år")
    ((1, 'Meget tryg'), None, None)
    """
    found = _PREFIX.fullmatch(label)
    return (int(found[1]), found[2].strip()) if found else None


def first_number(label: str) -> float | None:
    """The first number in a label such as "18-24 år", for the order."""
    found = re.search(r"\d+(?:[.,]\d+)?", label)
    return float(found[0].replace(",", ".")) if found else None


def plain_words(label: str) -> str:
    """A label in small letters, with single blanks, without signs around it."""
    return _BLANKS.sub(" ", label.casefold()).strip(_ENDS + " ").replace("’", "'")


def _on_ladder(labels: Sequence[str], ladder: Ladder) -> Known | None:
    rungs = {word: place for place, words in enumerate(ladder.rungs) for word in words}
    places = tuple(rungs.get(label, -1) for label in labels)
    if -1 in places or len(set(places)) < len(places):
        return None
    return Known(ladder.name, places, ladder.polarity)


def _in_family(labels: Sequence[str], family: Family) -> Known | None:
    places = [_place(label, family) for label in labels]
    if None in places or len(set(places)) < len(places) or set(places) <= {0}:
        return None
    return Known(family.name, tuple(place or 0 for place in places), family.polarity)


def _place(label: str, family: Family) -> int | None:
    """Where a label stands in a family: below 0 for the bad end, 0 for the middle."""
    if any(label == word or label.startswith(f"{word} ") for word in NEUTRAL):
        return 0
    for words, sign in ((family.negative, -1), (family.positive, 1)):
        for word in words:
            if label == word:
                return sign * PLAIN
            if label.endswith(f" {word}") or f" {word} " in label:
                return _with_intensity(label.partition(f" {word}")[0], sign)
            if label.startswith(f"{word} ") and len(label.split()) <= 4:
                return sign * PLAIN
    return None


def _with_intensity(before: str, sign: int) -> int | None:
    for strength, words in INTENSITY.items():
        if before in words:
            return sign * strength
    return None
