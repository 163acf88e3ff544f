"""``survey diff`` and ``survey lock``: what they say, what they write, their exit codes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from survey.cli import main
from survey.language.catalogue import language_in_force
from survey.questionnaire.exchange.workbook_writer import write_questionnaire_workbook
from survey.questionnaire.reader import read_questionnaire

if TYPE_CHECKING:
    from collections.abc import Callable

WAVES = Path(__file__).resolve().parents[1] / "questionnaire" / "waves"
OLD, NEW = str(WAVES / "area-2010.yaml"), str(WAVES / "area-2012.yaml")


class Done(NamedTuple):
    """What a run of the command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Done]:
    """Run the command in an empty folder, within this process."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, language: str = "en") -> Done:
        monkeypatch.setattr(sys, "argv", ["survey", *arguments])
        with language_in_force(language), pytest.raises(SystemExit) as stop:
            main()
        return Done(int(stop.value.code or 0), *capsys.readouterr())

    return command


def test_undecided_questions_make_the_exit_code_1(run: Callable[..., Done]) -> None:
    run("lock", OLD, "--wave", "2010")
    done = run("diff", "area-2010-2010.lock.json", NEW)
    assert done.code == 1
    assert "? wording" in done.out
    assert "and nobody has said whether the meaning is the same." in done.out
    assert done.out.splitlines()[-1] == (
        "13 of 29 questions of 2010 can be compared with area-2012 as they are; 2 recoded, "
        "9 broken, 5 undecided."
    )
    assert done.err == ""


def test_a_questionnaire_and_itself_make_the_exit_code_0(run: Callable[..., Done]) -> None:
    done = run("diff", "copenhagen-1968", "copenhagen-1968")
    assert done.code == 0
    assert len(done.out.splitlines()) == 1
    listed = run("diff", "copenhagen-1968", "copenhagen-1968", "--all")
    assert "= satisfaction" in listed.out


def test_the_comparison_speaks_danish(run: Callable[..., Done]) -> None:
    run("lock", OLD, "--wave", "2010")
    done = run("diff", "area-2010-2010.lock.json", NEW, "--lang", "da")
    assert "✕ filter_changed" in done.out
    assert "Stilles til andre end før." in done.out


def test_names_files_workbooks_and_locks_can_be_compared(run: Callable[..., Done]) -> None:
    write_questionnaire_workbook(read_questionnaire(NEW), "ny.xlsx", language="da")
    run("lock", NEW, "--wave", "2012", "--out", "ny.json")
    assert run("diff", OLD, NEW).out == run("diff", OLD, "ny.xlsx").out
    assert run("diff", OLD, "ny.json").code == 1


def test_the_page_is_written_where_it_is_asked_for(run: Callable[..., Done]) -> None:
    done = run("diff", OLD, NEW, "--out", "side.html", "--lang", "da")
    assert done.out.splitlines()[-1] == "side.html"
    assert "Kan area-2010 og area-2012 sammenlignes?" in Path("side.html").read_text("utf-8")


def test_a_record_of_another_wave_is_said(run: Callable[..., Done]) -> None:
    run("lock", OLD, "--wave", "2009")
    done = run("diff", "area-2010-2009.lock.json", NEW)
    assert "LOCK-SINCE-OTHER" in done.err


def test_a_lock_is_written_and_what_was_locked_stays(run: Callable[..., Done]) -> None:
    assert run("lock", OLD, "--wave", "2010").out == "area-2010-2010.lock.json\n"
    held = Path("area-2010-2010.lock.json").read_bytes()
    assert run("lock", OLD, "--wave", "2010").code == 0
    again = run("lock", NEW, "--wave", "2012", "--out", "area-2010-2010.lock.json")
    assert again.code == 2
    assert "where something else lies already" in again.err
    Path("other.json").write_text("{}")
    assert run("lock", NEW, "--wave", "2012", "--out", "other.json").code == 2
    assert Path("area-2010-2010.lock.json").read_bytes() == held


def test_a_lock_is_verified(run: Callable[..., Done]) -> None:
    run("lock", OLD, "--wave", "2010", "--out", "lock.json")
    assert run("lock", OLD, "--verify", "lock.json").code == 0
    changed = Path(OLD).read_text("utf-8").replace("Hvor gammel er du?", "Hvad er din alder?")
    Path("changed.yaml").write_text(changed, "utf-8")
    done = run("lock", "changed.yaml", "--verify", "lock.json")
    assert done.code == 1
    assert 'changed.yaml:32 (questions.0.text.da): wording of "age" in da changed' in done.out


@pytest.mark.parametrize("arguments", [(), ("--wave", "2010", "--verify", "lock.json")])
def test_a_lock_is_either_made_or_verified(
    run: Callable[..., Done], arguments: tuple[str, ...]
) -> None:
    done = run("lock", OLD, *arguments)
    assert done.code == 2
    assert "Either --wave or --verify must be given" in done.err


def test_a_lock_that_was_edited_is_refused(run: Callable[..., Done]) -> None:
    run("lock", OLD, "--wave", "2010", "--out", "lock.json")
    path = Path("lock.json")
    path.write_text(path.read_text("utf-8").replace("Hvor gammel er du?", "Alder?"), "utf-8")
    done = run("diff", "lock.json", NEW)
    assert done.code == 3
    assert 'changed after it was written: "age"' in done.err


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("command", ["diff", "lock"])
def test_each_command_has_its_help_with_an_example(
    run: Callable[..., Done], command: str, language: str
) -> None:
    done = run(command, "--help", language=language)
    assert done.code == 0
    assert f"survey {command} " in done.out.splitlines()[-1]
