"""Labelled files: what they hold, and that nothing but our own errors comes of damaged ones."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from survey.errors import FileError, SurveyError, WrongUseError
from survey.files import labelled_reader
from survey.files.labelled_reader import read_labelled
from survey.language.catalogue import language_in_force


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": [9007199254740991.0, 2, 3, 4],
            "q": [1, 2, 99, np.nan],
            "half": [0.5, 1, 2, np.nan],
            "words": ["007", "blåbærgrød", "", "a"],
            "day": pd.to_datetime(["2010-05-01", "2011-01-01", None, "2012-02-29"]).date,
            "moment": pd.to_datetime(["2010-05-01 12:30", "2011-01-01 00:00", None, None],
                                     format="ISO8601"),
        }
    )  # fmt: skip


def written(path: Path, **options: Any) -> Path:
    pyreadstat.write_sav(
        frame(),
        path,
        file_label="Beboere 2010",
        column_labels=["Nr.", "Spørgsmål 1", "", "Egne ord", "Dag", "Øjeblik"],
        variable_value_labels={"q": {1: "Ja", 2: "Nej", 99: "Ved ikke"}},
        missing_ranges={"q": [99, {"lo": -9, "hi": -1}]},
        variable_measure={"q": "ordinal"},
        **options,
    )
    return path


@pytest.fixture(params=["plain.sav", "row.sav", "whole.zsav"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    name = request.param
    kinds = {"row.sav": {"row_compress": True}, "whole.zsav": {"compress": True}}
    return written(tmp_path / name, **kinds.get(name, {}))


def damaged(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        found = read_labelled(path)
    except SurveyError as error:
        assert isinstance(error, FileError)  # noqa: PT017 - it may also be read
        return
    assert len(found.frame) == found.rows


def test_a_file_of_spss_is_read_with_all_that_it_says(file: Path) -> None:
    found = read_labelled(file)
    assert (found.rows, found.file_label) == (4, "Beboere 2010")
    assert found.labels["q"] == "Spørgsmål 1"
    assert found.value_labels["q"] == {1.0: "Ja", 2.0: "Nej", 99.0: "Ved ikke"}
    assert [tuple(span) for span in found.missing["q"]] == [(-9, -1), (99, 99)]
    assert 99 in found.missing["q"][1]
    assert found.measures["q"] == "ordinal"
    assert found.multiple_sets == ()
    assert repr(found) == "LabelledFile(4 rows, 6 columns)"


def test_whole_numbers_stay_whole_texts_stay_texts_and_dates_become_iso(file: Path) -> None:
    found = read_labelled(file).frame
    assert found["id"].tolist() == [9007199254740991, 2, 3, 4]
    assert found["q"].dropna().tolist() == [1, 2, 99]
    assert found["q"].isna().tolist() == [False, False, False, True]
    assert found["half"].dropna().tolist() == [0.5, 1.0, 2.0]
    assert found["words"].tolist() == ["007", "blåbærgrød", "", "a"]
    assert found["day"].tolist() == ["2010-05-01", "2011-01-01", "", "2012-02-29"]
    assert found["moment"].tolist()[:2] == ["2010-05-01T12:30:00", "2011-01-01T00:00:00"]


def test_a_file_of_stata_keeps_its_letters_for_missing_numbers(tmp_path: Path) -> None:
    path = tmp_path / "x.dta"
    rows = pd.DataFrame({"q": [1, "a", "b", np.nan], "s": ["a", "b", "", "c"]})
    labels = {"q": {1: "Ja", "a": "Ved ikke"}}
    pyreadstat.write_dta(rows, path, missing_user_values={"q": ["a", "b"]},
                         variable_value_labels=labels)  # fmt: skip
    found = read_labelled(path)
    assert {letter: rows.tolist() for letter, rows in found.columns["q"].letters.items()} == {
        "a": [1],
        "b": [2],
    }
    assert found.frame["q"].isna().tolist() == [False, True, True, True]
    assert found.value_labels["q"] == {1.0: "Ja", "a": "Ved ikke"}
    assert found.frame["s"].tolist() == ["a", "b", "", "c"]


def test_dates_of_stata_are_counted_from_1960(tmp_path: Path) -> None:
    path = tmp_path / "x.dta"
    pyreadstat.write_dta(pd.DataFrame({"day": frame()["day"]}), path)
    assert read_labelled(path).frame["day"].tolist()[0] == "2010-05-01"


def test_a_file_that_is_cut_off_is_refused_wherever_it_is_cut(file: Path) -> None:
    data = file.read_bytes()
    for length in np.linspace(0, len(data) - 1, 12).astype(int).tolist():
        file.write_bytes(data[:length])
        with pytest.raises(FileError, match=r"cut off|empty|no SPSS file"):
            read_labelled(file)


def test_rows_that_are_missing_are_said_to_be(tmp_path: Path) -> None:
    path = written(tmp_path / "x.sav")
    path.write_bytes(path.read_bytes()[:-8])
    with language_in_force("da"), pytest.raises(FileError, match="filen er afkortet") as caught:
        read_labelled(path)
    assert caught.value.where == str(path)


def test_fewer_rows_than_the_file_says_are_refused(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[80:84] = (5).to_bytes(4, "little")
    file.write_bytes(data)
    with pytest.raises(FileError, match="can't be read"):
        read_labelled(file)


def test_a_file_that_crashes_the_program_that_reads_it_is_only_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.sav"
    pyreadstat.write_sav(pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]}), path,
                         variable_value_labels={"a": {1: "Ja"}}, row_compress=True)  # fmt: skip
    whole = path.read_bytes()
    for place in range(176, min(len(whole), 520), 23):
        changed = bytearray(whole)
        changed[place] ^= 0xFF
        damaged(path, bytes(changed))


def test_a_process_that_dies_gives_a_plain_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child.py"
    child.write_text("import os\nos.abort()\n")
    monkeypatch.setattr(labelled_reader, "_CHILD", child)
    with language_in_force("da"), pytest.raises(FileError, match="kan ikke læses"):
        read_labelled(written(tmp_path / "x.sav"))


def test_a_process_that_writes_rubbish_gives_the_same_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child.py"
    monkeypatch.setattr(labelled_reader, "_CHILD", child)
    described = '{"bytes": 0, "columns": [{}], "sets": []}'
    for line in ("", "{}", "[1]", '{"bytes": 9}', '{"bytes": 0}', '{"bytes": "x"}', described):
        child.write_text(f"print({line!r})")
        with pytest.raises(FileError, match="can't be read"):
            read_labelled(written(tmp_path / "x.sav"))


def test_what_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = tmp_path / "child.py"
    child.write_text("import time\ntime.sleep(30)\n")
    monkeypatch.setattr(labelled_reader, "_CHILD", child)
    with pytest.raises(FileError, match="too long"):
        read_labelled(written(tmp_path / "x.sav"), seconds=0.5)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_what_takes_too_much_memory_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.sav"
    pyreadstat.write_sav(pd.DataFrame({"x": np.arange(300_000.0)}), path, row_compress=True)
    monkeypatch.setattr(labelled_reader, "_MEMORY", 50_000_000)
    with pytest.raises(FileError, match=r"memory|can't be read"):
        read_labelled(path)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.sav", b"", "empty"),
        ("x.sav", b"PK\x03\x04" + bytes(90), "no SPSS file"),
        ("x.dta", b"$FL2" + bytes(90), "no Stata file"),
        ("x.sav", b"$FL2", "cut off"),
        ("x.dta", b"<stata_dta>" + bytes(40), "cut off"),
    ],
)
def test_files_of_another_kind_are_told(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(FileError, match=said):
        read_labelled(path)


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="labelled file") as caught:
        read_labelled(tmp_path / "x.csv")
    assert caught.value.expected == "a file that ends in .sav, .zsav, .dta"


def test_a_file_without_rows_has_none(tmp_path: Path) -> None:
    path = tmp_path / "x.sav"
    pyreadstat.write_sav(frame().head(0), path)
    assert read_labelled(path).rows == 0


@pytest.mark.slow
def test_no_change_of_a_few_bytes_brings_us_down(file: Path) -> None:
    whole = file.read_bytes()
    draw = np.random.default_rng(5)
    for _ in range(100):
        changed = bytearray(whole)
        for _ in range(int(draw.integers(1, 5))):
            changed[int(draw.integers(0, len(changed)))] = int(draw.integers(0, 256))
        damaged(file, bytes(changed))
