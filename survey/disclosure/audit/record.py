"""What a release says of whom: kept inside the study, so that later ones can be held against it.

No numbers of people are kept, neither hidden nor shown ones: who was in which domain and gave which
answer is kept under a mask that only the study's secret takes off, and from that the numbers can be
counted again.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.disclosure.audit.cells import CountRow, Origin, Sum
from survey.disclosure.audit.same_people import People
from survey.disclosure.policy import Status
from survey.errors import FileError
from survey.estimation.answered import Answered
from survey.language.messages import fail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from survey.disclosure.audit.cells import Label
    from survey.disclosure.audit.membership import Membership, Place
    from survey.kernels.layout import Ints
    from survey.sampling.secret import Secret

_TAG = 16
_BYTES = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True, eq=False)
class CutKept:
    """A breakdown: which data it is of, the elementary domain of each row, and their names."""

    people: int
    elementary: Ints
    labels: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class QuestionKept:
    """What people answered to one variable."""

    people: int
    answered: Answered


@dataclass(frozen=True, slots=True)
class RowKept:
    """What was told of one category of one question in one domain."""

    origin: Origin
    name: str
    category: str
    shown: bool
    base_shown: bool


@dataclass(frozen=True, slots=True, eq=False)
class ReleaseRecord:
    """All that one release tells, without its numbers.

    Attributes
    ----------
    policy : str
    key_mark : str
        A mark of the key that the marks of people were made with.
    people : tuple of People
    cuts : tuple of CutKept
    questions : tuple of QuestionKept
    rows : tuple of RowKept
    """

    policy: str
    key_mark: str
    people: tuple[People, ...]
    cuts: tuple[CutKept, ...]
    questions: tuple[QuestionKept, ...]
    rows: tuple[RowKept, ...]

    def __repr__(self) -> str:
        shown = sum(row.shown for row in self.rows)
        return f"ReleaseRecord({len(self.rows)} rows, {shown} shown)"


def record_of(
    rows: Iterable[CountRow],
    membership: Membership,
    labels: Mapping[int, Sequence[Label]],
    policy: str,
    key: bytes,
) -> ReleaseRecord:
    """What some rows tell, and of whom.

    Parameters
    ----------
    rows : iterable of CountRow
        With what has become of them.
    membership : Membership
    labels : mapping of a breakdown to the labels of its elementary domains
    policy : str
    key : bytes
        That the marks of people were made with.
    """
    people: dict[Place, int] = {}
    cuts: dict[int, tuple[int, CutKept]] = {}
    questions: dict[int, tuple[int, QuestionKept]] = {}
    kept: dict[RowKept, None] = {}
    for row in rows:
        origin = row.origin
        if origin.cut not in cuts:
            place, domains = membership.cut(origin.cut)
            number = people.setdefault(place, len(people))
            one = CutKept(number, domains, _plain(labels[origin.cut]))
            cuts[origin.cut] = len(cuts), one
        if origin.question not in questions:
            place, answered = membership.question(origin.question)
            number = people.setdefault(place, len(people))
            questions[origin.question] = len(questions), QuestionKept(number, answered)
        cut, question = cuts[origin.cut][0], questions[origin.question][0]
        own = replace(origin, cut=cut, question=question)
        kept[RowKept(own, row.question, str(row.category), row.shown, not row.base_hidden)] = None
    return ReleaseRecord(
        policy,
        mark_of_key(key),
        tuple(membership.people_at(place) for place in people),
        tuple(cut for _, cut in cuts.values()),
        tuple(question for _, question in questions.values()),
        tuple(kept),
    )


def mark_of_key(key: bytes) -> str:
    """What tells a key from another one, without telling the key."""
    return hashlib.sha256(b"mark" + key).hexdigest()[:16]


def _plain(labels: Sequence[Label]) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(tuple(sorted((name, str(value)) for name, value in label)) for label in labels)


class Replayed:
    """The rows of a record, put among the people of a new release.

    Parameters
    ----------
    record : ReleaseRecord
    membership : Membership
        Still open.
    source : int
        A negative number.
    """

    def __init__(self, record: ReleaseRecord, membership: Membership, source: int) -> None:
        self._record, self._source = record, source
        self.places = [membership.add_people(each) for each in record.people]
        self._cuts = [
            membership.add_cut(self.places[cut.people], cut.elementary) for cut in record.cuts
        ]
        self._questions = [
            membership.add_question(self.places[each.people], each.answered)
            for each in record.questions
        ]

    def groups(self) -> set[int]:
        """The groups of people that it is of."""
        return {place.group for place in self.places}

    def rows(self, membership: Membership) -> Iterator[CountRow]:
        """What was told, as sums of cells, once the membership is settled."""
        for row in self._record.rows:
            origin = replace(
                row.origin,
                cut=self._cuts[row.origin.cut],
                question=self._questions[row.origin.question],
            )
            family = membership.family(origin.question)
            answered = self._record.questions[row.origin.question].answered
            kinds = membership.kinds(origin.cut, origin.domains)
            base = Sum(kinds, membership.answers(origin.question, origin.base))
            counted = Sum(kinds, membership.answers(origin.question, origin.counted))
            yield CountRow(
                family=family,
                question=row.name,
                category=row.category,
                source=self._source,
                label=self._label(row),
                numeric=not answered.counts,
                net=False,
                of_ticks=answered.of_ticks,
                counted=counted,
                base=base,
                count=family.number(counted),
                n=family.number(base),
                status=_status(row, family.number(base)),
                origin=origin,
                base_hidden=not row.base_shown,
                mean=None if answered.counts else membership.mean(origin.question, base),
            )

    def _label(self, row: RowKept) -> Label:
        known = self._record.cuts[row.origin.cut].labels
        labels = [frozenset(known[at]) for at in row.origin.domains]
        return frozenset.intersection(*labels) if labels else frozenset()


def _status(row: RowKept, n: float) -> Status:
    """What a row was: of nobody at all nothing was hidden."""
    if row.shown:
        return Status.SHOWN
    return Status.UNAVAILABLE if n == 0 and row.base_shown else Status.CONFIDENTIAL


def record_to_json(record: ReleaseRecord, secret: Secret) -> dict[str, Any]:
    """A record as plain values, its people under the mask."""
    return {
        "policy": record.policy,
        "key": record.key_mark,
        "people": [_people_to_json(each, secret) for each in record.people],
        "cuts": [
            {
                "people": cut.people,
                "labels": [[list(pair) for pair in label] for label in cut.labels],
                "domains": masked(cut.elementary, secret),
            }
            for cut in record.cuts
        ],
        "questions": [
            {
                "people": each.people,
                "columns": list(each.answered.names),
                "answers": masked(each.answered.codes, secret),
                "counts": each.answered.counts,
                "of_ticks": each.answered.of_ticks,
            }
            for each in record.questions
        ],
        "rows": list(_rows_to_json(record.rows)),
    }


def record_from_json(content: Mapping[str, Any], secret: Secret) -> ReleaseRecord:
    """A record from plain values.

    Raises
    ------
    FileError
        If the secret is another one.
    """
    return ReleaseRecord(
        content["policy"],
        content["key"],
        tuple(
            _people_from_json(each, _asked(content, at), secret)
            for at, each in enumerate(content["people"])
        ),
        tuple(
            CutKept(
                cut["people"],
                unmasked(cut["domains"], secret),
                tuple(tuple((name, value) for name, value in label) for label in cut["labels"]),
            )
            for cut in content["cuts"]
        ),
        tuple(
            QuestionKept(
                each["people"],
                Answered(
                    tuple(each["columns"]),
                    unmasked(each["answers"], secret),
                    (),
                    frozenset(),
                    counts=each["counts"],
                    of_ticks=each["of_ticks"],
                ),
            )
            for each in content["questions"]
        ),
        tuple(_rows_from_json(content["rows"])),
    )


def _rows_to_json(rows: Iterable[RowKept]) -> Iterator[list[Any]]:
    """Rows by question, breakdown and category, each with a letter for every domain.

    The letters: S if all is shown, B if only how many it is of, H if nothing is.
    """
    found: dict[tuple[Any, ...], list[RowKept]] = {}
    for row in rows:
        at = row.origin
        key = (at.cut, at.question, row.name, row.category, at.counted, at.base)
        found.setdefault(key, []).append(row)
    for (cut, question, name, category, counted, base), together in found.items():
        letters = "".join("S" if r.shown else "B" if r.base_shown else "H" for r in together)
        domains = [list(row.origin.domains) for row in together]
        yield [cut, question, name, category, sorted(counted), sorted(base), domains, letters]


def _rows_from_json(content: Sequence[Sequence[Any]]) -> Iterator[RowKept]:
    for cut, question, name, category, counted, base, domains, letters in content:
        for domain, letter in zip(domains, letters, strict=True):
            origin = Origin(cut, question, tuple(domain), frozenset(counted), frozenset(base))
            yield RowKept(origin, name, category, letter == "S", letter != "H")


def _people_to_json(people: People, secret: Secret) -> dict[str, Any]:
    columns = {}
    for name, marks in people.columns.items():
        found, codes = np.unique(marks, return_inverse=True)
        columns[name] = [masked(found.view(np.int64), secret), masked(codes, secret)]
    return {
        "names": masked(people.names.view(np.int64), secret),
        "units": masked(people.units.view(np.int64), secret),
        "columns": columns,
        "counts": masked(people.counts.astype(np.int64), secret),
    }


def _asked(content: Mapping[str, Any], people: int) -> frozenset[str]:
    """The columns that answers of some people are in."""
    questions = [each for each in content["questions"] if each["people"] == people]
    return frozenset(name for each in questions for name in each["columns"])


def _people_from_json(content: Mapping[str, Any], asked: frozenset[str], secret: Secret) -> People:
    columns = {}
    for name, (found, codes) in content["columns"].items():
        marks = unmasked(found, secret).view(np.uint64)
        columns[name] = marks[unmasked(codes, secret)]
    return People(
        unmasked(content["names"], secret).view(np.uint64),
        unmasked(content["units"], secret).view(np.uint64),
        columns,
        unmasked(content["counts"], secret).astype(float),
        asked & columns.keys(),
    )


def masked(values: Ints, secret: Secret) -> str:
    """Whole numbers that only who has the secret can read; the same ones give the same text."""
    values = np.asarray(values, dtype=np.int64)
    least, most = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    half = [2 ** (8 * size - 1) for size in _BYTES]
    width = next(at for at, end in enumerate(half) if -end <= least and most < end)
    data = bytes([width]) + values.astype(f"<i{_BYTES[width]}").tobytes()
    tag = secret.digest("published", data.hex())[:_TAG]
    return base64.b64encode(tag + _turned(data, tag, secret)).decode("ascii")


def unmasked(text: str, secret: Secret) -> Ints:
    """The numbers under a mask.

    Raises
    ------
    FileError
        If it was made with another secret, or changed since.
    """
    everything = base64.b64decode(text)
    tag, data = everything[:_TAG], everything[_TAG:]
    data = _turned(data, tag, secret)
    if secret.digest("published", data.hex())[:_TAG] != tag or not data:
        raise fail(FileError, "release_audit.other_secret")
    return np.frombuffer(data[1:], dtype=f"<i{_BYTES[data[0]]}").astype(np.int64)


def _turned(data: bytes, tag: bytes, secret: Secret) -> bytes:
    """The bytes with a stream of others laid over them, or taken off again."""
    stream = hashlib.shake_256(secret.digest("mask", tag.hex())).digest(len(data))
    over = np.frombuffer(data, dtype=np.uint8) ^ np.frombuffer(stream, dtype=np.uint8)
    return over.tobytes()
