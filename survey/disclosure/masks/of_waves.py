"""The mask of a comparison of waves: what either wave hides hides the change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.disclosure.masks.of_rows import worst
from survey.disclosure.policy import Status
from survey.disclosure.results.waves import ReleasedWaves

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.comparison.waves.comparison import WaveComparison
    from survey.disclosure.masks.of_rows import Mask
    from survey.estimation.estimates import Estimates

_CHANGE = ("change", "std_error", "conf_low", "conf_high", "p_value", "p_adjusted")
_EXTRA = (
    "contrast_change", "extra_change", "extra_std_error", "extra_low", "extra_high",
    "extra_p_value", "extra_p_adjusted",
)  # fmt: skip
_LEFT_OUT = ("overlap", "correlation", "df", "earlier_count", "count")
_Key = tuple[Any, ...]


class _Side:
    """One wave of a pair: limits and masks of its rows by what they are of."""

    def __init__(self, estimates: Estimates, mask: Mask) -> None:
        frame = estimates.to_frame()
        names = (*estimates.by, "variable", "category")
        keys = list(zip(*(frame[name].tolist() for name in names), strict=True))
        self.status = dict(zip(keys, mask.status, strict=True))
        self.base_hidden = dict(zip(keys, mask.base_hidden, strict=True))
        limits = zip(frame["conf_low"].tolist(), frame["conf_high"].tolist(), strict=True)
        self.limits = dict(zip(keys, limits, strict=True))

    def status_of(self, key: _Key) -> Status:
        """What happened to a row; one that isn't there is not available."""
        return self.status.get(key, Status.UNAVAILABLE)


def masked_waves(each: WaveComparison, masks: Sequence[Mask]) -> ReleasedWaves:
    """What changed, without what the masks of the estimates of either wave hide.

    Parameters
    ----------
    each : WaveComparison
    masks : sequence of Mask
        Of the earlier and the later estimates of each pair in turn.
    """
    frame = each.to_frame()
    records: list[Any] = frame.to_dict("records")
    names = (*each.by, "variable", "category")
    keys = [tuple(record[name] for name in names) for record in records]
    pairs = _pairs(each, records, masks)
    sides = [pairs[record["earlier_wave"], record["later_wave"]] for record in records]
    earlier = [side.status_of(key) for (side, _), key in zip(sides, keys, strict=True)]
    later = [side.status_of(key) for (_, side), key in zip(sides, keys, strict=True)]
    change = [worst(both) for both in zip(earlier, later, strict=True)]
    place = None if each.over is None else each.by.index(each.over)
    extra = _with_contrast(each, keys, sides, change, place)
    contrast = [
        _contrast_status(each, pairs, r, k, place) for r, k in zip(records, keys, strict=True)
    ]
    frame = frame.drop(columns=list(_LEFT_OUT))
    for name, side, statuses in (("earlier_", 0, earlier), ("", 1, later)):
        _put_level(frame, name, [s[side] for s in sides], keys, statuses)
    _hide(frame, _CHANGE, "mark", change)
    _hide(frame, _EXTRA, "extra_mark", extra)
    _hide(frame, ("contrast_estimate",), None, contrast)
    broken = [
        _is_broken(each, record, key, place) for record, key in zip(records, keys, strict=True)
    ]
    columns = {
        "earlier_status": earlier,
        "later_status": later,
        "status": change,
        "extra_status": extra,
        "contrast_status": contrast,
    }
    frame = frame.assign(
        broken=broken, **{name: pd.Series(some, dtype=object) for name, some in columns.items()}
    )
    return ReleasedWaves(
        each.statistic, each.by, each.over, each.waves, each.contrast, each.adjust, each.level,
        each.codebook, each.base, tuple(each.nets), each.breaks, each.footnotes, each.notes,
        frame.copy(),
    )  # fmt: skip


def _pairs(
    each: WaveComparison, records: Sequence[Any], masks: Sequence[Mask]
) -> Mapping[tuple[str, str], tuple[_Side, _Side]]:
    """Both sides of each pair of waves; pairs come in the order of their rows."""
    names = dict.fromkeys((record["earlier_wave"], record["later_wave"]) for record in records)
    left = iter(masks)
    return {
        pair: (_Side(earlier, next(left)), _Side(later, next(left)))
        for pair, (earlier, later) in zip(names, each.estimates, strict=True)
    }


def _with_contrast(
    each: WaveComparison,
    keys: Sequence[_Key],
    sides: Sequence[tuple[_Side, _Side]],
    change: Sequence[Status],
    place: int | None,
) -> list[Status]:
    """The status of what is beyond the contrast: that of both changes."""
    if place is None or each.contrast is None:
        return [Status.UNAVAILABLE] * len(keys)
    found = []
    for key, both, own in zip(keys, sides, change, strict=True):
        other = (*key[:place], each.contrast, *key[place + 1 :])
        found.append(worst([own, *(side.status_of(other) for side in both)]))
    return found


def _contrast_status(
    each: WaveComparison,
    pairs: Mapping[tuple[str, str], tuple[_Side, _Side]],
    record: Mapping[str, Any],
    key: _Key,
    place: int | None,
) -> Status:
    """The worst that happened to the contrast's level in the wave that it is from."""
    wave = record["contrast_wave"]
    if not wave or place is None:
        return Status.UNAVAILABLE
    other = (*key[:place], each.contrast, *key[place + 1 :])
    found = [
        side.status[other]
        for names, sides in pairs.items()
        for name, side in zip(names, sides, strict=True)
        if name == wave and other in side.status
    ]
    return worst(found) if found else Status.UNAVAILABLE


def _put_level(
    frame: pd.DataFrame,
    name: str,
    sides: Sequence[_Side],
    keys: Sequence[_Key],
    statuses: Sequence[Status],
) -> None:
    """The level of a wave with its limits, and its number of answers, as far as they are shown."""
    hidden = np.array([status.hidden for status in statuses], dtype=bool)
    level = "earlier" if name else "estimate"
    frame[level] = frame[level].mask(hidden)
    absent = (np.nan, np.nan)
    limits = [side.limits.get(key, absent) for side, key in zip(sides, keys, strict=True)]
    for place, end in enumerate(("low", "high")):
        values = np.array([each[place] for each in limits], dtype=float)
        frame[f"{name}{end}"] = np.where(hidden, np.nan, values)
    no_base = [side.base_hidden.get(key, False) for side, key in zip(sides, keys, strict=True)]
    frame[f"{name}n"] = frame[f"{name}n"].astype(float).mask(np.array(no_base, dtype=bool))


def _hide(
    frame: pd.DataFrame, names: Sequence[str], mark: str | None, statuses: Sequence[Status]
) -> None:
    hidden = np.array([status.hidden for status in statuses], dtype=bool)
    frame.loc[hidden, list(names)] = np.nan
    if mark is not None:
        frame.loc[hidden, mark] = 0


def _is_broken(
    each: WaveComparison, record: Mapping[str, Any], key: _Key, place: int | None
) -> bool:
    """Whether a break forbids the change of a row."""
    area = None if place is None else key[place]
    return any(
        (one.earlier, one.later) == (record["earlier_wave"], record["later_wave"])
        and one.is_about(record["variable"], area, record["category"])
        for one in each.breaks
    )
