"""The next wave of a study: what is carried over, what is left behind, and what never changes."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from made_studies import ROOT, made_study, without_pictures

from survey.errors import DataError, RefusedError, UnknownNameError, WrongUseError
from survey.findings import FindingsError
from survey.sampling.sample_file import read_sample
from survey.study.keeping.log import read_study_log
from survey.study.next_wave.added import add_wave
from survey.study.next_wave.asked_again import asked_again
from survey.study.steps.checked import check_path
from survey.study.study import open_study
from survey.study.wave_locks import lock_wave, locked_wave, verify_wave

if TYPE_CHECKING:
    from pathlib import Path

STEP = re.compile(r"\d+\. ")
WEIGHTED = ROOT / "examples" / "weighted-wave"
COUNTS = {
    "nord": {"tryg": [30, 20, 40], "glad": [25, 25, 40], "blive": [20, 30, 40]},
    "syd": {"tryg": [20, 20, 60], "glad": [15, 25, 60], "blive": [10, 30, 60]},
}
STUDY = """\
# Vores undersøgelse. Ring til Hanne, før du retter noget her.
title: {da: En undersøgelse, en: A survey}

areas:
  - id: nord
    label: {da: Nord, en: North}
  - {id: syd, label: {da: Syd, en: South}, role: contrast}   # kontrasten

questionnaire: skema.yaml

waves:
  # den første
  - id: "2010"
    answers: waves/2010/svar-2010.csv   # fra SurveyXact
    counts: antal
    today: "2010-09-01"
    corrections: waves/2010/corrections.csv
    plan: {frame: boliger.csv, seed: 2010, response_rate: 0.4}
    retention: {contacts: 2011-01-01}
    sampling: {da: Alle blev spurgt i 2010., en: Everyone was asked in 2010.}
    fieldwork:
      start: 2010-05-04
      target: 200
      covariates: [area]
      reminders: {days: 7, quiet: [2010-05-25]}

# kapitlerne
chapters:
  - {id: alt, title: {da: Alt, en: All}, questions: [tryg, glad, blive]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = made_study(tmp_path / "study", COUNTS, contrast="syd")
    (made / "waves" / "2010").mkdir(parents=True)
    (made / "svar.csv").rename(made / "waves" / "2010" / "svar-2010.csv")
    (made / "waves" / "2010" / "corrections.csv").write_text("", encoding="utf-8")
    (made / "study.yaml").write_text(
        STUDY.replace("    corrections: waves/2010/corrections.csv\n", ""), encoding="utf-8"
    )
    (made / "waves" / "2010" / "corrections.csv").unlink()
    return made


@pytest.fixture
def weighted(tmp_path: Path) -> Path:
    folder = tmp_path / "weighted"
    shutil.copytree(WEIGHTED, folder, ignore=shutil.ignore_patterns("report", "weighting"))
    return folder


def content(folder: Path) -> dict[str, bytes]:
    files = [each for each in folder.rglob("*") if each.is_file()]
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}


def said_of(folder: Path, wave: str) -> dict[str, Any]:
    waves = open_study(folder).plan.document.data["waves"]
    found: dict[str, Any] = next(each for each in waves if each["id"] == wave)
    return found


def edit(path: Path, old: str, new: str) -> None:
    words = path.read_text(encoding="utf-8")
    assert old in words
    path.write_text(words.replace(old, new), encoding="utf-8")


def test_the_new_wave_is_read_as_the_old_one_and_leaves_behind_what_was_of_its_time(
    folder: Path,
) -> None:
    added = add_wave(open_study(folder), "2012")
    assert said_of(folder, "2012") == {
        "id": "2012",
        "since": "2010",
        "answers": "waves/2012/svar-2012.csv",
        "counts": "antal",
        "sampling": {"da": "Alle blev spurgt i 2010.", "en": "Everyone was asked in 2010."},
        "plan": {"response_rate": 0.4},
        "fieldwork": {"target": 200, "covariates": ["area"], "reminders": {"days": 7}},
    }
    assert any("retention:" in step for step in added.steps())
    assert added.study.waves == open_study(folder).waves == ("2010", "2012")
    assert repr(added) == "AddedWave(2012 after 2010: 0 undecided)"
    assert added.files == ()


def test_study_yaml_keeps_its_comments_and_all_else(folder: Path) -> None:
    before = (folder / "study.yaml").read_text(encoding="utf-8")
    add_wave(open_study(folder), "2012")
    after = (folder / "study.yaml").read_text(encoding="utf-8")
    head, tail = before.split("\n# kapitlerne")
    assert after.startswith(head)
    assert after.endswith("\n# kapitlerne" + tail)
    new = after.removeprefix(head).removesuffix("\n# kapitlerne" + tail)
    assert new.startswith('  - id: "2012"\n')


def test_line_ends_of_windows_stay(folder: Path) -> None:
    path = folder / "study.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    add_wave(open_study(folder), "2012")
    data = path.read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n")


def test_nothing_of_the_old_wave_changes_and_its_report_can_be_made_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pictures(monkeypatch)
    how: dict[str, Any] = {"language": "da", "formats": ["html", "docx"]}
    open_study(folder).wave("2010").report(out=tmp_path / "before", **how)
    before = content(folder / "waves" / "2010")
    added = add_wave(open_study(folder), "2012")
    assert added.locked
    after = content(folder / "waves" / "2010")
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {
        "LOCKED.json",
        "lock.json",
        "locked/study.yaml",
        "locked/skema.yaml",
    }
    edit(folder / "skema.yaml", "Svar på tryg?", "Er du tryg om aftenen?")
    edit(folder / "study.yaml", "[tryg, glad, blive]", "[glad]")
    open_study(folder).wave("2010").report(out=tmp_path / "after", **how)
    assert content(tmp_path / "after") == content(tmp_path / "before")
    assert verify_wave(open_study(folder), "2010") == ()


def test_a_check_says_that_the_answers_are_to_come(folder: Path) -> None:
    add_wave(open_study(folder), "2012")
    (found,) = [each for each in check_path(folder).findings if each.code.startswith("STUDY")]
    assert (found.code, found.severity) == ("STUDY-ANSWERS-TO-COME", "note")


def test_the_new_wave_runs_to_a_report_when_its_answers_are_there(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pictures(monkeypatch)
    add_wave(open_study(folder), "2012")
    (folder / "waves/2012").mkdir(exist_ok=True)
    shutil.copy(folder / "waves/2010/svar-2010.csv", folder / "waves/2012/svar-2012.csv")
    wave = open_study(folder).wave("2012")
    assert wave.report(language="da", formats=["html"], out=tmp_path / "out")
    lock_wave(open_study(folder), "2012")
    third = add_wave(open_study(folder), "2014")
    assert third.since == "2012"
    assert not third.locked
    assert verify_wave(open_study(folder), "2012") == ()


def test_waves_are_added_one_after_the_other_to_lines_within_braces(folder: Path) -> None:
    path = folder / "study.yaml"
    before, after = path.read_text(encoding="utf-8").split("waves:\n")
    rest = after[after.index("chapters:") :]
    waves = "waves: [{id: '2010', answers: waves/2010/svar-2010.csv, counts: antal}]\n"
    path.write_text(before + waves + rest, encoding="utf-8")
    for wave in ("2012", "2014", "2016"):
        add_wave(open_study(folder), wave, lock=False)
    assert open_study(folder).waves == ("2010", "2012", "2014", "2016")
    assert '\n  - {id: "2016", since: "2014", ' in path.read_text(encoding="utf-8")


def test_an_edited_questionnaire_is_held_against_what_was_asked(folder: Path) -> None:
    lock_wave(open_study(folder), "2010")
    edit(folder / "skema.yaml", "Svar på tryg?", "Er du tryg om aftenen?")
    added = add_wave(open_study(folder), "2012")
    assert added.left == 1
    assert added.verdicts.undecided == ("tryg",)
    lines = added.lines()
    assert any("tryg" in line and "undecided" in line for line in lines)
    step = next(line for line in lines if line.startswith("1. "))
    assert 'since: {"2010": {tryg: {change: editorial, reason: …}}}' in step
    assert len(added.to_frame()) == 3
    path = folder / "skema.yaml"
    data = path.read_text(encoding="utf-8").rstrip()
    assert data.endswith("}")
    said = '{"change": "editorial", "reason": {"da": "Samme.", "en": "Same."}}'
    since = f'"since": {{"2010": {{"tryg": {said}}}}}'
    path.write_text(f"{data[:-1]},\n{since}\n}}\n", encoding="utf-8")
    assert add_wave(open_study(folder), "2014", since="2010").left == 0


def test_what_is_left_to_do_is_said_in_order_in_both_languages(weighted: Path) -> None:
    added = add_wave(open_study(weighted), "2028", overlap=0.5, language="da")
    lines = added.lines(language="da")
    assert [path.name for path in added.files] == ["targets.xlsx"]
    said = said_of(weighted, "2028")
    assert (said["overlap"], said["targets"], "weighting" in said) == (
        0.5,
        {"universe": "adults"},
        False,
    )
    lock = locked_wave(added.study.plan, "2026")
    assert lock
    assert "waves/2026/sample.csv.record.json" in lock.files
    again = added.again
    assert again is not None
    assert (again["again"] + again["new"] == again["n"]).all()
    assert lines[0].startswith("Målingen 2028 er tilføjet efter 2026")
    assert lines[1] == (
        "Målingen 2026 er nu låst: den bliver, som den er, og dens rapport kan laves igen når som "
        "helst."
    )
    steps = [line.split(". ", 1)[1] for line in lines if STEP.match(line)]
    assert [step.split()[0] for step in steps] == [
        *("Spørgeskemaet", "Lås", "Se", "Læg", "Planlæg", "Skriv", "Læs", "Udfyld", "Læg", "Lav"),
        "Lås",
    ]
    english = added.lines()
    assert english[0].startswith("Wave 2028 was added after 2026")
    assert len(added.steps()) == len(steps)


def test_targets_that_are_there_already_are_left_alone(weighted: Path) -> None:
    (weighted / "waves" / "2028").mkdir()
    shutil.copy(weighted / "waves/2026/targets.xlsx", weighted / "waves/2028/targets.xlsx")
    assert add_wave(open_study(weighted), "2028").files == ()
    assert (weighted / "waves/2028/targets.xlsx").read_bytes() == (
        weighted / "waves/2026/targets.xlsx"
    ).read_bytes()


def test_who_is_asked_again_is_bounded_by_how_many_there_are(weighted: Path) -> None:
    sample = read_sample(weighted / "waves/2026/sample.csv")
    strata = sample.strata
    n, size = strata["n"].sum(), strata["population"].sum()
    assert asked_again(sample, "most")["again"].sum() == n
    least = asked_again(sample, "least")["again"]
    assert (least >= 0).all()
    assert (asked_again(sample, 0)["again"] == least).all()
    assert asked_again(sample, "independent")["again"].sum() < n
    assert (asked_again(sample, 1.0)["new"] == 0).all()
    assert n <= size


@pytest.mark.parametrize("overlap", [-0.1, 1.1, True, "half", float("nan")])
def test_an_overlap_that_cannot_be_is_refused(weighted: Path, overlap: Any) -> None:
    before = content(weighted)
    with pytest.raises(WrongUseError, match="asked again"):
        add_wave(open_study(weighted), "2028", overlap=overlap)
    assert content(weighted) == before


def test_nobody_can_be_asked_again_where_nobody_was_sampled(folder: Path) -> None:
    with pytest.raises(WrongUseError, match="has no sample"):
        add_wave(open_study(folder), "2012", overlap=0.5)


@pytest.mark.parametrize(
    ("name", "match"),
    [
        ("2010", "has one already"),
        ("", "can't be called"),
        ("../x", "can't be called"),
        ("år 2012", "can't be called"),
        ("x" * 65, "can't be called"),
    ],
)
def test_a_name_that_cannot_be_is_refused(folder: Path, name: str, match: str) -> None:
    before = content(folder)
    with pytest.raises(WrongUseError, match=match):
        add_wave(open_study(folder), name)
    assert content(folder) == before


def test_two_waves_never_share_a_folder(folder: Path) -> None:
    add_wave(open_study(folder), "Efteraar", lock=False)
    with pytest.raises(WrongUseError, match="its folder would be that of wave"):
        add_wave(open_study(folder), "efteraar", lock=False)


def test_a_wave_that_is_not_there_cannot_be_followed(folder: Path) -> None:
    with pytest.raises(UnknownNameError):
        add_wave(open_study(folder), "2012", since="2009")


def test_a_wave_that_was_changed_after_its_lock_is_not_gone_on_from(folder: Path) -> None:
    lock_wave(open_study(folder), "2010")
    with (folder / "waves/2010/svar-2010.csv").open("a") as stream:
        stream.write("\n")
    before = (folder / "study.yaml").read_bytes()
    added = add_wave(open_study(folder), "2012", lock=False)
    assert not added.locked
    (folder / "study.yaml").write_bytes(before)
    (folder / "waves/2010/LOCKED.json").unlink()
    (folder / "waves/2010/lock.json").write_text("{}", encoding="utf-8")
    with pytest.raises((RefusedError, DataError)):
        add_wave(open_study(folder), "2012")
    assert (folder / "study.yaml").read_bytes() == before


def test_the_old_wave_may_stay_open(folder: Path) -> None:
    added = add_wave(open_study(folder), "2012", lock=False)
    assert not added.locked
    assert locked_wave(open_study(folder).plan, "2010") is None


def test_another_questionnaire_is_named_or_copied_with_its_modules(
    folder: Path, tmp_path: Path
) -> None:
    here = folder / "skema-2012.yaml"
    shutil.copy(folder / "skema.yaml", here)
    edit(here, "Svar på tryg?", "Er du tryg om aftenen?")
    added = add_wave(open_study(folder), "2012", questionnaire=here)
    assert said_of(folder, "2012")["questionnaire"] == "skema-2012.yaml"
    assert added.left == 1
    elsewhere = tmp_path / "andetsteds"
    elsewhere.mkdir()
    here.rename(elsewhere / "skema.yaml")
    shutil.copy(elsewhere / "skema.yaml", here)
    add_wave(open_study(folder), "2014", since="2010", questionnaire=elsewhere / "skema.yaml")
    assert said_of(folder, "2014")["questionnaire"] == "waves/2014/questionnaire/skema.yaml"
    assert (folder / "waves/2014/questionnaire/skema.yaml").is_file()
    add_wave(open_study(folder), "2016", since="2014", lock=False)
    assert said_of(folder, "2016")["questionnaire"] == "waves/2016/questionnaire/skema.yaml"
    add_wave(open_study(folder), "2018", since="2010", questionnaire=folder / "skema.yaml")
    assert "questionnaire" not in said_of(folder, "2018")


def test_a_shipped_questionnaire_is_named(folder: Path) -> None:
    add_wave(open_study(folder), "2012", questionnaire="copenhagen-1968", lock=False)
    edit(folder / "study.yaml", "[tryg, glad, blive]", "[tryg, satisfaction]")
    assert said_of(folder, "2012")["questionnaire"] == "copenhagen-1968"
    asked = open_study(folder).wave("2012").plan
    assert asked.questionnaire.id == "copenhagen-1968"
    assert [chapter.questions for chapter in asked.written.chapters] == [["satisfaction"]]


def test_a_questionnaire_that_must_be_mended_first_changes_nothing(
    folder: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: bad\ntitle: {da: x, en: x}\nquestions: []\n", encoding="utf-8")
    before = content(folder)
    with pytest.raises(FindingsError):
        add_wave(open_study(folder), "2012", questionnaire=bad)
    assert content(folder) == before
    assert not (folder / "waves" / "2012").exists()


def test_settings_in_the_folder_of_the_old_wave_are_copied(folder: Path) -> None:
    edit(
        folder / "study.yaml",
        "    counts: antal\n",
        "    counts: antal\n    columns: waves/2010/kolonner-2010.json\n",
    )
    (folder / "waves/2010/kolonner-2010.json").write_text("{}", encoding="utf-8")
    added = add_wave(open_study(folder), "2012", lock=False)
    assert said_of(folder, "2012")["columns"] == "waves/2012/kolonner-2012.json"
    assert [path.read_text() for path in added.files] == ["{}"]


def test_several_files_of_answers_are_each_read_as_before(folder: Path) -> None:
    edit(
        folder / "study.yaml",
        "answers: waves/2010/svar-2010.csv   # fra SurveyXact\n",
        "answers:\n      - {file: waves/2010/svar-2010.csv, mode: web, absent: [tryg]}\n"
        "      - papir.csv\n",
    )
    add_wave(open_study(folder), "2012", lock=False)
    assert said_of(folder, "2012")["answers"] == [
        {"file": "waves/2012/svar-2012.csv", "mode": "web"},
        "waves/2012/papir.csv",
    ]


def test_a_file_of_the_new_wave_that_is_another_one_is_left_alone(folder: Path) -> None:
    edit(
        folder / "study.yaml",
        "    counts: antal\n",
        "    counts: antal\n    columns: waves/2010/kolonner.json\n",
    )
    (folder / "waves/2010/kolonner.json").write_text("{}", encoding="utf-8")
    (folder / "waves/2012").mkdir()
    (folder / "waves/2012/kolonner.json").write_text("[]", encoding="utf-8")
    before = content(folder)
    with pytest.raises(WrongUseError, match="is there already"):
        add_wave(open_study(folder), "2012", lock=False)
    assert content(folder) == before


def test_a_study_that_is_written_on_one_line_is_edited_all_the_same(folder: Path) -> None:
    edit(
        folder / "study.yaml",
        'waves:\n  # den første\n  - id: "2010"\n',
        'waves:\n  - id: "2010"\n',
    )
    words = (folder / "study.yaml").read_text(encoding="utf-8")
    head, rest = words.split("waves:\n")
    tail = rest[rest.index("# kapitlerne") :]
    one = 'waves: [{id: "2010", answers: waves/2010/svar-2010.csv, counts: antal}]\n'
    (folder / "study.yaml").write_text(head + one + tail, encoding="utf-8")
    add_wave(open_study(folder), "2012", lock=False)
    assert open_study(folder).waves == ("2010", "2012")


def test_the_log_tells_of_it(folder: Path) -> None:
    add_wave(open_study(folder), "2012")
    log = read_study_log(folder)
    assert [each.event for each in log.entries] == ["wave_locked", "wave_added"]
    assert log.entries[1].facts == {"wave": "2012", "since": "2010"}
    assert log.findings() == ()


def test_an_unknown_language_is_refused(folder: Path) -> None:
    with pytest.raises(WrongUseError):
        add_wave(open_study(folder), "2012", language="sv")
