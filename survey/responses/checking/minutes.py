"""Respondents who answered faster than one can read, or took very long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.findings import Severity
from survey.questionnaire.questions import Grid
from survey.questionnaire.walking.pace import Pace
from survey.responses.checking.lines import ANSWERED
from survey.responses.responses import FINISHED, MINUTES, MODE, STARTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from survey.responses.checking.found import AnswerFinding, Finder
    from survey.responses.checking.lines import Form

_SECONDS = 60


def answering_times(
    form: Form, stayed: NDArray[np.bool_], finder: Finder
) -> tuple[list[AnswerFinding], pd.DataFrame]:
    """Fast and slow respondents.

    Parameters
    ----------
    form : Form
    stayed : ndarray of bool
        Who did not break off; the others are not in the median, nor compared with it.
    finder : Finder

    Returns
    -------
    findings : list of AnswerFinding
    people : DataFrame
        For each row of the data ``minutes``, ``median`` (of the mode; NaN where too few have
        minutes) and ``reading``, the fewest minutes that reading takes.
    """
    data = form.responses.data
    nothing = np.full(form.rows, np.nan)
    if MINUTES not in data:
        return [], pd.DataFrame({"minutes": nothing, "median": nothing, "reading": nothing})
    minutes = pd.to_numeric(data[MINUTES], errors="coerce").to_numpy(dtype=float)
    modes = data[MODE].astype(str) if MODE in data else pd.Series([""] * form.rows)
    people = pd.DataFrame(
        {
            "minutes": minutes,
            "median": _medians(
                np.where(stayed, minutes, np.nan), modes.to_numpy(dtype=object), finder
            ),
            "reading": _reading_minutes(form, finder),
        }
    )
    wrong = (minutes < 0) | _ends_before_it_begins(data)
    return [*_impossible(form, wrong, finder), *_odd(form, people, wrong, stayed, finder)], people


def _medians(
    minutes: NDArray[np.float64], modes: NDArray[np.object_], finder: Finder
) -> NDArray[np.float64]:
    """The median of the same mode, where enough have minutes."""
    medians = np.full(len(minutes), np.nan)
    known = minutes > 0
    for mode in sorted(set(modes)):
        here = modes == mode
        if (here & known).sum() >= finder.rules.fast_respondents:
            medians[here] = np.median(minutes[here & known])
    return medians


def _reading_minutes(form: Form, finder: Finder) -> NDArray[np.float64]:
    """The fewest minutes that reading the questions answered takes, in the first language."""
    pace = Pace(
        words_per_minute=finder.rules.reading_pace,
        single=0, multiple=0, number=0, text=0, date=0, ranking=0, grid_row=0,
    )  # fmt: skip
    languages = form.responses.questionnaire.languages
    seconds = np.zeros(form.rows)
    grids: dict[str, NDArray[np.bool_]] = {}
    for place, line in enumerate(form.lines):
        answered = form.states[:, place] == ANSWERED
        if isinstance(line.question, Grid):
            words = pace.rows(line.question, languages, languages.reference)
            seconds += answered * words[line.row]
            fresh = answered & ~grids.get(line.question.id, False)
            grids[line.question.id] = grids.get(line.question.id, False) | answered
        else:
            fresh = answered
        seconds += fresh * pace.once(line.question, languages, languages.reference)
    return seconds / _SECONDS


def _ends_before_it_begins(data: pd.DataFrame) -> NDArray[np.bool_]:
    if STARTED not in data or FINISHED not in data:
        return np.zeros(len(data), dtype=bool)
    starts, ends = (
        pd.to_datetime(data[name].astype(object), errors="coerce", format="ISO8601", utc=True)
        for name in (STARTED, FINISHED)
    )
    return np.asarray(ends < starts)


def _impossible(form: Form, wrong: NDArray[np.bool_], finder: Finder) -> Iterator[AnswerFinding]:
    for row in np.flatnonzero(wrong):
        respondent = str(form.responses.ids.iloc[row])
        yield from finder.about_respondent(
            "responses.impossible_time", Severity.WARNING, respondent
        )


def _odd(
    form: Form,
    people: pd.DataFrame,
    wrong: NDArray[np.bool_],
    stayed: NDArray[np.bool_],
    finder: Finder,
) -> Iterator[AnswerFinding]:
    rules, ids = finder.rules, form.responses.ids
    minutes, median, reading = (people[name].to_numpy() for name in people)
    known = ~np.isnan(minutes) & ~wrong
    against_others = known & stayed & (minutes < rules.fast_share * median)
    against_reading = known & ~against_others & (minutes < reading)
    for row in np.flatnonzero(against_others):
        yield from finder.about_respondent(
            "responses.fast", Severity.WARNING, str(ids.iloc[row]),
            minutes=_short(minutes[row]), median=_short(median[row]),
        )  # fmt: skip
    for row in np.flatnonzero(against_reading):
        yield from finder.about_respondent(
            "responses.faster_than_reading", Severity.WARNING, str(ids.iloc[row]),
            minutes=_short(minutes[row]), reading=_short(reading[row]),
        )  # fmt: skip
    for row in np.flatnonzero(known & stayed & (minutes > rules.slow_times * median)):
        yield from finder.about_respondent(
            "responses.slow", Severity.NOTE, str(ids.iloc[row]),
            minutes=_short(minutes[row]), median=_short(median[row]),
        )  # fmt: skip


def _short(minutes: float) -> float:
    """Minutes with one decimal, as they are told."""
    return round(float(minutes), 1)
