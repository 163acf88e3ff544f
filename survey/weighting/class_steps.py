"""Weighting classes: some cases take over the weight of others that are like them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import WeightingError
from survey.findings import Severity
from survey.kernels.classes import class_sums, take_over
from survey.kernels.weight_steps import class_step
from survey.language.catalogue import current_language
from survey.language.messages import culprits, fail, finding
from survey.language.numbers import format_number
from survey.weighting.joining import Joined, joined
from survey.weighting.known import Known, known_of_all
from survey.weighting.running import Told, empty_met
from survey.weighting.weights import STATUS, Status

if TYPE_CHECKING:
    from survey.findings import Finding
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.kernels.weight_chain import WeightStep
    from survey.weighting.recipe import Nonresponse, UnknownEligibility
    from survey.weighting.setting import Setting


@dataclass(frozen=True, slots=True, eq=False)
class Classed:
    """In each class some cases take over the weight of others.

    Attributes
    ----------
    classes : (n,) int
        0 … C−1; −1 for cases that leave without giving their weight to anybody.
    giving, taking : (n,) bool
    count : int
        C.
    names : tuple of str
        Of the classes.
    members : tuple of tuple of str
        Names of the classes that were joined in each; one where nothing was joined.
    notes : tuple of Finding
    """

    classes: Ints
    giving: Bools
    taking: Bools
    count: int
    names: tuple[str, ...]
    members: tuple[tuple[str, ...], ...]
    notes: tuple[Finding, ...] = ()

    def weigh(self, before: Floats, times: Floats | None = None) -> Floats:
        """See `RunningStep`."""
        after = take_over(before, self.classes, self.giving, self.taking, self.count).weights
        after[self.classes < 0] = 0.0
        return after

    def linear(self, before: Floats) -> tuple[Floats, WeightStep]:
        """See `RunningStep`."""
        after = self.weigh(before[:, None])[:, 0]
        return after, class_step(before, after, self.giving, self.taking, self.classes)

    def told(self, before: Floats, after: Floats) -> Told:
        """See `RunningStep`."""
        inside = self.classes >= 0
        taking = inside & self.taking

        def sums(values: Any, rows: Bools) -> Floats:  # noqa: ANN401 - numbers or flags
            return class_sums(np.asarray(values, dtype=float)[rows], self.classes[rows], self.count)

        own = sums(before, taking)
        factor = np.divide(sums(after, taking), own, out=np.ones(self.count), where=own > 0)
        frame = pd.DataFrame(
            {
                "class": pd.Series(self.names, dtype=object),
                "cases": sums(before > 0, inside).astype(np.int64),
                "respondents": sums(before > 0, taking).astype(np.int64),
                "factor": factor,
                "joined": pd.Series(list(self.members), dtype=object),
            }
        )
        return Told(empty_met(), frame, self.notes)


def unknown_step(step: UnknownEligibility, setting: Setting, before: Floats) -> Classed:
    """The weight of units of which nobody knows whether someone lives there goes to the others."""
    status = setting.cases.frame[STATUS].to_numpy(dtype=object)
    giving = (status == Status.UNKNOWN) & (before > 0)
    taking = ~(status == Status.UNKNOWN) & (before > 0)
    known = known_of_all(setting, step.classes, step.name)
    alone = _without_takers(known, giving, taking)
    if alone:
        raise fail(WeightingError, "weighting.unknown_class", count=len(alone),
                   classes=culprits(alone))  # fmt: skip
    members = tuple((each,) for each in known.names)
    return Classed(known.classes, giving, taking, len(known.names), known.names, members)


def nonresponse_step(step: Nonresponse, setting: Setting, before: Floats) -> Classed:
    """The weight of those who didn't answer goes to those of their class who did."""
    status = setting.cases.frame[STATUS].to_numpy(dtype=object)
    inside = (before > 0) & (status != Status.NOT_ELIGIBLE)
    taking = inside & setting.cases.answered
    giving = inside & ~setting.cases.answered
    known = known_of_all(setting, step.classes, step.name)
    found = joined(known, before, giving, taking, step.least, step.most_factor)
    classes = np.where(inside, found.classes, -1)
    return Classed(
        classes,
        giving,
        taking,
        len(found.names),
        found.names,
        found.members,
        tuple(_notes(step, found, giving, taking)),
    )


def _without_takers(known: Known, giving: Bools, taking: Bools) -> list[str]:
    count = len(known.names)
    given = np.bincount(known.classes[giving], minlength=count)
    taken = np.bincount(known.classes[taking], minlength=count)
    return [known.names[each] for each in np.flatnonzero((given > 0) & (taken == 0))]


def _notes(step: Nonresponse, found: Joined, giving: Bools, taking: Bools) -> list[Finding]:
    count = len(found.names)
    takers = np.bincount(found.classes[taking], minlength=count)
    givers = np.bincount(found.classes[giving], minlength=count)
    notes = []
    lost = [found.names[each] for each in np.flatnonzero((takers == 0) & (givers > 0))]
    if lost:
        notes.append(finding("weighting.nobody_answered", severity=Severity.WARNING,
                             count=len(lost), classes=culprits(lost)))  # fmt: skip
    small = np.flatnonzero((takers > 0) & (takers < step.least) & (givers > 0))
    if len(small):
        names = [found.names[each] for each in small]
        least = format_number(step.least, current_language())
        notes.append(finding("weighting.class_small", severity=Severity.WARNING, least=least,
                             count=len(names), classes=culprits(names)))  # fmt: skip
    together = [each for each in found.members if len(each) > 1]
    if together:
        count = sum(len(each) for each in together)
        notes.append(finding("weighting.classes_joined", severity=Severity.NOTE, joined=count,
                             count=len(together)))  # fmt: skip
    return notes
