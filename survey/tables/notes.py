"""What stands below a table: the question, who a share is of, and the signs that occur."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.disclosure.signs import FALLEN, HIGHER, LOWER, NEVER, NONE, RISEN
from survey.documents.blocks import RowKind
from survey.documents.grid import split_mark
from survey.language.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from survey.documents.blocks import Cell, Row
    from survey.tables.areas import Areas

_FEW, _CONFIDENTIAL, _UNAVAILABLE = "*", "†", ".."
_PAIRS = {(HIGHER,): "higher", (LOWER,): "lower", (HIGHER, LOWER): "both"}
_CHANGES = {(RISEN,): "risen", (FALLEN,): "fallen", (RISEN, FALLEN): "risen_or_fallen"}
_PLAIN = {
    _FEW: "few",
    _CONFIDENTIAL: "confidential",
    _UNAVAILABLE: "unavailable",
    NEVER: "never",
    NONE: "none",
}


def signs_in(rows: Iterable[Row]) -> frozenset[str]:
    """The signs and marks in the cells of some rows; their headings may hold anything."""
    cells = (cell for row in rows if row.kind is not RowKind.HEADING for cell in row.cells[1:])
    return frozenset(sign for cell in cells for sign in _signs(cell))


def mark_notes(
    signs: frozenset[str],
    areas: Areas,
    *,
    adjust: str,
    language: str,
    since: str = "",
    waves: bool = False,
) -> list[str]:
    """What ▲▼ and ↑↓ mean, if they occur.

    Parameters
    ----------
    areas : Areas
        With what they are compared with.
    adjust : str
        How marks account for several comparisons.
    since : str
        The wave that changes are counted from.
    waves : bool
        Whether changes account for several waves.
    """
    notes = []
    marks = tuple(mark for mark in (HIGHER, LOWER) if mark in signs)
    if marks:
        key = _PAIRS[marks] + ("_unadjusted" if adjust == "none" else "")
        notes.append(text(f"table.note.{key}", lang=language, contrast=areas.contrast_noun))
    changes = tuple(mark for mark in (RISEN, FALLEN) if mark in signs)
    if changes:
        how = text(f"table.changes.{'corrected' if waves else 'alone'}", lang=language)
        key = f"table.note.{_CHANGES[changes]}"
        notes.append(text(key, lang=language, since=since, how=how))
    return notes


def mark_sentence(marks: set[int], adjust: str, against: str, language: str) -> list[str]:
    """What ▲▼ mean beside something that is no area, if they occur.

    Parameters
    ----------
    against : str
        What areas are compared with, as it stands in a sentence.
    """
    found = tuple(sign for sign, mark in ((HIGHER, 1), (LOWER, -1)) if mark in marks)
    if not found:
        return []
    key = _PAIRS[found] + ("_unadjusted" if adjust == "none" else "")
    return [text(f"table.note.{key}", lang=language, contrast=against)]


def sign_notes(signs: frozenset[str], language: str) -> list[str]:
    """What the other signs mean, those that occur."""
    keys = [key for sign, key in _PLAIN.items() if sign in signs]
    notes = [text(f"table.note.{key}", lang=language) for key in keys]
    zeros = sorted(sign for sign in signs if sign.startswith("0"))
    if zeros:
        notes.append(text("table.note.below_half", lang=language, zero=zeros[0]))
    return notes


def all_note(areas: Areas, language: str) -> str:
    """Who *all* are."""
    key = "all" if areas.has_contrast_area else "all_plain"
    return text(f"table.note.{key}", lang=language)


def ended(sentence: str) -> str:
    """A sentence with an end."""
    return sentence if sentence.endswith((".", "?", "!", "…")) else f"{sentence}."


def _signs(cell: Cell) -> Iterator[str]:
    """What is to be explained of a cell."""
    number, marks = split_mark(cell.text)
    if number == cell.text and cell.text.rstrip("*") == NONE:  # no digit before the star
        number, marks = NONE, cell.text[1:]
    yield from "".join(marks.split())
    if number in (_CONFIDENTIAL, _UNAVAILABLE, NEVER, NONE):
        yield number
    value = cell.values[0] if cell.values else None
    is_estimate = len(cell.formats) == 1
    if is_estimate and isinstance(value, float) and value and not number.strip("0.,"):
        yield number
