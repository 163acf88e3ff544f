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
from survey.questionnaire.routing.computed import computed_cells, expressions_of
from survey.questionnaire.routing.domains import TODAY, Domain, TooManyError, domain_of
from survey.questionnaire.routing.evaluate import evaluate
from survey.questionnaire.routing.mentions import mentions_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.expressions.tree import Node
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
    return _solved([_Goal(each) for each in expressions], vocabulary, most)


def always_true(
    expression: Expression,
    vocabulary: Vocabulary,
    given: Iterable[Expression] = (),
    *,
    most: int = MOST,
) -> bool | None:
    """Whether a condition is true for everyone who fulfils others; None if not decided."""
    goals = [*map(_Goal, given), _Goal(expression, holds=False)]
    return _turned(_solved(goals, vocabulary, most))


def equivalent(
    one: Expression, other: Expression, vocabulary: Vocabulary, *, most: int = MOST
) -> bool | None:
    """Whether two conditions are true for the same respondents; None if not decided."""
    if one.source == other.source:
        return True
    found = [
        _solved([_Goal(first), _Goal(second, holds=False)], vocabulary, most)
        for first, second in ((one, other), (other, one))
    ]
    return False if True in found else None if None in found else True


def _turned(found: bool | None) -> bool | None:
    return None if found is None else not found


@dataclass(frozen=True, slots=True)
class _Goal:
    """A condition that must be true, or must not be."""

    condition: Expression
    holds: bool = True

    def parts(self) -> Iterator[_Goal]:
        """Goals that come to the same when all of them are reached."""
        tree = self.condition.tree
        joint = Joint.AND if self.holds else Joint.OR
        if isinstance(tree, Joined) and tree.joint is joint:
            for part in tree.parts:
                yield from _Goal(expression_of(part), self.holds).parts()
        else:
            yield self


@dataclass(slots=True)
class _Piece:
    """Goals that hang together by the questions they mention."""

    goals: list[_Goal]
    units: set[str]


def _solved(goals: Sequence[_Goal], vocabulary: Vocabulary, most: int) -> bool | None:
    """Whether all goals can be reached at once: each piece of them by itself."""
    parts = {(part.condition.source, part.holds): part for goal in goals for part in goal.parts()}
    pieces = _pieces(parts.values(), vocabulary)
    found = [_piece_solved(piece, vocabulary, most) for piece in pieces]
    return False if False in found else None if None in found else True


def _pieces(goals: Iterable[_Goal], vocabulary: Vocabulary) -> list[_Piece]:
    """Goals put together where they mention the same question."""
    pieces: list[_Piece] = []
    for goal in goals:
        behind = _computed_behind([goal.condition], vocabulary)
        mentions = mentions_in(_trees([goal], behind), vocabulary)
        joined = _Piece(
            [goal], {unit for unit in mentions.columns if not _is_computed(unit, vocabulary)}
        )
        apart = [piece for piece in pieces if not piece.units & joined.units]
        for piece in pieces:
            if piece.units & joined.units:
                joined = _Piece([*piece.goals, *joined.goals], piece.units | joined.units)
        pieces = [*apart, joined]
    return pieces


def _is_computed(name: str, vocabulary: Vocabulary) -> bool:
    return vocabulary[name].computed is not None


def _computed_behind(conditions: Iterable[Expression], vocabulary: Vocabulary) -> list[Subject]:
    """The computed questions that conditions hang on, each after those that it hangs on itself."""
    order: dict[str, Subject] = {}
    entered: set[str] = set()
    waiting = [(name, False) for each in conditions for name in reversed(each.names)]
    while waiting:
        name, done = waiting.pop()
        subject = vocabulary.get(name)
        if subject is None or subject.computed is None:
            continue
        if done:
            order[name] = subject
        elif name not in entered:
            entered.add(name)
            waiting.append((name, True))
            names = (inner for each in _behind(subject) for inner in each.names)
            waiting.extend((inner, False) for inner in names)
    return list(order.values())


def _behind(subject: Subject) -> list[Expression]:
    """What decides the value of a computed question."""
    own = expressions_of(subject.computed) if subject.computed else ()
    return [*own, *([subject.universe] if subject.universe else [])]


def _trees(goals: Iterable[_Goal], behind: Iterable[Subject]) -> Iterator[Node]:
    """All conditions that can tell answers apart."""
    for goal in goals:
        yield goal.condition.tree
    for subject in behind:
        yield from (each.tree for each in _behind(subject))
        if subject.computed and subject.computed.value:
            value = subject.computed.value.tree
            yield Comparison(Comparator.AT_LEAST, value, Constant(0))


def _piece_solved(piece: _Piece, vocabulary: Vocabulary, most: int) -> bool | None:
    behind = _computed_behind([goal.condition for goal in piece.goals], vocabulary)
    mentions = mentions_in(_trees(piece.goals, behind), vocabulary)
    try:
        domains = [domain_of(unit, mentions, vocabulary) for unit in sorted(piece.units)]
    except TooManyError:
        return None
    size = math.prod(map(len, domains))
    if size > most:
        return None
    for start in range(0, size, _BLOCK):
        chosen = np.arange(start, min(start + _BLOCK, size))
        if _reached(piece, _combined(domains, chosen), behind, vocabulary):
            return True
    return False if all(domain.exact for domain in domains) else None


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


def _reached(
    piece: _Piece, answers: Answers, behind: Iterable[Subject], vocabulary: Vocabulary
) -> bool:
    """Whether any of the answers reaches all goals."""
    for subject in behind:
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
