"""A picture of nothing but a sentence, where there is nothing to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.figures.canvas import canvas, write
from survey.figures.frame import LABEL, MARGIN
from survey.figures.style import NARROW, QUIET, WIDE, picture, wrapped

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from survey.documents.blocks import Picture
    from survey.figures.style import Look

_HEIGHT = 60.0


def draw_sentence(words: str, look: Look, *, narrow: bool) -> Picture:
    """Draw a sentence in place of a chart."""
    width = NARROW if narrow else WIDE

    def paint(figure: Figure) -> None:
        lines = wrapped(words, LABEL, width - 2 * MARGIN, font=look.font)
        axes = canvas(figure, width, _HEIGHT)
        write(axes, MARGIN, _HEIGHT / 2, lines, size=LABEL, colour=QUIET)

    return picture(paint, width=width, height=_HEIGHT, narrow=narrow, look=look)
