"""Fair comparisons and decompositions on their way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.comparison.fair.comparison import FairComparison
from survey.comparison.fair.decomposition import Decomposition, Part
from survey.disclosure.audit.fair_cells import Told, hide_what_tells
from survey.disclosure.masks.of_rows import worst
from survey.disclosure.policy import Status
from survey.disclosure.results.fair import ReleasedDecomposition, ReleasedFair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.comparison.comparison import Comparison
    from survey.disclosure.masks.of_rows import Mask
    from survey.disclosure.policy import ReleasePolicy
    from survey.estimation.estimates import Estimates

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


def parts_of_fair(each: Fair) -> list[Estimates | Comparison]:
    """What the differences are masked by: the differences as they are, or what changed."""
    if isinstance(each, Decomposition) and each.waves:
        return list(each.measured)
    return [each.raw]


def fair_masks(
    given: Sequence[Any],
    masks: Sequence[Sequence[Mask]],
    everything: Sequence[Estimates | Comparison],
    rules: ReleasePolicy,
) -> list[FairMask]:
    """The masks of fair comparisons, made together.

    Parameters
    ----------
    given : sequence
        All results that are released together; those that aren't fair are passed over.
    masks : sequence of sequence of Mask
        Of the parts of each.
    everything : sequence of Estimates or Comparison
        The parts of all results.
    """
    fair = [
        (each, *_of_areas(each, mine))
        for each, mine in zip(given, masks, strict=True)
        if isinstance(each, Fair)
    ]
    told = [
        Told(each.cells, each.raw.to_frame()[each.over].tolist(), [own.hidden for own in status])
        for each, status, _ in fair
    ]
    hide_what_tells(told, rules)
    made = []
    for (each, status, bases), found in zip(fair, told, strict=True):
        own = {id(part) for part in parts_of_fair(each)}
        others = [part for part in everything if id(part) not in own]
        apart = _told_apart(each, each.raw.to_frame(), others, rules)
        made.append(FairMask(_with(status, apart), _with(status, found.hidden), bases))
    return made


def _of_areas(each: Fair, masks: Sequence[Mask]) -> tuple[list[Status], list[bool]]:
    """What happens to the number of each area, and to its number of answers."""
    parts = parts_of_fair(each)
    if parts == [each.raw]:
        return masks[0].status, masks[0].base_hidden
    found: dict[Any, tuple[list[Status], list[bool]]] = {}
    for part, mask in zip(parts, masks, strict=True):
        areas = part.to_frame()[each.over].tolist()
        for area, status, hidden in zip(areas, mask.status, mask.base_hidden, strict=True):
            known = found.setdefault(area, ([], []))
            known[0].append(status)
            known[1].append(hidden)
    mine = [found[area] for area in each.raw.to_frame()[each.over].tolist()]
    return [worst(status) for status, _ in mine], [any(hidden) for _, hidden in mine]


def _with(status: list[Status], hidden: list[bool]) -> list[Status]:
    """Statuses where some are hidden on top."""
    return [
        Status.CONFIDENTIAL if hide and not own.hidden else own
        for own, hide in zip(status, hidden, strict=True)
    ]


def _told_apart(
    each: Fair, raw: pd.DataFrame, others: Sequence[Estimates | Comparison], rules: ReleasePolicy
) -> list[bool]:
    """Whether another number of a few people more gives away what these few answered."""
    if rules.internal or not each.left_out:
        return [False] * len(raw)
    wanted = set(zip(raw["variable"], raw["category"], strict=True))
    sizes: dict[Any, set[float]] = {}
    for other in others:
        frame = other.to_frame()
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
