"""Questions that nobody answered, or that all answered alike; indices that don't hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from survey.codebook import MissingKind
from survey.findings import Severity
from survey.kernels.covariances import alpha, correlation, covariance, deviations_from_means
from survey.language.catalogue import LANGUAGES
from survey.language.messages import quoted
from survey.responses.checking.lines import ANSWERED, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from survey.codebook import Codebook, Index
    from survey.responses.checking.found import AnswerFinding, Finder
    from survey.responses.checking.lines import Form, Line
    from survey.responses.responses import Responses

_LEAST = 30  # complete answers for a coefficient to say anything
_STANDARD_ERRORS = 3
_NOT_IN_WAVE = int(MissingKind.NOT_IN_WAVE)


def dead_questions(form: Form, table: pd.DataFrame, finder: Finder) -> list[AnswerFinding]:
    """Questions without answers, and questions with one answer from all.

    Parameters
    ----------
    form : Form
    table : DataFrame
        Item nonresponse by question.
    finder : Finder
    """
    found: list[AnswerFinding] = []
    for place, (line, each) in enumerate(zip(form.lines, table.to_dict("records"), strict=True)):
        if not each["asked"]:
            whole_wave = form.rows and (form.states[:, place] == _NOT_IN_WAVE).all()
            key = "responses.not_in_wave" if whole_wave else "responses.never_asked"
            found += finder.about_question(key, Severity.NOTE, line.name)
        elif not each["answered"]:
            found += finder.about_question(
                "responses.all_missing", Severity.WARNING, line.name, count=int(each["asked"])
            )
        elif each["answered"] >= finder.rules.constant_answers:
            found += _constant(form.responses, line, finder)
    return found


def _constant(responses: Responses, line: Line, finder: Finder) -> list[AnswerFinding]:
    if line.is_open:
        return []
    for name in line.columns:
        cells = responses.data[name]
        valid = cells[state_of(cells) == ANSWERED]
        if valid.nunique() > 1:
            return []
    label = responses.codebook[line.columns[0]]
    several = len(line.columns) > 1
    value = "" if several or not len(valid) else valid.iloc[0]
    codes = [code.label for code in label.codes if code.value == value]
    return finder.about_question(
        "responses.constant_ticks" if several else "responses.constant",
        Severity.NOTE,
        line.name,
        count=len(valid),
        value=codes[0] if codes else str(value),
    )


# Indices


def odd_indices(responses: Responses, finder: Finder) -> list[AnswerFinding]:
    """Indices that nobody has, that all have alike, or whose questions run against each other."""
    found: list[AnswerFinding] = []
    for name, index in responses.codebook.indices.items():
        if all(item.variable in responses.data for item in index.items):
            called = [_called(responses.codebook, item.variable) for item in index.items]
            found += _index(name, index, _scores(responses, index), called, finder)
    return found


def _called(codebook: Codebook, name: str) -> dict[str, str]:
    """A question by its short text and its name, in each language."""
    labels = {each: codebook.label(name, each) for each in LANGUAGES}
    return {
        each: f"{quoted(label, lang=each)} ({name})" if label != name else name
        for each, label in labels.items()
    }


def _scores(responses: Responses, index: Index) -> NDArray[np.float64]:
    """Each question of an index from 0 to 100, NaN where there is no answer on its scale."""
    columns = []
    for item in index.items:
        cells = responses.data[item.variable].to_numpy(dtype=float)
        inside = (cells >= item.low) & (cells <= item.high)
        score = 100 * (np.where(inside, cells, np.nan) - item.low) / (item.high - item.low)
        columns.append(100 - score if item.reverse else score)
    return np.column_stack(columns)


def _index(
    name: str,
    index: Index,
    scores: NDArray[np.float64],
    called: list[dict[str, str]],
    finder: Finder,
) -> list[AnswerFinding]:
    answered = (~np.isnan(scores)).sum(axis=1)
    enough = answered >= max(index.least, 1)
    if not enough.any():
        return finder.about_question("responses.index_missing", Severity.WARNING, name)
    values = np.nansum(scores[enough], axis=1) / answered[enough]
    if len(values) >= finder.rules.constant_answers and np.ptp(values) == 0:
        return finder.about_question(
            "responses.index_constant", Severity.WARNING, name,
            value=float(values[0]), count=len(values),
        )  # fmt: skip
    complete = scores[answered == scores.shape[1]]
    if len(complete) < _LEAST or scores.shape[1] < 2:
        return []
    return _running_against(name, complete, called, finder)


def _running_against(
    name: str, complete: NDArray[np.float64], called: list[dict[str, str]], finder: Finder
) -> list[AnswerFinding]:
    """Alpha below 0, and questions that go down where the rest of the index goes up."""
    weights = np.ones(len(complete))
    deviations = deviations_from_means(complete, weights)
    value = alpha(covariance(deviations, weights)).value
    rest = [_with_the_rest(deviations, place) for place in range(complete.shape[1])]
    limit = -_STANDARD_ERRORS / np.sqrt(len(complete))
    against = [called[place] for place, r in enumerate(rest) if r < limit]
    if value < 0:
        worst = called[int(np.nanargmin(rest))]
        return finder.about_question(
            "responses.index_negative", Severity.WARNING if against else Severity.NOTE, name,
            alpha=round(float(value), 2), item=worst, count=len(complete),
        )  # fmt: skip
    return list(_items_against(name, against, len(complete), finder))


def _with_the_rest(deviations: NDArray[np.float64], place: int) -> float:
    """Correlation of a question with the sum of the others; NaN where one doesn't vary."""
    rest = np.delete(deviations, place, axis=1).sum(axis=1)
    pair = np.column_stack([deviations[:, place], rest])
    return correlation(covariance(pair, np.ones(len(pair)))).value


def _items_against(
    name: str, against: list[dict[str, str]], count: int, finder: Finder
) -> Iterator[AnswerFinding]:
    for item in against:
        yield from finder.about_question(
            "responses.index_item", Severity.WARNING, name, item=item, count=count
        )
