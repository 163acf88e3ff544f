"""Hidden cells that can't be worked out from the shown ones.

All that is shown of a question in one breakdown is a set of equations between the numbers of
answers by domain and code: shown shares with their bases give sums, and a pooled row gives the sum
over its domains. A hidden count is safe if, by linear programming, it could still lie anywhere in a
range that is wide enough. Where it isn't, more is hidden: first a net that gives it away, then the
cheapest other category, other domain and the cell that they cross in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from survey.codebook import Category, Codebook, Domain
from survey.disclosure.policy import ReleasePolicy, Status
from survey.kernels.feasible import feasible_range

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from survey.estimation.estimates import Estimates

_UNANSWERED = "(no answer)"


@dataclass(slots=True)
class CountRow:
    """A row of results as counts: which codes it counts, of which base, in which domain."""

    place: tuple[int, int]
    domain: tuple[Any, ...]
    category: Any
    counted: frozenset[Any]
    base: frozenset[Any]
    n: float
    count: float
    status: Status

    @property
    def shown(self) -> bool:
        """Whether a reader sees its share and base."""
        return self.status in (Status.SHOWN, Status.FEW)


@dataclass(slots=True)
class CountTable:
    """All rows of one question in one breakdown, from whichever results."""

    by: tuple[str, ...]
    variable: str
    codebook: Codebook
    rows: list[CountRow] = field(default_factory=list)

    def add(self, place: int, each: Estimates, frame: pd.DataFrame, own: list[Status]) -> None:
        """Add the rows of some estimates with the status that each has on its own."""
        mine = np.flatnonzero((frame["variable"] == self.variable).to_numpy())
        codes = self._codes(frame.iloc[mine]["category"])
        for row in mine:
            record = frame.iloc[row]
            category = record["category"]
            counted = self._counted(category)
            self.rows.append(
                CountRow(
                    place=(place, int(row)),
                    domain=tuple(record[name] for name in each.by),
                    category=category,
                    counted=counted,
                    base=self._base(each, codes),
                    n=float(record["n"]),
                    count=float(record["count"]) if each.statistic == "share" else np.nan,
                    status=own[row],
                )
            )

    def _codes(self, categories: pd.Series[Any]) -> frozenset[Any]:
        variable = self.codebook.get(self.variable)
        if variable is not None and variable.codes:
            return frozenset(code.value for code in variable.codes)
        return frozenset(c for c in categories if not isinstance(c, Category))

    def _counted(self, category: Any) -> frozenset[Any]:  # noqa: ANN401
        if category is Category.HEADLINE:
            headline = self.codebook[self.variable].headline
            return frozenset(headline.codes if headline else ())
        return frozenset([category])

    def _base(self, each: Estimates, codes: frozenset[Any]) -> frozenset[Any]:
        base = each.base
        if base == "declared":
            headline = self.codebook[self.variable].headline
            base = headline.base if headline else "answered"
        if base == "asked":
            return codes | {_UNANSWERED}
        return codes if base == "answered" else frozenset(base)


def protect(
    table: CountTable, rules: ReleasePolicy, contrasts: set[tuple[str, object]]
) -> Iterator[tuple[int, int]]:
    """Hide more rows of a table until no hidden count can be worked out.

    Parameters
    ----------
    table : CountTable
        Its rows change status.
    rules : ReleasePolicy
    contrasts : set of (column, value)
        Domains to hide last.

    Yields
    ------
    (int, int)
        Places of the rows that were hidden on top.
    """
    before = {row.place for row in table.rows if row.status is Status.CONFIDENTIAL}
    if not before:
        return
    primary = [row for row in table.rows if row.place in before]
    while (weak := _weakest(table, primary, rules)) is not None:
        chosen = _companions(table, weak, rules, contrasts)
        if not chosen:
            chosen = [row for row in table.rows if row.shown]
        for row in chosen:
            row.status = Status.CONFIDENTIAL
            yield row.place
        if not chosen:
            return


def _weakest(table: CountTable, primary: list[CountRow], rules: ReleasePolicy) -> CountRow | None:
    """A hidden row whose count can be worked out too closely, if there is one."""
    if all(np.isnan(row.count) for row in table.rows):
        return _alone(table, primary)
    equations = _Equations(table, rules)
    for row in primary:
        low, high = equations.range_of(row)
        if high - low < rules.small_cell + 1 - 1e-6:
            return row
    return None


def _alone(table: CountTable, primary: list[CountRow]) -> CountRow | None:
    """For means: a hidden domain that a pooled row and the others give away."""
    for row in primary:
        beside = [r for r in table.rows if r.domain[1:] == row.domain[1:]]
        pooled = any(r.domain[:1] == (Domain.ALL,) and r.shown for r in beside)
        if pooled and sum(not r.shown and r.n > 0 for r in beside) < 2:
            return row
    return None


def _companions(
    table: CountTable, weak: CountRow, rules: ReleasePolicy, contrasts: set[tuple[str, object]]
) -> list[CountRow]:
    """The rows to hide beside a weak one: a telling net, else the cheapest rectangle."""
    nets = [
        r
        for r in table.rows
        if r.shown and r.domain == weak.domain and r.category is Category.HEADLINE
    ]
    if nets and weak.category is not Category.HEADLINE:
        return nets
    other = _cheapest_category(table, weak)
    pooled = [r for r in table.rows if r.shown and r.domain[:1] == (Domain.ALL,)]
    if not pooled:
        return other
    whole = weak.n < rules.minimum_base
    candidates = [
        r for r in table.rows if _may_hide(r, weak) and (whole or r.category == weak.category)
    ]
    if not candidates:
        return other
    best = min(candidates, key=lambda r: _cost(r, table.by, contrasts, whole=whole))
    if whole:
        return other + [r for r in table.rows if r.domain == best.domain and r.shown]
    categories = {r.category for r in other} | {weak.category}
    categories |= {r.category for r in table.rows if r.domain == weak.domain and not r.shown}
    crossing = [
        r for r in table.rows if r.domain == best.domain and r.category in categories and r.shown
    ]
    return other + crossing


def _may_hide(row: CountRow, weak: CountRow) -> bool:
    same_group = row.domain[1:] == weak.domain[1:] and row.domain[:1] != (Domain.ALL,)
    return row.shown and same_group and row.domain != weak.domain


def _cheapest_category(table: CountTable, weak: CountRow) -> list[CountRow]:
    """The smallest shown category in the same domain, unless two are hidden there already."""
    here = [
        r for r in table.rows if r.domain == weak.domain and r.category is not Category.HEADLINE
    ]
    hidden = [r for r in here if not r.shown and r.n > 0]
    shown = [r for r in here if r.shown and r.count > 0]
    if not shown or len(hidden) > 1:
        return []
    return [min(shown, key=lambda r: (r.count, str(r.category)))]


def _cost(
    row: CountRow, by: tuple[str, ...], contrasts: set[tuple[str, object]], *, whole: bool
) -> tuple[bool, float, str]:
    is_contrast = any(pair in contrasts for pair in zip(by, row.domain, strict=True))
    size = row.n if whole or np.isnan(row.count) else row.count
    return is_contrast, size if size > 0 else np.inf, str(row.domain)


class _Equations:
    """What the shown rows say of the numbers of answers by elementary domain and code."""

    def __init__(self, table: CountTable, rules: ReleasePolicy) -> None:
        domains = [r.domain for r in table.rows if r.domain[:1] != (Domain.ALL,)]
        codes = sorted(frozenset().union(*(r.base | r.counted for r in table.rows)), key=str)
        self.place = {
            key: i for i, key in enumerate((d, c) for d in dict.fromkeys(domains) for c in codes)
        }
        self.domains = list(dict.fromkeys(domains))
        sums: dict[tuple[Any, ...], tuple[frozenset[Any], float]] = {}
        for row in table.rows:
            if row.shown:
                sums[(row.domain, row.counted)] = (row.counted, row.count)
            if row.shown or row.n == 0 or not self._base_is_hidden(row, table, rules):
                sums[(row.domain, row.base)] = (row.base, row.n)
        self.matrix = sparse.vstack(
            [self._indicator(key[0], codes_) for key, (codes_, _) in sums.items()]
            or [sparse.csr_array((1, len(self.place)))]
        )
        self.values = np.array([value for _, value in sums.values()] or [0.0])

    def range_of(self, row: CountRow) -> tuple[float, float]:
        """Least and greatest count that a row could have."""
        target = self._indicator(row.domain, row.counted).toarray().ravel()
        return feasible_range(target, self.matrix.tocsr(), self.values)

    def _indicator(self, domain: tuple[Any, ...], codes: frozenset[Any]) -> sparse.csr_array:
        pooled = domain[:1] == (Domain.ALL,)
        members = [d for d in self.domains if d[1:] == domain[1:]] if pooled else [domain]
        places = [self.place[d, code] for d in members for code in codes]
        entries = (np.ones(len(places)), (np.zeros(len(places), dtype=int), places))
        return sparse.coo_array(entries, shape=(1, len(self.place))).tocsr()

    @staticmethod
    def _base_is_hidden(row: CountRow, table: CountTable, rules: ReleasePolicy) -> bool:
        small = any(0 < r.n < rules.minimum_base for r in table.rows)
        mine = [r for r in table.rows if r.domain == row.domain]
        return small and not any(r.shown for r in mine)
