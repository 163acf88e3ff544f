"""Text without the characters that no document can hold."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, but for tab and newline
    "\u202a-\u202e\u2066-\u2069"  # orders that turn the reading direction around
    "\ud800-\udfff"  # halves of surrogate pairs
    "\ufdd0-\ufdef\ufffe\uffff"  # code points that are no characters
    "]"
)


def printable(text: str) -> str:
    r"""The text without control characters, bidi overrides, surrogates and non-characters.

    Letters of every script, soft hyphens and joiners stay as they are.

    Examples
    --------
    >>> printable("Ådals\x00parken\u202e")
    'Ådalsparken'
    """
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
