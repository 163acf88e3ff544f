"""Sheets that came back, by the heads of their columns in either language."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.files.clean import clean_text
from survey.language.catalogue import LANGUAGES, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.files.xlsx_reader import Sheet, SheetCell, Workbook
    from survey.findings import Place

_MOST_WORDS = 32_767
_AFTER = re.compile(r" \([a-z]{2,3}(?:-[a-z0-9]{2,8})*\)$| ?\d+$")


@dataclass(frozen=True, slots=True, eq=False)
class Headed:
    """A sheet whose row of heads was found.

    Attributes
    ----------
    workbook : Workbook
    sheet : Sheet
    head : int
        The index of the row of heads.
    columns : mapping of str to tuple of int
        Where each known head stands; several columns may have the same one.
    """

    workbook: Workbook
    sheet: Sheet
    head: int
    columns: Mapping[str, tuple[int, ...]]

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def rows(self) -> Iterator[Sequence[SheetCell]]:
        """The rows below the heads that hold anything."""
        return (cells for cells in self.sheet.rows[self.head + 1 :] if any(cells))

    def cell(self, cells: Sequence[SheetCell], name: str) -> SheetCell | None:
        """The cell of a row below a head; None if there is no such column."""
        return cells[self.columns[name][0]] if name in self.columns else None

    def words(self, cells: Sequence[SheetCell], name: str) -> str:
        """What stands in a row below a head."""
        found = self.cell(cells, name)
        return "" if found is None else words_of(found)

    def place(self, cell: SheetCell | None = None) -> Place:
        """Where a cell stands."""
        return self.workbook.place(self.sheet.name, cell.address if cell is not None else None)


def find_heads(
    workbook: Workbook, sheet: Sheet, names: Sequence[str], *needed: str
) -> Headed | None:
    """The first row of a sheet that has all needed heads; None if there is no such row.

    Parameters
    ----------
    workbook : Workbook
    sheet : Sheet
    names : sequence of str
        Heads to look for: keys below ``coding.head``.
    *needed : str
        Those that must be there.
    """
    known = {folded(said): name for name in names for said in heads(name)}
    for index, cells in enumerate(sheet.rows):
        columns: dict[str, tuple[int, ...]] = {}
        for column, cell in enumerate(cells):
            name = known.get(folded(words_of(cell)))
            if name is not None:
                columns[name] = (*columns.get(name, ()), column)
        if all(name in columns for name in needed):
            return Headed(workbook, sheet, index, columns)
    return None


def heads(name: str) -> list[str]:
    """A head in each language."""
    return [text(f"coding.head.{name}", lang=language) for language in LANGUAGES]


def folded(words: str) -> str:
    """A head without capitals, a language in brackets, and a number after it."""
    return _AFTER.sub("", " ".join(words.casefold().split()))


def words_of(cell: SheetCell) -> str:
    """What stands in a cell, as it was typed; whole numbers without decimals."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        value = int(value)
    return clean_text(str(value), most=_MOST_WORDS)


def yes_or_no(words: str) -> bool | None:
    """Whether a cell says yes; None if it says neither. An empty one says no."""
    low = words.casefold()
    if low in {_word("yes", each) for each in LANGUAGES} | {"x", "1", "j", "y", "true"}:
        return True
    if low in {_word("no", each) for each in LANGUAGES} | {"", "0", "n", "false"}:
        return False
    return None


def _word(name: str, language: str) -> str:
    return text(f"coding.word.{name}", lang=language).casefold()
