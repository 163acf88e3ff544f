"""An axis of days: which of them are named, so that the names have room."""

from __future__ import annotations

import datetime as dt

_DAYS = (1, 2, 7, 14, 21)
_MONTHS = (1, 2, 3, 6, 12)


def day_ticks(first: dt.date, last: dt.date, *, most: float) -> list[dt.date]:
    """Days to name on an axis: every so many days from the first, or the first of months.

    Parameters
    ----------
    first, last : date
    most : float
        How many names there is room for.

    Examples
    --------
    >>> [d.day for d in day_ticks(dt.date(2026, 9, 1), dt.date(2026, 9, 30), most=6)]
    [1, 8, 15, 22, 29]
    """
    length = (last - first).days
    for step in _DAYS:
        if length / step + 1 <= most:
            return [first + dt.timedelta(k) for k in range(0, length + 1, step)]
    months = _firsts_of_months(first, last)
    step = next((step for step in _MONTHS if len(months) / step <= most), _MONTHS[-1])
    return months[::step] or [first]


def _firsts_of_months(first: dt.date, last: dt.date) -> list[dt.date]:
    count = (last.year - first.year) * 12 + last.month - first.month
    months = [divmod(first.month - 1 + k, 12) for k in range(count + 1)]
    days = [dt.date(first.year + years, month + 1, 1) for years, month in months]
    return [day for day in days if first <= day]
