"""Who answered beside the register, by age group and gender, in groups too large to tell anyone.

Groups are merged with a neighbour until each of their cells holds nobody or enough respondents, in
every area at once: so no cell can be worked out from the charts of other areas and of all together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.errors import DataError, WrongUseError
from survey.figures.plain_values import (
    checked_frame,
    counts_of,
    is_blank,
    numbers_of,
    rows_of,
    unknown,
)
from survey.language.catalogue import text
from survey.language.messages import culprits, fail

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from survey.codebook import Codebook
    from survey.disclosure.policy import ReleasePolicy
    from survey.kernels.layout import Floats

_HIDDEN_TEXT = re.compile(r"\s*(?:[<≤]\s*\d+|\.{1,3}|[†•*:-])\s*")
_FROM_TO = re.compile(r"(?P<low>\d+)\s*[-–]\s*(?P<high>\d+)(?P<words>\D*)")
_FROM_ON = re.compile(r"(?P<low>\d+)(?P<words>\D*)")
_POOLED = object()
Counts = dict[Any, "Floats"]


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns."""

    group: str
    gender: str
    count: str
    over: str | None
    weighted: str | None


@dataclass(frozen=True, slots=True)
class Cells:
    """Persons by area, age group and gender.

    Attributes
    ----------
    groups, genders : tuple
        Codes of the age groups, the youngest first, and of the two genders.
    respondents, weighted, register : dict of area to array (groups, genders)
        One entry, None, where there are no areas. Register cells that were not handed out are NaN.
    others : bool
        Whether there are respondents of another gender or of none.
    """

    groups: tuple[Any, ...]
    genders: tuple[Any, ...]
    respondents: Counts
    weighted: Counts | None
    register: Counts
    others: bool


@dataclass(frozen=True, slots=True)
class Protection:
    """Which age groups are shown as one, and which areas not at all.

    None among the hidden ones is all areas together.
    """

    bands: tuple[tuple[int, ...], ...]
    hidden: frozenset[Any]


def cells_of(respondents: object, register: object, columns: Columns, codebook: Codebook) -> Cells:
    """Read and check both frames.

    Raises
    ------
    DataError
        If a count is none, a cell stands twice, or there aren't two genders.
    UnknownNameError
        If a column is missing, or respondents are of a group that the register doesn't have.
    WrongUseError
        If one of them is no frame.
    """
    needed = (columns.group, columns.gender, columns.over)
    answered = checked_frame(respondents, "respondents", (*needed, columns.count, columns.weighted))
    known = checked_frame(register, "register", (*needed, columns.count))
    groups = _in_order(known[columns.group], columns.group, codebook)
    genders = _in_order(known[columns.gender], columns.gender, codebook)
    if len(genders) != 2:
        raise fail(DataError, "pyramid.genders", got=culprits(genders))
    _check_groups(answered[columns.group], groups)
    counts = counts_of(answered[columns.count], columns.count)
    places = _Places(groups, genders, columns)
    weighted = None
    if columns.weighted is not None:
        sums = numbers_of(answered[columns.weighted], columns.weighted)
        weighted = places.filled(answered, sums, "respondents", empty=0.0)
    return Cells(
        groups,
        genders,
        places.filled(answered, [float(count) for count in counts], "respondents", empty=0.0),
        weighted,
        places.filled(known, _register_counts(known, columns.count), "register", empty=np.nan),
        any(each not in genders for each in answered[columns.gender].tolist()),
    )


def _in_order(values: Iterable[Any], name: str, codebook: Codebook) -> tuple[Any, ...]:
    """The codes that occur: in the order of the codebook, else in that of the frame."""
    found = list(dict.fromkeys(value for value in values if not is_blank(value)))
    variable = codebook.get(name)
    order = [code.value for code in variable.codes] if variable is not None else []
    return tuple(sorted(found, key=lambda v: order.index(v) if v in order else len(order)))


def _check_groups(values: pd.Series[Any], groups: Sequence[Any]) -> None:
    for value in values.tolist():
        if is_blank(value):
            raise fail(DataError, "pyramid.no_group")
        if value not in groups:
            raise unknown(value, groups, "pyramid.unknown_group")


def _register_counts(frame: pd.DataFrame, column: str) -> list[float]:
    """Counts of the register; NaN where it says ``<5``, ``..`` or nothing."""
    given = frame[column].tolist()
    hidden = [is_blank(each) or _is_hidden(each) for each in given]
    shown = [0 if missing else each for each, missing in zip(given, hidden, strict=True)]
    counts = counts_of(shown, column)
    return [np.nan if missing else float(n) for n, missing in zip(counts, hidden, strict=True)]


def _is_hidden(value: object) -> bool:
    return isinstance(value, str) and _HIDDEN_TEXT.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the counts of a row belong."""

    groups: tuple[Any, ...]
    genders: tuple[Any, ...]
    columns: Columns

    def filled(
        self, frame: pd.DataFrame, counts: Sequence[float], name: str, *, empty: float
    ) -> Counts:
        """Tables by area; cells without a row hold `empty`."""
        over = self.columns.over
        areas = [None] * len(frame) if over is None else frame[over].tolist()
        if over is not None and any(map(is_blank, areas)):
            rows = rows_of(k for k, area in enumerate(areas) if is_blank(area))
            raise fail(DataError, "pyramid.no_area", frame=name, rows=rows)
        shape = (len(self.groups), len(self.genders))
        tables: Counts = {area: np.full(shape, empty) for area in dict.fromkeys(areas)}
        seen: dict[Any, int] = {}
        keys = zip(
            areas, frame[self.columns.group].tolist(), frame[self.columns.gender].tolist(),
            counts, strict=True,
        )  # fmt: skip
        for row, (area, group, gender, count) in enumerate(keys):
            if gender not in self.genders:
                continue
            if (area, group, gender) in seen:
                rows = rows_of((seen[area, group, gender], row))
                raise fail(DataError, "pyramid.twice", frame=name, rows=rows)
            seen[area, group, gender] = row
            tables[area][self.groups.index(group), self.genders.index(gender)] = count
        return tables


def table_of(tables: Mapping[Any, Floats], area: object) -> Floats:
    """The table of an area, or of all areas together."""
    chosen = list(tables.values()) if area is None else [tables[area]]
    return np.sum(chosen, axis=0)  # type: ignore[no-any-return]


def check_area(cells: Cells, area: object, over: str | None) -> None:
    """Refuse an area that isn't in both frames.

    Raises
    ------
    UnknownNameError, WrongUseError
    """
    if area is None:
        return
    if over is None:
        raise fail(WrongUseError, "pyramid.over_needed")
    for name, tables in (("respondents", cells.respondents), ("register", cells.register)):
        if area not in tables:
            raise unknown(area, tables, "pyramid.unknown_area", frame=name)


# Protection


def protected(cells: Cells, policy: ReleasePolicy) -> Protection:
    """Merge age groups, and hide areas where that isn't enough.

    Areas with too few respondents are hidden, and taken together they count as one more area,
    since their sum is the whole less all others.

    Parameters
    ----------
    cells : Cells
    policy : ReleasePolicy
        Its `minimum_base` and `small_cell`.
    """
    tables = cells.respondents
    hidden = {area for area, table in tables.items() if table.sum() < policy.minimum_base}
    while True:
        units = _units(tables, hidden)
        bands = _merged(units, policy.small_cell)
        wrong = {area for area, table in units.items() if _tells(area, table, bands, policy)}
        if not wrong:
            return Protection(bands, frozenset(hidden))
        shown = [area for area in tables if area not in hidden]
        if not shown:
            return Protection(bands, frozenset({*tables, None}))
        smallest = min(shown, key=lambda area: float(tables[area].sum()))
        hidden |= (wrong - {_POOLED}) or {smallest}


def _units(tables: Counts, hidden: set[Any]) -> dict[Any, Floats]:
    """The tables that are seen, and the sum of the others, which can be worked out."""
    units = {area: table for area, table in tables.items() if area not in hidden}
    if hidden:
        units[_POOLED] = np.sum([tables[area] for area in hidden], axis=0)
    return units


def _tells(
    area: object, table: Floats, bands: Sequence[Sequence[int]], policy: ReleasePolicy
) -> bool:
    """Whether a table tells something of too few respondents."""
    if area is _POOLED and 0 < table.sum() < policy.minimum_base:
        return True
    sums = np.stack([table[list(band)].sum(axis=0) for band in bands])
    return bool(((sums >= 1) & (sums <= policy.small_cell)).any())


def _merged(units: Mapping[Any, Floats], small_cell: int) -> tuple[tuple[int, ...], ...]:
    stacked = np.stack(list(units.values()))
    bands: list[tuple[int, ...]] = [(place,) for place in range(stacked.shape[1])]
    while len(bands) > 1:
        sums = np.stack([stacked[:, list(band)].sum(axis=1) for band in bands])
        small = ((sums >= 1) & (sums <= small_cell)).any(axis=(1, 2))
        if not small.any():
            break
        sizes = sums.sum(axis=(1, 2))
        place = min(np.flatnonzero(small), key=lambda k: (sizes[k], k))
        first = _neighbour(int(place), sizes)
        bands[first : first + 2] = [bands[first] + bands[first + 1]]
    return tuple(bands)


def _neighbour(place: int, sizes: Floats) -> int:
    """The first of the two bands to merge: the one at the place with its smaller neighbour."""
    if place == 0:
        return 0
    if place == len(sizes) - 1 or sizes[place - 1] <= sizes[place + 1]:
        return place - 1
    return place


# Names of merged groups


def band_label(labels: Sequence[str], language: str) -> str:
    """The name of age groups shown as one.

    Examples
    --------
    >>> band_label(["18–29 år", "30–39 år"], "da"), band_label(["60–69", "70+"], "en")
    ('18–39 år', '60+')
    """
    if len(labels) == 1:
        return labels[0]
    first, last = _FROM_TO.fullmatch(labels[0]), _FROM_TO.fullmatch(labels[-1])
    onwards = _FROM_ON.fullmatch(labels[-1])
    if first and last and _rises(labels):
        return f"{first['low']}–{last['high']}{last['words']}"
    if first and onwards and _rises(labels):
        return f"{first['low']}{onwards['words']}"
    return text("chart.pyramid.band", lang=language, first=labels[0], last=labels[-1])


def _rises(labels: Sequence[str]) -> bool:
    """Whether the groups follow each other by age."""
    ages = [_FROM_ON.match(label) for label in labels]
    lows = [int(age["low"]) for age in ages if age is not None]
    return len(lows) == len(labels) and all(a < b for a, b in pairwise(lows))
