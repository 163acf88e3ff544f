"""Boundaries put on a plane in metres, and told which area each of them is of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.codebook import said
from survey.errors import DataError, UnknownNameError
from survey.figures.plain_values import unknown
from survey.kernels.polygons import local_metres, ring_area, roomiest_point, thinned
from survey.language.catalogue import LANGUAGES
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from survey.codebook import Codebook
    from survey.files.geojson import Boundaries, Feature
    from survey.kernels.layout import Floats

Polygon = tuple[Any, ...]
"""Rings, each a float array (n, 2); the outer one first."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The boundary of one area, in metres east and south of the map's corner."""

    area: Any
    polygons: tuple[Polygon, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """All boundaries of a map.

    Attributes
    ----------
    areas : tuple of Shape
        Those that are of an area.
    others : tuple of Polygon
        Those of places that nothing is known of.
    width, height : float
        Metres.
    """

    areas: tuple[Shape, ...]
    others: tuple[Polygon, ...]
    width: float
    height: float


def shapes_of(
    boundaries: Boundaries,
    key: str,
    areas: Iterable[Any],
    over: str,
    codebook: Codebook,
    names: Mapping[Any, Any] | None,
) -> Shapes:
    """Find the boundary of each area.

    Parameters
    ----------
    boundaries : Boundaries
    key : str
        The property that holds an area's code or label.
    areas : iterable of code
    over : str
        The column of areas in the codebook.
    codebook : Codebook
    names : mapping, optional
        Codes by what the property calls them.

    Raises
    ------
    DataError
        If no boundary is of an area.
    UnknownNameError
        If no feature has the property, or a name stands for an unknown area.
    """
    known = list(areas)
    codes = _codes(known, over, codebook)
    for name, area in (names or {}).items():
        if area not in known:
            raise unknown(area, known, "map.unknown_area")
        codes[_plain(name)] = area
    values = [feature.properties.get(key) for feature in boundaries.features]
    if all(value is None for value in values):
        raise _no_key(boundaries, key)
    found = [codes.get(_plain(value)) if value is not None else None for value in values]
    if all(area is None for area in found):
        seen = culprits(dict.fromkeys(str(value) for value in values if value is not None))
        raise fail(DataError, "map.no_match", key=quoted(key), got=seen, known=culprits(known))
    return _placed(boundaries, found)


def _codes(areas: list[Any], over: str, codebook: Codebook) -> dict[str, Any]:
    """Areas by all that they are called: labels first, so that codes win."""
    codes: dict[str, Any] = {}
    variable = codebook.get(over)
    for code in variable.codes if variable is not None else ():
        if code.value in areas:
            for language in LANGUAGES:
                codes.setdefault(_plain(said(code.label, language)), code.value)
    return codes | {_plain(area): area for area in areas}


def _plain(name: object) -> str:
    """A name without what doesn't count; 3.0 is 3."""
    if isinstance(name, float) and name.is_integer():
        name = int(name)
    return " ".join(str(name).casefold().split())


def _no_key(boundaries: Boundaries, key: str) -> UnknownNameError:
    known = dict.fromkeys(name for each in boundaries.features for name in each.properties)
    return unknown(key, known, "map.no_key")


def _placed(boundaries: Boundaries, found: list[Any]) -> Shapes:
    corners = np.concatenate([ring for each in boundaries.features for ring in _rings(each)])
    latitude = float((corners[:, 1].min() + corners[:, 1].max()) / 2)

    def plane(ring: Floats) -> Floats:
        return local_metres(ring, latitude) if boundaries.is_degrees else ring

    flat = plane(corners)
    west, north = flat[:, 0].min(), flat[:, 1].max()
    by_area: dict[Any, list[Polygon]] = {}
    others: list[Polygon] = []
    for feature, area in zip(boundaries.features, found, strict=True):
        for polygon in feature.polygons:
            moved = tuple(
                np.column_stack((flat_ring[:, 0] - west, north - flat_ring[:, 1]))
                for flat_ring in map(plane, polygon)
            )
            (others if area is None else by_area.setdefault(area, [])).append(moved)
    shapes = tuple(Shape(area, tuple(polygons)) for area, polygons in by_area.items())
    width, height = (float(each) for each in flat.max(axis=0) - flat.min(axis=0))
    return Shapes(shapes, tuple(others), width, height)


def _rings(feature: Feature) -> list[Floats]:
    return [ring for polygon in feature.polygons for ring in polygon]


# On a picture


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """The boundary of an area in pixels.

    Attributes
    ----------
    x, y : float
        The point of its largest part that has most room around it.
    room : float
        How much.
    """

    area: Any
    polygons: tuple[Polygon, ...]
    x: float
    y: float
    room: float


def drawn(shape: Shape, scale: float, left: float, top: float) -> Drawn:
    """Put an area on a picture.

    Parameters
    ----------
    shape : Shape
    scale : float
        Pixels to a metre.
    left, top : float
        Where the corner of the map lies.
    """
    polygons = tuple(on_picture(polygon, scale, left, top) for polygon in shape.polygons)
    largest = max(polygons, key=lambda polygon: ring_area(polygon[0]))
    return Drawn(shape.area, polygons, *roomiest_point(largest))


def on_picture(polygon: Polygon, scale: float, left: float, top: float) -> Polygon:
    """A polygon in pixels, without corners too near each other to be seen."""
    return tuple(thinned(ring * scale + np.array([left, top]), 0.4) for ring in polygon)
