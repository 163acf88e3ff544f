"""How far a hidden count can be pinned down by sums that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import optimize

if TYPE_CHECKING:
    from scipy import sparse

    from survey.kernels.layout import Floats


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
    """
    known: Any = matrix  # HiGHS takes sparse equations; the stubs of SciPy don't know
    ends = []
    for sign in (1.0, -1.0):
        found: Any = optimize.linprog(
            sign * target, A_eq=known, b_eq=values, bounds=(0, None), method="highs"
        )
        ends.append(sign * float(found.fun) if found.status == 0 else sign * -np.inf)
    return ends[0], ends[1]
