"""Grids in which one answer was given to all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.findings import Severity
from survey.questionnaire.questions import Grid, Single
from survey.responses.checking.lines import ANSWERED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from survey.responses.checking.found import AnswerFinding, Finder
    from survey.responses.checking.lines import Form

_STEPS = range(4, 8)


def straight_lines(
    form: Form, finder: Finder
) -> tuple[list[AnswerFinding], pd.DataFrame, pd.DataFrame]:
    """Straight lines by grid and by respondent.

    Returns
    -------
    findings : list of AnswerFinding
    grids : DataFrame
        Columns ``variable``, ``rows``, ``respondents`` (who answered enough rows), ``straight``
        (with one answer in all of them: their standard deviation is 0), ``share``, and
        ``longest_run``, the mean of the longest stretch of equal answers.
    people : DataFrame
        For each row of the data ``grids``, ``straight``, ``longest_run`` over all grids, and
        ``same_run``, the longest stretch of one code over all questions with a shared scale.
    """
    looked_at = np.zeros((3, form.rows), dtype=np.int32)  # grids, straight, longest run
    records = []
    for grid, columns in _grids(form):
        codes = _codes(form, columns)
        counted = (codes >= 0).sum(axis=1) >= finder.rules.grid_rows
        runs = _longest_runs(codes)
        straight = counted & (runs == (codes >= 0).sum(axis=1))
        looked_at[0] += counted
        looked_at[1] += straight
        looked_at[2] = np.maximum(looked_at[2], np.where(counted, runs, 0))
        records.append(_record(grid, len(columns), counted, straight, runs))
    names = ["variable", "rows", "respondents", "straight", "share", "longest_run"]
    grids = pd.DataFrame(records, columns=names).astype({"variable": object})
    people = pd.DataFrame(dict(zip(("grids", "straight", "longest_run"), looked_at, strict=True)))
    people["same_run"] = _longest_runs(_codes(form, _on_scales(form)))
    findings = [
        *_by_grid(grids, finder),
        *_by_person(form, people, finder),
        *_long_runs(form, people, finder),
    ]
    return findings, grids, people


def _on_scales(form: Form) -> list[str]:
    """The columns of questions on a shared scale, and of grids, in the order of the form."""
    columns: list[str] = []
    for line in form.lines:
        question = line.question
        if isinstance(question, Grid) or (isinstance(question, Single) and question.scale):
            steps = sum(not code.outside for code in question.codes)
            columns += line.columns if steps in _STEPS else ()
    return columns


def _long_runs(form: Form, people: pd.DataFrame, finder: Finder) -> Iterator[AnswerFinding]:
    runs, ids = people["same_run"].to_numpy(), form.responses.ids
    straight = people["straight"].to_numpy() > 0
    for row in np.flatnonzero((runs >= finder.rules.run_questions) & ~straight):
        yield from finder.about_respondent(
            "responses.same_run", Severity.NOTE, str(ids.iloc[row]), count=int(runs[row])
        )


def _grids(form: Form) -> Iterator[tuple[Grid, list[str]]]:
    found: dict[str, tuple[Grid, list[str]]] = {}
    for line in form.lines:
        if isinstance(line.question, Grid):
            found.setdefault(line.question.id, (line.question, []))[1].extend(line.columns)
    yield from found.values()


def _codes(form: Form, columns: list[str]) -> NDArray[np.int64]:
    """Codes of the rows of a grid, −1 where there is no valid one."""
    cells = form.responses.data[columns].to_numpy(dtype=float)
    return np.where(np.isnan(cells) | (cells < ANSWERED), -1, cells).astype(np.int64)


def _longest_runs(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The longest stretch of equal answers, rows without an answer passed over."""
    size = len(codes)
    last = np.full(size, -1)
    run = np.zeros(size, dtype=np.int64)
    longest = np.zeros(size, dtype=np.int64)
    for column in codes.T:
        there = column >= 0
        run = np.where(there, np.where(column == last, run + 1, 1), run)
        last = np.where(there, column, last)
        longest = np.maximum(longest, run)
    return longest


def _record(
    grid: Grid,
    rows: int,
    counted: NDArray[np.bool_],
    straight: NDArray[np.bool_],
    runs: NDArray[np.int64],
) -> tuple[Any, ...]:
    people, lines = int(counted.sum()), int(straight.sum())
    share = lines / people if people else np.nan
    longest = float(runs[counted].mean()) if people else np.nan
    return grid.id, rows, people, lines, share, longest


def _by_grid(grids: pd.DataFrame, finder: Finder) -> Iterator[AnswerFinding]:
    for each in grids.to_dict("records"):
        enough = each["respondents"] >= finder.rules.missing_asked
        if enough and each["share"] >= finder.rules.grid_straight:
            yield from finder.about_question(
                "responses.grid_straight",
                Severity.NOTE,
                each["variable"],
                share=float(each["share"]),
                count=int(each["straight"]),
                of=int(each["respondents"]),
            )


def _by_person(form: Form, people: pd.DataFrame, finder: Finder) -> Iterator[AnswerFinding]:
    grids, straight = people["grids"].to_numpy(), people["straight"].to_numpy()
    told = (straight > 0) & (straight >= finder.rules.grid_share * grids)
    ids = form.responses.ids
    for row in np.flatnonzero(told):
        yield from finder.about_respondent(
            "responses.straight_lining",
            Severity.WARNING if straight[row] > 1 else Severity.NOTE,
            str(ids.iloc[row]),
            count=int(straight[row]),
            of=int(grids[row]),
        )
