"""Conditions said in words: "Asked only if “Age” is at least 18."."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any

from babel.dates import format_skeleton
from babel.lists import format_list

from survey.language.catalogue import text
from survey.language.messages import quoted
from survey.language.numbers import NO_BREAK, format_date, format_number, locale_of
from survey.language.words import join_words
from survey.questionnaire.expressions.expression import Expression
from survey.questionnaire.expressions.tree import (
    Among,
    Arithmetic,
    Call,
    Comparator,
    Comparison,
    Constant,
    Function,
    Joined,
    Joint,
    Name,
    Negative,
    Not,
    Operator,
)
from survey.questionnaire.expressions.writing import written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from survey.questionnaire.expressions.tree import Node


class Manner(StrEnum):
    """How a name is spoken of."""

    CHOICE = "choice"
    GROUP = "group"
    ROW = "row"
    RANK = "rank"
    OPTION = "option"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TICKS = "ticks"
    RANKS = "ranks"
    GRID = "grid"
    AREA = "area"
    WAVE = "wave"


@dataclass(frozen=True, slots=True)
class Called:
    """What a name is called in one language.

    Attributes
    ----------
    words : str
        The label of the question, the row or the option.
    manner : Manner
    answers : mapping of code to str
        What the codes mean; of an area or a wave, what it is called.
    of : str
        Label of the question that a row or an option belongs to.
    unit : str
        What a number counts: "years".
    precision : {"day", "month", "year"}
        Of a date; of a number, whether it is a year.
    missing : mapping of str to str
        Words for kinds of missing, where they differ from the usual ones.
    bare : bool
        Whether the words stand without quotation marks: question 12.
    """

    words: str
    manner: Manner = Manner.NUMBER
    answers: Mapping[int | str, str] = field(default_factory=dict)
    of: str = ""
    unit: str = ""
    precision: str = "day"
    missing: Mapping[str, str] = field(default_factory=dict)
    bare: bool = False


_CHOSEN = frozenset({Manner.CHOICE, Manner.GROUP, Manner.ROW, Manner.RANK, Manner.OPTION})
_TURNED = {
    Comparator.EQUAL: Comparator.UNEQUAL,
    Comparator.UNEQUAL: Comparator.EQUAL,
    Comparator.LESS: Comparator.AT_LEAST,
    Comparator.AT_LEAST: Comparator.LESS,
    Comparator.MORE: Comparator.AT_MOST,
    Comparator.AT_MOST: Comparator.MORE,
}
_MIRRORED = {
    Comparator.LESS: Comparator.MORE,
    Comparator.MORE: Comparator.LESS,
    Comparator.AT_LEAST: Comparator.AT_MOST,
    Comparator.AT_MOST: Comparator.AT_LEAST,
}
_HOLDS: Mapping[Comparator, Callable[[Any, Any], bool]] = {
    Comparator.EQUAL: operator.eq,
    Comparator.UNEQUAL: operator.ne,
    Comparator.LESS: operator.lt,
    Comparator.AT_MOST: operator.le,
    Comparator.MORE: operator.gt,
    Comparator.AT_LEAST: operator.ge,
}
_MOST_NAMED = 5
_QUOTED = re.compile(r'»[^«]*«|"[^"]*"')
_INNER_JOINT = re.compile(r", |\b(?:og|eller|and|or|nor)\b")
_PRECISIONS = ("year", "month", "day")


def asked_only_if(expression: Expression, called: Mapping[str, Called], language: str) -> str:
    r"""Who is asked, as a sentence.

    Parameters
    ----------
    expression : Expression
    called : mapping of str to Called
        A name that isn't in it is said as it is written.
    language : {"da", "en"}

    Examples
    --------
    >>> from survey.questionnaire.expressions.parser import parse_expression
    >>> age = {"age": Called("Alder", unit="år")}
    >>> asked_only_if(parse_expression("age >= 18"), age, "da")
    'Stilles kun, hvis »Alder« er mindst 18\xa0år.'
    """
    condition = said(expression, called, language)
    return text("condition.asked_only_if", lang=language, condition=condition)


def said(expression: Expression | Node, called: Mapping[str, Called], language: str) -> str:
    """A condition or a calculation in words, as it stands after "if"."""
    tree = expression.tree if isinstance(expression, Expression) else expression
    speaker = _Speaker(called, language)
    return speaker.condition(tree) if _is_condition(tree) else speaker.value(tree)


def _is_condition(tree: Node) -> bool:
    if isinstance(tree, Call):
        return tree.function not in {Function.COUNT, Function.YEARS_SINCE}
    if isinstance(tree, Constant):
        return isinstance(tree.value, bool)
    return isinstance(tree, Comparison | Among | Not | Joined)


def _straight(node: Node, *, holds: bool = True) -> Node:
    """The same condition with *not* taken into what it stands before, as three values allow."""
    match node:
        case Not(of):
            return _straight(of, holds=not holds)
        case Joined(joint, parts):
            other = Joint.OR if joint is Joint.AND else Joint.AND
            inner = [_straight(part, holds=holds) for part in parts]
            return _flat(joint if holds else other, inner)
        case Comparison(comparator, left, right) if not holds:
            return Comparison(_TURNED[comparator], left, right)
        case Constant(bool(value)):
            return Constant(value is holds)
    return node if holds else Not(node)


def _flat(joint: Joint, parts: Iterable[Node]) -> Joined:
    flat: list[Node] = []
    for part in parts:
        same = isinstance(part, Joined) and part.joint is joint
        flat.extend(part.parts if isinstance(part, Joined) and same else [part])
    return Joined(joint, tuple(flat))


def _name_first(node: Node) -> Node:
    """A comparison with its constant on the right."""
    if isinstance(node, Comparison) and isinstance(node.left, Constant):
        comparator = _MIRRORED.get(node.comparator, node.comparator)
        return Comparison(comparator, node.right, node.left)
    return node


class _Speaker:
    """Says conditions in one language."""

    def __init__(self, called: Mapping[str, Called], language: str) -> None:
        self.called = called
        self.language = language

    # Words

    def phrase(self, key: str, **fields: str) -> str:
        return text(f"condition.{key}", lang=self.language, **fields)

    def quoted(self, words: str) -> str:
        return quoted(words, lang=self.language)

    def named(self, called: Called) -> str:
        return called.words if called.bare else self.quoted(called.words)

    def listed(self, words: Sequence[str], joint: Joint) -> str:
        if joint is Joint.AND:
            return join_words(words, self.language)
        return str(format_list(list(words), style="or", locale=locale_of(self.language)))

    def neither(self, words: Sequence[str]) -> str:
        return self.phrase("neither", first=", ".join(words[:-1]), last=words[-1])

    # Conditions

    def condition(self, tree: Node) -> str:
        return self.joined(_straight(tree), top=True)

    def joined(self, node: Node, *, top: bool = False) -> str:
        if not isinstance(node, Joined):
            return self.atom(node)
        parts = list(self.parts(node))
        whole = self.strung(parts, node.joint)
        return whole if top or len(parts) == 1 else f"({whole})"

    def parts(self, node: Joined) -> Iterator[str]:
        """The phrases of a list; bounds of one number that follow each other are one phrase."""
        parts = [_name_first(part) for part in node.parts]
        for subject, group in groupby(parts, key=self.bounded):
            if subject and node.joint is Joint.AND:
                yield self.bounds([each for each in group if isinstance(each, Comparison)])
            else:
                yield from map(self.joined, group)

    def strung(self, parts: Sequence[str], joint: Joint) -> str:
        """Conditions in a row, with a comma before the joint where it could be misread."""
        plain = (_QUOTED.sub("", part) for part in parts if not part.startswith("("))
        if len(parts) < 2 or not any(map(_INNER_JOINT.search, plain)):
            return self.listed(parts, joint)
        return self.phrase(f"then.{joint}", first=", ".join(parts[:-1]), last=parts[-1])

    def atom(self, node: Node) -> str:
        holds = not isinstance(node, Not)
        match node.of if isinstance(node, Not) else _name_first(node):
            case Constant(bool(value)):
                return self.phrase("always" if value else "never")
            case Comparison() as comparison:
                return self.compared(comparison)
            case Among() as among:
                return self.among(among, holds=holds)
            case Call(function, (Name(id=name), *rest)):
                return self.told(function, name, rest, holds=holds)
        return self.quoted(written(node))

    def compared(self, node: Comparison) -> str:
        comparator, left, right = node.comparator, node.left, node.right
        constant = _constant(right)
        if constant is None:
            fields = {"left": self.value(left), "right": self.value(right)}
            return self.phrase(f"than.{comparator.name.lower()}", **fields)
        if isinstance(left, Name) and self.of(left.id).manner in _CHOSEN:
            inside = _fitting(self.of(left.id), comparator, constant)
            turned = comparator is Comparator.UNEQUAL
            return self.chosen(left.id, inside, turned=turned) or self.bounds([node])
        return self.bounds([node])

    def among(self, node: Among, *, holds: bool) -> str:
        values = [each.value for each in node.constants]
        if isinstance(node.value, Name):
            codes = self.of(node.value.id).answers
            inside = [code for code in codes if (code in values) is holds]
            if self.of(node.value.id).manner in _CHOSEN and set(values) <= set(codes):
                return self.chosen(node.value.id, inside, turned=not holds)
        shown = [self.constant(each, node.value, unit=each == values[-1]) for each in values]
        bound = self.listed(shown, Joint.OR) if holds else self.other_than(shown)
        return self.phrase("bounded", subject=self.value(node.value), bounds=bound)

    def chosen(self, name: str, inside: Sequence[int | str], *, turned: bool) -> str:
        """That one of some codes was answered; empty if none of them is one."""
        called = self.of(name)
        outside = [code for code in called.answers if code not in inside]
        if not inside:
            return ""
        if not outside:
            return self.phrase("answered", name=self.thing(name))
        if called.manner is Manner.OPTION:
            key = "ticks.one" if 1 in inside else "ticks.not_one"
            return self.phrase(key, option=self.named(called), name=self.quoted(called.of))
        few = len(outside) < min(len(inside), _MOST_NAMED)
        if few and (turned or len(inside) > _MOST_NAMED):
            bound = self.other_than([self.quoted(called.answers[code]) for code in outside])
        else:
            bound = self.listed([self.quoted(called.answers[code]) for code in inside], Joint.OR)
        return self.phrase("bounded", subject=self.subject(name), bounds=bound)

    def other_than(self, shown: Sequence[str]) -> str:
        return self.phrase("other", value=shown[0]) if len(shown) == 1 else self.neither(shown)

    # Bounds of numbers, dates and texts

    def bounded(self, node: Node) -> str:
        """What a comparison sets a bound to, as it is written; empty if it does nothing such."""
        if not isinstance(node, Comparison) or _constant(node.right) is None:
            return ""
        if isinstance(node.left, Name) and self.of(node.left.id).manner in _CHOSEN:
            return ""
        return written(node.left)

    def bounds(self, group: Sequence[Comparison]) -> str:
        bounds = [self.bound(each, unit=each is group[-1]) for each in group]
        subject = self.value(group[0].left)
        return self.phrase("bounded", subject=subject, bounds=self.listed(bounds, Joint.AND))

    def bound(self, node: Comparison, *, unit: bool) -> str:
        value = self.constant(_constant(node.right), node.left, unit=unit)
        if node.comparator is Comparator.EQUAL:
            return value
        if node.comparator is Comparator.UNEQUAL:
            return self.phrase("other", value=value)
        dated = isinstance(node.left, Name) and self.of(node.left.id).manner is Manner.DATE
        kind = "day" if dated else "number"
        return self.phrase(f"bound.{kind}.{node.comparator.name.lower()}", value=value)

    def constant(self, value: float | str | None, beside: Node, *, unit: bool = True) -> str:
        """A constant as it is said beside the thing that it is compared with."""
        called = self.of(beside.id) if isinstance(beside, Name) else Called("")
        if isinstance(value, str):
            dated = called.manner is Manner.DATE
            return (
                self.day(value, called) if dated else self.quoted(called.answers.get(value, value))
            )
        if value is None or isinstance(value, bool):
            return str(value)
        if called.precision == "year" or (isinstance(beside, Arithmetic) and _is_year(value)):
            return str(value)
        counted = f"{NO_BREAK}{called.unit}" if unit and called.unit else ""
        return format_number(value, self.language) + counted

    def day(self, written: str, called: Called) -> str:
        """A day, or a month or a year if no more is asked for."""
        given = {4: "year", 7: "month"}.get(len(written), "day")
        precision = max(given, called.precision, key=_PRECISIONS.index)
        try:
            day = date.fromisoformat(written + {4: "-01-01", 7: "-01"}.get(len(written), ""))
        except ValueError:
            return self.quoted(written)
        if precision == "day":
            return format_date(day, self.language)
        pattern = "yMMMM" if precision == "month" else "y"
        return str(format_skeleton(pattern, day, locale=locale_of(self.language)))

    # What names are called

    def of(self, name: str) -> Called:
        return self.called.get(name, Called(name))

    def thing(self, name: str) -> str:
        """A question, or a part of one with the question it belongs to."""
        called = self.of(name)
        own = self.named(called)
        key = {Manner.ROW: "under", Manner.OPTION: "within", Manner.RANK: "within"}.get(
            called.manner
        )
        return self.phrase(f"thing.{key}", name=own, of=self.quoted(called.of)) if key else own

    def subject(self, name: str) -> str:
        """What is compared: the answer to a question, a number, the area."""
        manner = self.of(name).manner
        if manner in {Manner.AREA, Manner.WAVE}:
            return self.phrase(f"subject.{manner}")
        if manner in {Manner.CHOICE, Manner.ROW, Manner.TEXT}:
            return self.phrase("subject.answer", name=self.thing(name))
        if manner is Manner.RANK:
            return self.phrase("subject.rank", name=self.thing(name))
        return self.thing(name)

    def value(self, node: Node) -> str:
        """A calculation or one side of a comparison."""
        match node:
            case Constant(value):
                return self.constant(value, Arithmetic(Operator.PLUS, node, node))
            case Name(id=name):
                return self.subject(name)
            case Negative(of):
                return self.phrase("reckoned.negative", value=self.inner(of))
            case Arithmetic(sign, left, right):
                fields = {"left": self.inner(left), "right": self.inner(right)}
                return self.phrase(f"reckoned.{sign.name.lower()}", **fields)
            case Call(Function.COUNT | Function.YEARS_SINCE as function, (Name(id=name), *_)):
                key = "ranked" if self.of(name).manner is Manner.RANKS else function
                return self.phrase(f"reckoned.{key}", name=self.thing(name))
        return self.quoted(written(node))

    def inner(self, node: Node) -> str:
        words = self.value(node)
        return f"({words})" if isinstance(node, Arithmetic | Negative) else words

    # Functions

    def told(self, function: Function, name: str, rest: Sequence[Node], *, holds: bool) -> str:
        if function in {Function.ANSWERED, Function.MISSING}:
            if rest:
                return self.missing(name, written(rest[0]), holds=holds)
            answered = holds is (function is Function.ANSWERED)
            return self.phrase("answered" if answered else "unanswered", name=self.thing(name))
        called = self.of(name)
        codes = [self.answer(called, each) for each in rest]
        fields = {"name": self.named(called)}
        if function in {Function.ANY_OF, Function.ALL_OF}:
            key = {
                (Function.ANY_OF, True): "any", (Function.ANY_OF, False): "none",
                (Function.ALL_OF, True): "all", (Function.ALL_OF, False): "not_all",
            }[function, holds]  # fmt: skip
            bound = self.other_than(codes) if key == "not_all" else self.listed(codes, Joint.OR)
            return self.phrase(f"rows.{key}", answers=bound, **fields)
        chapter = "ranks" if called.manner is Manner.RANKS else "ticks"
        return self.marked(chapter, function, codes, fields, holds=holds)

    def marked(
        self,
        chapter: str,
        function: Function,
        codes: Sequence[str],
        fields: Mapping[str, str],
        *,
        holds: bool,
    ) -> str:
        if len(codes) == 1:
            key = "one" if holds else "not_one"
            return self.phrase(f"{chapter}.{key}", option=codes[0], **fields)
        if function is Function.HAS_ALL:
            key = ("both" if len(codes) == 2 else "all") if holds else "not_all"
            options = self.listed(codes, Joint.AND)
        else:
            key = "any" if holds else "none"
            options = self.listed(codes, Joint.AND) if holds else self.neither(codes)
        return self.phrase(f"{chapter}.{key}", options=options, **fields)

    def answer(self, called: Called, node: Node) -> str:
        code = written(node)
        labels = {str(value): label for value, label in called.answers.items()}
        return self.quoted(labels.get(code, code))

    def missing(self, name: str, kind: str, *, holds: bool) -> str:
        usual = text(f"missing.{kind}", lang=self.language)
        words = self.quoted(self.of(name).missing.get(kind, usual))
        key = "given" if kind in {"dont_know", "refused"} else "recorded"
        negative = "" if holds else "not_"
        return self.phrase(f"missing.{negative}{key}", name=self.thing(name), kind=words)


def _constant(node: Node) -> float | str | None:
    """The number or text that a node is; None if it is none."""
    match node:
        case Constant(value):
            return None if isinstance(value, bool) else value
        case Negative(Constant(int() | float() as value)):
            return -value
    return None


def _fitting(called: Called, comparator: Comparator, constant: float | str) -> list[int | str]:
    """The codes for which a comparison holds."""
    if isinstance(constant, str):
        return []
    return [code for code in called.answers if _HOLDS[comparator](code, constant)]


def _is_year(value: float) -> bool:
    return isinstance(value, int) and 1900 <= value <= 2100
