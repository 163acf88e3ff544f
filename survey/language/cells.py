"""What stands in a cell of somebody's data, as a message may tell it.

A number of a person, a telephone number, an e-mail address, an address or a name may stand in any
cell, also where it doesn't belong. Messages are read aloud, sent on and kept in logs. They say what
kind of thing it is, and of a longer text how long it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from survey.language.catalogue import current_language, text
from survey.language.identifying import IdentifyingKind, identifying_kinds, kinds_said, looks_named
from survey.language.messages import culprits, quoted
from survey.language.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_TOLD = 40
_DIGITS = re.compile(r"\d{8,10}", re.ASCII)
_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", re.ASCII)
_CPR_DIGITS = 10


def quoted_cell(value: object, *, near: str | None = None, lang: str | None = None) -> str:
    """A value out of a cell: quoted, or what kind of thing it is if it could tell who somebody is.

    Parameters
    ----------
    value : object
    near : str, optional
        What it probably was meant to be; words with capitals then are no name.
    lang : {"da", "en"}, optional
        The language in force if left out.

    Examples
    --------
    >>> quoted_cell("Vangdalen"), quoted_cell(7), quoted_cell("010170-1234")
    ('"Vangdalen"', '7', '[a civil registration number (CPR)]')
    >>> quoted_cell("The lamp in the stair has been out since Easter.")
    '[a text of 48 characters]'
    """
    said = str(value)
    if len(said) > MOST_TOLD:
        number = format_number(len(said), lang or current_language())
        return _instead(text("identifying.text", lang=lang, count=len(said), number=number))
    return _kinds_told(kinds_in_cell(said, named=not near), lang) or quoted(value, lang=lang)


def quoted_id(value: object) -> str:
    """An id out of a cell: a number of a case or a form, of eight digits too, is no telephone.

    Examples
    --------
    >>> quoted_id("20100417"), quoted_id("Mette Hansen")
    ('"20100417"', '[a name]')
    """
    return _kinds_told(kinds_of_id(str(value)), None) or quoted(value)


def kinds_of_id(said: str) -> tuple[IdentifyingKind, ...]:
    """What in an id could tell who somebody is."""
    return () if _DIGITS.fullmatch(said) and not _is_cpr(said) else kinds_in_cell(said)


def culprit_ids(ids: Iterable[object]) -> str:
    """Name at most five ids out of cells, and say how many more there are."""
    return culprits(ids, quote=quoted_id)


def quoted_heading(value: object) -> str:
    """A heading out of a file, which may be a whole question, or a row of data without headings.

    Examples
    --------
    >>> quoted_heading("How satisfied are you with your dwelling, all in all?")
    '"How satisfied are you with your dwelling, all in all?"'
    >>> quoted_heading("mette@example.org")
    '[an e-mail address]'
    """
    return _kinds_told(kinds_in_cell(str(value)), None) or quoted(value)


def step_told(step: object) -> str:
    """A step of a path within a file, such as a key that somebody wrote."""
    said = str(step)
    return "[…]" if isinstance(step, str) and kinds_in_cell(said) else said


def kinds_in_cell(said: str, *, named: bool = True) -> tuple[IdentifyingKind, ...]:
    """What in a cell could tell who somebody is.

    Parameters
    ----------
    said : str
    named : bool
        Whether a cell that looks as names do, and holds nothing else, is one.
    """
    if _DIGITS.fullmatch(said):
        return _kinds_of_digits(said)
    found = identifying_kinds(said)
    return found or ((IdentifyingKind.NAME,) if named and looks_named(said) else ())


def _kinds_of_digits(said: str) -> tuple[IdentifyingKind, ...]:
    if _is_cpr(said):
        return (IdentifyingKind.CPR,)
    return () if _DAY.fullmatch(said) else identifying_kinds(said)


def _is_cpr(said: str) -> bool:
    """Also one whose first 0 went lost in a spreadsheet."""
    return IdentifyingKind.CPR in identifying_kinds(said.zfill(_CPR_DIGITS))


def _kinds_told(kinds: tuple[IdentifyingKind, ...], lang: str | None) -> str | None:
    return _instead(kinds_said(kinds, lang or current_language())) if kinds else None


def _instead(what: str) -> str:
    """What stands in the place of a value, in brackets, as of words that are left out."""
    return f"[{what}]"
