"""A short form and clean answers to it, into which single findings are planted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
from made_questionnaires import asked, codes, grid, questionnaire, said, single
from made_responses import made_responses

from survey.codebook import Index, IndexItem
from survey.questionnaire.expressions.parser import parse_expression
from survey.questionnaire.questions import Multiple, Number, OpenText, Section
from survey.responses.checking.check import check_responses
from survey.responses.checking.rules import ResponseRules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.questionnaire.model import Questionnaire
    from survey.responses.checking.checks import ResponseChecks
    from survey.responses.checking.found import AnswerFinding
    from survey.responses.responses import Responses

ROWS = 60
NAMES = tuple(f"q{number:02}" for number in range(1, 41))
GRID_ROWS = ("light", "paths", "trees", "bins", "play", "doors")
LAST = ("age", "home")


def form(**fields: Any) -> Questionnaire:
    """Forty questions with five answers, two grids, ticks, a number, words and a condition."""
    first = tuple(single(name, codes=codes(1, 2, 3, 4, 5)) for name in NAMES)
    grids = (
        grid("setting", *GRID_ROWS, codes=codes(1, 2, 3, 4, 5)),
        grid("trouble", *GRID_ROWS, codes=codes(1, 2, 3, 4, 5)),
    )
    ticks = asked(Multiple, "used", codes=codes(1, 2, 3))
    why = single("why", ask_if=parse_expression("q01 == 5"))
    words = asked(OpenText, "wish")
    last = (asked(Number, "age", low=15, high=110), single("home", codes=codes(1, 2, 3, 4, 5)))
    sections = (
        Section("first", (*first, *grids, ticks, why, words)),
        Section("last", last),
    )
    index = Index("i_both", tuple(IndexItem(name) for name in NAMES[:3]), label=said("Both"))
    given = {"sections": sections, "indices": (index,), "modes": ("web", "paper"), **fields}
    return questionnaire(**given)


def clean(rows: int = ROWS, *, seed: int = 5, **fields: Any) -> Responses:
    """Answers in which nothing is to be found: three questions go together, the rest is drawn."""
    responses = made_responses(form(**fields), rows, seed=seed, unanswered=0.02)
    data = responses.data.copy()
    for place, name in enumerate(NAMES[1:3], 1):
        data[name] = (data["q01"] + (data.index % (place + 3) == 0)).clip(1, 5)
    return replace(responses, data=data)


def planted(responses: Responses, column: str, cells: Any, rows: Sequence[int] = ()) -> Responses:
    """The same answers, but with these in a column, in some rows or in all."""
    data = responses.data.copy()
    if rows:
        values = data[column].tolist() if column in data else [None] * len(data)
        for place, row in enumerate(rows):
            values[row] = cells[place] if isinstance(cells, list) else cells
        data[column] = pd.Series(values, dtype=object if column in {"wish"} else None)
    else:
        data[column] = cells
    return replace(responses, data=data)


def emptied(responses: Responses, row: int, columns: Sequence[str]) -> Responses:
    """The same answers, but with some left out by one respondent."""
    data = responses.data.copy()
    for name in columns:
        nothing = "-1" if data[name].dtype == object else -1
        if responses.asked[name].iloc[row]:
            data.loc[row, name] = nothing
    return replace(responses, data=data)


def checked(responses: Responses, **rules: Any) -> ResponseChecks:
    return check_responses(responses, rules=ResponseRules(**rules))


def named(checks: ResponseChecks, name: str) -> list[AnswerFinding]:
    """The findings of a kind."""
    return [each for each in checks.findings if each.name == name]


def who(checks: ResponseChecks, name: str) -> list[str]:
    """The respondents of whom a kind of finding tells."""
    return [each.respondent for each in named(checks, name)]
