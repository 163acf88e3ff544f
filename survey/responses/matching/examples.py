"""What stands in a column, in short; never what somebody wrote in own words."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from survey.language.cells import kinds_in_cell
from survey.questionnaire.column_map import Target
from survey.responses.matching.code_matching import counts_of
from survey.responses.matching.set_aside import looks_personal

if TYPE_CHECKING:
    from survey.files.data_table import DataColumn
    from survey.responses.matching.proposals import ColumnProposal

_SHOWN = 3
_MOST_DIFFERENT, _REPEATED, _LONGEST = 12, 3, 60
_BETWEEN = " · "
_CLOSED = frozenset({Target.CODES, Target.TICKS, Target.NON_ANSWER, Target.WORD, Target.GROUP})


def examples_of(column: DataColumn, found: ColumnProposal) -> str:
    """The most frequent answers in a column that is answered by codes; else nothing."""
    if found.kind is None and looks_closed(column):
        known = set(column.values)
    elif found.kind in _CLOSED:
        known = {each.value for each in found.values if each.code is not None}
        known = known or (set(column.values) if found.kind is Target.GROUP else known)
    else:
        return ""
    pairs = sorted(zip(column.values, counts_of(column), strict=True), key=lambda pair: -pair[1])
    often = [(value, rows) for value, rows in pairs if value in known][:_SHOWN]
    shown = [
        "…" if _is_somebodys(value, rows) else _cut(column.meanings.get(value) or value)
        for value, rows in often
    ]
    return _BETWEEN.join(shown)


def _is_somebodys(value: str, rows: int) -> bool:
    """Whether a value tells who somebody is; a name that many gave is that of a place."""
    return looks_personal(value) or (rows < _REPEATED and bool(kinds_in_cell(value)))


def looks_closed(column: DataColumn) -> bool:
    """Whether a column holds few different and short values, each of them often."""
    filled = int(column.filled().sum())
    return (
        0 < len(column.values) <= _MOST_DIFFERENT
        and filled >= _REPEATED * len(column.values)
        and all(len(value) <= _LONGEST for value in islice(column.values, _MOST_DIFFERENT))
    )


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
