"""The options that tables share, checked before anything is looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.errors import WrongUseError
from survey.language.catalogue import LANGUAGES, current_language
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Style:
    """The language of a table and how many decimals it was asked to show."""

    language: str
    decimals: int | None


def style_of(language: str | None, decimals: int | None) -> Style:
    """Language and decimals, checked.

    Raises
    ------
    WrongUseError
    """
    language = current_language() if language is None else language
    if language not in LANGUAGES:
        raise fail(WrongUseError, "table.language", got=quoted(language), known=culprits(LANGUAGES))
    wrong = isinstance(decimals, bool) or not isinstance(decimals, int | None)
    if wrong or (decimals is not None and not 0 <= decimals <= _MOST_DECIMALS):
        raise fail(WrongUseError, "table.decimals", got=quoted(decimals), most=_MOST_DECIMALS)
    return Style(language, decimals)


def one_of(name: str, given: object, known: Sequence[str]) -> None:
    """Refuse a word that an option doesn't know.

    Raises
    ------
    WrongUseError
    """
    if given not in known:
        raise fail(
            WrongUseError, "table.option", name=name, got=quoted(given), known=culprits(known)
        )


def names_given(variables: str | Sequence[str]) -> list[str]:
    """Names of variables, in the order given, each once.

    Raises
    ------
    WrongUseError
        If there is none, or one is no text.
    """
    given: object = variables
    names = [given] if isinstance(given, str) else given
    listed = list(names) if isinstance(names, list | tuple) else []
    if not listed or not all(isinstance(name, str) for name in listed):
        raise fail(WrongUseError, "table.variables", got=repr(given))
    return list(dict.fromkeys(listed))
