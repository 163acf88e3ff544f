"""The command: its help, its sentences when something is wrong, its exit codes."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import docx
import pytest
from made_studies import ROOT, copy_of_copenhagen, made_study, without_pictures

import survey.cli.reports
import survey.study.beginning.example
import survey.study.publishing.written
from survey.cli import main
from survey.errors import FileError
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

COUNTS = {"a": {"q": [20, 30, 50]}, "b": {"q": [45, 35, 40]}, "kontrast": {"q": [50, 20, 20]}}
FILES = ["report.html", "report.docx", "report.pdf", "tables.xlsx", "manifest.json"]


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
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(
        survey.cli.reports.webbrowser, "open", lambda _: pytest.fail("opened a browser")
    )
    without_pictures(monkeypatch)

    def command(*arguments: str, language: str = "en") -> Done:
        monkeypatch.setattr(sys, "argv", ["survey", *arguments])
        with language_in_force(language), pytest.raises(SystemExit) as stop:
            main()
        code = stop.value.code
        assert isinstance(code, int)
        return Done(code, *capsys.readouterr())

    return command


# Help


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("arguments", [(), ("report",), ("demo",)], ids=["all", "report", "demo"])
def test_help_is_as_reviewed(
    run: Callable[..., Done],
    arguments: tuple[str, ...],
    language: str,
    snapshot: SnapshotAssertion,
) -> None:
    done = run(*arguments, "--help", language=language)
    assert done.code == 0
    assert done.err == ""
    assert done.out == snapshot


@pytest.mark.parametrize("arguments", [(), ("report",), ("demo",)], ids=["all", "report", "demo"])
def test_danish_help_has_no_english_word(
    run: Callable[..., Done], arguments: tuple[str, ...]
) -> None:
    out = run(*arguments, "--help", language="da").out
    english = r"(?i)\b(usage|options?|arguments|commands?|show|exit|default|required|study|wave|dir|the|and|of|text|path|str)\b"  # noqa: E501
    without_code = re.sub(r"--\w[\w-]*|study\.yaml|^ +wave\b", "", out, flags=re.M)
    assert re.findall(english, without_code) == []


def test_the_language_asked_for_goes_before_that_of_the_machine(
    run: Callable[..., Done],
) -> None:
    assert run("--help", "--lang", "da").out.startswith("Brug: survey")
    assert run("--help", "--lang=en", language="da").out.startswith("Usage: survey")
    assert run("--lang", "da", "report", "--help").out.startswith("Brug: survey report")


def test_without_a_command_the_help_goes_to_the_errors(run: Callable[..., Done]) -> None:
    done = run()
    assert (done.code, done.out) == (2, "")
    assert done.err == run("--help").out


def test_the_version_is_said(run: Callable[..., Done]) -> None:
    done = run("--version")
    assert done.code == 0
    assert re.fullmatch(r"resident-survey \d+\.\d+\.\d+\n", done.out)


# Wrong use

WRONG = {
    "command_near": ("repot",),
    "command_unlike_any": ("zzz",),
    "option_near": ("report", "x", "--langg", "da"),
    "option_unlike_any": ("report", "x", "--zzz"),
    "option_of_the_whole": ("--versionn",),
    "option_without_value": ("report", "x", "--format"),
    "option_with_value": ("report", "x", "--debug=3"),
    "study_left_out": ("report",),
    "too_many": ("report", "a", "b", "c", "d"),
    "language_unknown": ("report", "x", "--lang", "de"),
    "language_unknown_of_the_whole": ("--lang", "de"),
    "format_unknown": ("report", "study", "--format", "html,odt"),
    "wave_unknown": ("report", "study", "1986"),
    "out_not_ours": ("report", "study", "--out", "study"),
}


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("name", WRONG)
def test_wrong_use_is_said_and_has_exit_code_2(
    run: Callable[..., Done], name: str, language: str, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    made_study(tmp_path / "study", COUNTS)
    done = run(*WRONG[name], language=language)
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err
    assert done.err == snapshot


def test_findings_have_exit_code_1_and_stand_among_the_errors(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    study = made_study(tmp_path / "study", COUNTS)
    text = (study / "study.yaml").read_text(encoding="utf-8").replace('"role"', '"rolle"')
    (study / "study.yaml").write_text(text, encoding="utf-8")
    done = run("report", "study")
    assert (done.code, done.out) == (1, "")
    assert 'did you mean "role"?' in done.err


def test_what_can_not_be_read_has_exit_code_3(run: Callable[..., Done], tmp_path: Path) -> None:
    assert run("report", "nowhere").code == 3
    study = made_study(tmp_path / "study", COUNTS)
    (study / "svar.csv").write_text("area;q;antal\n", encoding="utf-8")
    done = run("report", "study", language="da")
    assert (done.code, done.out) == (3, "")
    assert "sted: study/svar.csv" in done.err
    assert not (study / "report").exists()


def test_with_debug_there_is_a_traceback(
    run: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("report", "nowhere").err.count("\n") == 2
    monkeypatch.setattr(sys, "argv", ["survey", "report", "nowhere", "--debug"])
    with pytest.raises(FileError):
        main()
    monkeypatch.setattr(sys, "argv", ["survey", "--debug", "report", "nowhere"])
    with pytest.raises(FileError):
        main()


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_defect_of_ours_is_said_to_be_ours(
    run: Callable[..., Done],
    language: str,
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("Frederikke, 010170-1234")

    monkeypatch.setattr(survey, "open_study", broken)
    done = run("report", "study", language=language)
    assert (done.code, done.out) == (70, "")
    assert done.err == snapshot
    monkeypatch.setattr(sys, "argv", ["survey", "report", "study", "--debug"])
    with pytest.raises(ZeroDivisionError):
        main()


# Reports


def test_paths_go_to_the_output_and_nothing_else(run: Callable[..., Done], tmp_path: Path) -> None:
    made_study(tmp_path / "study", COUNTS)
    done = run("report", "study", "--lang", "da", "--out", "ud/rapport")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [f"ud/rapport/{name}" for name in FILES]
    assert 'lang="da"' in (tmp_path / "ud/rapport/report.html").read_text(encoding="utf-8")


def test_without_out_the_report_lies_in_the_study(run: Callable[..., Done], tmp_path: Path) -> None:
    made_study(tmp_path / "study", COUNTS)
    done = run("report", "study", "2026", "--format", " html ,")
    written = [name for name in FILES if name not in ("report.docx", "report.pdf")]
    assert done.out.splitlines() == [f"study/report/2026-en/{name}" for name in written]


def stopped(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    "where", ["write_html", "write_docx", "write_pdf", "write_workbook", "write_folder"]
)
def test_ctrl_c_leaves_no_half_report(
    run: Callable[..., Done], where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_study(tmp_path / "study", COUNTS)
    run("report", "study", "--out", "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    monkeypatch.setattr(survey.study.publishing.written, where, stopped)
    for out in ("out", "other"):
        done = run("report", "study", "--out", out, language="da")
        assert (done.code, done.out) == (130, "")
        assert done.err == "Afbrudt. Der ligger intet halvt færdigt tilbage.\n"
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "study"]


# The example


def test_the_demo_copies_the_example_and_makes_its_report(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    done = run("demo", "--lang", "da", "--no-open")
    assert done.code == 0
    assert done.err == "Eksemplet ligger i copenhagen-housing\n"
    folder = "copenhagen-housing/report/1968-da"
    assert done.out.splitlines() == [f"{folder}/{name}" for name in FILES]
    copied = {path.name for path in (tmp_path / "copenhagen-housing").iterdir()}
    assert copied == {
        *("README.md", "report", "study.yaml", "tekst", "waves"),
        *(".survey", "published.json"),  # the log, the lock and what was published
    }


def test_the_demo_goes_where_it_is_told_and_opens_no_browser_when_nobody_looks(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    assert run("demo", "et/sted/eksempel").code == 0
    assert (tmp_path / "et/sted/eksempel/study.yaml").exists()
    assert run("demo", "--out", "andet").code == 0
    assert (tmp_path / "andet/copenhagen-housing/study.yaml").exists()


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_demo_is_refused_where_something_is(
    run: Callable[..., Done], language: str, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    (tmp_path / "copenhagen-housing").mkdir()
    done = run("demo", language=language)
    assert (done.code, done.out) == (2, "")
    assert done.err == snapshot
    assert list((tmp_path / "copenhagen-housing").iterdir()) == []


def test_a_demo_that_is_stopped_leaves_no_half_example(
    run: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey.study.beginning.example, "write_folder", stopped)
    assert run("demo").code == 130
    assert list(tmp_path.iterdir()) == []


# In a process of its own


def in_a_process(
    folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [sys.executable, "-m", "survey.cli", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": paths} | environment,
        capture_output=True,
        check=False,
    )


def test_signs_that_a_terminal_does_not_have_stop_nothing(tmp_path: Path) -> None:
    copy_of_copenhagen(tmp_path / "▼ Ærø")
    done = in_a_process(
        tmp_path, "report", "▼ Ærø", "--lang", "da", "--out", "الجار", PYTHONIOENCODING="cp1252"
    )
    assert (done.returncode, done.stderr) == (0, b"")
    written = done.stdout.decode("cp1252").split()
    assert written[0] == r"\u0627\u0644\u062c\u0627\u0631/report.html"
    assert (tmp_path / "الجار" / "manifest.json").exists()


def test_messages_come_through_a_plain_terminal_too(tmp_path: Path) -> None:
    done = in_a_process(
        tmp_path, "report", "▼ Ærø", "--lang", "da", LANG="C", LC_ALL="C", PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="cp1252",
    )  # fmt: skip
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    assert "skal findes, men det gør den ikke." in done.stderr.decode("cp1252")


def test_a_reader_that_goes_away_is_no_defect(tmp_path: Path) -> None:
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(
        [sys.executable, "-m", "survey.cli", "--help"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
    assert process.returncode == 1
    assert errors == b""


# Edited reports


def go_on_with(path: Path) -> None:
    word = docx.Document(str(path))
    word.add_paragraph("Mine ord.")
    word.save(str(path))


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_report_that_was_edited_is_kept_and_the_command_says_so(
    run: Callable[..., Done], language: str, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    made_study(tmp_path / "en undersøgelse", COUNTS)
    run("report", "en undersøgelse", "--out", "ud", language=language)
    go_on_with(tmp_path / "ud" / "report.docx")
    done = run("report", "en undersøgelse", "--out", "ud", language=language)
    assert done.code == 0
    assert done.out.splitlines()[1] == "ud/report-new.docx"
    assert done.err == snapshot
    command = shlex.split(done.err.strip().split(": ")[-1])
    assert run(*command[1:], language=language).code == 0


@pytest.mark.parametrize("language", ["en", "da"])
def test_what_was_renewed_is_listed_and_what_is_left_has_exit_code_1(
    run: Callable[..., Done], language: str, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    made_study(tmp_path / "study", COUNTS)
    run("report", "study", "--lang", language, "--out", "ud")
    go_on_with(tmp_path / "ud" / "report.docx")
    made_study(tmp_path / "study", COUNTS | {"a": {"q": [20, 31, 50]}})
    done = run("report", "study", "--refresh", "ud/report.docx", language=language)
    assert (done.code, done.err) == (0, "")
    assert done.out == snapshot(name="renewed")
    made_study(tmp_path / "study", COUNTS | {"a": {"q": [90, 10, 5]}})
    done = run("report", "study", "--refresh", "ud/report.docx", language=language)
    assert (done.code, done.err) == (1, "")
    assert done.out == snapshot(name="left")
    again = run("report", "study", "--refresh", "ud/report.docx", language=language)
    assert again.code == 1


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--refresh", "ud/report.docx", "--out", "x"), 2),
        (("--refresh", "ud/report.docx", "--format", "docx"), 2),
        (("--refresh", "none.docx"), 3),
        (("--refresh", "study/svar.csv"), 3),
    ],
)
def test_a_refresh_that_can_not_be_done_is_said(
    run: Callable[..., Done],
    arguments: tuple[str, ...],
    code: int,
    language: str,
    tmp_path: Path,
    snapshot: SnapshotAssertion,
) -> None:
    made_study(tmp_path / "study", COUNTS)
    done = run("report", "study", *arguments, language=language)
    assert (done.code, done.out) == (code, "")
    assert done.err == snapshot
