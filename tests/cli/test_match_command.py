"""survey match: what it says, writes, refuses, and its exit codes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest
from openpyxl import load_workbook

from survey.cli import main
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SURE = "respondent;safe_evening;greet\n1;5;4\n2;4;1\n"
OPEN = "respondent;safe_evening;Vejret\n1;5;Sol\n2;4;Regn\n"


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Done]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "sure.csv").write_text(SURE, encoding="utf-8")
    (tmp_path / "open.csv").write_text(OPEN, encoding="utf-8")

    def command(*arguments: str, language: str = "en") -> Done:
        monkeypatch.setattr(sys, "argv", ["survey", *arguments])
        with language_in_force(language), pytest.raises(SystemExit) as stop:
            main()
        code = stop.value.code
        assert isinstance(code, int)
        return Done(code, *capsys.readouterr())

    return command


def test_a_file_that_is_sure_gives_nought(run: Callable[..., Done], tmp_path: Path) -> None:
    done = run("match", "sure.csv", "nordby-2012")
    assert (done.code, done.err) == (0, "")
    assert "3 columns were found in the questionnaire." in done.out
    assert done.out.splitlines()[-1] == "columns.xlsx"
    assert (tmp_path / "columns.xlsx").exists()


def test_a_file_that_leaves_something_open_gives_one(run: Callable[..., Done]) -> None:
    done = run("match", "open.csv", "nordby-2012", "--out", "mine.xlsx", language="da")
    assert done.code == 1
    assert "Én kolonne skal du vælge for: »Vejret«" in done.out
    assert "Sol" not in done.out


def test_a_workbook_is_not_replaced_unless_it_is_gone_on_from(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    run("match", "open.csv", "nordby-2012")
    book = load_workbook(tmp_path / "columns.xlsx")
    page = book["Columns"]
    place = [cell.value for cell in page[1]].index("Becomes") + 1
    page.cell(4, place).value = "(left out)"
    book.save(tmp_path / "columns.xlsx")
    refused = run("match", "open.csv", "nordby-2012")
    assert refused.code == 2
    assert "--previous columns.xlsx" in refused.err
    again = run("match", "open.csv", "nordby-2012", "--previous", "columns.xlsx")
    assert again.code == 0
    assert "One column is left out." in again.out
    other = run(
        "match", "open.csv", "nordby-2012", "--previous", "columns.xlsx", "--out", "next.xlsx"
    )
    assert other.code == 0


def test_danish_is_danish(run: Callable[..., Done], tmp_path: Path) -> None:
    done = run("match", "sure.csv", "nordby-2012", "--lang", "da")
    assert done.out.splitlines()[-1] == "kolonner.xlsx"
    assert load_workbook(tmp_path / "kolonner.xlsx").sheetnames[0] == "Kolonner"


def test_what_is_not_there_is_told(run: Callable[..., Done]) -> None:
    assert run("match", "gone.csv", "nordby-2012").code == 3
    assert run("match", "sure.csv", "nordby-2021").code in {2, 3}
    assert run("match", "sure.csv").code == 2
    previous = run("match", "sure.csv", "nordby-2012", "--previous", "gone.xlsx")
    assert previous.code == 3
