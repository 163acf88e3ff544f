"""What is proposed for the columns and values of a file, how sure it is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from survey.language.catalogue import text
from survey.language.messages import quoted
from survey.questionnaire.column_map import NO_ANSWER, MappedColumn, Target

if TYPE_CHECKING:
    from survey.files.csv_layout import DecimalMark


class Sureness(StrEnum):
    """How sure a proposal is."""

    EXACT = "exact"
    """It says so itself."""
    LIKELY = "likely"
    """It is taken, and should be looked at."""
    GUESS = "guess"
    """It may be so; somebody must decide."""
    NONE = "none"
    """Nothing is proposed; somebody must decide."""


class Since(StrEnum):
    """How something was decided in the last wave."""

    UNKNOWN = "unknown"
    """There was no last wave."""
    SAME = "same"
    """As now."""
    NEW = "new"
    """It wasn't there."""
    CHANGED = "changed"
    """In a way that doesn't hold any more."""


NUMBERS = frozenset({Target.NUMBER, Target.WEIGHT, Target.COUNT})
OPEN = frozenset({Target.TEXT, Target.ID})
"""What holds own words, or says who somebody is."""
DECIDED = frozenset({Sureness.EXACT, Sureness.LIKELY})


class Reason(NamedTuple):
    """Why something is proposed: a sentence of the catalogue and what is filled into it."""

    key: str
    fields: tuple[tuple[str, object], ...] = ()

    def said(self, language: str) -> str:
        """The sentence."""
        said = {
            name: quoted(value, lang=language) if isinstance(value, str) else value
            for name, value in self.fields
        }
        return text(f"matching.reason.{self.key}", lang=language, **said)


NOTHING = Reason("nothing")


def because(key: str, **fields: object) -> Reason:
    """A reason."""
    return Reason(key, tuple(fields.items()))


@dataclass(frozen=True, slots=True)
class ValueProposal:
    """What one value of a column becomes.

    Attributes
    ----------
    value, meaning : str
        As it stands in the file, and what the file says that it means.
    rows : int
        In how many rows it stands.
    code : int, str or None
        What it becomes; None if somebody must decide.
    sureness : Sureness
    reason : Reason
    options : tuple of int or str
        What it may become, where nothing is decided.
    since : Since
        How it was decided in the last wave.
    """

    value: str
    meaning: str
    rows: int
    code: int | str | None
    sureness: Sureness
    reason: Reason
    options: tuple[int | str, ...] = ()
    since: Since = Since.UNKNOWN


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """What one column of a file becomes.

    Attributes
    ----------
    source, label : str
        Its name in the file, and what the file says that it means.
    filled : int
        How many rows have something in it.
    target : str
        What it becomes; empty if it is left out or nobody has decided.
    kind : Target or None
    question : str
        The question that a column of ticks belongs to.
    sureness : Sureness
    reason : Reason
    left_out : bool
    options : tuple of str
        What it may become, where nothing is decided.
    values : tuple of ValueProposal
        Those that need a code; none of own words.
    unlisted : int
        How many more different values there are.
    examples : str
        What stands in it; empty for own words.
    separator, decimal, months_first, blank
        See `MappedColumn`.
    personal : bool
        Whether it seems to say who somebody is.
    since : Since
        How it was decided in the last wave.
    """

    source: str
    label: str
    filled: int
    target: str = ""
    kind: Target | None = None
    question: str = ""
    sureness: Sureness = Sureness.NONE
    reason: Reason = NOTHING
    left_out: bool = False
    options: tuple[str, ...] = ()
    values: tuple[ValueProposal, ...] = ()
    unlisted: int = 0
    examples: str = ""
    separator: str = ""
    decimal: DecimalMark = "."
    months_first: bool = False
    blank: int | str = NO_ANSWER
    personal: bool = False
    since: Since = Since.UNKNOWN

    @property
    def decided(self) -> bool:
        """Whether it is known what becomes of the column; its values are another matter."""
        return self.left_out or bool(self.target)

    @property
    def open_values(self) -> tuple[ValueProposal, ...]:
        """Values of which nobody has decided what they become."""
        if not self.target:
            return ()
        return tuple(each for each in self.values if each.code is None)

    def mapped(self) -> MappedColumn:
        """The column in a map."""
        assert self.kind is not None  # noqa: S101 - it goes with the target
        codes = {each.value: each.code for each in self.values if each.code is not None}
        return MappedColumn(
            self.source,
            self.target,
            self.kind,
            codes,
            self.question,
            self.blank,
            self.months_first,
            self.separator,
            self.decimal if self.kind in NUMBERS else ".",
        )


def undecided(each: ColumnProposal, reason: Reason) -> ColumnProposal:
    """A proposal of which somebody must decide whether it holds."""
    return ColumnProposal(
        each.source,
        each.label,
        each.filled,
        sureness=Sureness.GUESS,
        reason=reason,
        options=(each.target,),
        examples="" if each.kind in OPEN else each.examples,
        decimal=each.decimal,
        since=each.since,
    )


def left_out(each: ColumnProposal, reason: Reason) -> ColumnProposal:
    """A column that is left out after all."""
    return ColumnProposal(
        each.source,
        each.label,
        each.filled,
        sureness=Sureness.LIKELY,
        reason=reason,
        left_out=True,
        since=each.since,
    )
