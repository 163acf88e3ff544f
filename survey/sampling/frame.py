"""The frame: the dwellings or persons that can be drawn, or only how many they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from survey.documents.notebook import frame_html
from survey.errors import WrongUseError
from survey.findings import Severity
from survey.language.catalogue import current_language, text
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
_UNKNOWN = -1


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

    def _repr_html_(self) -> str:
        """How many units each area has; none of them is shown."""
        language = current_language()
        shown = self.counts.copy()
        shown["area"] = [self.area.code_label(code, language) for code in shown["area"]]
        if (shown["adults"] == _UNKNOWN).any():
            shown = shown.drop(columns="adults")
        heads = {name: text(f"frame.counts.{name}", lang=language) for name in shown}
        title = text(f"frame.counts.title_{self.unit}", lang=language)
        told = [each.message for each in self.notes if each.severity is Severity.WARNING]
        return frame_html(shown.rename(columns=heads), title, note=" ".join(told))

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
