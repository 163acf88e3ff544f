"""What a font file says of itself, as the program sees it that draws with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.ft2font import FT2Font

if TYPE_CHECKING:
    from pathlib import Path

_SIGNATURES = (b"\x00\x01\x00\x00", b"true", b"OTTO")
_FAMILY, _WHOLE_FAMILY = 1, 16
_MAC = 1


@dataclass(frozen=True, slots=True)
class FontFacts:
    """A font file.

    Attributes
    ----------
    families : tuple of str
        What its family is called, the most usual name first.
    signs : frozenset of str
        What it can draw.
    """

    families: tuple[str, ...]
    signs: frozenset[str]


def is_font(data: bytes) -> bool:
    """Whether a file begins as a single TrueType or OpenType font."""
    return data.startswith(_SIGNATURES)


def font_facts(path: Path) -> FontFacts | None:
    """What a font file says of itself; None if it is broken."""
    try:
        font = FT2Font(str(path))
        signs = frozenset(map(chr, font.get_charmap()))
        names = [font.family_name, *_names(font)]
    except (RuntimeError, ValueError, OSError):
        return None
    families = tuple(dict.fromkeys(filter(None, names)))
    return FontFacts(families, signs) if families else None


def _names(font: FT2Font) -> list[str]:
    return [
        value.decode("mac_roman" if platform == _MAC else "utf-16-be", errors="replace")
        for (platform, _, _, kind), value in sorted(font.get_sfnt().items())
        if kind in (_FAMILY, _WHOLE_FAMILY)
    ]
