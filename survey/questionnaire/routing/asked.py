"""Who is asked what, and what computed questions come to: the routing run again on answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import MissingKind
from survey.errors import UnknownNameError, WrongUseError
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.columns import asked_questions
from survey.questionnaire.questions import Computed, Grid, Roster
from survey.questionnaire.routing.answers import Answers, Values, values_of
from survey.questionnaire.routing.computed import computed_behind, computed_cells, expressions_of
from survey.questionnaire.routing.evaluate import evaluate
from survey.questionnaire.routing.vocabulary import PLACES, WHOLE, Form, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from survey.questionnaire.columns import Asked
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.routing.answers import Bools
    from survey.questionnaire.routing.vocabulary import Subject


def asked(
    questionnaire: Questionnaire,
    data: pd.DataFrame,
    *,
    area: object = None,
    wave: object = None,
    today: object = None,
    table: str = "",
    parents: pd.DataFrame | None = None,
    parent_of: Iterable[object] | None = None,
) -> pd.DataFrame:
    """Who is asked each column.

    The questions are gone through in order. What was answered to a question that should not have
    been asked counts as missing from there on, so that a chain of conditions comes out right.

    Parameters
    ----------
    questionnaire : Questionnaire
    data : DataFrame
        Columns as `Questionnaire.variables` names them; one that is absent is missing throughout.
        Those of computed questions are worked out anew.
    area, wave : str or array, optional
        Columns ``area`` and ``wave`` of the data if left out.
    today : date, ISO text or array of them, optional
        The day that `years_since` counts to.
    table : str
        The roster whose table the data are; empty for that of the respondents.
    parents : DataFrame, optional
        Of a roster: the respondents' table, to which `area`, `wave` and `today` then belong.
    parent_of : sequence, optional
        Of a roster: for each of its rows the label of the respondent's row in `parents`.

    Returns
    -------
    DataFrame
        True where the respondent is asked; one column for each variable of the table.

    Raises
    ------
    WrongUseError
        If a condition needs the area, wave or day and it was not given.
    """
    return _walk(questionnaire, data, area, wave, today, table, parents, parent_of).asked()


def computed(
    questionnaire: Questionnaire,
    data: pd.DataFrame,
    *,
    area: object = None,
    wave: object = None,
    today: object = None,
    table: str = "",
    parents: pd.DataFrame | None = None,
    parent_of: Iterable[object] | None = None,
) -> pd.DataFrame:
    """The values of computed questions.

    Where a value can't be decided because an answer is missing, it is the code for no answer; so it
    is where a calculation comes out below 0, as negative numbers are kept for what is missing.

    Parameters and errors are those of `asked`.

    Returns
    -------
    DataFrame
        One column for each computed question of the table, missing codes where there is no value.
    """
    return _walk(questionnaire, data, area, wave, today, table, parents, parent_of).computed()


def asked_and_computed(
    questionnaire: Questionnaire,
    data: pd.DataFrame,
    *,
    area: object = None,
    wave: object = None,
    today: object = None,
    table: str = "",
    parents: pd.DataFrame | None = None,
    parent_of: Iterable[object] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What `asked` and `computed` give, in one go.

    Parameters and errors are those of `asked`.
    """
    walk = _walk(questionnaire, data, area, wave, today, table, parents, parent_of)
    return walk.asked(), walk.values()


def _walk(
    questionnaire: Questionnaire,
    data: pd.DataFrame,
    area: object,
    wave: object,
    today: object,
    table: str,
    parents: pd.DataFrame | None,
    parent_of: Iterable[object] | None,
) -> _Walk:
    if not table:
        answers = Answers(data, area=area, wave=wave, today=today)
        return _Walk(questionnaire, data.index, answers)
    rosters = [each.id for each in questionnaire.questions if isinstance(each, Roster)]
    if table not in rosters:
        raise fail(
            UnknownNameError, "routing.no_roster", name=quoted(table), known=culprits(rosters)
        )
    if parents is None or parent_of is None:
        raise fail(WrongUseError, "routing.no_parents", name=quoted(table))
    respondents = Answers(parents, area=area, wave=wave, today=today)
    _Walk(questionnaire, parents.index, respondents).asked()
    rows = _rows_of(parents, parent_of, len(data))
    return _Walk(questionnaire, data.index, Answers(data, parents=(respondents, rows)), table)


def _rows_of(parents: pd.DataFrame, parent_of: Iterable[object], size: int) -> NDArray[np.intp]:
    labels = list(parent_of)
    if len(labels) != size or not parents.index.is_unique:
        raise fail(WrongUseError, "routing.parents_differ", got=len(labels), size=size)
    rows = parents.index.get_indexer(pd.Index(labels))
    unknown = [label for label, row in zip(labels, rows, strict=True) if row < 0]
    if unknown:
        raise fail(UnknownNameError, "routing.no_parent", got=culprits(unknown))
    return np.asarray(rows, dtype=np.intp)


class _Walk:
    """Goes through the questions in order and takes away the answers that were not asked for."""

    def __init__(
        self, questionnaire: Questionnaire, index: pd.Index[Any], answers: Answers, table: str = ""
    ) -> None:
        self.index = index
        self.answers = answers
        self.table = table
        self.vocabulary = vocabulary_of(questionnaire)
        everything = list(asked_questions(questionnaire.sections))
        self.questions = [each for each in everything if each.table == table]
        self.waiting = {
            each.question.id: each for each in self.questions if isinstance(each.question, Computed)
        }
        self.subjects: dict[str, list[Subject]] = {}
        for subject in self.vocabulary.values():
            if subject.form not in {*WHOLE, Form.NOTHING}:
                self.subjects.setdefault(subject.question, []).append(subject)
        self.found: dict[str, Bools] = {}
        self.check_places()

    def check_places(self) -> None:
        """Refuse to call whole sections unasked because nobody said where or when."""
        needed = {name for each in self.questions for name in _names(each)}
        for place in PLACES:
            if place in needed and place not in self.answers:
                raise fail(WrongUseError, "routing.place_missing", name=quoted(place))

    def asked(self) -> pd.DataFrame:
        for each in self.questions:
            self.step(each)
        columns = [
            s.name for each in self.questions for s in self.subjects.get(each.question.id, ())
        ]
        return pd.DataFrame({name: self.found[name] for name in columns}, index=self.index)

    def computed(self) -> pd.DataFrame:
        self.asked()
        return self.values()

    def values(self) -> pd.DataFrame:
        """The computed questions, after the questions were gone through."""
        names = [each.question.id for each in self.questions if isinstance(each.question, Computed)]
        return pd.DataFrame({name: self.written(name) for name in names}, index=self.index)

    def written(self, name: str) -> pd.Series[Any]:
        cells = self.answers.cells(name, Values.NUMBERS)
        values = np.where(cells.known, cells.values, cells.codes)
        whole = self.vocabulary[name].form is Form.CODES
        return pd.Series(values.astype(np.int64) if whole else values, index=self.index)

    def step(self, each: Asked) -> None:
        """Decide who is asked a question, and put away what others answered."""
        if isinstance(each.question, Computed):
            self.compute(each.question.id)
            return
        asked: dict[Expression | None, Bools] = {}
        for subject in self.subjects.get(each.question.id, ()):
            if subject.universe not in asked:
                asked[subject.universe] = self.holds(subject.universe)
            self.keep(subject, asked[subject.universe])

    def keep(self, subject: Subject, asked: Bools) -> None:
        self.found[subject.name] = asked
        kind = values_of(subject.form)
        self.answers.hide(subject.name, kind, ~asked, MissingKind.NOT_ASKED)

    def holds(self, condition: Expression | None) -> Bools:
        if condition is None:
            return np.ones(self.answers.size, dtype=bool)
        self.prepare(condition)
        return evaluate(condition, self.answers, self.vocabulary).true

    def prepare(self, expression: Expression) -> None:
        """Work out the computed questions that an expression mentions, if that wasn't done yet."""
        for subject in computed_behind(expression, self.vocabulary):
            self.compute(subject.name)

    def compute(self, name: str) -> None:
        each = self.waiting.pop(name, None)
        if each is None or not isinstance(each.question, Computed):
            return
        for expression in expressions_of(each.question):
            self.prepare(expression)
        asked = self.holds(each.universe)
        cells = computed_cells(each.question, self.answers, self.vocabulary)
        self.answers.put(name, cells)
        self.keep(self.vocabulary[name], asked)


def _names(each: Asked) -> Iterator[str]:
    """The names that decide who is asked a question, or its value."""
    question = each.question
    conditions: list[Expression | None] = [each.universe]
    if isinstance(question, Grid):
        conditions += [row.ask_if for row in question.rows]
    if isinstance(question, Computed):
        conditions += expressions_of(question)
    for condition in conditions:
        yield from condition.names if condition else ()
