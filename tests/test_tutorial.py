"""An analyst who has only the tutorial gets to the report of the second wave.

Its commands are taken out of its text and run in order; what it asks to be done in Excel is done by
``docs/tutorial/by_hand.py``; and what it says is printed, is. The short form
makes web pages without pictures, and leaves out what is made once more later.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import venv
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from made_studies import without_pictures
from typed_commands import typed

from survey.files import yaml_reader
from survey.questionnaire import exporting

ROOT = Path(__file__).resolve().parent.parent
TUTORIAL = ROOT / "docs" / "tutorial"
sys.path.insert(0, str(TUTORIAL))

import by_hand  # noqa: E402
import walk  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

TEXTS = {
    "da": TUTORIAL / "fra-spoergeskema-til-anden-maaling.md",
    "en": TUTORIAL / "from-questionnaire-to-second-wave.md",
}
LEFT_OUT_WHEN_SHORT = re.compile(
    r"survey (report \w+( 2026)?$|tables |letters |share |fieldwork |weight |status |.* word )"
)
FEW_ROWS = 40


class Ran(NamedTuple):
    """What a command came to."""

    code: int
    told: str


def read(language: str) -> list[walk.Step]:
    return walk.steps(TEXTS[language].read_text(encoding="utf-8"))


def walked(study: by_hand.Study, run: Callable[[str], Ran], *, short: bool) -> dict[str, Ran]:
    """Walk the tutorial, and find what it says."""
    done: dict[str, Ran] = {}
    for step in read(study.language):
        if step.by_hand:
            by_hand.BY_HAND[step.by_hand](study)
            continue
        told = ""
        left_out = False
        for command, code in step.commands:
            if short and LEFT_OUT_WHEN_SHORT.match(command):
                left_out = True
                continue
            ran = done[command] = run(command)
            told += ran.told
            assert ran.code == code, (command, ran)
        for line in step.quoted:
            assert left_out or line in told, (line, told)
    return done


def test_both_languages_walk_the_same_way() -> None:
    def plain(command: str, language: str) -> str:
        for name in ("later", "folder", "form", "paper"):
            command = command.replace(Path(by_hand.WORDS[language][name]).stem, name)
        return re.sub(r"(breve|letters)\.xlsx", "letters", command)

    ways = {
        language: [
            (
                step.by_hand,
                len(step.quoted),
                [(plain(c, language), code) for c, code in step.commands],
            )
            for step in read(language)
        ]
        for language in TEXTS
    }
    assert ways["da"] == ways["en"]
    assert {step.by_hand for step in read("da")} - {""} == set(by_hand.BY_HAND)


@pytest.mark.parametrize("language", TEXTS)
def test_every_picture_of_the_tutorial_is_there(language: str) -> None:
    named = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXTS[language].read_text(encoding="utf-8"))
    assert len(named) >= 10
    sizes = {name: (TUTORIAL / name).stat().st_size for name in named}
    assert {name: size for name, size in sizes.items() if size > 120_000} == {}


def test_who_follows_the_tutorial_gets_to_the_second_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    without_pictures(monkeypatch)
    monkeypatch.setattr(yaml_reader, "parse_yaml", cache(yaml_reader.parse_yaml))
    few = partial(exporting.write_keying_workbook, rows=FEW_ROWS)
    monkeypatch.setattr(exporting, "write_keying_workbook", few)
    command = typed(monkeypatch, capsys)

    def run(line: str) -> Ran:
        words = shlex.split(line)[1:]
        more = ["--format", "html"] if words[0] == "report" else []
        done = command(*words, *more, language="da")
        return Ran(done.code, done.out + done.err)

    study = by_hand.Study(tmp_path, "da")
    walked(study, run, short=True)
    the_second_report_tells_what_changed(study)


def the_second_report_tells_what_changed(study: by_hand.Study) -> None:
    page = (study.folder / f"report/2028-{study.language}/report.html").read_text("utf-8")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for said in SAID[study.language]:
        assert re.search(said, words), said


SAID = {
    "da": (
        "Eksempel med simulerede data",
        r"Ændring siden 2026, procentpoint",
        r"[+−]?\d+ −\d+ – −?\d+",  # a change with its interval
        r"≠ = .*Skalaen har 5 trin i stedet for 11",
        r"At snakke og at tale med naboer er det samme",
    ),
    "en": (
        "Example with simulated data",
        r"Change since 2026, percentage points",
        r"[+−]?\d+ −\d+ – −?\d+",
        r"≠ = .*The scale has 5 points instead of 11",
        r"To chat and to talk with neighbours is the same",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("language", TEXTS)
def test_who_has_the_wheel_and_the_tutorial_gets_to_the_second_report(
    language: str, fresh_survey: Path, tmp_path: Path
) -> None:
    kept = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME"}}
    env = kept | {"COLUMNS": "100", "PYTHONIOENCODING": "utf-8", "SURVEY_LANG": language}

    def run(line: str) -> Ran:
        words = [str(fresh_survey), *shlex.split(line)[1:]]
        done = subprocess.run(
            words, cwd=tmp_path, env=env, capture_output=True, text=True, encoding="utf-8",
            check=False, timeout=600,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout + done.stderr)

    study = by_hand.Study(tmp_path, language)
    walked(study, run, short=False)
    the_second_report_tells_what_changed(study)
    made = {path.suffix for path in (study.folder / f"report/2028-{language}").iterdir()}
    assert {".html", ".docx", ".pdf", ".xlsx", ".json"} <= made


@pytest.fixture(scope="module")
def fresh_survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in an environment of its own: the wheel, and what it needs from the index."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    built = [*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(built, check=True, capture_output=True, timeout=600)
    (wheel,) = folder.glob("*.whl")
    home = folder / "environment"
    venv.create(home, with_pip=True, symlinks=os.name != "nt")
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    install = [str(programs / "python"), "-m", "pip", "install", "-q", str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=1800)
    return programs / "survey"
