"""What is wrong with single answers, and what was done about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from survey.findings import Place


class ProblemKind(StrEnum):
    """What can be wrong with an answer that was read."""

    INVALID = "invalid"
    """No code, number or date that the question allows; counted as `MissingKind.INVALID`."""
    OUT_OF_RANGE = "out_of_range"
    """A number or date beyond the limits of its question; counted as `MissingKind.INVALID`."""
    NOT_ASKED = "not_asked"
    """An answer to a question that should not have been asked."""
    EXCLUSIVE = "exclusive"
    """An answer that excludes all others was ticked together with others."""
    TOO_MANY = "too_many"
    """More was ticked or ranked than the question allows."""
    RANK_TWICE = "rank_twice"
    """Two answers were given the same rank."""
    CHECK = "check"
    """A check of the questionnaire does not hold."""
    COMPUTED = "computed"
    """A computed value in the file differs from what its rule gives."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One answer that is wrong.

    Attributes
    ----------
    kind : ProblemKind
    respondent : str
    variable : str
        The column; empty if it is about the whole of the respondent.
    value : str
        What stands in the file, in the words of the file; empty for answers in own words.
    place : Place or None
        Where.
    note : str
        What is allowed, or which rule it breaks: the condition, or the check's message.
    """

    kind: ProblemKind
    respondent: str
    variable: str
    value: str = ""
    place: Place | None = None
    note: str = ""
