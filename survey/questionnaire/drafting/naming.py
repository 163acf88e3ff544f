"""Names of questions, each given once, and listed where it isn't the file's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.errors import WrongUseError
from survey.language.messages import fail, quoted
from survey.questionnaire.drafting.ledger import Aspect, Ledger, Sureness
from survey.questionnaire.drafting.legal_names import (
    FORM,
    LONGEST_ROW,
    legal_name,
    spelled,
)
from survey.questionnaire.reserved import RESERVED_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_STEM = 20


@dataclass(slots=True)
class Names:
    """The names that are given out.

    Attributes
    ----------
    ledger : Ledger
    taken : set of str
        Names of questions and of columns.
    """

    ledger: Ledger
    taken: set[str] = field(default_factory=set)

    def of_column(self, name: str) -> str:
        """The name of a question that has one column."""
        guess = legal_name(name, self.taken)
        if guess != name.casefold():
            guess = self._decided([name], self._shorter(name, guess), is_new=False)
        self.taken.add(guess)
        return guess

    def _shorter(self, name: str, guess: str) -> str:
        """A name that every program takes, if no word is cut for it."""
        shorter = legal_name(name, self.taken, longest=_LONGEST_STEM)
        return shorter if set(shorter.split("_")) <= set(guess.split("_")) else guess

    def of_several(self, columns: Sequence[str], stem: str, endings: Sequence[str]) -> str:
        """The name of a question with several columns, which end in these ways."""
        first = legal_name(stem or columns[0], longest=_LONGEST_STEM)
        guess, number = first, 1
        while self._clashes(guess, endings):
            number += 1
            guess = f"{first}_{number}"
        decided = self._decided(columns, guess, is_new=True)
        self.taken |= {decided, *(f"{decided}_{ending}" for ending in endings)}
        return decided

    def _clashes(self, name: str, endings: Sequence[str]) -> bool:
        return not self.taken.isdisjoint({name, *(f"{name}_{ending}" for ending in endings)})

    def _decided(self, columns: Sequence[str], guess: str, *, is_new: bool) -> str:
        decided = self.ledger.decide(
            Aspect.NAME,
            columns,
            guess,
            "name_stem" if is_new else "name_legal",
            sureness=Sureness.CERTAIN if not is_new else Sureness.LIKELY,
            is_open=True,
        )
        if decided in self.taken or decided in RESERVED_NAMES or not FORM.fullmatch(decided):
            raise fail(WrongUseError, "drafting.name_taken", name=quoted(decided),
                       column=quoted(columns[0]))  # fmt: skip
        return decided


def row_names(rests: Sequence[str]) -> tuple[str, ...]:
    """Names of the rows of a grid, each once."""
    taken: list[str] = []
    for number, rest in enumerate(rests, 1):
        plain = spelled(rest)[:LONGEST_ROW].strip("_")
        found = plain if plain and plain not in taken else f"r{number}"
        taken.append(found)
    return tuple(taken)
