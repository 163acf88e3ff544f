"""Every area beside a figure from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.disclosure.policy import Status
from survey.disclosure.results.ranks import ReleasedBenchmarks, judged_rows
from survey.disclosure.results.released import must_be_one_name, must_be_released
from survey.documents.blocks import Cell, Row, RowKind
from survey.language.catalogue import text
from survey.language.words import capitalised
from survey.tables.area_rows import table_id
from survey.tables.areas import SORTS
from survey.tables.cells import EMPTY
from survey.tables.judged_rows import is_shown, judged_table
from survey.tables.measures import difference_column
from survey.tables.notes import mark_sentence
from survey.tables.options import one_of, style_of
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.comparison.benchmark import Benchmark
    from survey.disclosure.results.released import Released
    from survey.tables.judged_rows import JudgedTable


def benchmark_table(
    released: Released,
    variable: str,
    *,
    category: Any = None,  # noqa: ANN401 - a code
    sort: str = "codebook",
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """Every area with its difference from a figure from outside, which stands below them.

    Parameters
    ----------
    released : Released
        With what `compare_benchmark` returned.
    variable : str
    category : code, optional
        Needed only where several numbers of the variable were compared.
    sort : {"codebook", "estimate", "name"}
    language : {"da", "en"}, optional
    decimals : int, optional
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable
        With the source of the figure in a note.

    Raises
    ------
    UnknownNameError
        If the variable was compared with no figure.
    WrongUseError
        If an option can't be meant, or `released` has not been released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": list("AABB"), "safe": [1, 0] * 2, "k": [40, 60, 72, 28]})
    >>> shares = sv.mean(sv.SurveyDesign(rows, counts="k"), "safe", by="area")
    >>> released = sv.release(sv.compare_benchmark(shares, 0.7, label="Denmark", year=2023))
    >>> table = sv.benchmark_table(released, "safe", language="en")
    >>> [row.cells[0].text for row in table.rows]
    ['A', 'B', 'Denmark (2023)']
    """
    must_be_released(released)
    must_be_one_name(variable)
    style = style_of(language, decimals)
    one_of("sort", sort, SORTS)
    part, records = judged_rows(released.of(ReleasedBenchmarks), "benchmark", variable, category)
    records = [r | {"conf_low": r["own_low"], "conf_high": r["own_high"]} for r in records]
    table = judged_table(released, part, records, None, style)
    figure = part.benchmarks[variable]
    rows = tuple(_rows(table, figure, records, sort))
    name = figure.name(table.language)
    return ReleasedTable(
        id=table_id(f"{variable}_benchmark", *([] if category is None else [category])),
        title=title
        or text("benchmark.title", lang=table.language, what=table.what, benchmark=name),
        subtitle=subtitle,
        columns=(
            *table.first_columns(part.level),
            difference_column(table.form, "difference", _head(table, name)),
        ),
        rows=rows,
        notes=(*released.stamps(table.language), *_notes(table, part, figure, records, rows)),
        language=table.language,
    )


def _head(table: JudgedTable, name: str) -> str:
    key = "head_points" if table.form.is_share else "head"
    return text(f"benchmark.{key}", lang=table.language, benchmark=name)


def _rows(table: JudgedTable, figure: Benchmark, records: list[Any], sort: str) -> Iterator[Row]:
    areas, form = table.areas, table.form
    by_area = {record[areas.over]: record for record in records}

    def shown(area: object) -> float:
        return float(by_area[area]["estimate"])

    for area in areas.ordered(by_area, sort, shown):
        record = by_area[area]
        cells = (
            table.heading(area),
            form.estimate(record),
            form.interval(record),
            form.difference(record),
        )
        yield Row(cells, areas.kind(area), areas.code(area))
    number = form.estimate({"status": Status.SHOWN, "estimate": figure.value})
    name = capitalised(figure.name(table.language))
    yield Row((Cell(name), number, EMPTY, EMPTY), RowKind.BASE)


def _notes(
    table: JudgedTable,
    part: ReleasedBenchmarks,
    figure: Benchmark,
    records: list[Any],
    rows: tuple[Row, ...],
) -> Iterator[str]:
    language = table.language
    marks = {int(record["mark"]) for record in records if is_shown(record)}
    yield from table.question_notes()
    yield from figure.notes(language)
    yield from mark_sentence(marks, part.adjust, figure.name(language), language)
    if table.form.is_share:
        yield text("table.note.rounding", lang=language)
    yield from table.sign_notes(rows)
    if any(record[table.areas.over] is Domain.ALL for record in records):
        yield text("table.note.all_plain", lang=language)
