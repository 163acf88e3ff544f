"""Sorting and joining words as Danish and English readers do."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from babel.lists import format_list

from survey.language.numbers import format_number, locale_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_DIGITS = re.compile(r"[0-9]+")
_MOST_DIGITS = 20
_DANISH_LAST = {"æ": "\U00010ffd", "ä": "\U00010ffd", "ø": "\U00010ffe", "ö": "\U00010ffe",
                "å": "\U00010fff"}  # fmt: skip


def sort_key(word: str, language: str) -> tuple[str, str]:
    """Key for sorting names: in Danish Æ, Ø, Å come last, and Aa counts as Å.

    Examples
    --------
    >>> sorted(["Ørsted", "Aarhus", "Zoo", "Ærø"], key=lambda word: sort_key(word, "da"))
    ['Zoo', 'Ærø', 'Ørsted', 'Aarhus']
    """
    folded = unicodedata.normalize("NFC", word).casefold()
    if language == "da":
        folded = folded.replace("aa", "å")
        return "".join(_DANISH_LAST.get(letter, _plain(letter)) for letter in folded), word
    return "".join(_plain(letter) for letter in folded), word


def natural_key(text: str) -> tuple[str, str]:
    """Key for sorting numbers of houses, stairs and dwellings: 2 comes before 10.

    Examples
    --------
    >>> sorted(["stair 10", "stair 2"], key=natural_key)
    ['stair 2', 'stair 10']
    """
    return _DIGITS.sub(lambda digits: digits[0].lstrip("0").zfill(_MOST_DIGITS), text), text


def sorted_words(words: Iterable[str], language: str) -> list[str]:
    """Words in the order of the language."""
    return sorted(words, key=lambda word: sort_key(word, language))


def join_words(words: Sequence[str], language: str) -> str:
    """A list in running text: A, B og C; A, B and C."""
    return str(format_list(list(words), locale=locale_of(language)))


def one_of(words: Sequence[str], language: str) -> str:
    """Words of which one is meant: A, B eller C; A, B or C."""
    return str(format_list(list(words), style="or", locale=locale_of(language)))


def capitalised(sentence: str) -> str:
    """A sentence with its first letter large."""
    return sentence[:1].upper() + sentence[1:]


def inside_sentence(label: str) -> str:
    """A label as it stands inside a sentence: its first letter small, unless it is an acronym.

    Examples
    --------
    >>> inside_sentence("Alder"), inside_sentence("HF-kursus"), inside_sentence("I alt")
    ('alder', 'HF-kursus', 'I alt')
    """
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _plain(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


_SMALL = {
    "da": "en to tre fire fem seks syv otte ni ti elleve tolv",
    "en": "one two three four five six seven eight nine ten eleven twelve",
}


def number_word(number: int, language: str) -> str:
    """A whole number in running text: in words up to twelve, in digits beyond.

    Examples
    --------
    >>> number_word(4, "da"), number_word(13, "da")
    ('fire', '13')
    """
    words = _SMALL[language].split()
    return words[number - 1] if 1 <= number <= len(words) else format_number(number, language)
