"""One question of YRBS, against R: half of those asked answered, two units without an answer."""

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

OUTPUTS = golden_file("yrbs")["outputs"]["yrbs"]


@cache
def design() -> sv.SurveyDesign:
    frame = golden_frame("yrbs", "yrbs")
    frame["qn8_category"] = frame["qn8"].map({1: "1", 2: "2"})
    frame["qn8_yes"] = 2 - frame["qn8"]
    return sv.SurveyDesign(frame, weights="weight", strata="stratum", psu="psu", nest=True)


@pytest.mark.parametrize("name", [name for _, name in records("yrbs", "yrbs")])
def test_estimates_of_yrbs_equal_r(name: str) -> None:
    answered = OUTPUTS["proportion_qn8_yes"]["df_complete_rows"]
    check_record(design(), OUTPUTS[name], df_answered=answered)


def test_yrbs_is_counted_as_in_r() -> None:
    record = dict(OUTPUTS["design"])
    units = record.pop("psu_in_stratum")
    check_design(design(), record)
    ours = design().data.groupby("stratum")["psu"].nunique()
    assert {str(stratum): count for stratum, count in ours.items()} == units
    assert sorted(design().layout.stratum_psus) == sorted(units.values())


def test_intervals_of_the_share_that_said_yes_equal_r() -> None:
    check_proportion(design(), OUTPUTS["proportion_qn8_yes"], "1.0")


def test_nothing_of_yrbs_is_left_out() -> None:
    assert set(golden_file("yrbs")["outputs"]) == {"yrbs"}
    assert others("yrbs", "yrbs") == {"design", "proportion_qn8_yes"}
