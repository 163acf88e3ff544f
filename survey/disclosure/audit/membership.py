"""Who is in which table: kinds of people, and questions whose answers hang together.

All tables of a release, and those published before, are of people who belong to domains and gave
answers. People whom every domain holds together or not at all are of one kind. Questions hang
together where the answers to one follow from those to another, as recodes do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.disclosure.audit.cells import Family, Mean, Sum
from survey.disclosure.audit.same_people import Group, mixed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from survey.disclosure.audit.same_people import Marks, People
    from survey.estimation.answered import Answered
    from survey.kernels.layout import Ints

_OUTSIDE, _ELSEWHERE = -1, -2
_TRIED = 200
_FEWEST_OF_EACH = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Some data among the groups of people."""

    group: int
    member: int


@dataclass(slots=True, eq=False)
class _Column:
    """Something known of each person of a group: a domain or an answer."""

    place: Place
    persons: Ints
    values: Ints
    answered: Answered | None = None

    @property
    def group(self) -> int:
        """Which people."""
        return self.place.group

    @property
    def names(self) -> frozenset[str]:
        """The columns that answers are read from."""
        return frozenset(self.answered.names if self.answered else ())

    @property
    def read_as(self) -> tuple[bool, bool]:
        """Whether its answers are counted, and whether they are ticks of several."""
        answered = self.answered
        return (answered.counts, answered.of_ticks) if answered else (False, False)

    @property
    def counts(self) -> bool:
        """Whether it holds answers that can be counted, or numbers that stand for some."""
        if self.answered is None:
            return False
        return self.answered.counts or int(self.answered.codes.max(initial=-1)) > 0

    def of_all(self, size: int, absent: int) -> Ints:
        """The value of each of `size` persons."""
        result = np.full(size, absent, dtype=np.int64)
        result[self.persons] = self.values
        return result


@dataclass(slots=True, eq=False)
class _Kinds:
    """The kinds of a group's people.

    Attributes
    ----------
    of_person : (P,) int
    cuts : mapping of a cut to (K,) int
        The elementary domain of each kind.
    """

    of_person: Ints
    cuts: dict[int, Ints]


@dataclass(slots=True, eq=False)
class _Answers:
    """A question in its family: the answer that each combination of answers holds, (A,)."""

    family: Family
    code: Ints


@dataclass(slots=True, eq=False)
class Membership:
    """The people, domains and questions of all that is released together.

    First everything is added, then `settle` works out kinds and families, then sums can be asked
    for.
    """

    groups: list[Group] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)
    _cuts: list[_Column] = field(default_factory=list)
    _questions: list[_Column] = field(default_factory=list)
    _known: dict[tuple[Any, ...], int] = field(default_factory=dict)
    _kinds: list[_Kinds] = field(default_factory=list)
    _answers: dict[int, _Answers] = field(default_factory=dict)
    _sets: dict[tuple[Any, ...], frozenset[int]] = field(default_factory=dict)

    def add_people(self, people: People) -> Place:
        """Put the rows of some data among the people they belong to."""
        for number, group in enumerate(self.groups):
            if group.takes(people):
                return Place(number, len(group.members) - 1)
        self.groups.append(Group())
        self.groups[-1].takes(people)
        return Place(len(self.groups) - 1, 0)

    def add_cut(self, place: Place, elementary: Ints) -> int:
        """Add a breakdown: the elementary domain of each row, −1 outside."""
        return self._added(self._cuts, self._column(place, elementary))

    def add_question(self, place: Place, answered: Answered) -> int:
        """Add what people answered."""
        return self._added(self._questions, self._column(place, answered.codes, answered))

    def _column(self, place: Place, values: Ints, answered: Answered | None = None) -> _Column:
        persons = self.groups[place.group].members[place.member][1]
        return _Column(place, persons, np.asarray(values, dtype=np.int64), answered)

    def _added(self, columns: list[_Column], new: _Column) -> int:
        key = (
            columns is self._cuts, new.group, new.names, new.read_as,
            new.persons.tobytes(), new.values.tobytes(),
        )  # fmt: skip
        if key not in self._known:
            self._known[key] = len(columns)
            columns.append(new)
        return self._known[key]

    def settle(self) -> None:
        """Work out the kinds of people and the families of questions."""
        self._known.clear()
        for number, group in enumerate(self.groups):
            size = len(group.counts)
            cuts = {
                place: cut.of_all(size, _OUTSIDE)
                for place, cut in enumerate(self._cuts)
                if cut.group == number
            }
            kind, first = _combined(list(cuts.values()), size)
            self._kinds.append(_Kinds(kind, {at: cut[first] for at, cut in cuts.items()}))
            self._make_families(number, group)

    def _make_families(self, number: int, group: Group) -> None:
        places = [at for at, each in enumerate(self._questions) if each.group == number]
        size = len(group.counts)
        codes = {at: self._questions[at].of_all(size, _ELSEWHERE) for at in places}
        kind = self._kinds[number].of_person
        asked = {at: self._questions[at] for at in places}
        for together in _hanging_together(asked, codes, float(group.counts.sum())):
            answer, first = _combined([codes[at] for at in together], size)
            family = _family(number, group, kind, answer, len(first))
            self.families.append(family)
            for at in together:
                self._answers[at] = _Answers(family, codes[at][first])

    def cut(self, cut: int) -> tuple[Place, Ints]:
        """Which data a breakdown was added for, and the domain of each of its rows."""
        return self._cuts[cut].place, self._cuts[cut].values

    def question(self, question: int) -> tuple[Place, Answered]:
        """Which data a question was added for, and what its people answered."""
        found = self._questions[question]
        if found.answered is None:
            raise ValueError("a breakdown is no question")
        return found.place, found.answered

    def kinds(self, cut: int, domains: Iterable[int]) -> frozenset[int]:
        """The kinds of people in some elementary domains of a breakdown."""
        wanted = tuple(sorted(domains))
        key = ("kinds", cut, wanted)
        if key not in self._sets:
            mine = self._kinds[self._cuts[cut].group].cuts[cut]
            self._sets[key] = frozenset(np.flatnonzero(np.isin(mine, wanted)).tolist())
        return self._sets[key]

    def answers(self, question: int, codes: frozenset[int]) -> frozenset[int]:
        """The combinations of answers of its family that hold some answers to a question."""
        key = ("answers", question, codes)
        if key not in self._sets:
            mine = self._answers[question].code
            inside = np.isin(mine, sorted(codes))
            self._sets[key] = frozenset(np.flatnonzero(inside).tolist())
        return self._sets[key]

    def mean(self, question: int, base: Sum) -> Mean | None:
        """What a mean of a question tells of how many gave each number; None if they are many."""
        last = int(self._answers[question].code.max(initial=-1))
        if last < 1:
            return None
        steps = (self.answers(question, frozenset([step])) for step in range(last + 1))
        return Mean(tuple(Sum(base.kinds, each) for each in steps))

    def family(self, question: int) -> Family:
        """The family of a question."""
        return self._answers[question].family

    def people_at(self, place: Place) -> People:
        """The people of some data, as they were added."""
        return self.groups[place.group].members[place.member][0]

    def people(self, group: int) -> Family:
        """The people of a group, whatever they answered."""
        kind = self._kinds[group].of_person
        return _family(group, self.groups[group], kind, np.zeros_like(kind), 1)

    def units_of(self, group: int) -> tuple[Ints, Marks]:
        """The kind and the sampling unit of each person who is there."""
        there = self.groups[group].counts > 0
        return self._kinds[group].of_person[there], self.groups[group].units[there]


def _combined(columns: Sequence[Ints], size: int) -> tuple[Ints, Ints]:
    """Numbers of the combinations of some columns, (P,), and a person with each."""
    combined = np.zeros(size, dtype=np.int64)
    for column in columns:
        shifted = column - column.min() if size else column
        mixed_in = combined * (int(shifted.max()) + 1 if size else 1) + shifted
        _, combined = np.unique(mixed_in, return_inverse=True)
    _, first, combined = np.unique(combined, return_index=True, return_inverse=True)
    return combined, first


def _family(number: int, group: Group, kind: Ints, answer: Ints, answers: int) -> Family:
    size = len(group.counts)
    kinds = int(kind.max()) + 1 if size else 0
    cell = kind * answers + answer
    sums = np.bincount(cell, group.counts, kinds * answers).astype(float)
    counts = sums.reshape(kinds, answers)
    marks = np.zeros(kinds * answers, dtype=np.uint64)
    np.add.at(marks, cell, mixed(np.arange(1, size + 1, dtype=np.uint64)))
    return Family(number, counts, marks.reshape(kinds, answers))


def _hanging_together(
    questions: Mapping[int, _Column], codes: Mapping[int, Ints], people: float
) -> list[list[int]]:
    """Questions by family: those of the same column, and those that follow from each other."""
    leader = {place: place for place in questions}

    def head(place: int) -> int:
        while leader[place] != place:
            place = leader[place]
        return place

    numbered = {place: np.unique(codes[place], return_inverse=True)[1] for place in questions}
    for one, other in combinations(questions, 2):
        if head(one) == head(other):
            continue
        mine, theirs = questions[one], questions[other]
        both = mine.counts and theirs.counts
        if mine.names & theirs.names or (both and _follow(numbered[one], numbered[other], people)):
            leader[head(other)] = head(one)
    families: dict[int, list[int]] = {}
    for place in questions:
        families.setdefault(head(place), []).append(place)
    return list(families.values())


def _follow(one: Ints, other: Ints, people: float) -> bool:
    """Whether one of two columns of numbers 0, 1, … is always the same where the other is.

    With few people to a number that would often be by chance, so that isn't looked at.
    """
    sizes = [int(each.max()) + 1 if len(each) else 0 for each in (one, other)]
    if min(sizes) < 2 or max(sizes) * _FEWEST_OF_EACH > people:
        return False
    some = slice(None, None, max(len(one) // _TRIED, 1))
    for part in (some, slice(None)):
        pairs = len(np.unique(one[part] * sizes[1] + other[part]))
        fewest = (len(np.unique(one[part])), len(np.unique(other[part])))
        if pairs not in fewest:
            return False
    return True
