"""Sheets and text tables as they are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from openpyxl import Workbook

from survey.errors import DataError, FileError, WrongUseError
from survey.files.data_table import Fault
from survey.files.grids import read_grids

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Titel\r\n\r\na;1,5;2,5\r\nb;3,5;4,5\r\n", [["Titel", "", ""], ["a", "1,5", "2,5"],
                                                     ["b", "3,5", "4,5"]]),
        ("Titel, 2010\na,b,c\n1,2,3\n", [["Titel", "2010", ""], ["a", "b", "c"], ["1", "2", "3"]]),
        ("a\tb\n1\t2\n", [["a", "b"], ["1", "2"]]),
        ("sep=;\na;b\n1;2\n", [["a", "b"], ["1", "2"]]),
        ('"a; b";c\n1;2\n', [["a; b", "c"], ["1", "2"]]),
        ("en\n", [["en"]]),
    ],
)  # fmt: skip
def test_lines_of_a_text_may_have_different_lengths(
    tmp_path: Path, text: str, rows: list[list[str]]
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("utf-8-sig"))
    (grid,) = read_grids(path)
    assert [[cell.text for cell in row] for row in grid.rows] == rows
    assert "a.csv" in repr(grid)


def test_places_count_all_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nTitel\n\na;b\n1;2\n", encoding="utf-8")
    (grid,) = read_grids(path)
    assert str(grid.place(2, 1, "b")).endswith("a.csv:5 (b)")
    assert str(grid.place()).endswith("a.csv")


def test_all_sheets_are_read_with_their_cells(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Et"
    book.active.append(["Titel"])
    book.active.append([None, 2010, "1.5", 2.5, "=1+1", "#N/A"])
    book.create_sheet("Skjult").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    one, two = read_grids(tmp_path / "a.xlsx")
    assert [cell.text for cell in one.rows[1]] == ["", "2010", "1.5", "2.5", "=1+1", "#N/A"]
    assert [cell.number for cell in one.rows[1]] == [False, True, False, True, False, False]
    assert one.rows[1][4].fault is Fault.FORMULA
    assert two.hidden
    assert str(one.place(1, 3)).endswith("a.xlsx (Et!D2)")
    assert str(one.place(1)).endswith("(Et!2)")


def test_other_data_files_have_one_table(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pd.DataFrame({"område": ["Nord", "Syd"], "antal": [1, 2]}).to_parquet(path)
    (grid,) = read_grids(path)
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["område", "antal"], ["Nord", "1"], ["Syd", "2"]]  # fmt: skip


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        read_grids(tmp_path)
    with pytest.raises(FileError):
        read_grids(tmp_path / "a.csv")
    with pytest.raises(WrongUseError):
        read_grids(tmp_path / "a.pdf")
    (tmp_path / "a.csv").write_text(";" * 5000 + "\n", encoding="utf-8")
    with pytest.raises(DataError):
        read_grids(tmp_path / "a.csv")
