"""Counts drawn without replacement: the textbook's chances, and tails that can be left out."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.kernels.binomial import thinned_counts
from survey.kernels.hypergeometric import drawn_counts


def one(population: int, marked: int, drawn: int) -> dict[int, float]:
    found = drawn_counts(np.array([population]), np.array([marked]), np.array([drawn]))
    return dict(zip(found.counts[0].tolist(), found.chance[0].tolist(), strict=True))


def slow(population: int, marked: int, drawn: int) -> dict[int, float]:
    rest, whole = population - marked, comb(population, drawn)
    counts = range(max(0, drawn - rest), min(drawn, marked) + 1)
    return {x: comb(marked, x) * comb(rest, drawn - x) / whole for x in counts}


@st.composite
def settings(draw: st.DrawFn) -> tuple[int, int, int]:
    population = draw(st.integers(1, 300))
    return population, draw(st.integers(0, population)), draw(st.integers(1, population))


@given(settings())
def test_chances_are_those_of_the_textbook(setting: tuple[int, int, int]) -> None:
    found, wanted = one(*setting), slow(*setting)
    for count, chance in wanted.items():
        assert found.get(count, 0.0) == pytest.approx(chance, abs=2e-12)


@given(settings())
def test_what_is_left_out_is_rare(setting: tuple[int, int, int]) -> None:
    found = one(*setting)
    left_out = sum(chance for count, chance in slow(*setting).items() if count not in found)
    assert left_out < 2e-12


def test_a_large_population_keeps_its_mean_and_variance() -> None:
    population, marked, drawn = 1_000_000, 300_000, 2_500
    found = drawn_counts(*(np.array([n]) for n in (population, marked, drawn)))
    x, chance = found.counts[0], found.chance[0]
    mean = (x * chance).sum()
    p, left = marked / population, (population - drawn) / (population - 1)
    assert mean == pytest.approx(drawn * p, rel=1e-10)
    variance = ((x - mean) ** 2 * chance).sum()
    assert variance == pytest.approx(drawn * p * (1 - p) * left, rel=1e-8)
    assert found.chance.shape[1] < 500


def test_everyone_drawn_leaves_nothing_to_chance() -> None:
    assert one(40, 17, 40) == {17: 1.0}


def test_so_many_or_more_adds_up_the_chances() -> None:
    found = drawn_counts(np.array([50, 9]), np.array([20, 3]), np.array([12, 4]))
    wanted = np.array([[-1, 0, 5, 12, 13], [0, 1, 2, 3, 4]])
    reached = found.at_least(wanted)
    for row, setting in enumerate([(50, 20, 12), (9, 3, 4)]):
        chances = slow(*setting)
        for place, least in enumerate(wanted[row]):
            total = sum(chance for count, chance in chances.items() if count >= least)
            assert reached[row, place] == pytest.approx(total, abs=1e-11)


def test_a_binomial_on_all_its_counts_is_that_of_the_textbook() -> None:
    counts, chance = thinned_counts(9, 0.3, 20)
    wanted = [comb(9, x) * 0.3**x * 0.7 ** (9 - x) for x in counts.tolist()]
    assert chance.tolist() == pytest.approx(wanted, abs=1e-12)


def test_a_thinned_binomial_keeps_its_mean_and_nearly_its_spread() -> None:
    counts, chance = thinned_counts(400, 0.45, 21)
    assert len(counts) <= 21
    assert chance.sum() == pytest.approx(1)
    mean = (counts * chance).sum()
    assert mean == pytest.approx(180, abs=0.5)
    assert ((counts - mean) ** 2 * chance).sum() == pytest.approx(99, rel=0.03)


def test_all_answer_where_the_rate_is_one() -> None:
    counts, chance = thinned_counts(7, 1.0, 15)
    assert (counts.tolist(), chance.tolist()) == ([7], [1.0])
