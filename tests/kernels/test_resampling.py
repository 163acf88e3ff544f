"""Bootstrap and jackknife: totals have the variance of the textbook, and factors stay positive."""

from __future__ import annotations

from itertools import product
from math import factorial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.kernels.layout import spread_scale
from survey.kernels.resampling import (
    Strata,
    bootstrap_factors,
    deletions,
    drawn,
    draws_of_strata,
    groups_to_delete,
)

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

GENERATOR = np.random.default_rng(4)
STRATUM = np.repeat([0, 1, 2], [4, 3, 2])
UNEVEN = Strata(STRATUM, np.array([0.5, 0.8, 0.9, 0.5, 0.3, 0.4, 0.3, 1.0, 0.6]), 3)
EVEN = Strata(STRATUM, np.array([0.7, 0.2, 1.0])[STRATUM], 3)
Z = GENERATOR.normal(2, 1, 9)


def by_the_book(strata: Strata, z: Floats) -> float:
    """Σ s Σ c(z − z̄)² with z̄ the mean weighted by c."""
    total = 0.0
    scale = spread_scale(strata.stratum, strata.factor, strata.count)
    for each in range(strata.count):
        here = strata.stratum == each
        c, values = strata.factor[here], z[here]
        if c.sum() > 0:
            total += scale[each] * (c * (values - (c @ values) / c.sum()) ** 2).sum()
    return float(total)


@pytest.mark.parametrize("strata", [UNEVEN, EVEN], ids=["uneven", "even"])
@pytest.mark.parametrize("least", [0.0, 0.5])
def test_the_jackknife_of_single_units_gives_the_variance_of_a_total(
    strata: Strata, least: float
) -> None:
    group = groups_to_delete(strata, np.arange(9), 9)
    found = deletions(strata, group, least)
    factors = found.factors(range(9))
    deviations = Z @ factors - Z.sum()
    assert (found.rscales * deviations**2).sum() == pytest.approx(by_the_book(strata, Z))
    assert factors.min() == pytest.approx(least)


def test_the_jackknife_leaves_a_unit_out_and_shares_its_part_in_the_stratum() -> None:
    found = deletions(EVEN, groups_to_delete(EVEN, np.arange(9), 9))
    expected = np.ones((9, 9))
    for unit in range(9):
        same = STRATUM[unit] == STRATUM
        expected[same, unit] = same.sum() / (same.sum() - 1)
        expected[unit, unit] = 0
    assert found.factors(range(9)) == pytest.approx(expected)
    n = np.bincount(STRATUM)[STRATUM]
    assert found.rscales == pytest.approx(EVEN.factor * (n - 1) / n)


def test_groups_are_left_out_as_a_whole() -> None:
    strata = Strata(np.zeros(10, dtype=int), np.full(10, 0.8), 1)
    group = groups_to_delete(strata, np.arange(10)[::-1], 3)
    assert np.bincount(group).tolist() == [4, 3, 3]
    found = deletions(strata, group)
    factors = found.factors(range(3))
    for replicate in range(3):
        gone = group == replicate
        assert (factors[gone, replicate] == 0).all()
        assert factors[~gone, replicate] == pytest.approx(10 / (10 - gone.sum()))
    assert found.rscales == pytest.approx(0.8 * (10 - np.bincount(group)) / 10)


def test_random_groups_give_the_variance_in_the_mean() -> None:
    generator = np.random.default_rng(1)
    factor = generator.choice([0.5, 0.75, 1.0], 60)
    strata = Strata(np.repeat([0, 1], 30), factor, 2)
    z = generator.normal(5, 1, 60)
    found = []
    for _ in range(1500):
        parts = deletions(strata, groups_to_delete(strata, generator.permutation(60), 12))
        deviations = z @ parts.factors(range(12)) - z.sum()
        found.append((parts.rscales * deviations**2).sum())
    assert np.mean(found) == pytest.approx(by_the_book(strata, z), rel=0.05)


@pytest.mark.parametrize("strata", [UNEVEN, EVEN], ids=["uneven", "even"])
def test_all_bootstrap_samples_together_give_the_variance_of_a_total(strata: Strata) -> None:
    sizes = draws_of_strata(strata)
    total = 0.0
    for stratum in range(3):
        here, m = strata.stratum == stratum, int(sizes[stratum])
        chance, size = strata.evened.share[here], int(here.sum())
        mean = 0.0
        for counts in product(range(m + 1), repeat=size):
            if sum(counts) != m:
                continue
            ways = factorial(m) / np.prod([factorial(c) for c in counts])
            draws = np.zeros((9, 1))
            draws[here, 0] = counts
            own = bootstrap_factors(strata, draws)[:, 0]
            mean += ways * np.prod(chance ** np.array(counts)) * (Z @ (own - 1)) ** 2
        total += mean
    assert total == pytest.approx(by_the_book(strata, Z))


def test_without_a_correction_it_is_the_rescaling_bootstrap() -> None:
    strata = Strata(STRATUM, np.ones(9), 3)
    assert draws_of_strata(strata).tolist() == [3, 2, 1]
    draws = np.array([[2.0, 0, 1, 0, 1, 1, 0, 1, 0]]).T
    n = np.bincount(STRATUM)[STRATUM]
    assert bootstrap_factors(strata, draws)[:, 0] == pytest.approx(n / (n - 1) * draws[:, 0])


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.3, 0.6]))
def test_nobody_counts_less_than_the_least(seed: int, least: float) -> None:
    generator = np.random.default_rng(seed)
    sizes = generator.integers(1, 9, 3)
    stratum = np.repeat(np.arange(3), sizes)
    strata = Strata(stratum, generator.uniform(0, 1, len(stratum)) ** 3, 3)
    generators = [np.random.default_rng([seed, each]) for each in range(3)]
    draws = drawn(strata, draws_of_strata(strata), generators, 20)
    assert bootstrap_factors(strata, draws).min() >= 0
    group = groups_to_delete(strata, generator.permutation(len(stratum)), len(stratum))
    found = deletions(strata, group, least)
    assert found.factors(range(len(found.step))).min(initial=1) >= least - 1e-9


def test_a_stratum_of_which_everyone_was_asked_stays_as_it_is() -> None:
    strata = Strata(np.repeat([0, 1], 3), np.repeat([0.0, 0.5], 3), 2)
    group = groups_to_delete(strata, np.arange(6), 6)
    assert group.tolist() == [-1, -1, -1, 0, 1, 2]
    assert (deletions(strata, group).factors(range(3))[:3] == 1).all()
    sizes = draws_of_strata(strata)
    assert sizes.tolist() == [0, 2]
    generators = [np.random.default_rng(each) for each in range(2)]
    assert (bootstrap_factors(strata, drawn(strata, sizes, generators, 9))[:3] == 1).all()


def test_draws_come_as_often_as_their_chances() -> None:
    generators = [np.random.default_rng(each) for each in range(3)]
    sizes = draws_of_strata(UNEVEN)
    draws = drawn(UNEVEN, sizes, generators, 20_000)
    expected = UNEVEN.evened.share * sizes[STRATUM]
    assert draws.mean(axis=1) == pytest.approx(expected, abs=5 * 0.01)
    assert (np.add.reduceat(draws, [0, 4, 7]) == sizes[:, None]).all()
