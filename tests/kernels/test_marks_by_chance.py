"""How often an area gets a mark: the slow double loop over both counts, and what must hold."""

from __future__ import annotations

from functools import cache
from math import comb, inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.kernels.difference import guarded_variance, wilson_difference
from survey.kernels.many_to_one import against_contrast, critical_values
from survey.kernels.marks import (
    Answers,
    beside_contrast,
    chance_of_change,
    chance_of_mark,
    critical_of_contrast,
    least_marked,
    power_of_means,
    smallest,
)

Setting = tuple[int, int, int]


def answers(*areas: Setting) -> Answers:
    population, marked, n = (np.array(each) for each in zip(*areas, strict=True))
    return Answers(population, marked, n)


def fast(area: Setting, contrast: Setting, critical: float) -> float:
    beside = beside_contrast(answers(contrast))
    least = least_marked(answers(area), beside, np.array([[critical]]))
    return float(chance_of_mark(answers(area), beside, least)[0])


@cache
def chances(population: int, marked: int, n: int) -> dict[int, float]:
    rest, whole = population - marked, comb(population, n)
    counts = range(max(0, n - rest), min(n, marked) + 1)
    return {x: comb(marked, x) * comb(rest, n - x) / whole for x in counts}


def effective(count: int, n: int, population: int) -> float:
    """What an estimate of a share has behind it: p(1 − p)/v, or n/(1 − f) at 0 and 1."""
    if n == population:
        return inf
    return (n if count in {0, n} else n - 1) / (1 - n / population)


def slow(area: Setting, contrast: Setting, critical: float) -> float:
    """Every pair of counts, each with the interval that the report would show."""
    (size, _, n), (size0, _, n0) = area, contrast
    total = 0.0
    for x, chance in chances(*area).items():
        for y, other in chances(*contrast).items():
            p, q = x / n, y / n0
            sizes = effective(x, n, size), effective(y, n0, size0)
            numbers = (np.array(each) for each in (p, sizes[0], q, sizes[1], 0.0, critical))
            low, _ = wilson_difference(*numbers)
            total += chance * other * (float(low) > 0)
    return total


@pytest.mark.parametrize(
    ("area", "contrast", "critical"),
    [
        ((40, 25, 20), (60, 20, 25), 2.1),
        ((30, 10, 10), (25, 1, 12), 2.5),
        ((20, 15, 20), (30, 10, 15), 2.2),  # everyone answers in the area
        ((20, 15, 8), (30, 10, 30), 2.2),  # and in the contrast
        ((20, 15, 20), (30, 10, 30), 2.2),
        ((50, 40, 3), (30, 3, 7), 1.96),
        ((12, 12, 6), (15, 0, 5), 2.4),
        ((2, 1, 2), (3, 1, 2), 12.7),
    ],
)
def test_the_power_is_the_sum_over_all_counts(
    area: Setting, contrast: Setting, critical: float
) -> None:
    assert fast(area, contrast, critical) == pytest.approx(slow(area, contrast, critical), abs=1e-9)


@st.composite
def areas(draw: st.DrawFn) -> Setting:
    population = draw(st.integers(2, 18))
    return population, draw(st.integers(0, population)), draw(st.integers(2, population))


@settings(max_examples=25)
@given(areas(), areas(), st.floats(1.5, 4.0))
def test_small_areas_agree_with_the_slow_loop(
    area: Setting, contrast: Setting, critical: float
) -> None:
    assert fast(area, contrast, critical) == pytest.approx(slow(area, contrast, critical), abs=1e-9)


def test_more_who_have_it_are_marked_no_less_often() -> None:
    found = [fast((80, marked, 40), (90, 30, 45), 2.3) for marked in range(81)]
    assert (np.diff(found) > -1e-12).all()
    assert found[30] < 0.06
    assert found[-1] == pytest.approx(1)


def test_the_critical_value_follows_the_contrast_as_the_family_does() -> None:
    """Interpolated in the contrast and thinned over areas, against each family by itself."""
    chance = np.random.default_rng(4)
    v = chance.uniform(0.0005, 0.004, 300)
    v0 = guarded_variance(np.linspace(0.02, 0.6, 25), np.full(25, 150.0))
    df = chance.integers(60, 500, 300).astype(float)
    found = critical_of_contrast(v, v0, df, 0.95)
    for place in (0, 11, 24):
        family = against_contrast(v, np.full(300, v0[place]))
        assert found[:, place] == pytest.approx(critical_values(family, df, 0.95), abs=2e-5)


def test_one_area_has_the_quantile_of_students_t() -> None:
    found = critical_of_contrast(np.array([0.1]), np.array([0.1, 0.2]), np.array([10.0]), 0.95)
    assert found.tolist() == [pytest.approx([2.228139, 2.228139], abs=1e-6)]


def test_a_change_between_waves_that_are_apart_is_a_difference_of_two_areas() -> None:
    now, then = answers((60, 35, 30)), answers((60, 22, 25))
    found = chance_of_change(now, then, np.zeros(1), np.array([2.0]))
    assert found[0] == pytest.approx(fast((60, 35, 30), (60, 22, 25), 2.0), abs=1e-12)


def test_a_change_is_seen_more_often_the_more_the_waves_agree() -> None:
    now, then = answers((300, 150, 120)), answers((300, 120, 120))
    found = [
        chance_of_change(now, then, np.array([rho]), np.array([1.97]))[0]
        for rho in (-0.3, 0.0, 0.3, 0.6, 0.9)
    ]
    assert (np.diff(found) > 0).all()


def test_the_power_of_means_is_that_of_the_published_table() -> None:
    """64 in each of two groups see half a standard deviation with power .8 (Cohen 1988, p. 55)."""
    found = power_of_means(
        np.array([0.5]), np.array([np.sqrt(2 / 64)]), np.array([126.0]), np.array([1.97897])
    )
    assert found[0] == pytest.approx(0.8015, abs=5e-4)


def test_means_known_without_error_are_always_told_apart() -> None:
    zero = np.zeros(2)
    found = power_of_means(np.array([0.1, 0.0]), zero, np.full(2, 9.0), np.full(2, 2.3))
    assert found.tolist() == [1.0, 0.0]


def test_the_smallest_number_is_found_or_said_to_be_missing() -> None:
    most = np.array([10, 10, 10, 0])
    least = np.array([1, 7, 11, 1])
    assert smallest(most, lambda n: np.asarray(n >= least)).tolist() == [1, 7, 11, 1]
