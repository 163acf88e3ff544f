"""What became of an edited Word file when its numbers were renewed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from survey.language.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class ChangeKind(StrEnum):
    """What happened to a table, a figure or a sentence; the last ones are left to be done."""

    NUMBERS = "numbers"
    RENEWED = "renewed"
    REBUILT = "rebuilt"
    CELL = "cell"
    SAME = "same"
    LEFT_OUT = "left_out"
    SENTENCE = "sentence"
    SENTENCE_GONE = "sentence_gone"
    SENTENCE_NEW = "sentence_new"
    NUMBER_EDITED = "number_edited"
    NUMBER_ABSENT = "number_absent"
    TEXT_EDITED = "text_edited"
    NEW = "new"
    GONE = "gone"
    STAMP = "stamp"
    TITLE = "title"
    UNSURE = "unsure"
    ORIGIN = "origin"


_BY_HAND = frozenset(
    {
        ChangeKind.SENTENCE,
        ChangeKind.SENTENCE_GONE,
        ChangeKind.SENTENCE_NEW,
        ChangeKind.NUMBER_EDITED,
        ChangeKind.NUMBER_ABSENT,
        ChangeKind.TEXT_EDITED,
        ChangeKind.NEW,
        ChangeKind.GONE,
        ChangeKind.STAMP,
        ChangeKind.TITLE,
    }
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was changed, or that is left to be done by hand.

    Attributes
    ----------
    kind : ChangeKind
    what : str
        The title of the table or figure, or the sentence.
    before, after : str
    """

    kind: ChangeKind
    what: str
    before: str = ""
    after: str = ""

    @property
    def by_hand(self) -> bool:
        """Whether somebody has to do it."""
        return self.kind in _BY_HAND

    def __str__(self) -> str:
        return text(
            f"word.change.{self.kind.value}", what=self.what, before=self.before, after=self.after
        )


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A Word file with new numbers.

    Attributes
    ----------
    data : bytes
        The file.
    changes : tuple of Change
        In the order of the report.
    """

    data: bytes
    changes: tuple[Change, ...]

    @property
    def by_hand(self) -> tuple[Change, ...]:
        """What is left to be done by hand."""
        return tuple(change for change in self.changes if change.by_hand)


def lines_of(changes: Sequence[Change]) -> Iterator[str]:
    """The changes as lines: what was renewed, what is left to be done, how much is as it was."""
    same = sum(change.kind is ChangeKind.SAME for change in changes)
    done = [c for c in changes if not c.by_hand and c.kind is not ChangeKind.SAME]
    left = [change for change in changes if change.by_hand]
    for key, part in (("done", done), ("by_hand", left)):
        if part:
            yield text(f"word.changes.{key}")
            yield from _lines(part)
    if same:
        yield text("word.changes.same", count=same)
    if not done and not left:
        yield text("word.changes.none")


def _lines(part: Sequence[Change]) -> Iterator[str]:
    """A line for each change; the same sentence may stand in several places."""
    for words, count in Counter(map(str, part)).items():
        line = words if count == 1 else text("word.changes.times", line=words, count=count)
        yield f"  {line}".replace("\n", "\n    ")
