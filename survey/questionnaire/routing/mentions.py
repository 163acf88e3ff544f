"""What conditions say of each name: the constants it is held against, and how."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.questionnaire.expressions.tree import (
    Among,
    Arithmetic,
    Call,
    Comparison,
    Constant,
    Function,
    Name,
    Negative,
    Operator,
    walk,
)
from survey.questionnaire.routing.vocabulary import KINDS, WHOLE, Form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.codebook import MissingKind
    from survey.questionnaire.expressions.tree import Node
    from survey.questionnaire.routing.vocabulary import Subject, Vocabulary

_MOST_STEPS = 500
_OF_CODES = frozenset(
    {Function.HAS, Function.HAS_ANY, Function.HAS_ALL, Function.ANY_OF, Function.ALL_OF}
)


@dataclass(frozen=True, slots=True)
class Mentions:
    """What is said of names.

    Attributes
    ----------
    columns : dict of str to set
        By question of several columns: those that are mentioned. By other names: themselves.
    cuts : dict of str to set of float or str
        By column: the constants it is compared with.
    years : dict of str to set of float
        By date: the numbers that the years since it are compared with.
    kinds : dict of str to set of MissingKind
        By question or column: the kinds of missing that are asked about.
    loose : set of str
        Columns that are compared with something else than constants.
    counted : set of str
        Questions whose ticks are counted.
    """

    columns: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    cuts: dict[str, set[float | str]] = field(default_factory=lambda: defaultdict(set))
    years: dict[str, set[float]] = field(default_factory=lambda: defaultdict(set))
    kinds: dict[str, set[MissingKind]] = field(default_factory=lambda: defaultdict(set))
    loose: set[str] = field(default_factory=set)
    counted: set[str] = field(default_factory=set)

    def of(self, unit: str) -> tuple[object, ...]:
        """All that is said of one question, and of those that it is held against."""
        loose = unit in self.loose
        names = sorted(self.loose) if loose else [unit]
        return (
            frozenset(self.columns.get(unit, ())),
            frozenset(cut for name in names for cut in self.cuts.get(name, ())),
            frozenset(self.years.get(unit, ())),
            frozenset(self.kinds.get(unit, ())),
            loose,
            unit in self.counted,
        )


def merged(several: Iterable[Mentions]) -> Mentions:
    """What is said by some and by others."""
    whole = Mentions()
    for each in several:
        for name in ("columns", "cuts", "years", "kinds"):
            into = getattr(whole, name)
            for key, values in getattr(each, name).items():
                into[key] |= values
        whole.loose.update(each.loose)
        whole.counted.update(each.counted)
    return whole


def mentions_in(trees: Iterable[Node], vocabulary: Vocabulary) -> Mentions:
    """What is said of the names of some conditions; names that stand for nothing are left out."""
    mentions = Mentions()
    for tree in trees:
        for node in walk(tree):
            _mention(node, vocabulary, mentions)
    return mentions


def unit_of(subject: Subject, vocabulary: Vocabulary) -> str:
    """The name of what is answered in one go: a question, or the row of a grid."""
    owner = vocabulary.get(subject.question)
    joint = owner is not None and owner.form in {Form.MULTIPLE, Form.RANKING}
    return subject.question if joint and subject.form is not Form.TEXT else subject.name


def _mention(node: Node, vocabulary: Vocabulary, mentions: Mentions) -> None:
    match node:
        case Name(id=name) if name in vocabulary:
            subject = vocabulary[name]
            columns = subject.columns if subject.form is Form.GRID else (name,)
            for column in columns if subject.form not in {Form.MULTIPLE, Form.RANKING} else ():
                mentions.columns[unit_of(vocabulary[column], vocabulary)].add(column)
            if subject.form in {Form.MULTIPLE, Form.RANKING}:
                mentions.columns[name].update(subject.columns[:1])
        case Comparison(_, left, right):
            _compared(left, right, vocabulary, mentions)
        case Among(value, constants):
            for constant in constants:
                _compared(value, constant, vocabulary, mentions)
        case Call(function, (Name(id=name), *rest)) if name in vocabulary:
            _called(function, vocabulary[name], rest, mentions)


def _called(function: Function, subject: Subject, rest: list[Node], mentions: Mentions) -> None:
    if function is Function.COUNT:
        mentions.counted.add(subject.name)
    elif function is Function.MISSING:
        for each in rest:
            if isinstance(each, Name) and each.id in KINDS:
                for name in (subject.name, *subject.columns):
                    mentions.kinds[name].add(KINDS[each.id])
    elif function in _OF_CODES and subject.form in WHOLE:
        codes = {each.value for each in rest if isinstance(each, Constant)}
        if subject.form is Form.GRID:
            for column in subject.columns:
                mentions.cuts[column].update(codes)
        else:
            pairs = zip(subject.codes, subject.columns, strict=True)
            mentions.columns[subject.name].update(c for code, c in pairs if code.value in codes)


def _compared(left: Node, right: Node, vocabulary: Vocabulary, mentions: Mentions) -> None:
    for one, other in ((left, right), (right, left)):
        constant = _folded(other)
        if constant is None:
            continue
        found = _solved(one, constant, vocabulary)
        if found:
            _cut(*found, vocabulary, mentions)
            return
    mentions.loose.update(_sources((left, right), vocabulary))


def _cut(head: Name | Call, value: float | str, vocabulary: Vocabulary, mentions: Mentions) -> None:
    match head:
        case Name(id=name) if name in vocabulary:
            mentions.cuts[name].add(value)
        case Call(Function.YEARS_SINCE, (Name(id=name),)) if not isinstance(value, str):
            mentions.years[name].add(value)


def _sources(nodes: Iterable[Node], vocabulary: Vocabulary) -> set[str]:
    """The names in a calculation, and those that its computed numbers are worked out from."""
    found: set[str] = set()
    waiting = list(nodes)
    while waiting:
        for node in walk(waiting.pop()):
            if isinstance(node, Name) and node.id not in found:
                found.add(node.id)
                value = _value_of(node, vocabulary)
                waiting.extend([value] if value else [])
    return found


def _value_of(node: Node, vocabulary: Vocabulary) -> Node | None:
    """What the number of a computed question is worked out by."""
    subject = vocabulary.get(node.id) if isinstance(node, Name) else None
    question = subject.computed if subject else None
    return question.value.tree if question and question.value else None


def _folded(node: Node) -> float | str | None:
    """The constant that a node without names comes to; None if it has names or no value."""
    match node:
        case Constant(value):
            return value
        case Negative(of):
            inner = _folded(of)
            return None if inner is None or isinstance(inner, str) else -inner
        case Arithmetic(operator, left, right):
            one, other = _folded(left), _folded(right)
            if isinstance(one, int | float) and isinstance(other, int | float):
                return _reckoned(operator, one, other)
    return None


def _reckoned(operator: Operator, one: float, other: float) -> float | None:
    match operator:
        case Operator.PLUS:
            return one + other
        case Operator.MINUS:
            return one - other
        case Operator.TIMES:
            return one * other
    return one / other if other else None


def _solved(
    node: Node, value: float | str, vocabulary: Vocabulary
) -> tuple[Name | Call, float | str] | None:
    """The one thing in a calculation, and what it must be for the calculation to come to a value.

    None if there are several, or none.
    """
    for _ in range(_MOST_STEPS):
        inside = _value_of(node, vocabulary)
        if inside is not None:
            node = inside
        elif isinstance(node, Negative | Arithmetic) and not isinstance(value, str):
            turned = _turned(node, value)
            if turned is None or not math.isfinite(turned[1]):
                return None
            node, value = turned
        else:
            break
    return (node, value) if isinstance(node, Name | Call) else None


def _turned(node: Negative | Arithmetic, value: float) -> tuple[Node, float] | None:
    """One step of solving an equation."""
    if isinstance(node, Negative):
        return node.of, -value
    left, right = _folded(node.left), _folded(node.right)
    if isinstance(right, int | float) and left is None:
        back = _BACK[node.operator]
        found = _reckoned(back, value, right)
        return None if found is None else (node.left, found)
    if isinstance(left, int | float) and right is None:
        if node.operator in {Operator.MINUS, Operator.OVER}:
            found = _reckoned(node.operator, left, value)
        else:
            found = _reckoned(_BACK[node.operator], value, left)
        return None if found is None else (node.right, found)
    return None


_BACK = {
    Operator.PLUS: Operator.MINUS,
    Operator.MINUS: Operator.PLUS,
    Operator.TIMES: Operator.OVER,
    Operator.OVER: Operator.TIMES,
}
