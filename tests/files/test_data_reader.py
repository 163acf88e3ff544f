"""Data files of every format as one kind of table, and what is said of those that can't be."""

import codecs
import datetime as dt
import hashlib
import os
import sys
import time
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
from made_data_files import with_answer_set
from openpyxl import Workbook

from survey.errors import DataError, FileError, SurveyError, WrongUseError
from survey.files.data_reader import DATA_ENDINGS, read_data_table
from survey.files.data_table import EMPTY, DataTable, Fault, Stored
from survey.files.identifiers import foreign_letters, unfit_ids
from survey.findings import Place, Severity
from survey.language.catalogue import language_in_force

Read = Callable[..., DataTable]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """A text table with this text."""

    def from_text(text: str | bytes, name: str = "svar.csv", **options: Any) -> DataTable:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_data_table(path, **options)

    return from_text


@pytest.fixture
def read_rows(tmp_path: Path) -> Read:
    """A workbook with these rows; or with several sheets, by their names."""

    def from_rows(rows: Any, **options: Any) -> DataTable:
        book = Workbook()
        book.remove(book.active)
        for name, those in (rows if isinstance(rows, dict) else {"Svar": rows}).items():
            sheet = book.create_sheet(name)
            for row in those:
                sheet.append(row)
        book.save(tmp_path / "svar.xlsx")
        return read_data_table(tmp_path / "svar.xlsx", **options)

    return from_rows


@pytest.fixture
def read_arrow(tmp_path: Path) -> Read:
    """A Parquet file with these columns."""

    def from_columns(columns: dict[str, Any]) -> DataTable:
        pq.write_table(pa.table(columns), tmp_path / "svar.parquet")
        return read_data_table(tmp_path / "svar.parquet")

    return from_columns


def codes(table: DataTable) -> list[str]:
    return [note.code for note in table.notes]


# --- Text tables -----------------------------------------------------------------------------


def test_cells_of_a_text_table_stay_as_they_stand(read: Read) -> None:
    table = read("id;a;b\n007;NA;1,5\n08;;1e5\n009;NA;null\n")
    assert table.columns["id"].values == ("007", "08", "009")
    assert table.columns["a"].values == ("NA",)
    assert table.columns["a"].index.tolist() == [0, EMPTY, 0]
    assert table.columns["b"].cells() == ["1,5", "1e5", "null"]
    assert table.columns["b"].stored is Stored.TEXT
    assert table.columns["a"].filled().tolist() == [True, False, True]


@pytest.mark.parametrize("cell", ["NA", "None", "null", "nan", "N/A", "-", "NULL", "#N/A", "NaN"])
def test_words_that_only_programs_take_for_missing_are_answers(read: Read, cell: str) -> None:
    assert read(f"id;svar\n1;{cell}\n2;x\n").columns["svar"].cells() == [cell, "x"]


@pytest.mark.parametrize("cell", ["1e5", "0x10", "1_000", "1-2", "1.", ".5", "+1", "inf", "１"])
def test_what_only_looks_like_a_code_stays_a_text(read: Read, cell: str) -> None:
    assert read(f"id;kode\na;{cell}\nb;1\n").columns["kode"].cells() == [cell, "1"]


def test_long_running_numbers_keep_each_digit_and_their_zeros(read: Read) -> None:
    ids = ["9007199254740992", "9007199254740993", "1234567890123456789", "007", "7"]
    table = read("id;x\n" + "".join(f"{each};1\n" for each in ids))
    assert table.columns["id"].values == tuple(ids)


def test_a_decimal_comma_is_found_and_a_thousands_point_is_never_taken_away(read: Read) -> None:
    table = read("id;vægt\n1;1,5\n2;0,25\n")
    assert (table.columns["vægt"].decimal, table.columns["vægt"].values) == (",", ("1,5", "0,25"))
    assert read("id,v\n1,1.5\n", decimal=".").columns["v"].values == ("1.5",)
    with pytest.raises(DataError, match="groups thousands"):
        read("id;husleje\n1;4.500\n")


def test_a_table_with_semicolons_is_never_one_column(read: Read) -> None:
    assert list(read("id;vægt\n1;2,5\n").columns) == ["id", "vægt"]
    with pytest.raises(DataError, match="as many fields as the header"):
        read("id;område;vægt\n1\n")


def test_expected_names_settle_the_delimiter(read: Read) -> None:
    table = read("id;a,b\n1;2,3\n", columns=["id", "a,b"])
    assert list(table.columns) == ["id", "a,b"]


MARKED = [
    codecs.BOM_UTF8 + "id;område\n1;Ådalen\n".encode(),
    "id;område\n1;Ådalen\n".encode("utf-16"),
    codecs.BOM_UTF16_BE + "id;område\n1;Ådalen\n".encode("utf-16-be"),
    "id;område\n1;Ådalen\n".encode("cp1252"),
    "id;område\n1;Ådalen\n".encode(),
]


@pytest.mark.parametrize("data", MARKED)
def test_any_character_set_in_use_gives_the_same_table(read: Read, data: bytes) -> None:
    table = read(data)
    assert list(table.columns) == ["id", "område"]
    assert table.columns["område"].values == ("Ådalen",)


BROKEN = {
    "UTF-8 taken for CP1252": "id;område\n1;Ådalen\n".encode().decode("cp1252").encode(),
    "CP850 taken for Latin-1": "id;område\n1;Ådalen\n".encode("cp850").decode("latin-1").encode(),
    "a mark taken for letters": (codecs.BOM_UTF8 + b"id;x\n1;2\n").decode("cp1252").encode(),
    "letters that were lost": "id;område\n1;\ufffddalen\n".encode(),
    "CP850": "id;by\n1;Ålborg på å\n".encode("cp850"),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_letters_that_were_broken_on_the_way_stop_the_reading(read: Read, data: bytes) -> None:
    with pytest.raises(DataError) as caught:
        read(data)
    assert caught.value.code in {"files.mojibake", "files.not_in_encoding"}


def test_cp850_is_read_if_it_is_asked_for(read: Read) -> None:
    table = read("id;område\n1;Ådalen\n".encode("cp850"), encoding="cp850")
    assert table.columns["område"].values == ("Ådalen",)


@pytest.mark.parametrize("end", ["", ";", ";9"])
def test_a_first_line_longer_than_the_header_moves_no_column(read: Read, end: str) -> None:
    if not end:
        assert read("id;x\n1;2\n").columns["id"].values == ("1",)
        return
    with pytest.raises(DataError, match="as many fields as the header") as caught:
        read(f"id;x\n1;2{end}\n3;4\n")
    assert caught.value.where is not None
    assert caught.value.where.endswith("svar.csv:2")


def test_a_later_line_that_is_longer_and_one_that_is_shorter_are_told_with_their_lines(
    read: Read,
) -> None:
    with pytest.raises(DataError) as caught:
        read("id;x\n1;2\n2;3;4\n3\n")
    assert "lines that don't fit: 3, 4" in str(caught.value.got)


def test_two_columns_of_the_same_name_are_refused_also_if_they_only_look_alike(read: Read) -> None:
    for names in ("a;b;a", "å;b;a\u030a", "a;b;a\u200b"):
        with pytest.raises(DataError, match="same name"):
            read(f"{names}\n1;2;3\n")


def test_an_unpaired_quotation_mark_is_told_with_the_line_where_its_row_begins(read: Read) -> None:
    with pytest.raises(DataError, match="Quotation marks") as caught:
        read('id;x\n1;2\n2;"åben\n3;4\n')
    assert str(caught.value.where).endswith("svar.csv:3")


def test_a_nul_byte_is_told_with_its_line(read: Read) -> None:
    with pytest.raises(DataError, match="NUL") as caught:
        read("id;x\n1;2\0\n")
    assert str(caught.value.where).endswith("svar.csv:2")


def test_lines_of_rows_are_kept(read: Read) -> None:
    table = read('id;x\n1;"to\nlinjer"\n\n2;y\n')
    assert table.place(1, "x") == Place(str(table.path), 5, "x")
    assert table.place(column="x") == Place(str(table.path), cell="x")


def test_two_ways_to_write_a_letter_are_one_and_a_foreign_one_stays_foreign(read: Read) -> None:
    parted = unicodedata.normalize("NFD", "Århus")
    table = read(f"id;by\n\u04301;Århus\na1;{parted}\n")
    assert table.columns["by"].index.tolist() == [0, 0]
    assert len(table.columns["id"].values) == 2
    assert unfit_ids(table.columns["id"].values) == ["\u04301"]
    assert foreign_letters("\u04301") == ["CYRILLIC SMALL LETTER A"]


def test_ids_are_short_and_of_plain_signs() -> None:
    fit = ["7", "007", "A-12", "a.b_c:d/e#f", "12 3", "x" * 64]
    assert unfit_ids(fit) == []
    unfit = ["", " 1", "1 ", "-5", "=1+1", "x" * 65, "1\n2", "1;2", "Å1", "1\u00a02", "１"]
    assert unfit_ids(unfit) == unfit


def test_texts_that_are_too_long_are_cut_with_a_warning_in_every_format(
    read: Read, read_rows: Read, read_arrow: Read, tmp_path: Path
) -> None:
    long = "x" * 2500
    pyreadstat.write_sav(pd.DataFrame({"id": ["1"], "ord": [long]}), tmp_path / "x.sav")
    tables = [
        read(f"id;ord\n1;{long}\n"),
        read_rows([["id", "ord"], [1, long]]),
        read_arrow({"id": ["1"], "ord": [long]}),
        read_data_table(tmp_path / "x.sav"),
    ]
    for table in tables:
        assert [len(value) for value in table.columns["ord"].values] == [2000]
        (warning,) = [note for note in table.notes if note.code == "CSV-CELLS-CUT"]
        assert (warning.severity, warning.place) == (Severity.WARNING, table.place(0, "ord"))


# --- Workbooks -------------------------------------------------------------------------------


def test_cells_of_a_workbook_are_written_in_one_way_and_its_texts_stay(read_rows: Read) -> None:
    moment = dt.datetime(2026, 3, 1, 12, 30)  # noqa: DTZ001
    table = read_rows(
        [
            ["id", "kode", "tal", "tekst", "dag", "sand", "tid", "tom"],
            ["007", 1, 1.5, "1,5", dt.date(2026, 3, 1), True, dt.time(8, 5), None],
            ["7", 2.0, 1e-7, "NA", moment, False, dt.timedelta(hours=26), None],
        ]
    )
    cells = {name: column.cells() for name, column in table.columns.items()}
    assert cells == {
        "id": ["007", "7"],
        "kode": ["1", "2"],
        "tal": ["1.5", "0.0000001"],
        "tekst": ["1,5", "NA"],
        "dag": ["2026-03-01", "2026-03-01T12:30:00"],
        "sand": ["1", "0"],
        "tid": ["08:05:00", "26:00:00"],
        "tom": ["", ""],
    }
    stored = [column.stored.value for column in table.columns.values()]
    assert stored == ["text", "number", "number", "text", "date", "number", "text", "text"]
    assert [column.decimal for column in table.columns.values()][1:4] == [None, ".", None]
    assert (table.sheet, table.columns["tal"].letter) == ("Svar", "C")
    assert table.place(1, "tal") == Place(str(table.path), cell="Svar!C3")


def test_a_column_of_texts_and_numbers_says_so_and_which_are_texts(read_rows: Read) -> None:
    column = read_rows([["x"], [1], ["to"], [3], ["1,5"], ["1"]]).columns["x"]
    assert column.stored is Stored.MIXED
    assert column.values == ("1", "to", "3", "1,5")
    assert column.texts == {"to", "1,5", "1"}


def test_numbers_kept_as_texts_show_their_decimal_mark_if_it_is_clear(read_rows: Read) -> None:
    rows = [["a", "b", "c"], ["1,5", "1,500", "x"], ["2", "2,250", "1,5"]]
    columns = read_rows(rows).columns
    assert [columns[name].decimal for name in "abc"] == [",", None, None]


def test_formulas_and_errors_are_told_by_their_column_and_stop_nothing(read_rows: Read) -> None:
    table = read_rows([["id", "sum"], [1, 5], [2, "=A2+A3"], [3, "#N/A"]])
    assert table.columns["sum"].faults == {1: Fault.FORMULA, 2: Fault.ERROR}
    assert table.columns["id"].faults == {}
    assert read_rows([["x"], ["1,5"], ["=A2"]]).columns["x"].decimal == ","
    assert table.place(1, "sum").cell == "Svar!B3"


def test_the_row_of_names_is_found_below_title_lines_and_told(read_rows: Read) -> None:
    rows = [
        ["Tilfredshed 2026"],
        ["Udtrukket 1. marts", "id"],
        [],
        ["id", "omraade"],
        [1, "Ådalen"],
    ]
    table = read_rows(rows, columns=["id", "omraade", "trygt"])
    assert list(table.columns) == ["id", "omraade"]
    assert table.lines is not None
    assert table.lines.tolist() == [5]
    (note,) = table.notes
    assert note.code == "DATA-FILES-HEADER-ROW"
    assert "row 4" in note.message
    assert note.place == Place(str(table.path), cell="Svar!A4")


def test_without_expected_names_the_first_filled_row_has_them(read_rows: Read) -> None:
    table = read_rows([[], ["id", "x"], [], [1, 2]])
    assert list(table.columns) == ["id", "x"]
    assert table.lines is not None
    assert table.lines.tolist() == [4]
    assert table.notes == ()


def test_the_sheet_is_found_by_the_expected_names_and_told(read_rows: Read) -> None:
    sheets = {"Om": [["id"], ["x"]], "Data": [["id", "trygt"], [1, 2]], "Koder": [["kode"], [3]]}
    table = read_rows(sheets, columns=["id", "trygt"])
    assert table.sheet == "Data"
    assert [note.message for note in table.notes] == ['read from the sheet "Data"']


@pytest.mark.parametrize("columns", [(), ("id",), ("andet",)])
def test_a_sheet_that_is_not_clear_must_be_named(read_rows: Read, columns: tuple[str]) -> None:
    sheets = {"A": [["id"], [1]], "B": [["id"], [2]]}
    with pytest.raises(WrongUseError, match="which sheet"):
        read_rows(sheets, columns=columns)
    assert read_rows(sheets, columns=columns, sheet="B").columns["id"].values == ("2",)
    with pytest.raises(WrongUseError, match="must have the sheet"):
        read_rows(sheets, sheet="C")


def test_columns_without_name_and_with_the_same_are_told_with_their_cells(read_rows: Read) -> None:
    with pytest.raises(DataError, match="must have a name") as caught:
        read_rows([["id", None], [1, 2]])
    assert str(caught.value.where).endswith("(Svar!B1)")
    with pytest.raises(DataError, match="same name") as caught:
        read_rows([["id", "x", "x"], [1, 2, 3]])
    assert str(caught.value.where).endswith("(Svar!B1)")


def test_columns_in_which_nothing_stands_at_all_are_passed_over(read_rows: Read) -> None:
    table = read_rows([["id", None, "x"], [1, None, 2]])
    assert {name: column.letter for name, column in table.columns.items()} == {"id": "A", "x": "C"}


def test_a_workbook_with_names_only_and_one_with_nothing_are_refused(read_rows: Read) -> None:
    for rows in ([["id", "x"]], []):
        with pytest.raises(DataError, match="must have rows"):
            read_rows(rows)


def test_numbers_that_excel_has_shortened_are_told(read_rows: Read) -> None:
    table = read_rows([["id", "x"], [1234567890123456789, 1], [2.0**53, 2], ["9" * 19, 3], [4, 4]])
    (note,) = table.notes
    assert (note.code, note.place) == ("DATA-FILES-LONG-NUMBERS", table.place(0, "id"))
    assert note.message.startswith("2 numbers have more than 15 digits")


def test_rows_and_cells_that_are_not_what_they_seem_in_excel_are_told(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in (["Titel", None], ["id", "x"], [1, 2], [3, 4], [5, 6]):
        sheet.append(row)
    sheet.row_dimensions[4].hidden = True
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("B4:B5")
    book.save(tmp_path / "x.xlsx")
    table = read_data_table(tmp_path / "x.xlsx", columns=["id", "x"])
    assert codes(table)[1:] == ["DATA-FILES-HIDDEN-ROWS", "DATA-FILES-MERGED"]
    assert table.notes[1].message.startswith("one row that can't be seen in Excel")
    assert table.notes[2].message.endswith('only: "B4:B5".')
    assert table.columns["x"].cells() == ["2", "4", ""]


# --- Labelled files --------------------------------------------------------------------------


def test_a_file_of_spss_gives_its_labels_and_keeps_what_it_declares_missing(
    tmp_path: Path,
) -> None:
    frame = pd.DataFrame({"q": [1, 99, 2.5, np.nan, -9], "ord": ["a", "", "x", "NA", "a"]})
    path = tmp_path / "x.sav"
    pyreadstat.write_sav(
        frame,
        path,
        file_label="Beboere",
        column_labels=["Er du tryg?", ""],
        variable_value_labels={"q": {1: "Ja", 99: "Ved ikke", 98: "Vil ikke"}, "ord": {"a": "A"}},
        missing_ranges={"q": [{"lo": 90, "hi": 99}, -9], "ord": ["x"]},
        variable_measure={"q": "ordinal"},
    )
    table = read_data_table(path)
    first, second = table.columns.values()
    assert first.values == ("1", "99", "2.5", "-9")
    assert first.index.tolist() == [0, 1, 2, EMPTY, 3]
    assert first.meanings == {"1": "Ja", "99": "Ved ikke", "98": "Vil ikke"}
    assert first.declared == {"99", "98", "-9"}
    assert (first.label, first.measure, first.stored, first.decimal) == (
        "Er du tryg?", "ordinal", Stored.NUMBER, ".",
    )  # fmt: skip
    assert (second.values, second.meanings, second.declared) == (
        ("a", "x", "NA"),
        {"a": "A"},
        {"x"},
    )
    assert (table.title, table.rows, table.lines) == ("Beboere", 5, None)
    assert table.place(2, "q") == Place(str(path), 3, "q")


def test_letters_of_stata_are_values_of_their_own_and_declared_missing(tmp_path: Path) -> None:
    frame = pd.DataFrame({"q": [1, "a", "b", np.nan, "a"]})
    labels = {"q": {1: "Ja", "a": "Ved ikke"}}
    path = tmp_path / "x.dta"
    pyreadstat.write_dta(frame, path, missing_user_values={"q": ["a", "b"]},
                         variable_value_labels=labels)  # fmt: skip
    column = read_data_table(path).columns["q"]
    assert column.cells() == ["1", ".a", ".b", "", ".a"]
    assert column.declared == {".a", ".b"}
    assert column.meanings == {"1": "Ja", ".a": "Ved ikke"}


def test_dates_and_sets_of_a_file_of_spss_are_taken_along(tmp_path: Path) -> None:
    days = pd.to_datetime(["2010-05-01", None]).date
    path = tmp_path / "x.sav"
    pyreadstat.write_sav(pd.DataFrame({"dag": days, "a": [1.0, 0.0], "b": [0.0, 1.0]}), path)
    table = read_data_table(with_answer_set(path, b"$set=D1 1 7 Kilder: a b\n"))
    assert table.columns["dag"].stored is Stored.DATE
    assert table.columns["dag"].cells() == ["2010-05-01", ""]
    (group,) = table.sets
    assert (group.columns, group.counted) == (("a", "b"), 1)


def test_a_file_of_spss_that_does_not_say_how_many_rows_it_has_is_read_with_a_note(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x.sav"
    pyreadstat.write_sav(pd.DataFrame({"a": [1.0, 2.0, 3.0]}), path)
    data = bytearray(path.read_bytes())
    data[80:84] = (-1).to_bytes(4, "little", signed=True)
    path.write_bytes(data)
    table = read_data_table(path)
    assert (table.rows, codes(table)) == (3, ["DATA-FILES-ROWS-UNSAID"])


def test_a_file_of_stata_that_claims_fewer_rows_than_it_holds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.dta"
    pyreadstat.write_dta(pd.DataFrame({"a": [1.0, 2.0, 3.0]}), path)
    data = path.read_bytes()
    assert data.count(b"<N>\x03") == 1
    path.write_bytes(data.replace(b"<N>\x03", b"<N>\x02"))
    with pytest.raises(FileError, match="can't be read"):
        read_data_table(path)


@pytest.mark.parametrize("version", [8, 10, 12, 13, 14, 15])
def test_every_edition_of_stata_is_read(tmp_path: Path, version: int) -> None:
    path = tmp_path / "x.dta"
    frame = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": ["x", "", "z"]})
    pyreadstat.write_dta(frame, path, version=version)
    assert read_data_table(path).columns["b"].cells() == ["x", "", "z"]


def test_a_file_of_stata_that_pandas_wrote_is_read(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": np.arange(3, dtype=np.int8), "b": ["x", "y" * 3000, "z"]})
    for version in (114, 117, 118, 119):
        wide = frame if version > 114 else frame.drop(columns="b")
        path = tmp_path / f"{version}.dta"
        options: dict[str, Any] = {"convert_strl": ["b"]} if version > 114 else {}
        wide.to_stata(path, write_index=False, version=version, **options)
        assert read_data_table(path).columns["a"].cells() == ["0", "1", "2"]


def test_running_numbers_kept_as_numbers_are_told_if_digits_may_be_lost(tmp_path: Path) -> None:
    path = tmp_path / "x.sav"
    pyreadstat.write_sav(pd.DataFrame({"nr": [1.0, 2.0**60]}), path)
    table = read_data_table(path)
    assert codes(table) == ["DATA-FILES-LONG-NUMBERS"]
    assert table.notes[0].place == Place(str(path), 2, "nr")


# --- Parquet ---------------------------------------------------------------------------------


def test_values_of_parquet_are_written_in_one_way(read_arrow: Read) -> None:
    day = dt.date(2026, 1, 31)
    moment = dt.datetime(2026, 1, 31, 12, 0, 1, 5)  # noqa: DTZ001
    zone = pa.timestamp("us", tz="Europe/Copenhagen")
    table = read_arrow(
        {
            "hel": pa.array([1, None, 2**60]),
            "tal": [1.5, float("nan"), None],
            "kort": pa.array([0.1, 2, None], pa.float32()),
            "sand": [True, None, False],
            "tekst": ["007", "", "NA"],
            "dag": [day, None, day],
            "tid": [moment, None, None],
            "natid": pa.array([dt.datetime(2026, 7, 1, 12), None, None], zone),  # noqa: DTZ001
            "kr": [Decimal("1.50"), None, Decimal("-300.00")],
            "slags": pa.array(["a", None, "b"]).dictionary_encode(),
            "intet": pa.nulls(3),
            "kl": [dt.time(8, 5), None, None],
        }
    )
    assert {name: column.cells() for name, column in table.columns.items()} == {
        "hel": ["1", "", "1152921504606846976"],
        "tal": ["1.5", "", ""],
        "kort": ["0.1", "2", ""],
        "sand": ["1", "", "0"],
        "tekst": ["007", "", "NA"],
        "dag": ["2026-01-31", "", "2026-01-31"],
        "tid": ["2026-01-31T12:00:01", "", ""],
        "natid": ["2026-07-01T14:00:00", "", ""],
        "kr": ["1.5", "", "-300"],
        "slags": ["a", "", "b"],
        "intet": ["", "", ""],
        "kl": ["08:05:00", "", ""],
    }
    assert [column.stored.value[0] for column in table.columns.values()] == list("nnnntdddnttt")
    assert [note.message for note in table.notes] == [
        "the times are as the clocks in Europe/Copenhagen show them"
    ]


def test_names_of_parquet_with_points_in_them_are_names_like_others(read_arrow: Read) -> None:
    table = read_arrow({"a.b": ["x"], "a": ["y"], "a.b.c": ["z"]})
    assert [column.values for column in table.columns.values()] == [("x",), ("y",), ("z",)]


def test_odd_arrays_of_parquet_are_read_as_what_they_mean(read_arrow: Read) -> None:
    nothing = pa.DictionaryArray.from_arrays(pa.array([0, None, 0]), pa.array(["x", "y"]))
    twice = pa.DictionaryArray.from_arrays(pa.array([0, 1, None]), pa.array([7, 7]))
    fine = pa.array([1, 3_661_000_000_001, None], pa.time64("ns"))
    days = pa.array([0, 86_400_000, None], pa.date64())
    table = read_arrow({"a": nothing, "b": twice, "c": fine, "d": days})
    assert [column.cells() for column in table.columns.values()] == [
        ["x", "", "x"],
        ["7", "7", ""],
        ["00:00:00", "01:01:01", ""],
        ["1970-01-01", "1970-01-02", ""],
    ]


UNFIT = {
    "list": pa.array([["a"], []]),
    "struct": pa.array([{"a": 1}, None]),
    "duration": pa.array([dt.timedelta(1), None]),
    "binary": pa.array([b"a", None]),
    "list of nothing": pa.array([[], []], pa.list_(pa.null())),
}


@pytest.mark.parametrize("cells", UNFIT.values(), ids=UNFIT.keys())
def test_columns_of_parquet_that_hold_more_than_one_value_a_cell_are_told(
    read_arrow: Read, cells: Any
) -> None:
    with pytest.raises(FileError, match="single texts, numbers") as caught:
        read_arrow({"id": [1, 2], "kilder": cells})
    assert str(caught.value.got).startswith('"kilder (')


def test_numbers_without_end_in_parquet_are_told(read_arrow: Read) -> None:
    with pytest.raises(DataError, match="can't be infinite") as caught:
        read_arrow({"id": [1, 2], "andel": [0.5, float("inf")]})
    assert caught.value.got == 'the column "andel"'


def test_columns_of_parquet_with_the_same_name_or_none_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    for names in (["a", "a"], ["a", "a\u200b"]):
        pq.write_table(pa.table([[1], [2]], names=names), path)
        with pytest.raises(SurveyError, match="same name"):
            read_data_table(path)
    pq.write_table(pa.table([[1], [2]], names=["a", ""]), path)
    with pytest.raises(DataError, match="must have a name"):
        read_data_table(path)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"id;x\n1;2\n", "no Parquet file"),
        (b"PAR1", "cut off or damaged"),
        (b"PAR1 and no more", "rows are missing"),
        (b"PARE" + bytes(20) + b"PARE", "encrypted"),
    ],
)
def test_what_is_no_parquet_file_is_told(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(data)
    with pytest.raises(FileError, match=said):
        read_data_table(path)


def test_a_parquet_file_that_swells_to_billions_of_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.pq"
    part = pa.table({"a": pa.array(np.zeros(6_000_000, np.int8))})
    with pq.ParquetWriter(path, part.schema) as writer:
        writer.write_table(part)
        writer.write_table(part)
    assert path.stat().st_size < 100_000
    with pytest.raises(FileError, match="more memory"):
        read_data_table(path)


@pytest.mark.parametrize("packing", ["none", "snappy", "gzip", "zstd", "brotli", "lz4"])
def test_every_packing_of_parquet_is_read(tmp_path: Path, packing: str) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"a": ["x", "y", "x"]}), path, compression=packing, row_group_size=2)
    assert read_data_table(path).columns["a"].cells() == ["x", "y", "x"]


# --- Any file --------------------------------------------------------------------------------


def test_a_name_with_another_ending_is_wrong_use(tmp_path: Path) -> None:
    for name in ("x.ods", "x", "x.csv.gz"):
        with pytest.raises(WrongUseError, match="kind that can be read") as caught:
            read_data_table(tmp_path / name)
        assert ".parquet" in str(caught.value.expected)
    with pytest.raises(WrongUseError):
        read_data_table(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", DATA_ENDINGS)
def test_a_missing_file_a_folder_a_pipe_and_an_empty_file_are_told_in_every_format(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"svar{ending}"
    with pytest.raises(FileError, match="isn't"):
        read_data_table(path)
    path.write_bytes(b"")
    with pytest.raises(SurveyError, match="empty"):
        read_data_table(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(FileError, match="folder"):
        read_data_table(path)
    path.rmdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(path)
        with pytest.raises(FileError, match="ordinary file"):
            read_data_table(path)


@pytest.mark.skipif(sys.platform == "win32", reason="a file with a hole takes its whole size")
@pytest.mark.parametrize("ending", DATA_ENDINGS)
def test_a_file_of_three_gigabytes_is_refused_at_once(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"svar{ending}"
    with path.open("wb") as stream:
        stream.truncate(3_000_000_000)
    began = time.perf_counter()
    with pytest.raises(FileError, match="must not be so large") as caught:
        read_data_table(path)
    assert caught.value.got == "3000 MB"
    assert time.perf_counter() - began < 2


def test_a_link_to_a_data_file_is_followed_and_a_broken_one_is_told(
    read: Read, tmp_path: Path
) -> None:
    first = read("id;x\n1;2\n")
    (tmp_path / "genvej.csv").symlink_to("svar.csv")
    linked = read_data_table(tmp_path / "genvej.csv")
    assert linked.sha256 == first.sha256
    (tmp_path / "svar.csv").unlink()
    with pytest.raises(FileError):
        read_data_table(tmp_path / "genvej.csv")


def test_a_header_alone_is_refused_in_every_format(
    read: Read, read_arrow: Read, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="must have rows"):
        read("id;x\n")
    with pytest.raises(DataError, match="must have rows"):
        read_arrow({"id": pa.array([], pa.int8())})
    for write, name in ((pyreadstat.write_sav, "x.sav"), (pyreadstat.write_dta, "x.dta")):
        write(pd.DataFrame({"a": [1.0]}).head(0), tmp_path / name)
        with pytest.raises(DataError, match="must have rows"):
            read_data_table(tmp_path / name)


def test_the_fingerprint_is_that_of_the_file(read: Read) -> None:
    table = read("id;x\n1;2\n")
    assert table.sha256 == hashlib.sha256(b"id;x\n1;2\n").hexdigest()
    assert repr(table) == "DataTable(svar.csv: 1 rows, 2 columns)"


def test_too_many_columns_are_refused(read: Read) -> None:
    names = ";".join(f"k{number}" for number in range(4001))
    with pytest.raises(DataError, match="too many columns"):
        read(f"{names}\n{';' * 4000}\n")


def test_refusals_are_danish_in_danish(read_rows: Read, read_arrow: Read, tmp_path: Path) -> None:
    with language_in_force("da"):
        with pytest.raises(WrongUseError) as wrong:
            read_data_table(tmp_path / "x.ods")
        with pytest.raises(FileError) as unfit:
            read_arrow({"a": [["x"]]})
        notes = read_rows([["Titel"], ["id"], [2.0**60]], columns=["id"]).notes
    assert str(wrong.value).startswith("Filen skal være en datafil af en slags, der kan læses.")
    assert str(unfit.value).startswith("Kolonnerne skal indeholde enkelte tekster, tal")
    assert [str(note.message) for note in notes] == [
        "kolonnernes navne blev fundet i række 2; rækkerne over blev sprunget over",
        "Ét tal har mere end 15 cifre, så filen har måske ikke bevaret de sidste.",
    ]


@pytest.mark.parametrize("ending", [".csv", ".sav", ".parquet"])
def test_a_large_file_becomes_a_table_quickly(tmp_path: Path, ending: str) -> None:
    draw = np.random.default_rng(1)
    frame = pd.DataFrame({f"q{n}": draw.choice([1, 2, 3, 99], 20_000) for n in range(60)})
    path = tmp_path / f"x{ending}"
    writers: dict[str, Callable[[Path], object]] = {
        ".csv": lambda path: frame.to_csv(path, sep=";", index=False),
        ".sav": lambda path: pyreadstat.write_sav(frame, path, row_compress=True),
        ".parquet": frame.to_parquet,
    }
    writers[ending](path)
    began = time.perf_counter()
    table = read_data_table(path)
    assert time.perf_counter() - began < 5
    assert table.columns["q7"].cells() == frame["q7"].astype(str).tolist()
