"""What can come of a condition when some answers are known and others can be anything.

It errs on one side only: an outcome that is left out can't come, one that is named perhaps can.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from survey.codebook import MissingKind
from survey.questionnaire.expressions.tree import (
    Among,
    Call,
    Comparator,
    Comparison,
    Constant,
    Function,
    Joined,
    Joint,
    Name,
    Not,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from survey.questionnaire.expressions.tree import Node

Answer = int | float | str | bool | MissingKind
Outcome = bool | None

ANYTHING: frozenset[Outcome] = frozenset({True, False, None})
_NEVER_TRUE: frozenset[Outcome] = frozenset({False, None})
NOT_ASKED = frozenset({MissingKind.NOT_ASKED})
_NEEDS_TICKS = {Function.HAS, Function.HAS_ANY, Function.HAS_ALL, Function.ANY_OF}
_TESTS: dict[Comparator, Callable[[float, float], bool]] = {
    Comparator.EQUAL: lambda left, right: left == right,
    Comparator.UNEQUAL: lambda left, right: left != right,
    Comparator.LESS: lambda left, right: left < right,
    Comparator.AT_MOST: lambda left, right: left <= right,
    Comparator.MORE: lambda left, right: left > right,
    Comparator.AT_LEAST: lambda left, right: left >= right,
}


def outcomes(node: Node, facts: Mapping[str, frozenset[Answer]]) -> frozenset[Outcome]:
    """What a condition can be: true, false, or None where it can't be decided.

    Parameters
    ----------
    node : Node
    facts : mapping of str to frozenset
        The answers that are possible to some questions; a `MissingKind` is one of them. Names
        that aren't there can have any answer.
    """
    found = ANYTHING
    match node:
        case Constant(value=bool(value)):
            found = frozenset({value})
        case Not(of):
            found = frozenset({_opposite(each) for each in outcomes(of, facts)})
        case Joined(joint, parts):
            found = _joined(joint, (outcomes(part, facts) for part in parts))
        case Comparison(comparator, left, right):
            found = _compared(comparator, _answers(left, facts), _answers(right, facts))
        case Among(value, constants):
            found = _among(_answers(value, facts), [each.value for each in constants])
        case Call():
            found = _called(node, facts)
    return found


def _opposite(outcome: Outcome) -> Outcome:
    return None if outcome is None else not outcome


def _joined(joint: Joint, parts: Iterable[frozenset[Outcome]]) -> frozenset[Outcome]:
    decisive = joint is Joint.OR
    found: frozenset[Outcome] = frozenset({not decisive})
    for part in parts:
        found = frozenset(_both(decisive, left, right) for left, right in product(found, part))
    return found


def _both(decisive: Outcome, left: Outcome, right: Outcome) -> Outcome:
    if decisive in (left, right):
        return decisive
    return None if None in (left, right) else not decisive


def _answers(node: Node, facts: Mapping[str, frozenset[Answer]]) -> frozenset[Answer] | None:
    """The values that a part can have; None for any."""
    match node:
        case Constant(value):
            return frozenset({value})
        case Name(id=name):
            return facts.get(name)
    return None


def _compared(
    comparator: Comparator, left: frozenset[Answer] | None, right: frozenset[Answer] | None
) -> frozenset[Outcome]:
    if left is None or right is None:
        return ANYTHING
    return frozenset(_test(comparator, *pair) for pair in product(left, right))


def _test(comparator: Comparator, left: Answer, right: Answer) -> Outcome:
    if isinstance(left, MissingKind) or isinstance(right, MissingKind):
        return None
    if isinstance(left, str) or isinstance(right, str):
        if comparator in {Comparator.EQUAL, Comparator.UNEQUAL}:
            return (left == right) is (comparator is Comparator.EQUAL)
        return None
    return _TESTS[comparator](left, right)


def _among(answers: frozenset[Answer] | None, constants: list[Answer]) -> frozenset[Outcome]:
    if answers is None:
        return ANYTHING
    return frozenset(
        None if isinstance(each, MissingKind) else each in constants for each in answers
    )


def _called(node: Call, facts: Mapping[str, frozenset[Answer]]) -> frozenset[Outcome]:
    first = node.arguments[0] if node.arguments else None
    known = facts.get(first.id) if isinstance(first, Name) else None
    if known is None:
        return ANYTHING
    if node.function is Function.ANSWERED:
        return frozenset(not isinstance(each, MissingKind) for each in known)
    if node.function is Function.MISSING:
        return _missing(known, node.arguments[1:])
    return _NEVER_TRUE if node.function in _NEEDS_TICKS and known == NOT_ASKED else ANYTHING


def _missing(known: frozenset[Answer], kinds: tuple[Node, ...]) -> frozenset[Outcome]:
    named = {each.id.upper() for each in kinds if isinstance(each, Name)}
    if len(named) < len(kinds):
        return ANYTHING
    if not named and known == NOT_ASKED:
        return ANYTHING
    return frozenset(
        isinstance(each, MissingKind) and (not named or each.name in named) for each in known
    )
