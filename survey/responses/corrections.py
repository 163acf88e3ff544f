"""What was corrected in the answers: recorded steps that are taken again on each run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StepKind(StrEnum):
    """What a step does."""

    CHANGE = "change"
    """One answer becomes another."""
    REMOVE = "remove"
    """The respondent's row is left out."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One step of the cleaning log.

    Attributes
    ----------
    respondent : str
    variable : str
        The column by the questionnaire's name; empty for a removal.
    before, after : str
        What stood there and what stands there now, in the questionnaire's writing: a code
        (``"3"``, ``"-8"``), a number with a decimal point, an ISO date, words; empty for nothing.
    why, who : str
    when : str
        An ISO date.
    kind : StepKind
    source : str
        Name of the file that the row stands in; needed where an id occurs in several of them.
    row : int or None
        The row's line in the file, from 1; needed where an id occurs several times in it.
    """

    respondent: str
    variable: str = ""
    before: str = ""
    after: str = ""
    why: str = ""
    who: str = ""
    when: str = ""
    kind: StepKind = StepKind.CHANGE
    source: str = ""
    row: int | None = None
