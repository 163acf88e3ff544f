"""Where weights begin: the chance of being asked, or the weights of an earlier wave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.errors import DataError, UnknownNameError, WeightingError
from survey.findings import Severity
from survey.language.cells import culprit_ids
from survey.language.messages import fail, finding, quoted
from survey.weighting.recipe import RESPONSE_STEPS, TARGET_STEPS, WithinDwelling
from survey.weighting.running import Factors
from survey.weighting.weights import BASE, UNIT

if TYPE_CHECKING:
    from survey.findings import Finding
    from survey.kernels.layout import Floats
    from survey.weighting.recipe import BaseWeights, Panel
    from survey.weighting.setting import Setting


def base_step(step: BaseWeights, setting: Setting, before: Floats) -> Factors:
    """1/π of each case."""
    weights = setting.cases.frame[BASE].to_numpy(dtype=float)
    return _started(setting, weights / _sharing(setting), BASE)


def panel_step(step: Panel, setting: Setting, before: Floats) -> Factors:
    """The weight of each case in the earlier wave."""
    cases = setting.cases
    try:
        values = pd.to_numeric(cases.answers_in(step.weight), errors="coerce")
    except KeyError:
        raise fail(UnknownNameError, "weighting.no_panel", name=quoted(step.weight)) from None
    weights = values.to_numpy(dtype=float)
    if step.weight in cases.frame:
        known = pd.to_numeric(cases.frame[step.weight], errors="coerce").to_numpy(dtype=float)
        weights = np.where(np.isnan(weights), known, weights)
    return _started(setting, weights, step.weight)


def within_step(step: WithinDwelling, setting: Setting, before: Floats) -> Factors:
    """Times the number of adults for each that answered."""
    chance = setting.cases.adult_chance
    assert chance is not None  # noqa: S101 - made where the recipe has this step
    factor = _sharing(setting) / chance
    if step.most is not None:
        factor = np.minimum(factor, step.most)
    unknown = np.isnan(factor) & (before > 0)
    if (unknown & setting.cases.answered).any():
        ids = setting.names(unknown & setting.cases.answered)
        raise fail(DataError, "weighting.adults_missing", name=quoted(step.adults),
                   count=len(ids), ids=culprit_ids(ids))  # fmt: skip
    if unknown.any():
        units = setting.names(unknown)
        raise fail(WeightingError, "weighting.adults_of_silent", name=quoted(step.adults),
                   count=len(units), ids=culprit_ids(units))  # fmt: skip
    return Factors(np.where(before > 0, np.nan_to_num(factor, nan=0.0), 0.0))


def _sharing(setting: Setting) -> Floats:
    """How many share the weight of their dwelling: those who answered there.

    Where answers are about adults and no step multiplies by how many there are, each of them counts
    with the whole weight of the dwelling, for each was asked with its chance.

    Raises
    ------
    WeightingError
        If that is so, and others are to take over the weight of dwellings that didn't answer.
    """
    cases, recipe = setting.cases, setting.recipe
    several = np.maximum(np.bincount(cases.psu[cases.answered], minlength=cases.psu.max() + 1), 1)
    if recipe.has(WithinDwelling) or recipe.universe == "households":
        return several[cases.psu].astype(float)
    if recipe.has(*RESPONSE_STEPS) and (several > 1).any():
        units = cases.frame.loc[several[cases.psu] > 1, UNIT].unique()
        raise fail(WeightingError, "weighting.several_of_dwelling", count=len(units),
                   units=culprit_ids(units))  # fmt: skip
    return np.ones(len(cases.psu))


def _started(setting: Setting, weights: Floats, name: str) -> Factors:
    """First weights, checked; 0 for cases that no step needs."""
    cases = setting.cases
    needed = cases.answered | setting.recipe.has(*RESPONSE_STEPS)
    for code, bad in (
        ("negative", weights < 0),
        ("missing", np.isnan(weights)),
        ("infinite", np.isinf(weights)),
    ):
        if (bad & needed).any():
            ids = setting.names(bad & needed)
            raise fail(DataError, f"weighting.base_{code}", name=quoted(name), count=len(ids),
                       ids=culprit_ids(ids))  # fmt: skip
    if not (weights[cases.answered] > 0).any():
        raise fail(DataError, "weighting.base_all_zero", name=quoted(name))
    return Factors(np.where(needed, weights, 0.0), tuple(_notes(setting, weights)))


def _notes(setting: Setting, weights: Floats) -> list[Finding]:
    notes = []
    zero = setting.cases.answered & (weights == 0)
    if zero.any():
        ids = setting.names(zero)
        notes.append(finding("weighting.base_zero", severity=Severity.WARNING, count=len(ids),
                             ids=culprit_ids(ids)))  # fmt: skip
    if not setting.recipe.has(*RESPONSE_STEPS, *TARGET_STEPS) and not setting.cases.answered.all():
        notes.append(finding("weighting.nonresponse_left", severity=Severity.WARNING))
    return notes
