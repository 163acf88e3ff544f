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
from survey.comparison.families import (
    MEASURES,
    Family,
    Pool,
    marks_of_means,
    marks_of_shares,
    pool_of,
    ratios_of,
)
from survey.errors import UnknownNameError, WrongUseError
from survey.estimation.verbs import check_options
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.estimation.estimates import Estimates
    from survey.kernels.layout import Floats, Ints

Adjust = Literal["dunnett", "holm", "bh", "none"]
Against = Literal["rest", "all"]
Measure = Literal["difference", "ratio", "odds_ratio"]
_ADJUSTMENTS = ("dunnett", "holm", "bh", "none")
_AGAINST = ("rest", "all")


def compare_areas(
    estimates: Estimates,
    contrast: Any = None,  # noqa: ANN401 - a value of the column
    *,
    against: Against | None = None,
    over: str | None = None,
    adjust: Adjust = "dunnett",
    measure: Measure = "difference",
    level: float | None = None,
) -> Comparison:
    """Compare every area with the contrast area, with all others together, or with all together.

    Parameters
    ----------
    estimates : Estimates
        Broken down by areas, alone or crossed with more.
    contrast : value or label of an area, optional
        The area that gives contrast.
    against : {"rest", "all"}, optional
        Instead of a contrast area: all other areas pooled by their weights, or all areas pooled,
        the area itself among them. Both overlap with the areas, and their covariance is accounted
        for.
    over : str, optional
        The by-column of areas; may be left out where there is only one by-column.
    adjust : {"dunnett", "holm", "bh", "none"}
        How p-values and marks account for several areas. The family is one share or mean over its
        areas, within each combination of the other by-columns.
    measure : {"difference", "ratio", "odds_ratio"}
        Whether the ratio of the two estimates, or of the odds of two shares, is given beside their
        difference. Marks and p-values are always those of the difference.
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
        If neither or both of `contrast` and `against` are given, if `over` is needed and left out,
        or if odds are asked for of what is no share.

    Notes
    -----
    For shares the interval of a difference is MOVER with Wilson limits on effective numbers of
    answers (Zou & Donner 2008); a mark means that this interval at Dunnett's critical value
    excludes 0, and the adjusted p-value is the level at which it touches 0. For means and totals it
    is t with Dunnett's critical value. Correlations within the family follow from the joint
    covariance; for shares the variances behind them are taken at (x + 2)/(n + 4), so that a share
    of 0 does not pass for certainty. Degrees of freedom of a pair: PSUs minus strata in its two
    domains. Ratios have t intervals on the scale of logarithms, with the linearised joint
    covariance; they do not exist where a side is 0.

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
    column = column_of_areas(estimates, over)
    if adjust not in _ADJUSTMENTS:
        raise fail(
            WrongUseError, "compare.adjust", got=quoted(adjust), known=culprits(_ADJUSTMENTS)
        )
    _check_measure(measure, estimates.statistic)
    level = estimates.level if level is None else level
    check_options("wald", level, "wor")
    beside, value = with_contrast(estimates, column, contrast, against)
    frame = beside.to_frame()
    groups = groups_of(frame, column, value)
    if not groups:
        raise fail(WrongUseError, "compare.one_area", contrast=quoted(str(value)))
    asked = _Asked(column, value, adjust, measure, level)
    return Comparison(
        estimates.statistic,
        estimates.by,
        column,
        value,
        adjust,
        level,
        estimates.codebook,
        estimates.base,
        pd.concat([_compare(beside, frame, group, asked) for group in groups], ignore_index=True),
        estimates.nets,
        estimates,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for."""

    column: str
    contrast: object
    adjust: str
    measure: str
    level: float


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a family: its areas, what each is compared with, and all together if need be."""

    areas: Ints
    contrasts: Ints
    together: int | None


def _check_measure(measure: str, statistic: str) -> None:
    if measure not in ("difference", *MEASURES):
        known = culprits(("difference", *MEASURES))
        raise fail(WrongUseError, "compare.measure", got=quoted(measure), known=known)
    if measure == "odds_ratio" and statistic != "share":
        raise fail(WrongUseError, "compare.odds", got=quoted(statistic))


def with_contrast(
    estimates: Estimates, column: str, contrast: object, against: str | None
) -> tuple[Estimates, object]:
    """The estimates with what areas are compared with among them, and its value."""
    if (contrast is None) == (against is None):
        raise fail(WrongUseError, "compare.contrast_or_against")
    if against is None:
        return estimates, _contrast(estimates, estimates.to_frame(), column, contrast)
    if against not in _AGAINST:
        known = culprits(_AGAINST)
        raise fail(WrongUseError, "compare.against", got=quoted(against), known=known)
    together = estimates.with_all(column)
    if against == "rest":
        return together.with_rest(column), Domain.REST
    return together, Domain.ALL


def column_of_areas(estimates: Estimates, over: str | None) -> str:
    """The by-column of areas: as named, or the only one.

    Raises
    ------
    UnknownNameError, WrongUseError
    """
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


def groups_of(frame: pd.DataFrame, column: str, contrast: object) -> list[Group]:
    """The families of a frame: one share or mean over its areas, each with its contrast."""
    keys = [name for name in key_columns(frame) if name != column]
    groups: dict[tuple[Any, ...], dict[Any, int]] = {}
    for place, key in enumerate(zip(*(frame[name] for name in keys), strict=True)):
        groups.setdefault(key, {})[frame[column].iat[place]] = place
    result = []
    for rows in groups.values():
        areas = [area for area in rows if is_area(area) and area != contrast]
        pairs = [(rows[area], rows.get(_other(contrast, area))) for area in areas]
        known = [(area, other) for area, other in pairs if other is not None]
        if known:
            mine, theirs = (np.array(side) for side in zip(*known, strict=True))
            together = None if is_area(contrast) else rows[Domain.ALL]
            result.append(Group(mine, theirs, together))
    return result


def _pool(estimates: Estimates, group: Group, n: Floats) -> Pool | None:
    if group.together is None:
        return None
    rows = np.append(group.areas, group.together)
    return pool_of(estimates.covariance.block(rows, rows), n)


def key_columns(frame: pd.DataFrame) -> list[str]:
    """The columns that say what a row is of."""
    return list(frame.columns[: list(frame.columns).index("estimate")])


def is_area(value: object) -> bool:
    """Whether a value of the column of areas is one, not some pooled."""
    return not isinstance(value, Domain | tuple)


def _other(contrast: object, area: object) -> object:
    return (Domain.REST, area) if contrast is Domain.REST else contrast


def family_of(estimates: Estimates, frame: pd.DataFrame, group: Group, contrast: object) -> Family:
    """The estimates of a group, each with what it is compared with."""
    areas, contrasts = frame.iloc[group.areas], frame.iloc[group.contrasts]
    rows = np.concatenate([group.areas, group.contrasts])
    return Family(
        estimate=areas["estimate"].to_numpy(float),
        contrast=contrasts["estimate"].to_numpy(float),
        n_eff=areas["n_eff"].to_numpy(float),
        contrast_n_eff=contrasts["n_eff"].to_numpy(float),
        covariance=estimates.covariance.block(rows, rows),
        df=estimates.covariance.pair_df(group.areas, group.contrasts),
        shared=is_area(contrast),
        pool=_pool(estimates, group, areas["n"].to_numpy(float)),
    )


def _compare(
    estimates: Estimates, frame: pd.DataFrame, group: Group, asked: _Asked
) -> pd.DataFrame:
    areas, contrasts = frame.iloc[group.areas], frame.iloc[group.contrasts]
    family = family_of(estimates, frame, group, asked.contrast)
    judge = marks_of_shares if estimates.statistic == "share" else marks_of_means
    judged = judge(family, adjust=asked.adjust, level=asked.level)
    kept = areas[key_columns(frame)].reset_index(drop=True)
    columns: dict[str, Any] = {name: kept[name] for name in kept.columns}
    columns["contrast"] = pd.Series([asked.contrast] * len(areas), dtype=object)
    columns |= {"estimate": family.estimate, "contrast_estimate": family.contrast, **judged}
    columns["mark"] = judged["mark"].astype("int64")
    if asked.measure != "difference":
        columns |= ratios_of(family, measure=asked.measure, level=asked.level)
    for name in ("n", "count"):
        columns[name] = areas[name].to_numpy()
        columns[f"contrast_{name}"] = contrasts[name].to_numpy()
    return pd.DataFrame(columns)
