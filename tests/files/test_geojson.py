"""Boundaries: read plainly, and refused in words with the place of each thing to mend."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import SurveyError
from survey.files import geojson
from survey.files.geojson import read_boundaries
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


def square(east: float, north: float, side: float) -> list[list[float]]:
    steps = ((0, 0), (side, 0), (side, side), (0, side), (0, 0))
    return [[east + right, north + up] for right, up in steps]


RING = square(10, 56, 0.01)


def one(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": properties, "geometry": geometry}],
    }


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_polygons_of_several_parts_and_holes_are_read(tmp_path: Path) -> None:
    hole = square(10.002, 56.002, 0.004)
    several = {"type": "MultiPolygon", "coordinates": [[RING, hole], [square(10.1, 56, 0.01)]]}
    tree = one(several, navn="Ærøparken\u200b", nr=3, tom=None, liste=[1])
    path = tmp_path / "grænser.geojson"
    path.write_text(json.dumps(tree), encoding="utf-8")
    for source in (path, str(path), tree):
        found = read_boundaries(source)
        (feature,) = found.features
        assert dict(feature.properties) == {"navn": "Ærøparken", "nr": 3}
        assert [len(rings) for rings in feature.polygons] == [2, 1]
        assert np.allclose(feature.polygons[0][1], hole)
        assert found.is_degrees


def test_heights_are_left_out_and_empty_geometries_are_no_boundary() -> None:
    high = [[*pair, 12.5] for pair in RING]
    tree = one(polygon(high))
    tree["features"].append({"type": "Feature", "properties": None, "geometry": None})
    found = read_boundaries(tree)
    assert found.features[0].polygons[0][0].shape == (5, 2)
    assert found.features[1].polygons == ()


@pytest.mark.parametrize(
    ("corner", "name", "expected"),
    [
        ((10, 56), None, True),
        ((563000, 6255000), None, False),
        ((563000, 6255000), "urn:ogc:def:crs:EPSG::25832", False),
        ((10, 56), "urn:ogc:def:crs:OGC:1.3:CRS84", True),
        ((10, 56), "EPSG:25832", False),
    ],
)
def test_coordinates_are_degrees_or_metres(
    corner: tuple[float, float], name: str | None, expected: bool
) -> None:
    tree = one(polygon(square(*corner, 5)))
    if name is not None:
        tree["crs"] = {"type": "name", "properties": {"name": name}}
    assert read_boundaries(tree).is_degrees is expected


OPEN = [*RING[:-1], [10.5, 56.5]]
WRONG: dict[str, Any] = {
    "source": 3,
    "list": "[1, 2]",
    "not_json": '{"type": "FeatureCollection", "features": [}',
    "nan": '{"type": "FeatureCollection", "features": [NaN]}',
    "deep": "[" * 100_000,
    "other_json": {"type": "Topology", "objects": {}},
    "no_features": {"type": "FeatureCollection"},
    "empty": {"type": "FeatureCollection", "features": []},
    "feature_is_text": {"type": "FeatureCollection", "features": ["A"]},
    "geometry_is_text": one("POLYGON((0 0))"),
    "point": one({"type": "Point", "coordinates": [10, 56]}),
    "geometry_without_type": one({"coordinates": [RING]}),
    "ring_open": one(polygon(OPEN)),
    "ring_short": one(polygon([RING[0], RING[1], RING[0]])),
    "ring_of_text": one(polygon([["10", "56"]] * 4)),
    "ring_of_flags": one(polygon([[True, False]] * 4)),
    "no_rings": one({"type": "Polygon"}),
    "infinite": one(polygon([[float("inf"), 56.0], *RING[1:]])),
    "not_a_number": one(polygon([[10.0, float("nan")], *RING[1:]])),
    "huge_number": one(polygon([[10**400, 56], *RING[1:]])),
    "two_things": {"type": "FeatureCollection", "features": ["A", *one(polygon(OPEN))["features"]]},
    "no_boundary": one(None),
    "not_degrees": one(polygon(square(170, 80, 15))) | {
        "crs": {"type": "name", "properties": {"name": "EPSG:4326"}}
    },
    "two_systems": one({"type": "MultiPolygon", "coordinates": [[RING], [square(5e5, 6e6, 9)]]}),
    "a_line": one(polygon([[10, 56], [11, 56], [12, 56], [10, 56]])),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_boundary_is_refused_in_words(
    case: str, snapshot: SnapshotAssertion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = WRONG[case]
    if isinstance(source, str):
        (tmp_path / "map.geojson").write_text(source, encoding="utf-8")
        source = "map.geojson"
    said = []
    for language in ("da", "en"):
        with language_in_force(language), pytest.raises(SurveyError) as caught:
            read_boundaries(source)
        said.append(str(caught.value))
    assert said == snapshot


def test_all_features_are_looked_at() -> None:
    with pytest.raises(FindingsError) as caught:
        read_boundaries(WRONG["two_things"])
    assert [each.code for each in caught.value.findings] == ["GEOJSON-FEATURE", "GEOJSON-RING-OPEN"]


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(geojson, "MOST_POSITIONS", 4)
    with pytest.raises(SurveyError, match="so many corners"):
        read_boundaries(one(polygon(RING)))
    monkeypatch.setattr(geojson, "MOST_FEATURES", 0)
    with pytest.raises(SurveyError, match="so many features"):
        read_boundaries(one(polygon(RING)))
    monkeypatch.setattr(geojson, "MOST_BYTES", 10)
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps(one(polygon(RING))), encoding="utf-8")
    with pytest.raises(SurveyError, match="larg"):
        read_boundaries(path)
    with pytest.raises(SurveyError, match="map"):
        read_boundaries(tmp_path / "mapp.geojson")


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["type", "features", "geometry", "coordinates", "properties", "crs"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=20,
)


@given(anything, anything)
def test_nonsense_never_gives_a_traceback(geometry: Any, extra: Any) -> None:
    for tree in (
        one(geometry),
        one({"type": "Polygon", "coordinates": geometry}),
        one({"type": "MultiPolygon", "coordinates": extra}) | {"crs": extra},
        {"type": "FeatureCollection", "features": geometry},
        extra,
    ):
        with suppress(SurveyError):
            read_boundaries(tree)
