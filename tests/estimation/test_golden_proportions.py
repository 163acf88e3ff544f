"""Limits of shares in the school samples, against R's svyciprop."""

from __future__ import annotations

from typing import Any

import pytest
from r_records import check_design, check_proportion, golden_file, golden_frame

import survey as sv

OUTPUTS = golden_file("proportions")["outputs"]
DESIGNS: dict[str, tuple[str, dict[str, Any]]] = {
    "srs_fpc": ("apisrs", {"population": "fpc"}),
    "strat_fpc": ("apistrat", {"weights": "pw", "strata": "stype", "population": "fpc"}),
    "clus_fpc": ("apiclus1", {"weights": "pw", "psu": "dnum", "population": "fpc"}),
}
WHOLE = [
    (design, name)
    for design in DESIGNS
    for name in OUTPUTS[design]
    if name in {"proportion_met", "proportion_ell_zero"}
]
TYPES = [
    (design, school_type)
    for design in DESIGNS
    for school_type in OUTPUTS[design]["proportion_met_by_stype"]
]


def design_of(name: str) -> sv.SurveyDesign:
    data, arguments = DESIGNS[name]
    frame = golden_frame("proportions", data)
    frame["met"] = (frame["sch.wide"] == "Yes").astype(int)
    if "ell" in frame:
        frame["ell_zero"] = (frame["ell"] == 0).astype(int)
    return sv.SurveyDesign(frame, **arguments)


@pytest.mark.parametrize(("design", "name"), WHOLE)
def test_intervals_of_a_share_equal_r(design: str, name: str) -> None:
    check_proportion(design_of(design), OUTPUTS[design][name], "1")


@pytest.mark.parametrize(("design", "school_type"), TYPES)
def test_intervals_of_a_share_within_a_domain_equal_r(design: str, school_type: str) -> None:
    ours = design_of(design)
    where = (ours.data["stype"] == school_type).to_numpy()
    record = OUTPUTS[design]["proportion_met_by_stype"][school_type]
    check_proportion(ours, record, "1", where)


@pytest.mark.parametrize("design", DESIGNS)
def test_the_designs_of_the_shares_are_counted_as_in_r(design: str) -> None:
    check_design(design_of(design), OUTPUTS[design]["design"])


def test_nothing_of_the_proportions_is_left_out() -> None:
    assert set(OUTPUTS) == {"definitions", *DESIGNS}
    assert set(OUTPUTS["definitions"]) == {"met", "ell_zero"}
    for design in DESIGNS:
        whole = {name for one, name in WHOLE if one == design}
        assert set(OUTPUTS[design]) == {"design", "proportion_met_by_stype", *whole}
