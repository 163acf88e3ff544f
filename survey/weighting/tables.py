"""Finding the table of the register that a step speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from survey.errors import UnknownNameError, WeightingError
from survey.files.nearest import did_you_mean
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.weighting.recipe_arguments import AREA, CROSSED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.weighting.setting import Setting
    from survey.weighting.targets import TargetTable

_COUNT = "count"


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A table as a step uses it.

    Attributes
    ----------
    cells : DataFrame
        ``area`` (if by area), the variables, ``count``; areas that nobody answered from left out.
    by_area : bool
    source : str
        Name of the table that it was summed from; its own if it is there as it is.
    """

    cells: pd.DataFrame
    by_area: bool
    source: str


def table_for(setting: Setting, variables: tuple[str, ...], *, by_area: bool) -> Found:
    """The table with these variables, or one that has more of them, summed.

    Raises
    ------
    UnknownNameError
        If there is none.
    WeightingError
        If it doesn't know the areas, or not all of them.
    """
    targets = setting.targets
    if targets is None:
        raise fail(WeightingError, "weighting.no_targets")
    if not variables:
        return _sizes_table(setting, by_area=by_area)
    fitting = sorted(_fitting(targets.tables.values(), set(variables)), key=_cost)
    if not fitting:
        raise _no_table(CROSSED.join(variables), targets.tables)
    if by_area and not any(each.by_area for each in fitting):
        raise fail(WeightingError, "weighting.not_by_area", table=quoted(fitting[0].name))
    table = next(each for each in fitting if each.by_area or not by_area)
    return Found(_summed(setting, table, variables, by_area=by_area), by_area, table.name)


def _fitting(tables: Iterable[TargetTable], variables: set[str]) -> list[TargetTable]:
    return [
        each
        for each in tables
        if (set(each.variables) == variables)
        or (not each.numeric and variables < set(each.variables))
    ]


def _cost(table: TargetTable) -> tuple[int, int, str]:
    return len(table.variables), len(table.cells), table.name


def _no_table(name: str, tables: Iterable[str]) -> UnknownNameError:
    near = did_you_mean(name, tables)
    code = "weighting.no_table_near" if near else "weighting.no_table"
    return fail(UnknownNameError, code, name=quoted(name), near=quoted(near or ""),
                known=culprits(tables))  # fmt: skip


def _summed(
    setting: Setting, table: TargetTable, variables: tuple[str, ...], *, by_area: bool
) -> pd.DataFrame:
    cells = table.cells
    if table.by_area:
        _refuse_unknown_areas(setting, table.name, set(cells[AREA]))
        cells = cells[cells[AREA].isin(setting.areas)]
    kept = ([AREA] if by_area else []) + ([] if table.numeric else list(variables))
    if not kept:
        return pd.DataFrame({_COUNT: [float(cells[_COUNT].sum())]})
    summed: pd.DataFrame = cells.groupby(kept, sort=False)[[_COUNT]].sum().reset_index()
    return summed


def _refuse_unknown_areas(setting: Setting, table: str, known: set[object]) -> None:
    strange = [each for each in setting.areas if each not in known]
    if strange:
        raise fail(WeightingError, "weighting.area_without_targets", table=quoted(table),
                   areas=culprits([setting.area_label(each) for each in strange]))  # fmt: skip


def _sizes_table(setting: Setting, *, by_area: bool) -> Found:
    """How many there are in each area."""
    targets = setting.targets
    assert targets is not None  # noqa: S101 - table_for has seen to it
    known = targets.sizes.get(setting.recipe.universe)
    if known is None:
        counts = [each for each in targets.tables.values() if each.by_area and not each.numeric]
        if not counts:
            raise _no_table(AREA, targets.tables)
        table = min(counts, key=_cost)
        known = dict(table.cells.groupby(AREA, sort=False)[_COUNT].sum())
    name = text("weighting.sizes")
    _refuse_unknown_areas(setting, name, set(known))
    areas = list(setting.areas)
    counts_of = [float(known[each]) for each in areas]
    cells = pd.DataFrame({AREA: pd.Series(areas, dtype=object), _COUNT: counts_of})
    if not by_area:
        cells = pd.DataFrame({_COUNT: [sum(counts_of)]})
    return Found(cells, by_area, name)
