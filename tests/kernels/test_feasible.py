"""How far a hidden count is pinned down, against published tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from survey.kernels.feasible import feasible_range


def cell_range(
    margins: tuple[Any, Any], shown: dict[tuple[int, int], float], cell: tuple[int, int]
) -> tuple[float, float]:
    """Range of a cell of a table when its margins and some other cells are known."""
    shape = (len(margins[0]), len(margins[1]))
    lines, values = [], []
    for axis, margin in enumerate(margins):
        for place, value in enumerate(margin):
            line = np.zeros(shape)
            np.moveaxis(line, axis, 0)[place] = 1
            lines.append(line.ravel())
            values.append(value)
    for at, value in shown.items():
        lines.append(unit(shape, at))
        values.append(value)
    matrix = sparse.csr_array(np.array(lines))
    return feasible_range(unit(shape, cell), matrix, np.array(values, dtype=float))


def unit(shape: tuple[int, int], cell: tuple[int, int]) -> Any:
    """1 in one cell of a table, as a row of cells."""
    table = np.zeros(shape)
    table[cell] = 1
    return table.ravel()


def test_the_table_of_geurts_leaves_its_first_cell_between_three_and_six() -> None:
    shown = {(0, 2): 3.0, (1, 2): 3.0}  # Geurts 1992
    assert cell_range(([9, 7], [7, 3, 6]), shown, (0, 0)) == pytest.approx((3, 6))


def test_two_hidden_cells_in_every_line_may_still_give_one_away() -> None:
    margins = ([230, 250, 336, 3127], [1021, 1262, 770, 890])
    shown = {(0, 3): 89, (1, 1): 124, (1, 3): 31, (2, 0): 92, (2, 2): 59, (3, 0): 800, (3, 2): 651}
    assert cell_range(margins, shown, (0, 1)) == pytest.approx((47, 47))
    low, high = cell_range(margins, shown, (0, 0))
    assert high - low > 20


@settings(max_examples=25)
@given(st.lists(st.integers(0, 9), min_size=9, max_size=9), st.integers(0, 2**9 - 1))
def test_the_true_count_always_lies_in_its_range(counts: list[int], mask: int) -> None:
    table = np.array(counts).reshape(3, 3)
    shown = {(place // 3, place % 3): counts[place] for place in range(9) if not mask >> place & 1}
    low, high = cell_range((table.sum(axis=1), table.sum(axis=0)), shown, (1, 1))
    assert low - 1e-6 <= table[1, 1] <= high + 1e-6
    if (1, 1) in shown:
        assert low == pytest.approx(high, abs=1e-6)


def test_a_single_hidden_cell_is_determined_by_its_margins() -> None:
    shown = {(0, 1): 4.0, (1, 0): 5.0, (1, 1): 6.0}
    assert cell_range(([7, 11], [8, 10]), shown, (0, 0)) == pytest.approx((3, 3))


def test_a_count_that_no_sum_mentions_has_no_upper_end() -> None:
    known = sparse.csr_array(np.array([[1.0, 0.0]]))
    low, high = feasible_range(np.array([0.0, 1.0]), known, np.array([4.0]))
    assert low == 0
    assert high == np.inf
