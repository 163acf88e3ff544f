"""Ways to reach somebody, by the words that logs have for them."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from survey.files.headings import heading_key
from survey.language.catalogue import LANGUAGES, current_language, has_text, text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Mode(StrEnum):
    """A way to reach somebody, or to answer."""

    LETTER = "letter"
    """By post, on paper or to a digital letter box."""
    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    DOOR = "door"
    WEB = "web"
    """On the web; only answers come this way."""


PERSONAL = frozenset({Mode.PHONE, Mode.DOOR})
"""Modes in which somebody talks with the resident."""


def mode_of(written: str) -> str:
    """The mode that a word of a log stands for; the word itself where it is none of ours.

    Examples
    --------
    >>> mode_of("Telefon"), mode_of("Digital Post"), mode_of("Beboercafé")
    (<Mode.PHONE: 'phone'>, <Mode.LETTER: 'letter'>, 'Beboercafé')
    """
    return _words().get(heading_key(written), written.strip())


def mode_label(mode: str, language: str | None = None) -> str:
    """What a mode is called; one that is none of ours as it is written."""
    language = language or current_language()
    if not mode:
        return text("progress.mode.unknown", lang=language)
    key = f"progress.mode.{mode}"
    return text(key, lang=language) if mode in set(Mode) and has_text(key) else mode


@cache
def _words() -> Mapping[str, Mode]:
    words: dict[str, Mode] = {}
    for mode in Mode:
        for language in LANGUAGES:
            spelled = text(f"progress.mode_words.{mode}", lang=language).split(";")
            named = (*spelled, mode.value, text(f"progress.mode.{mode}", lang=language))
            words |= {heading_key(word): mode for word in named}
    return words
