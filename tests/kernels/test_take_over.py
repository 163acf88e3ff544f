"""Some units of a class take over the weight of others."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.kernels.classes import take_over


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_the_sum_of_each_class_stays_where_somebody_takes_over(seed: int) -> None:
    random = np.random.default_rng(seed)
    n = int(random.integers(1, 60))
    weights, classes = random.uniform(0.5, 3, n), random.integers(-1, 4, n)
    kind = random.integers(0, 3, n)
    found = take_over(weights, classes, kind == 0, kind == 1, 4)
    for c in range(4):
        inside = classes == c
        before, after = weights[inside].sum(), found.weights[inside].sum()
        np.testing.assert_allclose(after + found.lost[c], before)
        if not (inside & (kind == 1)).any():
            given_away = (inside & (kind == 0)).any()
            assert np.isnan(found.factor[c]) == given_away
    untouched = (kind == 2) | (classes < 0)
    np.testing.assert_array_equal(found.weights[untouched], weights[untouched])


def test_many_sets_of_weights_are_worked_on_each_by_itself() -> None:
    random = np.random.default_rng(1)
    many, classes = random.uniform(0, 2, (30, 7)), random.integers(0, 3, 30)
    answered = random.random(30) < 0.5
    many[answered & (classes == 2), 4] = 0.0
    found = take_over(many, classes, ~answered, answered, 5)
    assert found.factor.shape == (5, 7)
    assert found.lost[2, 4] > 0
    for k in range(7):
        alone = take_over(many[:, k], classes, ~answered, answered, 5)
        np.testing.assert_allclose(found.weights[:, k], alone.weights)
        np.testing.assert_allclose(found.factor[:, k], alone.factor)
