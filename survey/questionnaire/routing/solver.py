"""Whether conditions can hold, always hold, or hold for the same respondents.

The answers that the conditions can tell apart are gone through one by one. Where there are too
many, or where a calculation leaves more to tell apart than was tried, nothing is claimed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.codebook import MissingKind
from survey.questionnaire.expressions.tree import Comparator, Comparison, Constant, Joined, Joint
from survey.questionnaire.expressions.writing import expression_of
from survey.questionnaire.routing.answers import Answers
from survey.questionnaire.routing.computed import computed_behind, computed_cells, decided_by
from survey.questionnaire.routing.domains import TODAY, Domain, TooManyError, domain_of
from survey.questionnaire.routing.evaluate import evaluate
from survey.questionnaire.routing.mentions import mentions_in, merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.expressions.tree import Node
    from survey.questionnaire.routing.mentions import Mentions
    from survey.questionnaire.routing.vocabulary import Subject, Vocabulary

MOST = 500_000
_BLOCK = 1 << 15


def satisfiable(
    expressions: Iterable[Expression], vocabulary: Vocabulary, *, most: int = MOST
) -> bool | None:
    """Whether one respondent can fulfil all conditions.

    Parameters
    ----------
    expressions : iterable of Expression
        Who is asked the questions that they mention is not considered; add those conditions.
    vocabulary : Vocabulary
    most : int
        How many combinations of answers are gone through at most.

    Returns
    -------
    bool or None
        None if that was not decided.
    """
    return Solver(vocabulary, most).satisfiable(expressions)


def always_true(
    expression: Expression,
    vocabulary: Vocabulary,
    given: Iterable[Expression] = (),
    *,
    most: int = MOST,
) -> bool | None:
    """Whether a condition is true for everyone who fulfils others; None if not decided."""
    return Solver(vocabulary, most).always_true(expression, given)


def equivalent(
    one: Expression, other: Expression, vocabulary: Vocabulary, *, most: int = MOST
) -> bool | None:
    """Whether two conditions are true for the same respondents; None if not decided."""
    if one.source == other.source:
        return True
    solver = Solver(vocabulary, most)
    found = [solver.always_true(one, [other]), solver.always_true(other, [one])]
    return False if False in found else None if None in found else True


@dataclass(frozen=True, slots=True)
class _Goal:
    """A condition that must be true, or must not be.

    Attributes
    ----------
    condition : Expression
    holds : bool
    units : set of str
        What is answered in one go and decides it.
    mentions : Mentions
    behind : tuple of Subject
        The computed questions that it hangs on, in the order in which they can be worked out.
    """

    condition: Expression
    holds: bool
    units: frozenset[str]
    mentions: Mentions
    behind: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Goals that hang together by the questions they mention."""

    goals: tuple[_Goal, ...]
    units: frozenset[str]


class Solver:
    """Answers several questions about the conditions of one questionnaire.

    Parameters
    ----------
    vocabulary : Vocabulary
    most : int
        How many combinations of answers are gone through at most.
    """

    def __init__(self, vocabulary: Vocabulary, most: int = MOST) -> None:
        self.vocabulary = vocabulary
        self.most = most
        self._goals: dict[tuple[str, bool], list[_Goal]] = {}
        self._domains: dict[tuple[object, ...], Domain] = {}

    def satisfiable(self, expressions: Iterable[Expression]) -> bool | None:
        """Whether one respondent can fulfil all conditions; None if that was not decided."""
        return self._reached((each, True) for each in expressions)

    def always_true(self, expression: Expression, given: Iterable[Expression] = ()) -> bool | None:
        """Whether a condition is true for everyone who fulfils others; None if not decided."""
        found = self._reached([*((each, True) for each in given), (expression, False)])
        return None if found is None else not found

    def _reached(self, goals: Iterable[tuple[Expression, bool]]) -> bool | None:
        """Whether all goals can be reached at once: each piece of them by itself."""
        parts: dict[tuple[str, bool], _Goal] = {}
        for condition, holds in goals:
            for goal in self._parts(condition, holds=holds):
                parts[goal.condition.source, goal.holds] = goal
        found = [self._piece_reached(piece) for piece in _pieces(parts.values())]
        return False if False in found else None if None in found else True

    def _parts(self, condition: Expression, *, holds: bool) -> list[_Goal]:
        """Goals that come to the same as one when all of them are reached."""
        key = (condition.source, holds)
        if key not in self._goals:
            trees = _split(condition.tree, Joint.AND if holds else Joint.OR)
            conditions = [condition] if len(trees) == 1 else map(expression_of, trees)
            self._goals[key] = [self._goal(each, holds=holds) for each in conditions]
        return self._goals[key]

    def _goal(self, condition: Expression, *, holds: bool) -> _Goal:
        behind = computed_behind(condition, self.vocabulary)
        mentions = mentions_in(_trees(condition, behind), self.vocabulary)
        units = (name for name in mentions.columns if self.vocabulary[name].computed is None)
        return _Goal(condition, holds, frozenset(units), mentions, tuple(behind))

    def _piece_reached(self, piece: _Piece) -> bool | None:
        mentions = merged(goal.mentions for goal in piece.goals)
        try:
            domains = [self._domain(unit, mentions) for unit in sorted(piece.units)]
        except TooManyError:
            return None
        size = math.prod(map(len, domains))
        if size > self.most:
            return None
        for start in range(0, size, _BLOCK):
            chosen = np.arange(start, min(start + _BLOCK, size))
            if _any_reaches(piece, _combined(domains, chosen), self.vocabulary):
                return True
        return False if all(domain.exact for domain in domains) else None

    def _domain(self, unit: str, mentions: Mentions) -> Domain:
        key = (unit, *mentions.of(unit))
        if key not in self._domains:
            self._domains[key] = domain_of(unit, mentions, self.vocabulary)
        return self._domains[key]


def _split(tree: Node, joint: Joint) -> list[Node]:
    """The parts of a list that is joined so, the parts of its parts among them."""
    if isinstance(tree, Joined) and tree.joint is joint:
        return [each for part in tree.parts for each in _split(part, joint)]
    return [tree]


def _pieces(goals: Iterable[_Goal]) -> list[_Piece]:
    """Goals put together where they mention the same question."""
    pieces: list[_Piece] = []
    for goal in goals:
        near = [piece for piece in pieces if not piece.units.isdisjoint(goal.units)]
        goals_of_all = (*(each for piece in near for each in piece.goals), goal)
        units = goal.units.union(*(piece.units for piece in near))
        apart = [piece for piece in pieces if piece.units.isdisjoint(goal.units)]
        pieces = [*apart, _Piece(goals_of_all, units)]
    return pieces


def _trees(condition: Expression, behind: Iterable[Subject]) -> Iterator[Node]:
    """All conditions that can tell answers apart."""
    yield condition.tree
    for subject in behind:
        yield from (each.tree for each in decided_by(subject))
        if subject.computed and subject.computed.value:
            value = subject.computed.value.tree
            yield Comparison(Comparator.AT_LEAST, value, Constant(0))


def _combined(domains: Sequence[Domain], chosen: NDArray[np.intp]) -> Answers:
    """Some of all combinations of the values of several domains, by their numbers."""
    answers = Answers({}, today=TODAY)
    answers.size = len(chosen)
    shape = tuple(map(len, domains))
    places = np.unravel_index(chosen, shape) if shape else ()
    for domain, rows in zip(domains, places, strict=True):
        for column, cells in domain.cells.items():
            answers.put(column, cells.of_rows(rows), domain.kind)
    return answers


def _any_reaches(piece: _Piece, answers: Answers, vocabulary: Vocabulary) -> bool:
    """Whether any of the answers reaches all goals."""
    behind = {each.name: each for goal in piece.goals for each in goal.behind}
    for subject in behind.values():
        if subject.computed:
            cells = computed_cells(subject.computed, answers, vocabulary)
            if subject.universe:
                unasked = ~evaluate(subject.universe, answers, vocabulary).true
                cells = cells.hidden(unasked, MissingKind.NOT_ASKED)
            answers.put(subject.name, cells)
    left = np.ones(answers.size, dtype=bool)
    for goal in piece.goals:
        left &= evaluate(goal.condition, answers, vocabulary).true == goal.holds
        if not left.any():
            return False
    return True
