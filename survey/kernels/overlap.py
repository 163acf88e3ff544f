"""A simple random sample that shares a wanted number of units with an earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Bools, Floats, Ints

NEW = -1
"""The origin of units that could not be drawn the last time."""


def overlapping_samples(
    numbers: Floats, origin: Ints, before: Bools, sizes: Sequence[int], wanted: int
) -> list[Ints]:
    """Draw from one stratum, with as many units of the earlier sample as wanted, if it can be.

    Parameters
    ----------
    numbers : (N,) float in [0, 1)
        Random numbers that have nothing to do with the earlier sample.
    origin : (N,) int
        The stratum that each unit was in when the earlier sample was drawn; −1 for new units.
    before : (N,) bool
        Which units the earlier sample held.
    sizes : sequence of int
        Of the main sample and each part of the reserve.
    wanted : int
        How many units of the main sample should be from the earlier one.

    Returns
    -------
    list of (sizes[k],) int
        Places of the units of each replicate.

    Notes
    -----
    How many units n_g come from each origin g is counted among the n units with the smallest
    numbers; new units are those found there. From each origin m_g are then taken by their numbers
    out of the earlier sample and n_g − m_g out of the rest, where the m_g are functions of sizes
    alone. If the earlier sample was simple random from each origin, what it holds of an origin is
    one too, given how much that is; so n_g units are a simple random sample of the origin whatever
    m_g is, and the n_g are what those of a simple random sample are. Over both draws together
    **the sample is thus simple random from the whole stratum**: π = n/N, also for new units and
    where old ones are gone. Given the earlier sample, π = m_g/a_g for the a_g units in it and
    (n_g − m_g)/(N_g − a_g) for the others.

    Replicates of the reserve go on in the same way: new units in the order of their numbers, and
    from each origin whatever is left of it, by the numbers.
    """
    ranked = np.argsort(numbers, kind="stable")
    totals = np.cumsum(sizes)
    main = ranked[: totals[0]]
    origins = np.unique(origin[origin != NEW])
    need = np.array([(origin[main] == each).sum() for each in origins])
    old = np.array([(before & (origin == each)).sum() for each in origins])
    there = np.array([(origin == each).sum() for each in origins])
    kept = spread(wanted, need, np.maximum(0, need - (there - old)), np.minimum(old, need))
    drawn = main[origin[main] == NEW]
    for each, some, all_of in zip(origins, kept, need, strict=True):
        within = ranked[origin[ranked] == each]
        same, other = within[before[within]], within[~before[within]]
        drawn = np.concatenate([drawn, same[:some], other[: all_of - some]])
    replicates = [drawn]
    for total in totals[1:]:
        replicates.append(_next(ranked[:total], ranked, origin, np.concatenate(replicates)))
    return [each[np.argsort(numbers[each], kind="stable")] for each in replicates]


def _next(top: Ints, ranked: Ints, origin: Ints, drawn: Ints) -> Ints:
    """The units that go from a sample to the larger one whose origins are counted in the top."""
    free = np.ones(len(origin), dtype=bool)
    free[drawn] = False
    more = [top[(origin[top] == NEW) & free[top]]]
    for each in np.unique(origin[top]):
        if each != NEW:
            count = int((origin[top] == each).sum() - (origin[drawn] == each).sum())
            more.append(ranked[(origin[ranked] == each) & free[ranked]][:count])
    return np.concatenate(more)


def spread(wanted: int, weights: Ints, low: Ints, high: Ints) -> Ints:
    """A number spread over groups within limits, as near as can be to in proportion to weights.

    Parameters
    ----------
    wanted : int
        Met as far as the limits allow.
    weights, low, high : (G,) int

    Returns
    -------
    (G,) int

    Examples
    --------
    >>> spread(5, np.array([6, 2]), np.array([0, 0]), np.array([3, 2]))
    array([3, 2])
    """
    given = low.copy() if len(low) > 1 else np.clip(wanted, low, high)
    share = wanted * weights / max(1, int(weights.sum()))
    while given.sum() < wanted and (given < high).any():
        lack = np.where(given < high, share - given, -np.inf)
        given[int(np.argmax(lack))] += 1
    return given
