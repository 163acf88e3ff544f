"""The headlines of an area as a table that fits a page: marks tell what differs, without words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey.language.catalogue import text
from survey.tables.area_profile import area_profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.released import Released
    from survey.documents.blocks import Cell, Table
    from survey.report.spec import ReportSpec

_IN_WORDS = "assessment"


def profile_table(
    released: Released,
    spec: ReportSpec,
    area: str,
    names: Sequence[str],
    language: str,
    *,
    title: str,
) -> Table:
    """Headlines of an area beside the contrast, all areas and the wave before.

    Parameters
    ----------
    released : Released
    spec : ReportSpec
    area : str
        The code of the area.
    names : sequence of str
        Columns with a released headline.
    language : {"da", "en"}
    title : str
        It says what the numbers are of.
    """
    table = area_profile(
        released, area, names, over=spec.over, contrast=spec.contrast, language=language,
        title=title,
    )  # fmt: skip
    kept = [place for place, each in enumerate(table.columns) if each.key != _IN_WORDS]
    explained = text("table.note.better", lang=language)
    unit = text("table.profile.share", lang=language, label="")  # the title says it of all rows
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(
            replace(row, cells=(_without(row.cells[0], unit), *(row.cells[p] for p in kept[1:])))
            for row in table.rows
        ),
        notes=tuple(note for note in table.notes if note != explained),
    )


def _without(cell: Cell, unit: str) -> Cell:
    return replace(cell, text=cell.text.removesuffix(unit))
