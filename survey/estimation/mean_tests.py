"""Tests of means and shares: against a number, between groups, within pairs."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.errors import WrongUseError
from survey.estimation.measured import Measured, means, means_by_group, measure
from survey.estimation.tested import judged_result
from survey.estimation.verbs import check_options
from survey.kernels.intervals import t_quantile, wald
from survey.kernels.wald import t_test, wald_square, wald_test
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates
    from survey.estimation.measured import ByGroup
    from survey.estimation.tested import TestResult

_ROUNDING = 1e-13  # of the largest value: a standard error that is only rounding


def ttest(
    design: SurveyDesign,
    variable: str,
    *,
    against: float | None = None,
    groups: str | None = None,
    paired_with: str | None = None,
    category: object = None,
    where: object = None,
    level: float = 0.95,
) -> TestResult:
    """Student's t test of one mean against a number, of two groups, or of pairs.

    Parameters
    ----------
    design : SurveyDesign
    variable : str
        A column of numbers, or of answers with `category`.
    against : float, optional
        Number that the mean is compared with.
    groups : str, optional
        Column with two values; the difference is the second less the first, in the order of the
        codes.
    paired_with : str, optional
        Column with the other number of each pair; the difference is `variable` less this one.
    category : code or list of codes, optional
        Compare the share of these answers among all who answered.
    where : (n,) bool, optional
        The rows estimated for; the others stay in the variance.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    TestResult
        NaN where there is no variance to test with: no degrees of freedom, a group without answers,
        or the same answer from everybody.

    Raises
    ------
    UnknownNameError, DataError
    WrongUseError
        If not exactly one of `against`, `groups` and `paired_with` is given, or there aren't two
        groups.

    Notes
    -----
    t is the difference over its linearised (or replicated) standard error, with the covariance of
    the two means. Degrees of freedom are PSUs with a case minus the strata that hold one, over all
    that is compared.

    References
    ----------
    R's ``survey::svyttest``, which takes one degree of freedom less.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> homes = SurveyDesign(pd.DataFrame({"rooms": [2, 3, 4, 3, 5], "area": list("AABBB")}))
    >>> ttest(homes, "rooms", against=3)
    TestResult(one_mean of rooms: t(4) = 0.7845, p = 0.477, n = 5)
    >>> ttest(homes, "rooms", groups="area").estimate
    1.5
    """
    given = [each for each in (against, groups, paired_with) if each is not None]
    if len(given) != 1:
        raise fail(WrongUseError, "estimate.one_comparison", got=len(given))
    check_options("wald", level, "wor")
    measured = measure(design, variable, category)
    if groups is not None:
        return _two_groups(design, measured, groups, where, level)
    if paired_with is not None:
        measured = _paired(measured, measure(design, paired_with, category))
        return _one_mean(design, "paired_means", measured, 0.0, where, level)
    return _one_mean(design, "one_mean", measured, _number(against), where, level)


def compare_means(
    design: SurveyDesign,
    variable: str,
    groups: str,
    *,
    category: object = None,
    where: object = None,
    level: float = 0.95,
) -> TestResult:
    """Test that the means, or shares, of several groups are all the same.

    Parameters
    ----------
    design : SurveyDesign
    variable : str
        A column of numbers, or of answers with `category`.
    groups : str
        Column of groups. Whoever is in none is left out, and so is a group without answers.
    category, where, level
        As in `ttest`.

    Returns
    -------
    TestResult
        F on k − 1 and df − k + 2 degrees of freedom for k groups; the means are in `estimates`.

    Raises
    ------
    UnknownNameError, DataError
    WrongUseError
        If there is only one group.

    Notes
    -----
    Wald's test of the k − 1 differences from the first group, adjusted for a covariance that is
    itself estimated (Korn & Graubard 1990, Amer. Statist. 44:270): F = (df − q + 1)/(q df) W with
    q = k − 1 and df the PSUs with a case minus the strata that hold one. For two groups it is the
    square of the t test.

    References
    ----------
    R's ``survey::svyglm`` with ``regTermTest``.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> rows = {"rooms": [1, 2, 3, 2, 4, 3, 5, 4, 4], "area": list("AAABBBCCC")}
    >>> compare_means(SurveyDesign(pd.DataFrame(rows)), "rooms", "area")
    TestResult(several_means of rooms, 3 groups: F(2, 7) = 7.933, p = 0.0159, n = 9)
    """
    check_options("wald", level, "wor")
    measured = measure(design, variable, category)
    compared = means_by_group(design, measured, groups, where, level)
    return joint_test("several_means", compared)


def joint_test(name: str, compared: ByGroup) -> TestResult:
    """Adjusted Wald test that all groups have the same mean."""
    apart, covariance = compared.differences()
    blind = np.diag(covariance) <= (_ROUNDING * compared.measured.scale) ** 2
    square = np.nan if blind.any() else wald_square(apart, covariance)
    return judged_result(
        name,
        compared.measured.name,
        compared.values,
        wald_test(square, len(apart), compared.df),
        compared.estimates,
        n=compared.n,
        level=compared.level,
    )


def difference_test(name: str, compared: ByGroup) -> TestResult:
    """Student's t test of the difference between two groups."""
    apart, covariance = compared.differences()
    measured, variance = compared.measured, float(covariance[0, 0])
    return t_result(
        name,
        measured,
        compared.values,
        float(apart[0]),
        std_error_of(variance, measured.scale),
        compared.df,
        compared.estimates,
        compared.n,
        compared.level,
    )


def t_result(
    name: str,
    measured: Measured,
    groups: tuple[Any, ...],
    estimate: float,
    std_error: float,
    df: float,
    estimates: Estimates,
    n: int,
    level: float,
) -> TestResult:
    """A test result from an estimate that is 0 if there is nothing to find."""
    quantile = t_quantile(np.array(df), level)
    low, high = wald(np.array(estimate), np.array(std_error), quantile)
    return judged_result(
        name,
        measured.name,
        groups,
        t_test(estimate, std_error, df),
        estimates,
        n=n,
        level=level,
        estimate=estimate,
        std_error=std_error,
        limits=(float(low), float(high)),
    )


def std_error_of(variance: float, scale: float) -> float:
    """A standard error; 0 where only rounding is left."""
    if not variance >= 0:
        return float("nan")
    root = float(np.sqrt(variance))
    return root if root > _ROUNDING * scale else 0.0


def _number(against: object) -> float:
    if not isinstance(against, Real) or not np.isfinite(float(against)):
        raise fail(WrongUseError, "estimate.against", got=quoted(against))
    return float(against)


def _one_mean(
    design: SurveyDesign, name: str, measured: Measured, against: float, where: object, level: float
) -> TestResult:
    estimates = means(design, measured, None, where, level)
    row: Any = estimates.to_frame().iloc[0]
    scale = max(measured.scale, abs(against))
    return t_result(
        name,
        measured,
        (),
        float(row["estimate"]) - against,
        std_error_of(float(row["std_error"]) ** 2, scale),
        float(row["df"]),
        estimates,
        int(row["n"]),
        level,
    )


def _two_groups(
    design: SurveyDesign, measured: Measured, groups: str, where: object, level: float
) -> TestResult:
    compared = means_by_group(design, measured, groups, where, level)
    if len(compared.places) > 2:
        got = culprits(compared.values)
        raise fail(WrongUseError, "estimate.two_groups", name=quoted(groups), got=got)
    return difference_test("two_means", compared)


def _paired(one: Measured, other: Measured) -> Measured:
    name = f"{one.name} − {other.name}"
    return Measured(name, one.values - other.values, None, max(one.scale, other.scale))
