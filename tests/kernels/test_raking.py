"""Raking: targets are met, by the weights that the theory says."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_margins import bootstrapped, made_margins, sums

from survey.kernels.calibrating import calibrate
from survey.kernels.raking import Margins, rake, rake_many

seeds = st.integers(0, 10_000)


@settings(max_examples=25)
@given(seeds, st.integers(1, 4), st.sampled_from([(), (3,), (4, 2)]), st.sampled_from([0.0, 0.1]))
def test_every_target_is_met(
    seed: int, areas: int, across: tuple[int, ...], missing: float
) -> None:
    weights, margins = made_margins(seed, areas=areas, across=across, missing=missing)
    found = rake(weights, margins)
    assert found.converged
    np.testing.assert_allclose(sums(found.weights, margins), margins.totals, rtol=1e-8)
    assert (found.weights > 0).all()


@settings(max_examples=15)
@given(seeds, st.sampled_from([(), (3,)]))
def test_raking_is_calibration_by_the_raking_distance(seed: int, across: tuple[int, ...]) -> None:
    weights, margins = made_margins(seed, across=across)
    found = rake(weights, margins, tolerance=1e-12)
    calibrated = calibrate(weights, margins.indicators(), margins.totals, "raking")
    np.testing.assert_allclose(found.weights, calibrated.weights, rtol=1e-8)


@settings(max_examples=10)
@given(seeds)
def test_factors_are_products_of_those_of_the_slots(seed: int) -> None:
    weights, margins = made_margins(seed, missing=0.05)
    found = rake(weights, margins)
    logs = np.append(found.factors_log, 0.0)[margins.codes].sum(axis=1)
    np.testing.assert_allclose(found.weights, weights * np.exp(logs), rtol=1e-9)


@settings(max_examples=10)
@given(seeds, st.floats(0.01, 100))
def test_neither_the_order_of_rows_nor_the_scale_of_weights_matters(
    seed: int, scale: float
) -> None:
    weights, margins = made_margins(seed)
    order = np.random.default_rng(seed).permutation(len(weights))
    found = rake(weights, margins, tolerance=1e-12).weights
    turned = rake(
        scale * weights[order], replace(margins, codes=margins.codes[order]), tolerance=1e-12
    )
    np.testing.assert_allclose(turned.weights, found[order], rtol=1e-9)


def test_raking_areas_together_or_apart_is_the_same() -> None:
    weights, margins = made_margins(5, areas=4)
    found = rake(weights, margins, tolerance=1e-12).weights
    assert margins.universe is not None
    for area in range(4):
        rows = margins.universe[margins.codes[:, 0]] == area
        alone = rake(weights[rows], replace(margins, codes=margins.codes[rows]), rounds=50)
        np.testing.assert_allclose(found[rows], alone.weights, rtol=1e-8)


def test_weights_of_zero_stay_zero_and_rows_in_no_margin_keep_theirs() -> None:
    weights, margins = made_margins(1)
    weights[:5] = 0.0
    codes = margins.codes.copy()
    codes[5:8] = -1
    found = rake(weights, replace(margins, codes=codes))
    assert found.converged
    assert (found.weights[:5] == 0).all()
    np.testing.assert_array_equal(found.weights[5:8], weights[5:8])


def test_weights_given_are_left_as_they_are() -> None:
    weights, margins = made_margins(2)
    before = weights.copy()
    rake(weights, margins)
    np.testing.assert_array_equal(weights, before)


def test_margins_that_nearly_say_the_same_are_met_all_the_same() -> None:
    """Fitting in turn would take thousands of rounds."""
    codes = np.array([[0, 2]] * 500 + [[1, 3]] * 500 + [[0, 3], [1, 2]])
    totals = np.array([600.0, 402.0, 590.0, 412.0])
    found = rake(np.ones(len(codes)), Margins(codes, totals))
    assert found.converged
    assert found.rounds < 100
    np.testing.assert_allclose(sums(found.weights, Margins(codes, totals)), totals, rtol=1e-8)


def test_totals_that_differ_by_rounding_are_made_the_same() -> None:
    weights, margins = made_margins(3, areas=1)
    assert margins.margin is not None
    totals = margins.totals * np.where(margins.margin == 1, 1 + 5e-7, 1.0)
    found = rake(weights, replace(margins, totals=totals))
    assert found.converged
    np.testing.assert_allclose(sums(found.weights, margins), margins.totals, rtol=1e-8)


def test_one_unit_and_one_slot() -> None:
    found = rake(np.array([2.0]), Margins(np.array([[0]]), np.array([7.0])))
    assert found.weights.tolist() == [7.0]


def test_out_of_reach_targets_are_told_as_not_met() -> None:
    """A slot without respondents; the fit ends all the same."""
    codes = np.array([[0, 2], [1, 2]])
    found = rake(np.ones(2), Margins(codes, np.array([1.0, 1.0, 1.0, 1.0])))
    assert not found.converged
    assert found.worst > 1e-3


@pytest.mark.parametrize("across", [(), (3,)])
@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_many_sets_of_weights_are_raked_as_each_alone(
    across: tuple[int, ...], missing: float
) -> None:
    weights, margins = made_margins(7, across=across, missing=missing)
    many = bootstrapped(weights, 40)
    before = many.copy()
    told = rake_many(many, margins)
    assert (told.worst < 1e-8).all()
    for k in np.flatnonzero(told.empty == 0):
        alone = rake(before[:, k], margins, tolerance=1e-12)
        np.testing.assert_allclose(many[:, k], alone.weights, rtol=1e-7, atol=1e-9)


def test_what_an_empty_slot_of_a_set_should_have_had_goes_to_its_margin() -> None:
    weights, margins = made_margins(4, areas=2)
    assert margins.universe is not None
    many = np.repeat(weights[:, None], 3, axis=1)
    many[margins.codes[:, 1] == margins.codes[0, 1], 1] = 0.0
    told = rake_many(many, margins)
    assert told.empty.tolist() == [0, 1, 0]
    assert (told.worst < 1e-8).all()
    area = margins.universe[margins.codes[0, 1]]
    there = margins.universe[margins.codes[:, 0]] == area
    np.testing.assert_allclose(many[there].sum(axis=0), many[there, 0].sum(), rtol=1e-8)
    np.testing.assert_allclose(sums(many[:, [0, 2]], margins)[:, 0], margins.totals, rtol=1e-8)


def test_sets_whose_targets_contradict_each_other_leave_the_others_in_peace() -> None:
    codes = np.array([[0, 2], [0, 3], [1, 2], [1, 3]])
    margins = Margins(codes, np.array([60.0, 40, 50, 50]), np.zeros(4, int), np.array([0, 0, 1, 1]))
    many = np.ones((4, 30))
    many[1, 4] = 0.0
    many[2, 4] = 0.0
    told = rake_many(many, margins)
    assert told.worst[4] > 1e-3
    assert (np.delete(told.worst, 4) < 1e-8).all()
    np.testing.assert_allclose(np.delete(many, 4, axis=1), [[30.0], [30], [20], [20]] * np.ones(29))


def test_a_set_of_zeros_stays_zero() -> None:
    weights, margins = made_margins(4)
    many = np.repeat(weights[:, None], 12, axis=1)
    many[:, 3] = 0.0
    told = rake_many(many, margins)
    assert (many[:, 3] == 0).all()
    assert told.empty[3] == len(margins.totals)
    assert told.worst.max() < 1e-8


def test_many_sets_are_raked_in_less_than_the_room_they_take() -> None:
    weights, margins = made_margins(8, n=6000, areas=20)
    many = bootstrapped(weights, 150)
    tracemalloc.start()
    rake_many(many, margins)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * many.nbytes


def test_no_sets_at_all() -> None:
    weights, margins = made_margins(4)
    assert len(rake_many(np.empty((len(weights), 0)), margins).worst) == 0
