"""Which column gets a destination that several columns of a file could have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.questionnaire.column_map import Target
from survey.responses.matching.proposals import (
    DECIDED,
    ColumnProposal,
    Sureness,
    because,
    left_out,
    undecided,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.responses.matching.destinations import Destination

_ORDER = {Sureness.EXACT: 2, Sureness.LIKELY: 3}
_LAST_TIME, _OWN_NAME, _ID = "previous", "name", "id"


def without_doubles(
    found: Sequence[ColumnProposal], places: Mapping[str, Destination]
) -> list[ColumnProposal]:
    """The proposals, none of which gives a column of the questionnaire that another one gives.

    What was decided last time goes before what is sure, and that before what is likely. Where two
    are equally sure, somebody must decide. Answers in one cell give way to a column for each.
    """
    kept = _without_joined(found, places)
    claims: dict[str, list[int]] = {}
    for number, each in enumerate(kept):
        for name in given_by(each, places):
            claims.setdefault(name, []).append(number)
    for numbers in claims.values():
        rivals = [number for number in numbers if kept[number].target]
        if len(rivals) > 1:
            _settle(kept, rivals)
    return kept


def given_by(each: ColumnProposal, places: Mapping[str, Destination]) -> tuple[str, ...]:
    """The columns of the questionnaire that a column of the file gives."""
    if not each.target or each.kind is Target.NON_ANSWER:
        return ()
    return places[each.target].columns if each.target in places else ()


def _without_joined(
    found: Sequence[ColumnProposal], places: Mapping[str, Destination]
) -> list[ColumnProposal]:
    ticked = {each.target for each in found if each.kind is Target.TICKS}
    kept = []
    for each in found:
        columns = given_by(each, places)
        is_joined = each.kind is Target.JOINED and each.reason.key != _LAST_TIME
        if is_joined and columns and ticked.issuperset(columns):
            kept.append(left_out(each, because("split")))
        else:
            kept.append(each)
    return kept


def _settle(kept: list[ColumnProposal], rivals: Sequence[int]) -> None:
    ranks = {number: _rank(kept[number]) for number in rivals}
    best = min(ranks.values())
    winners = [number for number in rivals if ranks[number] == best]
    for number in rivals:
        if number in winners and len(winners) == 1:
            continue
        other = next(each for each in (*winners, *rivals) if each != number)
        if number not in winners and kept[number].reason.key == _ID:
            kept[number] = left_out(kept[number], because("other_id"))
            continue
        key = "rivals" if number in winners else "taken"
        reason = because(key, column=kept[other].source)
        kept[number] = undecided(kept[number], reason)


def _rank(each: ColumnProposal) -> int:
    if each.reason.key in {_LAST_TIME, _OWN_NAME}:
        return int(each.reason.key == _OWN_NAME)
    assert each.sureness in DECIDED  # noqa: S101 - it has a target
    return _ORDER[each.sureness]
