"""Destroying personal data when their time is up: what goes, what stays, and what is logged."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from planted import NAME, planted_study, traces_in

from survey.errors import FileError, WrongUseError
from survey.estimation.verbs import headline
from survey.findings import Severity
from survey.study.keeping.log import read_study_log
from survey.study.privacy import purged as purging
from survey.study.privacy.purged import purge_study
from survey.study.study import open_study
from survey.study.wave_locks import lock_wave, verify_wave

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return planted_study(tmp_path / "study", wrong="3")


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes()
            for p in sorted(folder.rglob("*")) if p.is_file()}  # fmt: skip


def test_a_dry_run_says_what_would_go_and_touches_nothing(study: Path) -> None:
    before = files_of(study)
    found = purge_study(study, today="2027-01-01")
    assert [each.path for each in found.files] == [
        "waves/2026/breve-1.csv", "waves/2026/contacts.csv", "waves/2026/nøgle.txt",
    ]  # fmt: skip
    assert f"{NAME} klagede.txt" in found.unknown
    assert files_of(study) == before
    lines = found.lines(language="da")
    assert lines[0] == "3 filer skal slettes:"
    assert "boligliste, opbevares til 1. juni 2027" in "\n".join(lines)
    assert not purge_study(study, today="2026-12-31").files


def test_contacts_keys_and_frames_go_by_their_dates_and_the_log_tells_kinds(study: Path) -> None:
    assert purge_study(study, today="2027-07-01", dry_run=False).done
    left = set(files_of(study))
    assert not {"waves/2026/contacts.csv", "waves/2026/nøgle.txt", "waves/2026/frame.csv"} & left
    assert "svar.csv" in left
    entries = read_study_log(study).of("purged")
    kinds = [(each.facts["content"], each.facts["files"]) for each in entries]
    assert kinds == [("contacts", 1), ("frame", 1), ("key", 1), ("letters", 1)]
    assert traces_in((study / ".survey" / "log.jsonl").read_bytes()) == []
    assert not (study / ".survey" / "purge.json").exists()
    assert not purge_study(study, today="2027-07-01", dry_run=False).files


def test_answers_stay_without_words_and_ids_and_give_the_same_report(study: Path) -> None:
    (study / f"{NAME} klagede.txt").unlink()
    (study / "~$svar.xlsx").unlink()
    before = headline(open_study(study).wave().design(), ["safe_day"], by="area").to_frame()
    found = purge_study(study, today="2028-01-01", dry_run=False)
    assert found.cleared == ("2026",)
    files = files_of(study)
    assert [name for name, data in files.items() if traces_in(data)] == []
    assert set(files) == {
        ".survey/log.jsonl", "form.yaml", "study.yaml", "waves/2026/cleared/answers.csv",
    }  # fmt: skip
    after = headline(open_study(study).wave().design(), ["safe_day"], by="area").to_frame()
    np.testing.assert_allclose(before["estimate"], after["estimate"], rtol=1e-12)
    assert "retention:" in files["study.yaml"].decode()
    assert not purge_study(study, today="2030-01-01", dry_run=False).files


def test_a_locked_wave_knows_what_was_purged(study: Path) -> None:
    wave = study / "waves" / "2026"
    (study / f"{NAME} klagede.txt").unlink()
    lock_wave(open_study(study))
    purge_study(study, today="2027-07-01", dry_run=False)
    found = verify_wave(open_study(study))
    assert {each.severity for each in found} == {Severity.NOTE}
    assert open_study(study).wave().responses().ids.size == 41
    purge_study(study, today="2028-01-01", dry_run=False)
    assert verify_wave(open_study(study)) == ()
    assert (wave / "LOCKED.json").exists()
    assert "waves/2026/cleared/answers.csv" in json.loads((wave / "LOCKED.json").read_bytes())[
        "files"
    ]  # fmt: skip
    assert open_study(study).wave().responses().ids.size == 41


def test_a_purge_that_was_stopped_is_finished_the_next_time(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(path: Path) -> None:
        raise FileError(f"stopped at {path.name}")

    with monkeypatch.context() as patched:
        patched.setattr(purging, "remove_file", stopped)
        with pytest.raises(FileError):
            purge_study(study, today="2028-01-01", dry_run=False)
    assert (study / "svar.csv").exists()
    assert open_study(study).wave().responses().ids.size == 41
    purge_study(study, today="2028-01-01", dry_run=False)
    assert not (study / "svar.csv").exists()


def test_lists_and_keys_outside_the_study_go_with_the_contacts(study: Path) -> None:
    outside = study.parent / "key.secret"
    late = purge_study(study, today="2026-12-31", dry_run=False, outside=[outside])
    assert outside.exists()
    assert not late.files
    purge_study(study, today="2027-01-01", dry_run=False, outside=[outside])
    assert not outside.exists()


def test_what_else_lies_outside_is_never_touched(study: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("mine", encoding="utf-8")
    for wrong in (other, tmp_path, tmp_path / "absent.csv", study / "svar.csv"):
        with pytest.raises(WrongUseError):
            purge_study(study, today="2027-01-01", outside=[wrong])
    with pytest.raises(WrongUseError):
        purge_study(study, today="tomorrow")
