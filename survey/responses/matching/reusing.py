"""What was decided in an earlier workbook, used again where it still holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey.questionnaire.column_map import Target
from survey.responses.matching.header_index import Meant
from survey.responses.matching.headers import Fit
from survey.responses.matching.proposals import (
    ColumnProposal,
    Reason,
    Since,
    Sureness,
    ValueProposal,
    because,
)
from survey.responses.matching.spelling import plain

if TYPE_CHECKING:
    from survey.files.data_table import DataColumn
    from survey.questionnaire.column_map import MappedColumn
    from survey.responses.matching.match_reading import Decision
    from survey.responses.matching.proposing import Proposer

_PREVIOUS = because("previous")


def reused(column: DataColumn, decision: Decision, proposer: Proposer) -> ColumnProposal | None:
    """A column as it was decided on before; None if it wasn't, or that doesn't hold any more.

    Parameters
    ----------
    column : DataColumn
    decision : Decision
    proposer : Proposer
    """
    if why_not(column, decision) is not None:
        return None
    if decision.left_out:
        return ColumnProposal(
            column.name,
            column.label,
            int(column.filled().sum()),
            sureness=Sureness.EXACT,
            reason=_PREVIOUS,
            left_out=True,
            since=Since.SAME,
        )
    mapped = decision.mapped
    if mapped is None:
        return None
    meant = Meant(mapped.target, mapped.kind, _code_of(mapped))
    found = proposer.as_(column, Fit(meant, Sureness.EXACT, _PREVIOUS), mapped.separator)
    return replace(
        found,
        blank=mapped.blank,
        months_first=mapped.months_first,
        reason=_PREVIOUS,
        since=Since.SAME,
        values=_values(found, decision, mapped),
    )


def why_not(column: DataColumn, decision: Decision) -> Reason | None:
    """Why a decision doesn't hold any more; None if it does, or if there was none."""
    if decision.gone:
        return because("previous_gone", target=decision.gone)
    decided = decision.left_out or decision.mapped is not None
    if decided and plain(decision.label) != plain(column.label):
        return because("previous_label")
    return None


def _code_of(mapped: MappedColumn) -> int:
    """The code of "don't know" that a box beside the options stands for."""
    codes = [code for code in mapped.codes.values() if isinstance(code, int) and code < 0]
    return codes[0] if mapped.kind is Target.NON_ANSWER and codes else 0


def _values(
    found: ColumnProposal, decision: Decision, mapped: MappedColumn
) -> tuple[ValueProposal, ...]:
    """Values with the codes they had, if the file means the same by them; then the new ones."""
    old = {
        value: code
        for value, code in mapped.codes.items()
        if _means_the_same(value, found, decision)
    }
    known = {each.value: each for each in found.values}
    kept = [_as_before(known.get(value), value, code) for value, code in old.items()]
    others = [_new(each, decision) for each in found.values if each.value not in old]
    return (*kept, *others)


def _means_the_same(value: str, found: ColumnProposal, decision: Decision) -> bool:
    now = next((each.meaning for each in found.values if each.value == value), None)
    return now is None or plain(now) == plain(decision.meanings.get(value, ""))


def _as_before(now: ValueProposal | None, value: str, code: int | str) -> ValueProposal:
    meaning, rows = ("", 0) if now is None else (now.meaning, now.rows)
    return ValueProposal(value, meaning, rows, code, Sureness.EXACT, _PREVIOUS, since=Since.SAME)


def _new(each: ValueProposal, decision: Decision) -> ValueProposal:
    since = Since.CHANGED if each.value in decision.meanings else Since.NEW
    if each.value in decision.meanings and each.code is None:
        since = Since.SAME  # nobody decided on it then either
    return replace(each, since=since)
