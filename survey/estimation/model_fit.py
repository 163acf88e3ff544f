"""Coefficients of a regression from rows and weights, by statsmodels or by our likelihood."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.regression.linear_model import WLS

from survey.kernels.proportional_odds import cut_views, odds_influences, proportional_odds
from survey.kernels.regression import aliased, canonical_influences, is_singular
from survey.kernels.separation import separating, separating_ordered

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats

_TOLERANCE = 1e-10
_MOST_STEPS = 100
_FAR = 15.0  # where a linear predictor may be on its way to infinity


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows that a model is fitted to.

    Attributes
    ----------
    model : {"linear", "logit", "poisson", "ordered_logit"}
    x : (m, p) float
        The model matrix; of an ordered model without the intercept.
    y : (m,) float
    answers : int
        Number of ordered answers, otherwise 0.
    """

    model: str
    x: Floats
    y: Floats
    answers: int = 0

    @property
    def link_model(self) -> str:
        """The model of each view: cumulative shares of ordered answers are logits."""
        return "logit" if self.answers else self.model

    def views(self, x: Floats) -> list[Floats]:
        """Matrices whose product with all coefficients are the linear predictors."""
        return cut_views(x, self.answers - 1) if self.answers else [x]


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What came of it.

    Attributes
    ----------
    theta : (P,) float
    problem : str
        Its message, if there is one.
    columns : (P,) bool
        The coefficients at fault.
    """

    theta: Floats
    problem: str
    columns: Bools


def fit(rows: Rows, weights: Floats, start: Floats | None = None) -> Fit:
    """Fit a model to rows with weights, (m,); those of weight 0 take no part.

    Parameters
    ----------
    start : (P,) float, optional
        Where to begin.
    """
    used = weights > 0
    if not used.all():
        rows, weights = Rows(rows.model, rows.x[used], rows.y[used], rows.answers), weights[used]
    with_constant = _with_constant(rows)
    if is_singular(with_constant):
        at_fault = aliased(with_constant)[1 if rows.answers else 0 :]
        return Fit(np.empty(0), "regression.singular", at_fault)
    return _ordered(rows, weights, start) if rows.answers else _canonical(rows, weights, start)


def influences(rows: Rows, weights: Floats, theta: Floats) -> Floats:
    """Influences of the rows on the coefficients, (m, P)."""
    if rows.answers:
        return odds_influences(rows.x, rows.y.astype(np.int64), weights, theta)
    return canonical_influences(rows.model, rows.x, rows.y, weights, theta)


def _with_constant(rows: Rows) -> Floats:
    return np.column_stack([np.ones(len(rows.x)), rows.x]) if rows.answers else rows.x


def _canonical(rows: Rows, weights: Floats, start: Floats | None) -> Fit:
    size = np.abs(rows.x).max(axis=0)
    x, w = rows.x / size, weights / weights.mean()
    if rows.model == "linear":
        theta = WLS(rows.y, x, weights=w).fit().params
        return _done(theta / size)
    theta, converged = _iterated(rows.model, x, rows.y, w, None if start is None else start * size)
    reach = np.abs(x @ theta)
    if converged and reach.max() < _FAR:
        return _done(theta / size)
    return _judged(theta / size, converged, separating(rows.model, rows.x, rows.y))


def _iterated(
    model: str, x: Floats, y: Floats, w: Floats, start: Floats | None
) -> tuple[Floats, bool]:
    """Iteratively reweighted least squares; a failure is what the caller looks into."""
    family = families.Binomial() if model == "logit" else families.Poisson()
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            found = GLM(y, x, family=family, var_weights=w).fit(
                start_params=start,
                maxiter=_MOST_STEPS,
                tol_criterion="params",
                rtol=_TOLERANCE,
                atol=_TOLERANCE,
            )
        except (ValueError, np.linalg.LinAlgError):
            return np.full(x.shape[1], np.nan), False
    theta = np.asarray(found.params, dtype=float)
    return theta, bool(found.converged) and bool(np.isfinite(theta).all())


def _ordered(rows: Rows, weights: Floats, start: Floats | None) -> Fit:
    y = rows.y.astype(np.int64)
    cuts = rows.answers - 1
    if len(np.unique(y)) < rows.answers:
        return _judged(np.empty(0), False, separating_ordered(rows.x, y, cuts))
    found = proportional_odds(rows.x, y, weights, rows.answers, start)
    theta = found.theta
    reach = np.abs(np.subtract.outer(rows.x @ theta[:-cuts], theta[-cuts:]))
    if found.converged and reach.max() < _FAR:
        return _done(theta)
    return _judged(theta, found.converged, separating_ordered(rows.x, y, cuts))


def _done(theta: Floats) -> Fit:
    return Fit(np.asarray(theta, dtype=float), "", np.zeros(len(theta), dtype=bool))


def _judged(theta: Floats, converged: bool, separated: Bools) -> Fit:
    if separated.any():
        return Fit(theta, "regression.separation", separated)
    return Fit(theta, "" if converged else "regression.not_converged", separated)
