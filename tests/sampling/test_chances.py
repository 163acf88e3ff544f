"""Units are drawn as often as their inclusion probabilities say: |z| < 4.5 for each.

A frame holds many areas that are alike and are drawn independently, so that one drawing of the
frame is as many of an area: 2,000 in short, 20,000 in long form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from drawn_frames import frame_of, frame_with, plan_of

import survey as sv

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.sampling.frame import Frame

COPIES = 100
FEW, MANY = 20, 200
UNITS, DRAWN = 11, 4
SIZES = np.array([1, 2, 3, 4, 5, 6, 7, 8, 3, 2, 30], dtype=float)
AREAS = [f"A{copy:02d}" for copy in range(COPIES)]
FRAME = frame_of(
    dict.fromkeys(AREAS, UNITS),
    size=np.tile(SIZES, COPIES),
    floor=np.tile(np.arange(UNITS) % 3, COPIES),
)


def place(units: pd.Series) -> Any:
    """Which unit of its area each is."""
    return units.str[-4:].astype(int).to_numpy()


def is_met(hits: np.ndarray, chances: np.ndarray, draws: int) -> bool:
    spread = np.sqrt(draws * chances * (1 - chances))
    return bool((np.abs(hits - draws * chances) <= 4.5 * spread + 1e-6).all())


def check(frames: int, **arguments: Any) -> None:
    plan = plan_of(FRAME, dict.fromkeys(AREAS, DRAWN))
    hits, chances = np.zeros(UNITS), np.full(UNITS, np.nan)
    for seed in range(frames):
        main = sv.draw_sample(FRAME, plan, seed=seed, **arguments).main
        assert (main["area"].value_counts() == DRAWN).all()
        places = place(main["unit"])
        hits += np.bincount(places, minlength=UNITS)
        said = main["inclusion_probability"].to_numpy()
        chances[places] = said
        np.testing.assert_array_equal(chances[places], said)
    assert chances.sum() == pytest.approx(DRAWN)
    assert is_met(hits, chances, frames * COPIES)


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
    check(MANY, **way)


def test_pairs_are_drawn_with_their_joint_chance() -> None:
    pairs(FEW)


@pytest.mark.slow
def test_pairs_are_drawn_with_their_joint_chance_in_20_000_drawings() -> None:
    pairs(MANY)


def pairs(frames: int) -> None:
    """Sampford's joint probabilities, as they travel with the sample."""
    plan = plan_of(FRAME, dict.fromkeys(AREAS, DRAWN))
    hits, chances = np.zeros((UNITS, UNITS)), np.zeros((UNITS, UNITS))
    for seed in range(frames):
        sample = sv.draw_sample(FRAME, plan, seed=seed, method="sampford")
        places = place(sample.units["unit"]).reshape(COPIES, DRAWN)
        for area, chosen in zip(AREAS, places, strict=True):
            both = np.ix_(chosen, chosen)
            hits[both] += 1
            chances[both] = sample.joint_probabilities[area]
    assert chances.sum() == pytest.approx(DRAWN**2)
    assert is_met(hits, chances, frames * COPIES)


def later_frame() -> Frame:
    """Of each area two dwellings are gone and one is new."""
    units = FRAME.units.assign(place=place(FRAME.units["unit"]))
    units = units[~units["place"].isin([0, 1])].drop(columns="place")
    new = pd.DataFrame({"unit": [f"{area}-9999" for area in AREAS], "area": AREAS}, dtype=object)
    return frame_with(
        pd.concat([units[["unit", "area"]], new], ignore_index=True), fingerprint="frame-2"
    )


def two_waves(frames: int, overlap: Any) -> Iterator[sv.Sample]:
    frame = later_frame()
    plan = plan_of(FRAME, dict.fromkeys(AREAS, DRAWN))
    later = plan_of(frame, dict.fromkeys(AREAS, DRAWN))
    for seed in range(frames):
        first = sv.draw_sample(FRAME, plan, seed=2 * seed)
        yield sv.draw_sample(
            frame,
            later,
            seed=2 * seed + 1,
            previous=first,
            previous_frame=FRAME,
            overlap=overlap,
        )


def waves(frames: int, overlap: Any) -> None:
    """Over both waves each unit has n/N and each pair n(n − 1)/(N(N − 1)), births included."""
    units = UNITS - 1
    pairs_hit = np.zeros((units, units))
    for sample in two_waves(frames, overlap):
        places = np.minimum(place(sample.units["unit"]) - 2, units - 1).reshape(COPIES, DRAWN)
        for chosen in places:
            pairs_hit[np.ix_(chosen, chosen)] += 1
    chances = np.full((units, units), DRAWN * (DRAWN - 1) / (units * (units - 1)))
    np.fill_diagonal(chances, DRAWN / units)
    assert is_met(pairs_hit, chances, frames * COPIES)


@pytest.mark.parametrize("overlap", ["most", "least", 0.5])
def test_units_of_two_waves_are_drawn_with_their_chance(overlap: Any) -> None:
    waves(FEW, overlap)


@pytest.mark.slow
@pytest.mark.parametrize("overlap", ["most", "least", 0.5])
def test_units_of_two_waves_are_drawn_with_their_chance_in_20_000(overlap: Any) -> None:
    waves(MANY, overlap)


def persons(frames: int, rule: Any) -> None:
    """Each adult of five in a dwelling is asked with the chance that is said."""
    frame = frame_of(dict.fromkeys(AREAS, 2), adults=[5] * (2 * COPIES))
    plan = plan_of(frame, dict.fromkeys(AREAS, 1))
    counts, chances = np.zeros(5), np.full(5, np.nan)
    for seed in range(frames):
        sample = sv.draw_sample(frame, plan, seed=seed, persons=rule)
        said = sample.person_probabilities()
        for row, chance in zip(sample.units.to_dict("records"), said, strict=True):
            rank = sv.selection_rank(row, 5)
            counts[rank - 1] += row["unit"].endswith("0000")
            chances[rank - 1] = chance
    assert chances.sum() == pytest.approx(0.5)
    assert is_met(counts, chances, frames * COPIES)


@pytest.mark.parametrize("rule", ["kish", "equal"])
def test_adults_are_asked_with_their_chance(rule: str) -> None:
    persons(FEW, rule)


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["kish", "equal"])
def test_adults_are_asked_with_their_chance_in_20_000_drawings(rule: str) -> None:
    persons(MANY, rule)
