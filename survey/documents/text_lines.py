"""Lines of plain text: how wide they look in a terminal, where they are broken, how they align."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from survey.documents.cleaning import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

_BREAKS = re.compile("[ \t\n\u2028\u2029]+")  # not at a no-break space
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})
_SOFT_HYPHEN = "\xad"


def one_line(words: str) -> str:
    r"""A text on one line, without what no document can hold.

    Examples
    --------
    >>> one_line(" to\n  linjer\x00 ")
    'to linjer'
    """
    return _BREAKS.sub(" ", printable(words).replace(_SOFT_HYPHEN, "")).strip(" ")


def display_width(words: str) -> int:
    """How many columns of a terminal a text takes.

    Examples
    --------
    >>> display_width("Ærø"), display_width("区域"), display_width("e\u0301")
    (3, 4, 1)
    """
    return sum(_width(letter) for letter in words)


def padded(words: str, width: int, *, right: bool = False) -> str:
    """A text filled up with spaces."""
    room = " " * (width - display_width(words))
    return room + words if right else words + room


def broken(words: str, width: int) -> list[str]:
    """A text in lines of at most so many columns; a longer word is cut.

    Examples
    --------
    >>> broken("Pct. af alle beboere", 12)
    ['Pct. af alle', 'beboere']
    """
    lines: list[str] = []
    now = ""
    for word in one_line(words).split(" "):
        *whole, rest = _pieces(word, width)
        joined = f"{now} {rest}" if now else rest
        if not whole and display_width(joined) <= width:
            now = joined
            continue
        lines += [now, *whole] if now else whole
        now = rest
    return [*lines, now]


def _width(letter: str) -> int:
    if unicodedata.category(letter) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _pieces(word: str, width: int) -> Iterator[str]:
    """A word cut so that each piece fits; what has no width stays with the letter before it."""
    piece, size = "", 0
    for letter in word:
        wide = _width(letter)
        if piece and size + wide > width:
            yield piece
            piece, size = "", 0
        piece, size = piece + letter, size + wide
    yield piece
