"""Shares beside known shares of the population, against R."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from r_records import equal, golden_file, golden_frame

import survey as sv
from survey.kernels.known_shares import known_shares_test

OUTPUTS = golden_file("known_shares")["outputs"]
CASES = [(design, name) for design in ("clus", "clus_no_fpc") for name in OUTPUTS[design]]


@pytest.mark.parametrize(("design", "name"), CASES)
def test_the_test_is_that_of_rao_and_scott(design: str, name: str) -> None:
    theirs = OUTPUTS[design][name]
    how: dict[str, Any] = {} if design == "clus_no_fpc" else {"population": "fpc"}
    frame = golden_frame("known_shares", "apiclus1")
    ours = sv.SurveyDesign(frame, weights="pw", psu="dnum", **how)
    shares = sv.proportion(ours, "stype")
    estimates = shares.to_frame()["estimate"].to_numpy()
    equal(estimates, theirs["shares"])
    known = np.array(theirs["known"])
    judged = known_shares_test(
        estimates, known, shares.covariance.to_numpy(), theirs["n"], theirs["df"]
    )
    equal(judged.statistic, theirs["statistic"])
    equal([judged.numerator, judged.denominator], [theirs["numerator"], theirs["denominator"]])
    equal(judged.p_value, theirs["p_value"])
    assert judged.p_value == pytest.approx(theirs["svygofchisq"], abs=0.04)
