"""Files of invented waves: they never replace what was not invented, and say what they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import openpyxl
import pytest
from made_cities import made_wave

from survey.errors import RefusedError, WrongUseError

if TYPE_CHECKING:
    from pathlib import Path


def test_files_that_are_there_are_not_replaced_unless_they_were_invented(tmp_path: Path) -> None:
    wave = made_wave("kort-form")
    wave.write(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(WrongUseError, match="there already"):
        wave.write(tmp_path)
    wave.write(tmp_path, overwrite=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_real_answers_are_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text("respondent;area\n1;a\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="not invented"):
        made_wave("kort-form").write(tmp_path, overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["answers.csv"]


def test_invented_answers_that_were_changed_are_not_replaced(tmp_path: Path) -> None:
    wave = made_wave("kort-form")
    wave.write(tmp_path)
    with (tmp_path / "answers.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(RefusedError, match=r"answers\.csv"):
        wave.write(tmp_path, overwrite=True)


def test_a_record_that_is_not_ours_allows_nothing(tmp_path: Path) -> None:
    wave = made_wave("kort-form")
    wave.write(tmp_path)
    (tmp_path / "simulated.json").write_text("[]", encoding="utf-8")
    with pytest.raises(RefusedError):
        wave.write(tmp_path, overwrite=True)


def test_what_is_written_says_that_it_is_invented(tmp_path: Path) -> None:
    wave = made_wave("kort-form")
    wave.write(tmp_path, answers=tmp_path / "answers.sav")
    record = json.loads((tmp_path / "simulated.json").read_text(encoding="utf-8"))
    assert record["simulated"] is True
    assert "answers.sav" in record["files"]
    assert b'"simulated": true' in (tmp_path / "answers.sav").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "targets.xlsx")
    for sheet in book.worksheets:
        assert "Simulerede data" in str([[c.value for c in row] for row in sheet.iter_rows()])
    for name in ("frame.csv", "sample.csv", "dispositions.csv"):
        lines = (tmp_path / name).read_text(encoding="utf-8-sig").splitlines()[1:]
        assert all("sim-" in line for line in lines)
