"""Derivatives of shares, ratios and totals against numerical ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from survey.kernels import gradients

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.kernels.gradients import Linearised
    from survey.kernels.layout import Floats

STEP = 1e-6


def numerical(estimate: Callable[[Floats], Linearised], cells: Floats) -> Floats:
    """Central differences, (C, E)."""
    slopes = []
    for place in range(len(cells)):
        step = STEP * max(abs(cells[place]), 1.0) * np.eye(len(cells))[place]
        up, down = estimate(cells + step).estimates, estimate(cells - step).estimates
        slopes.append((up - down) / (2 * step[place]))
    return np.array(slopes)


@st.composite
def pooled_domains(draw: Any) -> tuple[Any, int, np.random.Generator]:
    """Elementary domains, and which of them each of up to four reported ones pools."""
    elementary = draw(st.integers(1, 4))
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    members = generator.random((elementary, draw(st.integers(1, 4)))) < 0.6
    members[0, ~members.any(axis=0)] = True
    return sparse.coo_array(members.astype(float)), elementary, generator


@settings(max_examples=40)
@given(pooled_domains(), st.integers(1, 4))
def test_derivatives_of_shares_are_the_numerical_ones(drawn: Any, positions: int) -> None:
    members, elementary, generator = drawn
    counted = (generator.random((positions, 3)) < 0.5).astype(float)
    base = (generator.random(positions) < 0.8).astype(float)
    base[0] = 1

    def estimate(cells: Floats) -> Linearised:
        return gradients.shares(cells.reshape(elementary, positions), members, counted, base)

    cells = generator.uniform(1, 50, elementary * positions)
    assert estimate(cells).gradient.toarray() == pytest.approx(numerical(estimate, cells), abs=1e-7)


@settings(max_examples=40)
@given(pooled_domains())
def test_derivatives_of_ratios_are_the_numerical_ones(drawn: Any) -> None:
    members, elementary, generator = drawn

    def estimate(cells: Floats) -> Linearised:
        return gradients.ratios(cells[0::2, None], cells[1::2], members)

    cells = generator.uniform(1, 50, 2 * elementary)
    assert estimate(cells).gradient.toarray() == pytest.approx(numerical(estimate, cells), abs=1e-7)


@settings(max_examples=20)
@given(pooled_domains())
def test_derivatives_of_totals_say_which_domains_are_pooled(drawn: Any) -> None:
    members, elementary, generator = drawn
    cells = generator.normal(size=elementary)
    linear = gradients.totals_of(cells, members)
    assert linear.gradient.toarray().tolist() == members.toarray().tolist()
    assert linear.estimates == pytest.approx(members.toarray().T @ cells)


def test_an_empty_base_has_no_estimate_and_no_slope() -> None:
    members = sparse.coo_array(np.eye(2))
    totals = np.array([[0.0, 0.0, 5.0], [1.0, 3.0, 0.0]])
    linear = gradients.shares(totals, members, np.eye(3), np.array([1.0, 1.0, 0.0]))
    assert np.isnan(linear.estimates[:3]).all()
    assert linear.estimates[3:].tolist() == [0.25, 0.75, 0]
    assert not linear.gradient.toarray()[:, :3].any()
    ratio = gradients.ratios(np.array([[2.0], [1.0]]), np.array([0.0, 4.0]), members)
    assert np.isnan(ratio.estimates[0])
    assert ratio.estimates[1] == 0.25
    assert not ratio.gradient.toarray()[:, 0].any()


def test_codes_outside_the_base_are_never_counted() -> None:
    linear = gradients.shares(
        np.array([[2.0, 6.0]]), sparse.coo_array([[1.0]]), np.ones((2, 1)), np.array([0.0, 1.0])
    )
    assert linear.estimates.tolist() == [1.0]


@pytest.mark.parametrize("elementary", [1, 3])
def test_one_reported_domain_gives_an_array_of_one(elementary: int) -> None:
    members = sparse.coo_array(np.ones((elementary, 1)))
    ones = np.ones(elementary)
    assert gradients.pooled(members, ones).tolist() == [elementary]
    assert gradients.totals_of(ones, members).estimates.shape == (1,)
    assert gradients.ratios(ones[:, None], 2 * ones, members).estimates.tolist() == [0.5]
    assert gradients.shares(ones[:, None], members, np.ones((1, 1)), np.ones(1)).estimates == [1]
