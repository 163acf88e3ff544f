"""Linearised or replicated estimates of one variable, and their covariance when asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from survey.kernels import calibration as chain

if TYPE_CHECKING:
    from survey.kernels.calibration import Calibration
    from survey.kernels.layout import Floats, Ints
    from survey.kernels.selection import Selection


_MOST_NUMBERS = 4_000_000
_ROUNDING = 1e-13  # of a variance before calibration: what is left of a total that was met


@dataclass(frozen=True, slots=True, eq=False)
class Forms:
    """Estimates as linear forms in weighted sums.

    Attributes
    ----------
    sums : (G, C) sparse
        Weighted sums of the cells by finest unit.
    gradient : (C, E) sparse
        Derivative of each estimate by the total of each cell.
    cross : (P, C) sparse or None
        What the total of each cell moves in the steps of the weights.
    """

    sums: sparse.csr_array
    gradient: sparse.csc_array
    cross: sparse.csr_array | None = None

    @property
    def size(self) -> int:
        """Number of estimates, E."""
        return int(self.gradient.shape[1])

    def scores(self, columns: Ints | None = None) -> sparse.csr_array:
        """Scores of the estimates before calibration, (G, E)."""
        return sparse.csr_array(self.sums @ self._gradient(columns))

    def coefficients(self, steps: Calibration, columns: Ints | None = None) -> Floats:
        """Coefficients on the sums of the steps of the weights, (P, E)."""
        if self.cross is None:
            raise ValueError("forms of a calibrated design must carry cross sums")
        moved = sparse.csr_array(self.cross @ self._gradient(columns))
        return chain.coefficients(steps, moved)

    def residual_scores(
        self, steps: Calibration | None, columns: Ints | None = None
    ) -> sparse.csr_array:
        """Scores of the estimates with all steps of the weights taken into account, (G, E)."""
        plain = self.scores(columns)
        if steps is None or not steps.columns:
            return plain
        moved = sparse.csr_array(self.coefficients(steps, columns))
        return sparse.csr_array(plain - steps.psu_sums @ moved)

    def _gradient(self, columns: Ints | None) -> sparse.csc_array:
        return self.gradient if columns is None else self.gradient[:, columns]


@dataclass(frozen=True, slots=True, eq=False)
class Deviations:
    """Estimates of replicates about their centre.

    Attributes
    ----------
    values : (R, E) float
        Each deviation times the square root of its replicate's coefficient, so that covariances
        are plain sums of products.
    """

    values: Floats

    @property
    def size(self) -> int:
        """Number of estimates, E."""
        return int(self.values.shape[1])


def form_variances(
    selection: Selection, forms: Forms | Deviations, steps: Calibration | None
) -> Floats:
    """Variance of each estimate.

    Returns
    -------
    (E,) float
    """
    if isinstance(forms, Deviations):
        return np.asarray((forms.values**2).sum(axis=0), dtype=float)
    plain = selection.variances(forms.scores())
    if steps is None or not steps.columns:
        return plain
    square = chain.compact(selection.covariances(steps.psu_sums, steps.psu_sums))
    step = max(1, _MOST_NUMBERS // steps.columns)
    gains = []
    for start in range(0, forms.size, step):
        columns = np.arange(start, min(start + step, forms.size))
        b = forms.coefficients(steps, columns)
        mixed = selection.covariances(steps.psu_sums, forms.scores(columns))
        gains.append(np.sum(b * (2 * mixed - square @ b), axis=0))
    credited = plain - np.concatenate(gains) if gains else plain
    return np.where(credited > _ROUNDING * plain, credited, 0.0)


def form_covariances(
    selection: Selection,
    these: tuple[Forms | Deviations, Ints],
    others: tuple[Forms | Deviations, Ints],
    steps: Calibration | None,
) -> Floats:
    """Covariances of some estimates of one variable with some of another.

    Parameters
    ----------
    these, others : (Forms or Deviations, columns)
        Estimates of the same design and which of them.

    Returns
    -------
    (A, B) float
    """
    (first, rows), (second, columns) = these, others
    if isinstance(first, Deviations) and isinstance(second, Deviations):
        return np.asarray(first.values[:, rows].T @ second.values[:, columns], dtype=float)
    if isinstance(first, Deviations) or isinstance(second, Deviations):
        raise TypeError("replicated estimates have no covariance with linearised ones")
    y, z = first.scores(rows), second.scores(columns)
    plain = selection.covariances(y, z)
    if steps is None or not steps.columns:
        return plain
    by, bz = first.coefficients(steps, rows), second.coefficients(steps, columns)
    x = steps.psu_sums
    xx = selection.covariances(x, x)
    crossed = selection.covariances(y, x) @ bz + by.T @ selection.covariances(x, z)
    return np.asarray(plain - crossed + by.T @ xx @ bz, dtype=float)
