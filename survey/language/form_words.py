"""The words of the paper form that are shipped, also in languages that nothing else is said in."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from survey.language.catalogue import LANGUAGES, catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER = Path(__file__).parent / "forms"
_CHAPTER = "form.words."


@cache
def word_names() -> tuple[str, ...]:
    """The names of all words of the form."""
    keys = catalogue(LANGUAGES[0])
    return tuple(key.removeprefix(_CHAPTER) for key in keys if key.startswith(_CHAPTER))


@cache
def shipped_languages() -> tuple[str, ...]:
    """The languages that words of the form are shipped in."""
    return tuple(sorted({*LANGUAGES, *(page.stem for page in _FOLDER.glob("*.toml"))}))


@cache
def shipped_words(language: str) -> Mapping[str, str]:
    """The words that are shipped in a language; none if it isn't among those."""
    if language not in shipped_languages():
        return MappingProxyType({})
    if language not in LANGUAGES:
        page = _FOLDER / f"{language}.toml"
        return MappingProxyType(tomllib.loads(page.read_text(encoding="utf-8")))
    entries = catalogue(language)
    return MappingProxyType({name: str(entries[f"form.words.{name}"]) for name in word_names()})
