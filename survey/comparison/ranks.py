"""Areas in order, and how sure the order is: which of them may be the first, and the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from survey.codebook import Category
from survey.comparison.area_ranks import AreaRanks, ranked_rows
from survey.comparison.areas import column_of_areas, is_area, key_columns
from survey.comparison.rank_families import rank_family
from survey.errors import UnknownNameError, WrongUseError
from survey.estimation.arguments import must_be
from survey.estimation.estimates import Estimates
from survey.estimation.verbs import check_options
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from survey.comparison.rank_families import RankFamily

_BEST = ("high", "low")
_METHODS = ("differences", "intervals")


def rank_areas(
    estimates: Estimates,
    over: str | None = None,
    *,
    best: Literal["high", "low"] | None = None,
    areas: Sequence[Any] | None = None,
    method: Literal["differences", "intervals"] = "differences",
    level: float | None = None,
) -> AreaRanks:
    """Rank areas, and tell how sure the ranks are.

    Parameters
    ----------
    estimates : Estimates
        Broken down by areas, alone or crossed with more.
    over : str, optional
        The by-column of areas; may be left out where there is only one by-column.
    best : {"high", "low"}, optional
        Which end is the good one. Left out: what the question's headline says.
    areas : sequence of values or labels of areas, optional
        Those to rank, such as all but the contrast area; every area if left out.
    method : {"differences", "intervals"}
        How the sets of ranks are made: from differences of pairs of areas, or from intervals of
        single areas that don't overlap.
    level : float in (0, 1), optional
        Confidence level; that of the estimates if left out.

    Returns
    -------
    AreaRanks
        Within each share or mean, and each combination of the other by-columns: the rank of each
        area, the ranks it may have, and whether it may be the first or the last of all.

    Raises
    ------
    UnknownNameError
        If `over` is no by-column, or an area is unknown.
    WrongUseError
        If no end is known to be the good one, or there are no two areas to rank.

    Notes
    -----
    The set of ranks of an area runs from 1 + the number of areas that are surely better to k − the
    number that are surely worse. All true ranks of a family lie in their sets with a chance of at
    least `level`, where true ranks of areas that are alike are the lowest they share. Areas are
    surely better or worse by differences of pairs, corrected for all k(k − 1) directed pairs
    stepwise (Mogstad, Romano, Shaikh & Wilhelm 2024; Romano & Wolf 2005). Pairs of shares are
    compared as in `compare_areas`, by the quantile at which the MOVER interval with Wilson limits
    touches 0; others by t. The joint covariance of the areas is that of the estimates, with what
    households or calibration have in common; no random numbers are drawn.

    ``method="intervals"`` takes intervals of single areas at level^(1/k) that don't overlap (Klein,
    Wright & Wieczorek 2020): simpler to explain, and wider where areas have errors of like size.
    Which of the two is to be said before the results are seen: the narrower of both sets does not
    keep the level.

    Whether an area may be the last is another and sharper question, as only the true last area can
    be missed: p is that of the area being the last, from the one-sided comparison of it with all
    others (Hsu 1984; Gupta 1965), doubled for the two ends. The areas with p ≥ 1 − level hold the
    last one, and at the other end the first one, both with a chance of at least `level`. Of two
    areas that is what the mark of their difference says.

    References
    ----------
    Gupta 1965, Technometrics 7:225; Hsu 1984, Ann. Statist. 12:1136; Klein, Wright & Wieczorek
    2020, J. R. Statist. Soc. A 183:589; Mogstad, Romano, Shaikh & Wilhelm 2024, Rev. Econ. Stud.
    91:476; Romano & Wolf 2005, J. Am. Statist. Ass. 100:94.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": list("AABBCC"), "safe": [1, 0] * 3})
    >>> rows["k"] = [40, 60, 50, 50, 90, 10]
    >>> shares = sv.mean(sv.SurveyDesign(rows, counts="k"), "safe", by="area")
    >>> ranks = sv.rank_areas(shares, best="high").to_frame()
    >>> ranks[["area", "rank", "rank_low", "rank_high", "may_be_last"]].values.tolist()
    [['A', 3.0, 2.0, 3.0, True], ['B', 2.0, 2.0, 3.0, True], ['C', 1.0, 1.0, 1.0, False]]
    """
    must_be(estimates, Estimates, "estimates", "Estimates")
    column = column_of_areas(estimates, over)
    if best is not None and best not in _BEST:
        raise fail(WrongUseError, "ranks.best", got=quoted(str(best)), known=culprits(_BEST))
    if method not in _METHODS:
        raise fail(WrongUseError, "ranks.method", got=quoted(str(method)), known=culprits(_METHODS))
    level = estimates.level if level is None else level
    check_options("wald", level, "wor")
    families = _families(estimates, column, best, _wanted(estimates, column, areas))
    return AreaRanks(
        estimates.statistic,
        estimates.by,
        column,
        method,
        level,
        estimates.codebook,
        (estimates,),
        families,
        ranked_rows(estimates, families, level, method),
    )


def _wanted(estimates: Estimates, column: str, areas: Sequence[Any] | None) -> list[Any] | None:
    """The areas to rank, by value."""
    if areas is None:
        return None
    if isinstance(areas, str) or not isinstance(areas, list | tuple | set | frozenset):
        raise fail(WrongUseError, "ranks.areas", got=repr(areas))
    known = [v for v in dict.fromkeys(estimates.to_frame()[column]) if is_area(v)]
    variable = estimates.codebook.get(column)
    by_label = {
        label: code.value
        for code in (variable.codes if variable else ())
        for label in code.label.values()
    }
    found = [each if each in known else by_label.get(each, each) for each in areas]
    wrong = [each for each in found if each not in known]
    if wrong:
        raise fail(
            UnknownNameError,
            "ranks.area_unknown",
            got=culprits(wrong),
            column=quoted(column),
            areas=culprits(known),
        )
    return found


def _families(
    estimates: Estimates, column: str, best: str | None, wanted: list[Any] | None
) -> tuple[RankFamily, ...]:
    frame = estimates.to_frame()
    keys = [name for name in key_columns(frame) if name != column]
    groups: dict[tuple[Any, ...], list[int]] = {}
    for place, key in enumerate(zip(*(frame[name] for name in keys), strict=True)):
        area = frame[column].iat[place]
        if is_area(area) and (wanted is None or area in wanted):
            groups.setdefault(key, []).append(place)
    if not any(len(rows) > 1 for rows in groups.values()):
        raise fail(WrongUseError, "ranks.two_areas", column=quoted(column))
    return tuple(
        rank_family(estimates, np.array(rows), _sign(estimates, frame, rows[0], best))
        for rows in groups.values()
    )


def _sign(estimates: Estimates, frame: pd.DataFrame, row: int, best: str | None) -> int:
    """1 where a high number is good, −1 where a low one is."""
    name, category = str(frame["variable"].iat[row]), frame["category"].iat[row]
    if best is None and category is Category.HEADLINE:
        headline = estimates.codebook.variable_or_bare(name).headline
        best = headline.good if headline else None
    if best not in _BEST:
        raise fail(WrongUseError, "ranks.no_direction", name=quoted(name))
    return 1 if best == "high" else -1
