"""Fair comparisons and decompositions on their way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.comparison.decomposition import Decomposition, Part
from survey.comparison.fair_comparison import FairComparison
from survey.disclosure.cells import Sum
from survey.disclosure.count_rows import sides_of_comparison
from survey.disclosure.fair_cells import Told, hide_what_tells
from survey.disclosure.policy import Status
from survey.disclosure.released_fair import ReleasedDecomposition, ReleasedFair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.cells import CountRow
    from survey.disclosure.count_rows import Key
    from survey.disclosure.policy import ReleasePolicy

Fair = FairComparison | Decomposition
_RAW = (
    "estimate", "contrast_estimate", "difference", "std_error", "conf_low", "conf_high",
    "simultaneous_low", "simultaneous_high", "p_value", "p_adjusted",
)  # fmt: skip
_ADJUSTED = (
    "adjusted", "contrast_adjusted", "adjusted_difference", "adjusted_std_error",
    "adjusted_conf_low", "adjusted_conf_high", "adjusted_simultaneous_low",
    "adjusted_simultaneous_high", "adjusted_p_value", "adjusted_p_adjusted",
)  # fmt: skip
_EXPLAINED = (
    "explained", "explained_std_error", "explained_low", "explained_high", "explained_p_value",
)  # fmt: skip
_BASES = ("n", "contrast_n")
_COUNTS = ("count", "contrast_count", "df", "adjusted_df")
_PART_NUMBERS = ("estimate", "std_error", "conf_low", "conf_high", "p_value")


@dataclass(frozen=True, slots=True)
class FairMask:
    """What happens to each area.

    Attributes
    ----------
    raw : list of Status
        To its numbers as they are.
    adjusted : list of Status
        To what goes with the composition.
    base_hidden : list of bool
        Whether its number of answers is hidden too.
    """

    raw: list[Status]
    adjusted: list[Status]
    base_hidden: list[bool]


def sides_of_fair(
    each: Fair, source: int, beside: dict[Key, CountRow], rules: ReleasePolicy
) -> list[tuple[CountRow, CountRow]]:
    """The two sides of each difference as rows of counts; the earlier wave is of other people."""
    sides = sides_of_comparison(each.raw, source, beside, rules)
    if isinstance(each, Decomposition) and each.waves:
        for later, earlier in sides:
            earlier.source = -1 - source
            earlier.counted = Sum(later.counted.domain, earlier.counted.codes)
            earlier.base = Sum(later.base.domain, earlier.base.codes)
    return sides


def fair_masks(
    given: Sequence[tuple[Fair, list[Status], list[bool]]],
    everything: Sequence[Any],
    rules: ReleasePolicy,
) -> list[FairMask]:
    """The masks of fair comparisons, made together.

    Parameters
    ----------
    given : sequence of (result, list of Status, list of bool)
        With what the raw difference of each area came to, and whether its base is hidden.
    everything : sequence
        All results that are released together.
    """
    told = [
        Told(each.cells, each.raw.to_frame()[each.over].tolist(), [own.hidden for own in status])
        for each, status, _ in given
    ]
    hide_what_tells(told, rules)
    masks = []
    for (each, status, bases), found in zip(given, told, strict=True):
        others = [other for other in everything if other is not each]
        apart = _told_apart(each, each.raw.to_frame(), others, rules)
        masks.append(FairMask(_with(status, apart), _with(status, found.hidden), bases))
    return masks


def _with(status: list[Status], hidden: list[bool]) -> list[Status]:
    """Statuses where some are hidden on top."""
    return [
        Status.CONFIDENTIAL if hide and not own.hidden else own
        for own, hide in zip(status, hidden, strict=True)
    ]


def _told_apart(
    each: Fair, raw: pd.DataFrame, others: Sequence[Any], rules: ReleasePolicy
) -> list[bool]:
    """Whether another number of a few people more gives away what these few answered."""
    if rules.internal or not each.left_out:
        return [False] * len(raw)
    wanted = set(zip(raw["variable"], raw["category"], strict=True))
    sizes: dict[Any, set[float]] = {}
    for other in others:
        frame = (other.raw if isinstance(other, Fair) else other).to_frame()
        if other.by != (each.over,) or not {"variable", "n"} <= set(frame):
            continue
        for row in frame.to_dict("records"):
            if (row["variable"], row["category"]) not in wanted:
                continue
            sizes.setdefault(row[each.over], set()).add(row["n"])
            if "contrast_n" in row:
                sizes.setdefault(row["contrast"], set()).add(row["contrast_n"])

    def few(area: object, n: float) -> bool:
        return any(0 < abs(size - n) < rules.minimum_base for size in sizes.get(area, ()))

    return [
        few(row[each.over], row["n"]) or few(row["contrast"], row["contrast_n"])
        for row in raw.to_dict("records")
    ]


def masked_fair(each: Fair, mask: FairMask) -> ReleasedFair | ReleasedDecomposition:
    """A result without what its mask hides, in arrays of its own."""
    if isinstance(each, Decomposition):
        return _masked_parts(each, mask)
    frame = each.to_frame().drop(columns=list(_COUNTS))
    raw = np.array([own.hidden for own in mask.raw], dtype=bool)
    adjusted = np.array([own.hidden for own in mask.adjusted], dtype=bool)
    frame.loc[raw, list(_RAW)] = np.nan
    frame.loc[adjusted, list(_ADJUSTED)] = np.nan
    frame.loc[raw | adjusted, list(_EXPLAINED)] = np.nan
    for name in _BASES:
        frame[name] = frame[name].astype(float).mask(np.array(mask.base_hidden, dtype=bool) | raw)
    frame.loc[raw, "mark"] = 0
    frame.loc[adjusted, "adjusted_mark"] = 0
    frame["status"] = pd.Series(mask.raw, dtype=object)
    frame["adjusted_status"] = pd.Series(mask.adjusted, dtype=object)
    return ReleasedFair(
        each.statistic, each.over, each.contrast, each.characteristics, each.method, each.to,
        each.standard_area, each.adjust, each.level, each.left_out > 0, frame.copy(),
    )  # fmt: skip


def _masked_parts(each: Decomposition, mask: FairMask) -> ReleasedDecomposition:
    frame = each.to_frame().drop(columns="df")
    places = {area: k for k, area in enumerate(each.raw.to_frame()[each.over])}
    records = frame.to_dict("records")
    status = [
        mask.raw[places[row[each.over]]]
        if row["part"] == Part.GAP
        else _worse(mask.raw[places[row[each.over]]], mask.adjusted[places[row[each.over]]])
        for row in records
    ]
    hidden = np.array([own.hidden for own in status], dtype=bool)
    frame.loc[hidden, list(_PART_NUMBERS)] = np.nan
    frame["status"] = pd.Series(status, dtype=object)
    return ReleasedDecomposition(
        each.statistic, each.over, each.contrast, each.characteristics, each.method,
        each.reference, each.model, each.level, each.waves, each.left_out > 0, frame.copy(),
    )  # fmt: skip


def _worse(one: Status, other: Status) -> Status:
    return one if one.hidden else other
