"""Values that a map doesn't know: kept as they are, but never taken for an answer."""

from __future__ import annotations

import re

UNKNOWN = "\u2063"
"""The sign before a value that could be taken for an answer. It isn't seen, and stands in no file,
since reading takes it away."""

_LIKE_AN_ANSWER = re.compile(r"-?\d+(?:\.\d+)?|\d{4}(?:-\d\d(?:-\d\d)?)?")


def kept(value: str) -> str:
    """A value that a map doesn't know, marked if it looks like a code, a number or a date.

    Examples
    --------
    >>> kept("Tilfredss"), kept("5") == UNKNOWN + "5"
    ('Tilfredss', True)
    """
    return UNKNOWN + value if _LIKE_AN_ANSWER.fullmatch(value) else value


def unmarked(value: str) -> str:
    """A value as it stands in the file."""
    return value.removeprefix(UNKNOWN)
