"""The command: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "copenhagen-housing"
ENDS = ("out", "err")
ENVIRONMENT = {"SURVEY_LANG": "en", "PYTHONUTF8": "1"}
ONE_START = """
import json, os, sys
import survey.cli
import survey.study.study

codes = []
for folder, arguments, environment in json.loads(sys.argv[1]):
    os.makedirs(folder, exist_ok=True)
    child = os.fork()
    if not child:
        os.chdir(folder)
        for stream, end in ((1, "out"), (2, "err")):
            os.dup2(os.open(f"{len(codes)}.{end}", os.O_CREAT | os.O_WRONLY), stream)
        os.environ.update(environment)
        sys.argv[1:] = arguments
        survey.cli.main()
    codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
print(json.dumps(codes))
"""
Done = subprocess.CompletedProcess[str]


def survey(*arguments: str, cwd: Path, **environment: str) -> Done:
    return subprocess.run(
        [sys.executable, "-m", "survey.cli", *arguments],
        cwd=cwd,
        env=os.environ | ENVIRONMENT | environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


WRONG = [
    (("report", "nowhere"), 3, "nowhere"),
    (("report",), 2, "STUDY"),
    (("reprot", "x"), 2, "report"),
    (("report", str(EXAMPLE), "--lagn", "da"), 2, "--lang"),
    (("report", str(EXAMPLE), "2010"), 2, "1968"),
    (("report", str(EXAMPLE), "--lang", "sv"), 2, "da"),
    (("report", str(EXAMPLE), "--format", "pfd"), 2, "html"),
]
DEBUGGED = ("report", "nowhere", "--debug")
IN_DANISH = ("report", "ingen", "--lang", "da")
OUT = ("report", str(EXAMPLE), "1968", "--out", "here/report")
AGAIN = ("demo", "--no-open")
Run = tuple[str, tuple[str, ...]]
"""A folder, and the arguments given in it."""


def demo(language: str) -> Run:
    return f"demo-{language}", ("demo", "--no-open", "--lang", language)


def helped(language: str) -> Run:
    return f"help-{language}", ("--help",)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("many")


@pytest.fixture(scope="module")
def done_with(base: Path) -> dict[Run, Done]:
    """The command in a process of its own for each of many arguments, all from one start."""
    runs: dict[Run, dict[str, str]] = {("", each): {} for each, _, _ in WRONG}
    runs |= {("", DEBUGGED): {}, ("", IN_DANISH): {}, ("out", OUT): {}}
    for language in ("da", "en"):
        runs |= {demo(language): {}, (demo(language)[0], AGAIN): {}}
        runs |= {helped(language): {"SURVEY_LANG": language}}
    folders = [base / folder for folder, _ in runs]
    asked = [(str(f), run[1], env) for f, (run, env) in zip(folders, runs.items(), strict=True)]
    started = subprocess.run(
        [sys.executable, "-c", ONE_START, json.dumps(asked)],
        env=os.environ | ENVIRONMENT,
        cwd=base,
        stdout=subprocess.PIPE,
        check=True,
    )
    found = {}
    for place, (run, code) in enumerate(zip(runs, json.loads(started.stdout), strict=True)):
        said = ((folders[place] / f"{place}.{end}").read_text("utf-8") for end in ENDS)
        found[run] = Done(run[1], code, *said)
    return found


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_demo_ends_with_the_paths_of_a_report(
    base: Path, done_with: dict[Run, Done], language: str
) -> None:
    done = done_with[demo(language)]
    assert done.returncode == 0, done.stderr
    paths = done.stdout.split("\n")[-6:-1]
    names = ["report.html", "report.docx", "report.pdf", "tables.xlsx", "manifest.json"]
    assert [Path(path).name for path in paths] == names
    folder = demo(language)[0]
    assert all((base / folder / path).is_file() for path in paths)
    again = done_with[folder, AGAIN]
    assert again.returncode == 2
    assert "already" in again.stderr


def test_a_report_can_go_to_a_folder_of_ones_own(base: Path, done_with: dict[Run, Done]) -> None:
    done = done_with["out", OUT]
    assert done.returncode == 0, done.stderr
    assert (base / "out" / "here" / "report" / "report.html").is_file()


@pytest.mark.parametrize(("arguments", "code", "words"), WRONG)
def test_wrong_use_is_said_in_a_sentence_without_a_traceback(
    done_with: dict[Run, Done], arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = done_with["", arguments]
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_debug_shows_the_traceback(done_with: dict[Run, Done]) -> None:
    assert done_with["", DEBUGGED].returncode != 0
    assert "Traceback" in done_with["", DEBUGGED].stderr


def test_errors_speak_the_language_asked_for(done_with: dict[Run, Done]) -> None:
    assert "Mappen »ingen« skal findes" in done_with["", IN_DANISH].stderr


@pytest.mark.parametrize(
    ("language", "there", "absent"),
    [("da", "Kommandoer:", "Commands:"), ("en", "Commands:", "Kommandoer:")],
)
def test_help_speaks_the_language_asked_for(
    done_with: dict[Run, Done], language: str, there: str, absent: str
) -> None:
    done = done_with[helped(language)]
    assert done.returncode == 0
    assert there in done.stdout
    assert absent not in done.stdout


def test_a_narrow_character_set_of_the_terminal_is_no_hindrance(tmp_path: Path) -> None:
    narrow = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = survey("report", "ingen", "--lang", "da", cwd=tmp_path, **narrow)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert "ingen" in done.stderr
