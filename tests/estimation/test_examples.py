"""The examples in the documentation of estimates and comparisons run as they stand."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module  # noqa: TID251 - all modules of a room
from pathlib import Path

import pytest

import survey
import survey.comparison
import survey.estimation
import survey.kernels

ROOT = Path(survey.__path__[0]).parent
MODULES = [
    found.name
    for room in (survey.estimation, survey.comparison, survey.kernels)
    for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
    if not found.ispkg and ">>>" in (ROOT / f"{found.name.replace('.', '/')}.py").read_text("utf-8")
]


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_the_documentation_give_what_they_say(module: str) -> None:
    failures, tried = doctest.testmod(import_module(module))
    assert tried > 0
    assert failures == 0
