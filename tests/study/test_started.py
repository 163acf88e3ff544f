"""Study folders begun from a data file: they run at once, and say what was guessed."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_data_files import residents, write_bfi, write_csv, write_students, write_xlsx

import survey as sv
from survey.codebook import MissingKind
from survey.errors import WrongUseError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.questionnaire.column_map import ColumnMap
from survey.questionnaire.drafting.recoding import recoded
from survey.questionnaire.drafting.source import read_source
from survey.study.beginning.started import start_study


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_csv(tmp_path_factory.mktemp("data") / "beboere-2024.csv", residents(400))


@pytest.fixture(scope="module")
def folder(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("study") / "ny" / "undersøgelse"
    with language_in_force("da"):
        start_study(target, sv.draft_questionnaire(data))
    return target


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_the_folder_holds_what_a_study_needs(folder: Path) -> None:
    assert files(folder) == [
        "gaet.xlsx",
        "questionnaire.yaml",
        "study.yaml",
        "waves/2024/answers.csv",
        "waves/2024/columns.json",
    ]


def test_the_study_is_reported_at_once(folder: Path, tmp_path: Path) -> None:
    wave = sv.open_study(folder).wave()
    written = wave.report(language="da", formats=["html"], out=tmp_path / "report")
    page = written[0].read_text(encoding="utf-8")
    assert "Tabelbilag" in page
    assert "Har du set efter boligområde" in page
    assert "Kontrasten er ikke valgt endnu" in page
    assert "Fordi nr." not in page


def test_the_answers_are_read_back_as_they_were_drafted(folder: Path, data: Path) -> None:
    read = sv.open_study(folder).wave().responses()
    drafted = sv.draft_questionnaire(data).answers()
    before = drafted[list(read.answered)].replace("", str(int(MissingKind.NO_ANSWER)))
    pd.testing.assert_frame_equal(read.answered, before, check_dtype=False)
    beside = [name for name in drafted if name not in read.answered]
    pd.testing.assert_frame_equal(read.data[beside], drafted[beside], check_dtype=False)


def test_a_contrast_that_nobody_named_is_marked(folder: Path) -> None:
    written = (folder / "study.yaml").read_text(encoding="utf-8")
    assert "# VIGTIGT: Vælg kontrasten" in written
    plan = sv.open_study(folder).plan
    (contrast,) = [area for area in plan.written.areas if area.role == "contrast"]
    assert "ikke valgt endnu" in contrast.chosen["da"]  # type: ignore[index]


def test_a_contrast_that_was_named_is_not(data: Path, tmp_path: Path) -> None:
    draft = sv.draft_questionnaire(data).with_contrast("Søparken")
    started = start_study(tmp_path / "x", draft)
    assert (started.contrast, started.contrast_guessed) == ("Søparken", False)
    written = (tmp_path / "x" / "study.yaml").read_text(encoding="utf-8")
    assert "IMPORTANT" not in written
    assert sv.open_study(tmp_path / "x").plan.contrast == "soeparken"


def test_the_same_file_gives_the_same_folder(data: Path, folder: Path, tmp_path: Path) -> None:
    with language_in_force("da"):
        start_study(tmp_path / "again", sv.draft_questionnaire(data))
    for name in files(tmp_path / "again"):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()


def test_the_map_of_columns_recodes_the_file_again(data: Path, folder: Path) -> None:
    kept = json.loads((folder / "waves/2024/columns.json").read_text(encoding="utf-8"))
    answers = recoded(read_source(data), ColumnMap.from_data(kept))
    pd.testing.assert_frame_equal(answers, sv.draft_questionnaire(data).answers())


def test_a_folder_that_is_there_is_left_alone(data: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="there already"):
        start_study(tmp_path, sv.draft_questionnaire(data))
    assert files(tmp_path) == []
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(WrongUseError, match="there already"):
        start_study(tmp_path / "link", sv.draft_questionnaire(data))


def test_a_file_without_areas_is_refused(tmp_path: Path) -> None:
    draft = sv.draft_questionnaire(write_students(tmp_path / "x.sav"), language="en")
    with pytest.raises(WrongUseError, match="which area each answer is from"):
        start_study(tmp_path / "x", draft)


def test_a_single_area_is_refused(tmp_path: Path) -> None:
    frame = residents(60).assign(Boligområde="Vangdalen")
    draft = sv.draft_questionnaire(write_csv(tmp_path / "x.csv", frame), area="Boligområde")
    with pytest.raises(WrongUseError, match="two areas at least"):
        start_study(tmp_path / "x", draft)


def test_a_file_without_scales_still_gives_a_report(tmp_path: Path) -> None:
    path = write_students(tmp_path / "students.sav")
    draft = sv.draft_questionnaire(path, language="en", area="Sex")
    start_study(tmp_path / "x", draft)
    assert sv.open_study(tmp_path / "x").wave().document("en").title == "students"


def test_grids_of_a_scale_nobody_knows_are_reported_too(tmp_path: Path) -> None:
    path = write_bfi(tmp_path / "bfi.sav")
    draft = sv.draft_questionnaire(path, language="en", area="gender")
    start_study(tmp_path / "x", draft)
    spec_of = sv.open_study(tmp_path / "x").wave()
    questions = spec_of.spec(spec_of.design()).questions()
    assert questions == [*(f"a_{n}" for n in range(1, 6)), *(f"c_{n}" for n in range(1, 6))]


def test_weights_are_used_and_formulas_are_made_harmless(tmp_path: Path) -> None:
    frame = residents(120).assign(vægt="1,125", Hvorfor="=1+1")
    frame["Hvorfor"] = [f"=1+{n}" for n in range(120)]
    draft = sv.draft_questionnaire(write_csv(tmp_path / "x.csv", frame))
    start_study(tmp_path / "x", draft)
    raw = (tmp_path / "x/waves/1/answers.csv").read_text(encoding="utf-8-sig")
    assert ";=1" not in raw
    wave = sv.open_study(tmp_path / "x").wave()
    data = wave.responses().data
    assert data["weight"].tolist() == [1.125] * 120
    assert data[draft.questionnaire.questions[-1].id].tolist()[0] == "=1+0"
    assert wave.design().weights.sum() == pytest.approx(1.125 * 120)


def test_a_workbook_can_begin_a_study(tmp_path: Path) -> None:
    draft = sv.draft_questionnaire(write_xlsx(tmp_path / "svar 2019.xlsx", residents(90)))
    assert start_study(tmp_path / "x", draft).wave == "2019"


def test_thirty_areas_with_names_of_all_kinds(tmp_path: Path) -> None:
    draw = np.random.default_rng(2)
    areas = [f"{n}. Område, blok {n % 7} ({'æøå'[n % 3]})" for n in range(30)]
    frame = residents(1500).assign(Boligområde=draw.choice(areas, 1500))
    draft = sv.draft_questionnaire(write_csv(tmp_path / "x.csv", frame))
    start_study(tmp_path / "x", draft)
    study = sv.open_study(tmp_path / "x")
    assert len(study.plan.written.areas) == 30
    assert study.wave().document("da").areas


def test_chapters_and_the_appendix_name_questions_of_the_questionnaire(
    folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    file = copy / "study.yaml"
    written = file.read_text(encoding="utf-8")
    file.write_text(
        written.replace("appendix: [", "appendix: [hvorfor, husleje_2, ").replace(
            "questions: [hvor_tryg_er_du]", "questions: [hvor_tryg_er_du_om_dagen, hvorfor]"
        ),
        encoding="utf-8",
    )
    with pytest.raises(FindingsError) as caught:
        sv.open_study(copy)
    assert [each.code for each in caught.value.findings] == [
        "STUDY-QUESTION-NO-HEADLINE",
        "STUDY-APPENDIX-KIND",
        "STUDY-APPENDIX-UNKNOWN-NEAR",
    ]
