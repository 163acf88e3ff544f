"""What languages are called."""

from __future__ import annotations

from functools import cache

from babel.core import Locale, UnknownLocaleError

from survey.language.catalogue import current_language


def language_name(code: str, *, lang: str | None = None) -> str:
    """What a language is called in another one; its code if nobody knows it.

    Parameters
    ----------
    code : str
    lang : {"da", "en"}, optional
        The language in force if left out.
    """
    return _named(code, lang or current_language())


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
