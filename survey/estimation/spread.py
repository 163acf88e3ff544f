"""Variances, correlations and reliabilities in domains, by the influences of their rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.estimation.assemble import extreme_sizes
from survey.estimation.influence import Statistic, influence_block
from survey.kernels import intervals
from survey.kernels.covariances import covariance, deviations_from_means, influences

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.estimation.assemble import Block
    from survey.estimation.design import SurveyDesign
    from survey.estimation.variables import Domains
    from survey.kernels.covariances import OfCovariance
    from survey.kernels.layout import Floats, Ints

    Functions = dict[Any, Callable[[Floats], OfCovariance]]
    OwnLimits = Callable[[Floats, Floats, Floats], tuple[Floats, Floats]]

_NO_INFLUENCE = 1e-24  # mean square of what is at most 1


def variance_block(design: SurveyDesign, name: str, y: Floats, cut: Domains) -> Block:
    """Variances of one column of numbers by domain.

    Parameters
    ----------
    y : (n,) float
        NaN for those without an answer.
    """
    filled = np.nan_to_num(y)

    def correction(rows: Ints) -> float:
        n = float(design.counts[rows].sum())
        return n / (n - 1) if n > 1 else np.nan

    def estimate(rows: Ints, weights: Floats) -> Floats:
        z = deviations_from_means(filled[rows, None], weights)
        return np.asarray(correction(rows) * covariance(z, weights)[0])

    def influence(rows: Ints, weights: Floats, found: Floats) -> Floats:
        z = deviations_from_means(filled[rows, None], weights)
        return np.asarray((correction(rows) * z**2 - found) / weights.sum())

    return influence_block(design, name, Statistic([""], estimate, influence), np.isfinite(y), cut)


def covariance_block(
    design: SurveyDesign,
    name: str,
    x: Floats,
    functions: Functions,
    limits: OwnLimits,
    cut: Domains,
) -> Block:
    """Functions of the covariance matrix of some columns by domain.

    Parameters
    ----------
    x : (n, k) float
        Rows that lack any of the columns are outside the base.
    functions : dict
        By category, a function of the covariance matrix, (k, k), that is at most 1.
    limits : callable
        ``limits(estimates, std_error, df) -> (low, high)``

    Notes
    -----
    At 1 (and a correlation of −1) no row has an influence. That only says that there is no error if
    everyone answered.
    """
    complete = np.asarray(np.isfinite(x).all(axis=1))
    filled = np.nan_to_num(x)

    def found(rows: Ints, weights: Floats) -> tuple[Floats, Floats, list[OfCovariance]]:
        z = deviations_from_means(filled[rows], weights)
        s = covariance(z, weights)
        return z, s, [function(s) for function in functions.values()]

    def estimate(rows: Ints, weights: Floats) -> Floats:
        return np.array([each.value for each in found(rows, weights)[2]])

    def influence(rows: Ints, weights: Floats, _: Floats) -> Floats:
        z, s, each = found(rows, weights)
        return np.column_stack([influences(z, weights, one.gradient, s) for one in each])

    statistic = Statistic(list(functions), estimate, influence, limits)
    block = influence_block(design, name, statistic, complete, cut)
    everyone = np.isinf(extreme_sizes(design, block.sizes))
    blind = (block.mean_square < _NO_INFLUENCE) & ~everyone
    return replace(block, variance=np.where(blind, np.nan, block.variance))


def fisher_limits(level: float) -> OwnLimits:
    """Limits of correlations on Fisher's scale."""

    def limits(r: Floats, error: Floats, df: Floats) -> tuple[Floats, Floats]:
        return intervals.fisher(r, error, intervals.t_quantile(df, level))

    return limits


def reliability_limits(level: float) -> OwnLimits:
    """Limits of reliabilities on the scale of log(1 − reliability)."""

    def limits(value: Floats, error: Floats, df: Floats) -> tuple[Floats, Floats]:
        return intervals.log_complement(value, error, intervals.t_quantile(df, level))

    return limits
