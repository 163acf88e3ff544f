"""An Excel workbook gives its cells as they are stored, or a plain sentence."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.errors import DataError, FileError, SurveyError
from survey.files import xlsx_reader
from survey.files.xlsx_reader import SheetCell, Workbook, read_xlsx
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from syrupy.assertion import SnapshotAssertion

MORNING = dt.datetime.fromisoformat("2012-01-02T03:04")
SHEET = "xl/worksheets/sheet1.xml"


def written(fill: Callable[[xlsxwriter.Workbook], object]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        fill(book)
    return stream.getvalue()


def one_sheet(book: xlsxwriter.Workbook) -> None:
    page = book.add_worksheet("Svar")
    page.write_row(0, 0, ["id", "område", "alder", "dato"])
    page.write_row(1, 0, [1, " A\u030aDalen\u200b ", 45.5])
    page.write_datetime(1, 3, dt.date(2012, 5, 1), book.add_format({"num_format": "d/m/yyyy"}))
    page.write_row(3, 0, [True, "007"])


PLAIN = written(one_sheet)


def changed(data: bytes, edits: Mapping[str, bytes | None]) -> bytes:
    """A workbook with some of its parts replaced, added or left out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        parts: dict[str, bytes | None] = {name: old.read(name) for name in old.namelist()}
        for name, part in (parts | dict(edits)).items():
            if part is not None:
                new.writestr(name, part)
    return stream.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def edited(before: bytes, after: bytes, name: str = SHEET) -> bytes:
    page = part(PLAIN, name)
    assert before in page
    return changed(PLAIN, {name: page.replace(before, after, 1)})


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], Workbook]:
    def reading(data: bytes) -> Workbook:
        path = tmp_path / "svar.xlsx"
        path.write_bytes(data)
        return read_xlsx(path)

    return reading


def values(book: Workbook, sheet: str = "Svar") -> list[list[object]]:
    return [[cell.value for cell in row] for row in book.sheets[sheet].rows]


def test_cells_come_as_they_are_stored_with_clean_texts(read: Callable[[bytes], Workbook]) -> None:
    book = read(PLAIN)
    assert list(book.sheets) == ["Svar"]
    assert values(book) == [
        ["id", "område", "alder", "dato"],
        [1, "ÅDalen", 45.5, dt.date(2012, 5, 1)],
        [None, None, None, None],
        [True, "007", None, None],
    ]
    cells = book.sheets["Svar"].rows
    assert [cell.address for cell in cells[2]] == ["A3", "B3", "C3", "D3"]
    assert isinstance(cells[1][0].value, int)
    assert not cells[2][0]
    assert cells[3][1]
    assert str(book.place("Svar", "B4")).endswith("svar.xlsx (Svar!B4)")
    assert str(book.place("Svar")).endswith("svar.xlsx (Svar)")


def test_rows_and_columns_that_hold_only_blanks_are_left_out_at_the_end(
    read: Callable[[bytes], Workbook],
) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet("Svar")
        page.write_string(1, 1, "x")
        page.write_string(1, 5, "  \u200b ")
        page.write_string(70_000, 0, " ")
        page.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))

    assert values(read(written(fill))) == [[None, None], [None, "x"]]


def test_formulas_and_errors_are_told(read: Callable[[bytes], Workbook]) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet("Svar")
        page.write_formula(0, 0, "=B1+1", None, 7)
        page.write_string(0, 1, "=1+1")
        page.write_array_formula("C1:C1", "{=SUM(A1:B1)}", None, 3)
        page.write_formula(0, 3, "=1/0", None, "#DIV/0!")

    cells = read(written(fill)).sheets["Svar"].rows[0]
    assert cells[0] == SheetCell("=B1+1", "A1", formula=True)
    assert cells[1] == SheetCell("=1+1", "B1")
    assert cells[2].formula
    assert cells[3].formula
    cell = b'<c r="A2"><v>1</v></c>'
    error = read(edited(cell, b'<c r="A2" t="e"><v>#N/A</v></c>')).sheets["Svar"].rows[1][0]
    assert error == SheetCell("#N/A", "A2", error=True)


def test_what_is_hidden_or_merged_is_told(read: Callable[[bytes], Workbook]) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet("Svar")
        page.write_row(0, 0, ["a", "b", "c"])
        page.set_row(2, None, None, {"hidden": True})
        page.set_column(1, 2, None, None, {"hidden": True})
        page.merge_range("A5:B6", "begge")
        book.add_worksheet("Skjult").hide()
        book.add_worksheet("Meget skjult").very_hidden()
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Svar!$A$1:$C$1"})
        book.add_chartsheet("Figur").set_chart(chart)

    book = read(written(fill))
    sheet = book.sheets["Svar"]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ((3,), ("B", "C"))
    assert sheet.merged == ("A5:B6",)
    assert [each.hidden for each in book.sheets.values()] == [False, True, True]


def test_named_cells_and_properties_of_the_file_are_told(read: Callable[[bytes], Workbook]) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        one_sheet(book)
        book.define_name("svy_keying", "=Svar!$A$1:$D$4")
        book.set_custom_property("Fingerprint", " 1be30e05 ")

    book = read(written(fill))
    assert dict(book.names) == {"svy_keying": "Svar!$A$1:$D$4"}
    assert dict(book.properties) == {"Fingerprint": "1be30e05"}
    assert not read(PLAIN).names


def test_macros_are_passed_over_and_the_ending_of_the_name_means_nothing(tmp_path: Path) -> None:
    path = tmp_path / "svar.xlsm"
    path.write_bytes(changed(PLAIN, {"xl/vbaProject.bin": b"Sub AutoOpen()"}))
    assert values(read_xlsx(path))[0][0] == "id"


def test_what_a_spreadsheet_program_saved_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([1.0, "1,5", MORNING, dt.time(5, 6)])
    book.save(tmp_path / "a.xlsx")
    row = next(iter(read_xlsx(tmp_path / "a.xlsx").sheets.values())).rows[0]
    assert [cell.value for cell in row] == [1, "1,5", MORNING, dt.time(5, 6)]


def test_a_returned_line_of_excel_is_one_line_end(read: Callable[[bytes], Workbook]) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("Svar").write_string(0, 0, "a\r\nb")

    assert values(read(written(fill))) == [["a\nb"]]


def encrypted() -> bytes:
    data = bytearray(PLAIN)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


NAMES = zipfile.ZipFile(io.BytesIO(PLAIN)).namelist()
WITHOUT_SHEETS: dict[str, bytes | None] = {name: None for name in NAMES if name.startswith("xl/")}
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(500)
BOMB = b"<worksheet>" + b" " * 30_000_000 + b"</worksheet>"
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'
REFUSED = {
    "empty": b"",
    "csv": "id;område\n1;Ådalen\n".encode(),
    "html": b"<html><table><tr><td>1</td></tr></table></html>",
    "picture": b"\x89PNG\r\n\x1a\n\x00\x00",
    "old": OLE,
    "password": OLE + "EncryptedPackage".encode("utf-16-le"),
    "encrypted_zip": encrypted(),
    "binary": changed(PLAIN, {"xl/workbook.bin": b"x"}),
    "ods": changed(PLAIN, {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
    "word": changed(PLAIN, WITHOUT_SHEETS | {"word/document.xml": b"<a/>"}),
    "bomb": changed(PLAIN, {SHEET: BOMB}),
    "members": changed(PLAIN, {f"xl/x{n}.xml": b"<a/>" for n in range(1001)}),
    "entities": changed(PLAIN, {SHEET: ENTITIES}),
    "entities_elsewhere": changed(PLAIN, {"xl/sharedStrings.xml": ENTITIES}),
    "entities_utf16": changed(PLAIN, {SHEET: ENTITIES.decode().encode("utf-16")}),
    "odd_encoding": edited(b'encoding="UTF-8"', b'encoding="cp037"'),
    "cut": PLAIN[: len(PLAIN) // 2],
    "broken_page": edited(b"</row>", b"</rov>"),
    "no_page": changed(PLAIN, {SHEET: None}),
    "no_workbook": changed(PLAIN, {"xl/workbook.xml": None}),
    "row_twice": edited(b'<row r="2" spans="1:4"><c r="A2"', b'<row r="1"><c r="A1"'),
    "infinite": edited(b"<v>45.5</v>", b"<v>1e999</v>"),
    "no_number": edited(b"<v>45.5</v>", b"<v>4x5</v>"),
    "far_string": edited(b"<v>0</v>", b"<v>99999</v>"),
    "impossible_address": edited(b'r="A2"', b'r="ABCDE2"'),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_readable_workbook_is_said_in_words(
    name: str,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("svar.xlsx").write_bytes(REFUSED[name])
    with language_in_force(language), pytest.raises((FileError, DataError)) as caught:
        read_xlsx("svar.xlsx")
    assert str(caught.value) == snapshot


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize(
    ("limit", "most"),
    [("MOST_ROWS", 3), ("MOST_COLUMNS", 3), ("MOST_CELLS", 6), ("MOST_SHEETS", 0)],
)
def test_a_workbook_that_is_too_large_is_told_with_its_cell(
    limit: str,
    most: int,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(xlsx_reader, limit, most)
    Path("svar.xlsx").write_bytes(PLAIN)
    with language_in_force(language), pytest.raises(DataError) as caught:
        read_xlsx("svar.xlsx")
    assert str(caught.value) == snapshot


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="isn't"):
        read_xlsx(tmp_path / "svar.xlsx")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "input.xlsx"


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good workbook with bytes changed in one of its parts, or in the package itself."""
    name = draw(st.sampled_from(["", *NAMES]))
    data = bytearray(part(PLAIN, name) if name else PLAIN)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        data[start : start + draw(st.integers(0, 4))] = draw(st.binary(max_size=4))
    return changed(PLAIN, {name: bytes(data)}) if name else bytes(data)


@given(damaged())
@settings(max_examples=300, deadline=None)
def test_any_damage_gives_cells_or_one_of_our_errors(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    with contextlib.suppress(SurveyError):
        for sheet in read_xlsx(file).sheets.values():
            assert len({len(row) for row in sheet.rows}) <= 1
