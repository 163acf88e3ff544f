"""Numbers from texts, read strictly: nothing that only looks like a number to a computer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# 15 digits are what a float64 holds exactly.
_INTEGER = re.compile(r"-?0*[0-9]{1,15}")
_NUMBERS = {
    None: _INTEGER,
    ",": re.compile(r"-?0*[0-9]{1,15}(?:,[0-9]{1,30})?"),
    ".": re.compile(r"-?0*[0-9]{1,15}(?:\.[0-9]{1,30})?"),
}


@dataclass(frozen=True, slots=True, eq=False)
class ParsedNumbers:
    """Numbers read from texts, and where that failed.

    Attributes
    ----------
    values : ndarray of float64, shape (n,)
        NaN for a blank text and for one that is no number.
    failed : ndarray of intp
        The positions, in order, of the texts that are neither blank nor numbers.
    """

    values: NDArray[np.float64]
    failed: NDArray[np.intp]


def parse_integers(texts: Sequence[str]) -> ParsedNumbers:
    """Read whole numbers: digits with perhaps a minus before them, at most 15.

    Parameters
    ----------
    texts : sequence of str
        Cleaned cells; an empty one is blank.

    Examples
    --------
    >>> parse_integers(["7", "", "1e5"]).failed
    array([2])
    """
    return _parse(texts, None)


def parse_numbers(texts: Sequence[str], decimal: Literal[",", "."] | None) -> ParsedNumbers:
    """Read numbers with the given decimal mark, and no other mark.

    There is no grouping of thousands, no exponent, no hexadecimal, no ``nan`` and no ``inf``.

    Parameters
    ----------
    texts : sequence of str
        Cleaned cells; an empty one is blank.
    decimal : {",", "."} or None
        None lets whole numbers through only.

    Examples
    --------
    >>> parse_numbers(["1,5", "-2", "1.5"], ",").failed
    array([2])
    """
    return _parse(texts, decimal)


def _parse(texts: Sequence[str], decimal: Literal[",", "."] | None) -> ParsedNumbers:
    values = np.full(len(texts), np.nan)
    failed = []
    is_number = _NUMBERS[decimal].fullmatch
    for position, text in enumerate(texts):
        if is_number(text):
            values[position] = float(text.replace(",", "."))
        elif text:
            failed.append(position)
    values.setflags(write=False)
    return ParsedNumbers(values, np.array(failed, dtype=np.intp))
