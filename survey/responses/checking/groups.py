"""Who the respondents are: areas, modes and languages, and those that should not be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from survey.codebook import Kind
from survey.findings import Severity
from survey.responses.responses import LANGUAGE, MODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.responses.checking.found import AnswerFinding, Finder
    from survey.responses.responses import Responses


def groups_of(responses: Responses) -> list[str]:
    """The columns of groups, such as the area."""
    return [
        name
        for name, variable in responses.codebook.variables.items()
        if variable.kind is Kind.GROUP and name in responses.data
    ]


def mixes(responses: Responses) -> pd.DataFrame:
    """How many respondents of each group answered in each mode and in each language.

    Returns
    -------
    DataFrame
        Columns ``by`` (the column of the group; empty for all respondents), ``group``, ``what``
        (``mode`` or ``language``), ``value`` and ``count``. A value that is not there is "".
    """
    parts = [
        _mix(responses.data, by, what)
        for what in (MODE, LANGUAGE)
        if what in responses.data
        for by in ("", *groups_of(responses))
    ]
    names = ["by", "group", "what", "value", "count"]
    if not parts:
        return pd.DataFrame(columns=names)
    return pd.concat(parts, ignore_index=True)[names]


def _mix(data: pd.DataFrame, by: str, what: str) -> pd.DataFrame:
    values = written(data[what])
    groups = written(data[by]) if by else pd.Series([""] * len(data), dtype=object)
    counted = pd.DataFrame({"group": groups.to_numpy(), "value": values.to_numpy()})
    found = counted.value_counts(sort=False, dropna=False).sort_index().reset_index(name="count")
    return found.assign(by=by, what=what)


def written(cells: pd.Series[str]) -> pd.Series[str]:
    """A column as texts, "" where nothing stands."""
    return cells.astype(object).where(cells.notna(), "").astype(str)


def strangers(responses: Responses, finder: Finder) -> list[AnswerFinding]:
    """Areas without respondents, and modes and languages that the questionnaire doesn't have."""
    questionnaire = responses.questionnaire
    return [
        *_empty_groups(responses, finder),
        *_unknown(responses, LANGUAGE, questionnaire.languages.offered, finder),
        *_unknown(responses, MODE, questionnaire.modes, finder),
    ]


def _empty_groups(responses: Responses, finder: Finder) -> Iterator[AnswerFinding]:
    for name in groups_of(responses):
        there = set(responses.data[name].unique())
        for code in responses.codebook[name].codes:
            if code.value not in there:
                group = {
                    language: f"{words} ({code.value})" for language, words in code.label.items()
                }
                yield from finder.about_group(
                    "responses.empty_group",
                    Severity.WARNING,
                    name,
                    group=group or str(code.value),
                )


def _unknown(
    responses: Responses, what: str, known: tuple[str, ...], finder: Finder
) -> Iterator[AnswerFinding]:
    if what not in responses.data or not known:
        return
    counts = written(responses.data[what]).value_counts(sort=False).sort_index()
    for value, count in counts.items():
        if value and value not in known:
            yield from finder.about_group(
                "responses.unknown_language" if what == LANGUAGE else "responses.unknown_mode",
                Severity.WARNING,
                what,
                value=str(value),
                mode=str(value),
                spoken=str(value),
                count=int(count),
            )


def default_breakdown(responses: Responses) -> list[str]:
    """What item nonresponse is broken down by, unless something else is asked for."""
    ways = [name for name in (MODE, LANGUAGE) if name in responses.data]
    return [*groups_of(responses), *ways]
