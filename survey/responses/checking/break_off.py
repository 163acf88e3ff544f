"""Where respondents stopped, and how much of the form they answered."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.codebook import MissingKind
from survey.findings import Severity
from survey.responses.checking.lines import NO_ANSWER, label_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from survey.responses.checking.found import AnswerFinding, Finder
    from survey.responses.checking.lines import Form

_REFUSED = int(MissingKind.REFUSED)


class Completeness(StrEnum):
    """How much of the form a respondent answered, by the shares of the rules."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    BREAK_OFF = "break_off"


def break_offs(
    form: Form, finder: Finder
) -> tuple[list[AnswerFinding], pd.DataFrame, pd.DataFrame, Form]:
    """Who broke off, after which question, and how much everybody answered.

    The order is that of the form; open questions are not counted.

    Returns
    -------
    findings : list of AnswerFinding
    curve : DataFrame
        One row a question: ``variable``, ``question``, ``reached`` (who did not stop before it),
        ``stopped`` (for whom it is the last one answered before she broke off), ``share`` (of all
        respondents) and ``remaining``, the share who go on after it.
    people : DataFrame
        For each row of the data ``asked``, ``answered``, ``answered_share``, ``completeness``,
        ``last`` (the last line answered; empty for none) and ``broke_off``.
    reached : Form
        The form in which nobody is asked what comes after the question where she broke off.
    """
    closed = [place for place, line in enumerate(form.lines) if not line.is_open]
    asked, states = form.asked[:, closed], form.states[:, closed]
    reacted = asked & (states != NO_ANSWER)
    people = _people(form, closed, asked, states, reacted)
    stopped_at = _stopped_at(asked, reacted, finder.rules.break_off_questions)
    people["broke_off"] = stopped_at != _WENT_ON
    people["completeness"] = _completeness(people["answered_share"].to_numpy(), finder)
    curve = _curve(form, closed, stopped_at)
    last = np.array([*closed, _BEFORE_ALL], dtype=np.intp)[
        np.where(stopped_at == _WENT_ON, _BEFORE_ALL, stopped_at)
    ]
    findings = [*_by_person(form, people, last, finder), *_by_question(curve, finder)]
    return findings, curve, people, _reached(form, last, people["broke_off"].to_numpy())


def _reached(form: Form, last: NDArray[np.intp], broke_off: NDArray[np.bool_]) -> Form:
    after = broke_off[:, None] & (np.arange(len(form.lines)) > last[:, None])
    return replace(form, asked=form.asked & ~after)


_WENT_ON = -2
_BEFORE_ALL = -1


def _people(
    form: Form,
    closed: list[int],
    asked: NDArray[np.bool_],
    states: NDArray[np.int8],
    reacted: NDArray[np.bool_],
) -> pd.DataFrame:
    answered = (reacted & (states != _REFUSED)).sum(axis=1)
    size = asked.sum(axis=1)
    names = np.array([*(form.lines[place].name for place in closed), ""], dtype=object)
    return pd.DataFrame(
        {
            "asked": size,
            "answered": answered,
            "answered_share": np.where(size > 0, answered / np.maximum(size, 1), np.nan),
            "last": names[_last(reacted)],
        }
    )


def _last(where: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The last place in each row; −1 for none."""
    width = where.shape[1]
    if not width:
        return np.full(len(where), _BEFORE_ALL)
    last = width - 1 - np.argmax(where[:, ::-1], axis=1)
    return np.where(where.any(axis=1), last, _BEFORE_ALL)


def _stopped_at(
    asked: NDArray[np.bool_], reacted: NDArray[np.bool_], least: int
) -> NDArray[np.intp]:
    """The last place that was answered by those who broke off."""
    last = _last(reacted)
    after = np.arange(asked.shape[1]) > last[:, None]
    left = (asked & after).sum(axis=1)
    return np.where(left >= least, last, _WENT_ON)


def _completeness(shares: NDArray[np.float64], finder: Finder) -> NDArray[np.object_]:
    kinds = np.array([each.value for each in Completeness], dtype=object)
    place = np.where(
        shares > finder.rules.complete, 0, np.where(shares < finder.rules.partial, 2, 1)
    )
    return np.asarray(kinds[place])


def _curve(form: Form, closed: list[int], stopped_at: NDArray[np.intp]) -> pd.DataFrame:
    stopped = np.bincount(stopped_at[stopped_at >= 0], minlength=len(closed))
    before = int((stopped_at == _BEFORE_ALL).sum())
    gone = before + np.cumsum(stopped)
    rows = max(form.rows, 1)
    lines = [form.lines[place] for place in closed]
    return pd.DataFrame(
        {
            "variable": np.array([line.name for line in lines], dtype=object),
            "question": np.array([line.question.id for line in lines], dtype=object),
            "reached": form.rows - (gone - stopped),
            "stopped": stopped,
            "share": stopped / rows,
            "remaining": 1 - gone / rows,
        }
    )


def _by_person(
    form: Form, people: pd.DataFrame, last: NDArray[np.intp], finder: Finder
) -> Iterator[AnswerFinding]:
    ids = form.responses.ids
    broke_off = people["broke_off"].to_numpy()
    labels = {place: label_of(form, place) for place in sorted(set(last.tolist()) - {_BEFORE_ALL})}
    few = people["completeness"].to_numpy() == Completeness.BREAK_OFF
    told = broke_off | few
    records = people[["answered", "asked", "answered_share", "last"]].to_dict("records")
    for row in np.flatnonzero(told):
        each = records[row]
        key = "responses.broke_off" if broke_off[row] else "responses.few_answers"
        if not each["last"]:
            key = "responses.empty"
        yield from finder.about_respondent(
            key,
            Severity.WARNING if few[row] else Severity.NOTE,
            str(ids.iloc[row]),
            each["last"],
            last=labels.get(int(last[row]), each["last"]),
            share=float(each["answered_share"]) if each["asked"] else 0.0,
            count=int(each["answered"]),
            of=int(each["asked"]),
        )


def _by_question(curve: pd.DataFrame, finder: Finder) -> Iterator[AnswerFinding]:
    for each in curve.to_dict("records"):
        if each["share"] >= finder.rules.stops_here:
            yield from finder.about_question(
                "responses.stops_here",
                Severity.WARNING,
                each["variable"],
                share=float(each["share"]),
                count=int(each["stopped"]),
            )
