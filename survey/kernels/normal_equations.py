"""The equations of a calibration step, in whatever shape their columns have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import linalg, sparse
from scipy.sparse import linalg as sparse_linalg

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

RIDGE = 1e-10
_DENSE = 600


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Auxiliary columns of a calibration.

    Attributes
    ----------
    x : (n, p) sparse
    """

    x: sparse.csr_array

    def combined(self, multipliers: Floats) -> Floats:
        """Xλ, (n,)."""
        return np.asarray(self.x @ multipliers)

    def sums(self, weights: Floats) -> Floats:
        """X′w, (p,)."""
        return np.asarray(self.x.T @ weights)

    def direction(self, metric: Floats, gap: Floats, least: Floats) -> Floats:
        """Solve (X′SX + ridge) δ = gap, S the metric, (p,)."""
        scaled = self.x.multiply(metric[:, None]).tocsr()
        products: Any = self.x.T @ scaled
        ridge = np.maximum(least, products.diagonal()) * RIDGE
        ridge[ridge <= 0] = 1.0
        if self.x.shape[1] <= _DENSE:
            full = products.toarray()
            full[np.diag_indices_from(full)] += ridge
            return np.asarray(linalg.solve(full, gap, assume_a="sym"))
        system: Any = (products + sparse.diags_array(ridge)).tocsc()
        return np.asarray(sparse_linalg.splu(system).solve(gap))
