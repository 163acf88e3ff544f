"""Two waves compared: their rows put side by side, with changes where nothing forbids it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Domain
from survey.comparison.waves.area_sentences import with_older_areas
from survey.comparison.waves.changes import Asked, PairedRows, changes, spread_of
from survey.comparison.waves.rows import Between, blocked, rows_of
from survey.comparison.waves.units import Wave, linked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.comparison.waves.comparable_waves import ComparableWaves
    from survey.comparison.waves.comparison import Break
    from survey.comparison.waves.rows import Key, Rows
    from survey.findings import Finding
    from survey.kernels.layout import Ints

_CHANGES = (
    "change", "std_error", "conf_low", "conf_high", "df", "p_value", "p_adjusted", "mark",
    "overlap", "correlation", "contrast_change", "extra_change", "extra_std_error", "extra_low",
    "extra_high", "extra_p_value", "extra_p_adjusted", "extra_mark",
)  # fmt: skip
_MARKS = ("mark", "extra_mark")


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """What is asked of each pair of waves.

    Attributes
    ----------
    column : str or None
        The by-column of areas.
    contrast : object
        The area whose change others are held against; None if none is.
    key, person : str or None
    independent : bool
    asked : Asked
    """

    column: str | None
    contrast: object
    key: str | None
    person: str | None
    independent: bool
    asked: Asked


@dataclass(frozen=True, slots=True, eq=False)
class ComparedPair:
    """Two waves, compared."""

    frame: pd.DataFrame
    breaks: tuple[Break, ...]
    notes: tuple[Finding, ...]


def compare_pair(pair: ComparableWaves, request: Request) -> ComparedPair:
    """Compare two waves."""
    earlier, later = pair.earlier, pair.later
    first, second = Wave(pair.names[0], earlier), Wave(pair.names[1], later)
    link = linked(
        first, second, request.key, independent=request.independent, person=request.person
    )
    rows, frames = rows_of(earlier, later), (earlier.to_frame(), later.to_frame())
    place = None if request.column is None else later.by.index(request.column)
    book = with_older_areas(later.codebook, earlier.codebook, request.column)
    between = Between(*pair.names, place, request.column or "", book)
    breaks = [*pair.breaks, *_new(between.lacking(rows, frames), pair.breaks)]
    free = np.flatnonzero(rows.both & ~blocked(breaks, rows, place))
    paired = _paired(rows, free, place, request.contrast)
    if request.contrast is not None:
        alone = free[paired.contrast < 0]
        breaks += between.without_contrast(rows, alone, request.contrast, tuple(breaks))
    beside = tuple(
        frame.iloc[places[free]]
        for frame, places in zip(frames, (rows.earlier, rows.later), strict=True)
    )
    found: dict[str, Any] = {}
    if len(free):
        spread = spread_of(link, earlier, later, paired, request.asked.unknown)
        found = changes((beside[0], beside[1]), paired, spread, later.statistic, request.asked)
    frame = _frame(pair, rows, frames, free, found)
    return ComparedPair(frame, tuple(breaks), link.notes)


def _new(breaks: Iterable[Break], known: tuple[Break, ...]) -> list[Break]:
    """Breaks that aren't said already."""
    return [
        each
        for each in breaks
        if not any(other.is_about(each.variable, each.area) for other in known)
    ]


def _paired(rows: Rows, free: Ints, place: int | None, contrast: object) -> PairedRows:
    keys = [rows.keys[each] for each in free]
    at = {key: number for number, key in enumerate(keys)}
    variables = pd.factorize(np.array([key[-2] for key in keys], dtype=object))[0]
    families = _numbered(_family(key, place) for key in keys)
    beside = [_beside(key, place, contrast, at) for key in keys]
    return PairedRows(
        earlier=rows.earlier[free],
        later=rows.later[free],
        variable=variables.astype(np.int64),
        family=families,
        domain=_numbered(key[:-1] for key in keys),
        contrast=np.array(beside, dtype=np.int64),
    )


def _family(key: Key, place: int | None) -> Key:
    """What a row shares with those of the other areas; a row of no area is alone."""
    if place is None or isinstance(key[place], Domain):
        return (True, *key)
    return (False, *key[:place], *key[place + 1 :])


def _beside(key: Key, place: int | None, contrast: object, at: dict[Key, int]) -> int:
    """The row of the contrast area beside that of an area; −1 without one."""
    if place is None or contrast is None or isinstance(key[place], Domain):
        return -1
    if key[place] == contrast:
        return -1
    return at.get((*key[:place], contrast, *key[place + 1 :]), -1)


def _numbered(keys: Iterable[Key]) -> Ints:
    number: dict[Key, int] = {}
    return np.array([number.setdefault(key, len(number)) for key in keys], dtype=np.int64)


def _frame(
    pair: ComparableWaves,
    rows: Rows,
    frames: tuple[pd.DataFrame, pd.DataFrame],
    free: Ints,
    found: dict[str, Any],
) -> pd.DataFrame:
    names = [*pair.later.by, "variable", "category"]
    columns: dict[str, Any] = {
        name: pd.Series([key[place] for key in rows.keys], dtype=object)
        for place, name in enumerate(names)
    }
    for name, wave in zip(("earlier_wave", "later_wave"), pair.names, strict=True):
        columns[name] = pd.Series([wave] * len(rows.keys), dtype=object)
    columns["earlier"] = _put(frames[0], "estimate", rows.earlier)
    columns["estimate"] = _put(frames[1], "estimate", rows.later)
    for name in _CHANGES:
        empty = 0 if name in _MARKS else np.nan
        values = np.full(len(rows.keys), empty, dtype=np.int64 if name in _MARKS else float)
        if found:
            values[free] = found[name]
        columns[name] = values
    for side, frame, places in (("earlier_", frames[0], rows.earlier), ("", frames[1], rows.later)):
        columns[f"{side}n"] = np.nan_to_num(_put(frame, "n", places)).astype(np.int64)
        columns[f"{side}count"] = _put(frame, "count", places)
        columns[f"{side}n_eff"] = _put(frame, "n_eff", places)
    known = pair.comparability
    words = [known.get(key[-2], known.get(str(key[-1]), "")) for key in rows.keys]
    columns["comparability"] = pd.Series(words, dtype=object)
    return pd.DataFrame(columns)


def _put(frame: pd.DataFrame, name: str, places: Ints) -> Any:  # noqa: ANN401
    """Values of a column, NaN where a wave lacks the row."""
    values = frame[name].to_numpy(float)
    return np.where(places >= 0, values[np.maximum(places, 0)], np.nan)
