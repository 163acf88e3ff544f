"""Schools sampled within school type, against R."""

from __future__ import annotations

import pytest
from r_records import (
    answer,
    check_contrast,
    check_design,
    check_record,
    golden_file,
    golden_frame,
    others,
    records,
)

import survey as sv

OUTPUTS = golden_file("stratified")["outputs"]
DESIGNS = ("strat_fpc", "strat_no_fpc")


def design_of(name: str) -> sv.SurveyDesign:
    frame = golden_frame("stratified", "apistrat")
    population = "fpc" if name == "strat_fpc" else None
    return sv.SurveyDesign(frame, weights="pw", strata="stype", population=population)


@pytest.mark.parametrize(("design", "name"), records("stratified", *DESIGNS))
def test_estimates_of_a_stratified_sample_equal_r(design: str, name: str) -> None:
    check_record(design_of(design), OUTPUTS[design][name])


@pytest.mark.parametrize("design", DESIGNS)
def test_a_stratified_sample_is_counted_as_in_r(design: str) -> None:
    check_design(design_of(design), OUTPUTS[design]["design"])


@pytest.mark.parametrize("design", DESIGNS)
def test_the_difference_of_two_strata_equals_r(design: str) -> None:
    means = OUTPUTS[design]["mean_api00_by_stype"]
    ours = answer(design_of(design), means)
    check_contrast(ours, means, OUTPUTS[design]["mean_api00_E_minus_H"])


def test_weights_follow_from_the_population_of_each_stratum() -> None:
    frame = golden_frame("stratified", "apistrat")
    without = sv.SurveyDesign(frame, strata="stype", population="fpc")
    assert without.weights == pytest.approx(frame["pw"].to_numpy(), rel=1e-6)  # pw is rounded


def test_the_correction_can_be_switched_off() -> None:
    frame = golden_frame("stratified", "apistrat")
    off = sv.SurveyDesign(frame, weights="pw", strata="stype", population="fpc", fpc=False)
    for _, name in records("stratified", "strat_no_fpc"):
        check_record(off, OUTPUTS["strat_no_fpc"][name])


def test_nothing_of_the_stratified_sample_is_left_out() -> None:
    assert set(OUTPUTS) == set(DESIGNS)
    beside = {"design", "mean_api00_E_minus_H"}
    assert all(others("stratified", design) == beside for design in DESIGNS)
