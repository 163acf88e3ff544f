"""How headings of columns are compared: without case, and however their words are joined."""

from __future__ import annotations

import unicodedata


def heading_key(name: str) -> str:
    """A heading without what doesn't tell it from others: case, and how words are joined.

    Examples
    --------
    >>> heading_key("Skema_Nr.")
    'skema nr'
    """
    plain = unicodedata.normalize("NFC", name).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())
