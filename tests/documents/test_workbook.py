import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from hostile import TEXTS, hostile_document, hostile_table
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sample_document import danish, places_table, safety_table

from survey.documents.blocks import Align, Cell, Column, Document, Row, Table
from survey.documents.workbook import write_workbook


def book_of(document: Document) -> Workbook:
    return load_workbook(BytesIO(write_workbook(document)))


def sheet_of(table: Table) -> Worksheet:
    book = book_of(Document("T", table.language, (table,)))
    return book[book.sheetnames[1]]


def row_of(sheet: Worksheet, first: str) -> list:
    return next([c.value for c in row] for row in sheet.iter_rows() if row[0].value == first)


def cells_of(sheet: Worksheet, first: str) -> list:
    return next(list(row) for row in sheet.iter_rows() if row[0].value == first)


def one_column(values: tuple, text: str = "x", **column: object) -> list:
    columns = (Column("a", "A", Align.LEFT), Column("b", "B", **column))
    table = Table("t", "T", columns, (Row((Cell("x"), Cell(text, values))),))
    return [cell.value for cell in cells_of(sheet_of(table), "x")][
        1 : 1 + len(columns[1].parts or "b")
    ]


def formulas_in(content: bytes) -> int:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        return sum(len(re.findall(rb"<f[ >]", archive.read(name))) for name in sheets)


# The book


def test_the_same_document_gives_the_same_bytes(document: Document) -> None:
    assert write_workbook(document) == write_workbook(document)


def test_the_sheets_are_contents_then_tables_then_about(danish_document: Document) -> None:
    names = book_of(danish_document).sheetnames
    assert names[0] == "Indhold"
    assert names[-1] == "Om"
    assert names[1] == "1.1 Andel, der er utrygge i"
    assert len(names) == len(danish_document.tables()) + 2
    assert all(len(name) <= 31 for name in names)


def test_every_link_leads_to_a_sheet_of_the_book(document: Document) -> None:
    book = book_of(document)
    targets = [
        cell.hyperlink.location for sheet in book for row in sheet for cell in row if cell.hyperlink
    ]
    assert len(targets) == 2 * (len(book.sheetnames) - 1)
    assert {target.partition("'!A1")[0].strip("'") for target in targets} == set(book.sheetnames)


def test_no_link_leads_out_of_the_book() -> None:
    content = write_workbook(hostile_document())
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert not [n for n in archive.namelist() if b"External" in archive.read(n)]


def test_the_contents_have_title_stamps_and_a_line_for_each_table(document: Document) -> None:
    book = book_of(document)
    sheet = book[book.sheetnames[0]]
    texts = [cell.value for row in sheet for cell in row if cell.value]
    assert texts[0] == document.title
    assert set(document.stamps) <= set(texts)
    linked = [cell.value for row in sheet for cell in row if cell.hyperlink]
    assert [t.title.partition(". ")[2] for t in document.tables()] == linked[:-1]


def test_stamps_stand_on_every_sheet_and_on_every_printed_page(document: Document) -> None:
    for sheet in book_of(document):
        texts = {cell.value for row in sheet for cell in row}
        assert set(document.stamps) <= texts
        assert sheet.oddHeader.center.text == " · ".join(document.stamps)


def test_where_the_document_came_from_stands_on_the_last_sheet(document: Document) -> None:
    book = book_of(document)
    rows = {(row[0].value, row[1].value) for row in book[book.sheetnames[-1]].iter_rows()}
    assert set(document.about) <= rows


def test_an_empty_document_gives_contents_and_about() -> None:
    assert book_of(Document("Tom", "da", ())).sheetnames == ["Indhold", "Om"]


# Numbers


def test_numbers_are_numbers_and_keep_their_decimals() -> None:
    sheet = sheet_of(safety_table())
    assert row_of(sheet, "Etageboliger")[1:6] == [39.4, 35.9, 43.0, -10.8, 765]
    assert all(cell.data_type == "n" for cell in cells_of(sheet, "Etageboliger")[1:6])


def test_numbers_have_the_format_of_their_column() -> None:
    cells = cells_of(sheet_of(safety_table()), "Etageboliger")
    formats = [cell.number_format for cell in cells[1:4]]
    assert formats == ["0", "0", "0"]
    assert cells[5].number_format == "#,##0"


def test_a_mark_follows_its_number_as_part_of_the_format() -> None:
    sheet = sheet_of(safety_table())
    assert cells_of(sheet, "Rækkehuse")[4].number_format == '+0" ▼";-0" ▼";0" ▼"'
    assert cells_of(sheet, "Atriumhuse")[4].number_format == "+0_ _▼;-0_ _▼;0_ _▼"


def test_a_column_with_parts_becomes_several_under_one_head() -> None:
    sheet = sheet_of(safety_table())
    head = cells_of(sheet, "Boligtype")
    below = [cell.value for cell in sheet[head[0].row + 1]]
    assert [cell.value for cell in head[1:6]] == [
        "Pct.",
        "Usikkerhed (95 %)",
        None,
        "Forskel til højhusene, procentpoint",
        "Antal svar",
    ]
    assert below[2:4] == ["Nedre grænse", "Øvre grænse"]
    assert f"C{head[0].row}:D{head[0].row}" in {str(area) for area in sheet.merged_cells.ranges}


def test_a_cell_without_values_gives_its_text() -> None:
    assert row_of(sheet_of(safety_table()), "Højhuse")[4] == "–"
    assert row_of(sheet_of(places_table()), "Elevator")[1:8] == [26, "·", "·", "·", 15, 12, ".."]


@pytest.mark.parametrize("hole", [None, float("nan"), float("inf")])
def test_a_value_that_is_no_number_gives_the_text(hole: float | None) -> None:
    assert one_column((hole,), "†") == ["†"]


def test_a_sign_stands_in_every_part_but_other_text_only_in_the_first() -> None:
    parts = {"parts": ("lav", "høj"), "formats": ("0", "0")}
    assert one_column((), "†", **parts) == ["†", "†"]
    assert one_column((40, None), "..", **parts) == [40, ".."]
    assert one_column((), "46–54", **parts) == ["46–54", None]


def test_a_text_among_the_values_stays_a_text() -> None:
    parts = {"parts": ("forskel", "mærke"), "formats": ("0", "@")}
    assert one_column((-11, "▼"), "−11 ▼", **parts) == [-11, "▼"]


def test_a_number_in_a_column_of_text_is_still_a_number() -> None:
    assert one_column((7,), "7") == [7]


def test_more_values_than_parts_are_refused() -> None:
    with pytest.raises(ValueError, match="a cell of the column 'b' must have at most 1 values"):
        one_column((1, 2), "1–2")


def test_a_row_with_too_few_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="must have 5 cells, not 1"):
        sheet_of(replace(safety_table(), rows=(Row((Cell("x"),)),)))


# Text


def test_no_text_becomes_a_formula() -> None:
    assert formulas_in(write_workbook(hostile_document())) == 0


def test_hostile_text_comes_back_as_it_was_but_for_what_cannot_be_printed() -> None:
    sheet = sheet_of(hostile_table())
    texts = {cell.value for row in sheet for cell in row if cell.data_type == "s"}
    for words in ("=cmd|'/C calc'!A0", "{=SUM(A1:A9)}", "+1", "007", "http://example.org"):
        assert words in texts
    assert "nul bagud esc c1" in texts
    assert "linje 1\nlinje 2\nlinje 3" in texts


def test_hostile_text_is_all_there() -> None:
    sheet = sheet_of(hostile_table())
    first = {cell.value for (cell,) in sheet.iter_rows(max_col=1)}
    assert len(first) >= len(set(TEXTS)) - 3


# The sheet


def test_a_sheet_opens_with_title_subtitle_and_a_way_back() -> None:
    sheet = sheet_of(safety_table())
    assert sheet["A1"].value == safety_table().title
    assert sheet["A2"].value == safety_table().subtitle
    assert sheet["A3"].value == "← Til indholdet"
    assert sheet["A3"].hyperlink.location == "'Indhold'!A1"


def test_the_head_is_frozen_and_repeated_in_print() -> None:
    sheet = sheet_of(safety_table())
    head = cells_of(sheet, "Boligtype")[0].row
    assert sheet.freeze_panes == f"B{head + 2}"
    assert sheet.print_title_rows == f"${head}:${head + 1}"


def test_a_sheet_prints_lying_down_and_one_page_wide() -> None:
    sheet = sheet_of(safety_table())
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is what is meant without it
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_the_contrast_row_and_the_row_for_all_are_bold_on_a_tint() -> None:
    sheet = sheet_of(safety_table())
    for name in ("Højhuse", "Alle boligtyper"):
        cells = cells_of(sheet, name)[:6]
        assert all(cell.font.bold and cell.fill.fill_type == "solid" for cell in cells)
    plain = cells_of(sheet, "Rækkehuse")[1]
    assert not plain.font.bold
    assert plain.fill.fill_type is None


def test_a_head_of_several_lines_gets_a_higher_row() -> None:
    sheet = sheet_of(safety_table())
    head = cells_of(sheet, "Boligtype")[0].row
    room = sheet.row_dimensions[head].height + sheet.row_dimensions[head + 1].height
    assert room >= 3 * 15


def test_notes_stand_below_the_table() -> None:
    sheet = sheet_of(safety_table())
    last = cells_of(sheet, "Alle boligtyper")[0].row
    notes = [sheet.cell(last + place, 1).value for place in (1, 2, 3)]
    assert notes == [None, *safety_table().notes]


def test_heading_rows_stand_alone_in_their_row() -> None:
    assert [v for v in row_of(sheet_of(places_table()), "Ude") if v] == ["Ude"]


def test_a_table_without_rows_says_so() -> None:
    texts = {c.value for row in sheet_of(replace(safety_table(), rows=())) for c in row}
    assert "Ingen tal at vise" in texts


def test_a_table_without_columns_is_still_a_sheet() -> None:
    sheet = sheet_of(Table("t", "Tom", (), (), language="en"))
    assert sheet["A1"].value == "Tom"


def test_tables_with_the_same_title_get_sheets_of_their_own() -> None:
    tables = tuple(replace(safety_table(), id=f"t{place}", title="Om") for place in range(3))
    names = book_of(replace(danish(), blocks=tables)).sheetnames
    assert names == ["Indhold", "Om (2)", "Om (3)", "Om (4)", "Om"]
