"""Hiding in one family of questions, until no secret can be worked out from what is shown.

All that is told of a family is a set of equations between numbers of answers: shown shares with
their bases give sums of cells, a pooled row or another breakdown the same sums in another way. A
secret is safe if there are two tables of whole numbers that fit all that is known and in which it
is wide apart. Where there are none, the cheapest sums are hidden that give it the range: other
answers, the same answers in another domain, nets, and whole domains last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from survey.disclosure.audit.cells import Cells, CountRow, Mean, Sum
from survey.kernels.feasible import (
    GivenWay,
    WholeTables,
    cheapest_to_give_way,
    whole_extreme,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from survey.disclosure.audit.cells import Family
    from survey.kernels.layout import Bools, Floats, Ints

_NEAR, _NEAR_CROSSED, _FEW_CELLS, _TRIES, _CLOSE = 12, 3, 400, 3, 1e-6
_REST, _NET, _CONTRAST, _POOLED, _NONE, _BASE = 0.5, 3.0, 10.0, 20.0, 50.0, 1000.0


@dataclass(slots=True, eq=False)
class Told:
    """What is told of one sum of cells.

    Attributes
    ----------
    value : float
    counts, bases : list of CountRow
        Rows that count it, and rows that are of it.
    hidden : bool
    elsewhere : bool
        Whether another family of questions tells it.
    anyway : bool
        Whether it is known without any table.
    out : bool
        Whether it was published before or is known anyway, so that it can't be hidden any more.
    """

    value: float
    counts: list[CountRow] = field(default_factory=list)
    bases: list[CountRow] = field(default_factory=list)
    hidden: bool = False
    elsewhere: bool = False

    anyway: bool = False
    out: bool = False

    def settle(self) -> None:
        """See from the rows whether it was published before."""
        counted = any(row.published and row.shown for row in self.counts)
        base = any(row.published and not row.base_hidden for row in self.bases)
        self.out = self.anyway or counted or base

    @property
    def told(self) -> bool:
        """Whether a reader can read it off as long as it isn't hidden."""
        counted = any(row.shown for row in self.counts)
        return self.elsewhere or self.anyway or bool(self.bases) or counted

    def cost(self, total: float, contrasts: set[tuple[str, Any]]) -> float:
        """Cost of a unit by which it may vary once it is hidden; small numbers go first."""
        rows = self.bases or self.counts
        if self.out or any(row.n == 0 for row in (*self.counts, *self.bases)):
            return np.inf
        cost = 1 + self.value / max(total, 1.0)
        cost *= _BASE if self.bases or self.elsewhere else 1
        cost *= _NONE if self.value == 0 else 1
        cost *= _NET if rows and all(row.net for row in rows) else 1
        cost *= _REST if rows and all(map(_of_rest, rows)) else 1
        return cost * (_CONTRAST if any(contrasts & row.label for row in rows[:1]) else 1)


@dataclass(frozen=True, slots=True)
class Secret:
    """A number that must not be worked out: one sum, or what it leaves of another.

    Attributes
    ----------
    of : Sum
    width : float
        How wide the range must be in which it could lie.
    without : Sum or None
    """

    of: Sum
    width: float
    without: Sum | None = None


class Table:
    """All that is told of a family of questions.

    Parameters
    ----------
    family : Family
    rows : sequence of CountRow
        Of the family.
    contrasts : set of (column, value)
        Domains to hide last.
    elsewhere : collection of Sum
        Sums that other families tell.
    known : mapping of Sum to float or None
        Sums that are known anyway, or that can't be more than a number.
    means : sequence of Mean
        Means of the family that are out already.
    """

    def __init__(
        self,
        family: Family,
        rows: Sequence[CountRow],
        contrasts: set[tuple[str, Any]],
        elsewhere: Collection[Sum] = (),
        known: Mapping[Sum, float | None] | None = None,
        means: Sequence[Mean] = (),
    ) -> None:
        self.told: dict[Sum, Told] = {}
        for row in rows:
            self.told.setdefault(row.counted, Told(row.count)).counts.append(row)
        for row in rows:
            self.told.setdefault(row.base, Told(row.n)).bases.append(row)
        for each in elsewhere:
            self.told.setdefault(each, Told(family.number(each))).elsewhere = True
        given = known or {}
        for each in (each for each, most in given.items() if most is None):
            self.told.setdefault(each, Told(family.number(each))).anyway = True
        for told in self.told.values():
            told.settle()
        self._sums = list(self.told)
        limits = {each: most for each, most in given.items() if most is not None}
        self._cells = Cells(family, len(limits))
        self._put_equations(family, limits, means, contrasts)
        self._kinds, self._answers = family.counts.shape
        self._by_column = self._values_by_size(contrasts)
        self._rests = any(_of_rest(row) for told in self.told.values() for row in told.bases)
        self._near_ones: dict[frozenset[int], Bools | None] = {}
        self._read_off: _ReadOff | None = None
        self.unprotected: list[Secret] = []

    def _put_equations(
        self,
        family: Family,
        limits: Mapping[Sum, float],
        means: Sequence[Mean],
        contrasts: set[tuple[str, Any]],
    ) -> None:
        """What is told, and after it what is known anyway: limits with a spare cell, and means."""
        told, spare = list(self.told.values()), len(limits)
        lines = self._cells.matrix([*self._sums, *limits])
        cells = family.counts.size + np.arange(spare)
        rows = len(told) + np.arange(spare)
        short = sparse.csr_array((np.ones(spare), (rows, cells)), shape=lines.shape)
        self._matrix = sparse.csr_array(sparse.vstack([lines + short, self._cells.means(means)]))
        left = [most - family.number(each) for each, most in limits.items()]
        self._truth = np.concatenate([family.counts.ravel(), left])
        self._values = np.asarray(self._matrix @ self._truth, dtype=float)
        anyway = spare + len(means)
        self._told = np.array([*(each.told for each in told), *[True] * anyway], dtype=bool)
        self._out = np.array([*(each.out for each in told), *[True] * anyway], dtype=bool)
        self._cost = np.array([*self._costs(contrasts), *[np.inf] * anyway])

    def shows(self, each: Sum) -> bool:
        """Whether a reader can read off a sum by itself."""
        told = self.told.get(each)
        return told is not None and ((told.told and not told.hidden) or told.out)

    def tells(self, mean: Mean) -> bool:
        """Whether all that a mean tells is shown without it, number by number."""
        return all(self.shows(each) or not each.answers for each in mean.steps)

    def hide(self, each: Sum) -> None:
        """Hide a sum, and all about the rows that are of it."""
        told = self.told[each]
        if not told.hidden:
            told.hidden, self._read_off = True, None
            for row in told.bases:
                self.hide(row.counted)

    def protect(self, secrets: Iterable[Secret]) -> None:
        """Hide until every secret could lie anywhere in a range that is wide enough.

        What can't be given the range, because too much is out already, is left in `unprotected`.
        """
        wanted = self._not_openly_none(dict.fromkeys(secrets))
        vectors = self._vectors(wanted)
        tables = WholeTables(vectors, self._truth)
        before = {each for each, told in self.told.items() if told.hidden}
        widths = np.array([secret.width for secret in wanted])
        for place, secret in enumerate(wanted):
            if tables.widths()[place] < secret.width - _CLOSE:
                target = vectors[[place]].toarray().ravel()
                goal = _Goal(place, target, secret.of.kinds, secret.width)
                if not self._widen(goal, tables):
                    self.unprotected.append(secret)
                    widths[place] = 0.0
        self._show_again(before, tables, widths)

    def _widen(self, goal: _Goal, tables: WholeTables) -> bool:
        """Hide what it takes for a secret to have the range, and keep tables that show it."""
        if self._near(goal.kinds) is not None and self._whole(goal, None, tables):
            return True
        for more in range(_TRIES):
            way, open_ = self._to_give_way(goal, goal.width + more)
            if way is None:
                break
            for place in np.flatnonzero(way.moved):
                self.hide(self._sums[place])
            if tables.add(way.low, way.high) or self._whole(goal, open_, tables):
                return True
        return self._whole(goal, None, tables)

    def _whole(self, goal: _Goal, open_: Bools | None, tables: WholeTables) -> bool:
        """Look for two tables of whole numbers that are far enough apart."""
        system = self._around(goal.target, open_)
        for least in (False, True):
            low, high = tables.ends(goal.place)
            if high - low >= goal.width - _CLOSE or (least and high < goal.width):
                break
            limit = high - goal.width if least else low + goal.width
            past = low if least else max(high, goal.width - 1)  # the other end can't be below 0
            elsewhere = goal.target @ self._truth - system.target @ self._truth[system.cells]
            found = whole_extreme(
                system.target,
                system.matrix,
                system.values,
                least=least,
                limit=float(limit - elsewhere),
                past=float(past - elsewhere),
            )
            if found is not None:
                tables.add(self._table(system, found))
        low, high = tables.ends(goal.place)
        return high - low >= goal.width - _CLOSE

    def _show_again(self, before: set[Sum], tables: WholeTables, widths: Floats) -> None:
        """Show what was hidden on the way and needn't be, the dearest first."""
        hidden = [
            place
            for place, (each, told) in enumerate(self.told.items())
            if told.hidden and each not in before
        ]
        where = tables.with_true(np.zeros_like(self._truth))
        for place in sorted(hidden, key=lambda p: (-self._cost[p], p)):
            told = self.told[self._sums[place]]
            if any(self.told[row.base].hidden for row in told.counts):
                continue
            still = where & tables.with_true(self._matrix[[place]].toarray().ravel())
            if (tables.widths_within(still) >= widths - _CLOSE).all():
                told.hidden, self._read_off, where = False, None, still

    def _not_openly_none(self, secrets: Iterable[Secret]) -> list[Secret]:
        """Secrets other than that nobody is there, where that is shown of a wider group."""
        none = self._known() & (self._values == 0)
        covered = np.asarray(self._matrix[none].sum(axis=0) > 0)
        return [
            each
            for each in secrets
            if each.without is not None or not covered[self._cells.of(each.of)].all()
        ]

    def _vectors(self, secrets: Sequence[Secret]) -> sparse.csr_array:
        whole = self._cells.matrix([each.of for each in secrets])
        nobody = Sum(frozenset(), frozenset())
        taken = self._cells.matrix([each.without or nobody for each in secrets])
        result = sparse.csr_array(whole - taken)
        result.eliminate_zeros()
        return result

    def _costs(self, contrasts: set[tuple[str, Any]]) -> list[float]:
        total = max((told.value for told in self.told.values()), default=0.0)
        columns = [_columns(told) for told in self.told.values()]
        finest = max(columns, default=0)
        return [
            told.cost(total, contrasts) * (_POOLED if count < finest else 1)
            for told, count in zip(self.told.values(), columns, strict=True)
        ]

    def _values_by_size(self, contrasts: set[tuple[str, Any]]) -> dict[str, list[_Domain]]:
        """The domains that are one value of a column, the smallest first, contrasts last."""
        found: dict[str, dict[frozenset[int], tuple[bool, float]]] = {}
        for each, told in self.told.items():
            for row in told.bases:
                if len(row.label) == 1:
                    ((name, _),) = row.label
                    size = (bool(contrasts & row.label), told.value)
                    column = found.setdefault(name, {})
                    column[each.kinds] = max(column.get(each.kinds, size), size)
        return {
            name: sorted(map(_Domain, column, column.values()), key=lambda domain: domain.size)
            for name, column in found.items()
        }

    def _near(self, kinds: frozenset[int]) -> Bools | None:
        """The cells in which a way is looked for first; None if that is all of them.

        Those of the values of each column that are asked about, and of the smallest others.
        """
        if kinds not in self._near_ones:
            inside = np.ones(self._kinds, dtype=bool)
            most = _NEAR if len(self._by_column) == 1 else _NEAR_CROSSED
            for values in self._by_column.values():
                mine = [domain for domain in values if domain.kinds & kinds]
                others = [domain for domain in values if not domain.kinds & kinds]
                near = np.zeros_like(inside)
                for domain in (*mine, *others[: max(most - len(mine), 0)]):
                    near[list(domain.kinds)] = True
                inside &= near
            small = len(self._truth) <= _FEW_CELLS
            useless = bool(small or inside.all() or not inside[list(kinds)].all())
            cells: Bools = np.ones(len(self._truth), dtype=bool)
            cells[: self._kinds * self._answers] = np.repeat(inside, self._answers)
            self._near_ones[kinds] = None if useless else cells
        return self._near_ones[kinds]

    def _known(self) -> Bools:
        """The sums that a reader can read off."""
        hidden = np.zeros(len(self._told), dtype=bool)
        hidden[: len(self._sums)] = [told.hidden for told in self.told.values()]
        return np.asarray((self._told & ~hidden) | self._out, dtype=bool)

    def _to_give_way(self, goal: _Goal, width: float) -> tuple[GivenWay | None, Bools | None]:
        """The known sums to hide, if any: near ones, or others where these are too dear.

        Returns
        -------
        way : GivenWay or None
        open_ : bool array, optional
            The cells in which it was found; None if that is all.
        """
        near = self._near(goal.kinds)
        for open_ in (near, None) if near is not None else (None,):
            system = self._around(goal.target, open_)
            cost = self._cost[system.sums]
            way = cheapest_to_give_way(
                system.target, width, system.matrix, system.values, cost, fewest=self._rests
            )
            if way is not None and (cost[way.moved] < _POOLED).all():
                break
        if way is None:
            return None, None
        moved = np.zeros(len(self._told), dtype=bool)
        moved[system.sums] = way.moved
        low, high = (self._table(system, each) for each in (way.low, way.high))
        return GivenWay(moved, low, high), open_

    def _around(self, target: Floats, open_: Bools | None) -> _System:
        """What is known about the cells that hang together with a sum of them.

        Parameters
        ----------
        open_ : bool array, optional
            Cells that can be anything; the others are taken as they are.
        """
        if self._read_off is None:
            sums = np.flatnonzero(self._known())
            matrix = sparse.csr_array(self._matrix[sums])
            self._read_off = _ReadOff(sums, matrix, _parts(matrix))
        read = self._read_off
        if open_ is None:
            open_ = np.isin(read.part, read.part[target != 0])
        cells = np.flatnonzero(open_)
        matrix = sparse.csr_array(read.matrix[:, cells])
        told = np.flatnonzero(np.diff(matrix.indptr))
        matrix = sparse.csr_array(matrix[told])
        values = np.asarray(matrix @ self._truth[cells], dtype=float)
        return _System(target[cells], matrix, values, read.sums[told], cells)

    def _table(self, system: _System, counts: Floats) -> Floats:
        table = self._truth.copy()
        table[system.cells] = counts
        return table


@dataclass(frozen=True, slots=True, eq=False)
class _Goal:
    """A secret that is to have a range.

    Attributes
    ----------
    place : int
        Which secret it is.
    target : (m,) float
        Coefficients of its cells.
    kinds : frozenset of int
        Kinds of people that it is about.
    width : float
    """

    place: int
    target: Floats
    kinds: frozenset[int]
    width: float


@dataclass(frozen=True, slots=True, eq=False)
class _System:
    """A sum of cells, and the sums known about these.

    Attributes
    ----------
    target : (m,) float
    matrix : (e, m) sparse
    values : (e,) float
    sums : (e,) int
        Which sums these are.
    cells : (m,) int
        Which cells.
    """

    target: Floats
    matrix: sparse.csr_array
    values: Floats
    sums: Ints
    cells: Ints


@dataclass(frozen=True, slots=True)
class _Domain:
    """People that rows are of, and how dear it is to hide them."""

    kinds: frozenset[int]
    size: tuple[bool, float]


@dataclass(frozen=True, slots=True, eq=False)
class _ReadOff:
    """What a reader can read off as long as nothing more is hidden.

    Attributes
    ----------
    sums : (e,) int
        Which sums.
    matrix : (e, m) sparse
    part : (m,) int
        A number for each cell, the same for cells that some chain of these sums ties together.
    """

    sums: Ints
    matrix: sparse.csr_array
    part: Ints


def _parts(matrix: sparse.csr_array) -> Ints:
    rows = matrix.shape[0]
    ties: Any = sparse.block_array([[None, matrix], [matrix.T, None]], format="csr")
    _, part = csgraph.connected_components(ties, directed=False)
    return np.asarray(part[rows:], dtype=np.int64)


def _of_rest(row: CountRow) -> bool:
    """Whether a row is of all but one value, so that it goes anyway where that one is hidden."""
    return any(isinstance(value, tuple) for _, value in row.label)


def _columns(told: Told) -> int:
    """By how many columns the domain of a sum is cut."""
    return max((len(row.label) for row in (*told.bases, *told.counts)), default=0)
