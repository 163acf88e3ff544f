"""Calibration steps as extra columns beside the totals.

A step s turned weights d_{s−1} into weights d_s = d_{s−1} g_s that meet totals of auxiliary columns
x_s. The variance of a total is that of its residuals (Deville & Särndal 1992, eq. 3.4). In a chain
the residuals are taken of the last step first, and handed on to the step before as g_s e_s; so the
scores are the derivatives of the total by the units when the steps are linear. Residuals are linear
in the totals and in the auxiliary columns, so they are never formed: only coefficients on the sums
of x are.
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
        Weights of the regression of each step, w/g_s: those before it if it is the last one.
    products : (P, P) float
        Sums Σ (d_r/g_s) x_s x_r′ of each step s with each step r from it on, P = Σ p_s.
    psu_sums : (G, P) float
        Sums by PSU of the auxiliary columns of each step, weighted as after it, d_s.
    """

    auxiliary: tuple[Floats, ...]
    metric: tuple[Floats, ...]
    products: Floats
    psu_sums: Floats

    @property
    def slices(self) -> list[slice]:
        """The columns of each step among the P columns."""
        return _slices(self.auxiliary)


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
    before = list(metric)
    after = [*before[1:], weights]
    units = layout.psu_size[layout.row_psu]
    inverse = [
        np.divide(d, changed, out=np.zeros_like(d), where=changed != 0)
        for d, changed in zip(before, after, strict=True)
    ]
    places = _slices(auxiliary)
    products = np.zeros((places[-1].stop, places[-1].stop))
    for s, here in enumerate(places):
        for r in range(s, len(places)):
            product = before[s] if r == s else after[r] * inverse[s]
            scaled = auxiliary[s] * (units * product)[:, None]
            products[here, places[r]] = scaled.T @ auxiliary[r]
    columns = [x * d[:, None] for x, d in zip(auxiliary, after, strict=True)]
    entries = (np.ones(len(weights)), (layout.row_psu, np.arange(len(weights))))
    members = sparse.coo_array(entries, shape=(layout.psus, len(weights))).tocsr()
    steps = [weights * each for each in inverse[:-1]] + before[-1:]
    return Calibration(tuple(auxiliary), tuple(steps), products, members @ np.hstack(columns))


def cross_sums(steps: Calibration, cell: Ints, values: Floats, cells: int) -> Floats:
    """Sums Σ (w/g_s) x_s y by cell for all steps.

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


def cross_products(steps: Calibration, values: sparse.csr_array) -> Floats:
    """Sums Σ (w/g_s) x_s z of columns z for all steps.

    Parameters
    ----------
    values : (n, E) sparse

    Returns
    -------
    (P, E) float
    """
    rows = [
        np.asarray((metric[:, None] * auxiliary).T @ values)
        for auxiliary, metric in zip(steps.auxiliary, steps.metric, strict=True)
    ]
    return np.vstack(rows)


def coefficients(steps: Calibration, cross: Floats) -> Floats:
    """Regression coefficients of linear forms on the auxiliary columns, last step first.

    Parameters
    ----------
    cross : (P, E) float
        Sums Σ (w/g_s) x_s z of each form z, all steps under each other.

    Returns
    -------
    (P, E) float
        A form's weighted residual is w z − Σ d_s x_s′B_s.
    """
    result = np.zeros_like(cross)
    for here in reversed(steps.slices):
        later = slice(here.stop, None)
        target = cross[here] - steps.products[here, later] @ result[later]
        result[here] = linalg.lstsq(steps.products[here, here], target)[0]
    return result


def _slices(auxiliary: Sequence[Floats]) -> list[slice]:
    ends = np.cumsum([step.shape[1] for step in auxiliary]).tolist()
    return [slice(end - x.shape[1], end) for x, end in zip(auxiliary, ends, strict=True)]
