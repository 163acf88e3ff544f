"""Comparing two keyings cell by cell."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from survey.errors import WrongUseError
from survey.files.data_table import EMPTY
from survey.kernels.intervals import t_quantile, wilson
from survey.language.messages import fail
from survey.questionnaire.arguments import questionnaire_given
from survey.questionnaire.forms.keying_columns import keyed_tables
from survey.responses.keying.differences import (
    KeyingDifference,
    KeyingDifferences,
    KeyingRate,
    RateOf,
)
from survey.responses.keying.keyed_cells import Writing, writing_of
from survey.responses.keying.keying import AREA, ITEM, KEYS, RESPONDENT, Keying

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from survey.files.data_table import DataColumn
    from survey.findings import Place
    from survey.questionnaire.model import Questionnaire
    from survey.responses.keying.joined_table import JoinedTable
    from survey.responses.keying.keying import KeyedTwice

_LEVEL = 0.95
_ABSENT = -1


class _Counts(NamedTuple):
    compared: int = 0
    differing: int = 0


@dataclass(slots=True)
class _Comparison:
    """Two keyings while they are compared."""

    twice: frozenset[str]
    areas: Mapping[str, str]
    differences: list[tuple[tuple[int, int, int], KeyingDifference]] = field(default_factory=list)
    variables: dict[str, _Counts] = field(default_factory=dict)
    workbooks: dict[tuple[RateOf, str], _Counts] = field(
        default_factory=lambda: defaultdict(_Counts)
    )
    cells_once: int = 0


class _Pairs(NamedTuple):
    """Which rows of two tables are of the same form and person; −1 where one lacks her."""

    first: NDArray[np.intp]
    again: NDArray[np.intp]


def compare_keyings(keying: Keying, questionnaire: Questionnaire) -> KeyingDifferences:
    """Find all cells that differ between the two keyings of a form.

    Numbers and codes are compared by their value, so that 3 and 3.0 are the same. Own words are
    compared without regard to capitals, and to how many blanks and line ends stand between them.
    An empty cell and −1 (no answer) are the same, and in the columns of ticks and ranks so is 0.
    A person of a household whom only one of the keyings has differs in all cells that are filled.

    Parameters
    ----------
    keying : Keying
    questionnaire : Questionnaire

    Returns
    -------
    KeyingDifferences
        With the share of cells that differ and what it says of the errors that are left.
        Intervals take cells as drawn one by one; typists err more on some forms than on others,
        so that they are a little too narrow.
    """
    if not isinstance(keying, Keying):
        raise fail(WrongUseError, "argument.kind", name="keying", got=type(keying).__name__,
                   expected="read_keying(...)")  # fmt: skip
    columns = keying.first.columns
    areas = dict(zip(columns[RESPONDENT].cells(), columns[AREA].cells(), strict=True))
    found = _Comparison(frozenset(keying.twice), areas)
    for place, table in enumerate(keyed_tables(questionnaire_given(questionnaire), "en", 1, 1)):
        writings = {each.name: writing_of(each) for each in table.columns}
        _compare(found, keying.tables[table.roster], writings, place, table.roster)
    return KeyingDifferences(
        questionnaire,
        tuple(each for _, each in sorted(found.differences, key=lambda pair: pair[0])),
        tuple(_rates(found)),
        keying.once,
        keying.only_again,
        len(keying.twice),
        found.cells_once,
    )


def _compare(
    found: _Comparison,
    tables: KeyedTwice,
    writings: Mapping[str, Writing],
    place: int,
    roster: str,
) -> None:
    first, again = tables
    names = [name for name in first.columns if name not in KEYS]
    compared = [] if again is None else [name for name in names if name in again.columns]
    found.cells_once += _filled_once(first, names, set() if again is None else found.twice)
    if again is None:
        return
    found.cells_once += _filled_once(again, names, found.twice)
    pairs = _pairs(first, again, found.twice)
    for number, name in enumerate(compared):
        own, other = first.columns[name], again.columns[name]
        left, right = _same_ids(own, other, writings[name], pairs)
        differ = left != right
        filled = (left != EMPTY) | (right != EMPTY)
        found.variables[name] = _Counts(int(filled.sum()), int(differ.sum()))
        _count_workbooks(found, tables, pairs, filled, differ)
        for pair in np.flatnonzero(differ):
            difference = _difference(found, tables, name, roster, pairs, int(pair))
            found.differences.append(((place, int(pair), number), difference))


def _filled_once(table: JoinedTable, names: Sequence[str], twice: frozenset[str] | set[str]) -> int:
    """How many cells hold something in forms that were keyed once."""
    forms = table.columns[RESPONDENT]
    once = np.array([form not in twice for form in forms.values], dtype=bool)[forms.index]
    return sum(int((table.columns[name].filled() & once).sum()) for name in names)


# Which rows belong together


def _pairs(first: JoinedTable, again: JoinedTable, twice: frozenset[str]) -> _Pairs:
    """The rows of forms that were keyed twice, in the order of the first keying."""
    left, right = _rows(first, twice), _rows(again, twice)
    keys = [*left, *(key for key in right if key not in left)]
    return _Pairs(
        np.array([left.get(key, _ABSENT) for key in keys], dtype=np.intp),
        np.array([right.get(key, _ABSENT) for key in keys], dtype=np.intp),
    )


def _rows(table: JoinedTable, twice: frozenset[str]) -> dict[tuple[str, ...], int]:
    names = [name for name in KEYS if name in table.columns]
    keys = zip(*(table.columns[name].cells() for name in names), strict=True)
    return {key: row for row, key in enumerate(keys) if key[0] in twice}


# Cells


def _same_ids(
    own: DataColumn, other: DataColumn, writing: Writing, pairs: _Pairs
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Numbers that are equal for cells that say the same; −1 for nothing."""
    known: dict[str, int] = {"": EMPTY}
    ids = []
    for column, rows in ((own, pairs.first), (other, pairs.again)):
        places = [known.setdefault(writing.same(each), len(known)) for each in column.values]
        of_values = np.array([*places, EMPTY], dtype=np.intp)
        cells = np.append(of_values[column.index], EMPTY)
        ids.append(cells[rows])  # −1, for nobody, is the last one
    return ids[0], ids[1]


def _difference(
    found: _Comparison, tables: KeyedTwice, name: str, roster: str, pairs: _Pairs, pair: int
) -> KeyingDifference:
    rows = (int(pairs.first[pair]), int(pairs.again[pair]))
    cells: list[str] = []
    places: list[Place | None] = []
    who: dict[str, str] = {}
    for table, row in zip(tables, rows, strict=True):
        if table is None or row == _ABSENT:
            cells.append("")
            places.append(None)
            continue
        cells.append(_cell(table, name, row))
        places.append(table.place(row, name))
        who = who or {key: _cell(table, key, row) for key in KEYS if key in table.columns}
    form = who[RESPONDENT]
    return KeyingDifference(form, name, cells[0], cells[1], found.areas.get(form, ""), roster,
                            who.get(ITEM, ""), places[0], places[1])  # fmt: skip


def _cell(table: JoinedTable, name: str, row: int) -> str:
    column = table.columns[name]
    place = int(column.index[row])
    return "" if place == EMPTY else column.values[place]


# Rates


def _count_workbooks(
    found: _Comparison,
    tables: KeyedTwice,
    pairs: _Pairs,
    filled: NDArray[np.bool_],
    differ: NDArray[np.bool_],
) -> None:
    for of, table, rows in zip((RateOf.FIRST, RateOf.AGAIN), tables, pairs, strict=True):
        if table is None or table.part is None or not table.rows:
            continue
        for place, part in enumerate(table.parts):
            own = (rows != _ABSENT) & (table.part[rows] == place)
            old = found.workbooks[of, part.path.name]
            found.workbooks[of, part.path.name] = _Counts(
                old.compared + int((filled & own).sum()),
                old.differing + int((differ & own).sum()),
            )


def _rates(found: _Comparison) -> Iterator[KeyingRate]:
    whole = _Counts(sum(each.compared for each in found.variables.values()),
                    sum(each.differing for each in found.variables.values()))  # fmt: skip
    yield _rate(RateOf.ALL, "", whole)
    for (of, name), counts in found.workbooks.items():
        if counts.compared:
            yield _rate(of, name, counts)
    for name, counts in found.variables.items():
        yield _rate(RateOf.VARIABLE, name, counts)


def _rate(of: RateOf, name: str, counts: _Counts) -> KeyingRate:
    compared = np.array(float(counts.compared))
    if not counts.compared:
        return KeyingRate(of, name, 0, 0, np.nan, np.nan, np.nan)
    share = counts.differing / compared
    low, high = wilson(share, compared, t_quantile(np.array(np.inf), _LEVEL))
    return KeyingRate(of, name, *counts, float(share), float(low), float(high))
