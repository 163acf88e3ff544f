"""What is done where answers can't be right: refused, counted, taken away, or kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.errors import WrongUseError
from survey.language.messages import culprits, fail, quoted
from survey.responses.cleaning.duplicates import Resolved, resolve_duplicates
from survey.responses.responses import FINISHED, RESPONDENT
from survey.responses.told import refuse_duplicates

if TYPE_CHECKING:
    from survey.responses.merged import Merged

_CHOICES = {
    "invalid": ("refuse", "count"),
    "contradictions": ("drop", "keep"),
    "duplicates": ("refuse", "latest_complete", "first"),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What is done where answers can't be right; see `read_responses`."""

    invalid: str
    contradictions: str
    duplicates: str

    def __post_init__(self) -> None:
        for name, known in _CHOICES.items():
            got = getattr(self, name)
            if got not in known:
                raise fail(
                    WrongUseError,
                    "answers.choice",
                    name=name,
                    got=quoted(str(got)),
                    known=culprits(known),
                )

    @property
    def counts_invalid(self) -> bool:
        """Whether answers that can't be are counted instead of refused."""
        return self.invalid == "count"

    @property
    def drops_contradictions(self) -> bool:
        """Whether answers that contradict the routing are taken away."""
        return self.contradictions == "drop"


def without_duplicates(together: Merged, rule: str) -> tuple[Merged, Resolved]:
    """Answers in which each id is there once, and the rows that were left out.

    Raises
    ------
    FindingsError
        If the rule is to refuse, and an id is there several times.
    """
    if rule == "refuse":
        refuse_duplicates(together)
    if rule == "refuse" or RESPONDENT not in together.front:
        return together, Resolved(np.empty(0, dtype=np.intp), ())
    found = resolve_duplicates(
        together.ids,
        together.answered_questions(),
        together.front.get(FINISHED),
        rule,  # type: ignore[arg-type]
        sources=together.file_names(),
        lines=together.lines(),
    )
    return together.without(found.rows), found
