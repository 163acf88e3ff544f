"""What became of everyone sampled: dwelling by dwelling, or as counts by area."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.documents.notebook import frame_html
from survey.fieldwork.rule import DispositionRule
from survey.language.catalogue import current_language, text

if TYPE_CHECKING:
    import pandas as pd

    from survey.codebook import Variable
    from survey.findings import Finding

CORE = (
    *("unit", "area", "outcome", "attempts", "last_mode", "first_attempt", "last_attempt"),
    *("base_weight", "hard_refusal"),
)
"""The columns of the units; what stands beside them is known of everyone sampled."""
ASSIGNED_MODE = "assigned_mode"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dispositions:
    """What became of everyone sampled.

    Attributes
    ----------
    units : DataFrame or None
        One row a sampled unit: ``unit``, ``area``, ``outcome`` (value of `Outcome`), ``attempts``
        (how many; 0 where only final outcomes are known), ``last_mode`` (text, ``""`` unknown),
        ``first_attempt``, ``last_attempt`` (ISO date or ``""``), ``base_weight`` (1 if no sample
        is known), ``hard_refusal`` (whether it refused for good), and what else is known of
        everyone sampled, such as ``assigned_mode``. None where only counts are known.
    counts : DataFrame
        One row an area and outcome, also those without a unit: ``area``, ``outcome``, ``n``,
        ``weighted`` (base weights; NaN where those of an area differ and only counts are known).
    area : Variable
    unit : str
        ``dwelling`` or ``person``.
    attempts : DataFrame or None
        The log, sorted by unit and time: ``unit``, ``date`` (ISO), ``mode``, ``result`` (value of
        `Result`), ``interviewer``.
    closed : bool
        Whether fieldwork is over, so that pending units are non-contacts.
    notes : tuple of Finding
    rule : DispositionRule
        How the outcomes follow from the attempts.
    has_weights : bool
        Whether the base weights are those of a sample; else each unit counts as one.
    """

    units: pd.DataFrame | None
    counts: pd.DataFrame
    area: Variable
    unit: str = "dwelling"
    attempts: pd.DataFrame | None = None
    closed: bool = True
    notes: tuple[Finding, ...] = field(default=())
    rule: DispositionRule = field(default_factory=DispositionRule)
    has_weights: bool = False

    def __repr__(self) -> str:
        return f"Dispositions({int(self.counts['n'].sum())} {self.unit}s)"

    def to_frame(self) -> pd.DataFrame:
        """How many units of each area had each outcome."""
        return self.counts.copy()

    def _repr_html_(self) -> str:
        """Counts by area and outcome; ids of units are not shown."""
        language = current_language()
        wide = self.counts.pivot_table(
            index="area", columns="outcome", values="n", sort=False, observed=False
        )
        wide.index = [self.area.code_label(code, language) for code in wide.index]
        wide.columns = [text(f"dispositions.outcome.{each}") for each in wide.columns]
        wide.insert(0, text("dispositions.outcome.all"), wide.sum(axis=1))
        frame = wide.astype(int).rename_axis(text("dispositions.area")).reset_index()
        return frame_html(frame, text("dispositions.title"))
