"""Days with or without the time of day, as survey programs write them."""

from __future__ import annotations

import datetime as dt
import re

from survey.questionnaire.column_map import iso_date

_TIME = re.compile(
    r"(.+?)[T ]\s?(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,]\d{1,9})?)?"
    r"(?:\s?(?:Z|UTC|[+-]\d\d:?(?:\d\d)?))?"
)


def iso_moment(written: str, *, months_first: bool = False) -> str | None:
    """A moment in the ISO form, by the clock of the file; or None.

    Parts of seconds and the distance from Greenwich are left out.

    Examples
    --------
    >>> iso_moment("2026-05-01T12:03:04.123+02:00"), iso_moment("1-5-2026 9:30")
    ('2026-05-01T12:03:04', '2026-05-01T09:30:00')
    """
    found = _TIME.fullmatch(written)
    if found is None:
        return iso_date(written, months_first=months_first) if len(written) <= 10 else None
    day = iso_date(found[1], months_first=months_first)
    if day is None:
        return None
    try:
        clock = dt.time(int(found[2]), int(found[3]), int(found[4] or 0))
    except ValueError:
        return None
    return f"{day}T{clock.isoformat()}"
