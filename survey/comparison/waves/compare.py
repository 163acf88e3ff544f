"""What changed from wave to wave, with the error that belongs to samples that overlap."""

from __future__ import annotations

from itertools import pairwise
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from survey.codebook import Domain
from survey.comparison.waves.area_maps import AreaMap
from survey.comparison.waves.area_matches import AreaNames, check_areas
from survey.comparison.waves.area_sentences import codebook_of_areas
from survey.comparison.waves.changes import Asked
from survey.comparison.waves.comparable_waves import made_comparable
from survey.comparison.waves.comparison import WaveComparison
from survey.comparison.waves.contrast_levels import with_contrast_levels
from survey.comparison.waves.pair import Request, compare_pair
from survey.comparison.waves.rules import rules_of, verdicts_of
from survey.errors import UnknownNameError, WrongUseError
from survey.estimation.arguments import must_be
from survey.estimation.estimates import Estimates
from survey.estimation.verbs import check_options
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.questionnaire.comparison.verdicts import Verdicts

Adjust = Literal["holm", "bh", "none"]
_ADJUSTMENTS = ("holm", "bh", "none")


def compare_waves(
    earlier: Estimates,
    later: Estimates,
    *more: Estimates,
    verdicts: Verdicts | Sequence[Verdicts] | None = None,
    key: str | None = None,
    areas: AreaMap | None = None,
    contrast: Any = None,  # noqa: ANN401 - a value of the column
    over: str | None = None,
    adjust: Adjust = "holm",
    level: float | None = None,
    waves: Sequence[str] | None = None,
    independent: bool = False,
    person: str | None = None,
    correlation: float = 1.0,
    undecided: Literal["refuse", "break"] = "refuse",
) -> WaveComparison:
    """Compare waves: how much each number changed, and whether more than in the contrast area.

    Parameters
    ----------
    earlier, later, *more : Estimates
        The same statistic and breakdown in each wave, in order of time.
    verdicts : Verdicts or sequence of Verdicts, optional
        Whether each question is still the same: from each wave to the next. Left out, the codebooks
        must say that it is.
    key : str, optional
        The column of all waves that names the sampling units, e.g. ``"dwelling"``. Left out: the
        names of the designs' units, if they have any.
    areas : AreaMap, optional
        Areas of an earlier wave that have another name now, were put together, split or redrawn.
    contrast : value or label of an area, optional
        The area whose change those of the others are held against. Where a wave lacks it, its level
        is that of the wave in which it was last measured, and no change is held against it.
    over : str, optional
        The by-column of areas; may be left out where there is only one by-column.
    adjust : {"holm", "bh", "none"}
        How p-values and marks account for several areas. The family is one share or mean over its
        areas, within each combination of the other by-columns and each pair of waves.
    level : float in (0, 1), optional
        Confidence level; that of the estimates if left out.
    waves : sequence of str, optional
        What the waves are called.
    independent : bool
        The samples were drawn independently of each other, or nobody knows who was in both, as with
        anonymous forms: no covariance is taken, and the notes say so.
    person : str, optional
        Where one adult of a dwelling answers: the column that tells the dwelling's adults apart, so
        that it is known whether the same one answered. Left out: another adult may have.
    correlation : float in [0, 1]
        The correlation of a unit's answers in two waves where too few units are in both to know it
        and both samples are large parts of a small area. 1 is on the safe side.
    undecided : {"refuse", "break"}
        What becomes of a question of which nobody has said whether it is the same: all is refused,
        or nothing is compared of it.

    Returns
    -------
    WaveComparison
        With more than two waves: each beside the one before, and each beside the first. A break
        between two waves in a row is one between all that lie before and after it.

    Raises
    ------
    UnknownNameError, WrongUseError, DesignError
        Among others if a question is undecided, or was changed and no verdicts are given; all such
        questions are named.

    Notes
    -----
    Var(change) = V1 + V2 − 2C, each V with its own finite population correction and
    C = Σ_h s12_h (n12_h − n1_h n2_h/N_h), s12 the covariance of the two waves' scores over the
    sampling units in both; see `survey.kernels.wave_covariance`. Scores are residuals of each
    wave's own steps of weighting. A unit is followed by its name, whatever stratum it lies in.
    Where a stratum has fewer than 10 common units, C is made of the correlation in all areas and
    the standard deviations of the stratum. Where one adult answered for several, the term of the
    finite population is that of the dwellings, as another adult may answer next time: it is right
    if the adult is drawn anew, and on the safe side if the same one answers; `person` tells.

    The change of a share has a MOVER interval with Wilson limits on effective numbers of answers
    and the correlation of the two (Zou & Donner 2008); that of other numbers is t. Degrees of
    freedom are units in either wave minus strata. Both designs in one (`where` tells the waves
    apart) give what R gives; that is right only without a finite population correction.

    References
    ----------
    Kish 1965, *Survey Sampling*, sec. 12.4; Tam 1984, Aust. J. Stat. 26:288; Qualité & Tillé 2008,
    Surv. Meth. 34:173; Berger & Priam 2016, J. R. Stat. Soc. A 179:361; Zou & Donner 2008, Stat Med
    27:1693.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> before = pd.DataFrame({"home": list("abcd"), "rooms": [3, 5, 4, 2]})
    >>> now = pd.DataFrame({"home": list("abcd"), "rooms": [4, 5, 5, 2]})
    >>> waves = [sv.mean(sv.SurveyDesign(homes, psu="home"), "rooms") for homes in (before, now)]
    >>> found = sv.compare_waves(*waves, waves=["2010", "2012"]).to_frame()
    >>> found[["change", "std_error", "df"]].round(4).values.tolist()
    [[0.5, 0.2887, 3.0]]
    """
    given = (earlier, later, *more)
    _check(given, adjust, independent, correlation)
    column = _over(later, over, contrast)
    level = later.level if level is None else level
    check_options("wald", level, "wor")
    names = _names(len(given), waves, verdicts)
    area = None if contrast is None else _contrast(given, str(column), contrast)
    _check_areas(given, column, areas)
    rules = rules_of(given, names, verdicts, areas, column, undecided=undecided)
    pairs = [made_comparable(rules, *pair) for pair in _pairs(len(given))]
    asked = Asked(adjust, level, float(correlation))
    parts = [
        compare_pair(
            pair, Request(column, pair.known_as.get(area, area), key, person, independent, asked)
        )
        for pair in pairs
    ]
    area = pairs[len(given) - 2].known_as.get(area, area)
    breaks = tuple(each for part in parts for each in part.breaks)
    frame = pd.concat([part.frame for part in parts], ignore_index=True)
    codebook = codebook_of_areas(rules)[0].with_variables(
        pair.later.codebook[name] for pair in reversed(pairs) for name in pair.later.merged.codes
    )
    return WaveComparison(
        later.statistic, later.by, column, names, area, adjust, level, codebook, later.base,
        with_contrast_levels(frame, breaks, names, column, area), later.nets, breaks,
        tuple(dict.fromkeys(each for part in parts for each in part.notes)),
        tuple(each for pair in pairs for each in pair.footnotes),
        tuple((pair.earlier, pair.later) for pair in pairs),
    )  # fmt: skip


def _check_areas(given: tuple[Estimates, ...], column: str | None, areas: Any) -> None:  # noqa: ANN401
    if areas is None:
        return
    must_be(areas, AreaMap, "areas", "AreaMap")
    if column is None:
        raise fail(WrongUseError, "area_map.no_areas")
    check_areas(areas, AreaNames(given, column))


def _pairs(count: int) -> list[tuple[int, int]]:
    """Each wave beside the one before, then each beside the first."""
    return [*pairwise(range(count)), *((0, place) for place in range(2, count))]


def _check(
    given: tuple[Estimates, ...], adjust: object, independent: object, correlation: object
) -> None:
    for each in given:
        must_be(each, Estimates, "earlier, later", "Estimates")
    if adjust not in _ADJUSTMENTS:
        raise fail(
            WrongUseError, "waves.adjust", got=quoted(str(adjust)), known=culprits(_ADJUSTMENTS)
        )
    must_be(independent, bool, "independent", "True, False")
    if not isinstance(correlation, Real) or not 0 <= float(correlation) <= 1:
        raise fail(WrongUseError, "waves.correlation", got=repr(correlation))
    last = given[-1]
    for each in given[:-1]:
        for name in ("statistic", "by", "base", "nets"):
            mine, theirs = getattr(each, name), getattr(last, name)
            if mine != theirs:
                raise fail(WrongUseError, f"waves.differ.{name}", got=f"{mine}, {theirs}")


def _over(estimates: Estimates, over: str | None, contrast: object) -> str | None:
    by = estimates.by
    if over is None and len(by) > 1:
        raise fail(WrongUseError, "compare.over_needed", by=culprits(by))
    if over is None and not by and contrast is not None:
        raise fail(WrongUseError, "waves.contrast_without_areas")
    if over is not None and over not in by:
        raise fail(UnknownNameError, "compare.over_unknown", got=quoted(over), by=culprits(by))
    return over or (by[0] if by else None)


def _contrast(given: tuple[Estimates, ...], column: str, wanted: object) -> object:
    """The value of an area, given by value or by label, in any of the waves."""
    values = [v for each in given for v in each.to_frame()[column] if not isinstance(v, Domain)]
    if wanted in values:
        return values[values.index(wanted)]
    for each in given:
        variable = each.codebook.get(column)
        for code in variable.codes if variable else ():
            if wanted in code.label.values() and code.value in values:
                return code.value
    raise fail(
        UnknownNameError,
        "compare.contrast_unknown",
        got=quoted(wanted),
        column=quoted(column),
        areas=culprits(dict.fromkeys(values)),
    )


def _names(count: int, waves: Sequence[str] | None, verdicts: object) -> tuple[str, ...]:
    """What the waves are called: as given, as the verdicts say, or by their numbers."""
    if waves is None:
        told = verdicts_of(verdicts)
        names = [*(each.old.name for each in told[:1]), *(each.new.name for each in told)]
        if len(set(names)) == count:
            return tuple(names)
        return tuple(str(number) for number in range(1, count + 1))
    if isinstance(waves, str) or len(waves) != count or len(set(waves)) < count:
        raise fail(WrongUseError, "waves.names", got=repr(waves), count=count)
    return tuple(str(each) for each in waves)
