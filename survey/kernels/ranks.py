"""Estimated ranks in the population, and the scores of rank tests (Lumley & Scott 2013)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

_ROUNDING = 1e-12


def relative_ranks(values: Floats, weights: Floats) -> Floats:
    """Estimated share of the population below each value, with half of those at it.

    Parameters
    ----------
    values : (n,) float
    weights : (n,) float
        Of all units of a row together.

    Returns
    -------
    (n,) float in (0, 1)
        Ties share one rank, whatever the order of the rows.

    Examples
    --------
    >>> import numpy as np
    >>> relative_ranks(np.array([3.0, 1, 3, 2]), np.ones(4)).tolist()
    [0.75, 0.125, 0.75, 0.375]
    """
    _, place = np.unique(values, return_inverse=True)
    at = np.bincount(place, weights)
    middle = np.cumsum(at) - at / 2
    return np.asarray((middle / at.sum())[place], dtype=float)


def wilcoxon_scores(ranks: Floats) -> Floats:
    """The relative ranks themselves; with several groups those of Kruskal and Wallis."""
    return ranks


def normal_scores(ranks: Floats) -> Floats:
    """Normal quantiles of the relative ranks (van der Waerden)."""
    return np.asarray(special.ndtri(ranks), dtype=float)


def median_scores(ranks: Floats) -> Floats:
    """1 above the median, otherwise 0 (Mood)."""
    return (ranks > 0.5 + _ROUNDING).astype(float)
