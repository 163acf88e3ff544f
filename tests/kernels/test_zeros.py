"""Functions that fall cross zero where they should, each for itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.kernels.zeros import falling_zero

roots = st.lists(st.floats(0, 90), min_size=1, max_size=6)


@given(roots, st.integers(0, 20))
def test_the_zero_of_a_cubic_is_found(given_roots: list[float], halvings: int) -> None:
    root = np.array(given_roots)
    low, high = np.zeros(len(root)), np.full(len(root), 100.0)
    found = falling_zero(lambda x: root**3 - x**3, low, high, halvings=halvings)
    assert found == pytest.approx(root, rel=1e-11, abs=3e-5)


@given(roots)
def test_steep_and_flat_functions_are_solved_to_the_last_digits(given_roots: list[float]) -> None:
    root = np.array(given_roots)
    low, high = np.zeros(len(root)), np.full(len(root), 100.0)
    for steepness in (0.01, 1.0, 30.0):
        found = falling_zero(lambda x, s=steepness: np.tanh(s * (root - x)), low, high)
        assert found == pytest.approx(root, rel=1e-12, abs=2e-14)


def test_what_is_not_above_zero_at_the_start_is_zero_there() -> None:
    found = falling_zero(lambda x: -x, np.zeros(2), np.array([1.0, 50.0]))
    assert found == pytest.approx(0, abs=1e-12)


def test_few_steps_are_taken() -> None:
    asked = []

    def excess(x: Any) -> Any:
        asked.append(x)
        return np.exp(-x) - np.array([0.5, 0.05, 1e-6])

    found = falling_zero(excess, np.zeros(3), np.full(3, 20.0))
    assert found == pytest.approx(np.log([2, 20, 1e6]), rel=1e-13)
    assert len(asked) < 30
