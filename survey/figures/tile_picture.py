"""Drawing a tile for each area, placed as they lie among each other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Rectangle

from survey.documents.colours import ink_on
from survey.figures.area_shapes import drawn
from survey.figures.canvas import canvas, line_height, text_size, write
from survey.figures.frame import MARGIN, SMALL
from survey.figures.labels import Box
from survey.figures.legend import legend_of, paint_legend
from survey.figures.map_parts import (
    MapArea,
    MapSpec,
    fill_of,
    keys_of,
    patch_of,
    words_of,
)
from survey.figures.style import INK, NARROW, WIDE, picture
from survey.kernels.polygons import tile_places

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.documents.blocks import Picture
    from survey.figures.style import Look

_TILE_GAP, _TILE_PADDING = 6.0, 7.0


def draw_tiles(spec: MapSpec, look: Look, narrow: bool) -> Picture:
    """Draw a tile for each area, placed as they lie among each other."""
    width = NARROW if narrow else WIDE
    count = len(spec.areas)
    most = (2 if count <= 8 else 3) if narrow else 6
    columns = max(min(math.ceil(math.sqrt(1.6 * count)), most), 1)
    side = (width - 2 * MARGIN - (columns - 1) * _TILE_GAP) / columns
    words = [words_of(area, side - 2 * _TILE_PADDING, look, most=4) for area in spec.areas]
    tall = max((text_size(each, SMALL)[1] for each in words), default=line_height(SMALL))
    tall += 2 * _TILE_PADDING
    legend = legend_of(keys_of(spec, look, others=False), width, look)
    top = legend.height + 14.0
    rows, places = _tiles(spec, columns)
    lefts = [MARGIN + place * (side + _TILE_GAP) for place in places]
    tops = [top + row * (tall + _TILE_GAP) for row in rows]
    height = max(tops, default=top) + tall + 12.0

    def paint(figure: Figure) -> None:
        axes = canvas(figure, width, height)
        paint_legend(axes, legend)
        for area, label, left, above in zip(spec.areas, words, lefts, tops, strict=True):
            box = Box(left, above, left + side, above + tall)
            _paint_tile(axes, spec, area, label, box, look)

    return picture(paint, width=width, height=height, narrow=narrow, look=look)


def _tiles(spec: MapSpec, columns: int) -> tuple[list[int], list[int]]:
    """Row and column of each area, by the roomiest points of their boundaries."""
    by_area = {shape.area: shape for shape in spec.shapes.areas}
    places = [drawn(by_area[area.code], 1.0, 0.0, 0.0) for area in spec.areas]
    points = np.array([(place.x, -place.y) for place in places], dtype=float).reshape(-1, 2)
    rows, across = tile_places(points, columns)
    used = {row: k for k, row in enumerate(sorted({int(row) for row in rows}))}
    return [used[int(row)] for row in rows], [int(each) for each in across]


def _paint_tile(axes: Axes, spec: MapSpec, area: MapArea, words: str, box: Box, look: Look) -> None:
    size = (box.right - box.left, box.bottom - box.top)
    axes.add_artist(Rectangle((box.left, box.top), *size, **patch_of(spec, area, look)))
    if area.is_contrast:
        inner = Rectangle((box.left, box.top), *size, fill=False, ec=look.accent, lw=2.4, zorder=3)
        axes.add_artist(inner)
    colour = INK if area.place is None else ink_on(fill_of(spec, area, look))
    x, y = box.middle
    write(
        axes, x, y, words, colour=colour, across="center", bold=area.is_contrast,
        rimmed=area.is_hidden,
    )  # fmt: skip
