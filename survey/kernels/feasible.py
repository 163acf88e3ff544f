"""How far a hidden count can be pinned down by sums that are known, and what to hide beside it.

Counts are real numbers from 0 upwards here, as in Fischetti & Salazar 2001 (Management Science
47:1008): a range that is wide enough for real numbers is what a reader with a linear program sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import optimize, sparse

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats

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
    known: Any = matrix  # HiGHS takes sparse equations; the stubs of SciPy don't know
    ends = []
    for sign in (1.0, -1.0):
        found: Any = optimize.linprog(
            sign * target, A_eq=known, b_eq=values, bounds=(0, None), method="highs"
        )
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
    known: Any = matrix
    nothing = np.zeros(matrix.shape[1])
    found: Any = optimize.linprog(nothing, A_eq=known, b_eq=values, bounds=(0, None))
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
    slack = sparse.csr_array((np.ones(len(free)), (free, np.arange(len(free)))), (e, len(free)))
    one = sparse.hstack([matrix, slack, -slack])
    apart = sparse.csr_array(np.concatenate([-target, np.zeros(2 * len(free))])[None, :])
    known: Any = sparse.vstack([sparse.block_diag([one, one]), sparse.hstack([apart, -apart])])
    price = np.concatenate([np.zeros(m), cost[free], cost[free]])
    found: Any = optimize.linprog(
        np.tile(price, 2),
        A_eq=known.tocsr(),
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
