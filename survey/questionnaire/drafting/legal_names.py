"""Names that a questionnaire can use, made of the names that a file has."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from survey.questionnaire.reserved import RESERVED_NAMES

if TYPE_CHECKING:
    from collections.abc import Collection

LONGEST = 28
LONGEST_ROW = 12
FORM = re.compile(r"[a-z](?:[a-z0-9_]{0,26}[a-z0-9])?")
_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "þ": "th"}
)
_SMALL_WORDS = frozenset(
    """a af alt and are as at by da dig din dine dit do does du en er et for fra har have how hvad
    hvilke hvilken hvilket hvor hvordan i in is it med min mine mit my of og om on or paa som the
    there til to with what which you your""".split()  # noqa: SIM905 - read as a sentence
)
_OTHERS = re.compile(r"[^a-z0-9]+")


def legal_name(name: str, taken: Collection[str] = (), *, longest: int = LONGEST) -> str:
    """A name of small letters, digits and underscores that isn't taken.

    Examples
    --------
    >>> legal_name("Spørgsmål 3"), legal_name("3. Alder"), legal_name("A1", {"a1"})
    ('spoergsmaal_3', 'q_3_alder', 'a1_2')
    >>> legal_name("Hvor tryg er du i dit boligområde om aftenen?")
    'tryg_boligomraade_aftenen'
    """
    plain = _without_small_words(spelled(name), longest)
    if not plain or plain[0].isdigit():
        plain = f"q_{plain}".rstrip("_")
    plain = _cut(plain, longest)
    if plain in RESERVED_NAMES:
        plain = f"{plain[: longest - 2]}_q"
    return _free(plain, taken, longest)


def spelled(name: str) -> str:
    """A name in small letters from a to z, digits and underscores."""
    lowered = unicodedata.normalize("NFC", name).casefold().translate(_LETTERS)
    stripped = unicodedata.normalize("NFKD", lowered)
    return _OTHERS.sub("_", "".join(c for c in stripped if not unicodedata.combining(c))).strip("_")


def _without_small_words(name: str, longest: int) -> str:
    """A name that is too long, without words that say little."""
    if len(name) <= longest:
        return name
    left = [word for word in name.split("_") if word not in _SMALL_WORDS]
    return "_".join(left) or name


def _cut(name: str, longest: int) -> str:
    """A name cut between two words, if there is a place for it."""
    if len(name) <= longest:
        return name
    cut = name[: longest + 1].rpartition("_")[0]
    return (cut if len(cut) >= longest // 2 else name[:longest]).rstrip("_")


def _free(name: str, taken: Collection[str], longest: int) -> str:
    found, number = name, 1
    while found in taken:
        number += 1
        ending = f"_{number}"
        found = f"{name[: longest - len(ending)].rstrip('_')}{ending}"
    return found
