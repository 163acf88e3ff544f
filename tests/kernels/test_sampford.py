"""Sampford's design against all its samples, written out."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest

from survey.kernels.sampford import sampford_joint, sampford_sample, sampford_tables
from survey.kernels.unequal_chances import inclusion_probabilities

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

SIZES = [
    ([1, 2, 3, 4, 5, 6], 3),
    ([1, 1, 1, 1, 1], 2),
    ([5, 6, 6.5, 1, 2, 3, 4], 4),
    ([1, 2, 4, 3], 1),
    ([1, 1.3, 1.2, 1.2, 1.1, 1, 0.3, 0.2], 5),
    ([1, 1.001, 1.002, 0.0001, 0.0002], 2),
    ([2, 3], 1),
    ([1, 1], 1),
    ([0.1, 1, 1, 1, 1, 1, 1], 6),
]


def unsure(sizes: list[float], n: int) -> tuple[Floats, int]:
    """Chances of units that aren't sure to be drawn, and how many of these are."""
    chances = inclusion_probabilities(np.array(sizes, dtype=float), n)
    return chances[chances < 1], n - int((chances == 1).sum())


def every_sample(chances: Floats, n: int) -> dict[tuple[int, ...], float]:
    """P(s) ∝ Π λ_i (n − Σ π_i), as Sampford (1967) writes it."""
    odds = chances / (1 - chances)
    weight = {
        chosen: np.prod(odds[list(chosen)]) * (n - chances[list(chosen)].sum())
        for chosen in combinations(range(len(chances)), n)
    }
    whole = sum(weight.values())
    return {chosen: value / whole for chosen, value in weight.items()}


def drawn_with_redraws(shares: Floats, n: int, draws: int, seed: int) -> list[tuple[int, ...]]:
    """The scheme that defines the design: one unit by p, n − 1 by λ, until all n differ."""
    rng = np.random.default_rng(seed)
    odds = shares / (1 - n * shares)
    found = []
    while len(found) < draws:
        first = rng.choice(len(shares), p=shares)
        rest = rng.choice(len(shares), size=n - 1, p=odds / odds.sum())
        if len({first, *rest}) == n:
            found.append(tuple(sorted([int(first), *map(int, rest)])))
    return found


@pytest.mark.parametrize(("sizes", "n"), SIZES)
def test_joint_probabilities_are_those_of_all_samples_added_up(sizes: list[float], n: int) -> None:
    chances, n = unsure(sizes, n)
    expected = np.zeros((len(chances), len(chances)))
    for chosen, chance in every_sample(chances, n).items():
        expected[np.ix_(chosen, chosen)] += chance
    found = sampford_joint(chances, n, np.arange(len(chances)))
    np.testing.assert_allclose(found, expected, atol=1e-13)
    np.testing.assert_allclose(np.diag(expected), chances, atol=1e-13)


@pytest.mark.parametrize(("sizes", "n"), SIZES)
def test_the_tables_give_each_sample_its_chance(sizes: list[float], n: int) -> None:
    """The chance of a sample is the product of what it takes to include or pass over each unit."""
    chances, n = unsure(sizes, n)
    tables = sampford_tables(chances, n)
    for chosen, expected in every_sample(chances, n).items():
        found, left, credit = 1.0, n, 0.0
        for k, chance in enumerate(chances):
            whole = credit * tables.plain[k, left] + tables.marked[k, left]
            part = 0.0
            if left:
                inside = tables.plain[k + 1, left - 1], tables.marked[k + 1, left - 1]
                part = chance * ((credit + 1 - chance) * inside[0] + inside[1]) / whole
            found *= part if k in chosen else 1 - part
            if k in chosen:
                left, credit = left - 1, credit + 1 - chance
        assert found == pytest.approx(expected, rel=1e-11)


def test_samples_are_drawn_as_often_as_they_should_be() -> None:
    chances = inclusion_probabilities(np.array([5, 6, 7, 1, 2, 3, 4.0]), 3)
    draws = 20_000
    uniform = np.random.default_rng(1967).random((draws, 7))
    taken = sampford_sample(sampford_tables(chances, 3), uniform)
    assert (taken.sum(axis=1) == 3).all()
    expected = every_sample(chances, 3)
    codes, counts = np.unique(taken @ (2 ** np.arange(7)), return_counts=True)
    found = dict(zip(codes.tolist(), counts.tolist(), strict=True))
    for chosen, chance in expected.items():
        count = found.get(sum(2**k for k in chosen), 0)
        assert abs(count - draws * chance) < 4.5 * np.sqrt(draws * chance * (1 - chance))


def test_the_scheme_that_defines_the_design_gives_the_same_samples() -> None:
    shares = np.array([0.05, 0.1, 0.2, 0.25, 0.3, 0.1])
    expected = every_sample(3 * shares, 3)
    draws = 4_000
    drawn = drawn_with_redraws(shares, 3, draws, seed=1967)
    for chosen, chance in expected.items():
        count = drawn.count(chosen)
        assert abs(count - draws * chance) < 4.5 * np.sqrt(draws * chance * (1 - chance))


@pytest.mark.parametrize(("units", "n"), [(60, 20), (400, 150), (2_000, 300)])
def test_joint_probabilities_of_large_samples_add_up(units: int, n: int) -> None:
    """Σ_j π_ij = n π_i for samples of fixed size."""
    sizes = np.random.default_rng(units).lognormal(0, 0.3, units)
    chances, n = unsure(sizes.tolist(), n)
    joint = sampford_joint(chances, n, np.arange(len(chances)))
    np.testing.assert_allclose(joint.sum(axis=1), n * chances, rtol=1e-10)
    single = np.diag(joint)
    off = ~np.eye(len(chances), dtype=bool)
    # never overrepresented, so that the variance of Yates and Grundy is never negative
    assert (joint[off] < np.outer(single, single)[off]).all()
    assert (joint > 0).all()


def test_equal_sizes_are_simple_random_sampling() -> None:
    joint = sampford_joint(np.full(10, 0.4), 4, np.arange(10))
    assert joint[0, 1] == pytest.approx(4 * 3 / (10 * 9), rel=1e-13)


def test_some_units_have_the_joint_probabilities_they_have_among_all() -> None:
    chances = inclusion_probabilities(np.arange(1.0, 13.0), 5)
    some = np.array([7, 2, 11])
    everyone = sampford_joint(chances, 5, np.arange(12))
    np.testing.assert_allclose(
        sampford_joint(chances, 5, some), everyone[np.ix_(some, some)], rtol=1e-13
    )


@pytest.mark.slow
def test_joint_probabilities_are_met_by_many_samples() -> None:
    sizes = np.random.default_rng(4).lognormal(0, 0.4, 25)
    chances = inclusion_probabilities(sizes, 8)
    assert chances.max() < 1
    joint = sampford_joint(chances, 8, np.arange(25))
    tables = sampford_tables(chances, 8)
    draws = 200_000
    taken = sampford_sample(tables, np.random.default_rng(5).random((draws, 25))).astype(float)
    gap = taken.T @ taken / draws - joint
    assert (np.abs(gap) < 4.5 * np.sqrt(joint * (1 - joint) / draws)).all()
