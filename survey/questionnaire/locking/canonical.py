"""Texts in the one form in which they are compared, and in the form without typography."""

from __future__ import annotations

import re
import unicodedata

# Marks of direction, the Arabic stretch and the soft hyphen change how words look, not what they
# say.
_UNSEEN = re.compile("[\u00ad\u0640\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_KEPT = frozenset("%&#@*/\\{}‰§")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.,:](?=\d)")
_SIGN = re.compile("(?<![^\\W_])[-\N{HYPHEN}\N{MINUS SIGN}\N{EN DASH}](?=\\d)")
_DIGIT_MARKS = {".": "\ue000", ",": "\ue001", ":": "\ue002"}


def canonical_text(words: str) -> str:
    r"""A text in the form in which it is compared.

    Letters are composed (NFC), blanks of every kind and length become one blank, and what isn't
    seen is left out. A text that only consists of such signs stays as it is.

    Examples
    --------
    >>> canonical_text("Er  du\u00a0tryg?\u200e")
    'Er du tryg?'
    """
    composed = unicodedata.normalize("NFC", _UNSEEN.sub("", words))
    return " ".join(composed.split()) or unicodedata.normalize("NFC", words)


def loose_text(words: str) -> str:
    """A text without case and punctuation: two that are equal differ in typography only.

    A decimal sign, a sign before a number, a pipe and signs that are read out stay.

    Examples
    --------
    >>> loose_text("Er du TRYG – nu?") == loose_text("er du tryg nu")
    True
    >>> loose_text("1,5 km") == loose_text("15 km")
    False
    """
    plain = canonical_text(words)
    marked = _SIGN.sub("\ue003", _BETWEEN_DIGITS.sub(lambda m: _DIGIT_MARKS[m[0]], plain))
    bare = "".join(each if _is_kept(each) else " " for each in marked)
    folded = unicodedata.normalize("NFC", bare.casefold())
    return " ".join(folded.split()) or plain


def _is_kept(character: str) -> bool:
    return character in _KEPT or not unicodedata.category(character).startswith("P")
