"""The check of answers: all that an analyst should look at before anything is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from survey.errors import UnknownNameError, WrongUseError
from survey.language.messages import culprits, fail, quoted
from survey.responses.checking.answers import contradictions, wrong_answers
from survey.responses.checking.break_off import break_offs
from survey.responses.checking.checks import ResponseChecks
from survey.responses.checking.constants import dead_questions, odd_indices
from survey.responses.checking.duplicates import duplicates
from survey.responses.checking.found import Finder
from survey.responses.checking.grids import straight_lines
from survey.responses.checking.groups import default_breakdown, mixes, strangers
from survey.responses.checking.lines import form_of
from survey.responses.checking.minutes import answering_times
from survey.responses.checking.nonresponse import (
    differs_by_mode,
    item_nonresponse,
    last_page,
    much_missing,
    nonresponse_by,
    nonresponse_by_type,
)
from survey.responses.checking.own_words import own_words, words_in_rosters
from survey.responses.checking.rules import ResponseRules
from survey.responses.responses import RESPONDENT, Responses

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_RULES = ResponseRules()


def check_responses(
    responses: Responses,
    *,
    by: str | Sequence[str] | None = None,
    rules: ResponseRules = _RULES,
    names: Iterable[str] = (),
) -> ResponseChecks:
    """Look through the answers before anything is counted. Nothing is changed.

    Told are: single answers that are wrong (invalid, out of range, not to be asked, excluding each
    other, too many, against a check of the questionnaire, computed otherwise); respondents who
    stand twice, by id or by their answers; grids with one answer in all rows; answering that was
    faster than reading or very slow; questions that many left unanswered, in all, by mode, and on
    the last page; where respondents stopped; modes and languages that the questionnaire doesn't
    have, and areas without respondents; own words that may identify somebody, are garbled or cut;
    questions that nobody answered or all alike; indices whose questions run against each other.

    What is told is something to look at, not something to delete: each rule also catches honest
    answers. All numbers are unweighted and for the analyst alone.

    Parameters
    ----------
    responses : Responses
    by : str or sequence of str, optional
        Columns that item nonresponse is broken down by; groups, mode and language if left out.
    rules : ResponseRules
    names : iterable of str
        Names of persons to search for in own words, as `identifying_kinds` does. They are not
        kept.

    Returns
    -------
    ResponseChecks

    Raises
    ------
    WrongUseError
        If an argument is of the wrong kind.
    UnknownNameError
        If there is no such column to break down by.

    Examples
    --------
    >>> import survey as sv
    >>> checks = sv.check_responses(responses)          # doctest: +SKIP
    >>> checks.summary()                                # doctest: +SKIP
    >>> sv.write_checks(checks, "checks.xlsx")          # doctest: +SKIP
    """
    _check_kinds(responses, rules)
    columns = _breakdown(responses, by)
    settled = {(step.respondent, step.variable): step.after for step in responses.steps}
    finder, searched = Finder(rules, settled), _words(names)
    form = form_of(responses)
    stopped, break_off, people, reached = break_offs(form, finder)
    stayed = ~people["broke_off"].to_numpy()
    straight, grids, lines = straight_lines(form, finder)
    nonresponse, parts = item_nonresponse(reached), nonresponse_by_type(reached)
    timed, minutes = answering_times(form, stayed, finder)
    findings = [
        *wrong_answers(responses, finder),
        *own_words(responses, searched, finder),
        *words_in_rosters(responses, searched, finder),
        *duplicates(form, finder),
        *stopped,
        *straight,
        *timed,
        *much_missing(reached, nonresponse, finder),
        *differs_by_mode(reached, finder),
        *last_page(parts, finder),
        *dead_questions(form, item_nonresponse(form), finder),
        *odd_indices(responses, finder),
        *strangers(responses, finder),
    ]
    ids = responses.ids.astype(str).rename(RESPONDENT)
    return ResponseChecks(
        tuple(findings),
        responses,
        rules,
        contradictions=contradictions(responses),
        nonresponse=nonresponse,
        nonresponse_by=nonresponse_by(reached, columns),
        nonresponse_parts=parts,
        grids=grids,
        break_off=break_off,
        mixes=mixes(responses),
        respondents=pd.concat([ids.reset_index(drop=True), people, lines, minutes], axis=1),
        settled=len(responses.steps),
    )


def _check_kinds(responses: object, rules: object) -> None:
    for value, kind, name, expected in (
        (responses, Responses, "responses", "read_responses(...)"),
        (rules, ResponseRules, "rules", "ResponseRules(...)"),
    ):
        if not isinstance(value, kind):
            got = type(value).__name__
            raise fail(WrongUseError, "argument.kind", name=name, got=got, expected=expected)


def _breakdown(responses: Responses, by: str | Sequence[str] | None) -> list[str]:
    if by is None:
        return default_breakdown(responses)
    names = [by] if isinstance(by, str) else list(by)
    for name in names:
        if name not in responses.data:
            known = culprits(default_breakdown(responses))
            raise fail(
                UnknownNameError, "response_checks.no_column", name=quoted(name), known=known
            )
    return names


def _words(names: Iterable[str]) -> list[str]:
    found = [names] if isinstance(names, str) else list(names)
    if not all(isinstance(name, str) for name in found):
        raise fail(WrongUseError, "argument.kind", name="names", got="list", expected="list[str]")
    return found
