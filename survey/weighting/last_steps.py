"""Trimming and rescaling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.errors import UnknownNameError, WeightingError
from survey.findings import Severity
from survey.kernels.classes import class_sums
from survey.kernels.trimming import trim
from survey.kernels.weight_steps import fixed_step, scale_step, trim_step
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, finding, quoted
from survey.language.numbers import format_number
from survey.weighting.recipe_arguments import AREA
from survey.weighting.running import Told, empty_classes, empty_met
from survey.weighting.tables import table_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Floats, Ints
    from survey.kernels.weight_chain import WeightStep
    from survey.weighting.recipe import Rescale, Trim
    from survey.weighting.setting import Setting


@dataclass(frozen=True, slots=True, eq=False)
class Trimming:
    """Weights are cut at limits, and what is cut is shared out in the group.

    Attributes
    ----------
    low, high : (n,) float
        Limits on the weight of a case that counts once, as found in the full sample.
    group : (n,) int
        0 … G−1; −1 for cases without a weight.
    names : tuple of str
        Of the groups.
    """

    low: Floats
    high: Floats
    group: Ints
    names: tuple[str, ...]

    def weigh(self, before: Floats, times: Floats | None = None) -> Floats:
        """See `RunningStep`."""
        after = before.copy()
        rows = np.flatnonzero(self.group >= 0)
        for column in range(before.shape[1]):
            often = 1.0 if times is None else times[rows, column]
            after[rows, column] = trim(
                before[rows, column], self.low[rows] * often, self._upper(rows, often),
                self.group[rows],
            ).weights  # fmt: skip
        return after

    def _upper(self, rows: Ints, often: Floats | float) -> Floats:
        high = self.high[rows]
        return np.where(np.isfinite(high), np.where(np.isfinite(high), high, 0.0) * often, np.inf)

    def linear(self, before: Floats) -> tuple[Floats, WeightStep]:
        """See `RunningStep`."""
        rows = np.flatnonzero(self.group >= 0)
        found = trim(before[rows], self.low[rows], self.high[rows], self.group[rows])
        if found.impossible.any():
            names = [self.names[each] for each in np.flatnonzero(found.impossible)]
            raise fail(WeightingError, "weighting.trim_impossible", count=len(names),
                       classes=culprits(names))  # fmt: skip
        after, fixed = before.copy(), np.zeros(len(before), dtype=bool)
        after[rows], fixed[rows] = found.weights, found.fixed
        return after, trim_step(before, after, fixed, self.group)

    def told(self, before: Floats, after: Floats) -> Told:
        """See `RunningStep`."""
        inside = self.group >= 0
        cut = inside & (after < before) & (after >= self.high)
        raised = inside & (after > before) & (after <= self.low)
        taken = float((before - after)[cut].sum() / before[inside].sum())
        language = current_language()
        note = finding(
            "weighting.trimmed",
            severity=Severity.NOTE,
            cut=format_number(int(cut.sum()), language),
            raised=format_number(int(raised.sum()), language),
            share=format_number(100 * taken, language, decimals=1),
        )
        return Told(empty_met(), empty_classes(), (note,))


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """Weights times one number in each group.

    Attributes
    ----------
    group : (n,) int
        0 … G−1; −1 for cases without a weight.
    totals : (G,) float
        What the weights of each group are to add up to.
    factor : (G,) float
        As found in the full sample.
    known : bool
        Whether the totals are known of the population; if not, the factors are mere units.
    """

    group: Ints
    totals: Floats
    factor: Floats
    known: bool

    def weigh(self, before: Floats, times: Floats | None = None) -> Floats:
        """See `RunningStep`."""
        after = before.copy()
        inside = self.group >= 0
        factor = np.broadcast_to(self.factor[:, None], (len(self.factor), before.shape[1]))
        if self.known:
            sums = class_sums(before[inside], self.group[inside], len(self.totals))
            totals = np.broadcast_to(self.totals[:, None], sums.shape)
            factor = np.divide(totals, sums, out=np.zeros_like(sums), where=sums > 0)
        after[inside] *= factor[self.group[inside]]
        return after

    def linear(self, before: Floats) -> tuple[Floats, WeightStep]:
        """See `RunningStep`."""
        after = self.weigh(before[:, None])[:, 0]
        if self.known:
            return after, scale_step(before, after, self.group, to_fixed_sum=True)
        slope = np.where(self.group >= 0, self.factor[self.group], 1.0)
        return after, fixed_step(after, slope)

    def told(self, before: Floats, after: Floats) -> Told:
        """See `RunningStep`."""
        return Told()


def trimming_step(step: Trim, setting: Setting, before: Floats) -> Trimming:
    """Cut weights at limits."""
    group, names, _ = _groups(setting, step.within, before, step.name)
    centre = np.ones(len(names))
    inside = group >= 0
    if step.of != "weight":
        centre = pd.Series(before[inside]).groupby(group[inside]).agg(step.of).to_numpy(dtype=float)
    n = len(before)
    low, high = np.zeros(n), np.full(n, np.inf)
    if step.lower is not None:
        low[inside] = step.lower * centre[group[inside]]
    if step.upper is not None:
        high[inside] = step.upper * centre[group[inside]]
    return Trimming(low, high, group, names)


def rescale_step(step: Rescale, setting: Setting, before: Floats) -> Scaling:
    """Weights times one number in each group."""
    group, names, used = _groups(setting, step.within, before, step.name)
    inside = group >= 0
    size = np.bincount(group[inside], minlength=len(names)).astype(float)
    if step.to == "respondents":
        totals = size
    elif step.to == "population":
        totals = _population(setting, step.within)[used]
    else:
        totals = np.full(len(names), float(step.to))
    sums = np.bincount(group[inside], before[inside], minlength=len(names))
    return Scaling(group, totals, totals / sums, step.to == "population")


def _population(setting: Setting, within: Sequence[str]) -> Floats:
    if tuple(within) not in {(), (AREA,)}:
        raise fail(WeightingError, "weighting.population_within", names=culprits(within))
    by_area = bool(within)
    cells = table_for(setting, (), by_area=by_area).cells
    return cells["count"].to_numpy(dtype=float)


def _groups(
    setting: Setting, within: Sequence[str], before: Floats, step: str
) -> tuple[Ints, tuple[str, ...], Ints]:
    """Groups of the cases that have a weight, by columns of the sample or of the answers.

    Returns
    -------
    (n,) int
    tuple of str
        Their names.
    (G,) int
        Their places among all combinations.
    """
    inside = before > 0
    if tuple(within) == (AREA,):
        place, areas = setting.places(by_area=True)
        names = tuple(setting.area_label(each) for each in areas)
        return _used(np.where(inside, place, -1), names)
    key = np.zeros(len(before), dtype=np.int64)
    names = ("",)
    for each in within:
        index, values = _values(setting, each, step)
        key = key * len(values) + index
        said = [_said(setting, each, value) for value in values]
        names = tuple(f"{a}, {b}" if a else b for a in names for b in said)
    if not within:
        names = (text("weighting.all"),)
    return _used(np.where(inside, key, -1), names)


def _used(group: Ints, names: tuple[str, ...]) -> tuple[Ints, tuple[str, ...], Ints]:
    """Groups that have a case, numbered from 0."""
    used, place = np.unique(group[group >= 0], return_inverse=True)
    result = np.full(len(group), -1, dtype=np.int64)
    result[group >= 0] = place
    return result, tuple(names[each] for each in used), used


def _values(setting: Setting, name: str, step: str) -> tuple[Ints, list[object]]:
    try:
        column = setting.cases.frame[AREA] if name == AREA else setting.cases.answers_in(name)
    except KeyError:
        raise fail(UnknownNameError, "weighting.no_group", step=quoted(step),
                   name=quoted(name)) from None  # fmt: skip
    index, values = pd.factorize(column, use_na_sentinel=False)
    return index.astype(np.int64), list(values)


def _said(setting: Setting, name: str, value: object) -> str:
    return setting.area_label(value) if name == AREA else setting.value_label(name, value)
