"""How many answers are wanted in each area."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.errors import UnknownNameError, WrongUseError
from survey.fieldwork.areas import UNKNOWN, area_names, likely_area, places_of
from survey.language.messages import culprits, fail, quoted
from survey.sampling.plan import SamplePlan

if TYPE_CHECKING:
    from survey.codebook import Variable
    from survey.kernels.layout import Floats, Ints

Target = Mapping[str, float] | SamplePlan | float
"""Answers or rates by area, those that a plan expects, or one number for each area."""


def wanted_answers(target: Target | None, area: Variable, eligible: Ints) -> Floats:
    """Answers wanted in each area; NaN where none are said.

    Parameters
    ----------
    target : mapping of area to number, SamplePlan, number or None
        A whole number is one of answers; a share such as 0.45 is a rate of those eligible; of a
        plan what it expects, as it says it, fractions and all.
    area : Variable
    eligible : (areas,) int

    Raises
    ------
    UnknownNameError
        If an area isn't one of the fieldwork.
    WrongUseError
        If a number is neither a share nor a number of answers.
    """
    if target is None:
        return np.full(len(area.codes), np.nan)
    wanted = np.full(len(area.codes), np.nan)
    for name, number in _by_area(target, area).items():
        place = int(places_of(area, [str(name)])[0])
        if place == UNKNOWN:
            near = likely_area(area, str(name))
            known = culprits([near] if near else area_names(area))
            raise fail(UnknownNameError, "progress.no_area", name=quoted(str(name)), known=known)
        planned = isinstance(target, SamplePlan)
        wanted[place] = number if planned else _answers(number, int(eligible[place]))
    return wanted


def _by_area(target: object, area: Variable) -> dict[str, Any]:
    if isinstance(target, SamplePlan):
        expected = target.strata.groupby("area", sort=False)["expected"].sum()
        return {str(name): float(n) for name, n in expected.items()}
    if isinstance(target, Mapping):
        return dict(target)
    return {str(code.value): target for code in area.codes}


def _answers(number: object, eligible: int) -> float:
    if isinstance(number, bool) or not isinstance(number, int | float | np.number):
        raise fail(WrongUseError, "progress.target", got=quoted(str(number)))
    value = float(number)
    is_share = 0 < value < 1 or (value == 1 and isinstance(number, float))
    if not math.isfinite(value) or not (is_share or (value >= 1 and value == int(value))):
        raise fail(WrongUseError, "progress.target", got=str(number))
    return float(math.ceil(value * eligible - 1e-9)) if is_share else value
