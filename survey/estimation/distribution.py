"""The verbs of distribution: quantile, median, variance and correlation."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np

from survey.errors import WrongUseError
from survey.estimation.answered import answered_numbers
from survey.estimation.arguments import must_be
from survey.estimation.assemble import assemble
from survey.estimation.quantiles import INTERVALS, Asked, quantile_block
from survey.estimation.spread import covariance_block, fisher_limits, variance_block
from survey.estimation.variables import domains, numeric
from survey.estimation.verbs import check_options, names_of
from survey.kernels import covariances
from survey.kernels.quantiles import RULES
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.estimation.assemble import Block
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates
    from survey.estimation.variables import Domains
    from survey.estimation.verbs import Deff, Names
    from survey.kernels.layout import Floats

Rule = Literal[
    "math", "school", "shahvaish", "hf1", "hf2", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9",
]  # fmt: skip
QuantileInterval = Literal["woodruff", "beta", "logit", "arcsine", "score", "replicates"]


def quantile(
    design: SurveyDesign,
    variables: Names,
    probs: float | Sequence[float] = (0.5,),
    *,
    by: Names | None = None,
    where: object = None,
    all_row: bool = False,
    rule: Rule = "school",
    interval: QuantileInterval = "woodruff",
    level: float = 0.95,
    deff: Deff = "wor",
) -> Estimates:
    """Weighted quantiles of numbers, by crossed domains.

    Parameters
    ----------
    design : SurveyDesign
    variables : str or sequence of str
        Columns of numbers.
    probs : float or sequence of float in (0, 1)
        The shares below the quantiles: 0.5 for the median.
    by, where, all_row
        As in `proportion`.
    rule : str
        How answers are turned into quantiles: ``school`` (the lowest answer that has the share at
        or below it, and the middle of two where both do), ``math`` (always an answer), or ``hf1``
        … ``hf9`` and ``shahvaish`` as in `survey.kernels.quantiles`.
    interval : str
        Which limits of the share at or below the quantile are turned round by the rule (Woodruff
        1952): ``woodruff`` (estimate ± t · standard error), ``beta`` (Korn & Graubard without a
        limit to the size), ``logit`` or ``arcsine``. ``score``: the lowest and the highest answer
        between which a score test accepts the share. ``replicates``: from the quantiles of the
        replicates, estimate ± t · standard error.
    level : float in (0, 1)
        Confidence level.
    deff : {"wor", "replace"}
        As in `proportion`, of the share at or below the quantile.

    Returns
    -------
    Estimates
        The categories are the shares asked for. The standard error is the width of the interval
        over twice the quantile of t. A limit is NaN where that of the share lies outside 0 to 1,
        or where all are at or below the quantile. `deff` and `n_eff` are those of the share.

    Raises
    ------
    UnknownNameError, DataError, WrongUseError

    Notes
    -----
    Woodruff 1952 (J. Am. Stat. Assoc. 47:635); Francisco & Fuller 1991 (Ann. Stat. 19:454). With
    ``hf4`` … ``hf9`` and ``shahvaish`` equal answers of different weights count in the order of the
    rows, as in R; the other rules don't depend on it.

    References
    ----------
    R's ``survey::svyquantile``, whose `qrule` is ``math`` unless told otherwise.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> homes = pd.DataFrame({"rooms": [2, 3, 4, 5], "w": [1, 1, 2, 4]})
    >>> rooms = quantile(SurveyDesign(homes, weights="w"), "rooms", [0.2, 0.5])
    >>> rooms.to_frame()["estimate"].tolist()
    [3.0, 4.5]
    """
    shares = _shares(probs)
    if interval not in INTERVALS:
        known = culprits(INTERVALS)
        raise fail(WrongUseError, "estimate.interval", got=quoted(interval), known=known)
    check_options("wald", level, deff)
    if rule not in RULES:
        raise fail(WrongUseError, "estimate.rule", got=quoted(rule))
    if interval == "replicates" and design.replicates is None:
        raise fail(WrongUseError, "estimate.replicates_needed")
    asked = Asked(shares, rule, interval, level)
    names, cut = domains(design, by, all_row=all_row, where=where)
    columns = [(name, numeric(design, name)) for name in names_of(variables)]
    return assemble(
        design,
        "quantile",
        names,
        cut,
        lambda domains: [quantile_block(design, name, y, asked, domains) for name, y in columns],
        interval=interval,
        level=level,
        deff=deff,
        answered=lambda: [answered_numbers(name, y, rows=len(shares)) for name, y in columns],
    )


def median(
    design: SurveyDesign,
    variables: Names,
    *,
    by: Names | None = None,
    where: object = None,
    all_row: bool = False,
    rule: Rule = "school",
    interval: QuantileInterval = "woodruff",
    level: float = 0.95,
    deff: Deff = "wor",
) -> Estimates:
    """Weighted medians of numbers, by crossed domains.

    Parameters
    ----------
    design, variables, by, where, all_row, rule, interval, level, deff
        As in `quantile`.

    Returns
    -------
    Estimates
        As those of `quantile` for a share of 0.5.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> homes = pd.DataFrame({"rooms": [2, 3, 4, 9]})
    >>> median(SurveyDesign(homes), "rooms").to_frame()["estimate"].tolist()
    [3.5]
    """
    return quantile(
        design,
        variables,
        by=by,
        where=where,
        all_row=all_row,
        rule=rule,
        interval=interval,
        level=level,
        deff=deff,
    )


def variance(
    design: SurveyDesign,
    variables: Names,
    *,
    by: Names | None = None,
    where: object = None,
    all_row: bool = False,
    level: float = 0.95,
    deff: Deff = "wor",
) -> Estimates:
    """Variances of numbers in the population, by crossed domains, with t intervals.

    Parameters
    ----------
    design, variables, by, where, all_row, level, deff
        As in `mean`.

    Returns
    -------
    Estimates
        Weighted mean squares about the weighted mean, times n/(n − 1), with n answers in the base;
        NaN for a single answer.

    Notes
    -----
    R's ``survey::svyvar``, whose n also counts rows without an answer.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> homes = pd.DataFrame({"rooms": [1, 2, 3, 4]})
    >>> round(float(variance(SurveyDesign(homes), "rooms").to_frame()["estimate"].iloc[0]), 4)
    1.6667
    """
    check_options("wald", level, deff)
    names, cut = domains(design, by, all_row=all_row, where=where)
    columns = [(name, numeric(design, name)) for name in names_of(variables)]
    return assemble(
        design,
        "variance",
        names,
        cut,
        lambda domains: [variance_block(design, name, y, domains) for name, y in columns],
        interval="wald",
        level=level,
        deff=deff,
        answered=lambda: [answered_numbers(name, y) for name, y in columns],
    )


def correlation(
    design: SurveyDesign,
    variables: Sequence[str],
    *,
    by: Names | None = None,
    where: object = None,
    all_row: bool = False,
    level: float = 0.95,
    deff: Deff = "wor",
) -> Estimates:
    """Pearson's correlations of all pairs of some numbers, by crossed domains.

    Parameters
    ----------
    design : SurveyDesign
    variables : sequence of str
        Two or more columns of numbers.
    by, where, all_row, level, deff
        As in `mean`.

    Returns
    -------
    Estimates
        The variable of a pair is named ``x~y``; its base is all who have both numbers. Limits on
        the scale of artanh r, with t. NaN where a number doesn't vary; a correlation of ±1 has no
        error to go by.

    Raises
    ------
    UnknownNameError, DataError, WrongUseError

    Notes
    -----
    The influence of a row is (z_x z_y − r (z_x² + z_y²)/2)/N, z the standardised numbers, which is
    the delta method on the weighted moments.

    References
    ----------
    R's ``survey::svyvar`` with ``svycontrast``.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> homes = pd.DataFrame({"rooms": [1, 2, 3, 4], "people": [1, 3, 2, 4]})
    >>> r = correlation(SurveyDesign(homes), ["rooms", "people"]).to_frame().iloc[0]
    >>> r["variable"], round(float(r["estimate"]), 4)
    ('rooms~people', 0.8)
    """
    check_options("wald", level, deff)
    asked = names_of(variables)
    if len(asked) < 2:
        raise fail(WrongUseError, "estimate.one_variable", got=culprits(asked))
    names, cut = domains(design, by, all_row=all_row, where=where)
    columns = {name: numeric(design, name) for name in asked}
    limits = fisher_limits(level)

    def blocks(cut: Domains) -> list[Block]:
        return [
            covariance_block(
                design,
                f"{one}~{other}",
                np.column_stack([columns[one], columns[other]]),
                {"": covariances.correlation},
                limits,
                cut,
            )
            for one, other in combinations(asked, 2)
        ]

    return assemble(
        design,
        "correlation",
        names,
        cut,
        blocks,
        interval="fisher",
        level=level,
        deff=deff,
        answered=lambda: [
            answered_numbers(f"{one}~{other}", columns[one] + columns[other])
            for one, other in combinations(asked, 2)
        ],
    )


def _shares(probs: float | Sequence[float]) -> Floats:
    must_be(probs, (float, int, tuple, list, np.ndarray), "probs", "float | list")
    shares = np.atleast_1d(np.asarray(probs, dtype=float))
    good = (shares > 0) & (shares < 1)
    if shares.ndim != 1 or not len(shares) or not good.all() or len(set(shares)) < len(shares):
        raise fail(WrongUseError, "estimate.probs", got=culprits(shares.ravel().tolist()))
    return shares
