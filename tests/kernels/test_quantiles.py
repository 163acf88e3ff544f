"""The rules of quantiles, against numpy's for samples without weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.kernels.quantiles import RULES, ordered_answers, quantiles

NUMPY: dict[str, Any] = {
    "math": "inverted_cdf",
    "hf1": "inverted_cdf",
    "school": "averaged_inverted_cdf",
    "hf2": "averaged_inverted_cdf",
    "hf4": "interpolated_inverted_cdf",
    "hf5": "hazen",
    "hf6": "weibull",
    "hf7": "linear",
    "hf8": "median_unbiased",
    "hf9": "normal_unbiased",
}
SHARES = np.array([0.01, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.9, 0.99])


def of(values: Any, weights: Any = 1.0, units: Any = 1.0) -> Any:
    values = np.asarray(values, float)
    whole = (np.broadcast_to(np.asarray(each, float), values.shape) for each in (weights, units))
    return ordered_answers(values, *whole)


@pytest.mark.parametrize("rule", NUMPY)
@pytest.mark.parametrize("n", [1, 2, 3, 4, 12, 40, 101])
def test_quantiles_without_weights_are_those_of_numpy(rule: str, n: int) -> None:
    y = np.random.default_rng(n).normal(size=n).round(1)
    expected = np.quantile(y, SHARES, method=NUMPY[rule])
    assert quantiles(of(y, 2.5), SHARES, rule) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("rule", "values", "weights", "shares", "expected"),
    [
        ("math", [5, 1, 3], [1, 2, 1], [0.2, 0.5, 0.51, 0.75, 1], [1, 1, 3, 3, 5]),
        ("school", [5, 1, 3], [1, 2, 1], [0.2, 0.5, 0.51, 0.75, 1], [1, 2, 3, 4, 5]),
        ("hf3", [1, 2, 3, 4], 1, [0.25, 0.5, 0.75], [2, 2, 4]),
        ("hf3", [1, 1, 3, 4], 1, [0.5, 0.75], [3, 3]),
        # the k-th of n is at (k − ½ + ½)/(n + 1)
        ("shahvaish", [1, 2, 3], 1, [0.1, 0.25, 0.49, 0.5, 0.9], [1, 1, 1, 2, 3]),
    ],
)
def test_quantiles_by_hand(
    rule: str, values: Any, weights: Any, shares: Any, expected: Any
) -> None:
    assert quantiles(of(values, weights), np.array(shares), rule).tolist() == expected


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_rows_of_several_units_count_as_if_written_out(rule: str, seed: int) -> None:
    generator = np.random.default_rng(seed)
    n = int(generator.integers(1, 12))
    y = generator.integers(0, 5, n).astype(float)
    w, units = generator.uniform(1, 3, n), generator.integers(0, 5, n).astype(float)
    again = units.astype(int)
    written = of(np.repeat(y, again), np.repeat(w, again))
    expected = quantiles(written, SHARES, rule)
    assert quantiles(of(y, w, units), SHARES, rule) == pytest.approx(expected, 1e-12, nan_ok=True)


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1e-3, 7.0, 1e6]))
def test_the_size_of_the_weights_is_irrelevant(rule: str, seed: int, factor: float) -> None:
    generator = np.random.default_rng(seed)
    y, w = generator.normal(size=15).round(1), generator.integers(0, 4, 15).astype(float)
    found = [quantiles(of(y, each), SHARES, rule) for each in (w, w * factor)]
    assert found[1] == pytest.approx(found[0], rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("rule", RULES)
def test_edges(rule: str) -> None:
    shares = np.array([0, 0.5, 1, -0.1, 1.1, np.nan])
    assert np.isnan(quantiles(of([]), shares, rule)).all()
    assert np.isnan(quantiles(of([1, 2], 0), shares, rule)).all()
    for alone in (of([3]), of([3, 3, 3], [1, 2, 1]), of([3], 2, 5), of([9, 3], [0, 1])):
        assert quantiles(alone, shares, rule).tolist()[:3] == [3, 3, 3]
        assert np.isnan(quantiles(alone, shares, rule)[3:]).all()
