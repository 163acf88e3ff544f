"""How charts look: colours that also the colour-blind tell apart, sizes, and drawing to SVG."""

from __future__ import annotations

import io
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patheffects import withStroke
from matplotlib.textpath import text_to_path

from survey.documents.blocks import Picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PIXELS_PER_INCH = 96.0
WIDE, NARROW = 720.0, 350.0
INK, QUIET, RULE = "#1f2a2e", "#5b6870", "#c9d1d4"
ACCENT, BAND = "#0b4f5c", "#dfeaec"
# From negative to positive (PuOr; Brewer & Harrower), told apart under every colour blindness.
DIVERGING = ("#b35806", "#e08214", "#fdb863", "#e6e6e6", "#b2abd2", "#8073ac", "#5e3c99")
_PICKED = {
    1: (6,), 2: (1, 5), 3: (1, 3, 5), 4: (0, 2, 4, 6), 5: (0, 2, 3, 4, 6), 6: (0, 1, 2, 4, 5, 6),
    7: (0, 1, 2, 3, 4, 5, 6),
}  # fmt: skip
_FONT = "DejaVu Sans"
_SPACES = re.compile("[ \t\n]+")  # not the no-break space
_UNSEEN = frozenset({"Cc", "Cf"})
_SETTINGS: dict[str, Any] = {
    "font.family": [_FONT],
    "svg.fonttype": "path",
    "svg.hashsalt": "resident-survey",
    "text.parse_math": False,
    "axes.unicode_minus": True,
}


def diverging(count: int) -> list[str]:
    """Colours from negative to positive, grey in the middle of an odd number.

    Parameters
    ----------
    count : int
        Number of answers; from eight on, colours are mixed between the seven.
    """
    if count in _PICKED:
        return [DIVERGING[place] for place in _PICKED[count]]
    steps = [each * (len(DIVERGING) - 1) / (count - 1) for each in range(count)]
    return [_mixed(DIVERGING[int(s)], DIVERGING[min(int(s) + 1, 6)], s % 1) for s in steps]


def ink_on(colour: str) -> str:
    """White or dark text, whichever stands out more on a colour (WCAG 2.1 contrast)."""
    light = _luminance(colour)
    return "#ffffff" if 1.05 / (light + 0.05) > (light + 0.05) / 0.068 else "#222222"


@cache
def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in CSS pixels, of its longest line if it has several.

    Parameters
    ----------
    words : str
    size : float
        Points.
    """
    font = FontProperties(family=_FONT, size=size, weight="bold" if bold else "normal")
    lines = (line for line in words.split("\n") if line.strip())
    measured = (
        text_to_path.get_text_width_height_descent(line, font, ismath=False) for line in lines
    )
    return max((width for width, _, _ in measured), default=0.0) * PIXELS_PER_INCH / 72


def wrapped(words: str, size: float, width: float, *, most: int = 2, bold: bool = False) -> str:
    """A text over several lines, none of them wider than so many CSS pixels.

    Parameters
    ----------
    words : str
        Broken at spaces, and within a word only if it is wider than a line by itself.
    size : float
        Points.
    width : float
    most : int
        Number of lines; what they can't hold becomes an ellipsis.
    """

    def fits(line: str) -> bool:
        return text_width(line, size, bold=bold) <= width

    pieces = [piece for word in _SPACES.split(drawable(words)) for piece in _cut(word, fits)]
    lines = pieces[:1]
    for piece in pieces[1:]:
        longer = f"{lines[-1]} {piece}"
        if fits(longer):
            lines[-1] = longer
        else:
            lines.append(piece)
    if len(lines) > most:
        last = lines[most - 1]
        while last and not fits(f"{last}…"):
            last = last[:-1].rstrip()
        lines[most - 1 :] = [f"{last}…"]
    return "\n".join(lines)


def _cut(word: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """Pieces of a word that each fit on a line; mostly the word itself."""
    while len(word) > 1 and not fits(word):
        end = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or fits(word[:n]))
        yield word[:end]
        word = word[end:]
    if word:
        yield word


def drawable(words: str) -> str:
    """A text as the font can draw it: on one line, with a square for what it has no sign for."""
    known = _signs_of_font()
    seen = (
        sign if sign in known else "\N{WHITE SQUARE}"
        for sign in words
        if unicodedata.category(sign) not in _UNSEEN or sign in " \t\n"
    )
    return _SPACES.sub(" ", "".join(seen)).strip()


@cache
def _signs_of_font() -> frozenset[str]:
    font = get_font(findfont(FontProperties(family=_FONT)))
    return frozenset(map(chr, font.get_charmap())) | set(" \t\n")


def halo() -> list[Any]:
    """A white rim around a text, so that lines may pass behind it."""
    return [withStroke(linewidth=2.5, foreground="white")]


def picture(
    draw: Callable[[Figure], None], *, width: float, height: float, narrow: bool
) -> Picture:
    """Draw a picture; the same numbers give the same bytes.

    Parameters
    ----------
    draw : callable
        Draws on an empty figure.
    width, height : float
        CSS pixels.
    narrow : bool
        Whether it is meant for a telephone.
    """
    with _settings():
        figure = Figure(figsize=(width / PIXELS_PER_INCH, height / PIXELS_PER_INCH))
        canvas: Any = FigureCanvasSVG(figure)
        draw(figure)
        file = io.BytesIO()
        canvas.print_svg(file, metadata={"Date": None, "Creator": None})
    return Picture(file.getvalue(), width, height, narrow)


def _settings() -> Any:  # noqa: ANN401 - a context manager of matplotlib
    settings: Any = _SETTINGS
    return mpl.rc_context(settings)


def _mixed(first: str, second: str, part: float) -> str:
    pairs = zip(to_rgb(first), to_rgb(second), strict=True)
    return "#" + "".join(f"{round(255 * (a + (b - a) * part)):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
