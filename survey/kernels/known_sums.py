"""Numbers that are known within ranges and by their sums: the ranges made narrow, and a choice.

A register hides small counts, but shows sums that they are in. Counts are nodes here, and a sum
says that one node equals some others together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import optimize, sparse
from scipy.sparse import linalg

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints

_NOISE = 1e-9
_ROUNDS = 10_000
_NEWTON_ROUNDS = 200
_HALVINGS = 50
_SUFFICIENT = 1e-4
_RIDGE = 1e-8


@dataclass(frozen=True, slots=True)
class Sums:
    """Which nodes are the sums of which.

    Attributes
    ----------
    whole : (S,) int
        The node that is a sum.
    part_of : (m,) int
        The sum, 0 … S−1, that each part is in.
    part : (m,) int
        The node that the part is.
    """

    whole: Ints
    part_of: Ints
    part: Ints


@dataclass(frozen=True, slots=True)
class Ranges:
    """Ranges that all sums allow, as far as one sum at a time can tell.

    Attributes
    ----------
    low, high : (N,) float
    failed : int
        A sum that can't be met; −1 if none is known.
    """

    low: Floats
    high: Floats
    failed: int = -1


def narrowed(low: Floats, high: Floats, sums: Sums, whole_numbers: Bools) -> Ranges:
    """Narrow ranges by sums, one at a time, until nothing moves.

    A whole lies between the sums of the lows and of the highs of its parts; a part lies between the
    whole's low without the others' highs and the whole's high without the others' lows. True values
    that lie within the ranges given lie within those returned.

    Parameters
    ----------
    low, high : (N,) float
        `high` may be infinite.
    sums : Sums
    whole_numbers : (N,) bool
        Nodes that are counts: their ends are rounded inwards.

    Returns
    -------
    Ranges
        With ``failed`` if a range became empty.

    Examples
    --------
    >>> sums = Sums(np.array([2]), np.array([0, 0]), np.array([0, 1]))
    >>> found = narrowed(np.array([1.0, 1, 7]), np.array([4.0, 4, 7]), sums, np.ones(3, bool))
    >>> found.low, found.high
    (array([3., 3., 7.]), array([4., 4., 7.]))
    """
    low, high = low.copy(), high.copy()
    for _ in range(_ROUNDS):
        before = low.copy(), high.copy()
        _sweep(low, high, sums)
        low[whole_numbers] = np.ceil(low[whole_numbers] - _NOISE)
        high[whole_numbers] = np.floor(high[whole_numbers] + _NOISE)
        empty = low > high + _NOISE * np.maximum(1, np.abs(low))
        if empty.any():
            return Ranges(low, high, _sum_with(empty, sums))
        moved = np.maximum(low - before[0], 0).max(initial=0) > _NOISE
        shrunk = (high < before[1] - _NOISE).any()
        if not (moved or shrunk):
            break
    return Ranges(np.minimum(low, high), high)


def _sweep(low: Floats, high: Floats, sums: Sums) -> None:
    """One round over all sums, upwards and then down."""
    n, of, part = len(sums.whole), sums.part_of, sums.part
    low_sum = np.bincount(of, low[part], n)
    np.maximum.at(low, sums.whole, low_sum)
    np.minimum.at(high, sums.whole, _high_without(high, sums)[1])
    low_sum = np.bincount(of, low[part], n)
    others_high, _ = _high_without(high, sums)
    lower = low[sums.whole][of] - others_high
    upper = high[sums.whole][of] - (low_sum[of] - low[part])
    np.maximum.at(low, part, lower)
    np.minimum.at(high, part, upper)


def _high_without(high: Floats, sums: Sums) -> tuple[Floats, Floats]:
    """The highs of the others in the sum of each part, and those of all parts of each sum."""
    n, of = len(sums.whole), sums.part_of
    own = high[sums.part]
    endless = np.isinf(own)
    finite = np.where(endless, 0.0, own)
    total, unknown = np.bincount(of, finite, n), np.bincount(of, endless, n)
    others = np.where(unknown[of] - endless > 0, np.inf, total[of] - finite)
    return others, np.where(unknown > 0, np.inf, total)


def _sum_with(empty: Bools, sums: Sums) -> int:
    """A sum that an emptied node is in."""
    hit = empty[sums.whole].astype(np.int64)
    hit += np.bincount(sums.part_of, empty[sums.part], len(sums.whole)).astype(np.int64)
    return int(np.argmax(hit)) if hit.any() else -1


def nearest(low: Floats, high: Floats, sums: Sums) -> Floats | None:
    """Values within their ranges that meet all sums and are nearest to the middles of the ranges.

    Least squares over the nodes, ½ Σ (x − m)², under x_whole = Σ x_part and low ≤ x ≤ high; solved
    by Newton's method on its dual, where x(λ) = clip(m + A′λ, low, high).

    Parameters
    ----------
    low, high : (N,) float
        Finite.
    sums : Sums

    Returns
    -------
    (N,) float or None
        None if no values within the ranges meet all sums.

    Examples
    --------
    >>> sums = Sums(np.array([3]), np.array([0, 0, 0]), np.array([0, 1, 2]))
    >>> nearest(np.array([1.0, 1, 1, 9]), np.array([4.0, 4, 2, 9]), sums).round(6)
    array([3.5, 3.5, 2. , 9. ])
    """
    matrix, values, free = _equations(low, high, sums)
    found = (low + high) / 2
    if matrix.shape[0] == 0:
        return found
    bounds = low[free], high[free]
    solved = _solved(matrix, values, *bounds)
    if solved is None:
        known: Any = matrix
        feasible: Any = optimize.linprog(
            np.zeros(matrix.shape[1]), A_eq=known, b_eq=values,
            bounds=_ends(*bounds), method="highs",
        )  # fmt: skip
        if feasible.status != 0:
            return None
        solved = np.clip(feasible.x, *bounds)
    found[free] = solved
    return found


def unmet(low: Floats, high: Floats, sums: Sums) -> Ints:
    """The sums that are missed if all are to be missed by as little as can be.

    A linear program: least Σ |x_whole − Σ x_part| with all values within their ranges.

    Parameters
    ----------
    low, high : (N,) float
        Finite.
    sums : Sums

    Returns
    -------
    (k,) int
        Empty if all can be met.
    """
    n, s = len(low), len(sums.whole)
    rows = np.concatenate([sums.part_of, np.arange(s)])
    columns = np.concatenate([sums.part, sums.whole])
    values = np.concatenate([np.ones(len(sums.part)), -np.ones(s)])
    every = sparse.csr_array((values, (rows, columns)), shape=(s, n))
    slack = sparse.eye_array(s)
    equations: Any = sparse.csr_array(sparse.hstack([every, slack, -slack]))
    cost = np.concatenate([np.zeros(n), np.ones(2 * s)])
    ends = _ends(np.r_[low, np.zeros(2 * s)], np.r_[high, np.full(2 * s, np.inf)])
    found: Any = optimize.linprog(cost, A_eq=equations, b_eq=np.zeros(s), bounds=ends,
                                  method="highs")  # fmt: skip
    missed = found.x[n : n + s] + found.x[n + s :]
    return np.flatnonzero(missed > _NOISE * max(1.0, float(np.abs(high).max(initial=0))))


def _ends(low: Floats, high: Floats) -> Any:  # noqa: ANN401 - the stubs of SciPy want a list
    return np.stack([low, high], axis=1)


def _equations(low: Floats, high: Floats, sums: Sums) -> tuple[sparse.csr_array, Floats, Bools]:
    """The sums as equations of the nodes that aren't known: Σ parts − whole = known part."""
    n, s = len(low), len(sums.whole)
    free = high - low > _NOISE
    ones = np.ones(len(sums.part))
    rows = np.concatenate([sums.part_of, np.arange(s)])
    columns = np.concatenate([sums.part, sums.whole])
    every = sparse.csr_array((np.concatenate([ones, -np.ones(s)]), (rows, columns)), shape=(s, n))
    fixed = np.where(free, 0.0, (low + high) / 2)
    matrix = sparse.csr_array(every[:, np.flatnonzero(free)])
    values = -(every @ fixed)
    used = np.diff(matrix.indptr) > 0
    return sparse.csr_array(matrix[np.flatnonzero(used)]), values[used], free


def _solved(matrix: sparse.csr_array, values: Floats, low: Floats, high: Floats) -> Floats | None:
    """The projection of the middles; None if it wasn't reached."""
    middle = (low + high) / 2
    dual = np.zeros(matrix.shape[0])
    enough = _NOISE * max(1.0, float(np.abs(high).max(initial=0)))
    problem = _Problem(matrix, values, middle, low, high)
    for _ in range(_NEWTON_ROUNDS):
        x, height = problem.at(dual)
        gap = values - matrix @ x
        if np.abs(gap).max() <= enough:
            return x
        step = _step(matrix, gap, (x > low) & (x < high))
        better = _higher(dual, step, gap, height, problem)
        if better is None:
            return None
        dual = better
    return None


@dataclass(frozen=True, slots=True)
class _Problem:
    """Least ½ Σ (x − middle)² under matrix x = values and low ≤ x ≤ high."""

    matrix: sparse.csr_array
    values: Floats
    middle: Floats
    low: Floats
    high: Floats

    def at(self, dual: Floats) -> tuple[Floats, float]:
        """The values that belong to a point of the dual, and the dual's height there."""
        pull = self.matrix.T @ dual
        x = np.clip(self.middle + pull, self.low, self.high)
        height = 0.5 * np.sum((x - self.middle) ** 2) - pull @ x + dual @ self.values
        return x, float(height)


def _step(matrix: sparse.csr_array, gap: Floats, inside: Bools) -> Floats:
    moving = matrix[:, np.flatnonzero(inside)]
    ridge = _RIDGE * sparse.eye_array(matrix.shape[0])
    solved: Any = linalg.spsolve(sparse.csc_array(moving @ moving.T + ridge), gap)
    return np.asarray(solved, dtype=np.float64)


def _higher(
    dual: Floats, step: Floats, gap: Floats, height: float, problem: _Problem
) -> Floats | None:
    """A point along the step where the dual is higher, or the sums are better met.

    Near the top, the height differs by less than its digits can tell.
    """
    slope, worst = float(gap @ step), np.abs(gap).max()
    length = 1.0
    for _ in range(_HALVINGS):
        there = dual + length * step
        x, reached = problem.at(there)
        if reached >= height + _SUFFICIENT * length * slope:
            return there
        if np.abs(problem.values - problem.matrix @ x).max() <= (1 - length / 2) * worst:
            return there
        length /= 2
    return None
