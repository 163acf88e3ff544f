"""Several distributions met at once, by iterative proportional fitting.

Deming & Stephan 1940, Ann. Math. Stat. 11:427; Deville, Särndal & Sautory 1993, JASA 88:1013. The
weights are those of a calibration with the raking distance, which is what goes on where fitting in
turn is slow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from survey.kernels.calibrating import calibrate

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints

_IN_TURN = 40


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """Distributions as slots to be filled.

    Attributes
    ----------
    codes : (n, m) int
        The slot of each row in each margin, 0 … C−1 over all margins; −1 where the row isn't in the
        margin.
    totals : (C,) float ≥ 0
        What the weights in each slot are to add up to.
    universe : (C,) int, optional
        Whom the slot is about, 0 …: slots of one margin with the same number share out the same
        people (one area, or all areas). Left out, all slots of a margin do.
    margin : (C,) int, optional
        The margin of each slot, 0 … m−1. Left out, totals of margins can't be compared.
    """

    codes: Ints
    totals: Floats
    universe: Ints | None = None
    margin: Ints | None = None

    def sums_by_universe(self) -> tuple[Floats, Ints, Ints]:
        """Total and first slot of each margin in each universe, and the place of each slot there.

        Returns
        -------
        sums : (U, m) float
        first : (U, m) int
            −1 where the universe has no slot in the margin.
        place : (C,) int
            u m + j.
        """
        count = self.codes.shape[1]
        margin = np.zeros(len(self.totals), dtype=np.int64) if self.margin is None else self.margin
        universe = np.zeros_like(margin) if self.universe is None else self.universe
        names, u = np.unique(universe, return_inverse=True)
        place: Ints = u.astype(np.int64) * count + margin
        sums = np.bincount(place, self.totals, minlength=len(names) * count).astype(float)
        first = np.full(len(names) * count, -1, dtype=np.int64)
        first[place[::-1]] = np.arange(len(place))[::-1]
        return sums.reshape(-1, count), first.reshape(-1, count), place

    def indicators(self) -> sparse.csr_array:
        """The columns of a calibration to the same totals, (n, C)."""
        rows, margin = np.nonzero(self.codes >= 0)
        entries = (np.ones(len(rows)), (rows, self.codes[rows, margin]))
        return sparse.csr_array(entries, shape=(len(self.codes), len(self.totals)))


@dataclass(frozen=True, slots=True, eq=False)
class Raked:
    """Raked weights.

    Attributes
    ----------
    weights : (n,) float
    factors_log : (C,) float
        Logarithms of the factors of the slots: a weight is multiplied by the exponential of their
        sum over the slots of its row. 0 for slots that nobody is in.
    rounds : int
    worst : float
        Largest departure from a total, as a share of it.
    converged : bool
        Whether that is within the tolerance.
    """

    weights: Floats
    factors_log: Floats
    rounds: int
    worst: float
    converged: bool


def rake(
    weights: Floats, margins: Margins, *, tolerance: float = 1e-10, rounds: int = 1000
) -> Raked:
    """Rake weights to margins.

    Parameters
    ----------
    weights : (n,) float ≥ 0
        Weights of 0 stay 0.
    margins : Margins
        Whether they can be met at all is found by `survey.kernels.reachable`.
    tolerance : float
        Largest departure from a total, as a share of it.
    rounds : int
        At most so many.

    Returns
    -------
    Raked

    See Also
    --------
    R: ``survey::rake``.

    Examples
    --------
    >>> import numpy as np
    >>> codes = np.array([[0, 2], [0, 3], [1, 2], [1, 3]])
    >>> totals = np.array([60.0, 40.0, 50.0, 50.0])
    >>> rake(np.ones(4), Margins(codes, totals)).weights.round(9).tolist()
    [30.0, 30.0, 20.0, 20.0]
    """
    result = weights.astype(float, copy=True)
    factors = np.ones(len(margins.totals))
    taken, worst = 0, np.inf
    while taken < min(rounds, _IN_TURN):
        worst = _once(result, margins, factors)
        taken += 1
        if worst <= tolerance:
            break
    logs = np.log(np.where(factors > 0, factors, 1.0))
    if worst <= tolerance:
        return Raked(result, logs, taken, _worst(result, margins), True)
    rest = calibrate(
        result,
        margins.indicators(),
        margins.totals,
        "raking",
        tolerance=tolerance,
        rounds=rounds - taken,
    )
    logs = logs + rest.multipliers
    return Raked(rest.weights, logs, taken + rest.rounds, rest.worst, rest.converged)


def _once(weights: Floats, margins: Margins, factors: Floats) -> float:
    """Fit each margin in turn, in place; the largest departure met on the way."""
    worst = 0.0
    for codes in margins.codes.T:
        inside = codes >= 0
        rows = slice(None) if inside.all() else inside
        slot = codes[rows]
        now = np.bincount(slot, weights[rows], minlength=len(factors))
        times = np.divide(margins.totals, now, out=np.ones_like(now), where=now > 0)
        weights[rows] *= times[slot]
        factors *= times
        worst = max(worst, float(np.abs(1 / times[times > 0] - 1).max(initial=0.0)))
    return worst


def _worst(weights: Floats, margins: Margins) -> float:
    sums = np.asarray(margins.indicators().T @ weights)
    scale = np.where(margins.totals > 0, margins.totals, 1.0)
    return float((np.abs(sums - margins.totals) / scale).max(initial=0.0))


def rake_many(
    weights: Floats, margins: Margins, *, tolerance: float = 1e-10, rounds: int = 1000
) -> None:
    """Rake many sets of weights to the same margins, in place.

    Parameters
    ----------
    weights : (n, R) float ≥ 0
        Overwritten.
    margins : Margins
    tolerance : float
    rounds : int
    """
    for column in weights.T:
        column[:] = rake(column, margins, tolerance=tolerance, rounds=rounds).weights
