"""The same answers, however they come: typed, routed and with their reasons they are identical."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from made_foreign_files import SHAPES, UNLABELLED_MISSING, fit_for_files
from made_responses import made_responses
from test_foreign_files import decide

import survey as sv
from survey.language.catalogue import language_in_force
from survey.questionnaire.columns import column_names
from survey.questionnaire.questions import Multiple, Section
from survey.responses.matching.matching import match_columns
from survey.responses.reading import read_responses

if TYPE_CHECKING:
    from pathlib import Path

    from survey.questionnaire.model import Questionnaire
    from survey.responses.responses import Responses

TODAY = "2012-05-01"
OWN = [name for name in SHAPES if name.startswith("own_")]
FOREIGN = [name for name in SHAPES if not name.startswith("own_")]


@cache
def residents() -> Responses:
    """200 invented residents who don't contradict themselves."""
    made = made_responses(sv.read_questionnaire("nordby-2012"), 200)
    answered = made.answered.copy()
    for question in made.questionnaire.questions:
        if isinstance(question, Multiple):
            names = [name for name in column_names(question) if name in answered]
            for code in question.codes:
                alone = f"{question.id}_{code.value}"
                if code.exclusive:
                    others = answered[[name for name in names if name != alone]]
                    answered[alone] = answered[alone].mask((others == 1).any(axis=1), 0)
    return fit_for_files(dataclasses.replace(made, answered=answered))


def read(path: Path, folder: Path, shape: str) -> Responses:
    """Read a file through its map of columns, finished by hand where a hand is needed."""
    questionnaire, groups = residents().questionnaire, [residents().codebook["area"]]
    if shape in OWN:
        return read_responses(path, questionnaire, groups=groups, today=TODAY)
    match = match_columns(path, questionnaire, groups=groups)
    workbook = match.write(folder / "columns.xlsx")
    if shape == "limesurvey_csv":
        letters = {("areasatisfaction", f"A{place}"): str(6 - place) for place in range(1, 6)}
        decide(workbook, {"id": "(left out)", "token": "respondent"}, letters)
    if shape == "legacy_sav":
        decide(workbook, {}, {(UNLABELLED_MISSING, "97"): "-1"})
    return read_responses(path, questionnaire, workbook, groups=groups, today=TODAY)


def same_columns(data: pd.DataFrame) -> pd.DataFrame:
    """Respondents, areas and questions; how somebody answered differs between programs."""
    names = [v.name for v in residents().questionnaire.variables()]
    return data[["respondent", "area", *names]]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_residents_come_back_whatever_the_file(shape: str, tmp_path: Path) -> None:
    write, name = SHAPES[shape]
    path = write(residents(), tmp_path / name)
    found = same_columns(read(path, tmp_path, shape).data)
    wanted = same_columns(residents().data)
    pd.testing.assert_frame_equal(found, wanted, check_exact=True)


def test_a_value_that_is_left_for_later_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("id;safe_day\n1;5\n2;7\n3;ved ikke\n", encoding="utf-8")
    questionnaire = one_question()
    workbook = match_columns(path, questionnaire, language="en").write(tmp_path / "columns.xlsx")
    with language_in_force("en"):
        decide(workbook, {}, {("safe_day", "7"): "(correct later)"})
    read = read_responses(path, questionnaire, workbook, invalid="count")
    assert read.data["safe_day"].tolist() == [5, -5, -8]
    (problem,) = read.problems
    assert (problem.respondent, problem.value) == ("2", "7")
    assert str(problem.place).endswith("answers.csv:3 (safe_day)")


def one_question() -> Questionnaire:
    """Only how safe it is by day."""
    whole = residents().questionnaire
    safe = whole.question("safe_day")
    assert safe is not None
    sections = (Section("", (dataclasses.replace(safe, ask_if=None),)),)
    return dataclasses.replace(whole, sections=sections, indices=(), tests=(), since={})
