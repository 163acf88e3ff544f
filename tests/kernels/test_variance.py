"""Variances and covariances of scores against the textbook formula, written out in loops."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from layouts import Sampled, by_the_book, layouts, make_layout
from scipy import sparse

from survey.kernels import variance as module
from survey.kernels.layout import strata_scale
from survey.kernels.variance import covariances, variances

if TYPE_CHECKING:
    from survey.kernels.layout import Floats


def some_scores(sampled: Sampled, columns: int = 3) -> Floats:
    """Scores with zeros in them, one column without any other value."""
    generator = sampled.generator()
    scores = generator.normal(size=(sampled.layout.psus, columns))
    scores *= generator.random(scores.shape) < 0.7
    scores[:, -1] = 0
    return np.asarray(scores)


@settings(max_examples=80)
@given(layouts())
def test_variances_and_covariances_equal_the_textbook_formula(sampled: Sampled) -> None:
    scores = some_scores(sampled)
    expected = [[by_the_book(sampled, z, y) for y in scores.T] for z in scores.T]
    rows = sparse.csr_array(scores)
    assert covariances(sampled.layout, rows, rows) == pytest.approx(np.array(expected), abs=1e-12)
    assert variances(sampled.layout, rows) == pytest.approx(np.diag(expected), abs=1e-12)


@settings(max_examples=30)
@given(layouts(least=2))
def test_a_variance_is_the_covariance_of_scores_with_themselves(sampled: Sampled) -> None:
    scores = sparse.csr_array(some_scores(sampled))
    both = np.diag(covariances(sampled.layout, scores, scores))
    assert variances(sampled.layout, scores) == pytest.approx(both, abs=1e-12)


def test_many_columns_are_summed_by_the_pairs_that_occur(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(3)
    dense = generator.normal(size=(40, 9)) * (generator.random((40, 9)) < 0.1)
    layout = make_layout(np.arange(40), np.repeat(np.arange(10), 4), np.full(10, 0.2))
    scores = sparse.csr_array(dense)
    expected = variances(layout, scores)
    monkeypatch.setattr(module, "_ALWAYS_DENSE", 0)
    assert variances(layout, scores) == pytest.approx(expected, rel=1e-13)


def test_identical_units_may_stand_as_one_entry_with_their_number() -> None:
    scores = np.array([[1.0], [4.0], [-2.0]])
    size = [3, 1, 2]
    expanded = make_layout(np.arange(6), np.zeros(6), [0.1])
    tabulated = make_layout(np.arange(3), np.zeros(3), [0.1], size=size)
    repeated = sparse.csr_array(np.repeat(scores, size, axis=0))
    rows = sparse.csr_array(scores)
    assert variances(tabulated, rows) == pytest.approx(variances(expanded, repeated), rel=1e-14)
    both = covariances(expanded, repeated, repeated)
    assert covariances(tabulated, rows, rows) == pytest.approx(both, rel=1e-14)


def test_equal_scores_within_strata_have_no_variance() -> None:
    layout = make_layout(np.arange(6), [0, 0, 0, 1, 1, 1], [0.0, 0.0])
    scores = sparse.csr_array(np.array([[7.0]] * 3 + [[0.1]] * 3))
    assert variances(layout, scores) == pytest.approx([0.0], abs=1e-28)


def test_no_columns_have_no_variances() -> None:
    layout = make_layout([0, 1], [0, 0], [0.0])
    assert variances(layout, sparse.csr_array((2, 0))).shape == (0,)
    assert covariances(layout, sparse.csr_array((2, 0)), sparse.csr_array((2, 3))).shape == (0, 3)


@pytest.mark.parametrize("mean", [1e6, 1e9])
def test_a_large_mean_costs_the_variance_no_accuracy(mean: float) -> None:
    generator = np.random.default_rng(11)
    scores = mean + generator.normal(size=200)
    layout = make_layout(np.arange(200), np.repeat([0, 1], 100), [0.0, 0.0])
    found = variances(layout, sparse.csr_array(scores[:, None]))[0]
    assert np.sqrt(found) == pytest.approx(np.sqrt(exact_variance(scores)), rel=1e-6)


def exact_variance(scores: Any) -> float:
    """Two strata of 100 units, in fractions."""
    total = Fraction(0)
    for half in (scores[:100], scores[100:]):
        values = [Fraction(float(value)) for value in half]
        mean = sum(values) / 100
        total += Fraction(100, 99) * sum((value - mean) ** 2 for value in values)
    return float(total)


def test_the_rules_for_a_lonely_unit_differ_only_in_its_stratum() -> None:
    psus, rate = np.array([1.0, 4.0, 2.0]), np.array([0.25, 0.5, 0.0])
    for rule, first in (("certainty", 0.0), ("centered", 0.75), ("average", 0.0)):
        scale, centred, inflation = strata_scale(psus, rate, rule)
        assert scale == pytest.approx([first, 0.5 * 4 / 3, 2.0])
        assert centred.tolist() == [rule != "centered", True, True]
        assert inflation == (3 / 2 if rule == "average" else 1)


def test_a_unit_that_is_all_of_its_stratum_is_not_lonely() -> None:
    scale, centred, inflation = strata_scale(np.array([1.0, 3.0]), np.array([1.0, 0.0]), "average")
    assert scale == pytest.approx([0.0, 1.5])
    assert centred.all()
    assert inflation == 1
