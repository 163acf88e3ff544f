"""Spreading a sample: bounds are kept, the total is met, and it doesn't matter who comes first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.kernels.allocation import whole_units, within_bounds


def test_a_share_is_given_in_proportion() -> None:
    ones, most = np.ones(3), np.full(3, 1e9)
    found = within_bounds(np.array([1.0, 2.0, 7.0]), 0 * ones, most, ones, 50)
    assert found == pytest.approx([5, 10, 35])


def test_who_is_full_leaves_the_rest_to_the_others() -> None:
    weight, high = np.array([1.0, 1.0, 1.0]), np.array([5.0, 100.0, 100.0])
    assert within_bounds(weight, np.zeros(3), high, np.ones(3), 45) == pytest.approx([5, 20, 20])


@st.composite
def tasks(draw: st.DrawFn) -> tuple[list[float], list[int], list[int], int]:
    size = draw(st.integers(1, 12))
    weight = draw(st.lists(st.floats(0.01, 100), min_size=size, max_size=size))
    low = draw(st.lists(st.integers(0, 20), min_size=size, max_size=size))
    more = draw(st.lists(st.integers(0, 60), min_size=size, max_size=size))
    high = [a + b for a, b in zip(low, more, strict=True)]
    return weight, low, high, draw(st.integers(sum(low), sum(high)))


@given(tasks())
def test_the_total_is_met_within_the_bounds(
    task: tuple[list[float], list[int], list[int], int],
) -> None:
    weight, low, high = (np.array(each) for each in task[:3])
    ones = np.ones(len(weight))
    wanted = within_bounds(weight, low.astype(float), high.astype(float), ones, task[3])
    found = whole_units(wanted, low, high, ones, task[3], np.arange(len(weight)))
    assert found.sum() == task[3]
    assert (found >= low).all()
    assert (found <= high).all()
    assert (abs(found - wanted) <= 1 + 1e-6).all()


@given(tasks(), st.randoms(use_true_random=False))
def test_shuffling_changes_nothing(
    task: tuple[list[float], list[int], list[int], int], chance: object
) -> None:
    weight, low, high = (np.array(each) for each in task[:3])
    order = np.arange(len(weight))
    ones = np.ones(len(weight))

    def spread(places: np.ndarray) -> np.ndarray:
        w, least, most = weight[places], low[places], high[places]
        wanted = within_bounds(w, least.astype(float), most.astype(float), ones, task[3])
        return whole_units(wanted, least, most, ones, task[3], order[places])

    shuffled = order.tolist()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    places = np.array(shuffled)
    assert spread(places).tolist() == spread(order)[places].tolist()


def test_money_is_never_overspent_and_used_as_far_as_units_allow() -> None:
    cost, high = np.array([30.0, 45.0, 70.0]), np.array([50, 50, 50])
    wanted = within_bounds(np.ones(3), np.zeros(3), high.astype(float), cost, 3000)
    found = whole_units(wanted, np.zeros(3, dtype=np.int64), high, cost, 3000, np.arange(3))
    spent = (cost * found).sum()
    assert 3000 - 30 < spent <= 3000
