"""The same files give the same answers, whatever the hash seed, the locale or pandas' options."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from made_skema import ROW, WRITTEN, read, skema

import survey as sv
from survey.questionnaire.build import questionnaire_from
from survey.responses.reading import read_responses

ROWS = (ROW, "8;Øst;1;2;1;1;1;300;3;Æble\n", "9;øst;3;2;;;;NA;60;ja\n", "9;Øst;9;;x;;;20;3;\n")
HOW: dict[str, Any] = {"invalid": "count", "duplicates": "first"}
SCRIPT = """
import sys
sys.path[:0] = sys.argv[2:]
from test_reading_is_the_same_everywhere import fingerprint
print(fingerprint(sys.argv[1]))
"""


def fingerprint(path: str) -> str:
    answers = read_responses(path, skema(), **HOW)
    told = [*map(str, answers.notes), *map(repr, answers.problems), *map(repr, answers.steps)]
    values = [repr(answers.data.to_dict("list")), repr(answers.answered.to_dict("list"))]
    return hashlib.sha256("\n".join([*told, *values]).encode()).hexdigest()


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4711", "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo"},
        {"PYTHONHASHSEED": "2", "PYTHONUTF8": "1"},
    ],
)
def test_the_same_file_gives_the_same_answers_in_any_surroundings(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    read(tmp_path, *ROWS, **HOW)
    path = str(tmp_path / "svar.csv")
    places = [str(Path(sv.__file__).parents[1]), str(Path(__file__).parent)]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, path, *places],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == fingerprint(path)


@pytest.mark.parametrize("storage", ["python", "pyarrow"])
def test_texts_are_plain_objects_whatever_pandas_is_told(tmp_path: Path, storage: str) -> None:
    expected = read(tmp_path, *ROWS, **HOW)
    with pd.option_context("mode.string_storage", storage):
        again = read(tmp_path, *ROWS, **HOW)
    assert repr(again.data.to_dict("list")) == repr(expected.data.to_dict("list"))
    assert {str(again.data[name].dtype) for name in ("respondent", "area", "wish")} == {"object"}


BASES = {
    **WRITTEN,
    "questions": [
        {
            **WRITTEN["questions"][0],
            "id": f"safe_{base}",
            "headline": {"codes": [3], "label": {"en": "Safe"}, "good": "high", "base": base},
        }
        for base in ("asked", "answered")
    ],
}


def test_an_invalid_answer_is_in_the_base_of_the_asked_only(tmp_path: Path) -> None:
    path = tmp_path / "svar.csv"
    path.write_text("id;safe_asked;safe_answered\n1;3;3\n2;7;7\n3;1;1\n4;;\n", encoding="utf-8")
    answers = read_responses(path, questionnaire_from(BASES), invalid="count")
    assert answers.data["safe_asked"].tolist() == [3, -5, 1, -1]
    design = sv.SurveyDesign(answers.data, codebook=answers.codebook)
    found = {
        base: sv.headline(design, f"safe_{base}").to_frame()["estimate"].tolist()
        for base in ("asked", "answered")
    }
    assert found == {"asked": [0.25], "answered": [0.5]}
