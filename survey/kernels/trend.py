"""The line of a number, or of the log odds of a share, on scores, and how each row moves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

_ROUNDING = 1e-24  # of a sum of squares
_MOST_STEPS = 60
_CLOSE = 1e-13  # of the largest coefficient: Newton's last step
_FLAT = 1e-10  # least mean of p(1 − p): nearer to 0 all answers are explained, and no line is best


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


def log_odds_line(x: Floats, y: Floats, weights: Floats) -> Floats:
    """Intercept and slope of log(p/(1 − p)), by Newton's method; NaN where no line is best.

    Parameters
    ----------
    x, weights : (n,) float
    y : (n,) float of 0 and 1

    Returns
    -------
    (2,) float

    Examples
    --------
    >>> import numpy as np
    >>> x, y = np.array([0.0, 0, 1, 1]), np.array([0.0, 1, 0, 1])
    >>> log_odds_line(x, y, np.array([1.0, 1, 1, 3])).round(6).tolist() == [0.0, 1.098612]
    True
    """
    centre, spread = _spread(x, weights)
    scale = np.sqrt(spread / weights.sum())
    columns = np.column_stack([np.ones(len(x)), (x - centre) / scale])
    fitted = np.zeros(2)
    if not np.isfinite(scale):
        return np.full(2, np.nan)
    for _ in range(_MOST_STEPS):
        p = special.expit(columns @ fitted)
        bend = (columns.T * (weights * p * (1 - p))) @ columns / weights.sum()
        if np.linalg.eigvalsh(bend)[0] < _FLAT:
            break
        step = np.linalg.solve(bend, columns.T @ (weights * (y - p)) / weights.sum())
        fitted = fitted + step
        if np.abs(step).max() <= _CLOSE * (1 + np.abs(fitted).max()):
            slope = fitted[1] / scale
            return np.array([fitted[0] - slope * centre, slope])
    return np.full(2, np.nan)


def log_odds_influences(x: Floats, y: Floats, weights: Floats, fitted: Floats) -> Floats:
    """Derivatives of the coefficients of `log_odds_line` by the weight of each unit.

    A⁻¹ x (y − p) with A = Σ w p (1 − p) x x′ (Binder 1983, Int. Stat. Rev. 51:279).

    Parameters
    ----------
    x, y, weights : (n,) float
    fitted : (2,) float

    Returns
    -------
    (n, 2) float
    """
    if not np.isfinite(fitted).all():
        return np.full((len(x), 2), np.nan)
    columns = np.column_stack([np.ones(len(x)), x])
    p = special.expit(columns @ fitted)
    bend = (columns.T * (weights * p * (1 - p))) @ columns
    return np.asarray((columns * (y - p)[:, None]) @ np.linalg.inv(bend), dtype=float)


def _spread(x: Floats, weights: Floats) -> tuple[float, float]:
    """Weighted mean, and sum of squares about it; NaN where only rounding is left."""
    centre = float(weights @ x / weights.sum())
    spread = float(weights @ (x - centre) ** 2)
    return centre, spread if spread > _ROUNDING * float(weights @ x**2) else float("nan")
