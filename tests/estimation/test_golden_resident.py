"""A made survey of residents in eight areas, with and without raking, against R."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from r_records import check_design, check_record, golden_file, golden_frame, records

import survey as sv

OUTPUTS = golden_file("resident")["outputs"]
DESIGNS = ("fpc", "no_fpc", "raked")
QUESTIONS = [f"q{k}" for k in range(1, 13)]


def design_of(name: str) -> sv.SurveyDesign:
    frame = golden_frame("resident", "resident")
    answers = frame[QUESTIONS].apply(pd.to_numeric)
    frame = frame.assign(**answers.where(answers.isin([1, 2, 3, 4, 5])).astype("Int64"))
    arguments: dict[str, Any] = {"weights": "weight", "strata": "area", "psu": "dwelling"}
    if name == "raked":
        frame["raked"] = OUTPUTS["raked"]["weights"]
        margins = [pd.get_dummies(frame[c], dtype=float) for c in ("sex", "age_group")]
        arguments["weights"] = "raked"
        arguments["calibration"] = [sv.CalibrationStep(pd.concat(margins, axis=1), "weight")]
    if name != "no_fpc":
        arguments["population"] = "n_dwellings"
    return sv.SurveyDesign(frame, **arguments)


@pytest.fixture(scope="module")
def designs() -> dict[str, sv.SurveyDesign]:
    return {name: design_of(name) for name in DESIGNS}


@pytest.mark.parametrize(("design", "name"), records("resident", *DESIGNS))
def test_estimates_of_residents_equal_r(
    design: str, name: str, designs: dict[str, sv.SurveyDesign]
) -> None:
    record = OUTPUTS[design][name]
    check_record(designs[design], record, df_answered=df_answered(record, designs[design]))


def df_answered(record: Any, design: sv.SurveyDesign) -> int:
    """Dwellings with an answer minus the areas that hold one."""
    named = record.get("variables", [record.get("variable")])
    rows = design.data[design.data[named].notna().all(axis=1)]
    return int(rows["dwelling"].nunique() - rows["area"].nunique())


@pytest.mark.parametrize("design", DESIGNS)
def test_residents_are_counted_as_in_r(design: str, designs: dict[str, sv.SurveyDesign]) -> None:
    check_design(designs[design], OUTPUTS[design]["design"])
