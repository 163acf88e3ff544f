"""Weights that meet what the register knows: post-stratification, raking, calibration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from survey.errors import WeightingError
from survey.kernels.calibrating import calibrate
from survey.kernels.raking import Margins, rake, rake_many
from survey.kernels.reachable import calibrate_or_why, one_by_one, rake_or_why
from survey.kernels.replicated import calibrate_many
from survey.kernels.weight_steps import calibration_step
from survey.language.catalogue import current_language
from survey.language.cells import culprit_ids
from survey.language.messages import fail
from survey.language.numbers import format_number
from survey.weighting.margins import (
    Margin,
    NumberTotals,
    margin_of,
    met_frame,
    numbers_of,
)
from survey.weighting.out_of_reach import not_converged, out_of_reach, refuse_unlike_totals
from survey.weighting.recipe_arguments import AREA, CROSSED
from survey.weighting.running import Told, empty_classes

if TYPE_CHECKING:
    from survey.kernels.layout import Floats
    from survey.kernels.weight_chain import WeightStep
    from survey.weighting.recipe import Calibrate, Poststratify, Rake
    from survey.weighting.setting import Setting


@dataclass(frozen=True, slots=True, eq=False)
class Poststratified:
    """One distribution is met cell by cell.

    Attributes
    ----------
    setting : Setting
    margin : Margin
    """

    setting: Setting
    margin: Margin

    def weigh(self, before: Floats, times: Floats | None = None) -> Floats:
        """See `RunningStep`."""
        sums, targets = self.margin.sums(before), self.margin.targets(before)
        factor = np.divide(targets, sums, out=np.zeros_like(sums), where=sums > 0)
        inside = self.margin.codes >= 0
        after = np.zeros_like(before)
        after[inside] = before[inside] * factor[self.margin.codes[inside]]
        return after

    def linear(self, before: Floats) -> tuple[Floats, WeightStep]:
        """See `RunningStep`."""
        after = self.weigh(before[:, None])[:, 0]
        x = self.margin.indicators()
        return after, calibration_step(x, before, after, after, self.margin.loads(before))

    def told(self, before: Floats, after: Floats) -> Told:
        """See `RunningStep`."""
        return _told([self.margin], before, after)


@dataclass(frozen=True, slots=True, eq=False)
class Raking:
    """Several distributions are met by fitting them in turn.

    Attributes
    ----------
    setting : Setting
    step : Rake
    margins : tuple of Margin
    """

    setting: Setting
    step: Rake
    margins: tuple[Margin, ...]

    def _slots(self, before: Floats) -> Margins:
        return slots(self.margins, before)

    def weigh(self, before: Floats, times: Floats | None = None) -> Floats:
        """See `RunningStep`."""
        tolerance, rounds = self.step.tolerance, self.step.rounds
        after = np.where(self._inside()[:, None], before, 0.0)
        if not any(each.moves for each in self.margins):
            rake_many(after, self._slots(before[:, 0]), tolerance=tolerance, rounds=rounds)
            return after
        for column in range(before.shape[1]):
            margins = self._slots(before[:, column])
            found = rake(after[:, column], margins, tolerance=tolerance, rounds=rounds)
            after[:, column] = found.weights
        return after

    def linear(self, before: Floats) -> tuple[Floats, WeightStep]:
        """See `RunningStep`."""
        margins = self._slots(before)
        start = np.where(self._inside(), before, 0.0)
        found = rake_or_why(start, margins, tolerance=self.step.tolerance, rounds=self.step.rounds)
        if isinstance(found, tuple):
            raise out_of_reach(self.setting, self.margins, found)
        if not found.converged:
            met = met_frame(self.margins, before, found.weights)
            raise not_converged(self.setting, self.step, met, found.rounds)
        x = margins.indicators()
        step = calibration_step(
            x, before, found.weights, found.weights, loads(self.margins, before)
        )
        return found.weights, step

    def told(self, before: Floats, after: Floats) -> Told:
        """See `RunningStep`."""
        return _told(self.margins, before, after)

    def _inside(self) -> Any:  # noqa: ANN401 - an array
        return self.setting.cases.answered


@dataclass(frozen=True, slots=True, eq=False)
class Calibrating:
    """Distributions and totals are met by weights as near to those before as can be.

    Attributes
    ----------
    setting : Setting
    step : Calibrate
    margins : tuple of Margin
    numbers : tuple of NumberTotals
    """

    setting: Setting
    step: Calibrate
    margins: tuple[Margin, ...]
    numbers: tuple[NumberTotals, ...] = ()

    def columns(self) -> sparse.csr_array:
        """The columns whose totals are met, (n, p)."""
        parts = [*(each.indicators() for each in self.margins), *(each.x for each in self.numbers)]
        return sparse.csr_array(sparse.hstack(parts, format="csr"))

    def totals(self, before: Floats) -> Floats:
        """What they are to add up to, (p,)."""
        parts = [*(each.targets(before) for each in self.margins),
                 *(each.totals for each in self.numbers)]  # fmt: skip
        return np.concatenate(parts)

    def weigh(self, before: Floats, times: Floats | None = None) -> Floats:
        """See `RunningStep`."""
        x, step = self.columns(), self.step
        after = np.where(self.setting.cases.answered[:, None], before, 0.0)
        given: dict[str, Any] = {"tolerance": step.tolerance, "rounds": step.rounds}
        if not any(each.moves for each in self.margins):
            totals = self.totals(before[:, 0])
            calibrate_many(after, x, totals, step.distance, step.bounds, **given)
            return after
        for column in range(before.shape[1]):
            totals = self.totals(before[:, column])
            found = calibrate(after[:, column], x, totals, step.distance, step.bounds, **given)
            after[:, column] = found.weights
        return after

    def linear(self, before: Floats) -> tuple[Floats, WeightStep]:
        """See `RunningStep`."""
        x = self.columns()
        start = np.where(self.setting.cases.answered, before, 0.0)
        parts: list[Margin | NumberTotals] = [*self.margins, *self.numbers]
        step = self.step
        found = calibrate_or_why(start, x, self.totals(before), step.distance, step.bounds,
                                 tolerance=step.tolerance, rounds=step.rounds)  # fmt: skip
        if isinstance(found, tuple):
            raise out_of_reach(self.setting, parts, found, step.bounds)
        if not found.converged:
            met = met_frame(parts, before, found.weights)
            raise not_converged(self.setting, step, met, found.rounds)
        self._refuse_negative(found.weights)
        moved, moving = start * found.derivative, loads(self.margins, before, x.shape[1])
        return found.weights, calibration_step(x, before, found.weights, moved, moving)

    def _refuse_negative(self, weights: Floats) -> None:
        negative = weights < 0
        if negative.any():
            ids = self.setting.names(negative)
            raise fail(WeightingError, "weighting.negative", count=len(ids), ids=culprit_ids(ids),
                       least=format_number(float(weights.min()), current_language()))  # fmt: skip

    def told(self, before: Floats, after: Floats) -> Told:
        """See `RunningStep`."""
        return _told([*self.margins, *self.numbers], before, after)


def slots(margins: tuple[Margin, ...], before: Floats) -> Margins:
    """Margins as the raking takes them."""
    starts = np.cumsum([0, *(len(each.totals) for each in margins)])
    codes = [
        np.where(each.codes >= 0, each.codes + start, -1)
        for each, start in zip(margins, starts[:-1], strict=True)
    ]
    totals = np.concatenate([each.targets(before) for each in margins])
    universe = np.concatenate([np.where(each.by_area, each.group, -1) for each in margins])
    margin = np.repeat(np.arange(len(margins)), np.diff(starts))
    return Margins(np.column_stack(codes), totals, universe, margin)


def loads(
    margins: tuple[Margin, ...], before: Floats, columns: int | None = None
) -> sparse.csr_array | None:
    """Derivatives of all targets by the weights before; None if there are none."""
    if not any(each.moves for each in margins):
        return None
    n = len(before)
    parts = [
        found if (found := each.loads(before)) is not None
        else sparse.csr_array((n, len(each.totals)))
        for each in margins
    ]  # fmt: skip
    whole = sum(each.shape[1] for each in parts)
    if columns is not None and columns > whole:
        parts.append(sparse.csr_array((n, columns - whole)))
    return sparse.csr_array(sparse.hstack(parts, format="csr"))


def poststratify_step(step: Poststratify, setting: Setting, before: Floats) -> Poststratified:
    """One table is met cell by cell."""
    name = CROSSED.join(step.variables) or AREA
    margin = margin_of(setting, step, name, by_area=AREA in step.by, before=before)
    targets = margin.targets(before)
    trouble = one_by_one(before, margin.indicators(), targets, "raking")
    if trouble:
        raise out_of_reach(setting, [margin], trouble)
    return Poststratified(setting, margin)


def rake_step(step: Rake, setting: Setting, before: Floats) -> Raking:
    """Several tables are met in turn."""
    margins = tuple(_margins(step, setting, before))
    refuse_unlike_totals(setting, margins)
    return Raking(setting, step, margins)


def calibrate_step(step: Calibrate, setting: Setting, before: Floats) -> Calibrating:
    """Several tables and totals are met."""
    tables = setting.targets.tables if setting.targets is not None else {}
    numeric = {name for name, each in tables.items() if each.numeric}
    numbers = tuple(
        numbers_of(setting, step, name, by_area=by_area)
        for names, by_area in ((step.within, True), (step.across, False))
        for name in names
        if name in numeric
    )
    margins = tuple(_margins(step, setting, before, numeric))
    refuse_unlike_totals(setting, margins)
    return Calibrating(setting, step, margins, numbers)


def _margins(
    step: Rake | Calibrate,
    setting: Setting,
    before: Floats,
    left: Any = frozenset(),  # noqa: ANN401 - names
) -> list[Margin]:
    return [
        margin_of(setting, step, name, by_area=by_area, before=before)
        for names, by_area in ((step.within, True), (step.across, False))
        for name in names
        if name not in left
    ]


def _told(parts: Any, before: Floats, after: Floats) -> Told:  # noqa: ANN401 - margins
    notes = [note for each in parts for note in getattr(each, "notes", ())]
    return Told(met_frame(parts, before, after), empty_classes(), tuple(notes))
