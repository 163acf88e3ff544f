"""How many units of each area had each outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.fieldwork.final import OUTCOMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from survey.codebook import Variable
    from survey.kernels.layout import Floats, Ints


def tally(
    area: NDArray[np.intp], outcome: NDArray[np.intp], weight: Floats, areas: int
) -> tuple[Ints, Floats]:
    """Units and sums of their weights, of each area and outcome.

    Parameters
    ----------
    area, outcome : ndarray of intp, shape (n,)
        Their places.
    weight : ndarray of float64, shape (n,)
    areas : int

    Returns
    -------
    n : ndarray of int64, shape (areas, 9)
    weighted : ndarray of float64, shape (areas, 9)
    """
    cells = area * len(OUTCOMES) + outcome
    size = areas * len(OUTCOMES)
    shape = (areas, len(OUTCOMES))
    n = np.bincount(cells, minlength=size).astype(np.int64)
    weighted = np.bincount(cells, weights=weight, minlength=size).astype(np.float64)
    return n.reshape(shape), weighted.reshape(shape)


def counts_frame(area: Variable, n: Ints, weighted: Floats) -> pd.DataFrame:
    """A row for each area and outcome.

    Parameters
    ----------
    area : Variable
    n, weighted : ndarray, shape (areas, 9)
    """
    codes = np.array([code.value for code in area.codes], dtype=object)
    return pd.DataFrame(
        {
            "area": pd.Series(np.repeat(codes, len(OUTCOMES)), dtype=object),
            "outcome": pd.Series(list(OUTCOMES) * len(codes), dtype=object),
            "n": n.ravel(),
            "weighted": weighted.ravel(),
        }
    )


def places_of_outcomes(units: pd.DataFrame) -> NDArray[np.intp]:
    """The place of the outcome of each unit in `OUTCOMES`."""
    names = [outcome.value for outcome in OUTCOMES]
    codes = pd.Categorical(units["outcome"].astype("str"), categories=names).codes
    return np.array(codes, dtype=np.intp)
