"""Answers of invented residents to a questionnaire, as they are after reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Code, Kind, MissingKind, Variable
from survey.questionnaire.questions import Computed, Date, Multiple, Number, Ranking
from survey.questionnaire.routing.asked import asked, computed
from survey.responses.responses import RESPONDENT, Responses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.questionnaire.model import Questionnaire

NOT_ASKED, NO_ANSWER = int(MissingKind.NOT_ASKED), int(MissingKind.NO_ANSWER)
WORDS = ("Bedre belysning", "Mere at lave for de unge", "Færre biler", "Æblehaven skal åbnes, tak")


def made_responses(
    questionnaire: Questionnaire,
    rows: int = 200,
    *,
    seed: int = 1,
    areas: Mapping[str, str] = {"jennumparken": "Gl. Jennumparken", "glarbjergvej": "Glarbjergvej"},
    unanswered: float = 0.06,
    today: str = "2012-05-01",
    more: Mapping[str, Sequence[Any]] | None = None,
) -> Responses:
    """Residents who answer at random, are asked by the routing, and leave some answers out.

    Parameters
    ----------
    questionnaire : Questionnaire
    rows, seed : int
    areas : mapping of str to str
        Codes and names of the areas, which are given in turn.
    unanswered : float
        Share of answers that are left out.
    today : str
        The day that `years_since` counts to.
    more : mapping of str to sequence, optional
        Further columns, such as ``mode``.
    """
    random = np.random.default_rng(seed)
    area = [list(areas)[row % len(areas)] for row in range(rows)]
    found = _answers(questionnaire, rows, random, unanswered)
    answered = pd.DataFrame({name: pd.Series(cells) for name, cells in found.items()})
    where = np.array(area, dtype=object)
    was_asked = asked(questionnaire, answered, area=where, today=today)
    worked_out = computed(questionnaire, answered, area=where, today=today)
    names = [variable.name for variable in questionnaire.variables()]
    columns = {
        name: worked_out[name] if name in worked_out else _routed(answered[name], was_asked[name])
        for name in names
    }
    ids = [f"{row + 1:04d}" for row in range(rows)]
    front = {RESPONDENT: ids, "area": area, **(more or {})}
    before = {name: pd.Series(cells, dtype=object) for name, cells in front.items()}
    areas_asked = Variable(
        "area",
        Kind.GROUP,
        {"da": "Område", "en": "Area"},
        codes=tuple(Code(code, {"da": name, "en": name}) for code, name in areas.items()),
    )
    return Responses(
        pd.DataFrame({**before, **columns}),
        questionnaire.codebook().with_variables([areas_asked]),
        questionnaire,
        asked=was_asked[names],
        answered=answered,
    )


def _routed(cells: Any, was_asked: Any) -> Any:
    return cells.mask(~was_asked, str(NOT_ASKED) if cells.dtype == object else NOT_ASKED)


def _answers(
    questionnaire: Questionnaire, rows: int, random: np.random.Generator, unanswered: float
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for variable in questionnaire.variables():
        question = questionnaire.question(variable.question_id)
        if isinstance(question, Computed):
            continue
        left_out = random.random(rows) < unanswered
        if isinstance(question, Multiple | Ranking):
            left_out = np.random.default_rng(sum(question.id.encode())).random(rows) < unanswered
        found[variable.name] = _column(variable, question, left_out, random)
    return found


def _column(variable: Variable, question: Any, left_out: Any, random: np.random.Generator) -> Any:
    rows = len(left_out)
    match variable.kind:
        case Kind.TEXT:
            cells = random.choice(np.array(WORDS, dtype=object), rows)
            left_out = left_out | (random.random(rows) < 0.5)
            return pd.Series(np.where(left_out, str(NO_ANSWER), cells), dtype=object)
        case Kind.DATE:
            assert isinstance(question, Date)
            days = np.datetime64("2000-01-01") + random.integers(0, 4000, rows)
            length = {"year": 4, "month": 7, "day": 10}[question.precision]
            cells = np.array([str(day)[:length] for day in days], dtype=object)
            return pd.Series(np.where(left_out, str(NO_ANSWER), cells), dtype=object)
        case Kind.NUMBER:
            assert isinstance(question, Number)
            low, high = question.low or 0, question.high or (question.low or 0) + 90
            return np.where(left_out, NO_ANSWER, random.integers(low, high + 1, rows).astype(float))
    codes = [code.value for code in variable.codes]
    return np.where(left_out, NO_ANSWER, random.choice(codes, rows)).astype(np.int64)
