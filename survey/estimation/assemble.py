"""Blocks of linearised estimates put together with their errors, intervals and sizes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.estimation.estimates import Covariance, Estimates
from survey.kernels import gradients, intervals
from survey.kernels.forms import form_variances
from survey.kernels.sums import cell_sums, psus_and_strata

if TYPE_CHECKING:
    import numpy.typing as npt

    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import FormsToMake
    from survey.estimation.variables import Domains
    from survey.kernels.forms import Forms
    from survey.kernels.layout import Floats, Ints


@dataclass(frozen=True, slots=True)
class BaseSizes:
    """How large the base of each estimate is, each (E,) float."""

    n: Floats
    psus: Floats
    strata: Floats
    weights: Floats
    squared_weights: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Linearised estimates of one variable, domain by domain.

    Attributes
    ----------
    name : str
    categories : list
        The J categories of each of the D domains.
    estimates, variance : (D·J,) float
    forms : FormsToMake
    sizes : BaseSizes
    counts : (D·J,) float
        Unweighted answers in the category.
    mean_square : (D·J,) float
        Weighted mean square of the linearised residuals, scaled to the estimate.
    """

    name: str
    categories: list[Any]
    estimates: Floats
    variance: Floats
    forms: FormsToMake
    sizes: BaseSizes
    counts: Floats
    mean_square: Floats


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
    whole = _joined(blocks)
    measures = _measures(design, statistic, whole, interval, level, deff)
    frame = pd.DataFrame(_keys(by, cut, blocks) | measures)
    for name in ("df", "n"):
        frame[name] = frame[name].astype("int64")
    covariance = Covariance(design, tuple(b.forms for b in blocks), measures["std_error"])
    return Estimates(statistic, by, base, interval, level, design.codebook, covariance, frame)


def base_sizes(
    design: SurveyDesign, cut: Domains, base_domain: Ints, forms: Forms, repeat: int
) -> BaseSizes:
    """Sizes of the bases of a variable's estimates.

    Parameters
    ----------
    base_domain : (n,) int
        Elementary domain of each row that is in the base, else −1.
    forms : Forms
    repeat : int
        Estimates a domain, J.
    """
    cells, w = cut.members.shape[0], design.weights

    def pooled(values: Floats) -> Floats:
        sums = cell_sums(base_domain, values, cells)
        return np.repeat(gradients.pooled(cut.members, sums), repeat)

    psus, strata = psus_and_strata(design.layout, forms.cases())
    return BaseSizes(
        n=pooled(design.counts * (w > 0)),
        psus=np.repeat(psus, repeat),
        strata=np.repeat(strata, repeat),
        weights=pooled(design.counts * w),
        squared_weights=pooled(design.counts * w**2),
    )


def variance_of(design: SurveyDesign, estimates: Floats, forms: Forms) -> Floats:
    """Variances of estimates; NaN where there is none."""
    variance = form_variances(design.layout, forms, design.calibration)
    return np.where(np.isfinite(estimates), variance, np.nan)


@dataclass(frozen=True, slots=True)
class _Whole:
    """All blocks after one another, each (E,) float."""

    estimates: Floats
    variance: Floats
    counts: Floats
    mean_square: Floats
    sizes: BaseSizes


def _joined(blocks: list[Block]) -> _Whole:
    def along(values: list[Floats]) -> Floats:
        return values[0] if len(values) == 1 else np.concatenate(values)

    names = [each.name for each in fields(BaseSizes)]
    sizes = {name: along([getattr(block.sizes, name) for block in blocks]) for name in names}
    return _Whole(
        estimates=along([block.estimates for block in blocks]),
        variance=along([block.variance for block in blocks]),
        counts=along([block.counts for block in blocks]),
        mean_square=along([block.mean_square for block in blocks]),
        sizes=BaseSizes(**sizes),
    )


def _measures(
    design: SurveyDesign, statistic: str, whole: _Whole, interval: str, level: float, deff: str
) -> dict[str, Floats]:
    sizes, variance = whole.sizes, whole.variance
    exists = np.isfinite(whole.estimates)
    df = sizes.psus - sizes.strata
    replace = _simple_variance(whole)
    with np.errstate(invalid="ignore", divide="ignore"):
        rest = np.where(sizes.weights > sizes.n, 1 - sizes.n / sizes.weights, np.nan)
        corrected = replace * rest if design.grosses_up else replace
        effects = variance / (corrected if deff == "wor" else replace)
        n_eff = np.where(replace > 0, sizes.n / (variance / replace), np.nan)
    if statistic == "share":
        n_eff = intervals.effective_size(whole.estimates, variance, _limit(design, sizes))
    n_eff = np.where(df > 0, n_eff, np.nan)
    limits = _limits(design, statistic, interval, level, whole.estimates, variance, n_eff, sizes)
    low, high = (np.where(exists, limit, np.nan) for limit in limits)
    return {
        "estimate": whole.estimates,
        "std_error": np.where(df > 0, np.sqrt(variance), np.nan),
        "conf_low": low,
        "conf_high": high,
        "df": df,
        "n": sizes.n,
        "n_eff": n_eff,
        "deff": np.where(np.isfinite(effects) & (df > 0), effects, np.nan),
        "count": whole.counts,
    }


def _simple_variance(whole: _Whole) -> Floats:
    """Variance under simple random sampling with replacement of the same number of answers."""
    n = whole.sizes.n
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(n > 1, whole.mean_square / (n - 1), np.nan)


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


def _keys(by: tuple[str, ...], cut: Domains, blocks: list[Block]) -> dict[str, Any]:
    """The columns that say what each estimate is of."""
    repeats = [len(block.categories) for block in blocks]
    columns: dict[str, Any] = {}
    for place, name in enumerate(by):
        values = _objects([label[place] for label in cut.labels])
        columns[name] = np.concatenate([np.repeat(values, repeat) for repeat in repeats])
    domains = len(cut.labels)
    names = [[block.name] * (domains * len(block.categories)) for block in blocks]
    columns["variable"] = [name for part in names for name in part]
    categories = [np.tile(_objects(block.categories), domains) for block in blocks]
    columns["category"] = np.concatenate(categories)
    return columns


def _objects(values: list[Any]) -> npt.NDArray[np.object_]:
    result = np.empty(len(values), dtype=object)
    result[:] = values
    return result
