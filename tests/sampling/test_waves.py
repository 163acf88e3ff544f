"""Drawing with regard to an earlier wave: who is asked again, who is new, who has left."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from drawn_frames import frame_of, frame_of_counts, frame_with, plan_of
from hypothesis import given, settings
from hypothesis import strategies as st

import survey as sv
from survey.errors import WrongUseError

AREAS = {"A": 40, "B": 25, "C": 8}
N = {"A": 10, "B": 8, "C": 8}
FRAME = frame_of(AREAS)


def wave(seed: int, frame: Any = FRAME, n: Any = None, **arguments: Any) -> sv.Sample:
    return sv.draw_sample(frame, plan_of(frame, n or N), seed=seed, **arguments)


def changed(gone: set[str], new: dict[str, int], **columns: Any) -> Any:
    """The frame of the next wave: some dwellings gone, others new."""
    kept = FRAME.units[~FRAME.units["unit"].isin(gone)]
    ids = [f"{area}-new{number}" for area, n in new.items() for number in range(n)]
    areas = [area for area, n in new.items() for _ in range(n)]
    added = pd.DataFrame({"unit": ids, "area": areas}, dtype=object)
    return frame_with(
        pd.concat([kept, added], ignore_index=True).assign(**columns), fingerprint="frame-2"
    )


def kept(sample: sv.Sample) -> list[int]:
    return sample.strata["kept"].tolist()


@pytest.mark.parametrize(
    ("overlap", "expected"),
    [
        ("most", [10, 8, 8]),
        ("least", [0, 0, 8]),
        (0.5, [5, 4, 8]),
        (0.25, [3, 2, 8]),
        ({"A": "most", "B": "least"}, [10, 0, 8]),
        (1, [10, 8, 8]),
        (0, [0, 0, 8]),
    ],
)
def test_as_many_are_asked_again_as_was_wanted(overlap: Any, expected: list[int]) -> None:
    first = wave(2010)
    second = wave(2012, previous=first, overlap=overlap)
    assert kept(second) == expected
    assert second.units["asked_before"].sum() == sum(expected)
    assert second.units.loc[second.units["asked_before"], "unit"].isin(first.units["unit"]).all()
    assert second.strata["n"].tolist() == [10, 8, 8]
    assert second.notes == ()


def test_an_earlier_sample_alone_only_tells_who_was_asked() -> None:
    first = wave(2010)
    alone, beside = wave(2012), wave(2012, previous=first)
    columns = [name for name in beside.units if name != "asked_before"]
    pd.testing.assert_frame_equal(beside.units[columns], alone.units)


def test_more_overlap_than_can_be_is_told() -> None:
    first = wave(2010, n={"A": 4, "B": 8, "C": 8})
    second = wave(2012, previous=first, overlap=0.8)
    assert kept(second) == [4, 6, 8]
    (note,) = second.notes
    assert note.message.startswith("4 units of the earlier sample")
    assert "8 were wanted" in note.message


def test_less_overlap_than_can_be_is_told() -> None:
    first = wave(2010, n={"A": 35, "B": 8, "C": 8})
    second = wave(2012, previous=first, overlap="least")
    assert kept(second) == [5, 0, 8]


def test_those_who_left_are_told_and_new_units_have_their_chance() -> None:
    first = wave(2010)
    gone = set(first.units["unit"].iloc[:3])
    frame = changed(gone, {"A": 6})
    hits = 0
    for seed in range(400):
        second = wave(seed, frame, previous=first, previous_frame=FRAME, overlap={"A": "most"})
        hits += second.units["unit"].str.startswith("A-new").sum()
    assert set(second.left) == gone
    assert "DRAWING-LEFT" in [note.code for note in second.notes]
    # 6 new ones among 43 dwellings, of which 10 are drawn
    expected = 400 * 10 * 6 / 43
    assert abs(hits - expected) < 4.5 * np.sqrt(expected)


def test_a_frame_that_changed_needs_the_earlier_one() -> None:
    first = wave(2010)
    frame = changed(set(), {"A": 1})
    with pytest.raises(WrongUseError, match="new units can't be told") as caught:
        wave(2012, frame, previous=first, overlap=0.5)
    assert caught.value.code == "drawing.earlier_frame_needed"
    with pytest.raises(WrongUseError, match="must be the one"):
        wave(2012, frame, previous=first, previous_frame=frame, overlap=0.5)
    wave(2012, frame, previous=first)


def test_units_keep_their_earlier_stratum_when_they_move() -> None:
    """Areas were merged: the units of both have the same chance, asked before at other rates."""
    frame = frame_of({"A": 20, "B": 20}, fingerprint="old")
    first = sv.draw_sample(frame, plan_of(frame, {"A": 4, "B": 16}), seed=1)
    merged = frame_with(frame.units.assign(area="M"), fingerprint="new")
    counts = np.zeros(2)
    for seed in range(2, 402):
        second = sv.draw_sample(
            merged,
            plan_of(merged, {"M": 10}),
            seed=seed,
            previous=first,
            previous_frame=frame,
            overlap=0.5,
        )
        assert kept(second) == [5]
        counts += [second.units["unit"].str.startswith(area).sum() for area in "AB"]
    assert abs(counts[0] - 2_000) < 4.5 * np.sqrt(400 * 10 * 0.25)


def test_the_reserve_that_was_released_counts_as_asked() -> None:
    first = wave(2010, reserve=5)
    assert wave(2012, previous=first, overlap="least").strata["kept"].tolist() == [0, 0, 8]
    second = wave(2012, n={**N, "A": 25}, previous=first.released(2), overlap="least")
    assert kept(second)[0] == 0
    third = wave(2012, n={**N, "A": 26}, previous=first.released(2), overlap="least")
    assert kept(third)[0] == 1


@given(st.integers(0, 10_000), st.sampled_from(["most", "least", 0.3, 0.7]))
@settings(max_examples=15)
def test_the_order_of_the_rows_makes_no_difference_to_an_overlap(seed: int, overlap: Any) -> None:
    first = wave(2010)
    frame = changed({first.units["unit"].iloc[0]}, {"B": 3})
    other = frame_with(frame.units.iloc[::-1], fingerprint="frame-2")
    given_ = {"previous": first, "previous_frame": FRAME, "overlap": overlap, "reserve": 2}
    pd.testing.assert_frame_equal(
        wave(seed + 2011, frame, **given_).units, wave(seed + 2011, other, **given_).units
    )


@pytest.mark.parametrize(
    ("code", "first", "arguments"),
    [
        ("drawing.same_seed", {}, {"seed": 2010, "overlap": "most"}),
        ("drawing.same_seed", {}, {"seed": 2010}),
        ("drawing.overlap", {}, {"overlap": "some"}),
        ("drawing.overlap", {}, {"overlap": 1.5}),
        ("drawing.overlap", {}, {"overlap": True}),
        ("drawing.overlap_method", {}, {"overlap": 0.5, "method": "systematic", "order": "unit"}),
        ("drawing.earlier_unequal", {"method": "sampford"}, {"overlap": 0.5}),
    ],
)
def test_an_overlap_that_can_not_be(code: str, first: Any, arguments: Any) -> None:
    frame = frame_of(AREAS, size=np.arange(1.0, 74.0))
    earlier = wave(2010, frame, **first)
    given_ = {"seed": 2012, "previous": earlier, **arguments}
    with pytest.raises(WrongUseError) as caught:
        wave(given_.pop("seed"), frame, **given_)
    assert caught.value.code == code


def test_an_overlap_with_units_of_another_kind_or_with_counts() -> None:
    persons = frame_of(AREAS, unit="person")
    with pytest.raises(WrongUseError, match="of the same kind"):
        wave(2012, previous=wave(2010, persons))
    counts = frame_of_counts(AREAS)
    boxes = sv.draw_sample(counts, plan_of(counts, AREAS), seed=2010, method="census")
    with pytest.raises(WrongUseError, match="counts only"):
        wave(2012, previous=boxes, previous_frame=counts, overlap="least")
    assert not wave(2012, previous=boxes).units["asked_before"].any()
