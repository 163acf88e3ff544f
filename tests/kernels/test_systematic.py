"""Systematic selection and chances in proportion to size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.kernels.systematic import (
    serpentine,
    systematic,
    systematic_replicates,
    systematic_unequal,
)
from survey.kernels.unequal_chances import inclusion_probabilities

STARTS = (np.arange(5_040) + 0.5) / 5_040
"""A start in the middle of each of so many equal parts; the sizes below divide their number."""


@pytest.mark.parametrize(("population", "n"), [(10, 4), (7, 3), (9, 9), (12, 1), (8, 5), (10, 7)])
def test_each_place_is_drawn_with_the_chance_n_of_population(population: int, n: int) -> None:
    counts = np.zeros(population)
    starts = (np.arange(population * n) + 0.5) / (population * n)
    for start in starts:
        places = systematic(population, n, start)
        assert len(set(places.tolist())) == n
        counts[places] += 1
    np.testing.assert_allclose(counts / len(starts), n / population, rtol=0, atol=1e-12)


@given(
    st.integers(1, 400).flatmap(lambda N: st.tuples(st.just(N), st.integers(0, N))),
    st.floats(0, 1, exclude_max=True),
)
def test_places_are_on_the_list_and_each_once(sizes: tuple[int, int], start: float) -> None:
    population, n = sizes
    places = systematic(population, n, start)
    assert len(places) == n
    assert (np.diff(places) > 0).all()
    assert n == 0 or (places[0] >= 0 and places[-1] < population)


@given(
    st.lists(st.floats(0.01, 100), min_size=1, max_size=30).flatmap(
        lambda sizes: st.tuples(st.just(sizes), st.integers(0, len(sizes)))
    ),
    st.floats(0, 1, exclude_max=True),
)
def test_chances_add_up_to_the_sample_and_as_many_are_drawn(
    given_sizes: tuple[list[float], int], start: float
) -> None:
    sizes, n = given_sizes
    chances = inclusion_probabilities(np.array(sizes), n)
    assert chances.sum() == pytest.approx(n, abs=1e-9)
    assert ((chances >= 0) & (chances <= 1)).all()
    sure = chances == 1
    assert len(systematic_unequal(chances[~sure], start)) == n - sure.sum()


def test_units_too_large_are_sure_and_the_others_share_the_rest() -> None:
    chances = inclusion_probabilities(np.array([1.0, 1.0, 2.0, 9.0, 30.0]), 3)
    # 30 is sure; of the two that are left 9 would have 2 · 9/13 and is sure too
    np.testing.assert_allclose(chances, [0.25, 0.25, 0.5, 1, 1])


def test_chances_are_met_by_a_grid_of_starts() -> None:
    chances = inclusion_probabilities(np.array([3.0, 5.0, 7.0, 9.0, 6.0, 12.0]), 3)
    counts = np.zeros(6)
    for start in STARTS:
        counts[systematic_unequal(chances, start)] += 1
    np.testing.assert_allclose(counts / len(STARTS), chances, atol=2 / len(STARTS))


def test_main_sample_and_reserve_are_each_drawn_with_their_chance() -> None:
    sizes, population = [3, 2, 1], 10
    rng = np.random.default_rng(7)
    counts = np.zeros((3, population))
    draws = 20_000
    for starts in rng.random((draws, 3)):
        replicates = systematic_replicates(population, sizes, starts)
        assert [len(each) for each in replicates] == sizes
        assert len(np.unique(np.concatenate(replicates))) == 6
        for row, places in zip(counts, replicates, strict=True):
            row[places] += 1
    chance = np.array(sizes)[:, None] / population
    z = (counts / draws - chance) / np.sqrt(chance * (1 - chance) / draws)
    assert np.abs(z).max() < 4.5


def test_the_path_turns_round_at_each_group() -> None:
    departments = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    stairs = np.array([0, 0, 1, 1, 0, 0, 1, 1])
    floors = np.array([0, 1, 0, 1, 0, 1, 0, 1])
    path = serpentine(np.zeros(8, dtype=int), [departments, stairs, floors])
    walked = [(int(a), int(b), int(c)) for a, b, c in
              np.column_stack([departments, stairs, floors])[np.argsort(path)]]  # fmt: skip
    assert walked == [
        *[(0, 0, 0), (0, 0, 1), (0, 1, 1), (0, 1, 0)],
        *[(1, 1, 0), (1, 1, 1), (1, 0, 1), (1, 0, 0)],
    ]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_neighbours_on_the_path_differ_in_one_column_by_a_step_as_small_as_can_be(
    rows: list[tuple[int, int]],
) -> None:
    table = np.array(rows)
    path = serpentine(np.zeros(len(table), dtype=int), [table[:, 0], table[:, 1]])
    walked = table[np.argsort(path, kind="stable")]
    assert (np.diff(walked[:, 0]) >= 0).all()
    for turns, group in enumerate(np.unique(walked[:, 0])):
        inner = walked[walked[:, 0] == group, 1]
        assert (np.diff(inner) * (-1) ** turns >= 0).all()


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=1, max_size=40))
def test_a_list_is_sorted_for_itself_whatever_other_lists_there_are(
    rows: list[tuple[int, int]],
) -> None:
    table = np.array(rows)
    together = serpentine(table[:, 0], [table[:, 1], table[:, 1] % 2])
    for group in np.unique(table[:, 0]):
        here = table[:, 0] == group
        alone = serpentine(np.zeros(here.sum(), dtype=int), [table[here, 1], table[here, 1] % 2])
        shifted = together[here] - together[here].min()
        assert (np.argsort(alone, kind="stable") == np.argsort(shifted, kind="stable")).all()
