"""The columns of a frame: ids, adults, whether a dwelling stands empty, sizes, and those kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from survey.files.data_table import EMPTY as NOTHING
from survey.files.data_table import Fault
from survey.files.identifiers import foreign_letters, wrong_ids
from survey.files.numerals import parse_integers, parse_numbers
from survey.language.cells import quoted_cell
from survey.language.messages import quoted
from survey.sampling.headings import closed, tells_occupied

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from survey.files.data_table import DataColumn
    from survey.sampling.told import Told

UNKNOWN = -1
MANY_ADULTS = 20
_MOST_PLACES = 5
_EXAMPLES, _FIRST = ("eksempel", "example"), 5
_LARGEST = 1e12


def _key(written: str) -> str:
    """A word without case and blanks; a sign as it is."""
    return closed(written) or written


def _words(*written: str) -> frozenset[str]:
    return frozenset(map(_key, written))


_YES = _words("ja", "j", "yes", "y", "1", "x", "sand", "true", "sandt", "✓", "✔")
_NO = _words("nej", "n", "no", "0", "falsk", "false")
_VACANT = _words(
    *("tom", "tomt", "tom bolig", "ledig", "ledigt", "tomgang", "ubeboet", "ikke udlejet"),
    *("fraflyttet", "empty", "vacant", "unoccupied", "not let"),
)
_LIVED_IN = _words(
    *("beboet", "udlejet", "ikke tom", "ikke ledig", "lejet", "lejet ud"),
    *("occupied", "let", "rented", "inhabited", "not empty", "not vacant"),
)


def spread(values: Sequence[Any], column: DataColumn, nothing: object) -> NDArray[Any]:
    """What the different texts of a column mean, in each row."""
    table = np.empty(len(values) + 1, dtype=object)
    table[:-1] = values
    table[-1] = nothing
    return table[column.index]


def rows_with(column: DataColumn, which: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The rows that hold one of some different texts."""
    return np.flatnonzero(np.append(which, False)[column.index])


def got(column: DataColumn) -> Callable[[int], Mapping[str, object]]:
    """What stands in a row, for a message."""

    def fields(row: int) -> Mapping[str, object]:
        written = "" if column.index[row] == NOTHING else column.values[column.index[row]]
        return {"name": quoted(column.name), "got": quoted_cell(written)}

    return fields


def tell_faults(column: DataColumn, told: Told) -> None:
    """Tell of formulas and of errors that Excel shows."""
    for fault in Fault:
        rows = sorted(row for row, each in column.faults.items() if each is fault)
        told.wrong(f"frame.cell_{fault}", rows, column, got(column))


# Ids


def units(column: DataColumn, told: Told) -> NDArray[Any]:
    """Ids: there, each once, of plain signs."""
    for each in wrong_ids(column):
        told.wrong(f"frame.{each.kind}", map(int, each.rows), column, _told_of_id(column))
    _tell_example(column, told)
    again = repeated_rows(column.index)

    def fields(row: int) -> Mapping[str, object]:
        return {**got(column)(row), **said_again(again[row], column, told)}

    told.wrong("frame.unit_twice", again, column, fields)
    return spread(column.values, column, "")


def _tell_example(column: DataColumn, told: Told) -> None:
    """Tell of the example that stands in the first rows of a template."""
    first = [each.casefold().startswith(_EXAMPLES) for each in column.values[:_FIRST]]
    which = np.zeros(len(column.values), dtype=bool)
    which[: len(first)] = first
    told.wrong("frame.example", map(int, rows_with(column, which)), column)


def _told_of_id(column: DataColumn) -> Callable[[int], Mapping[str, object]]:
    said = got(column)

    def fields(row: int) -> Mapping[str, object]:
        at = column.index[row]
        foreign = foreign_letters(column.values[at]) if at != NOTHING else []
        return {**said(row), "letters": ", ".join(foreign) or "-"}

    return fields


def repeated_rows(index: NDArray[np.intp]) -> dict[int, list[int]]:
    """The first row of each value that is there several times, and the other rows with it."""
    filled = index[index != NOTHING]
    times = np.bincount(filled) if len(filled) else np.zeros(0, dtype=np.intp)
    repeated = np.flatnonzero(times > 1)
    if not len(repeated):
        return {}
    order = np.argsort(index, kind="stable")
    starts = np.searchsorted(index[order], repeated)
    groups = (order[start : start + times[at]] for at, start in zip(repeated, starts, strict=True))
    return dict(sorted((int(rows[0]), rows[1:].tolist()) for rows in groups))


def said_again(rows: Sequence[int], column: DataColumn, told: Told) -> dict[str, object]:
    """How often a value is there, and where else."""
    places = [str(told.table.place(row, column.name)) for row in rows[:_MOST_PLACES]]
    return {"places": "; ".join(places), "count": len(rows) + 1}


# Numbers


def adults(column: DataColumn, told: Told) -> NDArray[np.int64]:
    """How many adults live in each dwelling; −1 where it isn't known."""
    parsed = parse_integers(column.values)
    values, missing = parsed.values, _declared(column)
    below = np.zeros(len(values), dtype=bool)
    below[values < 0] = True
    told.wrong("frame.adults_below", map(int, rows_with(column, below & ~missing)), column,
               got(column))  # fmt: skip
    failed = np.isnan(values) & ~missing
    told.wrong("frame.adults_whole", map(int, rows_with(column, failed)), column, got(column))
    known = np.where(np.isnan(values) | below | missing, UNKNOWN, values)
    found = np.append(known, UNKNOWN).astype(np.int64)[column.index]
    told.warn("frame.many_adults", map(int, np.flatnonzero(found > MANY_ADULTS)), column,
              most=MANY_ADULTS)  # fmt: skip
    return found


def sizes(column: DataColumn, told: Told, needed: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The measure of size: a number above 0, also there for all that can be drawn."""
    parsed = parse_numbers(column.values, column.decimal)
    values, missing = parsed.values, _declared(column)
    failed = np.isnan(values) & ~missing
    told.wrong("frame.size_number", map(int, rows_with(column, failed)), column, got(column))
    out = np.zeros(len(values), dtype=bool)
    np.less_equal(values, 0, out=out, where=~np.isnan(values))
    out |= np.where(np.isnan(values), 0, values) > _LARGEST
    told.wrong("frame.size_above", map(int, rows_with(column, out & ~missing)), column,
               got(column))  # fmt: skip
    found = np.append(np.where(missing, np.nan, values), np.nan)[column.index]
    empty = np.append(missing, True)[column.index] & needed
    told.wrong("frame.size_absent", map(int, np.flatnonzero(empty)), column, got(column))
    return np.asarray(found, dtype=np.float64)


def _declared(column: DataColumn) -> NDArray[np.bool_]:
    """Values that the file declares to be missing."""
    return np.array([each in column.declared for each in column.values], dtype=bool)


# Whether a dwelling stands empty


def empties(column: DataColumn, told: Told, heading: str | None = None) -> NDArray[np.bool_]:
    """Whether each dwelling stands empty; what isn't filled in counts as lived in.

    Parameters
    ----------
    column : DataColumn
    told : Told
    heading : str, optional
        That says what yes and no mean; its name if left out.
    """
    occupied = tells_occupied(heading or column.name)
    found = [_is_empty(each, column, occupied) for each in column.values]
    unknown = np.array([each is None for each in found], dtype=bool) & ~_declared(column)
    code = "frame.empty_unclear" if occupied is None else "frame.empty_unknown"
    told.wrong(code, map(int, rows_with(column, unknown)), column, got(column))
    blank = np.flatnonzero(~column.filled())
    marks_only = not occupied and len({each for each in found if each is not None}) == 1
    if len(blank) and not (marks_only and any(found)):
        told.warn("frame.empty_blank", map(int, blank), column, name=quoted(column.name))
    return np.append(np.array([bool(each) for each in found], dtype=bool), False)[column.index]


def _is_empty(written: str, column: DataColumn, occupied: bool | None) -> bool | None:
    """What a text says; what the file says that it means comes first."""
    for key in map(_key, (column.meanings.get(written, ""), written)):
        if key in _VACANT or key in _LIVED_IN:
            return key in _VACANT
        if key in _YES | _NO and occupied is not None:
            return (key in _YES) != occupied
    return None


# Columns beside


def kept(column: DataColumn) -> NDArray[Any]:
    """A column that is kept: numbers if all of it are numbers, texts as they stand otherwise."""
    meant = [column.meanings.get(each, each) for each in column.values]
    parsed = parse_numbers(meant, column.decimal)
    whole = bool(column.filled().all()) and not len(parsed.failed)
    if not whole or any(_leads_with_nought(each) for each in meant):
        return spread(meant, column, "")
    values = parsed.values[column.index]
    if np.all(np.abs(values) < 2**53) and np.all(values == np.floor(values)):
        return values.astype(np.int64)
    return values


def _leads_with_nought(written: str) -> bool:
    digits = written.lstrip("-")
    return len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()
