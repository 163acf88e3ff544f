"""What the ids of respondents may look like, so that two that look alike are alike."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ID_FORM = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._:/#-]{0,62}[A-Za-z0-9])?")
"""Letters a-z and digits, between them blanks and ``. _ : / # -``; 64 characters at most."""


def unfit_ids(ids: Iterable[str]) -> list[str]:
    """Those ids that don't have the form that ids must have.

    A Cyrillic letter in one looks like ours, so that two files would not be matched, or two
    residents be taken for one.

    Parameters
    ----------
    ids : iterable of str

    Examples
    --------
    >>> unfit_ids(["007", "A-12", "-5", "Å1"])
    ['-5', 'Å1']
    """
    return [each for each in ids if ID_FORM.fullmatch(each) is None]


def foreign_letters(text: str) -> list[str]:
    """The names in Unicode of the signs in a text that ids can't have, each once.

    Parameters
    ----------
    text : str

    Examples
    --------
    >>> foreign_letters("Å-1")
    ['LATIN CAPITAL LETTER A WITH RING ABOVE']
    """
    foreign = (sign for sign in text if not sign.isascii())
    return [unicodedata.name(sign, f"U+{ord(sign):04X}") for sign in dict.fromkeys(foreign)]
