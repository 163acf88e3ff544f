"""Areas that are about like their contrast: not only that no difference is seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from survey.codebook import Domain
from survey.comparison.areas import (
    compare_areas,
    family_of,
    groups_of,
    with_contrast,
)
from survey.comparison.comparison import Comparison
from survey.comparison.equivalences import Equivalence
from survey.comparison.waves.comparison import WaveComparison
from survey.errors import WrongUseError
from survey.estimation.arguments import must_be
from survey.estimation.estimates import Estimates
from survey.kernels.equivalence import OneSided, numbers_within, shares_within
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.comparison.families import Family
    from survey.kernels.layout import Floats

_ADJUSTMENTS = ("holm", "none")
_POOLED = {Domain.REST: "rest", Domain.ALL: "all"}


def equivalence(
    result: Estimates | Comparison | WaveComparison,
    margin: float | Mapping[str, float] = 0.05,
    *,
    contrast: Any = None,  # noqa: ANN401 - a value of the column
    against: Literal["rest", "all"] | None = None,
    over: str | None = None,
    adjust: Literal["holm", "none"] = "holm",
    level: float | None = None,
) -> Equivalence:
    """Tell areas that surely are about like their contrast from those of which nothing is sure.

    Parameters
    ----------
    result : Estimates, Comparison or WaveComparison
        Estimates by area, with a contrast named here; or what `compare_areas` or `compare_waves`
        returned. Of waves it is told whether each area is about as it was.
    margin : float or mapping of variable to float
        The largest difference that is of no account: 0.05 is 5 percentage points; of means it is in
        their own unit. It is to be chosen before the results are seen.
    contrast, against, over
        As in `compare_areas`, for estimates only.
    adjust : {"holm", "none"}
        How several areas are accounted for in saying of each that it is about like the contrast.
        The family is one share or mean over its areas.
    level : float in (0.5, 1), optional
        Confidence level; that of the result if left out.

    Returns
    -------
    Equivalence
        Each area is *equivalent* (the difference surely lies within the margin), *different* (there
        surely is one, and it is not surely within the margin), or *undecided*.

    Raises
    ------
    WrongUseError
        If a margin is no number above 0, or not below 1 for shares; if a contrast is given beside a
        comparison; if the level is not above one half.

    Notes
    -----
    Two one-sided tests at 1 − level (Schuirmann 1987): both p-values are small if, and only if, the
    interval at 2 level − 1 (90 % for 95 %) lies within the margin. For shares it is MOVER with
    Wilson limits and the p-values are the levels at which it touches the margin; for others it is
    t. Each test needs no correction for its two sides (intersection–union: Berger & Hsu 1996).

    Saying of some areas, after having looked at all, that they are equivalent does: `p_adjusted` is
    Holm's. Saying that *all* areas are equivalent needs none: `Equivalence.all_within` holds its
    p-value, the largest of all. Whether an area is different is told by the marks of the comparison
    itself. No difference seen is no equivalence: with few answers both are undecided, and so is an
    area with a single answer.

    References
    ----------
    Berger & Hsu 1996, Statist. Sci. 11:283; Holm 1979, Scand. J. Statist. 6:65; Schuirmann 1987,
    J. Pharmacokin. Biopharm. 15:657; Zou & Donner 2008, Stat. Med. 27:1693.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": list("AABB"), "safe": [1, 0] * 2})
    >>> rows["k"] = [800, 200, 810, 190]
    >>> shares = sv.proportion(sv.SurveyDesign(rows, counts="k"), "safe", by="area")
    >>> found = sv.equivalence(shares, 0.05, contrast="B").to_frame()
    >>> found[["category", "outcome"]].values.tolist()
    [[0, <Outcome.EQUIVALENT: 'equivalent'>], [1, <Outcome.EQUIVALENT: 'equivalent'>]]
    """
    must_be(result, (Estimates, Comparison, WaveComparison), "result", "Estimates, Comparison")
    if adjust not in _ADJUSTMENTS:
        known = culprits(_ADJUSTMENTS)
        raise fail(WrongUseError, "equivalence.adjust", got=quoted(str(adjust)), known=known)
    level = result.level if level is None else level
    given: object = level
    if isinstance(given, bool) or not isinstance(given, Real) or not 0.5 < float(given) < 1:
        raise fail(WrongUseError, "equivalence.level", got=repr(given))
    asked = _Asked(_margins(margin, result), adjust, float(level))
    if not isinstance(result, Estimates) and (contrast is not None or against is not None):
        raise fail(WrongUseError, "equivalence.contrast")
    if isinstance(result, WaveComparison):
        return _of_waves(result, asked)
    if isinstance(result, Estimates):
        result = compare_areas(result, contrast, against=against, over=over, level=float(level))
    return _of_areas(result, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for.

    Attributes
    ----------
    margins : mapping of variable to float
    adjust : str
    level : float
    """

    margins: Mapping[str, float]
    adjust: str
    level: float

    def of(self, frame: pd.DataFrame) -> Floats:
        """The margin of each row."""
        return np.array([self.margins[name] for name in frame["variable"]], dtype=float)


def _margins(
    margin: float | Mapping[str, float], result: Estimates | Comparison | WaveComparison
) -> dict[str, float]:
    names = list(dict.fromkeys(result.to_frame()["variable"]))
    given = dict(margin) if isinstance(margin, Mapping) else dict.fromkeys(names, margin)
    lacking = [name for name in names if name not in given]
    if lacking:
        raise fail(WrongUseError, "equivalence.margin_lacking", names=culprits(lacking))
    for name in names:
        value: object = given[name]
        wrong = isinstance(value, bool) or not isinstance(value, Real) or not float(value) > 0
        if wrong or not np.isfinite(float(given[name])):
            raise fail(WrongUseError, "equivalence.margin", got=repr(value))
        if result.statistic == "share" and float(given[name]) >= 1:
            raise fail(WrongUseError, "equivalence.margin_of_shares", got=repr(value))
    return {name: float(given[name]) for name in names}


def _of_areas(compared: Comparison, asked: _Asked) -> Equivalence:
    estimates = compared.of
    if estimates is None:
        raise fail(WrongUseError, "equivalence.without_estimates")
    pooled = _POOLED.get(compared.contrast) if isinstance(compared.contrast, Domain) else None
    area = None if pooled else compared.contrast
    beside, value = with_contrast(estimates, compared.over, area, pooled)
    frame = beside.to_frame()
    differences = compared.to_frame()
    parts, start = [], 0
    for group in groups_of(frame, compared.over, value):
        family = family_of(beside, frame, group, value)
        rows = differences.iloc[start : start + family.size].reset_index(drop=True)
        start += family.size
        own = np.minimum(*(frame["df"].to_numpy(float)[r] for r in (group.areas, group.contrasts)))
        family = replace(family, df=np.where(own > 0, family.df, np.nan))
        rows["mark"] = np.where(own > 0, rows["mark"], 0)
        within = _within(family, compared.statistic, asked.of(rows), asked.level)
        keys = list(rows.columns[: list(rows.columns).index("contrast")])
        told = rows[[*keys, *_OF_AREAS]].assign(**_tests(rows, within, asked))
        parts.append(told.assign(**{name: rows[name] for name in _ANSWERS}))
    told = pd.concat(parts, ignore_index=True)
    return _equivalence(compared, compared.contrast, (), told, asked)


def _equivalence(
    compared: Comparison | WaveComparison,
    contrast: object,
    waves: tuple[str, ...],
    rows: pd.DataFrame,
    asked: _Asked,
) -> Equivalence:
    """The result; all its rows are judged."""
    found = Equivalence(
        compared.statistic,
        compared.by,
        compared.over,
        contrast,
        waves,
        asked.adjust,
        asked.level,
        asked.margins,
        compared.codebook,
        (compared,),
        rows,
    )
    return found.among(np.ones(len(rows), dtype=bool))


def _within(family: Family, statistic: str, margin: Floats, level: float) -> OneSided:
    if statistic != "share":
        return numbers_within(family.difference, family.std_error, family.df, margin, level)
    shares = family.estimate, family.contrast
    sizes = family.n_eff, family.contrast_n_eff
    return shares_within(shares, sizes, family.rho, family.df, margin, level)


_OF_AREAS = (
    "contrast", "estimate", "contrast_estimate", "difference", "std_error", "df", "mark",
)  # fmt: skip
_OF_WAVES = {
    "earlier_wave": "earlier_wave", "later_wave": "later_wave", "earlier": "contrast_estimate",
    "estimate": "estimate", "change": "difference", "std_error": "std_error", "df": "df",
    "mark": "mark",
}  # fmt: skip
_ANSWERS = ("n", "contrast_n", "count", "contrast_count")


def _tests(rows: pd.DataFrame, within: OneSided, asked: _Asked) -> dict[str, Any]:
    return {
        "margin": asked.of(rows),
        "inner_low": within.low,
        "inner_high": within.high,
        "p_above": within.above,
        "p_below": within.below,
        "p_value": within.p_value,
        "p_adjusted": np.nan,
        "outcome": None,
    }


def _of_waves(compared: WaveComparison, asked: _Asked) -> Equivalence:
    """Whether areas are about as they were in an earlier wave."""
    frame = compared.to_frame()
    keys = [*compared.by, "variable", "category"]
    rows = frame[[*keys, *_OF_WAVES]].rename(columns=_OF_WAVES)
    rows = rows.assign(**_tests(frame, _changes_within(compared, asked), asked))
    rows = rows.assign(
        n=frame["n"],
        contrast_n=frame["earlier_n"],
        count=frame["count"],
        contrast_count=frame["earlier_count"],
    )
    return _equivalence(compared, None, compared.waves, rows, asked)


def _changes_within(compared: WaveComparison, asked: _Asked) -> OneSided:
    frame, sizes = compared.to_frame(), compared.sizes()
    names = ("change", "std_error", "df", "estimate", "earlier", "correlation")
    change, error, df, p1, p0, rho = (frame[name].to_numpy(float) for name in names)
    margin = asked.of(frame)
    found = numbers_within(change, error, df, margin, asked.level)
    if compared.statistic != "share":
        return found
    n1, n0 = (sizes[name].to_numpy(float) for name in ("n_eff", "earlier_n_eff"))
    if np.isnan(n1 + n0)[~np.isnan(change)].any():
        raise fail(WrongUseError, "equivalence.waves_without_sizes")
    shares = shares_within((p1, p0), (n1, n0), np.nan_to_num(rho), df, margin, asked.level)
    certain, unknown = (error == 0) & (rho > 0), np.isnan(change)
    return OneSided(
        *(
            np.where(unknown, np.nan, np.where(certain, plain, wilson))
            for plain, wilson in zip(_parts(found), _parts(shares), strict=True)
        )
    )


def _parts(within: OneSided) -> tuple[Floats, ...]:
    return within.above, within.below, within.low, within.high
