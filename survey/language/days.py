"""Days in short, as they stand on an axis or a line of a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import dates

from survey.language.numbers import NO_BREAK, locale_of

if TYPE_CHECKING:
    from datetime import date

_PATTERNS = {"da": "d. MMM", "en": "d MMM"}


def short_day(day: date, language: str) -> str:
    r"""A day without its year, never broken over a line.

    Examples
    --------
    >>> from datetime import date
    >>> short_day(date(2026, 11, 5), "da"), short_day(date(2026, 11, 5), "en")
    ('5.\xa0nov.', '5\xa0Nov')
    """
    written = dates.format_date(day, format=_PATTERNS[language], locale=locale_of(language))
    return str(written).replace(" ", NO_BREAK)
