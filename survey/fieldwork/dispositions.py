"""What became of everyone sampled: dwelling by dwelling, or as counts by area."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from survey.codebook import Variable
    from survey.findings import Finding


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dispositions:
    """What became of everyone sampled.

    Attributes
    ----------
    units : DataFrame or None
        One row a sampled unit: ``unit``, ``area``, ``outcome`` (value of `Outcome`), ``attempts``
        (how many), ``last_mode`` (text, ``""`` unknown), ``first_attempt``, ``last_attempt`` (ISO
        date or ``""``), ``base_weight`` (1 if no sample is known), and what else is known of
        everyone sampled. None where only counts are known.
    counts : DataFrame
        One row an area and outcome: ``area``, ``outcome``, ``n``, ``weighted`` (base weights).
    attempts : DataFrame or None
        The log: ``unit``, ``date`` (ISO), ``mode``, ``result`` (of the attempt), ``interviewer``.
    area : Variable
    unit : str
        ``dwelling`` or ``person``.
    closed : bool
        Whether fieldwork is over, so that pending units are non-contacts.
    notes : tuple of Finding
    """

    units: pd.DataFrame | None
    counts: pd.DataFrame
    area: Variable
    unit: str = "dwelling"
    attempts: pd.DataFrame | None = None
    closed: bool = True
    notes: tuple[Finding, ...] = field(default=())

    def __repr__(self) -> str:
        return f"Dispositions({int(self.counts['n'].sum())} {self.unit}s)"
