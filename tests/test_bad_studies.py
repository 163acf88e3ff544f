"""Studies that can't be used as they are: every error names the place and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import survey as sv
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "copenhagen-housing"
ANSWERS = Path("waves") / "1968" / "answers.csv"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("report"))
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(path: Path, part: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return max(number for number, line in enumerate(lines, 1) if part in line)


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("role: contrast", "role: study", "STUDY-NO-CONTRAST", "areas:"),
        ("role: contrast", "role: kontrast", "FILE-LITERAL-ERROR", "role: kontrast"),
        ("- id: atrium", "- id: apartment", "STUDY-AREA-TWICE", "- id: apartment"),
        (
            "questions: [contact]",
            "questions: [contakt]",
            "STUDY-QUESTION-UNKNOWN-NEAR",
            "[contakt]",
        ),
        ("release: default", "relase: default", "FILE-UNKNOWN-NEAR", "relase: default"),
        ("counts: count", "counts: 7", "FILE-STRING-TYPE", "counts: 7"),
        ("    area: type", "    area: satisfaction", "STUDY-AREA-COLUMN", "    area: satisfaction"),
    ],
)
def test_what_is_wrong_in_study_yaml_is_said_with_its_line(
    study: Path, old: str, new: str, code: str, at: str
) -> None:
    edit(study / "study.yaml", old, new)
    with pytest.raises(FindingsError) as caught:
        sv.open_study(study)
    codes = {finding.code: finding.place for finding in caught.value.findings}
    assert code in codes
    assert codes[code] is not None
    assert codes[code].line == line_of(study / "study.yaml", at)


def test_all_findings_come_at_once(study: Path) -> None:
    edit(study / "study.yaml", "release: default", "relase: default")
    edit(study / "study.yaml", "counts: count", "counts: 7")
    with pytest.raises(FindingsError) as caught:
        sv.open_study(study)
    assert len(caught.value.findings) == 2


def test_a_key_written_twice_is_refused_with_both_lines(study: Path) -> None:
    edit(study / "study.yaml", "release: default", "release: default\nrelease: strict")
    with pytest.raises(FindingsError, match=r"study\.yaml:"):
        sv.open_study(study)


def test_a_code_written_twice_is_refused_in_danish(tmp_path: Path) -> None:
    source = EXAMPLE.parent.parent / "questionnaires" / "copenhagen-1968.yaml"
    path = tmp_path / "skema.yaml"
    text = source.read_text(encoding="utf-8")
    label = "      2: {da: Middel, en: Medium}"
    path.write_text(text.replace(label, f"{label}\n{label}"), encoding="utf-8")
    with language_in_force("da"), pytest.raises(FindingsError) as caught:
        sv.read_questionnaire(path)
    assert f"skema.yaml:{line_of(path, label)}" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [("tower;1;1;1;21", "tower;9;1;1;21", "1, 2, 3"), ("tower;1;1;1;21", "towr;1;1;1;21", "tower")],
)
def test_an_answer_that_is_no_code_is_named_with_its_line(
    study: Path, old: str, new: str, hint: str
) -> None:
    edit(study / ANSWERS, old, new)
    with pytest.raises(FindingsError) as caught:
        sv.open_study(study).wave().released()
    (found,) = caught.value.findings
    assert found.place is not None
    assert found.place.line == 2
    assert hint in str(found.hint)


def test_a_column_that_is_missing_is_named_with_a_near_one(study: Path) -> None:
    edit(study / ANSWERS, "satisfaction", "satisfacton")
    with pytest.raises(sv.SurveyError, match="satisfaction") as caught:
        sv.open_study(study).wave().released()
    assert "satisfacton" in str(caught.value.hint)


@pytest.mark.parametrize("content", [None, "", "type;influence;contact;satisfaction;count\n"])
def test_a_study_without_data_says_so(study: Path, content: str | None) -> None:
    if content is None:
        (study / ANSWERS).unlink()
    else:
        (study / ANSWERS).write_text(content, encoding="utf-8")
    with pytest.raises(sv.SurveyError):
        sv.open_study(study).wave().report(out=study / "out")
    assert not (study / "out").exists()


def test_answers_outside_the_study_are_refused(study: Path) -> None:
    edit(study / "study.yaml", "waves/1968/answers.csv", "../answers.csv")
    with pytest.raises(sv.SurveyError):
        sv.open_study(study).wave().responses()


def test_an_area_without_answers_is_not_available_and_never_0(study: Path) -> None:
    lines = (study / ANSWERS).read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("atrium")]
    (study / ANSWERS).write_text("\n".join(kept) + "\n", encoding="utf-8")
    wave = sv.open_study(study).wave()
    table = sv.area_table(wave.released(), "satisfaction", language="da")
    row = next(row for row in table.rows if row.cells[0].text == "Atriumhuse")
    assert [cell.text for cell in row.cells[1:4]] == ["..", "..", ".."]
    for language in ("da", "en"):
        wave.report(language=language, out=study / f"out-{language}")


def test_an_area_of_a_few_answers_is_hidden_everywhere(study: Path) -> None:
    lines = (study / ANSWERS).read_text(encoding="utf-8").splitlines()
    few = [line for line in lines if not line.startswith("atrium")]
    few += ["atrium;1;1;1;3", "atrium;2;2;3;4"]
    (study / ANSWERS).write_text("\n".join(few) + "\n", encoding="utf-8")
    wave = sv.open_study(study).wave()
    table = sv.area_table(wave.released(), "satisfaction", language="en")
    row = next(row for row in table.rows if row.cells[0].text == "Atrium houses")
    assert [cell.text for cell in row.cells[1:]] == ["†"] * 4
    assert any(note.startswith("†") for note in table.notes)
    for language in ("da", "en"):
        wave.report(language=language, out=study / f"out-{language}")


def test_a_folder_with_files_of_others_is_not_written_to(study: Path) -> None:
    folder = study / "mine"
    folder.mkdir()
    (folder / "thesis.docx").write_text("ten years of work", encoding="utf-8")
    with pytest.raises(sv.SurveyError, match=r"thesis\.docx"):
        sv.open_study(study).wave().report(out=folder)
    assert (folder / "thesis.docx").read_text(encoding="utf-8") == "ten years of work"
    assert list(folder.iterdir()) == [folder / "thesis.docx"]


@pytest.mark.parametrize("wanted", ["2010", "nowhere"])
def test_a_wave_that_is_not_there_is_refused(study: Path, wanted: str) -> None:
    with pytest.raises(LookupError, match="1968"):
        sv.open_study(study).wave(wanted)
