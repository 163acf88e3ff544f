"""The mask of ranks, of outcomes beside a contrast, and of areas beside figures from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.comparison.area_ranks import RANK_COLUMNS
from survey.disclosure.masks.of_rows import worst
from survey.disclosure.policy import Status
from survey.disclosure.results.ranks import (
    ReleasedBenchmarks,
    ReleasedEquivalence,
    ReleasedRanks,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.comparison.area_ranks import AreaRanks
    from survey.comparison.benchmark import BenchmarkComparison
    from survey.comparison.equivalences import Equivalence
    from survey.disclosure.masks.of_rows import Mask
    from survey.estimation.estimates import Estimates
    from survey.kernels.layout import Bools

_ANSWERS = ("n", "count")
_OF_RANKS = ("estimate", "conf_low", "conf_high", *RANK_COLUMNS)
_OF_BENCHMARKS = (
    "estimate", "own_low", "own_high", "difference", "std_error", "conf_low", "conf_high",
    "p_value",
)  # fmt: skip
_TOGETHER = ("simultaneous_low", "simultaneous_high", "p_adjusted")
"""What depends on every area, hidden ones among them."""
_OF_OUTCOMES = (
    "estimate", "contrast_estimate", "difference", "std_error", "inner_low", "inner_high",
    "p_above", "p_below", "p_value", "p_adjusted",
)  # fmt: skip


def masked_ranks(each: AreaRanks, masks: Sequence[Mask]) -> ReleasedRanks:
    """A ranking of the areas that are shown, made anew without those that are hidden.

    Where an area that is hidden kept its place, the shares on both sides of it would tell what its
    own is; and the ranks that others may have would tell which of them it surely differs from.
    """
    status = _status(each.to_frame(), each.by, each.estimates, masks)
    hidden = _hidden(status)
    frame = each.among(~hidden).to_frame().drop(columns=list(_ANSWERS))
    frame.loc[hidden, list(_OF_RANKS)] = np.nan
    frame.loc[hidden, ["may_be_first", "may_be_last"]] = False
    return ReleasedRanks(
        each.statistic, each.by, each.over, each.method, each.level, _with_status(frame, status)
    )


def masked_equivalence(each: Equivalence, masks: Sequence[Mask]) -> ReleasedEquivalence:
    """Outcomes of the differences that are shown, corrected for no others than these."""
    status = masks[0].status
    hidden = _hidden(status)
    frame = each.among(~hidden).to_frame()
    frame = frame.drop(columns=[*_ANSWERS, *(f"contrast_{name}" for name in _ANSWERS), "df"])
    frame.loc[hidden, list(_OF_OUTCOMES)] = np.nan
    frame.loc[hidden, "mark"] = 0
    frame.loc[hidden, "outcome"] = None
    return ReleasedEquivalence(
        each.statistic, each.by, each.over, each.contrast, each.waves, each.adjust, each.level,
        dict(each.margins), each.compared[0].adjust, _with_status(frame, status),
    )  # fmt: skip


def masked_benchmarks(each: BenchmarkComparison, masks: Sequence[Mask]) -> ReleasedBenchmarks:
    """Differences from figures from outside, without those of areas that are hidden."""
    frame = each.to_frame()
    status = _status(frame, each.by, each.estimates, masks)
    hidden = _hidden(status)
    frame = frame.drop(columns=[*_ANSWERS, "df", *_TOGETHER])
    frame.loc[hidden, list(_OF_BENCHMARKS)] = np.nan
    frame.loc[hidden, "mark"] = 0
    return ReleasedBenchmarks(
        each.statistic, each.by, each.over, dict(each.benchmarks), each.adjust, each.level,
        _with_status(frame, status),
    )  # fmt: skip


def _status(
    frame: pd.DataFrame, by: tuple[str, ...], estimates: Sequence[Estimates], masks: Sequence[Mask]
) -> list[Status]:
    """What happened to the estimate behind each row."""
    names = [*by, "variable", "category"]
    found: dict[tuple[Any, ...], Status] = {}
    for part, mask in zip(estimates, masks, strict=True):
        for key, status in zip(_keys(part.to_frame(), names), mask.status, strict=True):
            found[key] = worst([status, found.get(key, Status.SHOWN)])
    return [found[key] for key in _keys(frame, names)]


def _keys(frame: pd.DataFrame, names: list[str]) -> list[tuple[Any, ...]]:
    return list(zip(*(frame[name].tolist() for name in names), strict=True))


def _hidden(status: Sequence[Status]) -> Bools:
    return np.array([each.hidden for each in status], dtype=bool)


def _with_status(frame: pd.DataFrame, status: Sequence[Status]) -> pd.DataFrame:
    return frame.assign(status=pd.Series(list(status), dtype=object)).copy()
