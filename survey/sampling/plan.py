"""A frozen plan: how many are asked where, what that rests on, and what will be seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from survey.findings import Finding


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SamplePlan:
    """How many units are asked in each stratum.

    Attributes
    ----------
    strata : DataFrame
        One row a stratum: ``stratum`` (text; that of the area unless the plan stratifies further),
        ``area``, ``population`` (eligible units), ``n`` (units asked), ``expected`` (answers
        expected), ``half_width`` (of a share, expected), ``power`` (of the comparison with the
        contrast; NaN where none is planned).
    assumptions : mapping of str to object
        All that was assumed: response rate, design effect, share, level, difference, contrast …
    allocation : str
        How the sample was spread over the strata.
    frame_fingerprint : str
        Of the frame that was planned for.
    notes : tuple of Finding
    """

    strata: pd.DataFrame
    assumptions: Mapping[str, Any]
    allocation: str
    frame_fingerprint: str
    notes: tuple[Finding, ...] = field(default=())

    def __repr__(self) -> str:
        return f"SamplePlan({int(self.strata['n'].sum())} units in {len(self.strata)} strata)"
