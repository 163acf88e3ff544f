"""Files of SPSS and Stata, read again by programs that don't share their writers."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from survey.files.data_table import AnswerSet
from survey.files.labelled_writer import sav_bytes
from survey.files.spss_dictionary import records, short_names, stamp_of
from survey.files.stata_writer import LETTERS, dta_bytes
from survey.files.stata_writer import stamp_of as stamp_of_stata
from survey.files.writable_table import Cut, Shortened, WritableColumn, WritableTable

if TYPE_CHECKING:
    from pathlib import Path

    from survey.files.writable_table import WritableColumn as Column


def texts(*cells: str) -> Any:
    return np.array(cells, dtype=object)


def table(*columns: Column, **fields: Any) -> WritableTable:
    return WritableTable(columns, **fields)


MISSING = {-1: "Ikke besvaret", -3: "Ikke stillet"}
TICKS = {0: "Ikke valgt", 1: "Valgt", **MISSING}
COLUMNS = (
    WritableColumn("respondent", texts("0001", "0002", "0003"), "Svarperson", width=16),
    WritableColumn("area", np.array([1.0, 2, -1]), "Område", meanings={1: "Ådal", 2: "Nord"}),
    WritableColumn("reasons_of_all_1", np.array([1.0, 0, -1]), "Støj", meanings=TICKS),
    WritableColumn("reasons_of_all_2", np.array([0.0, 1, -3]), "Mørke", meanings=TICKS),
    WritableColumn("weight", np.array([1.25, 0.75, np.nan]), measure="scale", decimals=2, width=8),
    WritableColumn("income", np.array([350_000.0, -9, 40_000]), measure="scale", width=8),
    WritableColumn(
        "moved", texts("2012-05-01", "-1", "1959-12-31"), "Flyttet", days=True, width=10
    ),
    WritableColumn("words", texts("-1", "Æblehave " * 500, ""), "Ord", width=255),
)
SETS = (AnswerSet("reasons", "Hvorfor ikke?", ("reasons_of_all_1", "reasons_of_all_2"), True, 1.0),)
WHOLE = table(*COLUMNS, title="Nørreby", notes=("Måling: 2012",), sets=SETS, stamp='{"a": 1}')


@pytest.mark.parametrize("packed", [False, True])
def test_spss_file_holds_what_it_was_given(packed: bool, tmp_path: Path) -> None:
    data, short = sav_bytes(WHOLE, packed=packed)
    path = tmp_path / ("x.zsav" if packed else "x.sav")
    path.write_bytes(data)
    frame, about = pyreadstat.read_sav(path, user_missing=True)
    assert frame["income"].tolist() == [350_000, -9, 40_000]
    assert frame["moved"].tolist() == ["2012-05-01", "-1", "1959-12-31"]
    assert about.file_label == "Nørreby"
    assert about.notes == ["Måling: 2012"]
    assert about.missing_ranges["area"] == [{"lo": -9, "hi": -1}]
    assert about.mr_sets["reasons"]["variable_list"] == ["reasons_of_all_1", "reasons_of_all_2"]
    assert about.original_variable_types["respondent"] == "A16"
    assert short == (Shortened(Cut.WORDS, "words"),)
    assert stamp_of(data) == '{"a": 1}'


def test_stata_file_holds_what_it_was_given(tmp_path: Path) -> None:
    data, short = dta_bytes(WHOLE)
    (tmp_path / "x.dta").write_bytes(data)
    frame, about = pyreadstat.read_dta(tmp_path / "x.dta", user_missing=True)
    assert frame["area"].tolist() == [1, 2, "a"]
    assert frame["income"].tolist() == [350_000, "i", 40_000]
    assert frame["words"].tolist() == ["-1", "Æblehave " * 500, ""]
    assert [str(each) for each in frame["moved"]] == ["2012-05-01", "a", "1959-12-31"]
    assert about.variable_value_labels["reasons_of_all_1"]["a"] == "Ikke besvaret"
    assert stamp_of_stata(data) == '{"a": 1}'
    assert short == ()


def test_pandas_reads_the_same_stata_file(tmp_path: Path) -> None:
    (tmp_path / "x.dta").write_bytes(dta_bytes(WHOLE)[0])
    frame = pd.read_stata(tmp_path / "x.dta")
    assert frame["area"].astype(object).tolist()[:2] == ["Ådal", "Nord"]
    assert frame["moved"].isna().tolist() == [False, True, False]
    assert frame["moved"].dropna().astype(str).tolist() == ["2012-05-01", "1959-12-31"]
    assert frame["words"].tolist()[1] == "Æblehave " * 500
    assert frame["weight"].tolist()[:2] == [1.25, 0.75]
    with pd.io.stata.StataReader(tmp_path / "x.dta") as reader:
        assert reader.data_label == "Nørreby"
        assert reader.variable_labels()["area"] == "Område"
        letters = reader.value_labels()["reasons_of_all_1"]
    assert letters[2_147_483_622] == "Ikke besvaret"


def test_numbers_of_stata_take_the_smallest_type_that_holds_them(tmp_path: Path) -> None:
    made = {
        "byte": [-127.0, 100, -1], "int": [-1.0, 101, 32_740],
        "long": [32_741.0, -8, 2_147_483_620],
        "double": [2_147_483_621.0, -9, 0.0], "half": [0.5, -2, np.nan], "none": [np.nan] * 3,
    }  # fmt: skip
    columns = [WritableColumn(f"n_{name}", np.array(cells)) for name, cells in made.items()]
    (tmp_path / "x.dta").write_bytes(dta_bytes(table(*columns))[0])
    frame, about = pyreadstat.read_dta(tmp_path / "x.dta", user_missing=True)
    kinds = [about.readstat_variable_types[f"n_{name}"] for name in made]
    assert kinds == ["int8", "int16", "int32", "double", "double", "int8"]
    assert frame["n_byte"].tolist() == [-127, 100, "a"]
    assert frame["n_int"].tolist() == ["a", 101, 32_740]
    assert frame["n_long"].tolist() == [32_741, "h", 2_147_483_620]
    assert frame["n_double"].tolist() == [2_147_483_621, "i", 0]
    assert frame["n_half"].tolist()[:2] == [0.5, "b"]


def test_the_letter_is_as_far_in_the_alphabet_as_its_number_says() -> None:
    assert LETTERS == {-1: "a", -2: "b", -3: "c", -4: "d", -5: "e", -8: "h", -9: "i"}


@pytest.mark.parametrize("longest", [1, 2044, 2045, 2046, 5000, 70_000])
def test_texts_of_any_length_fit_in_stata(longest: int, tmp_path: Path) -> None:
    cells = texts("x" * longest, "", "kort", "x" * longest, "æ" * 30)
    columns = [WritableColumn(name, cells) for name in ("first", "second")]
    (tmp_path / "x.dta").write_bytes(dta_bytes(table(*columns))[0])
    frame = pd.read_stata(tmp_path / "x.dta")
    assert frame["first"].tolist() == frame["second"].tolist() == cells.tolist()
    again, _ = pyreadstat.read_dta(tmp_path / "x.dta")
    assert again["second"].tolist() == cells.tolist()


@pytest.mark.parametrize("longest", [1, 7, 8, 9, 254, 255, 256, 400])
def test_texts_of_any_length_fit_in_spss(longest: int, tmp_path: Path) -> None:
    cells = texts("x" * longest, "", "kort", "æ" * longest)
    data, short = sav_bytes(table(WritableColumn("t", cells)))
    (tmp_path / "x.sav").write_bytes(data)
    frame, _ = pyreadstat.read_sav(tmp_path / "x.sav")
    assert frame["t"].tolist() == [
        "x" * min(longest, 255), "", "kort", "æ" * min(longest, 127)
    ]  # fmt: skip
    assert sum(each.count for each in short) == (longest > 255) + (longest > 127)


def test_labels_are_cut_on_a_letter_and_told_of() -> None:
    hard = WritableColumn(
        "q",
        np.ones(1),
        "é" * 200,
        long_label="x" * 400,
        meanings={1: "æ" * 61, 2: "å" * 60, 3: "ø" * 90},
    )
    data, short = sav_bytes(table(hard, title="æ" * 40))
    assert set(short) == {
        Shortened(Cut.TITLE), Shortened(Cut.LABEL, "q"), Shortened(Cut.VALUE_LABEL, "q", 2)
    }  # fmt: skip
    assert "é".encode() * 128 in data
    assert "é".encode() * 129 not in data
    _, short = dta_bytes(table(hard, title="æ" * 81))
    assert set(short) == {Shortened(Cut.TITLE), Shortened(Cut.LABEL, "q")}


def test_the_longer_label_stands_where_it_fits() -> None:
    column = WritableColumn("q", np.ones(1), "Tryg", long_label=f"Tryg – {'hvor ' * 20}tryg?")
    data, _ = sav_bytes(table(column))
    assert "Tryg – hvor hvor".encode() in data
    assert b"hvor hvor" not in dta_bytes(table(column))[0]


def test_columns_with_the_same_eight_letters_are_told_apart() -> None:
    columns = [WritableColumn(f"samename_{n}", np.ones(1)) for n in range(300)]
    names = tuple(each.name for each in columns)
    data, _ = sav_bytes(table(*columns, sets=(AnswerSet("s", "S", names, True, 1.0),)))
    shorts = short_names(data)
    assert set(shorts) == set(names)
    assert len(set(shorts.values())) == 300
    body = next(each.body for each in records(data) if each.subtype == 7)
    assert body.decode().split()[4:] == [shorts[name] for name in names]


def test_the_same_table_gives_the_same_bytes_whenever_it_is_written() -> None:
    for packed in (False, True):
        data = sav_bytes(WHOLE, packed=packed)[0]
        assert sav_bytes(WHOLE, packed=packed)[0] == data
        assert data[92:109] == b"01 Jan 0000:00:00"
    assert dta_bytes(WHOLE)[0] == dta_bytes(WHOLE)[0]
    assert b"<timestamp>\x1101 Jan 2000 00:00</timestamp>" in dta_bytes(WHOLE)[0]


def test_the_map_of_a_stata_file_says_where_each_part_begins() -> None:
    data, _ = dta_bytes(WHOLE)
    places = struct.unpack_from("<14Q", data, data.index(b"<map>") + 5)
    tags = ("<stata_dta>", "<map>", "<variable_types>", "<varnames>", "<sortlist>", "<formats>",
            "<value_label_names>", "<variable_labels>", "<characteristics>", "<data>", "<strls>",
            "<value_labels>", "</stata_dta>")  # fmt: skip
    for place, tag in zip(places, tags, strict=False):
        assert data[place:].startswith(tag.encode())
    assert places[13] == len(data)


def test_columns_with_the_same_labels_share_them_in_stata(tmp_path: Path) -> None:
    data, _ = dta_bytes(WHOLE)
    assert data.count(b"<lbl>") == 2
