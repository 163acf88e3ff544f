"""Differences of neighbours on a sorted list, against the loop of the textbook."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from layouts import make_layout
from scipy import sparse

from survey.kernels.selection import Stages, ordered_pairs

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

GENERATOR = np.random.default_rng(8)
STRATUM = GENERATOR.permutation(np.repeat([0, 1, 2], [7, 6, 5]))
PLACE = GENERATOR.permutation(18)
RATE = [0.2, 0.0, 0.5]
SCORES = GENERATOR.normal(size=(18, 4))
ORDERED = np.array([True, False, True])


def by_the_book(scores: Floats, stratum: int, factor: Floats) -> float:
    """n/(2(n − 1)) Σ (1 − f)(z_i − z_{i+1})² of one stratum, in the order of the list."""
    units = [g for g in np.argsort(PLACE) if STRATUM[g] == stratum]
    total = 0.0
    for k in range(len(units) - 1):
        rest = (factor[units[k]] + factor[units[k + 1]]) / 2
        total += rest * (scores[units[k]] - scores[units[k + 1]]) ** 2
    return float(len(units) / (2 * (len(units) - 1)) * total)


def test_neighbours_are_compared_as_in_the_textbook_and_other_strata_as_before() -> None:
    layout = make_layout(np.arange(18), STRATUM, RATE)
    selection = ordered_pairs(layout, PLACE, ORDERED)
    found = selection.variances(sparse.csr_array(SCORES))
    factor = 1 - np.array(RATE)[STRATUM]
    for column, scores in enumerate(SCORES.T):
        here = scores[STRATUM == 1]
        expected = len(here) * here.var(ddof=1)
        expected += sum(by_the_book(scores, each, factor) for each in (0, 2))
        assert found[column] == pytest.approx(expected)
    both = selection.covariances(sparse.csr_array(SCORES), sparse.csr_array(SCORES))
    assert np.diag(both) == pytest.approx(found)
    assert both == pytest.approx(both.T)


def test_factors_of_units_count_by_the_mean_of_the_pair() -> None:
    factor = GENERATOR.uniform(0.2, 1, 18)
    layout = replace(make_layout(np.arange(18), STRATUM, [0.0] * 3), psu_factor=factor)
    selection = ordered_pairs(layout, PLACE, np.ones(3, dtype=bool))
    (found,) = selection.variances(sparse.csr_array(SCORES[:, :1]))
    expected = sum(by_the_book(SCORES[:, 0], each, factor) for each in range(3))
    assert found == pytest.approx(expected)


def test_a_list_that_was_sorted_by_the_answer_leaves_almost_no_variance() -> None:
    scores = sparse.csr_array(np.arange(18.0)[:, None])
    layout = make_layout(np.arange(18), np.zeros(18), [0.1])
    sorted_list = ordered_pairs(layout, np.arange(18), np.array([True]))
    (close,), (random,) = (each.variances(scores) for each in (sorted_list, Stages((layout,))))
    assert close == pytest.approx(0.9 * 18 / 34 * 17)
    assert close < 0.05 * random


def test_a_stratum_of_one_unit_stays_under_the_rule_of_lonely_units() -> None:
    layout = make_layout(np.arange(3), [0, 0, 1], [0.0, 0.0], rule="centered")
    selection = ordered_pairs(layout, np.arange(3), np.array([True, True]))
    (found,) = selection.variances(sparse.csr_array(np.array([[1.0], [3.0], [2.0]])))
    assert found == pytest.approx(4 + 4)
