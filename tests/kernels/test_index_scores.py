"""Indices from 0 to 100."""

import numpy as np
import pytest

from survey.kernels.index_scores import mean_points, points


def test_answers_go_from_0_to_100_and_those_beyond_the_scale_are_none() -> None:
    answers = np.array([1.0, 2, 3, 9, -1, np.nan])
    np.testing.assert_array_equal(points(answers, 1, 3), [0, 50, 100, np.nan, np.nan, np.nan])
    turned = points(answers, 1, 3, reverse=True)
    np.testing.assert_array_equal(turned, [100, 50, 0, np.nan, np.nan, np.nan])


@pytest.mark.parametrize("least", [1, 2, 3])
def test_a_mean_takes_as_many_answers_as_are_asked_for(least: int) -> None:
    items = np.array([[0, 50, 100], [np.nan, 50, 100], [np.nan, np.nan, 100], [np.nan] * 3])
    means = mean_points(items, least)
    slow = [
        np.mean(row[np.isfinite(row)]) if np.isfinite(row).sum() >= least else np.nan
        for row in items
    ]
    np.testing.assert_allclose(means, slow)
