"""What results tell of numbers of answers: sums of cells, and the equations between them.

A cell is the number of answers of one code in one domain of the finest breakdown. A share with its
base tells two sums of cells: how many answers it counts, and how many it is of.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from survey.disclosure.policy import Status
    from survey.kernels.layout import Ints

Domain = frozenset[tuple[str, Any]]
"""Pairs of column and value; who is pooled over a column has no pair for it."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The number of people in a domain who gave one of some answers."""

    domain: Domain
    codes: frozenset[Any]


@dataclass(slots=True, eq=False, kw_only=True)
class CountRow:
    """A row of results as numbers of answers.

    Attributes
    ----------
    question : str
    source : int
        Which result it is from.
    numeric : bool
        Whether it is a mean, total or ratio, of which only the number of answers is known here.
    net : bool
        Whether it is a headline.
    counted, base : Sum
        What is counted, and of whom.
    count, n : float
        How many these are.
    status : Status
    base_hidden : bool
        Whether `n` is hidden too.
    """

    question: str
    source: int
    numeric: bool
    net: bool
    counted: Sum
    base: Sum
    count: float
    n: float
    status: Status
    base_hidden: bool = False

    @property
    def shown(self) -> bool:
        """Whether a reader sees it."""
        return not self.status.hidden

    def read_as(self, other: CountRow) -> None:
        """Take over what another row of the same numbers says of itself."""
        self.numeric, self.counted, self.base = other.numeric, other.counted, other.base
        self.count, self.status = other.count, other.status


class Cells:
    """The cells that some sums consist of, as columns of a matrix.

    Breakdowns that none of the others refines each have cells of their own; where two of them share
    columns, their cells have the same sums.
    """

    def __init__(self, sums: Iterable[Sum]) -> None:
        everything = list(dict.fromkeys(sums))
        codes = sorted({code for each in everything for code in each.codes}, key=str)
        self._codes = {code: place for place, code in enumerate(codes)}
        domains = list(dict.fromkeys(each.domain for each in everything))
        breakdowns = {_columns(domain) for domain in domains}
        finest = [b for b in breakdowns if not any(b < other for other in breakdowns)]
        self._domains = {
            b: [domain for domain in domains if _columns(domain) == b]
            for b in sorted(finest, key=sorted)
        }
        ordered = [domain for members in self._domains.values() for domain in members]
        self._number = {domain: number for number, domain in enumerate(ordered)}
        self._members: dict[tuple[frozenset[str], frozenset[str]], dict[Domain, list[int]]] = {}

    @property
    def size(self) -> int:
        """Number of cells."""
        return len(self._number) * len(self._codes)

    def matrix(self, sums: Sequence[Sum]) -> sparse.csr_array:
        """Which cells each sum consists of, (len(sums), cells) of 0 and 1."""
        return self._stacked([self._cells_of(each) for each in sums])

    def links(self) -> sparse.csr_array:
        """Sums of cells that are 0 because two breakdowns share columns, (l, cells)."""
        parts = []
        for first, second in combinations(self._domains, 2):
            mine, theirs = (self._grouped(b, first & second) for b in (first, second))
            common = [domain for domain in mine if domain in theirs]
            sums = [Sum(domain, frozenset([c])) for domain in common for c in self._codes]
            sides = [[self._cells_of(s, b) for s in sums] for b in (first, second)]
            parts.append(self._stacked(sides[0]) - self._stacked(sides[1]))
        return sparse.csr_array(sparse.vstack([sparse.csr_array((0, self.size)), *parts]))

    def _cells_of(self, each: Sum, breakdown: frozenset[str] | None = None) -> Ints:
        columns = _columns(each.domain)
        if breakdown is None:
            breakdown = next(b for b in self._domains if columns <= b)
        members = self._grouped(breakdown, columns).get(each.domain, [])
        codes = [self._codes[code] for code in each.codes]
        return np.add.outer(np.array(members, dtype=np.int64) * len(self._codes), codes).ravel()

    def _grouped(
        self, breakdown: frozenset[str], columns: frozenset[str]
    ) -> dict[Domain, list[int]]:
        """The domains of a breakdown by the domain of some of its columns that they lie in."""
        known = self._members.get((breakdown, columns))
        if known is None:
            known = self._members[breakdown, columns] = {}
            for domain in self._domains[breakdown]:
                wider = frozenset(pair for pair in domain if pair[0] in columns)
                known.setdefault(wider, []).append(self._number[domain])
        return known

    def _stacked(self, rows: list[Ints]) -> sparse.csr_array:
        lengths = [len(row) for row in rows]
        columns = np.concatenate([np.empty(0, dtype=np.int64), *rows]).astype(np.int64)
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        entries = (np.ones(len(columns)), columns, starts)
        return sparse.csr_array(entries, shape=(len(rows), self.size))


def _columns(domain: Domain) -> frozenset[str]:
    return frozenset(column for column, _ in domain)
