"""Blocks of linearised estimates put together with their errors, intervals and sizes."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from survey.estimation.estimates import Covariance, Estimates, Remade
from survey.kernels import gradients, intervals
from survey.kernels.forms import form_variances
from survey.kernels.replication import deviations, replicate_rank
from survey.kernels.sums import cell_sums, psu_sums, psus_and_strata

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from survey.estimation.answered import Answered
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import FormsToMake
    from survey.estimation.variables import Domains
    from survey.kernels.forms import Deviations, Forms
    from survey.kernels.layout import Floats, Ints


@dataclass(frozen=True, slots=True)
class BaseSizes:
    """How large the base of each estimate is, each (E,) float."""

    n: Floats
    psus: Floats
    df: Floats
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
    limits : callable, optional
        ``limits(estimates, std_error, df) -> (low, high)`` in place of t intervals.
    """

    name: str
    categories: list[Any]
    estimates: Floats
    variance: Floats
    forms: FormsToMake
    sizes: BaseSizes
    counts: Floats
    mean_square: Floats
    limits: Callable[[Floats, Floats, Floats], tuple[Floats, Floats]] | None = None

    def with_counts(self, counts: Floats, *, shares: bool) -> Block:
        """The same with answers counted; shares of people then have a share's mean square."""
        square = self.estimates * (1 - self.estimates) if shares else self.mean_square
        return replace(self, counts=counts, mean_square=square)


def assemble(
    design: SurveyDesign,
    statistic: str,
    by: tuple[str, ...],
    cut: Domains,
    make: Callable[[Domains], list[Block]],
    *,
    interval: str,
    level: float,
    deff: str,
    base: str | tuple[Any, ...] = "answered",
    nets: Mapping[str, tuple[Any, ...]] | None = None,
    answered: Callable[[], list[Answered]] | None = None,
) -> Estimates:
    """Make the blocks of a breakdown, and work out their errors, intervals and sizes.

    `answered` tells who counts in the blocks, in their order; see `Answered`.
    """

    def estimated(cut: Domains) -> Estimates:
        blocks = make(cut)
        whole = _joined(blocks)
        measures = _measures(design, statistic, whole, interval, level, deff)
        _put_own_limits(blocks, measures)
        columns = _keys(by, cut, blocks) | measures
        for name in ("df", "n"):
            columns[name] = columns[name].astype(np.int64)
        frame = pd.DataFrame(columns)
        forms = tuple(block.forms for block in blocks)
        covariance = Covariance(design, forms, measures["std_error"])
        again = Remade(cut, estimated, partial(otherwise, cut), answered)
        return Estimates(
            statistic, by, base, interval, level, design.codebook, covariance, again, frame,
            nets or {},
        )  # fmt: skip

    def otherwise(
        cut: Domains,
        change: Callable[[Domains, list[Block]], list[Block]],
        told: Callable[[], list[Answered]] | None,
    ) -> Estimates:
        return assemble(
            design, statistic, by, cut, lambda cut: change(cut, make(cut)), interval=interval,
            level=level, deff=deff, base=base, nets=nets, answered=told,
        )  # fmt: skip

    return estimated(cut)


def base_sizes(
    design: SurveyDesign,
    cut: Domains,
    base_domain: Ints,
    cases: sparse.csr_array,
    most: Floats,
    repeat: int,
) -> BaseSizes:
    """Sizes of the bases of a variable's estimates.

    Parameters
    ----------
    base_domain : (n,) int
        Elementary domain of each row that is in the base, else −1.
    cases : (G, D) sparse
        As `cases_of` gives them.
    most : (D,) float
        Most degrees of freedom.
    repeat : int
        Estimates a domain, J.
    """
    w = design.weights

    def pooled(values: Floats) -> Floats:
        sums = cell_sums(base_domain, values, cut.cells)
        return np.repeat(gradients.pooled(cut.members, sums), repeat)

    psus, strata = psus_and_strata(design.layout, cases)
    df = np.minimum(psus - strata, most)
    return BaseSizes(
        n=pooled(design.counts * (w > 0)),
        psus=np.repeat(psus, repeat),
        df=np.repeat(df, repeat),
        weights=pooled(design.counts * w),
        squared_weights=pooled(design.counts * w**2),
    )


def cases_of(design: SurveyDesign, cut: Domains, base_domain: Ints) -> sparse.csr_array:
    """Non-zero where a PSU has a case in the base of a reported domain, (G, D)."""
    cases = psu_sums(design.layout, base_domain, design.counts, cut.cells)
    found = sparse.csr_array(cut.united_columns(cases, 1) @ cut.parts.tocsr())
    found.eliminate_zeros()
    return found


def most_df(design: SurveyDesign, cut: Domains) -> Floats:
    """Most degrees of freedom that the replicates of a design give in each domain, (D,).

    Infinite for a design without replicates. Those that were given count for every domain; without
    them it is the rank of the replicate weights of the rows in the domain, less one, or one less
    than there are replicates where the design names its units.
    """
    given = design.replicates
    reported = cut.members.shape[1]
    if given is None:
        return np.full(reported, np.inf)
    if given.df is not None or design.names_units:
        most = given.df if given.df is not None else len(given.coefficients) - 1
        return np.full(reported, float(most))
    members = cut.members.tocsc()
    inside = (cut.elementary >= 0) & (design.weights > 0)
    ranks = []
    for domain in range(reported):
        cells = members.indices[members.indptr[domain] : members.indptr[domain + 1]]
        rows = inside & np.isin(cut.elementary, cells)
        ranks.append(float(replicate_rank(given.weights[rows]) - 1))
    return np.array(ranks)


def variance_of(design: SurveyDesign, estimates: Floats, forms: Forms | Deviations) -> Floats:
    """Variances of estimates; NaN where there is none."""
    variance = form_variances(design.selection, forms, design.calibration)
    return np.where(np.isfinite(estimates), variance, np.nan)


def replicated(design: SurveyDesign, estimates: Floats, replicates: Floats) -> Deviations:
    """Replicates of estimates about their centre.

    Parameters
    ----------
    estimates : (E,) float
    replicates : (R, E) float
    """
    given = design.replicates
    if given is None:
        raise ValueError("a design without replicate weights has no replicates")
    return deviations(estimates, replicates, given.coefficients, about_estimate=given.mse)


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
    df = sizes.df
    replace = _simple_variance(whole)
    with np.errstate(invalid="ignore", divide="ignore"):
        rest = np.where(sizes.weights > sizes.n, 1 - sizes.n / sizes.weights, np.nan)
        corrected = replace * rest if design.grosses_up else replace
        effects = variance / (corrected if deff == "wor" else replace)
        n_eff = np.where(replace > 0, sizes.n / (variance / replace), np.nan)
    if statistic == "share":
        n_eff = intervals.effective_size(whole.estimates, variance, extreme_sizes(design, sizes))
    n_eff = np.where(df > 0, n_eff, np.nan)
    limits = _limits(design, statistic, interval, level, whole.estimates, variance, n_eff, sizes)
    low, high = (np.where(exists, limit, np.nan) for limit in limits)
    return {
        "estimate": whole.estimates,
        "std_error": np.where(df > 0, _root(variance), np.nan),
        "conf_low": low,
        "conf_high": high,
        "df": df,
        "n": sizes.n,
        "n_eff": n_eff,
        "deff": np.where(np.isfinite(effects) & (df > 0), effects, np.nan),
        "count": whole.counts,
        "weighted_n": sizes.weights,
    }


def _put_own_limits(blocks: list[Block], measures: dict[str, Floats]) -> None:
    start = 0
    for block in blocks:
        here = slice(start, start + len(block.estimates))
        start = here.stop
        if block.limits is not None:
            names = ("estimate", "std_error", "df")
            limits = block.limits(*(measures[name][here] for name in names))
            measures["conf_low"][here], measures["conf_high"][here] = limits


def _root(variance: Floats) -> Floats:
    """Standard errors; NaN where a variance is negative, as that of Horvitz and Thompson can be."""
    with np.errstate(invalid="ignore"):
        return np.where(variance >= 0, np.sqrt(np.abs(variance)), np.nan)


def _simple_variance(whole: _Whole) -> Floats:
    """Variance under simple random sampling with replacement of the same number of answers."""
    n = whole.sizes.n
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(n > 1, whole.mean_square / (n - 1), np.nan)


def extreme_sizes(design: SurveyDesign, sizes: BaseSizes) -> Floats:
    """Effective number of answers where the variance is blind; infinite if everyone answered."""
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
    df = sizes.df
    t = intervals.t_quantile(df, level)
    if statistic != "share" or interval == "wald":
        return intervals.wald(estimates, _root(variance), t)
    if interval == "wilson":
        return intervals.wilson(estimates, n_eff, t)
    if interval == "logit":
        return intervals.logit(estimates, _root(variance), t)
    if interval == "clopper_pearson":
        return intervals.clopper_pearson(estimates, n_eff, level)
    size = intervals.korn_graubard_size(n_eff, sizes.n, df, level)
    if interval == "korn_graubard":
        size = np.minimum(size, extreme_sizes(design, sizes))
    if interval == "nchs":
        size = np.minimum(size, sizes.n)
    return intervals.clopper_pearson(estimates, size, level)


def _keys(by: tuple[str, ...], cut: Domains, blocks: list[Block]) -> dict[str, Any]:
    """The columns that say what each estimate is of.

    They hold objects: as strings of Arrow, domains and categories would become plain text.
    """
    repeats = [len(block.categories) for block in blocks]
    columns: dict[str, Any] = {}
    for place, name in enumerate(by):
        values = _objects([label[place] for label in cut.labels])
        repeated = np.concatenate([np.repeat(values, repeat) for repeat in repeats])
        columns[name] = pd.Series(repeated, dtype=object)
    domains = len(cut.labels)
    names = [[block.name] * (domains * len(block.categories)) for block in blocks]
    columns["variable"] = pd.Series([name for part in names for name in part], dtype=object)
    categories = [np.tile(_objects(block.categories), domains) for block in blocks]
    columns["category"] = pd.Series(np.concatenate(categories), dtype=object)
    return columns


def _objects(values: list[Any]) -> npt.NDArray[np.object_]:
    result = np.empty(len(values), dtype=object)
    result[:] = values
    return result
