"""Boundaries of areas (GeoJSON), read with care: plain polygons, whole rings, finite numbers."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.errors import DataError, WrongUseError
from survey.files.clean import clean_text
from survey.files.decoding import decode
from survey.files.guards import read_guarded, shown
from survey.findings import Finding, FindingsError, Place
from survey.language.catalogue import text
from survey.language.messages import fail, finding, quoted

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

MOST_BYTES = 20_000_000
MOST_FEATURES = 5_000
MOST_POSITIONS = 300_000
_MOST_FINDINGS = 20
_WIDEST_DEGREES, _WIDEST_METRES = 20.0, 2_000_000.0
_DEGREES = ("4326", "CRS84", "4258")

Ring = Any
"""A closed ring: float array (n, 2)."""


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """A place with a boundary.

    Attributes
    ----------
    properties : mapping of str to str, int or float
        Those that hold a single text or number.
    polygons : tuple of tuple of float array (n, 2)
        Each with its outer ring first, then its holes; none for a place without a boundary.
    """

    properties: Mapping[str, str | int | float]
    polygons: tuple[tuple[Ring, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Boundaries:
    """What a file of boundaries holds.

    Attributes
    ----------
    file : str
        As the user named it.
    features : tuple of Feature
    is_degrees : bool
        Whether coordinates are longitude and latitude, else metres on a plane.
    """

    file: str
    features: tuple[Feature, ...]
    is_degrees: bool


def read_boundaries(source: str | os.PathLike[str] | Mapping[str, Any]) -> Boundaries:
    """Read boundaries of areas, or tell all that must be mended in them.

    Parameters
    ----------
    source : str, path or mapping
        A GeoJSON file, or what one holds: a FeatureCollection of Polygons and MultiPolygons. By
        the standard (RFC 7946) coordinates are longitude and latitude; a ``crs`` member that names
        another system, or numbers that can't be degrees, make them metres.

    Raises
    ------
    FileError
        If the file can't be opened or is larger than 20 MB.
    DataError
        If it isn't GeoJSON, holds too much, or spans too far for a map of areas.
    FindingsError
        With all that is wrong with its features, each with its place.
    WrongUseError
        If the source is neither a path nor a mapping.
    """
    file, tree = _tree(source)
    given = _features(tree, file)
    reader = _Reader(file)
    features = tuple(reader.feature(each, place) for place, each in enumerate(given))
    if reader.findings:
        problem = text("errors.geojson.findings.problem", count=len(reader.findings), file=file)
        error = FindingsError(problem, reader.findings)
        error.code = "geojson.findings"
        raise error
    return Boundaries(file, features, _is_degrees(features, tree, file))


def _tree(source: object) -> tuple[str, Mapping[str, Any]]:
    if isinstance(source, Mapping):
        return "boundaries", source
    if not isinstance(source, str | os.PathLike):
        raise fail(WrongUseError, "geojson.source", got=type(source).__name__)
    file = shown(Path(source))
    words = decode(read_guarded(source, most_bytes=MOST_BYTES), file=file, encoding="utf-8").text
    try:
        tree = json.loads(words, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise fail(DataError, "geojson.not_json", where=Place(file, line)) from None
    if not isinstance(tree, dict):
        raise fail(DataError, "geojson.not_collection", where=file, got=type(tree).__name__)
    return file, tree


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _features(tree: Mapping[str, Any], file: str) -> list[Any]:
    kind = tree.get("type")
    found = [tree] if kind == "Feature" else tree.get("features")
    if kind not in ("Feature", "FeatureCollection") or not isinstance(found, list | tuple):
        got = quoted(clean_text(kind, most=60)) if isinstance(kind, str) else type(kind).__name__
        raise fail(DataError, "geojson.not_collection", where=file, got=got)
    if not found:
        raise fail(DataError, "geojson.empty", where=file)
    if len(found) > MOST_FEATURES:
        raise fail(DataError, "geojson.too_many", where=file, got=len(found), most=MOST_FEATURES)
    return list(found)


@dataclass(slots=True)
class _Reader:
    """Reads features one by one, and keeps what is wrong with them."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    positions: int = 0

    def feature(self, given: object, place: int) -> Feature:
        """A feature, without its polygons if something is wrong with it."""
        where = f"features.{place}"
        if not isinstance(given, Mapping):
            self._complain("feature", where)
            return Feature({}, ())
        properties = given.get("properties")
        known = properties if isinstance(properties, Mapping) else {}
        plain = {
            clean_text(str(name), most=200): clean_text(value, most=500)
            if isinstance(value, str)
            else value
            for name, value in known.items()
            if isinstance(value, str | int | float) and not isinstance(value, bool)
        }
        return Feature(MappingProxyType(plain), self._polygons(given.get("geometry"), where))

    def _polygons(self, geometry: object, where: str) -> tuple[tuple[Ring, ...], ...]:
        if geometry is None:
            return ()
        if not isinstance(geometry, Mapping):
            self._complain("geometry", where)
            return ()
        kind, found = geometry.get("type"), geometry.get("coordinates")
        if kind not in ("Polygon", "MultiPolygon"):
            got = quoted(clean_text(kind, most=60)) if isinstance(kind, str) else "null"
            self._complain("geometry_kind", where, got=got)
            return ()
        several = [found] if kind == "Polygon" else found
        if not isinstance(several, list | tuple) or not all(map(_is_listed, several)):
            self._complain("coordinates", where)
            return ()
        rings = [[self._ring(ring, where) for ring in polygon] for polygon in several]
        whole = [tuple(r for r in polygon if r is not None) for polygon in rings]
        return tuple(polygon for polygon in whole if polygon)

    def _ring(self, given: object, where: str) -> Ring | None:
        if not _is_listed(given) or not all(map(_is_position, given)):  # type: ignore[call-overload]
            self._complain("coordinates", where)
            return None
        pairs: list[Any] = [tuple(each[:2]) for each in given]  # type: ignore[attr-defined]
        self.positions += len(pairs)
        if self.positions > MOST_POSITIONS:
            raise fail(DataError, "geojson.too_detailed", where=self.file, most=MOST_POSITIONS)
        if not all(math.isfinite(each) for pair in pairs for each in pair):
            self._complain("not_finite", where)
        elif len(pairs) < 4:
            self._complain("ring_short", where, count=len(pairs))
        elif pairs[0] != pairs[-1]:
            self._complain("ring_open", where)
        else:
            return np.array(pairs, dtype=float)
        return None

    def _complain(self, code: str, where: str, **fields: Any) -> None:  # noqa: ANN401
        if len(self.findings) < _MOST_FINDINGS:
            place = Place(self.file, None, where)
            self.findings.append(finding(f"geojson.{code}", place=place, **fields))


def _is_listed(given: object) -> bool:
    return isinstance(given, list | tuple)


def _is_position(given: object) -> bool:
    """Whether it holds two numbers that are no larger than a float can be."""
    if not isinstance(given, list | tuple) or len(given) < 2:
        return False
    numbers = given[:2]
    plain = all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers)
    return plain and all(isinstance(n, float) or abs(n) < 10**15 for n in numbers)


def _is_degrees(features: tuple[Feature, ...], tree: Mapping[str, Any], file: str) -> bool:
    """Whether coordinates are degrees; refused where they can't be, or span too far."""
    corners = [ring for each in features for polygon in each.polygons for ring in polygon]
    if not corners:
        raise fail(DataError, "geojson.no_boundary", where=file)
    low = np.min([ring.min(axis=0) for ring in corners], axis=0)
    high = np.max([ring.max(axis=0) for ring in corners], axis=0)
    named = _named_system(tree)
    on_earth = bool((np.abs([low, high]) <= np.array([180.0, 90.0])).all())
    is_degrees = any(code in named for code in _DEGREES) or (not named and on_earth)
    if is_degrees and not on_earth:
        raise fail(DataError, "geojson.not_degrees", where=file, got=_corner(low, high))
    widest = _WIDEST_DEGREES if is_degrees else _WIDEST_METRES
    if (high - low).max() > widest or (high - low).min() <= 0:
        raise fail(DataError, "geojson.span", where=file, got=_span(low, high))
    return is_degrees


def _named_system(tree: Mapping[str, Any]) -> str:
    crs = tree.get("crs")
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = properties.get("name") if isinstance(properties, Mapping) else None
    return name.upper() if isinstance(name, str) else ""


def _corner(low: Floats, high: Floats) -> str:
    far = np.where(np.abs(low) > np.abs(high), low, high)
    return f"{far[0]:g}, {far[1]:g}"


def _span(low: Floats, high: Floats) -> str:
    return f"{high[0] - low[0]:g} × {high[1] - low[1]:g}"
