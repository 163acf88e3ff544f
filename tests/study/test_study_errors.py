"""What is wrong in a study folder is said in four parts, with file and line, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_studies import copy_of_copenhagen

from survey.errors import SurveyError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.study.study import open_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

FIRST_ROLE = "    role: study"
IN_STUDY = {
    "key_twice": [("release: default", "release: default\nrelease: strict")],
    "key_unknown": [("chapters:", "chapter:")],
    "key_unknown_within": [(FIRST_ROLE, "    rolle: study")],
    "key_unlike_any": [(FIRST_ROLE, "    zzz: study")],
    "question_unknown": [("questions: [satisfaction]", "questions: [satisfacton]")],
    "question_unlike_any": [("questions: [satisfaction]", "questions: [zzz]")],
    "no_contrast": [("role: contrast", "role: study")],
    "two_contrasts": [("role: study", "role: contrast")],
    "area_twice": [("id: atrium", "id: apartment")],
    "wave_twice": [("waves:", 'waves:\n  - id: "1968"\n    answers: waves/x.csv')],
    "chapter_twice": [("  - id: influence", "  - id: satisfaction")],
    "wrong_types": [
        (FIRST_ROLE, "    population: mange\n    role: studie"),
        ("title: {da: Tilfredshed, en: Satisfaction}", "title: Tilfredshed"),
        ("questions: [influence]", "questions: influence"),
        ("  - id: contact", "  - id: 7"),
        ("release: default", "release: 3\nsimulated: ja"),
    ],
    "wave_without_quotes": [('id: "1968"', "id: 1968")],
    "wave_with_slash": [('id: "1968"', 'id: "19/68"')],
    "population_zero": [(FIRST_ROLE, "    population: 0\n    role: study")],
    "population_of_one_only": [(FIRST_ROLE, "    population: 90000\n    role: study")],
    "text_empty": [("  en: Housing conditions in Copenhagen", "  en: ''")],
    "answers_outside": [("answers: waves/1968/answers.csv", "answers: ../../etc/passwd")],
    "answers_absolute": [("answers: waves/1968/answers.csv", "answers: /etc/passwd")],
    "area_column_is_a_question": [("area: type", "area: contact")],
    "targets_and_recipe_of_wrong_forms": [
        ("    counts: count", "    targets: {yer: 2024}\n    weighting: true"),
        (FIRST_ROLE, "    departments: 12\n    role: study"),
    ],
    "targets_of_wrong_types": [
        ("    counts: count", "    targets: {files: [], universe: adult, categories: {sex: Mænd}}"),
        (FIRST_ROLE, "    departments: [12, 1.10]\n    role: study"),
    ],
    "targets_and_recipe_elsewhere": [
        ("    counts: count", "    targets: [../register.xlsx]\n    weighting: C:/recipe.yaml"),
        ("release: default", "weighting: /etc/passwd\nrelease: default"),
    ],
    "counts_are_not_weighted": [("    counts: count", "    counts: count\n    weighting: [base]")],
    "weights_twice": [("    counts: count", "    weights: w\n    weighting: [base]")],
    "department_twice": [
        (FIRST_ROLE, "    departments: [12, 3]\n    role: study"),
        ("    role: contrast", "    departments: [Øst, '12']\n    role: contrast"),
    ],
    "newer_format": [("title:\n", "version: 2\nnews: {}\ntitle:\n")],
    "format_of_no_kind": [("title:\n", "version: nul\ntitle:\n")],
    "waves_with_one_folder": [
        ("waves:", "waves:\n  - {id: Forår 68, answers: x.csv}\n  - {id: forår-68, answers: y.csv}")
    ],
    "alias_of_another_area": [
        (FIRST_ROLE, "    aliases: [Etager, rækkehuse]\n    role: study"),
    ],
    "department_called_as_an_area": [(FIRST_ROLE, "    departments: [Højhuse]\n    role: study")],
    "department_in_two_areas_at_once": [
        (FIRST_ROLE, "    departments: [{name: 12, to: 1968}]\n    role: study"),
        ("    role: contrast", "    departments: [{name: '12', from: 1968}]\n    role: contrast"),
    ],
    "department_of_no_time": [
        (FIRST_ROLE, "    departments: [{name: 12, from: før, to: 1967}, 13]\n    role: study"),
        ("    role: contrast",
         "    departments: [{name: 5, from: 1990, to: 1970}, {name: 6, from: '70'}]\n"
         "    role: contrast"),
    ],
    "department_with_a_mistyped_key": [
        (FIRST_ROLE, "    departments: [11, {name: 12, form: 1970}]\n    role: study"),
    ],
    "department_that_goes_before_it_comes": [
        (FIRST_ROLE, "    departments: [{name: 12, from: 1970, to: 1967}]\n    role: study"),
    ],
    "boundaries_of_no_wave": [
        (FIRST_ROLE, "    boundaries: {1968: 0.1, 1986: 0.2}\n    role: study"),
    ],
    "boundaries_of_no_share": [(FIRST_ROLE, "    boundaries: {x: 4}\n    role: study")],
    "how_much_moved_is_not_known": [
        (FIRST_ROLE, "    departments: [11, {name: 12, to: 1968}]\n    role: study"),
        ("source:", '  - {id: "1970", answers: waves/1970/answers.csv}\n\nsource:'),
    ],
    "areas_named_wrongly": [
        ("    counts: count",
         "    counts: count\n    fieldwork:\n      target: {towr: 10, zzz: 3}\n"
         "      events: [{date: 1968-05-01, text: Strejke, area: atriumhuse}]\n"
         "    targets: {departments: {12: terrance}}"),
    ],
    "dates_of_no_calendar": [
        ("release: default", "retention: {answers: 1999-02-29, contact: 1999-01-01}"),
    ],
    "questionnaire_unknown": [("questionnaire: skema.yaml", "questionnaire: copenhagen-1986")],
    "questionnaire_missing": [("questionnaire: skema.yaml", "questionnaire: skemaer.yaml")],
}  # fmt: skip


def edit(path: Path, edits: list[tuple[str, str]]) -> None:
    text = path.read_text(encoding="utf-8")
    for before, after in edits:
        assert before in text
        text = text.replace(before, after, 1)
    path.write_text(text, encoding="utf-8")


def replaced(text: str) -> Callable[[Path], object]:
    return lambda study: (study / "study.yaml").write_text(text, encoding="utf-8")


def report(**how: str | list[str]) -> Callable[[Path], object]:
    return lambda study: open_study(study).wave().report(**how)


ELSEWHERE: dict[str, Callable[[Path], object]] = {
    "study_empty": replaced(""),
    "study_is_a_list": replaced("- a\n- b\n"),
    "study_bare": replaced("title: {da: x, en: x}\nareas: []\n"),
    "study_no_yaml": replaced("title: [da\n"),
    "no_study_file": lambda study: (study / "study.yaml").unlink(),
    "no_folder": lambda _: open_study("zzz"),
    "no_folder_near": lambda _: open_study("stud"),
    "a_file": lambda study: open_study(study / "waves" / "1968" / "answers.csv"),
    "wave_unknown": lambda study: open_study(study).wave("1986"),
    "format_unknown": report(formats=["html", "odt"]),
    "language_unknown": report(language="de"),
    "out_is_the_study": report(out="study"),
    "out_is_here": report(out="."),
    "answers_missing": lambda study: (study / "waves/1968/answers.csv").unlink(),
    "answers_empty": lambda study: (study / "waves/1968/answers.csv").write_text(""),
    "answers_header_only": lambda study: (study / "waves/1968/answers.csv").write_text(
        "type;influence;contact;satisfaction;count\n"
    ),
    "answers_area_unknown": lambda study: edit(
        study / "waves/1968/answers.csv", [("tower;1;1;1;21", "towr;1;1;1;21")]
    ),
    "answers_area_like_a_label": lambda study: edit(
        study / "waves/1968/answers.csv", [("tower;1;1;1;21", "Højhuset;1;1;1;21")]
    ),
    "answers_code_unknown": lambda study: edit(
        study / "waves/1968/answers.csv", [("tower;1;1;2;21", "tower;1;1;4;21")]
    ),
    "answers_column_missing": lambda study: edit(
        study / "waves/1968/answers.csv", [("satisfaction", "satisfction")]
    ),
    "text_no_utf8": lambda study: (study / "tekst/satisfaction.en.md").write_bytes(b"\xe6\xf8"),
}
LACKING = {
    "english_title": ("en", [("  en: Housing conditions in Copenhagen\n", "")]),
    "danish_place": ("da", [("place: {da: i rækkehusene, en: ", "place: {en: ")]),
    "danish_chapter": (
        "da",
        [("title: {da: Indflydelse, en: Influence}", "title: {en: Influence}")],
    ),
}


def go_through(study: Path) -> None:
    wave = open_study(study).wave()
    wave.responses()
    wave.spec(wave.design())


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("name", IN_STUDY)
def test_what_is_wrong_in_study_yaml_is_said_with_its_line(
    name: str,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
) -> None:
    monkeypatch.chdir(tmp_path)
    study = copy_of_copenhagen(type(tmp_path)("study"))
    edit(study / "study.yaml", IN_STUDY[name])
    with language_in_force(language), pytest.raises(SurveyError) as caught:
        go_through(study)
    if isinstance(caught.value, FindingsError):
        assert all(each.place and each.place.line for each in caught.value.findings)
    assert str(caught.value) == snapshot


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_is_wrong_elsewhere_is_said(
    name: str,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
) -> None:
    monkeypatch.chdir(tmp_path)
    study = copy_of_copenhagen(type(tmp_path)("study"))

    def attempt() -> None:
        ELSEWHERE[name](study)
        go_through(study)

    with language_in_force(language), pytest.raises(SurveyError) as caught:
        attempt()
    assert str(tmp_path) not in str(caught.value)
    assert str(caught.value) == snapshot


@pytest.mark.parametrize("name", LACKING)
def test_a_report_is_refused_in_a_language_that_lacks_texts(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
) -> None:
    monkeypatch.chdir(tmp_path)
    study = copy_of_copenhagen(type(tmp_path)("study"))
    language, edits = LACKING[name]
    edit(study / "study.yaml", edits)
    wave = open_study(study).wave()
    with pytest.raises(FindingsError) as caught:
        wave.report(language=language)
    assert not (study / "report").exists()
    assert str(caught.value) == snapshot
    wave.plan.check_language({"da": "en", "en": "da"}[language])


def test_a_report_needs_the_questionnaire_in_its_language(tmp_path: Path) -> None:
    study = copy_of_copenhagen(tmp_path / "study")
    edit(study / "skema.yaml", [("languages: [da, en]", "languages: [da]")])
    with pytest.raises(FindingsError, match="add en to languages"):
        open_study(study).wave().document("en")


def test_a_question_without_headline_can_not_be_a_chapters(tmp_path: Path) -> None:
    study = copy_of_copenhagen(tmp_path / "study")
    skema = (study / "skema.yaml").read_text(encoding="utf-8")
    (study / "skema.yaml").write_text(skema[: skema.rindex("    headline:")], encoding="utf-8")
    with pytest.raises(FindingsError, match='"contact", which has no headline'):
        open_study(study)


def test_answers_behind_a_link_that_leaves_the_study_are_refused(tmp_path: Path) -> None:
    study = copy_of_copenhagen(tmp_path / "study")
    answers = study / "waves" / "1968" / "answers.csv"
    outside = answers.rename(tmp_path / "outside.csv")
    answers.symlink_to(outside)
    with pytest.raises(FindingsError, match="must lie in the folder"):
        open_study(study)


def test_a_folder_with_other_files_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    study = copy_of_copenhagen(tmp_path / "study")
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.html").write_text("mine")
    with pytest.raises(SurveyError, match="holds other files"):
        open_study(study).wave().report(out=out)
    (out / "manifest.json").write_text("mine")
    (out / "noter.docx").write_text("mine")
    with pytest.raises(SurveyError, match=r'"noter\.docx"'):
        open_study(study).wave().report(out=out)
    assert {path.name for path in out.iterdir()} == {"report.html", "manifest.json", "noter.docx"}
    assert {path.read_text() for path in out.iterdir()} == {"mine"}


def test_a_file_in_the_place_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    study = copy_of_copenhagen(tmp_path / "study")
    (tmp_path / "out").write_text("mine")
    with pytest.raises(SurveyError, match="must be a folder"):
        open_study(study).wave().report(out=tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"
