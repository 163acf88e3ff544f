"""The known name that a mistyped one was probably meant to be."""

from __future__ import annotations

import difflib
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_KNOWN = 5000
_LONGEST = 200


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Find the known name that is most like the given one.

    Parameters
    ----------
    name : str
        The name that wasn't found. Case doesn't count.
    known : iterable of str
        The names that could have been meant; the first 5,000 are looked at.

    Returns
    -------
    str or None
        None if nothing is like it.

    Examples
    --------
    >>> did_you_mean("Vandalen", ["Vangdalen", "Søparken"])
    'Vangdalen'
    """
    by_folded = {each[:_LONGEST].casefold(): each for each in islice(known, _MOST_KNOWN)}
    close = difflib.get_close_matches(name[:_LONGEST].casefold(), by_folded, n=1)
    return by_folded[close[0]] if close else None
