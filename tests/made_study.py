"""A small study whose answers have a few things wrong, and its workbook filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FORM = """
id: lille
title: {da: Lille skema, en: Small form}
languages: [da, en]
use: [safety, open]
sections:
  - id: all
    title: {da: Alt, en: All}
    questions:
      - use: safe_day
      - use: safe_evening
      - use: change_first
"""
STUDY = """
title: {da: Lille, en: Small}
areas:
  - {id: vest, label: {da: Vestparken, en: Vestparken}, role: study}
  - {id: syd, label: {da: Sydhaven, en: Sydhaven}, role: contrast}
questionnaire: form.yaml
waves:
  - {id: "2026", answers: svar.csv}
chapters:
  - {id: living, title: {da: At bo, en: Living}, questions: [safe_day]}
"""
HEAD = "svarnr;område;safe_day;safe_evening;change_first"
ROWS = [f"00{n:02};{'vest' if n % 2 else 'syd'};{n % 5 + 1};2;" for n in range(1, 41)]
WRONG = ["0041;Vesten;4;2;", "0042;syd;9;2;", "0043;syd;4;2;Ring på 20 30 40 50"]


def small_study(
    folder: Path, rows: Sequence[str] = (), *, study: str = STUDY, head: str = HEAD
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "form.yaml").write_text(FORM, encoding="utf-8")
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    lines = [head, *(rows or [*ROWS, *WRONG])]
    (folder / "svar.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def workbook_of(folder: Path, name: str = "findings.xlsx") -> Path:
    return folder / "waves" / "2026" / "checks" / name


def fill_in(path: Path, right: Mapping[tuple[str, str], object], why: str = "seen") -> None:
    """Write what is right into the cells to correct in, by respondent and column."""
    book = openpyxl.load_workbook(path)
    for row in book.worksheets[1].iter_rows(min_row=4):
        key = str(row[0].value), str(row[10].value)
        if key in right:
            row[6].value, row[7].value = right[key], why  # type: ignore[assignment]
    book.save(path)


def write_cell(path: Path, sheet: int, cell: str, value: object) -> None:
    book = openpyxl.load_workbook(path)
    book.worksheets[sheet][cell].value = value
    book.save(path)


def listed(path: Path, sheet: int = 1) -> list[tuple[str, str]]:
    """The respondents of a sheet to fill in, and the columns that are told of."""
    page = openpyxl.load_workbook(path).worksheets[sheet]
    rows = page.iter_rows(min_row=4, values_only=True)
    return [(str(row[0]), str(row[10] if sheet == 1 else row[1])) for row in rows if row[0]]
