"""The number that a title begins with, and the words after it."""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBERED = re.compile(
    r"(?P<word>[^\W\d]+)\s(?P<number>(?:[A-Z]\.?)?\d[\w.]*?)[.:]\s+(?P<words>\S.*)", re.S
)


class NumberedTitle(NamedTuple):
    """A title in two: ``Tabel 4.1`` and what the table shows."""

    label: str
    number: str
    words: str


def split_title(title: str) -> NumberedTitle:
    """Part a title from the number it begins with; label and number are empty without one.

    Examples
    --------
    >>> split_title("Tabel 4.1. Andel utrygge. 2026")
    NumberedTitle(label='Tabel 4.1', number='4.1', words='Andel utrygge. 2026')
    >>> split_title("Andel utrygge")
    NumberedTitle(label='', number='', words='Andel utrygge')
    """
    match = _NUMBERED.fullmatch(title.strip())
    if match is None:
        return NumberedTitle("", "", title.strip())
    return NumberedTitle(f"{match['word']} {match['number']}", match["number"], match["words"])
