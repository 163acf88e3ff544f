"""What goes wrong at a desk: each accident is said in a sentence, and nothing is lost."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from made_studies import made_study, without_pictures

import survey.files.atomic
from survey.cli import main
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from collections.abc import Callable

COUNTS = {"a": {"q": [20, 30, 50]}, "b": {"q": [45, 35, 40]}, "kontrast": {"q": [50, 20, 20]}}
OWN_FOLDER = ".survey"
WITH_A_WAVE = ("report", "tables", "plan", "sample", "answers", "status", "wave lock")
WRITING = ("report", "tables", "plan", "sample", "answers")


class Done(NamedTuple):
    """What a run of the command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with a list of dwellings, copied for each accident."""
    plan = {"difference": 0.3, "response_rate": 0.9}
    wave = {"id": "2026", "answers": "svar.csv", "counts": "antal", "plan": plan}
    root = made_study(tmp_path_factory.mktemp("made") / "nordby", COUNTS, waves=[wave])
    rows = ["bolignr;område"]
    for area in COUNTS:
        rows += [f"{area}{number:03};{area}" for number in range(400)]
    folder = root / "waves/2026"
    folder.mkdir(parents=True)
    (folder / "frame.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return root


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "nordby")


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Done]:
    """Run the command in the folder of the study's folder, in Danish."""
    monkeypatch.chdir(tmp_path)
    without_pictures(monkeypatch)

    def command(*arguments: str, language: str = "da") -> Done:
        monkeypatch.setattr(sys, "argv", ["survey", *arguments])
        with language_in_force(language), pytest.raises(SystemExit) as stop:
            main()
        assert isinstance(stop.value.code, int)
        done = Done(stop.value.code, *capsys.readouterr())
        assert "Traceback" not in done.err
        return done

    return command


def files_in(root: Path) -> dict[str, bytes]:
    """All files of a study but for what the package keeps for itself."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and OWN_FOLDER not in path.parts
    }


def arguments_of(command: str, *more: str) -> list[str]:
    formats = {"report": "html", "tables": "xlsx,txt"}
    asked = ("--format", formats[command]) if command in formats else ()
    return [*command.split(), "nordby", *more, *asked]


# Where and what


@pytest.mark.parametrize("command", WITH_A_WAVE)
def test_a_wrong_folder_is_named_with_the_one_that_was_meant(
    study: Path, run: Callable[..., Done], command: str
) -> None:
    done = run(*command.split(), "norby")
    assert (done.code, done.out) == (3, "")
    assert "Mappen »norby« skal findes" in done.err
    assert "mente du »nordby«?" in done.err
    (study.parent / "tom").mkdir()
    done = run(*command.split(), "tom")
    assert done.code == 3
    assert "study.yaml" in done.err


@pytest.mark.parametrize("command", ["status", "check", "report", "new", "demo"])
def test_a_name_that_no_disk_takes_is_said_and_is_not_our_mistake(
    run: Callable[..., Done], command: str
) -> None:
    done = run(command, "b" * 300)
    assert done.code == 3
    assert "Stien kan ikke være så lang." in done.err
    assert "flyt undersøgelsen tættere på" in done.err


def test_a_folder_that_may_not_be_entered_is_said_and_is_not_our_mistake(
    run: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, **_: bool) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", refuse)
    done = run("status", "lukket/nordby")
    assert done.code == 3
    assert "Du skal have adgang" in done.err
    assert "lukket/nordby" in done.err


@pytest.mark.parametrize("command", ["report", "tables", "answers"])
def test_a_file_of_answers_that_is_not_there_is_named(
    study: Path, run: Callable[..., Done], command: str
) -> None:
    (study / "svar.csv").unlink()
    before = files_in(study)
    done = run(*arguments_of(command))
    assert (done.code, done.out) == (3, "")
    assert "svar.csv" in done.err
    assert "Målingen »2026«" in done.err
    assert files_in(study) == before


def test_a_list_of_dwellings_that_is_not_there_is_named(
    study: Path, run: Callable[..., Done]
) -> None:
    (study / "waves/2026/frame.csv").unlink()
    done = run("sample", "nordby")
    assert done.code == 3
    assert "»waves/2026/frame.csv«" in done.err


@pytest.mark.parametrize("command", ["report", "tables"])
def test_a_misspelled_area_in_the_answers_is_told_with_the_right_one(
    study: Path, run: Callable[..., Done], command: str
) -> None:
    path = study / "svar.csv"
    path.write_text(path.read_text("utf-8").replace("kontrast", "kontrsat"), encoding="utf-8")
    before = files_in(study)
    done = run(*arguments_of(command))
    assert done.code in (1, 3)
    assert "»kontrsat«" in done.err
    assert "mente du »kontrast«?" in done.err
    assert files_in(study) == before


def test_a_misspelled_area_wave_or_command_is_told_with_the_right_one(
    study: Path, run: Callable[..., Done]
) -> None:
    assert study.exists()
    done = run("plan", "nordby", "--contrast", "kontrsat")
    assert (done.code, done.out) == (2, "")
    assert "»kontrsat«" in done.err
    assert "mente du »Kontrast«?" in done.err
    done = run("report", "nordby", "2062")
    assert done.code == 2
    assert "»2026«" in done.err
    assert "mente du »sample«?" in run("smaple", "nordby").err
    assert "mente du »lock«?" in run("wave", "lok", "nordby").err


def test_windows_line_ends_and_marks_change_nothing(study: Path, run: Callable[..., Done]) -> None:
    assert run("tables", "nordby", "--format", "txt", "--out", "ud").code == 0
    plain = (study.parent / "ud/tables.txt").read_text(encoding="utf-8")
    for path in (study / "study.yaml", study / "skema.yaml", study / "svar.csv"):
        data = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + data)
    assert run("tables", "nordby", "--format", "txt", "--out", "ud").code == 0
    again = (study.parent / "ud/tables.txt").read_text(encoding="utf-8")
    assert tables_alone(again) == tables_alone(plain)


def tables_alone(text: str) -> str:
    """The text without the hashes of the files."""
    return "\n".join(line for line in text.splitlines() if "SHA-256" not in line)


# Open elsewhere, full, closed


@pytest.mark.parametrize(
    ("command", "written", "lock", "program"),
    [
        ("report", "report/2026-da/tables.xlsx", "~$tables.xlsx", "Excel"),
        ("tables", "tables/2026-da/tables.xlsx", "~$tables.xlsx", "Excel"),
        ("tables", "tables/2026-da/tables.xlsx", ".~lock.tables.xlsx#", "LibreOffice"),
        ("plan", "waves/2026/plan.xlsx", "~$plan.xlsx", "Excel"),
        ("sample --overwrite --seed 7", "waves/2026/sample.xlsx", "~$sample.xlsx", "Excel"),
        ("answers", "waves/2026/{checks}", "~${name}", "Excel"),
    ],
)
def test_a_workbook_that_is_open_is_to_be_closed_first(
    study: Path, run: Callable[..., Done], command: str, written: str, lock: str, program: str
) -> None:
    first = command.split(maxsplit=1)[0]
    assert run(*arguments_of(first)).code in (0, 1)
    path = study / written
    if "{checks}" in written:
        path = next((study / "waves/2026").rglob("*.xlsx"))
    lock = lock.replace("{name}", path.name)
    path.with_name(lock).write_bytes(b"x")
    change = study / "svar.csv"
    change.write_text(change.read_text("utf-8").replace(",20\n", ",21\n"), encoding="utf-8")
    before = files_in(study)
    name, *more = command.split()
    again = ("--again",) if name == "report" else ()
    done = run(*arguments_of(name, *more, *again))
    assert (done.code, done.out) == (3, "")
    assert f"Luk {path.name} i {program}, og kør igen. Intet er ændret." in done.err
    assert files_in(study) == before
    path.with_name(lock).unlink()
    assert run(*arguments_of(name, *more, *again)).code in (0, 1)


ACCIDENTS = {
    "disk": (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), 3, "Disken er fuld"),
    "closed": (PermissionError(errno.EACCES, os.strerror(errno.EACCES)), 3, "må ikke skrive"),
    "stopped": (KeyboardInterrupt(), 130, "Afbrudt"),
}


@pytest.mark.parametrize("command", WRITING)
@pytest.mark.parametrize("accident", ACCIDENTS)
@pytest.mark.parametrize("nth", [1, 2])
def test_what_stops_the_writing_is_said_and_leaves_all_as_it_was(
    study: Path,
    run: Callable[..., Done],
    command: str,
    accident: str,
    nth: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    error, code, words = ACCIDENTS[accident]
    before = files_in(study)
    writes = survey.files.atomic._write_new
    count = 0

    def stopped(path: Path, *rest: object, **more: object) -> None:
        nonlocal count
        if OWN_FOLDER not in path.parts:
            count += 1
            if count == nth:
                raise error
        writes(path, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(survey.files.atomic, "_write_new", stopped)
    done = run(*arguments_of(command))
    assert count >= nth
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert files_in(study) == before


# Locked, newer


@pytest.mark.parametrize("command", ["plan", "sample", "answers"])
def test_a_locked_wave_is_left_alone(study: Path, run: Callable[..., Done], command: str) -> None:
    assert run("wave", "lock", "nordby").code == 0
    before = files_in(study)
    done = run(*arguments_of(command))
    assert (done.code, done.out) == (3, "")
    assert "låst" in done.err
    assert "survey wave unlock" in done.err
    assert files_in(study) == before
    assert run(*arguments_of("report", "--out", "ud")).code == 0


@pytest.mark.parametrize("command", WITH_A_WAVE)
def test_a_study_of_a_newer_version_is_not_touched(
    study: Path, run: Callable[..., Done], command: str
) -> None:
    path = study / "study.yaml"
    path.write_text(path.read_text("utf-8").rstrip().removesuffix("}") + ', "version": 99}\n'
                    if path.read_text("utf-8").startswith("{")
                    else path.read_text("utf-8") + "version: 99\n", encoding="utf-8")  # fmt: skip
    before = files_in(study)
    done = run(*arguments_of(command))
    assert done.code in (1, 3)
    assert done.out == ""
    assert "99" in done.err
    assert "opdater" in done.err
    assert files_in(study) == before
