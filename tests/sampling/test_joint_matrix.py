"""Joint probabilities on their way to a variance."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from drawn_frames import frame_of, plan_of

import survey as sv
from survey.errors import UnknownNameError, WrongUseError

SIZES = np.array([3, 5, 1, 2, 7, 4, 2, 6, 9, 30, 1, 1, 2, 4, 5, 3, 2, 2], dtype=float)
FRAME = frame_of({"A": 10, "B": 8}, size=SIZES)
PLAN = plan_of(FRAME, {"A": 5, "B": 3})


def yates_grundy(y: list[float], joint: np.ndarray) -> float:
    """Yates & Grundy (1953): −½ ΣΣ (π_ij − π_i π_j)/π_ij (y_i/π_i − y_j/π_j)², the slow way."""
    total = 0.0
    for i in range(len(y)):
        for j in range(len(y)):
            if i != j:
                gap = y[i] / joint[i, i] - y[j] / joint[j, j]
                excess = joint[i, j] - joint[i, i] * joint[j, j]
                total -= 0.5 * excess / joint[i, j] * gap**2
    return total


def test_a_total_has_the_variance_of_yates_and_grundy() -> None:
    sample = sv.draw_sample(FRAME, PLAN, seed=1967, method="sampford")
    drawn = sample.drawn.assign(y=np.arange(8.0) ** 2)
    joint = sample.joint_matrix()
    design = sv.SurveyDesign(drawn, weights="base_weight", joint_probabilities=joint)
    found = sv.total(design, "y").to_frame()
    assert found["estimate"].iloc[0] == pytest.approx(float(drawn["y"] @ drawn["base_weight"]))
    expected = yates_grundy(drawn["y"].tolist(), joint)
    assert found["std_error"].iloc[0] == pytest.approx(np.sqrt(expected), rel=1e-10)
    # R's survey 4.1.1: svydesign(pps=ppsmat(joint), variance="YG")
    assert found["std_error"].iloc[0] == pytest.approx(48.154279751369, rel=1e-12)


def test_the_variance_is_right_on_average_over_all_samples() -> None:
    """Enumerated: the mean of the estimated variance is the variance of the estimated total."""
    sizes = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 3.0])
    y = np.array([2.0, 3.0, 7.0, 9.0, 8.0, 1.0])
    chances = 3 * sizes / sizes.sum()
    frame = frame_of({"A": 6}, size=sizes)
    plan = plan_of(frame, {"A": 3})
    joints: dict[tuple[int, ...], np.ndarray] = {}
    for seed in range(2_000):
        sample = sv.draw_sample(frame, plan, seed=seed, method="sampford")
        places = [int(unit[2:]) for unit in sample.units["unit"]]
        order = np.argsort(places)
        joint = sample.joint_probabilities["A"][np.ix_(order, order)]
        joints.setdefault(tuple(sorted(places)), joint)
        if len(joints) == 20:
            break
    odds = chances / (1 - chances)
    weight = {
        s: np.prod(odds[list(s)]) * (1 - chances[list(s)]).sum() for s in combinations(range(6), 3)
    }
    whole = sum(weight.values())
    totals = {s: (y[list(s)] / chances[list(s)]).sum() for s in weight}
    assert sum(weight[s] * totals[s] for s in weight) / whole == pytest.approx(y.sum())
    variance = sum(weight[s] * (totals[s] - y.sum()) ** 2 for s in weight) / whole
    estimated = sum(weight[s] * yates_grundy(list(y[list(s)]), joints[s]) for s in weight) / whole
    assert estimated == pytest.approx(variance, rel=1e-10)


def test_a_unit_that_is_sure_goes_with_each_other_as_often_as_that_is_drawn() -> None:
    sample = sv.draw_sample(FRAME, PLAN, seed=3, method="sampford")
    drawn = sample.drawn
    joint = sample.joint_matrix()
    sure = drawn.index[drawn["unit"] == "A-0009"][0]
    assert drawn["inclusion_probability"][sure] == 1
    np.testing.assert_allclose(joint[sure], drawn["inclusion_probability"])


def test_strata_drawn_otherwise_are_in_the_matrix_too() -> None:
    plan = plan_of(FRAME, {"A": 10, "B": 3})
    sample = sv.draw_sample(FRAME, plan, seed=3)
    joint = sample.joint_matrix()
    np.testing.assert_allclose(joint[:10, :10], 1)
    np.testing.assert_allclose(joint[:10, 10:], 3 / 8)
    assert joint[10, 11] == pytest.approx(3 * 2 / (8 * 7))
    data = sample.drawn.assign(y=np.arange(13.0))
    by_joint = sv.SurveyDesign(data, weights="base_weight", joint_probabilities=joint)
    by_strata = sv.SurveyDesign(data, strata="stratum", population={"A": 10, "B": 8})
    for one, other in ((by_joint, by_strata),):
        first, second = sv.total(one, "y").to_frame(), sv.total(other, "y").to_frame()
        assert first["std_error"].iloc[0] == pytest.approx(second["std_error"].iloc[0])


def test_mixed_exact_strata_are_exact_together() -> None:
    sample = sv.draw_sample(FRAME, PLAN, seed=3, method={"A": "sampford"})
    assert (sample.method, sample.variance) == ("mixed", "joint_probabilities")
    assert sample.joint_matrix().shape == (8, 8)


def test_some_units_can_be_asked_for_in_any_order() -> None:
    sample = sv.draw_sample(FRAME, PLAN, seed=3, method={"A": "sampford"})
    units = sample.drawn["unit"].tolist()
    order = [6, 0, 3, 7]
    joint = sample.joint_matrix([units[place] for place in order])
    np.testing.assert_array_equal(joint, sample.joint_matrix()[np.ix_(order, order)])


def test_units_that_were_not_drawn_and_methods_without_joint_probabilities_are_refused() -> None:
    sample = sv.draw_sample(FRAME, PLAN, seed=3)
    with pytest.raises(UnknownNameError, match="A-9999"):
        sample.joint_matrix(["A-9999"])
    systematic = sv.draw_sample(FRAME, PLAN, seed=3, method="systematic", order="unit")
    with pytest.raises(WrongUseError, match="drawn systematically"):
        systematic.joint_matrix()
    large = frame_of({"A": 6_000})
    with pytest.raises(WrongUseError, match="so many units"):
        sv.draw_sample(large, plan_of(large, {"A": 5_001}), seed=1).joint_matrix()


@pytest.mark.parametrize("k", [0, 2, -1, 1.0, True, "1"])
def test_parts_of_the_reserve_that_are_not_there_are_refused(k: object) -> None:
    sample = sv.draw_sample(FRAME, PLAN, seed=3)
    with pytest.raises(WrongUseError, match="must have the part"):
        sample.reserve(k)  # type: ignore[arg-type]
    if k != 1:
        with pytest.raises(WrongUseError):
            sample.released(k)  # type: ignore[arg-type]
