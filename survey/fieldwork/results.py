"""What an attempt to reach somebody can lead to, and the words and codes that files have for it."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from survey.files.headings import heading_key
from survey.language.catalogue import LANGUAGES, text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Result(StrEnum):
    """The result of one attempt; finer than an `Outcome`, with the classes of AAPOR."""

    COMPLETE = "complete"
    """A complete answer (1.1)."""
    PARTIAL = "partial"
    """A partial one (1.2)."""
    BREAK_OFF = "break_off"
    """Begun and broken off (2.12)."""
    REFUSAL = "refusal"
    """Refused (2.1), and not to be asked again."""
    SOFT_REFUSAL = "soft_refusal"
    """Refused for now."""
    OTHER = "other"
    """Reached, but ill, away, or without a language in common (2.3)."""
    APPOINTMENT = "appointment"
    """Reached, and asked to come again."""
    NON_CONTACT = "non_contact"
    """Nobody was reached (2.2)."""
    UNKNOWN_HOUSEHOLD = "unknown_household"
    """Not known whether somebody lives there (3.1)."""
    UNKNOWN_OTHER = "unknown_other"
    """Not known for another reason whether it is eligible (3.2–3.9)."""
    NOT_ELIGIBLE = "not_eligible"
    """The dwelling is empty, an office, gone (4)."""
    PENDING = "pending"
    """Sent out, and nothing is known of what came of it."""


ANSWERS = frozenset({Result.COMPLETE, Result.PARTIAL})
CONTACTS = ANSWERS | {
    Result.BREAK_OFF,
    Result.REFUSAL,
    Result.SOFT_REFUSAL,
    Result.OTHER,
    Result.APPOINTMENT,
}
"""Results that show that somebody lives there."""

_LETTERS = {
    "i": Result.COMPLETE,
    "p": Result.PARTIAL,
    "r": Result.REFUSAL,
    "nc": Result.NON_CONTACT,
    "o": Result.OTHER,
    "uh": Result.UNKNOWN_HOUSEHOLD,
    "uo": Result.UNKNOWN_OTHER,
    "ne": Result.NOT_ELIGIBLE,
}
_GROUPS = {
    "11": Result.COMPLETE,
    "12": Result.PARTIAL,
    "21": Result.REFUSAL,
    "22": Result.NON_CONTACT,
    "23": Result.OTHER,
    "31": Result.UNKNOWN_HOUSEHOLD,
    **{f"3{group}": Result.UNKNOWN_OTHER for group in range(2, 10)},
    **{f"4{group}": Result.NOT_ELIGIBLE for group in range(10)},
}
_BREAK_OFF = "212"
_CODE = re.compile(r"([1-4])(?:[.,](\d{1,3})|(\d{2,3}))")


def result_of(written: str, own: Mapping[str, Result] | None = None) -> Result | None:
    """The result that a word or a code in a file stands for; None if nobody knows it.

    Parameters
    ----------
    written : str
        A word of ours in Danish or English, a letter of AAPOR (I, P, R, NC, O, UH, UO, NE) or a
        number: ``1.1``, ``2.111``, or without the point and with three or four digits, ``110``.
    own : mapping of str to Result, optional
        What words mean that are the file's own; they go before all others.

    Examples
    --------
    >>> result_of("Ikke truffet"), result_of("2.12"), result_of("400")
    (<Result.NON_CONTACT: 'non_contact'>, <Result.BREAK_OFF: 'break_off'>, <Result.NOT_ELIGIBLE: 'not_eligible'>)
    """  # noqa: E501
    key = heading_key(written)
    if own and key in own:
        return own[key]
    return _by_number(written.strip()) or known_words().get(key)


def _by_number(written: str) -> Result | None:
    match = _CODE.fullmatch(written)
    if match is None:
        return None
    digits = match[1] + (match[2] or match[3])
    return Result.BREAK_OFF if digits.startswith(_BREAK_OFF) else _GROUPS.get(digits[:2])


@cache
def known_words() -> Mapping[str, Result]:
    """Every word and letter that is understood, as `heading_key` has it."""
    words = dict(_LETTERS)
    for result in Result:
        for language in LANGUAGES:
            spelled = text(f"dispositions.words.{result}", lang=language).split(";")
            words |= {heading_key(word): result for word in (*spelled, result.value)}
    return words
