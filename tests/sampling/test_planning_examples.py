"""The examples in the docstrings of planning are right."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

MODULES = (
    "survey.kernels.binomial",
    "survey.kernels.hypergeometric",
    "survey.sampling.change",
    "survey.sampling.power",
    "survey.sampling.size",
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_show_what_is_returned(name: str) -> None:
    failures, tried = doctest.testmod(import_module(name))
    assert tried > 0
    assert failures == 0
