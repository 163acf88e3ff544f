"""A study that is begun from a questionnaire: it runs at once, marked, until real answers come."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from made_studies import without_pictures
from made_study import FORM, HEAD, ROWS

import survey as sv
from survey.errors import RefusedError, UnknownNameError, WrongUseError
from survey.language.catalogue import language_in_force
from survey.report.prose import prose_blocks
from survey.study.privacy.contents import Content, contents_of

if TYPE_CHECKING:
    from pathlib import Path

    from survey.study.beginning.new_study import NewStudy


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> NewStudy:
    """A study in Danish about which nothing was said."""
    return sv.new_study(tmp_path_factory.mktemp("new") / "ny", wave="2026", language="da")


@pytest.fixture
def folder(begun: NewStudy, tmp_path: Path) -> Path:
    """A copy of it to do things to."""
    shutil.copytree(begun.folder, tmp_path / "ny")
    return tmp_path / "ny"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A small questionnaire that uses a module beside it."""
    (tmp_path / "eget").mkdir()
    (tmp_path / "eget" / "form.yaml").write_text(
        FORM.replace("use: [safety, open]", "use: [safety, open, vores]"), encoding="utf-8"
    )
    (tmp_path / "eget" / "vores.yaml").write_text(
        "id: vores\nmodule: true\ntitle: {da: Vores, en: Ours}\nlanguages: [da, en]\n"
        "questions:\n  - {id: garden, type: single, text: {da: Have?, en: Garden?}, "
        "codes: {1: {da: Ja, en: Yes}, 2: {da: Nej, en: No}}}\n",
        encoding="utf-8",
    )
    return tmp_path / "eget" / "form.yaml"


def test_a_new_study_holds_all_that_a_report_needs_and_says_what_to_do(begun: NewStudy) -> None:
    assert {"study.yaml", "questionnaire.yaml", "LÆS-MIG.txt", "tekst/area_living.da.md"} <= set(
        begun.files
    )
    assert {"skabeloner/frame.xlsx", "skabeloner/contacts.xlsx"} <= set(begun.files)
    assert (begun.examples, begun.contrast) == (True, "Område C")
    assert begun.answers > 100
    written = (begun.folder / "study.yaml").read_text(encoding="utf-8")
    assert written.startswith("# Undersøgelsen:")
    assert "\n# Om svarene er opdigtede" in written
    told = (begun.folder / "LÆS-MIG.txt").read_text(encoding="utf-8-sig")
    assert "OPDIGTEDE" in told
    assert "survey simulate . 2026 --remove" in told
    asked = (begun.folder / "questionnaire.yaml").read_text(encoding="utf-8")
    assert "languages: [da, en]\n" in asked
    assert max(map(len, told.splitlines())) <= 92
    assert not [each for each in begun.files if each.startswith(".survey")]


def test_its_answers_are_weighted_and_marked_as_simulated(begun: NewStudy) -> None:
    wave = sv.open_study(begun.folder).wave()
    assert wave.responses().simulated
    assert wave.weights() is not None
    status = sv.study_status(begun.folder)
    assert status.simulated
    assert "Svarene er simulerede." in status.lines(language="da")[1]


def test_its_own_files_are_known_and_none_is_unknown(begun: NewStudy) -> None:
    found = {each.path: each.content for each in contents_of(sv.open_study(begun.folder).plan)}
    assert found["LÆS-MIG.txt"] is Content.STUDY
    assert found["tekst/area_living.da.md"] is Content.PROSE
    assert Content.UNKNOWN not in found.values()


def test_a_remark_in_the_own_words_is_in_no_report(begun: NewStudy) -> None:
    written = (begun.folder / "tekst" / "area_living.da.md").read_text(encoding="utf-8")
    assert prose_blocks(written) == []
    assert len(prose_blocks(f"{written}\nEgne ord.")) == 1


def test_what_was_invented_goes_away_and_what_was_put_there_stays(folder: Path) -> None:
    wave = folder / "waves" / "2026"
    (wave / "targets.xlsx").write_bytes(b"our own")
    done = sv.remove_simulated(sv.open_study(folder).wave())
    assert done.unmarked
    assert [path.name for path in done.kept] == ["targets.xlsx"]
    assert sorted(path.name for path in wave.iterdir()) == ["targets.xlsx"]
    assert not sv.open_study(folder).plan.written.simulated
    assert "# Om svarene er opdigtede" in (folder / "study.yaml").read_text(encoding="utf-8")
    assert "answers.csv" in " ".join(sv.study_status(folder).lines(language="en"))
    with pytest.raises(WrongUseError, match="must have invented answers"):
        sv.remove_simulated(sv.open_study(folder).wave())


def test_invented_answers_are_never_reported_as_real(folder: Path) -> None:
    study = (folder / "study.yaml").read_text(encoding="utf-8")
    (folder / "study.yaml").write_text(study.replace("simulated: true", ""), encoding="utf-8")
    with pytest.raises(RefusedError, match="doesn't say that answers are simulated") as caught:
        sv.open_study(folder).wave().responses()
    assert "survey simulate --remove" in str(caught.value)


def test_real_answers_beside_an_invented_register_are_refused_until_that_is_gone(
    folder: Path,
) -> None:
    (folder / "waves/2026/answers.csv").write_text("\n".join([HEAD, *ROWS]), encoding="utf-8")
    study = (folder / "study.yaml").read_text(encoding="utf-8")
    (folder / "study.yaml").write_text(study.replace("simulated: true", ""), encoding="utf-8")
    with pytest.raises(RefusedError, match=r"sample\.csv"):
        sv.open_study(folder).wave().responses()


def test_a_questionnaire_of_ones_own_comes_along_and_is_reported_at_once(
    form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sv.new_study(
        tmp_path / "ny", form, wave="Forår 2026", language="en",
        areas=["Søndervang", "Nordbyen, vest", "Søndervang 2"], contrast="nordbyen,  Vest",
    )  # fmt: skip
    assert (made.folder / "questionnaire.yaml").read_bytes() == form.read_bytes()
    assert (made.folder / "vores.yaml").exists()
    plan = sv.open_study(made.folder).plan
    assert {area.id: area.role for area in plan.written.areas} == {
        "soendervang": "study",
        "nordbyen_vest": "contrast",
        "soendervang_2": "study",
    }
    assert plan.written.waves[0].id == "Forår 2026"
    assert plan.written.weighting is None
    assert [each.id for each in plan.written.chapters] == ["all"]
    assert "README.txt" in made.files
    without_pictures(monkeypatch)
    wave = sv.open_study(made.folder).wave()
    assert "Example with simulated data" in wave.document("en").stamps
    assert len(wave.responses().data) == made.answers


@pytest.mark.parametrize(
    ("how", "error", "said"),
    [
        ({"questionnaire": "randers-2011"}, UnknownNameError, 'did you mean "randers-2010"'),
        ({"areas": ["Nord"], "contrast": "Nord"}, WrongUseError, "at least two areas"),
        ({"areas": ["Nord", "Nord"], "contrast": "Nord"}, WrongUseError, "at least two areas"),
        ({"areas": ["Nord", "NORD"], "contrast": "Nord"}, WrongUseError, "at least two areas"),
        ({"wave": "a/b"}, WrongUseError, "a/b"),
        ({"areas": ["Nord", "Syd"]}, WrongUseError, "The contrast must be given"),
        (
            {"areas": ["Nord", "Sydhaven"], "contrast": "Sydhavn"},
            UnknownNameError,
            'did you mean "Sydhaven"',
        ),
        ({"language": "de"}, WrongUseError, "de"),
    ],
    ids=[
        "questionnaire",
        "one_area",
        "twice",
        "case",
        "wave",
        "no_contrast",
        "contrast",
        "language",
    ],
)
def test_what_can_not_be_begun_leaves_nothing(
    tmp_path: Path, how: dict[str, object], error: type[Exception], said: str
) -> None:
    with language_in_force("en"), pytest.raises(error) as caught:
        sv.new_study(tmp_path / "ny", **how)  # type: ignore[arg-type]
    assert said in str(caught.value)
    assert not (tmp_path / "ny").exists()


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "brev.txt").write_text("Kære", encoding="utf-8")
    with pytest.raises(WrongUseError):
        sv.new_study(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["brev.txt"]
