"""``survey check`` and ``survey export``, from the arguments to the exit code and the files."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from made_studies import copy_of_copenhagen

from survey.cli import main
from survey.errors import WrongUseError
from survey.findings import Finding, Place, Severity
from survey.language.catalogue import language_in_force
from survey.language.listing import finding_lines
from survey.questionnaire.exporting import EXPORTS, export_questionnaire
from survey.questionnaire.reader import read_questionnaire
from survey.questionnaire.saving import write_questionnaire

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

SHORT = """\
id: short
title: {da: Kort, en: Short}
languages: [da, en]
questions:
  - id: age
    type: number
    text: {da: Hvor gammel er du?, en: How old are you?}
    label: {da: Alder, en: Age}
    low: 18
    high: 105
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["survey", *arguments])
    with pytest.raises(SystemExit) as stopped, language_in_force("en"):
        main()
    return int(stopped.value.code or 0)


def written(text: str) -> str:
    Path("skema.yaml").write_text(text, encoding="utf-8")
    return "skema.yaml"


def test_a_sound_questionnaire_ends_with_0(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "check", written(SHORT)) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Nothing to remark.",
        "The questionnaire short has one question (da, en).",
        "It takes less than a minute to answer.",
    ]


def test_findings_end_with_1_and_stand_with_their_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = SHORT.replace("low: 18", "low: 180").replace(", en: Age}", "}")
    assert run(monkeypatch, "check", written(wrong)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:2]] == ["LOOK", "MEND"]
    assert "skema.yaml:8" in lines[0]
    assert "skema.yaml:10" in lines[1]
    assert lines[-1] == "The questionnaire skema.yaml can't be used until the faults are mended."


def test_findings_for_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "check", written(SHORT.replace("low: 18", "low: 180")), "--json") == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["severity"], found["line"]) == ("error", 10)
    assert set(found) == {"code", "severity", "file", "line", "cell", "message", "hint"}


def test_a_study_and_its_answers_are_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    study = copy_of_copenhagen(tmp_path / "study")
    assert run(monkeypatch, "check", "study") == 0
    assert "The study study has the wave 1968." in capsys.readouterr().out
    answers = study / "waves" / "1968" / "answers.csv"
    text = answers.read_text(encoding="utf-8").replace("tower;1;", "tower;7;", 1)
    answers.write_text(text, encoding="utf-8")
    assert run(monkeypatch, "check", "study") == 1
    assert "ANSWERS-UNKNOWN-CODE" in capsys.readouterr().out


def test_a_file_of_answers_is_told_apart_from_a_questionnaire(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("svar.csv").write_text("area;safe\nA;1\nB;2\nA;2\nB;1\n", encoding="utf-8")
    assert run(monkeypatch, "check", "svar.csv") == 0
    assert "The file svar.csv has 4 answers" in capsys.readouterr().out


def test_a_parquet_file_of_answers_is_checked_like_any_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = pd.DataFrame({"area": ["A", "B", "A", "B"], "number": [1e16, 2, 3, 4]})
    frame.to_parquet("svar.parquet")
    assert run(monkeypatch, "check", "svar.parquet") == 1
    out = capsys.readouterr().out
    assert "The file svar.parquet has 4 answers" in out
    assert "more than 15 digits" in out


@pytest.mark.parametrize("to", EXPORTS)
def test_everything_is_exported_and_its_file_named(
    to: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "export", written(SHORT), "--to", to, "--lang", "da") == 0
    done = capsys.readouterr()
    path = Path(done.out.strip())
    assert path.stat().st_size > 100
    if to in {"yaml", "workbook"}:
        assert read_questionnaire(path) == read_questionnaire("skema.yaml")
    told = f"survey export {path} --to yaml --out skema.yaml\n"
    assert done.err.endswith(told) is (to == "workbook")


def test_what_lies_in_a_module_is_read_back_in_full_when_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = Path("skema.yaml")
    home.write_bytes((Path(__file__).parents[2] / "questionnaires/kort-form.yaml").read_bytes())
    asked = read_questionnaire(home)
    title = {**asked.title, "da": "Et andet skema"}
    write_questionnaire(replace(asked, title=title), "andet.yaml")
    assert run(monkeypatch, "export", "andet.yaml", "--to", "yaml", "--out", "skema.yaml") == 0
    assert "use: safe_home" in home.read_text(encoding="utf-8")
    other = Path("andet.yaml")
    words = other.read_text(encoding="utf-8").replace("da: Meget utryg", "da: Slet ikke tryg")
    other.write_text(words, encoding="utf-8")
    assert run(monkeypatch, "export", "andet.yaml", "--to", "yaml", "--out", "skema.yaml") == 3
    assert "--in-full" in capsys.readouterr().err
    assert "use: safe_home" in home.read_text(encoding="utf-8")
    more = ("--to", "yaml", "--out", "skema.yaml", "--in-full")
    assert run(monkeypatch, "export", "andet.yaml", *more) == 0
    assert read_questionnaire(home) == read_questionnaire(other)


def test_a_wrong_kind_of_export_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "export", written(SHORT), "--to", "codebok") == 2
    assert 'did you mean "codebook"?' in capsys.readouterr().err
    with pytest.raises(WrongUseError, match="can't be written as"):
        export_questionnaire(read_questionnaire("skema.yaml"), "paper")


def test_the_form_is_in_the_first_language_where_it_has_not_the_one_in_force() -> None:
    danish = SHORT.replace("[da, en]", "[da]").replace(", en: Short", "")
    questionnaire = read_questionnaire(written(danish))
    with language_in_force("en"):
        assert export_questionnaire(questionnaire, "word").name == "short-form-da.docx"


def test_what_repeats_is_cut_short_but_never_what_must_be_mended(
    snapshot: SnapshotAssertion,
) -> None:
    findings = [
        Finding(code, severity, f"Number {number}.", Place("f.yaml", number))
        for code, severity in (("A", Severity.WARNING), ("B", Severity.ERROR), ("C", Severity.NOTE))
        for number in range(1, 8 if code != "C" else 2)
    ]
    for language in ("da", "en"):
        with language_in_force(language):
            assert list(finding_lines(findings)) == snapshot(name=language)
    assert len(list(finding_lines(findings, everything=True))) == len(findings) + 1
