"""One calibration for many sets of weights of the same units, as replicates are.

The sets differ little, so that the derivative of the equations at the mean of all sets leads each
of them near its solution, and the steps themselves tell how it differs (Nocedal 1980, *Updating
quasi-Newton matrices with limited storage*, Math. Comp. 35:773). All sets take their steps at once,
most of them in single precision. Where that doesn't settle a set, Newton's method does.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from survey.kernels.calibrating import settle
from survey.kernels.distances import Distance
from survey.kernels.normal_equations import DenseEquations, split_equations
from survey.kernels.quasi_newton import Memory
from survey.kernels.rough_raking import Rough

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from survey.kernels.distances import Kind
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.kernels.normal_equations import Equations

    Shared = Callable[[Ints, Floats, Bools], Floats]

_STEPS = 25
_AT_ONCE = 2**17
_MOST, _ALMOST_ALL = 0.75, 0.9
_NEAR = 1e-5
_WORKERS = min(os.cpu_count() or 1, 8)


@dataclass(frozen=True, slots=True, eq=False)
class Replicated:
    """What became of many sets of weights.

    Attributes
    ----------
    worst : (R,) float
        Largest departure from a total of each set, as a share of it; totals that nobody in the set
        can add to are left aside.
    empty : (R,) int
        How many totals of each set nobody can add to.
    """

    worst: Floats
    empty: Ints


def calibrate_many(
    weights: Floats,
    x: sparse.csr_array | Floats,
    totals: Floats,
    distance: Kind = "linear",
    bounds: tuple[float, float] | None = None,
    *,
    start: Floats | None = None,
    share_out: Shared | None = None,
    tolerance: float = 1e-10,
    rounds: int = 100,
) -> Replicated:
    """Calibrate many sets of weights to the same totals, in place.

    Parameters
    ----------
    weights : (n, R) float ≥ 0
        Overwritten with the calibrated ones.
    x, totals, distance, bounds, tolerance, rounds
        As of `survey.kernels.calibrating.calibrate`.
    start : (p,) float, optional
        Multipliers of the mean of the sets, as near as they are known.
    share_out : function, optional
        Given columns, their totals (p′, R) and which of them nobody can add to, gives the totals to
        be met. Left out, those are left aside and the others stay as they are.

    Returns
    -------
    Replicated
    """
    chosen = Distance(distance, *(bounds or (-np.inf, np.inf)))
    replicates = weights.shape[1]
    mean = weights.sum(axis=1) / max(replicates, 1)
    worst, empty = np.zeros(replicates), np.zeros(replicates, dtype=np.int64)

    shared = _Shared(totals, chosen, mean, start, share_out, tolerance, rounds)
    sets = list(split_equations(sparse.csr_array(x)))
    shares = max(_WORKERS // max(len(sets), 1), 1)

    def work(equations: Equations, share: int) -> Iterable[tuple[slice, Floats, Ints]]:
        task = _Task(equations, shared)
        chunks = _chunks(len(equations.rows), replicates)[share::shares]
        return [(chunk, *task.settle(weights, chunk)) for chunk in chunks]

    with ThreadPoolExecutor(_WORKERS) as pool:
        jobs = [pool.submit(work, each, share) for each in sets for share in range(shares)]
        for job in jobs:
            for chunk, departure, nobody in job.result():
                worst[chunk] = np.maximum(worst[chunk], departure)
                empty[chunk] += nobody
    return Replicated(worst, empty)


def _slice_of(rows: Ints) -> Ints | slice:
    """Rows that follow each other as a slice, whose entries needn't be copied."""
    if len(rows) and rows[-1] - rows[0] == len(rows) - 1 and (np.diff(rows) == 1).all():
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def _chunks(n: int, replicates: int) -> list[slice]:
    size = max(_AT_ONCE // max(n, 1), 8)
    return [slice(first, first + size) for first in range(0, replicates, size)]


@dataclass(frozen=True, slots=True, eq=False)
class _Shared:
    """What all sets of equations have in common."""

    totals: Floats
    distance: Distance
    mean: Floats
    start: Floats | None
    share_out: Shared | None
    tolerance: float
    rounds: int


class _Task:
    """One set of equations, to be solved for many sets of weights.

    The derivative of the equations is that at the mean of the weights.
    """

    def __init__(self, equations: Equations, shared: _Shared) -> None:
        mean, distance = shared.mean[equations.rows], shared.distance
        size = equations.sizes(mean)
        self.equations, self.shared = equations, shared
        self.rows = _slice_of(equations.rows)
        self.totals = shared.totals[equations.columns]
        found = settle(
            equations,
            mean,
            np.where(size > 0, self.totals, 0.0),
            distance,
            shared.tolerance,
            shared.rounds,
            None if shared.start is None else shared.start[equations.columns],
        )
        self.start = found.multipliers
        after = mean * distance.factor(found.combined)
        scale = np.maximum(np.abs(self.totals), equations.sizes(np.abs(after)))
        self.scale = np.where(scale > 0, scale, 1.0)
        self.solve = equations.solver(mean * distance.slope(found.combined), size)
        self.rough: Rough | None = None
        plain = distance.kind == "raking" and not distance.bounded
        if plain and isinstance(equations, DenseEquations):
            self.rough = Rough(equations.z, after, self.scale)

    def wanted(self, nobody: Bools) -> Floats:
        """The totals to be met, (p, R), if nobody can add to some of them."""
        wanted = np.repeat(self.totals[:, None], nobody.shape[1], axis=1)
        if nobody.any():
            if self.shared.share_out is not None:
                wanted = self.shared.share_out(self.equations.columns, wanted, nobody)
            wanted[nobody] = 0.0
        return wanted

    def settle(self, weights: Floats, chunk: slice) -> tuple[Floats, Ints]:
        """Calibrate some sets in place.

        Returns
        -------
        worst : (R′,) float
            The largest departure of each set.
        empty : (R′,) int
        """
        d = weights[self.rows, chunk]
        path = _Path(self, d)
        wanted, empty = path.wanted, (path.nobody & (self.totals != 0)[:, None]).sum(axis=0)
        with np.errstate(over="ignore", invalid="ignore"):
            if self.rough is not None:
                path.approach(self.rough)
            found, worst = self._finish(path)
        for k in np.flatnonzero(~(worst <= self.shared.tolerance)):
            found[:, k], worst[k] = self._alone(d[:, k], wanted[:, k])
        weights[self.rows, chunk] = found
        return worst, empty

    def _finish(self, path: _Path) -> tuple[Floats, Floats]:
        """Weights, and the largest departure of each set."""
        result, worst = path.weights, path.departure()
        live = np.flatnonzero(~(worst <= self.shared.tolerance))
        if not len(live):
            return result, worst
        path = path.part(live)
        for _ in range(_STEPS):
            path.step()
            worst[live] = path.departure()
            met = worst[live] <= self.shared.tolerance
            if met.mean() >= _MOST:
                result[:, live[met]] = path.weights[:, met]
                live = live[~met]
                if not len(live):
                    break
                path = path.part(np.flatnonzero(~met))
        return result, worst

    def _alone(self, d: Floats, wanted: Floats) -> tuple[Floats, float]:
        shared = self.shared
        found = settle(
            self.equations,
            d,
            wanted,
            shared.distance,
            shared.tolerance,
            shared.rounds,
            self.start,
        )
        return d * shared.distance.factor(found.combined), found.worst


class _Path:
    """The way of several sets towards their solutions."""

    def __init__(self, task: _Task, d: Floats) -> None:
        self._task, self._d = task, d
        self._multipliers = np.repeat(task.start[:, None], d.shape[1], axis=1)
        self._memory = Memory(task.solve)
        factor = task.shared.distance.factor(task.equations.combined(task.start))
        self.weights = d * factor[:, None]
        sums = task.equations.sums(self.weights)
        self.nobody = (
            sums if task.shared.distance.kind == "raking" else task.equations.sizes(d)
        ) == 0
        self.wanted = task.wanted(self.nobody)
        self._gap = self.wanted - sums

    def part(self, which: Ints) -> _Path:
        """Some of the sets."""
        result = copy(self)
        result._d, result.weights = self._d[:, which], self.weights[:, which]
        result.wanted, result._gap = self.wanted[:, which], self._gap[:, which]
        result._multipliers = self._multipliers[:, which]
        result._memory = self._memory.part(which)
        return result

    def departure(self) -> Floats:
        """The largest departure of each set, as a share of the totals."""
        return np.asarray((np.abs(self._gap) / self._task.scale[:, None]).max(axis=0))

    def step(self) -> None:
        """All sets go one step on."""
        step = self._memory.direction(self._gap)
        before = self._gap
        self._move(step)
        self._memory.add(step, before - self._gap)

    def _move(self, step: Floats) -> None:
        self._multipliers = self._multipliers + step
        self.weights = self._task.equations.combined(self._multipliers, self.weights)
        self._task.shared.distance.overwrite(self.weights)
        self.weights *= self._d
        self._gap = self.wanted - self._task.equations.sums(self.weights)

    def approach(self, rough: Rough) -> None:
        """All sets come near in single precision, twice.

        What that leaves of the departures is looked at in double precision; the second time only
        what the weights change by is rounded, which by then is little.
        """
        tolerance = self._task.shared.tolerance
        for goal, little in ((_NEAR, False), (tolerance / 3, True)):
            if (self.departure() <= goal).mean() < _ALMOST_ALL:
                self._move(rough.steps(self.weights, self._gap, goal, little=little))
