"""Data files of every format as one kind of table, and what is said of those that can't be."""

from pathlib import Path

import pytest

from survey.errors import DataError, WrongUseError
from survey.files.data_reader import read_data_table
from survey.files.data_table import EMPTY, DataTable, Stored


@pytest.fixture
def read(tmp_path: Path):
    def from_text(text: str | bytes, name: str = "svar.csv", **options: object) -> DataTable:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_data_table(path, **options)  # type: ignore[arg-type]

    return from_text


def test_cells_of_a_text_table_stay_as_they_stand(read) -> None:
    table = read("id;a;b\n007;NA;1,5\n08;;1e5\n009;NA;null\n")
    assert table.columns["id"].values == ("007", "08", "009")
    assert table.columns["a"].values == ("NA",)
    assert table.columns["a"].index.tolist() == [0, EMPTY, 0]
    assert table.columns["b"].cells() == ["1,5", "1e5", "null"]
    assert table.columns["b"].stored is Stored.TEXT


def test_a_name_with_another_ending_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="kind that can be read") as caught:
        read_data_table(tmp_path / "x.ods")
    assert ".csv" in str(caught.value.expected)


def test_a_header_alone_is_refused(read) -> None:
    with pytest.raises(DataError, match="must have rows"):
        read("id;x\n")
