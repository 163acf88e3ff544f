"""The signs of respondents' codes, and the check sign that tells a mistyped code from a right one.

Nineteen signs, none of which is taken for another in print: no vowels, so that hardly any word
comes of them, and none of 0 O Q, 1 I L, 2 Z, 5 S, 8 B, G (for 6), U and Y (for V). Nineteen is
a prime, so that a weighted sum modulo 19 with different weights finds every single wrong sign and
every swap of two signs, neighbours or not (Verhoeff 1969, *Error detecting decimal codes*, ch. 2;
the ISBN of ten digits has the same scheme modulo 11).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SIGNS = "34679CDFHJKMNPRTVWX"
SHORTEST, LONGEST = 6, 12
_VALUES = {sign: value for value, sign in enumerate(SIGNS)}
_LARGEST_GROUP = 4
LOOK_ALIKE = {
    **dict.fromkeys("0OQ", "D9"),
    **dict.fromkeys("1IL", "7J"),
    **dict.fromkeys("2Z", "7"),
    **dict.fromkeys("5S", "69"),
    **dict.fromkeys("8B", "36"),
    **dict.fromkeys("UY", "V"),
    "A": "4",
    "E": "3F",
    "G": "69C",
}
"""Signs that no code has, and those that may have been meant."""
_OFFENSIVE = (
    *("FCK", "FKK", "FVCK", "FVK", "KKK", "WTF", "XXX", "CVNT", "TW4T", "D1CK", "DCK", "R4P3"),
    *("H4T3", "H4D", "P4K", "F4N", "F4ND", "N4R", "N363R", "N366", "P3RK3R", "KN3P", "P1K"),
    *("RVM", "T4RD", "KR4FT", "H3LV", "N4X", "N4C", "H4MR", "D3D", "D34D", "DRP", "DR4P", "PVK"),
    *("MRD", "M0RD", "T4P3R", "K4K", "CR4P", "P1X", "PR4K", "TR4MP", "FJ4X", "KKN"),
)
"""Words, or what is read as one, in Danish and English."""


def number_of_codes(length: int) -> int:
    """How many codes of a length have the right check sign."""
    return int(len(SIGNS) ** (length - 1))


def code_of(number: int, length: int) -> str:
    """The code of a number from 0 to `number_of_codes`, with its check sign last.

    Examples
    --------
    >>> code_of(123456, 6)
    '3WXXPK'
    """
    values = []
    for _ in range(length - 1):
        number, value = divmod(number, len(SIGNS))
        values.append(value)
    values.reverse()
    values.append(-_weighted([*values, 0]) % len(SIGNS))
    return "".join(SIGNS[value] for value in values)


def is_right(code: str) -> bool:
    """Whether a code of these signs has the right check sign."""
    return _weighted([_VALUES[sign] for sign in code]) % len(SIGNS) == 0


def _weighted(values: Sequence[int]) -> int:
    """Each value times how far it stands from the end, the last one times 1."""
    weights = range(len(values), 0, -1)
    return sum(weight * value for weight, value in zip(weights, values, strict=True))


def is_offensive(code: str) -> bool:
    """Whether a code has a word in it that nobody wants in a letter."""
    return any(word in code for word in _OFFENSIVE)


def grouped(code: str) -> str:
    """A code in groups of three or four signs, as it is printed.

    Examples
    --------
    >>> grouped("K7MP4X"), grouped("K7MP4XRT")
    ('K7M-P4X', 'K7MP-4XRT')
    """
    groups = -(-len(code) // _LARGEST_GROUP)
    least, more = divmod(len(code), groups)
    ends = [0]
    for place in range(groups):
        ends.append(ends[-1] + least + (place >= groups - more))
    return "-".join(code[first:last] for first, last in pairwise(ends))
