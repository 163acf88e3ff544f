"""Intervals of weighted shares hold the truth about 95 times in 100, after all steps of a recipe.

It is required where response hangs on what the recipe knows. Where it also hangs on what residents
feel, no weighting can help: `benchmarks/weighted_coverage.py` tells how far off it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from weighted_waves import told, waves

if TYPE_CHECKING:
    from concurrent.futures import Executor

WAVES, PARTS = 2_000, 8
LOWEST, HIGHEST = 0.93, 0.97


def spread(processes: Executor, count: int, parts: int, *how: object) -> pd.DataFrame:
    """Waves that several processes work out."""
    size = count // parts
    jobs = [
        processes.submit(waves, range(1 + size * part, 1 + size * (part + 1)), *how)
        for part in range(parts)
    ]
    return pd.concat([job.result() for job in jobs], ignore_index=True)


def test_some_waves_hold_the_truth_as_often_as_they_should() -> None:
    found = told(waves(range(1, 21)))
    assert found["coverage"].between(0.90, 0.99).all(), found
    assert found["mean error"].abs().max() < 0.01
    assert found["std_error / error"].between(0.85, 1.2).all(), found


@pytest.mark.slow
def test_linearised_intervals_hold_the_truth_about_95_times_in_100(processes: Executor) -> None:
    found = told(spread(processes, WAVES, PARTS))
    assert found["coverage"].between(LOWEST, HIGHEST).all(), found
    assert found["std_error / error"].between(0.95, 1.05).all(), found
    assert found["mean error"].abs().max() < 0.003


@pytest.mark.slow
def test_intervals_by_replicates_hold_the_truth_about_95_times_in_100(processes: Executor) -> None:
    found = told(spread(processes, 400, PARTS, "recipe variables", 3, 200))
    assert found["coverage"].between(LOWEST, HIGHEST).all(), found
