"""What languages are called."""

from __future__ import annotations

from functools import cache

from babel.core import Locale, UnknownLocaleError

from survey.language.catalogue import current_language


def language_name(code: str) -> str:
    """What a language is called in the language in force; its code if nobody knows it."""
    return _named(code, current_language())


def is_language(code: str) -> bool:
    """Whether there is a language of that code."""
    return _locale(code) is not None


@cache
def _named(code: str, language: str) -> str:
    locale = _locale(code)
    return (locale.get_display_name(language) if locale is not None else None) or code


@cache
def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code, sep="-" if "-" in code else "_")
    except (UnknownLocaleError, ValueError):
        return None
