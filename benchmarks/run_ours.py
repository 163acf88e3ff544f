"""The book by this library; the calls to change when the library's change are in this file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from passes import Engine, main

import survey as sv
from survey.codebook import Kind

if TYPE_CHECKING:
    from made_survey import MadeSurvey


def prepare(made: MadeSurvey, scenario: str) -> pd.DataFrame:
    columns = {"area": made.area, "household": made.household, "age": made.age, "w": made.weight}
    answers = zip(made.questions, made.answers, strict=True)
    return pd.DataFrame(columns | {name: answer.astype(np.int64) for name, answer in answers})


def design(frame: pd.DataFrame, made: MadeSurvey, scenario: str) -> sv.SurveyDesign:
    known: dict[str, Any] = {"strata": "area", "psu": "household", "codebook": codebook(made)}
    if scenario == "replicates":
        copies = sv.Replicates(made.replicates.T, scale=1 / len(made.replicates), mse=True)
        return sv.SurveyDesign(frame, weights="w", replicates=copies, **known)
    if scenario == "calibrated":
        cell = made.cell - 1
        factor = made.controls / np.bincount(cell, made.weight)
        step = sv.CalibrationStep(auxiliary=np.eye(8)[cell], weights_before="w")
        frame = frame.assign(calibrated=made.weight * factor[cell])
        return sv.SurveyDesign(frame, weights="calibrated", calibration=[step], **known)
    return sv.SurveyDesign(frame, weights="w", **known)


def codebook(made: MadeSurvey) -> sv.Codebook:
    names = ("Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied")
    codes = tuple(sv.Code(value, {"en": name}) for value, name in enumerate(names, 1))
    areas = tuple(sv.Code(area, {"en": f"Area {area}"}) for area in range(1, made.areas + 1))
    known = {"area": sv.Variable("area", Kind.GROUP, {"en": "Area"}, codes=areas)}
    for name in made.questions:
        known[name] = sv.Variable(name, Kind.SINGLE, {"en": name}, codes=codes)
    return sv.Codebook(known)


def book(design: sv.SurveyDesign, questions: list[str], scenario: str) -> pd.DataFrame:
    by = ("area", "age") if scenario == "demographic" else "area"
    return sv.estimate_book(design, questions, breakdowns=[by], all_row=False).to_frame()


def numbers(frame: pd.DataFrame, made: MadeSurvey, scenario: str, into: np.ndarray) -> None:
    question = frame["variable"].str[1:].astype(int) - 1
    domain = frame["area"].astype(int) - 1
    if scenario == "demographic":
        domain = domain * 4 + frame["age"].astype(int) - 1
    place = (question, domain, frame["category"].astype(int) - 1)
    into[*place, 0], into[*place, 1] = frame["estimate"], frame["std_error"]


if __name__ == "__main__":
    main(Engine(prepare, design, book, numbers))
