"""Dispositions put together unit by unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.fieldwork.dispositions import Dispositions
from survey.fieldwork.final import OUTCOMES
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.tallies import counts_frame, tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from survey.fieldwork.rule import DispositionRule
    from survey.fieldwork.sampled import Units

    Places = NDArray[np.intp]

PENDING, NOBODY = OUTCOMES.index(Outcome.PENDING), OUTCOMES.index(Outcome.NON_CONTACT)


def dispositions_by_unit(
    units: Units,
    final: Places,
    refused: NDArray[np.bool_],
    ends: Mapping[str, NDArray[Any]],
    *,
    unit: str,
    rule: DispositionRule,
    closed: bool,
    attempts: pd.DataFrame | None,
) -> Dispositions:
    """Dispositions of units whose final outcomes are known.

    Parameters
    ----------
    units : Units
    final : ndarray of intp, shape (N,)
        Places in `OUTCOMES`; those that are pending become non-contacts if fieldwork is over.
    refused : ndarray of bool, shape (N,)
        Which were refused for good at some time.
    ends : mapping of str to ndarray
        As `Log.ends` gives them.
    unit : {"dwelling", "person"}
    rule : DispositionRule
    closed : bool
    attempts : DataFrame or None
    """
    final = np.where((final == PENDING) & closed, NOBODY, final)
    n, weighted = tally(units.place, final, units.weight, len(units.area.codes))
    hard = refused & (final == OUTCOMES.index(Outcome.REFUSAL))
    return Dispositions(
        _unit_frame(units, final, hard, ends),
        counts_frame(units.area, n, weighted),
        units.area,
        unit,
        attempts,
        closed,
        (),
        rule,
        units.has_weights,
    )


def _unit_frame(
    units: Units, final: Places, hard: NDArray[np.bool_], ends: Mapping[str, NDArray[Any]]
) -> pd.DataFrame:
    codes = np.array([code.value for code in units.area.codes], dtype=object)
    texts = {
        "unit": units.ids,
        "area": codes[units.place],
        "outcome": np.array(OUTCOMES, dtype=object)[final],
        **ends,
        "base_weight": units.weight,
        "hard_refusal": hard,
        **units.more,
    }
    return pd.DataFrame(
        {name: pd.Series(cells, dtype=cells.dtype) for name, cells in texts.items()}
    )
