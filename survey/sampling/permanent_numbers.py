"""Permanent random numbers: a number for each unit that only the seed and its id decide."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from survey.errors import WrongUseError
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.kernels.layout import Floats

_LARGEST_SEED = 2**63 - 1


def permanent_numbers(seed: int, names: Iterable[str], purpose: str = "") -> Floats:
    """Random numbers of units (or strata) by their names.

    Parameters
    ----------
    seed : int from 0 to 2⁶³ − 1
    names : iterable of str
    purpose : str
        At most 16 ASCII letters; numbers for different purposes have nothing to do with each
        other.

    Returns
    -------
    (n,) float in [0, 1)
        The first 53 bits of BLAKE2b (Saarinen & Aumasson 2015, RFC 7693) of the name in UTF-8,
        with the seed as key and the purpose as personalisation, in a digest of 8 bytes. The order
        of the names, the machine and the versions of libraries make no difference, and a unit
        keeps its number whatever other units there are (Ohlsson 1995, in Cox et al., Business
        Survey Methods, ch. 9).

    Examples
    --------
    >>> permanent_numbers(2010, ["7-2-tv", "7-2-th"]).round(6).tolist()
    [0.71926, 0.985706]
    """
    start = hashlib.blake2b(key=str(seed).encode(), person=purpose.encode(), digest_size=8).copy
    digests = []
    for name in names:
        state = start()
        state.update(name.encode())
        digests.append(state.digest())
    bits = np.frombuffer(b"".join(digests), dtype=">u8") >> np.uint64(11)
    return bits.astype(np.float64) * 2.0**-53


def checked_seed(seed: object) -> int:
    """A seed that can be one.

    Raises
    ------
    WrongUseError
        If it isn't a whole number from 0 to 2⁶³ − 1.
    """
    is_whole = isinstance(seed, int | np.integer) and not isinstance(seed, bool)
    if not is_whole or not 0 <= int(seed) <= _LARGEST_SEED:  # type: ignore[call-overload]
        got = quoted(seed) if isinstance(seed, str | int) else type(seed).__name__
        raise fail(WrongUseError, "drawing.seed", got=got)
    return int(seed)  # type: ignore[call-overload,no-any-return]
