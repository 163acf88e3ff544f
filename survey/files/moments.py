"""When somebody answered: dates and times of day as files write them, and the minutes between."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_DAY_FIRST = re.compile(
    r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})(?:[ T]+(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?)?",
    re.ASCII,
)
_SECONDS_IN_MINUTE = 60


def moment(written: str, *, months_first: bool = False) -> str | None:
    """A date, perhaps with its time, in the ISO form to the second; None if it is none.

    Where the year is last, the day stands before the month if nothing else is said. A time zone is
    kept as it is written.

    Examples
    --------
    >>> moment("7-5-2012 09:30"), moment("2012-05-07"), moment("2012-05-07T09:30:12.4+02:00")
    ('2012-05-07T09:30:00', '2012-05-07', '2012-05-07T09:30:12+02:00')
    """
    found = _DAY_FIRST.fullmatch(written)
    try:
        if found:
            first, second, year, *clock = found.groups()
            day, month = (second, first) if months_first else (first, second)
            date = dt.date(int(year), int(month), int(day))
            if clock[0] is None:
                return date.isoformat()
            time = dt.time(int(clock[0]), int(clock[1]), int(clock[2] or 0))
            return dt.datetime.combine(date, time).isoformat()
        if len(written) <= len("2012-05-07"):
            return dt.date.fromisoformat(written).isoformat()
        return dt.datetime.fromisoformat(written).replace(microsecond=0).isoformat()
    except ValueError:
        return None


def minutes_between(started: Sequence[str], finished: Sequence[str]) -> NDArray[np.float64]:
    """The minutes from one moment to another; NaN where one lacks, has no time, or is earlier."""
    return np.array(
        [_minutes(one, other) for one, other in zip(started, finished, strict=True)], dtype=float
    )


def _minutes(started: str, finished: str) -> float:
    if "T" not in started or "T" not in finished:
        return np.nan
    begins, ends = dt.datetime.fromisoformat(started), dt.datetime.fromisoformat(finished)
    if (begins.tzinfo is None) != (ends.tzinfo is None) or ends < begins:
        return np.nan
    return (ends - begins).total_seconds() / _SECONDS_IN_MINUTE
