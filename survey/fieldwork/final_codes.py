"""A list of units with their final outcome: a row for each unit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.fieldwork.dispositions import CORE
from survey.fieldwork.final import OUTCOMES, RESULTS, outcome_of
from survey.fieldwork.headings import MODE, PLANNED, RESULT, UNIT
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.results import Result
from survey.files.headings import heading_key
from survey.language.cells import culprit_ids
from survey.language.messages import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from survey.fieldwork.cells import Cells
    from survey.fieldwork.headings import Columns
    from survey.fieldwork.rule import DispositionRule
    from survey.fieldwork.sampled import Units

    Places = NDArray[np.intp]


def check_once(cells: Cells, columns: Columns, unit: Places) -> None:
    """Refuse a unit that stands in several rows."""
    name = columns.named[UNIT]
    order = np.argsort(unit, kind="stable")
    again = np.append(False, (unit[order][1:] == unit[order][:-1]) & (unit[order][1:] >= 0))
    rows = np.sort(order[again])
    column = cells.table.columns[name]
    twice = dict.fromkeys(column.values[column.index[row]] for row in rows)
    cells.tell("unit_twice", name, rows, units=culprit_ids(twice))


def read_codes(
    cells: Cells, columns: Columns, unit: Places, units: int, rule: DispositionRule
) -> tuple[Places, NDArray[np.bool_], dict[str, NDArray[Any]]]:
    """The final outcome of each unit, whether it refused for good, and how it was last tried."""
    result = cells.results(columns.named[RESULT])
    modes, mode = cells.texts(columns.get(MODE))
    cells.check()
    table = np.array([OUTCOMES.index(outcome_of(each, rule)) for each in RESULTS])
    final = np.full(units, OUTCOMES.index(Outcome.PENDING), dtype=np.intp)
    final[unit] = table[result]
    hard = np.zeros(units, dtype=bool)
    hard[unit] = result == RESULTS.index(Result.REFUSAL)
    empty = np.full(units, "", dtype=object)
    last_mode = empty.copy()
    last_mode[unit] = np.array(modes, dtype=object)[mode]
    ends = {
        "attempts": np.zeros(units, dtype=np.int64),
        "last_mode": last_mode,
        "first_attempt": empty,
        "last_attempt": empty.copy(),
    }
    return final, hard, ends


def with_known(cells: Cells, columns: Columns, unit: Places, units: Units) -> Units:
    """The units with the further columns of the file, as far as they are known of every unit."""
    more = dict(units.more)
    for name, ours in _further(columns):
        if ours in more or ours in CORE:
            continue
        texts, index = cells.texts(name)
        found = np.full(len(units), "", dtype=object)
        found[unit] = np.array(texts, dtype=object)[index]
        lacking = int((found == "").sum())
        if lacking:
            cells.note("not_of_all", name, name=quoted(name), count=lacking, units=len(units))
        else:
            more[ours] = found
    return replace(units, more=more)


def _further(columns: Columns) -> Iterator[tuple[str, str]]:
    """Further columns of the file with our names of them."""
    planned = columns.get(PLANNED)
    if planned is not None:
        yield planned, PLANNED
    for name in columns.others:
        yield name, "_".join(heading_key(name).split()) or name
