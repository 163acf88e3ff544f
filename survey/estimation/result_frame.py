"""What the frames of regressions and their effects have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from survey.estimation.assemble import base_sizes, cases_of, most_df, replicated
from survey.estimation.influence import linear_covariance
from survey.estimation.variables import domains
from survey.kernels.intervals import t_quantile, wald
from survey.kernels.wald import t_tests

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.kernels.layout import Bools, Floats, Ints


def with_errors(estimates: Floats, covariance: Floats, df: float, level: float) -> dict[str, Any]:
    """The columns estimate, std_error, conf_low, conf_high."""
    std_error = roots(covariance)
    low, high = wald(estimates, std_error, t_quantile(np.array(float(df)), level))
    return {"estimate": estimates, "std_error": std_error, "conf_low": low, "conf_high": high}


def with_tests(estimates: Floats, covariance: Floats, df: float, level: float) -> dict[str, Any]:
    """The same, and before the limits the columns statistic and p_value."""
    columns = with_errors(estimates, covariance, df, level)
    statistic, p_value = t_tests(estimates, columns["std_error"], df)
    limits = {name: columns.pop(name) for name in ("conf_low", "conf_high")}
    return {**columns, "statistic": statistic, "p_value": p_value, **limits}


def roots(covariance: Floats) -> Floats:
    """Standard errors, (E,); NaN where a variance is negative."""
    variance = np.diag(covariance)
    return np.where(variance >= 0, np.sqrt(np.abs(variance)), np.nan)


def rows_df(design: SurveyDesign, inside: Bools) -> float:
    """Degrees of freedom of some rows: PSUs with a case minus the strata that hold one."""
    _, cut = domains(design, None, all_row=False, where=inside)
    cases = cases_of(design, cut, cut.elementary)
    sizes = base_sizes(design, cut, cut.elementary, cases, most_df(design, cut), 1)
    return float(sizes.df[0])


def row_covariance(
    design: SurveyDesign,
    rows: Ints,
    influences: Floats,
    estimates: Floats,
    replicates: Floats | None,
) -> Floats:
    """Covariance of estimates from the influences of m rows (m, E), or from replicates (R, E)."""
    if replicates is not None:
        values = replicated(design, estimates, replicates).values
        return np.asarray(values.T @ values, dtype=float)
    spread = np.zeros((design.rows, influences.shape[1]))
    spread[rows] = influences
    return linear_covariance(design, spread)
