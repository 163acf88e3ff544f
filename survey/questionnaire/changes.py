"""What became of the questions of an earlier wave, as the newer questionnaire declares it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from survey.codebook import Text


class Change(StrEnum):
    """What is said of a question that was asked before."""

    EDITORIAL = "editorial"
    RECODED = "recoded"
    BROKEN = "broken"
    REPLACED = "replaced"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Codes of two waves put on codes that both have.

    Attributes
    ----------
    common : mapping of int to Text
        The common codes and what they are called, in order.
    old, new : mapping of int to int or None
        The common code of each code of the earlier and the newer wave; None for one that has no
        counterpart and is left out.
    """

    common: Mapping[int, Text] = field(default_factory=dict)
    old: Mapping[int, int | None] = field(default_factory=dict)
    new: Mapping[int, int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("common", "old", "new"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared of one question, or of one row or option.

    Attributes
    ----------
    change : Change
    reason : Text
        Why, for the reader of a trend.
    by : str
        The question that is asked instead, if it was replaced.
    crosswalk : Crosswalk or None
    """

    change: Change
    reason: Text = field(default_factory=dict)
    by: str = ""
    crosswalk: Crosswalk | None = None


Since: TypeAlias = Mapping[str, Mapping[str, Declared]]
"""What is declared, by the earlier wave (or the id of its questionnaire) and by question."""
