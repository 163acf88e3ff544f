"""A test for trend over ordered groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from survey.errors import WrongUseError
from survey.estimation.answered import answered_numbers
from survey.estimation.assemble import assemble
from survey.estimation.design_columns import column
from survey.estimation.influence import Statistic, influence_block
from survey.estimation.mean_tests import std_error_of, t_result
from survey.estimation.measured import measure
from survey.estimation.variables import coded, domains
from survey.estimation.verbs import check_options
from survey.kernels import trend as lines
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates
    from survey.estimation.measured import Measured
    from survey.estimation.tested import TestResult
    from survey.estimation.variables import Coded
    from survey.kernels.layout import Floats

Scores = Mapping[Any, float] | Sequence[float]
Link = Literal["identity", "logit"]
_LINES = {
    "identity": (lines.line, lines.line_influences),
    "logit": (lines.log_odds_line, lines.log_odds_influences),
}


def trend_test(
    design: SurveyDesign,
    variable: str,
    groups: str,
    *,
    scores: Scores | None = None,
    link: Link = "identity",
    category: object = None,
    where: object = None,
    level: float = 0.95,
) -> TestResult:
    """Test that a mean, or a share, neither rises nor falls over ordered groups.

    Parameters
    ----------
    design : SurveyDesign
    variable : str
        A column of numbers, or of answers with `category`.
    groups : str
        Column of ordered groups. Whoever is in none is left out.
    scores : mapping by value, or sequence in the order of the values, optional
        Numbers that the groups stand for; left out 1, 2, 3, … in the order of the codes.
    link : {"identity", "logit"}
        Whether it is the mean that may rise, or the log odds of a share.
    category, where, level
        As in `ttest`.

    Returns
    -------
    TestResult
        NaN where all answers come from one group. `estimate` is the slope: how
        much the mean, or the log odds, rises with each step of the scores. The line is in
        `estimates`.

    Raises
    ------
    UnknownNameError, DataError
    WrongUseError
        If the groups have no order, or a group no score, or log odds are wanted of what isn't 0
        and 1.

    Notes
    -----
    The slope of the weighted least squares line, or of the logistic line, over the rows, with its
    linearised (or replicated) standard error. Degrees of freedom are PSUs with a case minus the
    strata that hold one.

    References
    ----------
    R's ``survey::svyglm``, which takes one degree of freedom less.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> rows = {"rooms": [1, 2, 3, 2, 5, 4], "floor": [1, 1, 2, 2, 3, 3]}
    >>> trend_test(SurveyDesign(pd.DataFrame(rows)), "rooms", "floor").estimate
    1.5
    """
    check_options("wald", level, "wor")
    measured = measure(design, variable, category)
    _check_link(measured, link)
    answers = coded(design, groups)
    score = np.asarray(_scores(design, groups, answers, scores))
    x = np.append(score, np.full(answers.missing + 1, np.nan))[answers.codes]
    estimates = _line(design, measured, x, groups, link, where, level)
    row: Any = estimates.to_frame().iloc[1]
    scale = measured.scale / float(np.ptp(score))
    return t_result(
        "trend",
        measured,
        tuple(answers.values),
        float(row["estimate"]),
        std_error_of(float(row["std_error"]) ** 2, scale),
        float(row["df"]),
        estimates,
        int(row["n"]),
        level,
    )


def _line(
    design: SurveyDesign,
    measured: Measured,
    x: Floats,
    groups: str,
    link: Link,
    where: object,
    level: float,
) -> Estimates:
    y = measured.values
    fit, influences = _LINES[link]
    statistic = Statistic(
        ["(intercept)", groups],
        lambda rows, weights: fit(x[rows], y[rows], weights),
        lambda rows, weights, fitted: influences(x[rows], y[rows], weights, fitted),
    )
    names, cut = domains(design, None, all_row=False, where=where)
    inside = np.isfinite(x + y)
    return assemble(
        design,
        "line",
        names,
        cut,
        lambda cut: [influence_block(design, measured.name, statistic, inside, cut)],
        interval="wald",
        level=level,
        deff="wor",
        answered=lambda: [answered_numbers(measured.name, x + y, rows=2)],
    )


def _check_link(measured: Measured, link: Link) -> None:
    if link not in _LINES:
        raise fail(WrongUseError, "estimate.link", got=quoted(link), known=culprits(_LINES))
    known = measured.values[np.isfinite(measured.values)]
    if link == "logit" and not np.isin(known, (0, 1)).all():
        raise fail(WrongUseError, "estimate.log_odds", name=quoted(measured.name))


def _scores(
    design: SurveyDesign, groups: str, answers: Coded, scores: Scores | None
) -> Sequence[float]:
    """The score of each value."""
    if len(answers.values) < 2:
        raise fail(WrongUseError, "estimate.one_group", name=quoted(groups))
    if scores is None:
        if not _is_ordered(design, groups, answers):
            raise fail(WrongUseError, "estimate.no_order", name=quoted(groups))
        return [float(step) for step in range(1, len(answers.values) + 1)]
    if isinstance(scores, Mapping):
        lacking = [value for value in answers.values if value not in scores]
        found = [scores.get(value) for value in answers.values]
    else:
        found = list(scores)
        lacking = answers.values[len(found) :]
    if lacking:
        values = culprits(lacking)
        raise fail(WrongUseError, "estimate.scores_absent", name=quoted(groups), values=values)
    if len(found) > len(answers.values):
        known = culprits(answers.values)
        got = len(found)
        raise fail(WrongUseError, "estimate.scores_many", name=quoted(groups), got=got, known=known)
    numbers = [float(score) if isinstance(score, (int, float)) else np.nan for score in found]
    if not np.isfinite(numbers).all() or np.ptp(numbers) == 0:
        raise fail(WrongUseError, "estimate.scores_bad", got=culprits(found))
    return numbers


def _is_ordered(design: SurveyDesign, groups: str, answers: Coded) -> bool:
    """Whether the order of the values means something, and not just the alphabet."""
    variable = design.codebook.get(groups)
    kept = column(design.data, groups).dtype
    if variable is not None and variable.codes:
        return True
    if isinstance(kept, pd.CategoricalDtype) and kept.ordered:
        return True
    return all(isinstance(value, (int, float, np.number)) for value in answers.values)
