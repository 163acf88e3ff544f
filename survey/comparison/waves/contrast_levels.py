"""The level of the contrast area beside each change: of the later wave, or the last measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.comparison.waves.comparison import series_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.comparison.waves.comparison import Break

Levels = dict[tuple[Any, ...], dict[str, float]]


def with_contrast_levels(
    frame: pd.DataFrame,
    breaks: Sequence[Break],
    waves: tuple[str, ...],
    over: str | None,
    contrast: object,
) -> pd.DataFrame:
    """Changes with ``contrast_estimate`` and ``contrast_wave`` beside them.

    Where the later wave didn't measure the contrast area, its level is that of the last wave that
    did, as long as the question is the same; it is a level to look at, never part of a change.
    """
    records: list[Any] = frame.to_dict("records")
    known = _levels(records, over, contrast)
    found = [_last(known, record, breaks, waves, over) for record in records]
    return frame.assign(
        contrast_estimate=np.array([level for level, _ in found], dtype=float),
        contrast_wave=pd.Series([wave for _, wave in found], dtype=object),
    )


def _levels(records: Sequence[Any], over: str | None, contrast: object) -> Levels:
    """Levels of the contrast area by what they are of, then by wave."""
    found: Levels = {}
    if over is None or contrast is None:
        return found
    for record in records:
        if record[over] != contrast:
            continue
        levels = found.setdefault(_key(record, over), {})
        for wave, level in (("earlier_wave", "earlier"), ("later_wave", "estimate")):
            if not np.isnan(record[level]):
                levels[record[wave]] = record[level]
    return found


def _last(
    known: Levels,
    record: Any,  # noqa: ANN401 - a row of a frame
    breaks: Sequence[Break],
    waves: tuple[str, ...],
    over: str | None,
) -> tuple[float, str]:
    levels: Mapping[str, float] = known.get(_key(record, over), {})
    variable, category, now = record["variable"], record["category"], record["later_wave"]
    if not levels:
        return np.nan, ""
    series = next(s for s in series_of(breaks, waves, variable, category) if now in s)
    for wave in reversed(series[: series.index(now) + 1]):
        if wave in levels:
            return levels[wave], wave
    return np.nan, ""


_FIRST_NUMBER = "earlier_wave"


def _key(record: Any, over: str | None) -> tuple[Any, ...]:  # noqa: ANN401 - a row of a frame
    """What a row is of, the area apart."""
    names = list(record)
    return tuple(record[n] for n in names[: names.index(_FIRST_NUMBER)] if n != over)
