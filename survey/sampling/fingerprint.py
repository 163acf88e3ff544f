"""The fingerprint of a frame: the same for the same units, whatever file they are read from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.sampling.frame import ADULTS, AREA, DEPARTMENT, EMPTY, SIZE, UNIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

_FORM = "survey-frame-1"
_ORDER = (UNIT, AREA, DEPARTMENT, ADULTS, EMPTY, SIZE)
_BETWEEN, _AFTER = "\x1f", "\x1e"  # cleaned texts have neither


def fingerprint(kind: str, columns: Mapping[str, NDArray[Any]]) -> str:
    """SHA-256 over the names of the columns and the rows, sorted.

    Parameters
    ----------
    kind : str
        What a row stands for.
    columns : mapping of str to ndarray
        Those of ours come in their own order, then others by their names. Whole numbers are written
        in digits, others in the shortest form that gives them back.
    """
    names = [each for each in _ORDER if each in columns]
    names += sorted(set(columns) - set(_ORDER))
    rows = list(map(_BETWEEN.join, zip(*(_texts(columns[each]) for each in names), strict=True)))
    rows.sort()
    digest = hashlib.sha256(_BETWEEN.join((_FORM, kind, *names)).encode())
    digest.update(_AFTER.join(("", *rows)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _texts(column: NDArray[Any]) -> Iterable[str]:
    if column.dtype.kind in "bif":
        different, index = np.unique(column, return_inverse=True)
        written = np.array([_number(each) for each in different.tolist()], dtype=object)
        return map(str, written[index].tolist())
    return map(str, column.tolist())


def _number(value: float) -> str:
    return str(int(value)) if value == value // 1 else repr(value)
