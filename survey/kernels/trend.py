"""The weighted least squares line of a number on scores, and how each row moves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

_ROUNDING = 1e-24  # of a sum of squares


def line(x: Floats, y: Floats, weights: Floats) -> Floats:
    """Intercept and slope, (2,); NaN where all scores are the same.

    Parameters
    ----------
    x, y, weights : (n,) float
        Weights of all units of a row together.

    Examples
    --------
    >>> import numpy as np
    >>> line(np.array([1.0, 2, 3]), np.array([3.0, 5, 7]), np.ones(3)).tolist()
    [1.0, 2.0]
    """
    centre, spread = _spread(x, weights)
    height = weights @ y / weights.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = weights @ ((x - centre) * (y - height)) / spread
    return np.array([height - slope * centre, slope])


def line_influences(x: Floats, y: Floats, weights: Floats, fitted: Floats) -> Floats:
    """Derivatives of the intercept and the slope by the weight of each unit.

    With e the residual: of the slope (x − x̄)e/S, S = Σ w (x − x̄)²; of the intercept e/Σw − x̄ times
    that (Fuller 1975, Sankhyā C 37:117).

    Parameters
    ----------
    x, y, weights : (n,) float
    fitted : (2,) float
        Intercept and slope.

    Returns
    -------
    (n, 2) float
    """
    centre, spread = _spread(x, weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        residual = y - fitted[0] - fitted[1] * x
        of_slope = (x - centre) * residual / spread
    return np.column_stack([residual / weights.sum() - centre * of_slope, of_slope])


def _spread(x: Floats, weights: Floats) -> tuple[float, float]:
    """Weighted mean, and sum of squares about it; NaN where only rounding is left."""
    centre = float(weights @ x / weights.sum())
    spread = float(weights @ (x - centre) ** 2)
    return centre, spread if spread > _ROUNDING * float(weights @ x**2) else float("nan")
