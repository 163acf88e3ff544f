"""Systematic selection: every so many along a list, from a start drawn at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Bools, Floats, Ints


def systematic(population: int, n: int, start: float) -> Ints:
    """Places drawn from a list with equal chance and a fractional interval.

    Parameters
    ----------
    population : int
        N, the length of the list.
    n : int from 0 to N
    start : float in [0, 1)
        Drawn at random.

    Returns
    -------
    (n,) int
        ⌊(u + k) N/n⌋ for k = 0 … n − 1, each once and in order. Each place is drawn with the
        chance n/N exactly, whether or not N is a multiple of n (Särndal, Swensson & Wretman 1992,
        section 3.4.1). It is worked out in whole numbers, as ⌊(k N + ⌊u N⌋)/n⌋.

    Examples
    --------
    >>> systematic(10, 4, 0.5)
    array([1, 3, 6, 8])
    """
    first = min(int(start * population), population - 1)
    return np.asarray((np.arange(n, dtype=np.int64) * population + first) // max(n, 1))


def systematic_unequal(chances: Floats, start: float) -> Ints:
    """Places drawn from a list with the given chances, whose sum is a whole number n.

    Parameters
    ----------
    chances : (N,) float in [0, 1]
    start : float in [0, 1)

    Returns
    -------
    (n,) int
        Those at which the running sum of the chances passes u, u + 1, … (Madow 1949, Annals of
        Mathematical Statistics 20:333).

    Examples
    --------
    >>> systematic_unequal(np.array([0.5, 0.75, 0.25, 0.5]), 0.6)
    array([1, 3])
    """
    if not len(chances):
        return np.zeros(0, dtype=np.int64)
    reached = np.cumsum(chances)
    reached[-1] = np.rint(reached[-1])
    whole, part = np.divmod(np.minimum(reached, reached[-1]), 1.0)
    passed = whole + (part > start)  # no sum of the start and a whole number, which would round
    return np.flatnonzero(np.diff(passed, prepend=0.0) > 0).astype(np.int64)


def systematic_replicates(
    population: int, sizes: Sequence[int], starts: Sequence[float]
) -> list[Ints]:
    """Replicates that are systematic together and one by one.

    Parameters
    ----------
    population : int
    sizes : sequence of int
        Of the main sample and each part of the reserve.
    starts : sequence of float in [0, 1)
        One for the whole, and one for each replicate but the last.

    Returns
    -------
    list of (sizes[k],) int
        The whole is drawn systematically, and each replicate systematically from what is left of
        it, so that the first k of them hold any place with the chance Σ sizes / N.
    """
    left = systematic(population, sum(sizes), starts[0])
    replicates = []
    for size, start in zip(sizes[:-1], starts[1:], strict=True):
        taken = np.zeros(len(left), dtype=bool)
        taken[systematic(len(left), size, start)] = True
        replicates.append(left[taken])
        left = left[~taken]
    return [*replicates, left]


def serpentine(groups: Ints, columns: Sequence[Ints]) -> Ints:
    """A path through a hierarchy in which neighbours are alike.

    Parameters
    ----------
    groups : (N,) int
        Lists that are each sorted for themselves.
    columns : sequence of (N,) int
        Ranks to sort by, the first one first. Each is run through upwards and downwards by turns,
        so that the path never jumps from one end to the other.

    Returns
    -------
    (N,) int
        The place of each row along the path; rows that are alike in all columns share one.

    Examples
    --------
    >>> serpentine(np.zeros(4, int), [np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])])
    array([0, 1, 3, 2])
    """
    lists = _ranks(groups)
    path = lists
    for ranks in columns:
        depth = int(ranks.max(initial=0)) + 1
        run = np.where(_is_odd(path, lists), depth - 1 - ranks, ranks)
        path = _ranks(path * depth + run)
    return path


def _is_odd(path: Ints, lists: Ints) -> Bools:
    """Whether a place is the second, fourth … of its list."""
    first = np.full(int(lists.max(initial=0)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, lists, path)
    return np.asarray((path - first[lists]) % 2 == 1)


def _ranks(keys: Ints) -> Ints:
    return np.unique(keys, return_inverse=True)[1].astype(np.int64)
