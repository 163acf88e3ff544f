"""Room for longer numbers in a table of a Word file, without touching widths that are enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.fitting import text_points
from survey.documents.word_places import text_of
from survey.documents.word_xml import TWIPS, W, is_named, twips, value_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.documents.word_xml import Element

    Cells = Mapping[tuple[int, int], Element]

_SIZE, _PADDING, _NARROWEST = 9.0, 10.0, 60.0
_WIDTH = f"{{{W}}}w"


def longest(cells: Cells) -> dict[int, float]:
    """How many points the longest text of each column needs."""
    found: dict[int, float] = {}
    for (_, column), cell in cells.items():
        found[column] = max(found.get(column, 0.0), text_points(text_of(cell), _SIZE) + _PADDING)
    return found


def make_room(table: Element, before: dict[int, float], after: dict[int, float]) -> None:
    """Widen columns whose numbers got longer and no longer fit, at the cost of the widest one.

    Parameters
    ----------
    table : element
    before, after : dict of int to float
        Points that each column needed, and needs now.
    """
    marked = [each for each in table.iter() if is_named(each, "gridCol")]
    widths = [float(value_of(each, "w") or 0) / TWIPS for each in marked]
    if len(widths) <= max(after, default=0) or not all(widths):
        return
    needed = {column: points for column, points in after.items() if points > before[column]}
    widest = widths.index(max(widths))
    for column, points in needed.items():
        lack = points - widths[column]
        if lack > 0 and column != widest and widths[widest] - lack > _NARROWEST:
            widths[column] += lack
            widths[widest] -= lack
    if widths != [float(value_of(each, "w")) / TWIPS for each in marked]:
        _set(table, marked, widths)


def _set(table: Element, marked: list[Element], widths: list[float]) -> None:
    for each, points in zip(marked, widths, strict=True):
        each.set(_WIDTH, str(twips(points)))
    for row in (each for each in table if is_named(each, "tr")):
        at = 0
        for cell in (each for each in row if is_named(each, "tc")):
            spans = [value_of(each) for each in cell.iter() if is_named(each, "gridSpan")]
            span = int(spans[0]) if spans and spans[0].isdigit() else 1
            for own in (each for each in cell.iter() if is_named(each, "tcW")):
                own.set(_WIDTH, str(twips(sum(widths[at : at + span]))))
            at += span
