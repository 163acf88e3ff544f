"""How far a hidden count can be pinned down by sums that are known, and what to hide beside it.

Counts are real numbers from 0 upwards here, as in Fischetti & Salazar 2001 (Management Science
47:1008): a range that is wide enough for real numbers is what a reader with a linear program sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import optimize, sparse

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints

_MOVED = 1e-6
_INFEASIBLE = 2


def feasible_range(target: Floats, matrix: sparse.csr_array, values: Floats) -> tuple[float, float]:
    """Least and greatest value of a sum of non-negative counts under known sums.

    Parameters
    ----------
    target : (m,) float
        Coefficients of the sum asked about.
    matrix : (e, m) sparse
        Coefficients of the known sums.
    values : (e,) float

    Returns
    -------
    low, high : float
        (0, inf) bounds that do not exist are infinite; equal if the sum is determined.

    Raises
    ------
    ValueError
        If the known sums contradict each other.
    """
    known = optimize.LinearConstraint(matrix, values, values)
    ends = []
    for sign in (1.0, -1.0):
        found: Any = optimize.milp(sign * target, constraints=known)
        if found.status == _INFEASIBLE:
            raise ValueError("the known sums contradict each other")
        ends.append(sign * float(found.fun) if found.status == 0 else sign * -np.inf)
    return ends[0], ends[1]


def agree(matrix: sparse.csr_array, values: Floats) -> bool:
    """Whether some non-negative counts have all the known sums.

    Parameters
    ----------
    matrix : (e, m) sparse
    values : (e,) float
    """
    known = optimize.LinearConstraint(matrix, values, values)
    found: Any = optimize.milp(np.zeros(matrix.shape[1]), constraints=known)
    return bool(found.status != _INFEASIBLE)


def cheapest_to_give_way(
    target: Floats, width: float, matrix: sparse.csr_array, values: Floats, cost: Floats
) -> Bools | None:
    """Which known sums have to become unknown for another sum to have a wide range.

    Parameters
    ----------
    target : (m,) float
        Coefficients of the sum that is to have the range.
    width : float > 0
    matrix : (e, m) sparse
        Coefficients of the known sums.
    values : (e,) float
    cost : (e,) float > 0
        Cost for each unit by which a known sum is made to move; infinite if it must stay known.

    Returns
    -------
    (e,) bool, or None if no choice gives the width

    Notes
    -----
    Two sets of counts are sought, x′ and x″ with target·(x″ − x′) = width, that depart from the
    known sums at the least cost (Kelly, Golden & Assad 1992, Networks 22:397). With the sums that
    either departs from unknown, both are possible.
    """
    e, m = matrix.shape
    free = np.flatnonzero(np.isfinite(cost))
    known: Any = _two_sets(target, matrix, free)
    price = np.concatenate([np.zeros(m), cost[free], cost[free]])
    found: Any = optimize.linprog(
        np.tile(price, 2),
        A_eq=known,
        b_eq=np.concatenate([values, values, [width]]),
        bounds=(0, None),
        method="highs",
    )
    if found.status != 0:
        return None
    moved = found.x.reshape(2, -1)[:, m:].reshape(2, 2, -1).max(axis=(0, 1)) > _MOVED
    result = np.zeros(e, dtype=bool)
    result[free] = moved
    return result


def _two_sets(target: Floats, matrix: sparse.csr_array, free: Ints) -> sparse.csr_array:
    """Equations of x′, what it departs upwards and downwards, and the same of x″: (2 e + 1, …)."""
    e, m = matrix.shape
    told, places, ones = matrix.tocoo(), np.flatnonzero(target), np.ones(len(free))
    slack = np.arange(len(free))
    rows = np.concatenate([told.row, free, free])
    columns = np.concatenate([told.col, m + slack, m + len(free) + slack])
    values = np.concatenate([told.data, ones, -ones])
    width, last = m + 2 * len(free), np.full(len(places), 2 * e)
    entries = np.concatenate([values, values, -target[places], target[places]])
    at = (
        np.concatenate([rows, rows + e, last, last]),
        np.concatenate([columns, columns + width, places, places + width]),
    )
    return sparse.csr_array((entries, at), (2 * e + 1, 2 * width))
