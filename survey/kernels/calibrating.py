"""Weights that meet totals and are as near as can be to those before.

Deville & Särndal 1992, *Calibration estimators in survey sampling*, JASA 87:376.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from survey.kernels.distances import Distance
from survey.kernels.normal_equations import Columns

if TYPE_CHECKING:
    from survey.kernels.distances import Kind
    from survey.kernels.layout import Floats

_FARTHEST = 4.0
_HALVINGS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Calibrated:
    """Calibrated weights.

    Attributes
    ----------
    weights : (n,) float
        May be negative if the distance is linear and unbounded.
    factors : (n,) float
        g = F(x′λ).
    derivative : (n,) float
        F′(x′λ): how fast the factor moves; 0 at a bound.
    multipliers : (p,) float
        λ.
    rounds : int
    worst : float
        Largest departure from a total, as a share of it (or, where positive and negative values
        cancel, of the sum of sizes).
    converged : bool
        Whether that is within the tolerance.
    """

    weights: Floats
    factors: Floats
    derivative: Floats
    multipliers: Floats
    rounds: int
    worst: float
    converged: bool


def calibrate(
    weights: Floats,
    x: sparse.csr_array | Floats,
    totals: Floats,
    distance: Kind = "linear",
    bounds: tuple[float, float] | None = None,
    *,
    tolerance: float = 1e-10,
    rounds: int = 100,
) -> Calibrated:
    """Calibrate weights to totals.

    Parameters
    ----------
    weights : (n,) float ≥ 0
        Weights of 0 stay 0.
    x : (n, p) float, sparse or dense
        Columns may depend on each other, as those of several margins do, if the totals agree.
    totals : (p,) float
    distance : {"linear", "raking", "logit"}
    bounds : (low, high), optional
        Least and greatest factor, low < 1 < high. Needed by ``logit``; the others are cut off.
    tolerance : float
        Largest departure from a total, as a share of it.
    rounds : int
        At most so many.

    Returns
    -------
    Calibrated

    Notes
    -----
    Newton's method, with shorter steps where a whole one overshoots. The weights are unique, the
    multipliers only if no columns depend on each other.

    See Also
    --------
    R: ``survey::calibrate`` with ``calfun`` "linear", "raking" or "logit".

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 3.0]])
    >>> calibrate(np.ones(3), x, np.array([3.0, 7.0])).weights.round(4).tolist()
    [0.1429, 0.7857, 2.0714]
    """
    low, high = bounds or (-np.inf, np.inf)
    chosen = Distance(distance, low, high)
    columns = Columns(sparse.csr_array(x))
    return _newton(weights, columns, totals, chosen, tolerance, rounds)


def _newton(
    d: Floats, columns: Columns, totals: Floats, distance: Distance, tolerance: float, rounds: int
) -> Calibrated:
    size = np.asarray(abs(columns.x).T @ d)
    least = np.asarray(columns.x.multiply(columns.x).T @ d)
    multipliers = np.zeros(len(totals))
    u = np.zeros(len(d))
    taken = 0
    while True:
        weights = d * distance.factor(u)
        gap = totals - columns.sums(weights)
        worst = departure(gap, totals, size)
        if worst <= tolerance or taken >= rounds:
            break
        taken += 1
        step = columns.direction(d * distance.slope(u), gap, least)
        moved = columns.combined(step)
        length = _step_length(d, distance, u, moved, float(totals @ step), float(gap @ step))
        multipliers = multipliers + length * step
        u = u + length * moved
    return Calibrated(
        weights,
        distance.factor(u),
        distance.slope(u),
        multipliers,
        taken,
        worst,
        worst <= tolerance,
    )


def _step_length(
    d: Floats, distance: Distance, u: Floats, moved: Floats, rise: float, slope: float
) -> float:
    """How much of a step is taken before the potential rises again, or nearly so."""
    length = min(1.0, _FARTHEST / max(float(np.abs(moved[d > 0]).max(initial=0.0)), 1e-300))
    if distance.kind == "linear" and not distance.bounded:
        return 1.0
    for _ in range(_HALVINGS):
        beyond = float((d * distance.factor(u + length * moved)) @ moved) - rise
        if beyond <= slope / 2:
            break
        length *= max(slope / (slope + beyond), 0.1)
    return length


def departure(gap: Floats, totals: Floats, size: Floats) -> float:
    """The largest of departures from totals, as shares of the totals."""
    scale = np.maximum(np.abs(totals), size)
    share = np.divide(np.abs(gap), scale, out=np.abs(gap), where=scale > 0)
    return float(share.max(initial=0.0))
