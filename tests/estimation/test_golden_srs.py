"""A simple random sample of schools, stated in three ways, against R."""

from __future__ import annotations

import pytest
from r_records import check_design, check_record, golden_file, golden_frame, others, records

import survey as sv

OUTPUTS = golden_file("srs")["outputs"]
DESIGNS = {
    "srs_fpc": {"population": "fpc"},
    "srs_weights": {"weights": "pw"},
    "srs_unit": {},
}


def design_of(name: str) -> sv.SurveyDesign:
    frame = golden_frame("srs", "apisrs")
    if name == "srs_fpc":  # one population for all
        assert frame["fpc"].nunique() == 1
    return sv.SurveyDesign(frame, **DESIGNS[name])


@pytest.mark.parametrize(("design", "name"), records("srs", *DESIGNS))
def test_estimates_of_a_simple_random_sample_equal_r(design: str, name: str) -> None:
    check_record(design_of(design), OUTPUTS[design][name])


@pytest.mark.parametrize("design", DESIGNS)
def test_a_simple_random_sample_is_counted_as_in_r(design: str) -> None:
    check_design(design_of(design), OUTPUTS[design]["design"])


def test_nothing_of_the_simple_random_sample_is_left_out() -> None:
    assert set(OUTPUTS) == set(DESIGNS)
    assert all(others("srs", design) == {"design"} for design in DESIGNS)
