"""Agreement of two coders, against published numbers and slow counting."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from survey.kernels.agreement import (
    ac1,
    alpha,
    counted_values,
    kappa,
    kappa_error_under_chance,
    masi,
    masi_distances,
)

tables = arrays(np.float64, (3, 3), elements=st.integers(0, 40).map(float)).filter(
    lambda table: table.sum() > 1
)
sets = st.frozensets(st.integers(1, 6), max_size=4)


def nominal(kinds: int) -> np.ndarray:
    return 1.0 - np.eye(kinds)


# Published numbers


def test_kappa_of_cohens_paper() -> None:
    # Cohen (1960), Educ. Psychol. Meas. 20:37-46: 200 cases, agreement .70, chance .41, kappa .492
    table = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]], dtype=float)
    found = kappa(table)
    assert found.observed == pytest.approx(0.70)
    assert found.expected == pytest.approx(0.41)
    assert found.coefficient == pytest.approx(0.492, abs=5e-4)


def test_kappa_and_both_errors_of_fleiss_book() -> None:
    # Fleiss (1981), Statistical Methods for Rates and Proportions, table 13.1, with the variances
    # of Fleiss, Cohen & Everitt (1969): kappa .68, error .087, error under chance .076
    table = np.array([[75, 1, 4], [5, 4, 1], [0, 0, 10]], dtype=float)
    found = kappa(table)
    assert found.coefficient == pytest.approx(0.676, abs=5e-4)
    assert found.std_error == pytest.approx(0.087, abs=1e-3)
    assert kappa_error_under_chance(table) == pytest.approx(0.076, abs=5e-4)


def test_kappa_of_the_skin_condition_study() -> None:
    # SAS/STAT User's Guide, PROC FREQ, "Agreement Study": .3449, ASE .0724
    table = np.array([[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]], dtype=float)
    found = kappa(table)
    assert found.coefficient == pytest.approx(0.3449, abs=5e-5)
    assert found.std_error == pytest.approx(0.0724, abs=5e-5)


def test_kappa_of_married_couples() -> None:
    # R package vcd, help page of Kappa, data SexualFun (Agresti 1990, 2.6): .1293, ASE .0686
    table = np.array([[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]], dtype=float)
    found = kappa(table)
    assert found.coefficient == pytest.approx(0.1293, abs=5e-5)
    assert found.std_error == pytest.approx(0.0686, abs=5e-5)


def test_kappa_and_ac1_of_two_abstractors() -> None:
    # Gwet's R package irrCAC 1.0, vignette "overview", data cont3x3abstractors:
    # kappa .7964094 (.05891072), AC1 .8493305 (.04321747)
    table = np.array([[13, 0, 0], [0, 20, 7], [0, 4, 56]], dtype=float)
    found, steady = kappa(table), ac1(table)
    assert found.coefficient == pytest.approx(0.7964094, abs=5e-8)
    assert found.std_error == pytest.approx(0.05891072, abs=5e-9)
    assert steady.coefficient == pytest.approx(0.8493305, abs=5e-8)
    assert steady.std_error == pytest.approx(0.04321747, abs=5e-9)


def test_kappa_collapses_where_a_category_is_rare_and_ac1_does_not() -> None:
    # Gwet (2002), the paradox table 118, 5, 2, 0: kappa −.0234, AC1 .9408
    table = np.array([[118, 5], [2, 0]], dtype=float)
    assert kappa(table).coefficient == pytest.approx(-0.0234, abs=5e-5)
    assert ac1(table).coefficient == pytest.approx(0.9408, abs=5e-5)


FOUR_OBSERVERS = (
    np.array(
        [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
            [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
        ]
    ).T
    - 1
)


def test_alpha_of_four_observers_with_missing_values() -> None:
    # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example D:
    # nominal .743, interval .849
    counts = counted_values(FOUR_OBSERVERS, 5)
    assert alpha(counts, nominal(5)).coefficient == pytest.approx(0.743, abs=5e-4)
    places = np.arange(5.0)
    squared = (places[:, None] - places[None, :]) ** 2
    assert alpha(counts, squared).coefficient == pytest.approx(0.849, abs=5e-4)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("0100000010", "1110010000", 0.095),  # example B: two observers, two categories
        ("aabbdcccedda", "babbbccceddd", 0.692),  # example C: five categories
    ],
)
def test_alpha_of_two_observers(one: str, other: str, expected: float) -> None:
    # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability
    kinds = sorted(set(one + other))
    values = np.array([[kinds.index(a), kinds.index(b)] for a, b in zip(one, other, strict=True)])
    found = alpha(counted_values(values, len(kinds)), nominal(len(kinds)))
    assert found.coefficient == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        # Passonneau (2006), section 3: monotonicity 1, 2/3, 1/3 and 0 times Jaccard's coefficient
        ({1, 2}, {1, 2}, 0.0),
        ({1}, {1, 2}, 1 - 1 / 2 * 2 / 3),
        ({1, 2, 3}, {1}, 1 - 1 / 3 * 2 / 3),
        ({1, 2}, {2, 3}, 1 - 1 / 3 * 1 / 3),
        ({1}, {2}, 1.0),
    ],
)
def test_masi_is_as_its_author_defines_it(one: set[int], other: set[int], distance: float) -> None:
    assert masi(one, other) == pytest.approx(distance)


# Slow oracles


def slow_kappa_variance(table: np.ndarray) -> float:
    n, q = table.sum(), len(table)
    p = table / n
    row, column = p.sum(axis=1), p.sum(axis=0)
    observed = sum(p[i, i] for i in range(q))
    expected = sum(row[i] * column[i] for i in range(q))
    total = 0.0
    for i in range(q):
        for j in range(q):
            if i == j:
                total += p[i, i] * ((1 - expected) - (row[i] + column[i]) * (1 - observed)) ** 2
            else:
                total += (1 - observed) ** 2 * p[i, j] * (column[i] + row[j]) ** 2
    total -= (observed * expected - 2 * expected + observed) ** 2
    return total / (n * (1 - expected) ** 4)


def slow_alpha(units: list[list[frozenset[int]]]) -> float:
    """α by looking at every pair of values."""
    pairable = [unit for unit in units if len(unit) >= 2]
    values = [value for unit in pairable for value in unit]
    n = len(values)
    within = sum(
        sum(masi(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in pairable
    )
    between = sum(masi(a, b) for a, b in permutations(values, 2))
    return 1 - (within / n) / (between / (n * (n - 1)))


@given(tables)
def test_the_error_of_kappa_is_that_of_the_double_loop(table: np.ndarray) -> None:
    found = kappa(table)
    assume(np.isfinite(found.coefficient))
    assert found.std_error**2 == pytest.approx(max(slow_kappa_variance(table), 0), abs=1e-9)


@given(st.lists(st.lists(sets, min_size=1, max_size=3), min_size=2, max_size=12))
def test_alpha_of_sets_is_that_of_all_pairs(units: list[list[frozenset[int]]]) -> None:
    kinds = sorted({each for unit in units for each in unit}, key=sorted)
    assume(len({each for unit in units if len(unit) > 1 for each in unit}) > 1)
    values = np.full((len(units), 3), -1)
    for row, unit in enumerate(units):
        values[row, : len(unit)] = [kinds.index(each) for each in unit]
    found = alpha(counted_values(values, len(kinds)), masi_distances([tuple(k) for k in kinds]))
    assert found.coefficient == pytest.approx(slow_alpha(units), abs=1e-9)


@given(st.lists(st.tuples(sets, sets), min_size=3, max_size=15))
def test_the_error_of_alpha_is_that_of_leaving_each_unit_out(pairs: list) -> None:
    units = [list(pair) for pair in pairs]
    left = [units[:place] + units[place + 1 :] for place in range(len(units))]
    assume(all(len({value for unit in each for value in unit}) > 1 for each in left))
    alphas = np.array([slow_alpha(each) for each in left])
    n = len(units)
    expected = np.sqrt((n - 1) / n * ((alphas - alphas.mean()) ** 2).sum())
    kinds = sorted({value for unit in units for value in unit}, key=sorted)
    values = np.array([[kinds.index(a), kinds.index(b)] for a, b in units])
    found = alpha(counted_values(values, len(kinds)), masi_distances([tuple(k) for k in kinds]))
    assert found.std_error == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=30))
def test_alpha_of_two_coders_is_scotts_pi_with_its_small_sample_step(pairs: list) -> None:
    # Krippendorff (2004): α = 1 − (N − 1)/N · (1 − π), N values
    table = np.zeros((3, 3))
    for one, other in pairs:
        table[one, other] += 1
    shares = table / table.sum()
    share = (shares.sum(axis=0) + shares.sum(axis=1)) / 2
    chance = float(share @ share)
    assume(chance < 1 - 1e-9)
    pi = (np.trace(shares) - chance) / (1 - chance)
    n = 2 * len(pairs)
    found = alpha(counted_values(np.array(pairs), 3), nominal(3))
    assert found.coefficient == pytest.approx(1 - (n - 1) / n * (1 - pi), abs=1e-9)


# Properties


@given(tables)
def test_neither_the_order_of_coders_nor_that_of_categories_matters(table: np.ndarray) -> None:
    turned, mixed = table.T, table[np.ix_([2, 0, 1], [2, 0, 1])]
    for measure in (kappa, ac1):
        first = measure(table)
        for other in (measure(turned), measure(mixed)):
            for name in ("coefficient", "std_error"):
                left, right = getattr(first, name), getattr(other, name)
                assert left == pytest.approx(right, abs=1e-7, nan_ok=True)


@given(tables, st.integers(2, 9))
def test_more_of_the_same_units_shrinks_the_error_only(table: np.ndarray, times: int) -> None:
    for measure in (kappa, ac1):
        once, often = measure(table), measure(table * times)
        assert often.coefficient == pytest.approx(once.coefficient, abs=1e-9, nan_ok=True)
        expected = once.std_error / times**0.5
        assert often.std_error == pytest.approx(expected, abs=1e-7, nan_ok=True)


@given(tables)
def test_coefficients_are_at_most_one_and_one_for_full_agreement(table: np.ndarray) -> None:
    for measure in (kappa, ac1):
        assert not measure(table).coefficient > 1 + 1e-12
    full = ac1(np.diag(table.sum(axis=1)))
    assert full.coefficient == pytest.approx(1)
    assert full.std_error == pytest.approx(0, abs=1e-6)


@given(sets, sets, sets)
def test_masi_is_a_distance(
    one: frozenset[int], other: frozenset[int], third: frozenset[int]
) -> None:
    assert masi(one, other) == masi(other, one)
    assert 0 <= masi(one, other) <= 1
    assert (masi(one, other) == 0) == (one == other)
    assert masi(one, third) <= masi(one, other) + masi(other, third) + 1e-12


# Edges


@pytest.mark.parametrize("measure", [kappa, ac1])
def test_nothing_gives_nothing(measure) -> None:
    assert np.isnan(measure(np.zeros((2, 2))).coefficient)


def test_a_category_that_all_have_leaves_kappa_undefined_and_ac1_full() -> None:
    table = np.array([[0, 0], [0, 20]], dtype=float)
    assert np.isnan(kappa(table).coefficient)
    assert ac1(table).coefficient == 1


def test_alpha_without_two_values_or_without_differences_is_undefined() -> None:
    alone = counted_values(np.array([[0, -1], [1, -1]]), 2)
    same = counted_values(np.array([[0, 0], [0, 0]]), 2)
    assert np.isnan(alpha(alone, nominal(2)).coefficient)
    assert np.isnan(alpha(same, nominal(2)).coefficient)


def test_empty_sets_are_equal_to_each_other_and_unlike_all_others() -> None:
    assert masi((), ()) == 0
    assert masi((), {1}) == 1
