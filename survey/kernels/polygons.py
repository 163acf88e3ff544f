"""Polygons on a plane: their size, what lies in them, and where there is most room in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Bools, Floats, Ints

EARTH = 6_371_008.8
_GRID, _ZOOMS = 20, 3


def local_metres(degrees: Floats, latitude: float) -> Floats:
    """Metres east and north on a plane that is true to scale at a latitude (equirectangular).

    Parameters
    ----------
    degrees : float array (n, 2)
        Longitude and latitude.
    latitude : float
        That of the middle of the map.
    """
    shrink = np.array([np.cos(np.radians(latitude)), 1.0])
    metres: Floats = EARTH * np.radians(degrees) * shrink
    return metres


def ring_area(ring: Floats) -> float:
    """Area of a closed ring (n, 2), positive whichever way it runs.

    Examples
    --------
    >>> ring_area(np.array([[0.0, 0], [2, 0], [2, 1], [0, 1], [0, 0]]))
    2.0
    """
    origin = ring - ring[0]
    x, y = origin[:, 0], origin[:, 1]
    return float(abs((x[:-1] * y[1:] - x[1:] * y[:-1]).sum()) / 2)


def lies_inside(points: Floats, rings: Sequence[Floats]) -> Bools:
    """Whether points (m, 2) lie in a polygon: within an odd number of its rings.

    Returns
    -------
    bool array (m,)
    """
    inside = np.zeros(len(points), dtype=bool)
    x, y = points[:, 0, None], points[:, 1, None]
    for ring in rings:
        start, end = ring[:-1], ring[1:]
        spans = (start[:, 1] > y) != (end[:, 1] > y)
        rise = end[:, 1] - start[:, 1]
        part = (y - start[:, 1]) / np.where(rise == 0, 1.0, rise)
        crossed = spans & (x < start[:, 0] + part * (end[:, 0] - start[:, 0]))
        inside ^= crossed.sum(axis=1) % 2 == 1
    return inside


def edge_distance(points: Floats, rings: Sequence[Floats]) -> Floats:
    """Distance of points (m, 2) from the nearest edge of a polygon."""
    nearest = np.full(len(points), np.inf)
    for ring in rings:
        start, way = ring[:-1], np.diff(ring, axis=0)
        length = (way**2).sum(axis=1)
        away = points[:, None] - start
        along = (away * way).sum(axis=2) / np.where(length == 0, 1.0, length)
        foot = away - np.clip(along, 0, 1)[:, :, None] * way
        nearest = np.minimum(nearest, np.sqrt((foot**2).sum(axis=2)).min(axis=1))
    return nearest


def roomiest_point(rings: Sequence[Floats]) -> tuple[float, float, float]:
    """The point of a polygon that is farthest from its edges, and how far that is.

    Found on a grid that closes in on the best point; near enough for a label.

    Parameters
    ----------
    rings : sequence of float array (n, 2)
        The outer ring first, then holes.

    Returns
    -------
    x, y, distance : float
        The middle of the outer ring's corners, and 0, where nothing lies inside.

    Examples
    --------
    >>> square = np.array([[0.0, 0], [4, 0], [4, 4], [0, 4], [0, 0]])
    >>> [round(each, 1) for each in roomiest_point([square])]
    [2.0, 2.0, 2.0]
    """
    low, high = rings[0].min(axis=0), rings[0].max(axis=0)
    middle = rings[0][:-1].mean(axis=0)
    best = float(middle[0]), float(middle[1]), 0.0
    for _ in range(_ZOOMS):
        steps = (np.arange(_GRID) + 0.5) / _GRID
        xs, ys = (low[k] + steps * (high[k] - low[k]) for k in (0, 1))
        points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        distances = np.where(lies_inside(points, rings), edge_distance(points, rings), -1.0)
        place = int(distances.argmax())
        if distances[place] > best[2]:
            best = (float(points[place, 0]), float(points[place, 1]), float(distances[place]))
        half = (high - low) / _GRID
        low, high = np.array(best[:2]) - half, np.array(best[:2]) + half
    return best


def thinned(ring: Floats, least: float) -> Floats:
    """A closed ring without the corners that are nearer than so much to the one before."""
    kept = [0]
    for place in range(1, len(ring) - 1):
        if np.hypot(*(ring[place] - ring[kept[-1]])) >= least:
            kept.append(place)
    shape = ring[[*kept, len(ring) - 1]]
    return shape if len(shape) >= 4 else ring


def tile_places(points: Floats, columns: int) -> tuple[Ints, Ints]:
    """Places in a grid for points, as near as can be to where they lie among each other.

    The places of all points together are the ones with the least sum of squared distances
    (an assignment problem), the points being spread evenly over the grid first.

    Parameters
    ----------
    points : float array (n, 2)
        East and north.
    columns : int

    Returns
    -------
    row, column : int arrays (n,)
        The first row is the northernmost.
    """
    count = len(points)
    rows = -(-count // columns)
    east = _ranks(points[:, 0]) * (columns - 1)
    south = (1 - _ranks(points[:, 1])) * (rows - 1)
    places = np.array([(row, column) for row in range(rows) for column in range(columns)])
    costs = (south[:, None] - places[:, 0]) ** 2 + (east[:, None] - places[:, 1]) ** 2
    _, chosen = optimize.linear_sum_assignment(costs)
    return places[chosen, 0], places[chosen, 1]


def _ranks(values: Floats) -> Floats:
    """From 0 for the smallest to 1 for the largest; equal values share a rank."""
    distinct, places = np.unique(values, return_inverse=True)
    ranks: Floats = places / max(len(distinct) - 1, 1)
    return ranks
