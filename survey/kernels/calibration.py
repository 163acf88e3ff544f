"""Steps of weighting as extra columns beside the totals.

The score of a unit in a weighted total is w y − Σ u_s′B_s over the steps s (`weight_chain`), with
coefficients found from the last step to the first. They are linear in the total and in the
equations u of the steps, so residuals are never formed: only coefficients on the sums of u by
sampling unit. In a calibration u = w x, and the scores are the residuals of Deville & Särndal 1992,
eq. 3.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from survey.kernels.linear_systems import LinearSystem, linear_system
from survey.kernels.weight_steps import calibration_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Floats, Ints, PsuLayout
    from survey.kernels.weight_chain import WeightStep


_SPARSE = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """A chain of steps, as the variance needs it.

    Attributes
    ----------
    cross : (P, n) sparse
        What a value of each row moves: the derivatives of its final weight by the parameters of
        each step, those of later steps held. All steps under each other, in the order taken.
    systems : tuple of LinearSystem
        The equations of the coefficients of each step.
    later : tuple of (p_s, P_s) sparse
        Sums Σ (∂w_s) a … a v_r′ of each step s with all steps r after it.
    psu_sums : (G, P) sparse
        Sums by sampling unit of what units add to the equations of each step.
    """

    cross: sparse.csr_array
    systems: tuple[LinearSystem, ...]
    later: tuple[sparse.csr_array, ...]
    psu_sums: sparse.csr_array

    @property
    def columns(self) -> int:
        """Number of parameters of all steps, P."""
        return int(self.cross.shape[0])


def calibration(
    layout: PsuLayout, weights: Floats, auxiliary: Sequence[Floats], metric: Sequence[Floats]
) -> Calibration:
    """A chain of linear calibrations of the rows of a design.

    Parameters
    ----------
    weights : (n,) float
        Final weights.
    auxiliary : sequence of (n, p_s) float
    metric : sequence of (n,) float
        Weights before each step.
    """
    units = layout.psu_size[layout.row_psu]
    counts = None if (units == 1).all() else units
    after = [*metric[1:], weights]
    steps = [
        calibration_step(sparse.csr_array(x), d, w, d, counts=counts)
        for x, d, w in zip(auxiliary, metric, after, strict=True)
    ]
    return chain_credit(steps, layout.row_psu, layout.psus, counts=counts)


def chain_credit(
    steps: Sequence[WeightStep],
    psu: Ints,
    psus: int,
    *,
    rows: Ints | None = None,
    counts: Floats | None = None,
) -> Calibration:
    """Put a chain of steps together.

    Parameters
    ----------
    steps : sequence of WeightStep
        Over the m units of the chain, in the order taken.
    psu : (m,) int
        Sampling unit of each, −1 for those that add nothing.
    psus : int
        Their number, G.
    rows : (n,) int, optional
        The units that are rows of the design; all of them, in their order, if left out.
    counts : (m,) float, optional
        How many units each stands for; 1 if left out.
    """
    held = np.ones(len(psu))
    cross: list[sparse.csr_array] = []
    for step in reversed(steps):
        cross.insert(0, _scaled(held, step.moves))
        held = held * step.slope
    beside = _beside(cross)
    inside = np.flatnonzero(psu >= 0)
    entries = (np.ones(len(inside)), (psu[inside], inside))
    members = sparse.coo_array(entries, shape=(psus, len(psu))).tocsr()
    return Calibration(
        cross=sparse.csr_array((beside if rows is None else beside[rows]).T.tocsr()),
        systems=tuple(linear_system(step.information.T.tocsr()) for step in steps),
        later=tuple(_later(steps[at:], counts) for at in range(len(steps))),
        psu_sums=sparse.csr_array(members @ _beside([step.equations for step in steps])),
    )


def cross_sums(steps: Calibration, cell: Ints, values: Floats, cells: int) -> sparse.csr_array:
    """What the totals of values by cell move, for all steps.

    Parameters
    ----------
    cell : (n,) int
        0 … cells−1, or −1 for rows outside.
    values : (n,) float
        Unweighted values y.

    Returns
    -------
    (P, cells) sparse
    """
    inside = np.flatnonzero(cell >= 0)
    entries = (values[inside], (inside, cell[inside]))
    member = sparse.coo_array(entries, shape=(len(cell), cells)).tocsr()
    return cross_products(steps, member)


def cross_products(steps: Calibration, values: sparse.csr_array) -> sparse.csr_array:
    """What the totals of columns of values move, for all steps.

    Parameters
    ----------
    values : (n, E) sparse

    Returns
    -------
    (P, E) sparse
    """
    return sparse.csr_array(steps.cross @ values)


def coefficients(steps: Calibration, cross: Floats | sparse.csr_array) -> Floats:
    """Coefficients of linear forms on the sums of the steps, last step first.

    Parameters
    ----------
    cross : (P, E) float or sparse
        What each form moves, all steps under each other.

    Returns
    -------
    (P, E) float
        The score of a unit in a form z is w z − Σ u_s′B_s.
    """
    target = np.array(cross.toarray() if isinstance(cross, sparse.csr_array) else cross, float)
    stop = steps.columns
    for system, later in zip(reversed(steps.systems), reversed(steps.later), strict=True):
        start = stop - system.size
        if later.nnz:
            target[start:stop] -= later @ target[stop:]
        target[start:stop] = system.solve(target[start:stop])
        stop = start
    return target


def compact(square: Floats) -> Floats | sparse.csr_array:
    """A square matrix as it is multiplied fastest: sparse if most of it is 0."""
    rare = np.count_nonzero(square) < _SPARSE * square.size
    return sparse.csr_array(square) if rare else square


def _later(steps: Sequence[WeightStep], counts: Floats | None) -> sparse.csr_array:
    """Products of the first of some steps with all others."""
    first = steps[0].moves if counts is None else _scaled(counts, steps[0].moves)
    moves = first.T.tocsr()
    between = np.ones(first.shape[0])
    found = [sparse.csr_array((first.shape[1], 0))]
    for step in steps[1:]:
        found.append(sparse.csr_array(moves @ _scaled(between, step.pull)))
        between = between * step.slope
    return _beside(found)


def _beside(parts: Sequence[sparse.csr_array]) -> sparse.csr_array:
    return sparse.csr_array(sparse.hstack(list(parts), format="csr"))


def _scaled(factor: Floats, columns: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(sparse.diags_array(factor) @ columns)
