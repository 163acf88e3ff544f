"""Samples in several stages, against R."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from r_records import (
    check_design,
    check_record,
    counts,
    equal,
    golden_file,
    golden_frame,
    others,
    records,
    with_indicators,
)

import survey as sv
from survey.errors import DesignError

OUTPUTS = golden_file("two_stage")["outputs"]
TWO = {"psu": ["dnum", "snum"], "population": ["fpc1", "fpc2"]}
REGIONS = {"psu": ["dnum", "snum"], "population": ["N1", "N2"], "strata": ["region", "stype"]}
DISTRICTS = {**REGIONS, "population": ["N1", "N2_district"], "strata": "region"}
DESIGNS: dict[str, tuple[str, dict[str, Any]]] = {
    "two_stage": ("apiclus2", TWO),
    "two_stage_weights": ("apiclus2", {**TWO, "weights": "pw"}),
    "two_stage_first_fpc_only": (
        "apiclus2",
        {"psu": "dnum", "population": "fpc1", "weights": "pw"},
    ),
    "two_stage_ultimate": ("apiclus2", {"psu": "dnum", "population": "fpc1", "weights": "pw"}),
    "two_stage_no_fpc": ("apiclus2", {"psu": ["dnum", "snum"], "weights": "pw"}),
    "mu284": ("mu284", {"psu": ["id1", "id2"], "population": ["n1", "n2"]}),
    "stratified_both_stages": ("stratified_two", REGIONS),
    "stratified_first_stage": ("stratified_two", DISTRICTS),
    "three_stage": (
        "three_stage",
        {"psu": ["county", "dnum", "snum"], "population": ["N1", "N2", "N3"]},
    ),
    "three_stage_two_given": (
        "three_stage",
        {"psu": ["county", "dnum"], "population": ["N1", "N2"], "weights": "w"},
    ),
}
RULES = {"remove": "certainty", "certainty": "certainty", "adjust": "centered"}


def design_of(name: str) -> sv.SurveyDesign:
    data, arguments = DESIGNS[name]
    frame = golden_frame("two_stage", data)
    frame["w"] = OUTPUTS[name]["design"].get("weights")
    return sv.SurveyDesign(frame, **arguments)


@pytest.mark.parametrize(("design", "name"), records("two_stage", *DESIGNS))
def test_estimates_of_a_sample_in_stages_equal_r(design: str, name: str) -> None:
    record = OUTPUTS[design][name]
    check_record(design_of(design), record, df_answered=df_answered(design, record))


def df_answered(design: str, record: dict[str, Any]) -> int | None:
    """PSUs minus strata among the rows that have an answer."""
    if "variable" in record:
        return None
    data, arguments = DESIGNS[design]
    frame = golden_frame("two_stage", data)
    names = record.get("variables") or [record["numerator"], record["denominator"]]
    rows = frame[names].notna().all(axis=1)
    unit = np.atleast_1d(arguments["psu"])[0]
    strata = frame["region"][rows].nunique() if "strata" in arguments else 1
    return int(frame[unit][rows].nunique() - strata)


@pytest.mark.parametrize(("design", "name"), counts("two_stage", *DESIGNS))
def test_numbers_of_units_of_a_category_in_stages_equal_r(design: str, name: str) -> None:
    record = OUTPUTS[design][name]
    data, arguments = DESIGNS[design]
    frame = golden_frame("two_stage", data)
    frame["w"] = OUTPUTS[design]["design"].get("weights")
    names = with_indicators(frame, record["variable"], record["categories"])
    ours = sv.total(sv.SurveyDesign(frame, **arguments), names)
    equal(ours.to_frame()["estimate"], record["estimate"], what=name)
    equal(ours.covariance.to_numpy(), record["vcov"], np.abs(record["vcov"]).max(), name)


@pytest.mark.parametrize("design", DESIGNS)
def test_a_sample_in_stages_is_counted_as_in_r(design: str) -> None:
    record = dict(OUTPUTS[design]["design"])
    ours = design_of(design)
    assert ours.weights == pytest.approx(record.pop("weights"), rel=1e-12)
    check_design(ours, record)


@pytest.mark.parametrize("rule", RULES)
def test_one_unit_at_the_second_stage_is_treated_as_in_r(rule: str) -> None:
    ours = lonely_design(RULES[rule])
    record = OUTPUTS["two_stage_lonely"][rule]
    in_e = (golden_frame("two_stage", "apiclus2")["stype"] == "E").to_numpy()
    found = {
        "total_enroll": sv.total(ours, "enroll"),
        "mean_api00": sv.mean(ours, "api00"),
        "total_enroll_in_E": sv.total(ours, "enroll", where=in_e),
        "mean_api00_in_E": sv.mean(ours, "api00", where=in_e),
    }
    assert set(record) == set(found)
    for name, estimates in found.items():
        equal(estimates.to_frame()["estimate"], record[name]["estimate"], what=name)
        equal(estimates.covariance.to_numpy(), record[name]["vcov"], what=name)


def test_one_unit_at_the_second_stage_is_refused_as_in_r() -> None:
    assert OUTPUTS["two_stage_lonely"]["fail_message"] is not None
    with pytest.raises(DesignError, match="at least two"):
        lonely_design("error")


def lonely_design(rule: Any) -> sv.SurveyDesign:
    frame = golden_frame("two_stage", "apiclus2")
    return sv.SurveyDesign(
        frame,
        psu=["dnum", "snum"],
        population=["fpc1", "fpc2_lonely"],
        weights="pw",
        lonely_psu=rule,
    )


def test_nothing_of_the_samples_in_stages_is_left_out() -> None:
    assert set(OUTPUTS) == {*DESIGNS, "two_stage_lonely"}
    for design in DESIGNS:
        assert others("two_stage", design) <= {"design", "two_ids_one_fpc_message"}
