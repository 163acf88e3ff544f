"""Whether targets can be met at all, and which of them can't.

Nothing is handed out that was iterated towards targets out of reach: what can be seen of each
target alone is looked at first; then weights that meet all targets are sought, and where none are
found a linear program decides whether there are any, and which few targets contradict each other.
Its dual solution is not 0 for targets only that can't be met together (Farkas); those are thinned
out one by one until each is needed for the contradiction (Chinneck & Dravnieks 1991, ORSA J. Comp.
3:157).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy import optimize, sparse

from survey.kernels.calibrating import calibrate, settle
from survey.kernels.distances import Distance
from survey.kernels.normal_equations import split_equations
from survey.kernels.raking import rake

if TYPE_CHECKING:
    from survey.kernels.calibrating import Calibrated
    from survey.kernels.distances import Kind
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.kernels.raking import Margins, Raked

Reason = Literal[
    "totals_differ", "nobody_there", "nobody_wanted", "bounds", "contradiction", "nothing_left"
]
_SAME = 1e-6
_SHORT = 1e-7
_VANISHING = 1e-5
_solve: Any = optimize.linprog  # takes sparse equations and options that the stubs don't know
_EXACT = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}


@dataclass(frozen=True, slots=True, eq=False)
class Unreachable:
    """Targets that can't be met.

    Attributes
    ----------
    reason : str
        ``totals_differ``: two margins of the same people have different totals; ``nobody_there``: a
        target above 0 for a slot without respondents; ``nobody_wanted``: a target of 0 for a slot
        with respondents; ``bounds``: no factors within the bounds meet the targets;
        ``contradiction``: no weights from 0 upwards do; ``nothing_left``: only with weights of 0
        for some respondents.
    slots : (k,) int
        The targets, as few as there can be: without any one of them the others can be met. Of
        ``totals_differ`` the first slot of each of the two margins.
    wanted : (k,) float
        Their totals; of ``totals_differ`` those of the margins.
    possible : (k,) float
        What is nearest to each total when the others are met; of ``nobody_wanted`` the weights
        before, of ``totals_differ`` the total of the other margin.
    """

    reason: Reason
    slots: Ints
    wanted: Floats
    possible: Floats


def rake_or_why(
    weights: Floats, margins: Margins, *, tolerance: float = 1e-10, rounds: int = 1000
) -> Raked | tuple[Unreachable, ...]:
    """Rake weights, or tell which targets are out of reach.

    Parameters
    ----------
    weights : (n,) float ≥ 0
    margins : Margins
    tolerance, rounds
        As of `survey.kernels.raking.rake`.

    Returns
    -------
    Raked or tuple of Unreachable
        Raked weights that have not converged only if the targets can be met.
    """
    x = margins.indicators()
    trouble = totals_at_odds(margins) or one_by_one(weights, x, margins.totals, "raking")
    if trouble:
        return trouble
    found = rake(weights, margins, tolerance=tolerance, rounds=rounds)
    if found.converged and not _vanishing(weights, found.weights):
        return found
    return contradictions(weights, x, margins.totals, "raking") or found


def calibrate_or_why(
    weights: Floats,
    x: sparse.csr_array | Floats,
    totals: Floats,
    distance: Kind = "linear",
    bounds: tuple[float, float] | None = None,
    *,
    tolerance: float = 1e-10,
    rounds: int = 100,
) -> Calibrated | tuple[Unreachable, ...]:
    """Calibrate weights, or tell which totals are out of reach.

    Parameters
    ----------
    weights, x, totals, distance, bounds, tolerance, rounds
        As of `survey.kernels.calibrating.calibrate`.

    Returns
    -------
    Calibrated or tuple of Unreachable
        Calibrated weights that have not converged only if the totals can be met.
    """
    columns = sparse.csr_array(x)
    trouble = one_by_one(weights, columns, totals, distance, bounds)
    if trouble:
        return trouble
    found = calibrate(
        weights, columns, totals, distance, bounds, tolerance=tolerance, rounds=rounds
    )
    if found.converged and not (distance == "raking" and _vanishing(weights, found.weights)):
        return found
    return contradictions(weights, columns, totals, distance, bounds) or found


def totals_at_odds(margins: Margins) -> tuple[Unreachable, ...]:
    """Margins of the same people whose totals differ by more than a millionth.

    Parameters
    ----------
    margins : Margins
        Without `margin`, nothing is known and nothing found.
    """
    if margins.margin is None:
        return ()
    sums, first, _ = margins.sums_by_universe()
    found = []
    for u in range(len(sums)):
        present = np.flatnonzero(first[u] >= 0)
        here = sums[u, present]
        apart = np.abs(here - here[0]) > _SAME * np.abs(here[0])
        found += [
            Unreachable(
                "totals_differ", first[u, [present[0], present[k]]], here[[0, k]], here[[k, 0]]
            )
            for k in np.flatnonzero(apart)
        ]
    return tuple(found)


def one_by_one(
    weights: Floats,
    x: sparse.csr_array,
    totals: Floats,
    distance: Kind,
    bounds: tuple[float, float] | None = None,
) -> tuple[Unreachable, ...]:
    """Totals that no weights can meet, whatever the others are.

    Parameters
    ----------
    weights, x, totals, distance, bounds
        As of `survey.kernels.calibrating.calibrate`.
    """
    positive, negative = x.maximum(0), (-x).maximum(0)
    up, down = np.asarray(positive.T @ weights), np.asarray(negative.T @ weights)
    size = up + down
    low, high = _limits(distance, bounds)
    least = _times(low, up) - _times(high, down)
    most = _times(high, up) - _times(low, down)
    slack = _SHORT * np.maximum(np.abs(totals), size * min(high, 1.0))
    nobody = (size == 0) & (totals != 0)
    unwanted = (down == 0) & (up > 0) & (totals <= 0)
    outside = (size > 0) & ~unwanted & ((totals < least - slack) | (totals > most + slack))
    reasons: list[tuple[Reason, Bools, Floats]] = [
        ("nobody_there", nobody, np.zeros(len(totals))),
        ("nobody_wanted", unwanted, up),
        ("bounds", outside, np.clip(totals, least, most)),
    ]
    return tuple(
        Unreachable(reason, np.array([c]), totals[[c]], possible[[c]])
        for reason, which, possible in reasons
        for c in np.flatnonzero(which)
    )


def _vanishing(before: Floats, after: Floats) -> bool:
    """Whether some weights are so small that they may be 0 in the end."""
    factors = after[before > 0] / before[before > 0]
    return len(factors) > 0 and bool(factors.min() < _VANISHING * np.median(factors))


def _times(limit: float, sums: Floats) -> Floats:
    """A limit times sums, where nothing times infinity is nothing."""
    return np.where(sums > 0, limit * np.where(sums > 0, sums, 1.0), 0.0)


def contradictions(
    weights: Floats,
    x: sparse.csr_array,
    totals: Floats,
    distance: Kind,
    bounds: tuple[float, float] | None = None,
) -> tuple[Unreachable, ...]:
    """Totals that contradict each other, one set for each part that hangs together.

    Parameters
    ----------
    weights, x, totals, distance, bounds
        As of `survey.kernels.calibrating.calibrate`; none of the totals is out of reach alone.

    Notes
    -----
    A part that Newton's method settles needs no linear program.
    """
    chosen = Distance(distance, *(bounds or (-np.inf, np.inf)))
    found = []
    inside = np.flatnonzero(weights > 0)
    for equations in split_equations(x[inside]):
        rows, here = inside[equations.rows], equations.columns
        d, t = weights[rows], totals[here]
        reached = settle(equations, d, t, chosen, _SHORT, 50)
        after = d * chosen.factor(reached.combined)
        if reached.worst <= _SHORT and not (distance == "raking" and _vanishing(d, after)):
            continue
        program = _Program.of(x[rows][:, here], d, t, distance, bounds)
        trouble = program.trouble()
        if trouble is not None:
            found.append(_told(program, trouble, here))
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class _Program:
    """Σ cells v = target with low ≤ v ≤ high, v the factors on units that are alike.

    Attributes
    ----------
    cells : (k, p) sparse
        Weighted sums of units that are alike, in shares of `unit`.
    target : (p,) float
    unit : (p,) float
    low, high : float
    open : bool
        Whether the limits may not be reached themselves.
    """

    cells: sparse.csr_array
    target: Floats
    unit: Floats
    low: float
    high: float
    open: bool

    @classmethod
    def of(
        cls,
        x: sparse.csr_array,
        d: Floats,
        totals: Floats,
        distance: Kind,
        bounds: tuple[float, float] | None,
    ) -> _Program:
        low, high = _limits(distance, bounds)
        size = np.asarray(abs(x).T @ d)
        share = np.abs(totals)[size > 0] / size[size > 0]
        usual = float(np.median(share)) if len(share) else 1.0
        unit = np.maximum(np.abs(totals), 1e-3 * usual * size)
        unit = np.where(unit > 0, unit, 1.0)
        free = bounds is None and usual > 0
        columns = x.multiply(1 / unit[None, :]).multiply((d * (usual if free else 1.0))[:, None])
        is_open = distance == "logit" or (distance == "raking" and bounds is None)
        return cls(sparse.csr_array(columns), totals / unit, unit, low, high, is_open)._merged(x)

    def _merged(self, x: sparse.csr_array) -> _Program:
        """With units that are alike as one."""
        group = _alike(x)
        count = int(group.max(initial=-1)) + 1
        entries = (np.ones(len(group)), (group, np.arange(len(group))))
        members = sparse.csr_array(entries, shape=(count, len(group)))
        merged = sparse.csr_array(members @ self.cells)
        return _Program(merged, self.target, self.unit, self.low, self.high, self.open)

    def part(self, columns: Ints) -> _Program:
        """The same for some of the targets."""
        cells = self.cells[:, columns]
        own = _Program(
            cells, self.target[columns], self.unit[columns], self.low, self.high, self.open
        )
        present = cells.copy()
        present.data = np.sign(present.data)
        return own._merged(present)

    def without_bounds(self) -> _Program:
        """The same for any weights from 0 upwards."""
        return _Program(self.cells, self.target, self.unit, 0.0, np.inf, False)

    def trouble(self) -> tuple[Literal["out_of_reach", "nothing_left"], Floats] | None:
        """Whether there are no factors, and the duals of the targets."""
        short, duals, _ = self.nearest(np.ones(len(self.target)))
        if short > _SHORT:
            return "out_of_reach", duals
        if not self.open:
            return None
        room, duals = self._room()
        return ("nothing_left", duals) if room < _SHORT else None

    def nearest(self, cost: Floats) -> tuple[float, Floats, Floats]:
        """Least cost of departures from the targets, the duals, and the sums that are met then."""
        k, p = self.cells.shape
        slack = sparse.eye_array(p).tocsr()
        known = sparse.hstack([self.cells.T.tocsr(), slack, -slack]).tocsr()
        limits = np.array([(self.low, self.high)] * k + [(0.0, np.inf)] * (2 * p))
        found = _solve(
            np.concatenate([np.zeros(k), cost, cost]),
            A_eq=known,
            b_eq=self.target,
            bounds=limits,
            method="highs",
            options=_EXACT,
        )
        if found.x is None:
            return 0.0, np.zeros(p), self.target
        return float(found.fun), found.eqlin.marginals, np.asarray(self.cells.T @ found.x[:k])

    def _room(self) -> tuple[float, Floats]:
        """How far from their limits all factors can be kept at once, and the duals."""
        k, p = self.cells.shape
        most = (self.high - self.low) / 2 if np.isfinite(self.high) else 1.0
        least = np.asarray(self.cells.T @ np.ones(k))
        known = sparse.hstack([self.cells.T.tocsr(), sparse.csr_array(least[:, None])]).tocsr()
        limits = np.array([(0.0, np.inf)] * k + [(0.0, most)])
        above = None
        if np.isfinite(self.high):
            twice = sparse.csr_array(np.full((k, 1), 2.0))
            above = sparse.hstack([sparse.eye_array(k).tocsr(), twice]).tocsr()
        found = _solve(
            np.concatenate([np.zeros(k), [-1.0]]),
            A_ub=above,
            b_ub=None if above is None else np.full(k, self.high - self.low),
            A_eq=known,
            b_eq=self.target - self.low * least,
            bounds=limits,
            method="highs",
            options=_EXACT,
        )
        if found.x is None:
            return 1.0, np.zeros(p)
        return float(found.x[-1]), found.eqlin.marginals


def _told(
    program: _Program, trouble: tuple[Literal["out_of_reach", "nothing_left"], Floats], here: Ints
) -> Unreachable:
    """The few targets that can't be met together, with what is nearest to each."""
    kept = _thinned(program, np.flatnonzero(np.abs(trouble[1]) > _SHORT))
    kept = kept[np.argsort(here[kept])]
    part = program.part(kept)
    possible = np.empty(len(kept))
    for k in range(len(kept)):
        cost = np.full(len(kept), 1e3)
        cost[k] = 1.0
        possible[k] = part.nearest(cost)[2][k] * part.unit[k]
    found = part.trouble()
    reason: Reason = "contradiction"
    if found is not None and found[0] == "nothing_left":
        reason = "nothing_left"
    elif (program.low > 0 or program.high < np.inf) and part.without_bounds().trouble() is None:
        reason = "bounds"
    return Unreachable(reason, here[kept], part.target * part.unit, possible)


def _thinned(program: _Program, suspects: Ints) -> Ints:
    """As few of the targets as can't be met together."""
    kept = suspects
    if not len(kept) or program.part(kept).trouble() is None:
        kept = np.arange(len(program.target))
    step = max(len(kept) // 4, 1)
    while True:
        start = 0
        while start < len(kept) and len(kept) > 1:
            rest = np.delete(kept, slice(start, start + step))
            if len(rest) and program.part(rest).trouble() is not None:
                kept = rest
            else:
                start += step
        if step == 1:
            return kept
        step = max(step // 4, 1)


def _alike(x: sparse.csr_array) -> Ints:
    """A number for each row, the same for rows that are alike."""
    mark = np.random.default_rng(0).random((x.shape[1], 2)) + 0.5
    return np.unique(np.asarray(x @ mark), axis=0, return_inverse=True)[1].reshape(-1)


def _limits(distance: Kind, bounds: tuple[float, float] | None) -> tuple[float, float]:
    if bounds is not None:
        return bounds
    return (0.0, np.inf) if distance == "raking" else (-np.inf, np.inf)
