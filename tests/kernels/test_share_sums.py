"""Shares of many questions at once, against shares one by one with scores of each unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import Sampled, by_the_book, layouts, make_layout

from survey.kernels.share_sums import pairs_of, share_sums

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints

DOMAINS = 3


class Asked(NamedTuple):
    """Answers to some questions in a random layout."""

    sampled: Sampled
    domain: Ints
    codes: Ints
    answers: int
    weights: Floats


@st.composite
def asked(draw: Any) -> Asked:
    sampled = draw(layouts())
    answers, questions = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    generator = sampled.generator()
    rows = len(sampled.layout.row_psu)
    domain = generator.integers(-1, DOMAINS, rows)
    codes = generator.integers(-1, answers + 1, (rows, questions))
    return Asked(sampled, domain, codes, answers, generator.uniform(0.5, 9, rows))


@settings(max_examples=60)
@given(asked())
def test_shares_variances_and_sizes_equal_those_worked_out_one_by_one(drawn: Asked) -> None:
    sampled, domain, codes, answers, w = drawn
    layout = sampled.layout
    pairs = pairs_of(layout, domain, DOMAINS)
    found = share_sums(layout, pairs, codes, answers, w, np.ones(len(w)))
    for q, d in np.ndindex(codes.shape[1], DOMAINS):
        base = (domain == d) & (codes[:, q] >= 0)
        size = float(w[base].sum())
        assert found.n[q, d] == base.sum()
        assert found.weights[q, d] == pytest.approx(size)
        assert found.squared_weights[q, d] == pytest.approx((w[base] ** 2).sum())
        units = np.unique(layout.row_psu[base])
        assert found.psus[q, d] == len(units)
        assert found.strata[q, d] == len(np.unique(layout.psu_stratum[units]))
        for answer in range(answers):
            gave = base & (codes[:, q] == answer)
            assert found.cases[q, d, answer] == gave.sum()
            if not size:
                assert np.isnan(found.share[q, d, answer])
                continue
            share = float(w[gave].sum()) / size
            assert found.share[q, d, answer] == pytest.approx(share, abs=1e-15)
            scores = np.bincount(
                layout.row_psu, w * (gave - share * base) / size, minlength=layout.psus
            )
            expected = by_the_book(sampled, scores, scores)
            assert found.variance[q, d, answer] == pytest.approx(expected, rel=1e-9, abs=1e-14)


@settings(max_examples=20)
@given(asked())
def test_questions_taken_together_are_the_same_as_alone(drawn: Asked) -> None:
    sampled, domain, codes, answers, w = drawn
    pairs = pairs_of(sampled.layout, domain, DOMAINS)
    ones = np.ones(len(w))
    together = share_sums(sampled.layout, pairs, codes, answers, w, ones)
    for q in range(codes.shape[1]):
        alone = share_sums(sampled.layout, pairs, codes[:, [q]], answers, w, ones)
        for name in ("share", "variance", "cases", "n", "psus", "strata", "weights"):
            one, all_of_them = getattr(alone, name)[0], getattr(together, name)[q]
            assert one == pytest.approx(all_of_them, rel=1e-12, abs=1e-18, nan_ok=True)


def test_identical_units_may_stand_as_one_row_with_their_number() -> None:
    size, codes = np.array([3, 1, 2, 4]), np.array([[0, 1], [1, -1], [1, 0], [2, 0]])
    domain, w = np.array([0, 0, 1, 1]), np.array([1.0, 2.0, 1.5, 1.0])
    people = np.repeat(np.arange(4), size)
    table = make_layout(np.arange(4), np.zeros(4), [0.2], size=size)
    single = make_layout(np.arange(10), np.zeros(10), [0.2])
    found = [
        share_sums(layout, pairs_of(layout, domain[at], 2), codes[at], 2, w[at], counts)
        for layout, at, counts in (
            (table, np.arange(4), size.astype(float)),
            (single, people, np.ones(10)),
        )
    ]
    for name in ("share", "variance", "cases", "n", "psus", "strata", "weights"):
        one, other = (getattr(each, name) for each in found)
        assert one == pytest.approx(other, rel=1e-12)


def test_a_share_that_is_the_same_in_every_unit_has_a_variance_of_exactly_0() -> None:
    layout = make_layout(np.repeat(np.arange(9), 3), np.repeat([0, 1, 2], 3), [0.0] * 3)
    codes = np.tile([0, 0, 1], 9)[:, None]
    w = np.repeat([0.1, 0.7, 1.3], 9)
    pairs = pairs_of(layout, np.zeros(27, dtype=np.int64), 1)
    found = share_sums(layout, pairs, codes, 2, w, np.ones(27))
    assert found.share.ravel() == pytest.approx([2 / 3, 1 / 3])
    assert found.variance.ravel().tolist() == [0, 0]


def test_nobody_in_any_domain_has_no_share() -> None:
    layout = make_layout([0, 1], [0, 0], [0.0])
    pairs = pairs_of(layout, np.array([-1, -1]), 2)
    found = share_sums(layout, pairs, np.zeros((2, 1), dtype=np.int64), 2, np.ones(2), np.ones(2))
    assert found.share.shape == (1, 2, 2)
    assert np.isnan(found.share).all()
    assert not found.n.any()
    assert not found.psus.any()
