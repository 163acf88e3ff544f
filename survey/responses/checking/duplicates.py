"""Respondents who stand twice: by their id, or by what they answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.findings import Severity
from survey.questionnaire.questions import OpenText
from survey.responses.checking.lines import numbered_cells, text_columns
from survey.responses.responses import RESPONDENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from survey.responses.checking.found import AnswerFinding, Finder
    from survey.responses.checking.lines import Form, Line
    from survey.responses.responses import Responses

_BLOCK = 2_000
_FOLDS = 24  # answers of a question are folded into so many before pairs are counted exactly
_MOST_PAIRS = 100_000  # of a block


def duplicates(form: Form, finder: Finder) -> list[AnswerFinding]:
    """Respondents with the id of another one, or with the same or nearly the same answers.

    Data without ids, whose rows may stand for many respondents each, are not looked at.
    """
    if RESPONDENT not in form.responses.data or not form.lines:
        return []
    ids = form.responses.ids.astype(str).to_numpy(dtype=object)
    answers = _numbered_lines(form)
    first = _first_with_same_answers(form, answers, finder.rules.same_questions)
    found = [*_same_ids(ids, finder), *_same_answers(ids, first, answers, finder)]
    if form.rows > finder.rules.match_rows:
        return [*found, *finder.about_all("responses.not_matched", Severity.NOTE, rows=form.rows)]
    alike = _alike(answers, first, form, finder)
    return [*found, *_similar(ids, alike, finder)]


# The same id


def _same_ids(ids: NDArray[np.object_], finder: Finder) -> Iterator[AnswerFinding]:
    for respondent, times in pd.Series(ids).value_counts(sort=False).items():
        if times > 1:
            yield from finder.about_respondent(
                "responses.same_id", Severity.ERROR, str(respondent), count=int(times)
            )


# The same answers throughout


def _numbered_lines(form: Form) -> NDArray[np.int32]:
    """The answer to each line as a number, −1 where there is none; ticks are one answer."""
    columns = [_numbered(form.responses, line) for line in form.lines]
    return np.column_stack(columns)


def _numbered(responses: Responses, line: Line) -> NDArray[np.int32]:
    cells = [numbered_cells(responses.data[name]) for name in line.columns]
    if len(cells) == 1:
        return cells[0]
    together = _mixed(cells)
    index, _ = pd.factorize(together)
    answered = np.maximum.reduce(cells) >= 0
    return np.where(answered, index, -1).astype(np.int32)


def _mixed(columns: list[NDArray[np.int32]]) -> NDArray[np.uint64]:
    """One number for each row that depends on all of its columns (a 64-bit hash)."""
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        mixed ^= column.astype(np.int64).view(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _first_with_same_answers(
    form: Form, answers: NDArray[np.int32], least: int
) -> NDArray[np.intp]:
    """The first row with the same answers, own words included; the row itself if it is that."""
    words = [numbered_cells(form.responses.data[name]) for name in text_columns(form.responses)]
    every = [*answers.T, *words]
    index, _ = pd.factorize(_mixed(every))
    _, first = np.unique(index, return_index=True)
    rows = first[index]
    enough = (answers >= 0).sum(axis=1) >= least
    for column in every:
        enough &= column == column[rows]
    return np.where(enough, rows, np.arange(form.rows))


def _same_answers(
    ids: NDArray[np.object_], first: NDArray[np.intp], answers: NDArray[np.int32], finder: Finder
) -> Iterator[AnswerFinding]:
    for row in np.flatnonzero(first != np.arange(len(first))):
        yield from finder.about_respondent(
            "responses.same_answers",
            Severity.WARNING,
            str(ids[row]),
            other=str(ids[first[row]]),
            questions=int((answers[row] >= 0).sum()),
        )


# Nearly the same answers


@dataclass(frozen=True, slots=True, eq=False)
class _Alike:
    """Pairs of rows, the share of equal answers, and how many questions both answered."""

    rows: NDArray[np.intp]
    others: NDArray[np.intp]
    shares: NDArray[np.float64]
    questions: NDArray[np.intp]


def _alike(
    answers: NDArray[np.int32], first: NDArray[np.intp], form: Form, finder: Finder
) -> _Alike:
    """Pairs whose answers agree in so large a share; open questions are left out."""
    closed = [
        place for place, line in enumerate(form.lines) if not isinstance(line.question, OpenText)
    ]
    numbers = np.ascontiguousarray(answers[:, closed])
    single = np.flatnonzero(first == np.arange(len(first)))
    pairs = np.concatenate([*_candidates(numbers[single], finder)], axis=1)
    rows, others = single[pairs[0]], single[pairs[1]]
    return _counted(numbers, rows, others, finder)


def _candidates(numbers: NDArray[np.int32], finder: Finder) -> Iterator[NDArray[np.intp]]:
    """Pairs that may be alike, found with matrix products.

    Each answer is a 1 in a column of its own, so that the product of two rows is the number of
    equal answers. Answers of questions with very many of them share columns, which can only make
    a pair seem more alike than it is.
    """
    yield np.empty((2, 0), dtype=np.intp)
    answered = (numbers >= 0).astype(np.float32)
    ones = _ones(numbers)
    least, share = finder.rules.match_questions, finder.rules.match_share
    for start in range(0, len(numbers), _BLOCK):
        block = slice(start, start + _BLOCK)
        equal = ones[block] @ ones[start:].T
        both = answered[block] @ answered[start:].T
        close = (both >= least) & (equal >= share * both - 1e-3)
        rows, others = np.nonzero(np.triu(close, k=1))
        yield np.array([rows[:_MOST_PAIRS] + start, others[:_MOST_PAIRS] + start])


def _ones(numbers: NDArray[np.int32]) -> NDArray[np.float32]:
    columns = []
    for column in numbers.T:
        folded = np.where(column >= 0, column % _FOLDS, -1)
        different = np.unique(folded[folded >= 0])
        columns.append((folded[:, None] == different).astype(np.float32))
    return np.concatenate([np.empty((len(numbers), 0), np.float32), *columns], axis=1)


def _counted(
    numbers: NDArray[np.int32], rows: NDArray[np.intp], others: NDArray[np.intp], finder: Finder
) -> _Alike:
    """The exact share of equal answers of each pair, and those pairs that are still alike."""
    one, two = numbers[rows], numbers[others]
    both = (one >= 0) & (two >= 0)
    questions = both.sum(axis=1)
    shares = ((one == two) & both).sum(axis=1) / np.maximum(questions, 1)
    kept = (shares >= finder.rules.match_share) & (questions >= finder.rules.match_questions)
    return _Alike(rows[kept], others[kept], shares[kept], questions[kept])


def _similar(ids: NDArray[np.object_], alike: _Alike, finder: Finder) -> Iterator[AnswerFinding]:
    """Each respondent with the one most like her; the later of a pair is told of."""
    order = np.lexsort((alike.rows, -alike.shares, alike.others))
    _, nearest = np.unique(alike.others[order], return_index=True)
    for place in order[nearest]:
        yield from finder.about_respondent(
            "responses.similar_answers",
            Severity.WARNING,
            str(ids[alike.others[place]]),
            other=str(ids[alike.rows[place]]),
            share=float(alike.shares[place]),
            questions=int(alike.questions[place]),
        )
