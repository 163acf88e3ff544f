"""Texts cut to so many bytes or characters, never in the middle of a letter."""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200c\u200d"


def cut_to_bytes(text: str, most: int) -> str:
    """The beginning of a text that takes at most so many bytes of UTF-8.

    A letter stays together with the marks that follow it.

    Examples
    --------
    >>> cut_to_bytes("Nørreå", 7), cut_to_bytes("Nørreå", 8)
    ('Nørre', 'Nørreå')
    """
    data = text.encode("utf-8", "replace")
    if len(data) <= most:
        return text
    cut = data[:most].decode("utf-8", "ignore")
    return _whole(text, len(cut))


def cut_to_characters(text: str, most: int) -> str:
    """The beginning of a text that has at most so many characters."""
    return text if len(text) <= most else _whole(text, most)


def _whole(text: str, length: int) -> str:
    """So many characters, or fewer where a letter would lose its marks."""
    place = length
    while place and (unicodedata.combining(text[place]) or text[place] in _JOINERS):
        place -= 1
    return text[: place or length].rstrip()
