"""The ids of respondents: texts, each once, written in letters that all programs tell apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.files.data_table import EMPTY, Stored

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from survey.files.data_table import DataColumn

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._:/-]{0,98}[A-Za-z0-9])?")
_CUT_BY_EXCEL = re.compile(r"\d[.,]\d+[Ee]\+\d+")
_FRACTION = re.compile(r"-?\d+\.\d+(?:e[+-]?\d+)?")
_EXACT = 2**53


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
        than ``A-Z``, ``a-z``, ``0-9``, blanks and ``. _ : / -``.
    """
    reasons = np.array([_reason(each, column.stored) for each in column.values], dtype=object)
    told = [WrongIds("id_empty", np.flatnonzero(column.index == EMPTY))]
    for kind in ("id_rounded", "id_cut", "id_letters"):
        which = np.append(reasons == kind, False)
        told.append(WrongIds(kind, np.flatnonzero(which[column.index])))
    return [each for each in told if len(each.rows)]


def _reason(written: str, stored: Stored) -> str:
    if stored is not Stored.TEXT and _is_rounded(written):
        return "id_rounded"
    if _CUT_BY_EXCEL.fullmatch(written):
        return "id_cut"
    return "" if _ID.fullmatch(written) else "id_letters"


def _is_rounded(written: str) -> bool:
    if _FRACTION.fullmatch(written):
        return True
    return (
        written.lstrip("-").isascii()
        and written.lstrip("-").isdigit()
        and (abs(int(written)) >= _EXACT)
    )
