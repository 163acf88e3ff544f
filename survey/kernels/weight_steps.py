"""Weighting steps about where they ended: weights after, and what everything moves with.

Each function takes the weights before and after a step and what the step was, and gives the
derivatives that `weight_chain` chains together. Units that have left the chain have weight 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from survey.kernels.sums import cell_sums
from survey.kernels.weight_chain import WeightStep

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints


def fixed_step(after: Floats, slope: Floats) -> WeightStep:
    """A step in which the weight of a unit depends on no other unit.

    Parameters
    ----------
    after : (n,) float
        Weights after the step.
    slope : (n,) float
        Factor on the weight before; 0 where the weight after doesn't come from it.
    """
    none = sparse.csr_array((len(after), 0))
    return WeightStep(_floats(after), _floats(slope), none, none, none, sparse.csr_array((0, 0)))


def class_step(
    before: Floats, after: Floats, giving: Bools, receiving: Bools, classes: Ints
) -> WeightStep:
    """In each class some units take over the weight of others, in proportion to their own.

    The factor of class c is φ_c = Σ w⁻/Σ_{receiving} w⁻, the first sum over all that give or
    receive: u = w⁻(φ_c [receiving] − [giving or receiving]) adds up to 0 (Little & Rubin 2019,
    *Statistical Analysis with Missing Data*, sec. 3.3).

    Parameters
    ----------
    before, after : (n,) float
    giving : (n,) bool
        Units whose weight goes to others: those that didn't answer, or aren't known to live there.
    receiving : (n,) bool
        Units that take it over.
    classes : (n,) int
        Class of each unit, 0 …; −1 for units that the step leaves as they are or drops.
    """
    inside = (classes >= 0) & (giving | receiving)
    taking = inside & receiving
    count = int(classes.max(initial=-1)) + 1
    kept = _sums(classes, before, inside, count)
    base = _sums(classes, before, taking, count)
    factor = np.divide(kept, base, out=np.ones(count), where=base > 0)
    own = np.where(inside, factor[classes] * taking, 0.0) if count else np.zeros(len(before))
    pull = _by_group(classes, own - inside, inside, count)
    return WeightStep(
        after=_floats(after),
        slope=np.where(inside, own, _ratio(after, before)),
        moves=_by_group(classes, before, taking, count),
        equations=_by_group(classes, (own - inside) * before, inside, count),
        pull=pull,
        information=sparse.diags_array(base, format="csr"),
    )


def logistic_step(
    x: Floats,
    before: Floats,
    answered: Bools,
    chance: Floats,
    least: float,
    *,
    weighted: bool = True,
) -> WeightStep:
    """Weights over the chances of answering, by a logistic regression with the weights before.

    Its equations are u = w⁻([answered] − ρ)x (Kim & Kim 2007, Can. J. Statist. 35:501).

    Parameters
    ----------
    x : (n, p) float
        Columns of the model, the constant among them.
    before : (n,) float
    answered : (n,) bool
    chance : (n,) float
        Fitted chances ρ, not yet limited; NaN for units that the model leaves out.
    least : float
        Chances below count as this, and don't move with the coefficients.
    weighted : bool
        Whether units count by their weight in the regression; otherwise each counts as one.
    """
    inside = (before > 0) & np.isfinite(chance)
    rho = np.where(inside, chance, 0.5)
    taken = np.maximum(rho, least)
    own = (inside & answered) / taken
    importance = before if weighted else inside.astype(float)
    residual = np.where(inside, answered - rho, 0.0)
    columns = sparse.csr_array(x)
    free = np.where(rho > least, own * (1 - rho), 0.0)
    pull = _scaled(residual, columns) if weighted else sparse.csr_array(columns.shape)
    spread = importance * rho * (1 - rho) * inside
    return WeightStep(
        after=before * own,
        slope=_floats(own),
        moves=_scaled(-before * free, columns),
        equations=_scaled(importance * residual, columns),
        pull=pull,
        information=sparse.csr_array(-(columns.T @ _scaled(spread, columns))),
    )


def calibration_step(
    x: sparse.csr_array,
    before: Floats,
    after: Floats,
    derivative: Floats,
    loads: sparse.csr_array | None = None,
    counts: Floats | None = None,
) -> WeightStep:
    """Weights that meet totals of columns: w = w⁻F(x′λ) with Σ w x = t.

    Covers post-stratification and raking (F = exp) as well (Deville & Särndal 1992, JASA 87:376;
    Deville, Särndal & Sautory 1993, JASA 88:1013).

    Parameters
    ----------
    x : (n, p) sparse
        The columns; one for each cell where distributions are met. Columns may depend on each
        other.
    before, after : (n,) float
    derivative : (n,) float
        w⁻F′(x′λ): the weights before for a linear distance, those after for raking, 0 for units at
        a bound.
    loads : (n, p) sparse, optional
        What a unit adds to the totals themselves for each unit of its weight before, where they
        depend on the sample: t = t₀ + Σ w⁻ l.
    counts : (n,) float, optional
        How many units a row stands for; 1 if left out.
    """
    columns = sparse.csr_array(x)
    slope = _ratio(after, before)
    equations, pull = _scaled(after, columns), _scaled(slope, columns)
    if loads is not None:
        equations = sparse.csr_array(equations - _scaled(before, loads))
        pull = sparse.csr_array(pull - _scaled((before != 0).astype(float), loads))
    moves = _scaled(derivative, columns)
    many = moves if counts is None else _scaled(counts, moves)
    information = sparse.csr_array(columns.T @ many)
    return WeightStep(_floats(after), slope, moves, equations, pull, information)


def trim_step(
    before: Floats,
    after: Floats,
    fixed: Bools,
    group: Ints,
    *,
    multiple: Floats | None = None,
    anchor: Floats | None = None,
) -> WeightStep:
    """Weights cut at limits, and what is cut shared out within groups in proportion.

    The factor of group g on the weights that aren't cut is such that the group keeps its sum:
    u = w − w⁻ adds up to 0 (Potter 1990, Proc. Survey Research Methods Section, ASA, 225).

    Parameters
    ----------
    before, after : (n,) float
    fixed : (n,) bool
        Units that ended at a limit.
    group : (n,) int
        0 …; −1 for units that the step leaves as they are.
    multiple, anchor : (n,) float, optional
        Limits that move with the weights: a unit's limit is `multiple` times the centre of its
        group, Σ a w⁻/Σ a with a the anchor: 1 for all units where the centre is a mean, 1 for
        those in the middle of the group and 0 for the others where it is a median. Left out,
        limits are numbers that don't depend on the sample.
    """
    inside = group >= 0
    count = int(group.max(initial=-1)) + 1
    cut, free = inside & fixed, inside & ~fixed
    slope = np.where(cut, 0.0, _ratio(after, before))
    pull = _by_group(group, slope - 1, inside, count)
    moves = _by_group(group, before, free, count)
    equations = _by_group(group, after - before, inside, count)
    base = _sums(group, before, free, count)
    information = sparse.diags_array(base, format="csr")
    step = WeightStep(_floats(after), slope, moves, equations, pull, information)
    if multiple is None or anchor is None:
        return step
    return _with_centre(step, before, group, np.where(cut, multiple, 0.0), anchor * inside)


def scale_step(before: Floats, after: Floats, group: Ints, *, to_fixed_sum: bool) -> WeightStep:
    """Weights times one factor in each group, so that they add up to something.

    Parameters
    ----------
    before, after : (n,) float
    group : (n,) int
        0 …; −1 for units that the step leaves as they are.
    to_fixed_sum : bool
        Whether the sum is a given number; otherwise the number of units that have a weight.
    """
    inside = (group >= 0) & (before != 0)
    count = int(group.max(initial=-1)) + 1
    slope = _ratio(after, before)
    summed = after if to_fixed_sum else after - 1.0
    return WeightStep(
        after=_floats(after),
        slope=slope,
        moves=_by_group(group, before, inside, count),
        equations=_by_group(group, summed, inside, count),
        pull=_by_group(group, slope, inside, count),
        information=sparse.diags_array(_sums(group, before, inside, count), format="csr"),
    )


def _with_centre(
    step: WeightStep, before: Floats, group: Ints, multiple: Floats, anchor: Floats
) -> WeightStep:
    """The step with the centres of the groups as further parameters."""
    count = step.moves.shape[1]
    limited, held = multiple > 0, anchor > 0
    size = _sums(group, anchor, held, count)
    summed = _sums(group, anchor * before, held, count)
    centre = np.divide(summed, size, out=np.zeros(count), where=size > 0)
    away = anchor * (before - (centre[group] if count else 0.0))
    raised = _sums(group, multiple, limited, count)
    upper = _beside(step.information, sparse.diags_array(raised, format="csr"))
    none = sparse.csr_array((count, count))
    lower = _beside(none, sparse.diags_array(-size, format="csr"))
    return WeightStep(
        after=step.after,
        slope=step.slope,
        moves=_beside(step.moves, _by_group(group, multiple, limited, count)),
        equations=_beside(step.equations, _by_group(group, away, held, count)),
        pull=_beside(step.pull, _by_group(group, anchor, held, count)),
        information=sparse.csr_array(sparse.vstack([upper, lower], format="csr")),
    )


def _sums(group: Ints, values: Floats, inside: Bools, count: int) -> Floats:
    return cell_sums(np.where(inside, group, -1), values, count)


def _by_group(group: Ints, values: Floats, inside: Bools, count: int) -> sparse.csr_array:
    """Values of the units inside, each in the column of its group."""
    rows = np.flatnonzero(inside)
    entries = (values[rows].astype(float), (rows, group[rows]))
    return sparse.coo_array(entries, shape=(len(group), count)).tocsr()


def _beside(first: sparse.csr_array, second: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(sparse.hstack([first, second], format="csr"))


def _scaled(factor: Floats, columns: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(sparse.diags_array(factor.astype(float)) @ columns)


def _ratio(after: Floats, before: Floats) -> Floats:
    return np.divide(after, before, out=np.zeros(len(before)), where=before != 0)


def _floats(values: Floats) -> Floats:
    return np.asarray(values, dtype=float)
