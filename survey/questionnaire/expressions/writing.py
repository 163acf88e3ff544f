"""An expression's tree written in the one way that an expression is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.questionnaire.expressions.expression import Expression
from survey.questionnaire.expressions.tree import (
    Among,
    Arithmetic,
    Call,
    Comparison,
    Constant,
    Joined,
    Joint,
    Name,
    Negative,
    Not,
    Operator,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.questionnaire.expressions.tree import Node

# How tightly each kind binds: a part that binds less than what stands around it gets parentheses.
_OR, _AND, _NOT, _COMPARED, _SUM, _PRODUCT, _SIGN, _ATOM = range(8)
_QUOTE = str.maketrans({"\\": "\\\\", '"': '\\"'})


def expression_of(tree: Node) -> Expression:
    """The expression that a tree is."""
    return Expression(written(tree), tree)


def all_hold(conditions: Iterable[Expression | None]) -> Expression | None:
    """One condition that holds where all of some do; None if there is none."""
    given = [each.tree for each in conditions if each is not None]
    if len(given) <= 1:
        return expression_of(given[0]) if given else None
    flat = [
        part
        for tree in given
        for part in (tree.parts if isinstance(tree, Joined) and tree.joint is Joint.AND else [tree])
    ]
    return expression_of(Joined(Joint.AND, tuple(flat)))


def one_of_the_areas(areas: Iterable[str]) -> Expression | None:
    """The condition of being asked in one of some areas; None if none are named."""
    constants = tuple(Constant(area) for area in areas)
    return expression_of(Among(Name("area"), constants)) if constants else None


def written(node: Node) -> str:
    """A tree as text.

    Examples
    --------
    >>> written(Not(Comparison("==", Name("a"), Constant(1))))
    'not a == 1'
    """
    return _written(node)[0]


def _written(node: Node) -> tuple[str, int]:
    """A node as text, and how tightly its parts hang together."""
    match node:
        case Constant(value):
            return _constant(value), _ATOM
        case Name(id=name):
            return name, _ATOM
        case Call(function, arguments):
            return f"{function}({', '.join(map(written, arguments))})", _ATOM
        case Negative() | Arithmetic():
            return _number(node)
    return _condition(node)


def _condition(node: Comparison | Among | Not | Joined) -> tuple[str, int]:
    match node:
        case Comparison(comparator, left, right):
            return f"{_inside(left, _SUM)} {comparator} {_inside(right, _SUM)}", _COMPARED
        case Among():
            return _among(node, "in"), _COMPARED
        case Not(Among() as of):
            return _among(of, "not in"), _COMPARED
        case Not(of):
            return f"not {_inside(of, _NOT)}", _NOT
    binding = _AND if node.joint is Joint.AND else _OR
    return f" {node.joint} ".join(_inside(part, binding + 1) for part in node.parts), binding


def _among(node: Among, word: str) -> str:
    listed = ", ".join(_constant(each.value) for each in node.constants)
    return f"{_inside(node.value, _SUM)} {word} [{listed}]"


def _number(node: Negative | Arithmetic) -> tuple[str, int]:
    if isinstance(node, Negative):
        return f"-{_inside(node.of, _SIGN)}", _SIGN
    binding = _SUM if node.operator in {Operator.PLUS, Operator.MINUS} else _PRODUCT
    left, right = _inside(node.left, binding), _inside(node.right, binding + 1)
    return f"{left} {node.operator} {right}", binding


def _inside(node: Node, binding: int) -> str:
    words, own = _written(node)
    return words if own >= binding else f"({words})"


def _constant(value: float | str | bool) -> str:
    if isinstance(value, bool):
        return str(value)
    return f'"{value.translate(_QUOTE)}"' if isinstance(value, str) else repr(value)
