"""Rows of a log that were prepared and not used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from survey.fieldwork.reading import read_dispositions
from survey.findings import FindingsError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "bolig;område;dato;måde;resultat;interviewer\n"


def log(folder: Path, *rows: str) -> Path:
    path = folder / "log.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_a_row_without_date_and_result_is_no_attempt(tmp_path: Path) -> None:
    path = log(tmp_path, "1;A;2026-09-01;dør;besvaret;Bo", "2;A;;dør;;", "3;B;;dør;;Bo")
    found = read_dispositions(path, closed=False)
    assert found.units is not None
    assert found.attempts is not None
    assert found.units["outcome"].tolist() == ["complete", "pending", "pending"]
    assert found.units["attempts"].tolist() == [1, 0, 0]
    assert len(found.attempts) == 1
    assert any(note.code == "DISPOSITIONS-NOT-MADE" for note in found.notes)


def test_a_row_with_one_of_them_is_one_and_keeps_its_line(tmp_path: Path) -> None:
    path = log(tmp_path, "1;A;;dør;;", "2;A;;dør;besvaret;Bo")
    with pytest.raises(FindingsError, match=r"log\.csv:3 "):
        read_dispositions(path)


def test_a_log_without_any_attempt_is_refused_with_its_lines(tmp_path: Path) -> None:
    with pytest.raises(FindingsError, match="must have a date"):
        read_dispositions(log(tmp_path, "1;A;;dør;;"))


def test_the_head_of_a_sheet_is_found_though_a_row_has_more_known_words(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Bolig", "Område", "Dato", "Resultat"])
    book.active.append(["7", "A", "2026-09-02", "afslag"])
    book.save(tmp_path / "log.xlsx")
    found = read_dispositions(tmp_path / "log.xlsx")
    assert found.units is not None
    assert found.units["outcome"].tolist() == ["refusal"]
