"""The eight tables by which one adult of a dwelling is found (Kish 1949, JASA 44:380)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints

KISH_NAMES = ("A", "B1", "B2", "C", "D", "E1", "E2", "F")
KISH_SHARES = np.array([2, 1, 1, 2, 2, 1, 1, 2]) / 12
"""How often each table is used."""
KISH_RANKS = np.array(
    [
        [1, 1, 1, 1, 1, 1],
        [1, 1, 1, 1, 2, 2],
        [1, 1, 1, 2, 2, 2],
        [1, 1, 2, 2, 3, 3],
        [1, 2, 2, 3, 4, 4],
        [1, 2, 3, 3, 3, 5],
        [1, 2, 3, 4, 5, 5],
        [1, 2, 3, 4, 5, 6],
    ]
)
"""The adult who is asked, by table (row) and number of adults (column: 1 … 5, 6 or more)."""
MOST_RANKED = KISH_RANKS.shape[1]


def kish_tables(numbers: Floats) -> Ints:
    """The table of each dwelling, by its place in `KISH_NAMES`.

    Parameters
    ----------
    numbers : (n,) float in [0, 1)
    """
    reached = np.cumsum(KISH_SHARES)[:-1]
    return np.searchsorted(reached, numbers, side="right").astype(np.int64)


def kish_ranks(tables: Ints, adults: Ints) -> Ints:
    """The number of the adult who is asked, (n,).

    Parameters
    ----------
    tables : (n,) int
        Places in `KISH_NAMES`.
    adults : (n,) int from 1
        In dwellings with more than six the seventh and later ones are never asked.
    """
    return np.asarray(KISH_RANKS[tables, np.minimum(adults, MOST_RANKED) - 1])


def kish_chances() -> Floats:
    """The chance that a given adult is the one to be asked, (6, 6).

    Returns
    -------
    (6, 6) float
        By the number of adults (row: 1 … 5, 6 or more) and of the adult (column). It is 1/adults
        but with five adults: 1/6 for the first, second and fourth, 1/4 for the third and fifth.

    Examples
    --------
    >>> kish_chances()[4].round(4)
    array([0.1667, 0.1667, 0.25  , 0.1667, 0.25  , 0.    ])
    """
    chances = np.zeros((MOST_RANKED, MOST_RANKED))
    for share, ranks in zip(KISH_SHARES, KISH_RANKS, strict=True):
        chances[np.arange(MOST_RANKED), ranks - 1] += share
    return chances
