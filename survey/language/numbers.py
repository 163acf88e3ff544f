"""Numbers and dates as Danish and English readers write them.

Rounding is half away from zero on the decimal value, as people do it by hand; minus is U+2212.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import TYPE_CHECKING

from babel import dates
from babel.core import Locale

if TYPE_CHECKING:
    from datetime import date

MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"
NO_BREAK = "\N{NO-BREAK SPACE}"
_SIGNIFICANT = 12
_LOCALES = {"da": "da_DK", "en": "en_GB"}


def rounded(value: float, decimals: int = 0) -> Decimal:
    """Round half away from zero on the decimal value, after noise beyond 12 digits is dropped.

    Examples
    --------
    >>> rounded(0.5), rounded(2.675, 2), rounded(-1.5)
    (Decimal('1'), Decimal('2.68'), Decimal('-2'))
    """
    exact = Decimal(f"{value:.{_SIGNIFICANT}g}")
    result = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return result if result else abs(result)


def format_number(
    value: float, language: str, *, decimals: int | None = None, sign: bool = False
) -> str:
    """A number with the separators of the language.

    Parameters
    ----------
    value : float
        Finite.
    language : {"da", "en"}
    decimals : int, optional
        As many as the number needs (six at most) if left out.
    sign : bool
        Whether a number above 0 gets a plus.

    Raises
    ------
    ValueError
        If the value is not finite: what to print instead is for the caller to say.

    Examples
    --------
    >>> format_number(1363, "da"), format_number(12.5, "da"), format_number(-3, "en")
    ('1.363', '12,5', '−3')
    """
    if not math.isfinite(value):
        raise ValueError("a number that is not finite can't be written")
    number = rounded(value, 6).normalize() if decimals is None else rounded(value, decimals)
    comma, group = _separators(language)
    digits = f"{abs(number):,f}".replace(",", "\0").replace(".", comma).replace("\0", group)
    prefix = MINUS if number < 0 else "+" if sign and number > 0 else ""
    return prefix + digits


def format_share(share: float, language: str, *, decimals: int = 0) -> str:
    """A share as a bare percentage: 0.3948 becomes 39 or 39,5."""
    return format_number(share * 100, language, decimals=decimals)


def format_percent(share: float, language: str, *, decimals: int = 0) -> str:
    """A share in running text: 39 pct. in Danish, 39% in English; never broken over a line."""
    number = format_share(share, language, decimals=decimals)
    return f"{number}{NO_BREAK}pct." if language == "da" else f"{number}%"


def format_points(difference: float, language: str, *, decimals: int = 0, sign: bool = True) -> str:
    """A difference of shares in percentage points, with its sign: −12 or +3."""
    return format_number(difference * 100, language, decimals=decimals, sign=sign)


def format_range(low: str, high: str) -> str:
    """Two written numbers as a range: an en dash without spaces, words where one is negative."""
    if low.startswith(MINUS) or high.startswith(MINUS):
        return f"{low}{NO_BREAK}{EN_DASH}{NO_BREAK}{high}"
    return f"{low}{EN_DASH}{high}"


def format_p(p: float, language: str) -> str:
    """A p-value: three decimals, or "< 0.001"."""
    if p < 0.001:
        return f"<{NO_BREAK}{format_number(0.001, language, decimals=3)}"
    return format_number(p, language, decimals=3)


def format_date(day: date, language: str) -> str:
    """A date: 23. november 2026, or 23 November 2026."""
    return str(dates.format_date(day, format="long", locale=locale_of(language)))


@cache
def locale_of(language: str) -> Locale:
    """The locale by which a language is written here."""
    return Locale.parse(_LOCALES.get(language, language))


@cache
def _separators(language: str) -> tuple[str, str]:
    symbols = locale_of(language).number_symbols
    latin = symbols.get("latn", symbols)
    return latin["decimal"], latin["group"]
