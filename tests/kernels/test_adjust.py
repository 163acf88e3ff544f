"""p-values adjusted for several comparisons, against published numbers and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.multitest import multipletests

from survey.kernels.adjust import benjamini_hochberg, holm

# Benjamini & Hochberg 1995, section 3.2
PUBLISHED = np.array(
    [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
    ]
)  # fmt: skip

p_values = arrays(float, st.integers(1, 30), elements=st.floats(0, 1))


def test_holm_gives_the_published_p_values() -> None:
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_benjamini_and_hochberg_reject_four_of_their_fifteen_and_holm_three() -> None:
    assert (benjamini_hochberg(PUBLISHED) <= 0.05).sum() == 4
    assert (holm(PUBLISHED) <= 0.05).sum() == 3
    assert (PUBLISHED * 15 <= 0.05).sum() == 3


@pytest.mark.parametrize("count", [1, 2, 15, 200])
def test_both_equal_statsmodels(count: int) -> None:
    p = np.random.default_rng(count).beta(0.3, 2, count).round(4)  # with ties
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1], rel=1e-12)
    theirs = multipletests(p, method="fdr_bh")[1]
    assert benjamini_hochberg(p) == pytest.approx(theirs, rel=1e-12)


@settings(max_examples=50)
@given(p_values)
def test_adjusted_p_values_are_never_smaller_and_keep_their_order(p: np.ndarray) -> None:
    order = np.argsort(p, kind="stable")
    for adjusted in (holm(p), benjamini_hochberg(p)):
        assert (adjusted >= p - 1e-15).all()
        assert (adjusted <= 1).all()
        assert (np.diff(adjusted[order]) >= -1e-15).all()
    assert (holm(p) >= benjamini_hochberg(p) - 1e-15).all()


def test_a_missing_p_value_stays_missing_and_does_not_count() -> None:
    p = np.array([0.01, np.nan, 0.04])
    assert holm(p) == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)
    assert benjamini_hochberg(p) == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_one_or_no_p_value_is_left_as_it_is(adjust: object) -> None:
    assert adjust(np.array([0.2])).tolist() == [0.2]  # type: ignore[operator]
    assert len(adjust(np.array([]))) == 0  # type: ignore[operator]
    assert np.isnan(adjust(np.array([np.nan, np.nan]))).all()  # type: ignore[operator]
