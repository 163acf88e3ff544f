"""The areas of one share or mean beside each other: which are surely better than which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.kernels.all_pairs import chance_of_being_highest, errors_of, surely_higher
from survey.kernels.difference import guarded_variance, touching_quantile
from survey.kernels.intervals import t_quantile, wald, wilson

if TYPE_CHECKING:
    from survey.estimation.estimates import Estimates
    from survey.kernels.layout import Bools, Floats, Ints

_SAME = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class RankFamily:
    """The k areas of a family, all compared with all.

    Attributes
    ----------
    rows : (k,) int
        Which rows of the estimates they are.
    is_share : bool
    sign : {1, -1}
        Whether a high number is good.
    estimate, std_error, n_eff, df : (k,) float
    pair_df : (k, k) float
        Degrees of freedom of each pair.
    covariance : (k, k) float
        Of the estimates; for shares with variances that are never 0 unless everyone answered.
    statistic : (k, k) float
        How far area i lies on the good side of area j, as a quantile of t; minus that of j and i.
        NaN where one of them has no degrees of freedom of its own, as with a single answer.
    """

    rows: Ints
    is_share: bool
    sign: int
    estimate: Floats
    std_error: Floats
    n_eff: Floats
    df: Floats
    pair_df: Floats
    covariance: Floats
    statistic: Floats

    def among(self, keep: Bools) -> RankFamily:
        """The same with some of the areas only."""
        pairs = np.ix_(keep, keep)
        return RankFamily(
            self.rows[keep],
            self.is_share,
            self.sign,
            self.estimate[keep],
            self.std_error[keep],
            self.n_eff[keep],
            self.df[keep],
            self.pair_df[pairs],
            self.covariance[pairs],
            self.statistic[pairs],
        )

    def ranks(self) -> Floats:
        """The place of each area, 1 the best; areas that are alike share a place."""
        good = self.sign * self.estimate
        better = good[:, None] - good[None, :] > _SAME * np.maximum(1.0, np.abs(good))
        return np.asarray(1.0 + better.sum(axis=0))

    def surely_better(self, level: float, method: str) -> Bools:
        """Row i, column j: whether area i is surely better than area j, all pairs together."""
        size = len(self.rows)
        if size < 2:
            return np.zeros((size, size), dtype=bool)
        if method == "differences":
            errors = errors_of(self.covariance)
            return surely_higher(self.statistic, self.pair_df, errors, level)
        low, high = self._intervals(level ** (1 / size))
        apart = low[:, None] > high[None, :] if self.sign > 0 else high[:, None] < low[None, :]
        return np.asarray(apart, dtype=bool)

    def chances(self) -> tuple[Floats, Floats]:
        """p-values of each area being the best of all, and of its being the worst.

        Doubled, so that what is said of both ends holds together, and of two areas is what the mark
        of their difference says.
        """
        if len(self.rows) < 2:
            return np.ones(len(self.rows)), np.ones(len(self.rows))
        errors = errors_of(self.covariance)
        best = chance_of_being_highest(self.statistic, self.pair_df, errors)
        worst = chance_of_being_highest(-self.statistic, self.pair_df, errors)
        return np.minimum(2 * best, 1.0), np.minimum(2 * worst, 1.0)

    def _intervals(self, level: float) -> tuple[Floats, Floats]:
        t = t_quantile(self.df, level)
        if self.is_share:
            return wilson(self.estimate, self.n_eff, t)
        return wald(self.estimate, self.std_error, t)


def rank_family(estimates: Estimates, rows: Ints, sign: int) -> RankFamily:
    """Compare all of some areas with all.

    Parameters
    ----------
    estimates : Estimates
    rows : (k,) int
        Rows of one share or mean; all of them exist.
    sign : {1, -1}
        Whether a high number is good.
    """
    frame = estimates.to_frame().iloc[rows]
    value, error, size, df = (
        frame[name].to_numpy(float) for name in ("estimate", "std_error", "n_eff", "df")
    )
    covariance = estimates.covariance.block(rows, rows)
    is_share = estimates.statistic == "share"
    first, second = np.triu_indices(len(rows), 1)
    pairs = estimates.covariance.pair_df(rows[first], rows[second])
    v = np.diag(covariance)
    correlation = _correlation(covariance)
    if is_share:
        rho = correlation[first, second]
        t = touching_quantile(value[first], size[first], value[second], size[second], rho)
        v = guarded_variance(value, size)
    else:
        t = _student(value, covariance, first, second)
    spread = np.sqrt(np.nan_to_num(v))
    with np.errstate(invalid="ignore"):
        t = np.copysign(t, sign * (value[first] - value[second]))
    t = np.where((df[first] > 0) & (df[second] > 0), t, np.nan)
    return RankFamily(
        rows,
        is_share,
        sign,
        value,
        error,
        size,
        df,
        _square(pairs, pairs, len(rows)),
        correlation * np.outer(spread, spread),
        _square(t, -t, len(rows)),
    )


def _correlation(covariance: Floats) -> Floats:
    """Correlations; 0 beside an estimate whose error is 0 or unknown."""
    covariance = np.nan_to_num(covariance)
    spread = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    scale = np.outer(spread, spread)
    found = np.divide(covariance, scale, out=np.zeros_like(covariance), where=scale > 0)
    np.fill_diagonal(found, 1.0)
    return np.asarray(np.clip(found, -1.0, 1.0), dtype=float)


def _student(value: Floats, covariance: Floats, first: Ints, second: Ints) -> Floats:
    v = np.diag(covariance)
    total = v[first] + v[second]
    squared = total - 2 * covariance[first, second]
    squared = np.where(squared <= _SAME * total, 0.0, squared)
    apart = np.abs(value[first] - value[second])
    with np.errstate(invalid="ignore", divide="ignore"):
        t = apart / np.sqrt(squared)
    found = np.where(squared > 0, t, np.where(apart > 0, np.inf, 0.0))
    return np.asarray(found, dtype=float)


def _square(above: Floats, below: Floats, size: int) -> Floats:
    """A matrix from what stands above its diagonal and below it; NaN on it."""
    first, second = np.triu_indices(size, 1)
    found = np.full((size, size), np.nan)
    found[first, second], found[second, first] = above, below
    return found
