"""The examples of the survey's own charts are run."""

from __future__ import annotations

import doctest
import sys

import pytest

from survey.figures import (
    area_map,
    canvas,
    day_axis,
    funnel_chart,
    labels,
    pyramid_cells,
    pyramid_chart,
    response_curve,
    weight_bins,
    weight_chart,
)
from survey.kernels import funnel, polygons
from survey.language import days

MODULES = [
    area_map,
    polygons,
    canvas,
    day_axis,
    days,
    funnel,
    funnel_chart,
    labels,
    pyramid_cells,
    pyramid_chart,
    response_curve,
    weight_bins,
    weight_chart,
]


@pytest.mark.parametrize("module", [module.__name__ for module in MODULES])
def test_examples_are_true(module: str) -> None:
    failures, tried = doctest.testmod(sys.modules[module])
    assert tried
    assert not failures
