"""A log of contact attempts: a row for each attempt."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.fieldwork.areas import UNKNOWN
from survey.fieldwork.cells import Cells
from survey.fieldwork.final import RESULTS, Attempts
from survey.fieldwork.headings import DATE, INTERVIEWER, MODE, RESULT
from survey.files.data_table import EMPTY
from survey.files.headings import heading_key
from survey.files.moments import moment
from survey.findings import Severity
from survey.language.cells import quoted_cell

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from survey.fieldwork.headings import Columns
    from survey.fieldwork.rule import DispositionRule
    from survey.fieldwork.sampled import Units

    Places = NDArray[np.intp]

_LONGEST_SPAN = 1100
_DAY = len("2026-05-31")


@dataclass(frozen=True, slots=True, eq=False)
class Log:
    """Attempts as whole numbers, sorted by unit and time.

    Attributes
    ----------
    unit, result, day, mode, interviewer : ndarray of intp, shape (n,)
        Places in the units, `RESULTS` and the texts below.
    days, modes, interviewers : ndarray of object
        The different texts.
    """

    unit: Places
    result: Places
    day: Places
    mode: Places
    interviewer: Places
    days: NDArray[Any]
    modes: NDArray[Any]
    interviewers: NDArray[Any]

    def attempts(self, rule: DispositionRule) -> Attempts:
        """As the final outcomes follow from it."""
        trusted = {heading_key(each) for each in rule.trusted_modes}
        by_mode = np.array([not trusted or heading_key(each) in trusted for each in self.modes])
        return Attempts(self.unit, self.result, by_mode[self.mode])

    def frame(self, units: Units) -> pd.DataFrame:
        """A row for each attempt."""
        columns = {
            "unit": units.ids[self.unit],
            "date": self.days[self.day],
            "mode": self.modes[self.mode],
            "result": np.array(RESULTS, dtype=object)[self.result],
            "interviewer": self.interviewers[self.interviewer],
        }
        return pd.DataFrame({name: pd.Series(v, dtype=object) for name, v in columns.items()})

    def ends(self, units: int) -> dict[str, NDArray[Any]]:
        """Of each unit: how many attempts, the last mode, and the first and last date."""
        attempts = np.bincount(self.unit, minlength=units)
        last = np.cumsum(attempts) - 1
        first = last - attempts + 1
        tried = attempts > 0
        return {
            "attempts": attempts,
            "last_mode": _where(tried, self.modes, self.mode, last),
            "first_attempt": _where(tried, self.days, self.day, first),
            "last_attempt": _where(tried, self.days, self.day, last),
        }


def _where(
    tried: NDArray[np.bool_], texts: NDArray[Any], index: Places, places: Places
) -> NDArray[Any]:
    found = np.full(len(tried), "", dtype=object)
    found[tried] = texts[index[places[tried]]]
    return found


def made_attempts(cells: Cells, columns: Columns, unit: Places) -> tuple[Cells, Places]:
    """The rows that are attempts, and which unit each is about.

    A row with neither a date nor a result is one that wasn't made.
    """
    table = cells.table
    made = np.zeros(table.rows, dtype=bool)
    for name in (columns.named[DATE], columns.named[RESULT]):
        column = table.columns[name]
        made |= column.filled()
        made[list(column.faults)] = True
    if made.all() or not made.any():
        return cells, unit
    cells.note("not_made", count=int((~made).sum()))
    rows = np.flatnonzero(made)
    place = {int(row): k for k, row in enumerate(rows)}
    cut = {
        name: replace(
            column,
            index=column.index[rows],
            faults={place[row]: fault for row, fault in column.faults.items() if row in place},
        )
        for name, column in table.columns.items()
    }
    lines = None if table.lines is None else table.lines[rows]
    attempted = replace(table, columns=cut, rows=len(rows), lines=lines)
    return Cells(attempted, cells.own, cells.wrong, cells.notes), unit[rows]


def read_log(
    cells: Cells, columns: Columns, unit: Places, drawn: str | None, until: str | None
) -> Log:
    """The attempts of a file.

    Parameters
    ----------
    cells : Cells
    columns : Columns
    unit : ndarray of intp, shape (n,)
        Which unit each row is about.
    drawn, until : str or None
        The first and last day that an attempt can be of, in ISO form.
    """
    result = cells.results(columns.named[RESULT])
    moments, index = _moments(cells, columns.named[DATE])
    modes, mode = _one_spelling(*cells.texts(columns.get(MODE)))
    names, name = cells.texts(columns.get(INTERVIEWER))
    days, day = _days(moments, index)
    _check_days(cells, columns.named[DATE], days, day, drawn, until)
    backwards = _check_order(cells, columns.named[DATE], unit, day)
    cells.check()
    rows = np.arange(len(unit))
    order = np.lexsort((-rows if backwards else rows, index, unit))
    sort = (unit, index, result, mode, name)
    keep = order[_counted(cells, moments, *(each[order] for each in sort))]
    texts = (np.array(each, dtype=object) for each in (days, modes, names))
    return Log(unit[keep], result[keep], day[keep], mode[keep], name[keep], *texts)


def _moments(cells: Cells, name: str) -> tuple[list[str], Places]:
    """The different moments in their order, and which one stands in each row."""
    found = cells.column(name)
    moments = [moment(each) for each in found.values]
    for place, each in enumerate(moments):
        if each is None:
            rows = np.flatnonzero(found.index == place)
            cells.tell("no_moment", name, rows, got=quoted_cell(found.values[place]))
    cells.tell("no_date", name, np.flatnonzero(found.index == EMPTY))
    in_order = sorted({each for each in moments if each is not None})
    rank = {each: place for place, each in enumerate(in_order)}
    places = np.array([*(rank.get(each or "", UNKNOWN) for each in moments), UNKNOWN])
    return in_order, places[found.index]


def _days(moments: list[str], index: Places) -> tuple[list[str], Places]:
    days = sorted({each[:_DAY] for each in moments})
    rank = {each: place for place, each in enumerate(days)}
    places = np.array([*(rank[each[:_DAY]] for each in moments), UNKNOWN], dtype=np.intp)
    return days, places[index]


def _one_spelling(texts: list[str], index: Places) -> tuple[list[str], Places]:
    """Modes that differ in case only are one, spelled as the first of them is."""
    first: dict[str, int] = {}
    places = np.array([first.setdefault(heading_key(each), k) for k, each in enumerate(texts)])
    return texts, places[index]


def _check_days(
    cells: Cells, name: str, days: list[str], day: Places, drawn: str | None, until: str | None
) -> None:
    told = {
        "before_draw": [k for k, each in enumerate(days) if drawn and each < drawn],
        "after_until": [k for k, each in enumerate(days) if until and each > until],
    }
    for code, those in told.items():
        rows = np.flatnonzero(np.isin(day, those))
        got = days[day[rows[0]]] if len(rows) else ""
        cells.tell(code, name, rows, got=got, drawn=drawn or "", until=until or "")
    if days and not any(told.values()):
        first, last = (dt.date.fromisoformat(each) for each in (days[0], days[-1]))
        if (last - first).days > _LONGEST_SPAN:
            rows = np.flatnonzero(day == 0)
            cells.tell("span", name, rows, first=days[0], last=days[-1])


def _check_order(cells: Cells, name: str, unit: Places, day: Places) -> bool:
    """Whether the file goes backwards in time; one that goes both ways must be mended."""
    order = np.argsort(unit, kind="stable")
    same = (unit[order][1:] == unit[order][:-1]) & (unit[order][1:] != UNKNOWN)
    known = (day[order][1:] != UNKNOWN) & (day[order][:-1] != UNKNOWN)
    step = np.where(same & known, np.diff(day[order]), 0)
    back, forth = np.flatnonzero(step < 0), np.flatnonzero(step > 0)
    if len(back) and len(forth):
        wrong = back if len(back) <= len(forth) else forth
        rows = np.sort(order[wrong + 1])
        cells.tell("out_of_order", name, rows)
    return len(back) > len(forth)


def _counted(
    cells: Cells, moments: list[str], *sorted_columns: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Attempts that count: of rows that agree in all, the time of day too, the first one."""
    timed = np.array([len(each) > _DAY for each in moments])[sorted_columns[1]]
    same = timed[1:].copy()
    for column in sorted_columns:
        same &= column[1:] == column[:-1]
    repeated = int(same.sum())
    if repeated:
        cells.note("repeated", count=repeated, severity=Severity.WARNING)
    return np.append(True, ~same)
