"""Counties drawn with probabilities in proportion to size, against R."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from r_records import check_design, check_record, golden_file, golden_frame, others, records

import survey as sv

OUTPUTS = golden_file("pps")["outputs"]
JOINT = np.array(golden_file("pps")["inputs"]["election_jointprob"])
P = golden_frame("pps", "election_pps")["p"].to_numpy()
N = len(P)
S = golden_file("pps")["inputs"]["election"]["sum_p_squared"]


def joint_of(coefficients: Any) -> Any:
    """Joint probabilities p_i p_j/(1 − c_ij) behind the coefficients of an approximation."""
    matrix = np.outer(P, P) / (1 - coefficients)
    np.fill_diagonal(matrix, P)
    return matrix


SUMS, HALF = np.add.outer(P, P), np.add.outer(P, P) / 2
HARTLEY_RAO = joint_of(1 - (N - SUMS + S / N) / (N - 1))
DESIGNS = {
    "ppsmat_HT": (JOINT, "horvitz_thompson"),
    "ppsmat_YG": (JOINT, "yates_grundy"),
    "HR": (HARTLEY_RAO, "horvitz_thompson"),
    "HR_YG": (HARTLEY_RAO, "yates_grundy"),
    "HR1": (joint_of(1 - (N - SUMS + P.mean()) / (N - 1)), "horvitz_thompson"),
    "overton": (joint_of(1 - (N - HALF) / (N - 1)), "horvitz_thompson"),
}
APPROXIMATIONS = {"brewer", "other"}


def design_of(name: str) -> sv.SurveyDesign:
    frame = golden_frame("pps", "election_pps")
    if name == "with_replacement":
        frame["weight"] = 1 / P
        return sv.SurveyDesign(frame, weights="weight")
    matrix, estimator = DESIGNS[name]
    return sv.SurveyDesign(frame, joint_probabilities=sv.JointProbabilities(matrix, estimator))


@pytest.mark.parametrize(
    ("design", "name"), records("pps", "ppsmat_HT", "ppsmat_YG", "with_replacement")
)
def test_estimates_of_a_sample_with_unequal_probabilities_equal_r(design: str, name: str) -> None:
    check_record(design_of(design), OUTPUTS[design][name])


@pytest.mark.parametrize(("design", "name"), records("pps", "HR", "HR_YG", "HR1", "overton"))
def test_approximated_joint_probabilities_give_what_r_gives(design: str, name: str) -> None:
    check_record(design_of(design), OUTPUTS[design][name])


@pytest.mark.parametrize("design", ["ppsmat_HT", "ppsmat_YG", "with_replacement"])
def test_a_sample_with_unequal_probabilities_is_counted_as_in_r(design: str) -> None:
    record = dict(OUTPUTS[design]["design"])
    ours = design_of(design)
    assert ours.weights == pytest.approx(record.pop("weights"), rel=1e-12)
    check_design(ours, record)


def test_what_is_left_out_of_the_samples_with_unequal_probabilities_is_known() -> None:
    assert set(OUTPUTS) == {*DESIGNS, *APPROXIMATIONS, "with_replacement", "definitions"}
    assert all(others("pps", design) <= {"design", "pbar"} for design in DESIGNS)
