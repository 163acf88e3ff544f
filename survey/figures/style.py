"""How charts look: colours that also the colour-blind tell apart, sizes, and drawing to SVG."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontEntry, FontProperties, findfont, fontManager, get_font
from matplotlib.patheffects import withStroke
from matplotlib.textpath import text_to_path

from survey.documents.blocks import Picture
from survey.documents.house_style import DEFAULT_STYLE, tint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from survey.documents.house_style import Font, HouseStyle

PIXELS_PER_INCH = 96.0
WIDE, NARROW = 720.0, 350.0
INK, QUIET, RULE = "#1f2a2e", "#5b6870", "#c9d1d4"
_PICKED = {
    1: (6,), 2: (1, 5), 3: (1, 3, 5), 4: (0, 2, 4, 6), 5: (0, 2, 3, 4, 6), 6: (0, 1, 2, 4, 5, 6),
    7: (0, 1, 2, 3, 4, 5, 6),
}  # fmt: skip
_FONT = "DejaVu Sans"
_SPACES = re.compile("[ \t\n]+")  # not the no-break space
_HYPHENS = "-/\N{EN DASH}"
_UNSEEN = frozenset({"Cc", "Cf"})
_SETTINGS: dict[str, Any] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "resident-survey",
    "text.parse_math": False,
    "axes.unicode_minus": True,
}


@dataclass(frozen=True, slots=True)
class Look:
    """How charts look under a house style.

    Attributes
    ----------
    accent, band : str
        Colours of the contrast and of its uncertainty, and of what stands out.
    scale : tuple of str
        Seven colours from negative to positive.
    font : Font or None
    """

    accent: str
    band: str
    scale: tuple[str, ...]
    font: Font | None = None

    def diverging(self, count: int) -> list[str]:
        """Colours from negative to positive, grey in the middle of an odd number.

        Parameters
        ----------
        count : int
            Number of answers; from eight on, colours are mixed between the seven.
        """
        if count in _PICKED:
            return [self.scale[place] for place in _PICKED[count]]
        steps = [each * (len(self.scale) - 1) / (count - 1) for each in range(count)]
        return [_mixed(self.scale[int(s)], self.scale[min(int(s) + 1, 6)], s % 1) for s in steps]


def look_of(style: HouseStyle) -> Look:
    """The look of charts under a house style."""
    return Look(style.accent, tint(style.accent, 0.13), style.scale, style.font)


DEFAULT_LOOK = look_of(DEFAULT_STYLE)


@cache
def text_width(words: str, size: float, *, bold: bool = False, font: Font | None = None) -> float:
    """Width of a text in CSS pixels, of its longest line if it has several.

    Parameters
    ----------
    words : str
    size : float
        Points.
    bold : bool
    font : Font, optional
        That of the house style.
    """
    properties = _properties(font, size, bold=bold)
    lines = (line for line in words.split("\n") if line.strip())
    measured = (
        text_to_path.get_text_width_height_descent(line, properties, ismath=False) for line in lines
    )
    return max((width for width, _, _ in measured), default=0.0) * PIXELS_PER_INCH / 72


def wrapped(
    words: str,
    size: float,
    width: float,
    *,
    most: int = 2,
    bold: bool = False,
    font: Font | None = None,
) -> str:
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
    bold : bool
    font : Font, optional
        That of the house style.
    """

    def fits(line: str) -> bool:
        return text_width(line, size, bold=bold, font=font) <= width

    pieces = [piece for word in _SPACES.split(drawable(words, font)) for piece in _cut(word, fits)]
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
    """Pieces of a word that each fit on a line; mostly the word itself.

    It is parted after a hyphen of its own, else with one more.
    """
    while len(word) > 1 and not fits(word):
        own = [n for n in range(1, len(word)) if word[n - 1] in _HYPHENS and fits(word[:n])]
        if own:
            end, mark = own[-1], ""
        else:
            ends = range(len(word) - 1, 0, -1)
            end, mark = next((n, "-") for n in ends if n == 1 or fits(f"{word[:n]}-"))
        yield word[:end] + mark
        word = word[end:]
    if word:
        yield word


def drawable(words: str, font: Font | None = None) -> str:
    """A text as the font can draw it: on one line, with a square for what it has no sign for."""
    known = _signs_of(font)
    seen = (
        sign if sign in known else "\N{WHITE SQUARE}"
        for sign in words
        if unicodedata.category(sign) not in _UNSEEN or sign in " \t\n"
    )
    return _SPACES.sub(" ", "".join(seen)).strip()


@cache
def _signs_of(font: Font | None) -> frozenset[str]:
    """What a font can draw; signs that the house's font lacks are drawn in DejaVu Sans."""
    files = [findfont(FontProperties(family=_FONT))]
    own = [str(font.regular)] if font is not None and font.regular is not None else []
    signs = {chr(code) for file in (*files, *own) for code in get_font(file).get_charmap()}
    return frozenset(signs | set(" \t\n"))


@cache
def _families(font: Font | None) -> tuple[str, ...]:
    """Families to draw with, the house's own first; its files become known to matplotlib.

    They are known by a name of their own, so that a font of the same name on the machine is never
    drawn in their place.
    """
    if font is None or font.regular is None:
        return (_FONT,)
    files = {400: font.regular, 700: font.bold or font.regular}
    mark = hashlib.sha256()
    for file in files.values():
        mark.update(str(file).encode() + file.read_bytes())
    name = f"house {mark.hexdigest()}"
    for weight, file in files.items():
        fontManager.ttflist.append(
            FontEntry(fname=str(file), name=name, weight=weight, size="scalable")
        )
    return (name, _FONT)


def _properties(font: Font | None, size: float, *, bold: bool) -> FontProperties:
    weight = "bold" if bold else "normal"
    return FontProperties(family=list(_families(font)), size=size, weight=weight)


def halo() -> list[Any]:
    """A white rim around a text, so that lines may pass behind it."""
    return [withStroke(linewidth=2.5, foreground="white")]


def picture(
    draw: Callable[[Figure], None],
    *,
    width: float,
    height: float,
    narrow: bool,
    look: Look = DEFAULT_LOOK,
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
    look : Look
    """
    with settings(look):
        figure = Figure(figsize=(width / PIXELS_PER_INCH, height / PIXELS_PER_INCH))
        canvas: Any = FigureCanvasSVG(figure)
        draw(figure)
        file = io.BytesIO()
        canvas.print_svg(file, metadata={"Date": None, "Creator": None})
    return Picture(file.getvalue(), width, height, narrow)


def settings(look: Look) -> Any:  # noqa: ANN401 - a context manager of matplotlib
    """The settings of matplotlib that pictures are drawn under."""
    chosen: Any = _SETTINGS | {"font.family": list(_families(look.font))}
    return mpl.rc_context(chosen)


def _mixed(first: str, second: str, part: float) -> str:
    pairs = zip(to_rgb(first), to_rgb(second), strict=True)
    return "#" + "".join(f"{round(255 * (a + (b - a) * part)):02x}" for a, b in pairs)
