"""Covariances of two waves against the double loop, and what holds of any of them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import make_layout
from scipy import sparse

from survey.kernels.wave_covariance import (
    Overlap,
    overlap,
    rates,
    replicate_agreement,
    wave_covariances,
)

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints, PsuLayout

NONE = np.empty(0, dtype=np.int64)


def wave_of(strata: Any, rate: Any) -> PsuLayout:
    """A wave whose units lie in some strata."""
    layout = make_layout(np.arange(len(strata)), strata, rate)
    return replace(layout, stratum_rate=np.asarray(rate, float))


def by_the_book(
    z: Floats, y: Floats, common: Overlap, first: PsuLayout, second: PsuLayout
) -> float:
    """Σ s12 (n12 − n1 n2/N), cell by cell, of strata that stayed as they were."""
    total = 0.0
    for h in range(first.strata):
        pairs = [
            (z[i], y[j])
            for i, j in zip(common.first, common.second, strict=True)
            if first.psu_stratum[i] == h
        ]
        n12 = len(pairs)
        mean = [sum(side) / n12 for side in zip(*pairs, strict=True)]
        s12 = sum((a - mean[0]) * (b - mean[1]) for a, b in pairs) / (n12 - 1)
        n1, n2 = first.stratum_psus[h], second.stratum_psus[h]
        f1, f2 = rates(first)[h], rates(second)[h]
        size = max(n1 / f1, n2 / f2) if f1 and f2 else np.inf
        total += s12 * (n12 - n1 * n2 / size)
    return total


def found(
    first: PsuLayout, second: PsuLayout, common: Overlap, z: Floats, y: Floats, **more: Any
) -> float:
    scores = sparse.csr_array(z[:, None]), sparse.csr_array(y[:, None])
    zero = np.zeros(1, dtype=np.int64)
    return float(wave_covariances(common, (first, second), scores, (zero, zero), zero, **more)[0])


def everyone(layout: PsuLayout) -> tuple[Ints, Ints]:
    strata = np.arange(layout.strata)
    return strata, strata


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.integers(10, 14), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=3
    ),
    st.integers(0, 2**32 - 1),
    st.booleans(),
)
def test_the_covariance_is_that_of_the_double_loop(
    sizes: list[tuple[int, int, int]], seed: int, finite: bool
) -> None:
    chance = np.random.default_rng(seed)
    one = [h for h, (n12, a, _) in enumerate(sizes) for _ in range(n12 + a)]
    two = [h for h, (n12, _, b) in enumerate(sizes) for _ in range(n12 + b)]
    rate1 = chance.uniform(0.1, 0.9, len(sizes)) * finite
    rate2 = chance.uniform(0.1, 0.9, len(sizes)) * finite
    first, second = wave_of(one, rate1), wave_of(two, rate2)
    places = [], []
    for h, (n12, _, _) in enumerate(sizes):
        for side, strata in zip(places, (one, two), strict=True):
            inside = np.flatnonzero(np.array(strata) == h)
            side.extend(chance.permutation(inside)[:n12])
    pair = np.array(places[0]), np.array(places[1])
    common = overlap(first, second, *pair, everyone(first))
    z, y = chance.normal(size=len(one)), chance.normal(size=len(two))
    assert found(first, second, common, z, y) == pytest.approx(
        by_the_book(z, y, common, first, second), rel=1e-9, abs=1e-12
    )


def test_a_panel_of_the_same_scores_has_the_covariance_of_itself() -> None:
    z = np.random.default_rng(1).normal(size=24)
    layout = wave_of([0] * 20 + [1] * 4, [0.5, 0.25])
    same = np.arange(24)
    common = overlap(layout, layout, same, same, everyone(layout))
    within = [0.5 * 20 * z[:20].var(ddof=1), 0.75 * 4 * z[20:].var(ddof=1)]
    assert found(layout, layout, common, z, z) == pytest.approx(sum(within), rel=1e-9)


def test_nobody_in_common_is_no_covariance_without_a_finite_population() -> None:
    first, second = wave_of([0] * 9, [0.0]), wave_of([0] * 7, [0.0])
    common = overlap(first, second, NONE, NONE, everyone(first))
    z = np.arange(9.0)
    assert found(first, second, common, z, z[:7]) == 0.0


def test_disjoint_samples_of_a_small_area_vary_against_each_other() -> None:
    first, second = wave_of([0] * 10, [0.5]), wave_of([0] * 5, [0.25])
    common = overlap(first, second, NONE, NONE, everyone(first))
    assert common.expected.tolist() == [2.5]
    z, y = np.arange(10.0), np.arange(5.0)
    most = 2.5 * z.std(ddof=1) * y.std(ddof=1)
    assert found(first, second, common, z, y) == pytest.approx(-most)
    assert found(first, second, common, z, y, unknown=0.5) == pytest.approx(-most / 2)
    assert found(first, second, common, z, y, unknown=0.0) == 0.0


def test_a_stratum_with_few_common_units_takes_the_correlation_of_all() -> None:
    chance = np.random.default_rng(4)
    strata = [0] * 30 + [1] * 30
    layout = wave_of(strata, [0.0, 0.0])
    both = np.concatenate([np.arange(20), 30 + np.arange(4)])
    common = overlap(layout, layout, both, both, everyone(layout))
    z, y = chance.normal(size=(2, 60))
    y = y + z
    parts = [slice(0, 20), slice(30, 34)]
    r = [np.corrcoef(z[part], y[part])[0, 1] for part in parts]
    pooled = (19 * r[0] + 3 * r[1]) / 22
    many = 20 * np.cov(z[:20], y[:20])[0, 1]
    few = 4 * pooled * z[30:].std(ddof=1) * y[30:].std(ddof=1)
    assert found(layout, layout, common, z, y) == pytest.approx(many + few)


def test_units_that_changed_stratum_are_followed() -> None:
    one, two = wave_of([0] * 24 + [1] * 12, [0.5, 0.5]), wave_of([0] * 12 + [1] * 24, [0.5, 0.5])
    same = np.arange(36)
    common = overlap(one, two, same, same, everyone(one))
    cells = list(zip(common.first_stratum.tolist(), common.second_stratum.tolist(), strict=True))
    assert cells == [(0, 0), (0, 1), (1, 1)]
    assert common.units.tolist() == [12, 12, 12]
    # 48 dwellings of the first stratum, half of which are now in the other: f1 f2 N = 6
    assert common.expected.tolist() == pytest.approx([6, 6, 6])


def test_departments_within_an_area_are_parts_of_it() -> None:
    one = wave_of([0] * 10 + [1] * 10, [0.25, 0.5])
    two = wave_of([0] * 20, [1 / 3])
    same = np.arange(20)
    common = overlap(one, two, same, same, (NONE, NONE))
    assert common.expected.tolist() == pytest.approx([10 / 3, 20 / 3 * 0.5], rel=1e-9)


def test_only_what_stays_with_the_dwelling_is_lost_to_the_finite_population() -> None:
    layout = wave_of([0] * 12, [0.5])
    same = np.arange(12)
    fixed = np.repeat([1.0, 0.5], 6)
    common = overlap(layout, layout, same, same, everyone(layout), fixed)
    assert common.expected.tolist() == [6 * 0.75]


def test_blocks_of_pairs_are_worked_out_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(2)
    layout = wave_of([0] * 15 + [1] * 8, [0.3, 0.6])
    both = np.concatenate([np.arange(12), 15 + np.arange(5)])
    common = overlap(layout, layout, both, both, everyone(layout))
    scores = tuple(sparse.random_array((23, 4), density=0.7, rng=chance).tocsr() for _ in "ab")
    a, b = np.array(list(itertools.product(range(4), range(4)))).T
    family = a % 2
    whole = wave_covariances(common, (layout, layout), scores, (a, b), family)
    monkeypatch.setattr("survey.kernels.wave_covariance._MOST_NUMBERS", 30)
    parts = wave_covariances(common, (layout, layout), scores, (a, b), family)
    assert parts == pytest.approx(whole, rel=1e-12)


def test_replicates_agree_if_the_same_units_go_in_and_out() -> None:
    chance = np.random.default_rng(5)
    first = chance.poisson(1.0, (40, 80)).astype(float)
    assert replicate_agreement(first, first * 1.01) > 0.99
    assert abs(replicate_agreement(first, chance.permutation(first))) < 0.1
    assert replicate_agreement(np.ones((3, 4)), np.ones((3, 4))) == 0.0
