"""Tables of the register laid upon the cases: which cell each respondent counts in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from survey.codebook import Domain
from survey.errors import WeightingError
from survey.findings import Severity
from survey.language.cells import culprit_ids
from survey.language.messages import fail, finding, quoted
from survey.weighting.categories import Coded, coded
from survey.weighting.recipe_arguments import AREA, CROSSED, variables_of
from survey.weighting.tables import Found, table_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from survey.findings import Finding
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.weighting.setting import Setting


@dataclass(frozen=True, slots=True, eq=False)
class Margin:
    """A distribution laid upon the cases.

    Attributes
    ----------
    name : str
    codes : (n,) int
        Cell of each case, 0 … C−1; −1 for those that don't count.
    totals : (C,) float
        As the register has them.
    areas, cells : tuple
        Area (None if all areas together) and name of each cell.
    group : (C,) int
        Area of each cell by its place; 0 if all areas together.
    own : (C,) bool
        Cells of those that lack a variable and are a category of their own.
    by_area : bool
    notes : tuple of Finding
    """

    name: str
    codes: Ints
    totals: Floats
    areas: tuple[object, ...]
    cells: tuple[str, ...]
    group: Ints
    own: Bools
    by_area: bool
    notes: tuple[Finding, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether totals depend on the weights before: some cells are categories of their own."""
        return bool(self.own.any())

    def indicators(self) -> sparse.csr_array:
        """A column for each cell, (n, C)."""
        rows = np.flatnonzero(self.codes >= 0)
        entries = (np.ones(len(rows)), (rows, self.codes[rows]))
        return sparse.csr_array(entries, shape=(len(self.codes), len(self.totals)))

    def sums(self, weights: Floats) -> Floats:
        """Weighted counts of the cells, (C,) of (n,) or (C, R) of (n, R)."""
        return np.asarray(self.indicators().T @ weights)

    def targets(self, before: Floats) -> Floats:
        """What the cells are to add up to, (C,) or (C, R).

        Those who lack a variable keep their share p of the weights of their area; the others share
        out the rest: N p and N_c (1 − p).
        """
        fixed = self.totals if before.ndim == 1 else np.broadcast_to(
            self.totals[:, None], (len(self.totals), before.shape[1])
        )  # fmt: skip
        if not self.moves:
            return fixed
        share = self._lacking(before)[0][self.group]
        whole, own = self._sizes()[self.group], self.own
        if before.ndim > 1:
            whole, own = whole[:, None], own[:, None]
        return np.asarray(np.where(own, whole * share, fixed * (1 - share)))

    def loads(self, before: Floats) -> sparse.csr_array | None:
        """Derivatives of the targets by the weights before, (n, C); None if there are none."""
        if not self.moves:
            return None
        share, size = self._lacking(before)
        rows = np.flatnonzero(self.codes >= 0)
        of = self.group[self.codes[rows]]
        away = self.own[self.codes[rows]] - share[of]
        per_group = sparse.csr_array(
            (away / size[of], (rows, of)), shape=(len(self.codes), len(size))
        )
        sized = np.where(self.own, self._sizes()[self.group], -self.totals)
        spread = sparse.csr_array(
            (sized, (self.group, np.arange(len(sized)))), shape=(len(size), len(sized))
        )
        return sparse.csr_array(per_group @ spread)

    def _lacking(self, before: Floats) -> tuple[Floats, Floats]:
        """The share of those who lack a variable, and the sum of weights, by area."""
        sums = self.sums(before)
        groups = int(self.group.max()) + 1
        whole = np.zeros((groups, *sums.shape[1:]))
        np.add.at(whole, self.group, sums)
        lacking = np.zeros_like(whole)
        np.add.at(lacking, self.group[self.own], sums[self.own])
        return np.divide(lacking, whole, out=np.zeros_like(whole), where=whole > 0), whole

    def _sizes(self) -> Floats:
        sizes = np.bincount(self.group, self.totals, minlength=int(self.group.max()) + 1)
        return np.asarray(sizes, dtype=float)


@dataclass(frozen=True, slots=True, eq=False)
class NumberTotals:
    """Totals of a number laid upon the cases.

    Attributes
    ----------
    name : str
    x : (n, C) sparse
        The number, in the column of the area.
    totals : (C,) float
    areas : tuple
    """

    name: str
    x: sparse.csr_array
    totals: Floats
    areas: tuple[object, ...]


def margin_of(setting: Setting, step: Any, name: str, *, by_area: bool, before: Floats) -> Margin:  # noqa: ANN401 - a step
    """A table of the register laid upon the cases.

    Raises
    ------
    UnknownNameError
        If there is no such table, or the answers lack a variable of it.
    WeightingError
        If the table doesn't know an area, or somebody lacks a variable and no rule says what to do.
    """
    variables = tuple(each for each in variables_of(name) if each != AREA)
    found = table_for(setting, variables, by_area=by_area)
    columns = [coded(setting, found, each, step.missing.get(each), before) for each in variables]
    return _laid(setting, found, columns, name)


def numbers_of(setting: Setting, step: Any, name: str, *, by_area: bool) -> NumberTotals:  # noqa: ANN401 - a step
    """Totals of a number laid upon the cases.

    Raises
    ------
    UnknownNameError, WeightingError
        As `margin_of`.
    """
    found = table_for(setting, (name,), by_area=by_area)
    cases = setting.cases
    values = pd.to_numeric(cases.answers_in(name), errors="coerce").to_numpy(dtype=float)
    lacking = cases.answered & ~(values >= 0)
    rule = step.missing.get(name)
    if lacking.any():
        if not hasattr(rule, "get") or not isinstance(rule.get("pool"), int | float):
            raise _number_lacking(setting, name, lacking)
        values = np.where(lacking, float(rule["pool"]), values)
    area, areas = setting.places(by_area=by_area)
    rows = np.flatnonzero(cases.answered)
    x = sparse.csr_array((values[rows], (rows, area[rows])), shape=(len(values), len(areas)))
    at = {row[AREA] if by_area else None: row["count"] for row in found.cells.to_dict("records")}
    totals = np.array([at[each] for each in areas], dtype=float)
    return NumberTotals(name, x, totals, areas)


def _number_lacking(setting: Setting, name: str, lacking: Bools) -> WeightingError:
    ids = setting.names(lacking)
    return fail(WeightingError, "weighting.number_lacking", name=quoted(name), count=len(ids),
                ids=culprit_ids(ids))  # fmt: skip


def _laid(setting: Setting, found: Found, columns: Sequence[Coded], name: str) -> Margin:
    answered = setting.cases.answered
    area, areas = setting.places(by_area=found.by_area)
    lacks = np.zeros(len(answered), dtype=bool)
    key = np.where(answered, area, 0)
    for each in columns:
        lacks |= each.place < 0
        key = key * len(each.codes) + np.maximum(each.place, 0)
    lacks &= answered
    combinations = int(np.prod([len(each.codes) for each in columns], dtype=np.int64))
    totals = _totals(found, columns, areas)
    codes = np.where(answered & ~lacks, key, -1)
    group = np.repeat(np.arange(len(areas)), combinations)
    names = _cell_names(columns)
    kept = (totals > 0) | (np.bincount(codes[codes >= 0], minlength=len(totals)) > 0)
    slot = np.cumsum(kept) - 1
    codes = np.where(codes >= 0, slot[codes], -1)
    lacking_areas = np.unique(area[lacks])
    own_slot = np.full(len(areas), -1)
    own_slot[lacking_areas] = kept.sum() + np.arange(len(lacking_areas))
    codes = np.where(lacks, own_slot[area], codes)
    places = np.concatenate([group[kept], lacking_areas])
    cells = [names[each % combinations] for each in np.flatnonzero(kept)]
    return Margin(
        name,
        codes.astype(np.int64),
        np.concatenate([totals[kept], np.zeros(len(lacking_areas))]),
        tuple(areas[each] for each in places),
        (*cells, *[str(Domain.MISSING)] * len(lacking_areas)),
        places.astype(np.int64),
        np.arange(len(places)) >= kept.sum(),
        found.by_area,
        (*_summed(found, name), *(note for each in columns for note in each.notes)),
    )


def _summed(found: Found, name: str) -> tuple[Finding, ...]:
    """The note about a table that was summed from one with more variables."""
    same = set(variables_of(found.source)) == set(variables_of(name))
    if same or name == AREA:
        return ()
    source = quoted(found.source)
    return (finding("weighting.summed", severity=Severity.NOTE, name=quoted(name), source=source),)


def _totals(found: Found, columns: Sequence[Coded], areas: Sequence[object]) -> Floats:
    """The counts of all combinations of areas and codes, zeros too."""
    place = {each: k for k, each in enumerate(areas)}
    cells = found.cells
    key: Any = np.zeros(len(cells), dtype=np.int64)
    if found.by_area:
        key = cells[AREA].map(place).to_numpy(dtype=np.int64)
    size = len(areas)
    for each in columns:
        of = {code: k for k, code in enumerate(each.codes)}
        key = key * len(of) + cells[each.name].map(of).to_numpy(dtype=np.int64)
        size *= len(of)
    counts = cells["count"].to_numpy(dtype=float)
    return np.asarray(np.bincount(key, counts, minlength=size), dtype=float)


def _cell_names(columns: Sequence[Coded]) -> list[str]:
    names = [""]
    for each in columns:
        names = [f"{a}{CROSSED}{b}" if a else str(b) for a in names for b in each.codes]
    return names


def met_frame(
    margins: Iterable[Margin | NumberTotals], before: Floats, after: Floats
) -> pd.DataFrame:
    """How far each cell is from its target before and after, one row a cell."""
    return pd.concat([_met(each, before, after) for each in margins], ignore_index=True)


def _met(margin: Margin | NumberTotals, before: Floats, after: Floats) -> pd.DataFrame:
    if isinstance(margin, NumberTotals):
        x, cells = margin.x, ("",) * len(margin.areas)
        targets = margin.totals
        n = np.diff(sparse.csc_array(x).indptr)
    else:
        x, cells, targets = margin.indicators(), margin.cells, margin.targets(before)
        n = np.bincount(margin.codes[margin.codes >= 0], minlength=len(targets))
    return pd.DataFrame(
        {
            "table": pd.Series([margin.name] * len(targets), dtype=object),
            "area": pd.Series(list(margin.areas), dtype=object),
            "cell": pd.Series(list(cells), dtype=object),
            "n": n.astype(np.int64),
            "before": np.asarray(x.T @ before),
            "target": targets,
            "after": np.asarray(x.T @ after),
        }
    )
