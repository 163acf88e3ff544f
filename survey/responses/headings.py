"""Columns beside the questions, by the names that files give them in Danish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.files.headings import heading_key
from survey.responses.responses import FINISHED, LANGUAGE, MINUTES, MODE, RESPONDENT, STARTED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

KNOWN_HEADINGS: dict[str, tuple[str, ...]] = {
    RESPONDENT: (
        *("respondent", "respondent id", "svarperson", "svar id", "svarnr", "svarnummer"),
        *("form no", "skemanr", "skemanummer", "skema nr", "løbenr", "løbenummer", "id"),
    ),
    MODE: ("mode", "svarmåde", "besvaret på", "metode"),
    LANGUAGE: ("language", "sprog", "svarsprog"),
    STARTED: ("started", "start", "startet", "påbegyndt", "starttidspunkt"),
    FINISHED: ("finished", "submitted", "afsluttet", "indsendt", "sluttidspunkt"),
    MINUTES: ("minutes", "minutter", "svartid i minutter"),
    "area": ("area", "område", "boligområde"),
}
"""By our name: headings that mean the same, the surest first."""


def found_heading(wanted: str, present: Iterable[str], taken: Collection[str]) -> str | None:
    """The column of a file that has a known heading, the surest one; None if there is none.

    Parameters
    ----------
    wanted : str
        Our name of it.
    present : iterable of str
        The columns of the file.
    taken : collection of str
        Columns that mean something else, such as those of questions.
    """
    keys = {heading_key(name): name for name in present if name not in taken}
    return next((keys[each] for each in KNOWN_HEADINGS[wanted] if each in keys), None)
