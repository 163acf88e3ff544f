"""Overlapping samples: simple random over both drawings, proven by all that can come out."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations, permutations, product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.kernels.overlap import NEW, overlapping_samples, spread


def every_outcome(
    old: int, gone: int, new: int, first: int, second: int, wanted: int
) -> tuple[Counter[tuple[int, ...]], int]:
    """All first samples of the old units, and all orders of the numbers of the second frame.

    The last of the old units are gone in the second frame; new units come after the old ones.
    """
    stay = old - gone
    units = stay + new
    origin = np.array([0] * stay + [NEW] * new)
    counts: Counter[tuple[int, ...]] = Counter()
    for earlier in combinations(range(old), first):
        before = np.isin(np.arange(units), [unit for unit in earlier if unit < stay])
        for order in permutations(range(units)):
            numbers = np.array(order) / units
            drawn = overlapping_samples(numbers, origin, before, [second], wanted)[0]
            counts[tuple(sorted(drawn.tolist()))] += 1
    return counts, units


@pytest.mark.parametrize(
    ("old", "gone", "new", "first", "second", "wanted"),
    [
        (5, 0, 0, 2, 2, 1),
        (5, 0, 0, 2, 3, 2),
        (5, 0, 0, 3, 2, 0),
        (6, 0, 0, 3, 3, 3),
        (5, 1, 1, 2, 2, 1),
        (5, 2, 2, 3, 2, 2),
        (6, 1, 1, 3, 3, 0),
        (4, 0, 2, 2, 3, 3),
        (6, 2, 0, 2, 2, 1),
    ],
)
def test_over_both_drawings_every_sample_of_the_frame_is_equally_likely(
    old: int, gone: int, new: int, first: int, second: int, wanted: int
) -> None:
    counts, units = every_outcome(old, gone, new, first, second, wanted)
    assert len(counts) == comb(units, second)
    assert len(set(counts.values())) == 1


def test_given_the_earlier_sample_its_units_have_the_chance_the_overlap_gives_them() -> None:
    before = np.array([True, True, True, False, False, False])
    hits = np.zeros(6, dtype=int)
    orders = list(permutations(range(6)))
    for order in orders:
        drawn = overlapping_samples(np.array(order) / 6, np.zeros(6, int), before, [3], 2)[0]
        assert before[drawn].sum() == 2
        hits[drawn] += 1
    chances = [Fraction(int(each), len(orders)) for each in hits]
    assert chances == [Fraction(2, 3)] * 3 + [Fraction(1, 3)] * 3


def test_the_reserve_goes_on_as_a_larger_simple_random_sample() -> None:
    """Main sample and reserve together are as likely as any other so many units."""
    stay, new = 4, 1
    origin = np.array([0] * stay + [NEW] * new)
    together: Counter[tuple[int, ...]] = Counter()
    main: Counter[tuple[int, ...]] = Counter()
    for earlier, order in product(combinations(range(5), 2), permutations(range(5))):
        before = np.isin(np.arange(5), [unit for unit in earlier if unit < stay])
        first, more = overlapping_samples(np.array(order) / 5, origin, before, [2, 1], 1)
        assert len(more) == 1
        main[tuple(sorted(first.tolist()))] += 1
        together[tuple(sorted([*first.tolist(), *more.tolist()]))] += 1
    assert len(main) == comb(5, 2)
    assert len(set(main.values())) == 1
    assert len(together) == comb(5, 3)
    assert len(set(together.values())) == 1


def test_units_from_two_old_strata_are_drawn_with_the_same_chance() -> None:
    """They were asked at different rates then: one of two, and two of three."""
    origin = np.array([0, 0, 1, 1, 1])
    counts: Counter[tuple[int, ...]] = Counter()
    for one, two in product(combinations((0, 1), 1), combinations((2, 3, 4), 2)):
        before = np.isin(np.arange(5), [*one, *two])
        for order in permutations(range(5)):
            drawn = overlapping_samples(np.array(order) / 5, origin, before, [2], 2)[0]
            counts[tuple(sorted(drawn.tolist()))] += 1
    assert len(counts) == comb(5, 2)
    assert len(set(counts.values())) == 1


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=5),
    st.integers(0, 60),
)
def test_a_number_is_spread_within_limits(limits: list[tuple[int, int]], wanted: int) -> None:
    low = np.array([min(pair) for pair in limits])
    high = np.array([max(pair) for pair in limits])
    found = spread(wanted, high, low, high)
    assert (found >= low).all()
    assert (found <= high).all()
    assert found.sum() == min(max(wanted, low.sum()), high.sum())
