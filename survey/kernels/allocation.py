"""Spreading a sample over strata: in proportion, within bounds, in whole units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints

_HALVINGS = 200
_NOISE = 1e-9


def within_bounds(weight: Floats, low: Floats, high: Floats, cost: Floats, budget: float) -> Floats:
    """n_h = c w_h, but no less than low_h and no more than high_h, with Σ c_h n_h = budget.

    Parameters
    ----------
    weight : (h,) float > 0
    low, high : (h,) float
    cost : (h,) float > 0
        Of a unit.
    budget : float
        Between the costs of all `low` and of all `high`; the nearer end is taken otherwise.

    Returns
    -------
    (h,) float
    """
    least, most = 0.0, float((high / weight).max(initial=0.0))
    for _ in range(_HALVINGS):
        middle = (least + most) / 2
        if (cost * np.clip(middle * weight, low, high)).sum() > budget:
            most = middle
        else:
            least = middle
    return np.asarray(np.clip(most * weight, low, high), dtype=float)


def whole_units(
    wanted: Floats, low: Ints, high: Ints, cost: Floats, budget: float, order: Ints
) -> Ints:
    """Whole numbers near those wanted that keep to the budget: largest remainders first.

    Parameters
    ----------
    wanted : (h,) float
        Between `low` and `high`; costs no more than the budget, but for rounding.
    low, high : (h,) int
    cost : (h,) float > 0
    budget : float
        Used up as far as whole units allow.
    order : (h,) int
        Who comes first where remainders are equal.

    Returns
    -------
    (h,) int
    """
    n = np.clip(np.floor(wanted + _NOISE), low, high).astype(np.int64)
    left = budget - float((cost * n).sum())
    remainder = np.round(wanted - n, 9)
    for place in np.lexsort((order, -remainder)):
        if left < cost.min() - _NOISE:
            break
        if n[place] < high[place] and cost[place] <= left + _NOISE:
            n[place] += 1
            left -= float(cost[place])
    return _used_up(n, high, cost, left, order)


def _used_up(n: Ints, high: Ints, cost: Floats, left: float, order: Ints) -> Ints:
    """What is left after one unit each, unit by unit to those that can take more."""
    while True:
        open_ = np.flatnonzero((n < high) & (cost <= left + _NOISE))
        if not len(open_):
            return n
        for place in open_[np.argsort(order[open_], kind="stable")]:
            if cost[place] <= left + _NOISE:
                n[place] += 1
                left -= float(cost[place])
