"""Rank tests between groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from survey.errors import WrongUseError
from survey.estimation.mean_tests import difference_test, joint_test
from survey.estimation.measured import Measured, means_by_group
from survey.estimation.variables import coded, numeric
from survey.estimation.verbs import check_options
from survey.kernels.ranks import median_scores, normal_scores, relative_ranks, wilcoxon_scores
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.estimation.tested import TestResult
    from survey.kernels.layout import Floats

RankTest = Literal["wilcoxon", "van_der_waerden", "median"]
_SCORES = {
    "wilcoxon": wilcoxon_scores,
    "van_der_waerden": normal_scores,
    "median": median_scores,
}


def rank_test(
    design: SurveyDesign,
    variable: str,
    groups: str,
    *,
    test: RankTest = "wilcoxon",
    where: object = None,
    level: float = 0.95,
) -> TestResult:
    """Test by ranks that numbers lie equally high in all groups.

    Parameters
    ----------
    design : SurveyDesign
    variable : str
        A column of numbers; only their order counts.
    groups : str
        Column of groups. Whoever is in none is left out, and so is a group without answers.
    test : {"wilcoxon", "van_der_waerden", "median"}
        Which scores the ranks get; ``wilcoxon`` is that of Kruskal and Wallis where there are more
        than two groups.
    where, level
        As in `ttest`.

    Returns
    -------
    TestResult
        t for two groups, F for more. `estimate` is the difference in mean scores, the second group
        less the first.

    Raises
    ------
    UnknownNameError, DataError
    WrongUseError
        If there is only one group, or the test is unknown.

    Notes
    -----
    The rank of a number is the estimated share of the population below it, with half of those at it
    (Lumley & Scott 2013, Biometrika 100:831). The mean scores of the groups are compared as means
    are, the scores taken as given. Ties share one rank, whatever the order of the rows.

    References
    ----------
    R's ``survey::svyranktest``.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> homes = SurveyDesign(pd.DataFrame({"rent": [4, 5, 9, 7, 8], "area": list("AABBB")}))
    >>> round(rank_test(homes, "rent", "area").estimate, 6)
    0.5
    """
    check_options("wald", level, "wor")
    if test not in _SCORES:
        known = culprits(_SCORES)
        raise fail(WrongUseError, "estimate.rank_test", got=quoted(test), known=known)
    values = _scored(design, variable, groups, test, where)
    compared = means_by_group(design, Measured(variable, values, None, 1.0), groups, where, level)
    judge = difference_test if len(compared.places) == 2 else joint_test
    return judge(test, compared)


def _scored(
    design: SurveyDesign, variable: str, groups: str, test: RankTest, where: object
) -> Floats:
    """Scores of the ranks among all who are compared; NaN for the others."""
    values = numeric(design, variable)
    answers = coded(design, groups)
    inside = np.isfinite(values) & (answers.codes >= 0) & (answers.codes < len(answers.values))
    weights = design.weights * design.counts
    inside &= weights > 0
    if where is not None:
        inside &= design.where(where)
    result = np.full(design.rows, np.nan)
    if inside.any():
        result[inside] = _SCORES[test](relative_ranks(values[inside], weights[inside]))
    return result
