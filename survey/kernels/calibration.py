"""Calibration steps as extra columns beside the totals.

A step s turned weights d_s into weights that meet totals of auxiliary columns x_s. The variance of
a total is that of its residuals (Deville & Särndal 1992, eq. 3.4); in a chain the residuals are
taken of the last step first. Residuals are linear in the totals and in the auxiliary columns, so
they are never formed: only coefficients on the sums of x are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg, sparse

from survey.kernels.sums import cell_sums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Floats, Ints, PsuLayout


@dataclass(frozen=True, slots=True)
class Calibration:
    """A chain of calibration steps.

    Attributes
    ----------
    auxiliary : tuple of (n, p_s) float
        Auxiliary columns of each step, in the order in which the steps were taken.
    metric : tuple of (n,) float
        Weights before each step, d_s, the metric of its regression.
    psu_sums : (G, P) float
        Sums by PSU of the finally weighted auxiliary columns of all steps, P = Σ p_s.
    """

    auxiliary: tuple[Floats, ...]
    metric: tuple[Floats, ...]
    psu_sums: Floats

    @property
    def slices(self) -> list[slice]:
        """The columns of each step among the P columns."""
        ends = np.cumsum([step.shape[1] for step in self.auxiliary])
        return [
            slice(end - step.shape[1], end) for step, end in zip(self.auxiliary, ends, strict=True)
        ]


def calibration(
    layout: PsuLayout, weights: Floats, auxiliary: Sequence[Floats], metric: Sequence[Floats]
) -> Calibration:
    """Put a chain of steps together.

    Parameters
    ----------
    weights : (n,) float
        Final weights.
    auxiliary : sequence of (n, p_s) float
    metric : sequence of (n,) float
        Weights before each step.
    """
    members = sparse.coo_array(
        (weights, (layout.row_psu, np.arange(len(weights)))), shape=(layout.psus, len(weights))
    ).tocsr()
    return Calibration(tuple(auxiliary), tuple(metric), members @ np.hstack(list(auxiliary)))


def cross_sums(steps: Calibration, cell: Ints, values: Floats, cells: int) -> Floats:
    """Sums Σ d x y by cell for all steps.

    Parameters
    ----------
    cell : (n,) int
    values : (n,) float
        Unweighted values y.

    Returns
    -------
    (P, cells) float
    """
    rows = [
        cell_sums(cell, metric * auxiliary[:, column] * values, cells)
        for auxiliary, metric in zip(steps.auxiliary, steps.metric, strict=True)
        for column in range(auxiliary.shape[1])
    ]
    return np.vstack(rows)


def coefficients(steps: Calibration, cross: Floats) -> Floats:
    """Regression coefficients of linear forms on the auxiliary columns, last step first.

    Parameters
    ----------
    cross : (P, E) float
        Sums Σ d_s x_s z of each form z, all steps under each other.

    Returns
    -------
    (P, E) float
        A form's residual is z − x′B with x of all steps.
    """
    result = np.zeros_like(cross)
    later: list[int] = []
    for step in reversed(range(len(steps.auxiliary))):
        x, d, here = steps.auxiliary[step], steps.metric[step], steps.slices[step]
        target = cross[here].copy()
        for other in later:
            between = (x * d[:, None]).T @ steps.auxiliary[other]
            target -= between @ result[steps.slices[other]]
        result[here] = linalg.lstsq((x * d[:, None]).T @ x, target)[0]
        later.append(step)
    return result
