"""Hidden numbers that can't be worked out from the shown ones.

All that is released of a question is a set of equations between numbers of answers: shown shares
with their bases give sums of cells, a pooled row or another breakdown the same sums in another way.
A hidden number is safe if, by linear programming, it could still lie anywhere in a range that is
wide enough. Where it isn't, the cheapest others are hidden that give it the range: other answers,
the same answers in another domain, nets, and whole domains last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from survey.disclosure.cells import Cells, CountRow, Sum
from survey.disclosure.policy import ReleasePolicy, Status
from survey.kernels.feasible import agree, cheapest_to_give_way

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from survey.kernels.layout import Bools, Floats, Ints

_NEAR = 12
_NET, _CONTRAST, _POOLED, _NONE, _BASE = 3.0, 10.0, 20.0, 50.0, 1000.0


def protect(
    rows: Iterable[CountRow], rules: ReleasePolicy, contrasts: set[tuple[str, Any]]
) -> None:
    """Hide more rows until no hidden number of answers can be worked out.

    Parameters
    ----------
    rows : iterable of CountRow
        All that is released together, each with the status that it has on its own. Those that are
        hidden on top become confidential, and their bases too where these give something away.
    rules : ReleasePolicy
    contrasts : set of (column, value)
        Domains to hide last.
    """
    questions: dict[str, list[CountRow]] = {}
    for row in rows:
        questions.setdefault(row.question, []).append(row)
    for each in questions.values():
        shares = [row for row in each if not row.numeric]
        numbers = [row for row in each if row.numeric]
        _protect_question(shares, rules, contrasts, rules.small_cell + 1)
        if any(row.status is Status.CONFIDENTIAL for row in shares):
            _hide(numbers)  # a mean of codes is one more equation between their shares
            for row in numbers:
                row.base_hidden = True
        _protect_question(numbers, rules, contrasts, rules.minimum_base)


def _protect_question(
    rows: list[CountRow], rules: ReleasePolicy, contrasts: set[tuple[str, Any]], width: float
) -> None:
    if any(row.status is Status.CONFIDENTIAL for row in rows):
        for together in _of_the_same_people(rows):
            _Table(together, rules, contrasts).protect(width)


def _of_the_same_people(rows: list[CountRow]) -> list[list[CountRow]]:
    """Rows whose sums agree, and so can be put together; others are of another wave or subset."""
    sources: dict[int, list[CountRow]] = {}
    for row in rows:
        sources.setdefault(row.source, []).append(row)
    result: list[list[CountRow]] = []
    for each in sources.values():
        for together in result:
            if _can_agree([*together, *each]):
                together.extend(each)
                break
        else:
            result.append(each)
    return result


def _can_agree(rows: list[CountRow]) -> bool:
    sums = _sums(rows)
    if any(len(values) > 1 for values in sums.values()):
        return False
    cells = Cells(sums)
    links = cells.links()
    matrix = sparse.csr_array(sparse.vstack([cells.matrix(list(sums)), links]))
    values = [value for (value,) in sums.values()] + [0.0] * links.shape[0]
    return agree(matrix, np.array(values))


def _sums(rows: list[CountRow]) -> dict[Sum, set[float]]:
    sums: dict[Sum, set[float]] = {}
    for row in rows:
        sums.setdefault(row.counted, set()).add(row.count)
        sums.setdefault(row.base, set()).add(row.n)
    return sums


@dataclass(slots=True)
class _Told:
    """What is told of one sum of cells."""

    value: float
    counts: list[CountRow] = field(default_factory=list)
    bases: list[CountRow] = field(default_factory=list)
    hidden: bool = False

    @property
    def known(self) -> bool:
        """Whether a reader can read it off."""
        return not self.hidden and (bool(self.bases) or any(row.shown for row in self.counts))

    def cost(self, total: float, contrasts: set[tuple[str, Any]]) -> float:
        """Cost of a unit by which it may vary once it is hidden; small numbers go first."""
        if any(row.n == 0 for row in (*self.counts, *self.bases)):
            return np.inf
        rows = self.bases or self.counts
        cost = 1 + self.value / max(total, 1.0)
        cost *= _BASE if self.bases else 1
        cost *= _NONE if self.value == 0 else 1
        cost *= _NET if all(row.net for row in rows) else 1
        return cost * (_CONTRAST if contrasts & set(rows[0].base.domain) else 1)


class _Table:
    """All that is released of one question, of the same people."""

    def __init__(
        self, rows: list[CountRow], rules: ReleasePolicy, contrasts: set[tuple[str, Any]]
    ) -> None:
        self._told: dict[Sum, _Told] = {}
        for row in rows:
            self._told.setdefault(row.counted, _Told(row.count)).counts.append(row)
        for row in rows:
            self._told.setdefault(row.base, _Told(row.n)).bases.append(row)
        self._sums = list(self._told)
        self._cells = Cells(self._sums)
        links = self._cells.links()
        self._matrix = sparse.csr_array(sparse.vstack([self._cells.matrix(self._sums), links]))
        nothing = [0.0] * links.shape[0]
        self._values = np.array([told.value for told in self._told.values()] + nothing)
        self._single = np.diff(self._matrix.indptr) == 1
        self._cost = np.array([*self._costs(contrasts), *(np.inf for _ in nothing)])
        self._smallest = self._of_the_smallest(contrasts)
        for row in rows:
            if row.status is Status.CONFIDENTIAL:
                self._hide(row.counted)
            if 0 < row.n < rules.minimum_base:
                self._hide(row.base)

    def protect(self, width: float) -> None:
        """Hide until the range of every number that is hidden on its own account is wide enough."""
        on_their_own = [place for place, told in enumerate(self._told.values()) if told.hidden]
        for place in sorted(on_their_own, key=lambda p: not self._told[self._sums[p]].bases):
            target = self._matrix[[place]].toarray().ravel()
            if not self._openly_none(target):
                for other in self._to_give_way(target, width):
                    self._hide(self._sums[other])

    def _openly_none(self, target: Floats) -> bool:
        """Whether it is shown of a wider group that nobody is in it."""
        none = self._known() & (self._values == 0)
        none[len(self._sums) :] = False
        return not (target > (self._matrix[none].sum(axis=0) > 0)).any()

    def _costs(self, contrasts: set[tuple[str, Any]]) -> Iterator[float]:
        total = max(told.value for told in self._told.values())
        finest = max(len(each.domain) for each in self._sums)
        for each, told in self._told.items():
            yield told.cost(total, contrasts) * (_POOLED if len(each.domain) < finest else 1)

    def _of_the_smallest(self, contrasts: set[tuple[str, Any]]) -> Bools:
        """The sums of the domains with the fewest answers; all if domains are crossed."""
        sizes = {
            each.domain: (bool(contrasts & each.domain), told.value)
            for each, told in self._told.items()
            if told.bases
        }
        columns = {column for domain in sizes for column, _ in domain}
        few = sorted(sizes, key=sizes.__getitem__)[: _NEAR if len(columns) == 1 else None]
        rest = [True] * (len(self._values) - len(self._told))
        return np.array([each.domain in few for each in self._sums] + rest)

    def _hide(self, each: Sum) -> None:
        """Hide a sum: the rows that count it, and all about the rows that are of it."""
        told = self._told[each]
        if told.hidden:
            return
        told.hidden = True
        _hide(told.counts)
        _hide(told.bases)
        for row in told.bases:
            row.base_hidden = True
            self._hide(row.counted)

    def _known(self) -> Bools:
        """The sums that a reader can read off, and those that follow from how cells are cut."""
        known = np.ones(len(self._values), dtype=bool)
        known[: len(self._told)] = [told.known for told in self._told.values()]
        return known

    def _to_give_way(self, target: Floats, width: float) -> Ints:
        """The known sums to hide, if any: near ones, or others where these are too dear."""
        known = self._known()
        for fixed in (known & self._single & ~self._near(target), np.zeros_like(known)):
            system = self._around(target, known, fixed)
            cost = self._cost[system.sums]
            moved = cheapest_to_give_way(system.target, width, system.matrix, system.values, cost)
            if moved is not None and (cost[moved] < _POOLED).all():
                break
        return system.sums[np.isfinite(cost) if moved is None else moved]

    def _near(self, target: Floats) -> Bools:
        """The sums of the domains that a sum is of, and of the smallest others of its breakdown."""
        touched = (self._matrix[:, target > 0].sum(axis=1) > 0)[: len(self._sums)]
        mine = {s.domain for s, touch in zip(self._sums, touched, strict=True) if touch}
        near = self._smallest.copy()
        near[: len(self._sums)] |= [each.domain in mine for each in self._sums]
        return near

    def _around(self, target: Floats, known: Bools, fixed: Bools) -> _System:
        """What is known about the cells that hang together with a sum of them.

        Parameters
        ----------
        fixed : bool array
            Sums of one cell that is taken as it is.
        """
        places = self._matrix.indices[self._matrix.indptr[:-1][fixed]]
        counts, open_ = np.zeros(len(target)), np.ones(len(target), dtype=bool)
        counts[places], open_[places] = self._values[fixed], False
        matrix = sparse.csr_array(self._matrix[known & ~fixed][:, open_])
        together: Any = matrix.T @ matrix
        _, part = csgraph.connected_components(together, directed=False)
        mine = np.isin(part, part[target[open_] > 0])
        matrix = sparse.csr_array(matrix[:, mine])
        told = np.flatnonzero(np.diff(matrix.indptr))
        sums = np.flatnonzero(known & ~fixed)[told]
        values = (self._values - self._matrix @ counts)[sums]
        return _System(target[open_][mine], sparse.csr_array(matrix[told]), values, sums)


@dataclass(frozen=True, slots=True)
class _System:
    """A sum of cells, and the sums known about these.

    Attributes
    ----------
    target : (m,) float
    matrix : (e, m) sparse
    values : (e,) float
    sums : (e,) int
        Which sums these are.
    """

    target: Floats
    matrix: sparse.csr_array
    values: Floats
    sums: Ints


def _hide(rows: Iterable[CountRow]) -> None:
    for row in rows:
        if row.shown:
            row.status = Status.CONFIDENTIAL
