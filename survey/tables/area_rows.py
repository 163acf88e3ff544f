"""Tables of areas: a row for each, columns for one or several numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.documents.blocks import Cell, Row
from survey.language.catalogue import text
from survey.tables.areas import Areas
from survey.tables.measures import (
    area_column,
    cells_of,
    columns_of,
    count_column,
)
from survey.tables.notes import all_note, mark_notes, sign_notes, signs_in
from survey.tables.results import contrast_over

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from survey.codebook import Codebook
    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Column
    from survey.tables.measures import Measure


@dataclass(frozen=True, slots=True)
class Counts:
    """Which numbers of answers a table shows."""

    answers: bool = True
    effective: bool = False
    weighted: bool = False

    def names(self) -> list[str]:
        """Names of the columns of released frames that hold them."""
        wanted = {"n": self.answers, "n_eff": self.effective, "weighted_n": self.weighted}
        return [name for name, wish in wanted.items() if wish]


@dataclass(frozen=True, slots=True)
class AreaRows:
    """Columns and rows of a table of areas, and the notes on its signs."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def area_rows(
    measures: Sequence[Measure], areas: Areas, groups: Sequence[str], *, sort: str, counts: Counts
) -> AreaRows:
    """Rows of areas with the columns of some measures.

    Parameters
    ----------
    measures : sequence of Measure
    areas : Areas
    groups : sequence of str
        What stands above the columns of each; empty for a single one.
    sort : {"codebook", "estimate", "name"}
        By the first measure, if by estimates.
    counts : Counts

    Returns
    -------
    AreaRows
    """
    everyone = dict.fromkeys(area for measure in measures for area in measure.records)
    order = areas.ordered(everyone, sort, measures[0].shown)
    shared = _rest_on_the_same_answers(measures, order)
    columns = [area_column(areas)]
    for place, (measure, group) in enumerate(zip(measures, groups, strict=True), start=1):
        suffix = f"_{place}" if len(measures) > 1 else ""
        columns += columns_of(measure, areas, suffix, group)
        if not shared:
            columns += _count_columns(measure, counts, suffix, group)
    if shared:
        columns += _count_columns(measures[0], counts)
    rows = tuple(
        Row(
            (_heading(areas, area), *_cells(measures, area, areas, counts, shared=shared)),
            areas.kind(area),
            areas.code(area),
        )
        for area in order
    )
    return AreaRows(tuple(columns), rows, tuple(_notes(measures, areas, rows, order, counts)))


def areas_of(measures: Sequence[Measure], released: Released, over: str, language: str) -> Areas:
    """The areas of some measures, with what they are compared with, here or elsewhere."""
    against = next((m.against for m in measures if m.against is not None), None)
    contrast = contrast_over(released, over) if against is None else against.contrast
    return Areas(released.codebook, over, contrast, language)


def table_id(*parts: object) -> str:
    """An id from names and codes: small letters, digits and underscores."""
    joined = "_".join(str(part) for part in parts if str(part) != "")
    return re.sub(r"[^a-z0-9_]+", "_", joined.lower())


def held_in_words(codebook: Codebook, at: Mapping[str, Any], language: str) -> str:
    """The values that a table is held at, in a row."""
    return ", ".join(
        codebook.value_label(column, value, language)
        for column, value in at.items()
        if value is not Domain.ALL
    )


def with_held(title: str, held: str, language: str) -> str:
    """A title that says which wave or part the table is held at."""
    return text("table.title_at", lang=language, title=title, at=held) if held else title


def _heading(areas: Areas, area: object) -> Cell:
    return Cell(areas.label(area))


def _cells(
    measures: Sequence[Measure], area: object, areas: Areas, counts: Counts, *, shared: bool
) -> list[Cell]:
    cells: list[Cell] = []
    for measure in measures:
        cells += cells_of(measure, area, areas)
        if not shared:
            cells += _counted(measure, area, counts)
    return cells + (_counted(measures[0], area, counts) if shared else [])


def _counted(measure: Measure, area: object, counts: Counts) -> list[Cell]:
    record = measure.records.get(area)
    return [measure.form.counted(name, record) for name in counts.names()]


def _count_columns(
    measure: Measure, counts: Counts, suffix: str = "", group: str = ""
) -> list[Column]:
    language = measure.form.language
    return [count_column(n, language, f"{n}{suffix}", group) for n in counts.names()]


def _rest_on_the_same_answers(measures: Sequence[Measure], order: Iterable[Any]) -> bool:
    """Whether all measures have the same numbers of answers, so that one column will do."""
    names = {measure.question.name for measure in measures}
    if len(names) > 1 or len(measures) == 1:
        return len(measures) == 1
    rows = ([m.records.get(area) for m in measures] for area in order)
    bases = ([None if row is None else row["n"] for row in each] for each in rows)
    return all(len({"" if n != n else n for n in each}) == 1 for each in bases)  # noqa: PLR0124


def _notes(
    measures: Sequence[Measure],
    areas: Areas,
    rows: Sequence[Row],
    order: Sequence[Any],
    counts: Counts,
) -> list[str]:
    language, signs = areas.language, signs_in(rows)
    against = next((m.against for m in measures if m.against is not None), None)
    change = next((m.change for m in measures if m.change is not None), None)
    since = ""
    if change is not None:
        since = areas.codebook.value_label(change.part.over, change.contrast, language)
    adjust = against.part.adjust if against is not None else ""
    waves = change is not None and change.is_corrected
    notes = mark_notes(signs, areas, adjust=adjust, language=language, since=since, waves=waves)
    notes += sign_notes(signs, language)
    if counts.effective:
        notes.append(text("table.note.effective", lang=language))
    if counts.weighted:
        notes.append(text("table.note.weighted", lang=language))
    if Domain.ALL in order:
        notes.append(all_note(areas, language))
    if any(m.has_differences() and m.form.decimals == 0 for m in measures):
        notes.append(text("table.note.rounding", lang=language))
    return notes
