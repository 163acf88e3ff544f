"""Areas that do not differ from their contrast are rarely marked: 5 % for all areas together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from null_families import LEVEL, families_marked, same_share

import survey as sv
from survey.comparison.families import marks_of_means, marks_of_shares

if TYPE_CHECKING:
    from concurrent.futures import Executor

READINGS = ("live there", "answered")
SHARES = (0.05, 0.10, 0.17, 0.90)
SHORT, LONG, WALD = 1_500, 20_000, 100


def most(replicates: int) -> float:
    """5 % and three standard errors of a simulation."""
    return 0.05 + 3 * np.sqrt(0.05 * 0.95 / replicates)


def simulated(share: float, reading: str, replicates: int, processes: Executor) -> float:
    """Family-wise error; only families with a single p-value under 5 % can have a mark."""
    area = same_share(share, reading)
    counts = area.drawn(np.random.default_rng([7, round(share * 100), len(reading)]), replicates)
    samples = area.judged_on(counts)
    loud = samples.smallest_p() < 1 - LEVEL
    rate = families_marked(samples.only(loud), marks_of_shares, processes) / replicates
    print(f"family-wise error at {share:.2f}, 30-80 {reading}: {rate:.4f}")
    return rate


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("share", SHARES)
def test_the_marks_err_in_at_most_5_of_100_families(
    share: float, reading: str, processes: Executor
) -> None:
    assert simulated(share, reading, SHORT, processes) <= most(SHORT)


@pytest.mark.slow
@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("share", SHARES)
def test_the_marks_err_in_at_most_5_of_100_families_in_a_long_run(
    share: float, reading: str, processes: Executor
) -> None:
    assert simulated(share, reading, LONG, processes) <= most(LONG)


@pytest.mark.parametrize("reading", READINGS)
def test_the_simulated_families_are_those_of_the_package(reading: str) -> None:
    area = same_share(0.10, reading)
    counts = area.drawn(np.random.default_rng(3), 3)
    for family, yes in zip(area.judged_on(counts), counts, strict=True):
        expected = marks_of_shares(family, adjust="dunnett", level=LEVEL)
        names = [f"area {i}" for i in range(len(yes))]
        no = np.subtract(area.answered, yes)
        frame = pd.DataFrame(
            {"area": names * 2, "unsafe": [1] * len(yes) + [0] * len(yes), "k": [*yes, *no]}
        )
        residents = dict(zip(names, area.residents, strict=True))
        design = sv.SurveyDesign(frame, counts="k", strata="area", population=residents)
        shares = sv.proportion(design, "unsafe", by="area")
        found = sv.compare_areas(shares, names[-1]).to_frame().set_index("category").loc[1]
        for column in ("conf_low", "simultaneous_low", "simultaneous_high", "p_adjusted", "mark"):
            assert found[column].tolist() == pytest.approx(expected[column].tolist(), abs=1e-9)


def test_families_without_a_small_p_value_have_no_marks(processes: Executor) -> None:
    area = same_share(0.17, "answered")
    samples = area.judged_on(area.drawn(np.random.default_rng(5), 200))
    quiet = samples.smallest_p() >= 1 - LEVEL
    assert quiet.sum() > 100
    assert families_marked(samples.only(quiet), marks_of_shares, processes) == 0


@pytest.mark.parametrize("reading", READINGS)
def test_marks_by_walds_intervals_are_seen_to_err_too_often(
    reading: str, processes: Executor
) -> None:
    area = same_share(0.05, reading)
    samples = area.judged_on(area.drawn(np.random.default_rng(11), WALD))
    rate = families_marked(samples, marks_of_means, processes) / WALD
    print(f"family-wise error of Wald at .05, 30-80 {reading}: {rate:.4f}")
    assert rate > most(WALD)


def test_marks_without_adjustment_are_seen_to_err_too_often() -> None:
    area = same_share(0.17, "answered")
    samples = area.judged_on(area.drawn(np.random.default_rng(13), 5_000))
    rate = float(np.mean(samples.smallest_p() < 1 - LEVEL))
    print(f"family-wise error without adjustment at .17: {rate:.4f}")
    assert rate > most(5_000)


def test_a_difference_of_thirty_points_is_marked_more_often_than_not(processes: Executor) -> None:
    null = same_share(0.10, "answered")
    area = replace(null, yes=(40, *null.yes[1:]))
    samples = area.judged_on(area.drawn(np.random.default_rng(17), 200))
    marks = processes.submit(samples.marks, marks_of_shares).result()
    assert np.mean(marks[:, 0] == 1) > 0.5
    assert np.mean((marks[:, 1:] != 0).any(axis=1)) <= most(200)
