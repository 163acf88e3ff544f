"""Few people who are in one of two domains and not in the other.

Nobody publishes a table of them, yet whoever has the tables of both domains has theirs by
subtraction: an area before and after a stairway was moved, everybody and everybody but the newest
tenants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from survey.disclosure.audit.cells import CountRow, Label
    from survey.disclosure.audit.membership import Membership
    from survey.disclosure.policy import ReleasePolicy

_HOUSEHOLD = 3.0


@dataclass(frozen=True, slots=True)
class Nearly:
    """Two domains that few people are in one of only.

    Attributes
    ----------
    one, other : frozenset of int
        Their kinds of people; `other` is the one to give way: it isn't out yet, or came later.
    names : (Label, Label)
        What they are called.
    before : bool
        Whether the first is out already.
    """

    one: frozenset[int]
    other: frozenset[int]
    names: tuple[Label, Label]
    before: bool

    @property
    def implied(self) -> frozenset[int]:
        """The few, if one domain lies in the other; else nobody: their number isn't told."""
        few = self.one ^ self.other
        return few if self.one < self.other or self.other < self.one else frozenset()


def nearly_the_same(
    membership: Membership, group: int, rows: Iterable[CountRow], rules: ReleasePolicy
) -> Iterator[Nearly]:
    """Pairs of domains that differ by so few that these must not be told.

    Parameters
    ----------
    membership : Membership
    group : int
    rows : iterable of CountRow
        All rows about the group.
    rules : ReleasePolicy
        Fewer answers than its smallest base are few, and as few dwellings.
    """
    told = _domains(rows)
    kinds = list(told)
    people = membership.people(group).counts.ravel()
    inside = _incidence(kinds, len(people))
    sizes = inside @ people
    both = sparse.coo_array((inside * people[None, :]) @ inside.T)
    for one, other, shared in zip(both.row, both.col, both.data, strict=True):
        smaller = one if sizes[one] < sizes[other] else other
        few_anyway = sizes[smaller] < rules.minimum_base and told[kinds[smaller]][0] >= 0
        if one >= other or sizes[smaller] == 0 or few_anyway:  # nothing is told of few anyway
            continue
        apart = sizes[one] + sizes[other] - 2 * shared
        few = kinds[one] ^ kinds[other]
        if few in told or apart == 0 or apart >= rules.minimum_base * _HOUSEHOLD:
            continue
        if apart < rules.minimum_base or _dwellings(membership, group, few) < rules.minimum_base:
            first, second = sorted((kinds[one], kinds[other]), key=lambda each: told[each][0])
            if told[second][0] >= 0:  # otherwise both are out
                names = told[first][1], told[second][1]
                yield Nearly(first, second, names, before=told[first][0] < 0)


def _domains(rows: Iterable[CountRow]) -> dict[frozenset[int], tuple[int, Label]]:
    """Domains with the first result that tells them, and all that each breakdown holds together."""
    found: dict[frozenset[int], tuple[int, Label]] = {}
    whole: dict[tuple[int, frozenset[str]], set[int]] = {}
    for row in rows:
        kinds = row.base.kinds
        if kinds not in found or row.source < found[kinds][0]:
            found[kinds] = row.source, row.label
        columns = frozenset(name for name, _ in row.label)
        whole.setdefault((row.source, columns), set()).update(kinds)
    for (source, _), together in whole.items():
        found.setdefault(frozenset(together), (source, frozenset()))
    return found


def _incidence(kinds: list[frozenset[int]], size: int) -> sparse.csr_array:
    columns = [np.fromiter(each, dtype=np.int64, count=len(each)) for each in kinds]
    starts = np.concatenate([[0], np.cumsum([len(each) for each in columns])])
    entries = np.ones(int(starts[-1]))
    return sparse.csr_array(
        (entries, np.concatenate([np.empty(0, dtype=np.int64), *columns]), starts),
        shape=(len(kinds), size),
    )


def _dwellings(membership: Membership, group: int, kinds: frozenset[int]) -> float:
    """In how many dwellings some people live; infinite where sampling units are larger."""
    kind, unit = membership.units_of(group)
    everyone = len(np.unique(unit))
    if everyone == 0 or len(unit) / everyone >= _HOUSEHOLD:
        return np.inf
    return len(np.unique(unit[np.isin(kind, list(kinds))]))
