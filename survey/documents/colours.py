"""Colours as eyes see them: contrast, difference, and colour blindness.

Sources: WCAG 2.1 (W3C 2018) for luminance and contrast; IEC 61966-2-1 and CIE 15 for sRGB and
L*a*b* under D65, with the difference of 1976; Machado, Oliveira and Fernandes (2009), IEEE
Transactions on Visualization and Computer Graphics 15(6), 1291-1298, for colour blindness.
"""

from __future__ import annotations

import math
import re
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    _Three = tuple[float, float, float]
    _Matrix = tuple[_Three, _Three, _Three]

WHITE, DARK = "#ffffff", "#222222"
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_TO_XYZ: _Matrix = (
    (0.4124, 0.3576, 0.1805),
    (0.2126, 0.7152, 0.0722),
    (0.0193, 0.1192, 0.9505),
)
_WHITE_POINT = (0.9505, 1.0, 1.0890)


class Sight(StrEnum):
    """How a reader sees colours: all of them, or not red, green or blue."""

    NORMAL = "normal"
    PROTANOPIA = "protanopia"
    DEUTERANOPIA = "deuteranopia"
    TRITANOPIA = "tritanopia"


# On linear red, green and blue; severity 1.0.
_SEEN_AS: dict[Sight, _Matrix] = {
    Sight.PROTANOPIA: (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    Sight.DEUTERANOPIA: (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    Sight.TRITANOPIA: (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


class Lab(NamedTuple):
    """A colour in CIE L*a*b*."""

    lightness: float
    a: float
    b: float

    @property
    def chroma(self) -> float:
        """How far from grey."""
        return math.hypot(self.a, self.b)


class Alike(NamedTuple):
    """Two places of a list whose colours are too near each other, for whom, and how near."""

    one: int
    other: int
    sights: tuple[Sight, ...]
    least: float


def colour_of(written: str) -> str | None:
    """A colour as ``#rrggbb`` in small letters; None if it is not of a form we read.

    Examples
    --------
    >>> colour_of("#7A1"), colour_of("red")
    ('#77aa11', None)
    """
    if not _HEX.fullmatch(written):
        return None
    digits = written[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))


def contrast(one: str, other: str) -> float:
    """The contrast between two colours ``#rrggbb``, from 1 to 21.

    Examples
    --------
    >>> round(contrast("#ffffff", "#000000"), 1)
    21.0
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_contrast(colour: str) -> float:
    """The contrast of numbers on a colour, in white or dark ink, whichever is better."""
    return max(contrast(colour, WHITE), contrast(colour, DARK))


def ink_on(colour: str) -> str:
    """White or dark text, whichever stands out more on a colour."""
    return max((WHITE, DARK), key=lambda ink: contrast(colour, ink))


def darkened(colour: str, *, on: str, least: float) -> str:
    """A colour mixed with as little black as gives it a contrast on another."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    shades = (
        "#" + "".join(f"{part * share // 100:02x}" for part in parts)
        for share in range(100, -1, -1)
    )
    return next((shade for shade in shades if contrast(shade, on) >= least), "#000000")


def luminance(colour: str) -> float:
    """Relative luminance, from 0 (black) to 1 (white)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def difference(one: str, other: str, sight: Sight = Sight.NORMAL) -> float:
    """How far apart two colours look: CIE 1976, where about 2 can just be seen side by side."""
    return math.dist(lab_of(one, sight), lab_of(other, sight))


def lab_of(colour: str, sight: Sight = Sight.NORMAL) -> Lab:
    """A colour in L*a*b*, as it is seen."""
    linear = _linear(colour)
    if sight is not Sight.NORMAL:
        red, green, blue = _times(_SEEN_AS[sight], linear)
        linear = (_within(red), _within(green), _within(blue))
    xyz = _times(_TO_XYZ, linear)
    x, y, z = (_cube_root(part / white) for part, white in zip(xyz, _WHITE_POINT, strict=True))
    return Lab(116 * y - 16, 500 * (x - y), 200 * (y - z))


def too_alike(colours: Sequence[str], *, least: float) -> list[Alike]:
    """Pairs of colours that someone can't tell apart.

    Parameters
    ----------
    colours : sequence of str
        Each ``#rrggbb``.
    least : float
        The difference that will do.
    """
    found = []
    for one, other in combinations(range(len(colours)), 2):
        apart = {sight: difference(colours[one], colours[other], sight) for sight in Sight}
        near = tuple(sight for sight, size in apart.items() if size < least)
        if near:
            found.append(Alike(one, other, near, min(apart.values())))
    return found


def _linear(colour: str) -> _Three:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _unbent(red), _unbent(green), _unbent(blue)


def _unbent(part: float) -> float:
    return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4


def _times(matrix: _Matrix, parts: _Three) -> _Three:
    first, second, third = (
        sum(weight * part for weight, part in zip(row, parts, strict=True)) for row in matrix
    )
    return first, second, third


def _within(part: float) -> float:
    return min(1.0, max(0.0, part))


def _cube_root(part: float) -> float:
    return math.cbrt(part) if part > 216 / 24389 else part * 841 / 108 + 4 / 29
