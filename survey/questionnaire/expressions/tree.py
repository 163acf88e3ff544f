"""What an expression is made of, once it has been read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Comparator(StrEnum):
    """How two values are compared."""

    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


class Operator(StrEnum):
    """How two numbers are put together."""

    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    OVER = "/"


class Joint(StrEnum):
    """How conditions are joined."""

    AND = "and"
    OR = "or"


class Function(StrEnum):
    """What can be asked of answers beside comparisons."""

    ANSWERED = "answered"
    MISSING = "missing"
    HAS = "has"
    HAS_ANY = "has_any"
    HAS_ALL = "has_all"
    COUNT = "count"
    ANY_OF = "any_of"
    ALL_OF = "all_of"
    YEARS_SINCE = "years_since"


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, a text, or true or false."""

    value: int | float | str | bool


@dataclass(frozen=True, slots=True)
class Name:
    """A question or one of its columns; or ``area`` or ``wave``, where the respondent is asked."""

    id: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers put together."""

    operator: Operator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negative:
    """A number with its sign turned."""

    of: Node


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values compared; ``1 < a <= 5`` is two of them joined by *and*."""

    comparator: Comparator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Among:
    """A value that is one of some constants."""

    value: Node
    constants: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """A condition turned around."""

    of: Node


@dataclass(frozen=True, slots=True)
class Joined:
    """Two or more conditions joined by *and* or by *or*."""

    joint: Joint
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function of a question and perhaps of codes or kinds of missing."""

    function: Function
    arguments: tuple[Node, ...]


Node = Constant | Name | Arithmetic | Negative | Comparison | Among | Not | Joined | Call


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below a node, in reading order."""
    match node:
        case Arithmetic(_, left, right) | Comparison(_, left, right):
            return (left, right)
        case Among(value, constants):
            return (value, *constants)
        case Negative(of) | Not(of):
            return (of,)
        case Joined(_, parts) | Call(_, parts):
            return parts
    return ()


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it, in reading order."""
    waiting = [node]
    while waiting:
        first = waiting.pop()
        yield first
        waiting.extend(reversed(children(first)))
