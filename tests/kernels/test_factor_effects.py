"""Effects of factors and of characteristics in a composition, against published numbers."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.kernels.complex_step import gradient
from survey.kernels.factor_effects import (
    Crossing,
    composition_factors,
    factor_effects,
    kitagawa,
)

SHARES_1970 = [12.9, 10.9, 9.5, 8, 7.8, 8.4, 8.6, 7.8, 7, 5.9, 4.7, 3.6, 4.9]
SHARES_1985 = [10.1, 11.2, 11.6, 10.9, 9.4, 7.7, 6.3, 6, 6.3, 5.9, 5.1, 4, 5.5]
RATES_1970 = [1.9, 25.8, 45.7, 49.6, 51.2, 51.6, 51.8, 54.9, 58.7, 60.4, 62.8, 66.6, 66.8]
RATES_1985 = [2.2, 24.3, 45.8, 52.5, 56.1, 55.6, 56, 57.4, 57.2, 61.2, 63.9, 68.6, 72.2]


def test_headship_rates_of_1970_and_1985_come_apart_as_published() -> None:
    """Das Gupta 1993, example 5.1."""
    old, new = np.array(SHARES_1970) / 100, np.array(SHARES_1985) / 100
    totals = np.concatenate([new, new * RATES_1985, old, old * RATES_1970])
    rates, composition = kitagawa(totals, Crossing.of(np.arange(13)[:, None]))
    assert [rates, composition] == pytest.approx([1.7403, 1.2269], abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "published"),
    [  # Das Gupta 1993, examples 2.1 and 2.2
        ([10930, 0.717892], [16591, 0.825974], [4369.913, 1487.262]),
        (
            [51.78746, 0.45919, 0.52638],
            [84.90502, 0.75756, 0.51065],
            [10.4340, 10.5608, -0.6670],
        ),
    ],
)
def test_products_of_factors_come_apart_as_published(
    first: list[float], second: list[float], published: list[float]
) -> None:
    found = factor_effects(np.array(first)[:, None], np.array(second)[:, None]).ravel()
    digits = 3 if published[0] > 100 else 4
    assert found == pytest.approx(published, abs=0.51 * 10.0**-digits)


@given(st.integers(2, 5), st.integers(0, 10_000))
def test_an_effect_is_the_average_over_all_orders_of_change(count: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    first, second = chance.uniform(0.1, 2, (2, count, 3))
    slow = np.zeros((count, 3))
    orders = list(permutations(range(count)))
    for order in orders:
        now = first.copy()
        for factor in order:
            before = now.prod(axis=0)
            now[factor] = second[factor]
            slow[factor] += (now.prod(axis=0) - before) / len(orders)
    found = factor_effects(first, second)
    assert found == pytest.approx(slow, abs=1e-12)
    assert found.sum(axis=0) == pytest.approx(second.prod(axis=0) - first.prod(axis=0), abs=1e-12)


def crossed(*sizes: int) -> np.ndarray:
    return np.stack(np.meshgrid(*map(np.arange, sizes), indexing="ij"), -1).reshape(-1, len(sizes))


@given(st.integers(0, 10_000))
def test_factors_of_a_composition_multiply_to_it(seed: int) -> None:
    levels = crossed(2, 3, 2)
    sizes = np.random.default_rng(seed).integers(1, 50, len(levels)).astype(float)
    kept = sizes > 5  # some cells are not there
    factors = composition_factors(sizes[kept], Crossing.of(levels[kept]))
    assert factors.prod(axis=0) == pytest.approx(sizes[kept] / sizes[kept].sum(), rel=1e-12)


def test_two_characteristics_share_a_composition_by_geometric_means_of_their_shares() -> None:
    levels = crossed(2, 3)
    sizes = np.array([4.0, 6, 10, 8, 2, 20])
    table = sizes.reshape(2, 3)
    rows = np.sqrt(table / table.sum(0) * table.sum(1, keepdims=True) / table.sum())
    columns = np.sqrt(table / table.sum(1, keepdims=True) * table.sum(0) / table.sum())
    found = composition_factors(sizes, Crossing.of(levels))
    assert found == pytest.approx(np.array([rows.ravel(), columns.ravel()]), rel=1e-12)


@given(st.integers(0, 10_000))
def test_equal_compositions_leave_all_to_the_rates(seed: int) -> None:
    chance = np.random.default_rng(seed)
    levels = crossed(2, 3)
    n, r1, r0 = chance.uniform(1, 50, 6), *chance.uniform(0, 1, (2, 6))
    found = kitagawa(np.concatenate([2 * n, 2 * n * r1, n, n * r0]), Crossing.of(levels))
    assert found[1:] == pytest.approx([0, 0], abs=1e-12)
    assert found[0] == pytest.approx((n @ r1 - n @ r0) / n.sum(), abs=1e-12)


def test_derivatives_along_the_imaginary_axis_are_those_of_small_steps() -> None:
    crossing = Crossing.of(crossed(2, 2))
    at = np.random.default_rng(3).uniform(1, 9, 16)
    slow = np.column_stack(
        [
            (kitagawa(at + step, crossing) - kitagawa(at - step, crossing)) / 2e-5
            for step in 1e-5 * np.eye(16)
        ]
    )
    found = gradient(lambda totals: kitagawa(totals, crossing), at)
    assert found == pytest.approx(slow, abs=1e-8)
