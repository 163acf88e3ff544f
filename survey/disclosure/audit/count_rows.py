"""Results read as numbers of answers, each row with the status that it has on its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Category, Domain
from survey.disclosure.audit.cells import CountRow, Label, Origin, Sum
from survey.disclosure.audit.same_people import People, marks_of
from survey.disclosure.nchs import few_effective, nchs_hides
from survey.disclosure.policy import ReleasePolicy, Status
from survey.errors import WrongUseError
from survey.estimation.answered import Answered, everyone
from survey.language.messages import fail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from survey.comparison.comparison import Comparison
    from survey.disclosure.audit.membership import Membership, Place
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates
    from survey.kernels.layout import Bools, Floats

Result = "Estimates | Comparison"
Key = tuple[Any, ...]
_MOST_MARKED = 200


@dataclass(frozen=True, slots=True, eq=False)
class _Slot:
    """One category of one variable: what its rows count in each domain.

    Attributes
    ----------
    question : int
    answered : Answered
    counted : frozenset
        Answers counted.
    """

    question: int
    answered: Answered
    counted: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """Estimates among the people of a release.

    Attributes
    ----------
    estimates : Estimates
    cut : int
    elementary : mapping of label to int
        The elementary domains.
    domains : mapping of label to elementary domains
        What has been asked for: the elementary domains that a row holds.
    slots : list of list of _Slot
        By block of the frame, its categories.
    """

    estimates: Estimates
    cut: int
    elementary: dict[Label, int]
    slots: list[list[_Slot]]
    domains: dict[Label, tuple[int, ...]] = field(default_factory=dict)


class Reader:
    """Reads results as sums of cells.

    Parameters
    ----------
    membership : Membership
        Still open: everything read is added to it.
    results : sequence of Estimates and Comparison
    key : bytes
        For marks of people that nobody else can make.
    """

    def __init__(self, membership: Membership, results: Sequence[Any], key: bytes = b"") -> None:
        self._membership = membership
        every = {id(each): each for each in map(estimates_of, results)}
        columns: dict[int, set[str]] = {}
        asked: dict[int, set[str]] = {}
        designs: dict[int, SurveyDesign] = {}
        for each in every.values():
            design = each.covariance.design
            designs[id(design)] = design
            named = {name for part in each.answered() or () for name in part.names}
            columns.setdefault(id(design), set()).update(named, each.by)
            asked.setdefault(id(design), set()).update(named)
        self._places: dict[int, Place] = {
            known: membership.add_people(
                people_of(design, sorted(columns[known]), frozenset(asked[known]), key)
            )
            for known, design in designs.items()
        }
        self._read = {known: self._added(each) for known, each in every.items()}

    def read(self, result: Any) -> Read:  # noqa: ANN401 - Estimates or Comparison
        """Where the people of a result are."""
        return self._read[id(estimates_of(result))]

    def groups(self) -> set[int]:
        """The groups of people that the results are of."""
        return {place.group for place in self._places.values()}

    def labels(self) -> dict[int, list[Label]]:
        """What the elementary domains of each breakdown are called, in their order."""
        return {read.cut: list(read.elementary) for read in self._read.values()}

    def _added(self, each: Estimates) -> Read:
        design, domains = each.covariance.design, each.domains
        place = self._places[id(design)]
        inside = np.where(design.weights > 0, domains.elementary, -1)
        labels = domains.labels[: domains.cells]
        cut = self._membership.add_cut(place, inside)
        elementary = {label_of(each.by, label): at for at, label in enumerate(labels)}
        return Read(each, cut, elementary, self._slots(each, place))

    def _slots(self, each: Estimates, place: Place) -> list[list[_Slot]]:
        domains = each.domains.members.shape[1]
        sizes = [block.size // domains for block in each.covariance.blocks]
        flat: list[_Slot] = []
        for answered in each.answered() or _untold(each, sizes):
            question = self._membership.add_question(place, answered)
            flat += [_Slot(question, answered, counted) for counted in answered.categories]
        ends = np.cumsum(sizes)
        return [flat[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def estimates_of(result: Any) -> Estimates:  # noqa: ANN401 - Estimates or Comparison
    """The estimates behind a result.

    Raises
    ------
    WrongUseError
        If a comparison doesn't tell what it compares.
    """
    found: Estimates | None = getattr(result, "of", result)
    if found is None:
        raise fail(WrongUseError, "release_audit.of_nothing")
    return found


def people_of(
    design: SurveyDesign, columns: Sequence[str], answers: frozenset[str], key: bytes = b""
) -> People:
    """The rows of a design as people, with marks of what is known of them in some columns."""
    units = (
        np.asarray(design.psu_names, dtype=object)[design.layout.row_psu]
        if len(design.psu_names) == len(design.layout.psu_stratum)
        else design.row_names
    )
    known = {
        name: marks_of(design.data[name], key) for name in columns if name in design.data.columns
    }
    return People(
        marks_of(design.row_names, key),
        marks_of(units, key),
        known,
        np.asarray(design.counts),
        answers & known.keys(),
    )


def label_of(by: Iterable[str], values: Iterable[Any]) -> Label:
    """The pairs of column and value of a domain; a pooled column gives none."""
    pairs = zip(by, values, strict=True)
    return frozenset((name, value) for name, value in pairs if value is not Domain.ALL)


def _untold(each: Estimates, sizes: list[int]) -> list[Answered]:
    rows = each.covariance.design.rows
    return [everyone(name, rows, size) for name, size in zip(each.variables, sizes, strict=False)]


def rows_of_estimates(
    each: Estimates, source: int, rules: ReleasePolicy, reader: Reader, membership: Membership
) -> tuple[list[CountRow], dict[Key, CountRow]]:
    """A row of counts for each row of some estimates, and the same rows by what they say."""
    frame = each.to_frame()
    rows = list(_rows(frame, each.by, source, reader.read(each), membership))
    n, count, estimate = _numbers(rows, frame["estimate"])
    status = _with_precision(_own_status(n, count, estimate, rules), each, frame, rules)
    _put(rows, status)
    return rows, {_key(row): row for row in rows}


def sides_of_comparison(
    each: Comparison,
    source: int,
    beside: dict[Key, CountRow],
    rules: ReleasePolicy,
    reader: Reader,
    membership: Membership,
) -> list[tuple[CountRow, CountRow]]:
    """The two sides of each difference as rows of counts.

    Parameters
    ----------
    beside : dict
        The estimates released together with it. A side that is among them is read as they are;
        another one is judged by its numbers of answers.
    """
    frame = each.to_frame()
    read = reader.read(each)
    rest = each.contrast is Domain.REST
    theirs = frame.assign(**{each.over: frame["contrast"]})
    if rest:
        areas = [(Domain.REST, area) for area in frame[each.over]]
        theirs[each.over] = pd.Series(areas, dtype=object, index=frame.index)
    sides = []
    for side, name in ((frame, "estimate"), (theirs, "contrast_estimate")):
        rows = list(_rows(side, each.by, source, read, membership))
        n, count, estimate = _numbers(rows, frame[name])
        _put(rows, _own_status(n, count, estimate, rules))
        for row in rows:
            if _key(row) in beside:
                row.status = beside[_key(row)].status
        sides.append(rows)
    return list(zip(*sides, strict=True))


def _rows(
    frame: pd.DataFrame,
    by: tuple[str, ...],
    source: int,
    read: Read,
    membership: Membership,
) -> Iterator[CountRow]:
    labels = list(zip(*(frame[name] for name in by), strict=True)) if by else [()] * len(frame)
    rows = zip(frame["variable"], frame["category"], labels, strict=True)
    for (variable, category, values), slot in zip(rows, _slots_of(frame, read), strict=True):
        family = membership.family(slot.question)
        domains = elementary_of(read, by, values)
        kinds = membership.kinds(read.cut, domains)
        base = Sum(kinds, membership.answers(slot.question, slot.answered.base))
        counted = Sum(kinds, membership.answers(slot.question, slot.counted))
        yield CountRow(
            family=family,
            question=str(category) if variable not in slot.answered.names else str(variable),
            category=category,
            source=source,
            label=label_of(by, values),
            numeric=not slot.answered.counts,
            net=category is Category.HEADLINE,
            of_ticks=slot.answered.of_ticks,
            counted=counted,
            base=base,
            count=family.number(counted),
            n=family.number(base),
            status=Status.SHOWN,
            origin=Origin(read.cut, slot.question, domains, slot.counted, slot.answered.base),
            mean=None if slot.answered.counts else membership.mean(slot.question, base),
        )


def _slots_of(frame: pd.DataFrame, read: Read) -> Iterator[_Slot]:
    """What each row of a frame counts: by its place in estimates, by its words elsewhere."""
    own = read.estimates
    if len(frame) == len(own) and "contrast" not in frame:
        for block in read.slots:
            for _ in range(own.domains.members.shape[1]):
                yield from block
        return
    known = dict(zip(_words(own.to_frame()), _slots_of(own.to_frame(), read), strict=True))
    for words in _words(frame):
        yield known[words]


def _words(frame: pd.DataFrame) -> list[tuple[Any, Any]]:
    return list(zip(frame["variable"], frame["category"], strict=True))


def elementary_of(read: Read, by: tuple[str, ...], values: Sequence[Any]) -> tuple[int, ...]:
    """The elementary domains of a row: its own, those that it pools, or all beside one value."""
    wanted = label_of(by, values)
    if wanted not in read.domains:
        rest = {
            name: value[1]
            for name, value in wanted
            if isinstance(value, tuple) and value and value[0] is Domain.REST
        }
        pairs = frozenset((name, value) for name, value in wanted if name not in rest)
        read.domains[wanted] = tuple(
            place
            for label, place in read.elementary.items()
            if pairs <= label and not any((name, value) in label for name, value in rest.items())
        )
    return read.domains[wanted]


def _numbers(rows: list[CountRow], estimate: pd.Series[Any]) -> tuple[Floats, Floats, Floats]:
    n = np.array([row.n for row in rows])
    count = np.array([np.nan if row.numeric else row.count for row in rows])
    return n, count, estimate.to_numpy(float)


def _put(rows: list[CountRow], status: list[Status]) -> None:
    for row, own in zip(rows, status, strict=True):
        row.status = own


def hide_ticks(rows: Sequence[CountRow]) -> None:
    """Shares of ticks add up to 1 and are ratios of small numbers: hide all if one is hidden."""
    ticks = [row for row in rows if row.of_ticks]
    if any(row.status is Status.CONFIDENTIAL for row in ticks):
        for row in ticks:
            if row.status is not Status.UNAVAILABLE:
                row.status = Status.CONFIDENTIAL


def _key(row: CountRow) -> Key:
    return row.family.group, row.question, row.category, row.counted, row.base


def _own_status(n: Floats, count: Floats, estimate: Floats, rules: ReleasePolicy) -> list[Status]:
    """Status of rows by their numbers of answers; counts are NaN where nothing is counted."""
    status = np.full(len(n), Status.SHOWN, dtype=object)
    status[n < rules.few_answers] = Status.FEW
    small = _small(count, rules) | _small(n - count, rules)
    status[small | (n < rules.minimum_base) | _of_whole_groups(n, count, rules)] = (
        Status.CONFIDENTIAL
    )
    status[np.isnan(estimate) | (n == 0)] = Status.UNAVAILABLE
    return [Status(each) for each in status]


def _small(count: Floats, rules: ReleasePolicy) -> Bools:
    with np.errstate(invalid="ignore"):
        return np.asarray((count >= 1) & (count <= rules.small_cell))


def _of_whole_groups(n: Floats, count: Floats, rules: ReleasePolicy) -> Bools:
    """Where all or none of a small group answered alike, if that is to be hidden."""
    with np.errstate(invalid="ignore"):
        whole = (count == 0) | (count == n)
    return np.asarray(whole & (n < rules.small_group) & rules.whole_groups_hidden)


def _with_precision(
    status: list[Status], each: Estimates, frame: pd.DataFrame, rules: ReleasePolicy
) -> list[Status]:
    """The same, with too wide or too uncertain ones among what would be shown."""
    share = each.statistic == "share"
    wide = (frame["conf_high"] - frame["conf_low"]).to_numpy(float) > rules.widest_interval
    few = wide & share
    uncertain = np.zeros(len(frame), dtype=bool)
    if rules.uncertain_hidden:
        uncertain = nchs_hides(frame) if share else few_effective(frame)
    return [
        own if own.hidden else Status.UNCERTAIN if hide else Status.FEW if mark else own
        for own, hide, mark in zip(status, uncertain, few, strict=True)
    ]
