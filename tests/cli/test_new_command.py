"""``survey new``: what it writes, what it says of its guesses, and what it refuses."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest
from made_data_files import residents, write_csv

from survey.cli import main
from survey.language.catalogue import language_in_force
from survey.study.study import open_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


class Done(NamedTuple):
    """What a run of the command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Done]:
    """Run the command in a folder that holds a data file, within this process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    write_csv(tmp_path / "svar-2024.csv", residents())

    def command(*arguments: str, language: str = "da") -> Done:
        monkeypatch.setattr(sys, "argv", ["survey", *arguments])
        with language_in_force(language), pytest.raises(SystemExit) as stop:
            main()
        code = stop.value.code
        assert isinstance(code, int)
        return Done(code, *capsys.readouterr())

    return command


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_help_of_new_is_as_reviewed(
    run: Callable[..., Done], language: str, snapshot: SnapshotAssertion
) -> None:
    done = run("new", "--help", language=language)
    assert (done.code, done.err) == (0, "")
    assert done.out == snapshot


def test_the_danish_help_of_new_has_no_english_word(run: Callable[..., Done]) -> None:
    out = re.sub(r"--\w[\w-]*", "", run("new", "--help").out)
    assert (
        re.findall(r"(?i)\b(usage|options?|default|study|folder|file|the|and|of|column)\b", out)
        == []
    )


@pytest.mark.parametrize("language", ["en", "da"])
def test_what_was_guessed_is_said(
    run: Callable[..., Done], language: str, snapshot: SnapshotAssertion
) -> None:
    done = run("new", "ny", "--from-data", "svar-2024.csv", language=language)
    assert (done.code, done.out) == (0, "ny\n")
    assert done.err == snapshot


def test_a_named_contrast_and_confirmed_guesses_are_used(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    run("new", "en", "--from-data", "svar-2024.csv")
    again = run(
        "new", "to", "--from-data", "svar-2024.csv", "--area", "Boligområde",
        "--contrast", "Søparken", "--guesses", "en/gaet.xlsx",
    )  # fmt: skip
    assert again.code == 0
    assert "VIGTIGT" not in again.err
    assert open_study(tmp_path / "to").plan.contrast == "soeparken"


def test_a_study_is_begun_from_a_questionnaire_and_its_answers_are_taken_away_again(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    done = run(
        "new", "ny", "--from", "copenhagen-1968", "--wave", "2026",
        "--areas", "Nordparken, Engen", "--contrast", "engen",
    )  # fmt: skip
    assert (done.code, done.out) == (0, "ny\n")
    assert "OPDIGTEDE" in done.err
    assert done.err.endswith("Lav rapporten med: survey report ny\n")
    assert "Svarene er simulerede." in run("status", "ny").out
    done = run("simulate", "ny", "--remove", "--json")
    assert json.loads(done.out)["unmarked"]
    assert not (tmp_path / "ny" / "waves" / "2026" / "answers.csv").exists()
    done = run("simulate", "ny", "--remove")
    assert done.code == 2
    assert run("simulate", "ny").code == 0
    assert open_study(tmp_path / "ny").plan.written.simulated


@pytest.mark.parametrize(
    "arguments",
    [
        ("new",),
        ("new", "ny", "--sheet", "Svar"),
        ("new", "ny", "--from", "kort-form", "--from-data", "svar-2024.csv"),
        ("new", "ny", "--from", "kortform"),
        ("new", "ny", "--areas", "Nord,Syd"),
        ("new", "ny", "--areas", "Nord,Sydhaven", "--contrast", "Sydhavn"),
        ("new", ".", "--from-data", "svar-2024.csv"),
        ("new", "ny", "--from-data", "svar-2024.csv", "--contrast", "Sparken"),
        ("new", "ny", "--from-data", "svar-2024.csv", "--area", "Boligomrade"),
        ("new", "ny", "--from-data", "svar-2025.csv"),
        ("new", "ny", "--from-data", "svar-2024.csv", "--sheet"),
    ],
    ids=[
        *("folder", "only_with_data", "both", "questionnaire", "no_contrast", "contrast_of_areas"),
        *("exists", "contrast", "area", "absent", "sheet"),
    ],
)
def test_what_can_not_be_begun_is_said(
    run: Callable[..., Done],
    arguments: tuple[str, ...],
    snapshot: SnapshotAssertion,
    tmp_path: Path,
) -> None:
    done = run(*arguments)
    assert done.code in {2, 3}
    assert done.err == snapshot
    assert not (tmp_path / "ny").exists()
