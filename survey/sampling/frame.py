"""The frame: the dwellings or persons that can be drawn, or only how many they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from survey.errors import WrongUseError
from survey.language.messages import fail

if TYPE_CHECKING:
    import pandas as pd

    from survey.codebook import Variable
    from survey.findings import Finding

UNIT, AREA, DEPARTMENT, ADULTS, EMPTY, SIZE = (
    "unit",
    "area",
    "department",
    "adults",
    "empty",
    "size",
)
"""Columns of a frame."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Frame:
    """What a sample is drawn from.

    Attributes
    ----------
    unit : {"dwelling", "person"}
        What a row stands for.
    units : DataFrame or None
        One row a unit, in the order of the file: ``unit`` (text, each once), ``area`` (code), and
        as far as the file has them ``department`` (text), ``adults`` (whole number, −1 unknown),
        ``empty`` (bool), ``size`` (number above 0; NaN for empty dwellings at most), and further
        columns that the plan can stratify or sort by. No names and no addresses. None where only
        counts are known.
    counts : DataFrame
        One row an area, in the order of the study: ``area``, ``units`` (all), ``empty``,
        ``eligible`` (those that can be drawn), ``adults`` (−1 unknown).
    area : Variable
        The areas with what they are called.
    fingerprint : str
        SHA-256 of the units and what is known of them, whatever the order of the rows; of the
        counts, where there are no units.
    notes : tuple of Finding
    """

    unit: Literal["dwelling", "person"]
    units: pd.DataFrame | None
    counts: pd.DataFrame
    area: Variable
    fingerprint: str
    notes: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        rows = int(self.counts["eligible"].sum())
        return f"Frame({rows} {self.unit}s in {len(self.counts)} areas)"

    @property
    def eligible(self) -> pd.DataFrame:
        """The units that can be drawn, those that stand empty left out, rows numbered from 0.

        Raises
        ------
        WrongUseError
            If the frame holds counts only.
        """
        if self.units is None:
            raise fail(WrongUseError, "frame.only_counts")
        kept = self.units[~self.units[EMPTY]] if EMPTY in self.units else self.units
        return kept.reset_index(drop=True)
