"""The answers that are coded: one row each, or one for all who wrote the same few words."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from survey.responses.responses import Responses

MOST_SHORT = 40
"""How many characters an answer has at most that is coded once for all who wrote it."""
_AROUND = re.compile(r"^\W+|\W+$")
_TOGETHER = "*"
_BETWEEN = "#"


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of a coding sheet.

    Attributes
    ----------
    respondents : tuple of str
        Who wrote it; several where short answers are coded once.
    words : str
        What was written, by the first of them.
    digest : str
        Of the words: of a single answer as they stand, of one that several gave without capitals
        and signs around them.
    """

    respondents: tuple[str, ...]
    words: str
    digest: str

    @property
    def key(self) -> str:
        """What the row is found by again."""
        who = self.respondents[0] if len(self.respondents) == 1 else _TOGETHER
        return f"{who}{_BETWEEN}{self.digest}"


def answers_of(responses: Responses, question: str, *, once: bool) -> tuple[Answer, ...]:
    """The answers to a question, in the order of the respondents.

    Parameters
    ----------
    responses : Responses
    question : str
        A column of own words.
    once : bool
        Whether short answers that several gave in the same words become one row.
    """
    words = responses.words(question)
    ids = responses.ids.loc[words.index].astype(str).tolist()
    texts = [str(each) for each in words.tolist()]
    found: dict[str, list[int]] = {}
    for place, each in enumerate(texts):
        together = folded_words(each) if once and len(each) <= MOST_SHORT else ""
        found.setdefault(together or f"\0{place}", []).append(place)
    return tuple(_answer(question, ids, texts, places) for places in found.values())


def _answer(question: str, ids: Sequence[str], texts: Sequence[str], places: list[int]) -> Answer:
    words = texts[places[0]]
    one = len(places) == 1
    digest = digest_of(question, words) if one else alike_digest(question, words)
    return Answer(tuple(ids[place] for place in places), words, digest)


def folded_words(words: str) -> str:
    """A short answer without capitals, and without signs and blanks around and between it."""
    plain = unicodedata.normalize("NFC", words).casefold()
    return " ".join(_AROUND.sub("", plain).split())


def digest_of(question: str, words: str) -> str:
    """A short sign of what was written, which changes when the words do."""
    return _hash("words", question, unicodedata.normalize("NFC", words.strip()))


def alike_digest(question: str, words: str) -> str:
    """The same sign for short answers that differ in capitals and signs around them only."""
    return _hash("alike", question, folded_words(words))


def parts_of_key(key: str) -> tuple[str, str]:
    """The respondent of a row, empty if it is of several, and its digest."""
    who, _, digest = key.rpartition(_BETWEEN)
    return ("" if who == _TOGETHER else who), digest


def drawn(answers: Iterable[Answer], question: str, share: float, seed: int) -> list[Answer]:
    """A share of the answers, the same for each coder, in an order that says nothing of anybody.

    Parameters
    ----------
    answers : iterable of Answer
    question : str
    share : float
        Over 0, at most 1; at least one answer is drawn.
    seed : int
    """
    by_chance = sorted(answers, key=lambda each: _hash("share", question, str(seed), each.key))
    few = by_chance[: math.ceil(round(share * len(by_chance), 6))]
    return sorted(few, key=lambda each: _hash("order", question, str(seed), each.key))


def chance(*parts: str) -> str:
    """A place in an order that depends on the parts only."""
    return _hash(*parts)


def _hash(*parts: str) -> str:
    found = blake2b(digest_size=8)
    for part in parts:
        found.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return found.hexdigest()
