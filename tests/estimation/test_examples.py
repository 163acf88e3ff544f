"""The examples in the documentation of the estimates run as they stand."""

from __future__ import annotations

import doctest

import pytest

from survey.estimation import design, verbs


@pytest.mark.parametrize("module", [design, verbs], ids=lambda module: module.__name__)
def test_examples_in_the_documentation_give_what_they_say(module: object) -> None:
    failures, tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert tried > 0
    assert failures == 0
