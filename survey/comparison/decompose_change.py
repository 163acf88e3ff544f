"""Changes between two waves taken apart: other people, or the same people answering otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from survey.comparison.comparison import Comparison
from survey.comparison.decompose import decomposition_frame, part_measures
from survey.comparison.decomposition import Decomposition
from survey.comparison.fair_outcome import base_of, statistic_of
from survey.comparison.families import Family, marks_of_means, marks_of_shares
from survey.comparison.kitagawa import (
    equations_of_pairs,
    kitagawa_keys,
    parts_of_totals,
    totals_of,
)
from survey.comparison.known_cells import RAW_ROW, KnownCells
from survey.comparison.profiled import Profiled, profiled
from survey.errors import DataError, WrongUseError
from survey.kernels.complex_step import gradient
from survey.kernels.factor_effects import Crossing
from survey.language.catalogue import current_language
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.comparison.characteristics import Cells, Joined, Missing
    from survey.comparison.influenced import Influenced
    from survey.estimation.design import SurveyDesign
    from survey.kernels.layout import Floats, Ints


def decompose_change(
    earlier: SurveyDesign,
    later: SurveyDesign,
    variable: str,
    by: str,
    characteristics: Any,  # noqa: ANN401 - a name or several
    *,
    independent: bool,
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
    independent : bool
        Must be True: the samples of the waves are taken for independent of each other. Where many
        of the same people answered in both, the intervals are then wider than they need be.
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
    WrongUseError
        If the samples aren't said to be independent, or no area is in both waves.

    See Also
    --------
    decompose : differences from the contrast.

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
    if independent is not True:
        raise fail(WrongUseError, "fair.independent", got=repr(independent))
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
    raw = _raw(old, new, common, names)
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
        decomposition_frame(raw, [_parts(pair, level) for pair in pairs], kitagawa_keys(new.names)),
        names,
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
    df : float
    """

    area: Any
    old: Influenced
    new: Influenced
    levels: Ints
    keys: list[tuple[Any, ...]]
    n: Floats
    count: Floats
    df: float


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
        first.df + last.df,
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
    df: float

    @classmethod
    def of(cls, of: Profiled, area: object) -> _Side:
        """The cells that have answers."""
        cells, place = of.cells(), of.areas.values.index(area)
        n, count = (found[place] for found in of.counts(cells))
        places = {cells.key(int(cell)): int(cell) for cell in np.flatnonzero(n > 0)}
        return cls(of, cells, place, n, count, places, float(of.raw_rows()["df"].iloc[place]))


def _parts(pair: _Pair, level: float) -> list[dict[str, float]]:
    """Parts of a change with the errors of two independent samples."""
    function = partial(parts_of_totals, Crossing.of(pair.levels))
    at = np.concatenate([pair.new.values, pair.old.values])
    after, before = np.hsplit(gradient(function, at), 2)
    covariance = after @ pair.new.covariance() @ after.T
    covariance = covariance + before @ pair.old.covariance() @ before.T
    return part_measures(function(at), covariance, pair.df, level)


def _raw(old: Profiled, new: Profiled, common: list[Any], waves: tuple[str, str]) -> Comparison:
    """The changes themselves."""
    before, after = (
        each.raw_rows().iloc[[each.areas.values.index(area) for area in common]]
        for each in (old, new)
    )
    family = Family(
        estimate=after["estimate"].to_numpy(float),
        contrast=before["estimate"].to_numpy(float),
        n_eff=after["n_eff"].to_numpy(float),
        contrast_n_eff=before["n_eff"].to_numpy(float),
        covariance=np.diag(np.concatenate([after["std_error"], before["std_error"]]) ** 2),
        df=after["df"].to_numpy(float) + before["df"].to_numpy(float),
        shared=False,
    )
    judge = marks_of_means if new.measured.share is None else marks_of_shares
    frame = after[[new.areas.column, "variable", "category"]].reset_index(drop=True)
    frame["contrast"] = pd.Series([waves[0]] * len(frame), dtype=object)
    frame["estimate"], frame["contrast_estimate"] = family.estimate, family.contrast
    for name, values in judge(family, adjust="none", level=new.level).items():
        frame[name] = values
    for name in ("n", "count"):
        frame[name] = after[name].to_numpy()
        frame[f"contrast_{name}"] = before[name].to_numpy()
    return Comparison(
        statistic_of(new.measured), (new.areas.column,), new.areas.column, waves[0], "none",
        new.level, new.design.codebook, base_of(new.measured, new.design), frame,
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
