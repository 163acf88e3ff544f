"""Quantiles of numbers in domains, with intervals of the share at or below them turned round."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from survey.estimation.assemble import (
    Block,
    base_sizes,
    cases_of,
    extreme_sizes,
    most_df,
    replicated,
    variance_of,
)
from survey.estimation.estimates import FormsToMake, Made
from survey.estimation.influence import forms_of, replicates_of, rows_of_domains, stacked
from survey.kernels import intervals
from survey.kernels.forms import Deviations, Forms
from survey.kernels.quantiles import OrderedAnswers, ordered_answers, quantiles

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.estimation.assemble import BaseSizes
    from survey.estimation.design import SurveyDesign
    from survey.estimation.variables import Domains
    from survey.kernels.intervals import Limits
    from survey.kernels.layout import Bools, Floats, Ints

INTERVALS = ("woodruff", "beta", "logit", "arcsine", "score", "replicates")

_ROUNDING = 1e-10  # of the range of the answers: an interpolated quantile may miss an answer by it
_BLIND = 1e-14
_NO_ERROR = 1e-9
_AT_ONCE = 256
_STEPS = 32


@dataclass(frozen=True, slots=True)
class Asked:
    """Which quantiles are wanted, and how.

    Attributes
    ----------
    shares : (J,) float in (0, 1)
    rule : str
        One of `survey.kernels.quantiles.RULES`.
    interval : str
        One of `INTERVALS`.
    level : float in (0, 1)
    """

    shares: Floats
    rule: str
    interval: str
    level: float


@dataclass(frozen=True, slots=True, eq=False)
class _Shares:
    """Shares at or below thresholds, domain by domain, (E,) each."""

    estimates: Floats
    variance: Floats
    forms: Forms | Deviations


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """One column of numbers and its rows in each of the D domains."""

    y: Floats
    members: list[Ints]
    answers: list[OrderedAnswers]


def quantile_block(design: SurveyDesign, name: str, y: Floats, asked: Asked, cut: Domains) -> Block:
    """Quantiles of one column of numbers by domain.

    Parameters
    ----------
    y : (n,) float
        NaN for those without an answer.

    Notes
    -----
    The standard error is the width of the interval over twice the quantile of t (Francisco & Fuller
    1991, Ann. Stat. 19:454). The influence of a row is −(1[y ≤ q] − F(q))/(N f) with the density f
    at which the linearised variance is the square of that standard error, so that covariances of
    quantiles are those of the shares at or below them, scaled.
    """
    inside = np.isfinite(y) & (design.weights > 0) & (design.counts > 0)
    domain = np.where(inside, cut.elementary, -1)
    column = _column(design, y, rows_of_domains(cut, domain))
    found = np.array([quantiles(each, asked.shares, asked.rule) for each in column.answers])
    repeat = len(asked.shares)
    cases = cases_of(design, cut, domain)
    sizes = base_sizes(design, cut, domain, cases, most_df(design, cut), repeat)
    shares = _shares_below(design, column, found)
    q = found.ravel()
    (low, high), variance, forms = _spread(design, column, q, shares, sizes, asked)
    return Block(
        name=name,
        categories=asked.shares.tolist(),
        estimates=q,
        variance=variance,
        forms=FormsToMake(len(q), lambda: Made(forms, cases)),
        sizes=sizes,
        counts=np.full(len(q), np.nan),
        mean_square=_slope(shares, variance) ** 2 * shares.estimates * (1 - shares.estimates),
        limits=lambda *_: (low, high),
    )


def _spread(
    design: SurveyDesign,
    column: _Column,
    q: Floats,
    shares: _Shares,
    sizes: BaseSizes,
    asked: Asked,
) -> tuple[Limits, Floats, Forms | Deviations]:
    """Limits and variances of quantiles, and what their covariances are made of."""
    t = intervals.t_quantile(sizes.df, asked.level)
    if asked.interval == "replicates":
        deviations, variance = _of_replicates(design, column, q, asked)
        return intervals.wald(q, np.sqrt(variance), t), variance, deviations
    turned = _turned(design, column, shares, sizes, asked)
    fixed = _left_nothing_to_chance(design, shares, sizes)
    low, high = (np.where(fixed, q, limit) for limit in turned)
    variance = ((high - low) / (2 * t)) ** 2
    return (low, high), variance, _scaled(shares, variance)


def _column(design: SurveyDesign, y: Floats, members: list[Ints]) -> _Column:
    answers = [
        ordered_answers(y[rows], design.weights[rows], design.counts[rows]) for rows in members
    ]
    return _Column(y, members, answers)


def _shares_below(design: SurveyDesign, column: _Column, thresholds: Floats) -> _Shares:
    """Shares of those at or below thresholds of each domain, (D, J)."""
    repeat = thresholds.shape[1]
    weights = design.weights * design.counts
    share = np.full(thresholds.shape, np.nan)
    replicates = _no_replicates(design, thresholds)
    parts = []
    for place, rows in enumerate(column.members):
        if not len(rows):
            continue
        below = _below(column.y[rows], thresholds[place])
        w = weights[rows]
        share[place] = np.where(below.all(axis=0), 1.0, w @ below / w.sum())
        parts.append((rows, place * repeat, (below - share[place]) / w.sum()))
        replicates[:, place] = _again(design, rows, below)
    estimates = share.ravel()
    forms: Forms | Deviations = forms_of(design, stacked(parts, (design.rows, len(estimates))))
    if design.replicates is not None:
        forms = replicated(design, estimates, replicates.reshape(len(replicates), -1))
    variance = variance_of(design, estimates, forms)
    spread = estimates * (1 - estimates)
    with np.errstate(invalid="ignore"):
        variance = np.where(np.abs(variance) <= _BLIND * spread, 0.0, variance)
        variance = np.where(variance >= 0, variance, np.nan)
    return _Shares(estimates, variance, forms)


def _no_replicates(design: SurveyDesign, thresholds: Floats) -> Floats:
    count = 0 if design.replicates is None else design.replicates.weights.shape[1]
    return np.full((count, *thresholds.shape), np.nan)


def _again(design: SurveyDesign, rows: Ints, below: Bools) -> Floats:
    """The shares of a domain with the weights of each replicate, (R, J)."""
    if design.replicates is None:
        return np.empty((0, below.shape[1]))
    w = design.replicates.weights[rows]
    whole = w.sum(axis=0)[:, None]
    with np.errstate(invalid="ignore"):
        return np.asarray(w.T @ below / whole, dtype=float)


def _below(y: Floats, thresholds: Floats) -> Bools:
    rounding = _ROUNDING * (y.max() - y.min())
    return np.asarray(y[:, None] <= thresholds + rounding)


def _turned(
    design: SurveyDesign, column: _Column, shares: _Shares, sizes: BaseSizes, asked: Asked
) -> Limits:
    """Limits of the quantiles, (E,) each; NaN where a limit of the share is not a share."""
    if asked.interval == "score":
        low, high = _score(design, column, sizes, asked)
        tested = np.isfinite(shares.variance)
        return np.where(tested, low, np.nan), np.where(tested, high, np.nan)
    limits = []
    for limit in _share_limits(shares, sizes, asked):
        by_domain = limit.reshape(len(column.answers), -1)
        pairs = zip(column.answers, by_domain, strict=True)
        limits.append(np.array([quantiles(own, at, asked.rule) for own, at in pairs]).ravel())
    return limits[0], limits[1]


def _left_nothing_to_chance(design: SurveyDesign, shares: _Shares, sizes: BaseSizes) -> Bools:
    """Where the limits are the quantile itself.

    A share of 1 has no variance either, but that only says so if everyone answered.
    """
    sure = (shares.estimates < 1) | np.isinf(extreme_sizes(design, sizes))
    return np.asarray((shares.variance == 0) & sure & (sizes.df > 0))


def _share_limits(shares: _Shares, sizes: BaseSizes, asked: Asked) -> Limits:
    # where all are at or below it, the share says nothing of its error
    p = np.where(shares.estimates < 1, shares.estimates, np.nan)
    t, level = intervals.t_quantile(sizes.df, asked.level), asked.level
    error = np.sqrt(shares.variance)
    if asked.interval == "logit":
        return intervals.logit(p, error, t)
    if asked.interval == "arcsine":
        return intervals.arcsine(p, error, t)
    if asked.interval == "beta":
        with np.errstate(divide="ignore", invalid="ignore"):
            n_eff = p * (1 - p) / shares.variance
        return intervals.korn_graubard(p, n_eff, sizes.n, sizes.df, level)
    return intervals.wald(p, error, t)


def _score(design: SurveyDesign, column: _Column, sizes: BaseSizes, asked: Asked) -> Limits:
    """The lowest and the highest answer between which a score test accepts the share."""
    t = intervals.t_quantile(sizes.df, asked.level).reshape(len(column.members), -1)
    limits = np.full((2, len(column.members), len(asked.shares)), np.nan)
    for place, answers in enumerate(column.answers):
        values = np.unique(answers.values)
        if len(values) < 2:  # nothing to test against
            continue
        alone = replace(column, members=column.members[place : place + 1])
        for j, p in enumerate(asked.shares):
            for side, least in enumerate((-t[place, j], t[place, j])):
                reaches = partial(_reaches, design, alone, float(p), least)
                limits[side, place, j] = _first(values, reaches)
    return limits[0].ravel(), limits[1].ravel()


def _reaches(design: SurveyDesign, alone: _Column, p: float, least: float, values: Floats) -> Bools:
    """Whether the score of the share at or below each value in one domain is as high as asked."""
    shares = _shares_below(design, alone, values[None, :])
    error = np.sqrt(shares.variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (shares.estimates - p) / error
    certain = np.where(shares.estimates < p, -np.inf, np.inf)
    return np.asarray(np.where(error <= _NO_ERROR, certain, score) >= least)


def _first(values: Floats, reaches: Callable[[Floats], Bools]) -> float:
    """The first value that reaches, or NaN; many values are tried at steps that get smaller."""
    low, high = 0, len(values)
    while low < high:
        step = 1 if high - low <= _AT_ONCE else -(-(high - low) // _STEPS)
        tried = np.unique(np.append(np.arange(low, high, step), high - 1))
        found = np.flatnonzero(reaches(values[tried]))
        if not len(found):
            break
        place = int(tried[found[0]])
        if step == 1:
            return float(values[place])
        low, high = (int(tried[found[0] - 1]) + 1 if found[0] else place), place + 1
    return float("nan")


def _slope(shares: _Shares, variance: Floats) -> Floats:
    """Change of a quantile for a change of the share at or below it, 1/f."""
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.sqrt(variance / shares.variance)
    return np.where(np.isfinite(slope), slope, 0.0)


def _scaled(shares: _Shares, variance: Floats) -> Forms | Deviations:
    """Forms of the shares as forms of the quantiles."""
    slope = -_slope(shares, variance)
    if isinstance(shares.forms, Deviations):
        return Deviations(shares.forms.values * slope)
    return replace(shares.forms, gradient=sparse.csc_array(sparse.diags_array(slope)))


def _of_replicates(
    design: SurveyDesign, column: _Column, found: Floats, asked: Asked
) -> tuple[Deviations, Floats]:
    """Deviations of the quantiles of the replicates, and their variances."""

    def estimate(rows: Ints, weights: Floats) -> Floats:
        own = ordered_answers(column.y[rows], weights, np.ones(len(rows)))
        return quantiles(own, asked.shares, asked.rule)

    again = replicates_of(design, estimate, len(asked.shares), column.members)
    forms = replicated(design, found, again)
    return forms, variance_of(design, found, forms)
