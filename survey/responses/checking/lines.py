"""The answers line by line of the form: a question or a row of a grid, answered or why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import NEVER_ASKED, Kind, MissingKind
from survey.language.catalogue import LANGUAGES
from survey.language.messages import quoted
from survey.questionnaire.columns import column_names
from survey.questionnaire.questions import Computed, Grid, Note, OpenText, Roster
from survey.responses.responses import MISSING_TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from survey.codebook import Text
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Question
    from survey.responses.responses import Responses

ANSWERED = 0
"""The state of a line that has a valid answer; others are those of `MissingKind`."""
NO_ANSWER = int(MissingKind.NO_ANSWER)
_NEVER = tuple(int(kind) for kind in NEVER_ASKED)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A question, or a row of a grid, in the order of the form.

    Attributes
    ----------
    name : str
        The column, or the question where it has several.
    question : Question
    columns : tuple of str
    section : int
        The section's place among the sections.
    row : str
        The row of a grid; else empty.
    text : Text
        The row of a grid as it is asked.
    """

    name: str
    question: Question
    columns: tuple[str, ...]
    section: int
    row: str = ""
    text: Text | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is answered in own words."""
        return isinstance(self.question, OpenText)


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """What was answered, line by line.

    Attributes
    ----------
    responses : Responses
    lines : tuple of Line
        Those that the data have.
    states : ndarray of int8, shape (n, lines)
        `ANSWERED`, or the code of why not.
    asked : ndarray of bool, shape (n, lines)
    """

    responses: Responses
    lines: tuple[Line, ...]
    states: NDArray[np.int8]
    asked: NDArray[np.bool_]

    @property
    def rows(self) -> int:
        """How many respondents there are."""
        return len(self.states)


def label_of(form: Form, place: int) -> dict[str, str]:
    """A line by the short text of its question, and of the row of a grid, in each language."""
    line, languages = form.lines[place], form.responses.questionnaire.languages
    said: dict[str, str] = {}
    for language in LANGUAGES:
        question = languages.said(line.question.label or line.question.text, language)
        row = languages.said(line.text or {}, language)
        words = ": ".join(each for each in (question or line.question.id, row) if each)
        said[language] = quoted(words, lang=language)
    return said


def form_of(responses: Responses) -> Form:
    """The answers line by line."""
    lines = tuple(_lines(responses))
    states = np.full((len(responses.data), len(lines)), NO_ANSWER, dtype=np.int8)
    asked = np.ones(states.shape, dtype=bool)
    for place, line in enumerate(lines):
        states[:, place] = _state(responses, line)
        asked[:, place] = _asked(responses, line, states[:, place])
    return Form(responses, lines, states, asked)


def _lines(responses: Responses) -> Iterator[Line]:
    """The lines of which there is at least one column."""
    for line in lines_of(responses.questionnaire):
        there = tuple(name for name in line.columns if name in responses.data)
        if there:
            yield Line(line.name, line.question, there, line.section, line.row, line.text)


def lines_of(questionnaire: Questionnaire) -> Iterator[Line]:
    """The lines of a questionnaire that the respondents' table has answers to."""
    for place, section in enumerate(questionnaire.sections):
        for question in section.questions:
            if isinstance(question, Note | Roster | Computed):
                continue
            names = column_names(question)
            if isinstance(question, Grid):
                for row, name in zip(question.rows, names, strict=True):
                    yield Line(name, question, (name,), place, row.id, row.text)
            else:
                yield Line(question.id, question, names, place)


def _state(responses: Responses, line: Line) -> NDArray[np.int8]:
    """Answered if one of the columns is; else the first reason among the columns' reasons."""
    columns = [state_of(responses.data[name]) for name in line.columns]
    return np.asarray(np.maximum.reduce(columns))


def state_of(cells: pd.Series[Any]) -> NDArray[np.int8]:
    """Where a column has a valid answer, and elsewhere why not."""
    if cells.dtype.kind in "iuf":
        values = cells.to_numpy()
        known = np.where(np.isnan(values), NO_ANSWER, values) if cells.dtype.kind == "f" else values
        return np.minimum(known, ANSWERED).astype(np.int8)
    index, different = pd.factorize(cells.astype(object))
    states = np.array([*map(_state_of_text, different), NO_ANSWER], dtype=np.int8)
    return np.asarray(states[index])


def _state_of_text(value: object) -> int:
    if isinstance(value, int | float | np.number):
        return min(int(value), ANSWERED)
    words = str(value)
    if not words:
        return NO_ANSWER
    return int(words) if words in MISSING_TEXTS else ANSWERED


def _asked(responses: Responses, line: Line, states: NDArray[np.int8]) -> NDArray[np.bool_]:
    routed = [name for name in line.columns if name in responses.asked]
    if not routed:
        return ~np.isin(states, _NEVER)
    columns = [responses.asked[name].to_numpy(dtype=bool) for name in routed]
    reached: NDArray[np.bool_] = np.logical_or.reduce(columns)
    return np.asarray(reached & (states != int(MissingKind.NOT_IN_WAVE)))


def numbered_cells(cells: pd.Series[Any]) -> NDArray[np.int32]:
    """Each different answer by a number from 0; those that are missing are −1.

    Numbers are only the same for the same answers of one column.
    """
    index, _ = pd.factorize(cells)
    return np.where(state_of(cells) == ANSWERED, index, -1).astype(np.int32)


def text_columns(responses: Responses) -> list[str]:
    """The columns in own words, those for the words of an "other" too."""
    return [
        name
        for name, variable in responses.codebook.variables.items()
        if variable.kind is Kind.TEXT and name in responses.data
    ]
