"""Texts as they are compared: without case, signs, markup and ways of writing a letter."""

from __future__ import annotations

import html
import re
import unicodedata

_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ð": "d", "þ": "th"})
_SIGNS = re.compile(r"[^\w<>+%]+|_+")
_NEGATIVE = re.compile(r"[-−–]\d+(?:[.,]\d+)?")
_NUMBERING = re.compile(
    r"(?:(?:spm|spoergsmaal|spg|sp|q|question|no|nr)\s?)?(?:\d{1,3}[a-z]?(?:\s\d{1,2})?)\s(?=\D)"
)


def listed(words: str) -> frozenset[str]:
    """The words of a list that are written with blanks between them."""
    return frozenset(words.split())


def plain(words: str) -> str:
    """A text in small letters and single blanks, without signs, accents and markup.

    Examples
    --------
    >>> plain("<b>Hvor tryg</b> er du – i GÅRDEN?"), plain("(Næsten)  hver dag")
    ('hvor tryg er du i gaarden', 'naesten hver dag')
    """
    if words.isascii() and words.isalnum():
        return words.lower()
    if _NEGATIVE.fullmatch(words.strip()):
        return f"-{words.strip()[1:]}"
    lowered = _MARKUP.sub(" ", html.unescape(words)).casefold().translate(_LETTERS)
    apart = unicodedata.normalize("NFKD", lowered)
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    return _SIGNS.sub(" ", bare).strip() or words.casefold().strip()


def squeezed(name: str) -> str:
    """A name without case, signs and blanks.

    Examples
    --------
    >>> squeezed("Safe-Evening"), squeezed("safe_evening")
    ('safeevening', 'safeevening')
    """
    return plain(name).replace(" ", "")


def unnumbered(words: str) -> str:
    """A plain text without a number before it: that of a question on the form.

    Examples
    --------
    >>> unnumbered("3 hvor tryg er du"), unnumbered("spm 12b alder")
    ('hvor tryg er du', 'alder')
    """
    return _NUMBERING.sub("", words, count=1) if _NUMBERING.match(words) else words
