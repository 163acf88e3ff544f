"""The numbers of a table renewed in a Word file, whatever was done to its look and order."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.documents.word_marks import short_hash
from survey.documents.word_places import text_of
from survey.documents.word_widths import longest, make_room
from survey.documents.word_xml import is_named, value_of, w

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.documents.word_xml import Element


@dataclass(slots=True)
class Grid:
    """A table by what its rows and columns are called.

    Attributes
    ----------
    heads : list of str
        Of each column.
    rows : list of str
        Of each row below the heads, with the heading that it stands under.
    cells : dict of (int, int) to element
        By row and column.
    """

    heads: list[str]
    rows: list[str]
    cells: dict[tuple[int, int], Element]

    def texts(self, row: int) -> list[str]:
        """The texts of a row, without its own name."""
        return [text_of(self.cells[place]) for place in sorted(self.cells) if place[0] == row
                and place[1]]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """Hashes of what we wrote: names of columns, names of rows, texts of the cells of each row."""

    heads: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Renewal:
    """What became of a table.

    Attributes
    ----------
    changed : int
        How many cells got another text.
    edited : list of (str, str, str)
        Cells that had been changed by hand and no longer are: where, the old and the new text.
    """

    changed: int = 0
    edited: list[tuple[str, str, str]] = field(default_factory=list)


def grid_of(table: Element, *, heads: int = 1) -> Grid:
    """Read a table by the names of its rows and columns.

    Parameters
    ----------
    table : element
    heads : int
        How many rows are heads, should the table itself no longer say so.
    """
    lines = [row for row in table if is_named(row, "tr")]
    count = heads_of(table) or heads
    placed = [_placed(row) for row in lines]
    width = max((start + span for row in placed for start, span, _ in row), default=0)
    grid = Grid(_heads(placed[:count], width), [], {})
    heading = ""
    for row in placed[count:]:
        name = text_of(row[0][2]) if row else ""
        if len(row) == 1 and width > 1:
            heading = name
            continue
        for start, _, cell in row:
            grid.cells[len(grid.rows), start] = cell
        grid.rows.append(f"{heading}\n{name}")
    return grid


def heads_of(table: Element) -> int:
    """How many rows of a table are repeated on every page."""
    return sum(_is_head(row) for row in table if is_named(row, "tr"))


def fingerprint(table: Element) -> str:
    """What is remembered of a table that we wrote."""
    grid = grid_of(table)
    cells = (",".join(map(short_hash, grid.texts(row))) for row in range(len(grid.rows)))
    parts = [",".join(map(short_hash, grid.heads)), ",".join(map(short_hash, grid.rows))]
    return "|".join([*parts, ";".join(cells)])


def written_of(record: str) -> Written | None:
    """What is remembered of a table, read again; None if it was damaged."""
    if record.count("|") != 2:
        return None
    heads, rows, cells = record.split("|")
    lines = tuple(tuple(line.split(",")) for line in cells.split(";"))
    return Written(tuple(heads.split(",")), tuple(rows.split(",")), lines)


def renewed(old: Element, new: Element, written: Written | None) -> Renewal | None:
    """Give the cells of a table their new texts and leave everything else of it alone.

    Rows and columns are found by their names, so they may have been moved, left out or given
    other names.

    Returns
    -------
    Renewal or None
        None if it can't be told for certain which number goes where; nothing was changed then.
    """
    here, there = grid_of(old, heads=heads_of(new)), grid_of(new)
    same_rows = [_same_cells(here, row, written) for row in range(len(here.rows))]
    same_columns = [_same_column(here, column, written) for column in range(len(here.heads))]
    rows = matched(here.rows, there.rows, written.rows if written else None, same_rows)
    columns = matched(here.heads, there.heads, written.heads if written else None, same_columns)
    if rows is None or columns is None or (columns and columns[0] != 0):
        return None
    renewal, needed = Renewal(), longest(here.cells)
    for (row, column), cell in here.cells.items():
        fresh = there.cells.get((rows[row], columns[column]))
        if column and fresh is not None:
            wrote = _hash_of(written, rows[row], columns[column], there)
            _renew_cell(cell, fresh, renewal, _name_of(here, row, column), wrote)
    make_room(old, needed, longest(here.cells))
    return renewal


def put_text(cell: Element, fresh: Element) -> None:
    """Give a cell the text of another one, in its own letters and with its own settings."""
    paragraph = next((each for each in cell if is_named(each, "p")), None)
    source = next(each for each in fresh if is_named(each, "p"))
    if paragraph is None:
        cell.append(deepcopy(source))
        return
    replace_runs(paragraph, source)


def replace_runs(paragraph: Element, source: Element) -> None:
    """Give a paragraph the runs of another one, in the letters that it has."""
    old = [each for each in paragraph.iter() if is_named(each, "r") and _is_text(each)]
    looks = [each.find(_RUN_LOOK) for each in old]
    tabbed = any(is_named(piece, "tab") for run in old for piece in run)
    at = paragraph.index(_child_of(paragraph, old[0])) if old else len(paragraph)
    for run in old:
        run.getparent().remove(run)
    fresh = [deepcopy(each) for each in source if is_named(each, "r")]
    for place, run in enumerate(fresh):
        if looks:
            _dress(run, looks[0] if place == 0 else looks[-1] if len(looks) > 1 else None)
        if old and not tabbed:
            _untab(run, is_first=place == 0)
        paragraph.insert(at + place, run)


_RUN_LOOK = w("rPr").tag


def _is_head(row: Element) -> bool:
    return any(
        is_named(each, "tblHeader") and value_of(each) not in {"0", "false"} for each in row.iter()
    )


def _placed(row: Element) -> list[tuple[int, int, Element]]:
    """The cells of a row with the column that each begins in and how many it covers."""
    found, at = [], 0
    for cell in row:
        if not is_named(cell, "tc"):
            continue
        spans = [value_of(each) for each in cell.iter() if is_named(each, "gridSpan")]
        span = int(spans[0]) if spans and spans[0].isdigit() else 1
        found.append((at, span, cell))
        at += span
    return found


def _heads(lines: Sequence[list[tuple[int, int, Element]]], width: int) -> list[str]:
    heads: list[list[str]] = [[] for _ in range(width)]
    for line in lines:
        for start, span, cell in line:
            words = text_of(cell)
            for column in range(start, min(start + span, width)):
                if words:
                    heads[column].append(words)
    return ["\n".join(each) for each in heads]


def matched(
    here: Sequence[str],
    there: Sequence[str],
    written: Sequence[str] | None,
    same: Sequence[bool],
) -> list[int] | None:
    """For each name here its place there.

    Parameters
    ----------
    here, there : sequence of str
        Names in the file, and in what was made anew.
    written : sequence of str or None
        Hashes of the names that we wrote.
    same : sequence of bool
        Of each name here, whether what it names is surely that which we wrote in its place, so
        that it may have got another name.

    Returns
    -------
    list of int or None
        None if one can't be found, or if one has come that wasn't there.
    """
    if len(set(here)) < len(here) or len(set(there)) < len(there):
        return list(range(len(here))) if list(here) == list(there) else None
    places = {name: place for place, name in enumerate(there)}
    found = []
    for at, name in enumerate(here):
        if name in places:
            found.append(places[name])
        elif same[at] and _is_renamed(name, at, there, written):
            found.append(at)
        else:
            return None
    left_out = set(range(len(there))) - set(found)
    known = set(written or ())
    is_complete = all(short_hash(there[place]) in known for place in left_out)
    return found if is_complete and len(set(found)) == len(found) else None


def _is_renamed(name: str, at: int, there: Sequence[str], written: Sequence[str] | None) -> bool:
    """Whether a row or column in its old place got another name by hand."""
    if written is None or at >= min(len(there), len(written)):
        return False
    return written[at] == short_hash(there[at]) and short_hash(name) not in written


def _same_cells(grid: Grid, row: int, written: Written | None) -> bool:
    """Whether the numbers of a row are those that we wrote in its place."""
    if written is None or row >= len(written.cells):
        return False
    return tuple(map(short_hash, grid.texts(row))) == written.cells[row]


def _same_column(grid: Grid, column: int, written: Written | None) -> bool:
    if written is None or column == 0:
        return written is not None
    texts = [
        short_hash(text_of(grid.cells[row, column]))
        for row in range(len(grid.rows))
        if (row, column) in grid.cells
    ]
    return texts == [line[column - 1] for line in written.cells if len(line) >= column]


def _name_of(grid: Grid, row: int, column: int) -> str:
    return f"{grid.rows[row].split(chr(10))[-1]}, {grid.heads[column].replace(chr(10), ', ')}"


def _hash_of(written: Written | None, row: int, column: int, there: Grid) -> str:
    """What we wrote into a cell, by the row and column of the new table; empty if unknown."""
    if written is None:
        return ""
    keys = short_hash(there.rows[row]), short_hash(there.heads[column])
    if keys[0] not in written.rows or keys[1] not in written.heads:
        return ""
    line = written.cells[written.rows.index(keys[0])]
    at = written.heads.index(keys[1]) - 1
    return line[at] if 0 <= at < len(line) else ""


def _renew_cell(cell: Element, fresh: Element, renewal: Renewal, name: str, wrote: str) -> None:
    before, after = text_of(cell), text_of(fresh)
    if before == after:
        return
    if wrote and wrote != short_hash(before):
        renewal.edited.append((name, before, after))
    put_text(cell, fresh)
    renewal.changed += 1


def _is_text(run: Element) -> bool:
    """Whether a run holds nothing but text, e.g. no picture, note or comment."""
    pieces = [each for each in run if not is_named(each, "rPr")]
    return all(is_named(each, "t", "tab", "br", "cr", "lastRenderedPageBreak") for each in pieces)


def _child_of(paragraph: Element, element: Element) -> Element:
    while element.getparent() is not paragraph:
        element = element.getparent()
    return element


def _dress(run: Element, look: Element | None) -> None:
    own = run.find(_RUN_LOOK)
    if look is None:
        return
    if own is not None:
        run.remove(own)
    run.insert(0, deepcopy(look))


def _untab(run: Element, *, is_first: bool) -> None:
    """Spaces in the place of tabs, where tabs were taken out by hand."""
    for piece in [each for each in run if is_named(each, "tab")]:
        if not is_first:
            space = w("t")
            space.text = "\xa0"
            run.replace(piece, space)
        else:
            run.remove(piece)
