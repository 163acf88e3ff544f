"""Weights within limits, with what is cut shared out in proportion to the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints


_TURNS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Trimmed:
    """Weights within limits.

    Attributes
    ----------
    weights : (n,) float
    fixed : (n,) bool
        Those put at a limit.
    factor : (G,) float
        What the others of each group were multiplied by; 1 where nothing had to be cut, NaN where
        all of a group are put at a limit.
    impossible : (G,) bool
        Groups whose sum can't be kept within the limits; their weights are all at the limit that
        is nearest to it.
    """

    weights: Floats
    fixed: Bools
    factor: Floats
    impossible: Bools


def trim(weights: Floats, low: Floats, high: Floats, group: Ints) -> Trimmed:
    """Cut weights to limits and keep the sum of each group.

    Parameters
    ----------
    weights : (n,) float ≥ 0
        Weights of 0 stay 0, whatever the limits.
    low, high : (n,) float
        Limits, low ≤ high; −inf or 0, and inf, where there is none.
    group : (n,) int
        0 … G−1.

    Returns
    -------
    Trimmed
        In each group the weights min(max(k w, low), high), with the one number k for which they add
        up to what they did. That is where cutting and sharing out in turn ends when only one side
        has limits.

    Examples
    --------
    >>> import numpy as np
    >>> one = np.zeros(4, dtype=int)
    >>> trim(np.array([1.0, 1.0, 2.0, 8.0]), np.zeros(4), np.full(4, 6.0), one).weights
    array([1.5, 1.5, 3. , 6. ])
    """
    groups = int(group.max(initial=-1)) + 1
    factor = np.ones(groups)
    inside = weights > 0
    outside = inside & ((weights > high) | (weights < low))
    touched = np.bincount(group[outside], minlength=groups) > 0
    rows = np.flatnonzero(inside & touched[group])
    result, fixed = weights.astype(float, copy=True), np.zeros(len(weights), dtype=bool)
    if not len(rows):
        return Trimmed(result, fixed, factor, np.zeros(groups, dtype=bool))
    w, least, most, g = weights[rows], np.maximum(low[rows], 0.0), high[rows], group[rows]
    kept = np.bincount(g, w, minlength=groups).astype(float)
    k = _in_turn(w, least, most, g, kept)
    k = _in_order(w, least, most, g, kept) if k is None else k
    at_low, at_high = k[g] * w < least, k[g] * w > most
    free = ~(at_low | at_high)
    held = np.bincount(g, np.where(at_low, least, np.where(at_high, most, 0.0)), minlength=groups)
    loose = np.bincount(g[free], w[free], minlength=groups)
    exact = np.divide(kept - held, loose, out=np.full(groups, np.nan), where=loose > 0)
    result[rows] = np.clip(np.where(free, exact[g] * w, k[g] * w), least, most)
    now = np.bincount(g, result[rows], minlength=groups)
    impossible = touched & (np.abs(now - kept) > 1e-9 * kept)
    fixed[rows] = ~free | impossible[g]
    factor[touched] = np.where(impossible, np.nan, exact)[touched]
    return Trimmed(result, fixed, factor, impossible)


def _in_turn(w: Floats, low: Floats, high: Floats, g: Ints, kept: Floats) -> Floats | None:
    """A number k of each group with Σ min(max(k w, low), high) = kept, if found soon in this way.

    Weights are cut and what was cut is shared out, in turn.
    """
    groups = len(kept)
    k, known = np.ones(groups), np.zeros(len(w), dtype=np.int8)
    for _ in range(_TURNS):
        at = (k[g] * w > high).astype(np.int8) - (k[g] * w < low)
        if (at == known).all():
            return k
        known = at
        held = np.bincount(g, np.where(at > 0, high, np.where(at < 0, low, 0.0)), minlength=groups)
        free = np.bincount(g, np.where(at == 0, w, 0.0), minlength=groups)
        if (free[kept > 0] <= 0).any():
            return None
        k = np.divide(kept - held, free, out=np.ones(groups), where=free > 0)
    return None


def _in_order(w: Floats, low: Floats, high: Floats, g: Ints, kept: Floats) -> Floats:
    """A number k of each group with Σ min(max(k w, low), high) = kept, as nearly as can be.

    The sum rises with k, linearly between the numbers low/w and high/w where a weight leaves its
    lower limit or comes to its upper one. They are gone through in order.
    """
    groups = len(kept)
    place = np.concatenate([low / w, high / w])
    owner = np.concatenate([g, g])
    finite = np.isfinite(place)
    base, rise = np.concatenate([-low, high]), np.concatenate([w, -w])
    order = np.lexsort((place[finite], owner[finite]))
    owner, place = owner[finite][order], place[finite][order]
    first = np.searchsorted(owner, np.arange(groups))
    constant = (
        _running(base[finite][order], first, owner) + np.bincount(g, low, minlength=groups)[owner]
    )
    slope = np.maximum(_running(rise[finite][order], first, owner), 0.0)
    short = constant + slope * place < kept[owner] * (1 - 1e-14)
    # the last event of each group that still lies below what is kept
    passed = np.bincount(owner[short], minlength=groups)
    last = first + passed - 1
    nothing = passed == 0
    at = np.where(nothing, first, last)
    at = np.minimum(at, len(owner) - 1)
    gradient = slope[at]
    k = np.divide(
        kept - constant[at], gradient, out=place[at].copy(), where=~nothing & (gradient > 1e-12)
    )
    return np.asarray(np.where(nothing, place[at], k))


def _running(values: Floats, first: Ints, owner: Ints) -> Floats:
    """Cumulated sums that begin anew with each group."""
    total = np.cumsum(values)
    before = np.concatenate([[0.0], total])[np.minimum(first, len(values))]
    return np.asarray(total - before[owner])
