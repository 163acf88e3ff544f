"""What charts would draw, as boxes of texts in pixels, for tests of how they are laid out."""

from __future__ import annotations

import itertools
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from survey.documents.blocks import Picture
from survey.figures import style
from survey.figures.chart import MOST_ALT
from survey.figures.style import DEFAULT_LOOK

if TYPE_CHECKING:
    from survey.figures.chart import Chart
    from survey.figures.style import Look

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Page:
    """A drawn picture: its size, and each text with its box."""

    width: float
    height: float
    narrow: bool
    texts: tuple[tuple[str, Any], ...]

    @property
    def words(self) -> list[str]:
        return [words for words, _ in self.texts]


def pages_of(chart: Chart, monkeypatch: Any, look: Look = DEFAULT_LOOK) -> list[Page]:
    """Lay a chart out, wide and narrow."""
    pages: list[Page] = []

    def keep(draw: Any, *, width: float, height: float, narrow: bool, look: Look) -> Picture:
        inches = (width / style.PIXELS_PER_INCH, height / style.PIXELS_PER_INCH)
        with style.settings(look):
            figure = Figure(figsize=inches, dpi=style.PIXELS_PER_INCH)
            canvas = FigureCanvasAgg(figure)
            draw(figure)
            figure.draw_without_rendering()
            renderer = canvas.get_renderer()
            texts = [each for each in figure.findobj(Text) if each.get_text().strip()]
            boxes = [
                (each.get_text(), each.get_window_extent(renderer))
                for each in texts
                if each.get_visible()
            ]
        pages.append(Page(width, height, narrow, tuple(boxes)))
        return Picture(b"<svg/>", width, height, narrow)

    for name, module in sorted(sys.modules.items()):
        is_drawing = name.startswith("survey.figures.") and hasattr(module, "picture")
        if is_drawing and module is not style:
            monkeypatch.setattr(module, "picture", keep)
    chart.to_figure(look=look)
    return pages


def assert_is_legible(chart: Chart, monkeypatch: Any, look: Look = DEFAULT_LOOK) -> list[Page]:
    """No text is cut off by the edge, and none lies on another."""
    pages = pages_of(chart, monkeypatch, look)
    assert [(page.width, page.narrow) for page in pages] == [(720, False), (350, True)]
    for page in pages:
        outside = [
            words for words, box in page.texts
            if box.x0 < -1 or box.y0 < -1 or box.x1 > page.width + 1 or box.y1 > page.height + 1
        ]  # fmt: skip
        assert outside == []
        touching = [
            (one, other)
            for (one, a), (other, b) in itertools.combinations(page.texts, 2)
            if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 3
        ]
        assert touching == []
    return pages


def assert_same_bytes(first: Chart, again: Chart) -> None:
    """Two charts of the same numbers are the same, byte for byte, and well-formed."""
    one, other = first.to_figure(), again.to_figure()
    assert one == other
    for picture in one.pictures:
        root = ET.fromstring(picture.svg)  # noqa: S314 - our own
        assert root.tag == f"{SVG}svg"
        assert not list(root.iter(f"{SVG}script"))
        assert not list(root.iter(f"{SVG}text"))
        assert b"dc:date" not in picture.svg


def assert_alt_is_whole(chart: Chart) -> None:
    """The chart in words is short, ends as a sentence, and has no leftovers in it."""
    assert 20 < len(chart.alt) <= MOST_ALT
    assert chart.alt.endswith(".")
    assert re.search(r"\.\.|nan|[{}]|  ", chart.alt) is None
    assert chart.is_empty or re.search(r"\d", chart.alt)


def words_in(picture: Picture) -> list[str]:
    """The words in a picture, which it draws as outlines and keeps in comments."""
    comments = re.findall(r"<!-- (.*?) -->", picture.svg.decode("utf-8"), re.S)
    return [each.strip() for each in comments]
