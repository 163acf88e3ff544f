"""The masks of all results of a release, made together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.comparison.comparison import Comparison
from survey.disclosure.audit.count_rows import (
    Key,
    Reader,
    hide_ticks,
    rows_of_estimates,
    sides_of_comparison,
)
from survey.disclosure.audit.elsewhere import KnownElsewhere
from survey.disclosure.audit.membership import Membership
from survey.disclosure.audit.protection import protect
from survey.disclosure.audit.record import Replayed, record_of
from survey.disclosure.masks.of_rows import Mask, worst
from survey.disclosure.policy import Status
from survey.disclosure.published import PublishedRegister
from survey.estimation.arguments import must_be
from survey.estimation.estimates import Estimates
from survey.findings import Severity
from survey.language.catalogue import current_language, text
from survey.language.messages import finding, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from survey.codebook import Codebook
    from survey.disclosure.audit.cells import CountRow, Label
    from survey.disclosure.audit.protection import Outcome
    from survey.disclosure.audit.record import ReleaseRecord
    from survey.disclosure.policy import ReleasePolicy
    from survey.findings import Finding

Part = Estimates | Comparison


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """What is known beside a release, and how its domains are called.

    Attributes
    ----------
    published : PublishedRegister, optional
    known : KnownElsewhere, optional
    codebook : Codebook
    """

    published: PublishedRegister | None
    known: KnownElsewhere | None
    codebook: Codebook


@dataclass(frozen=True, slots=True, eq=False)
class Masks:
    """The mask of each part, what has to be told of them, and what they were found from.

    Attributes
    ----------
    masks : list of Mask
    notes : tuple of Finding
    record : ReleaseRecord or None
        For the register of what was published.
    rows, own, earlier, outcome, membership, reader
        As in `release.Judged`.
    """

    masks: list[Mask]
    notes: tuple[Finding, ...]
    record: ReleaseRecord | None
    rows: list[list[tuple[CountRow, ...]]]
    own: list[list[Status]]
    earlier: tuple[CountRow, ...]
    outcome: Outcome | None
    membership: Membership
    reader: Reader


def masks_of(results: list[Part], told: list[bool], rules: ReleasePolicy, beside: Beside) -> Masks:
    """Masks of all results, made together: first each row on its own, then what must follow.

    Parameters
    ----------
    results : list of Estimates or Comparison
    told : list of bool
        Whether a reader can work each of them out from what is released. The others are only
        hidden with what is hidden elsewhere.
    rules : ReleasePolicy
    beside : Beside
    """
    must_be(beside.published, (PublishedRegister, type(None)), "published", "PublishedRegister")
    must_be(beside.known, (KnownElsewhere, type(None)), "known", "KnownElsewhere")
    published = beside.published
    key = b"" if published is None else published.key
    membership = Membership()
    records = () if published is None else published.records()
    before = [Replayed(each, membership, -1 - at) for at, each in enumerate(records)]
    reader = Reader(membership, results, key)
    membership.settle()
    rows = _sides(results, rules, reader, membership)
    everything = list(_sides_where(rows, told))
    notes: tuple[Finding, ...] = ()
    concerned = [each for each in before if not reader.groups().isdisjoint(each.groups())]
    earlier = tuple(row for each in concerned for row in each.rows(membership))
    own = [[_worst(row) for row in each] for each in rows]
    outcome = None
    if not rules.internal:
        contrasts = {(c.over, c.contrast) for c in results if isinstance(c, Comparison)}
        outcome = protect(membership, [*earlier, *everything], rules, contrasts, beside.known)
        notes = (*_notes(outcome, beside.codebook), *_strangers(before, reader))
        for parts in rows:
            hide_ticks([side for row in parts for side in row])
        _hide_as_elsewhere(_sides_where(rows, [not each for each in told]), everything)
    masks = [
        Mask(
            [_worst(row) for row in each],
            [any(side.base_hidden for side in row) for row in each],
        )
        for each in rows
    ]
    record = None
    if published is not None:
        record = record_of(everything, membership, reader.labels(), rules.name, key)
    return Masks(masks, notes, record, rows, own, earlier, outcome, membership, reader)


def _sides_where(rows: list[list[tuple[CountRow, ...]]], wanted: list[bool]) -> Iterator[CountRow]:
    for each, is_wanted in zip(rows, wanted, strict=True):
        if is_wanted:
            yield from (side for row in each for side in row if _is_told(side, row))


def _is_told(side: CountRow, row: tuple[CountRow, ...]) -> bool:
    """Whether a side could be shown: a difference with one hidden side isn't shown at all."""
    return side.status.hidden or not any(each.status.hidden for each in row)


def _hide_as_elsewhere(untold: Iterable[CountRow], told: Iterable[CountRow]) -> None:
    """Hide of what no reader can work out exactly what is hidden elsewhere."""
    hidden = set()
    for row in told:
        if row.status is Status.CONFIDENTIAL:
            hidden.add(row.family.fate(row.counted))
        if row.base_hidden:
            hidden.add(row.family.fate(row.base))
    for row in untold:
        if hidden & {row.family.fate(row.counted), row.family.fate(row.base)} and row.shown:
            row.status = Status.CONFIDENTIAL


def _worst(row: tuple[CountRow, ...]) -> Status:
    return worst([side.status for side in row])


def _sides(
    results: list[Part], rules: ReleasePolicy, reader: Reader, membership: Membership
) -> list[list[tuple[CountRow, ...]]]:
    """For each row of each result the rows of counts that it tells."""
    beside: dict[Key, CountRow] = {}
    rows: dict[int, list[tuple[CountRow, ...]]] = {}
    for source, each in enumerate(results):
        if isinstance(each, Estimates):
            found, by_key = rows_of_estimates(each, source, rules, reader, membership)
            rows[source] = [(row,) for row in found]
            beside |= by_key
    for source, each in enumerate(results):
        if isinstance(each, Comparison):
            sides = sides_of_comparison(each, source, beside, rules, reader, membership)
            rows[source] = list(sides)
    return [rows[source] for source in range(len(results))]


def _notes(outcome: Outcome, codebook: Codebook) -> Iterator[Finding]:
    """What the reader of the release must know of how it was protected."""
    for names, before in dict.fromkeys((each.names, each.before) for each in outcome.nearly):
        one, other = (_named(name, codebook) for name in names)
        code = f"release_audit.{'nearly_as_before' if before else 'nearly_same'}"
        yield finding(code, severity=Severity.WARNING, one=one, other=other)
    for question, label in dict.fromkeys(outcome.given_away):
        yield finding(
            "release_audit.given_away",
            severity=Severity.WARNING,
            question=quoted(question),
            domain=_named(label, codebook),
        )


def _strangers(before: list[Replayed], reader: Reader) -> Iterator[Finding]:
    """A note if nobody of an earlier release is among the people of this one."""
    here = reader.groups()
    for number, each in enumerate(before, start=1):
        if here.isdisjoint(place.group for place in each.places):
            yield finding("release_audit.other_people", severity=Severity.NOTE, number=number)


def _named(label: Label, codebook: Codebook) -> str:
    """A domain in words."""
    language = current_language()
    pairs = sorted(label, key=lambda pair: (pair[0], str(pair[1])))
    names = [codebook.value_label(name, value, language) for name, value in pairs]
    return quoted(", ".join(map(str, names))) if names else text("release_audit.everyone")
