"""Tables of every shape as sheets: groups above heads, formats of single cells, nets and bases."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl
from table_cases import plain, shown, waves

import survey as sv
from survey.documents.blocks import Document
from survey.documents.workbook import write_workbook

if TYPE_CHECKING:
    from survey.documents.blocks import Table


def sheet_of(table: Table) -> Any:
    page = write_workbook(Document("Book", table.language, (table,)))
    return openpyxl.load_workbook(io.BytesIO(page)).worksheets[1]


def row_named(sheet: Any, label: str) -> list[Any]:
    return next(row for row in sheet.iter_rows() if row[0].value == label)


def test_groups_of_columns_stand_above_their_heads() -> None:
    sheet = sheet_of(sv.trend_table(waves(), "safe", language="da"))
    above = next(row for row in sheet.iter_rows(values_only=True) if "2010" in row)
    assert [word for word in above[1:] if word] == [
        "2010", "2012", "2014", "Ændring siden 2010, procentpoint",
    ]  # fmt: skip
    assert above.index("2012") - above.index("2010") == 2


def test_a_mean_and_a_number_of_answers_among_shares_keep_their_formats() -> None:
    sheet = sheet_of(sv.topline(shown(), ["safe", "trust"], language="da"))
    mean, base = (row_named(sheet, label)[1] for label in ("Gennemsnit", "Antal svar"))
    assert (mean.number_format, base.number_format) == ("#,##0.0", "#,##0")
    assert isinstance(mean.value, float)
    assert row_named(sheet, "Enig")[1].number_format == "0"


def test_nets_are_strong_and_differences_have_their_marks_beside_them() -> None:
    sheet = sheet_of(sv.topline(plain(), "safe", language="da"))
    assert row_named(sheet, "Utrygge")[0].font.bold
    area = row_named(sheet_of(sv.area_table(plain(), "safe", language="da")), "AA")
    assert [cell.value for cell in area[4:6]] == [40, "▲"]


def test_a_difference_that_is_nothing_after_rounding_has_no_sign() -> None:
    cell = row_named(sheet_of(sv.area_table(plain(), "calm", language="da")), "AA")[4]
    assert (cell.value, cell.number_format) == (0, "#,##0;#,##0;#,##0")
