"""Conditions in a form that doesn't hang on how they happen to be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.questionnaire.expressions.tree import (
    Among,
    Arithmetic,
    Call,
    Comparator,
    Comparison,
    Constant,
    Joined,
    Joint,
    Name,
    Negative,
    Not,
)
from survey.questionnaire.expressions.writing import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.expressions.tree import Node

_MIRRORED = {
    Comparator.LESS: Comparator.MORE,
    Comparator.MORE: Comparator.LESS,
    Comparator.AT_LEAST: Comparator.AT_MOST,
    Comparator.AT_MOST: Comparator.AT_LEAST,
}
_TURNED = {
    Comparator.EQUAL: Comparator.UNEQUAL,
    Comparator.UNEQUAL: Comparator.EQUAL,
    Comparator.LESS: Comparator.AT_LEAST,
    Comparator.AT_LEAST: Comparator.LESS,
    Comparator.MORE: Comparator.AT_MOST,
    Comparator.AT_MOST: Comparator.MORE,
}


def normal_source(expression: Expression | None) -> str:
    """A condition or calculation as text, the same for what only differs in writing.

    Parts that are joined stand in alphabetical order, each once; ``a == 1 or a == 2`` is
    ``a in [1, 2]``, and constants stand on the right. What means the same in another way can still
    differ: that is for the solver to say.
    """
    return "" if expression is None else written(normal_form(expression.tree))


def normal_form(node: Node) -> Node:  # noqa: PLR0911 - one for each kind of node
    """A tree in normal form."""
    match node:
        case Joined(joint, parts):
            return _joined(joint, [normal_form(each) for each in parts])
        case Among(value, constants):
            return _among(normal_form(value), map(_constant, constants))
        case Not(of):
            return _turned(normal_form(of))
        case Comparison(comparator, left, right):
            return _compared(comparator, normal_form(left), normal_form(right))
        case Arithmetic(operator, left, right):
            return Arithmetic(operator, normal_form(left), normal_form(right))
        case Negative(of):
            return Negative(normal_form(of))
        case Call(function, arguments):
            return Call(function, tuple(normal_form(each) for each in arguments))
        case Constant():
            return _constant(node)
    return node


def _constant(node: Constant) -> Constant:
    whole = isinstance(node.value, float) and node.value.is_integer()
    return Constant(int(node.value)) if whole else node


def _compared(comparator: Comparator, left: Node, right: Node) -> Node:
    if isinstance(left, Constant) and not isinstance(right, Constant):
        return Comparison(_MIRRORED.get(comparator, comparator), right, left)
    return Comparison(comparator, left, right)


def _turned(node: Node) -> Node:
    match node:
        case Not(of):
            return of
        case Comparison(comparator, left, right):
            return Comparison(_TURNED[comparator], left, right)
    return Not(node)


def _among(value: Node, constants: Iterable[Constant]) -> Node:
    ordered = {written(each): each for each in constants}
    inside = tuple(ordered[each] for each in sorted(ordered))
    if len(inside) == 1:
        return _compared(Comparator.EQUAL, value, inside[0])
    return Among(value, inside)


def _joined(joint: Joint, parts: Iterable[Node]) -> Node:
    flat = list(_flat(joint, parts))
    if joint is Joint.OR:
        flat = list(_gathered(flat))
    ordered = {written(each): each for each in flat}
    inside = tuple(ordered[each] for each in sorted(ordered))
    return inside[0] if len(inside) == 1 else Joined(joint, inside)


def _flat(joint: Joint, parts: Iterable[Node]) -> Iterator[Node]:
    for part in parts:
        if isinstance(part, Joined) and part.joint is joint:
            yield from part.parts
        else:
            yield part


def _gathered(parts: Iterable[Node]) -> Iterator[Node]:
    """Constants that one name may be equal to, put in one list."""
    named: dict[str, list[Constant]] = {}
    for part in parts:
        match part:
            case Comparison(Comparator.EQUAL, Name(id=name), Constant() as constant):
                named.setdefault(name, []).append(constant)
            case Among(Name(id=name), several):
                named.setdefault(name, []).extend(several)
            case _:
                yield part
    for name, constants in named.items():
        yield _among(Name(name), constants)
