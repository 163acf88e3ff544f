"""How far a study is: told rightly whatever became of its files, and without touching them."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from made_studies import made_study, without_pictures
from made_weighted_study import made_weighted_study

import survey as sv
import survey.study.study_file.digests
from survey.language.catalogue import language_in_force
from survey.provenance import DISTRIBUTION
from survey.study.rebuilding import stamps
from survey.study.rebuilding.stages import Stage
from survey.study.steps.coding import code_answers
from survey.study.steps.prepared import prepare_answers
from survey.study.steps.weighted import weight_answers
from survey.study.study import open_study
from survey.study.wave_locks import lock_wave

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from survey.study.progress.wave_status import StageStatus

NUMBERS = {"nord": {"q": [10, 20]}, "kontrast": {"q": [20, 10]}}
STAMP = ".survey/stamps/2026/report-da.json"


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of counts with a report in Danish, to be copied."""
    root = made_study(tmp_path_factory.mktemp("reported") / "study", NUMBERS)
    with pytest.MonkeyPatch.context() as monkeypatch:
        without_pictures(monkeypatch)
        open_study(root).wave().report(language="da", formats=["html", "docx"])
    return root


@pytest.fixture
def plain(reported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study of counts with a report in Danish."""
    without_pictures(monkeypatch)
    return shutil.copytree(reported, tmp_path / "study")


def of(root: Path, stage: Stage, wave: str = "2026") -> StageStatus:
    return sv.study_status(root).of(wave, stage)


def codes(status: StageStatus) -> list[str]:
    return [each.code for each in status.because]


def edited(path: Path, old: str, new: str) -> None:
    words = path.read_text(encoding="utf-8")
    assert old in words
    path.write_text(words.replace(old, new), encoding="utf-8")


def stamp_edited(root: Path, change: Callable[[dict[str, Any]], object]) -> None:
    said = json.loads((root / STAMP).read_text(encoding="utf-8"))
    change(said)
    (root / STAMP).write_text(json.dumps(said), encoding="utf-8")


HARM: dict[str, tuple[Callable[[Path], object], str, list[str]]] = {
    "nothing": (lambda _root: None, "fresh", []),
    "a file deleted": (
        lambda root: (root / "report/2026-da/tables.xlsx").unlink(), "missing", ["output_gone"]),
    "all of it deleted": (
        lambda root: shutil.rmtree(root / "report"), "missing", ["output_gone"] * 4),
    "a page changed": (
        lambda root: (root / "report/2026-da/report.html").write_text("mit"),
        "stale", ["output_changed"]),
    "Word gone on with": (
        lambda root: (root / "report/2026-da/report.docx").write_bytes(b"mit"),
        "fresh", ["word_edited"]),
    "answers changed": (
        lambda root: edited(root / "svar.csv", "nord;1;10", "nord;1;11"),
        "stale", ["file_changed"]),
    "answers gone": (lambda root: (root / "svar.csv").unlink(), "stale", ["file_missing"]),
    "a title changed": (
        lambda root: edited(root / "study.yaml", "En undersøgelse", "To"), "stale", ["key"]),
    "a file of words that is new": (
        lambda root: [(root / "tekst").mkdir(), (root / "tekst/kapitel.da.md").write_text("Ja.")],
        "stale", ["file_new"]),
    "a stamp that isn't one": (
        lambda root: (root / STAMP).write_text("ikke json"), "stale", ["stamp_unreadable"]),
    "a stamp of another kind": (
        lambda root: (root / STAMP).write_text("[]"), "stale", ["stamp_unreadable"]),
    "a stamp that leads out of the study": (
        lambda root: stamp_edited(root, lambda said: said["written"].update({"../x": "0"})),
        "stale", ["stamp_unreadable"]),
    "a stamp of a newer version": (
        lambda root: stamp_edited(root, lambda said: said.update(schema=9)),
        "stale", ["stamp_newer"]),
    "another version of the package": (
        lambda root: stamp_edited(root, lambda said: said["made_with"].update(
            {DISTRIBUTION: "0.0.1"})),
        "stale", ["version"]),
    "another version of a library": (
        lambda root: stamp_edited(root, lambda said: said["made_with"].update(numpy="0.1")),
        "stale", ["library"]),
    "no stamp": (lambda root: (root / STAMP).unlink(), "stale", ["no_stamp"]),
}  # fmt: skip


@pytest.mark.parametrize("harm", HARM)
def test_what_became_of_a_report_is_told(harm: str, plain: Path) -> None:
    alter, state, expected = HARM[harm]
    alter(plain)
    found = of(plain, Stage.REPORT)
    assert (found.state, codes(found)) == (state, expected)
    command = f"survey report {plain} 2026 --lang da --format html,docx"
    status = sv.study_status(plain)
    if any("stamp" in code for code in expected):
        command = command.removesuffix(" --format html,docx")
    assert status.command(found) == ("" if state == "fresh" else command)
    for language in ("da", "en"):
        assert not [line for line in status.lines(language=language) if "{" in line]


def test_status_writes_nothing(plain: Path) -> None:
    (plain / STAMP).write_text("[]")
    before = {path: path.stat().st_mtime_ns for path in plain.rglob("*")}
    sv.study_status(plain)._repr_html_()
    assert {path: path.stat().st_mtime_ns for path in plain.rglob("*")} == before


def test_a_new_study_is_told_what_comes_next(tmp_path: Path) -> None:
    root = made_weighted_study(tmp_path / "study")
    status = sv.study_status(root)
    assert [(each.stage.value, each.state.value) for each in status.stages] == [
        ("plan", "not_used"), ("sample", "not_used"), ("fieldwork", "not_used"),
        ("answers", "missing"), ("coding", "not_used"), ("weights", "missing"),
        ("tables", "missing"), ("report", "missing"),
    ]  # fmt: skip
    assert status.lines()[-1] == f"Next step: survey answers {root} 2026"
    (root / "waves/2026/targets.csv").unlink()
    prepare_answers(open_study(root).wave())
    assert sv.study_status(root).lines()[-1] == f"Next step: survey weight {root} 2026 --template"
    (root / "svar.csv").unlink()
    said = sv.study_status(root).lines(language="da")
    assert said[-1] == "Næste trin: svar.csv mangler. Læg filen dér, eller ret study.yaml."
    assert of(root, Stage.REPORT).state == "missing"
    assert codes(of(root, Stage.REPORT)) == ["waits"]


def test_a_report_tells_of_the_stages_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pictures(monkeypatch)
    root = made_weighted_study(tmp_path / "study")
    open_study(root).wave().report(language="da", formats=["html"])
    status = sv.study_status(root)
    assert {each.state.value for each in status.stages} == {"fresh", "not_used"}
    assert status.next_step is None
    assert status.lines(language="da")[-1] == "Alt er ajour."
    edited(root / "waves/2026/targets.csv", "11;2025;Køn;Kvinder;110", "11;2025;Køn;Kvinder;100")
    states = {each.stage: each.state.value for each in sv.study_status(root).stages}
    assert states[Stage.ANSWERS] == "fresh"
    assert {states[each] for each in (Stage.WEIGHTS, Stage.TABLES, Stage.REPORT)} == {"stale"}
    command = f"survey report {root} 2026 --lang da --format html"
    assert sv.study_status(root).to_data()["next"]["command"] == command
    edited(root / "study.yaml", "weighting: [base, rake: {within: [sex, age_group]}]\n", "")
    told = [(each.code, each.name) for each in of(root, Stage.REPORT).because]
    assert told == [("file_gone", "waves/2026/targets.csv"), ("key", "weighting")]


def test_stages_with_files_of_their_own_are_told_by_them(tmp_path: Path) -> None:
    root = made_weighted_study(tmp_path / "study")
    wave = open_study(root).wave()
    workbook = prepare_answers(wave).files[0]
    weight_answers(wave, language="da")
    weight_answers(wave, language="en")
    states = [of(root, each).state.value for each in (Stage.ANSWERS, Stage.WEIGHTS)]
    assert states == ["fresh", "fresh"]
    workbook.write_bytes(workbook.read_bytes() + b" ")
    assert codes(of(root, Stage.ANSWERS)) == ["filled_in"]
    (root / "waves/2026/weighting/vaegte.csv").unlink()
    assert of(root, Stage.WEIGHTS).state == "missing"
    edited(root / "study.yaml", "[base, rake", "[base, {rescale: {}}, rake")
    assert codes(of(root, Stage.WEIGHTS)) == ["key", "output_gone"]


def test_locked_waves_are_told_so_and_the_last_wave_comes_first(plain: Path) -> None:
    edited(plain / "study.yaml", '"waves": [', '"waves": [{"id": "2024", "answers": "før.csv"},')
    (plain / "waves/2024").mkdir(parents=True)
    lock_wave(open_study(plain), "2026")
    status = sv.study_status(plain)
    states = {each.stage: each.state.value for each in status.stages if each.wave == "2026"}
    assert states[Stage.ANSWERS] == states[Stage.TABLES] == "locked"
    assert states[Stage.WEIGHTS] == "not_used"
    assert states[Stage.REPORT] == "stale"  # it knows nothing of the earlier wave
    step = status.next_step
    assert step is not None
    assert (step.wave, step.stage) == ("2026", Stage.REPORT)


def test_a_locked_wave_whose_files_were_changed_is_never_called_locked(plain: Path) -> None:
    lock_wave(open_study(plain), "2026")
    assert of(plain, Stage.ANSWERS).state == "locked"
    answers, kept = plain / "svar.csv", plain / "waves/2026/locked/study.yaml"
    before, said = answers.read_bytes(), kept.read_bytes()
    edited(answers, "nord;1;10", "nord;1;11")
    status = sv.study_status(plain)
    assert of(plain, Stage.ANSWERS).state == "not_as_locked"
    words = "\n".join(status.lines(language="da"))
    assert status.of("2026", Stage.TABLES).state == "not_as_locked"
    assert "svar.csv er ændret, efter at målingen blev låst." in words
    assert "sikkerhedskopi, eller lås målingen op" in words
    assert words.endswith(f"Næste trin: survey wave verify {plain} 2026")
    answers.unlink()
    assert "svar.csv is gone although" in "\n".join(sv.study_status(plain).lines(language="en"))
    answers.write_bytes(before)
    for harm in (b"half", b""):
        kept.write_bytes(harm)
        assert of(plain, Stage.ANSWERS).state == "not_as_locked"
    kept.unlink()
    assert of(plain, Stage.ANSWERS).state == "not_as_locked"
    kept.write_bytes(said)
    assert of(plain, Stage.ANSWERS).state == "locked"
    (plain / "waves/2026/LOCKED.json").write_bytes(b"{}")
    assert of(plain, Stage.ANSWERS).state == "not_as_locked"
    (plain / "waves/2026/LOCKED.json").unlink()
    assert "lock was taken away by hand" in "\n".join(sv.study_status(plain).lines(language="en"))


def test_a_report_is_told_to_be_a_draft_until_its_wave_is_locked(plain: Path) -> None:
    told = f"If it was handed on, lock the wave: survey wave lock {plain} 2026"
    status = sv.study_status(plain)
    assert told in "\n".join(status.lines(language="en"))
    assert "draft until the wave is locked" in status._repr_html_()
    assert status.next_step is None
    (data,) = status.to_data()["waves"]
    assert [each["stage"] for each in data["stages"] if each.get("draft")] == ["report"]
    lock_wave(open_study(plain), "2026")
    assert "draft" not in "\n".join(sv.study_status(plain).lines(language="en"))


def test_a_large_file_is_read_only_if_it_looks_otherwise(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "_LARGE", 1)
    old = 1_700_000_000
    os.utime(plain / "svar.csv", (old, old))
    open_study(plain).wave().report(language="da", formats=["html"], again=True)
    read: list[str] = []
    digest_of = survey.study.study_file.digests.digest_of

    def reading(path: Path) -> str:
        read.append(path.name)
        return digest_of(path)

    monkeypatch.setattr(stamps, "digest_of", reading)
    assert of(plain, Stage.REPORT).state == "fresh"
    assert "svar.csv" not in read
    words = (plain / "svar.csv").read_text(encoding="utf-8")
    (plain / "svar.csv").write_text(words.replace("10", "11"), encoding="utf-8")
    assert of(plain, Stage.REPORT).state == "stale"
    assert "svar.csv" in read


def test_coded_answers_are_read_in_again_when_sheets_are_filled_in(tmp_path: Path) -> None:
    root = made_weighted_study(tmp_path / "study")
    edited(
        root / "skema.yaml",
        "  - id: safe\n",
        "  - id: more\n    type: text\n    label: {da: Mere, en: More}\n"
        "    text: {da: Mere?, en: More?}\n"
        "    codes: {1: {da: Støj, en: Noise}, 2: {da: Lys, en: Light}}\n  - id: safe\n",
    )
    edited(root / "svar.csv", ";safe", ";safe;more")
    lines = (root / "svar.csv").read_text(encoding="utf-8").splitlines()
    (root / "svar.csv").write_text(
        "\n".join([lines[0], *(f"{line};larm" for line in lines[1:])]), encoding="utf-8"
    )
    assert codes(of(root, Stage.CODING)) == ["not_coded"]
    sheet = code_answers(open_study(root).wave()).files[0]
    assert of(root, Stage.CODING).state == "fresh"
    sheet.write_bytes(sheet.read_bytes() + b" ")
    assert codes(of(root, Stage.CODING)) == ["file_changed"]


def test_the_same_is_told_as_a_table_as_data_and_in_a_notebook(plain: Path) -> None:
    edited(plain / "study.yaml", "En undersøgelse", "To & <tre>")
    status = sv.study_status(open_study(plain))
    assert repr(status) == "StudyStatus(1 waves, 1 stages to be made)"
    frame = status.to_frame(language="da")
    assert list(frame) == ["wave", "stage", "state", "why", "command"]
    last = frame.to_dict("records")[-1]
    assert (last["stage"], last["state"]) == ("report-da", "stale")
    assert last["why"] == "»title« i study.yaml er ændret."
    data = json.loads(json.dumps(status.to_data()))
    (report,) = [each for each in data["waves"][0]["stages"] if each["stage"] == "report"]
    assert report["because"][0]["code"] == "key"
    assert report["command"] == data["next"]["command"] != ""
    with language_in_force("da"):
        page = status._repr_html_()
    assert "To &amp; &lt;tre&gt;: hvor langt er den?" in page
    assert "forældet" in page
