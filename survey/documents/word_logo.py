"""The logo at the top of a Word file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from survey.documents.blocks import Picture

if TYPE_CHECKING:
    from survey.documents.house_style import Logo

_TALL, _WIDE = 40.0, 190.0  # points
_SIZE = re.compile(rb"<svg\b[^>]*?\bviewBox\s*=\s*[\"']([\d.eE+\-\s,]+)[\"']", re.S)
_SIDES = (
    re.compile(rb"<svg\b[^>]*?\swidth\s*=\s*[\"']([\d.]+)", re.S),
    re.compile(rb"<svg\b[^>]*?\sheight\s*=\s*[\"']([\d.]+)", re.S),
)


def logo_size(width: float, height: float) -> tuple[float, float]:
    """Points of a logo, as tall as the line it stands in or as wide as there is room for it."""
    scale = min(_TALL / max(height, 1.0), _WIDE / max(width, 1.0))
    return width * scale, height * scale


def logo_picture(logo: Logo) -> Picture:
    """A logo that is drawn, as a picture."""
    box = _SIZE.search(logo.data)
    sides = [side.search(logo.data) for side in _SIDES]
    width, height = 4.0, 1.0
    if box and len(box[1].replace(b",", b" ").split()) == 4:
        width, height = (float(each) for each in box[1].replace(b",", b" ").split()[2:])
    elif all(sides):
        width, height = (float(side[1]) for side in sides if side)
    return Picture(logo.data, width, height)
