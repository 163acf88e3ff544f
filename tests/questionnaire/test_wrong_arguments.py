"""Arguments that are of the wrong kind, and files that must not be replaced by others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import survey as sv
from survey.errors import UnknownNameError, WrongUseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WRONG: tuple[Any, ...] = (None, 5, [], {}, b"x", True, object())


@pytest.fixture
def questionnaire() -> sv.Questionnaire:
    return sv.read_questionnaire("copenhagen-1968")


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: type(wrong).__name__)
@pytest.mark.parametrize(
    "call",
    [
        sv.read_questionnaire,
        sv.check_questionnaire,
        sv.questionnaire_from_workbook,
        sv.draft_questionnaire,
    ],
)
def test_what_is_no_path_is_refused_in_words(call: Callable[[Any], object], wrong: Any) -> None:
    with pytest.raises(WrongUseError, match="must be of a kind that can be used"):
        call(wrong)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: type(wrong).__name__)
def test_what_is_no_questionnaire_is_refused_in_words(wrong: Any, tmp_path: Path) -> None:
    calls: list[Callable[[], object]] = [
        lambda: sv.simulate_paths(wrong),
        lambda: sv.form_words(wrong, "da"),
        lambda: sv.write_form(wrong, tmp_path / "a.docx"),
        lambda: sv.write_keying_workbook(wrong, tmp_path / "a.xlsx"),
        lambda: sv.write_codebook(wrong, tmp_path / "a.html"),
        lambda: sv.write_questionnaire_workbook(wrong, tmp_path / "a.xlsx"),
        lambda: sv.write_questionnaire(wrong, tmp_path / "a.yaml"),
        lambda: sv.export_questionnaire(wrong, "word", tmp_path / "a.docx"),
    ]
    for call in calls:
        with pytest.raises(WrongUseError, match="questionnaire must be of a kind"):
            call()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", [5, [], b"x", True])
def test_paths_languages_areas_and_seeds_of_the_wrong_kind_are_refused(
    wrong: Any, questionnaire: sv.Questionnaire, tmp_path: Path
) -> None:
    calls: list[Callable[[], object]] = [
        lambda: sv.write_form(questionnaire, wrong),
        lambda: sv.write_form(questionnaire, tmp_path / "a.docx", language=wrong),
        lambda: sv.write_form(questionnaire, tmp_path / "a.docx", area=wrong),
        lambda: sv.write_codebook(questionnaire, wrong),
        lambda: sv.write_keying_workbook(questionnaire, wrong),
        lambda: sv.write_questionnaire_workbook(questionnaire, wrong),
        lambda: sv.write_questionnaire(questionnaire, wrong),
        lambda: sv.export_questionnaire(questionnaire, wrong),
        lambda: sv.export_questionnaire(questionnaire, "word", wrong),
        lambda: sv.form_words(questionnaire, wrong),
    ]
    for call in calls:
        with pytest.raises(WrongUseError):
            call()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(WrongUseError):
        sv.simulate_paths(questionnaire, seed="x")  # type: ignore[arg-type]


@pytest.mark.parametrize("to", ["word", "keying", "workbook", "codebook", "schema"])
def test_an_export_never_replaces_the_questionnaire(
    to: str, questionnaire: sv.Questionnaire, tmp_path: Path
) -> None:
    path = sv.write_questionnaire(questionnaire, tmp_path / "skema.yaml")
    before = path.read_bytes()
    with pytest.raises(WrongUseError, match="must end with"):
        sv.export_questionnaire(questionnaire, to, path, language="en")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("to", "name"),
    [
        ("word", "form.pdf"),
        ("word", "form"),
        ("keying", "keying.csv"),
        ("keying", "keying.xls"),
        ("workbook", "form.docx"),
        ("yaml", "skema.xlsx"),
        ("schema", "schema.yaml"),
    ],
)
def test_a_file_has_the_ending_of_what_it_holds(
    to: str, name: str, questionnaire: sv.Questionnaire, tmp_path: Path
) -> None:
    with pytest.raises(WrongUseError, match="must end with"):
        sv.export_questionnaire(questionnaire, to, tmp_path / name, language="en")
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_no_file_can_have_is_no_questionnaire() -> None:
    with pytest.raises(UnknownNameError, match="must be a shipped questionnaire or a file"):
        sv.read_questionnaire("x" * 5000)
