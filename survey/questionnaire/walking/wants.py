"""What conditions look for: the values on either side of where they turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.questionnaire.expressions.tree import (
    Among,
    Call,
    Comparison,
    Constant,
    Function,
    Name,
    walk,
)
from survey.questionnaire.routing.vocabulary import KINDS, PLACES, Form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from survey.codebook import MissingKind
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.expressions.tree import Node
    from survey.questionnaire.routing.vocabulary import Vocabulary

_OF_SILENCE = frozenset({Function.ANSWERED, Function.MISSING})


@dataclass(frozen=True, slots=True)
class Wants:
    """Values that conditions name, by the column or question they are looked for in.

    Attributes
    ----------
    values : mapping of str to tuple
        Numbers or texts.
    silences : mapping of str to tuple of MissingKind
        Reasons for no answer; empty for any.
    """

    values: Mapping[str, tuple[float | str, ...]] = field(default_factory=dict)
    silences: Mapping[str, tuple[MissingKind, ...]] = field(default_factory=dict)

    def numbers(self, name: str) -> tuple[float, ...]:
        """The numbers that are looked for in a column."""
        return tuple(value for value in self.values.get(name, ()) if not isinstance(value, str))

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts that are looked for in a column."""
        return tuple(value for value in self.values.get(name, ()) if isinstance(value, str))


def wants_of(expressions: Iterable[Expression], vocabulary: Vocabulary) -> Wants:
    """What conditions look for."""
    values: dict[str, list[float | str]] = {}
    silences: dict[str, list[MissingKind]] = {}
    for expression in expressions:
        for node in walk(expression.tree):
            for name, value in _values(node):
                for column in _columns(name, vocabulary):
                    values.setdefault(column, []).append(value)
            for name, kinds in _silences(node):
                for column in _columns(name, vocabulary):
                    silences.setdefault(column, []).extend(kinds)
    return Wants(
        {name: tuple(dict.fromkeys(found)) for name, found in values.items()},
        {name: tuple(dict.fromkeys(kinds)) for name, kinds in silences.items()},
    )


def _columns(name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Where a value is looked for: in each row of a grid, else under the name itself."""
    subject = vocabulary.get(name)
    return subject.columns if subject is not None and subject.form is Form.GRID else (name,)


def _values(node: Node) -> Iterator[tuple[str, float | str]]:
    match node:
        case Comparison() | Among():
            inner = list(walk(node))
            names = [each.id for each in inner if isinstance(each, Name)]
            found = [
                each.value
                for each in inner
                if isinstance(each, Constant) and not isinstance(each.value, bool)
            ]
            yield from ((name, value) for name in names for value in found)
        case Call(function, (Name(id=name), *rest)) if function not in _OF_SILENCE:
            for each in rest:
                if isinstance(each, Constant):
                    yield name, each.value


def _silences(node: Node) -> Iterator[tuple[str, list[MissingKind]]]:
    match node:
        case Call(function, (Name(id=name), *rest)) if function in _OF_SILENCE:
            yield name, [KINDS[e.id] for e in rest if isinstance(e, Name) and e.id in KINDS]


def named_places(wants: Wants) -> dict[str, tuple[str, ...]]:
    """The areas and waves that conditions name."""
    return {place: wants.texts(place) for place in PLACES}
