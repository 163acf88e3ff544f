"""Single answers that are wrong, and how many answered what they should not have been asked."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pandas as pd

from survey.codebook import Kind
from survey.findings import Severity
from survey.language.catalogue import LANGUAGES, text
from survey.language.numbers import format_number
from survey.language.words import capitalised
from survey.questionnaire.questions import Date, Number
from survey.responses.problems import ProblemKind

if TYPE_CHECKING:
    from survey.codebook import Codebook, Text, Variable
    from survey.questionnaire.model import Questionnaire
    from survey.responses.checking.found import AnswerFinding, Finder
    from survey.responses.problems import Problem
    from survey.responses.responses import Responses

_MOST_CODES = 12
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
    return [found for each in responses.problems for found in _finding(each, responses, finder)]


def _finding(problem: Problem, responses: Responses, finder: Finder) -> list[AnswerFinding]:
    key, severity = _KEYS[problem.kind]
    variable = responses.codebook.get(problem.variable)
    note = _why(problem, variable, responses.questionnaire)
    if variable is None:
        return finder.about_respondent(
            key, severity, problem.respondent, problem.variable, note=note
        )
    cell = (problem.respondent, problem.variable)
    return finder.about_answer(
        key,
        severity,
        cell,
        place=problem.place,
        value=problem.value,
        fields={"note": note},
        settles=variable.kind is not Kind.GROUP,
    )


def _why(problem: Problem, variable: Variable | None, questionnaire: Questionnaire) -> Text | str:
    """What is possible, or the condition, in each language; else the problem's note."""
    if variable is not None and problem.kind in {ProblemKind.INVALID, ProblemKind.OUT_OF_RANGE}:
        return {each: _possible(variable, questionnaire, each) for each in LANGUAGES}
    if problem.kind is ProblemKind.NOT_ASKED and variable is not None and variable.universe_text:
        return variable.universe_text
    return _as_sentence(problem.note)


def _possible(variable: Variable, questionnaire: Questionnaire, language: str) -> str:
    """What the question allows, as a sentence; empty where that takes too many words."""
    words = allowed_in_words(variable, questionnaire, language)
    return text("response_checks.possible", lang=language, words=words) if words else ""


def allowed_in_words(variable: Variable, questionnaire: Questionnaire, language: str) -> str:
    """The codes of a question, or the limits of its numbers, or what its dates look like."""
    if variable.codes and variable.kind is not Kind.TEXT:
        codes = [str(code.value) for code in variable.codes]
        return ", ".join([*codes[:_MOST_CODES], *(["…"] if len(codes) > _MOST_CODES else [])])
    question = questionnaire.question(variable.question_id)
    if isinstance(question, Number):
        low = format_number(question.low or 0, language)
        if question.high is None:
            return text("corrections.allowed.number_from", lang=language, low=low)
        high = format_number(question.high, language)
        return text("corrections.allowed.number", lang=language, low=low, high=high)
    if isinstance(question, Date):
        return text(f"corrections.allowed.date_{question.precision}", lang=language)
    return ""


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
