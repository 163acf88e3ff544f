"""``survey excel`` and ``survey log``: the study as a workbook, and what was done to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import openpyxl
import pytest
from made_studies import made_study
from typed_commands import typed

import survey as sv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typed_commands import Done

COUNTS = {"a": {"q": [20, 30, 50]}, "kontrast": {"q": [50, 20, 20]}}


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Done]:
    """Run the command beside a small study, within this process."""
    monkeypatch.chdir(tmp_path)
    made_study(tmp_path / "study", COUNTS)

    return typed(monkeypatch, capsys)


def write_cell(path: Path, sheet: str, cell: str, value: object) -> None:
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(path)


def test_a_study_is_written_as_a_workbook_edited_and_read_back(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    assert run("excel", "study", language="da").out.strip() == "study/studie.xlsx"
    assert run("excel", "study", "--read").out.startswith("study.yaml says the same already")
    write_cell(tmp_path / "study" / "studie.xlsx", "Områder", "C2", "Vestparken")
    done = run("excel", "study", "--read", "--json")
    assert done.code == 0
    changes = json.loads(done.out)["changes"]
    assert [(each["what"], each["after"]) for each in changes] == [
        ("areas.a.label.en", "Vestparken")
    ]
    assert "Vestparken" in (tmp_path / "study" / "study.yaml").read_text(encoding="utf-8")


def test_a_workbook_with_an_error_changes_nothing_and_tells_sheet_and_cell(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    run("excel", "study", language="da")
    before = (tmp_path / "study" / "study.yaml").read_bytes()
    write_cell(tmp_path / "study" / "studie.xlsx", "Områder", "D2", "kontrrast")
    done = run("excel", "study", "--read", language="da")
    assert (done.code, done.out) == (1, "")
    assert "Områder!D2" in done.err
    assert "mente du" in done.err
    assert (tmp_path / "study" / "study.yaml").read_bytes() == before


def test_without_a_workbook_there_is_nothing_to_read(run: Callable[..., Done]) -> None:
    done = run("excel", "study", "--read")
    assert (done.code, done.out) == (3, "")
    assert "survey excel" in done.err


def test_a_locked_wave_stays_as_it_was_whatever_the_workbook_says(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    study = tmp_path / "study"
    run("excel", "study")
    sv.lock_wave(sv.open_study(study), "2026")
    write_cell(study / "study.xlsx", "Areas", "C2", "Vestparken")
    done = run("excel", "study", "--read")
    assert 'Locked: "2026".' in done.out
    assert sv.verify_wave(sv.open_study(study), "2026") == ()
    assert sv.open_study(study).wave("2026").plan.written.areas[0].label["en"] == "A"
    write_cell(study / "study.xlsx", "Waves", "A2", "2027")
    before = (study / "study.yaml").read_bytes()
    done = run("excel", "study", "--read")
    assert (done.code, done.out) == (3, "")
    assert "A locked wave can't be taken away" in done.err
    assert (study / "study.yaml").read_bytes() == before


def test_the_log_is_told_in_words_and_as_data(run: Callable[..., Done], tmp_path: Path) -> None:
    assert run("log", "study").out.startswith("The log is empty")
    run("wave", "lock", "study")
    run("wave", "unlock", "study", "2026", "--reason", "miskeyed")
    done = run("log", "study", language="da")
    assert [line.split("UTC  ")[1] for line in done.out.splitlines()] == [
        "Måling låst (måling 2026)",
        "Låst måling åbnet igen (måling 2026; begrundelse: miskeyed)",
    ]
    held = json.loads(run("log", "study", "--json").out)
    assert [each["event"] for each in held["entries"]] == ["wave_locked", "wave_unlocked"]
    log = tmp_path / "study" / ".survey" / "log.jsonl"
    log.write_bytes(log.read_bytes().replace(b"wave_locked", b"wave_looked"))
    done = run("log", "study")
    assert done.code == 1
    assert "wave_looked" in done.out
