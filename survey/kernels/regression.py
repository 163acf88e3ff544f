"""Regressions with canonical links: means, scores, information, influences of rows.

With η = x′β and mean μ(η), the score of a row is (y − μ) x and the information Σ w μ′ x x′, for the
identity (linear), the logistic function (logit) and the exponential (Poisson) alike (McCullagh &
Nelder 1989, §2.5). Rows enter the coefficients through B with Σ w (y − μ) x = 0; so the influence
of a row, the derivative of B by its weight, is its score times the inverse information (Binder
1983, Int. Stat. Rev. 51:279).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg, special

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats

_SINGULAR = 1e-13
_ALIASED = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """A mean and its derivatives by the linear predictor, each (m,) float."""

    mean: Floats
    first: Floats
    second: Floats


def response(model: str, eta: Floats) -> Response:
    """Mean at a linear predictor.

    Parameters
    ----------
    model : {"linear", "logit", "poisson"}
    eta : (m,) float
    """
    if model == "linear":
        return Response(eta, np.ones_like(eta), np.zeros_like(eta))
    if model == "poisson":
        mean = np.exp(eta)
        return Response(mean, mean, mean)
    mean, rest = special.expit(eta), special.expit(-eta)
    return Response(mean, mean * rest, mean * rest * (rest - mean))


def canonical_influences(model: str, x: Floats, y: Floats, weights: Floats, beta: Floats) -> Floats:
    """Influences of rows on the coefficients.

    Parameters
    ----------
    model : str
        As in `response`.
    x : (m, p) float
    y : (m,) float
    weights : (m,) float
        Of all units of a row.
    beta : (p,) float

    Returns
    -------
    (m, p) float
        Derivatives by the weight of a unit.

    Notes
    -----
    R's ``survey::svyglm``, whose ``vcov`` is the variance of their total.
    """
    fitted = response(model, x @ beta)
    information = x.T @ (x * (weights * fitted.first)[:, None])
    return solved_rows((y - fitted.mean)[:, None] * x, information)


def solved_rows(scores: Floats, information: Floats) -> Floats:
    """Scores times the inverse of a symmetric information matrix, (m, p)."""
    size = np.sqrt(np.diag(information))
    scaled = linalg.solve(information / np.outer(size, size), (scores / size).T, assume_a="sym")
    return np.asarray(scaled.T / size, dtype=float)


def is_singular(x: Floats) -> bool:
    """Whether the columns of a matrix (m, p) are linearly dependent."""
    size = np.sqrt(np.einsum("mp,mp->p", x, x))
    if not size.all():
        return True
    values = np.linalg.eigvalsh(x.T @ x / np.outer(size, size))
    return bool(values[0] < _SINGULAR * values[-1])


def aliased(x: Floats) -> Bools:
    """Which columns are linear combinations of columns before them, (p,)."""
    size = np.sqrt(np.einsum("mp,mp->p", x, x))
    unit = x / np.where(size > 0, size, 1.0)
    r = linalg.qr(unit, mode="r", check_finite=False)[0][: x.shape[1]]
    pivots = np.append(np.diag(r), np.zeros(x.shape[1] - len(r)))
    return np.asarray(np.abs(pivots) < _ALIASED)
