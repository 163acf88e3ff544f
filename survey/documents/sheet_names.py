"""Names of worksheets that every spreadsheet program accepts and that differ from each other."""

from __future__ import annotations

import re

from survey.documents.cleaning import printable
from survey.documents.titles import split_title

_LONGEST = 31
_NOT_IN_NAME = re.compile(r"[:*?/\\\[\]'#\s]+")
_RESERVED = frozenset({"history"})


class SheetNames:
    """Hands out the names of one workbook."""

    def __init__(self) -> None:
        self._taken = set(_RESERVED)

    def take(self, wished: str) -> str:
        """The wished name, cut to what is allowed, with a counter if it is taken already.

        Examples
        --------
        >>> names = SheetNames()
        >>> names.take("Tryghed: ude/inde"), names.take("TRYGHED ude inde")
        ('Tryghed ude inde', 'TRYGHED ude inde (2)')
        """
        plain = _NOT_IN_NAME.sub(" ", printable(wished)).strip() or "-"
        name, count = _cut(plain, _LONGEST), 1
        while name.casefold() in self._taken:
            count += 1
            ending = f" ({count})"
            name = _cut(plain, _LONGEST - len(ending)) + ending
        self._taken.add(name.casefold())
        return name


def short_title(title: str, otherwise: str) -> str:
    """The number of a table and its first words, as the name of its sheet.

    Examples
    --------
    >>> short_title("Tabel 4.1. Andel utrygge", "t_unsafe")
    '4.1 Andel utrygge'
    """
    parts = split_title(title)
    return f"{parts.number} {parts.words}".strip() or otherwise


def _cut(name: str, longest: int) -> str:
    """At most so many UTF-16 units, ending with a whole word where that leaves enough."""
    if _units(name) <= longest:
        return name
    while _units(name) > longest:
        name, last = name[:-1], name[-1]
    words = name.rpartition(" ")[0] if last != " " else name
    return (words if len(words) > longest // 2 else name).rstrip(" .,;–-")


def _units(name: str) -> int:
    return len(name.encode("utf-16-le")) // 2
