"""Languages as documents name them, and which way they are read."""

from __future__ import annotations

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "sd", "ur"})
_TAGS = {
    "ar": "ar-SA",
    "da": "da-DK",
    "en": "en-GB",
    "fa": "fa-IR",
    "he": "he-IL",
    "ur": "ur-PK",
}


def direction(language: str) -> str:
    """Which way a language is read: ``ltr`` or ``rtl``."""
    return "rtl" if language.split("-", maxsplit=1)[0].lower() in _RIGHT_TO_LEFT else "ltr"


def language_tag(language: str) -> str:
    """The language with its country, as a word processor wants it.

    Examples
    --------
    >>> language_tag("da"), language_tag("nb-NO")
    ('da-DK', 'nb-NO')
    """
    return _TAGS.get(language.lower(), language)
