"""High cholesterol in NHANES, against R: strata of two or three units, missing answers."""

from __future__ import annotations

from functools import cache

import pytest
from r_records import (
    check_design,
    check_proportion,
    check_record,
    golden_file,
    golden_frame,
    others,
    records,
)

import survey as sv

OUTPUTS = golden_file("nhanes")["outputs"]["nhanes"]


@cache
def design() -> sv.SurveyDesign:
    frame = golden_frame("nhanes", "nhanes")
    frame["hi_chol"] = frame["HI_CHOL"].map({0: "0", 1: "1"})
    return sv.SurveyDesign(frame, weights="WTMEC2YR", strata="SDMVSTRA", psu="SDMVPSU", nest=True)


@pytest.mark.parametrize("name", [name for _, name in records("nhanes", "nhanes")])
def test_estimates_of_nhanes_equal_r(name: str) -> None:
    record = OUTPUTS[name]
    check_record(design(), record)


def test_nhanes_is_counted_as_in_r() -> None:
    check_design(design(), OUTPUTS["design"])


def test_intervals_of_the_share_with_high_cholesterol_equal_r() -> None:
    check_proportion(design(), OUTPUTS["proportion_HI_CHOL"], "1.0")


@pytest.mark.parametrize("race", OUTPUTS["proportion_HI_CHOL_by_race"])
def test_intervals_within_a_race_equal_r(race: str) -> None:
    where = (design().data["race"] == int(race)).to_numpy()
    record = OUTPUTS["proportion_HI_CHOL_by_race"][race]
    check_proportion(design(), record, "1.0", where)


def test_nothing_of_nhanes_is_left_out() -> None:
    assert set(golden_file("nhanes")["outputs"]) == {"nhanes"}
    shares = {"proportion_HI_CHOL", "proportion_HI_CHOL_by_race"}
    assert others("nhanes", "nhanes") == {"design", *shares}
