"""Limits around a share that all have in common, by the number of answers (funnel plots)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from survey.kernels.layout import Floats


def funnel_limits(share: float, size: Floats, level: float) -> tuple[Floats, Floats]:
    """Exact binomial limits for the share among so many answers (Spiegelhalter 2005).

    A share below the lower limit has P(X ≤ x) < (1 − level)/2, one above the upper limit
    P(X ≥ x) < (1 − level)/2, with X binomial. Between whole counts, and for sizes that are not
    whole, the binomial distribution is read as the regularised incomplete beta function
    I_{1−share}(size − x, x + 1).

    Parameters
    ----------
    share : float in [0, 1]
    size : float array > 0
        Effective number of answers.
    level : float in (0, 1)
        E.g. 0.95 or 0.998.

    Returns
    -------
    low, high : float arrays in [0, 1]
        0 or 1 where even none, or all, of the answers are not unlikely enough.

    References
    ----------
    D.J. Spiegelhalter (2005), Statistics in Medicine 24, 1185–1202.

    Examples
    --------
    >>> low, high = funnel_limits(0.5, np.array([4.0, 100.0]), 0.95)
    >>> [float(round(x, 3)) for x in (*low, *high)]
    [0.0, 0.397, 1.0, 0.603]
    """
    size = np.asarray(size, dtype=float)
    tail = (1 - level) / 2
    low, high = _below(share, size, tail), 1 - _below(1 - share, size, tail)
    return low, high


def _below(share: float, size: Floats, tail: float) -> Floats:
    """The share x/size with P(X ≤ x) = tail, 0 where P(X = 0) is larger, found by halving."""
    if share <= 0 or share >= 1:
        return np.full(size.shape, share)
    low, high = np.zeros(size.shape), size * 1.0
    for _ in range(60):
        middle = (low + high) / 2
        is_low = special.betainc(size - middle, middle + 1, 1 - share) < tail
        low, high = np.where(is_low, middle, low), np.where(is_low, high, middle)
    none = (1 - share) ** size >= tail
    return np.where(none, 0.0, (low + high) / 2 / size)
