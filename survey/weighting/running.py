"""A step of a recipe, compiled on the cases: what it does to weights, and how it moves.

What follows from the full sample is found once: classes and joins, imputed categories, limits. So
the same step runs on the weights and on each replicate of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from survey.kernels.weight_steps import fixed_step

if TYPE_CHECKING:
    from survey.findings import Finding
    from survey.kernels.layout import Floats
    from survey.kernels.weight_chain import WeightStep


def empty_met() -> pd.DataFrame:
    """What a step without targets has met."""
    columns: dict[str, type] = {"table": object, "area": object, "cell": object, "n": np.int64}
    columns |= dict.fromkeys(("before", "target", "after"), np.float64)
    return _empty(columns)


def empty_classes() -> pd.DataFrame:
    """The classes of a step without classes."""
    columns: dict[str, type] = {"class": object, "cases": np.int64, "respondents": np.int64}
    return _empty({**columns, "factor": np.float64, "joined": object})


def _empty(columns: dict[str, type]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=of) for name, of in columns.items()})


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What a step did, for `StepResult`."""

    met: pd.DataFrame = field(default_factory=empty_met)
    classes: pd.DataFrame = field(default_factory=empty_classes)
    notes: tuple[Finding, ...] = ()


class RunningStep(Protocol):
    """A step, compiled on the cases."""

    def weigh(self, before: Floats, times: Floats | None = None) -> Floats:
        """The weights after the step.

        Parameters
        ----------
        before : (n, R) float
            Weights of the cases, a column for the full sample or for each replicate. For the first
            step they are how often each case counts: 1, or its multiplicities in the replicates.
        times : (n, R) float, optional
            How often each case counts, all 1 if left out: the limit on the weight of a case that
            counts twice is twice as large.

        Returns
        -------
        (n, R) float
            A new array; 0 for cases that have left.
        """

    def linear(self, before: Floats) -> tuple[Floats, WeightStep]:
        """The weights of the full sample after the step, and the step about them.

        Parameters
        ----------
        before : (n,) float
        """

    def told(self, before: Floats, after: Floats) -> Told:
        """What the step did to the full sample, both (n,)."""


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """Each weight is multiplied by a number of its own, which no other case bears on.

    Attributes
    ----------
    factor : (n,) float
        0 for cases that leave.
    notes : tuple of Finding
    """

    factor: Floats
    notes: tuple[Finding, ...] = ()

    def weigh(self, before: Floats, times: Floats | None = None) -> Floats:
        """See `RunningStep`."""
        return before * self.factor[:, None]

    def linear(self, before: Floats) -> tuple[Floats, WeightStep]:
        """See `RunningStep`."""
        after = before * self.factor
        return after, fixed_step(after, self.factor)

    def told(self, before: Floats, after: Floats) -> Told:
        """See `RunningStep`."""
        return Told(notes=self.notes)
