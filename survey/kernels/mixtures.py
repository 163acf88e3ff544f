"""Tails of weighted sums of chi-squared variables over one of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

_STEP = 0.02  # of the trapezoidal rule along the path
_NODES = np.arange(-40.0, 40.0 + _STEP / 2, _STEP)
_HALVINGS = 100


def ratio_tail(statistic: float, weights: Floats, df: float) -> float:
    """P(Σ λ_j χ²_1 > x χ²_d/d), good to about ten digits however small it is.

    That is P(Q > 0) for Q = Σ λ_j χ²_1 − (x/d) χ²_d. With K its cumulant generating function,
    K(s) = −½ Σ_j d_j log(1 − 2 s q_j), it is (1/2πi) ∫ exp(K(s))/s ds along a path that crosses the
    real line at any c > 0 where K exists; at the c where K(s) − log s is lowest nothing cancels
    (Rice 1980, SIAM J. Sci. Stat. Comput. 1:438).

    Parameters
    ----------
    statistic : float
        x.
    weights : (k,) float
        λ, none below 0 and at least one above.
    df : float
        d > 0.

    Returns
    -------
    float in [0, 1]
        NaN where there is nothing to work it out from.

    Examples
    --------
    One weight of 1 is Fisher's F:

    >>> import numpy as np
    >>> from scipy import special
    >>> round(ratio_tail(3.0, np.ones(1), 20.0) / float(special.fdtrc(1, 20, 3.0)), 9)
    1.0
    """
    known = len(weights) > 0 and np.isfinite(weights).all() and np.isfinite(statistic) and df > 0
    if not known or weights.min() < 0 or not weights.max() > 0:
        return float("nan")
    if statistic <= 0:
        return 1.0
    largest = weights.max()
    q = np.append(weights / largest, -statistic / largest / df)
    degrees = np.append(np.ones(len(weights)), df)
    centre, width = _peak(q, degrees)
    # a hyperbola to the right, where exp(K) dies out instead of oscillating
    s = centre + width * (np.cosh(_NODES) - 1 + 1j * np.sinh(_NODES))
    step = width * (np.sinh(_NODES) + 1j * np.cosh(_NODES))
    exponents = -0.5 * np.log(1 - 2 * np.outer(s, q)) @ degrees - np.log(s)
    return float(np.clip((np.exp(exponents) * step).sum().imag * _STEP / (2 * np.pi), 0.0, 1.0))


def _peak(q: Floats, degrees: Floats) -> tuple[float, float]:
    """Where K(s) − log s is lowest on the real line, found by halving, and how wide it is there."""
    low, high = 0.0, 0.5
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        slope = np.sum(degrees * q / (1 - 2 * middle * q)) - 1 / middle
        low, high = (middle, high) if slope < 0 else (low, middle)
    centre = (low + high) / 2
    bend = 2 * np.sum(degrees * (q / (1 - 2 * centre * q)) ** 2) + 1 / centre**2
    return float(centre), float(1 / np.sqrt(bend))
