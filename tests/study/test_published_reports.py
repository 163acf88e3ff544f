"""The register of what a study has published: who is written down, and what later reports hide."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from made_studies import without_pictures
from made_wave_study import wave_study

from survey.disclosure.results.released import Released
from survey.errors import FileError
from survey.findings import FindingsError
from survey.study.keeping import together
from survey.study.publishing.published_reports import (
    REGISTER_FILE,
    REGISTER_SECRET,
    files_of_register,
    study_register,
)
from survey.study.study import open_study
from survey.study.wave_locks import lock_wave, locked_wave, unlock_wave

if TYPE_CHECKING:
    from pathlib import Path

FEW = {("nord", "2010"): 40, ("nord", "2012"): 40}


@pytest.fixture(autouse=True)
def _no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    without_pictures(monkeypatch)


def report(folder: Path, wave: str, language: str = "en") -> dict[str, bytes]:
    """Write the report of a wave; its files."""
    paths = open_study(folder).wave(wave).report(language=language, formats=("html",), again=True)
    return {path.name: path.read_bytes() for path in paths}


def names(folder: Path) -> list[tuple[str, bool]]:
    """What is in the register, and whether it is a draft."""
    register = study_register(open_study(folder).plan)
    assert register is not None
    return [(each.name, bool(each.draft)) for each in register.publications]


def correct(folder: Path, wave: str, line: int) -> None:
    """Move a respondent to another area."""
    path = folder / "waves" / wave / "answers.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[line] = lines[line].replace(";nord;", ";syd;")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_reports_are_written_down_once_and_made_again_byte_for_byte(tmp_path: Path) -> None:
    wave_study(tmp_path, sizes=FEW)
    first = report(tmp_path, "2010")
    assert names(tmp_path) == [("report:2010", True)]
    second = report(tmp_path, "2012")
    assert names(tmp_path) == [("report:2010", True), ("report:2012", True)]
    written = (tmp_path / REGISTER_FILE).read_bytes()
    assert report(tmp_path, "2012") == second
    report(tmp_path, "2012", "da")
    assert report(tmp_path, "2010") == first
    assert (tmp_path / REGISTER_FILE).read_bytes() == written
    settings = [json.loads(each["manifest.json"])["settings"] for each in (first, second)]
    assert "published_before" not in settings[0]
    assert settings[1]["published_before"] == "report:2010"
    if os.name == "posix":
        assert all(
            path.stat().st_mode & 0o077 == 0
            for path in files_of_register(open_study(tmp_path).plan)
        )


def test_a_draft_is_replaced_and_what_was_locked_is_held_against(tmp_path: Path) -> None:
    wave_study(tmp_path, ("2010",), since="", locked=False)
    report(tmp_path, "2010")
    correct(tmp_path, "2010", 5)
    mended = report(tmp_path, "2010")
    assert names(tmp_path) == [("report:2010", True)]

    lock_wave(open_study(tmp_path), "2010")
    assert names(tmp_path) == [("report:2010", False)]
    assert report(tmp_path, "2010") == mended
    unlock_wave(open_study(tmp_path), "2010", reason="A form came late")
    correct(tmp_path, "2010", 6)
    again = open_study(tmp_path).wave("2010")
    hidden = [each.code for each in again.released().notes]
    assert "RELEASE-AUDIT-NEARLY-AS-BEFORE" in hidden
    report(tmp_path, "2010")
    assert names(tmp_path) == [("report:2010", False), ("report:2010#2", True)]


def test_what_nobody_was_given_is_a_draft_again_when_its_wave_is_unlocked(tmp_path: Path) -> None:
    wave_study(tmp_path, ("2010",), since="", locked=False)
    report(tmp_path, "2010")
    before = (tmp_path / REGISTER_FILE).read_bytes()
    lock_wave(open_study(tmp_path), "2010")
    assert (tmp_path / REGISTER_FILE).read_bytes() != before
    unlock_wave(open_study(tmp_path), "2010", reason="Locked too early", published=False)
    assert (tmp_path / REGISTER_FILE).read_bytes() == before

    lock_wave(open_study(tmp_path), "2010")
    unlock_wave(open_study(tmp_path), "2010", reason="A form came late")
    out = (tmp_path / REGISTER_FILE).read_bytes()
    lock_wave(open_study(tmp_path), "2010")
    unlock_wave(open_study(tmp_path), "2010", reason="Locked too early", published=False)
    assert names(tmp_path) == [("report:2010", False)]
    assert (tmp_path / REGISTER_FILE).read_bytes() == out


def test_a_wave_that_could_not_be_locked_has_published_nothing_for_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave_study(tmp_path, ("2010",), since="", locked=False)
    report(tmp_path, "2010")
    register = tmp_path / REGISTER_FILE
    before = register.read_bytes()

    def refuse(path: Path, data: bytes, **_: object) -> None:
        raise FileError(str(path))

    with monkeypatch.context() as patched:
        patched.setattr(together, "publish_bytes", refuse)
        with pytest.raises(FileError):
            lock_wave(open_study(tmp_path), "2010")
    assert register.read_bytes() == before

    real = together.write_bytes

    def refuse_the_register(path: Path, data: bytes, **how: bool) -> None:
        if path == register:
            raise FileError(str(path))
        real(path, data, **how)

    with monkeypatch.context() as patched:
        patched.setattr(together, "write_bytes", refuse_the_register)
        with pytest.raises(FileError):
            lock_wave(open_study(tmp_path), "2010")
    assert register.read_bytes() == before
    assert locked_wave(open_study(tmp_path).plan, "2010") is None


@pytest.mark.skipif(os.name != "posix", reason="knows no owners")
def test_a_private_file_that_is_put_back_stays_private(tmp_path: Path) -> None:
    private, open_to_all = tmp_path / "secret.json", tmp_path / "open.json"
    private.write_bytes(b"before")
    private.chmod(0o600)
    open_to_all.write_bytes(b"before")
    open_to_all.chmod(0o644)
    with suppress(ZeroDivisionError), together.Together(lambda: False) as changes:
        changes.write(private, b"after", private=True)
        changes.write(open_to_all, b"after")
        raise ZeroDivisionError
    assert private.read_bytes() == open_to_all.read_bytes() == b"before"
    assert private.stat().st_mode & 0o777 == 0o600
    assert open_to_all.stat().st_mode & 0o044


def test_nothing_is_written_down_of_internal_reports_or_invented_answers(tmp_path: Path) -> None:
    for number, more in enumerate(("release: internal\n", "simulated: true\n")):
        folder = wave_study(tmp_path / str(number), ("2010",), since="", more=more, locked=False)
        report(folder, "2010")
        assert not (folder / REGISTER_FILE).exists()
        assert not (folder / REGISTER_SECRET).exists()


def test_a_register_without_its_key_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    wave_study(tmp_path, ("2010",), since="", locked=False)
    first = report(tmp_path, "2010")
    (tmp_path / REGISTER_SECRET).unlink()
    with pytest.raises(FileError, match="can't be read without its key"):
        report(tmp_path, "2010")
    assert (tmp_path / "report" / "2010-en" / "report.html").read_bytes() == first["report.html"]
    assert not (tmp_path / REGISTER_SECRET).exists()


def test_a_study_may_have_a_release_policy_of_its_own(tmp_path: Path) -> None:
    own = "release: {name: kommune, minimum_base: 95}\n"
    wave_study(tmp_path, ("2010",), since="", more=own, locked=False)
    document = open_study(tmp_path).wave().document("en")
    assert ("Confidentiality rules", '"kommune", resting on: ordinary') in document.about
    released = open_study(tmp_path).wave().released()
    assert isinstance(released, Released)
    assert released.policy.minimum_base == 95

    bad = "release: {name: kommune, minimum_base: -1}\n"
    wave_study(tmp_path / "bad", ("2010",), since="", more=bad, locked=False)
    with pytest.raises(
        FindingsError, match=r"study\.yaml:\d+ .*minimum_base must be a whole number"
    ):
        open_study(tmp_path / "bad")
