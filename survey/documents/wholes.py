"""Numbers within running text: those that a line must not tear, and all of them."""

from __future__ import annotations

import re

_DIGITS = r"[−+]?\d[\d.,]*"
_PERCENT = r"\s(?:%|pct\.)"
_WHOLE = re.compile(rf"(\(?{_DIGITS}(?:–{_DIGITS}(?:{_PERCENT})?|{_PERCENT})\)?)")
_PLAIN = r"[−+]?\d(?:[\d.,]*\d)?"
_NUMBER = re.compile(rf"((?<!\w){_PLAIN}(?:\s?–\s?{_PLAIN})?(?:\s?%|{_PERCENT}|(?!\w)))")


def wholes(words: str) -> list[tuple[str, bool]]:
    """The text in pieces, and of each whether it is a number that must not be torn.

    Examples
    --------
    >>> wholes("mod 36–43 pct. i alt")
    [('mod ', False), ('36–43 pct.', True), (' i alt', False)]
    """
    return _pieces(_WHOLE, words)


def numbers(words: str) -> list[tuple[str, bool]]:
    """The text in pieces, and of each whether it is a number, with its unit if it has one.

    Digits within a word are no number.

    Examples
    --------
    >>> numbers("Af 1.681 svar i blok B4 er 39 pct. gode.")
    [('Af ', False), ('1.681', True), (' svar i blok B4 er ', False), ('39 pct.', True), (' gode.', False)]
    """  # noqa: E501
    return _pieces(_NUMBER, words)


def _pieces(pattern: re.Pattern[str], words: str) -> list[tuple[str, bool]]:
    pieces = enumerate(pattern.split(words))
    return [(piece, place % 2 == 1) for place, piece in pieces if piece]
