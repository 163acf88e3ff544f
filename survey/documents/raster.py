"""Drawn pictures as pixels, for programs that don't draw them themselves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.documents.blocks import Picture

PPI = 300.0
_PAGES = b"""#set page(margin: 0pt)
#for picture in json("pictures.json") {
  page(
    width: picture.width * 1pt, height: picture.height * 1pt,
    image(picture.name, width: 100%, height: 100%, fit: "stretch"),
  )
}
"""


def rasterised(
    pictures: Sequence[Picture], *, widths: Sequence[float] = (), ppi: float = PPI
) -> tuple[bytes, ...]:
    """Draw pictures as PNG, all at once.

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
    sizes = [
        (width, width * each.height / max(each.width, 1.0))
        for each, width in zip(pictures, widths or [p.width * 0.75 for p in pictures], strict=True)
    ]
    if not pictures:
        return ()
    try:
        return _drawn([p.svg for p in pictures], sizes, ppi)
    except typst.TypstError:
        if len(pictures) == 1:
            return (b"",)
    alone = (
        rasterised([picture], widths=[width], ppi=ppi)
        for picture, (width, _) in zip(pictures, sizes, strict=True)
    )
    return tuple(png for (png,) in alone)


def _drawn(
    drawings: Sequence[bytes], sizes: Sequence[tuple[float, float]], ppi: float
) -> tuple[bytes, ...]:
    names = {drawing: f"{place}.svg" for place, drawing in enumerate(dict.fromkeys(drawings))}
    pages = [
        {"name": names[drawing], "width": width, "height": height}
        for drawing, (width, height) in zip(drawings, sizes, strict=True)
    ]
    files: Any = {name: drawing for drawing, name in names.items()}
    files |= {"main.typ": _PAGES, "pictures.json": json.dumps(pages).encode()}
    drawn: Any = typst.compile(files, format="png", ppi=ppi, ignore_system_fonts=True)
    return tuple(drawn) if isinstance(drawn, list) else (drawn,)
