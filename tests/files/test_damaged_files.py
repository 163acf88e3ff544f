"""Damaged data files: refused with a sentence, or read as a whole table; never a crash."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from made_data_files import residents, write_xlsx

from survey.errors import DataError, FileError, SurveyError
from survey.files import child_process
from survey.files.data_reader import read_data_table
from survey.files.data_table import DataTable

LABELS = {"trygt": {1: "Ja", 2: "Nej", 99: "Ved ikke"}}
FORMATS = ["x.csv", "x.xlsx", "plain.sav", "row.sav", "x.zsav", "x.dta", "x.parquet"]
COUNTED = [name for name in FORMATS if name != "x.csv"]  # that say how long they are
TIMES = [25, pytest.param(400, marks=pytest.mark.slow)]


def frame() -> pd.DataFrame:
    draw = np.random.default_rng(8)
    few = residents(30)[["Boligområde", "Hvorfor?"]].set_axis(["omraade", "hvorfor"], axis=1)
    numbers = {
        "nr": np.arange(30.0),
        "vaegt": draw.random(30),
        "trygt": draw.choice([1, 2, 99], 30),
    }
    return few.assign(**numbers)


def write(path: Path) -> None:
    labelled = {"variable_value_labels": LABELS, "file_label": "Beboere"}
    if path.suffix == ".csv":
        frame().to_csv(path, sep=";", index=False)
    elif path.suffix == ".xlsx":
        write_xlsx(path, frame())
    elif path.suffix == ".parquet":
        frame().to_parquet(path)
    elif path.suffix == ".dta":
        pyreadstat.write_dta(frame(), path, **labelled)
    else:
        kinds = {"row.sav": {"row_compress": True}, "x.zsav": {"compress": True}}
        missing = {"trygt": [99]}
        pyreadstat.write_sav(
            frame(), path, missing_ranges=missing, **labelled, **kinds.get(path.name, {})
        )


@cache
def whole(name: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()


@pytest.fixture(autouse=True)
def processes_that_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new process after each damaged file would take most of the time."""
    monkeypatch.setattr(child_process._PROCESSES, "careful", False)


def read(path: Path, data: bytes) -> DataTable | SurveyError:
    path.write_bytes(data)
    try:
        found: DataTable | SurveyError = read_data_table(path)
    except (DataError, FileError) as error:
        found = error
    assert sound(found) if isinstance(found, DataTable) else str(path) in str(found.where)
    return found


def sound(table: DataTable) -> bool:
    """Whether a table is one: as many cells in each column, all of them among its values."""
    return bool(table.columns) and all(
        name == column.name.strip() != ""
        and len(column.index) == table.rows > 0
        and -1 <= column.index.min() <= column.index.max() < len(column.values)
        and len(set(column.values)) == len(column.values)
        and all(isinstance(value, str) and value for value in column.values)
        for name, column in table.columns.items()
    )


def texts(table: DataTable | SurveyError) -> dict[str, list[str]]:
    assert isinstance(table, DataTable)
    return {name: column.cells() for name, column in table.columns.items()}


def changed(data: bytes, draw: np.random.Generator, most: int) -> bytes:
    result = bytearray(data)
    for _ in range(int(draw.integers(1, most + 1))):
        result[int(draw.integers(0, len(result)))] ^= int(draw.integers(1, 256))
    return bytes(result)


@pytest.mark.parametrize("name", FORMATS)
def test_a_whole_file_of_each_format_holds_the_same_table(name: str, tmp_path: Path) -> None:
    table = read(tmp_path / name, whole(name))
    assert isinstance(table, DataTable)
    assert list(table.columns) == list(frame().columns)
    assert table.columns["hvorfor"].cells() == frame()["hvorfor"].tolist()
    assert [float(cell) for cell in table.columns["trygt"].cells()] == frame()["trygt"].tolist()


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("name", COUNTED)
def test_a_file_that_is_cut_off_is_never_read_as_a_shorter_one(
    name: str, times: int, tmp_path: Path
) -> None:
    data, full = whole(name), read(tmp_path / name, whole(name))
    for length in np.linspace(0, len(data) - 1, times).astype(int).tolist():
        found = read(tmp_path / name, data[:length])
        if isinstance(found, DataTable):  # only the mark of the end is missing
            assert len(data) - length <= 8
            assert texts(found) == texts(full)


@pytest.mark.parametrize("times", TIMES)
def test_a_text_table_that_is_cut_off_loses_rows_at_its_end_only(
    times: int, tmp_path: Path
) -> None:
    data, full = whole("x.csv"), read(tmp_path / "x.csv", whole("x.csv"))
    assert isinstance(full, DataTable)
    for length in np.linspace(0, len(data) - 1, times).astype(int).tolist():
        table = read(tmp_path / "x.csv", data[:length])
        if isinstance(table, DataTable):
            cells = table.columns["nr"].cells()
            assert cells[:-1] == full.columns["nr"].cells()[: len(cells) - 1]


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("most", [1, 6], ids=["one byte", "several bytes"])
@pytest.mark.parametrize("name", FORMATS)
def test_changed_bytes_give_a_sentence_or_a_whole_table(
    name: str, most: int, times: int, tmp_path: Path
) -> None:
    draw = np.random.default_rng(most)
    for _ in range(times):
        read(tmp_path / name, changed(whole(name), draw, most))


@pytest.mark.parametrize("name", COUNTED)
def test_a_good_file_is_read_after_damaged_ones(name: str, tmp_path: Path) -> None:
    draw = np.random.default_rng(3)
    for _ in range(3):
        read(tmp_path / name, changed(whole(name), draw, 40))
    assert isinstance(read(tmp_path / name, whole(name)), DataTable)
