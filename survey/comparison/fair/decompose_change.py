"""Changes between two waves taken apart: other people, or the same people answering otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from survey.comparison.comparison import Comparison
from survey.comparison.fair.decompose import decomposition_frame, part_measures
from survey.comparison.fair.decomposition import Decomposition
from survey.comparison.fair.kitagawa import (
    equations_of_pairs,
    kitagawa_keys,
    parts_of_totals,
    totals_of,
)
from survey.comparison.fair.known_cells import RAW_ROW, KnownCells
from survey.comparison.fair.outcome import base_of, statistic_of
from survey.comparison.fair.profiled import Profiled, profiled
from survey.comparison.waves.compare import compare_waves
from survey.comparison.waves.covariances import VariableScores, across
from survey.comparison.waves.units import Wave, linked
from survey.errors import DataError, WrongUseError
from survey.kernels.complex_step import gradient
from survey.kernels.factor_effects import Crossing
from survey.language.catalogue import current_language
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.comparison.fair.characteristics import Cells, Joined, Missing
    from survey.comparison.fair.influenced import Influenced
    from survey.comparison.waves.comparison import WaveComparison
    from survey.comparison.waves.units import Link
    from survey.estimation.design import SurveyDesign
    from survey.kernels.layout import Floats, Ints

_RAW = (
    "variable", "category", "contrast", "estimate", "contrast_estimate", "difference", "std_error",
    "conf_low", "conf_high", "simultaneous_low", "simultaneous_high", "df", "p_value",
    "p_adjusted", "mark", "n", "contrast_n", "count", "contrast_count",
)  # fmt: skip


def decompose_change(
    earlier: SurveyDesign,
    later: SurveyDesign,
    variable: str,
    by: str,
    characteristics: Any,  # noqa: ANN401 - a name or several
    *,
    key: str | None = None,
    person: str | None = None,
    independent: bool = False,
    waves: tuple[str, str] = ("1", "2"),
    category: Any = None,  # noqa: ANN401 - a code
    missing: Missing = "refuse",
    joined: Joined | None = None,
    level: float = 0.95,
) -> Decomposition:
    """Take the change in each area apart: who lives there now, and what the same kind answers.

    Parameters
    ----------
    earlier, later : SurveyDesign
        Two waves with the same question and characteristics.
    variable : str
        A question, whose headline is taken, or a number.
    by : str
        The column of areas. Areas that answered in one wave only are left out.
    characteristics : str or sequence of str
    key, person : str, optional
        As in `compare_waves`: the columns that name the sampling unit, and the person, across
        waves; units that are in both are found by the names that the designs give them if left
        out.
    independent : bool
        The samples are independent, or nobody knows who was in both.
    waves : pair of str
        What the waves are called.
    category, missing, joined, level
        As in `standardise`.

    Returns
    -------
    Decomposition
        Of kind "change", by Kitagawa's and Das Gupta's formulas.

    Raises
    ------
    DataError
        If an area has answers in a cell in one wave only: it is named.
    WrongUseError, DesignError
        If no area is in both waves, or units can't be found again.

    Notes
    -----
    A part of a change is a smooth function of the weighted totals of both waves, a(later) +
    b(earlier) to first order. Its variance is V(a) + V(b) + 2 C, with the covariance C over the
    units in both waves as `compare_waves` takes it. The change itself is that of `compare_waves`.

    See Also
    --------
    decompose : differences from the contrast.
    compare_waves : changes as they are.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> first = pd.DataFrame({"area": ["A"] * 40, "age": ["young"] * 30 + ["old"] * 10,
    ...                       "unsafe": [1, 0] * 15 + [1, 0, 0, 0, 0] * 2})
    >>> last = pd.DataFrame({"area": ["A"] * 40, "age": ["young"] * 10 + ["old"] * 30,
    ...                      "unsafe": [1, 0] * 5 + [1, 0, 0, 0, 0] * 6})
    >>> found = decompose_change(SurveyDesign(first), SurveyDesign(last), "unsafe", "area", "age",
    ...                          independent=True, category=1)
    >>> [f"{row.part}: {row.estimate:.2f}" for row in found.to_frame().itertuples()]
    ['gap: -0.15', 'composition: -0.15', 'rates: 0.00']
    """
    names = _names(waves)
    options: dict[str, Any] = {
        "category": category, "missing": missing, "joined": joined, "level": level,
    }  # fmt: skip
    old = profiled(earlier, variable, by, characteristics, **options)
    new = profiled(later, variable, by, characteristics, **options)
    common = [value for value in new.areas.values if value in old.areas.values]
    if not common:
        raise fail(WrongUseError, "fair.no_common_area", by=by, areas=culprits(old.areas.values))
    pairs = [_pair(old, new, area) for area in common]
    before, after = Wave(names[0], old.raw()), Wave(names[1], new.raw())
    link = linked(before, after, key, independent=independent, person=person)
    changes = compare_waves(
        before.estimates, after.estimates, over=by, adjust="none", waves=names, key=key,
        person=person, independent=independent,
    )  # fmt: skip
    raw = _raw(changes, new, common)
    df = raw.to_frame()["df"]
    measured = [_parts(pair, link, each, level) for pair, each in zip(pairs, df, strict=True)]
    return Decomposition(
        statistic_of(new.measured),
        by,
        names[0],
        new.names,
        "kitagawa",
        "",
        "",
        level,
        later.codebook,
        base_of(new.measured, later),
        raw,
        _known(pairs, names),
        int(old.left_out.sum() + new.left_out.sum()),
        decomposition_frame(raw, measured, kitagawa_keys(new.names)),
        names,
        (before.estimates, after.estimates),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """An area in two waves.

    Attributes
    ----------
    area : object
    old, new : Influenced
        Totals of its cells in each wave, in the same order.
    levels : (C, P) int
    keys : list of tuple
        What the cells are.
    n, count : (2, C) float
        Answers, and how many are counted, later wave first.
    """

    area: Any
    old: Influenced
    new: Influenced
    levels: Ints
    keys: list[tuple[Any, ...]]
    n: Floats
    count: Floats


def _names(waves: object) -> tuple[str, str]:
    """Names of the waves, checked."""
    listed = list(waves) if isinstance(waves, list | tuple) else []
    if len(listed) != 2 or not all(isinstance(name, str) for name in listed):
        raise fail(WrongUseError, "fair.waves", got=repr(waves))
    return listed[0], listed[1]


def _pair(old: Profiled, new: Profiled, area: object) -> _Pair:
    """An area's cells in both waves.

    Raises
    ------
    DataError
        If they aren't the same.
    """
    sides = [_Side.of(old, area), _Side.of(new, area)]
    only = [
        one.cells.label(cell, one.profiled.design.codebook, current_language())
        for one, other in (sides, sides[::-1])
        for key, cell in one.places.items()
        if key not in other.places
    ]
    if only:
        label = new.design.codebook.value_label(new.areas.column, area, current_language())
        raise fail(DataError, "fair.one_wave", area=quoted(label), cells=culprits(only))
    keys = list(sides[1].places)
    before, after = (np.array([side.places[key] for key in keys]) for side in sides)
    first, last = sides
    return _Pair(
        area,
        totals_of(old, first.cells, first.area, before),
        totals_of(new, last.cells, last.area, after),
        last.cells.levels[after],
        keys,
        np.array([last.n[after], first.n[before]]),
        np.array([last.count[after], first.count[before]]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """An area in one wave."""

    profiled: Profiled
    cells: Cells
    area: int
    n: Floats
    count: Floats
    places: dict[tuple[Any, ...], int]

    @classmethod
    def of(cls, of: Profiled, area: object) -> _Side:
        """The cells that have answers."""
        cells, place = of.cells(), of.areas.values.index(area)
        n, count = (found[place] for found in of.counts(cells))
        places = {cells.key(int(cell)): int(cell) for cell in np.flatnonzero(n > 0)}
        return cls(of, cells, place, n, count, places)


def _parts(pair: _Pair, link: Link, df: float, level: float) -> list[dict[str, float]]:
    """Parts of a change, with the errors of two samples that may have units in common."""
    function = partial(parts_of_totals, Crossing.of(pair.levels))
    at = np.concatenate([pair.new.values, pair.old.values])
    after, before = np.hsplit(gradient(function, at), 2)
    later, earlier = pair.new.combined(after), pair.old.combined(before)
    covariance = later.covariance() + earlier.covariance()
    places = np.arange(len(after))
    first = VariableScores.of(earlier.as_covariance(), places)
    second = VariableScores.of(later.as_covariance(), places)
    common = across(link, first, second, (places, places), places, 1.0)
    covariance[places, places] = np.maximum(np.diag(covariance) + 2 * common, 0.0)
    return part_measures(function(at), covariance, df, level)


def _raw(changes: WaveComparison, new: Profiled, common: list[Any]) -> Comparison:
    """The changes themselves, as differences from the earlier wave."""
    frame = changes.to_frame()
    column = new.areas.column
    places = {value: at for at, value in enumerate(frame[column])}
    frame = frame.iloc[[places[area] for area in common]].reset_index(drop=True)
    names = {
        "earlier": "contrast_estimate", "change": "difference", "earlier_n": "contrast_n",
        "earlier_count": "contrast_count",
    }  # fmt: skip
    frame = frame.drop(columns="contrast_estimate").rename(columns=names)
    frame["contrast"] = pd.Series([changes.waves[0]] * len(frame), dtype=object)
    frame["simultaneous_low"] = frame["simultaneous_high"] = np.nan
    return Comparison(
        changes.statistic, changes.by, column, changes.waves[0], "none", changes.level,
        changes.codebook, changes.base, frame[list(_RAW)].assign(**{column: frame[column]}),
    )  # fmt: skip


def _known(pairs: list[_Pair], waves: tuple[str, str]) -> KnownCells:
    """Equations in the counts of cells, area by area."""
    groups: list[tuple[Any, ...]] = []
    found = [equations_of_pairs(pair.n, pair.levels, [(0, 1, 0)]) for pair in pairs]
    rows = [np.where(row < 0, RAW_ROW, place) for place, (row, _) in enumerate(found)]
    for pair in pairs:
        groups += [(pair.area, wave, *key) for wave in waves[::-1] for key in pair.keys]
    equations: Floats = np.asarray(sparse.block_diag([each for _, each in found]).toarray())
    n = np.concatenate([pair.n.ravel() for pair in pairs])
    count = np.concatenate([pair.count.ravel() for pair in pairs])
    if np.isnan(count).all():
        equations = equations * n
    return KnownCells(tuple(groups), n, count, np.concatenate(rows), equations)
