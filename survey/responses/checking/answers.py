"""Single answers that are wrong, and how many answered what they should not have been asked."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pandas as pd

from survey.codebook import Kind
from survey.findings import Severity
from survey.language.words import capitalised
from survey.responses.problems import ProblemKind

if TYPE_CHECKING:
    from survey.codebook import Codebook, Text, Variable
    from survey.responses.checking.found import AnswerFinding, Finder
    from survey.responses.problems import Problem
    from survey.responses.responses import Responses

_KEYS = {
    ProblemKind.INVALID: ("responses.invalid", Severity.ERROR),
    ProblemKind.OUT_OF_RANGE: ("responses.out_of_range", Severity.ERROR),
    ProblemKind.NOT_ASKED: ("responses.not_asked", Severity.WARNING),
    ProblemKind.EXCLUSIVE: ("responses.exclusive", Severity.WARNING),
    ProblemKind.TOO_MANY: ("responses.too_many", Severity.WARNING),
    ProblemKind.RANK_TWICE: ("responses.rank_twice", Severity.WARNING),
    ProblemKind.CHECK: ("responses.check", Severity.WARNING),
    ProblemKind.COMPUTED: ("responses.computed", Severity.WARNING),
}


def wrong_answers(responses: Responses, finder: Finder) -> list[AnswerFinding]:
    """The problems that were found on reading, as findings."""
    return [
        found for each in responses.problems for found in _finding(each, responses.codebook, finder)
    ]


def _finding(problem: Problem, codebook: Codebook, finder: Finder) -> list[AnswerFinding]:
    key, severity = _KEYS[problem.kind]
    variable = codebook.get(problem.variable)
    note = _why(problem, variable)
    if variable is None:
        return finder.about_respondent(
            key, severity, problem.respondent, problem.variable, note=note
        )
    cell = (problem.respondent, problem.variable)
    return finder.about_answer(
        key, severity, cell, place=problem.place, value=problem.value, fields={"note": note}
    )


def _why(problem: Problem, variable: Variable | None) -> Text | str:
    """The condition as a sentence in each language, where it is one; else the problem's note."""
    if problem.kind is ProblemKind.NOT_ASKED and variable is not None and variable.universe_text:
        return variable.universe_text
    return _as_sentence(problem.note)


def _as_sentence(note: str) -> str:
    """A note as it can stand after a sentence."""
    ends = not note or note.endswith((".", "?", "!"))
    return capitalised(note if ends else f"{note}.")


def contradictions(responses: Responses) -> pd.DataFrame:
    """How many answered what they should not have been asked, by question and condition.

    Returns
    -------
    DataFrame
        Columns ``variable`` (the question, or the row of a grid), ``condition`` (as it is written
        in the questionnaire), ``respondents`` and ``answers``; most respondents first.
    """
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    answers: dict[tuple[str, str], int] = defaultdict(int)
    for each in responses.problems:
        if each.kind is ProblemKind.NOT_ASKED:
            key = _question_and_condition(each, responses.codebook)
            people[key].add(each.respondent)
            answers[key] += 1
    rows = [(*key, len(people[key]), answers[key]) for key in people]
    rows.sort(key=_most_first)
    columns = ["variable", "condition", "respondents", "answers"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"variable": object, "condition": object})


def _most_first(row: tuple[str, str, int, int]) -> tuple[int, str, str]:
    return -row[2], row[0], row[1]


def _question_and_condition(problem: Problem, codebook: Codebook) -> tuple[str, str]:
    variable = codebook.get(problem.variable)
    if variable is None:
        return problem.variable, problem.note
    one_column = variable.question_id not in codebook.multiples and not _is_rank(variable)
    name = variable.name if one_column else variable.question_id
    return name, variable.universe or problem.note


def _is_rank(variable: Variable) -> bool:
    return variable.kind is Kind.RANK
