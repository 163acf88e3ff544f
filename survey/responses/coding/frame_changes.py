"""What became of the codes of a frame from one wave to the next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import pandas as pd

from survey.codebook import said
from survey.documents.notebook import frame_html
from survey.errors import WrongUseError
from survey.language.catalogue import current_language, text
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.codebook import Text
    from survey.responses.coding.frame import CodeFrame, FrameCode


class FrameChangeKind(StrEnum):
    """What can happen to a code."""

    REMOVED = "removed"
    """Answers that had it can't be compared any more."""
    RELABELLED = "relabelled"
    """It says something else; whether it means the same a person must judge."""
    MOVED = "moved"
    """It belongs to another net, or is counted in another way."""
    ADDED = "added"
    """It is new; in earlier waves what belongs to it was coded otherwise."""


@dataclass(frozen=True, slots=True)
class FrameChange:
    """What became of one code.

    Attributes
    ----------
    kind : FrameChangeKind
    code : int
    before, after : Text
        Its label; empty where the code wasn't there.
    """

    kind: FrameChangeKind
    code: int
    before: Text
    after: Text

    def words(self, language: str) -> str:
        """The change as a sentence."""
        return text(
            f"coding.change.{self.kind}",
            lang=language,
            code=self.code,
            before=quoted(said(self.before, language), lang=language),
            after=quoted(said(self.after, language), lang=language),
        )


@dataclass(frozen=True, slots=True, repr=False)
class FrameChanges:
    """What became of the codes of a frame.

    Attributes
    ----------
    question : str
    changes : tuple of FrameChange
        Removed codes first, then those that say something else, those that are counted otherwise,
        and new ones.
    """

    question: str
    changes: tuple[FrameChange, ...]

    def __repr__(self) -> str:
        return f"FrameChanges({self.question}: {len(self.changes)} changes)"

    def _repr_html_(self) -> str:
        return frame_html(self.to_frame(), text("coding.change.title", question=self.question))

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[FrameChange]:
        return iter(self.changes)

    @property
    def comparable(self) -> bool:
        """Whether each code that was there still is, with the same words."""
        return all(each.kind is FrameChangeKind.ADDED for each in self.changes)

    def of(self, kind: FrameChangeKind) -> tuple[FrameChange, ...]:
        """The changes of one kind."""
        return tuple(each for each in self.changes if each.kind is kind)

    def to_frame(self) -> pd.DataFrame:
        """One row a change."""
        language = current_language()
        return pd.DataFrame(
            {
                "code": [each.code for each in self.changes],
                "change": [str(each.kind) for each in self.changes],
                "before": [said(each.before, language) for each in self.changes],
                "after": [said(each.after, language) for each in self.changes],
            },
            dtype=object,
        )


def compare_frames(old: CodeFrame, new: CodeFrame) -> FrameChanges:
    """Compare the code frame of an earlier wave with that of a later one.

    Codes are the same if their numbers are; labels are compared in the languages that both have.

    Parameters
    ----------
    old, new : CodeFrame
        Of the same question.

    Raises
    ------
    WrongUseError
        If they are of different questions.
    """
    if old.question != new.question:
        raise fail(
            WrongUseError,
            "coding.frames_of_two",
            old=quoted(old.question),
            new=quoted(new.question),
        )
    found = [*_of_old(old, new), *(_added(code) for code in new.codes if not old.get(code.value))]
    order = list(FrameChangeKind)
    return FrameChanges(old.question, tuple(sorted(found, key=lambda each: order.index(each.kind))))


def _of_old(old: CodeFrame, new: CodeFrame) -> Iterator[FrameChange]:
    for before in old.codes:
        after = new.get(before.value)
        if after is None:
            yield FrameChange(FrameChangeKind.REMOVED, before.value, before.label, {})
        elif _said_otherwise(before, after):
            yield FrameChange(FrameChangeKind.RELABELLED, before.value, before.label, after.label)
        elif (before.net, before.no_answer) != (after.net, after.no_answer):
            yield FrameChange(FrameChangeKind.MOVED, before.value, before.label, after.label)


def _said_otherwise(before: FrameCode, after: FrameCode) -> bool:
    shared = set(before.label) & set(after.label)
    return any(before.label[each] != after.label[each] for each in shared)


def _added(code: FrameCode) -> FrameChange:
    return FrameChange(FrameChangeKind.ADDED, code.value, {}, code.label)
