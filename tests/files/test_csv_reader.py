import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.errors import DataError, FileError, SurveyError, WrongUseError
from survey.files.csv_reader import CsvTable, read_csv
from survey.findings import Place, Severity
from survey.language.catalogue import language_in_force


@pytest.fixture
def read(tmp_path: Path):
    def from_text(text: str | bytes, **options: object) -> CsvTable:
        path = tmp_path / "svar.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_csv(path, **options)  # type: ignore[arg-type]

    return from_text


@pytest.fixture
def refusal(read):
    def of_text(text: str | bytes, **options: object) -> SurveyError:
        with pytest.raises(DataError) as caught:
            read(text, **options)
        return caught.value

    return of_text


def test_cells_are_texts_as_they_stand(read) -> None:
    table = read("id;svar;tekst\n007;NA;None\n9007199254740993;;1e5\n0x10;nan; null \n")
    assert table.frame.to_dict("list") == {
        "id": ["007", "9007199254740993", "0x10"],
        "svar": ["NA", "", "nan"],
        "tekst": ["None", "1e5", "null"],
    }
    assert all(dtype == np.dtype(object) for dtype in table.frame.dtypes)


def test_a_danish_export_is_understood_and_told_about(read) -> None:
    table = read("id;område;vægt\r\n1;Ådalen;1,5\r\n2;Søparken;0,5\r\n".encode("cp1252"))
    assert (table.encoding, table.delimiter, table.decimal) == ("cp1252", ";", ",")
    (note,) = table.notes
    assert (note.code, note.severity) == ("CSV-READ-AS", Severity.NOTE)
    assert note.message == "read as CP1252, separated by semicolon, with a decimal comma"


def test_the_note_is_danish_in_danish(read) -> None:
    with language_in_force("da"):
        (note,) = read("id\tx\n1\t2\n").notes
    assert note.message == "læst som UTF-8 med tabulator mellem felterne og ingen decimaler"


def test_an_english_export_is_understood(read) -> None:
    table = read("id,weight\n1,1.5\n2,0.25\n")
    assert (table.encoding, table.delimiter, table.decimal) == ("utf-8", ",", ".")


def test_lines_stay_right_past_newlines_in_fields_and_empty_lines(read) -> None:
    table = read('\nid;tekst\n1;"to\r\nlinjer"\n\n2;"en ""citeret"""\n  \n3;x\n')
    assert table.line_numbers.tolist() == [3, 6, 8]
    assert table.frame["tekst"].tolist() == ["to\nlinjer", 'en "citeret"', "x"]
    assert table.place(1, "tekst") == Place(str(table.path), 6, "tekst")
    assert table.place(0).cell is None


def test_line_numbers_can_not_be_changed(read) -> None:
    with pytest.raises(ValueError, match="read-only"):
        read("id;x\n1;2\n").line_numbers[0] = 5


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(read, end: str) -> None:
    table = read(end.join(["id;x", "1;2", "3;4"]))
    assert table.line_numbers.tolist() == [2, 3]


def test_names_and_cells_are_cleaned(read) -> None:
    table = read("\ufeffid; omra\u030ade \n1; \u200bA\u030adalen\x01 \n")
    assert table.frame.to_dict("list") == {"id": ["1"], "område": ["Ådalen"]}


def test_a_mark_other_than_the_delimiter_is_never_made_into_one(read) -> None:
    assert read("id;x\n1;a\u037eb\n").frame["x"].tolist() == ["a;b"]


def test_excels_first_line_is_obeyed_and_counted(read) -> None:
    table = read("sep=,\r\nid,a;b\r\n1,2\r\n")
    assert (table.delimiter, table.line_numbers.tolist()) == (",", [3])


def test_what_is_given_is_not_looked_for(read) -> None:
    table = read("id;a,b\n1;2,5\n", delimiter="|", decimal=".", encoding="utf-8")
    assert (table.delimiter, table.decimal, table.frame.shape) == ("|", ".", (1, 1))


def test_expected_columns_settle_the_delimiter(read) -> None:
    assert read("id;a,b\n1;2,3\n", columns=["id", "a,b"]).delimiter == ";"


def test_texts_that_are_too_long_are_cut_with_a_warning(read) -> None:
    table = read(f"id;tekst\n1;kort\n2;{'x' * 2500}\n3;{'y' * 2001}\n")
    assert table.frame["tekst"].str.len().tolist() == [4, 2000, 2000]
    warning = table.notes[1]
    assert (warning.code, warning.severity) == ("CSV-CELLS-CUT", Severity.WARNING)
    assert warning.place == table.place(1, "tekst")
    assert warning.message.startswith("2 texts are longer than 2000 characters")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "csv_empty", None),
        (" \n\n", "csv_empty", None),
        ("sep=;\n", "csv_empty", None),
        ("id;x\n", "csv_no_rows", None),
        ("id;x\n\n  \n", "csv_no_rows", None),
        ("id;x\n1;2\0\n", "csv_nul", 2),
        ('id;x\n1;2\n2;"open\n3;4\n', "csv_quotes", 3),
        ('id;x\n1;"no" he said\n', "csv_quotes", 2),
        (f'id;x\n1;"{"x" * 200_000}\n', "csv_quotes", 2),
        ("id;;x\n1;2;3\n", "csv_nameless", 1),
        ("\nid;x;\n1;2;\n", "csv_nameless", 2),
        ("id;x;id\n1;2;3\n", "csv_repeated", 1),
        ("id; x;x\u200b\n1;2;3\n", "csv_repeated", 1),
        ("id;x\n1;2;3\n", "csv_ragged", 2),
        ("id;x\n1;2\n3\n", "csv_ragged", 3),
        ("id;a,b\n1;2,3\n", "csv_delimiter_unclear", None),
        ("Report\nid;x;y\n1;2;3\n", "csv_delimiter_unclear", None),
        ("id;v\n1;1,5\n2;1.5\n", "csv_decimal_mixed", 3),
        ("id;v;w\n1;1,5;1.5\n", "csv_decimal_columns", None),
        ("id;rent\n1;4.500\n2;950\n", "csv_decimal_unclear", 2),
        ("PK\x03\x04 and so on", "csv_workbook", None),
    ],
)
def test_bad_tables_are_refused_with_their_line(refusal, text: str, code: str, line: int) -> None:
    error = refusal(text)
    assert error.code == f"files.{code}"
    place = error.where.split(" (")[0]
    assert place.endswith("svar.csv" if line is None else f"svar.csv:{line}")


def test_all_lines_that_do_not_fit_are_counted_and_five_named(refusal) -> None:
    rows = "\n".join(["1;2;3", '"a\nb"', "1;2"] * 4)
    error = refusal(f"id;x\n{rows}\n")
    assert error.got == (
        "number of fields: 3; lines that don't fit: 2, 3, 6, 7, 10 and 3 more (8 in all)"
    )
    assert error.expected == "number of fields: 2"


def test_a_bad_line_is_told_in_danish(tmp_path: Path) -> None:
    path = tmp_path / "svar.csv"
    path.write_text("id;x\n1;2\n3\n")
    with language_in_force("da"), pytest.raises(DataError) as caught:
        read_csv(path)
    assert str(caught.value).splitlines() == [
        "Hver linje skal have lige så mange felter som overskriftslinjen.",
        f"  sted: {path}:3",
        "  fik: antal felter: 1; linjer, der ikke passer: 3 (1 i alt)",
        "  forventet: antal felter: 2",
        "  råd: et felt med skilletegnet i skal stå i anførselstegn",
    ]


def test_mixed_decimals_name_both_lines(refusal) -> None:
    error = refusal("id;v\n1;1.5\n2;7\n3;1,5\n")
    assert error.got == '"1,5" on line 4 and "1.5" on line 2'
    assert error.where.endswith("svar.csv:4 (v)")


def test_a_given_decimal_mark_settles_what_is_unclear(read) -> None:
    assert read("id;rent\n1;4.500\n", decimal=".").decimal == "."
    assert read("id;v;w\n1;1,5;1.5\n", decimal=",").decimal == ","


def test_thousands_are_no_second_decimal_mark_where_decimals_are_seen(read) -> None:
    assert read("id;weight;rent\n1;0,5;4.500\n").decimal == ","


def test_a_mix_in_an_open_text_is_no_matter(read) -> None:
    assert read("id;text\n1;1,5\n2;1.5\n3;don't know\n").decimal is None


def test_a_column_moved_by_a_long_first_line_is_refused_not_shifted(refusal) -> None:
    assert refusal("id;x\n1;2;3\n4;5;6\n").code == "files.csv_ragged"


@pytest.mark.parametrize(
    "options", [{"delimiter": "x"}, {"delimiter": ""}, {"decimal": ";"}, {"encoding": "latin-1"}]
)
def test_wrong_arguments_are_wrong_use(read, options: dict[str, str]) -> None:
    with pytest.raises(WrongUseError):
        read("id;x\n1;2\n", **options)


def test_a_folder_and_a_missing_file_are_file_errors(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(FileError):
            read_csv(path)


def test_what_pandas_writes_is_read_back(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": ["1", "2"], "text": ['a;"b"\nc', ""]}, dtype=object)
    frame.to_csv(tmp_path / "x.csv", sep=";", index=False)
    pd.testing.assert_frame_equal(read_csv(tmp_path / "x.csv").frame, frame)


def test_a_large_file_is_read_quickly(tmp_path: Path) -> None:
    row = ";".join(["R{}", "Ådalen", "1,25", *"12345", "a text, of some length", "42"])
    lines = [row.replace("{}", str(number)) for number in range(50_000)]
    path = tmp_path / "big.csv"
    path.write_text("\n".join([";".join("abcdefghij"), *lines]), encoding="cp1252")
    began = time.perf_counter()
    assert read_csv(path).frame.shape == (50_000, 10)
    assert time.perf_counter() - began < 3
