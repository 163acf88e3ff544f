"""The answers of residents to a whole questionnaire: routed, and obeying its checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import MissingKind
from survey.questionnaire.columns import asked_questions
from survey.questionnaire.questions import Roster
from survey.questionnaire.routing.asked import asked_and_computed
from survey.questionnaire.routing.evaluate import evaluate
from survey.questionnaire.routing.vocabulary import vocabulary_of
from survey.simulation.draws import NO_ANSWER, answered, is_drawn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from survey.kernels.layout import Bools
    from survey.questionnaire.questions import AnswerCheck, Question
    from survey.questionnaire.routing.vocabulary import Vocabulary
    from survey.simulation.crowd import Crowd
    from survey.simulation.draws import How

NOT_ASKED = int(MissingKind.NOT_ASKED)
_AGAIN, _ROUNDS = 12, 30


@dataclass(frozen=True, slots=True, eq=False)
class Where:
    """Where and when residents are asked.

    Attributes
    ----------
    area : (n,) object
    wave : str or None
    today : (n,) object
        ISO dates.
    """

    area: NDArray[Any]
    wave: str | None
    today: NDArray[Any]

    def arguments(self) -> dict[str, Any]:
        """As the functions of the routing take them."""
        return {"area": self.area, "wave": self.wave or "", "today": self.today}


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Answers of residents.

    Attributes
    ----------
    answered : DataFrame
        Columns of questions as they are filled in, computed ones left out.
    asked : DataFrame of bool
    data : DataFrame
        All columns after the routing, in the order of the questionnaire.
    rosters : mapping of str to DataFrame
        ``respondent`` (row of the residents), ``item`` and the columns of its questions.
    """

    answered: pd.DataFrame
    asked: pd.DataFrame
    data: pd.DataFrame
    rosters: Mapping[str, pd.DataFrame]


def filled_in(crowd: Crowd, how: How, where: Where, *, silent: bool) -> Sheet:
    """What residents fill in.

    Answers that break a check are given anew, and left out if that doesn't help.

    Parameters
    ----------
    crowd : Crowd
    how : How
    where : Where
    silent : bool
        Whether some give no answer to some questions.
    """
    columns: dict[str, NDArray[Any]] = {}
    for question in how.questionnaire.questions:
        if is_drawn(question):
            columns |= answered(question, crowd, how, silent=silent)
    sheet = _routed(columns, how, where, len(crowd))
    for round_ in range(_ROUNDS):
        broken = list(_broken(sheet, how, where))
        if not broken:
            break
        for question, check, rows in broken:
            _mend(columns, question, check, rows, crowd, how, silent=silent, round_=round_)
        sheet = _routed(columns, how, where, len(crowd))
    rosters = dict(_rosters(sheet, crowd, how, where, silent=silent))
    return Sheet(sheet.answered, sheet.asked, sheet.data, rosters)


def _routed(
    columns: Mapping[str, NDArray[Any]],
    how: How,
    where: Where,
    rows: int,
    **of_roster: Any,  # noqa: ANN401 - as `asked` takes them
) -> Sheet:
    frame = pd.DataFrame(dict(columns), index=pd.RangeIndex(rows))
    arguments = where.arguments() | of_roster
    was_asked, worked_out = asked_and_computed(how.questionnaire, frame, **arguments)
    names = [each.name for each in how.questionnaire.variables(of_roster.get("table", ""))]
    data = {
        name: worked_out[name].to_numpy()
        if name in worked_out
        else _where_asked(columns[name], was_asked[name].to_numpy())
        for name in names
    }
    series = {name: pd.Series(values, dtype=values.dtype) for name, values in data.items()}
    whole = pd.DataFrame(series, index=pd.RangeIndex(rows))
    return Sheet(frame, was_asked[names], whole, {})


def _where_asked(values: NDArray[Any], was_asked: Bools) -> NDArray[Any]:
    if values.dtype == object:
        return np.asarray(np.where(was_asked, values, str(NOT_ASKED)), dtype=object)
    return np.where(was_asked, values, NOT_ASKED)


# Checks


def _broken(
    sheet: Sheet, how: How, where: Where
) -> Iterator[tuple[Question, AnswerCheck, NDArray[np.intp]]]:
    vocabulary = vocabulary_of(how.questionnaire)
    for question in how.questionnaire.questions:
        for check in question.checks:
            broken = evaluate(check.must, sheet.data, vocabulary, **where.arguments()).false
            if question.id in sheet.asked:
                broken &= sheet.asked[question.id].to_numpy()
            rows = np.flatnonzero(broken)
            if len(rows):
                yield question, check, rows


def _mend(
    columns: dict[str, NDArray[Any]],
    question: Question,
    check: AnswerCheck,
    rows: NDArray[np.intp],
    crowd: Crowd,
    how: How,
    *,
    silent: bool,
    round_: int,
) -> None:
    """Let some residents answer a question anew; at last what the check is about is left out."""
    if round_ < _AGAIN and question.id not in how.background and is_drawn(question):
        anew = answered(question, crowd.of_rows(rows), how, silent=silent, again=f"{round_}")
        for name, values in anew.items():
            columns[name][rows] = values
        return
    names = [question.id, *check.must.names]
    for name in _columns_behind(names, vocabulary_of(how.questionnaire)):
        if name in columns:
            is_text = columns[name].dtype == object
            columns[name][rows] = str(NO_ANSWER) if is_text else NO_ANSWER


def _columns_behind(names: list[str], vocabulary: Vocabulary) -> Iterator[str]:
    for name in names:
        subject = vocabulary.get(name)
        if subject is not None:
            yield from subject.columns or (name,)


# Rosters


def _rosters(
    sheet: Sheet, crowd: Crowd, how: How, where: Where, *, silent: bool
) -> Iterator[tuple[str, pd.DataFrame]]:
    for question in how.questionnaire.questions:
        if isinstance(question, Roster):
            yield question.id, _roster(question, sheet, crowd, how, where, silent=silent)


def _roster(
    roster: Roster, sheet: Sheet, crowd: Crowd, how: How, where: Where, *, silent: bool
) -> pd.DataFrame:
    counts = _persons(roster, sheet, crowd, how, where)
    rows = np.repeat(np.arange(len(crowd)), counts)
    starts = np.cumsum(counts) - counts
    item = np.arange(len(rows)) - np.repeat(starts, counts) + 1
    inside = crowd.about(rows, item.astype(np.uint64))
    columns: dict[str, NDArray[Any]] = {}
    for question in roster.questions:
        if is_drawn(question):
            columns |= answered(question, inside, how, silent=silent)
    parents = sheet.data
    routed = _routed(
        columns, how, where, len(rows), table=roster.id, parents=parents, parent_of=rows.tolist()
    )
    front = {"respondent": rows, "item": pd.Series(item.astype(str), dtype=object)}
    return pd.concat([pd.DataFrame(front), routed.data], axis=1)


def _persons(
    roster: Roster, sheet: Sheet, crowd: Crowd, how: How, where: Where
) -> NDArray[np.int64]:
    """How many persons each respondent tells of."""
    here = np.ones(len(crowd), dtype=bool)
    universe = _universe(roster, how)
    if universe is not None:
        vocabulary = vocabulary_of(how.questionnaire)
        here = evaluate(universe, sheet.data, vocabulary, **where.arguments()).true
    if roster.count and roster.count in sheet.data:
        counted = sheet.data[roster.count].to_numpy(dtype=float)
    else:
        counted = np.floor(1 + crowd.uniform("persons", roster.id) * min(roster.most, 4))
    known = np.where(here & (counted > 0), counted, 0)
    return np.asarray(np.clip(np.nan_to_num(known), 0, roster.most), dtype=np.int64)


def _universe(roster: Roster, how: How) -> Any:  # noqa: ANN401 - an expression or None
    return next(
        each.universe
        for each in asked_questions(how.questionnaire.sections)
        if each.question is roster
    )
