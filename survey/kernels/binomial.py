"""How many of those asked answer, where each does with the same chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints

_RARE = 1e-7


def thinned_counts(asked: int, rate: float, most: int) -> tuple[Ints, Floats]:
    """A binomial distribution on a few counts.

    Counts that are rarer than 1e-7 are left out; where more than `most` remain, neighbours are
    taken together at their mean, rounded.

    Parameters
    ----------
    asked : int
    rate : float in (0, 1]
    most : int
        How many counts there may be.

    Returns
    -------
    counts : (m,) int
    chance : (m,) float
        Sums to 1.

    Examples
    --------
    >>> counts, chance = thinned_counts(2, 0.5, 9)
    >>> counts.tolist(), chance.round(12).tolist()
    ([0, 1, 2], [0.25, 0.5, 0.25])
    """
    if rate >= 1:
        return np.array([asked]), np.ones(1)
    counts = np.arange(asked + 1)
    log = (
        special.gammaln(asked + 1)
        - special.gammaln(counts + 1)
        - special.gammaln(asked - counts + 1)
    )
    chance = np.exp(log + counts * np.log(rate) + (asked - counts) * np.log1p(-rate))
    kept = chance > _RARE
    counts, chance = counts[kept], chance[kept] / chance[kept].sum()
    if len(counts) <= most:
        return counts, chance
    group = np.arange(len(counts)) * most // len(counts)
    together = np.bincount(group, chance)
    middle = np.floor(np.bincount(group, chance * counts) / together + 0.5)
    return middle.astype(np.int64), np.asarray(together, dtype=float)
