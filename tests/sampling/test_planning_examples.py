"""The examples in the docstrings of planning are right."""

from __future__ import annotations

import doctest
from typing import TYPE_CHECKING

import pytest

from survey.kernels import binomial, hypergeometric
from survey.sampling import change, power, size

if TYPE_CHECKING:
    from types import ModuleType


@pytest.mark.parametrize("module", [binomial, hypergeometric, change, power, size])
def test_examples_show_what_is_returned(module: ModuleType) -> None:
    failures, tried = doctest.testmod(module)
    assert tried > 0
    assert failures == 0
