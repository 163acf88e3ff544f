"""Weights that meet totals and are as near as can be to those before.

Deville & Särndal 1992, *Calibration estimators in survey sampling*, JASA 87:376.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from survey.kernels.distances import Distance
from survey.kernels.normal_equations import split_equations

if TYPE_CHECKING:
    from survey.kernels.distances import Kind
    from survey.kernels.layout import Floats
    from survey.kernels.normal_equations import Equations, Solver

_FARTHEST = 4.0
_HALVINGS = 30
_STARVED, _FLOOR = 1e-3, 0.05
_PATIENCE = 12


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
        Most rounds that any part took.
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


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """Multipliers of one set of equations."""

    multipliers: Floats
    combined: Floats
    rounds: int
    worst: float


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
    multipliers only if no columns depend on each other. Columns that share no row, directly or by
    way of others, are worked on apart.

    References
    ----------
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
    u, multipliers = np.zeros(len(weights)), np.zeros(len(totals))
    columns = sparse.csr_array(x)
    met = np.zeros(len(totals), dtype=bool)
    taken, worst = 0, 0.0
    for equations in split_equations(columns):
        rows, here = equations.rows, equations.columns
        found = settle(equations, weights[rows], totals[here], chosen, tolerance, rounds)
        u[rows], multipliers[here] = found.combined, found.multipliers
        met[here] = True
        taken, worst = max(taken, found.rounds), max(worst, found.worst)
    if (totals[~met] != 0).any():
        worst = max(worst, 1.0)
    factors = chosen.factor(u)
    slope = chosen.slope(u)
    return Calibrated(
        weights * factors, factors, slope, multipliers, taken, worst, worst <= tolerance
    )


def settle(
    equations: Equations,
    d: Floats,
    totals: Floats,
    distance: Distance,
    tolerance: float,
    rounds: int,
    start: Floats | None = None,
) -> Settled:
    """Find the multipliers of one set of equations by Newton's method.

    Parameters
    ----------
    equations : Equations
    d : (n,) float
        Weights before, of the rows of the equations.
    totals : (p,) float
        Of their columns.
    distance : Distance
    tolerance : float
    rounds : int
    start : (p,) float, optional
        Multipliers to begin with.

    Returns
    -------
    Settled
        It stops before `rounds` if the largest departure doesn't get smaller any more.
    """
    multipliers = np.zeros(len(totals)) if start is None else start
    u = equations.combined(multipliers)
    scale = Scale(equations, d, totals)
    worst: list[float] = []
    solve: Solver | None = None
    while True:
        weights = d * distance.factor(u)
        gap = totals - equations.sums(weights)
        worst.append(scale.worst(gap, weights))
        if worst[-1] <= tolerance or len(worst) > rounds or _stands_still(worst):
            break
        if solve is None or distance.kind != "linear" or distance.bounded:
            solve = equations.solver(_metric(equations, d, distance.slope(u), scale), scale.size)
        step = solve(gap)
        moved = equations.combined(step)
        length = _step_length(d, distance, u, moved, float(totals @ step), float(gap @ step))
        multipliers = multipliers + length * step
        u = u + length * moved
    return Settled(multipliers, u, len(worst) - 1, worst[-1])


def _stands_still(worst: list[float]) -> bool:
    return len(worst) > _PATIENCE and min(worst[-_PATIENCE:]) > 0.9 * min(worst[:-_PATIENCE])


def _metric(equations: Equations, d: Floats, slope: Floats, scale: Scale) -> Floats:
    """The derivative of the weights, kept from 0 where all factors of a column are at a bound."""
    metric = d * slope
    if not (slope == 0).any():
        return metric
    starved = equations.sizes(metric) < _STARVED * scale.size
    if not starved.any():
        return metric
    near = equations.combined(starved.astype(float)) != 0
    return np.where(near, np.maximum(metric, _FLOOR * d), metric)


def _step_length(
    d: Floats, distance: Distance, u: Floats, moved: Floats, rise: float, slope: float
) -> float:
    """How much of a step is taken before it goes uphill again, or nearly so."""
    if distance.kind == "linear" and not distance.bounded:
        return 1.0
    length = min(1.0, _FARTHEST / max(float(np.abs(moved[d > 0]).max(initial=0.0)), 1e-300))
    for _ in range(_HALVINGS):
        beyond = float((d * distance.factor(u + length * moved)) @ moved) - rise
        if beyond <= slope / 2:
            break
        length *= max(slope / (slope + beyond), 0.1)
    return length


class Scale:
    """What departures from totals are shares of: the totals, or the sizes of what adds up to them.

    Parameters
    ----------
    equations : Equations
    d : (n,) float
        Weights before.
    totals : (p,) float
    """

    __slots__ = ("_equations", "_least", "size")

    def __init__(self, equations: Equations, d: Floats, totals: Floats) -> None:
        self._equations = equations
        self.size = equations.sizes(d)
        share = np.divide(np.abs(totals), self.size, out=np.zeros(len(totals)), where=self.size > 0)
        usual = min(float(share.max(initial=0.0)), 1.0)
        self._least = np.maximum(np.abs(totals), 1e-3 * usual * self.size)

    def worst(self, gap: Floats, weights: Floats) -> float:
        """The largest departure, for weights (n,)."""
        scale = np.maximum(self._least, self._equations.sizes(np.abs(weights)))
        share = np.divide(np.abs(gap), scale, out=np.abs(gap), where=scale > 0)
        return float(share.max(initial=0.0))
