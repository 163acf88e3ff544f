"""When two texts of a cell mean the same, whatever program wrote them."""

from __future__ import annotations

import re
from decimal import Decimal

ANYTHING = "*"
"""Stands in a step for whatever was written in own words: those are never kept in the log."""
NO_ANSWER = "-1"

_NUMBER = re.compile(r"[+-]?\d{1,30}(?:[.,]\d{1,30})?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_YEAR_FIRST = re.compile(r"\d{4}(?:-\d\d){0,2}")


def plain(words: str) -> str:
    """A text in the one way in which it is compared.

    Numbers lose what doesn't count, dates are put in the ISO form, and nothing is no answer.

    Examples
    --------
    >>> plain("3,0") == plain("3"), plain("") == plain("-1"), plain("05-03-2012")
    (True, True, '2012-03-05')
    """
    words = words.strip()
    if not words:
        return NO_ANSWER
    if _NUMBER.fullmatch(words):
        number = Decimal(words.replace(",", "."))
        return f"{number.normalize():f}" if number else "0"
    day = _DAY_FIRST.fullmatch(words)
    if day is not None:
        return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    return words


def same(one: str, two: str) -> bool:
    """Whether two texts of a cell mean the same."""
    return one == two or plain(one) == plain(two)


def can_be_told(words: str) -> bool:
    """Whether a text is a number or a date, and so never own words."""
    words = plain(words)
    return bool(_NUMBER.fullmatch(words) or _YEAR_FIRST.fullmatch(words))
