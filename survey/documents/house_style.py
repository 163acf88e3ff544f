"""The look of an organisation: its colours, font and logo, for documents and charts alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.documents.colours import colour_of
from survey.errors import WrongUseError
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from pathlib import Path

# From negative to positive (PuOr; Brewer & Harrower), told apart under every colour blindness.
PURPLE_ORANGE = ("#b35806", "#e08214", "#fdb863", "#e6e6e6", "#b2abd2", "#8073ac", "#5e3c99")
RED_BLUE = ("#b2182b", "#d6604d", "#f4a582", "#e6e6e6", "#92c5de", "#4393c3", "#2166ac")
SCALES = {"PuOr": PURPLE_ORANGE, "RdBu": RED_BLUE}
SCALE_LENGTH = 7


@dataclass(frozen=True, slots=True)
class Font:
    """A font by name, and the files that it can be drawn with.

    Attributes
    ----------
    name : str
        As word processors and browsers know it.
    regular, bold : Path or None
        Its files (ttf or otf); without them charts and PDF use DejaVu Sans.
    """

    name: str
    regular: Path | None = None
    bold: Path | None = None


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo and what it says to those who don't see it.

    Attributes
    ----------
    data : bytes
    kind : {"svg", "png"}
    alt : str
    """

    data: bytes = field(repr=False)
    kind: str
    alt: str


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """How an organisation's documents and charts look.

    Attributes
    ----------
    accent : str
        ``#rrggbb`` of headings, rules and the contrast; dark enough to be read on white.
    scale : tuple of str
        Seven colours of answers, from negative over grey to positive.
    font : Font or None
        None for that of each format.
    logo : Logo or None

    Raises
    ------
    WrongUseError
        If a colour isn't written ``#rrggbb``, or the scale has not seven of them. Whether they can
        be read and told apart is checked where a style is read from a file.
    """

    accent: str = "#0b4f5c"
    scale: tuple[str, ...] = PURPLE_ORANGE
    font: Font | None = None
    logo: Logo | None = None

    def __post_init__(self) -> None:
        if len(self.scale) != SCALE_LENGTH:
            raise fail(WrongUseError, "style.scale_length", got=len(self.scale))
        for colour in (self.accent, *self.scale):
            if not isinstance(colour, str) or colour_of(colour) != colour.lower():
                raise fail(WrongUseError, "style.colour", got=quoted(colour))


DEFAULT_STYLE = HouseStyle()


def tint(colour: str, strength: float) -> str:
    """A colour mixed with white: of strength 1 it is itself, of strength 0 white.

    Examples
    --------
    >>> tint("#0b4f5c", 0.13)
    '#dfe8ea'
    """
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (part - 255) * strength):02x}" for part in parts)
