"""Indices from 0 to 100: answers put on one scale, and the mean of those that were given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Floats


def points(answers: Floats, low: float, high: float, *, reverse: bool = False) -> Floats:
    """Answers on a scale from 0 to 100: 100 (x − low)/(high − low), or 100 minus that.

    Parameters
    ----------
    answers : (n,) float
    low, high : float
        Different ends of the scale, in either order; what lies beyond is no answer.
    reverse : bool
        Whether `low` is the good end.

    Returns
    -------
    (n,) float
        NaN for no answer.
    """
    least, most = sorted((low, high))
    within = np.where((answers >= least) & (answers <= most), answers, np.nan)
    share: Floats = 100 * (within - low) / (high - low)
    return 100 - share if reverse else share


def mean_points(items: Floats, least: int) -> Floats:
    """The mean of the answered items of each row.

    Parameters
    ----------
    items : (n, k) float
        NaN for no answer.
    least : int
        How many must be answered; at least one.

    Returns
    -------
    (n,) float
        NaN where fewer are.
    """
    answered = np.isfinite(items).sum(axis=1)
    total = np.nansum(items, axis=1)
    enough = answered >= least
    result: Floats = np.divide(total, answered, out=np.full(len(items), np.nan), where=enough)
    return result
