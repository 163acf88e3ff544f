"""The headlines of an area as a table that fits a page: marks tell what differs, without words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey.disclosure.signs import sign_of_change
from survey.documents.blocks import Cell, Column
from survey.language.catalogue import text
from survey.language.numbers import format_points
from survey.report.areas.seen import change_since
from survey.tables.area_profile import area_profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Table
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
    table = replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(
            replace(row, cells=(_without(row.cells[0], unit), *(row.cells[p] for p in kept[1:])))
            for row in table.rows
        ),
        notes=tuple(note for note in table.notes if note != explained),
    )
    return _with_changes(table, released, spec, area, names, language)


def _with_changes(
    table: Table,
    released: Released,
    spec: ReportSpec,
    area: str,
    names: Sequence[str],
    language: str,
) -> Table:
    """The table with what changed since the wave before, if anything may be read."""
    found = [change_since(released, spec, name, area) for name in names]
    waves = [each[0] for each in found if each is not None]
    if not waves:
        return table
    since = released.codebook.value_label("wave", waves[0], language)
    head = text("areas.report.change", lang=language, since=since)
    cells = [
        Cell("")
        if each is None or each[0] != waves[0]
        else Cell(
            f"{format_points(each[1].difference, language)} {sign_of_change(each[1].mark)}".strip(),
            (float(f"{100 * each[1].difference:.12g}"),),
        )
        for each in found
    ]
    rows = [
        replace(row, cells=(*row.cells, cell)) for row, cell in zip(table.rows, cells, strict=True)
    ]
    note = text("areas.report.arrows", lang=language)
    signs = any(each is not None and each[1].mark for each in found)
    column = Column("change", head, formats=('+0;"−"0;0',))
    notes = (*table.notes, note) if signs else table.notes
    return replace(table, columns=(*table.columns, column), rows=tuple(rows), notes=notes)


def _without(cell: Cell, unit: str) -> Cell:
    return replace(cell, text=cell.text.removesuffix(unit))
