"""The mask of estimates and of differences to a contrast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from survey.comparison.families import MEASURES
from survey.disclosure.masks.of_rows import status_column
from survey.disclosure.results.released import ReleasedComparison, ReleasedEstimates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.comparison.comparison import Comparison
    from survey.disclosure.masks.of_rows import Mask
    from survey.estimation.estimates import Estimates

_BASE_COLUMNS = ("n", "df")
_ESTIMATE_COLUMNS = ("estimate", "std_error", "conf_low", "conf_high", "n_eff", "deff")
_NUMBERS_OF_SIDES = ("n", "contrast_n", "count", "contrast_count", "df")
_COMPARISON_COLUMNS = (
    "estimate", "contrast_estimate", "difference", "std_error", "conf_low", "conf_high",
    "simultaneous_low", "simultaneous_high", "p_value", "p_adjusted",
)  # fmt: skip


def masked_comparison(each: Comparison, masks: Sequence[Mask]) -> ReleasedComparison:
    """Differences without what their mask hides, in arrays of their own."""
    (mask,) = masks
    frame = each.to_frame().drop(columns=list(_NUMBERS_OF_SIDES))
    ratios = [name for name in frame if str(name).startswith(MEASURES)]
    frame.loc[mask.hidden, [*_COMPARISON_COLUMNS, *ratios]] = np.nan
    frame.loc[mask.hidden, "mark"] = 0
    frame = frame.assign(status=status_column(mask.status)).copy()
    return ReleasedComparison(
        each.statistic, each.by, each.over, each.contrast, each.adjust, each.level, frame
    )


def masked_estimates(each: Estimates, mask: Mask, *, weighted: bool) -> ReleasedEstimates:
    """Estimates without what their mask hides, in arrays of their own.

    Weighted bases are left out unless every base is shown: with weights that are the same for all
    of an area, the weighted bases of parts and whole would give away the numbers of answers.
    """
    frame = each.to_frame().drop(columns="count")
    frame.loc[mask.hidden, list(_ESTIMATE_COLUMNS)] = np.nan
    if not weighted:
        frame["weighted_n"] = np.nan
    for name in _BASE_COLUMNS:
        frame[name] = frame[name].astype(float).mask(np.array(mask.base_hidden, dtype=bool))
    frame = frame.assign(status=status_column(mask.status)).copy()
    return ReleasedEstimates(
        each.statistic, each.by, each.interval, each.level, frame, each.base, tuple(each.nets)
    )
