"""Cells of a column of answers as numbers or as texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas.api.types import infer_dtype, is_numeric_dtype

from survey.codebook import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from survey.codebook import Variable

_OF_NUMBERS = frozenset({"boolean", "decimal", "floating", "integer", "mixed-integer-float"})


def holds_numbers(cells: pd.Series[Any], variable: Variable | None) -> bool:
    """Whether a column is one of numbers: codes, places in a ranking, amounts.

    Parameters
    ----------
    cells : Series
    variable : Variable or None
        What the column means; None for columns on how somebody answered, and weights.
    """
    if variable is None:
        return is_numeric_dtype(cells) or infer_dtype(cells, skipna=True) in _OF_NUMBERS
    if variable.kind is Kind.GROUP:
        return bool(variable.codes) and all(isinstance(c.value, int) for c in variable.codes)
    return variable.kind not in {Kind.TEXT, Kind.DATE}


def numbers_of(cells: pd.Series[Any]) -> NDArray[np.float64]:
    """Numbers; NaN for nothing."""
    return np.asarray(cells.to_numpy(dtype=float, na_value=np.nan), dtype=float)


def texts_of(cells: pd.Series[Any]) -> NDArray[Any]:
    """Texts; nothing is an empty one."""
    codes, different = pd.factorize(cells)
    table = np.array([*(str(each) for each in different), ""], dtype=object)
    return np.asarray(table[codes], dtype=object)


def plain_cells(cells: pd.Series[Any], variable: Variable | None) -> NDArray[Any]:
    """Numbers or texts, whichever the column holds."""
    return numbers_of(cells) if holds_numbers(cells, variable) else texts_of(cells)


def are_whole(numbers: NDArray[np.float64]) -> bool:
    """Whether all numbers that are there are whole."""
    known = numbers[np.isfinite(numbers)]
    return bool((known == np.trunc(known)).all())
