"""What can't be met is told before anything is handed out, with as few targets as there can be."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_margins import made_margins
from scipy import optimize

from survey.kernels.calibrating import Calibrated
from survey.kernels.raking import Margins, Raked
from survey.kernels.reachable import Unreachable, calibrate_or_why, rake_or_why

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

ONE = np.zeros(4, dtype=int)
TWO = np.array([0, 0, 1, 1])
NO_YOUNG_MEN = np.array([[0, 3], [0, 3], [1, 2], [1, 3]])  # men, women; young, old


def of(codes: object, *totals: float) -> Margins:
    return Margins(np.array(codes), np.array(totals, dtype=float), ONE, TWO)


def why(found: object) -> Unreachable:
    assert isinstance(found, tuple)
    assert len(found) == 1
    return found[0]


def test_margins_of_the_same_people_with_different_totals() -> None:
    found = why(rake_or_why(np.ones(4), of(NO_YOUNG_MEN, 40, 60, 50, 52)))
    assert found.reason == "totals_differ"
    assert found.slots.tolist() == [0, 2]
    assert found.wanted.tolist() == [100, 102]
    assert found.possible.tolist() == [102, 100]


def test_a_target_without_respondents() -> None:
    found = why(rake_or_why(np.ones(3), of([[0, 2], [1, 2], [0, 2]], 50, 50, 90, 10)))
    assert (found.reason, found.slots.tolist(), found.wanted.tolist()) == (
        "nobody_there",
        [3],
        [10],
    )


def test_respondents_of_weight_zero_are_nobody() -> None:
    found = why(rake_or_why(np.array([1.0, 1, 0, 1]), of(NO_YOUNG_MEN, 60, 40, 30, 70)))
    assert (found.reason, found.slots.tolist()) == ("nobody_there", [2])


def test_a_target_of_zero_with_respondents() -> None:
    found = why(rake_or_why(np.full(4, 2.0), of(NO_YOUNG_MEN, 100, 0, 50, 50)))
    assert (found.reason, found.slots.tolist()) == ("nobody_wanted", [1])
    assert found.possible.tolist() == [4.0]


def test_all_that_is_seen_of_single_targets_is_told() -> None:
    found = rake_or_why(np.ones(2), of([[0, 2], [0, 2]], 50, 50, 0, 100))
    assert isinstance(found, tuple)
    assert [each.reason for each in found] == ["nobody_there", "nobody_there", "nobody_wanted"]


def test_targets_that_contradict_each_other_where_nobody_is_in_both() -> None:
    """All the young are women, so that there can't be more young than women."""
    found = why(rake_or_why(np.ones(4), of(NO_YOUNG_MEN, 70, 30, 40, 60)))
    assert found.reason == "contradiction"
    pairs = dict(zip(found.slots.tolist(), found.wanted.tolist(), strict=True))
    assert pairs in ({1: 30.0, 2: 40.0}, {0: 70.0, 3: 60.0})
    np.testing.assert_allclose(found.possible, found.wanted[::-1])


def test_targets_that_leave_nothing_for_some_respondents() -> None:
    found = why(rake_or_why(np.ones(4), of(NO_YOUNG_MEN, 60, 40, 40, 60)))
    assert found.reason == "nothing_left"
    assert len(found.slots) == 2


def test_targets_nearly_out_of_reach_are_still_met() -> None:
    found = rake_or_why(np.ones(4), of(NO_YOUNG_MEN, 60, 40, 39.99, 60.01))
    assert isinstance(found, Raked)
    assert found.converged
    assert found.weights[3] == pytest.approx(0.01)


def test_bounds_that_one_total_breaks() -> None:
    margins = of(NO_YOUNG_MEN, 3, 1, 0.8, 3.2)
    found = why(
        calibrate_or_why(np.ones(4), margins.indicators(), margins.totals, "linear", (0.7, 1.5))
    )
    assert (found.reason, found.slots.tolist()) == ("bounds", [1])
    assert found.wanted.tolist() == [1.0]
    np.testing.assert_allclose(found.possible, [1.4])


def test_bounds_that_totals_break_together() -> None:
    margins = of(NO_YOUNG_MEN, 2.9, 1.7, 1.1, 3.5)
    found = why(
        calibrate_or_why(np.ones(4), margins.indicators(), margins.totals, "linear", (0.8, 1.5))
    )
    assert found.reason == "bounds"
    assert len(found.slots) == 2


def test_dependent_columns_whose_totals_disagree() -> None:
    x = np.column_stack([np.ones(5), [1, 1, 0, 0, 0], [0, 0, 1, 1, 1]])
    found = why(calibrate_or_why(np.ones(5), x, np.array([10.0, 4.0, 7.0])))
    assert found.reason == "contradiction"
    assert found.slots.tolist() == [0, 1, 2]
    np.testing.assert_allclose(found.possible, [11, 3, 6], rtol=1e-6)


def feasible(x: Floats, weights: Floats, totals: Floats, bounds: tuple[float, float]) -> bool:
    """By a linear program of the whole problem, unit by unit."""
    limits = np.outer(weights, bounds)
    return bool(
        optimize.linprog(np.zeros(len(x)), A_eq=x.T, b_eq=totals, bounds=limits).status == 0
    )


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.sampled_from([(0.5, 2.0), (0.8, 1.3)]))
def test_small_problems_are_decided_as_by_a_program_of_all_units(
    seed: int, bounds: tuple[float, float]
) -> None:
    random = np.random.default_rng(seed)
    n = 12
    codes = np.column_stack([random.integers(0, 2, n), 2 + random.integers(0, 3, n)])
    margins = Margins(codes, np.ones(5), np.zeros(5, int), np.array([0, 0, 1, 1, 1]))
    x, weights = margins.indicators(), random.uniform(1, 2, n)
    totals = np.asarray(x.T @ (weights * random.uniform(0.6, 1.6, n)))
    totals[2] += totals[3] / 4 if totals[2] else 0.0
    totals[3] *= 0.75 if totals[2] else 1.0
    found = calibrate_or_why(weights, x, totals, "linear", bounds)
    dense = x.toarray()
    assert isinstance(found, Calibrated) == feasible(dense, weights, totals, bounds)
    for each in found if isinstance(found, tuple) else ():
        assert not feasible(dense[:, each.slots], weights, totals[each.slots], bounds)
        for k in range(len(each.slots)):
            rest = np.delete(each.slots, k)
            assert feasible(dense[:, rest], weights, totals[rest], bounds)
            moved = totals[each.slots].copy()
            moved[k] = each.possible[k] + 1e-7 * np.sign(each.possible[k] - moved[k])
            assert feasible(dense[:, each.slots], weights, moved, bounds)


def test_the_guilty_area_of_many_is_found_soon() -> None:
    """Within 60 areas; in one all of an age are of one sex, and more of that age are wanted."""
    weights, margins = made_margins(1, n=6000, areas=60, within=(2, 6, 4))
    weights, codes, totals = weights.copy(), margins.codes, margins.totals.copy()
    sex, age = 2 * 17, 120 + 6 * 17
    weights[(codes[:, 0] == sex) & (codes[:, 1] == age + 2)] = 0.0
    both, wanted = totals[[sex, sex + 1]].sum(), 1.2 * totals[sex + 1]
    others = np.setdiff1d(np.arange(age, age + 6), age + 2)
    totals[age + 2] = wanted
    totals[others] *= (both - wanted) / totals[others].sum()
    begun = time.process_time()
    found = rake_or_why(weights, replace(margins, totals=totals))
    assert time.process_time() - begun < 5
    guilty = why(found)
    assert guilty.reason == "contradiction"
    assert margins.universe is not None
    assert set(margins.universe[guilty.slots]) == {17}
    assert age + 2 in guilty.slots
