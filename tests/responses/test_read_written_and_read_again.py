"""What was read, written in any form and read again is the same, reasons and persons included."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_questionnaires import questionnaires
from random_responses import random_responses

from survey.findings import FindingsError
from survey.responses.labelled.writing import write_responses
from survey.responses.problems import ProblemKind
from survey.responses.reading import read_responses

if TYPE_CHECKING:
    from survey.questionnaire.model import Questionnaire
    from survey.responses.responses import Responses

ENDINGS = (".csv", ".xlsx", ".parquet", ".sav", ".zsav", ".dta")
TAKEN_AWAY = {ProblemKind.NOT_ASKED, ProblemKind.EXCLUSIVE, ProblemKind.COMPUTED}


def read(path: Path, questionnaire: Questionnaire, area: Any, **how: Any) -> Responses:
    rosters = {
        name: path.with_stem(f"{path.stem}-{name}")
        for name in {each.table for each in _variables(questionnaire)} - {""}
        if path.with_stem(f"{path.stem}-{name}").exists()
    }
    return read_responses(
        path,
        questionnaire,
        groups=[area],
        rosters=rosters,
        wave="2012",
        today="2012-05-01",
        **how,
    )


def _variables(questionnaire: Questionnaire) -> Any:
    yield from questionnaire.variables()
    for question in questionnaire.questions:
        if question.type == "roster":
            yield from questionnaire.variables(question.id)


def write(responses: Responses, path: Path) -> Path:
    if path.suffix != ".xlsx":
        return write_responses(responses, path, language="da").path
    for name, frame in {"": responses.data, **responses.rosters}.items():
        stem = f"{path.stem}-{name}" if name else path.stem
        as_texts = {"engine": "xlsxwriter", "engine_kwargs": {"options": {
            "strings_to_formulas": False, "strings_to_urls": False}}}  # fmt: skip
        frame.to_excel(path.with_stem(stem), index=False, **as_texts)
    return path


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(questionnaire=questionnaires(), seed=st.integers(0, 999))
def test_what_was_read_once_comes_back_from_every_kind_of_file(
    ending: str, questionnaire: Questionnaire, seed: int
) -> None:
    random = random_responses(questionnaire, seed=seed)
    area = random.codebook["area"]
    with TemporaryDirectory() as folder:
        first = write_responses(random, Path(folder) / "first.csv", language="da").path
        once = read(first, questionnaire, area, invalid="count")
        path = write(once, Path(folder) / f"again{ending}")
        try:
            again = read(path, questionnaire, area)
        except FindingsError as error:  # a code of a computed value that isn't one of its codes
            raise AssertionError(str(error)) from error
    pd.testing.assert_frame_equal(again.data, once.data)
    pd.testing.assert_frame_equal(again.asked, once.asked)
    assert again.rosters.keys() == once.rosters.keys()
    for name, frame in once.rosters.items():
        pd.testing.assert_frame_equal(again.rosters[name], frame)
    assert not {each.kind for each in again.problems} & TAKEN_AWAY
