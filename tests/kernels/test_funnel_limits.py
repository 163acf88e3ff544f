"""Limits of a funnel: exact binomial tails, by the slow sum and between whole counts."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.kernels.funnel import funnel_limits


def tail_below(count: int, size: int, share: float) -> float:
    return sum(comb(size, k) * share**k * (1 - share) ** (size - k) for k in range(count + 1))


@given(st.integers(1, 60), st.floats(0.01, 0.99), st.sampled_from([0.95, 0.998]))
def test_a_count_is_outside_just_where_its_exact_tail_is_too_small(
    size: int, share: float, level: float
) -> None:
    low, high = funnel_limits(share, np.array([float(size)]), level)
    tail = (1 - level) / 2
    for count in range(size + 1):
        below = tail_below(count, size, share)
        above = tail_below(size - count, size, 1 - share)
        if abs(below - tail) > 1e-9:
            assert (count / size < low[0] - 1e-12) == (below < tail)
        if abs(above - tail) > 1e-9:
            assert (count / size > high[0] + 1e-12) == (above < tail)


@given(st.floats(0.02, 0.98), st.floats(1, 5000), st.sampled_from([0.95, 0.998]))
def test_limits_hold_the_share_and_mirror_each_other(
    share: float, size: float, level: float
) -> None:
    low, high = funnel_limits(share, np.array([size]), level)
    assert 0 <= low[0] <= high[0] <= 1
    other_low, other_high = funnel_limits(1 - share, np.array([size]), level)
    assert low[0] == pytest.approx(1 - other_high[0], abs=1e-9)
    assert high[0] == pytest.approx(1 - other_low[0], abs=1e-9)


def test_limits_close_in_as_answers_grow_and_come_near_the_normal_ones() -> None:
    sizes = np.array([5.0, 20, 33.7, 100, 1000, 20000])
    for level, z in ((0.95, 1.959964), (0.998, 3.090232)):
        low, high = funnel_limits(0.3, sizes, level)
        assert (np.diff(low) >= 0).all()
        assert (np.diff(high) <= 0).all()
        half = z * np.sqrt(0.3 * 0.7 / 20000)
        assert low[-1] == pytest.approx(0.3 - half, abs=2e-4)
        assert high[-1] == pytest.approx(0.3 + half, abs=2e-4)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_all_or_none_answer_alike_there_is_no_room_for_chance(share: float) -> None:
    low, high = funnel_limits(share, np.array([5.0, 50.0]), 0.95)
    assert low.tolist() == high.tolist() == [share, share]
