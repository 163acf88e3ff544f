"""From what a user says of areas, their contrast and a difference to what is worked with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from survey.errors import WrongUseError
from survey.language.messages import culprits, fail, quoted
from survey.sampling.arguments import INSIDE, POSITIVE, RATE, Limits, choice, number
from survey.sampling.scenario import Scenario

if TYPE_CHECKING:
    from survey.kernels.layout import Floats
    from survey.sampling.arguments import Areas

AGAINST = ("contrast", "rest", "all")
ADJUSTMENTS = ("dunnett", "none")
_DIFFERENCE = Limits("difference", -1, 1)
_ANY = Limits("any", -np.inf)


def scenario_of(
    areas: Areas,
    *,
    contrast: Any,  # noqa: ANN401 - an area by its code or its label
    against: str,
    adjust: str,
    level: float,
    difference: float | None,
    share: Any,  # noqa: ANN401 - a number, or one for each area
    sd: Any = None,  # noqa: ANN401 - the same
    people: Floats | None = None,
    response_rate: Any = 1.0,  # noqa: ANN401 - the same
    design_effect: Any = 1.0,  # noqa: ANN401 - the same
    base_share: Any = 1.0,  # noqa: ANN401 - the same
) -> Scenario:
    """What is assumed of all areas, from arguments that are checked here.

    Raises
    ------
    WrongUseError
        If an argument is out of its limits, there is nothing to compare with, or the contrast is
        the only area.
    UnknownNameError
        If the contrast is no area.
    """
    choice("against", against, AGAINST)
    choice("adjust", adjust, ADJUSTMENTS)
    number("level", level, INSIDE)
    place = _contrast(areas, contrast, against)
    rate = areas.each("response_rate", response_rate, RATE)
    effect = areas.each("design_effect", design_effect, POSITIVE)
    base = areas.each("base_share", base_share, RATE)
    people = areas.size.astype(float) if people is None else people
    shares = areas.each("share", share, INSIDE)
    within = None if sd is None else areas.each("sd", sd, POSITIVE)
    if within is None:
        shares, apart = _shares(areas, shares, difference, place, against)
    else:
        shares, apart = np.zeros(len(areas)), _of_means(areas, difference, place)
    return Scenario(
        population=np.maximum(np.floor(people * base / effect + 0.5), 1).astype(np.int64),
        yields=rate * base / effect,
        share=shares,
        difference=apart,
        contrast=place,
        against=against,
        level=level,
        adjust=adjust,
        weight=people * base / (people * base).sum(),
        sd=within,
    )


def _contrast(areas: Areas, contrast: Any, against: str) -> int:  # noqa: ANN401
    """The place of the contrast; −1 where there is none."""
    if (contrast is None) == (against == "contrast"):
        raise fail(WrongUseError, "planning.contrast_or_against", known=culprits(AGAINST[1:]))
    place = areas.place(contrast) if against == "contrast" else -1
    if len(areas) < 2:
        only = culprits(areas.codes) if areas.codes else quoted("population")
        raise fail(WrongUseError, "planning.one_area", got=only)
    return place


def _shares(
    areas: Areas, shares: Floats, difference: float | None, place: int, against: str
) -> tuple[Floats, Floats]:
    """Shares without the difference, and the difference; the contrast has none."""
    if difference is None:
        if against != "contrast":
            raise fail(WrongUseError, "planning.difference_needed")
        if (shares == shares[place]).all():
            raise fail(WrongUseError, "planning.shares_alike", got=f"{shares[place]:g}")
        return np.full(len(areas), shares[place]), shares - shares[place]
    number("difference", difference, _DIFFERENCE)
    _not_zero(difference)
    if against == "contrast":
        shares = np.full(len(areas), shares[place])
    outside = (shares + difference <= 0) | (shares + difference >= 1)
    if outside.any():
        got = f"{shares[outside][0]:g} {difference:+g}".replace("-", "−")
        raise fail(WrongUseError, "planning.beyond", got=got)
    return shares, _apart(areas, difference, place)


def _of_means(areas: Areas, difference: float | None, place: int) -> Floats:
    if difference is None:
        raise fail(WrongUseError, "planning.difference_needed")
    number("difference", difference, _ANY)
    _not_zero(difference)
    return _apart(areas, difference, place)


def _not_zero(difference: float) -> None:
    if difference == 0:
        raise fail(WrongUseError, "planning.no_difference")


def _apart(areas: Areas, difference: float, place: int) -> Floats:
    apart = np.full(len(areas), float(difference))
    if place >= 0:
        apart[place] = 0.0
    return apart
