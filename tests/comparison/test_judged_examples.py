"""The examples of ranks, of equivalence and of figures from outside are run."""

from __future__ import annotations

import doctest
import sys

import pytest

from survey.comparison import benchmarks, equivalence, ranks

MODULES = [module.__name__ for module in (benchmarks, equivalence, ranks)]


@pytest.mark.parametrize("module", MODULES)
def test_examples_are_true(module: str) -> None:
    failures, tried = doctest.testmod(sys.modules[module])
    assert tried
    assert not failures
