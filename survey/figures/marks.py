"""Marks that mean the same in every chart: dots with their uncertainty, and signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.lines import Line2D

from survey.disclosure.policy import Status
from survey.disclosure.signs import SIGNS
from survey.figures.frame import SMALL
from survey.figures.style import INK, QUIET, halo

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.figures.frame import Frame
    from survey.figures.style import Look

_LINE = 12.5


def paint_dot(
    axes: Axes,
    y: float,
    numbers: tuple[float, float, float],
    status: Status,
    mark: int | None,
    look: Look,
) -> None:
    """A dot with its interval: filled for a sure difference, thin where none is to be seen.

    Parameters
    ----------
    axes : Axes
    y : float
    numbers : tuple of float
        The estimate and the ends of its interval, which may be NaN.
    status : Status
        A square stands for few answers.
    mark : int or None
    look : Look
    """
    estimate, low, high = numbers
    colour = look.accent if mark else QUIET
    filled = "white" if mark == 0 else colour
    marker = "|" if mark is None else "s" if status is Status.FEW else "o"
    axes.plot([low, high], [y, y], color=colour, lw=1.6, zorder=2)
    axes.plot(
        [estimate], [y], marker=marker, markersize=8, color=colour, markerfacecolor=filled,
        markeredgewidth=1.6, zorder=3,
    )  # fmt: skip


def paint_sign(axes: Axes, y: float, status: Status) -> None:
    """The sign of a hidden number, at the beginning of its row."""
    axes.annotate(
        SIGNS[status], (axes.get_xlim()[0], y), (6, 0), textcoords="offset points",
        ha="left", va="center", color=INK, size=11, path_effects=halo(), zorder=4,
    )  # fmt: skip


def paint_beside(axes: Axes, x: float, y: float, words: str, *, size: float) -> None:
    """Words to the right of the axes, at the height of a row."""
    axes.annotate(
        words, (1, y), (x, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
        ha="left", va="center", color=INK, size=size, annotation_clip=False,
    )  # fmt: skip


def paint_key(
    figure: Figure,
    frame: Frame,
    x: float,
    y: float,
    marker: str,
    colour: str,
    fill: str,
    words: str,
) -> None:
    """A mark with what it stands for, at a place in pixels from the upper left corner."""
    across, up = x / frame.width, 1 - y / frame.height
    mark = Line2D(
        [across], [up], marker=marker, markersize=7.5, color=colour, markerfacecolor=fill,
        markeredgewidth=1.6, linestyle="none", transform=figure.transFigure,
    )  # fmt: skip
    figure.add_artist(mark)
    for place, line in enumerate(words.split("\n")):
        figure.text(
            (x + 10) / frame.width, 1 - (y + _LINE * place) / frame.height, line, ha="left",
            va="center_baseline", color=INK, size=SMALL,
        )  # fmt: skip
