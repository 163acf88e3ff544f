"""The release of a wave gone through before it goes out, by command and in Python."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from made_studies import made_study, without_pictures

from survey.cli import code_of
from survey.errors import UnknownNameError, WrongUseError
from survey.study.steps.reviewed import review_wave
from survey.study.study import open_study
from survey.study.wave_locks import lock_wave

if TYPE_CHECKING:
    from pathlib import Path

ALL_ALIKE = {"nord": {"q": [14, 0]}, "syd": {"q": [30, 60]}}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study in one area of which everybody answered the same; its report is out."""
    folder = made_study(tmp_path_factory.mktemp("reviewed") / "study", ALL_ALIKE, contrast="syd")
    with pytest.MonkeyPatch.context() as monkeypatch:
        without_pictures(monkeypatch)
        open_study(folder).wave().report(language="da", formats=["html"])
    return folder


def test_what_somebody_must_look_at_is_told_with_its_reason(study: Path) -> None:
    reviewed = review_wave(open_study(study).wave(), language="da")
    assert repr(reviewed).startswith("ReviewedWave(2026: ReleaseReview(")
    assert reviewed.left
    words = "\n".join(reviewed.lines(language="da"))
    assert f"[{reviewed.left[0].key}]: skal ses efter" in words
    assert words.endswith("eller gøre en undtagelse for med --exception.")
    released = open_study(study).wave().released()
    assert repr(reviewed.review.release()) == repr(released)


def test_exceptions_are_made_in_somebodys_name_and_stand_in_the_log(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock_wave(open_study(study))
    before = {path: path.read_bytes() for path in study.rglob("*") if path.is_file()}
    keys = [each.key for each in review_wave(open_study(study).wave()).left]
    log = tmp_path / "log.html"
    made = [word for key in keys for word in ("--exception", f"{key}=Alle ved det i forvejen")]
    command = ["review", str(study), "--out", str(log), "--day", "2026-05-01", "--lang", "da"]
    assert code_of([*command, *made, "--name", "A. Hansen"], debug=False) == 0
    told = capsys.readouterr().out
    assert "offentliggøres alligevel (Alle ved det i forvejen; A. Hansen)" in told
    assert told.rstrip().endswith(str(log))
    page = log.read_text(encoding="utf-8")
    assert "A. Hansen" in page
    assert "En undersøgelse, målingen 2026, 1. maj 2026" in page
    assert code_of(["review", str(study), "--json"], debug=False) == 1
    assert json.loads(capsys.readouterr().out)["left"] == keys
    assert {path: path.read_bytes() for path in study.rglob("*") if path.is_file()} == before


def test_an_exception_needs_a_table_a_reason_and_a_name(study: Path) -> None:
    wave = open_study(study).wave()
    key = next(each.key for each in wave.review("en").tables if each.verdict != "pass")
    for table, reason, name in ((key, "", "A. Hansen"), (key, "Alle ved det", "")):
        with pytest.raises(WrongUseError):
            review_wave(wave, exceptions=[(table, reason)], name=name)
    with pytest.raises(UnknownNameError):
        review_wave(wave, exceptions=[("no table", "Alle ved det")], name="A. Hansen")
