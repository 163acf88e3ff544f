"""The steps of the log taken on a file of answers: on a copy, and only where they fit."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.files.data_table import EMPTY
from survey.findings import Severity
from survey.language.cells import quoted_cell, quoted_id
from survey.language.messages import culprits, finding, quoted
from survey.responses.cleaning.same import ANYTHING, can_be_told, same
from survey.responses.corrections import StepKind
from survey.responses.matching.unknown_values import unmarked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from survey.files.data_table import DataColumn, DataTable
    from survey.findings import Finding
    from survey.responses.corrections import Correction

_DECIMAL = re.compile(r"(-?\d+)\.(\d+)")


def corrected(
    table: DataTable, log: Iterable[Correction], *, respondent: str
) -> tuple[DataTable, tuple[Correction, ...], tuple[Finding, ...]]:
    """A file of answers with the steps of a log taken.

    A step is taken only where what stands in the file is what the log says; numbers are compared
    as numbers, and an empty cell is no answer. Where the answer already is what the log makes of
    it, nothing is left to do. The same log on the same file always gives the same answers, and
    taking it again changes nothing. The table that was given stays as it is.

    Parameters
    ----------
    table : DataTable
        With the questionnaire's names.
    log : CleaningLog or iterable of Correction
    respondent : str
        The column of ids.

    Returns
    -------
    table : DataTable
    steps : tuple of Correction
        Those that were taken here, in order. Steps about respondents, columns and files that this
        table doesn't have are not among them; `without_effect` says of which nobody knows.
    findings : tuple of Finding
        Steps that found their row but can't be taken: another answer stands there now, or the id
        occurs several times and the step doesn't say which row it means.
    """
    work = _Work(table, respondent)
    here = [step for step in log if step.source in {"", table.path.name}]
    rows = _rows_of({step.respondent for step in here}, table, respondent)
    gone = _rows_that_go(here, table, rows)
    for step in here:
        if step.respondent in rows:
            work.take(step, rows[step.respondent], gone)
    return work.finished(), tuple(work.in_order(here)), tuple(work.findings)


def without_effect(
    log: Iterable[Correction], tables: Sequence[DataTable], *, respondent: str
) -> tuple[Finding, ...]:
    """Steps of which no file knows the respondent, the row or the column.

    Parameters
    ----------
    log : CleaningLog or iterable of Correction
    tables : sequence of DataTable
        All files of answers, before the log was taken.
    respondent : str
        The column of ids.
    """
    steps = list(log)
    wanted = {step.respondent for step in steps}
    known = [(table, _rows_of(wanted, table, respondent)) for table in tables]
    zeros = _without_zeros(tables, respondent)
    found: list[Finding] = []
    for step in steps:
        code = _why_without_effect(step, known)
        near = zeros.get(step.respondent.lstrip("0"), "")
        if code == "unknown_respondent" and near:
            code = "unknown_zeros"
        if code:
            found.append(
                finding(
                    f"cleaning.{code}",
                    severity=Severity.WARNING,
                    respondent=quoted_id(step.respondent),
                    near=quoted_id(near),
                    variable=quoted(step.variable),
                    file=quoted(step.source),
                    row=step.row,
                )
            )
    return tuple(found)


def _why_without_effect(
    step: Correction, known: Sequence[tuple[DataTable, dict[str, list[int]]]]
) -> str:
    named = [(t, rows) for t, rows in known if step.source in {"", t.path.name}]
    if not named:
        return "unknown_file"
    there = [(t, rows[step.respondent]) for t, rows in named if step.respondent in rows]
    if not there:
        return "unknown_respondent"
    if step.row is not None and not any(_at(t, rows, step.row) for t, rows in there):
        return "unknown_row"
    if step.variable and not any(step.variable in t.columns for t, _ in there):
        return "unknown_column"
    return ""


def _without_zeros(tables: Iterable[DataTable], respondent: str) -> dict[str, str]:
    """The ids that have zeros in front, by what a spreadsheet makes of them."""
    ids = (each for table in tables if (each := table.columns.get(respondent)) is not None)
    return {
        value.lstrip("0"): value for each in ids for value in each.values if value.startswith("0")
    }


def _rows_of(wanted: set[str], table: DataTable, respondent: str) -> dict[str, list[int]]:
    """The rows of some respondents, from 0."""
    column = table.columns.get(respondent)
    if column is None:
        return {}
    meant = [place for place, value in enumerate(column.values) if value in wanted]
    found: dict[str, list[int]] = defaultdict(list)
    for row in np.flatnonzero(np.isin(column.index, meant)):
        found[column.values[column.index[row]]].append(int(row))
    return dict(found)


def _rows_that_go(
    steps: Iterable[Correction], table: DataTable, rows: dict[str, list[int]]
) -> frozenset[int]:
    """Rows that a step leaves out by their number; no other step means them unless it says so."""
    return frozenset(
        row
        for step in steps
        if step.kind is StepKind.REMOVE and step.row is not None and step.respondent in rows
        for row in _at(table, rows[step.respondent], step.row)
    )


def _at(table: DataTable, rows: Sequence[int], number: int) -> list[int]:
    """Those rows that stand on a line of the file."""
    return [row for row in rows if _line(table, row) == number]


def _line(table: DataTable, row: int) -> int:
    return row + 1 if table.lines is None else int(table.lines[row])


class _Work:
    """A table in the making, and what was done with it."""

    def __init__(self, table: DataTable, respondent: str) -> None:
        self.table = table
        self.respondent = respondent
        self.findings: list[Finding] = []
        self.chains: dict[tuple[int, str], list[Correction]] = defaultdict(list)
        self.removed: dict[int, Correction] = {}
        self.done: set[Correction] = set()

    def take(self, step: Correction, rows: Sequence[int], gone: frozenset[int]) -> None:
        """Put a step with its row, or say why it has none."""
        if step.row is not None:
            meant = _at(self.table, rows, step.row)
        else:
            meant = [row for row in rows if row not in gone] or list(rows)
        if len(meant) > 1:
            self.findings.append(self._several(step, meant))
        elif meant:
            self._put(step, meant[0])

    def _put(self, step: Correction, row: int) -> None:
        if step.kind is StepKind.REMOVE:
            self.removed[row] = step
            self.done.add(step)
        elif not step.variable:
            self.done.discard(self.removed.pop(row, step))
            self.done.add(step)
        elif step.variable in self.table.columns:
            self.chains[row, step.variable].append(step)

    def finished(self) -> DataTable:
        """The table with all steps taken."""
        changes: dict[str, dict[int, str]] = defaultdict(dict)
        for (row, name), steps in self.chains.items():
            if row in self.removed:
                self.done.update(steps)
                continue
            before = _cell(self.table.columns[name], row)
            after = self._through(steps, before, row)
            if after != before:
                changes[name][row] = after
        columns = {
            name: _changed(column, changes[name]) if name in changes else column
            for name, column in self.table.columns.items()
        }
        return _without(replace(self.table, columns=columns), list(self.removed))

    def _through(self, steps: Sequence[Correction], cell: str, row: int) -> str:
        """What stands in a cell after its steps."""
        if same(cell, steps[-1].after):
            self.done.update(steps)
            return cell
        for step in steps:
            if step.before == ANYTHING or same(cell, step.before):
                cell = cell if step.after == ANYTHING else step.after
                self.done.add(step)
            elif same(cell, step.after):
                self.done.add(step)
            else:
                self.findings.append(self._other_value(step, cell, row))
        return cell

    def in_order(self, steps: Iterable[Correction]) -> list[Correction]:
        """Those that were taken, each once."""
        return [step for step in dict.fromkeys(steps) if step in self.done]

    def _several(self, step: Correction, rows: Sequence[int]) -> Finding:
        lines = culprits(_line(self.table, row) for row in rows)
        return finding(
            "cleaning.several_rows",
            place=self.table.place(rows[0], self.respondent),
            respondent=quoted_id(step.respondent),
            rows=lines,
        )

    def _other_value(self, step: Correction, cell: str, row: int) -> Finding:
        told = (not cell or can_be_told(cell)) and (not step.before or can_be_told(step.before))
        return finding(
            "cleaning.other_value" if told else "cleaning.other_text",
            severity=Severity.WARNING,
            place=self.table.place(row, step.variable),
            respondent=quoted_id(step.respondent),
            variable=quoted(step.variable),
            got=quoted_cell(cell),
            before=quoted_cell(step.before),
        )


def _cell(column: DataColumn, row: int) -> str:
    """What stands in a cell of the file, also where a map of columns doesn't know it."""
    place = int(column.index[row])
    return "" if place == EMPTY else unmarked(column.values[place])


def _changed(column: DataColumn, cells: dict[int, str]) -> DataColumn:
    """A column in which some rows have another text."""
    written, decimal = _in_its_writing(column, cells)
    fresh = [each for each in dict.fromkeys(written.values()) if each]
    values = list(dict.fromkeys((*column.values, *fresh)))
    places = {value: place for place, value in enumerate(values)} | {"": EMPTY}
    index = column.index.copy()
    rows = np.fromiter(written, dtype=np.intp, count=len(written))
    index[rows] = [places[words] for words in written.values()]
    faults = {row: fault for row, fault in column.faults.items() if row not in written}
    values, index = _occurring(values, index)
    return replace(column, values=tuple(values), index=index, faults=faults, decimal=decimal)


def _occurring(
    values: Sequence[str], index: NDArray[np.intp]
) -> tuple[list[str], NDArray[np.intp]]:
    """Those values that occur, in the order in which they first do, and the index of them."""
    rows = np.arange(len(index))
    first = np.full(len(values) + 1, len(index))
    first[index[::-1]] = rows[::-1]  # of the rows of a value the first one is put down last
    first[EMPTY] = len(index)
    order = np.argsort(first[:-1], kind="stable")
    order = order[first[order] < len(index)]
    places = np.full(len(values) + 1, EMPTY)
    places[order] = np.arange(len(order))
    return [values[place] for place in order], np.asarray(places[index], dtype=np.intp)


def _in_its_writing(column: DataColumn, cells: dict[int, str]) -> tuple[dict[int, str], Any]:
    """Numbers with decimals as the column writes them."""
    if not any(_DECIMAL.fullmatch(words) for words in cells.values()):
        return cells, column.decimal
    if column.decimal == ",":
        return {row: _DECIMAL.sub(r"\1,\2", words) if _DECIMAL.fullmatch(words) else words
                for row, words in cells.items()}, ","  # fmt: skip
    return cells, "."


def _without(table: DataTable, rows: Sequence[int]) -> DataTable:
    """A table without some rows; the others keep their places in the file."""
    if not rows:
        return table
    kept: NDArray[np.bool_] = np.ones(table.rows, dtype=bool)
    kept[list(rows)] = False
    moved = np.cumsum(kept) - 1
    lines = np.arange(1, table.rows + 1) if table.lines is None else table.lines
    columns: dict[str, DataColumn] = {}
    for name, column in table.columns.items():
        values, index = _occurring(column.values, column.index[kept])
        faults = {int(moved[row]): fault for row, fault in column.faults.items() if kept[row]}
        columns[name] = replace(column, values=tuple(values), index=index, faults=faults)
    return replace(table, columns=columns, rows=int(kept.sum()), lines=lines[kept])
