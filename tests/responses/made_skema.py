"""A small questionnaire, rows of answers to it, and how tests read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from survey.findings import FindingsError
from survey.questionnaire.build import questionnaire_from
from survey.responses.reading import read_responses

if TYPE_CHECKING:
    from pathlib import Path

    from survey.questionnaire.model import Questionnaire
    from survey.responses.responses import Responses

WRITTEN: dict[str, Any] = {
    "id": "skema",
    "title": {"en": "Survey"},
    "languages": ["en"],
    "questions": [
        {
            "id": "safe",
            "type": "single",
            "text": {"en": "How safe?"},
            "codes": {1: {"en": "Unsafe"}, 2: {"en": "Neither"}, 3: {"en": "Safe"}},
            "missing": ["dont_know"],
        },
        {
            "id": "why",
            "type": "single",
            "text": {"en": "Why?"},
            "codes": {1: {"en": "Dark"}, 2: {"en": "Traffic"}},
            "ask_if": "safe == 1",
        },
        {
            "id": "where",
            "type": "multiple",
            "text": {"en": "Where?"},
            "codes": {
                1: {"en": "Paths"},
                2: {"en": "Cellar"},
                9: {"label": {"en": "Nowhere"}, "exclusive": True},
            },
            "most": 2,
        },
        {"id": "age", "type": "number", "text": {"en": "Age?"}, "low": 18, "high": 110},
        {
            "id": "years",
            "type": "number",
            "text": {"en": "Years here?"},
            "low": 0,
            "checks": [{"must": "years <= age", "message": {"en": "Longer than you have lived."}}],
        },
        {
            "id": "group",
            "type": "computed",
            "label": {"en": "Age group"},
            "codes": {1: {"en": "Young"}, 2: {"en": "Old"}},
            "cases": [{"when": "age < 40", "value": 1}],
            "otherwise": 2,
        },
        {"id": "wish", "type": "text", "text": {"en": "What do you wish?"}},
    ],
}
NAMES = ("safe", "why", "where_1", "where_2", "where_9", "age", "years", "wish")
HEAD = f"skemanr;område;{';'.join(NAMES)}\n"
ROW = "007;Vest;3;;1;;;44;3;More light\n"
ROSTER = {
    **WRITTEN,
    "questions": [
        *WRITTEN["questions"][:1],
        {
            "id": "children",
            "type": "roster",
            "label": {"en": "Children"},
            "text": {"en": "Each child"},
            "most": 5,
            "questions": [
                {"id": "child_age", "type": "number", "text": {"en": "Age?"}, "low": 0, "high": 17},
                {
                    "id": "child_club",
                    "type": "single",
                    "text": {"en": "Club?"},
                    "codes": {1: {"en": "Yes"}, 2: {"en": "No"}},
                    "ask_if": "child_age >= 6 and safe == 3",
                },
            ],
        },
    ],
}


def skema() -> Questionnaire:
    return questionnaire_from(WRITTEN)


def read(
    folder: Path, *rows: str, head: str = HEAD, name: str = "svar.csv", **how: Any
) -> Responses:
    (folder / name).write_text(head + "".join(rows), encoding="utf-8")
    return read_responses(folder / name, skema(), **how)


def found_in(folder: Path, *rows: str, **how: Any) -> list[str]:
    with pytest.raises(FindingsError) as caught:
        read(folder, *rows, **how)
    return [each.code for each in caught.value.findings]
