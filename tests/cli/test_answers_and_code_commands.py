"""survey answers and survey code: what they say, their help, and their exit codes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import openpyxl
import pytest
from made_study import ROWS, fill_in, small_study, workbook_of

from survey.cli import main
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RIGHT = {("0041", "area"): "vest", ("0042", "safe_day"): 4, ("0043", "change_first"): "Ring"}


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
    small_study(tmp_path / "study")

    def command(*arguments: str, language: str = "en") -> Done:
        monkeypatch.setattr(sys, "argv", ["survey", *arguments])
        with language_in_force(language), pytest.raises(SystemExit) as stop:
            main()
        code = stop.value.code
        assert isinstance(code, int)
        return Done(code, *capsys.readouterr())

    return command


@pytest.mark.parametrize(
    ("command", "language", "told"),
    [
        ("answers", "en", "Read, check and correct the answers of a wave."),
        ("answers", "da", "Læs, tjek og ret svarene i en måling."),
        ("code", "en", "Code open answers"),
        ("code", "da", "Kod åbne svar"),
    ],
)
def test_the_help_is_in_the_language_asked_for(
    run: Callable[..., Done], command: str, language: str, told: str
) -> None:
    done = run(command, "--help", language=language)
    assert done.code == 0
    assert told in done.out


def test_answers_end_with_one_until_nothing_is_left(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    done = run("answers", "study")
    assert (done.code, done.err) == (1, "")
    assert done.out.splitlines() == [
        "43 respondents were read.",
        "Must be mended: Invalid answer: 2 [RESPONSES-INVALID]",
        "Look at it: May point to a person: 1 [RESPONSES-PERSON]",
        '3 things to look at: open findings.xlsx, correct in the column "Correct to", save it, and'
        " run the command again.",
        "study/waves/2026/checks/findings.xlsx",
        "study/waves/2026/checks/findings.html",
    ]
    fill_in(workbook_of(tmp_path / "study"), RIGHT)
    done = run("answers", "study", "2026", "--to", "csv,sav")
    assert (done.code, done.err) == (0, "")
    assert "3 corrections were put into the cleaning log." in done.out
    assert "study/waves/2026/answers.sav" in done.out
    with_notes = run("answers", "study", "--all")
    assert len(with_notes.out.splitlines()) > len(run("answers", "study").out.splitlines())
    assert run("report", "study", "--format", "html").code == 0


def test_answers_in_danish_are_danish(run: Callable[..., Done], tmp_path: Path) -> None:
    done = run("answers", "study", "--lang", "da")
    assert "3 ting at se på: åbn fund.xlsx, ret i kolonnen »Rettes til«" in done.out
    fill_in(workbook_of(tmp_path / "study", "fund.xlsx"), RIGHT, "set")
    done = run("answers", "study", "--lang", "da")
    assert done.code == 0
    assert "der er ikke mere at rette." in done.out


def test_the_report_says_where_wrong_answers_are_corrected(run: Callable[..., Done]) -> None:
    done = run("report", "study")
    assert done.code == 1
    assert "survey answers lists all of them with cells to correct in" in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("answers", "study", "--to", "doc"), 2, "can't be written as"),
        (("answers", "study", "--by", "colour"), 2, "no such column"),
        (("answers", "study", "2025"), 2, "2026"),
        (("answers", "gone"), 3, "gone"),
        (("code", "study", "--coders", "A,B,C"), 2, "one or two coders"),
        (("code", "gone"), 3, "gone"),
    ],
)
def test_what_cannot_be_done_is_told(
    run: Callable[..., Done], arguments: tuple[str, ...], code: int, told: str
) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (code, "")
    assert told in done.err


def test_a_cell_that_is_wrong_gives_one_and_is_named(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    run("answers", "study")
    fill_in(workbook_of(tmp_path / "study"), {("0042", "safe_day"): 77})
    done = run("answers", "study")
    assert (done.code, done.out) == (1, "")
    assert "(Answers to correct!G5)" in done.err


def test_open_answers_are_coded_in_two_steps(run: Callable[..., Done], tmp_path: Path) -> None:
    small_study(tmp_path / "study", [f"{row}Mere lys {n}" for n, row in enumerate(ROWS[:6])])
    done = run("code", "study", "--coders", "AB")
    assert (done.code, done.err) == (0, "")
    sheet = tmp_path / done.out.splitlines()[-1]
    assert run("code", "study").code == 1
    book = openpyxl.load_workbook(sheet)
    heads = next(r for r in book.worksheets[0].iter_rows() if any(c.value == "Code 1" for c in r))
    place = next(cell.column for cell in heads if cell.value == "Code 1")
    for row in range(heads[0].row + 1, book.worksheets[0].max_row + 1):
        book.worksheets[0].cell(row, place).value = 1
    book.save(sheet)
    done = run("code", "study")
    assert done.code == 0
    assert '"change_first": 6 answers are coded, 0 are left.' in done.out
