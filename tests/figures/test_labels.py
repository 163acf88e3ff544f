"""Labels: none on another, in their order, inside their box, and near where they belong."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.figures.labels import Box, height_needed, place_near, spread, tiers

NEAR = 1e-6
places = st.floats(-200, 1200)
heights = st.floats(1, 40)


@given(st.lists(st.tuples(places, heights), max_size=25), st.floats(0, 8), st.floats(0, 300))
def test_labels_in_a_column_never_touch_nor_leave_it(
    labels: list[tuple[float, float]], gap: float, spare: float
) -> None:
    wanted, tall = [place for place, _ in labels], [height for _, height in labels]
    high = height_needed(tall, gap) + spare
    found = spread(wanted, tall, 0, high, gap=gap)
    rows = sorted(zip(found, wanted, tall, strict=True))
    for (one, first, upper), (other, second, lower) in itertools.pairwise(rows):
        assert other - one >= (upper + lower) / 2 + gap - NEAR
        assert first <= second
    for middle, _, height in rows:
        assert middle - height / 2 >= -NEAR
        assert middle + height / 2 <= high + NEAR


@given(st.lists(places, min_size=1, max_size=8, unique_by=lambda place: round(place / 30)))
def test_labels_that_do_not_touch_stay_where_they_belong(wanted: list[float]) -> None:
    apart = [place * 10 for place in wanted]
    assume_apart = sorted(apart)
    if all(b - a >= 10 for a, b in itertools.pairwise(assume_apart)):
        assert spread(apart, [10] * len(apart), -1e5, 1e5) == pytest.approx(apart)


def test_labels_at_one_place_are_spread_evenly_around_it() -> None:
    assert spread([50, 50, 50], [10, 10, 10], 0, 100) == [40, 50, 60]
    assert spread([0, 0], [10, 20], 0, 100, gap=2) == [5, 22]
    assert spread([], [], 0, 0) == []


def test_a_column_that_is_too_short_is_a_defect() -> None:
    with pytest.raises(ValueError, match="must have room"):
        spread([1, 2], [10, 10], 0, 19)


@given(st.lists(st.tuples(st.floats(0, 400), st.floats(5, 120)), max_size=12))
def test_no_pole_cuts_a_flag_and_no_flag_lies_on_another(
    flags: list[tuple[float, float]],
) -> None:
    flags = sorted(flags, key=lambda flag: flag[0])
    starts, widths = [start for start, _ in flags], [width for _, width in flags]
    found = tiers(starts, widths)
    assert all(tier >= 0 for tier in found)
    for (k, one), (m, other) in itertools.combinations(enumerate(flags), 2):
        if other[0] < one[0] + one[1]:
            assert found[k] > found[m]


def test_flags_far_apart_fly_at_one_height() -> None:
    assert tiers([0, 100, 200], [80, 80, 80]) == [0, 0, 0]


ROOM = Box(0, 0, 500, 300)
spots = st.tuples(st.floats(0, 500), st.floats(0, 300))
sizes = st.tuples(st.floats(5, 90), st.floats(8, 30))


@given(st.lists(st.tuples(spots, sizes), max_size=14))
def test_labels_near_points_are_clear_of_each_other_and_of_all_marks(
    labels: list[tuple[tuple[float, float], tuple[float, float]]],
) -> None:
    points, wanted = [point for point, _ in labels], [size for _, size in labels]
    marks = [Box.around(*point, 10, 10) for point in points]
    found = place_near(points, wanted, ROOM, marks=marks, reach=5)
    boxes = [box for box in found if box is not None]
    assert len(found) == len(labels)
    assert all(ROOM.holds(box) for box in boxes)
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    assert not any(box.overlaps(mark) for box in boxes for mark in marks)
    for box, (width, height) in zip(found, wanted, strict=True):
        if box is not None:
            assert box.right - box.left == pytest.approx(width)
            assert box.bottom - box.top == pytest.approx(height)


def test_a_label_stands_to_the_right_of_its_point_where_it_can() -> None:
    (box,) = place_near([(100, 100)], [(50, 12)], ROOM, reach=5, gap=1)
    assert box == Box(106, 94, 156, 106)
    (turned,) = place_near([(480, 100)], [(50, 12)], ROOM, reach=5, gap=1)
    assert turned is not None
    assert turned.right == pytest.approx(474)


def test_a_label_without_room_is_left_out() -> None:
    assert place_near([(10, 10)], [(600, 12)], ROOM) == [None]
