"""The masks of all results of a release, made together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.comparison.comparison import Comparison
from survey.disclosure.count_rows import (
    Key,
    Reader,
    hide_ticks,
    rows_of_estimates,
    sides_of_comparison,
)
from survey.disclosure.elsewhere import KnownElsewhere
from survey.disclosure.mask import Mask, worst
from survey.disclosure.membership import Membership
from survey.disclosure.protection import protect
from survey.disclosure.published import PublishedRegister
from survey.disclosure.record import Replayed, record_of
from survey.estimation.arguments import must_be
from survey.estimation.estimates import Estimates
from survey.findings import Severity
from survey.language.catalogue import current_language, text
from survey.language.messages import finding, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.codebook import Codebook
    from survey.disclosure.cells import CountRow, Label
    from survey.disclosure.policy import ReleasePolicy
    from survey.disclosure.protection import Outcome
    from survey.disclosure.record import ReleaseRecord
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
    """The mask of each part, what has to be told of them, and the record for the register."""

    masks: list[Mask]
    notes: tuple[Finding, ...]
    record: ReleaseRecord | None


def masks_of(results: list[Part], rules: ReleasePolicy, beside: Beside) -> Masks:
    """Masks of all results, made together: first each row on its own, then what must follow."""
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
    everything = [side for each in rows for row in each for side in row]
    notes: tuple[Finding, ...] = ()
    if not rules.internal:
        contrasts = {(c.over, c.contrast) for c in results if isinstance(c, Comparison)}
        earlier = [row for each in before for row in each.rows(membership)]
        outcome = protect(membership, [*earlier, *everything], rules, contrasts, beside.known)
        notes = (*_notes(outcome, beside.codebook), *_strangers(before, reader))
        for parts in rows:
            hide_ticks([side for row in parts for side in row])
    masks = [
        Mask(
            [worst([side.status for side in row]) for row in each],
            [any(side.base_hidden for side in row) for row in each],
        )
        for each in rows
    ]
    record = None
    if published is not None:
        record = record_of(everything, membership, reader.labels(), rules.name, key)
    return Masks(masks, notes, record)


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
