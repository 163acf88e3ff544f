"""Tests of means and shares: against a number, between groups, within pairs."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.codebook import Domain
from survey.errors import WrongUseError
from survey.estimation.assemble import assemble
from survey.estimation.moments import mean_block
from survey.estimation.shares import ShareOf, share_blocks
from survey.estimation.tested import judged_result
from survey.estimation.variables import coded, domains, numeric
from survey.estimation.verbs import check_options
from survey.kernels.intervals import t_quantile, wald
from survey.kernels.wald import t_test, wald_square, wald_test
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates
    from survey.estimation.tested import TestResult
    from survey.kernels.layout import Bools, Floats, Ints

_ROUNDING = 1e-13  # of the largest value: a standard error that is only rounding


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What is compared.

    Attributes
    ----------
    name : str
    values : (n,) float
        NaN outside the base.
    share : ShareOf or None
        The same as a share of codes.
    scale : float
        Largest number that the values were made of.
    """

    name: str
    values: Floats
    share: ShareOf | None
    scale: float


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

    See Also
    --------
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

    See Also
    --------
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


@dataclass(frozen=True, slots=True, eq=False)
class ByGroup:
    """Means by group, and the base that the groups make together.

    Attributes
    ----------
    measured : Measured
    estimates : Estimates
        All domains of the column, those without a value among them.
    places : (k,) int
        Rows of the estimates that are compared.
    values : tuple
        Their values.
    df : float
    n : int
    level : float
    """

    measured: Measured
    estimates: Estimates
    places: Ints
    values: tuple[Any, ...]
    df: float
    n: int
    level: float

    def differences(self) -> tuple[Floats, Floats]:
        """Differences from the first group, (k − 1,), and their covariance."""
        combination = np.zeros((len(self.places) - 1, len(self.estimates)))
        combination[:, self.places[0]] = -1.0
        combination[np.arange(len(combination)), self.places[1:]] = 1.0
        means = self.estimates.to_frame()["estimate"].to_numpy(float)
        apart = means[self.places[1:]] - means[self.places[0]]
        return apart, self.estimates.covariance.of(combination)


def means_by_group(
    design: SurveyDesign, measured: Measured, groups: str, where: object, level: float
) -> ByGroup:
    """Means of all groups that hold an answer; of the first two groups where fewer do."""
    estimates = means(design, measured, groups, where, level)
    frame = estimates.to_frame()
    values = frame[groups].tolist()
    known = [at for at, value in enumerate(values) if value is not Domain.MISSING]
    if len(known) < 2:
        raise fail(WrongUseError, "estimate.one_group", name=quoted(groups))
    counts = frame["n"].to_numpy()
    answered = [at for at in known if counts[at] > 0]
    places = np.array(answered if len(answered) > 1 else known[:2])
    inside = np.isin(coded(design, groups).codes, places)
    if where is not None:
        inside = inside & design.where(where)
    together = means(design, measured, None, inside, level).to_frame()
    df, n = float(together["df"].iloc[0]), int(together["n"].iloc[0])
    found = tuple(values[at] for at in places)
    return ByGroup(measured, estimates, places, found, df, n, level)


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


def measure(design: SurveyDesign, name: str, category: object = None) -> Measured:
    """A column as numbers, or as 1 for some of its codes and 0 for its other answers."""
    if category is None:
        values = numeric(design, name)
        return Measured(name, values, None, _largest(values))
    answers = coded(design, name)
    wanted = list(category) if isinstance(category, (list, tuple)) else [category]
    unknown = [code for code in wanted if code not in answers.values]
    if unknown or not wanted:
        known = culprits(answers.values)
        got = culprits(unknown) if unknown else "[]"
        raise fail(WrongUseError, "estimate.category", name=quoted(name), got=got, known=known)
    counted = np.array([[float(value in wanted)] for value in answers.values])
    counted = np.vstack([counted, np.zeros((answers.missing, 1))])
    base = (np.arange(len(counted)) < len(answers.values)).astype(float)
    share = ShareOf(
        name, answers, counted, base, [wanted[0] if len(wanted) == 1 else tuple(wanted)]
    )
    answered = (answers.codes >= 0) & (answers.codes < len(answers.values))
    values = np.where(answered, counted[np.maximum(answers.codes, 0), 0], np.nan)
    return Measured(name, values, share, 1.0)


def means(
    design: SurveyDesign, measured: Measured, groups: str | None, where: object, level: float
) -> Estimates:
    """Means, or shares, by group."""
    names, cut = domains(design, groups, all_row=False, where=where)
    share = measured.share
    return assemble(
        design,
        "mean" if share is None else "share",
        names,
        cut,
        lambda cut: (
            [mean_block(design, measured.name, measured.values, cut)]
            if share is None
            else share_blocks(design, [share], cut)
        ),
        interval="wald" if share is None else "wilson",
        level=level,
        deff="wor",
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


def _largest(values: Floats) -> float:
    known: Bools = np.isfinite(values)
    return float(np.abs(values[known]).max()) if known.any() else 1.0
