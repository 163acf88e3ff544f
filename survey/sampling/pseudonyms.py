"""Pseudonyms: what stands for a dwelling or a person, and is turned back by nobody unasked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.errors import DataError
from survey.files.clean import clean_text
from survey.files.data_table import EMPTY as NOTHING
from survey.files.data_table import Fault
from survey.files.identifiers import wrong_ids
from survey.language.messages import fail, quoted
from survey.sampling.frame_columns import repeated_rows, said_again, spread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from survey.files.data_table import DataColumn
    from survey.sampling.secret import Secret
    from survey.sampling.told import Told

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U (Crockford)
_BITS, _A_SIGN = 128, 5
_DAMAGED = frozenset({"id_rounded", "id_cut"})
_CPR = re.compile(r"(\d{5,6})[- ]?(\d{4})", re.ASCII)


def pseudonym(secret: Secret, project: str, *natural: str) -> str:
    """The pseudonym of a natural id: 128 bits of HMAC-SHA256 in the signs of Crockford's base32.

    Parameters
    ----------
    secret : Secret
    project : str
    *natural : str
        The natural id, in one or several parts.
    """
    digest = secret.digest("pseudonym", project, *map(_natural, natural))
    number = int.from_bytes(digest[: _BITS // 8], "big")
    shifts = range(_BITS - _BITS % _A_SIGN, -1, -_A_SIGN)
    return "".join(_SIGNS[number >> shift & 0b11111] for shift in shifts)


def _natural(written: str) -> str:
    """A natural id without what one program writes and another doesn't."""
    plain = " ".join(clean_text(written).casefold().split())
    cpr = _CPR.fullmatch(plain)
    return plain if cpr is None else f"{cpr[1]:0>6}{cpr[2]}"


def pseudonyms(ids: Sequence[DataColumn], of: tuple[Secret, str], told: Told) -> NDArray[Any]:
    """The pseudonym of each row; rows that can have none are told, but never what stands in them.

    Parameters
    ----------
    ids : sequence of DataColumn
        Those of the natural id.
    of : tuple of Secret and str
        The secret, and the project.
    told : Told

    Raises
    ------
    DataError
        If two natural ids had the same pseudonym.
    """
    for column in ids:
        tell_faults_unsaid(column, told)
        empty = np.flatnonzero(column.index == NOTHING)
        told.wrong("contacts.id_empty", map(int, empty), column, named_only(column))
        for each in wrong_ids(column):
            if each.kind in _DAMAGED:
                told.wrong("contacts.id_damaged", map(int, each.rows), column, named_only(column))
    natural = [list(map(_natural, spread(column.values, column, ""))) for column in ids]
    different: dict[tuple[str, ...], int] = {}
    rows = zip(*natural, strict=True)
    index = np.array([different.setdefault(each, len(different)) for each in rows], dtype=np.intp)
    for column in ids:
        index[column.index == NOTHING] = NOTHING
    again = repeated_rows(index)
    told.wrong("contacts.id_twice", again, ids[0],
               lambda row: said_again(again[row], ids[0], told))  # fmt: skip
    made = [pseudonym(*of, *each) for each in different]
    if len(set(made)) < len(made):  # once in 10^19 registers of a million rows
        raise fail(DataError, "contacts.collision", where=told.table.place())
    return np.array([*made, ""], dtype=object)[index]


def tell_faults_unsaid(column: DataColumn, told: Told) -> None:
    """Tell of formulas and errors, but not what they show."""
    for fault in Fault:
        rows = sorted(row for row, each in column.faults.items() if each is fault)
        told.wrong(f"contacts.cell_{fault}", rows, column, named_only(column))


def named_only(column: DataColumn) -> Callable[[int], dict[str, object]]:
    """The name of a column, and nothing of what stands in it, for a message."""
    return lambda _: {"name": quoted(column.name)}
