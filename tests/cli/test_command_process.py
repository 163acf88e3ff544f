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
ONE_START = """
import json, os, sys
import survey.cli

codes = []
for place, arguments in enumerate(json.loads(sys.argv[1])):
    child = os.fork()
    if not child:
        for stream, end in ((1, "out"), (2, "err")):
            os.dup2(os.open(f"{place}.{end}", os.O_CREAT | os.O_WRONLY), stream)
        sys.argv[1:] = arguments
        survey.cli.main()
    codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
print(json.dumps(codes))
"""


def survey(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "survey.cli", *arguments],
        cwd=cwd,
        env=os.environ | {"SURVEY_LANG": "en", "PYTHONUTF8": "1"} | environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_demo_ends_with_the_paths_of_a_report(tmp_path: Path, language: str) -> None:
    done = survey("demo", "--no-open", "--lang", language, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    paths = done.stdout.split("\n")[-6:-1]
    names = ["report.html", "report.docx", "report.pdf", "tables.xlsx", "manifest.json"]
    assert [Path(path).name for path in paths] == names
    assert all((tmp_path / path).is_file() for path in paths)
    again = survey("demo", "--no-open", cwd=tmp_path)
    assert again.returncode == 2
    assert "already" in again.stderr


def test_a_report_can_go_to_a_folder_of_ones_own(tmp_path: Path) -> None:
    done = survey("report", str(EXAMPLE), "1968", "--out", "here/report", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "here" / "report" / "report.html").is_file()


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


@pytest.fixture(scope="module")
def done_with(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[tuple[str, ...], subprocess.CompletedProcess[str]]:
    """The command in a process of its own for each of many arguments, all from one start."""
    folder = tmp_path_factory.mktemp("many")
    many = [*(arguments for arguments, _, _ in WRONG), DEBUGGED, IN_DANISH]
    if not hasattr(os, "fork"):
        return {each: survey(*each, cwd=folder) for each in many}
    done = subprocess.run(
        [sys.executable, "-c", ONE_START, json.dumps(many)],
        cwd=folder,
        env=os.environ | {"SURVEY_LANG": "en", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        check=True,
    )
    return {
        arguments: subprocess.CompletedProcess(
            arguments, code, *((folder / f"{place}.{end}").read_text("utf-8") for end in ENDS)
        )
        for place, (arguments, code) in enumerate(zip(many, json.loads(done.stdout), strict=True))
    }


@pytest.mark.parametrize(("arguments", "code", "words"), WRONG)
def test_wrong_use_is_said_in_a_sentence_without_a_traceback(
    done_with: dict[tuple[str, ...], subprocess.CompletedProcess[str]],
    arguments: tuple[str, ...],
    code: int,
    words: str,
) -> None:
    done = done_with[arguments]
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_debug_shows_the_traceback(
    done_with: dict[tuple[str, ...], subprocess.CompletedProcess[str]],
) -> None:
    assert done_with[DEBUGGED].returncode != 0
    assert "Traceback" in done_with[DEBUGGED].stderr


def test_errors_speak_the_language_asked_for(
    done_with: dict[tuple[str, ...], subprocess.CompletedProcess[str]],
) -> None:
    assert "Mappen »ingen« skal findes" in done_with[IN_DANISH].stderr


@pytest.mark.parametrize(
    ("language", "there", "absent"),
    [("da", "Kommandoer:", "Commands:"), ("en", "Commands:", "Kommandoer:")],
)
def test_help_speaks_the_language_asked_for(
    tmp_path: Path, language: str, there: str, absent: str
) -> None:
    done = survey("--help", cwd=tmp_path, SURVEY_LANG=language)
    assert done.returncode == 0
    assert there in done.stdout
    assert absent not in done.stdout


def test_a_narrow_character_set_of_the_terminal_is_no_hindrance(tmp_path: Path) -> None:
    narrow = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = survey("report", "ingen", "--lang", "da", cwd=tmp_path, **narrow)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert "ingen" in done.stderr
