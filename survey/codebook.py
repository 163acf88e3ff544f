"""What a column means: its label, its codes, its kinds of missing answers and its headline.

A codebook travels inside every result, so that a table or a chart never opens the questionnaire.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Text = Mapping[str, str]
"""A text by language code."""

_FALLBACK = ("en", "da")


class MissingKind(IntEnum):
    """Why an answer is missing; a valid code is never negative."""

    NO_ANSWER = -1
    MULTIPLE_TICKS = -2
    NOT_ASKED = -3
    NOT_IN_WAVE = -4
    INVALID = -5
    DONT_KNOW = -8
    REFUSED = -9


NEVER_ASKED = frozenset({MissingKind.NOT_ASKED, MissingKind.NOT_IN_WAVE})


class Kind(StrEnum):
    """What kind of column a variable is."""

    SINGLE = "single"
    OPTION = "option"
    RANK = "rank"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    GROUP = "group"


class Domain(StrEnum):
    """Domains that are no value of a column but stand in its place."""

    ALL = "(all)"
    REST = "(rest)"
    MISSING = "(missing)"


class Category(StrEnum):
    """Categories that are no code of a question but stand in its place."""

    HEADLINE = "(headline)"


@dataclass(frozen=True, slots=True)
class Code:
    """One answer that can be given, or one area: its code and its label in each language.

    Attributes
    ----------
    value : int or str
    label : Text
    in_text : Text
        The label inside a sentence, if it differs: "the tower blocks" for "Tower blocks".
    place : Text
        Where something is that happens there: "in the tower blocks".
    exclusive : bool
        Whether it can't be ticked together with others: "none of these".
    opens_text : bool
        Whether it asks for words: "other, namely …".
    outside : bool
        Whether it is an answer, but no point of the scale: "not out then".
    aliases : tuple of str
        What else it is called in files. No part of what makes two codes equal.
    """

    value: int | str
    label: Text
    in_text: Text = field(default_factory=dict)
    place: Text = field(default_factory=dict)
    exclusive: bool = False
    opens_text: bool = False
    outside: bool = False
    aliases: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """All that may be written for it in a file, each once."""
        return tuple(dict.fromkeys((str(self.value), *self.label.values(), *self.aliases)))


@dataclass(frozen=True, slots=True)
class Headline:
    """The one share that a question is reported by.

    Attributes
    ----------
    codes : tuple
        The codes that are counted.
    good : {"high", "low", "neither"}
        Whether a high share is good news.
    base : {"answered", "asked"} or tuple
        Who the share is of: all who gave a valid answer, all who were asked,
        or those who gave one of these codes.
    label : Text
        The share as a table heading, e.g. "High satisfaction".
    phrase : Text
        The share as the end of a sentence, e.g. "are highly satisfied".
    """

    codes: tuple[int | str, ...]
    good: Literal["high", "low", "neither"] = "neither"
    base: str | tuple[int | str, ...] = "answered"
    label: Text = field(default_factory=dict)
    phrase: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Variable:
    """One column: its name for ever, what was asked, and what the codes mean.

    Attributes
    ----------
    name : str
    kind : Kind
    label, question : Text
        In short, and as it was asked.
    codes : tuple of Code
        Valid answers, in order; never negative.
    headline : Headline or None
    missing : tuple of Code
        Reasons why an answer may be missing here, with their words; values of `MissingKind`.
    universe : str
        Condition for being asked, as it is written in a questionnaire; empty if all are asked.
    universe_text : Text
        The same as a sentence.
    question_id, item : str
        The question that the column belongs to, and its row or option there.
    scale : str
        Name of the shared scale of the codes; empty if they are its own.
    concept : Text
        What is meant to be measured.
    table : str
        The roster whose table the column is in; empty for that of the respondents.
    facets : mapping of str to str
        A hash of each facet of what was asked, by which two waves are told apart; empty if nobody
        knows. No part of what makes two variables equal.
    """

    name: str
    kind: Kind
    label: Text
    question: Text = field(default_factory=dict)
    codes: tuple[Code, ...] = ()
    headline: Headline | None = None
    missing: tuple[Code, ...] = ()
    universe: str = ""
    universe_text: Text = field(default_factory=dict)
    question_id: str = ""
    item: str = ""
    scale: str = ""
    concept: Text = field(default_factory=dict)
    table: str = ""
    facets: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def code_label(self, value: object, language: str) -> str:
        """The label of a code; the code itself where it has none."""
        for code in self.codes:
            if code.value == value:
                return said(code.label, language, default=str(value))
        return str(value)

    def order_of(self, value: object) -> int:
        """The place of a code among the codes."""
        return [code.value for code in self.codes].index(value)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class MultipleResponse:
    """A question with several answers: one column of 0 and 1 for each of its options.

    Attributes
    ----------
    name : str
    columns : tuple of str
        The options, in order; who has no 0 or 1 in any of them did not answer.
    label, question : Text
    exclusive, other : tuple of str
        Columns of options that can't be ticked with others, and of those that ask for words.
    """

    name: str
    columns: tuple[str, ...]
    label: Text = field(default_factory=dict)
    question: Text = field(default_factory=dict)
    exclusive: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexItem:
    """One question of an index.

    Attributes
    ----------
    variable : str
    low, high : float
        Ends of its scale; a code outside, such as "not out then", is no answer to the index.
    reverse : bool
        Whether `low` is the good end.
    """

    variable: str
    low: float = 1
    high: float = 5
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """An index from 0 to 100: the mean of questions that are each put on that scale.

    Attributes
    ----------
    name : str
    items : tuple of IndexItem
    minimum_answered : int or None
        How many of them must be answered; None for at least half.
    label : Text
    """

    name: str
    items: tuple[IndexItem, ...]
    minimum_answered: int | None = None
    label: Text = field(default_factory=dict)

    @property
    def least(self) -> int:
        """How many items must be answered."""
        half = (len(self.items) + 1) // 2
        return half if self.minimum_answered is None else self.minimum_answered


@dataclass(frozen=True, slots=True, repr=False)
class Codebook:
    """The variables by name, and what is made of several of them.

    Looked up and gone through by name: ``codebook["safe"]``, ``list(codebook)``.

    Attributes
    ----------
    variables : mapping of name to Variable
    multiples : mapping of name to MultipleResponse
    indices : mapping of name to Index
    """

    variables: Mapping[str, Variable] = field(default_factory=dict)
    multiples: Mapping[str, MultipleResponse] = field(default_factory=dict)
    indices: Mapping[str, Index] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("variables", "multiples", "indices"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __repr__(self) -> str:
        return f"Codebook({len(self.variables)} variables)"

    def __contains__(self, name: object) -> bool:
        return name in self.variables

    def __iter__(self) -> Iterator[str]:
        return iter(self.variables)

    def __getitem__(self, name: str) -> Variable:
        return self.variables[name]

    def get(self, name: str) -> Variable | None:
        """The variable of that name, or None."""
        return self.variables.get(name)

    def with_variables(self, more: Iterable[Variable]) -> Codebook:
        """A codebook that also holds these variables."""
        variables = {**self.variables, **{variable.name: variable for variable in more}}
        return Codebook(variables, self.multiples, self.indices)

    def joined(self, other: Codebook) -> Codebook:
        """A codebook that also holds what another one does; the other one's words win."""
        return Codebook(
            {**self.variables, **other.variables},
            {**self.multiples, **other.multiples},
            {**self.indices, **other.indices},
        )

    def label(self, name: str, language: str) -> str:
        """The label of a column or of what is made of several; its name where it has none."""
        places = (self.variables, self.multiples, self.indices)
        found = next((place[name] for place in places if name in place), None)
        return said(found.label, language, default=name) if found is not None else name

    def value_label(self, name: str, value: object, language: str) -> str:
        """The label of a value of a by-column; the value itself where it has none."""
        variable = self.get(name)
        if variable is None or isinstance(value, Domain):
            return str(value)
        return variable.code_label(value, language)

    def value_in_text(self, name: str, value: object, language: str) -> str:
        """A value of a by-column as it stands inside a sentence."""
        code = self._code(name, value)
        if code is not None and code.in_text:
            return said(code.in_text, language)
        return self.value_label(name, value, language)

    def place_of(self, name: str, value: object, language: str) -> str | None:
        """Where something happens that happens in an area, if its codes say so."""
        code = self._code(name, value)
        return said(code.place, language) or None if code is not None else None

    def variable_or_bare(self, name: str) -> Variable:
        """The variable of that name, or one that only has the name."""
        return self.get(name) or Variable(name, Kind.SINGLE, {})

    def _code(self, name: str, value: object) -> Code | None:
        variable = self.get(name)
        codes = variable.codes if variable is not None else ()
        return next((code for code in codes if code.value == value), None)

    def category_label(self, name: str, value: object, language: str) -> str:
        """The label of a category of a question, of its headline, or of an option."""
        if name in self.multiples:
            return self.label(str(value), language)
        variable = self.get(name)
        if variable is None or value == "":
            return str(value)
        if value is Category.HEADLINE and variable.headline is not None:
            return said(variable.headline.label, language, default=str(value))
        return variable.code_label(value, language)


def said(text: Text, language: str, *, default: str = "") -> str:
    """A text in the wanted language, else in a language it has, else the default."""
    for candidate in (language, *_FALLBACK, *text):
        if text.get(candidate):
            return text[candidate]
    return default
