"""The walk of many respondents through a questionnaire, question by question."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from survey.codebook import MissingKind
from survey.questionnaire.columns import asked_questions
from survey.questionnaire.questions import Computed, Grid, Roster
from survey.questionnaire.routing.answers import Answers, Cells, Values
from survey.questionnaire.routing.evaluate import evaluate, evaluate_number
from survey.questionnaire.routing.vocabulary import PLACES, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from survey.questionnaire.columns import Asked
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.routing.answers import Bools, Floats
    from survey.questionnaire.routing.vocabulary import Vocabulary
    from survey.questionnaire.walking.answering import Crowd

_ELSEWHERE = "–"
TODAY = "2026-01-01"
"""The day of all walks, for `years_since`."""


@dataclass(frozen=True, slots=True)
class Step:
    """A question with who came to it.

    Attributes
    ----------
    asked : Asked
    who : array of bool
        One for each row; in a roster a row is a person of a household.
    rows : mapping of str to array of bool
        The same for each row of a grid.
    respondents : array of int
        The respondent of each row.
    """

    asked: Asked
    who: Bools
    rows: Mapping[str, Bools]
    respondents: NDArray[np.int64]


@dataclass(slots=True)
class _Table:
    """The answers of the respondents, or of the persons of a roster, as far as they have come."""

    crowd: Crowd
    vocabulary: Vocabulary
    respondents: NDArray[np.int64]
    answers: Answers
    cells: dict[tuple[str, Values], Cells] = field(default_factory=dict)
    waiting: list[Asked] = field(default_factory=list)
    known: set[str] = field(default_factory=lambda: set(PLACES))
    truths: dict[str, Bools] = field(default_factory=dict)

    def put(self, name: str, kind: Values, cells: Cells) -> None:
        self.cells[name, kind] = cells
        self.answers.put(name, cells, kind)
        self.known.add(name)

    def holds(self, condition: Expression | None) -> Bools:
        """For whom a condition is true; for all, if there is none."""
        if condition is None:
            return np.ones(self.crowd.size, dtype=bool)
        if condition.source not in self.truths:
            found = evaluate(condition, self.answers, self.vocabulary)
            self.truths[condition.source] = found.true
        return self.truths[condition.source]

    def take(self, asked: Asked) -> Step:
        """Ask a question, and let those who come to it answer."""
        question, who = asked.question, self.holds(asked.universe)
        rows: dict[str, Bools] = {}
        if isinstance(question, Grid):
            for row in question.rows:
                rows[row.id] = who & self.holds(row.ask_if)
            who = np.any([*rows.values()], axis=0) if rows else who
        by_column = {f"{question.id}_{row}": mask for row, mask in rows.items()}
        for name, kind, cells in self.crowd.answers(question):
            here = by_column.get(name, who)
            self.put(name, kind, cells.hidden(~here, MissingKind.NOT_ASKED))
        self.known.add(question.id)
        if isinstance(question, Computed):
            self.known.discard(question.id)
            self.waiting.append(asked)
        self._work_out()
        return Step(asked, who, rows, self.respondents)

    def _work_out(self) -> None:
        """Give computed questions their value once all that they hang on is known."""
        for asked in tuple(self.waiting):
            question = asked.question
            if isinstance(question, Computed) and self._is_ready(question):
                self.waiting.remove(asked)
                values = self._worked_out(question)
                cells = Cells(values, np.where(np.isnan(values), MissingKind.NO_ANSWER, np.nan))
                left_out = ~self.holds(asked.universe)
                hidden = cells.hidden(left_out, MissingKind.NOT_ASKED)
                self.put(question.id, Values.NUMBERS, hidden)

    def _is_ready(self, question: Computed) -> bool:
        expressions = [*(case.when for case in question.cases)]
        expressions += [question.value] if question.value is not None else []
        return all(name in self.known for each in expressions for name in each.names)

    def _worked_out(self, question: Computed) -> Floats:
        if question.value is not None:
            return evaluate_number(question.value, self.answers, self.vocabulary)
        values = np.full(self.crowd.size, np.nan)
        open_ = np.ones(self.crowd.size, dtype=bool)
        for case in question.cases:
            truth = evaluate(case.when, self.answers, self.vocabulary)
            values[open_ & truth.true] = case.value
            open_ &= truth.false
        if question.otherwise is not None:
            values[open_] = question.otherwise
        return values

    def persons(self, roster: Roster, who: Bools) -> _Table:
        """The table of a roster: as many rows as each household has persons."""
        counts = np.where(who, self._count(roster), 0)
        rows = np.repeat(np.arange(self.crowd.size), counts)
        crowd = replace(self.crowd, size=len(rows))
        vocabulary, known = self.vocabulary, set(self.known)
        answers = Answers({"": rows}, today=TODAY)
        inner = _Table(crowd, vocabulary, self.respondents[rows], answers, known=known)
        for (name, kind), cells in self.cells.items():
            inner.put(name, kind, Cells(cells.values[rows], cells.codes[rows]))
        return inner

    def _count(self, roster: Roster) -> NDArray[np.int64]:
        size = self.crowd.size
        if not roster.count:
            return self.crowd.rng.integers(1, roster.most + 1, size)
        counted = self.cells.get((roster.count, Values.NUMBERS))
        numbers = np.zeros(size) if counted is None else np.nan_to_num(counted.values)
        return np.clip(numbers, 0, roster.most).astype(np.int64)


def walk_through(
    questionnaire: Questionnaire,
    crowd: Crowd,
    places: Mapping[str, tuple[str, ...]],
    *,
    only: frozenset[str] | None = None,
) -> Iterator[Step]:
    """Let invented respondents answer a questionnaire from its first question to its last.

    Parameters
    ----------
    questionnaire : Questionnaire
    crowd : Crowd
    places : mapping of str to tuple of str
        Areas and waves that they are spread over.
    only : set of str, optional
        Questions that are asked; the rest is left out.
    """
    table = _first_table(questionnaire, crowd, places)
    persons: dict[str, _Table] = {}
    for asked in asked_questions(questionnaire.sections):
        question = asked.question
        if only is not None and question.id not in only:
            continue
        if asked.table:
            yield persons[asked.table].take(asked)
            continue
        step = table.take(asked)
        if isinstance(question, Roster):
            persons[question.id] = table.persons(question, step.who)
        yield step


def _first_table(
    questionnaire: Questionnaire, crowd: Crowd, places: Mapping[str, tuple[str, ...]]
) -> _Table:
    everyone = np.arange(crowd.size)
    answers = Answers({"": everyone}, today=TODAY)
    table = _Table(crowd, vocabulary_of(questionnaire), everyone, answers)
    for name, values in places.items():
        texts = np.resize(np.array([*values, _ELSEWHERE], dtype=object), crowd.size)
        table.put(name, Values.TEXTS, Cells(texts, np.full(crowd.size, np.nan)))
    return table
