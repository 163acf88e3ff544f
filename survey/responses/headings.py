"""Columns beside the questions, by the names that files give them in Danish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.errors import DataError
from survey.files.headings import heading_key
from survey.language.cells import quoted_heading
from survey.language.messages import culprits, fail
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

    Raises
    ------
    DataError
        If two columns have it, written in two ways.
    """
    keys: dict[str, list[str]] = {}
    for name in present:
        if name not in taken:
            keys.setdefault(heading_key(name), []).append(name)
    found = next((keys[each] for each in KNOWN_HEADINGS[wanted] if each in keys), None)
    if found is not None and len(found) > 1:
        raise fail(DataError, "answers.heading_twice", names=culprits(found, quote=quoted_heading))
    return None if found is None else found[0]


def column_of_group(present: Collection[str], name: str, taken: Collection[str]) -> str | None:
    """The column of a file that holds a group, by its own name or one that means the same.

    Parameters
    ----------
    present : collection of str
        The columns of the file.
    name : str
        The group.
    taken : collection of str
        Columns that mean something else.
    """
    if name in present:
        return name
    if name in KNOWN_HEADINGS:
        return found_heading(name, present, taken)
    alike = [each for each in present if heading_key(each) == heading_key(name)]
    return alike[0] if len(alike) == 1 else None
