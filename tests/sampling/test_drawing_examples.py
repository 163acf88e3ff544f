"""The examples in the documentation of drawing run as they stand."""

from __future__ import annotations

import doctest
from typing import TYPE_CHECKING

import pytest

from survey.sampling import permanent_numbers, persons

if TYPE_CHECKING:
    from types import ModuleType


@pytest.mark.parametrize("module", [permanent_numbers, persons])
def test_examples_of_drawing_give_what_they_say(module: ModuleType) -> None:
    failures, tried = doctest.testmod(module)
    assert tried > 0
    assert failures == 0
