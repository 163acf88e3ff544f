"""Simple random sampling within strata by random numbers of the units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints


def ranks_within(groups: Ints, count: int) -> Ints:
    """The place of each row among those of its group, from 0, where rows are sorted by group.

    Parameters
    ----------
    groups : (N,) int
        Never falling.
    count : int
        Number of groups.

    Examples
    --------
    >>> ranks_within(np.array([0, 0, 2, 2, 2]), 3)
    array([0, 1, 0, 1, 2])
    """
    first = np.searchsorted(groups, np.arange(count))
    return np.arange(len(groups)) - first[groups]


def simple_random_joint(population: int, n: int) -> Floats:
    """Joint inclusion probabilities of a simple random sample, (n, n).

    n/N on the diagonal, else n (n − 1) / (N (N − 1)).
    """
    pair = n * (n - 1) / (population * (population - 1)) if population > 1 else 1.0
    joint = np.full((n, n), pair)
    np.fill_diagonal(joint, n / population)
    return joint
