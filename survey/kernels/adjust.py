"""p-values adjusted for several comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.kernels.layout import Floats


def holm(p: Floats) -> Floats:
    """Holm 1979 (Scand J Statist 6:65): family-wise error, any dependence.

    Parameters
    ----------
    p : (m,) float in [0, 1]
        NaN stays NaN and doesn't count.
    """
    return _stepwise(p, lambda sorted_p, m: np.maximum.accumulate((m - np.arange(m)) * sorted_p))


def benjamini_hochberg(p: Floats) -> Floats:
    """Benjamini & Hochberg 1995 (JRSS B 57:289): false discovery rate.

    Parameters
    ----------
    p : (m,) float in [0, 1]
        NaN stays NaN and doesn't count.
    """

    def step_up(sorted_p: Floats, m: int) -> Floats:
        scaled = sorted_p * m / np.arange(1, m + 1)
        return np.minimum.accumulate(scaled[::-1])[::-1]

    return _stepwise(p, step_up)


def _stepwise(p: Floats, adjust: Callable[[Floats, int], Floats]) -> Floats:
    p = np.asarray(p, dtype=float)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    result = np.full(p.shape, np.nan)
    result[order] = np.minimum(adjust(p[order], len(order)), 1.0)
    return result
