"""How far a fieldwork is: by area and day, by interviewer, by attempt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.codebook import Domain
from survey.documents.notebook import frame_html
from survey.errors import WrongUseError
from survey.fieldwork.rate_words import unit_word
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_date, format_number, format_percent

if TYPE_CHECKING:
    import datetime as dt

    from survey.codebook import Variable
    from survey.findings import Finding

FEW_ATTEMPTS = 20
"""Fewer attempts than this are few, and their answers per attempt are marked."""
PACE_DAYS = 7
FRAMES = (
    *("areas", "days", "outcomes", "interviewers", "attempt_numbers", "modes", "languages"),
    "events",
)


@dataclass(frozen=True, slots=True)
class FieldEvent:
    """Something that happened during the fieldwork: unrest in an area, a mention in the news.

    Attributes
    ----------
    date : date
    text : str
    area : str
        Code of the area; empty if it is about all.
    """

    date: dt.date
    text: str
    area: str = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FieldworkProgress:
    """How far a fieldwork is at the end of a day.

    Attributes
    ----------
    areas : DataFrame
        One row an area, in the order of the study, and one for all (`Domain.ALL`): ``area``,
        ``sampled``, ``eligible`` (not found to be outside), ``attempts``, ``answers``, ``rate``
        (answers of those eligible), ``open`` (who may still answer), ``wanted`` (answers at the
        close; NaN where none are said), ``wanted_now`` (where the straight line from the start to
        the close is), ``behind`` (how many are missing to that, 0 if none), ``pace`` (answers a day
        in the last seven days), ``forecast`` (answers at the close if the pace stays; not above
        those who may still answer), ``lags`` (behind, and the forecast is below what is wanted).
    days : DataFrame
        One row an area and day, all included: ``area``, ``date``, ``attempts``, ``answers``,
        ``cumulative``, ``rate``, ``wanted`` (the straight line).
    outcomes : DataFrame
        ``area``, ``outcome``, ``n``.
    interviewers : DataFrame
        ``interviewer``, ``week`` (its Monday), ``attempts``, ``contacts``, ``answers``,
        ``per_attempt``, ``few`` (whether the attempts are under 20).
    attempt_numbers : DataFrame
        ``number`` (1 is the first contact, 2 the first reminder …), ``attempts``, ``contacts``,
        ``answers``, ``per_attempt``, ``few``.
    modes : DataFrame
        ``mode``, ``attempts``, ``contacts``, ``answers`` (given in this mode).
    languages : DataFrame
        ``language``, ``eligible``, ``answers``, ``rate``; empty if the language of those sampled
        isn't known.
    events : tuple of FieldEvent
    area : Variable
    unit : {"dwelling", "person"}
    start, until, end : date or None
        The first day, the day that the numbers are of, and the last day of fieldwork.
    has_log : bool
        Whether attempts are known; if not, only answers are.
    notes : tuple of Finding
    """

    areas: pd.DataFrame
    days: pd.DataFrame
    outcomes: pd.DataFrame
    interviewers: pd.DataFrame
    attempt_numbers: pd.DataFrame
    modes: pd.DataFrame
    languages: pd.DataFrame
    events: tuple[FieldEvent, ...]
    area: Variable
    unit: str
    start: dt.date | None
    until: dt.date | None
    end: dt.date | None
    has_log: bool
    notes: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        row = self.of_all()
        on = "" if self.until is None else f" on {self.until.isoformat()}"
        lags = len(self.lagging())
        behind = f", {lags} areas lag" if lags else ""
        return f"FieldworkProgress({row['answers']} of {row['eligible']} {self.unit}s{on}{behind})"

    def _repr_html_(self) -> str:
        language = current_language()
        columns = ("area", "eligible", "answers", "rate", "wanted", "forecast")
        heads = [text(f"progress.column.{name}", lang=language) for name in columns]
        rows = [
            (self.area_label(row["area"], language), *(row[name] for name in columns[1:]))
            for row in self.rows()
        ]
        title = text("progress.title", lang=language)
        return frame_html(pd.DataFrame(rows, columns=heads), title, note=self.in_words(language))

    def to_frame(self, what: str = "areas") -> pd.DataFrame:
        """One of the frames.

        Parameters
        ----------
        what : str
            ``areas``, ``days``, ``outcomes``, ``interviewers``, ``attempt_numbers``, ``modes``,
            ``languages`` or ``events``.

        Raises
        ------
        WrongUseError
            If it is another one.
        """
        if what not in FRAMES:
            raise fail(
                WrongUseError, "progress.frame", got=quoted(str(what)), known=culprits(FRAMES)
            )
        if what == "events":
            rows = [(each.date, each.text, each.area) for each in self.events]
            return pd.DataFrame(rows, columns=["date", "text", "area"], dtype=object)
        frame: pd.DataFrame = getattr(self, what)
        return frame.copy()

    def rows(self) -> list[dict[str, Any]]:
        """The areas and all, a mapping each."""
        found: Any = self.areas.to_dict("records")
        return list(found)

    def of_all(self) -> dict[str, Any]:
        """The row for all."""
        return next(row for row in self.rows() if row["area"] is Domain.ALL)

    def lagging(self) -> list[str]:
        """Codes of the areas that lag."""
        return [row["area"] for row in self.rows() if row["lags"] and row["area"] is not Domain.ALL]

    @property
    def days_left(self) -> int | None:
        """Days until the close, that day included; None if it isn't known."""
        if self.end is None or self.until is None:
            return None
        return max((self.end - self.until).days, 0)

    def area_label(self, code: object, language: str) -> str:
        """What an area is called, or all of them."""
        if code is Domain.ALL:
            return text("dispositions.all", lang=language)
        return self.area.code_label(code, language)

    def in_words(self, language: str | None = None) -> str:
        """How far it is, in a few sentences.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        language = language or current_language()
        row = self.of_all()
        parts = [self._so_far(row, language)]
        left = self.days_left
        if left is not None:
            parts.append(text("progress.days_left", lang=language, count=left))
        if left and not math.isnan(row["forecast"]):
            parts.append(self._forecast(row, language))
        if not math.isnan(row["wanted"]):
            wanted = format_number(row["wanted"], language, decimals=0)
            parts.append(text("progress.wanted", lang=language, wanted=wanted))
        return " ".join(parts)

    def _so_far(self, row: dict[str, Any], language: str) -> str:
        return text(
            "progress.so_far" if self.until else "progress.so_far_undated",
            lang=language,
            answers=format_number(row["answers"], language, decimals=0),
            eligible=format_number(row["eligible"], language, decimals=0),
            units=unit_word(self.unit, row["eligible"], language),
            rate=".." if math.isnan(row["rate"]) else format_percent(row["rate"], language),
            day="" if self.until is None else format_date(self.until, language),
        )

    def _forecast(self, row: dict[str, Any], language: str) -> str:
        return text(
            "progress.forecast",
            lang=language,
            pace=format_number(row["pace"], language, decimals=1),
            forecast=format_number(row["forecast"], language, decimals=0),
        )
