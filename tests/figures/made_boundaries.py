"""Made boundaries of made areas: they are nowhere."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

EAST, NORTH = 10.0, 56.0


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def feature(geometry: dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(ring) for ring in rings]}


def square(east: float, north: float, side: float) -> list[list[float]]:
    """A closed ring, in degrees or metres."""
    steps = ((0, 0), (side, 0), (side, side), (0, side), (0, 0))
    return [[east + right, north + up] for right, up in steps]


def blob(east: float, north: float, size: float, chance: random.Random) -> list[list[float]]:
    """A closed ring of twelve corners about a middle, in degrees."""
    ring = []
    for corner in range(12):
        reach = size * (0.65 + 0.35 * chance.random())
        angle = 2 * math.pi * corner / 12
        ring.append([east + 1.8 * reach * math.cos(angle), north + reach * math.sin(angle)])
    return [*ring, ring[0]]


def made_map(areas: Sequence[Any], *, size: float = 0.004, spread: float = 0.01) -> dict[str, Any]:
    """A blob for each area on a loose grid, and a park between them that is no area."""
    chance = random.Random(3)  # noqa: S311 - the same at every run
    columns = math.ceil(math.sqrt(1.4 * len(areas)))
    features = []
    for place, area in enumerate(areas):
        row, column = divmod(place, columns)
        east = EAST + spread * 1.8 * (column + 0.2 * chance.random())
        north = NORTH - spread * (row + 0.2 * chance.random())
        features.append(feature(polygon(blob(east, north, size, chance)), area=area))
    park = blob(EAST - 1.8 * spread, NORTH - spread / 2, size, chance)
    return collection(*features, feature(polygon(park), area="parken"))
