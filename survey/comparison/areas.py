"""Areas compared with a contrast area.

Differences, their uncertainty, and marks that stand up to looking at many areas at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from survey.codebook import Domain
from survey.comparison.comparison import Comparison
from survey.comparison.families import Family, marks_of_means, marks_of_shares
from survey.errors import UnknownNameError, WrongUseError
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.estimation.estimates import Estimates
    from survey.kernels.layout import Ints

Adjust = Literal["dunnett", "holm", "bh", "none"]
_ADJUSTMENTS = ("dunnett", "holm", "bh", "none")


def compare_areas(
    estimates: Estimates,
    contrast: Any,  # noqa: ANN401 - a value of the column
    *,
    over: str | None = None,
    adjust: Adjust = "dunnett",
    level: float | None = None,
) -> Comparison:
    """Compare every area with the contrast area.

    Parameters
    ----------
    estimates : Estimates
        Broken down by areas, alone or crossed with more.
    contrast : value or label of an area
        The area that gives contrast.
    over : str, optional
        The by-column of areas; may be left out where there is only one by-column.
    adjust : {"dunnett", "holm", "bh", "none"}
        How p-values and marks account for several areas. The family is one share or mean over its
        areas, within each combination of the other by-columns.
    level : float in (0, 1), optional
        Confidence level; that of the estimates if left out.

    Returns
    -------
    Comparison

    Raises
    ------
    UnknownNameError
        If the contrast is no area, or `over` no by-column.
    WrongUseError
        If `over` is needed and left out.

    Notes
    -----
    For shares the interval of a difference is MOVER with Wilson limits on effective numbers of
    answers (Zou & Donner 2008); a mark means that this interval at Dunnett's critical value
    excludes 0, and the adjusted p-value is the level at which it touches 0. For means and totals it
    is t with Dunnett's critical value. Correlations within the family follow from the joint
    covariance; for shares the variances behind them are taken at (x + 2)/(n + 4), so that a share
    of 0 does not pass for certainty. Degrees of freedom of a pair: PSUs minus strata in its two
    domains.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> from survey.estimation.verbs import proportion
    >>> rows = pd.DataFrame({"area": list("AABB"), "safe": list("ynyn"), "k": [30, 10, 10, 30]})
    >>> safe = proportion(SurveyDesign(rows, counts="k"), "safe", by="area")
    >>> compare_areas(safe, "B").to_frame()[["category", "difference", "mark"]].values.tolist()
    [['n', -0.5, -1], ['y', 0.5, 1]]
    """
    column = _over(estimates, over)
    if adjust not in _ADJUSTMENTS:
        raise fail(
            WrongUseError, "compare.adjust", got=quoted(adjust), known=culprits(_ADJUSTMENTS)
        )
    level = estimates.level if level is None else level
    frame = estimates.to_frame()
    value = _contrast(estimates, frame, column, contrast)
    groups = _families(frame, column, value)
    if not groups:
        raise fail(WrongUseError, "compare.one_area", contrast=quoted(str(value)))
    parts = [
        _compare(estimates, frame, column, group, adjust=adjust, level=level) for group in groups
    ]
    return Comparison(
        estimates.statistic,
        estimates.by,
        column,
        value,
        adjust,
        level,
        estimates.codebook,
        pd.concat(parts, ignore_index=True),
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows of a family: its areas, and the row of the contrast."""

    areas: Ints
    contrast: int


def _over(estimates: Estimates, over: str | None) -> str:
    if over is None and len(estimates.by) == 1:
        return estimates.by[0]
    if over is None:
        raise fail(WrongUseError, "compare.over_needed", by=culprits(estimates.by))
    if over not in estimates.by:
        raise fail(
            UnknownNameError, "compare.over_unknown", got=quoted(over), by=culprits(estimates.by)
        )
    return over


def _contrast(estimates: Estimates, frame: pd.DataFrame, column: str, wanted: object) -> object:
    values = [v for v in dict.fromkeys(frame[column]) if not isinstance(v, Domain)]
    if wanted in values:
        return values[values.index(wanted)]
    variable = estimates.codebook.get(column)
    for code in variable.codes if variable else ():
        if wanted in code.label.values() and code.value in values:
            return code.value
    raise fail(
        UnknownNameError,
        "compare.contrast_unknown",
        got=quoted(wanted),
        column=quoted(column),
        areas=culprits(values),
    )


def _families(frame: pd.DataFrame, column: str, contrast: object) -> list[_Group]:
    others = [
        name for name in frame.columns[: list(frame.columns).index("variable")] if name != column
    ]
    keys = [*others, "variable", "category"]
    groups: dict[tuple[Any, ...], list[int]] = {}
    for place, key in enumerate(zip(*(frame[name] for name in keys), strict=True)):
        groups.setdefault(key, []).append(place)
    areas = frame[column].tolist()
    result = []
    for rows in groups.values():
        theirs = [row for row in rows if areas[row] == contrast]
        rest = [r for r in rows if areas[r] != contrast and not isinstance(areas[r], Domain)]
        if theirs and rest:
            result.append(_Group(np.array(rest), theirs[0]))
    return result


def _compare(
    estimates: Estimates,
    frame: pd.DataFrame,
    column: str,
    group: _Group,
    *,
    adjust: Adjust,
    level: float,
) -> pd.DataFrame:
    areas, contrast = frame.iloc[group.areas], frame.iloc[group.contrast]
    rows = np.append(group.areas, group.contrast)
    family = Family(
        estimate=areas["estimate"].to_numpy(float),
        contrast=float(contrast["estimate"]),
        n_eff=areas["n_eff"].to_numpy(float),
        contrast_n_eff=float(contrast["n_eff"]),
        covariance=estimates.covariance.block(rows, rows),
        df=estimates.covariance.pair_df(group.areas, group.contrast),
    )
    judge = marks_of_shares if estimates.statistic == "share" else marks_of_means
    judged = judge(family, adjust=adjust, level=level)
    keys = list(frame.columns[: list(frame.columns).index("estimate")])
    result = areas[keys].reset_index(drop=True)
    result["contrast"] = [contrast[column]] * len(result)
    result["estimate"] = family.estimate
    result["contrast_estimate"] = family.contrast
    for name, values in judged.items():
        result[name] = values
    result["mark"] = result["mark"].astype("int64")
    for name in ("n", "count"):
        result[name] = areas[name].to_numpy()
        result[f"contrast_{name}"] = contrast[name]
    return result
