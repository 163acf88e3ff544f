"""Satisfaction in Copenhagen by type of housing, against R: tabulated data, one contrast."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from r_records import (
    answer,
    check_design,
    check_record,
    equal,
    golden_file,
    golden_frame,
    numbers,
    others,
    places,
    records,
)

import survey as sv
from survey.kernels.many_to_one import any_form, critical_values, p_values, product_form

OUTPUTS = golden_file("housing")["outputs"]["housing"]
AGAINST_TOWER = {
    "mean_index_against_Tower": "mean_index_by_Type",
    "mean_high_against_Tower": "mean_high_by_Type",
}
ANY_FORM_ERROR = 5e-4
QUADRATURE_RTOL = 1e-6


def design_of(kind: str) -> sv.SurveyDesign:
    frame = golden_frame("housing", "housing")
    frame["index"] = frame["Sat"].map({"Low": 0, "Medium": 50, "High": 100})
    frame["high"] = (frame["Sat"] == "High").astype(float)
    if kind == "tabulated":
        return sv.SurveyDesign(frame, counts="Freq")
    people = np.repeat(np.arange(len(frame)), frame["Freq"])
    return sv.SurveyDesign(frame.iloc[people].reset_index(drop=True))


@pytest.mark.parametrize("kind", ["tabulated", "expanded"])
@pytest.mark.parametrize("name", [name for _, name in records("housing", "housing")])
def test_estimates_of_the_housing_survey_equal_r(kind: str, name: str) -> None:
    check_record(design_of(kind), OUTPUTS[name])


@pytest.mark.parametrize("kind", ["tabulated", "expanded"])
def test_the_housing_survey_is_counted_as_in_r(kind: str) -> None:
    check_design(design_of(kind), OUTPUTS["design"])


@pytest.mark.parametrize("name", AGAINST_TOWER)
def test_differences_to_the_contrast_equal_r(name: str) -> None:
    record, means = OUTPUTS[name], OUTPUTS[AGAINST_TOWER[name]]
    ours = answer(design_of("tabulated"), means)
    combination = differences(ours, means, record)
    estimate = combination @ ours.to_frame()["estimate"].to_numpy()
    variance = ours.covariance.of(combination)
    se = np.sqrt(np.diag(variance))
    equal(estimate, record["estimate"], 0.0, "estimate")
    equal(se, record["se"], 0.0, "se")
    equal(variance, record["vcov"], 0.0, "vcov")
    equal(variance / np.outer(se, se), record["correlation"], 0.0, "correlation")
    equal(estimate / se, record["wald"], 0.0, "wald")
    domain_df = ours.covariance.design.degrees_of_freedom
    assert record["df"] == domain_df


@pytest.mark.parametrize("name", AGAINST_TOWER)
@pytest.mark.parametrize("kind", ["normal", "t"])
def test_joint_p_values_and_critical_values_equal_r(name: str, kind: str) -> None:
    record = OUTPUTS[name]
    df = np.full(3, np.inf if kind == "normal" else float(record["df"]))
    theirs, wald = record[kind], np.abs(numbers(record["wald"]))
    family = product_form(contrast_loadings(name))
    joint, critical = p_values(family, wald, df), critical_values(family, df[:1], record["level"])
    assert joint == pytest.approx(theirs["p_joint"], rel=QUADRATURE_RTOL)
    assert critical[0] == pytest.approx(theirs["critical"], rel=QUADRATURE_RTOL)
    single = p_values(product_form(np.zeros(1)), wald, df)
    assert single == pytest.approx(theirs["p_single"], rel=QUADRATURE_RTOL)
    for sign, limit in ((-1, "lower"), (1, "upper")):
        ours = numbers(record["estimate"]) + sign * critical * numbers(record["se"])
        assert ours == pytest.approx(theirs[limit], rel=1e-5)
    assert set(theirs) == {"p_single", "p_joint", "critical", "lower", "upper"}


@pytest.mark.parametrize("name", AGAINST_TOWER)
def test_joint_p_values_lie_within_the_noise_of_multcomp(name: str) -> None:
    record = OUTPUTS[name]
    df, wald = np.full(3, float(record["df"])), np.abs(numbers(record["wald"]))
    theirs = record["multcomp"]
    for family in (product_form(contrast_loadings(name)), any_form(record["correlation"])):
        noise = theirs["p_error"] + ANY_FORM_ERROR
        assert p_values(family, wald, df) == pytest.approx(theirs["p_joint"], abs=noise)
        critical = critical_values(family, df[:1], record["level"])[0]
        assert critical == pytest.approx(theirs["critical"], abs=5e-3)
    assert set(theirs) == {"version", "p_joint", "p_error", "critical"}


def test_nothing_of_the_housing_survey_is_left_out() -> None:
    assert set(golden_file("housing")["outputs"]) == {"housing"}
    assert others("housing", "housing") == {"design", *AGAINST_TOWER}
    known = {"reference", "compared", "estimate", "se", "vcov", "correlation", "wald", "df"}
    known |= {"level", "normal", "t", "multcomp"}
    assert all(set(OUTPUTS[name]) == known for name in AGAINST_TOWER)


def differences(ours: sv.Estimates, means: Any, record: Any) -> Any:
    at = dict(zip(means["domains"], places(ours, means), strict=True))
    combination = np.zeros((len(record["compared"]), len(ours)))
    for row, domain in enumerate(record["compared"]):
        combination[row, at[domain]] = 1
        combination[row, at[record["reference"]]] = -1
    return combination


def contrast_loadings(name: str) -> Any:
    """λ of each domain: the part of the variance of its difference that is the contrast's."""
    record, means = OUTPUTS[name], OUTPUTS[AGAINST_TOWER[name]]
    tower = means["domains"].index(record["reference"])
    return np.sqrt(means["vcov"][tower][tower] / np.diag(numbers(record["vcov"])))
