"""The answers of a study weighted: files found and checked, the command, and the report."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import openpyxl
import pyreadstat
import pytest
from made_weighted_study import LIVING, made_weighted_study

import survey as sv
from survey.cli import code_of
from survey.documents.blocks import Paragraph
from survey.errors import FileError, WeightingError, WrongUseError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.study.steps.checked import check_path
from survey.study.steps.weighted import weight_answers
from survey.study.study import open_study
from survey.weighting.recipe import Poststratify

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_weighted_study(tmp_path_factory.mktemp("weighted") / "study")


def test_the_command_writes_weights_and_their_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = made_weighted_study(tmp_path / "study")
    assert code_of(["weight", str(root), "--lang", "en"], debug=False) == 0
    told = capsys.readouterr().out
    assert "120 answers are weighted to 378 adults." in told
    assert "2 distributions of the register are met." in told
    folder = root / "waves" / "2026" / "weighting"
    assert sorted(path.name for path in folder.iterdir()) == [
        "weighting.html", "weights.csv", "weights.xlsx",
    ]  # fmt: skip
    with (folder / "weights.csv").open(encoding="utf-8-sig") as file:
        heads, *rows = csv.reader(file, delimiter=";")
    assert heads == ["respondent", "weight"]
    numbers = [float(weight.replace(",", ".")) for _, weight in rows]
    assert sum(numbers) == pytest.approx(378)
    assert rows[0][0] == "r000"
    sheet, about = openpyxl.load_workbook(folder / "weights.xlsx").worksheets
    assert [cell.value for cell in sheet[1]] == ["respondent", "weight"]
    assert sheet.cell(2, 2).value == pytest.approx(numbers[0])
    assert "not to be published" in str(about.cell(3, 2).value)
    page = (folder / "weighting.html").read_text(encoding="utf-8")
    assert "r000" not in page


def test_the_weights_meet_the_register_in_each_area(study: Path) -> None:
    weighted = weight_answers(open_study(study).wave(), write=False)
    data = weighted.answers.data.assign(w=weighted.weights.values)
    for area, (women, men, older_women, older_men) in LIVING.items():
        inside = data[data["area"] == area]
        assert inside.loc[inside["sex"] == 1, "w"].sum() == pytest.approx(women + older_women)
        assert inside.loc[inside["age_group"] == 1, "w"].sum() == pytest.approx(women + men)
        assert inside["w"].sum() == pytest.approx(women + men + older_women + older_men)
    assert weighted.left == 0
    assert weighted.files == ()


def test_the_report_has_the_numbers_of_the_weighted_design(study: Path) -> None:
    wave = open_study(study).wave()
    answers = wave.responses()
    weights = wave.weights(answers)
    assert weights is not None
    design = sv.SurveyDesign.from_weights(answers, weights, codebook=answers.codebook)
    right = sv.headline(design, ["safe"], by="area", all_row=True).to_frame()
    told = sv.headline(wave.design(), ["safe"], by="area", all_row=True).to_frame()
    for name in ("estimate", "std_error", "conf_low", "conf_high", "n", "n_eff"):
        assert told[name].to_list() == right[name].to_list()
    plain = sv.headline(
        sv.SurveyDesign(answers.data, codebook=answers.codebook), ["safe"], by="area"
    )
    assert not np.allclose(plain.to_frame()["estimate"], right["estimate"].iloc[:-1])


@pytest.mark.parametrize(
    ("language", "sentence", "year"),
    [
        ("da", "Svarene er vægtet, så de står for de voksne beboere i områderne.", "2026"),
        ("en", "The answers are weighted so that they stand for the adult residents", "2026"),
    ],
)
def test_the_method_page_says_how_it_was_weighted(
    study: Path, language: str, sentence: str, year: str
) -> None:
    other = "en" if language == "da" else "da"
    with language_in_force(other):
        document = open_study(study).wave().document(language)
    told = {block.id: block.plain for block in document.blocks if isinstance(block, Paragraph)}
    assert sentence in told["method_weighting"]
    assert f"targets.csv, {year}." in told["method_weighting_register"]
    steps = [each for name, each in told.items() if name.startswith("method_weighting_step")]
    assert len(steps) == 2
    assert "method_unweighted" not in told


def test_the_manifest_knows_the_register(tmp_path: Path) -> None:
    root = made_weighted_study(tmp_path / "study", recipe="opskrift.yaml")
    (root / "opskrift.yaml").write_text(
        "- base\n- rake: {within: [sex, age_group]}\n", encoding="utf-8"
    )
    files = open_study(root).wave().report(language="da", formats=["html"])
    inputs = json.loads(files[-1].read_text(encoding="utf-8"))["inputs"]
    assert {"opskrift.yaml", "waves/2026/targets.csv", "svar.csv"} <= set(inputs)


def test_the_same_files_give_the_same_bytes(study: Path, tmp_path: Path) -> None:
    wave = open_study(study).wave()
    first = weight_answers(wave, language="da", out=tmp_path / "a").files
    again = weight_answers(wave, language="da", out=tmp_path / "b").files
    assert [path.name for path in first] == ["vaegte.csv", "vaegte.xlsx", "vaegtning.html"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    assert not (study / "waves" / "2026" / "weighting").exists()


def test_programs_get_json(study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["weight", str(study), "2026", "--json", "--out", str(tmp_path / "out")]
    assert code_of(command, debug=False) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["respondents"] == 120
    assert told["sum"] == pytest.approx(378)
    assert [each["step"] for each in told["steps"]] == ["base", "rake"]
    assert all(each["off_after"] < 1e-9 for each in told["targets"])
    assert len(told["files"]) == 3


def test_the_command_speaks_danish(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with language_in_force("da"):
        command = ["weight", str(study), "--lang", "da", "--out", str(tmp_path)]
        assert code_of(command, debug=False) == 0
    told = capsys.readouterr().out
    assert "120 svar er vægtet op til 378 voksne." in told
    assert "2 fordelinger i registret er ramt." in told


def test_a_target_that_nobody_answers_for_is_refused_with_its_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = "[base, rake: {within: [sex, age_group]}]"
    root = made_weighted_study(tmp_path / "study", recipe=recipe)
    table = (root / "svar.csv").read_text(encoding="utf-8")
    (root / "svar.csv").write_text(table.replace("nord;2;", "nord;1;"), encoding="utf-8")
    with pytest.raises(WeightingError):
        weight_answers(open_study(root).wave())
    assert code_of(["weight", str(root), "--lang", "en"], debug=False) == 3
    told = capsys.readouterr().err
    assert "Nordbyen" in told
    assert "110" in told
    assert not (root / "waves" / "2026" / "weighting").exists()


def test_who_lacks_a_variable_is_refused_by_name_unless_there_is_a_rule(tmp_path: Path) -> None:
    root = made_weighted_study(tmp_path / "study", lacking=2)
    with pytest.raises(WeightingError, match="r000") as caught:
        weight_answers(open_study(root).wave())
    assert "sex" in str(caught.value)
    rule = "[base, rake: {within: [sex, age_group], missing: {sex: own_category}}]"
    ruled = made_weighted_study(tmp_path / "ruled", lacking=2, recipe=rule)
    weighted = weight_answers(open_study(ruled).wave(), write=False)
    assert weighted.weights.values.sum() == pytest.approx(378)


def test_without_a_recipe_it_is_refused_and_nothing_else_changes(tmp_path: Path) -> None:
    root = made_weighted_study(tmp_path / "study", wave="    weighting: none\n")
    wave = open_study(root).wave()
    with pytest.raises(WrongUseError, match="recipe"):
        weight_answers(wave)
    assert wave.weights() is None
    assert wave.design().weights.tolist() == [1.0] * 120


def test_a_wave_may_have_a_recipe_of_its_own(tmp_path: Path) -> None:
    root = made_weighted_study(
        tmp_path / "study", wave="    weighting: [base, poststratify: {by: [area, sex]}]\n"
    )
    weights = open_study(root).wave().weights()
    assert weights is not None
    assert len(weights.steps) == 2
    assert weights.steps[-1].step == Poststratify(by=("area", "sex"))


@pytest.mark.parametrize(
    ("recipe", "code", "line"),
    [
        ("[base, rak: {within: [sex]}]", "RECIPE-UNKNOWN-STEP-NEAR", 11),
        ("{steps: [base, rake: {wihtin: [sex]}]}", "FILE-UNKNOWN-NEAR", 11),
        ("\n  - base\n  - trim: {upper: -1}", "RECIPE-ARGUMENT", 13),
    ],
)
def test_a_wrong_recipe_is_told_with_its_line(
    tmp_path: Path, recipe: str, code: str, line: int
) -> None:
    with pytest.raises(FindingsError) as caught:
        open_study(made_weighted_study(tmp_path / "study", recipe=recipe))
    (found,) = caught.value.findings
    assert (found.code, found.place.line if found.place else None) == (code, line)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    root = made_weighted_study(tmp_path / "study", recipe="opskrift.yaml")
    with pytest.raises(FileError, match="opskrift"):
        open_study(root).wave().weights()


def test_check_weighs_too(tmp_path: Path) -> None:
    assert not [
        each
        for each in check_path(made_weighted_study(tmp_path / "a")).findings
        if each.severity == "error"
    ]
    lacking = check_path(made_weighted_study(tmp_path / "b", lacking=2)).findings
    (found,) = [each for each in lacking if each.code == "STUDY-NOT-WEIGHTED"]
    assert found.place is not None
    assert found.place.line == 11
    assert "r000" in found.message
    strange = made_weighted_study(tmp_path / "c", recipe="[base, rake: {within: [tenure]}]")
    assert any("tenure" in each.message for each in check_path(strange).findings)


def test_an_empty_workbook_has_the_areas_and_what_the_recipe_meets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = made_weighted_study(tmp_path / "study")
    command = ["weight", str(root), "--template", "--lang", "en"]
    assert code_of(command, debug=False) == 2
    assert "targets.csv" in capsys.readouterr().err
    (root / "waves" / "2026" / "targets.csv").unlink()
    assert code_of(["weight", str(root), "--lang", "en"], debug=False) == 3
    assert "--template" in capsys.readouterr().err
    assert code_of(command, debug=False) == 0
    path = root / "waves" / "2026" / "targets.xlsx"
    assert capsys.readouterr().out.strip() == str(path)
    sheets = openpyxl.load_workbook(path)
    assert sheets.sheetnames[:2] == ["Sex", "Age"]
    assert {"Woman", "Man"} <= {cell.value for cell in sheets["Sex"][1]}
    assert code_of(["weight", str(root), "--lang", "en"], debug=False) == 1


def test_answers_go_out_with_their_weights(study: Path, tmp_path: Path) -> None:
    wave = open_study(study).wave()
    files = weight_answers(wave, language="en", formats=["sav"], out=tmp_path).files
    assert files[-1].name == "answers-weighted.sav"
    frame, _ = pyreadstat.read_sav(files[-1])
    assert frame["weight"].sum() == pytest.approx(378)
    with pytest.raises(WrongUseError):
        weight_answers(wave, formats=["xls"], out=tmp_path)


def test_the_example_is_weighted_from_its_sample_to_its_register() -> None:
    weighted = weight_answers(open_study(ROOT / "examples/weighted-wave").wave(), write=False)
    assert [each.step.name for each in weighted.weights.steps] == [
        "base", "within_dwelling", "nonresponse", "rake",
    ]  # fmt: skip
    found = weighted.diagnostics.areas
    assert found["sum"].to_numpy(float) == pytest.approx(found["register"].to_numpy(float))
    assert [each.code for each in weighted.problems] == ["TARGETS-TABLE-LEFT-OUT"]
    assert len(weighted.weights.cases.frame) > 500
    files = [path for path in (ROOT / "examples/weighted-wave").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files if "weighting" not in path.parts) < 300_000


def test_adults_of_a_dwelling_are_linked_to_it_by_a_column(tmp_path: Path) -> None:
    root = made_weighted_study(
        tmp_path / "study", wave="    sampled_unit: bolig\n", recipe="[base]"
    )
    table = (root / "svar.csv").read_text(encoding="utf-8").splitlines()
    homes = [f"{line};{place // 2:03d}" for place, line in enumerate(table[1:])]
    (root / "svar.csv").write_text("\n".join([f"{table[0]};bolig", *homes]), encoding="utf-8")
    wave = open_study(root).wave()
    assert "bolig" not in wave.responses().data
    answers = wave.responses(unit=True)
    assert answers.data["bolig"].iloc[:4].to_list() == ["000", "000", "001", "001"]
