"""Which weights are large, and how much of all weight they hold."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints


def share_of_largest(weights: Floats, part: float) -> float:
    """The share of all weight that the largest weights hold.

    Parameters
    ----------
    weights : (n,) float
    part : float in (0, 1]
        How large a part of the weights counts as the largest; one of them at least.

    Examples
    --------
    >>> share_of_largest(np.array([1.0, 1.0, 2.0, 4.0]), 0.25)
    0.5
    """
    total = float(weights.sum())
    if not total > 0:
        return math.nan
    count = max(1, math.ceil(round(part * weights.size, 9)))
    return float(np.sort(weights)[-count:].sum() / total)


def over_the_median(weights: Floats, group: Ints, most: float) -> Bools:
    """Which weights are more than so many times the median of the positive ones of their group.

    Parameters
    ----------
    weights : (n,) float
    group : (n,) int
        0 … G−1.
    most : float

    Examples
    --------
    >>> over_the_median(np.array([1.0, 1.0, 4.0, 9.0]), np.array([0, 0, 0, 1]), 3.0)
    array([False, False,  True, False])
    """
    median = np.full(int(group.max(initial=-1)) + 1, np.inf)
    for each in np.unique(group):
        mine = weights[(group == each) & (weights > 0)]
        median[each] = np.median(mine) if mine.size else np.inf
    return np.asarray(weights > most * median[group])
