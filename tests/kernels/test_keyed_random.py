"""Random numbers that a key and a purpose decide."""

from __future__ import annotations

import numpy as np
from scipy import stats

from survey.kernels.keyed_random import keyed_normals, keyed_uniforms, stream_of

KEYS = np.random.default_rng(1).integers(0, 2**64, 20_000, dtype=np.uint64)


def test_a_key_keeps_its_number_whatever_others_there_are() -> None:
    stream = stream_of(3, "answer", "q1")
    some = keyed_uniforms(KEYS[[7, 3, 9]], stream)
    assert (some == keyed_uniforms(KEYS, stream)[[7, 3, 9]]).all()


def test_numbers_are_uniform_and_never_at_the_ends() -> None:
    numbers = keyed_uniforms(KEYS, stream_of(3, "a"))
    assert stats.kstest(numbers, "uniform").pvalue > 0.001
    assert 0 < numbers.min() < numbers.max() < 1
    assert stats.kstest(keyed_normals(KEYS, stream_of(3, "b")), "norm").pvalue > 0.001


def test_keys_that_follow_each_other_have_unrelated_numbers() -> None:
    numbers = keyed_uniforms(np.arange(20_000, dtype=np.uint64), stream_of(0))
    assert stats.kstest(numbers, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(numbers[1:], numbers[:-1])[0, 1]) < 0.03


def test_purposes_and_seeds_have_unrelated_numbers() -> None:
    one = keyed_uniforms(KEYS, stream_of(3, "a"))
    for other in (stream_of(3, "b"), stream_of(4, "a"), stream_of(3, "a", "")):
        assert abs(np.corrcoef(one, keyed_uniforms(KEYS, other))[0, 1]) < 0.03


def test_the_smallest_and_the_largest_keys_give_finite_numbers() -> None:
    keys = np.array([0, 1, 2**64 - 1, 2**63], dtype=np.uint64)
    assert np.isfinite(keyed_normals(keys, stream_of(0, "a"))).all()
