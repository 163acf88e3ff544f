"""A canvas on which a chart is drawn in pixels, counted from the top left."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.figures.frame import SMALL
from survey.figures.style import INK, QUIET, RULE, halo, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.documents.house_style import Font

_LEADING = 1.22
_SPARE = 1.03
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to pixels.

    Attributes
    ----------
    low, high : float
        Values at the two ends.
    start, end : float
        Pixels at the two ends.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The pixel of a value."""
        part = (value - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)


def canvas(figure: Figure, width: float, height: float) -> Axes:
    """An empty canvas over the whole of a figure."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_axis_off()
    return axes


def line_height(size: float) -> float:
    """Pixels from one line of text to the next.

    Parameters
    ----------
    size : float
        Points.
    """
    return size * 96 / 72 * _LEADING


def text_size(
    words: str, size: float, *, bold: bool = False, font: Font | None = None
) -> tuple[float, float]:
    """Width and height of a text in pixels, with a little to spare for hinting on screens."""
    width = _SPARE * text_width(words, size, bold=bold, font=font)
    return width, (words.count("\n") + 1) * line_height(size)


def write(
    axes: Axes,
    x: float,
    y: float,
    words: str,
    *,
    size: float = SMALL,
    colour: str = INK,
    across: str = "left",
    down: str = "middle",
    bold: bool = False,
    rimmed: bool = False,
) -> None:
    """Write a text.

    Parameters
    ----------
    x, y : float
        Its left end, right end or middle, as `across` says; its top, bottom or middle, as `down`
        does.
    size : float
        Points.
    across : {"left", "right", "center"}
    down : {"top", "middle", "bottom"}
    bold : bool
    rimmed : bool
        Whether lines may pass behind it.
    """
    lines = words.split("\n")
    step = line_height(size)
    first = {"top": 0.5, "middle": (1 - len(lines)) / 2, "bottom": 0.5 - len(lines)}[down]
    for place, line in enumerate(lines):
        axes.text(
            x, y + (first + place) * step, line, ha=across, va="center_baseline", color=colour,
            size=size, weight="bold" if bold else "normal", clip_on=False, zorder=5,
            path_effects=halo() if rimmed else None,
        )  # fmt: skip


def stroke(axes: Axes, xs: Sequence[float], ys: Sequence[float], **look: Any) -> None:  # noqa: ANN401
    """Draw a line through points; thin and quiet unless said otherwise."""
    chosen: dict[str, Any] = {"color": RULE, "lw": 0.6, "zorder": 1, "clip_on": False} | look
    axes.plot(xs, ys, **chosen)


def tie(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Tie a label to what it belongs to."""
    stroke(axes, (start[0], end[0]), (start[1], end[1]), color=QUIET, lw=0.7, zorder=2.5)


def nice_step(span: float, most: float) -> float:
    """The least round step (1, 2, 2.5 or 5 times a power of ten) of at most so many to a span.

    Examples
    --------
    >>> nice_step(0.43, 5), nice_step(1300, 4)
    (0.1, 500.0)
    """
    least = span / max(most, 1)
    power = 10.0 ** math.floor(math.log10(least))
    return next(nice * power for nice in _NICE if nice * power >= least * (1 - 1e-9))


def round_ticks(low: float, high: float, most: float) -> list[float]:
    """Round numbers from one value to another.

    Examples
    --------
    >>> round_ticks(0, 1300, 4)
    [0.0, 500.0, 1000.0]
    """
    step = nice_step(high - low, most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{place * step:.12g}") for place in range(first, last + 1)]
