"""Counts by area and outcome, as analysts keep them: wide or long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.fieldwork.areas import UNKNOWN, named_areas
from survey.fieldwork.final import OUTCOMES, RESULTS, outcome_of
from survey.fieldwork.headings import AREA, KNOWN, PERCENT, RESULT, SENT, SUMS, Form, N
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.results import Result
from survey.files.data_table import EMPTY
from survey.files.headings import heading_key
from survey.files.numerals import parse_integers
from survey.language.cells import quoted_cell
from survey.language.messages import quoted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from survey.codebook import Variable
    from survey.fieldwork.cells import Cells
    from survey.fieldwork.headings import Columns
    from survey.fieldwork.rule import DispositionRule
    from survey.kernels.layout import Ints

    Places = NDArray[np.intp]

NOT_SAID = -1
_NOTHING_KNOWN = {Result.NON_CONTACT, Result.PENDING}
_SENT = frozenset(KNOWN[SENT])


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What a file of counts says.

    Attributes
    ----------
    area : Variable
    n : ndarray of int64, shape (areas, 9)
        Units by outcome.
    row : ndarray of intp, shape (areas,)
        The first row about each area; −1 for none.
    """

    area: Variable
    n: Ints
    row: Places


@dataclass(frozen=True, slots=True, eq=False)
class _Entries:
    """Counts in the order of the file.

    Attributes
    ----------
    row, outcome : ndarray of intp
    n : ndarray of int64
    sent_row : ndarray of intp
        Rows that say how many were sent out.
    sent : ndarray of int64
    """

    row: Places
    outcome: Places
    n: Ints
    sent_row: Places
    sent: Ints


def read_counts(
    cells: Cells,
    columns: Columns,
    area: Variable | None,
    sampled: Ints | None,
    rule: DispositionRule,
) -> Counted:
    """The counts of a file, checked against the sums in it and against the sample.

    Those of whom the file says nothing are pending.

    Parameters
    ----------
    cells : Cells
    columns : Columns
    area : Variable or None
        Those of the file if left out.
    sampled : ndarray of int64, shape (areas,) or None
        How many were sampled in each area.
    rule : DispositionRule
    """
    name = columns.named[AREA]
    names = cells.table.columns[name]
    keys = [heading_key(each) for each in names.values]
    totals = SUMS if set(keys) - SUMS else frozenset()  # alone, »i alt« is an area
    sums = np.array([*(key in totals for key in keys), False])[names.index]
    if area is None:
        kept = [each for each, key in zip(names.values, keys, strict=True) if key not in totals]
        area = named_areas({each: names.meanings.get(each) or each for each in kept})
    place = cells.areas(name, area, but=totals)
    if columns.form is Form.WIDE:
        _check_once(cells, name, place)
    entries = (_wide if columns.form is Form.WIDE else _long)(cells, columns, rule)
    cells.check()
    _check_sums(cells, entries, sums)
    found = _gathered(area, entries, place)
    _fill(cells, columns, found, _sent(entries, place, len(area.codes)), sampled)
    cells.check()
    return found


def _check_once(cells: Cells, name: str, place: Places) -> None:
    """An area that stands in two rows must be mended."""
    order = np.argsort(place, kind="stable")
    again = np.append(False, (np.diff(place[order]) == 0) & (place[order][1:] != UNKNOWN))
    rows = np.sort(order[again])
    got = cells.table.columns[name].cells()[rows[0]] if len(rows) else ""
    cells.tell("area_twice", name, rows, area=quoted_cell(got))


def _wide(cells: Cells, columns: Columns, rule: DispositionRule) -> _Entries:
    _refuse_uncounted(cells, columns)
    rows = np.arange(cells.table.rows)
    parts = [
        (rows, np.full(len(rows), OUTCOMES.index(outcome_of(result, rule))), cells.numbers(name))
        for name, result in columns.outcomes.items()
    ]
    row, outcome, n = (np.concatenate(each) for each in zip(*parts, strict=True))
    sent = columns.get(SENT) or columns.get(N)
    if sent is None:
        return _Entries(row, outcome, n, rows[:0], n[:0])
    return _Entries(row, outcome, n, rows, cells.numbers(sent))


def _long(cells: Cells, columns: Columns, rule: DispositionRule) -> _Entries:
    name = columns.named[RESULT]
    words = cells.table.columns[name]
    whole = np.array([*(heading_key(each) in _SENT for each in words.values), False])[words.index]
    table = np.array([OUTCOMES.index(outcome_of(each, rule)) for each in RESULTS])
    outcome = table[cells.results(name, but=_SENT)]
    n = cells.numbers(columns.named[N])
    parts, sums = np.flatnonzero(~whole), np.flatnonzero(whole)
    return _Entries(parts, outcome[parts], n[parts], sums, n[sums])


def _refuse_uncounted(cells: Cells, columns: Columns) -> None:
    """A column of whole numbers that isn't understood may be an outcome, and must not be lost."""
    for name in columns.others:
        column = cells.table.columns[name]
        if heading_key(name) in KNOWN[PERCENT] or not column.values:
            continue
        if len(parse_integers(column.values).failed):
            cells.note("left_out", name, name=quoted(name))
        else:
            cells.tell("unknown_count", name, np.flatnonzero(column.index != EMPTY)[:1])


def _check_sums(cells: Cells, entries: _Entries, sums: NDArray[np.bool_]) -> None:
    """A row that sums up the areas must agree with them."""
    in_sum, sent_in_sum = sums[entries.row], sums[entries.sent_row]
    for place in np.flatnonzero(in_sum):
        same = entries.outcome == entries.outcome[place]
        total = int(entries.n[same & (entries.row == entries.row[place])].sum())
        _check_sum(cells, entries.row[place], total, int(entries.n[same & ~in_sum].sum()))
    for place in np.flatnonzero(sent_in_sum):
        parts = int(entries.sent[~sent_in_sum].sum())
        _check_sum(cells, entries.sent_row[place], int(entries.sent[place]), parts)


def _check_sum(cells: Cells, row: int, total: int, parts: int) -> None:
    if total != parts:
        cells.tell("sum_differs", None, [int(row)], total=total, parts=parts)


def _gathered(area: Variable, entries: _Entries, place: Places) -> Counted:
    n = np.zeros((len(area.codes), len(OUTCOMES)), dtype=np.int64)
    of = place[entries.row]
    np.add.at(n, (of[of != UNKNOWN], entries.outcome[of != UNKNOWN]), entries.n[of != UNKNOWN])
    row = np.full(len(n), UNKNOWN, dtype=np.intp)
    rows = np.flatnonzero(place != UNKNOWN)[::-1]
    row[place[rows]] = rows
    return Counted(area, n, row)


def _sent(entries: _Entries, place: Places, areas: int) -> Ints:
    """How many were sent out in each area; `NOT_SAID` where the file doesn't say."""
    sent = np.full(areas, NOT_SAID, dtype=np.int64)
    of = place[entries.sent_row]
    sent[of[of != UNKNOWN]] = entries.sent[of != UNKNOWN]
    return sent


def _fill(cells: Cells, columns: Columns, found: Counted, sent: Ints, sampled: Ints | None) -> None:
    """Those of whom nothing is said are pending; sums that can't be must be mended."""
    left_over = 0
    tells_all = bool(_NOTHING_KNOWN & set(columns.outcomes.values()))
    for place, counts in enumerate(found.n):
        row, total, said = max(int(found.row[place]), 0), int(counts.sum()), int(sent[place])
        wanted = total if said == NOT_SAID else said
        if sampled is not None:
            if said not in (NOT_SAID, sampled[place]):
                cells.tell("sent_not_sampled", None, [row], got=said, sampled=sampled[place])
            wanted = int(sampled[place])
        if total > wanted or (tells_all and said != NOT_SAID and total != wanted):
            cells.tell("parts_differ", None, [row], total=wanted, parts=total)
        left_over += max(wanted - total, 0)
        found.n[place, OUTCOMES.index(Outcome.PENDING)] += max(wanted - total, 0)
    if left_over:
        cells.note("left_over", count=left_over)
