"""Answers to any questionnaire with every reason for a missing one, and words of every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from random_questionnaires import TRICKY

from survey.codebook import Code, Kind, MissingKind, Variable
from survey.questionnaire.questions import Date, Number, Roster
from survey.responses.responses import RESPONDENT, Responses

if TYPE_CHECKING:
    from survey.questionnaire.model import Questionnaire

WORDS = (
    *TRICKY,
    ".a",
    "''-x",
    "'=1",
    "1234",
    "-1,5 km",
    "Vi " + "bør " * 80 + "nå det æ",
    "Æ" * 128,
    "å" * 127 + "ab",
)
AREAS = {"jennumparken": "Gl. Jennumparken", 'o\'hara "2"': "O'Haras Æblehave", "3": "Nr. 3"}
_MISSING = tuple(int(kind) for kind in MissingKind)


def random_responses(
    questionnaire: Questionnaire, rows: int = 12, seed: int = 0, **more: Any
) -> Responses:
    """Answers drawn without any regard to the routing."""
    random = np.random.default_rng(seed)
    front = {
        RESPONDENT: np.array([f"{row + 1:03d}" for row in range(rows)], dtype=object),
        "area": random.choice(np.array(list(AREAS), dtype=object), rows),
        "minutes": np.where(random.random(rows) < 0.3, np.nan, random.random(rows) * 60),
        **more,
    }
    columns = {
        each.name: _cells(questionnaire, each, rows, random) for each in questionnaire.variables()
    }
    area = Variable(
        "area",
        Kind.GROUP,
        {"en": "Area"},
        codes=tuple(Code(code, {"da": name, "en": name}) for code, name in AREAS.items()),
    )
    return Responses(
        pd.DataFrame({**front, **columns}),
        questionnaire.codebook().with_variables([area]),
        questionnaire,
        rosters=dict(_rosters(questionnaire, random)),
    )


def _rosters(questionnaire: Questionnaire, random: np.random.Generator) -> Any:
    for question in questionnaire.questions:
        if isinstance(question, Roster):
            rows = 5
            cells = {
                each.name: _cells(questionnaire, each, rows, random)
                for each in questionnaire.variables(question.id)
            }
            front = {RESPONDENT: ["001", "001", "002", "003", "003"], "item": [1, 2, 1, 1, 2]}
            yield question.id, pd.DataFrame({**front, **cells})


def _cells(
    questionnaire: Questionnaire, variable: Variable, rows: int, random: np.random.Generator
) -> Any:
    left_out = random.random(rows) < 0.4
    reasons = random.choice(_MISSING, rows)
    question = questionnaire.question(variable.question_id)
    match variable.kind:
        case Kind.TEXT:
            words = random.choice(np.array(WORDS, dtype=object), rows)
            return np.where(left_out, reasons.astype(str).astype(object), words)
        case Kind.DATE:
            assert isinstance(question, Date)
            days = np.datetime64("1955-01-01") + random.integers(0, 25_000, rows)
            length = {"year": 4, "month": 7, "day": 10}[question.precision]
            texts = np.array([str(day)[:length] for day in days], dtype=object)
            return np.where(left_out, reasons.astype(str).astype(object), texts)
        case Kind.NUMBER:
            decimals = question.decimals if isinstance(question, Number) else 0
            return np.where(left_out, reasons, random.integers(0, 9999, rows) / 10**decimals)
    codes = [code.value for code in variable.codes]
    return np.where(left_out, reasons, random.choice(codes, rows)).astype(np.int64)
