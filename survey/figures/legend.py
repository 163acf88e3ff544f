"""A legend above a chart: keys side by side over as many lines as it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle

from survey.figures.canvas import line_height, stroke, text_size, write
from survey.figures.frame import MARGIN
from survey.figures.style import INK, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from survey.figures.style import Look

SIZE = 8.5
_SYMBOL, _BETWEEN, _BELOW = 22.0, 20.0, 5.0


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a legend.

    Attributes
    ----------
    label : str
    symbol : {"box", "outline", "hatched", "mark", "line"}
    colour : str
    style : str or tuple
        The marker of a mark, the dash of a line.
    filled : bool
        Whether a mark is.
    """

    label: str
    symbol: str
    colour: str = INK
    style: Any = "o"
    filled: bool = True


@dataclass(frozen=True, slots=True)
class Legend:
    """Keys with their places: the left end and the middle of the first line of each."""

    keys: tuple[Key, ...]
    labels: tuple[str, ...]
    places: tuple[tuple[float, float], ...]
    height: float


def legend_of(keys: Sequence[Key], width: float, look: Look, *, top: float = 8.0) -> Legend:
    """Lay out a legend.

    Parameters
    ----------
    keys : sequence of Key
    width : float
        Of the whole chart.
    look : Look
    top : float
        Where it begins.
    """
    room = width - 2 * MARGIN
    step = line_height(SIZE)
    labels = [wrapped(key.label, SIZE, room - _SYMBOL, most=3, font=look.font) for key in keys]
    places: list[tuple[float, float]] = []
    x, y, high = MARGIN, top, 0.0
    for label in labels:
        across, down = text_size(label, SIZE, font=look.font)
        if places and x + _SYMBOL + across > width - MARGIN:
            x, y, high = MARGIN, y + high + _BELOW, 0.0
        places.append((x, y + step / 2))
        x, high = x + _SYMBOL + across + _BETWEEN, max(high, down)
    height = y + high if places else top
    return Legend(tuple(keys), tuple(labels), tuple(places), height)


def paint_legend(axes: Axes, legend: Legend) -> None:
    """Draw a legend."""
    for key, label, (x, y) in zip(legend.keys, legend.labels, legend.places, strict=True):
        _paint_symbol(axes, key, x, y)
        extra = label.count("\n") * line_height(SIZE) / 2
        write(axes, x + _SYMBOL, y + extra, label, size=SIZE)


def _paint_symbol(axes: Axes, key: Key, x: float, y: float) -> None:
    if key.symbol == "line":
        stroke(axes, (x, x + 16), (y, y), color=key.colour, lw=1.6, ls=key.style)
    elif key.symbol == "mark":
        face = key.colour if key.filled else "white"
        axes.plot(
            [x + 8], [y], marker=key.style, markersize=7, color=key.colour, markerfacecolor=face,
            markeredgewidth=1.4, ls="none", zorder=4,
        )  # fmt: skip
    else:
        axes.add_artist(Rectangle((x, y - 6), 15, 12, zorder=2, **patch_look(key)))


def patch_look(key: Key) -> dict[str, Any]:
    """How the patches that a key stands for are drawn."""
    if key.symbol == "outline":
        return {"facecolor": "none", "edgecolor": key.colour, "lw": 1.5}
    if key.symbol == "hatched":
        return {"facecolor": "white", "edgecolor": key.colour, "lw": 0.8, "hatch": key.style}
    return {"facecolor": key.colour, "edgecolor": "none"}
