"""Known shares: the examples hold; the numbers are tested against R and Pearson elsewhere."""

from __future__ import annotations

import doctest

from survey.kernels import known_shares


def test_examples_are_true() -> None:
    assert doctest.testmod(known_shares).failed == 0
