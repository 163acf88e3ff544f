"""Legends of coloured squares: as many lines as it takes, nothing cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from survey.figures.style import INK, text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from survey.documents.house_style import Font

SQUARE, BETWEEN, LINE = 18.0, 22.0, 14.0


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of a legend; the middle of its first line in pixels from the top left."""

    words: str
    x: float
    y: float

    @property
    def more(self) -> float:
        """Height of the lines after the first."""
        return LINE * self.words.count("\n")


def legend(
    entries: Sequence[str],
    *,
    start: float,
    left: float,
    right: float,
    top: float,
    font: Font | None,
) -> list[Key]:
    """Entries side by side over as many lines as it takes.

    Parameters
    ----------
    entries : sequence of str
    start : float
        Where they begin if one line holds them all, else `left`; in pixels.
    left, right : float
        Ends of the lines.
    top : float
        The middle of the first line.
    font : Font or None
    """
    written = [wrapped(entry, 9, right - left - SQUARE, font=font) for entry in entries]
    widths = [SQUARE + text_width(entry, 9, font=font) for entry in written]
    fits = start + sum(widths) + BETWEEN * (len(widths) - 1) <= right
    begin = start if fits else left
    keys: list[Key] = []
    x, y = begin, top
    for entry, width in zip(written, widths, strict=True):
        if keys and x + width > right:
            x, y = begin, y + 20.0 + keys[-1].more
        keys.append(Key(entry, x, y))
        x += width + BETWEEN
    return keys


def paint_square(
    figure: Figure, key: Key, colour: str, *, width: float, height: float, rim: float = 0.0
) -> None:
    """A square of a colour, with a rim of so many points, and its words.

    Parameters
    ----------
    figure : Figure
    key : Key
    colour : str
    width, height : float
        Of the whole chart, in pixels.
    rim : float
    """
    square = Rectangle(
        (key.x / width, 1 - (key.y + 6) / height), 12 / width, 12 / height,
        transform=figure.transFigure, facecolor=colour, edgecolor=INK if rim else "none",
        linewidth=rim,
    )  # fmt: skip
    figure.add_artist(square)
    for place, line in enumerate(key.words.split("\n")):
        y = key.y + 4 + LINE * place
        figure.text((key.x + SQUARE) / width, 1 - y / height, line, color=INK, size=9)
