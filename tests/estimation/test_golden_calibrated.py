"""Errors of calibrated, post-stratified and raked weights, beside those of R's survey package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from made_weights import Sampled
from r_records import answer, beside, check_record, equal, golden_file, golden_frame, places
from scipy import sparse

import survey as sv
from survey.kernels.weight_steps import calibration_step, fixed_step

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

CHAINS = golden_file("calibration_chain")["outputs"]
ERRORS = golden_file("weighting_errors")["outputs"]
FRAMES = {"clus": "apiclus1", "strat": "apistrat", "two": "apiclus2_answered"}
ONE_STEP = [name for name in CHAINS if "weights" in CHAINS[name]]
RAKED = ["clus_rake", "strat_rake"]
SOME = {"total_enroll", "share_awards", "ratio_api.stu_enroll", "total_enroll_by_awards"}


def some(records: Any) -> list[Any]:
    """One record of each kind."""
    return [record for name, record in records.items() if name in SOME]


def frame_of(name: str) -> pd.DataFrame:
    return golden_frame("calibration_chain", FRAMES[name.split("_", maxsplit=1)[0]])


def design_of(name: str, frame: pd.DataFrame, **more: Any) -> sv.SurveyDesign:
    """A design as the script has it."""
    known: dict[str, Any] = {
        "clus": {"psu": "dnum"},
        "strat": {"strata": "stype"},
        "two": {"psu": ["dnum", "snum"], "population": ["fpc1", "fpc2"]},
    }[name.split("_", maxsplit=1)[0]]
    if "population" not in known:
        sizes = frame["fpc"] if name.startswith("strat") else float(frame["fpc"].iloc[0])
        known["population"] = "fpc" if isinstance(sizes, pd.Series) else sizes
    return sv.SurveyDesign(frame, weights="after", **known, **more)


def columns_of(frame: pd.DataFrame, formula: str) -> Floats:
    """The columns of a formula: the constant, indicators of all but the first value, numbers."""
    parts = [np.ones(len(frame))]
    for name in formula.strip("~ ").split(" + "):
        if frame[name].dtype.kind in "if":
            parts.append(frame[name].to_numpy(float))
            continue
        values = sorted(set(frame[name]))[1:]
        parts += [(frame[name] == value).to_numpy(float) for value in values]
    return np.column_stack(parts)


def formula_of(name: str) -> str:
    record = CHAINS[name]
    if name.endswith("rake"):
        return " + ".join(record["margins"])
    return str(record.get("formula", "stype" if name.startswith("clus") else "sch.wide"))


def prepared(name: str) -> tuple[pd.DataFrame, Floats]:
    """The data with the weights after the step, and the columns that were met."""
    frame = frame_of(name).assign(after=CHAINS[name]["weights"])
    return frame, columns_of(frame, formula_of(name))


@pytest.mark.parametrize("name", [name for name in ONE_STEP if name not in RAKED])
def test_one_step_has_the_errors_of_r(name: str) -> None:
    frame, x = prepared(name)
    design = design_of(name, frame, calibration=[sv.CalibrationStep(x, "pw")])
    for record in some(CHAINS[name]["package"]):
        check_record(design, record)


@pytest.mark.parametrize("name", RAKED)
def test_raking_in_r_is_calibrating_with_the_weights_before_or_without_any(name: str) -> None:
    frame, x = prepared(name)
    before = design_of(name, frame, calibration=[sv.CalibrationStep(x, "pw")])
    for record in some(CHAINS[name]["package_calibrate"]):
        check_record(before, record)
    plain = frame.assign(one=1.0)
    unweighted = design_of(name, plain, calibration=[sv.CalibrationStep(x, "one")])
    for record in some(CHAINS[name]["package_rake"]):
        both = beside(unweighted, record)
        # R stops after ten rounds
        assert both.frame["std_error"].to_numpy() == pytest.approx(record["se"], rel=1e-4)


@pytest.mark.parametrize("name", ["chain_no_fpc", "chain_fpc", "chain_post_greg"])
def test_two_steps_are_undone_from_the_last_to_the_first(name: str) -> None:
    record = CHAINS[name]
    frame = golden_frame("calibration_chain", "apiclus1").assign(
        between=record["weights_after_stype"],
        after=record.get("weights_after_sch.wide", record.get("weights_after_api99")),
    )
    second = "sch.wide" if "weights_after_sch.wide" in record else "api99"
    steps = [
        sv.CalibrationStep(columns_of(frame, "stype"), "pw"),
        sv.CalibrationStep(columns_of(frame, second), "between"),
    ]
    population = None if name == "chain_no_fpc" else float(frame["fpc"].iloc[0])
    design = sv.SurveyDesign(
        frame, weights="after", psu="dnum", population=population, calibration=steps
    )
    for each in some(record["right"]):
        check_record(design, each)


def chained(name: str) -> sv.SurveyDesign:
    """The same through weights, with the derivative of the step."""
    frame, x = prepared(name)
    before, after = frame["pw"].to_numpy(float), frame["after"].to_numpy(float)
    derivative = {
        "raking": after,
        "logit": _logit_slope(before, after, CHAINS[name].get("bounds")),
        "truncated": _free(before, after, CHAINS[name].get("bounds")),
    }.get(CHAINS[name].get("calfun", "raking" if name in RAKED else "linear"), before)
    area = frame["stype"] if name.startswith("strat") else pd.Series("all", index=frame.index)
    population = dict(zip(area, frame["fpc"].astype(float), strict=True))
    people = frame.assign(
        unit=(frame["dnum"] if "dnum" in frame else pd.Series(range(len(frame)))).astype(str),
        area=area.astype(object), base_weight=before, answered=True,
        respondent=[f"r{row}" for row in range(len(frame))],
    )  # fmt: skip
    step = calibration_step(sparse.csr_array(x), before, after, derivative)
    chain = [fixed_step(before, np.zeros(len(before))), step]
    survey = Sampled(people, population)
    return sv.SurveyDesign.from_weights(survey.answers, survey.weights(chain))


def _logit_slope(before: Floats, after: Floats, bounds: Any) -> Floats:
    low, high = bounds or (0, 2)
    g = after / before
    steep = (high - low) / ((1 - low) * (high - 1))
    return before * steep * (g - low) * (high - g) / (high - low)


def _free(before: Floats, after: Floats, bounds: Any) -> Floats:
    low, high = bounds or (0, 2)
    g = after / before
    return before * ((g > low + 1e-7) & (g < high - 1e-7))


@pytest.mark.parametrize("name", [name for name in ONE_STEP if not name.startswith("two")])
def test_weights_carry_the_derivative_of_the_step_itself(name: str) -> None:
    design = chained(name)
    for record in some(CHAINS[name]["derivative"]):
        ours = answer(design, record)
        errors = ours.to_frame()["std_error"].to_numpy(float)[places(ours, record)]
        assert errors == pytest.approx(record["se"], rel=1e-6)


def health(name: str) -> sv.SurveyDesign:
    frame = golden_frame("nhanes", "nhanes")
    record = ERRORS[name]["factors_by"]
    sex = np.array([record["sex"].index(str(each)) for each in frame["RIAGENDR"]])
    age = np.array([record["agecat"].index(each) for each in frame["agecat"]])
    frame["after"] = frame["WTMEC2YR"] * np.array(record["factors"])[sex, age]
    frame["hi_chol"] = frame["HI_CHOL"]
    indicators = [np.eye(2)[sex]] if name == "health_post" else [np.eye(2)[sex], np.eye(4)[age]]
    step = sv.CalibrationStep(np.hstack(indicators), "WTMEC2YR")
    return sv.SurveyDesign(
        frame, weights="after", strata="SDMVSTRA", psu="SDMVPSU", nest=True, calibration=[step]
    )


@pytest.mark.parametrize("name", ["health_post", "health_linear", "health_raking", "health_logit"])
def test_a_health_survey_has_the_errors_of_r(name: str) -> None:
    design = health(name)
    frame = design.data
    frame["hi_chol"] = frame["HI_CHOL"].map({0.0: "0", 1.0: "1"})
    for record in (ERRORS[name]["share_hi_chol"], ERRORS[name]["share_hi_chol_by_race"]):
        ours = answer(design, record)
        shown = ours.to_frame().iloc[places(ours, record)]
        equal(shown["estimate"], record["estimate"], what="estimate")
        equal(shown["std_error"], record["se"], what="se")
    total = sv.total(design, "HI_CHOL").to_frame()
    equal(total["std_error"], ERRORS[name]["total_one"]["se"], what="total")
