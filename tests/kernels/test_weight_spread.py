"""The largest weights, and those far over the median."""

from __future__ import annotations

import numpy as np
import pytest

from survey.kernels.weight_spread import over_the_median, share_of_largest


def test_the_largest_are_one_weight_at_least() -> None:
    weights = np.arange(1.0, 11.0)
    assert share_of_largest(weights, 0.01) == pytest.approx(10 / 55)
    assert share_of_largest(weights, 0.2) == pytest.approx(19 / 55)
    assert share_of_largest(np.ones(200), 0.05) == pytest.approx(0.05)
    assert np.isnan(share_of_largest(np.zeros(3), 0.05))


def test_a_group_of_noughts_has_no_large_weights() -> None:
    found = over_the_median(np.array([0.0, 0.0, 5.0]), np.array([0, 0, 1]), 3.0)
    assert not found.any()
