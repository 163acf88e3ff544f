"""Linear forms: estimates as smooth functions of weighted sums, and their covariance when asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from survey.kernels import calibration as chain
from survey.kernels.variance import covariances, variances

if TYPE_CHECKING:
    from survey.kernels.calibration import Calibration
    from survey.kernels.layout import Floats, Ints, PsuLayout


@dataclass(frozen=True, slots=True, eq=False)
class Forms:
    """Linearised estimates of one variable.

    Attributes
    ----------
    sums : (G, C) sparse
        PSU sums of the weighted cells.
    gradient : (C, E) sparse
        Derivative of each estimate by the total of each cell.
    base : (C, D) sparse of 0 and 1
        Cells whose weighted sums say that a PSU has a case in the base of each domain.
    cross : (P, C) float or None
        Sums of the auxiliary columns of a calibration by cell.
    """

    sums: sparse.csr_array
    gradient: sparse.csc_array
    base: sparse.csr_array
    cross: Floats | None = None

    @property
    def size(self) -> int:
        """Number of estimates, E."""
        return int(self.gradient.shape[1])

    def scores(self, columns: Ints | None = None) -> sparse.csr_array:
        """PSU scores of the estimates before calibration, (G, E)."""
        return sparse.csr_array(self.sums @ self._gradient(columns))

    def cases(self, domains: Ints | None = None) -> sparse.csr_array:
        """Non-zero where a PSU has a case in the base of a domain, (G, D)."""
        base = self.base if domains is None else self.base[:, domains]
        return sparse.csr_array(self.sums @ base)

    def coefficients(self, steps: Calibration, columns: Ints | None = None) -> Floats:
        """Coefficients on the auxiliary columns, (P, E)."""
        if self.cross is None:
            raise ValueError("forms of a calibrated design must carry cross sums")
        return chain.coefficients(steps, self.cross @ self._gradient(columns).toarray())

    def _gradient(self, columns: Ints | None) -> sparse.csc_array:
        return self.gradient if columns is None else self.gradient[:, columns]


def form_variances(layout: PsuLayout, forms: Forms, steps: Calibration | None) -> Floats:
    """Variance of each estimate.

    Returns
    -------
    (E,) float
    """
    scores = forms.scores()
    plain = variances(layout, scores)
    if steps is None:
        return plain
    b = forms.coefficients(steps)
    x = sparse.csr_array(steps.psu_sums)
    mixed = covariances(layout, x, scores)
    square = covariances(layout, x, x)
    credited = plain - 2 * np.sum(b * mixed, axis=0) + np.sum(b * (square @ b), axis=0)
    return np.asarray(np.maximum(credited, 0.0), dtype=float)


def form_covariances(
    layout: PsuLayout,
    these: tuple[Forms, Ints],
    others: tuple[Forms, Ints],
    steps: Calibration | None,
) -> Floats:
    """Covariances of some estimates of one variable with some of another.

    Parameters
    ----------
    these, others : (Forms, columns)
        Forms of the same design and which of their estimates.

    Returns
    -------
    (A, B) float
    """
    y, z = (forms.scores(columns) for forms, columns in (these, others))
    plain = covariances(layout, y, z)
    if steps is None:
        return plain
    by, bz = (forms.coefficients(steps, columns) for forms, columns in (these, others))
    x = sparse.csr_array(steps.psu_sums)
    xx = covariances(layout, x, x)
    crossed = covariances(layout, y, x) @ bz + by.T @ covariances(layout, x, z)
    return np.asarray(plain - crossed + by.T @ xx @ bz, dtype=float)
