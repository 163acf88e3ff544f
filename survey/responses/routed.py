"""The routing run again on what was answered, and what contradicts it or itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Kind, MissingKind
from survey.questionnaire.questions import Multiple, Ranking
from survey.questionnaire.routing.asked import asked_and_computed
from survey.questionnaire.routing.computed import expressions_of
from survey.questionnaire.routing.evaluate import evaluate
from survey.questionnaire.routing.vocabulary import vocabulary_of
from survey.responses.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from survey.codebook import Text, Variable
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.routing.vocabulary import Subject, Vocabulary

NOT_ASKED, NO_ANSWER = int(MissingKind.NOT_ASKED), int(MissingKind.NO_ANSWER)
NOT_IN_WAVE = int(MissingKind.NOT_IN_WAVE)
_TEXTS = frozenset({Kind.TEXT, Kind.DATE})


@dataclass(frozen=True, slots=True, eq=False)
class Contradiction:
    """Cells of a column that contradict the questionnaire for the same reason.

    Attributes
    ----------
    kind : ProblemKind
    variable : str
        Column; or the question, where several columns are at fault.
    rows : ndarray of intp
    rule : Text or str
        What is broken: a condition as a sentence, a message by language, or a number.
    """

    kind: ProblemKind
    variable: str
    rows: NDArray[np.intp]
    rule: Text | str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Routed:
    """Answers after the routing.

    Attributes
    ----------
    columns : dict of str to array
        All columns of the table in order, computed ones among them.
    asked : DataFrame of bool
    contradictions : tuple of Contradiction
    unseen : mapping of str to int
        By column: how many were not asked according to the file, but were according to the routing.
    """

    columns: dict[str, Any]
    asked: pd.DataFrame
    contradictions: tuple[Contradiction, ...]
    unseen: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Where:
    """What the routing needs to know beside the answers.

    Attributes
    ----------
    area, wave, today : object
        As `asked` takes them.
    table : str
        The roster whose table it is; empty for that of the respondents.
    parents : DataFrame or None
    parent_of : tuple
        Of a roster: the respondents' table, and for each row its label there.
    """

    area: object = None
    wave: object = None
    today: object = None
    table: str = ""
    parents: pd.DataFrame | None = None
    parent_of: tuple[object, ...] | None = None

    def arguments(self) -> dict[str, Any]:
        """As the functions of the routing take them."""
        return {name: getattr(self, name) for name in self.__slots__}


def routed(
    questionnaire: Questionnaire,
    answers: Mapping[str, NDArray[Any]],
    where: Where,
    *,
    rows: int,
    drop: bool,
) -> Routed:
    """Run the routing over answers.

    Parameters
    ----------
    questionnaire : Questionnaire
    answers : mapping of str to array
        Typed columns of questions, computed ones left out.
    where : Where
    rows : int
        How many there are, also where a questionnaire has no columns but computed ones.
    drop : bool
        Whether an answer to a question that was not asked is taken away, and likewise the tick of
        an answer that excludes all others beside which others are ticked. They are told either way.
    """
    columns = dict(answers)
    excluding = list(_excluding(questionnaire, columns))
    if drop:
        for each in excluding:
            columns[each.variable] = _replaced(columns[each.variable], each.rows, 0)
    frame = pd.DataFrame(columns, index=pd.RangeIndex(rows), copy=False)
    was_asked, worked_out = asked_and_computed(questionnaire, frame, **where.arguments())
    variables = questionnaire.variables(where.table)
    told = [*excluding, *_too_many(questionnaire, columns)]
    unseen: dict[str, int] = {}
    for variable in variables:
        if variable.name not in answers:
            continue
        values, asked_here = columns[variable.name], was_asked[variable.name].to_numpy()
        told += _not_asked(variable, values, ~asked_here)
        unseen[variable.name] = int((_is(values, NOT_ASKED) & asked_here).sum())
        columns[variable.name] = _with_reasons(values, ~asked_here, drop=drop)
    worked_out = _not_in_wave(questionnaire, columns, worked_out)
    ordered = {v.name: _of(v, columns, worked_out) for v in variables}
    if not where.table:
        told += _broken_checks(questionnaire, ordered, was_asked, where)
    seldom = {name: count for name, count in unseen.items() if count}
    return Routed(ordered, was_asked[list(ordered)], tuple(told), seldom)


def _not_in_wave(
    questionnaire: Questionnaire, columns: Mapping[str, Any], worked_out: pd.DataFrame
) -> pd.DataFrame:
    """Computed values that lack since what they are worked out from was not in the wave say so."""
    vocabulary = vocabulary_of(questionnaire)
    away = {name: rows for name, each in columns.items() if (rows := _is(each, NOT_IN_WAVE)).any()}
    for name in map(str, worked_out) if away else ():
        lacking = np.zeros(len(worked_out), dtype=bool)
        for used in _used_by(vocabulary[name], vocabulary):
            lacking |= away.get(used, False)
        lacking &= worked_out[name].to_numpy() == NO_ANSWER
        if lacking.any():
            away[name] = lacking
            worked_out = worked_out.assign(**{name: worked_out[name].mask(lacking, NOT_IN_WAVE)})
    return worked_out


def _used_by(subject: Subject, vocabulary: Vocabulary) -> list[str]:
    """The columns that the value of a computed question is worked out from."""
    if subject.computed is None:
        return []
    names = [name for each in expressions_of(subject.computed) for name in each.names]
    subjects = [vocabulary[name] for name in names if name in vocabulary]
    return [column for each in subjects for column in (each.name, *each.columns)]


def _of(variable: Variable, columns: Mapping[str, Any], worked_out: pd.DataFrame) -> Any:  # noqa: ANN401
    name = variable.name
    return columns[name] if name in columns else worked_out[name].to_numpy()


def _is(values: NDArray[Any], code: int) -> NDArray[np.bool_]:
    return np.asarray(values == (str(code) if values.dtype == object else code))


def _is_answer(variable: Variable, values: NDArray[Any]) -> NDArray[np.bool_]:
    """Where somebody answered; a box that isn't ticked is no answer by itself."""
    if variable.kind in _TEXTS:
        missing = [str(int(kind)) for kind in MissingKind]
        return np.asarray(~pd.Series(values, dtype=object).isin([*missing, ""]))
    least = 0 if variable.kind not in {Kind.OPTION, Kind.RANK} else 1
    return np.asarray(values >= least)


def _not_asked(
    variable: Variable, values: NDArray[Any], unasked: NDArray[np.bool_]
) -> Iterator[Contradiction]:
    if not unasked.any():
        return
    rows = np.flatnonzero(unasked & _is_answer(variable, values))
    if len(rows):
        rule: Text | str = variable.universe_text or variable.universe
        yield Contradiction(ProblemKind.NOT_ASKED, variable.name, rows, rule)


def _with_reasons(values: NDArray[Any], unasked: NDArray[np.bool_], *, drop: bool) -> NDArray[Any]:
    """Missing answers of those who were not asked say so; so do their answers, if dropped."""
    if not unasked.any():
        return values
    is_text = values.dtype == object
    put = unasked & ~_is(values, NOT_IN_WAVE)
    if not drop:
        kinds = [str(int(kind)) if is_text else int(kind) for kind in MissingKind]
        put &= np.asarray(pd.Series(values).isin(kinds))
    return np.where(put, str(NOT_ASKED) if is_text else NOT_ASKED, values)


def _replaced(values: NDArray[Any], rows: NDArray[np.intp], value: object) -> NDArray[Any]:
    changed = values.copy()
    changed[rows] = value
    return changed


def _excluding(
    questionnaire: Questionnaire, columns: Mapping[str, NDArray[Any]]
) -> Iterator[Contradiction]:
    for question in questionnaire.everything():
        if not isinstance(question, Multiple):
            continue
        names = {code.value: f"{question.id}_{code.value}" for code in question.codes}
        if not all(name in columns for name in names.values()):
            continue
        for code in question.codes:
            if not code.exclusive:
                continue
            others = [name for value, name in names.items() if value != code.value]
            beside = np.logical_or.reduce([columns[name] == 1 for name in others] or [False])
            rows = np.flatnonzero((columns[names[code.value]] == 1) & beside)
            if len(rows):
                yield Contradiction(ProblemKind.EXCLUSIVE, names[code.value], rows, code.label)


def _too_many(
    questionnaire: Questionnaire, columns: Mapping[str, NDArray[Any]]
) -> Iterator[Contradiction]:
    """More ticks or ranks than a question allows, or the same rank twice."""
    for question in questionnaire.everything():
        if not isinstance(question, Multiple | Ranking):
            continue
        names = [f"{question.id}_{code.value}" for code in question.codes]
        if not all(name in columns for name in names):
            continue
        given = np.column_stack([columns[name] for name in names])
        if question.most is not None:
            rows = np.flatnonzero((given > 0).sum(axis=1) > question.most)
            if len(rows):
                yield Contradiction(ProblemKind.TOO_MANY, question.id, rows, str(question.most))
        if isinstance(question, Ranking):
            ordered = np.sort(np.where(given > 0, given, -np.arange(1, given.shape[1] + 1)), axis=1)
            rows = np.flatnonzero((np.diff(ordered, axis=1) == 0).any(axis=1))
            if len(rows):
                yield Contradiction(ProblemKind.RANK_TWICE, question.id, rows)


def _broken_checks(
    questionnaire: Questionnaire,
    columns: Mapping[str, Any],
    was_asked: pd.DataFrame,
    where: Where,
) -> Iterator[Contradiction]:
    """Where an answer breaks a check of its question."""
    vocabulary = vocabulary_of(questionnaire)
    frame: pd.DataFrame | None = None
    for question in questionnaire.questions:
        for check in question.checks:
            frame = pd.DataFrame(columns, copy=False) if frame is None else frame
            truth = evaluate(
                check.must, frame, vocabulary, area=where.area, wave=where.wave, today=where.today
            )
            broken = truth.false
            if question.id in was_asked:
                broken &= was_asked[question.id].to_numpy()
            rows = np.flatnonzero(broken)
            if len(rows):
                rule = check.message or check.must.source
                yield Contradiction(ProblemKind.CHECK, question.id, rows, rule)
