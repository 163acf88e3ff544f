"""The rows of a text table, each with its line, and the checks that they fit the header."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from survey.errors import DataError
from survey.files.clean import clean_text
from survey.files.column_values import DifferentTexts
from survey.findings import Place
from survey.language.cells import quoted_heading
from survey.language.messages import culprits, fail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_AT_ONCE = 4_000_000  # characters
_ROWS_AT_ONCE = 200  # fewer than what sets off a search for garbage, which would take half the time


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The fields of a table as they stand in the file, and the lines where their rows begin.

    Attributes
    ----------
    file : str
    header : list of str
    header_line : int
    columns : list of DifferentTexts
        The fields below the header. (Only different ones are kept: all of them would cost more
        than the reading.)
    lines : list of int
        One for each row below the header.
    """

    file: str
    header: list[str]
    header_line: int
    columns: list[DifferentTexts] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def add(self, rows: Sequence[list[str]]) -> None:
        """Take rows that follow, each as long as the header."""
        for column, cells in zip(self.columns, zip(*rows, strict=True), strict=False):
            column.add(cells)

    def place(self, row: int, column: str | None = None) -> Place:
        """Where a row below the header stands."""
        return Place(self.file, self.lines[row], column)


def read_rows(text: str, *, file: str, delimiter: str, lines_before: int = 0) -> Rows:
    """Split a table in fields.

    Parameters
    ----------
    text : str
    file : str
        The file as the user named it, for messages.
    delimiter : str
    lines_before : int
        How many lines of the file stand before the text.

    Raises
    ------
    DataError
        If there is no header or nothing below it, a row has more or fewer fields than the
        header, or quotation marks aren't in pairs.
    """
    numbered = numbered_rows(text, file, delimiter, lines_before)
    first = next(numbered, None)
    if first is None:
        raise fail(DataError, "files.csv_empty", where=file)
    rows = Rows(file, first[1], first[0], [DifferentTexts() for _ in first[1]])
    misfits = _fill(rows, numbered)
    if misfits:
        raise _ragged(misfits, rows)
    if not rows.lines:
        raise fail(DataError, "files.csv_no_rows", where=file)
    return rows


def _fill(rows: Rows, numbered: Iterator[tuple[int, list[str]]]) -> dict[int, int]:
    """Take the rows that fit the header; give the lines of those that don't, and their widths."""
    misfits: dict[int, int] = {}
    width = len(rows.header)
    while part := list(islice(numbered, _ROWS_AT_ONCE)):
        lines, cells = zip(*part, strict=True)
        if set(map(len, cells)) != {width}:
            misfits |= {line: len(row) for line, row in part if len(row) != width}
            fitting = [(line, row) for line, row in part if len(row) == width]
            lines, cells = zip(*fitting, strict=True) if fitting else ((), ())
        rows.lines.extend(lines)
        rows.add(cells)
    return misfits


def column_names(rows: Rows) -> list[str]:
    """Give the cleaned names in the header.

    Raises
    ------
    DataError
        If a column has no name or two have the same.
    """
    names = [clean_text(name) for name in rows.header]
    place = Place(rows.file, rows.header_line)
    nameless = [number for number, name in enumerate(names, start=1) if not name]
    if nameless:
        raise fail(DataError, "files.csv_nameless", where=place, numbers=culprits(nameless))
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise fail(
            DataError,
            "files.csv_repeated",
            where=place,
            names=culprits(repeated, quote=quoted_heading),
        )
    return names


def numbered_rows(
    text: str, file: str, delimiter: str, lines_before: int
) -> Iterator[tuple[int, list[str]]]:
    """Give each row that isn't blank, with the line where it begins.

    Raises
    ------
    DataError
        If quotation marks aren't in pairs.
    """
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    begins = lines_before + 1
    try:
        for row in reader:
            if row and (len(row) > 1 or not row[0].isspace()):
                yield begins, row
            begins = lines_before + reader.line_num + 1
    except csv.Error:
        raise fail(DataError, "files.csv_quotes", where=Place(file, begins)) from None


def _lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends, without a second copy of all of it."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + _AT_ONCE) + 1 or len(text)
        yield from io.StringIO(text[start:end], newline="")
        start = end


def _ragged(misfits: dict[int, int], rows: Rows) -> DataError:
    line, fields = next(iter(misfits.items()))
    return fail(
        DataError,
        "files.csv_ragged",
        where=Place(rows.file, line),
        fields=fields,
        lines=culprits(misfits),
        count=len(misfits),
        width=len(rows.header),
    )
