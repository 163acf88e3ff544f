"""The value of a computed question for each respondent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from survey.codebook import MissingKind
from survey.questionnaire.routing.answers import Cells
from survey.questionnaire.routing.evaluate import evaluate, evaluate_number

if TYPE_CHECKING:
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.questions import Computed
    from survey.questionnaire.routing.answers import Answers, Floats
    from survey.questionnaire.routing.vocabulary import Subject, Vocabulary


def expressions_of(question: Computed) -> tuple[Expression, ...]:
    """What the value of a computed question is worked out by."""
    cases = tuple(case.when for case in question.cases)
    return cases if question.value is None else (question.value, *cases)


def computed_cells(question: Computed, answers: Answers, vocabulary: Vocabulary) -> Cells:
    """The values; no answer where one can't be decided or comes out below 0."""
    if question.value is not None:
        values = evaluate_number(question.value, answers, vocabulary)
    else:
        values = _of_cases(question, answers, vocabulary)
    known = ~np.isnan(values) & (values >= 0)
    codes = np.where(known, np.nan, float(MissingKind.NO_ANSWER))
    return Cells(np.where(known, values, np.nan), codes)


def _of_cases(question: Computed, answers: Answers, vocabulary: Vocabulary) -> Floats:
    """The first case that is true, if none before it is undecided."""
    values = np.full(answers.size, np.nan)
    left = np.ones(answers.size, dtype=bool)
    for case in question.cases:
        truth = evaluate(case.when, answers, vocabulary)
        values[left & truth.true] = case.value
        left &= truth.false
    if question.otherwise is not None:
        values[left] = question.otherwise
    return values


def computed_behind(condition: Expression, vocabulary: Vocabulary) -> list[Subject]:
    """The computed questions that a condition hangs on, each after those it hangs on itself."""
    order: dict[str, Subject] = {}
    entered: set[str] = set()
    waiting = [(name, False) for name in reversed(condition.names)]
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
            names = (inner for each in decided_by(subject) for inner in each.names)
            waiting.extend((inner, False) for inner in names)
    return list(order.values())


def decided_by(subject: Subject) -> list[Expression]:
    """What decides the value of a computed question."""
    own = expressions_of(subject.computed) if subject.computed else ()
    return [*own, *([subject.universe] if subject.universe else [])]
