"""How large numbers stand in a row: how many abreast, and the unit apart from the number."""

from __future__ import annotations

import math
import re

_MOST_ABREAST = 4
_NUMBER_AND_UNIT = re.compile(r"(?P<number>\D?\d(?:[\d.,–−-]*\d)?)\s+(?P<unit>\S.*)", re.S)


def abreast(count: int) -> int:
    """How many tiles stand side by side, so that no last one is left alone.

    Examples
    --------
    >>> abreast(4), abreast(5), abreast(6), abreast(10)
    (4, 3, 3, 4)
    """
    return min(range(1, _MOST_ABREAST + 1), key=lambda width: _rag(count, width))


def split_unit(value: str) -> tuple[str, str]:
    """Part a number from its unit; all of it is the number where there is no unit.

    Examples
    --------
    >>> split_unit("50 pct.")
    ('50', 'pct.')
    """
    match = _NUMBER_AND_UNIT.fullmatch(value)
    return (match["number"], match["unit"]) if match else (value, "")


def _rag(count: int, width: int) -> tuple[bool, int, int]:
    rows = math.ceil(count / width)
    left_over = rows * width - count
    return (rows > 1 and count % width == 1, rows, left_over)
