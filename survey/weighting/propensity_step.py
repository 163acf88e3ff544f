"""The chance of answering by a logistic regression, and weights over it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from survey.errors import WeightingError
from survey.findings import Severity
from survey.kernels.regression import aliased
from survey.kernels.response_propensity import fitted_chances
from survey.kernels.weight_steps import logistic_step
from survey.language.catalogue import current_language, text
from survey.language.messages import fail, finding
from survey.language.numbers import format_number, format_percent
from survey.weighting.class_steps import Classed
from survey.weighting.known import categories_of
from survey.weighting.recipe_arguments import variables_of
from survey.weighting.running import Told
from survey.weighting.weights import STATUS, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.findings import Finding
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.kernels.weight_chain import WeightStep
    from survey.weighting.recipe import Propensity
    from survey.weighting.setting import Setting

_MOST_COLUMNS, _LEAST_A_COLUMN = 500, 3


@dataclass(frozen=True, slots=True, eq=False)
class Chances:
    """Each weight is divided by the chance of answering, which is fitted anew.

    Attributes
    ----------
    x : (m, p) float
        Columns of the model, by kinds of cases that are alike in all covariates.
    kind : (n,) int
        The kind of each case; −1 for those that leave without being in the model.
    answered : (n,) bool
    least : float
    notes : tuple of Finding
    """

    x: Floats
    kind: Ints
    answered: Bools
    least: float
    notes: tuple[Finding, ...] = ()

    def chances(self, before: Floats) -> Floats:
        """Fitted chances of the kinds, (m,), with weights before, (n,)."""
        inside = self.kind >= 0
        m = len(self.x)
        whole = np.bincount(self.kind[inside], before[inside], minlength=m)
        took = inside & self.answered
        part = np.bincount(self.kind[took], before[took], minlength=m)
        size = whole.mean() or 1.0
        return fitted_chances(self.x, whole / size, part / size)

    def weigh(self, before: Floats, times: Floats | None = None) -> Floats:
        """See `RunningStep`."""
        after = np.zeros_like(before)
        took = (self.kind >= 0) & self.answered
        for column in range(before.shape[1]):
            chance = np.maximum(self.chances(before[:, column]), self.least)
            after[took, column] = before[took, column] / chance[self.kind[took]]
        return after

    def linear(self, before: Floats) -> tuple[Floats, WeightStep]:
        """See `RunningStep`."""
        chance = np.where(self.kind >= 0, self.chances(before)[self.kind], np.nan)
        x = np.where(self.kind[:, None] >= 0, self.x[self.kind], 0.0)
        step = logistic_step(x, before, self.answered, chance, self.least)
        return step.after, step

    def told(self, before: Floats, after: Floats) -> Told:
        """See `RunningStep`."""
        return Told(notes=self.notes)


def propensity_step(step: Propensity, setting: Setting, before: Floats) -> Chances | Classed:
    """Weights over fitted chances, or over the response rates of classes of them."""
    cases = setting.cases
    status = cases.frame[STATUS].to_numpy(dtype=object)
    inside = (before > 0) & (status != Status.NOT_ELIGIBLE)
    x, kind = _kinds(setting, step, inside)
    fitted = Chances(x, kind, cases.answered, step.least_chance)
    chance = fitted.chances(before)
    notes = _notes(step, fitted, chance)
    if step.groups is None:
        return replace(fitted, notes=notes)
    return _grouped(fitted, chance, inside, step.groups, notes)


def _kinds(setting: Setting, step: Propensity, inside: Bools) -> tuple[Floats, Ints]:
    """The columns of the model by kinds of cases, and the kind of each case."""
    terms = [_term(setting, each, step.name)[inside] for each in step.covariates]
    table = np.column_stack(terms)
    rows, kind = np.unique(table, axis=0, return_inverse=True)
    kind = kind.reshape(-1)
    columns = [np.ones((len(rows), 1))]
    for term in rows.T:
        levels = np.unique(term)[1:]
        columns.append((term[:, None] == levels).astype(float))
    x = np.hstack(columns)
    most = min(_MOST_COLUMNS, max(int(inside.sum()) // _LEAST_A_COLUMN, 2))
    if x.shape[1] > most:
        raise fail(WeightingError, "weighting.many_groups", got=x.shape[1], most=most)
    places = np.full(len(inside), -1, dtype=np.int64)
    places[inside] = kind
    return np.asarray(x[:, ~aliased(x)]), places


def _term(setting: Setting, name: str, step: str) -> Ints:
    """The category of each case in a covariate, or in several that are crossed."""
    key = np.zeros(len(setting.cases.frame), dtype=np.int64)
    for each in variables_of(name):
        place, values, _ = categories_of(setting, each, step)
        key = key * len(values) + place
    return key


def _grouped(
    fitted: Chances, chance: Floats, inside: Bools, groups: int, notes: Sequence[Finding]
) -> Classed:
    """Classes of about equally many cases by fitted chance."""
    own = chance[fitted.kind[inside]].round(12)
    edges = np.unique(np.quantile(own, np.arange(1, groups) / groups, method="inverted_cdf"))
    place = np.searchsorted(edges, own, side="left")
    classes = np.full(len(inside), -1, dtype=np.int64)
    used, classes[inside] = np.unique(place, return_inverse=True)
    taking = inside & fitted.answered
    count = len(used)
    classes = _with_takers(classes, taking, count)
    count = int(classes.max()) + 1
    names = tuple(
        text("weighting.chance_class", place=format_number(k + 1, current_language()))
        for k in range(count)
    )
    return Classed(classes, inside & ~taking, taking, count, names, tuple((n,) for n in names),
                   tuple(notes))  # fmt: skip


def _with_takers(classes: Ints, taking: Bools, count: int) -> Ints:
    """Classes in which nobody answered go with the next one; the last with the one before."""
    takers = np.bincount(classes[taking], minlength=count) > 0
    new = np.minimum(np.concatenate([[0], np.cumsum(takers)[:-1]]), takers.sum() - 1)
    return np.where(classes >= 0, new[classes], -1)


def _notes(step: Propensity, fitted: Chances, chance: Floats) -> tuple[Finding, ...]:
    """Where nobody answered, and how many chances were raised."""
    inside = fitted.kind >= 0
    own = chance[fitted.kind[inside]]
    low = own < step.least_chance
    if not low.any():
        return ()
    least = format_percent(step.least_chance, current_language(), decimals=1)
    code = "weighting.chances_raised"
    return (finding(code, severity=Severity.WARNING, count=int(low.sum()), least=least),)
