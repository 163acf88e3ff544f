"""Someone who reads all that was released and works out what was hidden.

The attacker knows that answers were counted without weights, so that a share of n answers is a
whole number of n-ths; that everybody lies in one cell of the crossed by-columns and codes; and
nothing else. Each shown number becomes an equation between cells, and linear programming gives the
least and the greatest value that a hidden number can have. Nothing of this uses the package's own
machinery.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from counted_tables import Counts, Group, group_of
from scipy import optimize

from survey.codebook import Category, Domain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.disclosure.results.released import Released, ReleasedComparison, ReleasedEstimates

LONG = os.environ.get("SURVEY_TEST_LONG", "").lower() in {"1", "true", "yes"}
EXAMPLES = 300 if LONG else 8
"""How many made tables are attacked in each test."""

WIDTH = 5
"""How wide the range of a hidden number of 1 to 4 must be."""


@dataclass(frozen=True)
class Secret:
    """A number that must not be worked out: people of a group who gave one of some answers."""

    group: Group
    codes: frozenset[int]
    value: int


class Attacker:
    def __init__(self, counts: Counts, bases: list[Any]) -> None:
        """`bases` are those of the released estimates, which every table heading tells."""
        self.counts = counts
        self.bases = bases
        columns = range(len(counts.by))
        values = [sorted({key[c] for key in counts.cells}, key=str) for c in columns]
        codes = [0, *counts.codes]
        self.cells = [(group_of(counts.by, v), c) for v in product(*values) for c in codes]
        self.coefficients: list[np.ndarray] = []
        self.values: list[float] = []

    def read(self, released: Released) -> None:
        for part, base in zip(released.estimates, self.bases, strict=True):
            self._read_estimates(part, self.counts.base_of(base))
        for part in released.comparisons:
            self._read_comparison(part)

    def knows(self, group: Group, codes: frozenset[int], value: float) -> None:
        self.coefficients.append(self._sum(group, codes))
        self.values.append(value)

    def range_of(self, secret: Secret, *, whole: bool = False) -> tuple[float, float]:
        """Least and greatest value of a sum of cells, in whole numbers if wanted."""
        goal = self._sum(secret.group, secret.codes)
        matrix = np.array(self.coefficients).reshape(-1, len(goal))
        values = np.array(self.values)
        known, kind = optimize.LinearConstraint(matrix, values, values), np.full(len(goal), whole)
        ends = []
        for sign in (1, -1):
            found = optimize.milp(sign * goal, constraints=known, integrality=kind)
            assert found.status in {0, 3}, found.message
            ends.append(sign * found.fun if found.status == 0 else sign * -np.inf)
        return ends[0], ends[1]

    def hears(self, each: Told, none: list[tuple[Group, frozenset[int]]]) -> Iterator[Secret]:
        """Read a result; add to `none` who openly gave no answer; tell what must be hidden.

        Of comparisons both sides are read, of numbers of answers that are known from elsewhere.
        """
        if "difference" in each.part.frame:
            self._read_comparison(each.part, each.within)
            return
        base = self.counts.base_of(each.base)
        for row in each.part.frame.to_dict("records"):
            group = group_of(each.part.by, [row[name] for name in each.part.by]) | each.within
            if not np.isnan(row["n"]):
                self.knows(group, base, row["n"])
                none += [(group, base)] if row["n"] == 0 else []
            if each.values is not None:
                self._hears_mean(group, base, row, each.values)
                continue
            codes = (each.codes or {}).get(row["category"]) or self.counts.counted(row["category"])
            if not np.isnan(row["estimate"]):
                self.knows(group, codes & base, round(row["estimate"] * row["n"]))
                none += [(group, codes & base)] if row["estimate"] == 0 else []
            yield from _secrets_of_row(self.counts, group, base, codes & base)

    def _hears_mean(
        self, group: Group, base: frozenset[int], row: Any, values: Mapping[int, float]
    ) -> None:
        """A mean of numbers is one more equation between how many gave each."""
        if not np.isnan(row["estimate"]):
            per_code = [self._sum(group, frozenset([code])) * values[code] for code in base]
            self.coefficients.append(np.sum(per_code, axis=0))
            self.values.append(row["estimate"] * row["n"])

    def _sum(self, group: Group, codes: frozenset[int]) -> np.ndarray:
        return np.array([float(group <= where and code in codes) for where, code in self.cells])

    def _read_estimates(self, part: ReleasedEstimates, base: frozenset[int]) -> None:
        for row in part.frame.to_dict("records"):
            group = group_of(part.by, [row[name] for name in part.by])
            if not np.isnan(row["n"]):
                self.knows(group, base, row["n"])
            if not np.isnan(row["estimate"]):
                assert not np.isnan(row["n"]), "a share is shown without its base"
                codes = self.counts.counted(row["category"]) & base
                self.knows(group, codes, round(row["estimate"] * row["n"]))

    def _read_comparison(self, part: ReleasedComparison, within: Group = frozenset()) -> None:
        """Shares of both sides; how many they are of is taken for known from elsewhere."""
        for row in part.frame.to_dict("records"):
            base = self._base_of_comparison(row["category"])
            codes = self.counts.counted(row["category"]) & base
            others = [(name, row[name]) for name in part.by if name != part.over]
            outside = group_of([name for name, _ in others], [v for _, v in others]) | within
            areas = {"estimate": row[part.over], "contrast_estimate": row["contrast"]}
            for column, area in areas.items():
                if np.isnan(row[column]):
                    continue
                of = row[part.over] if area is Domain.REST else area
                group = outside | group_of([part.over], [of])
                without = outside if area is Domain.REST else None
                n = self._knows_side(group, base, without)
                self._knows_side(group, codes, without, round(row[column] * n))

    def _knows_side(
        self,
        group: Group,
        codes: frozenset[int],
        rest_of: Group | None,
        value: float | None = None,
    ) -> float:
        """A number of people of a group, or of all others of a wider one; as it is, or as read."""
        cells, true = self._sum(group, codes), self.counts.people(group, codes)
        if rest_of is not None:
            cells = self._sum(rest_of, codes) - cells
            true = self.counts.people(rest_of, codes) - true
        self.coefficients.append(cells)
        self.values.append(true if value is None else value)
        return self.values[-1]

    def _base_of_comparison(self, category: Any) -> frozenset[int]:
        return self.counts.base_of("declared" if category is Category.HEADLINE else "answered")


def secrets(counts: Counts, released: Released, bases: list[Any]) -> Iterator[Secret]:
    """What the default policy must hide, of all that was asked for.

    Answers of 1 to 4, and of all but 1 to 4, of a base; all about bases under 10. That nobody gave
    an answer is no secret of a small base if the table shows it of a wider group.
    """
    shown_none = _shown_none(counts, released, bases)
    for part, named in zip(released.estimates, bases, strict=True):
        base = counts.base_of(named)
        for row in part.frame.to_dict("records"):
            group = group_of(part.by, [row[name] for name in part.by])
            codes = counts.counted(row["category"]) & base
            n, count = counts.people(group, base), counts.people(group, codes)
            openly_none = any(wider <= group and codes <= c for wider, c in shown_none)
            if 0 < n < 10:
                yield Secret(group, base, n)
                if count or not openly_none:
                    yield Secret(group, codes, count)
            elif 1 <= count <= 4 or 1 <= n - count <= 4:
                yield Secret(group, codes, count)


def _shown_none(
    counts: Counts, released: Released, bases: list[Any]
) -> list[tuple[Group, frozenset[int]]]:
    none = []
    for part, named in zip(released.estimates, bases, strict=True):
        base = counts.base_of(named)
        for row in part.frame.to_dict("records"):
            group = group_of(part.by, [row[name] for name in part.by])
            if row["estimate"] == 0:
                none.append((group, counts.counted(row["category"]) & base))
            if row["n"] == 0:
                none.append((group, base))
    return none


def assert_safe(
    counts: Counts, released: Released, bases: list[Any], *, whole: bool = False
) -> list[Secret]:
    """Every secret could lie anywhere in a range that is wide enough; gives the secrets back."""
    attacker = Attacker(counts, bases)
    attacker.read(released)
    found = list(secrets(counts, released, bases))
    for secret in found:
        low, high = attacker.range_of(secret, whole=whole)
        assert low - 1e-6 <= secret.value <= high + 1e-6
        assert high - low >= WIDTH - 1e-6, f"{secret} lies between {low} and {high}"
    return found


@dataclass(frozen=True)
class Told:
    """One released result as the attacker reads it.

    Attributes
    ----------
    part : ReleasedEstimates or ReleasedComparison
    base : str
        Whom it is of.
    within : Group
        In what part of the people it was made.
    codes : mapping of category to codes
        What the categories of a recoded question hold.
    values : mapping of code to number
        If it is a mean: of which numbers.
    """

    part: Any
    base: Any = "answered"
    within: Group = frozenset()
    codes: Mapping[Any, frozenset[int]] | None = None
    values: Mapping[int, float] | None = None


def told(released: Released, *of: Told) -> list[Told]:
    """What was asked for, in its order, with what was released of it."""
    parts = [*released.estimates, *released.comparisons]
    return [replace(each, part=part) for each, part in zip(of, parts, strict=True)]


def assert_union_safe(counts: Counts, union: list[Told], *, given_away: int = 0) -> int:
    """What all releases together hide can't be worked out from all that they show.

    Gives back how many secrets there were. A group of the attacker is that of the row within the
    part of the people that the table is of.

    Parameters
    ----------
    counts : Counts
    union : list of Told
    given_away : int
        How many of these results alone may tell a secret: it was no secret when they came out.
    """
    everything, before = Attacker(counts, []), Attacker(counts, [])
    hidden: list[Secret] = []
    none: list[tuple[Group, frozenset[int]]] = []
    for at, each in enumerate(union):
        hidden += everything.hears(each, none)
        if at < given_away:
            list(before.hears(each, []))
    for secret in dict.fromkeys(hidden):
        if secret.value == 0 and any(w <= secret.group and secret.codes <= c for w, c in none):
            continue
        low, high = everything.range_of(secret)
        assert low - 1e-6 <= secret.value <= high + 1e-6
        if high - low < WIDTH - 1e-6:
            low, high = before.range_of(secret) if given_away else (low, high)
            assert given_away, f"{secret} lies between {low} and {high}"
            assert high - low < WIDTH - 1e-6, f"{secret} wasn't given away before"
    return len(hidden)


def _secrets_of_row(
    counts: Counts, group: Group, base: frozenset[int], codes: frozenset[int]
) -> Iterator[Secret]:
    n, count = counts.people(group, base), counts.people(group, codes)
    if 0 < n < 10:
        yield Secret(group, base, n)
        yield Secret(group, codes, count)
    elif 1 <= count <= 4 or 1 <= n - count <= 4:
        yield Secret(group, codes, count)
