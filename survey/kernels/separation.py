"""Whether a likelihood has no maximum because answers are separated by the columns.

Answers are separated when some direction of the coefficients never lowers the likelihood of a row
and raises that of at least one; its maximum then lies at infinity (Albert & Anderson 1984,
Biometrika 71:1). Linear programming finds such a direction (Konis 2007).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints

_RAISED = 1e-4


def separating(model: str, x: Floats, y: Floats) -> Bools:
    """Which coefficients of a logit or Poisson model run off to infinity.

    Parameters
    ----------
    model : {"logit", "poisson"}
    x : (m, p) float
    y : (m,) float

    Returns
    -------
    (p,) bool
    """
    if model == "logit":
        return _receding(np.where(y > 0, 1.0, -1.0)[:, None] * x, None)
    return _receding(-x[y == 0], x[y > 0])


def separating_ordered(x: Floats, y: Ints, cuts: int) -> Bools:
    """The same for θ = (β, ζ) of the proportional odds model, (p + cuts,)."""
    at = np.arange(cuts)
    upper = np.hstack([-x, (y[:, None] == at).astype(float)])[y < cuts]
    lower = np.hstack([x, -(y[:, None] == at + 1).astype(float)])[y > 0]
    return _receding(np.vstack([upper, lower]), None)


def _receding(rising: Floats, level: Floats | None) -> Bools:
    """Coefficients of a direction d ≠ 0 with rising·d ≥ 0 and level·d = 0, if there is one."""
    columns = rising.shape[1]
    if not len(rising):
        return np.zeros(columns, dtype=bool)
    size = np.abs(np.vstack([rising, *([] if level is None else [level])])).max(axis=0)
    size = np.where(size > 0, size, 1.0)
    unit = np.unique(rising / size, axis=0)
    fixed = None if level is None or not len(level) else np.unique(level / size, axis=0)
    found = linprog(
        -unit.mean(axis=0),
        A_ub=-unit,
        b_ub=np.zeros(len(unit)),
        A_eq=fixed,
        b_eq=None if fixed is None else np.zeros(len(fixed)),
        bounds=(-1, 1),
    )
    if found.x is None or (unit @ found.x).max() < _RAISED:
        return np.zeros(columns, dtype=bool)
    return np.asarray(np.abs(found.x) > _RAISED)
