"""Changes between two waves: their errors, intervals, p-values and marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse, special

from survey.comparison.waves.covariances import VariableScores, across
from survey.kernels import adjust as adjustments
from survey.kernels.changes import ShareChange, extra_limits, touching_of_change, touching_of_extra
from survey.kernels.intervals import t_quantile, wald
from survey.kernels.overlap_counts import pair_sizes

if TYPE_CHECKING:
    import pandas as pd

    from survey.comparison.waves.units import Link
    from survey.estimation.estimates import Estimates
    from survey.kernels.layout import Floats, Ints
    from survey.kernels.overlap_counts import PairSizes

_ROUNDING = 1e-12
"""Of both variances: what is left of a change that has none."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What was asked for.

    Attributes
    ----------
    adjust : str
    level : float
    unknown : float
        The correlation taken where too few units are in both waves to know it.
    """

    adjust: str
    level: float
    unknown: float


@dataclass(frozen=True, slots=True, eq=False)
class PairedRows:
    """Rows that both waves have.

    Attributes
    ----------
    earlier, later : (R,) int
        Rows of the estimates of each wave.
    variable : (R,) int
        Number of the variable of each.
    family : (R,) int
        Rows that differ in nothing but the area; each row of no area for itself.
    domain : (R,) int
        Rows with the same base: those of one variable and domain.
    contrast : (R,) int
        Place of the row of the contrast area among these; −1 if there is none.
    """

    earlier: Ints
    later: Ints
    variable: Ints
    family: Ints
    domain: Ints
    contrast: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Variances and covariances of paired rows, each (R,) float.

    Attributes
    ----------
    first, second : variances of the earlier and of the later estimate
    both : their covariance
    extra : covariance of the change with that of the contrast area
    overlap : units with a case in both waves; NaN where waves are independent
    df, extra_df : degrees of freedom of the change, and of what is extra
    """

    first: Floats
    second: Floats
    both: Floats
    extra: Floats
    overlap: Floats
    df: Floats
    extra_df: Floats

    @property
    def variance(self) -> Floats:
        """Variance of the change."""
        return _without_rounding(self.first + self.second - 2 * self.both, self.first + self.second)

    @property
    def rho(self) -> Floats:
        """Correlation of the two estimates."""
        return _correlation(self.both, self.first * self.second)


def spread_of(
    link: Link, earlier: Estimates, later: Estimates, rows: PairedRows, unknown: float
) -> Spread:
    """Work out variances and covariances, one variable at a time."""
    empty = {name: np.full(len(rows.earlier), np.nan) for name in Spread.__slots__}
    for variable in np.unique(rows.variable):
        here = np.flatnonzero(rows.variable == variable)
        for name, values in _of_variable(link, earlier, later, rows, here, unknown).items():
            empty[name][here] = values
    return Spread(**empty)


def _of_variable(
    link: Link, earlier: Estimates, later: Estimates, rows: PairedRows, here: Ints, unknown: float
) -> dict[str, Floats]:
    scores = (
        VariableScores.of(earlier.covariance, rows.earlier[here]),
        VariableScores.of(later.covariance, rows.later[here]),
    )
    own = np.arange(len(here))
    known = rows.contrast[here] >= 0
    other = np.where(known, np.searchsorted(here, np.maximum(rows.contrast[here], 0)), own)
    family = np.unique(rows.family[here], return_inverse=True)[1]
    kinds = int(family.max()) + 1
    extra = np.full(len(here), np.nan)
    if not known.any():
        both = across(link, *scores, (own, own), family, unknown)
    else:
        pairs = np.concatenate([own, own, other]), np.concatenate([own, other, own])
        families = np.concatenate([family, family + kinds, family + 2 * kinds])
        both, mine, theirs = np.split(across(link, *scores, pairs, families, unknown), 3)
        within = scores[0].with_others(other) + scores[1].with_others(other)
        extra = np.where(known, within - mine - theirs, np.nan)
    sizes = _sizes(link, scores, rows.domain[here], np.where(known, other, -1))
    found = {
        "first": scores[0].variance,
        "second": scores[1].variance,
        "both": both,
        "extra": extra,
    }
    return found | sizes


def _sizes(
    link: Link, scores: tuple[VariableScores, VariableScores], domain: Ints, other: Ints
) -> dict[str, Floats]:
    """Common units and degrees of freedom of pairs, and of pairs beside the contrast.

    Parameters
    ----------
    domain : (R,) int
        Rows with the same base.
    other : (R,) int
        The row beside each, −1 for none.
    """
    _, first, number = np.unique(domain, return_index=True, return_inverse=True)
    cases = [each.covariance.unit_cases(each.rows[first]) for each in scores]
    alone = _pair_sizes(link, scores, cases)
    beside = np.full(len(first), -1, dtype=np.int64)
    known = other >= 0
    beside[number[known]] = number[other[known]]
    extra_df = np.full(len(first), np.nan)
    mine = np.flatnonzero(beside >= 0)
    if len(mine):
        theirs = beside[mine]
        joined = [sparse.csc_array(abs(each[:, mine]) + abs(each[:, theirs])) for each in cases]
        extra_df[mine] = _pair_sizes(link, scores, joined).df
    most = min(_most_df(each) for each in scores)
    overlap = np.full(len(first), np.nan) if link.independent else alone.common
    return {
        "overlap": overlap[number],
        "df": np.minimum(alone.df, most)[number],
        "extra_df": np.where(known, np.minimum(extra_df, most)[number], np.nan),
    }


def _pair_sizes(
    link: Link, scores: tuple[VariableScores, VariableScores], cases: list[sparse.csc_array]
) -> PairSizes:
    layouts = tuple(each.covariance.design.layout for each in scores)
    return pair_sizes(layouts, link.common, cases[0], cases[1], one_design=link.one_design)


def _most_df(scores: VariableScores) -> float:
    given = scores.covariance.design.replicates
    if given is None:
        return np.inf
    return float(len(given.coefficients) - 1 if given.df is None else given.df)


def changes(
    frames: tuple[pd.DataFrame, pd.DataFrame],
    rows: PairedRows,
    spread: Spread,
    statistic: str,
    asked: Asked,
) -> dict[str, Any]:
    """The columns of the result that say what changed.

    Parameters
    ----------
    frames : pair of DataFrame
        Estimates of both waves, the paired rows only.
    """
    judge = _judged_shares if statistic == "share" else _judged_numbers
    values = [frame["estimate"].to_numpy(float) for frame in frames]
    change = values[1] - values[0]
    place = np.maximum(rows.contrast, 0)
    there = rows.contrast >= 0
    contrast = np.where(there, change[place], np.nan)
    variance = spread.variance
    total = variance + variance[place]
    extra_variance = _without_rounding(total - 2 * spread.extra, total)
    found: dict[str, Any] = {
        "change": change,
        "std_error": np.where(spread.df > 0, np.sqrt(variance), np.nan),
        "contrast_change": contrast,
        "extra_change": change - contrast,
        "extra_std_error": np.where(there & (spread.extra_df > 0), np.sqrt(extra_variance), np.nan),
        "df": spread.df,
        "overlap": spread.overlap,
        "correlation": spread.rho,
    }
    found |= judge(frames, rows, spread, found, asked.level)
    for name in ("", "extra_"):
        found |= _marked(found, name, rows.family, asked)
    return found


def _judged_shares(
    frames: tuple[pd.DataFrame, pd.DataFrame],
    rows: PairedRows,
    spread: Spread,
    found: dict[str, Any],
    level: float,
) -> dict[str, Floats]:
    mine = _share_change(frames, spread)
    place = np.maximum(rows.contrast, 0)
    theirs = _at(mine, place)
    rho = _correlation(spread.extra, spread.variance * spread.variance[place])
    low, high = mine.limits(t_quantile(spread.df, level))
    extra = extra_limits(mine, theirs, rho, t_quantile(spread.extra_df, level))
    return {
        "conf_low": low,
        "conf_high": high,
        "p_value": _p_value(touching_of_change(mine), spread.df),
        "extra_low": extra[0],
        "extra_high": extra[1],
        "extra_p_value": _p_value(touching_of_extra(mine, theirs, rho), spread.extra_df),
    }


def _judged_numbers(
    frames: tuple[pd.DataFrame, pd.DataFrame],
    rows: PairedRows,
    spread: Spread,
    found: dict[str, Any],
    level: float,
) -> dict[str, Floats]:
    result: dict[str, Floats] = {}
    for name, df, limits in (("", spread.df, "conf"), ("extra_", spread.extra_df, "extra")):
        d, se = found[f"{name}change"], found[f"{name}std_error"]
        low, high = wald(d, se, t_quantile(df, level))
        with np.errstate(invalid="ignore", divide="ignore"):
            t = np.where(se > 0, np.abs(d) / se, np.where(d == 0, 0.0, np.inf))
        t = np.where(np.isfinite(d) & np.isfinite(se), t, np.nan)
        result |= {f"{limits}_low": low, f"{limits}_high": high, f"{name}p_value": _p_value(t, df)}
    return result


def _share_change(frames: tuple[pd.DataFrame, pd.DataFrame], spread: Spread) -> ShareChange:
    earlier, later = frames
    certain = (spread.variance == 0) & (spread.first + spread.second > 0)
    return ShareChange(
        earlier["estimate"].to_numpy(float),
        earlier["n_eff"].to_numpy(float),
        later["estimate"].to_numpy(float),
        later["n_eff"].to_numpy(float),
        spread.rho,
        certain,
    )


def _at(shares: ShareChange, place: Ints) -> ShareChange:
    parts = {name: getattr(shares, name)[place] for name in ShareChange.__slots__}
    return ShareChange(**parts)


def _marked(found: dict[str, Any], name: str, families: Ints, asked: Asked) -> dict[str, Any]:
    p = found[f"{name}p_value"]
    adjusted = _adjusted(p, families, asked.adjust)
    with np.errstate(invalid="ignore"):
        mark = np.where(adjusted < 1 - asked.level, np.sign(found[f"{name}change"]), 0)
    return {f"{name}p_adjusted": adjusted, f"{name}mark": np.nan_to_num(mark).astype(np.int64)}


def _adjusted(p: Floats, families: Ints, method: str) -> Floats:
    if method == "none":
        return p
    adjust = adjustments.holm if method == "holm" else adjustments.benjamini_hochberg
    result = np.full(len(p), np.nan)
    order = np.argsort(families, kind="stable")
    for some in np.split(order, np.flatnonzero(np.diff(families[order])) + 1):
        result[some] = adjust(p[some])
    return result


def _p_value(statistic: Floats, df: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        p = np.where(np.isinf(statistic), 0.0, 2 * special.stdtr(df, -statistic))
    return np.where(df > 0, p, np.nan)


def _correlation(covariance: Floats, product: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.where(product > 0, np.clip(covariance / np.sqrt(product), -1, 1), 0.0)
    return np.nan_to_num(found)


def _without_rounding(variance: Floats, scale: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.where(
            variance > _ROUNDING * scale, variance, np.where(np.isnan(variance), np.nan, 0.0)
        )
