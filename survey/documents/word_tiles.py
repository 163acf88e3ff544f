"""Large numbers renewed in a Word file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.word_grid import matched, replace_runs
from survey.documents.word_places import text_of
from survey.documents.word_xml import is_named

if TYPE_CHECKING:
    from survey.documents.word_xml import Element


def renewed_tiles(old: Element, new: Element, written: tuple[str, ...] | None) -> bool | None:
    """Give the tiles of a table their new numbers, found by what they say below the number.

    Returns
    -------
    bool or None
        Whether a number changed; None if it can't be told which number goes where.
    """
    here, there = _tiles(old), _tiles(new)
    if any(len(tile) < 3 for tile in here):
        return None
    names, others = ([text_of(tile[1]) for tile in tiles] for tiles in (here, there))
    renamed = [name not in others for name in names]
    same = [sum(renamed) == 1] * len(names)
    places = matched(names, others, written, same)
    if places is None:
        return None
    changed = False
    for tile, place in zip(here, places, strict=True):
        for part in (0, 2):
            if text_of(tile[part]) != text_of(there[place][part]):
                replace_runs(tile[part], there[place][part])
                changed = True
    return changed


def _tiles(table: Element) -> list[list[Element]]:
    cells = [cell for row in table for cell in row if is_named(cell, "tc")]
    found = [[each for each in cell if is_named(each, "p")] for cell in cells]
    return [tile for tile in found if any(text_of(each) for each in tile)]
