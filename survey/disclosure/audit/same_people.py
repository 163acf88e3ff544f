"""Which rows of several data are the same people.

Two designs may be made of the same answers: with other weights, of some of the rows only, in
another order, or two years apart. Their tables can be put together by a reader only as far as they
are of the same people, so that is what has to be known, whatever the tables call them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from survey.kernels.layout import Bools, Floats, Ints

    Marks = npt.NDArray[np.uint64]

_ENOUGH, _MOSTLY = 0.9, 0.75
_FEWEST_OF_EACH = 8
_NOBODY = -1


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """The rows of some data as people.

    Attributes
    ----------
    names : (n,) uint64
        Marks of the names of the rows.
    units : (n,) uint64
        Marks of the sampling units, e.g. dwellings.
    columns : mapping of name to (n,) uint64
        Marks of what they answered and where they belong, as far as it is used.
    counts : (n,) float
        How many people a row stands for.
    answers : set of str
        Which columns hold answers; the others say where people belong.
    """

    names: Marks
    units: Marks
    columns: Mapping[str, Marks]
    counts: Floats
    answers: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Group:
    """People of whom some data overlap.

    Attributes
    ----------
    counts : (P,) float
        How many each stands for.
    units : (P,) uint64
    members : list of (People, (n,) int)
        Each data with the person of each row.
    """

    counts: Floats = field(default_factory=lambda: np.empty(0))
    units: Marks = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    members: list[tuple[People, Ints]] = field(default_factory=list)

    def takes(self, people: People) -> bool:
        """Take in the people of some data, if they are among those who are here."""
        found: Ints | None = None
        for known, persons in self.members:
            same = rows_of_the_same(known, people)
            if same is not None:
                found = np.where(same >= 0, persons[np.maximum(same, 0)], _NOBODY)
                break
        if self.members and found is None:
            return False
        self._join(people, np.full(len(people.names), _NOBODY) if found is None else found)
        return True

    def _join(self, people: People, persons: Ints) -> None:
        new = persons == _NOBODY
        persons = persons.copy()
        persons[new] = len(self.counts) + np.arange(new.sum())
        self.counts = np.concatenate([self.counts, people.counts[new]])
        self.units = np.concatenate([self.units, people.units[new]])
        self.members.append((people, persons))


def rows_of_the_same(known: People, people: People) -> Ints | None:
    """For each row of some data the row of others that is the same person, −1 if there is none.

    Returns
    -------
    (n,) int or None
        None if they are other people: neither their names and what is known of them agree, nor are
        all that is known of the ones found among the others.
    """
    shared = sorted(set(known.columns) & set(people.columns))
    mine, theirs = (_together(each, shared) for each in (known, people))
    by_name = _matched(known.names, people.names)
    at = np.flatnonzero(by_name >= 0)
    same = np.zeros(len(people.names), dtype=bool)
    same[at] = mine[by_name[at]] == theirs[at]
    if len(at) and (same[at].mean() >= _ENOUGH or _say_the_same(known, people, by_name, at)):
        return by_name
    by_content = _matched(_numbered(mine), _numbered(theirs))
    found: Bools = by_content >= 0
    inside = found.all() or int(found.sum()) == len(known.names)
    return by_content if inside and shared and len(found) else None


def _say_the_same(known: People, people: People, by_name: Ints, at: Ints) -> bool:
    """Whether rows of the same names gave the same answers, whatever these are called.

    Areas may have got other boundaries and answers other labels between two releases. Each answer
    is foretold from the other one (λ of Goodman & Kruskal 1954, JASA 49:732); that must go well,
    which the answers of other people under the same names don't allow.
    """
    if (known.counts[by_name[at]] == people.counts[at]).mean() < _ENOUGH:
        return False
    names = sorted(known.answers & people.answers)
    found = [
        _foretold(known.columns[each][by_name[at]], people.columns[each][at]) for each in names
    ]
    known_ones = [each for each in found if not np.isnan(each)]
    return bool(known_ones) and float(np.mean(known_ones)) >= _MOSTLY


def _foretold(one: Marks, other: Marks) -> float:
    """By how much fewer values of a column are guessed wrong if the other one is known."""
    (one_codes, ones), (other_codes, others) = pd.factorize(one), pd.factorize(other)
    if min(len(ones), len(others)) < 2 or len(one) < max(len(ones), len(others)) * _FEWEST_OF_EACH:
        return np.nan
    table = np.zeros((len(ones), len(others)))
    np.add.at(table, (one_codes, other_codes), 1)
    found = []
    for each in (table, table.T):
        right, anyway = each.max(axis=1).sum(), each.sum(axis=0).max()
        found.append((right - anyway) / (len(one) - anyway))
    return float(max(found))


def marks_of(values: Iterable[Any], key: bytes = b"") -> Marks:
    """A mark of each value, the same for the same value in any form of column.

    Parameters
    ----------
    values : iterable
    key : bytes
        Who doesn't have it can't try out values.
    """
    codes, found = pd.factorize(pd.Series(list(values), dtype=object), use_na_sentinel=True)
    marks = np.array([_mark(value, key) for value in found], dtype=np.uint64)
    none = np.uint64(0)
    return np.where(codes < 0, none, np.append(marks, none)[codes])


def _mark(value: object, key: bytes) -> int:
    if isinstance(value, Real):  # 1, 1.0 and True are the same in columns of different types
        number = float(value)
        value = int(number) if number.is_integer() else number
    digest = hashlib.blake2b(str(value).encode("utf-8", "replace"), digest_size=8, key=key[:64])
    return int.from_bytes(digest.digest(), "big")


def _together(people: People, names: Sequence[str]) -> Marks:
    """One mark for all that is known of each row."""
    result = people.counts.astype(np.uint64)
    for name in names:
        result = mixed(result) + people.columns[name]
    return result


def _numbered(marks: Marks) -> Marks:
    """Marks of rows of which equal ones are told apart by their number among the equal ones."""
    number = pd.Series(marks).groupby(marks, sort=False).cumcount().to_numpy()
    return mixed(marks) + number.astype(np.uint64)


def mixed(marks: Marks) -> Marks:
    """A step of a mixing function: so that sums of mixed marks depend on their order."""
    with np.errstate(over="ignore"):
        turned = (marks ^ (marks >> np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15)
        return np.asarray(turned ^ (turned >> np.uint64(29)), dtype=np.uint64)


def _matched(known: Marks, wanted: Marks) -> Ints:
    """The place of each mark among those known; −1 if there is none, or one isn't alone."""
    index = pd.Index(known)
    if not index.is_unique:
        index = pd.Index(known[~index.duplicated(keep=False)])
    places = index.get_indexer(pd.Index(wanted))
    if len(index) < len(known):
        at = pd.Index(known).get_indexer_for(index[np.maximum(places, 0)]) if len(index) else places
        places = np.where(places >= 0, at, _NOBODY)
    return np.asarray(places, dtype=np.int64)
