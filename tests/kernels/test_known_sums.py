"""Ranges made narrow by sums, and values nearest to their middles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from survey.kernels.known_sums import Sums, narrowed, nearest, unmet


def sums_of(*sums: tuple[int, list[int]]) -> Sums:
    """Sums as (whole, parts)."""
    return Sums(
        np.array([whole for whole, _ in sums], dtype=np.int64),
        np.repeat(np.arange(len(sums)), [len(parts) for _, parts in sums]),
        np.array([part for _, parts in sums for part in parts], dtype=np.int64),
    )


def table(rows: int, columns: int) -> tuple[np.ndarray, Sums]:  # type: ignore[type-arg]
    """The numbers of the nodes of a table with margins, and its sums."""
    at = np.arange((rows + 1) * (columns + 1)).reshape(rows + 1, columns + 1)
    across = [(int(at[i, columns]), at[i, :columns].tolist()) for i in range(rows + 1)]
    down = [(int(at[rows, j]), at[:rows, j].tolist()) for j in range(columns + 1)]
    return at, sums_of(*across, *down)


def with_margins(cells: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    wide = np.c_[cells, cells.sum(axis=1)]
    return np.r_[wide, wide.sum(axis=0)[None]].astype(float)


@st.composite
def hidden_tables(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, Sums]:  # type: ignore[type-arg]
    """True numbers, their ranges with small ones hidden, and the sums."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    true = with_margins(rng.poisson(draw(st.sampled_from([1, 4, 9])), (rows, columns)))
    small = (true > 0) & (true < 5)
    lost = rng.random(true.shape) < 0.1
    lost[-1, -1] = False
    low = np.where(lost, 0.0, np.where(small, 1.0, true))
    high = np.where(lost, np.inf, np.where(small, 4.0, true))
    high[-1, -1] = low[-1, -1] = true[-1, -1]
    return true.ravel(), low.ravel(), high.ravel(), table(rows, columns)[1]


@settings(max_examples=40)
@given(hidden_tables())
def test_true_numbers_stay_within_their_ranges_and_all_sums_are_met(
    made: tuple[np.ndarray, np.ndarray, np.ndarray, Sums],  # type: ignore[type-arg]
) -> None:
    true, low, high, sums = made
    ranges = narrowed(low, high, sums, np.ones(len(low), dtype=bool))
    assert ranges.failed == -1
    assert np.all((ranges.low <= true) & (true <= ranges.high))
    assert np.all((ranges.low >= low) & (ranges.high <= high))
    found = nearest(ranges.low, ranges.high, sums)
    assert found is not None
    assert np.all((ranges.low <= found + 1e-7) & (found <= ranges.high + 1e-7))
    added = np.bincount(sums.part_of, found[sums.part])
    assert added == pytest.approx(found[sums.whole], abs=1e-6)
    assert len(unmet(ranges.low, ranges.high, sums)) == 0


@settings(max_examples=15)
@given(hidden_tables())
def test_no_other_values_that_meet_the_sums_are_nearer(
    made: tuple[np.ndarray, np.ndarray, np.ndarray, Sums],  # type: ignore[type-arg]
) -> None:
    """From the found values, no direction that keeps the sums leads nearer."""
    _, low, high, sums = made
    ranges = narrowed(low, high, sums, np.ones(len(low), dtype=bool))
    found = nearest(ranges.low, ranges.high, sums)
    assert found is not None
    matrix = np.zeros((len(sums.whole), len(low)))
    matrix[sums.part_of, sums.part] = 1
    matrix[np.arange(len(sums.whole)), sums.whole] -= 1
    slope = found - (ranges.low + ranges.high) / 2
    best = optimize.linprog(
        slope, A_eq=matrix, b_eq=np.zeros(len(matrix)),
        bounds=np.stack([ranges.low, ranges.high], axis=1).tolist(),
    )  # fmt: skip
    assert best.fun >= slope @ found - 1e-5


def test_a_sum_that_cannot_be_met_is_told() -> None:
    sums = sums_of((2, [0, 1]))
    low, high = np.array([1.0, 1, 20]), np.array([4.0, 4, 20])
    assert narrowed(low, high, sums, np.ones(3, dtype=bool)).failed == 0
    assert nearest(low, high, sums) is None
    assert unmet(low, high, sums).tolist() == [0]


def test_numbers_without_an_end_get_one_from_their_sum() -> None:
    sums = sums_of((3, [0, 1, 2]))
    low, high = np.array([2.0, 0, 5, 30]), np.array([2.0, np.inf, np.inf, 30])
    found = narrowed(low, high, sums, np.ones(4, dtype=bool))
    assert found.high.tolist() == [2, 23, 28, 30]


def test_only_counts_are_rounded_inwards() -> None:
    sums = sums_of((2, [0, 1]))
    low, high = np.array([1.5, 1, 5]), np.array([3.5, 9, 5])
    assert narrowed(low, high, sums, np.array([False] * 3)).low.tolist() == [1.5, 1.5, 5]
    assert narrowed(low, high, sums, np.array([True] * 3)).low.tolist() == [2, 2, 5]


def test_nothing_hidden_is_left_as_it_is() -> None:
    sums = sums_of((2, [0, 1]))
    exact = np.array([1.0, 2, 3])
    found = nearest(exact, exact, sums)
    assert found is not None
    assert found.tolist() == [1, 2, 3]
