"""The answers of residents to one question, as if all were asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtri

from survey.codebook import MissingKind
from survey.questionnaire.questions import (
    Date,
    Grid,
    Multiple,
    Number,
    OpenText,
    Ranking,
    Roster,
    Single,
)
from survey.simulation.choices import direction, drawn_choice
from survey.simulation.own_words import written_words
from survey.simulation.silence import ANSWERED, silence
from survey.simulation.topics import trait_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from survey.codebook import Code
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Question
    from survey.simulation.background import Fact
    from survey.simulation.choices import Draw
    from survey.simulation.crowd import Crowd

    Columns = dict[str, NDArray[Any]]

NO_ANSWER = int(MissingKind.NO_ANSWER)
_NO_WORDS = str(NO_ANSWER)
_SPAN, _USUAL_SHARE = 40.0, 0.3
_NAMED_OTHER = 0.9
_EARLIEST = dt.date(1990, 1, 1)
_LENGTHS = {"day": 10, "month": 7, "year": 4}


@dataclass(frozen=True, slots=True)
class Shift:
    """How far residents are moved so that a share is as it was asked for.

    Attributes
    ----------
    counted : tuple of int
    by_area : mapping of str to float
    """

    counted: tuple[int, ...]
    by_area: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class How:
    """How answers are drawn.

    Attributes
    ----------
    questionnaire : Questionnaire
    background : mapping of str to Fact
    traits : mapping of str to str
    today : date
        No date lies after it.
    shifts : mapping of str to Shift
        By column.
    """

    questionnaire: Questionnaire
    background: Mapping[str, Fact]
    traits: Mapping[str, str]
    today: dt.date
    shifts: Mapping[str, Shift] = field(default_factory=dict)


def answered(
    question: Question, crowd: Crowd, how: How, *, silent: bool, again: str = ""
) -> Columns:
    """The columns of a question, as if all were asked.

    Parameters
    ----------
    question : Question
    crowd : Crowd
    how : How
    silent : bool
        Whether some give no answer.
    again : str
        Another word for each time that it is answered anew.
    """
    fact = how.background.get(question.id)
    if fact is not None:
        columns: Columns = {question.id: _typed(fact.answers(question, crowd), question)}
        return _silenced(question, columns, crowd) if silent else columns
    match question:
        case Single() | Grid():
            columns = dict(_choices(question, crowd, how, again))
        case Multiple():
            columns = dict(_ticked(question, crowd, how, again))
        case Ranking():
            columns = dict(_ranked(question, crowd, again))
        case Number():
            columns = {question.id: _numbers(question, crowd, how, again)}
        case Date():
            columns = {question.id: _days(question, crowd, how, again)}
        case OpenText():
            columns = {question.id: _words(question, crowd)}
        case _:
            return {}
    columns = _silenced(question, columns, crowd) if silent else columns
    return columns | dict(_other_words(question, columns, crowd))


def is_drawn(question: Question) -> bool:
    """Whether a question has columns that are answered."""
    return isinstance(question, Single | Grid | Multiple | Ranking | Number | Date | OpenText)


def _typed(values: Floats, question: Question) -> NDArray[Any]:
    return values if isinstance(question, Number) else values.astype(np.int64)


# Choices


def choice_of(question: Single | Grid, column: str, crowd: Crowd, how: How, again: str) -> Draw:
    """What each would answer in one column, before anybody is moved."""
    headline = question.headline
    if isinstance(question, Grid):
        row = next(each for each in question.rows if column == f"{question.id}_{each.id}")
        headline = row.headline or headline
    good = direction(how.questionnaire, question.scale, headline, question.codes)
    trait = trait_of(question, how.traits, column)
    return drawn_choice(question, column, trait, good, crowd, again)


def _choices(
    question: Single | Grid, crowd: Crowd, how: How, again: str
) -> Iterator[tuple[str, Ints]]:
    names = [question.id]
    if isinstance(question, Grid):
        names = [f"{question.id}_{row.id}" for row in question.rows]
    for name in names:
        draw = choice_of(question, name, crowd, how, again)
        shift = how.shifts.get(name)
        if shift is not None:
            by = crowd.persons["area"].map(dict(shift.by_area)).fillna(0.0)
            draw = draw.moved(np.asarray(by, dtype=np.float64), shift.counted)
        yield name, draw.codes


def _ticked(question: Multiple, crowd: Crowd, how: How, again: str) -> Iterator[tuple[str, Ints]]:
    """Each box is ticked by those who are drawn to it; what excludes others by those without."""
    lone = np.array([code.exclusive for code in question.codes], dtype=bool)
    drawn = np.column_stack([_pull(question, code, crowd, how, again) for code in question.codes])
    ticks = (drawn > 0) & ~lone
    most = question.most or len(lone)
    order = np.where(lone, -np.inf, drawn).argsort(axis=1)[:, ::-1].argsort(axis=1)
    ticks &= order < most
    none = ~ticks.any(axis=1)
    fallback = np.where(lone, drawn, -np.inf) if lone.any() else drawn
    ticks[none, fallback[none].argmax(axis=1)] = True
    for place, code in enumerate(question.codes):
        yield f"{question.id}_{code.value}", ticks[:, place].astype(np.int64)


def _pull(question: Multiple, code: Code, crowd: Crowd, how: How, again: str) -> Floats:
    """How strongly each is drawn to a box; ticked above 0."""
    column = f"{question.id}_{code.value}"
    share = _USUAL_SHARE * (0.5 if code.opens_text else 1.0)
    share *= 0.6 if any(each.exclusive for each in question.codes) else 1.0
    level = float(ndtri(share)) + 0.5 * crowd.constant("box", column)
    tilt = 0.4 * np.tanh(crowd.constant("tilt", column))
    feeling = crowd.trait(trait_of(question, how.traits, column))
    own = crowd.normal("box", column, again)
    return np.asarray(level + tilt * feeling + np.sqrt(1 - tilt**2) * own)


def _ranked(question: Ranking, crowd: Crowd, again: str) -> Iterator[tuple[str, Ints]]:
    liked = []
    for code in question.codes:
        column = f"{question.id}_{code.value}"
        own = crowd.normal("rank", column, again)
        liked.append(own + 0.7 * crowd.constant("rank", column))
    order = (-np.column_stack(liked)).argsort(axis=1).argsort(axis=1) + 1
    order[order > (question.most or len(liked))] = 0
    for place, code in enumerate(question.codes):
        yield f"{question.id}_{code.value}", order[:, place].astype(np.int64)


# Numbers, dates and words


def _numbers(question: Number, crowd: Crowd, how: How, again: str) -> Floats:
    """More small numbers than large ones, within the limits."""
    low = question.low if question.low is not None else 0.0
    high = question.high if question.high is not None else low + _SPAN
    feeling = crowd.trait(trait_of(question, how.traits))
    own = crowd.normal("number", question.id, again)
    chance = 1 / (1 + np.exp(-(0.5 * feeling + own - 0.6)))
    step = 10.0**-question.decimals
    steps = max(np.floor((high - low) / step + 1e-9), 0.0)
    found = np.round(low + step * np.round(chance * steps), question.decimals)
    first = np.ceil(low / step - 1e-9) * step
    return np.asarray(np.clip(found, np.round(first, question.decimals), high))


def _days(question: Date, crowd: Crowd, how: How, again: str) -> NDArray[Any]:
    first, last = _day(question.earliest, _EARLIEST), _day(question.latest, how.today)
    last = min(last, how.today) if first <= how.today else first
    first = min(first, last) if not question.earliest else first
    span = max((last - first).days, 0)
    drawn = crowd.uniform("date", question.id, again)
    days = np.datetime64(first) + (drawn * (span + 1)).astype(np.int64)
    texts = np.datetime_as_string(days, unit="D").astype(object)
    length = _LENGTHS[question.precision]
    return np.array([each[:length] for each in texts], dtype=object)


def _day(written: str, default: dt.date) -> dt.date:
    return dt.date.fromisoformat(written) if written else default


def _words(question: OpenText, crowd: Crowd) -> NDArray[Any]:
    words = written_words(question, question.id, question.most, crowd)
    writes = crowd.uniform("writes", question.id) < crowd.model.words_written
    return np.where(writes | question.required, words, _NO_WORDS)


def _other_words(
    question: Question, columns: Columns, crowd: Crowd
) -> Iterator[tuple[str, NDArray[Any]]]:
    """What is meant by "other", of those who chose it."""
    if not isinstance(question, Single | Multiple | Ranking):
        return
    for code in question.codes:
        if code.opens_text:
            name = f"{question.id}_{code.value}_text"
            words = written_words(question, name, 80, crowd)
            named = _chosen(question, code, columns)
            named &= crowd.uniform("named", name) < _NAMED_OTHER
            yield name, np.where(named, words, _NO_WORDS)


def _chosen(question: Question, code: Code, columns: Columns) -> Bools:
    if isinstance(question, Single):
        return np.asarray(columns[question.id] == code.value)
    return np.asarray(columns[f"{question.id}_{code.value}"] > 0)


# No answer


def _silenced(question: Question, columns: Columns, crowd: Crowd) -> Columns:
    """The columns without the answers of those who give none."""
    if isinstance(question, Grid):
        whole = silence(question, question.id, crowd)
        return {
            name: _hidden(_hidden(values, silence(question, name, crowd, ticks=True)), whole)
            for name, values in columns.items()
        }
    ticks = isinstance(question, Single)
    codes = silence(question, question.id, crowd, ticks=ticks)
    return {name: _hidden(values, codes) for name, values in columns.items()}


def _hidden(values: NDArray[Any], codes: Floats) -> NDArray[Any]:
    if values.dtype == object:
        reasons = codes.astype(np.int64).astype(str).astype(object)
        return np.where(codes == ANSWERED, values, reasons)
    return np.where(codes == ANSWERED, values, codes.astype(values.dtype))


def inner_questions(question: Question) -> tuple[Question, ...]:
    """The questions of a roster."""
    return question.questions if isinstance(question, Roster) else ()
