"""A locked wave stays as it was, its report can be made again, and what was changed is told."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from made_studies import COPENHAGEN, ROOT, copy_of_copenhagen, made_study, without_pictures
from made_study import small_study
from made_wave_study import wave_study

from survey.errors import DataError, FileError, RefusedError, UnknownNameError, WrongUseError
from survey.language.catalogue import language_in_force
from survey.study.keeping.kept import files_to_keep
from survey.study.keeping.log import LOG_FILE, append, read_study_log
from survey.study.rebuilding.stages import Stage
from survey.study.rebuilding.stamps import rested_now
from survey.study.steps.checked import check_path
from survey.study.steps.coding import code_answers
from survey.study.steps.followed import fieldwork_of
from survey.study.steps.planned import plan_wave
from survey.study.steps.prepared import prepare_answers
from survey.study.steps.sampled import sample_wave
from survey.study.steps.simulated import simulate_study_wave
from survey.study.steps.weighted import weight_answers
from survey.study.study import open_study
from survey.study.wave_locks import (
    lock_wave,
    locked_wave,
    refuse_locked,
    unlock_wave,
    verify_wave,
)
from survey.study.waves.earlier import earlier_waves

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from survey.study.wave import Wave

WEIGHTED = ROOT / "examples" / "weighted-wave"
COUNTS = {
    "nord": {"tryg": [30, 20, 40], "glad": [25, 25, 40], "blive": [20, 30, 40]},
    "syd": {"tryg": [20, 20, 60], "glad": [15, 25, 60], "blive": [10, 30, 60]},
}


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    without_pictures(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = made_study(
        tmp_path / "study",
        COUNTS,
        contrast="syd",
        waves=[{"id": "2010", "answers": "waves/2010/answers.csv", "counts": "antal"}],
    )
    (made / "waves" / "2010").mkdir(parents=True)
    (made / "svar.csv").rename(made / "waves" / "2010" / "answers.csv")
    (made / "tekst").mkdir()
    (made / "tekst" / "kapitel.da.md").write_text("Egne ord.\n", encoding="utf-8")
    return made


def report(folder: Path, out: Path, wave: str = "2010") -> dict[str, bytes]:
    files = open_study(folder).wave(wave).report(language="da", formats=["html"], out=out)
    return {path.name: path.read_bytes() for path in files}


def content(folder: Path) -> dict[str, bytes]:
    files = [each for each in folder.rglob("*") if each.is_file()]
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}


def codes(folder: Path, wave: str = "2010") -> list[str]:
    return [each.code for each in verify_wave(open_study(folder), wave)]


def edit(path: Path, old: str, new: str) -> None:
    words = path.read_text(encoding="utf-8")
    assert old in words
    path.write_text(words.replace(old, new), encoding="utf-8")


def test_the_lock_names_every_file_and_what_the_wave_rests_on(folder: Path) -> None:
    lock = lock_wave(open_study(folder), "2010")
    assert set(lock.files) == {
        "waves/2010/answers.csv",
        "waves/2010/lock.json",
        "waves/2010/locked/study.yaml",
        "waves/2010/locked/skema.yaml",
        "waves/2010/locked/tekst/kapitel.da.md",
    }
    assert lock.to_frame().shape == (5, 2)
    assert repr(lock).startswith("WaveLock(2010: 5 files, ")
    assert locked_wave(open_study(folder).plan, "2010") == lock
    assert codes(folder) == []


def test_the_manifest_tells_no_time_and_no_machine(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "elsewhere")
    one = lock_wave(open_study(folder)).path.read_bytes()
    other = lock_wave(open_study(tmp_path / "elsewhere")).path.read_bytes()
    assert one == other
    assert set(json.loads(one)) == {"schema", "wave", "instrument", "package", "log", "files"}


def test_to_lock_again_changes_nothing(folder: Path) -> None:
    first = lock_wave(open_study(folder), "2010")
    before = content(folder)
    assert lock_wave(open_study(folder), "2010") == first
    assert content(folder) == before


def test_the_report_is_the_same_before_and_after_the_lock_and_when_the_study_went_on(
    folder: Path, tmp_path: Path
) -> None:
    before = report(folder, tmp_path / "before")
    lock_wave(open_study(folder), "2010")
    assert report(folder, tmp_path / "locked") == before
    edit(folder / "study.yaml", "En undersøgelse", "En anden undersøgelse")
    edit(folder / "skema.yaml", "Svar på tryg", "Noget andet")
    (folder / "tekst" / "kapitel.da.md").write_text("Andre ord.\n", encoding="utf-8")
    assert report(folder, tmp_path / "later") == before
    assert codes(folder) == []


def test_a_shipped_questionnaire_and_its_modules_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(COPENHAGEN, folder, ignore=shutil.ignore_patterns("report"))
    before = report(folder, tmp_path / "before", "1968")
    lock = lock_wave(open_study(folder))
    assert "waves/1968/locked/questionnaires/copenhagen-1968.yaml" in lock.files
    wave = open_study(folder).wave()
    assert wave.plan.questionnaire_file.is_relative_to(folder)
    assert report(folder, tmp_path / "after", "1968") == before


def test_modules_are_kept_beside_the_questionnaire_that_uses_them(tmp_path: Path) -> None:
    plan = open_study(small_study(tmp_path / "study")).plan
    assert {"study.yaml", "form.yaml", "safety.yaml", "open.yaml"} <= set(
        files_to_keep(plan, plan.written.waves[0])
    )


def test_a_report_rests_on_the_same_files_before_and_after_the_lock(tmp_path: Path) -> None:
    for study in (
        small_study(tmp_path / "own"),
        copy_of_copenhagen(tmp_path / "shipped"),
        wave_study(tmp_path / "waves", since="", locked=False),
    ):
        for wave in open_study(study).waves[:-1]:
            lock_wave(open_study(study), wave)
        before = rested_now(open_study(study).wave().files, Stage.REPORT, language="da")
        lock_wave(open_study(study))
        after = rested_now(open_study(study).wave().files, Stage.REPORT, language="da")
        assert after == before


def test_a_locked_wave_reads_an_earlier_one_by_what_that_one_was_locked_with(
    tmp_path: Path,
) -> None:
    study = wave_study(tmp_path, ("2010", "2012"), since="", locked=False)
    lock_wave(open_study(study), "2010")
    then = open_study(study).wave("2010").plan.questionnaire.question("safe")
    edit(study / "form.yaml", "Hverken eller", "Ved ikke rigtig")
    before = earlier_waves(open_study(study).wave("2012").files)[0].plan
    lock_wave(open_study(study), "2012")
    after = earlier_waves(open_study(study).wave("2012").files)[0].plan
    assert before.questionnaire == after.questionnaire
    assert after.questionnaire.question("safe") == then
    assert open_study(study).wave("2012").plan.questionnaire.question("safe") != then


@pytest.mark.parametrize("name", ["answers.csv", "lock.json", "locked/skema.yaml"])
def test_a_changed_file_is_told_and_no_report_is_made_of_it(
    folder: Path, tmp_path: Path, name: str
) -> None:
    lock_wave(open_study(folder), "2010")
    path = folder / "waves" / "2010" / name
    path.write_bytes(path.read_bytes() + b" \n")
    (found,) = verify_wave(open_study(folder), "2010")
    assert found.code == "WAVE-LOCK-CHANGED"
    assert found.place
    assert found.place.file == f"waves/2010/{name}"
    with pytest.raises(RefusedError, match="er ikke, som de var da") as refused:
        report(folder, tmp_path / "out")
    assert name in str(refused.value)
    assert not (tmp_path / "out").exists()
    with pytest.raises(RefusedError):
        lock_wave(open_study(folder), "2010")


def test_a_file_that_is_gone_is_told_and_one_that_came_is_a_warning(folder: Path) -> None:
    lock_wave(open_study(folder), "2010")
    (folder / "waves/2010/notes.docx").write_bytes(b"x")
    (folder / "waves/2010/~$notes.docx").write_bytes(b"x")
    (folder / "waves/2010/Thumbs.db").write_bytes(b"x")
    assert codes(folder) == ["WAVE-LOCK-ADDED"]
    open_study(folder).wave("2010").responses()
    (folder / "waves/2010/locked/study.yaml").unlink()
    with pytest.raises(RefusedError):
        open_study(folder).wave("2010")
    assert codes(folder) == ["WAVE-LOCK-MISSING", "WAVE-LOCK-ADDED"]


def test_a_file_that_was_purged_when_its_time_was_over_is_no_fault(folder: Path) -> None:
    (folder / "waves/2010/frame.csv").write_text("bolig;område\n1;nord\n", encoding="utf-8")
    lock_wave(open_study(folder), "2010")
    (folder / "waves/2010/frame.csv").unlink()
    append(folder, "purged", file="waves/2010/frame.csv")
    assert codes(folder) == ["WAVE-LOCK-PURGED"]
    open_study(folder).wave("2010").responses()


def test_a_lock_that_was_edited_or_taken_away_by_hand_is_told(folder: Path) -> None:
    path = lock_wave(open_study(folder), "2010").path
    held = path.read_bytes()
    path.write_bytes(held.replace(b'"package"', b'"package" '))
    assert codes(folder) == ["WAVE-LOCK-MANIFEST"]
    path.unlink()
    assert codes(folder) == ["WAVE-LOCK-REMOVED"]
    path.write_bytes(held)
    (folder / LOG_FILE).unlink()
    assert codes(folder) == []  # the log began with this lock
    for wrong in (b"", b"[]", b"{}", held[:50], held.replace(b'"2010"', b"2010")):
        path.write_bytes(wrong)
        with pytest.raises(DataError, match="can't be read"):
            open_study(folder).wave("2010")
    path.write_bytes(held.replace(b'"schema": 1', b'"schema": 2'))
    with pytest.raises(DataError, match="newer version"):
        verify_wave(open_study(folder), "2010")


def test_a_log_that_lost_its_beginning_is_told(folder: Path) -> None:
    lock_wave(open_study(folder), "2010")
    unlock_wave(open_study(folder), "2010", reason="et skema var tastet to gange")
    lock_wave(open_study(folder), "2010")
    path = folder / LOG_FILE
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[-1])
    assert codes(folder) == ["WAVE-LOCK-LOG-CUT", "STUDY-LOG-CHAIN"]


def test_what_study_yaml_says_otherwise_of_a_locked_wave_is_a_warning_with_its_line(
    folder: Path,
) -> None:
    lock_wave(open_study(folder), "2010")
    edit(folder / "study.yaml", '"counts": "antal"', '"counts": "antal", "duplicates": "first"')
    (found,) = verify_wave(open_study(folder), "2010")
    assert found.code == "WAVE-LOCK-OTHERWISE"
    assert found.place
    assert found.place.line is not None
    assert open_study(folder).wave("2010").written.duplicates == "refuse"


WRITERS: dict[str, Callable[[Wave], object]] = {
    "answers": prepare_answers,
    "coding": code_answers,
    "weights": weight_answers,
    "fieldwork": lambda wave: fieldwork_of(wave, on="2026-09-01"),
    "plan": plan_wave,
    "plan as it can't be": lambda wave: plan_wave(wave, contrast="nowhere"),
    "sample": sample_wave,
    "sample in another form": lambda wave: sample_wave(wave, form="parquet"),
    "simulation": simulate_study_wave,
    "targets": lambda wave: wave.targets_template(),
    "coding by three": lambda wave: code_answers(wave, coders=("a", "b", "c")),
    "answers in another form": lambda wave: prepare_answers(wave, formats=["docx"]),
}


def test_whatever_writes_into_a_locked_wave_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(WEIGHTED, folder, ignore=shutil.ignore_patterns("report", "weighting"))
    lock_wave(open_study(folder))
    before = content(folder)
    wave = open_study(folder).wave()
    for write in WRITERS.values():
        with pytest.raises(RefusedError, match="is locked, so") as error:
            write(wave)
        assert error.value.exit_code == 3
        assert "survey wave unlock" in str(error.value)
    assert content(folder) == before


@pytest.mark.parametrize(
    "what",
    [
        "answers",
        "coding",
        "fieldwork",
        "weights",
        "targets",
        "simulation",
        "report",
        "sample",
        "plan",
    ],
)
def test_each_refusal_says_what_was_to_be_written(folder: Path, what: str) -> None:
    plan = open_study(folder).plan
    refuse_locked(plan, "2010", what)
    lock_wave(open_study(folder), "2010")
    for language in ("da", "en"):
        with language_in_force(language), pytest.raises(RefusedError, match="2010"):
            refuse_locked(plan, "2010", what)


def test_a_report_may_be_written_beside_the_waves_and_not_within_a_locked_one(
    folder: Path,
) -> None:
    lock_wave(open_study(folder), "2010")
    report(folder, folder / "report" / "2010-da")
    with pytest.raises(RefusedError, match="no report can be written"):
        report(folder, folder / "waves" / "2010" / "report")


def test_a_wave_without_answers_cannot_be_locked(folder: Path) -> None:
    (folder / "waves/2010/answers.csv").unlink()
    before = content(folder)
    with pytest.raises(FileError):
        lock_wave(open_study(folder), "2010")
    assert content(folder) == before
    with pytest.raises(UnknownNameError):
        lock_wave(open_study(folder), "2011")


def test_a_wave_whose_questionnaire_changed_since_it_was_locked_cannot_be_locked(
    folder: Path,
) -> None:
    lock_wave(open_study(folder), "2010")
    unlock_wave(open_study(folder), "2010", reason="et skema var tastet to gange")
    edit(folder / "skema.yaml", "Svar på tryg?", "Er du tryg?")
    with pytest.raises(RefusedError, match="one thing in it has changed"):
        lock_wave(open_study(folder), "2010")


def test_a_wave_is_opened_with_a_reason_that_the_log_keeps(folder: Path, tmp_path: Path) -> None:
    before = report(folder, tmp_path / "before")
    study = (folder / "study.yaml").read_bytes()
    lock_wave(open_study(folder), "2010")
    unlock_wave(open_study(folder), "2010", reason=" Et skema var\ntastet to gange ")
    assert locked_wave(open_study(folder).plan, "2010") is None
    assert read_study_log(folder).entries[-1].facts == {
        "wave": "2010",
        "reason": "Et skema var tastet to gange",
    }
    assert (folder / "study.yaml").read_bytes() == study
    assert sorted(each.name for each in (folder / "waves/2010").iterdir()) == [
        "answers.csv",
        "lock.json",
    ]
    assert report(folder, tmp_path / "after") == before
    assert codes(folder) == []


@pytest.mark.parametrize("reason", ["", "  x ", "y" * 501, "Hanne ringede fra 20 30 40 50"])
def test_a_reason_is_a_sentence_and_not_about_a_person(folder: Path, reason: str) -> None:
    lock_wave(open_study(folder), "2010")
    with pytest.raises(WrongUseError, match="reason"):
        unlock_wave(open_study(folder), "2010", reason=reason)
    assert locked_wave(open_study(folder).plan, "2010") is not None


def test_what_is_not_locked_cannot_be_opened(folder: Path) -> None:
    with pytest.raises(WrongUseError, match="isn't locked"):
        unlock_wave(open_study(folder), "2010", reason="et skema var tastet to gange")
    assert codes(folder) == []


def test_a_wave_that_is_opened_after_the_study_went_on_keeps_its_own_questionnaire(
    folder: Path, tmp_path: Path
) -> None:
    lock_wave(open_study(folder), "2010")
    (folder / "skema.yaml").write_text(
        (folder / "skema.yaml").read_text(encoding="utf-8").replace("Svar på tryg", "Noget andet"),
        encoding="utf-8",
    )
    unlock_wave(open_study(folder), "2010", reason="et skema var tastet to gange")
    plan = open_study(folder).plan
    assert plan.written.waves[0].questionnaire == "waves/2010/questionnaire/skema.yaml"
    labels = [
        v.label["da"]
        for v in open_study(folder).wave("2010").responses().codebook.variables.values()
    ]
    assert "Svar på tryg" in labels
    assert "Noget andet" in str(plan.questionnaire.question("tryg").text)  # type: ignore[union-attr]
    lock_wave(open_study(folder), "2010")
    assert codes(folder) == []
    report(folder, tmp_path / "out")


def test_a_wave_whose_kept_files_are_lost_can_be_opened_if_it_asked_the_same(folder: Path) -> None:
    lock_wave(open_study(folder), "2010")
    shutil.rmtree(folder / "waves/2010/locked")
    unlock_wave(open_study(folder), "2010", reason="filerne gik tabt")
    open_study(folder).wave("2010").responses()


def test_check_tells_of_a_locked_wave_that_was_changed(folder: Path) -> None:
    lock_wave(open_study(folder), "2010")
    path = folder / "waves/2010/answers.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    assert [each.code for each in check_path(folder).findings] == ["WAVE-LOCK-CHANGED"]


def test_a_wave_may_have_a_questionnaire_of_its_own(folder: Path, tmp_path: Path) -> None:
    new = (folder / "skema.yaml").read_text(encoding="utf-8").replace('"blive"', '"flytte"')
    (folder / "waves/2012").mkdir()
    (folder / "waves/2012/skema.yaml").write_text(new, encoding="utf-8")
    answers = (folder / "waves/2010/answers.csv").read_text(encoding="utf-8")
    (folder / "waves/2012/answers.csv").write_text(answers.replace("blive", "flytte"), "utf-8")
    data: dict[str, Any] = dict(open_study(folder).plan.document.data)
    data["waves"].append(
        {
            "id": "2012",
            "answers": "waves/2012/answers.csv",
            "counts": "antal",
            "questionnaire": "waves/2012/skema.yaml",
        }
    )
    data["chapters"][0]["questions"].append("flytte")
    (folder / "study.yaml").write_text(json.dumps(data), encoding="utf-8")
    study = open_study(folder)
    assert study.wave("2010").plan.questionnaire.question("flytte") is None
    assert [c.questions for c in study.wave("2012").plan.written.chapters] == [
        ["tryg", "glad", "flytte"]
    ]
    assert "flytte" in study.wave("2012").responses().data
    report(folder, tmp_path / "out", "2012")
    manifest = json.loads((tmp_path / "out/manifest.json").read_bytes())
    assert "waves/2012/skema.yaml" in manifest["inputs"]


def test_the_copenhagen_example_is_left_as_it_is(tmp_path: Path) -> None:
    folder = copy_of_copenhagen(tmp_path / "study")
    assert codes(folder, "1968") == []
