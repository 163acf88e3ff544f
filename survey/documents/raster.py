"""Drawn pictures as pixels, for programs that don't draw them themselves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.documents.blocks import Picture

PPI = 250.0
_POINTS_OF_PIXEL = 0.75
_PAGE = b"""#let picture = json("picture.json")
#set page(margin: 0pt, width: picture.width * 1pt, height: picture.height * 1pt)
#image("picture.svg", width: 100%, height: 100%, fit: "stretch")
"""


def rasterised(
    pictures: Sequence[Picture], *, widths: Sequence[float] = (), ppi: float = PPI
) -> tuple[bytes, ...]:
    """Draw pictures as PNG.

    Only what is in the pictures is used, so that every machine draws the same.

    Parameters
    ----------
    pictures : sequence of Picture
    widths : sequence of float
        Points at which each is printed; their own if left out.
    ppi : float
        Pixels for an inch of print.

    Returns
    -------
    tuple of bytes
        One for each; empty for one that can't be drawn.
    """
    wanted = widths or [picture.width * _POINTS_OF_PIXEL for picture in pictures]
    keys = [
        (each.svg, width, width * each.height / max(each.width, 1.0))
        for each, width in zip(pictures, wanted, strict=True)
    ]
    drawn = {key: _drawn(*key, ppi) for key in dict.fromkeys(keys)}
    return tuple(drawn[key] for key in keys)


def _drawn(svg: bytes, width: float, height: float, ppi: float) -> bytes:
    """One at a time: the compiler holds on to the pixels of all that it draws at once."""
    size = json.dumps({"width": width, "height": height}).encode()
    files: Any = {"main.typ": _PAGE, "picture.svg": svg, "picture.json": size}
    try:
        drawn: Any = typst.compile(files, format="png", ppi=ppi, ignore_system_fonts=True)
    except typst.TypstError:
        return b""
    return bytes(drawn[0] if isinstance(drawn, list) else drawn)
