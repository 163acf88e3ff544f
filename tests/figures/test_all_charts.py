"""What holds for every chart, whatever the survey: legible, said in words, honest, the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from made_charts import ALL, chart_of, made_again

from survey.documents.blocks import Document, RowKind
from survey.documents.fitting import fit_table
from survey.documents.grid import check_rows
from survey.documents.workbook import write_workbook
from survey.figures.chart import MOST_ALT

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

SIGNS = "†*▲▼↑↓"
EACH = pytest.mark.parametrize(("name", "case"), ALL)


@EACH
@pytest.mark.parametrize("language", ["da", "en"])
def test_alternatives_are_short_whole_and_of_numbers(name: str, case: str, language: str) -> None:
    chart = chart_of(name, case, language)
    assert 40 < len(chart.alt) <= MOST_ALT
    assert chart.alt != chart.title
    assert chart.alt.endswith(".")
    assert re.search(r"\.\.|\bnan\b|[{}]|  ", chart.alt) is None
    assert chart.is_empty or re.search(r"\d", chart.alt)
    assert not any(re.search(r"\bnan\b|[{}]", note) for note in chart.notes)


@EACH
def test_tables_hold_the_numbers_and_signs_where_they_are_hidden(name: str, case: str) -> None:
    chart = chart_of(name, case, "da")
    table = chart.data
    assert table is not None
    check_rows(table)
    assert re.fullmatch(r"[a-z0-9_]+", table.id)
    assert table.language == "da"
    cells = [cell for row in table.rows for cell in row.cells[1:]]
    assert all(value == value for cell in cells for value in cell.values)  # noqa: PLR0124 - NaN
    assert all(cell.values == () for cell in cells if cell.text in {"†", ".."})
    for sign in SIGNS[:2]:
        occurs = any(cell.text.endswith(sign) or f"{sign}\xa0" in cell.text for cell in cells)
        assert occurs == any(note.startswith(f"{sign} =") for note in table.notes)
    assert fit_table(table, 500)


@EACH
def test_rows_of_areas_say_which_area_they_are_about(name: str, case: str) -> None:
    table = chart_of(name, case, "da").data
    assert table is not None
    together = name in {"ranked", "likert_grid"} or name.startswith("trend")
    for row in table.rows:
        assert (row.area == "") == (together or row.kind is RowKind.ALL)


@EACH
def test_a_spreadsheet_program_draws_columns_that_are_there(name: str, case: str) -> None:
    chart = chart_of(name, case, "en")
    plot, table = chart.plot, chart.data
    if plot is None:
        assert chart.is_empty or name.startswith(("heat", "trend"))
        return
    assert table is not None
    keys = {column.key: column for column in table.columns}
    assert {*plot.series, *plot.limits} <= set(keys)
    assert all(len(keys[key].parts) == 2 for key in plot.limits)
    assert len(plot.limits) in {0, len(plot.series)}
    assert len(plot.colours) == len(plot.series)
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in plot.colours)
    assert all(table.rows[place].kind is not RowKind.BODY for place in plot.strong)


def _examples() -> list[tuple[str, str]]:
    chosen = ("eight_areas", "few_answers", "three_waves")
    return [(name, case) for name, case in ALL if case in chosen]


@pytest.mark.parametrize(("name", "case"), _examples())
def test_pictures_are_well_formed_and_the_same_each_time(name: str, case: str) -> None:
    first, again = (made_again(name, case, "da").to_figure() for _ in range(2))
    assert [each.svg for each in first.pictures] == [each.svg for each in again.pictures]
    wide, narrow = first.pictures
    assert (wide.narrow, narrow.narrow) == (False, True)
    assert (wide.width, narrow.width) == (720, 350)
    for picture in first.pictures:
        root = ET.fromstring(picture.svg)  # noqa: S314 - our own
        assert not list(root.iter("{http://www.w3.org/2000/svg}text"))
        assert b"nan" not in re.sub(rb"<!--.*?-->", b"", picture.svg, flags=re.S)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(
    ("name", "case"),
    [
        *((name, "eight_areas") for name in ("likert_aside", "likert_grid", "ranked",
                                             "ranked_area", "heat", "heat_twelve")),
        ("likert_grid", "all_hidden"), ("ranked_area", "few_answers"), ("heat", "all_hidden"),
        *((name, "three_waves") for name in ("change", "slope", "trend", "trend_broken")),
        ("change", "two_waves"), ("trend", "few_answers"), ("change", "all_hidden"),
        ("trend", "all_hidden"), ("trend", "ten_long_waves"),
    ],
)  # fmt: skip
def test_words_are_as_reviewed(
    name: str, case: str, language: str, snapshot: SnapshotAssertion
) -> None:
    chart = chart_of(name, case, language)
    assert chart.data is not None
    heads = [column.head for column in chart.data.columns]
    assert (chart.title, chart.alt, chart.notes, heads, chart.data.notes) == snapshot


def test_tables_of_charts_can_be_written_into_a_workbook() -> None:
    pairs = [("contrast", "eight_areas"), ("heat_twelve", "eight_areas"), ("trend", "three_waves")]
    tables = tuple(chart_of(*pair, "da").data for pair in pairs)
    document = Document("Tal", "da", tuple(table for table in tables if table is not None))
    assert write_workbook(document)[:2] == b"PK"
