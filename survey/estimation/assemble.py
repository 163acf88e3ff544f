"""Blocks of linearised estimates put together with their errors, intervals and sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.estimation.estimates import Covariance, Estimates
from survey.kernels import gradients, intervals
from survey.kernels.forms import Forms, form_variances
from survey.kernels.sums import cell_sums, psus_and_strata

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.estimation.variables import Domains
    from survey.kernels.layout import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Linearised estimates of one variable, domain by domain.

    Attributes
    ----------
    name : str
    categories : list
        The J categories of each of the D domains.
    estimates : (D·J,) float
    forms : Forms
    base_domain : (n,) int
        Elementary domain of each row that is in the base, else −1.
    counts : (D·J,) float
        Unweighted answers in the category.
    mean_square : (D·J,) float
        Weighted mean square of the linearised residuals, scaled to the estimate.
    """

    name: str
    categories: list[Any]
    estimates: Floats
    forms: Forms
    base_domain: Ints
    counts: Floats
    mean_square: Floats


@dataclass(frozen=True, slots=True)
class BaseSizes:
    """How large the base of each estimate is, each (E,) float."""

    n: Floats
    psus: Floats
    strata: Floats
    weights: Floats
    squared_weights: Floats


def assemble(
    design: SurveyDesign,
    statistic: str,
    by: tuple[str, ...],
    cut: Domains,
    blocks: list[Block],
    *,
    interval: str,
    level: float,
    deff: str,
    base: str | tuple[Any, ...] = "answered",
) -> Estimates:
    """Work out errors, intervals and sizes of all blocks."""
    frames, errors = [], []
    for block in blocks:
        measures = _measures(design, statistic, cut, block, interval, level, deff)
        errors.append(measures["std_error"])
        frames.append(_frame(by, cut, block, measures))
    frame = pd.concat(frames, ignore_index=True)
    covariance = Covariance(design, tuple(b.forms for b in blocks), np.concatenate(errors))
    return Estimates(statistic, by, base, interval, level, design.codebook, covariance, frame)


def _measures(
    design: SurveyDesign,
    statistic: str,
    cut: Domains,
    block: Block,
    interval: str,
    level: float,
    deff: str,
) -> dict[str, Floats]:
    sizes = _base_sizes(design, cut, block)
    exists = np.isfinite(block.estimates)
    variance = np.where(
        exists, form_variances(design.layout, block.forms, design.calibration), np.nan
    )
    df = sizes.psus - sizes.strata
    replace = _simple_variance(block, sizes)
    with np.errstate(invalid="ignore", divide="ignore"):
        rest = np.where(sizes.weights > sizes.n, 1 - sizes.n / sizes.weights, np.nan)
        corrected = replace * rest if design.grosses_up else replace
        effects = variance / (corrected if deff == "wor" else replace)
        n_eff = np.where(replace > 0, sizes.n / (variance / replace), np.nan)
    if statistic == "share":
        n_eff = intervals.effective_size(block.estimates, variance, _limit(design, sizes))
    n_eff = np.where(df > 0, n_eff, np.nan)
    limits = _limits(design, statistic, interval, level, block.estimates, variance, n_eff, sizes)
    low, high = (np.where(exists, limit, np.nan) for limit in limits)
    return {
        "estimate": block.estimates,
        "std_error": np.where(df > 0, np.sqrt(variance), np.nan),
        "conf_low": low,
        "conf_high": high,
        "df": df,
        "n": sizes.n,
        "n_eff": n_eff,
        "deff": np.where(np.isfinite(effects) & (df > 0), effects, np.nan),
        "count": block.counts,
    }


def _base_sizes(design: SurveyDesign, cut: Domains, block: Block) -> BaseSizes:
    domain, cells = block.base_domain, cut.members.shape[0]
    repeat = len(block.categories)

    def pooled(values: Floats) -> Floats:
        return np.repeat(gradients.pooled(cut.members, cell_sums(domain, values, cells)), repeat)

    w = design.weights
    psus, strata = psus_and_strata(design.layout, block.forms.cases())
    return BaseSizes(
        n=pooled(design.counts * (w > 0)),
        psus=np.repeat(psus, repeat),
        strata=np.repeat(strata, repeat),
        weights=pooled(design.counts * w),
        squared_weights=pooled(design.counts * w**2),
    )


def _simple_variance(block: Block, sizes: BaseSizes) -> Floats:
    """Variance under simple random sampling with replacement of the same number of answers."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(sizes.n > 1, block.mean_square / (sizes.n - 1), np.nan)


def _limit(design: SurveyDesign, sizes: BaseSizes) -> Floats:
    """Effective number of answers where the variance is blind."""
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = sizes.n / sizes.weights if design.has_fpc else np.zeros(len(sizes.n))
    # small weights must not pass for a census
    rate = np.where(rate < 1, rate, design.largest_rate)
    return intervals.extreme_share_size(
        sizes.n, sizes.psus, sizes.weights, sizes.squared_weights, rate
    )


def _limits(
    design: SurveyDesign,
    statistic: str,
    interval: str,
    level: float,
    estimates: Floats,
    variance: Floats,
    n_eff: Floats,
    sizes: BaseSizes,
) -> intervals.Limits:
    df = sizes.psus - sizes.strata
    t = intervals.t_quantile(df, level)
    if statistic != "share" or interval == "wald":
        return intervals.wald(estimates, np.sqrt(variance), t)
    if interval == "wilson":
        return intervals.wilson(estimates, n_eff, t)
    if interval == "logit":
        return intervals.logit(estimates, np.sqrt(variance), t)
    if interval == "clopper_pearson":
        return intervals.clopper_pearson(estimates, n_eff, level)
    size = intervals.korn_graubard_size(n_eff, sizes.n, df, level)
    if interval == "korn_graubard":
        size = np.minimum(size, _limit(design, sizes))
    if interval == "nchs":
        size = np.minimum(size, sizes.n)
    return intervals.clopper_pearson(estimates, size, level)


def _frame(
    by: tuple[str, ...], cut: Domains, block: Block, measures: dict[str, Floats]
) -> pd.DataFrame:
    repeat = len(block.categories)
    columns: dict[str, Any] = {}
    for place, name in enumerate(by):
        values = np.empty(len(cut.labels) * repeat, dtype=object)
        values[:] = [label[place] for label in cut.labels for _ in range(repeat)]
        columns[name] = values
    categories = np.empty(len(cut.labels) * repeat, dtype=object)
    categories[:] = block.categories * len(cut.labels)
    columns["variable"] = block.name
    columns["category"] = categories
    frame = pd.DataFrame(columns | measures)
    for name in ("df", "n"):
        frame[name] = frame[name].astype("int64")
    return frame
