"""Inclusion probabilities in proportion to size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Floats


def inclusion_probabilities(sizes: Floats, n: int) -> Floats:
    """Chances in proportion to size; units too large for that are sure to be drawn.

    Parameters
    ----------
    sizes : (N,) float above 0
    n : int from 0 to N

    Returns
    -------
    (N,) float in [0, 1]
        π_i = n x_i / Σ x. Where that is 1 or more, π_i = 1, and those that are left share the rest
        of the sample in the same way, until none is above 1 (Särndal, Swensson & Wretman 1992,
        section 3.6.2). Their sum is n.

    Examples
    --------
    >>> inclusion_probabilities(np.array([1.0, 1.0, 2.0, 16.0]), 2)
    array([0.25, 0.25, 0.5 , 1.  ])
    """
    chances = np.zeros(len(sizes))
    rest = np.arange(len(sizes))
    while n > 0:
        share = n * sizes[rest] / sizes[rest].sum()
        sure = (share >= 1.0) | (n == len(rest))
        chances[rest] = np.where(sure, 1.0, share)
        if not sure.any():
            break
        rest, n = rest[~sure], n - int(sure.sum())
        chances[rest] = 0.0
    return chances
