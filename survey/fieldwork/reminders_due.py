"""Who is due a reminder, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.codebook import Domain
from survey.documents.notebook import frame_html
from survey.fieldwork.modes import mode_label
from survey.language.catalogue import current_language, text
from survey.language.numbers import format_date, format_number

if TYPE_CHECKING:
    import datetime as dt

    from survey.codebook import Variable
    from survey.fieldwork.reminder_rule import ReminderRule

REASONS = (
    *("due", "quiet", "too_early", "answered", "refused", "not_eligible", "enough"),
    *("never", "no_mode", "before_first", "over"),
)
"""Why a unit is due, or isn't."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RemindersDue:
    """Who is due a reminder on a day.

    Attributes
    ----------
    units : DataFrame
        One row a unit that is due, sorted by area, mode and unit: ``unit``, ``area``, ``reminder``
        (0 is the first contact), ``mode``, ``since`` (the day from which it is due),
        ``last_attempt`` (date or None), ``last_mode``, ``soft`` (whether it refused for now).
        No names and no addresses.
    counts : DataFrame
        ``area``, ``mode``, ``n``: how many are due, those of all areas last.
    reasons : DataFrame
        ``area``, ``reason``, ``n``: of everyone sampled whether they are due, or why not.
    coming : DataFrame
        ``date``, ``mode``, ``n``: how many become due on the days that follow, if nobody answers.
    on : date
    rule : ReminderRule
    area : Variable
    unit : {"dwelling", "person"}
    """

    units: pd.DataFrame
    counts: pd.DataFrame
    reasons: pd.DataFrame
    coming: pd.DataFrame
    on: dt.date
    rule: ReminderRule
    area: Variable
    unit: str = "dwelling"

    def __repr__(self) -> str:
        return f"RemindersDue({len(self.units)} {self.unit}s on {self.on.isoformat()})"

    def __len__(self) -> int:
        return len(self.units)

    def _repr_html_(self) -> str:
        """Counts by area and mode; ids of units are not shown."""
        language = current_language()
        wide = self.wide()
        labelled = [
            (self.area_label(row[0], language), *row[1:]) for row in wide.itertuples(index=False)
        ]
        heads = [
            text("progress.column.area", lang=language),
            *(mode_label(str(each), language) for each in wide.columns[1:]),
        ]
        note = self.rule.in_words(language)
        return frame_html(pd.DataFrame(labelled, columns=heads), self.title(language), note=note)

    def to_frame(self) -> pd.DataFrame:
        """The units that are due."""
        return self.units.copy()

    def wide(self) -> pd.DataFrame:
        """How many are due by area, a column for each mode; all areas last."""
        modes = list(dict.fromkeys(self.counts["mode"]))
        rows: Any = self.counts.to_dict("records")
        found = {(row["area"], row["mode"]): row["n"] for row in rows}
        areas = list(dict.fromkeys(self.counts["area"]))
        frame = pd.DataFrame({"area": pd.Series(areas, dtype=object)})
        for mode in modes:
            frame[mode] = [found.get((area, mode), 0) for area in areas]
        return frame

    def title(self, language: str | None = None) -> str:
        """How many are due on which day."""
        language = language or current_language()
        day = format_date(self.on, language)
        if not len(self.units):
            return text("progress.due.none", lang=language, day=day)
        n = format_number(len(self.units), language, decimals=0)
        title = text("progress.due.title", lang=language, count=len(self.units), n=n, day=day)
        first = int((self.units["reminder"] == 0).sum())
        if not first:
            return title
        n = format_number(first, language, decimals=0)
        return title + text("progress.due.first", lang=language, count=first, n=n)

    def area_label(self, code: object, language: str) -> str:
        """What an area is called, or all of them."""
        if code is Domain.ALL:
            return text("dispositions.all", lang=language)
        return self.area.code_label(code, language)
