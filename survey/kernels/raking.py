"""Several distributions met at once, by iterative proportional fitting.

Deming & Stephan 1940, Ann. Math. Stat. 11:427; Deville, Särndal & Sautory 1993, JASA 88:1013. The
weights are those of a calibration with the raking distance, which is what goes on where fitting in
turn is slow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from survey.kernels.calibrating import calibrate
from survey.kernels.replicated import calibrate_many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.kernels.layout import Bools, Floats, Ints
    from survey.kernels.replicated import Replicated

_IN_TURN, _AT_ONCE = 40, 2**15
_SAME = 2e-6


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """Distributions as slots to be filled.

    Attributes
    ----------
    codes : (n, m) int
        The slot of each row in each margin, 0 … C−1 over all margins; −1 where the row isn't in the
        margin. Column by column in memory (Fortran's order) it isn't copied.
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
        inside = self.codes >= 0
        ends = np.concatenate([[0], np.cumsum(inside.sum(axis=1))])
        slots = self.codes[inside]
        entries = (np.ones(len(slots)), slots, ends)
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

    Notes
    -----
    R: ``survey::rake``.

    Examples
    --------
    >>> import numpy as np
    >>> codes = np.array([[0, 2], [0, 3], [1, 2], [1, 3]])
    >>> totals = np.array([60.0, 40.0, 50.0, 50.0])
    >>> rake(np.ones(4), Margins(codes, totals)).weights.round(9).tolist()
    [30.0, 30.0, 20.0, 20.0]
    """
    known = _reconciled(margins)
    result = weights.astype(float, copy=True)
    factors = np.ones(len(known.totals))
    columns = list(_columns(known))
    taken, worst = 0, np.inf
    while worst > tolerance and taken < min(rounds, _IN_TURN):
        worst = _once(result, columns, known.totals, factors)
        taken += 1
    logs = np.log(factors, out=np.zeros_like(factors), where=factors > 0)
    if worst <= tolerance:
        worst = _departure(result, columns, known.totals)
    if worst <= tolerance:
        return Raked(result, logs, taken, worst, True)
    rest = calibrate(
        result,
        known.indicators(),
        known.totals,
        "raking",
        tolerance=tolerance,
        rounds=rounds - taken,
    )
    logs = logs + rest.multipliers
    return Raked(rest.weights, logs, taken + rest.rounds, rest.worst, rest.converged)


def _columns(margins: Margins) -> Iterator[tuple[Ints, Ints | None]]:
    """The slots of each margin, and the rows they are of; None for all."""
    for column in margins.codes.T:
        codes = np.ascontiguousarray(column, dtype=np.int64)
        inside = codes >= 0
        yield (codes, None) if inside.all() else (codes[inside], np.flatnonzero(inside))


def _once(
    weights: Floats, columns: list[tuple[Ints, Ints | None]], totals: Floats, factors: Floats
) -> float:
    """Fit each margin in turn, in place; the largest departure met on the way."""
    worst = 0.0
    for slot, rows in columns:
        now = np.bincount(slot, weights if rows is None else weights[rows], minlength=len(totals))
        times = np.divide(totals, now, out=np.ones_like(factors), where=now > 0)
        factors *= times
        for start in range(0, len(slot), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            weights[part if rows is None else rows[part]] *= times.take(slot[part])
        worst = max(worst, float(np.abs(1 - times).max(initial=0.0)))
    return worst


def _departure(weights: Floats, columns: list[tuple[Ints, Ints | None]], totals: Floats) -> float:
    """The largest departure, as a share of each total."""
    sums = np.zeros(len(totals))
    for slot, rows in columns:
        sums += np.bincount(slot, weights if rows is None else weights[rows], len(totals))
    gap = np.abs(sums - totals)
    return float(np.divide(gap, totals, out=gap, where=totals > 0).max(initial=0.0))


def rake_many(
    weights: Floats, margins: Margins, *, tolerance: float = 1e-10, rounds: int = 1000
) -> Replicated:
    """Rake many sets of weights to the same margins, in place.

    Parameters
    ----------
    weights : (n, R) float ≥ 0
        Overwritten with the raked ones.
    margins : Margins
        A slot that nobody is in in one of the sets can't be filled there; the other slots of the
        same margin and universe share out what it should have had.
    tolerance, rounds
        As of `rake`.

    Returns
    -------
    Replicated
    """
    known = _reconciled(margins)
    mean = weights.sum(axis=1) / max(weights.shape[1], 1)
    start = rake(mean, known, tolerance=tolerance, rounds=rounds).factors_log
    return calibrate_many(
        weights,
        known.indicators(),
        known.totals,
        "raking",
        start=start,
        share_out=None if margins.margin is None else _Sharing(known),
        tolerance=tolerance,
        rounds=rounds,
    )


class _Sharing:
    """Others of the same margin and universe take over the totals of empty slots."""

    def __init__(self, margins: Margins) -> None:
        self._place = margins.sums_by_universe()[2]

    def __call__(self, columns: Ints, totals: Floats, empty: Bools) -> Floats:
        group = np.unique(self._place[columns], return_inverse=True)[1]
        result = totals.copy()
        for k in np.flatnonzero(empty.any(axis=0)):
            full = np.bincount(group, totals[:, k])
            left = np.bincount(group, np.where(empty[:, k], 0.0, totals[:, k]))
            times = np.divide(full, left, out=np.ones_like(full), where=left > 0)
            result[:, k] = np.where(empty[:, k], 0.0, totals[:, k] * times[group])
        return result


def _reconciled(margins: Margins) -> Margins:
    """Margins whose totals of the same universe differ by rounding alone, made the same."""
    if margins.margin is None:
        return margins
    sums, first, place = margins.sums_by_universe()
    reference = np.array([each[there >= 0][0] for each, there in zip(sums, first, strict=True)])
    times = np.divide(reference[:, None], sums, out=np.ones_like(sums), where=sums > 0)
    times = np.where(np.abs(times - 1) < _SAME, times, 1.0)
    return replace(margins, totals=margins.totals * times.ravel()[place])
