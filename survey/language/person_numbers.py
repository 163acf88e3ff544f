"""Numbers of persons and telephones, and e-mail addresses: what alone leads to somebody."""

from __future__ import annotations

import datetime as dt
import re

_CPR = re.compile(
    r"(?<![\d.,])(\d\d)([ ./-]?)(\d\d)\2(\d\d) ?(?:- ?)?(\d)\d{3}(?![\d%]|[.,]\d)", re.ASCII
)
_LATER_BORN = 60  # added to the day where no number was left, or to one that only stands in for it


_CPR_BEGUN = re.compile(r"\bcpr\b\D{0,12}\d{6}(?!\d)", re.IGNORECASE)


def has_cpr(text: str) -> bool:
    """Whether a civil registration number with a date that exists stands in a text."""
    if _CPR_BEGUN.search(text):
        return True
    return any(_born(*map(int, match.group(1, 3, 4, 5))) for match in _CPR.finditer(text))


def _born(day: int, month: int, year: int, seventh: int) -> bool:
    """Whether the date exists, in the century that the seventh digit tells."""
    if seventh <= 3 or (seventh in {4, 9} and year > 36):
        century = 1900
    else:
        century = 2000 if seventh in {4, 9} or year <= 57 else 1800
    try:
        dt.date(century + year, month, day - _LATER_BORN if day > _LATER_BORN else day)
    except ValueError:
        return False
    return True


_UNITS = (
    r"(?:kr|dkk|kroner|mio|mia|millioner|tusinde|pct|procent|%|år|m2|m²|kvm|kwh|timer|euro|stk|"
    r"meter)"
)
_NOT_COUNTED = rf"(?![\d%]|[.,/-]\d|,-| ?{_UNITS}\b| ?%)"
_PHONE = re.compile(
    r"(?<![\d.,/+-])(?<!\d )"
    r"(?:[2-9]\d{7}|[2-9]\d([ .-])\d\d\1\d\d\1\d\d|[2-9]\d{3}[ -]\d{4}|[2-9]\d\d([ -])\d\d\2\d{3})"
    + _NOT_COUNTED,
    re.IGNORECASE | re.ASCII,
)
_CALLED = re.compile(  # with the country's number, or after the word for a telephone
    r"(?:\(?(?:\+|\b00)[1-9]\d{0,2}\)?|\b(?:tlf|telefon|telefonnummer|mobil|mobilnummer|mob|"
    r"phone|mobile|tel)\b(?:nr)?[.:]*(?: (?:nr|nummer|er|is)[.:]*)?|"
    r"\b(?:ring|ringe|sms|call|text)\b(?: (?:til|mig|os|på|me|us|on|at))*:?) ?"
    r"(?:\d[ .-]?){7,11}(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_TWO_YEARS = re.compile(r"(?:19|20)\d\d[ -](?:19|20)\d\d")


def has_phone(text: str) -> bool:
    """Whether a telephone number stands in a text."""
    if _CALLED.search(text):
        return True
    return any(not _TWO_YEARS.fullmatch(match[0]) for match in _PHONE.finditer(text))


_EMAIL = re.compile(
    r"[\w.+-]{1,64} ?(?:@|\(at\)|\[at\]|\(a\)|\b(?:snabel[ -]?a)\b) ?"
    r"[\w-]{1,63}(?: ?(?:\.|\(dot\)|\bpunktum\b) ?[\w-]{2,63})+",
    re.IGNORECASE,
)
_AT = re.compile(r"@|\(at\)|\[at\]|\(a\)|snabel", re.IGNORECASE)


def has_email(text: str) -> bool:
    """Whether an e-mail address stands in a text."""
    return _AT.search(text) is not None and _EMAIL.search(text) is not None


_MIGHT = re.compile(r"\d\d|@|\(at\)|\[at\]|\(a\)|snabel", re.IGNORECASE)
_IN_PAIRS = re.compile(r"(?<![\d.,/+-])(?<!\d )[2-9]\d( )\d\d\1\d\d\1\d\d" + _NOT_COUNTED, re.ASCII)
_ABROAD = re.compile(r"(?<![\w+])(?:\+|00)[1-9]\d(?: ?\d\d){4}(?!\d)", re.ASCII)


def without_person_numbers(written: str, *, cpr: str, phone: str, email: str) -> str:
    """A text with words in the place of what in it alone leads to somebody.

    A number of eight digits may be anything; it takes pairs of them, or the country's number, to
    be a telephone number here.

    Parameters
    ----------
    written : str
    cpr, phone, email : str
        What is said instead.

    Examples
    --------
    >>> words = {"cpr": "a CPR number", "phone": "a telephone number", "email": "an address"}
    >>> without_person_numbers('got "010170-1234" in row 3', **words)
    'got "a CPR number" in row 3'
    """
    if not _MIGHT.search(written):
        return written
    said = _CPR.sub(lambda one: cpr if _born(*map(int, one.group(1, 3, 4, 5))) else one[0], written)
    for sign in (_ABROAD, _IN_PAIRS):
        said = sign.sub(phone, said)
    return _EMAIL.sub(email, said) if _AT.search(said) else said
