"""The different values of a column as texts, and which of them stands in each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from survey.files.csv_layout import DecimalMark, decimal_marks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_EXACT = 2.0**53


class _Positions(dict[str, int]):
    """The position of each text, in the order in which they are first asked for."""

    def __missing__(self, text: str) -> int:
        self[text] = position = len(self)
        return position


def written(number: float) -> str:
    """A number as it is written in the one way that values have.

    Examples
    --------
    >>> written(1.0), written(2.5), written(-9), written(1e-7)
    ('1', '2.5', '-9', '0.0000001')
    """
    if number == int(number):
        return str(int(number))
    plain = repr(float(number))
    return plain if "e" not in plain else np.format_float_positional(number, trim="-")


def different_texts(cells: Iterable[str]) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """The different texts but the empty one, and their places; −1 where nothing stands.

    Parameters
    ----------
    cells : iterable of str
    """
    positions = _Positions({"": 0})
    index = np.fromiter(map(positions.__getitem__, cells), dtype=np.intp) - 1
    return tuple(positions)[1:], index


def different_numbers(numbers: NDArray[np.float64]) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """The different numbers as they are written, and their places; −1 for NaN.

    Parameters
    ----------
    numbers : ndarray of float64
    """
    codes, found = pd.factorize(numbers)
    return tuple(map(written, found.tolist())), codes.astype(np.intp)


def decimal_of_texts(values: Iterable[str]) -> DecimalMark | None:
    """The decimal mark of numbers that are kept as texts, if it is clear.

    Parameters
    ----------
    values : iterable of str
        The different texts of a column.
    """
    marks, grouped = decimal_marks(values)
    return cast("DecimalMark", next(iter(marks))) if len(marks) == 1 and not grouped else None
