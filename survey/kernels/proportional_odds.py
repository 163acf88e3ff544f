"""The proportional odds model for ordered answers: P(y ≤ j) = F(ζ_j − x′β), F logistic.

McCullagh 1980 (JRSS B 42:109). Coefficients are θ = (β, ζ). A row with answer j has probability
F(ζ_j − η) − F(ζ_{j−1} − η), with ζ_{−1} = −∞ and ζ_{J−1} = ∞; the weighted log-likelihood is
concave in θ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from survey.kernels.regression import solved_rows

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints

_MOST_STEPS = 100
_MOST_HALVINGS = 30
_DECREMENT = 1e-14


@dataclass(frozen=True, slots=True, eq=False)
class OddsFit:
    """Maximum of the weighted likelihood.

    Attributes
    ----------
    theta : (p + J − 1,) float
    iterations : int
    converged : bool
    """

    theta: Floats
    iterations: int
    converged: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Pieces of the likelihood by row: probability, densities at both limits and their slopes."""

    probability: Floats
    upper: Floats
    lower: Floats
    upper_slope: Floats
    lower_slope: Floats


def proportional_odds(
    x: Floats, y: Ints, weights: Floats, answers: int, start: Floats | None = None
) -> OddsFit:
    """Fit the model by Newton's method, with steps halved where the likelihood would fall.

    Parameters
    ----------
    x : (m, p) float
        Without a constant.
    y : (m,) int
        0 … J−1, each with a row of positive weight.
    weights : (m,) float
    answers : int
        J.
    start : (p + J − 1,) float, optional

    Notes
    -----
    R's ``survey::svyolr``, whose search stops early.
    """
    w = weights / weights.sum()
    theta = _start(x, y, w, answers) if start is None else start.copy()
    level = _likelihood(x, y, w, theta)
    for iteration in range(1, _MOST_STEPS + 1):
        scores, information = _pieces(x, y, w, theta)
        total = w @ scores
        if not (np.isfinite(information).all() and (np.diag(information) > 0).all()):
            return OddsFit(theta, iteration, converged=False)
        try:
            move = solved_rows(total[None, :], information)[0]
        except np.linalg.LinAlgError:
            return OddsFit(theta, iteration, converged=False)
        if abs(move @ total) < _DECREMENT:
            return OddsFit(theta + move, iteration, converged=True)
        theta, level = _climbed(x, y, w, theta, move, level)
    return OddsFit(theta, _MOST_STEPS, converged=False)


def odds_influences(x: Floats, y: Ints, weights: Floats, theta: Floats) -> Floats:
    """Influences of rows on θ: scores times the inverse of the observed information.

    Returns
    -------
    (m, p + J − 1) float
        Derivatives by the weight of a unit.
    """
    scores, information = _pieces(x, y, weights, theta)
    return solved_rows(scores, information)


def cut_views(x: Floats, cuts: int) -> list[Floats]:
    """For each cut j the matrix z with P(y ≤ j) = F(z θ), (m, p + cuts) each."""
    result = []
    for cut in range(cuts):
        at = np.zeros((len(x), cuts))
        at[:, cut] = 1
        result.append(np.hstack([-x, at]))
    return result


def _start(x: Floats, y: Ints, w: Floats, answers: int) -> Floats:
    below = np.cumsum(np.bincount(y, w, minlength=answers))[:-1]
    return np.concatenate([np.zeros(x.shape[1]), special.logit(below)])


def _limits(x: Floats, y: Ints, theta: Floats) -> tuple[Floats, Floats]:
    columns = x.shape[1]
    cuts = np.concatenate([[-np.inf], theta[columns:], [np.inf]])
    eta = x @ theta[:columns]
    return cuts[y + 1] - eta, cuts[y] - eta


def _between(upper: Floats, lower: Floats) -> Floats:
    """F(upper) − F(lower), in the tail where nothing cancels."""
    flip = lower > 0
    high, low = np.where(flip, -lower, upper), np.where(flip, -upper, lower)
    return np.asarray(special.expit(high) - special.expit(low), dtype=float)


def _likelihood(x: Floats, y: Ints, w: Floats, theta: Floats) -> float:
    probability = _between(*_limits(x, y, theta))
    if not (probability > 0).all():
        return -np.inf
    return float(w @ np.log(probability))


def _climbed(
    x: Floats, y: Ints, w: Floats, theta: Floats, move: Floats, level: float
) -> tuple[Floats, float]:
    for halving in range(_MOST_HALVINGS):
        after = theta + move / 2**halving
        found = _likelihood(x, y, w, after)
        if found > level:
            return after, found
    return theta + move, _likelihood(x, y, w, theta + move)


def _rows(x: Floats, y: Ints, theta: Floats) -> _Rows:
    high, low = _limits(x, y, theta)
    upper = special.expit(high) * special.expit(-high)
    lower = special.expit(low) * special.expit(-low)
    return _Rows(
        _between(high, low),
        upper,
        lower,
        upper * (special.expit(-high) - special.expit(high)),
        lower * (special.expit(-low) - special.expit(low)),
    )


def _pieces(x: Floats, y: Ints, w: Floats, theta: Floats) -> tuple[Floats, Floats]:
    """Scores of rows (m, P), and the weighted observed information (P, P)."""
    cuts = len(theta) - x.shape[1]
    rows = _rows(x, y, theta)
    at = np.arange(cuts)
    up = np.hstack([-x, (y[:, None] == at).astype(float)])
    low = np.hstack([-x, (y[:, None] == at + 1).astype(float)])
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        each = 1 / rows.probability
        scores = up * (rows.upper * each)[:, None] - low * (rows.lower * each)[:, None]
        second = up.T @ (up * (w * rows.upper_slope * each)[:, None])
        second -= low.T @ (low * (w * rows.lower_slope * each)[:, None])
        return scores, scores.T @ (scores * w[:, None]) - second
