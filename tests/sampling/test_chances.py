"""Units are drawn as often as their inclusion probabilities say.

In short a few hundred whole drawings, in long form 20,000; |z| < 4.5 for each unit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from drawn_frames import frame_of, frame_with, plan_of

import survey as sv

AREAS = {"A": 11, "B": 7}
N = {"A": 4, "B": 3}
SIZES = np.array([1, 2, 3, 4, 5, 6, 7, 8, 3, 2, 30, 4, 2, 5, 3, 1, 2, 2], dtype=float)
FRAME = frame_of(AREAS, size=SIZES, floor=np.arange(18) % 3)
FEW = 400


def hits(draws: int, **arguments: Any) -> tuple[dict[str, int], dict[str, float]]:
    """How often each unit was drawn, and the chance it says it had."""
    plan = plan_of(FRAME, N)
    counts = dict.fromkeys(FRAME.units["unit"], 0)
    chances: dict[str, float] = {}
    for seed in range(1, draws + 1):
        main = sv.draw_sample(FRAME, plan, seed=seed, **arguments).main
        for unit, chance in zip(main["unit"], main["inclusion_probability"], strict=True):
            counts[unit] += 1
            assert chances.setdefault(unit, chance) == chance
    return counts, chances


def check(draws: int, **arguments: Any) -> None:
    counts, chances = hits(draws, **arguments)
    for unit, count in counts.items():
        chance = chances.get(unit, 0.0)
        assert abs(count - draws * chance) <= 4.5 * np.sqrt(draws * chance * (1 - chance)), unit
    for area, n in N.items():
        total = sum(chance for unit, chance in chances.items() if unit.startswith(area))
        assert total == pytest.approx(n)


WAYS: list[dict[str, Any]] = [
    {},
    {"reserve": [2, 1]},
    {"method": "systematic", "order": ["floor", "unit"]},
    {"method": "systematic", "order": "unit", "reserve": 2},
    {"method": "pps_systematic"},
    {"method": "pps_systematic", "order": "unit"},
    {"method": "sampford"},
]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_units_are_drawn_with_their_chance(way: dict[str, Any]) -> None:
    check(FEW, **way)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_units_are_drawn_with_their_chance_in_20_000_drawings(way: dict[str, Any]) -> None:
    check(20_000, **way)


def waves(draws: int, overlap: Any) -> None:
    """Over both waves each unit has n/N, also new ones, though units have left."""
    units = FRAME.units
    frame = frame_with(
        units[~units["unit"].isin(["A-0000", "A-0001", "B-0003"])]
        .replace({"unit": {"A-0010": "A-new", "B-0006": "B-new"}})
        .reset_index(drop=True),
        fingerprint="frame-2",
    )
    plan, later = plan_of(FRAME, N), plan_of(frame, N)
    counts = dict.fromkeys(frame.units["unit"], 0)
    for seed in range(draws):
        first = sv.draw_sample(FRAME, plan, seed=2 * seed)
        second = sv.draw_sample(
            frame,
            later,
            seed=2 * seed + 1,
            previous=first,
            previous_frame=FRAME,
            overlap=overlap,
        )
        for unit in second.units["unit"]:
            counts[unit] += 1
    for unit, count in counts.items():
        chance = 4 / 9 if unit.startswith("A") else 3 / 6
        assert abs(count - draws * chance) <= 4.5 * np.sqrt(draws * chance * (1 - chance)), unit


@pytest.mark.parametrize("overlap", ["most", "least", 0.5])
def test_units_of_two_waves_are_drawn_with_their_chance(overlap: Any) -> None:
    waves(FEW, overlap)


@pytest.mark.slow
@pytest.mark.parametrize("overlap", ["most", "least", 0.5])
def test_units_of_two_waves_are_drawn_with_their_chance_in_20_000(overlap: Any) -> None:
    waves(20_000, overlap)


def persons(draws: int, rule: Any) -> None:
    """Each adult of five in a dwelling is asked with the chance that is said."""
    frame = frame_of({"A": 2}, adults=[5, 5])
    plan = plan_of(frame, {"A": 1})
    counts, chances = np.zeros(5), np.full(5, np.nan)
    for seed in range(draws):
        sample = sv.draw_sample(frame, plan, seed=seed, persons=rule)
        if sample.units["unit"].iloc[0] == "A-0000":
            rank = sv.selection_rank(sample.units.iloc[0], 5)
            counts[rank - 1] += 1
            chances[rank - 1] = sample.person_probabilities().iloc[0]
    assert np.nansum(chances) == pytest.approx(0.5)
    assert (np.abs(counts - draws * chances) < 4.5 * np.sqrt(draws * chances)).all()


@pytest.mark.parametrize("rule", ["kish", "equal"])
def test_adults_are_asked_with_their_chance(rule: str) -> None:
    persons(FEW, rule)


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["kish", "equal"])
def test_adults_are_asked_with_their_chance_in_20_000_drawings(rule: str) -> None:
    persons(20_000, rule)
