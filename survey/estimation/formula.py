"""Formulas of regressions, read by a small grammar of our own: nothing in them is ever run.

    formula     = column "~" sum
    sum         = crossing {"+" crossing}
    crossing    = interaction {"*" interaction}
    interaction = atom {":" atom}
    atom        = "1" | column | "C(" column ")" | "(" sum ")"

A column is a name, or any text between backquotes. ``a * b`` is ``a + b + a:b``; every formula has
an intercept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from survey.errors import WrongUseError
from survey.language.messages import fail, quoted

Term = tuple[str, ...]
"""The columns that a term multiplies; none for the intercept."""

_MOST_LETTERS = 2000
_MOST_TERMS = 200
_DEEPEST = 20
_SHOWN = 20
_TOKEN = re.compile(
    r"\s*(?:`(?P<quoted>[^`]+)`|(?P<name>[^\W\d][\w.]*)|(?P<sign>1(?![\w.])|[~+:*()]))"
)
_END = "end"


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula.

    Attributes
    ----------
    text : str
        As it was written.
    outcome : str
    terms : tuple of Term
        Without the intercept; fewer columns first, otherwise in the order written.
    categorical : frozenset of str
        Columns marked with ``C()``.
    """

    text: str
    outcome: str
    terms: tuple[Term, ...]
    categorical: frozenset[str]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns on the right, in the order in which they are first named."""
        return tuple(dict.fromkeys(name for term in self.terms for name in term))


def parse_formula(text: object) -> Formula:
    """Read a formula.

    Raises
    ------
    WrongUseError
        If it holds anything but names, ``~ + : *``, ``1``, parentheses and ``C()``, or is too long.

    Examples
    --------
    >>> parse_formula("safe ~ area * age").terms
    (('area',), ('age',), ('area', 'age'))
    """
    if not isinstance(text, str):
        raise fail(WrongUseError, "regression.formula", got=type(text).__name__)
    if len(text) > _MOST_LETTERS:
        raise fail(WrongUseError, "regression.formula_long", got=len(text), most=_MOST_LETTERS)
    reader = _Reader(text, _tokens(text))
    outcome = reader.column()
    reader.take("~")
    terms = sorted(reader.sum(), key=len)
    reader.take(_END)
    if any(outcome in term for term in terms):
        raise fail(WrongUseError, "regression.outcome_twice", name=quoted(outcome))
    return Formula(text, outcome, tuple(t for t in terms if t), frozenset(reader.categorical))


class _Token(NamedTuple):
    """A sign or a name, and where it begins."""

    kind: str
    text: str
    start: int


def _tokens(text: str) -> list[_Token]:
    found, place = [], 0
    end = len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            raise _refusal(text, place)
        name = match["quoted"] or match["name"]
        kind = "name" if name else match["sign"]
        found.append(_Token(kind, name or match["sign"], match.start(match.lastgroup or 0)))
        place = match.end()
    return [*found, _Token(_END, "", end)]


def _refusal(text: str, place: int) -> WrongUseError:
    rest = " ".join((text[place:].strip() or text).split())
    shown = rest if len(rest) <= _SHOWN else f"{rest[:_SHOWN]}…"
    return fail(WrongUseError, "regression.formula", got=quoted(shown))


@dataclass(slots=True)
class _Reader:
    """Reads tokens from the left; each method reads what the grammar calls by its name."""

    text: str
    tokens: list[_Token]
    at: int = 0
    depth: int = 0
    categorical: set[str] = field(default_factory=set)

    def sees(self, kind: str) -> bool:
        return self.tokens[self.at].kind == kind

    def take(self, kind: str) -> str:
        token = self.tokens[self.at]
        if token.kind != kind:
            raise _refusal(self.text, token.start)
        self.at += 1
        return token.text

    def column(self) -> str:
        name = self.take("name")
        if self.sees("("):
            raise fail(WrongUseError, "regression.function", got=quoted(f"{name[:_SHOWN]}(…)"))
        return name

    def sum(self) -> list[Term]:
        terms = self.crossing()
        while self.sees("+"):
            self.take("+")
            terms = _union(terms, self.crossing())
        return terms

    def crossing(self) -> list[Term]:
        terms = self.interaction()
        while self.sees("*"):
            self.take("*")
            others = self.interaction()
            terms = _union(_union(terms, others), _products(terms, others))
        return terms

    def interaction(self) -> list[Term]:
        terms = self.atom()
        while self.sees(":"):
            self.take(":")
            terms = _products(terms, self.atom())
        return terms

    def atom(self) -> list[Term]:
        if self.sees("1"):
            self.take("1")
            return [()]
        if self.sees("("):
            return self.inner()
        if self.tokens[self.at].text == "C" and self.tokens[self.at + 1].kind == "(":
            self.at += 2
            name = self.column()
            self.categorical.add(name)
            self.take(")")
            return [(name,)]
        return [(self.column(),)]

    def inner(self) -> list[Term]:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise fail(WrongUseError, "regression.formula_nested", most=_DEEPEST)
        self.take("(")
        terms = self.sum()
        self.take(")")
        self.depth -= 1
        return terms


def _union(terms: list[Term], others: list[Term]) -> list[Term]:
    """Terms that occur in either list, once each whatever the order of their columns."""
    found = {frozenset(term): term for term in reversed([*terms, *others])}
    if len(found) > _MOST_TERMS:
        raise fail(WrongUseError, "regression.formula_terms", most=_MOST_TERMS)
    return list(reversed(found.values()))


def _products(terms: list[Term], others: list[Term]) -> list[Term]:
    if len(terms) * len(others) > _MOST_TERMS:
        raise fail(WrongUseError, "regression.formula_terms", most=_MOST_TERMS)
    return _union([tuple(dict.fromkeys(a + b)) for a in terms for b in others], [])
