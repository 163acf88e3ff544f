"""How a text table is laid out: its delimiter and its decimal mark, or that it is unclear."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

from survey.files.clean import clean_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

DELIMITERS = (";", "\t", ",")
DecimalMark = Literal[",", "."]

_HEAD = 100_000
_MOST_ROWS = 200
_MOSTLY = 0.9
_NUMBER = re.compile(r"-?[0-9]+(?:([.,])[0-9]+)?")
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the first lines look like with one delimiter."""

    header: tuple[str, ...]
    first_cells: tuple[str, ...]
    agreement: float  # share of the rows that have as many fields as the header
    splits_rows: bool  # whether a row has several fields


def find_delimiter(text: str, columns: Collection[str] = ()) -> str | None:
    """Find the delimiter of a table among semicolon, tab and comma.

    The names that are expected in the header decide; else that the lines have as many fields
    as the header.

    Parameters
    ----------
    text : str
        The table from its header on.
    columns : collection of str
        Names that are expected in the header.

    Returns
    -------
    str or None
        None if two are possible, or none is.
    """
    shapes = {each: _shape(text, each) for each in DELIMITERS}
    likely, named = _those_with_most_names(shapes, columns)
    if len(likely) == 1:
        return likely[0]
    several = [each for each in likely if len(shapes[each].header) > 1]
    if len(several) > 1:
        steady = [each for each in several if shapes[each].agreement >= _MOSTLY]
        return steady[0] if len(steady) == 1 else None
    if several and shapes[several[0]].agreement >= 0.5:
        return several[0]
    if several and several[0] != "," and len(shapes[several[0]].header) > 2:
        return several[0]  # too plain for the name of a single column
    alone = _for_one_column(shapes, named=named)
    return alone or (several[0] if several else None)


def decimal_marks(cells: Iterable[str]) -> tuple[frozenset[str], bool]:
    """Find the decimal marks of a column of numbers.

    Parameters
    ----------
    cells : iterable of str
        The distinct cells of a column.

    Returns
    -------
    marks : frozenset of str
        Empty if a cell is no number: then the column says nothing about decimals.
    grouped : bool
        Whether each mark could as well group thousands (``1.500``).
    """
    marks = set()
    grouped = True
    for cell in cells:
        match = _NUMBER.fullmatch(cell)
        if match is None and cell:
            return frozenset(), False
        if match and match[1]:
            marks.add(match[1])
            grouped = grouped and _GROUPED.fullmatch(cell) is not None
    return frozenset(marks), grouped and bool(marks)


def _shape(text: str, delimiter: str) -> _Shape:
    rows = _first_rows(text, delimiter)
    header, body = (rows[0], rows[1:]) if rows else ([], [])
    alike = sum(len(row) == len(header) for row in body)
    return _Shape(
        tuple(clean_text(name) for name in header),
        tuple(row[0] for row in body),
        alike / len(body) if body else 1.0,
        any(len(row) > 1 for row in body),
    )


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text[:_HEAD], newline=""), delimiter=delimiter)
    try:
        rows = [row for row in islice(reader, _MOST_ROWS) if row]
    except csv.Error:
        return []
    cut_off = len(text) > _HEAD and len(rows) < _MOST_ROWS
    return rows[:-1] if cut_off and len(rows) > 1 else rows


def _those_with_most_names(
    shapes: dict[str, _Shape], columns: Collection[str]
) -> tuple[list[str], bool]:
    expected = {clean_text(name) for name in columns}
    hits = {each: len(expected.intersection(shape.header)) for each, shape in shapes.items()}
    most = max(hits.values())
    return [each for each in shapes if hits[each] == most], most > 0


def _for_one_column(shapes: dict[str, _Shape], *, named: bool) -> str | None:
    """Find a delimiter that leaves a table of one column whole, if it is one."""
    whole = [each for each in DELIMITERS if shapes[each].agreement == 1]
    splitting = {each for each in DELIMITERS if shapes[each].splits_rows}
    if not whole or (splitting and not named and not _only_decimals(shapes[whole[0]], splitting)):
        return None
    return whole[0]


def _only_decimals(shape: _Shape, splitting: set[str]) -> bool:
    return splitting == {","} and all(_NUMBER.fullmatch(cell.strip()) for cell in shape.first_cells)
