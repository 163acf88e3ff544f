"""Trimming: limits are kept and sums too."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from survey.kernels.trimming import trim

seeds = st.integers(0, 10_000)


@settings(max_examples=50)
@given(seeds, st.booleans(), st.booleans(), st.integers(1, 60))
def test_limits_and_the_sum_of_each_group_are_kept(
    seed: int, lower: bool, upper: bool, n: int
) -> None:
    random = np.random.default_rng(seed)
    weights = random.lognormal(0, 1, n) * (random.random(n) < 0.9)
    group = random.integers(0, 4, n)
    low = np.full(n, 0.4 if lower else 0.0)
    high = np.full(n, 2.5 if upper else np.inf)
    found = trim(weights, low, high, group)
    present = weights > 0
    assert (found.weights[~present] == 0).all()
    assert (found.weights[present] >= low[present]).all()
    assert (found.weights[present] <= high[present]).all()
    before = np.bincount(group, weights, minlength=len(found.factor))
    after = np.bincount(group, found.weights, minlength=len(found.factor))
    np.testing.assert_allclose(
        after[~found.impossible], before[~found.impossible], rtol=1e-12, atol=1e-12
    )
    limits = [np.bincount(group[present], each[present], len(before)) for each in (low, high)]
    possible = (limits[0] <= before * (1 + 1e-12)) & (before <= limits[1] * (1 + 1e-12))
    np.testing.assert_array_equal(found.impossible, ~possible)


@settings(max_examples=25)
@given(seeds)
def test_weights_are_one_multiple_of_those_before_cut_to_the_limits(seed: int) -> None:
    """The multiple by a root finder."""
    random = np.random.default_rng(seed)
    weights = random.lognormal(0, 1, 40)
    low, high = np.full(40, 0.3), random.uniform(2, 4, 40)
    total = weights.sum()
    if not 12 < total < high.sum():
        return
    k = optimize.brentq(lambda k: np.clip(k * weights, low, high).sum() - total, 0, 1e6)
    found = trim(weights, low, high, np.zeros(40, dtype=int))
    np.testing.assert_allclose(found.weights, np.clip(k * weights, low, high), rtol=1e-9)
    free = ~found.fixed
    np.testing.assert_allclose(found.weights[free], found.factor[0] * weights[free])


@settings(max_examples=15)
@given(seeds)
def test_trimming_from_above_is_cutting_and_sharing_out_until_nothing_is_over(seed: int) -> None:
    random = np.random.default_rng(seed)
    weights, high = random.lognormal(0, 1, 30), 2.5
    weights *= min(1.0, 0.95 * 30 * high / weights.sum())
    found = trim(weights, np.zeros(30), np.full(30, high), np.zeros(30, dtype=int))
    turned, fixed = weights.copy(), np.zeros(30, dtype=bool)
    while (turned > high * (1 + 1e-14)).any() and not fixed.all():
        fixed |= turned >= high
        turned[fixed] = high
        turned[~fixed] *= (weights.sum() - high * fixed.sum()) / turned[~fixed].sum()
    np.testing.assert_allclose(found.weights, np.minimum(turned, high), rtol=1e-9)


def test_nothing_to_cut_changes_nothing() -> None:
    weights = np.array([1.0, 2.0, 3.0, 1e-20])
    found = trim(weights, np.zeros(4), np.full(4, 3.0), np.array([0, 0, 1, 1]))
    np.testing.assert_array_equal(found.weights, weights)
    assert not found.fixed.any()
    assert found.factor.tolist() == [1.0, 1.0]


def test_groups_without_room_end_at_their_limits_and_are_told() -> None:
    weights = np.array([5.0, 5.0, 1.0, 9.0])
    found = trim(weights, np.zeros(4), np.array([3.0, 4.0, 6.0, 6.0]), np.array([0, 0, 1, 1]))
    assert found.impossible.tolist() == [True, False]
    assert found.weights.tolist() == [3.0, 4.0, 4.0, 6.0]
    assert found.fixed.tolist() == [True, True, False, True]
    assert np.isnan(found.factor[0])
    raised = trim(np.array([1.0, 1.0]), np.full(2, 2.0), np.full(2, 9.0), np.zeros(2, dtype=int))
    assert raised.impossible.all()
    assert raised.weights.tolist() == [2.0, 2.0]


def test_no_weights_at_all() -> None:
    nothing = np.empty(0)
    assert len(trim(nothing, nothing, nothing, np.empty(0, dtype=int)).weights) == 0
