"""Indices: what they are made of, and whether all of it points the same way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.codebook import Kind
from survey.files.nearest import did_you_mean
from survey.findings import Severity
from survey.language.messages import culprits, finding, quoted
from survey.questionnaire.checks.headlines import headlines_of
from survey.questionnaire.questions import Polarity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.codebook import Index, IndexItem, Variable
    from survey.findings import Finding
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Scale

_WITHOUT_ORDER = frozenset({Kind.TEXT, Kind.DATE, Kind.RANK, Kind.GROUP})


@dataclass(frozen=True, slots=True)
class _Known:
    """What the questionnaire knows of the columns that an index can be made of."""

    variables: Mapping[str, Variable]
    good_ends: Mapping[str, Polarity]


def check(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Members that aren't there or have no order, or that point the other way."""
    if not questionnaire.indices:
        return
    variables = {variable.name: variable for variable in questionnaire.variables()}
    known = _Known(variables, _good_ends(questionnaire))
    for index in questionnaire.indices:
        yield from _size(questionnaire, index)
        yield from _twice(questionnaire, index)
        for member in index.items:
            yield from _member(questionnaire, index, member, known)


def _good_ends(questionnaire: Questionnaire) -> dict[str, Polarity]:
    """The good end of each column, as its headline has it."""
    ends = {}
    for question in questionnaire.everything():
        rows = getattr(question, "rows", ())
        for shown in headlines_of(questionnaire, question):
            ends[shown.owner] = shown.good_end
        for row in rows:
            ends.setdefault(f"{question.id}_{row.id}", ends.get(question.id, Polarity.NEITHER))
    return ends


def _size(questionnaire: Questionnaire, index: Index) -> Iterator[Finding]:
    count, place = len(index.items), questionnaire.place("indices", index.name)
    if count < 2:
        yield finding(
            "questionnaire.index_small",
            severity=Severity.WARNING if count else Severity.ERROR,
            place=place,
            name=quoted(index.name),
            count=count,
        )
    if index.minimum_answered is not None and not 1 <= index.minimum_answered <= max(count, 1):
        yield finding(
            "questionnaire.index_minimum",
            place=questionnaire.place("indices", index.name, "minimum_answered"),
            name=quoted(index.name),
            got=index.minimum_answered,
            count=count,
        )


def _twice(questionnaire: Questionnaire, index: Index) -> Iterator[Finding]:
    counts = Counter(member.variable for member in index.items)
    for name, count in counts.items():
        if count > 1:
            yield finding(
                "questionnaire.member_twice",
                place=questionnaire.place("indices", index.name, "members", name),
                name=quoted(index.name),
                member=quoted(name),
            )


def _member(
    questionnaire: Questionnaire, index: Index, member: IndexItem, known: _Known
) -> Iterator[Finding]:
    place = questionnaire.place("indices", index.name, "members", member.variable)
    name, variable = quoted(index.name), known.variables.get(member.variable)
    if variable is None:
        near = did_you_mean(member.variable, known.variables)
        yield finding(
            "questionnaire.member_unknown_near" if near else "questionnaire.member_unknown",
            place=place,
            name=quoted(member.variable),
            known=culprits(known.variables),
            near=quoted(near or ""),
        )
        return
    scale = questionnaire.scales.get(variable.scale)
    for code in _odd(member, variable, scale, known):
        yield finding(
            f"questionnaire.member_{code}",
            severity=Severity.ERROR if code == "no_number" else Severity.WARNING,
            place=place,
            name=name,
            member=quoted(member.variable),
            scale=quoted(variable.scale),
        )
    if variable.kind not in _WITHOUT_ORDER:
        yield from _ends(questionnaire, index, member, variable)


def _odd(
    member: IndexItem, variable: Variable, scale: Scale | None, known: _Known
) -> Iterator[str]:
    """What is odd about a member, as the ends of codes."""
    if variable.kind in _WITHOUT_ORDER:
        yield "no_number"
        return
    polarity = scale.polarity if scale is not None else Polarity.NEITHER
    if scale is not None and polarity is Polarity.NEITHER and len(scale.codes) > 2:
        yield "no_order"
    by_headline = known.good_ends.get(member.variable, Polarity.NEITHER)
    if by_headline is not Polarity.NEITHER:
        if member.reverse != (by_headline is Polarity.LOW):
            yield "against_headline"
    elif polarity is Polarity.LOW and not member.reverse:
        yield "not_reversed"


def _ends(
    questionnaire: Questionnaire, index: Index, member: IndexItem, variable: Variable
) -> Iterator[Finding]:
    """Codes that the ends of a member leave out, though they are points of its scale."""
    values = [c.value for c in variable.codes if not c.outside and isinstance(c.value, int)]
    left_out = [value for value in values if not member.low <= value <= member.high]
    if left_out or member.low >= member.high:
        yield finding(
            "questionnaire.member_ends",
            place=questionnaire.place("indices", index.name, "members", member.variable),
            name=quoted(index.name),
            member=quoted(member.variable),
            low=f"{member.low:g}",
            high=f"{member.high:g}",
            codes=culprits(left_out),
        )
