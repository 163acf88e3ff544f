"""Areas compared with a contrast area, as they are and made equal in who lives there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from survey.comparison.areas import compare_areas
from survey.comparison.fair.comparison import FairComparison
from survey.comparison.fair.known_cells import (
    CONTRAST_ROW,
    KnownCells,
    equations_of_areas,
    group_keys,
)
from survey.comparison.fair.margins import levels_as_cells, margins_of
from survey.comparison.fair.outcome import base_of, statistic_of
from survey.comparison.fair.profiled import Profiled, profiled, require_two
from survey.comparison.fair.standard import CONTRAST, standard_of
from survey.comparison.fair.standardise import profile_of, standardised_means
from survey.comparison.families import Family, marks_of_means, marks_of_shares
from survey.errors import WrongUseError
from survey.kernels.intervals import effective_size, t_quantile, wald
from survey.kernels.wald import t_p_values
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    import pandas as pd

    from survey.comparison.areas import Adjust
    from survey.comparison.comparison import Comparison
    from survey.comparison.fair.characteristics import Joined, Missing
    from survey.comparison.fair.influenced import Influenced
    from survey.estimation.design import SurveyDesign
    from survey.kernels.layout import Floats, Ints

Method = Literal["standardised", "regression"]
_METHODS = ("standardised", "regression")
_JUDGED = (
    "std_error", "conf_low", "conf_high", "simultaneous_low", "simultaneous_high", "df", "p_value",
    "p_adjusted", "mark",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Equalised:
    """Raw and equalised numbers of all areas, and what they were made with.

    Attributes
    ----------
    found : Influenced
        Of the A areas as they are, then when equal.
    to : str
    standard_area : object
    cells : KnownCells
    """

    found: Influenced
    to: str
    standard_area: object
    cells: KnownCells


def compare_fairly(
    design: SurveyDesign,
    variable: str,
    contrast: Any,  # noqa: ANN401 - a value of the column
    by: str,
    characteristics: Any,  # noqa: ANN401 - a name or several
    *,
    method: Method = "standardised",
    to: Any = "all",  # noqa: ANN401 - all, contrast, an area, a register, numbers
    category: Any = None,  # noqa: ANN401 - a code
    missing: Missing = "refuse",
    joined: Joined | None = None,
    where: object = None,
    adjust: Adjust = "dunnett",
    level: float = 0.95,
) -> FairComparison:
    """Compare areas with the contrast when they are made equal in who lives there.

    Parameters
    ----------
    design : SurveyDesign
    variable : str
        A question, whose headline is taken, or a number.
    contrast : value or label of an area
    by : str
        The column of areas.
    characteristics : str or sequence of str
        What areas are made equal in.
    method : {"standardised", "regression"}
        ``standardised``: every area's numbers in the cells of the crossed characteristics, weighed
        by one composition; no model, but every area needs answers in every cell. ``regression``:
        the average prediction for each area with everybody's characteristics, from a logit (means:
        a linear regression) on areas and characteristics side by side; numbers such as age stay
        numbers, and small cells do no harm, but characteristics are taken to do the same in all
        areas.
    to : {"all", "contrast"}, area, Targets, or mapping of category to number
        Whose composition all areas are given; the last two only when standardised.
    category, missing, joined, where, level
        As in `standardise`.
    adjust : {"dunnett", "holm", "bh", "none"}
        How p-values and marks account for several areas, as in `compare_areas`.

    Returns
    -------
    FairComparison
        Raw and equalised differences side by side, of the same people.

    Raises
    ------
    DataError
        If an area has no answer in a cell that the composition has: the cell is named.
    WrongUseError, UnknownNameError

    Notes
    -----
    Marks of equalised shares are made as those of raw ones: MOVER with Wilson limits on effective
    numbers of answers at Dunnett's critical value, from the joint covariance of all areas. What is
    explained is the raw less the equalised difference, with a t interval from the covariance of
    the two. It is what goes with the characteristics, and says nothing of causes.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> rows = pd.DataFrame({"area": list("AAAABBBB"), "age": ["young", "young", "old", "old"] * 2,
    ...                      "unsafe": [1, 0] * 4, "k": [15, 15, 2, 8, 4, 6, 3, 27]})
    >>> design = SurveyDesign(rows, counts="k")
    >>> found = compare_fairly(design, "unsafe", "B", "area", "age", category=1)
    >>> found.to_frame()[["difference", "adjusted_difference"]].round(3).values.tolist()
    [[0.25, 0.1]]
    """
    if method not in _METHODS:
        raise fail(WrongUseError, "fair.method", got=quoted(method), known=culprits(_METHODS))
    of = profiled(
        design, variable, by, characteristics,
        category=category, missing=missing, joined=joined, where=where, level=level,
        numbers=method == "regression",
    )  # fmt: skip
    require_two(of)
    at = of.contrast(contrast)
    given = of.areas.values[at] if isinstance(to, str) and to == CONTRAST else to
    make = _standardised if method == "standardised" else margins
    equal = make(of, given, at)
    raw = _raw(of, at, adjust)
    return FairComparison(
        statistic_of(of.measured),
        by,
        of.areas.values[at],
        of.names,
        method,
        equal.to,
        equal.standard_area,
        adjust,
        level,
        design.codebook,
        base_of(of.measured, design),
        raw,
        equal.cells,
        int(of.left_out.sum()),
        _frame(of, raw.to_frame(), equal.found, at, adjust),
    )


def _standardised(of: Profiled, to: object, at: int) -> Equalised:
    cells = of.cells()
    standard = standard_of(to, cells, of.areas, of.design.codebook)
    found = standardised_means(of, cells, standard)
    share = profile_of(of, cells, standard).standard(of.weights[:, None])[:, 0]
    n, count = of.counts(cells)
    row, equations = equations_of_areas(n, share, rows_published(of, at))
    if of.measured.share is None:
        equations = equations * n.ravel()
    keys = group_keys(of.areas.values, cells)
    known = KnownCells(keys, n.ravel(), count.ravel(), row, equations)
    return Equalised(found, standard.kind, standard.area, known)


def margins(of: Profiled, to: object, at: int) -> Equalised:
    """Average predictions of a regression for each area."""
    found, kind, area = margins_of(of, to)
    return Equalised(found, kind, area, levels_as_cells(of, rows_published(of, at)))


def rows_published(of: Profiled, at: int) -> Ints:
    """Row of the result that each area is published in."""
    areas = np.arange(len(of.areas.values))
    return np.where(areas == at, CONTRAST_ROW, areas - (areas > at))


def _raw(of: Profiled, at: int, adjust: Adjust) -> Comparison:
    """The comparison of the same people as they are, without areas that none of them lives in."""
    contrast = of.areas.values[at]
    found = compare_areas(of.raw(), contrast, over=of.areas.column, adjust=adjust, level=of.level)
    return found.of_areas(of.areas.values)


def _frame(
    of: Profiled, raw: pd.DataFrame, found: Influenced, at: int, adjust: str
) -> pd.DataFrame:
    sizes = of.raw_rows()["n_eff"].to_numpy(float)
    count = len(of.areas.values)
    others = np.flatnonzero(np.arange(count) != at)
    covariance = found.covariance()
    pairs = np.concatenate([count + others, np.full(len(others), count + at)])
    adjusted, variance = found.values[count:], np.diag(covariance)[count:]
    n_eff = sizes if of.measured.share is None else effective_size(adjusted, variance, sizes)
    family = Family(
        estimate=adjusted[others],
        contrast=np.full(len(others), adjusted[at]),
        n_eff=n_eff[others],
        contrast_n_eff=np.full(len(others), n_eff[at]),
        covariance=covariance[np.ix_(pairs, pairs)],
        df=raw["df"].to_numpy(float),
        shared=True,
    )
    judge = marks_of_means if of.measured.share is None else marks_of_shares
    judged = judge(family, adjust=adjust, level=of.level)
    frame = raw.drop(columns=["n", "contrast_n", "count", "contrast_count"])
    frame["adjusted"], frame["contrast_adjusted"] = family.estimate, family.contrast
    frame["adjusted_difference"] = judged["difference"]
    for name in _JUDGED:
        frame[f"adjusted_{name}"] = judged[name]
    frame["adjusted_mark"] = frame["adjusted_mark"].astype("int64")
    for name, values in _explained(found.values, covariance, others, at, family.df, of).items():
        frame[name] = values
    for name in ("n", "contrast_n", "count", "contrast_count"):
        frame[name] = raw[name]
    return frame


def _explained(
    values: Floats, covariance: Floats, others: Ints, at: int, df: Floats, of: Profiled
) -> dict[str, Floats]:
    """Raw less equalised differences, with t intervals."""
    count = len(of.areas.values)
    rows = np.arange(len(others))
    combine = np.zeros((len(others), 2 * count))
    combine[rows, others], combine[rows, count + others] = 1.0, -1.0
    combine[:, at], combine[:, count + at] = -1.0, 1.0
    explained = combine @ values
    variance = np.einsum("ij,jk,ik->i", combine, covariance, combine)
    error = np.sqrt(np.maximum(variance, 0.0))
    low, high = wald(explained, error, t_quantile(df, of.level))
    return {
        "explained": explained,
        "explained_std_error": error,
        "explained_low": low,
        "explained_high": high,
        "explained_p_value": t_p_values(explained, error, df),
    }
