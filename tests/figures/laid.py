"""Where the words of a chart lie, to see that none is cut off and none runs into another."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from survey.documents.blocks import Picture
from survey.figures import (
    change_chart,
    contrast_chart,
    equivalence_chart,
    heat_chart,
    likert_chart,
    rank_chart,
    ranked_chart,
    style,
    trend_chart,
)

if TYPE_CHECKING:
    from collections.abc import Callable

MODULES = (
    change_chart, contrast_chart, equivalence_chart, heat_chart, likert_chart,
    rank_chart, ranked_chart, trend_chart,
)  # fmt: skip
Boxes = list[tuple[str, Any]]


class Laid:
    """Keeps what a chart would draw, as boxes in pixels, instead of drawing it."""

    def __init__(self) -> None:
        self.pages: list[tuple[float, float, Boxes]] = []

    def __call__(
        self,
        draw: Callable[[Figure], None],
        *,
        width: float,
        height: float,
        narrow: bool,
        look: style.Look,
    ) -> Picture:
        inches = (width / style.PIXELS_PER_INCH, height / style.PIXELS_PER_INCH)
        with style.settings(look):
            figure = Figure(figsize=inches, dpi=style.PIXELS_PER_INCH)
            canvas = FigureCanvasAgg(figure)
            draw(figure)
            figure.draw_without_rendering()
            renderer = canvas.get_renderer()
            texts = [each for each in figure.findobj(Text) if each.get_text().strip()]
            visible = [each for each in texts if each.get_visible()]
            boxes = [(each.get_text(), each.get_window_extent(renderer)) for each in visible]
        self.pages.append((width, height, boxes))
        return Picture(b"<svg/>", width, height, narrow)

    def words(self) -> str:
        """All that is written on all pages."""
        return "\n".join(words for _, _, boxes in self.pages for words, _ in boxes)


def cut_off(width: float, height: float, boxes: Boxes) -> list[str]:
    """Words that are partly outside the picture."""
    return [
        words
        for words, box in boxes
        if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1
    ]


def touching(boxes: Boxes) -> list[tuple[str, str]]:
    """Words that run into each other."""
    return [
        (one, other)
        for (one, a), (other, b) in itertools.combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 3
    ]
