"""Permanent random numbers: of the seed and the id, and of nothing else."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import WrongUseError
from survey.sampling.permanent_numbers import checked_seed, permanent_numbers

STORED = [0.4431332969440057, 0.7192597743669422, 0.5777818873978305, 0.10506412705561596]
OTHER_SEED = 0.8404711443536789
OTHER_PURPOSE = 0.21117053686914122
IDS = st.lists(st.text("abcXYZ0189-./_: ", min_size=1, max_size=20), unique=True, max_size=20)


def test_the_numbers_are_the_same_for_ever() -> None:
    found = permanent_numbers(2010, ["1", "7-2-tv", "Blok 4: 12/3", "Ærø"])
    assert found.tolist() == STORED
    assert permanent_numbers(2011, ["1"])[0] == OTHER_SEED
    assert permanent_numbers(2010, ["1"], "kish")[0] == OTHER_PURPOSE


def test_a_number_is_the_digest_read_as_a_fraction() -> None:
    digest = hashlib.blake2b(b"7-2-tv", key=b"2010", digest_size=8).digest()
    exact = int.from_bytes(digest, "big") / 2**64
    assert permanent_numbers(2010, ["7-2-tv"])[0] == pytest.approx(exact, abs=2**-53)


@given(IDS, st.integers(0, 2**63 - 1))
def test_a_unit_keeps_its_number_whatever_other_units_there_are(ids: list[str], seed: int) -> None:
    numbers = dict(zip(ids, permanent_numbers(seed, ids), strict=True))
    other = ids[::-2]
    assert [numbers[each] for each in other] == permanent_numbers(seed, other).tolist()
    assert all(0 <= number < 1 for number in numbers.values())


def test_numbers_are_spread_evenly() -> None:
    numbers = permanent_numbers(1, map(str, range(100_000)))
    counts = np.bincount((numbers * 100).astype(int), minlength=100)
    assert ((counts - 1_000) ** 2 / 1_000).sum() < 160  # 99 degrees of freedom
    assert abs(np.corrcoef(numbers[:-1], numbers[1:])[0, 1]) < 0.015
    assert abs(np.corrcoef(numbers, permanent_numbers(2, map(str, range(100_000))))[0, 1]) < 0.015


def test_nobody_is_no_number() -> None:
    assert permanent_numbers(1, []).shape == (0,)


@pytest.mark.parametrize("seed", [-1, 2**63, 1.0, "2010", None, True, float("nan")])
def test_a_seed_that_is_none_is_refused(seed: object) -> None:
    with pytest.raises(WrongUseError, match="The seed must be a whole number"):
        checked_seed(seed)


def test_a_seed_of_numpy_is_a_seed() -> None:
    assert checked_seed(np.int64(7)) == 7
