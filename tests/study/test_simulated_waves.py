"""Invented waves of a study, and the command that writes them."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest
from made_studies import without_pictures

import survey as sv
from survey.cli import main
from survey.errors import FileError, RefusedError, WrongUseError
from survey.language.catalogue import language_in_force
from survey.study.steps.simulated import simulate_study_wave

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STUDY = """\
# Noget at læse
title: {da: Prøve, en: Trial}
areas:
  - {id: vest, label: {da: Vestparken, en: Vestparken}, role: study, population: 70}
  - {id: syd, label: {da: Sydhaven, en: Sydhaven}, role: contrast, population: 80}
questionnaire: copenhagen-1968
waves:
  - {id: "2024", answers: waves/2024/answers.csv}
  - {id: "2026", answers: waves/2026/answers.csv, area: sted}
chapters:
  - {id: safety, title: {da: Tilfredshed, en: Satisfaction}, questions: [satisfaction]}
"""


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    monkeypatch.setenv("COLUMNS", "80")

    def command(*arguments: str, language: str = "en") -> Done:
        argv = ["survey", arguments[0], str(folder), *arguments[1:]]
        monkeypatch.setattr(sys, "argv", argv)
        with language_in_force(language), pytest.raises(SystemExit) as stop:
            main()
        code = stop.value.code
        assert isinstance(code, int)
        return Done(code, *capsys.readouterr())

    return command


def test_a_wave_is_invented_and_the_study_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pictures(monkeypatch)
    done = simulate_study_wave(sv.open_study(folder).wave("2024"), rate=0.5)
    assert done.marked
    assert done.files[-1].name == "simulated.json"
    study = sv.open_study(folder)
    assert study.plan.written.simulated
    assert (folder / "study.yaml").read_text(encoding="utf-8").startswith("# Noget at læse\n")
    answers = study.wave("2024").responses()
    assert answers.simulated
    assert len(answers.data) == len(done.wave.responses.data) > 50
    assert [str(note) for note in answers.notes if note.severity != "note"] == []
    document = study.wave("2024").document("da")
    assert "Eksempel med simulerede data" in document.stamps


def test_a_later_wave_is_of_the_same_city_and_called_as_the_study_calls_it(folder: Path) -> None:
    study = sv.open_study(folder)
    first = simulate_study_wave(study.wave("2024"))
    second = simulate_study_wave(sv.open_study(folder).wave("2026"))
    assert not second.marked
    assert second.wave.city.year == 2026
    assert second.wave.city.dwellings["unit"].equals(first.wave.city.dwellings["unit"])
    answers = sv.open_study(folder).wave("2026").responses()
    assert set(answers.data["sted"]) == {"vest", "syd"}
    assert set(answers.ids) & set(first.wave.responses.ids)


def test_a_template_that_nobody_filled_in_is_replaced_and_one_in_use_is_not(folder: Path) -> None:
    path = folder / "study.yaml"
    path.write_text(STUDY + "weighting: [base, rake: {within: [contact]}]\n", encoding="utf-8")
    template = sv.open_study(folder).wave("2024").targets_template("da")
    blank = template.read_bytes()
    template.write_bytes(blank + b" ")
    with pytest.raises(RefusedError, match=r"targets\.xlsx"):
        simulate_study_wave(sv.open_study(folder).wave("2024"))
    template.write_bytes(blank)
    simulate_study_wave(sv.open_study(folder).wave("2024"))
    assert template.read_bytes() != blank


def test_those_answer_who_were_drawn_from_an_invented_list(
    run: Callable[..., Done], folder: Path
) -> None:
    done = run("simulate", "2024", "--frame")
    assert done.code == 0
    assert "150 dwellings were invented" in done.err
    listed = (folder / "waves/2024/frame.csv").read_bytes()
    assert run("simulate", "2024", "--frame", "--rate", "0.4").code == WrongUseError.exit_code
    assert run("plan", "2024", "--budget", "100", "--difference", "30%").code in {0, 1}
    assert run("sample", "2024").code == 0
    drawn = sv.read_sample(folder / "waves/2024/sample.xlsx")
    assert run("simulate", "2024", "--rate", "0.5").code == 0
    there = sorted(path.name for path in (folder / "waves/2024").iterdir())
    assert "sample.xlsx" in there
    assert "sample.csv" not in there
    assert (folder / "waves/2024/frame.csv").read_bytes() == listed
    assert run("fieldwork", "2024", "--on", "2024-10-15").code in {0, 1}
    pages = ("plan.html", "fieldwork/fieldwork.html")
    for page in [(folder / "waves/2024" / each).read_text("utf-8") for each in pages]:
        assert "Example with simulated data" in page
    answers = sv.open_study(folder).wave("2024").responses()
    assert len(answers.ids) > 25
    assert set(answers.ids) <= set(drawn.drawn["unit"])
    other = run("simulate", "2024", "--seed", "2", "--overwrite")
    assert (other.code, "another list" in other.err) == (WrongUseError.exit_code, True)
    assert run("simulate", "2024", "--remove").code == 0
    assert (folder / "waves/2024/sample.xlsx").exists()


def test_the_same_command_gives_the_same_bytes(folder: Path) -> None:
    wave = sv.open_study(folder).wave("2024")
    before = {path: path.read_bytes() for path in simulate_study_wave(wave).files}
    wave = sv.open_study(folder).wave("2024")
    after = {path: path.read_bytes() for path in simulate_study_wave(wave, overwrite=True).files}
    assert before == after


def test_files_of_an_earlier_kind_go_away(folder: Path) -> None:
    simulate_study_wave(sv.open_study(folder).wave("2024"))
    assert (folder / "waves/2024/sample.csv").exists()
    wave = sv.open_study(folder).wave("2024")
    simulate_study_wave(wave, letter_boxes=True, overwrite=True)
    assert not (folder / "waves/2024/sample.csv").exists()
    assert not (folder / "waves/2024/sample.csv.record.json").exists()
    assert (folder / "waves/2024/dispositions.csv").exists()


def test_a_study_with_answers_that_may_be_real_is_left_alone(folder: Path) -> None:
    (folder / "waves/2026").mkdir(parents=True)
    (folder / "waves/2026/answers.csv").write_text("respondent;sted\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="that they are simulated"):
        simulate_study_wave(sv.open_study(folder).wave("2024"))
    assert not (folder / "waves/2024").exists()
    assert (folder / "study.yaml").read_text(encoding="utf-8") == STUDY


def test_a_file_that_cannot_be_told_is_left_as_it_is(folder: Path) -> None:
    plan = sv.open_study(folder).plan
    flow = json.dumps(plan.document.data, ensure_ascii=False)
    (folder / "study.yaml").write_text(flow, encoding="utf-8")
    with pytest.raises(WrongUseError, match="simulated: true"):
        simulate_study_wave(sv.open_study(folder).wave("2024"))
    assert (folder / "study.yaml").read_text(encoding="utf-8") == flow
    assert not (folder / "waves").exists()


def test_real_answers_are_not_replaced_in_a_study_that_is_marked(folder: Path) -> None:
    (folder / "study.yaml").write_text(STUDY + "simulated: true\n", encoding="utf-8")
    (folder / "waves/2024").mkdir(parents=True)
    (folder / "waves/2024/answers.csv").write_text("respondent;area\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="not invented"):
        simulate_study_wave(sv.open_study(folder).wave("2024"), overwrite=True)
    assert [path.name for path in (folder / "waves/2024").iterdir()] == ["answers.csv"]


@pytest.mark.parametrize(
    ("wave", "said"),
    [
        ('{id: "2024", answers: answers.xlsx}', "one file of answers"),
        ('{id: "2024", answers: [a.csv, b.csv]}', "one file of answers"),
        ('{id: "2024", answers: a.csv, weights: w}', '"weights" is set'),
        ('{id: "2024", answers: a.csv, absent: [contact]}', '"absent" is set'),
    ],
)
def test_waves_that_invented_answers_do_not_fit_are_refused(
    folder: Path, wave: str, said: str
) -> None:
    study = STUDY.replace('{id: "2024", answers: waves/2024/answers.csv}', wave)
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    with pytest.raises(WrongUseError, match=said):
        simulate_study_wave(sv.open_study(folder).wave("2024"))
    assert sorted(path.name for path in folder.iterdir()) == ["study.yaml"]


def test_the_command_writes_a_wave_and_says_what_it_did(
    run: Callable[..., Done], folder: Path
) -> None:
    done = run("simulate", "2024", "--seed", "7", "--asked", "60", "--rate", "0.5")
    assert done.code == 0
    assert "answers.csv" in done.out
    assert "answers were invented (seed 7)" in done.err
    assert "study.yaml now says" in done.err
    record = json.loads((folder / "waves/2024/simulated.json").read_text(encoding="utf-8"))
    assert record["seed"] == 7
    again = run("simulate", "2024", language="da")
    assert again.code == WrongUseError.exit_code
    assert "allerede er der" in again.err
    assert run("simulate", "2024", "--overwrite").code == 0
    assert run("simulate", "2024", "--rate", "7").code == WrongUseError.exit_code


@pytest.mark.parametrize(("language", "told"), [("en", "Invent answers"), ("da", "Opdigt svar")])
def test_the_help_is_in_the_language_asked_for(
    run: Callable[..., Done], language: str, told: str
) -> None:
    assert told in run("simulate", "--help", language=language).out


def test_without_answers_the_report_still_asks_for_them(folder: Path) -> None:
    with pytest.raises(FileError):
        sv.open_study(folder).wave("2024").responses()
