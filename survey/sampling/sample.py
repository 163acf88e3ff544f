"""A sample: the units drawn, with the chance that each had, and how its variance is found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from survey.codebook import Variable
    from survey.sampling.plan import SamplePlan


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sample:
    """The units drawn.

    Attributes
    ----------
    units : DataFrame
        One row a unit drawn, sorted by stratum and order of the draw: ``unit``, ``area``,
        ``stratum``, ``inclusion_probability``, ``base_weight`` (1/π), ``replicate`` (1 for the main
        sample, 2 … for the reserve, NaN-free), ``draw_number`` (permanent random number in [0, 1)),
        and, where one adult of a dwelling is selected, ``adults`` and ``person_rule``.
    strata : DataFrame
        ``stratum``, ``area``, ``population``, ``n`` (drawn, reserve left out), ``sampling_rate``.
    area : Variable
    plan : SamplePlan
    method : str
        How it was drawn: ``census``, ``srs``, ``systematic``, ``pps_systematic``, ``sampford`` …
    variance : str
        The variance that the selection allows: ``srs_fpc``, ``ordered_pairs`` (an approximation),
        ``joint_probabilities``, ``with_replacement`` (an approximation) …
    joint_probabilities : mapping of str to array of shape (n, n)
        By stratum, in the order of its units; empty unless the method gives them.
    person_rule : str
        How one adult is found: ``""`` (all, or the unit is a person), ``equal``, ``birthday``,
        ``kish``.
    seed : int
    wave : str
    frame_fingerprint : str
    """

    units: pd.DataFrame
    strata: pd.DataFrame
    area: Variable
    plan: SamplePlan
    method: str
    variance: str
    seed: int
    frame_fingerprint: str
    joint_probabilities: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    person_rule: str = ""
    wave: str = ""

    def __repr__(self) -> str:
        return f"Sample({len(self.units)} units, {self.method}, seed {self.seed})"
