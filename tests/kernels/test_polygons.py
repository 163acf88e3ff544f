"""Polygons: areas, points inside, the roomiest point, and places in a grid."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.kernels.polygons import (
    EARTH,
    edge_distance,
    lies_inside,
    local_metres,
    ring_area,
    roomiest_point,
    thinned,
    tile_places,
)


def box(left: float, top: float, right: float, bottom: float) -> Any:
    return np.array(
        [[left, top], [right, top], [right, bottom], [left, bottom], [left, top]], dtype=float
    )


SQUARE, HOLE = box(0, 0, 10, 10), box(4, 4, 10, 6)


def test_areas_are_those_of_geometry_whichever_way_a_ring_runs() -> None:
    assert ring_area(SQUARE) == ring_area(SQUARE[::-1]) == 100
    angles = np.linspace(0, 2 * np.pi, 2001)
    circle = np.column_stack((np.cos(angles), np.sin(angles))) * 3 + 1e6
    assert ring_area(circle) == pytest.approx(math.pi * 9, rel=1e-4)


def test_a_point_in_a_hole_is_outside() -> None:
    points = np.array([[1.0, 1], [7, 5], [12, 5], [7, 8]])
    assert lies_inside(points, [SQUARE, HOLE]).tolist() == [True, False, False, True]


def test_the_distance_is_that_of_the_nearest_edge() -> None:
    points = np.array([[1.0, 5], [13, 14], [5, 3]])
    assert edge_distance(points, [SQUARE]).tolist() == [1, 5, 3]
    assert edge_distance(points[2:], [SQUARE, HOLE]).tolist() == [1]


@given(st.lists(st.floats(0.3, 1), min_size=5, max_size=20))
def test_the_roomiest_point_lies_inside_and_no_other_is_much_roomier(reaches: list[float]) -> None:
    angles = np.arange(len(reaches)) * 2 * np.pi / len(reaches)
    ring = np.column_stack((np.cos(angles), np.sin(angles))) * np.array(reaches)[:, None]
    ring = np.vstack((ring, ring[:1]))
    x, y, room = roomiest_point([ring])
    assert lies_inside(np.array([[x, y]]), [ring])[0]
    assert edge_distance(np.array([[x, y]]), [ring])[0] == pytest.approx(room)
    points = np.random.default_rng(1).uniform(-1, 1, (400, 2))
    others = np.where(lies_inside(points, [ring]), edge_distance(points, [ring]), 0)
    assert room >= others.max() - 0.05


def test_a_polygon_without_an_inside_has_the_middle_of_its_corners() -> None:
    flat = np.array([[0.0, 0], [2, 0], [4, 0], [0, 0]])
    assert roomiest_point([flat]) == (2, 0, 0)


def test_metres_are_those_on_the_earth() -> None:
    degree = EARTH * math.pi / 180
    east, north = local_metres(np.array([[1.0, 0], [0, 1]]), 60).tolist()
    assert east == pytest.approx([degree / 2, 0])
    assert north == pytest.approx([0, degree])


def test_thinning_keeps_a_ring_closed() -> None:
    angles = np.linspace(0, 2 * np.pi, 1001)
    circle = np.column_stack((np.cos(angles), np.sin(angles))) * 10
    fewer = thinned(circle, 1.0)
    assert 40 < len(fewer) < 70
    assert fewer[0].tolist() == circle[0].tolist()
    assert fewer[-1].tolist() == circle[-1].tolist()
    assert thinned(SQUARE, 100).tolist() == SQUARE.tolist()


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=1, max_size=30),
    st.integers(1, 6),
)
def test_no_two_tiles_share_a_place(found: list[tuple[float, float]], columns: int) -> None:
    rows, across = tile_places(np.array(found), columns)
    places = list(zip(rows.tolist(), across.tolist(), strict=True))
    assert len(set(places)) == len(found)
    assert all(0 <= column < columns for _, column in places)


def test_points_on_a_grid_keep_their_places() -> None:
    grid = list(itertools.product(range(3), range(4)))
    points = np.array([(column * 7.0, -row * 3.0) for row, column in grid])
    rows, across = tile_places(points, 4)
    assert list(zip(rows.tolist(), across.tolist(), strict=True)) == grid
