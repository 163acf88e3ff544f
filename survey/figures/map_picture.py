"""Drawing a map of areas true to scale."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path

from survey.documents.colours import ink_on
from survey.figures.area_shapes import Drawn, Polygon, Shapes, drawn, on_picture
from survey.figures.canvas import canvas, stroke, text_size, tie, write
from survey.figures.frame import LABEL, MARGIN, SMALL
from survey.figures.labels import Box, height_needed, place_near, spread
from survey.figures.legend import Legend, legend_of, paint_legend, patch_look
from survey.figures.map_parts import (
    MapArea,
    MapSpec,
    bare_key,
    fill_of,
    keys_of,
    line_of,
    patch_of,
    words_of,
)
from survey.figures.style import INK, NARROW, WIDE, picture, wrapped
from survey.kernels.polygons import lies_inside
from survey.language.numbers import NO_BREAK, format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.documents.blocks import Picture
    from survey.figures.style import Look
    from survey.kernels.layout import Floats

_TALLEST = {False: 480.0, True: 360.0}
_COLUMN, _TIE = 156.0, 22.0
_BADGE = 8.5
_LEAST_SIZE = 9.0
_BELOW = 40.0
_MOST_BESIDE = 12
_BETWEEN = 5.0
_BAR = (1.0, 2.0, 5.0, 10.0)


# Map


@dataclass(frozen=True, slots=True)
class _Label:
    """The name and number of an area, and where they stand.

    Attributes
    ----------
    side : {"in", "left", "right", "list"}
        In the area, beside the map, or in a list below it.
    x, y : float
        The middle of an area's label, the inner end of one beside the map, or the middle of the
        badge of one in the list.
    """

    words: str
    side: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the parts of a map lie, in pixels."""

    spec: MapSpec
    look: Look
    narrow: bool
    legend: Legend
    scale: float
    left: float
    top: float
    bottom: float
    places: tuple[Drawn, ...] = ()
    labels: tuple[_Label, ...] = ()
    height: float = 0.0

    @property
    def width(self) -> float:
        return NARROW if self.narrow else WIDE


def draw_map(spec: MapSpec, look: Look, narrow: bool) -> Picture:
    """Draw a map true to scale, with each area's name and number in it or beside it."""
    layout = _layout(spec, look, narrow=narrow)
    paint = partial(_paint, layout)
    return picture(paint, width=layout.width, height=layout.height, narrow=narrow, look=look)


def _layout(spec: MapSpec, look: Look, *, narrow: bool) -> _Layout:
    """Labels in the areas if all have room there, else beside the map, else in a list below it."""
    whole = _placed(spec, look, 0.0, narrow=narrow)
    inside = _insides(whole)
    if all(label is not None for label in inside):
        labels = tuple(label for label in inside if label is not None)
        return replace(whole, labels=labels, height=whole.bottom + _BELOW)
    if not narrow:
        beside = _beside(_placed(spec, look, _COLUMN + _TIE, narrow=False))
        if beside is not None:
            return beside
    return _listed(whole)


def has_tiny(shapes: Shapes) -> bool:
    """Whether an area is so small that it may have to be drawn larger than it is."""
    room = NARROW - 2 * MARGIN
    scale = min(room / shapes.width, _TALLEST[True] / shapes.height)
    return any(_extent(shape.polygons) * scale < _LEAST_SIZE for shape in shapes.areas)


def _extent(polygons: Sequence[Polygon]) -> float:
    corners = np.concatenate([ring for polygon in polygons for ring in polygon])
    return float(np.ptp(corners, axis=0).max())


def _placed(spec: MapSpec, look: Look, aside: float, *, narrow: bool) -> _Layout:
    """The map with so much room left at both sides."""
    width = NARROW if narrow else WIDE
    legend = legend_of(keys_of(spec, look, others=bool(spec.shapes.others)), width, look)
    room = width - 2 * (MARGIN + aside)
    shapes = spec.shapes
    scale = min(room / shapes.width, _TALLEST[narrow] / shapes.height)
    left, top = (width - scale * shapes.width) / 2, legend.height + 22.0
    by_area = {shape.area: shape for shape in shapes.areas}
    places = tuple(drawn(by_area[area.code], scale, left, top) for area in spec.areas)
    bottom = top + scale * shapes.height
    return _Layout(spec, look, narrow, legend, scale, left, top, bottom, places)


def _pairs(layout: _Layout) -> list[tuple[Drawn, MapArea]]:
    return list(zip(layout.places, layout.spec.areas, strict=True))


def _insides(layout: _Layout) -> list[_Label | None]:
    """The labels that have room within their areas, and don't lie on each other."""
    found: list[_Label | None] = []
    taken: list[Box] = []
    for place, area in _pairs(layout):
        label = _inside(place, area, layout.look)
        if label is not None:
            bold, font = area.is_contrast, layout.look.font
            size = text_size(label.words, SMALL, bold=bold, font=font)
            box = Box.around(label.x, label.y, *size)
            label = None if any(box.overlaps(other) for other in taken) else label
            taken += [box] if label is not None else []
        found.append(label)
    return found


def _inside(place: Drawn, area: MapArea, look: Look) -> _Label | None:
    """The label of an area within it, or None if it hasn't room."""
    for width in (140.0, 110.0, 84.0, 66.0):
        words = words_of(area, width, look)
        size = text_size(words, SMALL, bold=area.is_contrast, font=look.font)
        if "…" not in words and _holds(place, size):
            return _Label(words, "in", place.x, place.y)
    return None


def _holds(place: Drawn, size: tuple[float, float]) -> bool:
    """Whether a box around the roomiest point lies within the area, no corner of it inside."""
    half = np.array([size[0] / 2 + 2, size[1] / 2 + 1])
    middle = np.array([place.x, place.y])
    across, down = np.linspace(-1, 1, 9), np.linspace(-1, 1, 5)
    grid = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2) * half + middle
    for rings in place.polygons:
        corners = np.concatenate(rings)
        clear = not (np.abs(corners - middle) < half).all(axis=1).any()
        if clear and lies_inside(grid, rings).all():
            return True
    return False


def _beside(layout: _Layout) -> _Layout | None:
    """Labels without room in their area beside the map, each tied to it; None if too many."""
    look = layout.look
    inside = _insides(layout)
    rest = [k for k, label in enumerate(inside) if label is None]
    if len(rest) > _MOST_BESIDE:
        return None
    rest.sort(key=lambda k: (layout.places[k].x, layout.places[k].y))
    half = (len(rest) + 1) // 2
    words = {k: words_of(layout.spec.areas[k], _COLUMN, look) for k in rest}
    tall = {k: text_size(words[k], SMALL, font=look.font)[1] for k in rest}
    columns = {"left": rest[:half], "right": rest[half:]}
    needed = max(height_needed([tall[k] for k in column], _BETWEEN) for column in columns.values())
    if needed > _TALLEST[False]:
        return None
    layout = _shifted(layout, max(0.0, needed - (layout.bottom - layout.top)))
    labels = list(inside)
    for side, column in columns.items():
        middles = spread(
            [layout.places[k].y for k in column], [tall[k] for k in column],
            layout.top - 4, max(layout.bottom, layout.top + needed), gap=_BETWEEN,
        )  # fmt: skip
        edge = MARGIN + _COLUMN if side == "left" else layout.width - MARGIN - _COLUMN
        for k, middle in zip(column, middles, strict=True):
            labels[k] = _Label(words[k], side, edge, middle)
    moved = [
        replace(label, y=place.y) if label is not None and label.side == "in" else label
        for label, place in zip(labels, layout.places, strict=True)
    ]
    known = tuple(label for label in moved if label is not None)
    return replace(layout, labels=known, height=layout.bottom + _BELOW)


def _shifted(layout: _Layout, more: float) -> _Layout:
    """The map in the middle of a higher picture."""
    if not more:
        return layout
    down = np.array([0.0, more / 2])
    places = tuple(
        replace(
            each, y=each.y + more / 2,
            polygons=tuple(tuple(ring + down for ring in rings) for rings in each.polygons),
        )
        for each in layout.places
    )  # fmt: skip
    return replace(layout, bottom=layout.bottom + more, places=places)


def _listed(layout: _Layout) -> _Layout:
    """A badge with a number in each area, and a list of names below the map."""
    points = [(place.x, place.y) for place in layout.places]
    room = Box(4, layout.top - 14, layout.width - 4, layout.bottom + 14)
    boxes: list[Box] = []
    for x, y in points:
        own = Box.around(x, y, 2 * _BADGE, 2 * _BADGE)
        found: Box | None = own
        if any(own.overlaps(other, 1) for other in boxes):
            size = (2 * _BADGE, 2 * _BADGE)
            (found,) = place_near([(x, y)], [size], room, marks=boxes, reach=2)
        boxes.append(found or own)
    labels = [
        _Label(line_of(area), "list", *box.middle)
        for area, box in zip(layout.spec.areas, boxes, strict=True)
    ]
    rows = _list_places(layout, labels)
    below = max((y + high / 2 for _, y, high, _ in rows), default=layout.bottom)
    return replace(layout, labels=tuple(labels), height=below + 14.0)


def _list_places(
    layout: _Layout, labels: Sequence[_Label]
) -> list[tuple[float, float, float, str]]:
    """For each label of the list: its left end, its middle, its height and its lines."""
    columns = 1 if layout.narrow else 2
    room = (layout.width - 2 * MARGIN) / columns - 2 * _BADGE - 16
    written = [
        wrapped(label.words, LABEL, room, most=6, bold=area.is_contrast, font=layout.look.font)
        for label, area in zip(labels, layout.spec.areas, strict=True)
    ]
    highs = [max(text_size(each, LABEL)[1], 2 * _BADGE) + _BETWEEN for each in written]
    per_column = -(-len(labels) // columns)
    found: list[tuple[float, float, float, str]] = []
    for place, (words, high) in enumerate(zip(written, highs, strict=True)):
        column, row = divmod(place, per_column)
        above = sum(highs[column * per_column : column * per_column + row])
        x = MARGIN + column * (layout.width - 2 * MARGIN) / columns
        found.append((x, layout.bottom + _BELOW + 8 + above + high / 2, high, words))
    return found


def _paint(layout: _Layout, figure: Figure) -> None:
    axes = canvas(figure, layout.width, layout.height)
    spec, look = layout.spec, layout.look
    paint_legend(axes, layout.legend)
    down = (layout.bottom - layout.top - layout.scale * spec.shapes.height) / 2
    for polygon in spec.shapes.others:
        bare = on_picture(polygon, layout.scale, layout.left, layout.top + down)
        axes.add_artist(PathPatch(_path(bare), zorder=1, **patch_look(bare_key(spec))))
    for place, area in _pairs(layout):
        _paint_area(axes, spec, place, area, look)
    _paint_bar(axes, layout)
    _paint_labels(axes, layout)


def _paint_area(axes: Axes, spec: MapSpec, place: Drawn, area: MapArea, look: Look) -> None:
    patch = patch_of(spec, area, look)
    outline = {"facecolor": "none", "edgecolor": look.accent, "lw": 2.4, "zorder": 3}
    for polygon in place.polygons:
        axes.add_artist(PathPatch(_path(polygon), **patch))
        if area.is_contrast:
            axes.add_artist(PathPatch(_path(polygon), **outline))
    if _extent(place.polygons) < _LEAST_SIZE:
        edge = {"edgecolor": INK, "zorder": 3.5}
        axes.add_artist(Circle((place.x, place.y), 6, **(patch | edge)))


def _path(polygon: Polygon) -> Path:
    """The outer ring one way round and holes the other, so that holes stay empty."""
    turned = [_turned(ring, is_hole=place > 0) for place, ring in enumerate(polygon)]
    codes = [
        np.array([Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY]) for ring in turned
    ]
    return Path(np.concatenate(turned), np.concatenate(codes))


def _turned(ring: Floats, *, is_hole: bool) -> Floats:
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    is_positive = bool((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() > 0)
    return ring if is_positive != is_hole else ring[::-1]


def _paint_bar(axes: Axes, layout: _Layout) -> None:
    """A bar of a round length, and where north is."""
    longest = 110.0 / layout.scale
    power = 10.0 ** math.floor(math.log10(longest))
    length = max(nice * power for nice in _BAR if nice * power <= longest)
    x, y = MARGIN, layout.bottom + 24
    stroke(axes, (x, x + length * layout.scale), (y, y), color=INK, lw=1.4)
    for end in (x, x + length * layout.scale):
        stroke(axes, (end, end), (y - 3, y + 3), color=INK, lw=1.0)
    language = layout.spec.language
    in_km = length >= 1000
    number = format_number(length / 1000 if in_km else length, language)
    words = f"{number}{NO_BREAK}{'km' if in_km else 'm'}"
    write(axes, x + length * layout.scale + 7, y, words, colour=INK)


def _paint_labels(axes: Axes, layout: _Layout) -> None:
    rows = []
    if layout.labels and layout.labels[0].side == "list":
        rows = _list_places(layout, layout.labels)
    for number, (label, (place, area)) in enumerate(
        zip(layout.labels, _pairs(layout), strict=True), start=1
    ):
        if label.side == "list":
            _paint_listed(axes, layout, number, rows[number - 1])
        elif label.side == "in":
            colour = INK if area.place is None else ink_on(fill_of(layout.spec, area, layout.look))
            write(
                axes, label.x, label.y, label.words, colour=colour, across="center",
                bold=area.is_contrast, rimmed=area.is_hidden,
            )  # fmt: skip
        else:
            _paint_tied(axes, layout, label, place, area)


def _paint_tied(axes: Axes, layout: _Layout, label: _Label, place: Drawn, area: MapArea) -> None:
    outwards = -1 if label.side == "left" else 1
    tie(axes, (label.x - 4 * outwards, label.y), (place.x, place.y))
    axes.plot([place.x], [place.y], marker="o", markersize=3, color=INK, zorder=4)
    colour = layout.look.accent if area.is_contrast else INK
    write(
        axes, label.x, label.y, label.words, colour=colour, bold=area.is_contrast,
        across="right" if outwards < 0 else "left",
    )  # fmt: skip


def _paint_listed(
    axes: Axes, layout: _Layout, number: int, row: tuple[float, float, float, str]
) -> None:
    """A badge in the area, tied to it if it had to stand beside it, and its line in the list."""
    place, area = layout.places[number - 1], layout.spec.areas[number - 1]
    label = layout.labels[number - 1]
    if abs(label.x - place.x) + abs(label.y - place.y) > 1:
        tie(axes, (place.x, place.y), (label.x, label.y))
        axes.plot([place.x], [place.y], marker="o", markersize=3, color=INK, zorder=4)
    x, y, _, words = row
    colour = layout.look.accent if area.is_contrast else INK
    fill = fill_of(layout.spec, area, layout.look)
    ink = colour if area.place is None else ink_on(fill)
    for at_x, at_y in ((label.x, label.y), (x + _BADGE, y)):
        badge = Circle((at_x, at_y), _BADGE, facecolor=fill, edgecolor=colour, lw=1.1, zorder=4)
        axes.add_artist(badge)
        write(axes, at_x, at_y, str(number), size=7.5, colour=ink, across="center", bold=True)
    write(
        axes, x + 2 * _BADGE + 8, y, words, size=LABEL, colour=colour, bold=area.is_contrast,
    )  # fmt: skip
