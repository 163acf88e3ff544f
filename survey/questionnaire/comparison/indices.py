"""The verdict on indices, which hang on the questions they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.questionnaire.comparison.rulings import (
    Ruling,
    broken,
    label_only,
    reason_of,
    undecided,
)
from survey.questionnaire.comparison.verdicts import Comparability, Record, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.codebook import Index
    from survey.questionnaire.comparison.verdicts import Version


def index_verdicts(
    old: Version, new: Version, verdicts: Mapping[str, Verdict]
) -> dict[str, Verdict]:
    """The verdicts on the indices of the earlier version."""
    now = {index.name: index for index in new.questionnaire.indices}
    found = {}
    for index in old.questionnaire.indices:
        other = now.get(index.name)
        ruling = broken("index_gone") if other is None else _ruling(index, other, verdicts)
        record = Record.DROPPED if other is None else Record.KEPT
        reason = reason_of(ruling, new.questionnaire.languages)
        as_it_is = ruling.verdict in {Comparability.SAME, Comparability.LABEL_ONLY}
        found[index.name] = Verdict(
            index.name, ruling.verdict, reason, "", record, headline_comparable=as_it_is
        )
    return found


def _ruling(old: Index, new: Index, verdicts: Mapping[str, Verdict]) -> Ruling:
    members = [verdicts[item.variable] for item in old.items if item.variable in verdicts]
    for verdict, make in (
        (Comparability.BROKEN, broken),
        (Comparability.RECODED, broken),
        (Comparability.UNDECIDED, undecided),
    ):
        hit = next((each for each in members if each.verdict is verdict), None)
        if hit is not None:
            return make("index_member", name=hit.name)
    if set(old.items) != set(new.items) or old.least != new.least:
        return broken("index_changed")
    if any(each.verdict is Comparability.LABEL_ONLY for each in members):
        return label_only("index_labels")
    return Ruling(Comparability.SAME, "index_same")
