"""What the ids of respondents may look like, so that two that look alike are alike."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.files.data_table import EMPTY, Stored

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from survey.files.data_table import DataColumn

ID_FORM = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._:/#-]{0,62}[A-Za-z0-9])?")
"""Letters a-z and digits, between them blanks and ``. _ : / # -``; 64 characters at most."""
_CUT_BY_EXCEL = re.compile(r"\d[.,]\d+[Ee]\+\d+")
_FRACTION = re.compile(r"-?\d+\.\d+(?:e[+-]?\d+)?")
_EXACT = 2**53
_MOST_DIGITS = len(str(_EXACT))
_WHOLE = re.compile(r"-?0*([0-9]+)")


def unfit_ids(ids: Iterable[str]) -> list[str]:
    """Those ids that don't have the form that ids must have.

    A Cyrillic letter in one looks like ours, so that two files would not be matched, or two
    residents be taken for one.

    Parameters
    ----------
    ids : iterable of str

    Examples
    --------
    >>> unfit_ids(["007", "A-12", "-5", "Å1"])
    ['-5', 'Å1']
    """
    return [each for each in ids if ID_FORM.fullmatch(each) is None]


def foreign_letters(text: str) -> list[str]:
    """The names in Unicode of the signs in a text that ids can't have, each once.

    Parameters
    ----------
    text : str

    Examples
    --------
    >>> foreign_letters("Å-1")
    ['LATIN CAPITAL LETTER A WITH RING ABOVE']
    """
    foreign = (sign for sign in text if not sign.isascii())
    return [unicodedata.name(sign, f"U+{ord(sign):04X}") for sign in dict.fromkeys(foreign)]


@dataclass(frozen=True, slots=True, eq=False)
class WrongIds:
    """Rows whose id can't be one, for the same reason.

    Attributes
    ----------
    kind : str
        The reason, as a key of the catalogue.
    rows : ndarray of intp
    """

    kind: str
    rows: NDArray[np.intp]


def wrong_ids(column: DataColumn) -> list[WrongIds]:
    """Where a column of ids holds none, or one that is damaged or can be taken for another.

    Parameters
    ----------
    column : DataColumn

    Returns
    -------
    list of WrongIds
        For empty cells; whole numbers of more than 15 digits and fractions, which a program has
        rounded; numbers that Excel wrote with an exponent; and texts with letters or signs other
        than ``A-Z``, ``a-z``, ``0-9``, blanks and ``. _ : / # -``, or of more than 64 characters.
    """
    told = [WrongIds("id_empty", np.flatnonzero(column.index == EMPTY))]
    if column.stored is not Stored.TEXT or not all(map(ID_FORM.fullmatch, column.values)):
        told += _unfit(column)
    return [each for each in told if len(each.rows)]


def _unfit(column: DataColumn) -> list[WrongIds]:
    reasons = np.array(
        [*(_reason(each, column.stored) for each in column.values), ""], dtype=object
    )
    return [
        WrongIds(kind, np.flatnonzero((reasons == kind)[column.index]))
        for kind in ("id_rounded", "id_cut", "id_letters")
    ]


def _reason(written: str, stored: Stored) -> str:
    if stored is not Stored.TEXT and _is_rounded(written):
        return "id_rounded"
    if _CUT_BY_EXCEL.fullmatch(written):
        return "id_cut"
    return "" if ID_FORM.fullmatch(written) else "id_letters"


def _is_rounded(written: str) -> bool:
    if _FRACTION.fullmatch(written):
        return True
    found = _WHOLE.fullmatch(written)
    if found is None:
        return False
    return len(found[1]) > _MOST_DIGITS or int(found[1]) >= _EXACT
