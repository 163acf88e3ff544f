"""How far a hidden count can be pinned down by sums that are known, and what to hide beside it.

Counts are real numbers from 0 upwards here, as in Fischetti & Salazar 2001 (Management Science
47:1008): a range that is wide enough for real numbers is what a reader with a linear program sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import optimize, sparse

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints

_MOVED = 1e-6
_INFEASIBLE = 2
_WHOLE = 1e-5
_NODES = 2_000
_FEW, _MOST_CHOICES = 2, 150
_AS_IT_IS: Any = {"presolve": False}  # takes longer than it saves with so few numbers


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


@dataclass(frozen=True, slots=True, eq=False)
class GivenWay:
    """Which known sums give way to an unknown one, and the counts that show it.

    Attributes
    ----------
    moved : (e,) bool
        Known sums that have to become unknown.
    low, high : (m,) float
        Two sets of counts that have all other known sums, with the unknown sum a width apart.
    """

    moved: Bools
    low: Floats
    high: Floats


def cheapest_to_give_way(
    target: Floats,
    width: float,
    matrix: sparse.csr_array,
    values: Floats,
    cost: Floats,
    *,
    fewest: bool = False,
) -> GivenWay | None:
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
    fewest : bool
        Whether to look for a choice that is cheap by what moves, not by how far: cheapest by how
        far may be a little of each of many sums.

    Returns
    -------
    GivenWay, or None if no choice gives the width

    Notes
    -----
    Two sets of counts are sought, x′ and x″ with target·(x″ − x′) = width, that depart from the
    known sums at the least cost (Kelly, Golden & Assad 1992, Networks 22:397). With the sums that
    either departs from unknown, both are possible.
    """
    e, m = matrix.shape
    free = np.flatnonzero(np.isfinite(cost))
    price = np.concatenate([np.zeros(m), cost[free], cost[free]])
    known: Any = _two_sides(target, matrix, free)
    sums = np.concatenate([values, values, [width]])
    found: Any = optimize.linprog(
        np.tile(price, 2),
        A_eq=known,
        b_eq=sums,
        bounds=(0, None),
        method="highs",
        options=_AS_IT_IS,
    )
    if found.status != 0:
        return None
    sides = found.x.reshape(2, -1)
    moved = np.zeros(e, dtype=bool)
    moved[free] = _largest_moves(sides, m) > _MOVED
    if fewest and moved.sum() > _FEW and len(free) <= _MOST_CHOICES:
        sides = _fewest(known, sums, cost[free], width, sides)
        moved[free] = _largest_moves(sides, m) > _MOVED
    return GivenWay(moved, sides[0, :m], sides[1, :m])


def _largest_moves(sides: Floats, m: int) -> Floats:
    return np.asarray(sides[:, m:].reshape(2, 2, -1).max(axis=(0, 1)), dtype=float)


def _fewest(
    known: sparse.csc_array, sums: Floats, cost: Floats, width: float, sides: Floats
) -> Floats:
    """The two sides again with a price for each sum that moves at all; as before if none found."""
    choices, size = len(cost), sides.size
    slacks = np.zeros(sides.shape, dtype=bool)
    slacks[:, -2 * choices :] = True
    columns = np.flatnonzero(slacks)
    rows = np.tile(np.arange(choices), 4)
    moves = sparse.csr_array((np.ones(len(columns)), (rows, columns)), shape=(choices, size))
    most: Any = sparse.block_array([[moves, -4 * width * sparse.eye_array(choices)]])
    whole: Any = sparse.block_array([[known, sparse.csr_array((len(sums), choices))]])
    found: Any = optimize.milp(
        np.concatenate([slacks.ravel() * _MOVED, cost]),
        constraints=[
            optimize.LinearConstraint(whole, sums, sums),
            optimize.LinearConstraint(most, -np.inf, 0),
        ],
        integrality=np.concatenate([np.zeros(size), np.ones(choices)]),
        bounds=optimize.Bounds(0, np.concatenate([np.full(size, np.inf), np.ones(choices)])),
        options={"node_limit": _NODES},
    )
    return sides if found.x is None else np.asarray(found.x[:size]).reshape(sides.shape)


def _two_sides(target: Floats, matrix: sparse.csr_array, free: Ints) -> sparse.csc_array:
    """Equations of two sets of counts, each with what it has too little and too much, and apart.

    Rows are the known sums of either set, and how far the sets are apart in the target.
    """
    e, m = matrix.shape
    one = matrix.tocoo()
    slack = np.arange(len(free))
    rows = np.concatenate([one.row, free, free])
    columns = np.concatenate([one.col, m + slack, m + len(free) + slack])
    entries = np.concatenate([one.data, np.ones(len(free)), -np.ones(len(free))])
    wide, asked = m + 2 * len(free), np.flatnonzero(target)
    last = np.full(len(asked), 2 * e)
    return sparse.coo_array(
        (
            np.concatenate([entries, entries, -target[asked], target[asked]]),
            (
                np.concatenate([rows, e + rows, last, last]),
                np.concatenate([columns, wide + columns, asked, wide + asked]),
            ),
        ),
        shape=(2 * e + 1, 2 * wide),
    ).tocsc()


def whole_extreme(
    target: Floats,
    matrix: sparse.csr_array,
    values: Floats,
    *,
    least: bool,
    limit: float,
    past: float,
) -> Floats | None:
    """Whole numbers with all known sums, and with another sum as small or as great as possible.

    Parameters
    ----------
    target : (m,) float
    matrix : (e, m) sparse
    values : (e,) float
    least : bool
        Whether the sum is to be small.
    limit : float
        No more is asked for than this.
    past : float
        If not even fractions get a whole step past this, whole numbers aren't sought.

    Returns
    -------
    (m,) float, or None if none were found in time
    """
    sign = 1.0 if least else -1.0
    known: Any = matrix
    found: Any = optimize.linprog(
        sign * target,
        A_eq=known,
        b_eq=values,
        A_ub=-sign * target[None, :],
        b_ub=[-sign * limit],
        bounds=(0, None),
        method="highs",
        options=_AS_IT_IS,
    )
    if found.status != 0:
        return None
    counts = np.round(np.asarray(found.x, dtype=float))
    if np.abs(counts - found.x).max() < _WHOLE:
        return counts
    if sign * (past - target @ found.x) < 1 - _WHOLE:
        return None
    ends = (limit, np.inf) if least else (-np.inf, limit)
    limits: Any = [
        optimize.LinearConstraint(matrix, values, values),
        optimize.LinearConstraint(sparse.csr_array(target[None, :]), *ends),
    ]
    found = optimize.milp(
        sign * target,
        constraints=limits,
        integrality=np.ones(len(target), dtype=np.int64),
        bounds=optimize.Bounds(0, np.inf),
        options={"node_limit": _NODES},
    )
    return None if found.x is None else np.round(np.asarray(found.x, dtype=float))


class WholeTables:
    """Tables of whole numbers that have all known sums: proof that other sums aren't known.

    Parameters
    ----------
    targets : (t, m) sparse
        Sums that are to have wide ranges.
    truth : (m,) float
        The true table, which is the first.
    """

    def __init__(self, targets: sparse.csr_array, truth: Floats) -> None:
        self._targets = targets
        self._truth = truth
        self._tables = [truth]
        start = np.asarray(targets @ truth, dtype=float)
        self._least, self._most = start, start.copy()

    def add(self, *tables: Floats) -> bool:
        """Take in tables; those that aren't of whole numbers are left out, and told."""
        whole = True
        for table in tables:
            rounded = np.round(table)
            if np.abs(rounded - table).max(initial=0.0) >= _WHOLE:
                whole = False
                continue
            self._tables.append(rounded)
            reached = np.asarray(self._targets @ rounded, dtype=float)
            self._least = np.minimum(self._least, reached)
            self._most = np.maximum(self._most, reached)
        return whole

    def ends(self, place: int) -> tuple[float, float]:
        """The least and the greatest value of a target in the tables."""
        return float(self._least[place]), float(self._most[place])

    def widths(self) -> Floats:
        """How wide the range of each target is at least."""
        return np.asarray(self._most - self._least, dtype=float)

    def widths_within(self, where: Bools) -> Floats:
        """The same by some of the tables only."""
        some = np.stack([table for table, here in zip(self._tables, where, strict=True) if here])
        reached = np.asarray(self._targets @ some.T, dtype=float)
        return np.asarray(reached.max(axis=1) - reached.min(axis=1), dtype=float)

    def with_true(self, combination: Floats) -> Bools:
        """The tables in which a sum is what it truly is."""
        apart = np.array([combination @ (table - self._truth) for table in self._tables])
        return np.asarray(np.abs(apart) < _WHOLE, dtype=bool)
