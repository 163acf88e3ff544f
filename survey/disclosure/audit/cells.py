"""What results tell of numbers of answers: sums of cells.

A cell is the number of people of one kind who gave one answer. People are of the same kind if every
domain of the release holds all of them or none. A share with its base tells two sums of cells: how
many answers it counts, and how many it is of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.policy import Status
    from survey.kernels.layout import Floats, Ints

Label = frozenset[tuple[str, Any]]
"""Pairs of column and value; who is pooled over a column has no pair for it."""

Fate = tuple[int, frozenset[int], int]
"""A group, kinds of people of it, and a mark of those who are counted."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The number of people of some kinds who gave one of some answers."""

    kinds: frozenset[int]
    answers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Mean:
    """What a mean tells of how many gave each number.

    Attributes
    ----------
    steps : tuple of Sum
        How many gave the least number, the next one, and so on by equal steps; together its base.
    """

    steps: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row was read from.

    Attributes
    ----------
    cut, question : int
        Its breakdown and its question in the membership.
    domains : tuple of int
        Elementary domains of the breakdown.
    counted, base : frozenset of int
        Answers to the question.
    """

    cut: int
    question: int
    domains: tuple[int, ...]
    counted: frozenset[int]
    base: frozenset[int]


@dataclass(slots=True, eq=False, kw_only=True)
class CountRow:
    """A row of results as numbers of answers.

    Attributes
    ----------
    family : Family
        The questions whose answers hang together with this one's.
    question : str
    category : object
    source : int
        Which result it is from; negative for what was published before.
    label : Label
        What its domain is called.
    numeric : bool
        Whether it is a mean, total or ratio, of which only the number of answers is known here.
    net : bool
        Whether it is a headline.
    of_ticks : bool
        Whether it is a share of all ticks.
    counted, base : Sum
        What is counted, and of whom.
    count, n : float
        How many these are.
    status : Status
    origin : Origin
    base_hidden : bool
        Whether `n` is hidden too.
    mean : Mean or None
        What it tells if it is a mean or total of few numbers.
    """

    family: Family
    question: str
    category: Any
    source: int
    label: Label
    numeric: bool
    net: bool
    of_ticks: bool
    counted: Sum
    base: Sum
    count: float
    n: float
    status: Status
    origin: Origin
    base_hidden: bool = False
    mean: Mean | None = None

    @property
    def published(self) -> bool:
        """Whether it is out already, so that nothing about it can be changed any more."""
        return self.source < 0

    @property
    def shown(self) -> bool:
        """Whether a reader sees it."""
        return not self.status.hidden


@dataclass(slots=True, eq=False)
class Family:
    """Questions whose answers follow from each other, of the same people.

    Attributes
    ----------
    group : int
        Which people.
    counts : (K, A) float
        How many of each of K kinds of people gave each of A answers, or combinations of answers.
    marks : (K, A) uint64
        A mark of the people in each cell, so that sums of cells can be told to be the same people.
    rows : list of CountRow
    """

    group: int
    counts: Floats
    marks: Any
    rows: list[CountRow] = field(default_factory=list)
    _of: dict[Sum, tuple[float, Fate]] = field(default_factory=dict)

    @property
    def everyone(self) -> frozenset[int]:
        """All answers, and none: a sum over them is a number of people."""
        return frozenset(range(self.counts.shape[1]))

    def number(self, each: Sum) -> float:
        """How many a sum counts."""
        return self._looked_up(each)[0]

    def fate(self, each: Sum) -> Fate:
        """What a sum is, whatever question tells it: these people of these kinds."""
        return self._looked_up(each)[1]

    def _looked_up(self, each: Sum) -> tuple[float, Fate]:
        if each not in self._of:
            kinds = np.fromiter(each.kinds, dtype=np.int64, count=len(each.kinds))
            answers = np.fromiter(each.answers, dtype=np.int64, count=len(each.answers))
            at = np.add.outer(kinds * self.counts.shape[1], answers).ravel()
            count = float(self.counts.ravel()[at].sum())
            mark = int(self.marks.ravel()[at].sum(dtype=np.uint64))
            self._of[each] = count, (self.group, each.kinds, mark)
        return self._of[each]


class Cells:
    """The cells of a family as columns of a matrix.

    Parameters
    ----------
    family : Family
    spare : int
        Columns after them, for what sums fall short of their limits.
    """

    def __init__(self, family: Family, spare: int = 0) -> None:
        self._answers = family.counts.shape[1]
        self._kinds: dict[frozenset[int], Ints] = {}
        self.size = family.counts.size + spare

    def matrix(self, sums: Sequence[Sum]) -> sparse.csr_array:
        """Which cells each sum consists of, (len(sums), cells) of 0 and 1."""
        rows = [self.of(each) for each in sums]
        starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
        columns = np.concatenate([np.empty(0, dtype=np.int64), *rows])
        entries = (np.ones(len(columns)), columns, starts)
        return sparse.csr_array(entries, shape=(len(rows), self.size))

    def means(self, means: Sequence[Mean]) -> sparse.csr_array:
        """How many steps each cell adds to the total behind each mean, (len(means), cells)."""
        totals = [np.arange(len(each.steps)) @ self.matrix(each.steps).toarray() for each in means]
        return sparse.csr_array(np.array(totals, dtype=float).reshape(len(means), self.size))

    def of(self, each: Sum) -> Ints:
        """The cells of a sum, ordered."""
        kinds = self._kinds.get(each.kinds)
        if kinds is None:
            kinds = np.array(sorted(each.kinds), dtype=np.int64) * self._answers
            self._kinds[each.kinds] = kinds
        return np.add.outer(kinds, np.array(sorted(each.answers), dtype=np.int64)).ravel()
