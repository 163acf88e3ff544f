"""Some units of a class take over the weight of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """Weights after some units took over those of others.

    Attributes
    ----------
    weights : (n,) or (n, R) float
        0 for those that gave theirs away.
    factor : (C,) or (C, R) float
        What the weights of those that took over were multiplied by; NaN in a class where weight
        was to be given and nobody was there to take it, 1 where there was none to give.
    lost : (C,) or (C, R) float
        The weight that nobody could take over; 0 otherwise.
    """

    weights: Floats
    factor: Floats
    lost: Floats


def take_over(weights: Floats, classes: Ints, giving: Bools, taking: Bools, count: int) -> Taken:
    """Multiply the weights of some so that they stand for others of their class too.

    Parameters
    ----------
    weights : (n,) or (n, R) float
        Each column is worked on by itself.
    classes : (n,) int
        0 … C−1; −1 for units without a class, which are left as they are.
    giving, taking : (n,) bool
        No unit does both; those that do neither keep their weight.
    count : int
        C.

    Returns
    -------
    Taken
        Σ over both / Σ over the taking, class by class (Särndal, Swensson & Wretman 1992, sec.
        15.6).

    Examples
    --------
    >>> import numpy as np
    >>> answered = np.array([True, True, False])
    >>> take_over(np.array([2.0, 2.0, 4.0]), np.zeros(3, dtype=int), ~answered, answered, 1).weights
    array([4., 4., 0.])
    """
    giving, taking = giving & (classes >= 0), taking & (classes >= 0)
    given = class_sums(weights[giving], classes[giving], count)
    own = class_sums(weights[taking], classes[taking], count)
    lost = np.where(own > 0, 0.0, given)
    nobody = np.where(given > 0, np.nan, 1.0)
    factor = np.divide(given + own, own, out=nobody, where=own > 0)
    result = weights.astype(float, copy=True)
    result[giving] = 0.0
    result[taking] *= np.nan_to_num(factor[classes[taking]], nan=1.0)
    return Taken(result, factor, lost)


def class_sums(values: Floats, classes: Ints, count: int) -> Floats:
    """Sums by class, (C,) of (n,) or (C, R) of (n, R)."""
    if values.ndim == 1:
        return np.bincount(classes, values, minlength=count).astype(float)
    result = np.zeros((count, values.shape[1]))
    order = np.argsort(classes, kind="stable")
    present, first = np.unique(classes[order], return_index=True)
    if len(present):
        result[present] = np.add.reduceat(values[order], first, axis=0)
    return result
