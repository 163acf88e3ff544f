"""Joining small classes with those that are most like them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.weighting.known import Known


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """Classes after small ones were joined.

    Attributes
    ----------
    classes : (n,) int
    names : tuple of str
        Those of the classes in it, joined by a plus sign.
    members : tuple of tuple of str
    """

    classes: Ints
    names: tuple[str, ...]
    members: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class _Group:
    """Classes that go together."""

    members: list[int]
    takers: int
    taken: float
    given: float

    @property
    def factor(self) -> float:
        return (self.taken + self.given) / self.taken if self.taken > 0 else np.inf

    @property
    def rate(self) -> float:
        whole = self.taken + self.given
        return self.taken / whole if whole > 0 else 0.0

    def take(self, other: _Group) -> None:
        self.members += other.members
        self.takers += other.takers
        self.taken += other.taken
        self.given += other.given


def joined(
    known: Known, before: Floats, giving: Bools, taking: Bools, least: int, most_factor: float
) -> Joined:
    """Join classes with fewer respondents than wanted, or with too large a factor.

    The worst class goes first: that with the fewest respondents, then that with the largest factor.
    It is joined with the class that agrees with it in most of the first columns; of those, with the
    nearest in the first column in which they differ, if its categories have an order; of those,
    with the one whose response rate is most like its own (Kalton & Flores-Cervantes 2003, J. Off.
    Stat. 19:81, sec. 4; Little 1986, Int. Stat. Rev. 54:139).

    Parameters
    ----------
    known : Known
    before : (n,) float
    giving, taking : (n,) bool
    least : int
        Respondents that a class has at least.
    most_factor : float
        Factor that it has at most, in multiples of that of its area.

    Returns
    -------
    Joined
    """
    groups: list[_Group] = []
    areas = known.places[:, 0] if known.first_kept else np.zeros(len(known.names), dtype=np.int64)
    parts = _parts(known, before, giving, taking)
    for area in np.unique(areas):
        groups += _joined_within(known, [parts[k] for k in np.flatnonzero(areas == area)], least,
                                 most_factor)  # fmt: skip
    groups.sort(key=lambda each: min(each.members))
    place = np.empty(len(known.names), dtype=np.int64)
    for k, group in enumerate(groups):
        place[group.members] = k
    members = tuple(tuple(known.names[each] for each in sorted(g.members)) for g in groups)
    return Joined(place[known.classes], tuple(" + ".join(each) for each in members), members)


def _parts(known: Known, before: Floats, giving: Bools, taking: Bools) -> list[_Group]:
    count = len(known.names)
    takers = np.bincount(known.classes[taking], minlength=count)
    taken = np.bincount(known.classes[taking], before[taking], minlength=count)
    given = np.bincount(known.classes[giving], before[giving], minlength=count)
    return [_Group([k], int(takers[k]), float(taken[k]), float(given[k])) for k in range(count)]


def _joined_within(
    known: Known, groups: list[_Group], least: int, most_factor: float
) -> list[_Group]:
    """Groups of an area, joined until all are good or only one is left."""
    whole = sum(each.taken for each in groups)
    given = sum(each.given for each in groups)
    limit = most_factor * (whole + given) / whole if whole else np.inf
    while given > 0 and len(groups) > 1:
        bad = [g for g in groups if g.takers < least or g.factor > limit]
        if not bad:
            break
        worst = min(bad, key=lambda each: (each.takers, -each.factor, min(each.members)))
        groups = [each for each in groups if each is not worst]
        nearest = min(groups, key=lambda each: _distance(known, worst, each))
        nearest.take(worst)
    return groups


def _distance(known: Known, one: _Group, other: _Group) -> tuple[float, ...]:
    """How unlike two groups are: columns from the first difference on, its size, response rates."""
    a, b = known.places[one.members][:, None, :], known.places[other.members][None, :, :]
    differ = a != b
    columns = differ.shape[2]
    first = np.where(differ.any(axis=2), differ.argmax(axis=2), columns)
    agree = int(first.max())
    gap = 0.0
    if agree < columns and known.ordered[agree]:
        pairs = first == agree
        gap = float(np.abs(a - b)[..., agree][pairs].min())
    return columns - agree, gap, abs(one.rate - other.rate), min(other.members)
