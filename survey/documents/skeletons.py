"""Sentences made from numbers, parted in the words that stay and the numbers that change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.documents.wholes import numbers
from survey.documents.word_marks import short_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

_BETWEEN = re.compile(r"(?<=[.!?])\s+(?=[\"»(]?[A-ZÆØÅ0-9−])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in its paragraph.

    Attributes
    ----------
    words : str
    start : int
        Where it begins in the paragraph.
    """

    words: str
    start: int

    @property
    def numbers(self) -> tuple[str, ...]:
        """Its numbers, in order."""
        return tuple(piece for piece, is_number in numbers(self.words) if is_number)

    @property
    def skeleton(self) -> str:
        """A short hash of its words without the numbers."""
        pieces = numbers(self.words)
        return short_hash("".join("#" if is_number else piece for piece, is_number in pieces))

    def spans(self) -> Iterator[tuple[int, int]]:
        """Where its numbers begin and end in the paragraph."""
        at = self.start
        for piece, is_number in numbers(self.words):
            if is_number:
                yield at, at + len(piece)
            at += len(piece)


def sentences(words: str) -> tuple[Sentence, ...]:
    """The sentences of a paragraph.

    Examples
    --------
    >>> [each.words for each in sentences("Det er 39 pct. Ingen af de 4 er sikre.")]
    ['Det er 39 pct.', 'Ingen af de 4 er sikre.']
    """
    found, at = [], 0
    for match in _BETWEEN.finditer(words):
        found.append(Sentence(words[at : match.start()], at))
        at = match.end()
    found.append(Sentence(words[at:], at))
    return tuple(each for each in found if each.words.strip())
